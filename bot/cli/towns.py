"""town check, town load."""

import shutil
from pathlib import Path
from typing import Annotated

import typer

from bot.cli.common import DataDir, settings_for
from config.settings import TOWN_FOLDER
from config.town import TownPackError, check_town, load_town

PackPath = Annotated[Path, typer.Argument(help="The folder of the town pack.")]


def register(app: typer.Typer) -> None:
    town = typer.Typer(no_args_is_help=True, help="Town packs: check one, load one.")
    app.add_typer(town, name="town")

    @town.command()
    def check(path: PackPath, data_dir: DataDir = None) -> None:  # noqa: ARG001
        """Read a pack and name every mistake with file and line."""
        problems = check_town(path)
        if problems:
            raise TownPackError(problems)
        town = load_town(path)
        typer.echo(f"{town.name.text('zh')}: no mistakes found.")

    @town.command()
    def load(path: PackPath, data_dir: DataDir = None) -> None:
        """Check a pack and make it this installation's town."""
        settings = settings_for(data_dir, database=False)
        problems = check_town(path)
        if problems:
            raise TownPackError(problems)
        target = settings.data_dir / TOWN_FOLDER
        fresh = target.with_name(TOWN_FOLDER + ".new")
        shutil.rmtree(fresh, ignore_errors=True)
        shutil.copytree(path, fresh)
        if target.exists():
            shutil.rmtree(target)
        fresh.rename(target)
        typer.echo(f"{load_town(target).name.text('zh')} is loaded into {target}.")
        typer.echo("Restart the processes, and run `linli nlu train` for its names.")
