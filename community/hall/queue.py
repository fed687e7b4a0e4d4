"""Waiting one's turn: taking a number, with an appointment or without, leaving, joining again."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import case, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from community.errors import NotAvailableError, StaleError
from community.hall import booking, estimate, line, seats, tidying
from community.hall.line import LIVE, QueueRefusedError
from community.hall.model import Booking, BookingStatus, Ticket, TicketStatus
from config.town import Point, Town
from config.town.calendar import open_until, opens_next

LAST_NUMBER = 999
DAY = 24 * 3600.0

__all__ = ["QueueRefusedError", "check_in", "get", "leave", "mine", "rejoin", "take", "tidy"]

tidy = tidying.tidy
"""What the clock does: see there."""


async def get(db: AsyncSession, ticket_id: int, person_id: int) -> Ticket:
    """:raises NotAvailableError: no such number, or not theirs."""
    found = await db.get(Ticket, ticket_id)
    if found is None or found.person_id != person_id:
        raise NotAvailableError
    return found


async def mine(db: AsyncSession, town: Town, person_id: int, *, now: datetime) -> Ticket | None:
    """Their number of today that counts, else the newest that was missed."""
    found: Ticket | None = await db.scalar(
        select(Ticket)
        .where(
            Ticket.person_id == person_id,
            Ticket.day == line.today(town, now),
            Ticket.status.in_((*LIVE, TicketStatus.MISSED)),
        )
        .order_by(case((Ticket.status == TicketStatus.MISSED, 1), else_=0), Ticket.id.desc())
        .limit(1)
    )
    return found


# --- taking a number -----------------------------------------------------------------------


async def take(
    db: AsyncSession,
    town: Town,
    person_id: int | None,
    point: str,
    services: Sequence[str] = (),
    *,
    now: datetime,
) -> Ticket:
    """Give the next number of the day; who has one at this point keeps it.

    :param person_id: None for who has no account: a clerk takes it for them.
    :raises NotAvailableError: no such point or item.
    :raises QueueRefusedError: queue-not-here, queue-closed (opens, if it does),
        queue-full, queue-elsewhere (number).
    """
    at = _point(town, point)
    _check_services(town, at, services)
    await seats.one_at_a_time(db, "queue", point)
    own = await _live_of(db, town, person_id, now=now)
    if own is not None:
        if own.point != point:
            raise QueueRefusedError("queue-elsewhere", number=own.shown)
        return own
    if open_until(town, town.station(point), now) is None:
        opens = opens_next(town, town.station(point), now)
        if opens is None:
            raise QueueRefusedError("queue-closed-for-long")
        raise QueueRefusedError("queue-closed", opens=opens)
    place = await _place(db, point, now.timestamp(), day=line.today(town, now))
    return await _issue(db, town, at, person_id, services, place, now=now)


async def check_in(
    db: AsyncSession, town: Town, booking_id: int, person_id: int, *, now: datetime
) -> Ticket:
    """Give an appointment its number, which goes ahead of those without one, by its time.

    Who has a number there already keeps it, and it goes ahead from now on.

    :raises NotAvailableError: no such appointment, or not theirs.
    :raises QueueRefusedError: queue-too-early (begins: ISO), queue-booking-over (number),
        queue-elsewhere, queue-one-at-a-time (number), queue-full.
    """
    booked = await booking.get(db, booking_id, person_id)
    await seats.one_at_a_time(db, "queue", booked.point)
    if booked.status is not BookingStatus.BOOKED:
        return await _checked_in_before(db, booked)
    begins = booked.starts_at - timedelta(minutes=town.queue.check_in_minutes)
    if now < begins:
        raise QueueRefusedError("queue-too-early", begins=begins)
    wanted = booked.starts_at.timestamp() - DAY
    place = await _place(db, booked.point, wanted, day=line.today(town, now))
    ticket = await _live_of(db, town, person_id, now=now)
    if ticket is not None:  # it may be ending at its counter just now
        await db.refresh(ticket, with_for_update=True)
    if ticket is None or ticket.status not in LIVE:
        at = _point(town, booked.point)
        ticket = await _issue(
            db, town, at, person_id, booked.services, place, now=now, booking_id=booked.id
        )
    else:
        _let_go_ahead(ticket, booked, place)
    booked.status = BookingStatus.ARRIVED
    booked.version += 1
    return ticket


async def _checked_in_before(db: AsyncSession, booked: Booking) -> Ticket:
    found: Ticket | None = await db.scalar(select(Ticket).where(Ticket.booking_id == booked.id))
    if found is None or booked.status is not BookingStatus.ARRIVED:
        raise QueueRefusedError("queue-booking-over", number=booked.number)
    return found


def _let_go_ahead(ticket: Ticket, booked: Booking, place: float) -> None:
    if ticket.point != booked.point:
        raise QueueRefusedError("queue-elsewhere", number=ticket.shown)
    if ticket.booking_id is not None:
        raise QueueRefusedError("queue-one-at-a-time", number=ticket.shown)
    ticket.booking_id = booked.id
    ticket.services = [*booked.services]
    ticket.place = place
    ticket.version += 1


def _point(town: Town, point: str) -> Point:
    try:
        return town.point(point)
    except KeyError:
        raise NotAvailableError from None


def _check_services(town: Town, point: Point, services: Sequence[str]) -> None:
    try:
        wanted = [town.service(code) for code in services]
    except KeyError:
        raise NotAvailableError from None
    if not all(point in town.points_for(service) for service in wanted):
        raise QueueRefusedError("queue-not-here")


async def _live_of(
    db: AsyncSession, town: Town, person_id: int | None, *, now: datetime
) -> Ticket | None:
    if person_id is None:
        return None
    own = await mine(db, town, person_id, now=now)
    return own if own and own.status in LIVE else None


async def _issue(
    db: AsyncSession,
    town: Town,
    point: Point,
    person_id: int | None,
    services: Sequence[str],
    place: float,
    *,
    now: datetime,
    booking_id: int | None = None,
) -> Ticket:
    """Write the next number; the caller keeps others from the point meanwhile."""
    day = now.astimezone(town.zone).date()
    last = await db.scalar(
        select(func.max(Ticket.number)).where(Ticket.point == point.station, Ticket.day == day)
    )
    if (last or 0) >= LAST_NUMBER:
        raise QueueRefusedError("queue-full")
    ticket = Ticket(
        point=point.station,
        day=day,
        prefix=point.prefix,
        number=(last or 0) + 1,
        person_id=person_id,
        booking_id=booking_id,
        services=[*services],
        place=place,
        status=TicketStatus.WAITING,
        taken_at=now,
    )
    db.add(ticket)
    await db.flush()
    near = (await estimate.line_at(db, town, point.station, now=now)).wait_of(ticket)
    if tidying.is_near(town, near):
        ticket.heads_up_at = now  # taking it says so
    return ticket


async def _place(db: AsyncSession, point: str, wanted: float, *, day: date) -> float:
    """Stand behind all who came at the same moment; two never share a place."""
    waiting = await line.live_at(db, point, day=day)
    taken = [ticket.place for ticket in waiting if abs(ticket.place - wanted) < 1]
    return max([wanted, *(place + line.STEP for place in taken)])


# --- leaving and joining again -------------------------------------------------------------


async def leave(
    db: AsyncSession, town: Town, ticket_id: int, person_id: int, *, now: datetime
) -> Ticket:
    """Give a number back, also when it was called; leaving twice changes nothing.

    :raises NotAvailableError: not theirs.
    :raises StaleError: it is being served, or it is over.
    """
    ticket = await _locked(db, ticket_id, person_id)
    if ticket.status is TicketStatus.LEFT:
        return ticket
    if ticket.status not in {TicketStatus.WAITING, TicketStatus.CALLED}:
        raise StaleError
    await line.move(db, ticket, TicketStatus.LEFT, now=now)
    booked = await line.booking_of(db, ticket)
    if booked is not None:
        await booking.call_off(db, town, booked, "left the queue", now=now)
    return ticket


async def rejoin(
    db: AsyncSession, town: Town, ticket_id: int, person_id: int, *, now: datetime
) -> Ticket:
    """Put a missed number back, once and on its day, behind the first few who wait.

    :raises NotAvailableError: not theirs.
    :raises StaleError: it is not missed.
    :raises QueueRefusedError: queue-rejoined-before, queue-over-today, queue-elsewhere (number).
    """
    ticket = await _locked(db, ticket_id, person_id, at_its_point=True)
    if ticket.status is not TicketStatus.MISSED:
        raise StaleError
    if ticket.rejoined:
        raise QueueRefusedError("queue-rejoined-before")
    other = await _live_of(db, town, person_id, now=now)
    if other is not None:
        raise QueueRefusedError("queue-elsewhere", number=other.shown)
    if await tidying.is_over(db, town, ticket.point, ticket.day, now=now):
        raise QueueRefusedError("queue-over-today")
    ticket.place = await _place_behind(db, town, ticket.point, now=now)
    ticket.rejoined, ticket.calls, ticket.called_at, ticket.counter = True, 0, None, None
    ticket.heads_up_at = ticket.heads_up_at or now
    await line.move(db, ticket, TicketStatus.WAITING, now=now)
    booked = await db.get(Booking, ticket.booking_id) if ticket.booking_id else None
    if booked is not None and booked.status is BookingStatus.MISSED:
        booked.status, booked.ended_at, booked.ended_because = BookingStatus.ARRIVED, None, None
        booked.version += 1
    return ticket


async def _place_behind(db: AsyncSession, town: Town, point: str, *, now: datetime) -> float:
    places = town.queue.requeue_places
    waiting = await line.waiting_at(db, point, day=line.today(town, now))
    if len(waiting) <= places:
        last = [waiting[-1].place] if waiting else []
        return max([now.timestamp(), *(place + line.STEP for place in last)])
    before = waiting[places - 1].place if places else waiting[0].place - 1
    return (before + waiting[places].place) / 2


async def _locked(
    db: AsyncSession, ticket_id: int, person_id: int, *, at_its_point: bool = False
) -> Ticket:
    """Lock a number of one's own; `at_its_point`: after those who change the line's order."""
    if at_its_point:
        await seats.one_at_a_time(db, "queue", (await get(db, ticket_id, person_id)).point)
    found = await db.get(Ticket, ticket_id, with_for_update=True, populate_existing=True)
    if found is None or found.person_id != person_id:
        raise NotAvailableError
    return found
