"""What the platform answers: each fault means one of four things to the sender, and no more."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from aiogram.methods import SendMessage
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from bot.platforms.dialect import RefusedError, RevokedError, TryLaterError, UnreachableError
from bot.platforms.telegram import Telegram
from bot.way import outbox
from bot.way.inbox import Inbox
from bot.way.limits import Limits, Rates
from bot.way.outbox import Leased
from bot.way.redis import Redis
from bot.way.sender import Sender
from bot.way.wake import Wake
from community.notices import Priority
from tests.bot.conftest import Make
from tests.telegram_standin import Standin
from tests.telegram_standin.faults import Kind
from tests.telegram_standin.server import TOKEN

HELLO = {"text": "您好"}


async def hello(telegram: Telegram, chat: int = 7) -> int | None:
    return await telegram.say(chat, "sendMessage", dict(HELLO), 1)


@pytest.mark.parametrize(
    ("fault", "after", "uncertain"),
    [
        ("429", 3, False),
        ("429_without_time", None, False),
        ("429_html", None, False),
        ("500", None, False),
        ("502_html", None, False),
        ("504", None, True),
        ("200_html", None, True),
        ("garbage", None, True),
        ("reset", None, True),
        ("answer_lost", None, True),
        ("hang", None, True),
    ],
)
async def test_a_platform_in_trouble_is_tried_later(
    standin: Standin, make: Make, fault: Kind, after: float | None, *, uncertain: bool
) -> None:
    telegram = make(lease_seconds=0.6)
    standin.user(7)
    standin.fails(fault, chat=7)

    with pytest.raises(TryLaterError) as trouble:
        await hello(telegram)

    assert (trouble.value.after, trouble.value.uncertain) == (after, uncertain)


async def test_a_platform_that_is_away_has_certainly_shown_nothing(make: Make) -> None:
    telegram = make(telegram_api="http://127.0.0.1:9")

    with pytest.raises(TryLaterError) as trouble:
        await hello(telegram)

    assert trouble.value.uncertain is False


@pytest.mark.parametrize(
    ("fault", "word"),
    [
        ("blocked", "blocked"),
        ("deactivated", "deactivated"),
        ("kicked", "kicked"),
        ("chat_not_found", "chat not found"),
    ],
)
async def test_who_cannot_be_reached_is_told_apart(
    standin: Standin, telegram: Telegram, fault: Kind, word: str
) -> None:
    standin.user(7)
    standin.fails(fault, chat=7)

    with pytest.raises(UnreachableError, match=word):
        await hello(telegram)


async def test_a_stranger_cannot_be_reached(telegram: Telegram) -> None:
    with pytest.raises(UnreachableError):
        await hello(telegram, chat=404)


@pytest.mark.parametrize(
    ("method", "payload"),
    [
        ("sendMessage", {"text": "  "}),
        ("sendMessage", {"text": "😀" * 2049}),
        ("sendMessage", {"text": "a", "entities": [{"type": "bold", "offset": 0, "length": 9}]}),
        (
            "sendMessage",
            {
                "text": "a",
                "reply_markup": {"inline_keyboard": [[{"text": "b", "callback_data": "x" * 65}]]},
            },
        ),
        ("editMessageReplyMarkup", {"message_id": 99}),
        ("sendLocation", {"latitude": 91.0, "longitude": 0.0}),
    ],
    ids=["empty", "too long", "entity outside", "data too long", "nothing to edit", "no place"],
)
async def test_what_is_malformed_is_refused(
    standin: Standin, telegram: Telegram, method: str, payload: dict[str, Any]
) -> None:
    standin.user(7)

    with pytest.raises(RefusedError):
        await telegram.say(7, method, payload, 1)


async def test_a_text_that_needs_no_change_counts_as_changed(
    standin: Standin, telegram: Telegram
) -> None:
    standin.user(7)
    shown = await hello(telegram)
    assert shown is not None

    again = await telegram.say(7, "editMessageText", {**HELLO, "message_id": shown}, 2)

    assert again == shown


async def test_what_is_deleted_twice_is_deleted(standin: Standin, telegram: Telegram) -> None:
    standin.user(7)
    shown = await hello(telegram)

    for _ in range(2):
        assert await telegram.say(7, "deleteMessage", {"message_id": shown}, 2) is None


async def test_an_edit_of_what_is_gone_becomes_a_new_message(
    standin: Standin, telegram: Telegram
) -> None:
    anna = standin.user(7)
    shown = await hello(telegram)
    await telegram.say(7, "deleteMessage", {"message_id": shown}, 2)

    new = await telegram.say(7, "editMessageText", {"text": "已受理", "message_id": shown}, 3)

    assert [m["text"] for m in anna.screen()] == ["已受理"]
    assert new not in {None, shown}


async def test_a_revoked_token_is_no_fault_of_the_message(
    standin: Standin, telegram: Telegram
) -> None:
    standin.user(7)
    standin.fails("revoked")

    with pytest.raises(RevokedError):
        await hello(telegram)


async def test_an_unknown_method_is_not_taken_for_a_revoked_token(
    standin: Standin, telegram: Telegram
) -> None:
    standin.user(7)

    with pytest.raises(RefusedError):
        await telegram.say(7, "sendHologram", dict(HELLO), 1)


async def test_a_group_that_moved_is_followed_and_its_number_kept(
    standin: Standin, telegram: Telegram, inbox: Inbox, engine: AsyncEngine
) -> None:
    standin.user(7).in_group(-5)
    chat_id = await inbox.chat_id("telegram", telegram.bot_name, -5)
    standin.fails("migrated", chat=-5, moved_to=-1005)

    assert await hello(telegram, chat=-5)

    assert [sent.text for sent in standin.state.sent_to(-1005)] == ["您好"]
    query = text("select external_id from chats where id = :id").bindparams(id=chat_id)
    async with engine.connect() as connection:
        kept = await connection.scalar(query)
    assert kept == -1005


async def test_no_error_shows_the_token(make: Make, standin: Standin) -> None:
    telegram = make(lease_seconds=0.4)
    standin.user(7)
    seen = []
    for fault in ("reset", "hang", "502_html", "malformed"):
        standin.recovers()
        standin.fails(fault)
        with pytest.raises((TryLaterError, RefusedError)) as trouble:
            await hello(telegram)
        error: BaseException | None = trouble.value
        while error is not None:
            seen.append(f"{error!r} {error}")
            error = None if error.__suppress_context__ else error.__context__
    assert TOKEN.partition(":")[2] not in "\n".join(seen)


@asynccontextmanager
async def sending(
    engine: AsyncEngine, telegram: Telegram, wake: Wake, dead: list[str]
) -> AsyncIterator[None]:
    async def on_dead(_: AsyncSession, __: Leased, fault: str) -> None:
        dead.append(fault)

    limits = Limits(Redis(""), Rates(overall=1000, chat=1000))
    sender = Sender(
        engine,
        {(telegram.name, telegram.bot_name): telegram},
        limits,
        wake,
        lease_seconds=2,
        on_dead=on_dead,
    )
    work = asyncio.get_running_loop().create_task(sender.run())
    try:
        yield
    finally:
        work.cancel()
        await asyncio.gather(work, return_exceptions=True)


async def owe(engine: AsyncEngine, chat_id: int, *words: str) -> None:
    async with engine.begin() as connection:
        said = [SendMessage(chat_id=0, text=w) for w in words]
        await outbox.put(connection, chat_id, said, priority=Priority.ANSWER)


@pytest.mark.parametrize("fault", ["429", "429_html", "500", "502_html", "reset"])
async def test_after_the_trouble_everything_arrives_once_and_in_order(
    standin: Standin, make: Make, inbox: Inbox, engine: AsyncEngine, wake: Wake, fault: Kind
) -> None:
    telegram = make()
    anna, ben = standin.user(7), standin.user(8)
    standin.fails(fault, chat=7, times=1, retry_after=1)
    for person in (anna, ben):
        chat_id = await inbox.chat_id("telegram", telegram.bot_name, person.id)
        await owe(engine, chat_id, "一", "二", "三")
    dead: list[str] = []

    async with sending(engine, telegram, wake, dead):
        await standin.state.until(lambda: len(ben.told) == 3)
        assert not anna.told
        await standin.state.until(lambda: len(anna.told) == 3)

    assert [sent.text for sent in anna.told] == ["一", "二", "三"]
    assert dead == []


async def test_an_answer_that_was_lost_leaves_one_copy_more_and_says_so(
    standin: Standin, telegram: Telegram, inbox: Inbox, engine: AsyncEngine, wake: Wake
) -> None:
    anna = standin.user(7)
    standin.fails("answer_lost", chat=7, times=1)
    await owe(engine, await inbox.chat_id("telegram", telegram.bot_name, 7), "您好")

    async with sending(engine, telegram, wake, []):
        await standin.state.until(lambda: len(anna.told) == 2)
        await asyncio.sleep(0.2)

    async with engine.connect() as connection:
        rows = (await connection.execute(text("select uncertain, sent_at from outbox"))).all()
    assert len(anna.told) == 2
    assert [(row.uncertain, row.sent_at is not None) for row in rows] == [(True, True)]


async def test_who_blocked_us_is_tried_once_and_the_next_message_is_not_held_up(
    standin: Standin, telegram: Telegram, inbox: Inbox, engine: AsyncEngine, wake: Wake
) -> None:
    anna = standin.user(7)
    fault = anna.blocks_the_bot()
    fault.times = 1
    await owe(engine, await inbox.chat_id("telegram", telegram.bot_name, 7), "一", "二")
    dead: list[str] = []

    async with sending(engine, telegram, wake, dead):
        await anna.hears("二")

    assert fault.hits == 1
    assert dead == ["UnreachableError: blocked"]
    assert [sent.text for sent in anna.told] == ["二"]
