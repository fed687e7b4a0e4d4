"""Processes of the product under test: started, watched, killed; all of them are our own."""

import asyncio
import itertools
import json
import os
import random
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
SECRET = "a-secret-that-nobody-can-guess-0123456789"  # noqa: S105  it opens nothing
STARTS_WITHIN = 30.0


class Nursery:
    """Asks the process of `nursery.py` for children."""

    def __init__(self, asking: "subprocess.Popen[str]") -> None:
        self._asking = asking
        self._ready = False

    def ask(self, **what: Any) -> Any:
        assert self._asking.stdin is not None
        assert self._asking.stdout is not None
        if not self._ready:
            assert self._asking.stdout.readline() == "ready\n"
            self._ready = True
        self._asking.stdin.write(json.dumps(what) + "\n")
        self._asking.stdin.flush()
        return json.loads(self._asking.stdout.readline())


@contextmanager
def nursery() -> Iterator[Nursery]:
    command = [sys.executable, "-W", "ignore", "-m", "tests.faults.nursery"]
    env = {k: v for k, v in os.environ.items() if not k.startswith("LINLI_")}
    with subprocess.Popen(
        command, cwd=ROOT, env=env, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as asking:
        # It imports while the database is made; who asks first waits for it.
        yield Nursery(asking)
        assert asking.stdin is not None
        asking.stdin.close()
        asking.wait(10)


_ports = itertools.count(random.randrange(15_000, 30_000))
"""Below those that the system gives to connections, which would take a port between two starts."""


def free_port() -> int:
    for port in _ports:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise AssertionError("no port is free")


class Process:
    """One `linli run`; it can be killed and started again at the same address."""

    def __init__(self, nursery: Nursery, folder: Path, **settings: object) -> None:
        """:param settings: LINLI_ settings, in small letters."""
        self._nursery = nursery
        self.port = free_port()
        self.log = folder / f"{self.port}.log"
        self._env = {
            f"LINLI_{name.upper()}": str(value)
            for name, value in {
                "telegram_rate": 100_000,
                "telegram_chat_rate": 100_000,
                "lease_seconds": 2,
                "log_level": "warning",
                "data_dir": folder,
                **settings,
                "port": self.port,
            }.items()
        }
        self.pid = 0
        self.code: int | None = None

    @property
    def webhook(self) -> str:
        return f"http://127.0.0.1:{self.port}/telegram/webhook"

    def start(self, *, only: str = "inlet,turn,sender,jobs", kill_at: str = "") -> None:
        env = {**self._env, "LINLI_KILL_AT": kill_at}
        argv = ["run", "--only", only]
        self.pid = self._nursery.ask(run=argv, env=env, log=str(self.log))
        self.code = None

    def poll(self) -> int | None:
        if self.code is None:
            self.code = self._nursery.ask(poll=self.pid)
        return self.code

    def send(self, sign: signal.Signals) -> None:
        if self.poll() is None:
            os.kill(self.pid, sign)

    async def ended(self, seconds: float = 30) -> int:
        async with asyncio.timeout(seconds):
            while (code := self.poll()) is None:  # noqa: ASYNC110  nobody rings when it ends
                await asyncio.sleep(0.01)
        return code

    async def kill(self) -> None:
        self.send(signal.SIGKILL)
        await self.ended()

    async def stop(self) -> int:
        self.send(signal.SIGTERM)
        return await self.ended(10)

    async def listening(self) -> None:
        async with asyncio.timeout(STARTS_WITHIN):
            while True:
                assert self.poll() is None, self.log.read_text()
                try:
                    _, writer = await asyncio.open_connection("127.0.0.1", self.port)
                except OSError:
                    await asyncio.sleep(0.02)
                else:
                    writer.close()
                    return
