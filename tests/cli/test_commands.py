"""The command line as an operator meets it: real processes, one clear sentence for every fault."""

import asyncio
import contextlib
import io
import json
import os
import re
import socket
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from unittest import mock

import pytest
import structlog

from bot.cli import main
from community import clock, people
from community.database import Sessions
from community.people import Role

ROOT = Path(__file__).parents[2]


@dataclass
class Done:
    returncode: int
    stdout: str
    stderr: str


def linli(*arguments: str, **settings: str) -> Done:
    """Run a command as its process would, in a thread: its own event loop, its own exit."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith("LINLI_")}
    environment = kept | {f"LINLI_{name.upper()}": value for name, value in settings.items()}
    out, err, codes = io.StringIO(), io.StringIO(), []

    def run() -> None:
        try:
            main()
        except SystemExit as left:
            codes.append(left.code)

    with (
        mock.patch.dict(os.environ, environment, clear=True),
        mock.patch.object(sys, "argv", ["linli", *arguments]),
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
        ThreadPoolExecutor(1) as pool,
    ):
        pool.submit(run).result(timeout=60)
    structlog.reset_defaults()  # its logs went into streams of this test
    code = codes[0] if codes else 0
    return Done(code if isinstance(code, int) else 0, out.getvalue(), err.getvalue())


def as_a_process(*arguments: str, **settings: str) -> Done:
    kept = {k: v for k, v in os.environ.items() if not k.startswith("LINLI_")}
    environment = kept | {f"LINLI_{name.upper()}": value for name, value in settings.items()}
    done = subprocess.run(
        [sys.executable, "-m", "bot", *arguments],
        cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    return Done(done.returncode, done.stdout, done.stderr)


def assert_one_sentence(done: Done, *words: str) -> None:
    assert done.returncode != 0
    assert "Traceback" not in done.stderr
    assert 0 < len(done.stderr.strip()) < 2_000
    for word in words:
        assert word in done.stderr


@pytest.fixture
def folder(tmp_path: Path) -> str:
    return str(tmp_path)


def test_every_command_has_help() -> None:
    done = linli("--help")
    assert done.returncode == 0
    for command in ("demo", "run", "migrate", "town", "invite", "jobs", "clock", "nlu", "doctor"):
        assert command in done.stdout


@pytest.mark.parametrize(
    ("arguments", "settings", "words"),
    [
        (("run",), {}, ("LINLI_DATABASE_URL",)),
        (("run", "--only", "inlet,kitchen"), {"database_url": "postgresql://x/y"}, ("kitchen",)),
        (("run", "--wrong"), {}, ("--wrong",)),
        (("migrate",), {"database_url": "postgresql://nobody@127.0.0.1:1/x"}, ("PostgreSQL",)),
        (("migrate",), {"database_url": "mysql://x/y"}, ("LINLI_DATABASE_URL", "postgresql://")),
        (("run",), {"database_url": "postgresql://x/y", "port": "many"}, ("LINLI_PORT",)),
        (("run",), {"database_url": "postgresql://x/y", "log_level": "loud"}, ("LINLI_LOG_LEVEL",)),
        (("invite", "king"), {}, ("king",)),
        (("invite", "admin"), {}, ("LINLI_DATABASE_URL",)),
        (("clock", "forward", "soon"), {"database_url": "postgresql://x/y"}, ("soon",)),
        (("jobs", "run", "nothing"), {"database_url": "postgresql://x/y"}, ("nothing",)),
        (("town", "check", "/nowhere/at/all"), {}, ("no such folder",)),
        (("nlu", "test", "--data", "/nowhere"), {}, ("/nowhere",)),
    ],
    ids=lambda value: "-".join(value) if isinstance(value, tuple) else None,
)
def test_a_fault_is_one_clear_sentence(
    arguments: tuple[str, ...], settings: dict[str, str], words: tuple[str, ...], folder: str
) -> None:
    assert_one_sentence(linli(*arguments, **{"data_dir": folder, **settings}), *words)


def test_a_fault_of_a_real_process_is_one_sentence_too(folder: str) -> None:
    done = as_a_process("migrate", data_dir=folder, database_url="postgresql://x@127.0.0.1:1/x")
    assert_one_sentence(done, "PostgreSQL")


def test_a_busy_port_is_named(database_url: str, folder: str) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        done = linli("run", data_dir=folder, database_url=_plain(database_url), port=port)
    assert_one_sentence(done, port)


def test_a_webhook_without_a_secret_does_not_start(database_url: str, folder: str) -> None:
    done = linli(
        "run", "--only", "inlet",
        data_dir=folder, database_url=_plain(database_url), telegram_token="1:x",
        telegram_mode="webhook", telegram_webhook_secret="short",
    )  # fmt: skip
    assert_one_sentence(done, "LINLI_TELEGRAM_WEBHOOK_SECRET")


def test_a_broken_pack_is_named_by_file_and_line(folder: str) -> None:
    pack = Path(folder) / "pack"
    pack.mkdir()
    for file in (ROOT / "config" / "towns" / "xincheng").glob("*.yaml"):
        (pack / file.name).write_text(file.read_text(encoding="utf-8"), encoding="utf-8")
    places = pack / "places.yaml"
    places.write_text(places.read_text(encoding="utf-8").replace("lat:", "latt:", 1), "utf-8")

    done = linli("town", "check", str(pack), data_dir=folder)

    assert_one_sentence(done, "places.yaml:")
    assert re.search(r"places\.yaml:\d+:", done.stderr)


def test_a_loaded_pack_is_the_installations_town(folder: str) -> None:
    pack = str(ROOT / "config" / "towns" / "shahekou")
    assert linli("town", "load", pack, data_dir=folder).returncode == 0
    assert (Path(folder) / "town" / "town.yaml").is_file()


def test_an_invitation_stands_alone_on_the_last_line(database_url: str, folder: str) -> None:
    done = linli(
        "invite", "social_worker", "--community", "虹桥社区", "--name", "沈丽",
        data_dir=folder, database_url=_plain(database_url),
    )  # fmt: skip
    assert done.returncode == 0
    code = done.stdout.rstrip("\n").splitlines()[-1]
    assert re.fullmatch(r"[A-Za-z0-9_-]{16,64}", code)


async def test_the_code_of_the_command_line_gives_the_role(
    database_url: str, folder: str, sessions: Sessions
) -> None:
    done = await asyncio.to_thread(
        linli, "invite", "clerk", data_dir=folder, database_url=_plain(database_url)
    )
    code = done.stdout.rstrip("\n").splitlines()[-1]
    async with sessions() as db, db.begin():
        now = await clock.now(db)
        person = await people.known(db, "web", "web", 1, now=now)
        await people.accept_invitation(db, code, person.id, now=now)
        held = await people.roles_of(db, person.id)
    assert [r.role for r in held] == [Role.CLERK]


def test_the_clock_moves_in_a_demo_only(database_url: str, folder: str) -> None:
    settings = {"data_dir": folder, "database_url": _plain(database_url)}
    assert_one_sentence(linli("clock", "forward", "2h", **settings), "demo")
    before = linli("clock", "show", **settings).stdout
    moved = linli("clock", "forward", "1d2h", demo="true", **settings)
    assert moved.returncode == 0
    assert moved.stdout > before


def test_jobs_are_listed_and_a_firing_runs_once(database_url: str, folder: str) -> None:
    settings = {"data_dir": folder, "database_url": _plain(database_url)}
    listed = linli("jobs", "list", **settings)
    assert listed.returncode == 0
    name = listed.stdout.split()[0]
    first = linli("jobs", "run", name, "--at", "2026-11-24T03:20", **settings)
    again = linli("jobs", "run", name, "--at", "2026-11-24T03:20", **settings)
    assert "ran." in first.stdout
    assert "already" in again.stdout
    assert_one_sentence(linli("jobs", "run", name, "--at", "tomorrow", **settings), "tomorrow")


def test_the_doctor_says_what_to_mend(database_url: str, folder: str) -> None:
    done = linli("doctor", data_dir=folder, database_url=_plain(database_url))
    assert "ok    schema is up to date" in done.stdout
    assert "MEND  understanding is not set" in done.stdout
    assert done.returncode == 1
    assert "Traceback" not in done.stderr


def test_a_running_demos_addresses_are_found(database_url: str, folder: str) -> None:
    addresses = {"database_url": _plain(database_url), "demo": True, "pid": 1}
    (Path(folder) / "addresses.json").write_text(json.dumps(addresses), "utf-8")
    done = linli("clock", "forward", "30m", "--data-dir", folder)
    assert done.returncode == 0


def _plain(url: str) -> str:
    return url.replace("postgresql+asyncpg://", "postgresql://")
