"""What a benchmark needs around it: servers, processes, ports, and an honest line on the load."""

import asyncio
import os
import socket
import subprocess
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import ExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import bot.schema
from benchmarks.driver import Bot
from bot.embedded import postgres, short_folder, valkey
from config.settings import load

SECRET = "s" * 40
UP_WITHIN = 30.0


@dataclass(frozen=True)
class Running:
    bot: Bot
    pid: int

    def memory(self) -> float:
        """Give the resident memory in MB, as the kernel counts it."""
        pages = int(Path(f"/proc/{self.pid}/statm").read_text().split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE") / 2**20

    def seconds_of_processor(self) -> float:
        fields = Path(f"/proc/{self.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Bench:
    """Servers that run, and where."""

    database_url: str
    redis_url: str
    telegram: int
    log: Path
    """What PostgreSQL writes down."""

    @asynccontextmanager
    async def linli(self, *, only: str = "", **settings: str) -> AsyncIterator[Running]:
        """Run the whole app in one process, as `linli run` does.

        :param only: some of its parts.
        """
        port = free_port()
        given = {
            "LINLI_DATABASE_URL": self.database_url,
            "LINLI_REDIS_URL": self.redis_url,
            "LINLI_TELEGRAM_TOKEN": "1:" + "t" * 35,
            "LINLI_TELEGRAM_API": f"http://127.0.0.1:{self.telegram}",
            "LINLI_TELEGRAM_MODE": "webhook",
            "LINLI_TELEGRAM_WEBHOOK_SECRET": SECRET,
            "LINLI_TELEGRAM_RATE": "1000000",
            "LINLI_TELEGRAM_CHAT_RATE": "1000000",
            "LINLI_PORT": str(port),
            "LINLI_LOG_LEVEL": "warning",
            **settings,
        }
        command = ["-m", "bot", "run", *(["--only", only] if only else [])]
        async with self._running(command, port, given) as running:
            yield running

    @asynccontextmanager
    async def echo(self) -> AsyncIterator[Running]:
        port = free_port()
        command = ["-m", "benchmarks.echo_bot", str(port), f"http://127.0.0.1:{self.telegram}"]
        async with self._running(command, port, {}) as running:
            yield running

    @asynccontextmanager
    async def _running(
        self, command: list[str], port: int, given: Mapping[str, str]
    ) -> AsyncIterator[Running]:
        process = start(command, given)
        try:
            await until_open(port)
            yield Running(Bot(port, self.telegram, SECRET), process.pid)
        finally:
            process.terminate()
            process.wait(20)


@asynccontextmanager
async def bench() -> AsyncIterator[Bench]:
    with ExitStack() as servers:
        folder = servers.enter_context(short_folder())
        url = servers.enter_context(postgres(folder / "pg", keep=False))
        redis_url = servers.enter_context(valkey(folder / "valkey"))
        await bot.schema.upgrade(load(database_url=url).database_url)
        port = free_port()
        platform = start(["-m", "benchmarks.light_telegram", str(port)], {})
        servers.callback(platform.wait)
        servers.callback(platform.kill)
        await until_open(port)
        yield Bench(url, redis_url, port, folder / "pg" / "log")


def start(command: list[str], given: Mapping[str, str]) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, *command], env={**os.environ, **given})


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


async def until_open(port: int) -> None:
    async with asyncio.timeout(UP_WITHIN):
        while True:
            try:
                _, writer = await asyncio.open_connection("127.0.0.1", port)
            except OSError:
                await asyncio.sleep(0.05)
            else:
                writer.close()
                return


def load_now() -> str:
    return f"load {os.getloadavg()[0]:.2f} on {os.cpu_count()} cores"
