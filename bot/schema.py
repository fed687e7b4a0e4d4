"""The schema: all tables of all floors, and the migrations that make them."""

import asyncio
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection
from sqlalchemy.exc import ProgrammingError
from sqlalchemy.ext.asyncio import AsyncEngine

import bot.platforms.web.sessions
import bot.way.tables
import community.cases.model
import community.clock
import community.files
import community.hall.model
import community.keys
import community.notices
import community.numbers
import community.people
import community.shifts.model
import community.timebank.model
import jobs.timetable
from community.database import Base, connect

if TYPE_CHECKING:
    from alembic.config import Config

WITH_TABLES = (
    bot.platforms.web.sessions,
    bot.way.tables,
    community.cases.model,
    community.clock,
    community.files,
    community.hall.model,
    community.keys,
    community.notices,
    community.numbers,
    community.people,
    community.shifts.model,
    community.timebank.model,
    jobs.timetable,
)
"""Whoever is imported here has put its tables into the metadata."""

MIGRATIONS = Path(community.__file__).parent / "migrations"


def _config(connection: Connection) -> "Config":
    from alembic.config import Config  # noqa: PLC0415  half a second that most starts can do without

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.set_main_option("file_template", "%%(rev)s_%%(slug)s")
    config.attributes["connection"] = connection
    config.attributes["metadata"] = Base.metadata
    return config


def _upgrade(connection: Connection) -> None:
    from alembic import command  # noqa: PLC0415

    # Two processes that start together must not both make the tables.
    connection.exec_driver_sql("select pg_advisory_xact_lock(7234501)")
    command.upgrade(_config(connection), "head")


async def upgrade(url: str) -> None:
    """Bring the schema up to date; doing so twice changes nothing."""
    engine = connect(url, connections=1)
    try:
        if await _version(engine) == _newest():
            return
        async with engine.begin() as connection:
            await connection.run_sync(_upgrade)
    finally:
        await engine.dispose()


async def _version(engine: AsyncEngine) -> str | None:
    """Give the number of the last migration that this database has seen."""
    try:
        async with engine.connect() as connection:
            found = await connection.exec_driver_sql("select version_num from alembic_version")
            version: str | None = found.scalar()
    except ProgrammingError:
        return None
    return version


def _newest() -> str:
    return max(path.name for path in (MIGRATIONS / "versions").glob("[0-9]*.py")).partition("_")[0]


async def differences(url: str) -> list[Any]:
    """Say where the database differs from the models; empty when it is up to date."""
    from alembic.autogenerate import compare_metadata  # noqa: PLC0415
    from alembic.runtime.migration import MigrationContext  # noqa: PLC0415

    engine = connect(url, connections=1)
    try:
        async with engine.connect() as connection:
            return await connection.run_sync(
                lambda c: list(compare_metadata(MigrationContext.configure(c), Base.metadata))
            )
    finally:
        await engine.dispose()


def _next_number() -> str:
    return f"{len(list((MIGRATIONS / 'versions').glob('*.py'))) + 1:04}"


async def _revise(url: str, message: str) -> None:
    from alembic import command  # noqa: PLC0415

    engine = connect(url, connections=1)
    async with engine.begin() as connection:
        await connection.run_sync(
            lambda c: command.revision(
                _config(c), message=message, autogenerate=True, rev_id=_next_number()
            )
        )
    await engine.dispose()


if __name__ == "__main__":
    # For developers: python -m bot.schema "What the new migration does"
    from bot.embedded import postgres, short_folder

    with short_folder() as folder, postgres(folder, keep=False) as address:
        from config.settings import load

        url = load(database_url=address).database_url
        asyncio.run(upgrade(url))
        asyncio.run(_revise(url, sys.argv[1]))
