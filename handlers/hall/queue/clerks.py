"""What those behind the counters are told of those before them."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from community import notices
from community.hall import line
from community.hall.model import Ticket, TicketStatus
from community.notices import Priority


async def wake_clerks(db: AsyncSession, ticket: Ticket, now: datetime) -> None:
    """Tell who sits at a free counter that somebody waits, when nobody did before."""
    live = await line.live_at(db, ticket.point, day=ticket.day)
    waiting = [t for t in live if t.status is TicketStatus.WAITING]
    if [t.id for t in waiting] != [ticket.id]:
        return
    busy = {t.counter for t in live if t.status in line.AT_COUNTER}
    for counter in await line.open_at(db, ticket.point):
        if counter.clerk_id is not None and counter.counter not in busy:
            _tell(db, counter.clerk_id, "counter-somebody-waits", ticket, now)


async def tell_coming(db: AsyncSession, ticket: Ticket, now: datetime) -> None:
    """Tell the clerk who called that they are on their way."""
    for counter in await line.open_at(db, ticket.point):
        if counter.clerk_id is not None and counter.counter == ticket.counter:
            await notices.drop(
                db, line.topic(ticket), text_id="counter-on-the-way", because="said again", now=now
            )
            _tell(db, counter.clerk_id, "counter-on-the-way", ticket, now)


def _tell(db: AsyncSession, clerk_id: int, text_id: str, ticket: Ticket, now: datetime) -> None:
    notices.owe(
        db,
        clerk_id,
        text_id,
        due_at=now,
        topic=line.topic(ticket),
        priority=Priority.ANSWER,
        number=ticket.shown,
    )
