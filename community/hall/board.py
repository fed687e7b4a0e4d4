"""What hangs in the hall: numbers and counters, nothing about anybody."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from community.errors import NotAvailableError
from community.hall import estimate, line
from community.hall.model import Ticket, TicketStatus
from config.town import Name, Point, Town

NEXT = 5


@dataclass(frozen=True)
class AtCounter:
    shown: str
    counter: str
    name: Name
    """The counter's."""
    calls: int
    since: datetime
    """When it was called last, or its serving began."""


@dataclass(frozen=True)
class Board:
    """`called` and `serving`: the newest first. `minutes`: for who takes a number now."""

    point: str
    called: tuple[AtCounter, ...]
    serving: tuple[AtCounter, ...]
    waiting: int
    next: tuple[str, ...]
    open_counters: tuple[str, ...]
    minutes: int | None


async def board(db: AsyncSession, town: Town, point: str, *, now: datetime) -> Board:
    """:raises NotAvailableError: there is no such point."""
    try:
        at = town.point(point)
    except KeyError:
        raise NotAvailableError from None
    standing = await estimate.line_at(db, town, point, now=now)
    return Board(
        point=point,
        called=_at_counters(at, standing.live, TicketStatus.CALLED),
        serving=_at_counters(at, standing.live, TicketStatus.SERVING),
        waiting=len(standing.waiting),
        next=tuple(ticket.shown for ticket in standing.waiting[:NEXT]),
        open_counters=tuple(c.counter for c in await line.open_at(db, point)),
        minutes=standing.wait_of_newcomer().minutes,
    )


def _at_counters(
    point: Point, live: Sequence[Ticket], status: TicketStatus
) -> tuple[AtCounter, ...]:
    names = {counter.code: counter.name for counter in point.counters}
    shown = [
        AtCounter(
            shown=ticket.shown,
            counter=ticket.counter,
            name=names.get(ticket.counter, Name(zh=ticket.counter, en=ticket.counter)),
            calls=ticket.calls,
            since=ticket.served_at or ticket.called_at or ticket.taken_at,
        )
        for ticket in live
        if ticket.status is status and ticket.counter is not None
    ]
    return tuple(sorted(shown, key=lambda at: at.since, reverse=True))
