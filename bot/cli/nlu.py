"""nlu train, nlu test, nlu parse."""

import asyncio
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Annotated

import typer

from bot.cli.common import DataDir, settings_for
from config.settings import Settings, SettingsError
from config.town import load_town
from config.town.lookups import lookups
from nlu import confusion, engine_process, evaluation
from nlu.client import Understanding

HELD_OUT = Path("tests/nlu/heldout")
PICTURE = Path("docs/confusion.svg")
PATIENCE = 10.0
"""Seconds for one text: here nobody waits in a chat, and a cold engine is slower."""


def register(app: typer.Typer) -> None:
    nlu = typer.Typer(no_args_is_help=True, help="Understanding: train, test, try.")
    app.add_typer(nlu, name="nlu")

    @nlu.command()
    def train(data_dir: DataDir = None) -> None:
        """Build the engine's environment and train it for this town; done before: nothing."""
        settings = settings_for(data_dir, database=False)
        manifest = asyncio.run(engine_process.train(_names(settings), typer.echo))
        typer.echo(f"The model's manifest is {manifest}.")

    @nlu.command()
    def test(
        data: Annotated[
            Path, typer.Option(help="A file or folder of utterances in Rasa's format.")
        ] = HELD_OUT,
        picture: Annotated[
            Path | None, typer.Option(help="Where the confusion picture goes (SVG).")
        ] = None,
        wrong: Annotated[int, typer.Option(min=0, help="Print so many of the mistakes.")] = 0,
        data_dir: DataDir = None,
    ) -> None:
        """Measure the model on a held-out set: accuracy, F1, entities, languages, emergencies."""
        settings = settings_for(data_dir, database=False)
        if not data.exists():
            raise SettingsError(f"There is no held-out set at {data}: name one with --data.")
        examples = evaluation.read(sorted(data.glob("*.yml")) if data.is_dir() else [data])
        scores = asyncio.run(_measure(settings, examples))
        typer.echo(evaluation.table(scores, wrong=wrong))
        target = picture or PICTURE
        if target.parent.is_dir():
            target.write_text(confusion.picture(scores.confused), encoding="utf-8")
            typer.echo(f"\nThe confusion picture is {target}.")

    @nlu.command()
    def parse(data_dir: DataDir = None) -> None:
        """Read texts from standard input, one a line, and print one JSON a line."""
        settings = settings_for(data_dir, database=False)
        asyncio.run(_parse(settings))


def _names(settings: Settings) -> dict[str, object]:
    return dict(lookups(load_town(settings.town)))


def _progress(line: str) -> None:
    typer.echo(line, err=True)


@asynccontextmanager
async def _engine(settings: Settings) -> AsyncIterator[Understanding]:
    """The engine that runs already, or one of our own for as long as we ask."""
    if settings.nlu_socket is not None:
        running = Understanding(settings.nlu_socket, timeout=PATIENCE)
        if await running.parse("你好") is not None:
            yield running
            await running.close()
            return
    manifest = await engine_process.train(_names(settings), _progress)
    with tempfile.TemporaryDirectory(prefix="linli-") as folder:
        socket = Path(folder) / "nlu"
        async with engine_process.running(socket, manifest):
            understanding = Understanding(socket, timeout=PATIENCE)
            yield understanding
            await understanding.close()


async def _measure(settings: Settings, examples: list[evaluation.Example]) -> evaluation.Scores:
    async with _engine(settings) as understanding:
        return await evaluation.evaluate(understanding.parse, examples)


async def _parse(settings: Settings) -> None:
    sys.stdin.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]
    async with _engine(settings) as understanding:
        async for line in evaluation.parsed(understanding.parse, sys.stdin):
            sys.stdout.write(line + "\n")
            sys.stdout.flush()
