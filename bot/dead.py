"""What will never arrive: the account is marked, and where it mattered a person is told."""

from sqlalchemy.ext.asyncio import AsyncSession

from bot.way.outbox import Leased
from community import unreachable
from config.town import Town


class OnDead:
    def __init__(self, town: Town) -> None:
        self._town = town

    async def __call__(self, db: AsyncSession, row: Leased, fault: str) -> None:
        if fault.startswith("UnreachableError"):
            await unreachable.mark(db, row.platform, row.bot, row.chat)
        if row.notice_id is not None:
            await unreachable.ask_somebody(db, self._town, row.notice_id)
