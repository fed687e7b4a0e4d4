"""What all commands share: the data directory, the settings, one session at the database."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Annotated, Any, TypeVar

import typer
from sqlalchemy.ext.asyncio import AsyncSession

from bot import logs
from community.database import connect, sessions_of
from config.settings import Settings, SettingsError, load

DataDir = Annotated[
    Path | None,
    typer.Option("--data-dir", help="Where this installation keeps its own files."),
]

T = TypeVar("T")


def settings_for(data_dir: Path | None, *, database: bool = True, **overrides: Any) -> Settings:
    """Read the settings and set up the logs.

    :raises SettingsError: something is missing, in a sentence that says how to mend it.
    """
    settings = load(data_dir, **overrides)
    logs.set_up(settings.log_level)
    if database and not settings.database_url:
        raise SettingsError(
            "No database is set: start `linli demo` first, or set LINLI_DATABASE_URL to a"
            " PostgreSQL (postgresql://user:password@host/name)."
        )
    return settings


def with_database(settings: Settings, use: Callable[[AsyncSession], Awaitable[T]]) -> T:
    """Run something in one transaction."""

    async def run() -> T:
        engine = connect(settings.database_url, connections=1)
        try:
            async with sessions_of(engine)() as db, db.begin():
                return await use(db)
        finally:
            await engine.dispose()

    return asyncio.run(run())
