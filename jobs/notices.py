"""Bearing notices: what is due is handed to the outbox, in the transaction that marks it."""

from datetime import datetime, timedelta
from typing import Protocol

import structlog
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession

from community import clock, notices
from community.conditions import still_holds
from community.database import Sessions
from community.notices import Notice

log = structlog.get_logger()

MOST_AT_ONCE = 50
PAUSE_AFTER_FAULT = timedelta(minutes=5)


class CannotTellError(Exception):
    """The person has no account that can be reached."""


class NotNowError(Exception):
    """It is too late in the evening for this."""

    def __init__(self, until: datetime) -> None:
        super().__init__(until)
        self.until = until


class Tell(Protocol):
    async def __call__(self, db: AsyncSession, notice: Notice, *, now: datetime) -> None:
        """Owe the notice to the person's chat.

        :raises CannotTellError: nowhere to say it.
        :raises NotNowError: not before a time.
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
            except NotNowError as later:
                notice.due_at = later.until
                continue
            except (SQLAlchemyError, OSError):
                raise
            except CannotTellError:
                notices.wait_for_a_way(notice, now=now)
                continue
            except Exception as error:  # noqa: BLE001  one notice must not stop the others
                fault = type(error).__name__
                log.error("a notice cannot be said", notice=notice.id, fault=fault)  # noqa: TRY400  no values
                notice.due_at = now + PAUSE_AFTER_FAULT
                continue
            notices.told(notice, now=now)
        return len(due)
