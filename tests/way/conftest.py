"""The way of a message alone: a room that counts, a platform that remembers, a real database."""

import itertools
import json
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import pytest
from aiogram import Bot, Dispatcher, F, Router
from aiogram.fsm.context import FSMContext
from aiogram.methods import SendMessage, TelegramMethod
from aiogram.types import CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup, Message
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.way import outbox
from bot.way.hearing import Hearing
from bot.way.inbox import Handed, Inbox
from bot.way.redis import Redis
from bot.way.turns import Turns
from bot.way.wake import Wake
from community.database import Sessions

NAME, BOT = "memory", "1"


class Memory:
    """A platform that shows everything in a list, or fails as it is told."""

    name = NAME
    limited = False

    def __init__(self) -> None:
        self.bot = Bot("1:memory")
        self.shown: list[tuple[int, str]] = []
        self.fails: dict[int, Exception] = {}
        """What becomes of all that is said to a chat."""
        self.answered: list[TelegramMethod[Any]] = []
        self.said: Callable[[int], Awaitable[None]] | None = None

    async def say(self, chat: int, method: str, payload: dict[str, Any], row: int) -> int | None:  # noqa: ARG002
        if self.said is not None:
            await self.said(chat)
        if chat in self.fails:
            raise self.fails[chat]
        self.shown.append((chat, payload.get("text", "")))
        return row

    async def answer(self, chat: int, method: TelegramMethod[Any]) -> None:  # noqa: ARG002
        self.answered.append(method)

    def starts_in(self, body: Any) -> bool:  # noqa: ARG002
        return True

    async def fetch(self, source: str) -> bytes | None:  # noqa: ARG002
        return None


def counting_room() -> Dispatcher:
    """Keep what was said in the dialogue's state, and say how much it is by now."""
    router = Router()

    @router.message(F.text)
    async def count(message: Message, state: FSMContext, fault: dict[str, Exception]) -> Any:
        seen = [*(await state.get_data()).get("seen", []), message.text]
        await state.update_data(seen=seen)
        if message.text in fault:
            raise fault[message.text]
        return SendMessage(chat_id=message.chat.id, text=f"{len(seen)}: {message.text}")

    @router.callback_query()
    async def press(query: CallbackQuery) -> Any:
        return SendMessage(chat_id=query.from_user.id, text=f"pressed {query.data}")

    dispatcher = Dispatcher(disable_fsm=True)
    dispatcher.include_router(router)
    return dispatcher


def message(chat: int, words: str, **more: Any) -> dict[str, Any]:
    return {
        "message": {
            "message_id": 1,
            "date": 1,
            "chat": {"id": chat, "type": "private"},
            "from": {"id": chat, "is_bot": False, "first_name": "A", "language_code": "en"},
            "text": words,
            **more,
        }
    }


def keyboard(*actions: str) -> InlineKeyboardMarkup:
    row = [InlineKeyboardButton(text=f"{n}.", callback_data=a) for n, a in enumerate(actions)]
    return InlineKeyboardMarkup(inline_keyboard=[row])


@dataclass
class Way:
    engine: AsyncEngine
    sessions: Sessions
    wake: Wake = field(default_factory=lambda: Wake(Redis("")))
    memory: Memory = field(default_factory=Memory)
    fault: dict[str, Exception] = field(default_factory=dict)
    """Words that make the room raise."""
    _keys: "itertools.count[int]" = field(default_factory=lambda: itertools.count(1))

    def __post_init__(self) -> None:
        self.inbox = Inbox(self.engine, self.wake)
        self.turns = self.other_turns(self.inbox)

    def other_turns(self, inbox: Inbox) -> Turns:
        return Turns(
            engine=self.engine,
            sessions=self.sessions,
            inbox=inbox,
            wake=self.wake,
            dispatcher=counting_room(),
            platforms={(NAME, BOT): self.memory},
            hearing=Hearing(None),
            given={"fault": self.fault},
        )

    async def hand(self, chat: int, update: dict[str, Any] | bytes, key: str = "") -> bool:
        raw = update if isinstance(update, bytes) else json.dumps(update).encode()
        return await self.inbox.accept(Handed(NAME, BOT, key or f"k{next(self._keys)}", chat, raw))

    async def says(self, chat: int, words: str) -> None:
        await self.hand(chat, message(chat, words))

    async def take_all(self, chat: int) -> None:
        row = await self.inbox.chat_id(NAME, BOT, chat)
        while await self.turns.take_one(row):
            pass

    async def owe(
        self, chat: int, *methods: TelegramMethod[Any] | str, priority: int = 1
    ) -> list[int]:
        """Put something into a chat's outbox."""
        row = await self.inbox.chat_id(NAME, BOT, chat)
        whole = [SendMessage(chat_id=0, text=m) if isinstance(m, str) else m for m in methods]
        async with self.engine.begin() as connection:
            await connection.execute(
                text("select 1 from chats where id = :c for update"), {"c": row}
            )
            return await outbox.put(connection, row, whole, priority=priority)

    async def all(self, question: str, **given: Any) -> Sequence[Any]:
        async with self.engine.begin() as connection:
            found = await connection.execute(text(question), given)
            return found.all() if found.returns_rows else []

    async def one(self, question: str, **given: Any) -> Any:
        return (await self.all(question, **given))[0][0]


@pytest.fixture
def way(engine: AsyncEngine, sessions: Sessions) -> Way:
    return Way(engine, sessions)
