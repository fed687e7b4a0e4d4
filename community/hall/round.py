"""What the clock does in the hall: holds end, offers are made, missed appointments are noted."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import exists, select
from sqlalchemy.ext.asyncio import AsyncSession

from community import clock, notices, rounds
from community.database import Sessions
from community.hall import access, booking, counters, queue, slots, waitlist
from community.hall.model import Booking, BookingStatus, CounterOpen
from community.rounds import Step
from config.town import Town

AT_ONCE = 200
LATE = timedelta(minutes=15)
"""So long after its end an appointment that nobody came to is missed."""

async def run(sessions: Sessions, town: Town) -> int:
    return await rounds.run(STEPS, sessions, town)


async def end_holds(db: AsyncSession, town: Town, now: datetime) -> int:  # noqa: ARG001  a step
    """Give back what was held and not confirmed in time."""
    rows = await _locked(db, Booking.status == BookingStatus.HELD, Booking.held_until <= now)
    for held in rows:
        await booking.lapse(db, held, "not confirmed in time", now=now)
        await waitlist.offer_lapsed(db, held, now=now)
    return len(rows)


async def make_offers(db: AsyncSession, town: Town, now: datetime) -> int:
    return await waitlist.make_offers(db, town, now=now)


async def note_missed(db: AsyncSession, town: Town, now: datetime) -> int:
    """Note who did not come, where a counter was open to see it; elsewhere nobody is blamed."""
    rows = await _locked(db, Booking.status == BookingStatus.BOOKED, Booking.ends_at <= now - LATE)
    for booked in rows:
        if not await _counter_was_open(db, town, booked):
            booking.done(booked, now=now)
            continue
        booking.missed(booked, now=now)
        if booked.person_id is not None:
            notices.owe(
                db, booked.person_id, "booking-missed", due_at=now, topic=booked.number,
                number=booked.number, booking_id=booked.id,
            )  # fmt: skip
    return len(rows)


async def _counter_was_open(db: AsyncSession, town: Town, booked: Booking) -> bool:
    """One that was left open on another day had nobody behind it."""
    day = booked.starts_at.astimezone(town.zone).date()
    midnight = datetime.combine(day, datetime.min.time(), town.zone)
    return bool(
        await db.scalar(
            select(
                exists().where(
                    CounterOpen.point == booked.point,
                    CounterOpen.opened_at >= midnight,
                    CounterOpen.opened_at < booked.ends_at,
                    (CounterOpen.closed_at.is_(None)) | (CounterOpen.closed_at > booked.starts_at),
                )
            )
        )
    )


async def free_untapped(db: AsyncSession, town: Town, now: datetime) -> int:
    """Who has missed appointments, and does not say that they will come, makes room."""
    until = now + timedelta(hours=town.booking.change_until_hours)
    rows = await _locked(
        db,
        Booking.status == BookingStatus.BOOKED,
        Booking.must_tap,
        Booking.tapped_at.is_(None),
        Booking.starts_at <= until,
        Booking.starts_at > now,
    )
    for booked in rows:
        await booking.call_off(db, town, booked, "not tapped", now=now)
        _tell(db, booked, "booking-tap-lost", now=now)
    return len(rows)


async def tidy_queue(db: AsyncSession, town: Town, now: datetime) -> int:
    done: int = await queue.tidy(db, town, now=now)
    return done


async def vacate_counters(db: AsyncSession, town: Town, now: datetime) -> int:
    """Close the counters of clerks who do not work there any more, however that came."""
    rows = await db.execute(
        select(CounterOpen.clerk_id, CounterOpen.point).where(CounterOpen.closed_at.is_(None))
    )
    vacated = 0
    for clerk_id, point in rows.all():
        if clerk_id is not None and not await access.works_at(db, town, clerk_id, point):
            await counters.vacate(db, town, clerk_id, now=now)
            vacated += 1
    return vacated


STEPS: Sequence[Step] = (
    end_holds,
    free_untapped,
    make_offers,
    note_missed,
    tidy_queue,
    vacate_counters,
)


# --- after the town's pack has changed -------------------------------------------------------


async def settle_changes(sessions: Sessions, town: Town) -> int:
    """Call off coming appointments that the town's pack does not have any more, and tell people.

    A service was dropped, a point closed, a day became a day off. A pack is read when a process
    starts, so that is when this is to be run.
    """
    async with sessions() as db, db.begin():
        now = await clock.now(db)
        rows = await db.scalars(
            select(Booking)
            .where(
                Booking.status.in_((BookingStatus.BOOKED, BookingStatus.HELD)),
                Booking.starts_at > now,
            )
            .order_by(Booking.id)
            .with_for_update(skip_locked=True)
        )
        called_off = 0
        for booked in rows:
            why = _gone(town, booked)
            if why is not None:
                booked_before = booked.status is BookingStatus.BOOKED
                await booking.call_off(db, town, booked, why, now=now)
                called_off += 1
                if not booked_before:
                    await waitlist.offer_gone(db, booked)
                else:
                    _tell(db, booked, "booking-gone", now=now, why=why, matters=True)
    return called_off


def _gone(town: Town, booked: Booking) -> str | None:
    """Say what of an appointment the town has no more: its service, point, or hour."""
    if booked.point not in {point.station for point in town.points}:
        return "point"
    visit = booking.visit_of(booked)
    if slots.why_not_here(town, visit):
        return "service"
    day = booked.starts_at.astimezone(town.zone).date()
    spans = slots.hours_of(town, town.point(booked.point), day)
    inside = any(opens <= booked.starts_at and booked.ends_at <= closes for opens, closes in spans)
    return None if inside else "closed"


def _tell(
    db: AsyncSession,
    booked: Booking,
    text_id: str,
    *,
    now: datetime,
    matters: bool = False,
    why: str | None = None,
) -> None:
    if booked.person_id is not None:
        notices.owe(
            db, booked.person_id, text_id, due_at=now, topic=booked.number,
            matters=matters, number=booked.number, booking_id=booked.id,
            starts_at=booked.starts_at.isoformat(), why=why,
        )  # fmt: skip


async def _locked(db: AsyncSession, *where: object) -> Sequence[Booking]:
    rows = await db.scalars(
        select(Booking)
        .where(*where)  # type: ignore[arg-type]
        .order_by(Booking.id)
        .limit(AT_ONCE)
        .with_for_update(skip_locked=True)
    )
    return rows.all()
