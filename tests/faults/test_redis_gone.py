"""Redis flushed, full, hung, or gone: everything is accepted and answered all the same."""

import asyncio
import os
import signal
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from redis.asyncio import Redis as Client

from bot.embedded import VALKEY_PID, short_folder, valkey
from tests.faults.conftest import Place
from tests.faults.driver import Driver, message
from tests.faults.reckoning import quiet

CHATS = 8
ANSWERED_WITHIN = 3.0


@pytest.fixture
async def own_redis() -> AsyncIterator[tuple[Path, str]]:
    """A Redis of this test alone: it will be hurt."""
    with short_folder() as folder, valkey(folder) as url:
        yield folder, url


async def test_redis_is_never_needed(place: Place, own_redis: tuple[Path, str]) -> None:
    folder, url = own_redis
    pid = int((folder / VALKEY_PID).read_text())
    process = place.process(redis_url=url)
    driver = Driver([process.webhook])
    process.start()
    await process.listening()
    place.people(CHATS, 0)
    client = Client.from_url(url.replace("valkey+unix://", "unix://"))

    async def everybody_is_answered(words: str) -> None:
        before = len(place.standin.state.sent)
        started = time.monotonic()
        chats = range(1, CHATS + 1)
        await driver.bring(*([message(chat, words), message(chat, "/menu")] for chat in chats))
        await quiet(place.engine, within=10)
        took = time.monotonic() - started
        assert len(place.standin.state.sent) - before == 2 * CHATS
        assert took < ANSWERED_WITHIN, f"{words}: {took:.1f} s"

    try:
        await everybody_is_answered("/menu")
        await client.flushall()
        await everybody_is_answered("/help")
        await client.config_set("maxmemory", "1")
        await everybody_is_answered("/language")
        await client.config_set("maxmemory", "0")
        os.kill(pid, signal.SIGSTOP)
        try:
            await everybody_is_answered("/start")
        finally:
            os.kill(pid, signal.SIGCONT)
        await everybody_is_answered("/help")
        os.kill(pid, signal.SIGKILL)
        await everybody_is_answered("/menu")
    finally:
        await client.aclose()
    assert set(driver.statuses) == {200}
    assert "redis is away" in process.log.read_text(), "nobody noticed"
    await asyncio.sleep(0)
