"""jobs list, jobs run."""

import asyncio
from datetime import datetime, timedelta
from typing import Annotated

import typer

from bot import retention
from bot.cli.common import DataDir, settings_for, with_database
from community import clock
from community.database import connect, sessions_of
from config.settings import Settings, SettingsError
from config.town import load_town
from jobs import schedules, timetable
from jobs.timetable import Schedule


def _all(settings: Settings) -> list[Schedule]:
    town = load_town(settings.town)
    return [*schedules.all_schedules(town), *retention.schedules(town)]


def register(app: typer.Typer) -> None:
    jobs = typer.Typer(no_args_is_help=True, help="What runs by the clock.")
    app.add_typer(jobs, name="jobs")

    @jobs.command("list")
    def list_jobs(data_dir: DataDir = None) -> None:
        """Print the timetable: name, next time, what happens to missed firings."""
        settings = settings_for(data_dir)
        now = with_database(settings, clock.now)
        zone = load_town(settings.town).zone
        for schedule in _all(settings):
            after = schedule.trigger.get_next_fire_time(now, now + timedelta(microseconds=1))
            at = f"{after.astimezone(zone):%Y-%m-%d %H:%M:%S}" if after else "never"
            typer.echo(f"{schedule.name:24} next {at}   catches up: {schedule.catch_up.value}")

    @jobs.command("run")
    def run_job(
        name: Annotated[str, typer.Argument(help="A name of `linli jobs list`.")],
        at: Annotated[
            str | None,
            typer.Option(help="As if at this time (ISO 8601; town time without offset)."),
        ] = None,
        data_dir: DataDir = None,
    ) -> None:
        """Run one job now, or as if at a time."""
        settings = settings_for(data_dir)
        found = [schedule for schedule in _all(settings) if schedule.name == name]
        if not found:
            names = ", ".join(schedule.name for schedule in _all(settings))
            raise SettingsError(f"There is no job {name!r}; there are {names}.")
        due = _time(at, settings) if at else with_database(settings, clock.now)

        async def work() -> bool:
            engine = connect(settings.database_url, connections=2)
            try:
                return await timetable.run_once(sessions_of(engine), found[0], due, due)
            finally:
                await engine.dispose()

        ran = asyncio.run(work())
        typer.echo(f"{name} ran." if ran else f"{name} had already run for {due.isoformat()}.")


def _time(text: str, settings: Settings) -> datetime:
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise SettingsError(f"{text!r} is no time; write it like 2026-11-24T08:30.") from None
    return at if at.tzinfo else at.replace(tzinfo=load_town(settings.town).zone)
