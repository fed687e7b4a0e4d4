"""Whole processes to be killed: a database for each fault, one Telegram, one nursery."""

import itertools
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import AsyncEngine

import bot.schema
from community.database import connect
from tests.faults import processes
from tests.faults.driver import Driver, lines_of
from tests.faults.processes import SECRET, Nursery, Process
from tests.faults.reckoning import Reckoning, quiet, reckon
from tests.telegram_standin import Standin, running
from tests.telegram_standin.server import TOKEN

TEMPLATE = "linli_template"


@pytest.fixture(scope="session")
def nursery() -> Iterator[Nursery]:
    with processes.nursery() as nursery:
        yield nursery


@pytest.fixture(scope="session")
async def new_database(server_url: str) -> Callable[[], Awaitable[str]]:
    """Make databases that already have all tables."""
    numbers = itertools.count(1)

    async def create(name: str, template: str) -> str:
        engine = connect(server_url, connections=1)
        async with engine.connect() as connection:
            await connection.execution_options(isolation_level="AUTOCOMMIT")
            await connection.execute(text(f"create database {name} template {template}"))
        await engine.dispose()
        return make_url(server_url).set(database=name).render_as_string(hide_password=False)

    await bot.schema.upgrade(await create(TEMPLATE, "template0"))

    async def new() -> str:
        return await create(f"linli_{next(numbers)}", TEMPLATE)

    return new


@dataclass
class Place:
    """One town for one fault: its own database and Telegram, and the processes that serve it."""

    nursery: Nursery
    folder: Path
    database_url: str
    engine: AsyncEngine
    standin: Standin
    processes: list[Process] = field(default_factory=list)

    def process(self, **settings: object) -> Process:
        process = Process(
            self.nursery,
            self.folder,
            **{
                "database_url": self.database_url,
                "telegram_token": TOKEN,
                "telegram_api": self.standin.address,
                "telegram_mode": "webhook",
                "telegram_webhook_secret": SECRET,
                **settings,
            },
        )
        self.processes.append(process)
        return process

    def people(self, chats: int, each: int) -> list[list[dict[str, object]]]:
        """Give so many chats with so many lines each; Telegram knows them from here on."""
        for chat in range(1, chats + 1):
            self.standin.user(chat)
        return [lines_of(chat, each) for chat in range(1, chats + 1)]

    async def reckon(self, driver: Driver, chats: int, each: int) -> Reckoning:
        await quiet(self.engine)
        lines = dict.fromkeys(range(1, chats + 1), each)
        return await reckon(self.engine, self.standin, lines, driver.accepted)


OpenPlace = Callable[..., AbstractAsyncContextManager[Place]]


@pytest.fixture(scope="session")
async def open_place(
    nursery: Nursery,
    new_database: Callable[[], Awaitable[str]],
    tmp_path_factory: pytest.TempPathFactory,
) -> OpenPlace:
    @asynccontextmanager
    async def opened(database_url: str = "", **standin_how: object) -> AsyncIterator[Place]:
        url = database_url or await new_database()
        engine = connect(url, connections=2)
        folder = tmp_path_factory.mktemp("place")
        async with running(**standin_how) as standin:
            place = Place(nursery, folder, url, engine, standin)
            try:
                yield place
            finally:
                for process in place.processes:
                    if process.pid:
                        await process.kill()
                await engine.dispose()

    return opened


@pytest.fixture
async def place(open_place: OpenPlace) -> AsyncIterator[Place]:
    async with open_place() as place:
        yield place
