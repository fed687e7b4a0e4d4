"""How long somebody will wait: who is ahead, how long such items take, how many counters work."""

import heapq
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil

from sqlalchemy import Interval, func, literal, select
from sqlalchemy.ext.asyncio import AsyncSession

from community.hall import line
from community.hall.model import Ticket, TicketStatus
from config.town import Town
from config.town.calendar import holds, spans_of

USUAL = 15.0
"""Minutes for who named no item; the default of Berlin's ZMS."""
LAST, WITHIN = 50, timedelta(days=30)
FEWEST = 5
"""Under so many served, the pack knows better how long an item takes."""
FORGOTTEN = timedelta(hours=2)
"""Nobody is at a counter for so long: its clerk forgot to say that it was done."""
LEAST_LEFT = 0.25
"""What is being served will take this part of its time yet, however long it has taken."""
ROUNDED_TO = 5


@dataclass(frozen=True)
class Wait:
    """`minutes` is rounded up; None while no counter is open."""

    ahead: int
    minutes: int | None


@dataclass(frozen=True)
class Line:
    """The line at a point at one moment."""

    town: Town
    point: str
    now: datetime
    live: Sequence[Ticket]
    counters: int
    means: Mapping[str, float]

    @property
    def waiting(self) -> list[Ticket]:
        return [ticket for ticket in self.live if ticket.status is TicketStatus.WAITING]

    def wait_of(self, ticket: Ticket) -> Wait:
        if ticket.status in line.AT_COUNTER:
            return Wait(0, 0)
        if ticket.status is not TicketStatus.WAITING:
            return Wait(0, None)
        own = (ticket.place, ticket.id)
        return self._behind([t for t in self.waiting if (t.place, t.id) < own])

    def wait_of_newcomer(self) -> Wait:
        return self._behind(self.waiting)

    def _behind(self, ahead: Sequence[Ticket]) -> Wait:
        busy = [t for t in self.live if t.status in line.AT_COUNTER]
        left = [self._left(ticket) for ticket in busy]
        minutes = minutes_until_turn([self._handling(t) for t in ahead], left, self.counters)
        if minutes is None:
            return Wait(len(ahead), None)
        return Wait(len(ahead), rounded(minutes + self._break_within(minutes)))

    def _handling(self, ticket: Ticket) -> float:
        known = {service.code: float(service.minutes) for service in self.town.services}
        return sum(self.means.get(c, known.get(c, USUAL)) for c in ticket.services) or USUAL

    def _left(self, ticket: Ticket) -> float:
        whole = self._handling(ticket)
        gone = (self.now - ticket.served_at) / timedelta(minutes=1) if ticket.served_at else 0.0
        return max(whole - gone, whole * LEAST_LEFT)

    def _break_within(self, minutes: float) -> float:
        """The length of a break that begins before their turn would come."""
        day = self.now.astimezone(self.town.zone).date()
        hours = self.town.station(self.point).hours
        spans = sorted(span for times in hours for span in spans_of(self.town, times, day, day))
        running = next((span for span in spans if holds(span, self.now)), None)
        if running is None or self.now + timedelta(minutes=minutes) < running[1]:
            return 0.0
        begins = next((start for start, _ in spans if start > running[1]), running[1])
        return (begins - running[1]) / timedelta(minutes=1)


def minutes_until_turn(
    ahead: Sequence[float], being_served: Sequence[float], counters: int
) -> float | None:
    """Let every counter that gets free take the next; say when one gets free for the last.

    :param ahead: minutes that each of those ahead will take, in their order.
    :param being_served: minutes that each of those at a counter will take yet.
    """
    if counters < 1:
        return None
    idle = max(0, counters - len(being_served))
    free_at = [*being_served, *([0.0] * idle)]
    heapq.heapify(free_at)
    for minutes in ahead:
        heapq.heapreplace(free_at, free_at[0] + minutes)
    return free_at[0]


def rounded(minutes: float) -> int:
    """Round up, and promise nobody less than one step."""
    return max(ROUNDED_TO, ceil(minutes / ROUNDED_TO) * ROUNDED_TO)


async def wait(db: AsyncSession, town: Town, ticket: Ticket, *, now: datetime) -> Wait:
    """Say how many are ahead of a number, and about how long that takes."""
    return (await line_at(db, town, ticket.point, now=now)).wait_of(ticket)


async def line_at(db: AsyncSession, town: Town, point: str, *, now: datetime) -> Line:
    return Line(
        town,
        point,
        now,
        live=await line.live_at(db, point, day=line.today(town, now)),
        counters=len(await line.open_at(db, point)),
        means=await _means(db, point, now=now),
    )


async def _means(db: AsyncSession, point: str, *, now: datetime) -> dict[str, float]:
    """Mean minutes of the items that were served often enough, each alone on its number."""
    service = Ticket.services[0].astext
    took = Ticket.done_at - Ticket.served_at
    newest = (
        select(
            service.label("service"),
            (func.extract("epoch", took) / 60).label("minutes"),
            func.row_number()
            .over(partition_by=service, order_by=Ticket.done_at.desc())
            .label("back"),
        )
        .where(
            Ticket.point == point,
            Ticket.status == TicketStatus.DONE,
            Ticket.done_at > now - WITHIN,
            func.jsonb_array_length(Ticket.services) == 1,
            took > literal(timedelta(0), Interval),
            took <= literal(FORGOTTEN, Interval),
        )
        .subquery()
    )
    rows = await db.execute(
        select(newest.c.service, func.avg(newest.c.minutes))
        .where(newest.c.back <= LAST)
        .group_by(newest.c.service)
        .having(func.count() >= FEWEST)
    )
    return {service: float(mean) for service, mean in rows}
