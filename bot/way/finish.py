"""The end of a turn: what happened and what is said commit together, and go on to the sender."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from aiogram.methods import TelegramMethod
from sqlalchemy.ext.asyncio import AsyncSession

from bot.way import outbox
from bot.way.batch import Batch
from bot.way.dialogue import Dialogue
from bot.way.faults import pass_by
from bot.way.inbox import Waiting
from bot.way.outbox import Hand, Written
from bot.way.settle import NOT_YET_LOCKED, Left, LostError, Settled, Settling
from bot.way.wake import Wake
from community.people import Speaker

_FINISH = """
with finished as (update inbox set done_at = $3, fault = $4 where id = $2)
update chats set last_in_at = $3,
    state = case when $5 then $6 else state end,
    state_data = case when $5 then $7::jsonb else state_data end,
    state_at = case when $5 then $8 else state_at end
where id = $1"""


@dataclass(frozen=True)
class Open:
    """A turn that runs: its chat as it was read, and who speaks there."""

    chat: int
    version: int
    dialogue: Dialogue
    now: datetime
    speaker: Speaker | None
    talk: int | None
    """The case in which a person talks with a worker right now: the bot is silent."""


class Finish:
    def __init__(self, settling: Settling, wake: Wake, hand: Hand | None) -> None:
        self._wake = wake
        self._hand = hand
        self._leaves: Batch[Left, Settled | None] = Batch(settling.write)

    async def __call__(
        self,
        db: AsyncSession,
        row: Waiting,
        opened: Open,
        said: Sequence[TelegramMethod[Any]],
        priority: int,
        fault: str | None,
    ) -> None:
        """Commit a turn.

        :raises LostError: the chat is not as it was read; nothing happened.
        """
        if db.in_transaction():
            await db.flush()
        if db.info[NOT_YET_LOCKED] is None:
            await self._commit(db, row, opened, said, priority, fault)
        else:
            await self._settle(row, opened, said, priority, fault)

    async def _commit(
        self,
        db: AsyncSession,
        row: Waiting,
        opened: Open,
        said: Sequence[TelegramMethod[Any]],
        priority: int,
        fault: str | None,
    ) -> None:
        """Commit what the turn did in its own transaction, which holds the chat's lock."""
        connection = await db.connection()
        if said:
            await outbox.put(connection, row.chat_id, said, priority=priority)
        dialogue = opened.dialogue
        await connection.exec_driver_sql(
            _FINISH,
            (
                row.chat_id,
                row.id,
                datetime.now(UTC),
                fault,
                dialogue.changed,
                dialogue.state,
                _json(dialogue),
                opened.now,
            ),
        )
        pass_by("before_commit")
        await db.commit()
        pass_by("turn_committed")
        if said:
            self._wake("outbox")

    async def _settle(
        self,
        row: Waiting,
        opened: Open,
        said: Sequence[TelegramMethod[Any]],
        priority: int,
        fault: str | None,
    ) -> None:
        """Commit a turn that asked nothing of the database, together with others of its kind."""
        written = [outbox.write(method) for method in said]
        send = bool(said) and self._hand is not None and self._hand.reserve()
        dialogue = opened.dialogue
        settled = None
        pass_by("before_commit")
        try:
            settled = await self._leaves.add(
                Left(
                    chat_id=row.chat_id,
                    row_id=row.id,
                    version=opened.version,
                    fault=fault,
                    changed=dialogue.changed,
                    state=dialogue.state,
                    data=_json(dialogue),
                    at=opened.now,
                    said=written,
                    priority=priority,
                    send=send,
                )
            )
            if settled is None:
                raise LostError
            pass_by("turn_committed")
        finally:
            if send:
                self._give(row, opened, settled, written, priority)
        if said and not (settled.leased and len(said) == 1):
            self._wake("outbox")

    def _give(
        self,
        row: Waiting,
        opened: Open,
        settled: Settled | None,
        written: Sequence[Written],
        priority: int,
    ) -> None:
        """Give the sender what was leased for it, or let its room go."""
        if self._hand is None:
            return
        if settled is None or not settled.leased:
            self._hand.take(None)
            return
        self._hand.take(
            outbox.leased(settled.ids[0], row, opened.chat, written[0], priority=priority)
        )


def _json(dialogue: Dialogue) -> str | None:
    return json.dumps(dialogue.data, ensure_ascii=False) if dialogue.data else None
