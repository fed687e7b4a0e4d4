"""Telegram for the tests of the roof: our own class against a stand-in on the real wire."""

from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.platforms.telegram import Telegram
from bot.way.inbox import Inbox
from bot.way.redis import Redis
from bot.way.wake import Wake
from config.settings import load
from tests.telegram_standin import Standin, running
from tests.telegram_standin.server import TOKEN

SECRET = "a-secret-that-nobody-can-guess-0123456789"  # noqa: S105  opens nothing

NO_FOLDER = Path("no-such-folder")
Make = Callable[..., Telegram]


@pytest.fixture
async def standin() -> AsyncIterator[Standin]:
    async with running() as standin:
        yield standin


@pytest.fixture
def wake() -> Wake:
    return Wake(Redis(""))


@pytest.fixture
def inbox(engine: AsyncEngine, wake: Wake) -> Inbox:
    return Inbox(engine, wake)


@pytest.fixture
async def make(standin: Standin, inbox: Inbox, engine: AsyncEngine) -> AsyncIterator[Make]:
    """Make a `Telegram` that talks to the stand-in, with other settings where a test wants."""
    made: list[Telegram] = []

    def _make(**settings: object) -> Telegram:
        given = {"telegram_token": TOKEN, "telegram_api": standin.address, **settings}
        made.append(Telegram(load(NO_FOLDER, **given), inbox, engine))
        return made[-1]

    yield _make
    for telegram in made:
        await telegram.close()


@pytest.fixture
def telegram(make: Make) -> Telegram:
    return make()
