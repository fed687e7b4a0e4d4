"""Wake-ups: heard here at once, elsewhere through Redis, and missed by nobody when it is gone."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable

from bot.way.redis import Redis
from bot.way.wake import CHANNEL, MOST_WAITING, Wake

GARBAGE = (
    "",
    "{",
    "[1]",
    "null",
    '["x", 5]',
    '["x", [["turn"]]]',
    '["x", [5]]',
    '["x", [[[], 1]]]',
)


async def until(look: Callable[[], Awaitable[bool]]) -> None:
    async with asyncio.timeout(10):
        while not await look():  # noqa: ASYNC110  only Redis knows
            await asyncio.sleep(0.02)


async def listeners(redis: Redis) -> bool:
    return await redis.call(lambda r: r.pubsub_numsub(CHANNEL)) == [(CHANNEL, 2)]


async def publish(redis: Redis, what: str) -> None:
    await redis.call(lambda r: r.publish(CHANNEL, what))


async def test_this_process_hears_at_once() -> None:
    wake, heard = Wake(Redis("")), list[str]()
    wake.on("turn", heard.append)
    wake("turn", "5")
    wake("outbox")
    wake("turn", "6", here=False)
    assert heard == ["5"]


async def test_it_never_fills_up() -> None:
    wake = Wake(Redis(""))
    for _ in range(MOST_WAITING + 10):
        wake("turn", "1")


async def test_other_processes_hear_through_redis_and_nobody_hears_twice(redis_url: str) -> None:
    clients = [Redis(redis_url) for _ in range(2)]
    wakes = [Wake(client) for client in clients]
    heard: list[list[str]] = [[], []]
    for wake, mine in zip(wakes, heard, strict=True):
        wake.on("turn", mine.append)
    work = [asyncio.ensure_future(w.listen()) for w in wakes]
    work += [asyncio.ensure_future(w.publish()) for w in wakes]
    try:
        await until(lambda: listeners(clients[0]))
        for garbage in GARBAGE:
            await publish(clients[0], garbage)
        wakes[0]("turn", "7")
        await until(lambda: asyncio.sleep(0, bool(heard[1])))
        await asyncio.sleep(0.05)
        assert heard == [["7"], ["7"]]
        assert not any(one.done() for one in work)
    finally:
        for one in work:
            one.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await asyncio.gather(*work)
        for client in clients:
            await client.close()
