"""doctor: what is wrong with this installation, and how to mend it."""

import asyncio
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import typer
from sqlalchemy.exc import DBAPIError

from bot import schema
from bot.cli.common import DataDir, settings_for
from bot.way.redis import Redis
from community.database import connect
from config.settings import Settings, SettingsError
from config.town import check_town
from nlu.client import Understanding

FREE_ENOUGH = 1024**3

Finding = tuple[bool, str]


def register(app: typer.Typer) -> None:
    @app.command()
    def doctor(data_dir: DataDir = None) -> None:
        """Say what is wrong with this installation and how to mend it."""
        settings = settings_for(data_dir, database=False)
        wrong = asyncio.run(_examine(settings))
        if wrong:
            typer.echo(f"{wrong} to mend.")
            raise typer.Exit(1)
        typer.echo("Nothing to mend.")


async def _examine(settings: Settings) -> int:
    wrong = 0
    async for fine, sentence in _findings(settings):
        typer.echo(f"{'ok   ' if fine else 'MEND '} {sentence}")
        wrong += not fine
    return wrong


async def _findings(settings: Settings) -> AsyncIterator[Finding]:
    problems = check_town(settings.town)
    yield (
        (False, f"town pack: {problems[0]} (linli town check {settings.town} names all)")
        if problems
        else (True, f"town pack {settings.town.name} has no mistakes")
    )
    async for finding in _database(settings):
        yield finding
    yield await _redis(settings)
    yield await _understanding(settings)
    yield _telegram(settings)
    yield _disk(settings.data_dir)


async def _database(settings: Settings) -> AsyncIterator[Finding]:
    if not settings.database_url:
        yield False, "database: set LINLI_DATABASE_URL, or start `linli demo`"
        return
    engine = connect(settings.database_url, connections=1)
    try:
        async with engine.begin() as connection:
            version = (await connection.exec_driver_sql("show server_version")).scalar()
            read_only = (await connection.exec_driver_sql("show transaction_read_only")).scalar()
        if read_only == "on":
            yield False, "database: it is read-only; point LINLI_DATABASE_URL at the primary"
        else:
            yield True, f"database answers (PostgreSQL {version})"
        changes = await schema.differences(settings.database_url)
        yield (
            (False, "schema is not up to date: run `linli migrate`")
            if changes
            else (True, "schema is up to date")
        )
    except (DBAPIError, OSError, TimeoutError) as error:
        yield (
            False,
            (
                f"database does not answer ({type(error).__name__}): is PostgreSQL running, and is"
                " LINLI_DATABASE_URL right?"
            ),
        )
    finally:
        await engine.dispose()


async def _redis(settings: Settings) -> Finding:
    if not settings.redis_url:
        return True, "Redis is not set: fine for one process, set LINLI_REDIS_URL for several"
    redis = Redis(settings.redis_url)
    try:
        written = await redis.call(lambda r: r.set("linli:doctor", "1", ex=5))
    finally:
        await redis.close()
    if written:
        return True, "Redis takes writes"
    return False, "Redis does not take writes: is it running, and is LINLI_REDIS_URL right?"


async def _understanding(settings: Settings) -> Finding:
    if settings.nlu_socket is None:
        return False, (
            "understanding is not set: people can press buttons only; run `linli nlu train`, start"
            " the engine, and set LINLI_NLU_SOCKET"
        )
    client = Understanding(settings.nlu_socket)
    try:
        meaning = await client.parse("你好")
    finally:
        await client.close()
    if meaning is None:
        return False, f"understanding does not answer on {settings.nlu_socket}: is it running?"
    return True, "understanding answers"


def _telegram(settings: Settings) -> Finding:
    if not settings.telegram_token.get_secret_value():
        return True, "Telegram is not set: people come by the web page only"
    if settings.telegram_mode == "polling":
        return True, "Telegram is set, by polling"
    try:
        settings.webhook_secret()
    except SettingsError as error:
        return False, str(error)
    if not settings.telegram_webhook_url.startswith("https://"):
        return False, "LINLI_TELEGRAM_WEBHOOK_URL must begin with https://"
    return True, "Telegram is set, by webhook"


def _disk(folder: Path) -> Finding:
    there = next(p for p in (folder.resolve(), *folder.resolve().parents) if p.exists())
    free = shutil.disk_usage(there).free
    if free < FREE_ENOUGH:
        return False, f"disk: only {free // 1024**2} MB are free at {there}"
    return True, f"disk has {free // 1024**3} GB free"
