"""Killed at each step of a message's way: nothing is lost, nothing is done twice."""

import asyncio
import random
import signal
import time
from collections.abc import Sequence
from typing import get_args

import pytest

from bot.way.faults import Step
from tests.faults.conftest import OpenPlace, Place
from tests.faults.driver import Driver
from tests.faults.reckoning import Reckoning

STEPS: Sequence[str] = get_args(Step)
CHATS, EACH = 5, 8
AT_ONCE = 3
KILLED = -signal.SIGKILL


async def killed_at(open_place: OpenPlace, step: str) -> Reckoning:
    async with open_place() as place:
        process = place.process()
        driver = Driver([process.webhook])
        process.start(kill_at=f"{step}:10")
        bringing = asyncio.ensure_future(driver.bring(*place.people(CHATS, EACH)))
        assert await process.ended() == KILLED, process.log.read_text()
        process.start()
        await bringing
        return await place.reckon(driver, CHATS, EACH)


@pytest.fixture(scope="module")
async def killed(open_place: OpenPlace) -> dict[str, Reckoning]:
    """Kill at all steps, some of them at once: each has its own database and Telegram."""
    gate = asyncio.Semaphore(AT_ONCE)

    async def one(step: str) -> Reckoning:
        async with gate:
            return await killed_at(open_place, step)

    return dict(zip(STEPS, await asyncio.gather(*map(one, STEPS)), strict=True))


@pytest.mark.parametrize("step", STEPS)
def test_killed_at_a_step(killed: dict[str, Reckoning], step: str) -> None:
    found = killed[step]
    assert found.holds, found
    assert found.most_copies <= 1, found
    if step == "sent":
        assert found.copies >= 1, "nobody noticed that it was killed"


async def test_killed_at_any_moment_under_load(place: Place) -> None:
    chats, each, kills = 20, 30, 12
    chance = random.Random(7)
    process = place.process()
    driver = Driver([process.webhook])
    process.start()
    bringing = asyncio.ensure_future(driver.bring(*place.people(chats, each)))
    for _ in range(kills):
        await process.listening()
        await asyncio.sleep(chance.uniform(0.05, 0.4))
        await process.kill()
        process.start()
    await bringing
    found = await place.reckon(driver, chats, each)
    assert found.holds, found
    assert found.most_copies <= kills, found


async def test_stopped_at_work(place: Place) -> None:
    """A stop is no crash: what runs is finished or rolled back, and nobody gets a copy."""
    process = place.process()
    driver = Driver([process.webhook])
    process.start()
    await process.listening()
    chats, each = 10, 20
    bringing = asyncio.ensure_future(driver.bring(*place.people(chats, each)))
    for _ in range(3):
        await asyncio.sleep(0.3)
        started = time.monotonic()
        assert await process.stop() == 0, process.log.read_text()
        assert time.monotonic() - started < 10
        process.start()
        await process.listening()
    await bringing
    found = await place.reckon(driver, chats, each)
    assert found.holds, found
    assert found.copies == 0, found
