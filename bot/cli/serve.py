"""demo, run, migrate."""

import asyncio
import socket
from collections.abc import Coroutine
from typing import Annotated, Any, cast

import typer

from bot import schema
from bot.cli.common import DataDir, settings_for
from config.settings import SettingsError


def _check_port(host: str, port: int) -> None:
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise SettingsError(
                f"Port {port} on {host} cannot be used ({error.strerror}):"
                f" choose another with --port, or end what holds it."
            ) from None


def _run(work: Coroutine[Any, Any, None]) -> None:
    """Run a process to its end, on uvloop where there is one."""
    import uvicorn  # noqa: PLC0415  the other commands serve nothing

    factory = uvicorn.Config("", log_config=None).get_loop_factory()
    with asyncio.Runner(loop_factory=factory) as runner:
        runner.run(work)


def register(app: typer.Typer) -> None:
    @app.command()
    def demo(
        port: Annotated[
            int | None, typer.Option(min=1, max=65535, help="Port of the page.")
        ] = None,
        data_dir: DataDir = None,
        fresh: Annotated[bool, typer.Option("--fresh", help="Forget the last demo.")] = False,
    ) -> None:
        """Open a whole demo town on this machine: page, database, understanding, people."""
        from bot.demo import Demo  # noqa: PLC0415  it alone needs the embedded servers

        given = {"port": port} if port else {}
        settings = settings_for(data_dir, database=False, **given)
        _check_port(settings.host, settings.port)
        _run(Demo(settings, fresh=fresh).run())

    @app.command()
    def run(
        only: Annotated[
            str, typer.Option(help="Parts of this process: inlet,turn,sender,jobs,web.")
        ] = "inlet,turn,sender,jobs,web",
        data_dir: DataDir = None,
    ) -> None:
        """Run the parts against the configured PostgreSQL and Redis; any number of processes."""
        from bot.app import PARTS, App, Part  # noqa: PLC0415  the other commands need no wiring

        parts = [part.strip() for part in only.split(",") if part.strip()]
        unknown = sorted(set(parts) - set(PARTS))
        if unknown or not parts:
            raise SettingsError(
                f"--only knows {', '.join(PARTS)}; not {', '.join(unknown) or 'nothing'}."
            )
        settings = settings_for(data_dir)
        if "web" in parts or settings.telegram_mode == "webhook":
            _check_port(settings.host, settings.port)

        async def work() -> None:
            await App(settings, cast("list[Part]", parts)).run()

        _run(work())

    @app.command()
    def migrate(data_dir: DataDir = None) -> None:
        """Bring the schema of the database up to date."""
        settings = settings_for(data_dir)
        asyncio.run(schema.upgrade(settings.database_url))
        typer.echo("The schema is up to date.")
