"""Builds the engine's environment, trains its model, and keeps its process.

Progress goes line by line to `say`, since the first time takes minutes.
"""

import asyncio
import contextlib
import hashlib
import json
import os
import shutil
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from subprocess import PIPE, STDOUT
from typing import Self

ENGINE = Path(__file__).parent / "engine"
MODELS = ENGINE / "models"
READY_WITHIN = 60.0
"""Seconds; a slow machine under load needs far more than the few that are usual."""
GRACE = 3.0
SOCKET_NAME_LIMIT = 100
"""Bytes; the kernel takes about 107."""
PYTHONS = ("3.10", "3.11")

Say = Callable[[str], None]


class EngineError(Exception):
    """The engine cannot be had; the message is a sentence for the operator."""


async def build(say: Say = print) -> Path:
    """Make the engine's environment unless it is there already; return its Python.

    :raises EngineError: uv is missing or fails.
    """
    python = ENGINE / ".venv" / "bin" / "python"
    built_from = ENGINE / ".venv" / "built-from"
    wanted = _digest(ENGINE / "uv.lock", ENGINE / "pyproject.toml")
    if python.is_file() and built_from.is_file() and built_from.read_text() == wanted:
        return python
    if shutil.which("uv", path=_path()) is None:
        raise EngineError("The understanding engine needs `uv` for its environment: install uv.")
    say("understanding: building its environment (once, 450 MB)")
    await _run("uv", "sync", "--project", str(ENGINE), "--locked", "--no-progress", say=say)
    built_from.write_text(wanted)
    return python


async def train(
    names: Mapping[str, object],
    say: Say = print,
    *,
    models: Path = MODELS,
    data: Path | None = None,
) -> Path:
    """Train for this town unless that was done already; return the manifest of the model.

    :param names: the town's own words, as config.town.lookups gives them.
    :raises EngineError: the environment or the training fails.
    """
    python = await build(say)
    lookups = _write_down(names, models)
    command = [str(python), "-W", "ignore", str(ENGINE / "train.py")]
    command += ["--lookups", str(lookups), "--models", str(models)]
    if data is not None:
        command += ["--data", str(data)]
    return Path(await _run(*command, say=lambda line: _progress(line, say)))


def _progress(line: str, say: Say) -> None:
    """Pass on our own lines; Rasa's remarks are for whoever trains by hand."""
    if line.startswith("understanding: "):
        say(line)


def _write_down(names: Mapping[str, object], models: Path) -> Path:
    models.mkdir(parents=True, exist_ok=True)
    path = models / "lookups.json"
    path.write_text(json.dumps(names, ensure_ascii=False, indent=1), encoding="utf-8")
    return path


class Engine:
    """One serving process, a child that leaves when we do."""

    def __init__(self, socket: Path, manifest: Path) -> None:
        if len(os.fsencode(socket)) > SOCKET_NAME_LIMIT:
            raise EngineError(f"The path of the engine's socket is too long: {socket}")
        self.socket = socket
        self.manifest = manifest
        self.model = ""
        self._process: asyncio.subprocess.Process | None = None

    @property
    def pid(self) -> int | None:
        return self._process.pid if self.alive and self._process else None

    @property
    def alive(self) -> bool:
        return self._process is not None and self._process.returncode is None

    async def start(self) -> Self:
        """Return when it answers.

        :raises EngineError: it ended, or was not ready in time.
        """
        python = await build()
        self._process = await asyncio.create_subprocess_exec(
            python, "-W", "ignore", ENGINE / "serve.py",
            "--manifest", self.manifest, "--socket", self.socket, "--parent", str(os.getpid()),
            stdout=PIPE, env=_environment(),
        )  # fmt: skip
        assert self._process.stdout is not None  # noqa: S101 - a pipe was asked for
        try:
            async with asyncio.timeout(READY_WITHIN):
                line = await self._process.stdout.readline()
            self.model = str(json.loads(line)["model"])
        except (TimeoutError, ValueError, LookupError, TypeError):
            await self.stop()
            raise EngineError("The understanding engine did not start; see its messages.") from None
        return self

    async def stop(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        if process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                process.terminate()
        try:
            async with asyncio.timeout(GRACE):
                await process.wait()
        except TimeoutError:
            process.kill()
            await process.wait()

    async def restart(self) -> Self:
        await self.stop()
        return await self.start()

    async def wait(self) -> int:
        """Wait until the process ends by itself; for whoever restarts it."""
        if self._process is None:
            raise EngineError("The understanding engine was not started.")
        return await self._process.wait()


@asynccontextmanager
async def running(socket: Path, manifest: Path) -> AsyncIterator[Engine]:
    engine = await Engine(socket, manifest).start()
    try:
        yield engine
    finally:
        await engine.stop()


async def _run(*command: str, say: Say) -> str:
    """Run to the end, telling every line; return the last one."""
    process = await asyncio.create_subprocess_exec(
        *command, stdout=PIPE, stderr=STDOUT, env=_environment()
    )
    assert process.stdout is not None  # noqa: S101 - a pipe was asked for
    lines: list[str] = []
    try:
        async for raw in process.stdout:
            lines.append(raw.decode(errors="replace").rstrip())
            say(lines[-1])
        code = await process.wait()
    except BaseException:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.wait()
        raise
    if code:
        told = "\n".join(lines[-15:])
        raise EngineError(f"`{Path(command[0]).name}` failed for the understanding engine:\n{told}")
    return lines[-1] if lines else ""


def _environment() -> dict[str, str]:
    """Ours, less what would lead uv or Python into our own environment."""
    ours = {"VIRTUAL_ENV", "UV_PROJECT_ENVIRONMENT", "UV_PYTHON", "PYTHONPATH", "PYTHONHOME"}
    kept = {name: value for name, value in os.environ.items() if name not in ours}
    # No secret of the application is the engine's business.
    kept = {name: value for name, value in kept.items() if not name.startswith("LINLI_")}
    return kept | {"PATH": _path(), "RASA_TELEMETRY_ENABLED": "false"}


def _path() -> str:
    """PATH, and behind it pyenv's real interpreters: uv skips a shim that leads nowhere."""
    path = os.environ.get("PATH", os.defpath)
    root = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"
    found = [
        str(version / "bin")
        for wanted in PYTHONS
        for version in sorted(root.glob(f"{wanted}.*"), reverse=True)
        if (version / "bin").is_dir()
    ]
    return os.pathsep.join([path, *found])


def _digest(*paths: Path) -> str:
    return hashlib.sha256(b"\0".join(path.read_bytes() for path in paths)).hexdigest()
