"""clock show, clock forward."""

import re
from datetime import datetime, timedelta
from typing import Annotated

import typer
from sqlalchemy.ext.asyncio import AsyncSession

from bot.cli.common import DataDir, settings_for, with_database
from community import clock
from config.settings import SettingsError
from config.town import load_town

_PIECE = re.compile(r"(\d{1,6})\s*([smhdw])")
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days", "w": "weeks"}
FURTHEST = timedelta(days=3660)


def read_span(text: str) -> timedelta:
    """Read 2h, 90m, 1d12h.

    :raises SettingsError: not a span, nothing, or more than ten years.
    """
    pieces = _PIECE.findall(text.strip().lower())
    span = sum((timedelta(**{_UNITS[unit]: int(n)}) for n, unit in pieces), timedelta())
    if not pieces or _PIECE.sub("", text.strip().lower()).strip() or not span:
        raise SettingsError(f"{text!r} is no span of time; write 2h, 90m, 1d12h.")
    if span > FURTHEST:
        raise SettingsError("The clock goes forward by ten years at most.")
    return span


def register(app: typer.Typer) -> None:
    clocks = typer.Typer(no_args_is_help=True, help="The town's clock.")
    app.add_typer(clocks, name="clock")

    @clocks.command()
    def show(data_dir: DataDir = None) -> None:
        """Print what the town's clock shows."""
        settings = settings_for(data_dir)
        now: datetime = with_database(settings, clock.now)
        typer.echo(now.astimezone(load_town(settings.town).zone).isoformat(timespec="seconds"))

    @clocks.command()
    def forward(
        by: Annotated[str, typer.Argument(help="How far: 2h, 90m, 1d12h.")],
        data_dir: DataDir = None,
    ) -> None:
        """Move the town's clock ahead; in the demo and in tests only."""
        settings = settings_for(data_dir)
        span = read_span(by)
        if not settings.demo:
            raise SettingsError(
                "Only a demo's clock may be moved: this is a real town (LINLI_DEMO is not set)."
            )

        async def move(db: AsyncSession) -> datetime:
            return await clock.forward(db, span)

        now = with_database(settings, move)
        typer.echo(now.astimezone(load_town(settings.town).zone).isoformat(timespec="seconds"))
