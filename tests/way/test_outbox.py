"""The outbox: one head of line for each chat, danger first, leases that end."""

import asyncio
from itertools import pairwise

import pytest
from aiogram.methods import AnswerCallbackQuery, SendMessage

from bot.platforms.dialect import NotInDialectError, methods_in
from bot.way import outbox
from bot.way.outbox import Leased
from tests.way.conftest import Way

CRISIS, ANSWER, BULK = 0, 1, 3


async def lease(way: Way, *, most: int = 10, seconds: float = 10) -> list[Leased]:
    return await outbox.lease(way.engine, most=most, seconds=seconds)


def texts(leased: list[Leased]) -> list[str]:
    return [row.payload["text"] for row in leased]


async def sent(way: Way, leased: list[Leased]) -> None:
    await outbox.mark_sent(way.engine, [(row.id, 1) for row in leased])


async def test_one_head_of_line_for_each_chat(way: Way) -> None:
    await way.owe(1, "1a", "1b")
    await way.owe(2, "2a", "2b")
    first = await lease(way)
    assert texts(first) == ["1a", "2a"]
    assert await lease(way) == [], "the line waits for its head"
    await sent(way, first[:1])
    assert texts(await lease(way)) == ["1b"]


async def test_danger_goes_first_in_its_chat_and_among_chats(way: Way) -> None:
    await way.owe(1, "notice", priority=BULK)
    await way.owe(2, "answer", "answer 2")
    await way.owe(2, "danger 1", "danger 2", priority=CRISIS)
    order = []
    while rows := await lease(way):
        order += texts(rows)
        await sent(way, rows)
    assert order == ["danger 1", "notice", "danger 2", "answer", "answer 2"]


async def test_the_most_urgent_are_leased_when_there_are_few_places(way: Way) -> None:
    for chat in range(1, 21):
        await way.owe(chat, "bulk", priority=BULK)
    await way.owe(21, "danger", priority=CRISIS)
    assert texts(await lease(way, most=1)) == ["danger"]


async def test_a_lease_that_ended_is_taken_again_and_marked(way: Way) -> None:
    await way.owe(1, "a", "b")
    (first,) = await lease(way, seconds=0.1)
    assert await lease(way) == []
    await asyncio.sleep(0.15)
    (again,) = await lease(way)
    assert (again.id, again.attempts) == (first.id, 2)
    assert await way.one("select uncertain from outbox where id = :id", id=first.id)


async def test_whose_lease_ended_gives_nothing_back(way: Way) -> None:
    await way.owe(1, "a")
    (late,) = await lease(way, seconds=0.01)
    await asyncio.sleep(0.05)
    (now,) = await lease(way)
    await outbox.put_back(way.engine, late, after=0, fault="late", uncertain=False)
    assert await lease(way) == [], "another has it"
    async with way.engine.begin() as connection:
        assert not await outbox.mark_dead(connection, late, "late")
        assert await outbox.mark_dead(connection, now, "refused")


async def test_what_is_put_back_holds_its_chat_and_no_other(way: Way) -> None:
    await way.owe(1, "a", "b")
    await way.owe(2, "c")
    first, _ = await lease(way)
    await outbox.put_back(way.engine, first, after=0.2, fault="429", uncertain=False)
    assert await lease(way) == []
    await asyncio.sleep(0.25)
    (again,) = await lease(way)
    assert (again.id, again.attempts) == (first.id, 2)
    assert not await way.one("select uncertain from outbox where id = :id", id=first.id)


async def test_what_was_not_tried_does_not_count(way: Way) -> None:
    await way.owe(1, "a")
    for _ in range(3):
        (row,) = await lease(way)
        assert row.attempts == 1
        await outbox.put_back(way.engine, row, after=0, fault="limit", uncertain=False, tried=False)


async def test_what_is_dead_holds_nobody(way: Way) -> None:
    await way.owe(1, "a", "b")
    (first,) = await lease(way)
    async with way.engine.begin() as connection:
        await outbox.mark_dead(connection, first, "refused")
    assert texts(await lease(way)) == ["b"]


async def test_four_at_once_never_overtake(way: Way) -> None:
    for chat in range(1, 11):
        await way.owe(chat, *(f"{n:02}" for n in range(20)))
    arrived: dict[int, list[str]] = {chat: [] for chat in range(1, 11)}

    async def sender() -> None:
        while True:
            rows = await lease(way, most=3)
            if not rows and not await way.one("select count(*) from outbox where sent_at is null"):
                return
            for row in rows:
                arrived[row.chat].append(row.payload["text"])
            await sent(way, rows)

    async with asyncio.timeout(30):
        await asyncio.gather(*(sender() for _ in range(4)))
    assert all(len(seen) == 20 for seen in arrived.values())
    assert not any(a > b for seen in arrived.values() for a, b in pairwise(seen))


def test_only_the_dialect_is_written() -> None:
    said = SendMessage(chat_id=1, text="x")
    assert methods_in([said, [said, None], "", None, True]) == [said, said]
    with pytest.raises(NotInDialectError):
        methods_in([5])
    with pytest.raises(NotInDialectError):
        outbox.write(SendMessage(chat_id=1, text="x", parse_mode="HTML"))
    assert methods_in(AnswerCallbackQuery(callback_query_id="1"))
