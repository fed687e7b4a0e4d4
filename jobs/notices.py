"""Bearing notices: what is due is handed to the outbox, in the transaction that marks it."""

from datetime import datetime
from typing import Protocol

from sqlalchemy.ext.asyncio import AsyncSession

from community import clock, notices
from community.conditions import still_holds
from community.database import Sessions
from community.notices import Notice

MOST_AT_ONCE = 50


class CannotTellError(Exception):
    """The person has no account that can be reached."""


class Tell(Protocol):
    async def __call__(self, db: AsyncSession, notice: Notice, *, now: datetime) -> None:
        """Owe the notice to the person's chat.

        :raises CannotTellError: nowhere to say it.
        """


async def bear(sessions: Sessions, tell: Tell) -> int:
    """Hand over what is due, at most fifty at once; say how many were looked at."""
    async with sessions() as db, db.begin():
        now = await clock.now(db)
        due = await notices.take_due(db, now=now, most=MOST_AT_ONCE)
        for notice in due:
            if not await still_holds(db, notice):
                notice.dropped_at, notice.dropped_because = now, "pointless"
                continue
            try:
                await tell(db, notice, now=now)
            except CannotTellError:
                notices.wait_for_a_way(notice, now=now)
                continue
            notices.told(notice, now=now)
        return len(due)
