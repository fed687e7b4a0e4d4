"""What will never arrive: the account is marked, and where it mattered a person is told."""

import structlog

from bot.way.outbox import Leased
from bot.way.wake import Wake
from community import unreachable
from community.database import Sessions
from config.town import Town

log = structlog.get_logger()


class OnDead:
    def __init__(self, sessions: Sessions, town: Town, wake: Wake) -> None:
        self._sessions = sessions
        self._town = town
        self._wake = wake

    async def __call__(self, row: Leased, fault: str) -> None:
        async with self._sessions() as db, db.begin():
            if fault.startswith("UnreachableError"):
                await unreachable.mark(db, row.platform, row.bot, row.chat)
            if row.notice_id is not None:
                await unreachable.ask_somebody(db, self._town, row.notice_id)
        self._wake("notices")
