"""Real servers for the tests: one PostgreSQL and Valkey a run, a clean database a test."""

import asyncio
from collections.abc import AsyncIterator, Iterator

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

import bot.schema
from bot.embedded import postgres, short_folder, valkey
from community.database import Base, Sessions, connect, sessions_of
from config.settings import load
from config.town import BUILTIN, Town, load_town
from tests.talk import Talk


@pytest.fixture(scope="session")
def server_url() -> Iterator[str]:
    with short_folder() as folder, postgres(folder / "pg", keep=False) as url:
        address = load(database_url=url).database_url
        asyncio.run(_need_not_last(address))
        yield address


async def _need_not_last(url: str) -> None:
    """Nothing in this server outlives the run; the fault matrix has servers of its own."""
    engine = connect(url, connections=1)
    async with engine.connect() as connection:
        await connection.execution_options(isolation_level="AUTOCOMMIT")
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):
            await connection.exec_driver_sql(f"alter system set {setting} = off")
        await connection.exec_driver_sql("select pg_reload_conf()")
    await engine.dispose()


@pytest.fixture(scope="session")
def redis_url() -> Iterator[str]:
    with short_folder() as folder, valkey(folder) as url:
        yield url


@pytest.fixture(scope="session")
async def migrated(server_url: str) -> str:
    await bot.schema.upgrade(server_url)
    return server_url


@pytest.fixture(scope="session")
async def shared_engine(migrated: str) -> AsyncIterator[AsyncEngine]:
    engine = connect(migrated)
    yield engine
    await engine.dispose()


@pytest.fixture
async def engine(shared_engine: AsyncEngine) -> AsyncEngine:
    """The database with all tables and nothing in them."""
    tables = reversed(Base.metadata.sorted_tables)
    async with shared_engine.begin() as connection:
        # Much faster than truncating: most tables hold a row or none.
        await connection.execute(text("set local session_replication_role = replica"))
        for table in tables:
            await connection.execute(table.delete())
    return shared_engine


@pytest.fixture
def database_url(engine: AsyncEngine, migrated: str) -> str:  # noqa: ARG001  it is emptied first
    return migrated


@pytest.fixture
def sessions(engine: AsyncEngine) -> Sessions:
    return sessions_of(engine)


@pytest.fixture(scope="session")
def town() -> Town:
    return load_town(BUILTIN)


@pytest.fixture
async def talk(database_url: str, town: Town) -> AsyncIterator[Talk]:
    """People who talk with the town through the real turns, rooms and database."""
    async with Talk.open(database_url, town) as talk:
        yield talk
