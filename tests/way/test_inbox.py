"""The inbox: new once, in order, whatever the bytes, whatever becomes of a connection."""

import asyncio
import json

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.way.away import AWAY
from bot.way.inbox import Handed, Inbox
from bot.way.redis import Redis
from bot.way.updates import chat_of, read
from bot.way.wake import Wake
from community.database import connect
from tests.way.conftest import BOT, NAME, Way, message

POISON = {
    "nothing": b"",
    "not json": b"{",
    "null": b"null",
    "a list": b"[1, 2]",
    "a number": b"1e400",
    "bytes": bytes(range(256)),
    "a nul": json.dumps(message(1, "a\x00b")).encode(),
    "half a pair": json.dumps(message(1, "a\ud83db")).encode(),
    "half a pair in bytes": json.dumps(message(1, "X")).encode().replace(b"X", b"\xed\xa0\x80"),
    "half a pair in a name": json.dumps(
        message(1, "x", **{"from": {"id": 1, "is_bot": False, "first_name": "\udc00"}})
    ).encode(),
    "a megabyte": json.dumps(message(1, "长" * 340_000)).encode(),
    "very deep": b'{"message":' + b"[" * 100_000 + b"]" * 100_000 + b"}",
    "a wrong type": json.dumps({"message": {"chat": "me", "text": 5}}).encode(),
    "a huge number": json.dumps(message(10**30, "x")).encode(),
    "an unknown kind": b'{"poll": {"id": 1}}',
    "nobody": b'{"message": {"message_id": 1, "date": 1, "chat": {"id": 1, "type": "private"}}}',
}


@pytest.mark.parametrize("name", POISON)
async def test_no_bytes_stop_a_chat(way: Way, name: str) -> None:
    assert await way.hand(1, POISON[name])
    await way.says(1, "afterwards")
    await way.take_all(1)
    rows = await way.all("select done_at is not null, attempts, parked_at from inbox order by id")
    assert [tuple(row) for row in rows] == [(True, 0, None)] * 2
    said = await way.one("select payload->>'text' from outbox order by id desc limit 1")
    assert said.endswith("afterwards")


@pytest.mark.parametrize("name", ["a nul", "half a pair", "half a pair in bytes", "a megabyte"])
async def test_what_can_be_read_of_it_is_heard(way: Way, name: str) -> None:
    await way.hand(1, POISON[name])
    await way.take_all(1)
    assert await way.one("select count(*) from outbox") == 1


def test_whose_it_is_can_be_told_of_anything() -> None:
    for raw in POISON.values():
        update = read(raw)
        if update is not None:
            chat_of(update.body)


async def test_fifty_at_once_with_one_key_are_one(way: Way) -> None:
    new = await asyncio.gather(*(way.hand(1, message(1, "x"), "same") for _ in range(50)))
    assert sum(new) == 1
    other = Inbox(way.engine, way.wake)
    assert not await other.accept(Handed(NAME, BOT, "same", 1, b"{}"))
    assert await way.one("select count(*) from inbox") == 1


async def test_the_same_key_of_another_bot_is_another(way: Way) -> None:
    assert await way.hand(1, message(1, "x"), "same")
    assert await way.inbox.accept(Handed(NAME, "2", "same", 1, b"{}"))
    assert await way.inbox.accept(Handed("elsewhere", BOT, "same", 1, b"{}"))


async def test_what_comes_at_once_keeps_its_order(way: Way) -> None:
    await asyncio.gather(*(way.hand(n % 3, message(1, "x"), f"key{n:03}") for n in range(300)))
    keys = [row.key for row in await way.all("select key from inbox order by id")]
    assert keys == sorted(keys)
    assert len(keys) == 300


async def test_numbers_that_start_again_lose_nothing(way: Way) -> None:
    """After a quiet week update numbers go on anywhere: none is too old."""
    for number in (900, 5, 3, 4, 901, 1):
        assert await way.hand(1, message(1, str(number)), str(number))
    await way.take_all(1)
    assert await way.one("select count(*) from outbox") == 6


async def test_connections_that_died_in_the_pool_cost_nothing(way: Way, database_url: str) -> None:
    pool = connect(database_url)
    inbox = Inbox(pool, Wake(Redis("")))
    try:
        async with pool.connect() as connection:
            await connection.exec_driver_sql("set application_name = 'dying'")
            await connection.commit()
        await way.all(
            "select pg_terminate_backend(pid) from pg_stat_activity"
            " where datname = current_database() and application_name = 'dying'"
        )
        for n in range(10):
            assert await inbox.accept(Handed(NAME, BOT, f"after {n}", n, b"{}"))
    finally:
        await pool.dispose()


async def test_a_chat_that_was_erased_meanwhile_is_made_again(way: Way) -> None:
    await way.hand(1, message(1, "x"))
    await way.all("delete from inbox")
    await way.all("delete from chats")
    assert await way.hand(1, message(1, "y"))


async def test_without_a_database_it_is_not_ours() -> None:
    engine: AsyncEngine = connect("postgresql+asyncpg://postgres@/none?host=/nowhere")
    inbox = Inbox(engine, Wake(Redis("")))
    async with asyncio.timeout(5):
        results = await asyncio.gather(
            *(inbox.accept(Handed(NAME, BOT, str(n), n, b"{}")) for n in range(20)),
            return_exceptions=True,
        )
    assert all(isinstance(result, AWAY) for result in results)
    await engine.dispose()
