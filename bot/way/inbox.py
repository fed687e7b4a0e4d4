"""The inbox: what a platform handed over is ours once it is committed here, and not before."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

from bot import metrics
from bot.way.batch import Batch
from bot.way.faults import pass_by
from bot.way.wake import Wake


@dataclass(frozen=True)
class Handed:
    """An update as a platform hands it over.

    :param key: the platform's own name for the update; a second one with it has no effect.
    :param chat: the platform's number of the chat.
    """

    platform: str
    bot: str
    key: str
    chat: int
    raw: bytes


@dataclass(frozen=True)
class Waiting:
    """A row of the inbox that waits for its turn."""

    id: int
    chat_id: int
    platform: str
    bot: str
    raw: bytes
    received_at: datetime
    attempts: int = 0


_CHAT = "select id from chats where platform = $1 and bot = $2 and external_id = $3"
_NEW_CHAT = """
insert into chats (platform, bot, external_id) values ($1, $2, $3)
on conflict (platform, bot, external_id) do update set platform = excluded.platform
returning id"""

_ACCEPT = """
insert into inbox (platform, bot, key, chat_id, raw, received_at, attempts)
select p, b, k, c, r, $6, 0
from unnest($1::text[], $2::text[], $3::text[], $4::bigint[], $5::bytea[])
    with ordinality as given (p, b, k, c, r, n)
order by n
on conflict (platform, bot, key) do nothing
returning id, platform, bot, key"""

MOST_CHATS_KNOWN = 50_000
MOST_KEPT = 32
"""Chats that may wait for their turn here before other processes are told of them."""


class Inbox:
    def __init__(self, engine: AsyncEngine, wake: Wake) -> None:
        self._engine = engine
        # One statement is a transaction of its own: no begin and no commit to wait for.
        self._at_once = engine.execution_options(isolation_level="AUTOCOMMIT")
        self._wake = wake
        self._batch: Batch[Handed, Waiting | None] = Batch(self._write)
        self._chats: dict[tuple[str, str, int], int] = {}
        self.fresh: dict[int, list[Waiting]] = {}
        """Rows that this process has just written, by chat: they need not be read back."""
        self.takes_turns = False

    async def accept(self, update: Handed) -> bool:
        """Commit an update, and say whether it is new.

        :raises AWAY: it is not ours; the platform must hand it over again.
        """
        pass_by("received")
        written = await self._batch.add(update)
        pass_by("inbox_committed")
        if written is None:
            return False
        metrics.accepted.labels(update.platform).inc()
        if self.takes_turns:
            self.fresh.setdefault(written.chat_id, []).append(written)
        # Whoever takes turns itself needs no help until more waits than it takes at once.
        kept = self.takes_turns and len(self.fresh) <= MOST_KEPT
        self._wake("turn", str(written.chat_id), elsewhere=not kept)
        return True

    async def chat_id(self, platform: str, bot: str, external_id: int) -> int:
        """Give our own number of a platform's chat, which is made at first sight."""
        key = (platform, bot, external_id)
        if key not in self._chats:
            async with self._engine.begin() as connection:
                # Looked for first: to write it would wait for a turn that is running there.
                found = (await connection.exec_driver_sql(_CHAT, key)).scalar()
                if found is None:
                    found = (await connection.exec_driver_sql(_NEW_CHAT, key)).scalar_one()
            if len(self._chats) >= MOST_CHATS_KNOWN:
                self._chats.clear()
            self._chats[key] = int(found)
        return self._chats[key]

    async def _write(self, updates: Sequence[Handed]) -> Sequence[Waiting | None]:
        try:
            return await self._write_once(updates)
        except DBAPIError:
            # A connection that died in the pool, or a chat that is no more: once again, afresh.
            for update in updates:
                self._chats.pop((update.platform, update.bot, update.chat), None)
            return await self._write_once(updates)

    async def _write_once(self, updates: Sequence[Handed]) -> Sequence[Waiting | None]:
        chats = [await self.chat_id(u.platform, u.bot, u.chat) for u in updates]
        now = datetime.now(UTC)
        async with self._at_once.connect() as connection:
            rows = await connection.exec_driver_sql(
                _ACCEPT,
                (
                    [u.platform for u in updates],
                    [u.bot for u in updates],
                    [u.key for u in updates],
                    chats,
                    [u.raw for u in updates],
                    now,
                ),
            )
            ids = {(row.platform, row.bot, row.key): row.id for row in rows}
        written: list[Waiting | None] = []
        for update, chat in zip(updates, chats, strict=True):
            # A key that stands twice in one batch is new once.
            new = ids.pop((update.platform, update.bot, update.key), None)
            written.append(
                Waiting(new, chat, update.platform, update.bot, update.raw, now) if new else None
            )
        return written
