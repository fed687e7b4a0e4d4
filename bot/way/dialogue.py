"""Dialogue state in PostgreSQL: aiogram's storage over the row that the turn has locked."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State
from aiogram.fsm.storage.base import BaseStorage, StateType, StorageKey

LIVES = timedelta(hours=24)
"""A draft that nobody touched for so long (by the town's clock) is forgotten; towns may differ."""


class Dialogue(BaseStorage):
    """The state of one chat during one turn; the turn writes it back when it commits."""

    def __init__(
        self,
        state: str | None,
        data: Mapping[str, Any] | None,
        at: datetime | None,
        *,
        now: datetime,
        lives: timedelta = LIVES,
    ) -> None:
        expired = at is not None and now - at > lives
        self.expired = expired and state is not None
        self.state = None if expired else state
        self.data: dict[str, Any] = {} if expired or not data else dict(data)
        self.changed = expired

    def context(self, bot_id: int, chat: int) -> FSMContext:
        return FSMContext(self, StorageKey(bot_id=bot_id, chat_id=chat, user_id=chat))

    async def set_state(self, key: StorageKey, state: StateType = None) -> None:  # noqa: ARG002
        self.state = state.state if isinstance(state, State) else state
        self.changed = True

    async def get_state(self, key: StorageKey) -> str | None:  # noqa: ARG002
        return self.state

    async def set_data(self, key: StorageKey, data: Mapping[str, Any]) -> None:  # noqa: ARG002
        self.data = dict(data)
        self.changed = True

    async def get_data(self, key: StorageKey) -> dict[str, Any]:  # noqa: ARG002
        return dict(self.data)

    async def close(self) -> None:
        """Nothing is held between turns."""
