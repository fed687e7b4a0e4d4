"""nlu train, nlu test, nlu parse."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from bot.cli.common import DataDir, settings_for
from config.town import load_town
from config.town.lookups import lookups


def register(app: typer.Typer) -> None:
    nlu = typer.Typer(no_args_is_help=True, help="Understanding: train, test, try.")
    app.add_typer(nlu, name="nlu")

    @nlu.command()
    def train(data_dir: DataDir = None) -> None:
        """Build the engine's environment and train it for this town; done before: nothing."""
        from nlu import engine_process  # noqa: PLC0415

        settings = settings_for(data_dir, database=False)
        names = lookups(load_town(settings.town))
        manifest = asyncio.run(engine_process.train(names, typer.echo))
        typer.echo(f"The model stands at {manifest.parent}.")

    @nlu.command()
    def test(
        data: Annotated[
            Path | None, typer.Option(help="A file or folder of utterances in Rasa's format.")
        ] = None,
        picture: Annotated[
            Path | None, typer.Option(help="Where the confusion picture goes (SVG).")
        ] = None,
        data_dir: DataDir = None,
    ) -> None:
        """Measure the model on a held-out set: accuracy, F1, per intent, entities, languages."""
        from nlu import evaluation  # noqa: PLC0415

        settings = settings_for(data_dir, database=False)
        names = lookups(load_town(settings.town))
        asyncio.run(evaluation.test(names, data=data, picture=picture, say=typer.echo))

    @nlu.command()
    def parse(data_dir: DataDir = None) -> None:
        """Read texts from standard input, one a line, and print one JSON a line."""
        from nlu import evaluation  # noqa: PLC0415

        settings = settings_for(data_dir, database=False)
        names = lookups(load_town(settings.town))
        asyncio.run(evaluation.parse_lines(names, socket=settings.nlu_socket))
