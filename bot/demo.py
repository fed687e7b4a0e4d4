"""The demo: a whole town on this machine, with people, history, and nothing to install."""

import asyncio
import json
import os
import shutil
import tempfile
from collections.abc import Awaitable, Callable
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

import structlog
import typer
from sqlalchemy.ext.asyncio import AsyncSession

from bot import schema
from bot.app import App
from bot.demo_people import login_links, open_in_duty_hours, settle
from bot.embedded import postgres, valkey
from community.database import connect, sessions_of
from config.settings import ADDRESSES, Settings, load
from config.town import load_town
from config.town.lookups import lookups
from nlu import engine_process
from nlu.engine_process import Engine, EngineError

log = structlog.get_logger()

RESTART_ENGINE_AFTER = 2.0
POSTGRES, VALKEY = "postgres", "valkey"


class Demo:
    def __init__(self, settings: Settings, *, fresh: bool) -> None:
        self._settings = settings
        self._folder = settings.data_dir
        self._fresh = fresh
        self._town_time = datetime.now(UTC)
        self._sockets = Path(tempfile.mkdtemp(prefix="linli-"))

    async def run(self) -> None:
        """Run until it is interrupted; leave nothing running."""
        if self._fresh:
            for part in (POSTGRES, VALKEY, ADDRESSES):
                _forget(self._folder / part)
        self._folder.mkdir(parents=True, exist_ok=True)
        with ExitStack() as servers:
            typer.echo("Starting PostgreSQL and Redis …")
            database = servers.enter_context(postgres(self._folder / POSTGRES))
            redis = servers.enter_context(valkey(self._folder / VALKEY))
            servers.callback(shutil.rmtree, self._sockets, ignore_errors=True)
            servers.callback(_forget, self._folder / ADDRESSES)
            settings = self._ours(database, redis)
            await schema.upgrade(settings.database_url)
            links = await self._in_database(settings, lambda db: self._people(db, settings))
            app = App(settings)
            self._leave_addresses(settings)
            async with asyncio.TaskGroup() as group:
                engine = group.create_task(self._understand(settings))
                running = group.create_task(app.run())
                await app.ready.wait()
                _greet(settings, links, self._town_time)
                await running
                engine.cancel()

    def _ours(self, database: str, redis: str) -> Settings:
        given = self._settings.model_dump(exclude_unset=True)
        given |= {
            "database_url": database,
            "redis_url": redis,
            "nlu_socket": self._sockets / "nlu",
            "demo": True,
        }
        del given["data_dir"]
        return load(self._folder, **given)

    @staticmethod
    async def _in_database(
        settings: Settings, use: Callable[[AsyncSession], Awaitable[list[tuple[str, str]]]]
    ) -> list[tuple[str, str]]:
        engine = connect(settings.database_url, connections=1)
        try:
            async with sessions_of(engine)() as db, db.begin():
                return await use(db)
        finally:
            await engine.dispose()

    async def _people(self, db: AsyncSession, settings: Settings) -> list[tuple[str, str]]:
        town = load_town(settings.town)
        self._town_time = await open_in_duty_hours(db, town)
        await settle(db, town)
        return await login_links(db, town, settings.web_address)

    def _leave_addresses(self, settings: Settings) -> None:
        path = self._folder / ADDRESSES
        path.write_text(
            json.dumps(
                {
                    "database_url": settings.database_url,
                    "redis_url": settings.redis_url,
                    "nlu_socket": str(settings.nlu_socket),
                    "host": settings.host,
                    "port": settings.port,
                    "demo": True,
                    "pid": os.getpid(),
                },
                indent=1,
            ),
            encoding="utf-8",
        )
        path.chmod(0o600)

    async def _understand(self, settings: Settings) -> None:
        """Train if need be, keep the engine running; without it the demo goes on with buttons."""
        names = lookups(load_town(settings.town))
        try:
            manifest = await engine_process.train(names, typer.echo)
            engine = Engine(self._sockets / "nlu", manifest)
            while True:
                await engine.start()
                typer.echo("Understanding is ready: write as you like.")
                try:
                    await engine.wait()
                finally:
                    await engine.stop()
                log.warning("the understanding engine ended; it is started again")
                await asyncio.sleep(RESTART_ENGINE_AFTER)
        except EngineError as error:
            typer.echo(f"Understanding is not available, buttons are: {error}", err=True)


def _forget(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)


def _greet(settings: Settings, links: list[tuple[str, str]], town_time: datetime) -> None:
    typer.echo("")
    typer.echo(f"  The page:  {settings.web_address}/")
    if (hall := load_town(settings.town).people.hall) is not None:
        typer.echo(f"  The hall's display:  {settings.web_address}/display/{hall.point}")
    if settings.telegram_token.get_secret_value():
        typer.echo("  Telegram:  the bot of your token answers too")
    typer.echo("  The people of the demo (each link opens that person's own page, once):")
    for who, link in links:
        typer.echo(f"    {who:24} {link}")
    typer.echo(
        f"  The town's clock shows {town_time:%Y-%m-%d %H:%M}, so that somebody is on duty;"
        " `linli clock forward 4h` moves it on, and a report climbs."
    )
    typer.echo("  Ctrl+C ends it; what was said stays for the next time.")
    typer.echo("")
