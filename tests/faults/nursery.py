"""A process with all imports behind it, which forks `linli` commands: real processes, at once.

Asked in lines of JSON: {"run": [...], "env": {...}, "log": "path"} gives a pid, {"poll": pid} gives
its exit code or null. Its children die with it.
"""

import gc
import importlib
import json
import os
import signal
import sys
import traceback
from functools import cache
from typing import Any, NoReturn

import bot.app
import bot.way.faults
import handlers
from bot import cli
from config.town import BUILTIN


def warm() -> None:
    """Do once what every process does at its start."""
    bot.app.load_town = cache(bot.app.load_town)  # type: ignore[attr-defined]
    bot.app.load_town(BUILTIN)  # type: ignore[attr-defined]
    handlers.rooms()
    gc.collect()
    gc.freeze()


def fork(argv: list[str], env: dict[str, str], log: str) -> int:
    pid = os.fork()
    if pid == 0:
        _live(argv, env, log)
    return pid


def _live(argv: list[str], env: dict[str, str], log: str) -> NoReturn:
    code = 70
    try:
        out = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        nothing = os.open(os.devnull, os.O_RDONLY)
        os.dup2(nothing, 0)
        os.dup2(out, 1)
        os.dup2(out, 2)
        os.environ.update(env)
        importlib.reload(bot.way.faults)
        sys.argv = ["linli", *argv]
        cli.main()
    except SystemExit as ending:
        code = ending.code if isinstance(ending.code, int) else int(ending.code is not None)
    except BaseException:  # noqa: BLE001  the log says what, the code says that
        traceback.print_exc()
    finally:
        sys.stderr.flush()
        os._exit(code)


def answer(asked: dict[str, Any], living: set[int]) -> Any:
    if "run" in asked:
        pid = fork(asked["run"], asked["env"], asked["log"])
        living.add(pid)
        return pid
    pid = asked["poll"]
    ended, status = os.waitpid(pid, os.WNOHANG)
    if ended == 0:
        return None
    living.discard(pid)
    return os.waitstatus_to_exitcode(status)


def main() -> None:
    warm()
    living: set[int] = set()
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    try:
        for line in sys.stdin:
            sys.stdout.write(json.dumps(answer(json.loads(line), living)) + "\n")
            sys.stdout.flush()
    finally:
        for pid in living:
            os.kill(pid, signal.SIGKILL)


if __name__ == "__main__":
    main()
