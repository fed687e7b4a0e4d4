"""Turns: one effect each, in order, retried when they raise, and never one chat twice at once."""

import asyncio
import json
import time
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from aiogram.methods import SendMessage
from sqlalchemy import text
from sqlalchemy.exc import InvalidRequestError

from bot.way import turns as turns_module
from bot.way.away import AWAY
from bot.way.inbox import Handed, Inbox
from bot.way.settle import NOT_YET_LOCKED, LazySession, Settling
from tests.way.conftest import BOT, NAME, Way, keyboard, message


@pytest.fixture
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    """Try again at once."""
    monkeypatch.setattr(turns_module, "PAUSES", (0.0,))


async def said(way: Way, chat: int) -> list[str]:
    row = await way.inbox.chat_id(NAME, BOT, chat)
    found = await way.all(
        "select payload->>'text' as words from outbox where chat_id = :c order by id", c=row
    )
    return [row.words for row in found]


async def seen(way: Way, chat: int) -> Any:
    return await way.one("select state_data->'seen' from chats where external_id = :c", c=chat)


async def until(look: Callable[[], Awaitable[Any]], *, within: float = 10) -> None:
    async with asyncio.timeout(within):
        while not await look():  # noqa: ASYNC110  only the database knows
            await asyncio.sleep(0.02)


async def until_done(way: Way) -> None:
    async def nothing_waits() -> bool:
        waiting = "select count(*) from inbox where done_at is null and parked_at is null"
        return int(await way.one(waiting)) == 0

    await until(nothing_waits)


async def test_what_happened_what_is_said_and_what_is_next_commit_together(way: Way) -> None:
    await way.says(1, "a")
    await way.take_all(1)
    assert await said(way, 1) == ["1: a"]
    assert await seen(way, 1) == ["a"]
    assert await way.one("select done_at is not null from inbox")


@pytest.mark.usefixtures("hasty")
@pytest.mark.parametrize(
    "error", [RuntimeError(), OSError(), TimeoutError(), InvalidRequestError(), ValueError("秘密")]
)
async def test_a_room_that_always_raises_is_parked_with_an_honest_line(
    way: Way, error: Exception, capsys: pytest.CaptureFixture[str]
) -> None:
    way.fault["bad"] = error
    for words in ("a", "bad", "b"):
        await way.says(1, words)
    await way.says(2, "other")
    for _ in range(6):
        await way.take_all(1)
    await way.take_all(2)
    parked = await way.all("select attempts, fault from inbox where parked_at is not null")
    assert [tuple(row) for row in parked] == [(5, type(error).__name__)]
    first, apology, after = await said(way, 1)
    assert (first, after) == ("1: a", "2: b"), "what it had changed is rolled back"
    assert apology
    assert await said(way, 2) == ["1: other"]
    assert "秘密" not in "".join(capsys.readouterr())


@pytest.mark.usefixtures("hasty")
async def test_a_room_that_raises_once_is_tried_again(way: Way) -> None:
    way.fault["bad"] = RuntimeError()
    await way.says(1, "bad")
    await way.says(1, "b")
    await way.turns.take_one(await way.inbox.chat_id(NAME, BOT, 1))
    assert await said(way, 1) == []
    way.fault.clear()
    await way.take_all(1)
    assert await said(way, 1) == ["1: bad", "2: b"]


async def test_the_next_message_waits_for_the_one_that_failed(way: Way) -> None:
    way.fault["bad"] = RuntimeError()
    await way.says(1, "bad")
    await way.says(1, "b")
    await way.take_all(1)
    assert await said(way, 1) == []
    assert await way.one("select attempts from inbox order by id limit 1") == 1


async def test_a_statement_that_can_never_succeed_is_told_from_an_absent_database(
    way: Way, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(turns_module, "PAUSES", (0.0,))

    async def ours(*_: Any, **__: Any) -> Any:
        async with way.engine.connect() as connection:
            await connection.execute(text("select 1/0"))

    async def away(*_: Any, **__: Any) -> Any:
        async with way.engine.connect() as connection:
            await connection.execute(text("select pg_terminate_backend(pg_backend_pid())"))

    row = await way.inbox.chat_id(NAME, BOT, 1)
    await way.says(1, "a")
    with monkeypatch.context() as patch:
        patch.setattr(way.turns, "_finish", ours)
        assert await way.turns.take_one(row)
    assert await way.one("select attempts from inbox") == 1
    with monkeypatch.context() as patch:
        patch.setattr(way.turns, "_finish", away)
        with pytest.raises(AWAY):
            await way.turns.take_one(row)
    assert await way.one("select attempts from inbox") == 1, "no fault of the message"
    await way.take_all(1)
    assert await said(way, 1) == ["1: a"]


async def test_two_that_look_at_one_chat_take_each_turn_once(way: Way) -> None:
    others = [way.turns, *(way.other_turns(Inbox(way.engine, way.wake)) for _ in range(3))]
    row = await way.inbox.chat_id(NAME, BOT, 1)
    for n in range(40):
        await way.says(1, f"{n}")

    async def work(turns: turns_module.Turns) -> None:
        while await way.one("select count(*) from inbox where done_at is null"):
            await turns.take_one(row)

    async with asyncio.timeout(20):
        await asyncio.gather(*map(work, others))
    assert await seen(way, 1) == [f"{n}" for n in range(40)]
    assert await said(way, 1) == [f"{n + 1}: {n}" for n in range(40)]


async def test_what_another_process_took_holds_nobody_up(way: Way) -> None:
    """This process remembers rows that are done already; the chat's next one is not late."""
    other = way.other_turns(Inbox(way.engine, way.wake))
    row = await way.inbox.chat_id(NAME, BOT, 1)
    for n in range(10):
        await way.says(1, f"{n}")
    while await other.take_one(row):
        pass
    way.inbox.fresh[row] = way.inbox.fresh.get(row, [])
    await way.says(1, "now")
    assert await way.turns.take_one(row)
    assert (await seen(way, 1))[-1] == "now"
    assert not way.inbox.fresh.get(row)


async def test_a_process_takes_what_another_left_behind(way: Way) -> None:
    await way.says(1, "left behind")
    turns = way.other_turns(Inbox(way.engine, way.wake))
    work = asyncio.ensure_future(turns.run())
    try:
        await until_done(way)
    finally:
        work.cancel()
    assert await said(way, 1) == ["1: left behind"]


async def test_one_who_pastes_a_hundred_holds_up_nobody(way: Way) -> None:
    work = asyncio.ensure_future(way.turns.run())
    try:
        await asyncio.gather(*(way.says(1, f"{n}") for n in range(100)))
        started = time.monotonic()
        await way.says(2, "me, too")
        await until(lambda: said(way, 2))
        assert time.monotonic() - started < 1
        await until_done(way)
    finally:
        work.cancel()
    assert len(await seen(way, 1)) == 100


async def test_the_database_may_go_while_turns_run(way: Way) -> None:
    work = asyncio.ensure_future(way.turns.run())
    try:
        for n in range(30):
            await way.says(n % 5, f"{n}")
            if n % 10 == 5:
                await way.all(
                    "select pg_terminate_backend(pid) from pg_stat_activity"
                    " where datname = current_database() and pid <> pg_backend_pid()"
                    " and state <> 'idle'"
                )
        await until_done(way)
        assert not work.done()
    finally:
        work.cancel()
    for chat in range(5):
        assert await seen(way, chat) == [f"{n}" for n in range(30) if n % 5 == chat]


@pytest.mark.parametrize("together", [False, True])
async def test_a_press_is_done_once(way: Way, *, together: bool) -> None:
    await way.owe(1, SendMessage(chat_id=0, text="?", reply_markup=keyboard("take")))
    token = await way.one("select token from buttons")
    query = {
        "id": "1",
        "from": {"id": 1, "is_bot": False, "first_name": "A"},
        "chat_instance": "1",
        "data": f"k:{token}",
        "message": message(1, "?")["message"],
    }
    presses = [way.hand(1, {"callback_query": query}, f"tap {n}") for n in range(10)]
    if together:
        await asyncio.gather(*presses)
    else:
        for press in presses:
            await press
    await way.take_all(1)
    assert (await said(way, 1)).count("pressed take") == 1
    assert (await said(way, 1)).count("pressed stale:used") == 9
    assert len(way.memory.answered) == 10, "no spinner goes on turning"


async def test_raw_bytes_are_kept_as_they_came(way: Way) -> None:
    raw = json.dumps(message(1, "a\x00b"), indent=3).encode()
    await way.hand(1, raw)
    await way.take_all(1)
    assert bytes(await way.one("select raw from inbox")) == raw
    assert await seen(way, 1) == ["ab"]


async def test_what_comes_in_never_waits_for_a_turn(way: Way) -> None:
    """A turn that takes long holds its chat; a message to that chat is ours at once."""
    await way.says(1, "a")
    row = await way.inbox.chat_id(NAME, BOT, 1)
    number = await way.one("select id from inbox")
    other = Inbox(way.engine, way.wake)
    (read,) = await Settling(way.engine, lease_seconds=5).read([(row, number, 1)])
    assert read is not None
    async with way.sessions(sync_session_class=LazySession) as db:
        db.info[NOT_YET_LOCKED] = (row, read.version, number)
        await db.execute(text("select 1"))
        assert db.info[NOT_YET_LOCKED] is None, "the first question locks"
        async with asyncio.timeout(2):
            assert await other.accept(Handed(NAME, BOT, "meanwhile", 1, b"{}"))
