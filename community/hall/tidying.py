"""What the clock does to the line: who is told to come soon, who was missed, when a day is over."""

from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from community.hall import booking, estimate, line
from community.hall.estimate import Wait
from community.hall.line import AT_COUNTER, LIVE
from community.hall.model import CounterOpen, Ticket, TicketStatus
from config.town import Town
from config.town.calendar import spans_of

LINGER = timedelta(hours=1)
"""After closing time clerks may serve who still waits, for so long."""


async def tidy(db: AsyncSession, town: Town, *, now: datetime) -> int:
    """Do what is due at every point; say how much there was."""
    done = 0
    for point, day in await _in_use(db, town):
        if await is_over(db, town, point, day, now=now):
            done += await _end_day(db, town, point, day, now=now)
        else:
            done += await _note_missed(db, town, point, now=now)
            done += await _give_heads_ups(db, town, point, now=now)
    return done


async def _in_use(db: AsyncSession, town: Town) -> list[tuple[str, date]]:
    numbers = await db.execute(
        select(Ticket.point, Ticket.day).where(Ticket.status.in_(LIVE)).distinct()
    )
    counters = await db.execute(
        select(CounterOpen.point, CounterOpen.opened_at).where(CounterOpen.closed_at.is_(None))
    )
    used = {(point, day) for point, day in numbers}
    used |= {(point, opened.astimezone(town.zone).date()) for point, opened in counters}
    return sorted(used)


async def is_over(db: AsyncSession, town: Town, point: str, day: date, *, now: datetime) -> bool:
    """Say whether nobody of that day will be called any more, as at a point that is gone."""
    today = now.astimezone(town.zone).date()
    if day != today:
        return day < today
    if point not in {known.station for known in town.points}:
        return True
    hours = town.station(point).hours
    ends = [end for times in hours for _, end in spans_of(town, times, day, day)]
    closes = max(ends, default=None)
    if closes is None or now < closes:
        return False
    return now >= closes + LINGER or not await line.open_at(db, point)


def is_near(town: Town, wait: Wait) -> bool:
    """Say whether somebody should come now: few are ahead, or it takes a few minutes only."""
    rules = town.queue
    return wait.minutes is not None and (
        wait.ahead <= rules.heads_up_ahead or wait.minutes <= rules.heads_up_minutes
    )


async def _give_heads_ups(db: AsyncSession, town: Town, point: str, *, now: datetime) -> int:
    rows = await db.scalars(
        select(Ticket)
        .where(
            Ticket.point == point,
            Ticket.status == TicketStatus.WAITING,
            Ticket.person_id.is_not(None),
            Ticket.heads_up_at.is_(None),
        )
        .with_for_update(skip_locked=True)
        .execution_options(populate_existing=True)
    )
    unheard = rows.all()
    if not unheard:
        return 0
    standing = await estimate.line_at(db, town, point, now=now)
    near = [ticket for ticket in unheard if is_near(town, standing.wait_of(ticket))]
    for ticket in near:
        ticket.heads_up_at = now
        line.tell(db, ticket, "queue-heads-up", now=now)
    return len(near)


async def _note_missed(db: AsyncSession, town: Town, point: str, *, now: datetime) -> int:
    """Miss who was called often enough and came to none of the calls."""
    rows = await db.scalars(
        select(Ticket)
        .where(
            Ticket.point == point,
            Ticket.status == TicketStatus.CALLED,
            Ticket.calls >= town.queue.calls,
            Ticket.called_at <= now - timedelta(minutes=town.queue.call_minutes),
        )
        .with_for_update(skip_locked=True)
        .execution_options(populate_existing=True)
    )
    gone = rows.all()
    for ticket in gone:
        await line.miss(db, ticket, now=now)
    return len(gone)


async def _end_day(db: AsyncSession, town: Town, point: str, day: date, *, now: datetime) -> int:
    """Close what was left open; who still waited is told, on the same day."""
    rows = await db.scalars(
        select(Ticket)
        .where(Ticket.point == point, Ticket.day == day, Ticket.status.in_(LIVE))
        .with_for_update(skip_locked=True)
        .execution_options(populate_existing=True)
    )
    left = rows.all()
    for ticket in left:
        await _end(db, town, ticket, now=now)
    counters = await db.scalars(
        select(CounterOpen)
        .where(CounterOpen.point == point, CounterOpen.closed_at.is_(None))
        .with_for_update(skip_locked=True)
    )
    forgotten = [c for c in counters if c.opened_at.astimezone(town.zone).date() <= day]
    for counter in forgotten:
        counter.closed_at = now
    return len(left) + len(forgotten)


async def _end(db: AsyncSession, town: Town, ticket: Ticket, *, now: datetime) -> None:
    if ticket.status is TicketStatus.SERVING:
        # Its clerk forgot to say when: it took no time that counts.
        ticket.done_at = ticket.served_at
        await line.move(db, ticket, TicketStatus.DONE, now=now)
        booked = await line.booking_of(db, ticket)
        if booked is not None:
            booking.done(booked, now=now)
    elif ticket.status in AT_COUNTER and ticket.calls >= town.queue.calls:
        today = now.astimezone(town.zone).date()
        await line.miss(db, ticket, now=now, joins_again=ticket.day == today)
    else:
        await line.move(db, ticket, TicketStatus.OVER, now=now)
        booked = await line.booking_of(db, ticket)
        if booked is not None:
            # They were there; that their turn did not come is not held against them.
            booking.done(booked, now=now)
        if ticket.day == now.astimezone(town.zone).date():
            line.tell(db, ticket, "queue-over", now=now, point=ticket.point)
