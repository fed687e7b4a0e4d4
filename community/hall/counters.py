"""Behind the counter: opening and closing it, calling a number, and what comes of the call."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from community.errors import NotAvailableError, StaleError
from community.hall import access, booking, line, seats, tidying
from community.hall.line import AT_COUNTER, QueueRefusedError
from community.hall.model import CounterOpen, Ticket, TicketStatus
from community.people import Person
from config.town import Town


async def mine(db: AsyncSession, clerk_id: int) -> CounterOpen | None:
    """The counter that the clerk sits at now."""
    return await access.own_counter(db, clerk_id)


async def at_mine(db: AsyncSession, clerk_id: int) -> Ticket | None:
    """The number that is called to the clerk's counter or served there."""
    counter = await mine(db, clerk_id)
    return await _at(db, counter) if counter else None


# --- opening and closing -------------------------------------------------------------------


async def open_counter(
    db: AsyncSession, town: Town, clerk_id: int, point: str, counter: str, *, now: datetime
) -> CounterOpen:
    """Sit down at a counter; opening one's own again changes nothing.

    :raises NotAvailableError: not theirs to open, or no such counter.
    :raises QueueRefusedError: counter-you-have-another (counter: its code),
        counter-taken (owner).
    """
    await access.require(db, town, clerk_id, point)
    if counter not in {known.code for known in town.point(point).counters}:
        raise NotAvailableError
    await seats.one_at_a_time(db, "counters", point)
    await seats.one_at_a_time(db, "sits", clerk_id)
    own = await mine(db, clerk_id)
    if own is not None:
        if (own.point, own.counter) != (point, counter):
            raise QueueRefusedError("counter-you-have-another", counter=own.counter)
        return own
    taken = next((c for c in await line.open_at(db, point) if c.counter == counter), None)
    if taken is not None:
        owner = await db.get(Person, taken.clerk_id) if taken.clerk_id else None
        raise QueueRefusedError("counter-taken", owner=(owner and owner.name) or "…")
    opened = CounterOpen(point=point, counter=counter, clerk_id=clerk_id, opened_at=now)
    db.add(opened)
    await db.flush()
    return opened


async def close_counter(
    db: AsyncSession, town: Town, clerk_id: int, *, now: datetime, force: bool = False
) -> CounterOpen:
    """Leave the counter. When it is the last one, who waits is told that nobody calls now.

    :param force: also when people wait and no other counter is open.
    :raises QueueRefusedError: counter-none, counter-busy (number), counter-people-wait (waiting).
    """
    counter = await _own(db, clerk_id)
    busy = await _at(db, counter)
    if busy is not None:
        raise QueueRefusedError("counter-busy", number=busy.shown)
    # Two who are the last two and close at once must not both believe in the other.
    await seats.one_at_a_time(db, "counters", counter.point)
    others = [c for c in await line.open_at(db, counter.point) if c.id != counter.id]
    day = line.today(town, now)
    waiting = [] if others else await line.waiting_at(db, counter.point, day=day)
    if waiting and not force:
        raise QueueRefusedError("counter-people-wait", waiting=len(waiting))
    await _close(db, town, counter, waiting, now=now)
    return counter


async def _close(
    db: AsyncSession,
    town: Town,
    counter: CounterOpen,
    waiting: Sequence[Ticket],
    *,
    now: datetime,
) -> None:
    counter.closed_at = now
    await db.flush()
    day = line.today(town, now)
    if waiting and not await tidying.is_over(db, town, counter.point, day, now=now):
        for ticket in waiting:
            line.tell(db, ticket, "queue-counter-closed", now=now)


async def vacate(db: AsyncSession, town: Town, clerk_id: int, *, now: datetime) -> None:
    """Close the counter of a clerk who works there no more; whom they called waits on in front."""
    counter = await access.own_counter(db, clerk_id, lock=True)
    if counter is None:
        return
    busy = await _at(db, counter)
    if busy is not None:
        await db.refresh(busy, with_for_update=True)
    if busy is not None and busy.status in AT_COUNTER:
        await _send_back(db, busy, None, now=now)
    await seats.one_at_a_time(db, "counters", counter.point)
    others = [c for c in await line.open_at(db, counter.point) if c.id != counter.id]
    day = line.today(town, now)
    waiting = [] if others else await line.waiting_at(db, counter.point, day=day)
    await _close(db, town, counter, waiting, now=now)


# --- calling -------------------------------------------------------------------------------


async def call_next(db: AsyncSession, town: Town, clerk_id: int, *, now: datetime) -> Ticket | None:
    """Call whose turn it is; None when nobody waits. Two clerks never call one number.

    :raises QueueRefusedError: counter-none, counter-busy (number).
    """
    counter = await _own(db, clerk_id)
    await access.require(db, town, clerk_id, counter.point)
    busy = await _at(db, counter)
    if busy is not None:
        raise QueueRefusedError("counter-busy", number=busy.shown)
    ticket = await line.next_for(db, counter, day=line.today(town, now))
    if ticket is None:
        return None
    await line.move(db, ticket, TicketStatus.CALLED, now=now)
    ticket.counter, ticket.calls, ticket.called_at = counter.counter, 1, now
    line.tell(db, ticket, "queue-called", now=now)
    return ticket


async def recall(
    db: AsyncSession, town: Town, ticket_id: int, clerk_id: int, *, now: datetime
) -> Ticket:
    """Call a number again.

    :raises QueueRefusedError: counter-recall-later (minutes left), counter-called-enough (calls).
    """
    ticket = await _at_own(db, town, ticket_id, clerk_id, (TicketStatus.CALLED,))
    if ticket.calls >= town.queue.calls:
        raise QueueRefusedError("counter-called-enough", calls=ticket.calls)
    _check_pause(town, ticket, "counter-recall-later", now)
    await line.move(db, ticket, TicketStatus.CALLED, now=now)
    ticket.calls += 1
    ticket.called_at = now
    line.tell(db, ticket, "queue-called", now=now)
    return ticket


async def begin(
    db: AsyncSession, town: Town, ticket_id: int, clerk_id: int, *, now: datetime
) -> Ticket:
    """They came."""
    ticket = await _at_own(db, town, ticket_id, clerk_id, (TicketStatus.CALLED,))
    await line.move(db, ticket, TicketStatus.SERVING, now=now)
    ticket.served_at = now
    return ticket


async def finish(
    db: AsyncSession, town: Town, ticket_id: int, clerk_id: int, *, now: datetime
) -> Ticket:
    ticket = await _at_own(db, town, ticket_id, clerk_id, (TicketStatus.SERVING,))
    await line.move(db, ticket, TicketStatus.DONE, now=now)
    ticket.done_at = now
    booked = await line.booking_of(db, ticket)
    if booked is not None:
        booking.done(booked, now=now)
    return ticket


async def missed(
    db: AsyncSession, town: Town, ticket_id: int, clerk_id: int, *, now: datetime
) -> Ticket:
    """Give a number up, once it was called as often as the rules say and nobody came.

    :raises QueueRefusedError: counter-call-again (calls, most), counter-wait-longer (minutes).
    """
    ticket = await _at_own(db, town, ticket_id, clerk_id, (TicketStatus.CALLED,))
    if ticket.calls < town.queue.calls:
        raise QueueRefusedError("counter-call-again", calls=ticket.calls, most=town.queue.calls)
    _check_pause(town, ticket, "counter-wait-longer", now)
    await line.miss(db, ticket, now=now)
    return ticket


async def transfer(
    db: AsyncSession,
    town: Town,
    ticket_id: int,
    clerk_id: int,
    to_counter: str | None,
    *,
    now: datetime,
) -> Ticket:
    """Send a number to another open counter, or back to its place in the line.

    It keeps its place, so it is called next: by that counter, or by whoever is free first.

    :raises QueueRefusedError: counter-not-open (counter: its code).
    """
    ticket = await _at_own(db, town, ticket_id, clerk_id, AT_COUNTER)
    if to_counter is not None:
        others = {c.counter for c in await line.open_at(db, ticket.point)} - {ticket.counter}
        if to_counter not in others:
            raise QueueRefusedError("counter-not-open", counter=to_counter)
    await _send_back(db, ticket, to_counter, now=now)
    return ticket


async def _send_back(
    db: AsyncSession, ticket: Ticket, to_counter: str | None, *, now: datetime
) -> None:
    await line.move(db, ticket, TicketStatus.WAITING, now=now)
    ticket.counter, ticket.calls = to_counter, 0
    ticket.called_at = ticket.served_at = None


def _check_pause(town: Town, ticket: Ticket, reason: str, now: datetime) -> None:
    """Between two calls people have time to come."""
    called = ticket.called_at or now
    left = called + timedelta(minutes=town.queue.call_minutes) - now
    if left > timedelta(0):
        raise QueueRefusedError(reason, minutes=-(-left // timedelta(minutes=1)))


async def _own(db: AsyncSession, clerk_id: int) -> CounterOpen:
    counter = await access.own_counter(db, clerk_id, lock=True)
    if counter is None:
        raise QueueRefusedError("counter-none")
    return counter


async def _at(db: AsyncSession, counter: CounterOpen) -> Ticket | None:
    found: Ticket | None = await db.scalar(
        select(Ticket).where(
            Ticket.point == counter.point,
            Ticket.counter == counter.counter,
            Ticket.status.in_(AT_COUNTER),
        )
    )
    return found


async def _at_own(
    db: AsyncSession,
    town: Town,
    ticket_id: int,
    clerk_id: int,
    allowed: Sequence[TicketStatus],
) -> Ticket:
    """Lock a number at the clerk's own counter.

    :raises NotAvailableError: it is at no counter of theirs.
    :raises StaleError: it is, and has gone on.
    :raises QueueRefusedError: counter-none.
    """
    counter = await _own(db, clerk_id)
    await access.require(db, town, clerk_id, counter.point)
    ticket = await db.get(Ticket, ticket_id, with_for_update=True, populate_existing=True)
    if ticket is None or (ticket.point, ticket.counter) != (counter.point, counter.counter):
        raise NotAvailableError
    if ticket.status not in allowed:
        raise StaleError
    return ticket
