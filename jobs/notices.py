"""Bearing notices: what is due is handed to the outbox, in the transaction that marks it."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Protocol

import structlog
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession

from community import clock, conditions, notices
from community.database import Sessions
from community.notices import Notice

log = structlog.get_logger()

MOST_AT_ONCE = 100
PAUSE_AFTER_FAULT = timedelta(minutes=5)


class CannotTellError(Exception):
    """The person has no account that can be reached."""


class NotNowError(Exception):
    """It is too late in the evening for this."""

    def __init__(self, until: datetime) -> None:
        super().__init__(until)
        self.until = until


class Telling(Protocol):
    async def say(self, notice: Notice) -> None:
        """Say it to the person's chat, once the whole is finished.

        :raises CannotTellError: nowhere to say it.
        :raises NotNowError: not before a time.
        """

    async def finish(self) -> None:
        """Hand over what was said."""


class Tell(Protocol):
    async def begin(self, db: AsyncSession, due: Sequence[Notice], *, now: datetime) -> Telling:
        """Find the way to all who are to be told, at once."""


async def bear(sessions: Sessions, tell: Tell) -> int:
    """Hand over what is due, at most so many at once; say how many were looked at."""
    async with sessions() as db, db.begin():
        now = await clock.now(db)
        due = await notices.take_due(db, now=now, most=MOST_AT_ONCE)
        if not due:
            return 0
        rows = await conditions.prepare(db, due)
        telling = await tell.begin(db, due, now=now)
        for notice in due:
            await _tell(db, telling, notice, now=now)
        await telling.finish()
        del rows  # they were to stay in the session until here
        return len(due)


async def _tell(db: AsyncSession, telling: Telling, notice: Notice, *, now: datetime) -> None:
    """Say one, or note why not; one that cannot be said must not stop the others."""
    try:
        if not await conditions.still_holds(db, notice):
            notice.dropped_at, notice.dropped_because = now, "pointless"
            return
        await telling.say(notice)
    except NotNowError as later:
        notice.due_at = later.until
    except (SQLAlchemyError, OSError):
        raise
    except CannotTellError:
        notices.wait_for_a_way(notice, now=now)
    except Exception as error:  # noqa: BLE001  what people wrote must not reach the log
        fault = type(error).__name__
        log.error("a notice cannot be said", notice=notice.id, fault=fault)  # noqa: TRY400  no values
        notice.due_at = now + PAUSE_AFTER_FAULT
    else:
        notices.told(notice, now=now)
