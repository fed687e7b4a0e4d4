"""The sender: it pauses, tells refusals apart, holds nobody up, and finishes what it began."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from bot.platforms.dialect import RefusedError, RevokedError, TryLaterError, UnreachableError
from bot.way.limits import Limits, Rates
from bot.way.outbox import Leased
from bot.way.redis import Redis
from bot.way.sender import LONGEST_PAUSE, Sender, growing_pause
from tests.way.conftest import BOT, NAME, Way


@asynccontextmanager
async def sending(
    way: Way, dead: list[tuple[int, str]] | None = None, *, lease: float = 2
) -> AsyncIterator["asyncio.Future[None]"]:
    async def on_dead(_: AsyncSession, row: Leased, fault: str) -> None:
        if dead is not None:
            dead.append((row.chat, fault))
        if fault.endswith("trouble"):
            raise RuntimeError

    limits = Limits(Redis(""), Rates(overall=10_000, chat=10_000))
    platforms = {(NAME, BOT): way.memory}
    sender = Sender(way.engine, platforms, limits, way.wake, lease_seconds=lease, on_dead=on_dead)
    work = asyncio.ensure_future(sender.run())
    try:
        yield work
    finally:
        work.cancel()
        await asyncio.gather(work, return_exceptions=True)


async def until(look: Callable[[], Awaitable[Any]], *, within: float = 10) -> None:
    async with asyncio.timeout(within):
        while not await look():  # noqa: ASYNC110  only the database knows
            await asyncio.sleep(0.02)


async def rows(way: Way) -> list[tuple[Any, ...]]:
    found = await way.all(
        "select sent_at is not null, dead_at is not null, attempts, uncertain, fault"
        " from outbox order by id"
    )
    return [tuple(row) for row in found]


def test_pauses_grow_up_to_five_minutes() -> None:
    for attempts, middle in ((1, 1), (2, 2), (3, 4), (6, 32), (30, LONGEST_PAUSE), (999, 300)):
        pauses = [growing_pause(attempts) for _ in range(200)]
        assert middle * 0.8 <= min(pauses) < max(pauses) <= middle * 1.2


@pytest.mark.parametrize(
    ("error", "fault", "uncertain"),
    [
        (TryLaterError(60), "try later", False),
        (TryLaterError(uncertain=True), "try later", True),
        (RevokedError(), "revoked", False),
        (ValueError("秘密"), "ValueError", False),
    ],
)
async def test_what_may_pass_is_kept(
    way: Way, error: Exception, fault: str, *, uncertain: bool
) -> None:
    way.memory.fails[1] = error
    await way.owe(1, "a", "b")
    await way.owe(2, "c")
    async with sending(way):
        await until(lambda: way.all("select 1 from outbox where fault is not null"))
        await until(lambda: way.all("select 1 from outbox where sent_at is not null"))
    assert await rows(way) == [
        (False, False, 1, uncertain, fault),
        (False, False, 0, False, None),
        (True, False, 1, False, None),
    ]
    wait = await way.one(
        "select extract(epoch from not_before - clock_timestamp()) from outbox order by id limit 1"
    )
    assert float(wait) > (50 if isinstance(error, RevokedError) or fault == "60" else -2)


@pytest.mark.parametrize("error", [UnreachableError("blocked"), RefusedError("400 bad")])
async def test_what_never_passes_is_dead_and_told(way: Way, error: Exception) -> None:
    dead: list[tuple[int, str]] = []
    way.memory.fails[1] = error
    await way.owe(1, "a", "b")
    async with sending(way, dead):
        await until(lambda: way.all("select 1 from outbox having count(dead_at) = 2"))
    assert dead == [(1, f"{type(error).__name__}: {error}")] * 2


async def test_it_is_not_dead_before_somebody_was_told(way: Way) -> None:
    """Giving up and telling a person commit together; it is tried again when they cannot."""
    dead: list[tuple[int, str]] = []
    way.memory.fails[1] = RefusedError("trouble")
    await way.owe(1, "a")
    async with sending(way, dead, lease=0.3) as work:
        await until(lambda: asyncio.sleep(0, len(dead) >= 2))
        assert not work.done(), "nor does it stop the others"
    assert not await way.one("select count(dead_at) from outbox")


async def test_a_fault_of_ours_is_given_up_in_the_end(way: Way) -> None:
    way.memory.fails[1] = KeyError("text")
    await way.owe(1, "a", "b")
    await way.all("update outbox set attempts = 7 where id = (select min(id) from outbox)")
    async with sending(way):
        await until(lambda: way.all("select 1 from outbox where dead_at is not null"))
    assert (await rows(way))[0] == (False, True, 8, False, "KeyError")


async def test_one_that_hangs_holds_up_nobody(way: Way) -> None:
    async def hang(chat: int) -> None:
        if chat == 1:
            await asyncio.sleep(60)

    way.memory.said = hang
    await way.owe(1, "a")
    async with sending(way, lease=1):
        for n in range(5):
            await way.owe(2, f"{n}")
        way.wake("outbox")
        await until(lambda: asyncio.sleep(0, len(way.memory.shown) == 5), within=3)
        await until(lambda: way.all("select 1 from outbox where fault = 'no answer'"))
    assert (await rows(way))[0] == (False, False, 1, True, "no answer")


async def test_what_is_being_sent_is_finished_before_the_end(way: Way) -> None:
    begun = asyncio.Event()

    async def slowly(_: int) -> None:
        begun.set()
        await asyncio.sleep(0.3)

    way.memory.said = slowly
    await way.owe(1, "a", "b")
    async with sending(way):
        await begun.wait()
    assert await rows(way) == [(True, False, 1, False, None), (False, False, 0, False, None)]


async def test_a_platform_that_is_not_here_is_left_to_others(way: Way) -> None:
    chat = await way.inbox.chat_id("elsewhere", "9", 1)
    await way.owe(2, "a")
    await way.all("update outbox set chat_id = :chat", chat=chat)
    async with sending(way):
        await until(lambda: way.all("select 1 from outbox where fault is not null"))
    assert await rows(way) == [(False, False, 0, False, "no such platform here")]


async def test_five_hundred_at_once_and_danger_first(way: Way) -> None:
    for first in range(1, 501, 10):
        chats = range(first, first + 10)
        await asyncio.gather(*(way.owe(chat, "bulk", priority=3) for chat in chats))
    await way.owe(999, "danger", priority=0)
    async with sending(way):
        await until(lambda: asyncio.sleep(0, len(way.memory.shown) == 501), within=20)
    assert (999, "danger") in way.memory.shown[:40]
