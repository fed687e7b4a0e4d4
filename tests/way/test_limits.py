"""How fast we speak: in no second more than the platform bears, alone or together."""

import asyncio
import os
import signal
import time
from bisect import bisect_left
from collections.abc import AsyncIterator
from pathlib import Path
from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.embedded import VALKEY_PID, short_folder, valkey
from bot.way.limits import Limits, Rates
from bot.way.redis import CALL_LIMIT, Redis


class Clock:
    """A clock that only goes on when somebody waits."""

    def __init__(self) -> None:
        self.at = 1000.0

    def monotonic(self) -> float:
        return self.at


def most_in(times: list[float], window: float) -> int:
    """Count the most of them in any window of time."""
    times = sorted(times)
    return max((bisect_left(times, at + window) - n for n, at in enumerate(times)), default=0)


async def passing(clock: Clock, limits: Limits, line: list[tuple[int, bool]]) -> list[float]:
    """Let messages through as early as they may go, and give their times."""
    times = []
    for chat, urgent in line:
        while (wait := await limits.wait_for("bot", chat, urgent=urgent)) > 0:
            clock.at += wait + 1e-6
        times.append(clock.at)
    return times


@given(
    st.lists(st.tuples(st.integers(-3, 60).filter(bool), st.booleans()), max_size=150),
    st.integers(1, 60),
)
@settings(max_examples=60, deadline=None)
def test_never_more_than_the_rates(line: list[tuple[int, bool]], overall: int) -> None:
    clock = Clock()
    with patch("bot.way.limits.time", clock):
        times = asyncio.run(passing(clock, Limits(Redis(""), Rates(overall=overall)), line))
    assert most_in(times, 1.0) <= overall
    for chat in {chat for chat, _ in line}:
        mine = [at for at, (whose, _) in zip(times, line, strict=True) if whose == chat]
        assert most_in(mine, 60.0 if chat < 0 else 1.0) <= (20 if chat < 0 else 1)


@pytest.fixture
async def own_redis() -> AsyncIterator[tuple[Path, str]]:
    with short_folder() as folder, valkey(folder) as url:
        yield folder, url


async def burst(instances: list[Limits], count: int) -> list[float]:
    times: list[float] = []

    async def one(n: int) -> None:
        limits = instances[n % len(instances)]
        while await limits.pass_through("bot", n + 1, patience=5) > 0:
            pass
        times.append(time.monotonic())

    await asyncio.gather(*(one(n) for n in range(count)))
    return times


async def test_two_processes_share_the_rates_through_redis(redis_url: str) -> None:
    clients = [Redis(redis_url) for _ in range(2)]
    try:
        assert await clients[0].call(lambda r: r.flushall())
        times = await burst([Limits(client, Rates()) for client in clients], 60)
    finally:
        for client in clients:
            await client.close()
    assert most_in(times, 0.95) <= 30
    assert max(times) - min(times) < 3, "and no slower than it must be"


async def test_danger_passes_a_crowd(redis_url: str) -> None:
    redis = Redis(redis_url)
    limits = Limits(redis, Rates())
    try:
        await redis.call(lambda r: r.flushall())
        crowd = [
            asyncio.ensure_future(limits.pass_through("bot", n, patience=9)) for n in range(1, 120)
        ]
        await asyncio.sleep(0.5)
        started = time.monotonic()
        assert await limits.pass_through("bot", 500, patience=5, urgent=True) == 0
        assert time.monotonic() - started < 1
    finally:
        for one in crowd:
            one.cancel()
        await asyncio.gather(*crowd, return_exceptions=True)
        await redis.close()


async def test_a_chat_waits_and_no_other() -> None:
    limits = Limits(Redis(""), Rates(overall=1000))
    assert await limits.wait_for("bot", 1) == 0
    assert 0.9 < await limits.wait_for("bot", 1) <= 1
    assert await limits.wait_for("bot", 2) < 0.01
    assert await limits.wait_for("another", 1) == 0
    assert await limits.pass_through("bot", 1, patience=0.1) > 0.5


async def test_when_redis_goes_the_process_keeps_its_own_pace(
    own_redis: tuple[Path, str],
) -> None:
    folder, url = own_redis
    redis = Redis(url)
    limits = Limits(redis, Rates())
    try:
        assert await limits.wait_for("bot", 1) == 0
        os.kill(int((folder / VALKEY_PID).read_text()), signal.SIGKILL)
        assert await limits.wait_for("bot", 1) > 0.5, "it remembers"
        assert not redis.there
    finally:
        await redis.close()


async def test_a_hung_redis_costs_a_fifth_of_a_second_once(own_redis: tuple[Path, str]) -> None:
    folder, url = own_redis
    pid = int((folder / VALKEY_PID).read_text())
    redis = Redis(url)
    assert await redis.call(lambda r: r.ping())
    os.kill(pid, signal.SIGSTOP)
    try:
        took = []
        for _ in range(20):
            started = time.monotonic()
            assert await redis.call(lambda r: r.ping()) is None
            took.append(time.monotonic() - started)
        assert max(took) < CALL_LIMIT + 0.15
        assert sum(took) < 2 * CALL_LIMIT + 0.15, "the circuit spares the rest"
    finally:
        os.kill(pid, signal.SIGCONT)
        await redis.close()


async def test_redis_comes_back_by_itself(
    own_redis: tuple[Path, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.way.redis.REST_AFTER_FAULT", 0.1)
    folder, url = own_redis
    pid = int((folder / VALKEY_PID).read_text())
    redis = Redis(url)
    os.kill(pid, signal.SIGSTOP)
    assert await redis.call(lambda r: r.ping()) is None
    os.kill(pid, signal.SIGCONT)
    await asyncio.sleep(0.2)
    assert await redis.call(lambda r: r.ping())
    await redis.close()
