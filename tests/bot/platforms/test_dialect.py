"""The contract of platforms: every method of the dialect works on every one of them."""

import asyncio
import io
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import pytest
from aiogram.methods import (
    AnswerCallbackQuery,
    DeleteMessage,
    EditMessageReplyMarkup,
    EditMessageText,
    SendChatAction,
    SendDocument,
    SendLocation,
    SendMessage,
    SendPhoto,
    TelegramMethod,
)
from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup, MessageEntity
from PIL import Image
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from bot.platforms.dialect import AT_ONCE, WRITTEN, Platform
from bot.platforms.telegram import Telegram
from bot.platforms.web import frames
from bot.platforms.web.platform import BOT, WebPlatform
from bot.way import outbox
from bot.way.inbox import Inbox
from bot.way.limits import Limits, Rates
from bot.way.outbox import Leased
from bot.way.redis import Redis
from bot.way.sender import Sender
from bot.way.wake import Wake
from community import clock, people
from community.database import Sessions
from community.files import keep
from community.notices import Priority
from tests.telegram_standin import Standin

CHAT = 7
Method = TelegramMethod[Any]


@dataclass
class Place:
    """A platform, and what stands on a screen there: numbers of messages, and their words."""

    platform: Platform
    bot: str
    chat_id: int
    screen: Callable[[], Any]
    toasts: list[str]


@pytest.fixture(params=["web", "telegram"])
async def place(
    request: pytest.FixtureRequest,
    standin: Standin,
    telegram: Telegram,
    wake: Wake,
    inbox: Inbox,
    engine: AsyncEngine,
) -> Place:
    if request.param == "telegram":
        anna = standin.user(CHAT)
        query = anna.presses_data("k:1", {"message_id": 1, "chat": anna.chat})
        standin.state.queries["1"] = standin.state.queries[query]

        async def on_phone() -> dict[int, str]:
            return {m["message_id"]: m.get("text") or m.get("caption") or "" for m in anna.screen()}

        chat_id = await inbox.chat_id("telegram", telegram.bot_name, CHAT)
        return Place(telegram, telegram.bot_name, chat_id, on_phone, _Toasts(anna))

    toasts: list[str] = []
    wake.on("toast", lambda about: toasts.append(json.loads(about)["frame"].get("text", "typing")))
    chat_id = await inbox.chat_id("web", BOT, CHAT)

    async def on_page() -> dict[int, str]:
        shown: dict[int, str] = {}
        for _, frame in await frames.since(engine, chat_id, 0, "/files"):
            if frame["type"] == "delete":
                shown.pop(frame["id"], None)
            elif frame["text"] is not None:
                shown[frame["id"]] = frame["text"]
        return shown

    return Place(WebPlatform(wake), BOT, chat_id, on_page, toasts)


class _Toasts(list[str]):
    def __init__(self, anna: Any) -> None:
        super().__init__()
        self._anna = anna

    def __contains__(self, word: object) -> bool:
        actions = ["typing" for s in self._anna.told if s.method == "sendChatAction"]
        return word in [*self._anna.toasts, *actions]


@asynccontextmanager
async def sending(engine: AsyncEngine, place: Place, wake: Wake) -> AsyncIterator[list[str]]:
    dead: list[str] = []

    async def on_dead(_: AsyncSession, row: Leased, fault: str) -> None:
        dead.append(f"{row.method}: {fault}")

    platforms = {(place.platform.name, place.bot): place.platform}
    limits = Limits(Redis(""), Rates(overall=1000, chat=1000))
    sender = Sender(engine, platforms, limits, wake, lease_seconds=5, on_dead=on_dead)
    work = asyncio.get_running_loop().create_task(sender.run())
    try:
        yield dead
    finally:
        work.cancel()
        await asyncio.gather(work, return_exceptions=True)


async def say(engine: AsyncEngine, place: Place, wake: Wake, method: Method) -> int:
    """Say a method the way a turn does, and give the number under which it stands there."""
    async with engine.begin() as connection:
        (row,) = await outbox.put(connection, place.chat_id, [method], priority=Priority.ANSWER)
    query = text("select sent_at, external_id from outbox where id = :row").bindparams(row=row)
    async with sending(engine, place, wake) as dead, asyncio.timeout(5):
        while True:
            assert dead == []
            async with engine.connect() as connection:
                found = (await connection.execute(query)).one()
            if found.sent_at is not None:
                return int(found.external_id or 0)
            await asyncio.sleep(0.02)


def jpeg() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (8, 8)).save(out, "JPEG")
    return out.getvalue()


def keyboard(label: str = "好") -> InlineKeyboardMarkup:
    button = InlineKeyboardButton(text=label, callback_data="menu")
    return InlineKeyboardMarkup(inline_keyboard=[[button]])


def methods(file: str, shown: int) -> dict[str, Method]:
    """Give one of each; `shown` is the message that the edits are about."""
    bold = [MessageEntity(type="bold", offset=0, length=2)]
    made: list[Method] = [
        SendMessage(chat_id=0, text="您好 🙂", entities=bold, reply_markup=keyboard()),
        SendPhoto(chat_id=0, photo=f"file:{file}", caption="灯坏了", caption_entities=bold),
        SendDocument(chat_id=0, document=f"file:{file}", caption="您的数据"),
        SendLocation(chat_id=0, latitude=30.61, longitude=120.72),
        EditMessageText(chat_id=0, message_id=shown, text="已受理", reply_markup=keyboard("看")),
        EditMessageReplyMarkup(chat_id=0, message_id=shown, reply_markup=keyboard("看")),
        DeleteMessage(chat_id=0, message_id=shown),
        AnswerCallbackQuery(callback_query_id="1", text="收到"),
        SendChatAction(chat_id=0, action="typing"),
    ]
    return {method.__api_method__: method for method in made}


EXPECTED = {
    "sendMessage": "您好 🙂",
    "sendPhoto": "灯坏了",
    "sendDocument": "您的数据",
    "sendLocation": "",
    "editMessageText": "已受理",
    "editMessageReplyMarkup": "原来的话",
}
PASSING = {"answerCallbackQuery": "收到", "sendChatAction": "typing"}


def test_no_method_is_left_out() -> None:
    passing = {method.__api_method__ for method in AT_ONCE}
    assert set(methods("", 1)) == set(WRITTEN) | passing
    assert set(EXPECTED) | {"deleteMessage"} == set(WRITTEN)
    assert set(PASSING) == passing


@pytest.mark.parametrize("name", sorted(WRITTEN))
async def test_every_written_method_is_shown(
    place: Place, engine: AsyncEngine, sessions: Sessions, wake: Wake, name: str
) -> None:
    async with sessions() as db, db.begin():
        now = await clock.now(db)
        who = await people.known(db, place.platform.name, place.bot, CHAT, now=now)
        file = await keep(
            db, who.id, kind="photo", platform="web", now=now, mime="image/jpeg", content=jpeg()
        )
    before = await say(engine, place, wake, SendMessage(chat_id=0, text="原来的话"))

    number = await say(engine, place, wake, methods(file.id, before)[name])

    screen = await place.screen()
    if name == "deleteMessage":
        assert screen == {}
        return
    assert screen[number] == EXPECTED[name]
    assert (number == before) is name.startswith("edit")


@pytest.mark.parametrize("name", sorted(PASSING))
async def test_every_passing_method_is_done_at_once(place: Place, name: str) -> None:
    await place.platform.answer(CHAT, methods("", 1)[name])

    async with asyncio.timeout(2):
        while PASSING[name] not in place.toasts:  # noqa: ASYNC110  the two ring different bells
            await asyncio.sleep(0.02)
