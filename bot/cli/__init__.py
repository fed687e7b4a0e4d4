"""The command line: every fault is one clear sentence and an exit code, never a traceback."""

import sys

import click
import typer
from sqlalchemy.exc import DBAPIError

from bot.cli import agenda, clocks, doctor, keys, nlu, people, serve, timetable, towns
from config.settings import SettingsError
from config.town import TownPackError
from nlu.engine_process import EngineError
from nlu.evaluation import EvaluationError

app = typer.Typer(
    name="linli",
    help="Linli 邻里: the front door of a town's community services, in chat.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
for room in (serve, towns, people, keys, agenda, timetable, clocks, nlu, doctor):
    room.register(app)


def main() -> None:
    try:
        app()
    except (SettingsError, EngineError, EvaluationError) as error:
        _fail(str(error))
    except TownPackError as error:
        _fail("\n".join(str(problem) for problem in error.problems))
    except (DBAPIError, OSError, TimeoutError) as error:
        _fail(_sentence(error))
    except BaseExceptionGroup as group:
        first = _first(group)
        if not isinstance(first, (DBAPIError, OSError, TimeoutError, SettingsError)):
            raise
        _fail(str(first) if isinstance(first, SettingsError) else _sentence(first))


def _first(error: BaseException) -> BaseException:
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    return error


def _sentence(error: BaseException) -> str:
    cause = getattr(error, "orig", None) or error.__cause__ or error
    if isinstance(error, DBAPIError) or "connect" in str(cause).lower():
        return (
            "The database cannot be used: is PostgreSQL running, and is LINLI_DATABASE_URL right?"
            f" ({type(cause).__name__})"
        )
    if isinstance(error, TimeoutError):
        return "The database does not answer in time: is it reachable from here?"
    return f"{type(error).__name__}: {error.strerror if isinstance(error, OSError) else error}"


def _fail(sentence: str) -> None:
    click.echo(sentence, err=True)
    sys.exit(1)
