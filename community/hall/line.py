"""The line at a point: who stands where in it, and a number's moves with what they settle."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from community import notices
from community.errors import ReasonedError
from community.hall import booking
from community.hall.model import Booking, BookingStatus, CounterOpen, Ticket, TicketStatus
from community.notices import Priority
from config.town import Town

LIVE = (TicketStatus.WAITING, TicketStatus.CALLED, TicketStatus.SERVING)
AT_COUNTER = (TicketStatus.CALLED, TicketStatus.SERVING)
STEP = 0.001
"""Between two places in the line, in the seconds by which it is ordered."""


class QueueRefusedError(ReasonedError):
    """A rule of the queue is against it; the reason is the text id."""


def today(town: Town, now: datetime) -> date:
    return now.astimezone(town.zone).date()


async def live_at(db: AsyncSession, point: str, *, day: date) -> Sequence[Ticket]:
    """All of a day that wait or stand at a counter, in their order."""
    rows = await db.scalars(
        select(Ticket)
        .where(
            Ticket.point == point,
            Ticket.status.in_(LIVE),
            Ticket.day == day,
        )
        .order_by(Ticket.place, Ticket.id)
    )
    return rows.all()


async def waiting_at(db: AsyncSession, point: str, *, day: date) -> list[Ticket]:
    live = await live_at(db, point, day=day)
    return [ticket for ticket in live if ticket.status is TicketStatus.WAITING]


async def open_at(db: AsyncSession, point: str) -> Sequence[CounterOpen]:
    rows = await db.scalars(
        select(CounterOpen)
        .where(CounterOpen.point == point, CounterOpen.closed_at.is_(None))
        .order_by(CounterOpen.counter)
    )
    return rows.all()


async def next_for(db: AsyncSession, counter: CounterOpen, *, day: date) -> Ticket | None:
    """Lock whose turn it is at a counter; numbers sent to it come first.

    What another clerk has just locked is passed over. A number that was sent to a counter which
    closed meanwhile is anybody's.
    """
    others = select(CounterOpen.counter).where(
        CounterOpen.point == counter.point,
        CounterOpen.closed_at.is_(None),
        CounterOpen.counter != counter.counter,
    )
    found: Ticket | None = await db.scalar(
        select(Ticket)
        .where(
            Ticket.point == counter.point,
            Ticket.status == TicketStatus.WAITING,
            Ticket.day == day,
            or_(Ticket.counter.is_(None), Ticket.counter.not_in(others)),
        )
        .order_by(
            Ticket.counter.is_not_distinct_from(counter.counter).desc(), Ticket.place, Ticket.id
        )
        .limit(1)
        .with_for_update(skip_locked=True)
        .execution_options(populate_existing=True)
    )
    return found


async def move(db: AsyncSession, ticket: Ticket, to: TicketStatus, *, now: datetime) -> None:
    """Set where a number stands; what was still to be said about the old state is dropped."""
    ticket.status = to
    ticket.version += 1
    await notices.drop(db, topic(ticket), because=f"it is {to.value}", now=now)


def topic(ticket: Ticket) -> str:
    return f"ticket-{ticket.id}"


def tell(db: AsyncSession, ticket: Ticket, text_id: str, *, now: datetime, **facts: Any) -> None:
    """Owe its person a word; one's own turn is not held back by quiet hours."""
    if ticket.person_id is not None:
        notices.owe(
            db,
            ticket.person_id,
            text_id,
            due_at=now,
            topic=topic(ticket),
            priority=Priority.ANSWER,
            ticket_id=ticket.id,
            **facts,
        )


async def booking_of(db: AsyncSession, ticket: Ticket) -> Booking | None:
    """Lock the appointment of a number while it is the visit's."""
    if ticket.booking_id is None:
        return None
    booked = await db.get(Booking, ticket.booking_id, with_for_update=True)
    return booked if booked and booked.status is BookingStatus.ARRIVED else None


async def miss(
    db: AsyncSession, ticket: Ticket, *, now: datetime, joins_again: bool = True
) -> None:
    """Nobody came to any of the calls; they are told while they may join again."""
    await move(db, ticket, TicketStatus.MISSED, now=now)
    booked = await booking_of(db, ticket)
    if booked is not None:
        booking.missed(booked, now=now)
    if joins_again:
        tell(db, ticket, "queue-missed", now=now)
