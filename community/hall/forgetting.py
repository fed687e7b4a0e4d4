"""What the hall keeps about people, and what of it stays when they have it erased."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from community import keeping
from community.hall import booking, counters, news, terms, waitlist
from community.hall.model import (
    TAKES_A_SEAT,
    Application,
    ApplicationEvent,
    ApplicationPaper,
    ApplicationStep,
    Booking,
    BookingStatus,
    CounterOpen,
    MaterialReady,
    ServiceRating,
    Stage,
    Ticket,
    TicketStatus,
    Waiting,
    WaitingStatus,
)
from community.keeping import Keeper
from community.notices import Notice
from config.town import Town

IN_THE_LINE = (TicketStatus.WAITING, TicketStatus.CALLED, TicketStatus.SERVING)
MASK = "…"


async def forget(db: AsyncSession, town: Town, person_id: int, now: datetime) -> None:
    """Call off what is to come, withdraw what is open, and leave only figures that name nobody."""
    await db.execute(delete(MaterialReady).where(MaterialReady.person_id == person_id))
    await _forget_waiting(db, person_id, now)
    await _forget_bookings(db, town, person_id, now)
    await db.execute(
        update(Ticket)
        .where(Ticket.person_id == person_id, Ticket.status.in_(IN_THE_LINE))
        .values(status=TicketStatus.LEFT, done_at=now)
    )
    await _forget_ratings(db, person_id)
    await db.execute(update(Ticket).where(Ticket.person_id == person_id).values(person_id=None))
    await _forget_applications(db, person_id, now)


async def _forget_waiting(db: AsyncSession, person_id: int, now: datetime) -> None:
    rows = await db.scalars(select(Waiting).where(Waiting.person_id == person_id))
    for place in rows.all():
        if place.status is WaitingStatus.OFFERED:
            await waitlist.leave(db, place.id, person_id, now=now)
        await db.delete(place)
    await db.flush()


async def _forget_bookings(db: AsyncSession, town: Town, person_id: int, now: datetime) -> None:
    rows = await db.scalars(select(Booking).where(Booking.person_id == person_id).with_for_update())
    for booked in rows.all():
        if booked.status in TAKES_A_SEAT and booked.status is not BookingStatus.ARRIVED:
            await booking.call_off(db, town, booked, "erased", now=now)
        booked.person_id = booked.for_whom = None


async def _forget_ratings(db: AsyncSession, person_id: int) -> None:
    theirs = select(Ticket.id).where(Ticket.person_id == person_id)
    filed = select(Application.id).where(Application.person_id == person_id)
    await db.execute(
        update(ServiceRating)
        .where(or_(ServiceRating.ticket_id.in_(theirs), ServiceRating.application_id.in_(filed)))
        .values(word=None)
    )


async def _forget_applications(db: AsyncSession, person_id: int, now: datetime) -> None:
    """Staff wrote to the applicant by name, perhaps: all words go, the stages and times stay."""
    filed = select(Application.id).where(Application.person_id == person_id)
    numbers = await db.scalars(select(Application.number).where(Application.person_id == person_id))
    await db.execute(
        update(Notice)
        .where(Notice.topic.in_(numbers.all()), Notice.facts.has_key("words"))
        .values(facts=Notice.facts.concat({"words": MASK}))
    )
    await db.execute(delete(ApplicationPaper).where(ApplicationPaper.application_id.in_(filed)))
    await db.execute(
        update(ApplicationEvent)
        .where(ApplicationEvent.application_id.in_(filed))
        .values(note=None, facts={})
    )
    await db.execute(
        update(ApplicationEvent).where(ApplicationEvent.actor_id == person_id).values(actor_id=None)
    )
    await db.execute(
        update(Application)
        .where(Application.person_id == person_id, Application.closed_at.is_(None))
        .values(stage=Stage.WITHDRAWN, closed_at=now, paused_at=None)
    )
    await db.execute(
        update(Application)
        .where(Application.person_id == person_id)
        .values(person_id=None, for_whom=None, words=None, lacking=None, reason=None)
    )


async def hand_on(db: AsyncSession, town: Town, person_id: int, now: datetime) -> None:
    """Open applications go back to their department, which is told; the counter is vacated."""
    owned = await db.scalars(
        select(Application)
        .where(Application.owner_id == person_id)
        .order_by(Application.id)
        .with_for_update()
    )
    for application in owned.all():
        application.owner_id = None
        if application.closed_at is None:
            application.version += 1
            await news.offer(db, town, application, now=now)
            await terms.remind(db, town, application, now=now)
    await counters.vacate(db, town, person_id, now=now)


async def forget_work(db: AsyncSession, person_id: int) -> None:
    """Take a clerk's name off what they did."""
    await db.execute(
        update(CounterOpen).where(CounterOpen.clerk_id == person_id).values(clerk_id=None)
    )
    await db.execute(
        update(ApplicationStep).where(ApplicationStep.done_by == person_id).values(done_by=None)
    )


async def numbers_of(db: AsyncSession, person_id: int) -> Sequence[str]:
    filed = select(Application.number).where(Application.person_id == person_id)
    booked = select(Booking.number).where(Booking.person_id == person_id)
    return (await db.scalars(filed.union_all(booked))).all()


async def _forget_all(db: AsyncSession, town: Town, person_id: int, now: datetime) -> None:
    await hand_on(db, town, person_id, now)
    await forget_work(db, person_id)
    await forget(db, town, person_id, now)


keeping.keeps(
    Keeper(
        subjects={
            "materials_ready": MaterialReady.person_id,
            "bookings": Booking.person_id,
            "booking_waitlist": Waiting.person_id,
            "queue_tickets": Ticket.person_id,
            "applications": Application.person_id,
        },
        actors=(
            Application.owner_id,
            ApplicationEvent.actor_id,
            ApplicationStep.done_by,
            CounterOpen.clerk_id,
        ),
        beside={
            ApplicationEvent: lambda person_id: ApplicationEvent.application_id.in_(
                select(Application.id).where(Application.person_id == person_id)
            ),
            ApplicationPaper: lambda person_id: ApplicationPaper.application_id.in_(
                select(Application.id).where(Application.person_id == person_id)
            ),
            ServiceRating: lambda person_id: or_(
                ServiceRating.application_id.in_(
                    select(Application.id).where(Application.person_id == person_id)
                ),
                ServiceRating.ticket_id.in_(select(Ticket.id).where(Ticket.person_id == person_id)),
            ),
        },
        forget=_forget_all,
        numbers=numbers_of,
        hand_on=hand_on,
    )
)
