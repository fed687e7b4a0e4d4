"""The webhook's door: 2xx after the commit, 4xx for what is wrong, 503 without PostgreSQL."""

import asyncio
import io
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
import uvicorn
from aiohttp import ClientSession
from sqlalchemy import text
from sqlalchemy.exc import OperationalError
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.platforms.telegram import Telegram, listening
from bot.way.inbox import Handed, Inbox
from bot.web.app import build
from config.settings import SettingsError, load
from tests.bot.conftest import NO_FOLDER, SECRET, Make
from tests.telegram_standin import Standin
from tests.telegram_standin.server import TOKEN

NO_TOKEN = "no token"  # noqa: S105
HEADER = "X-Telegram-Bot-Api-Secret-Token"
UPDATE: dict[str, Any] = {
    "update_id": 5,
    "message": {
        "message_id": 1,
        "date": 1,
        "chat": {"id": 7, "type": "private"},
        "from": {"id": 7, "is_bot": False, "first_name": "A"},
        "text": "您好",
    },
}


@asynccontextmanager
async def serving(engine: AsyncEngine, telegram: Telegram) -> AsyncIterator[str]:
    """Serve the webhook, and give its address."""
    config = uvicorn.Config(telegram.before(build(engine)), port=0, log_config=None)
    server = uvicorn.Server(config)
    work = asyncio.get_running_loop().create_task(server._serve())
    while not server.started:  # noqa: ASYNC110  uvicorn rings no bell
        await asyncio.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    try:
        yield f"http://127.0.0.1:{port}/telegram/webhook"
    finally:
        server.should_exit = True
        await work


@pytest.fixture
def hook(make: Make) -> Telegram:
    return make(telegram_mode="webhook", telegram_webhook_secret=SECRET)


@pytest.fixture
async def door(engine: AsyncEngine, hook: Telegram) -> AsyncIterator[str]:
    async with serving(engine, hook) as address:
        yield address


async def knock(door: str, body: bytes, **headers: str) -> int:
    given = headers or {HEADER: SECRET}
    async with (
        ClientSession() as session,
        session.post(door, data=io.BytesIO(body), headers=given) as answer,
    ):
        return answer.status


async def rows(engine: AsyncEngine) -> list[tuple[str, bytes]]:
    async with engine.connect() as connection:
        found = await connection.execute(text("select key, raw from inbox order by id"))
        return [(row.key, row.raw) for row in found]


def changed(**fields: Any) -> bytes:
    return json.dumps({**UPDATE, **fields}).encode()


GOOD = changed()


@pytest.mark.parametrize(
    ("secret", "status"),
    [
        (SECRET, 200),
        ("", 401),
        ("wrong", 401),
        (SECRET[:-1], 401),
        (SECRET + "x", 401),
        (SECRET.upper(), 401),
        ("密码密码密码密码密码密码密码密码密码密码密码密码", 401),
        ("\xff" * 41, 401),
    ],
)
async def test_only_telegram_may_knock(
    door: str, engine: AsyncEngine, secret: str, status: int
) -> None:
    assert await knock(door, GOOD, **{HEADER: secret}) == status
    assert len(await rows(engine)) == (1 if status == 200 else 0)


@pytest.mark.parametrize("forged", ["X-Forwarded-For", "X-Real-IP", "Forwarded"])
async def test_headers_of_proxies_open_nothing(door: str, forged: str) -> None:
    assert await knock(door, GOOD, **{forged: "149.154.167.220"}) == 401


async def test_two_secrets_are_none(door: str) -> None:
    headers = [(HEADER, SECRET), (HEADER, SECRET)]
    async with ClientSession() as session, session.post(door, data=GOOD, headers=headers) as answer:
        assert answer.status == 401


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400),
        (b"{", 400),
        (b"not json", 400),
        (b"null", 400),
        (b"[]", 400),
        (b'"text"', 400),
        (b"5", 400),
        (b"{}", 400),
        (b"\xff\xfe\x00", 400),
        (b"\x1f\x8b\x08\x00", 400),
        (b"[" * 100_000, 400),
        (b'{"update_id":' + b"9" * 5000 + b"}", 400),
        (changed(update_id=None), 400),
        (changed(update_id="5"), 400),
        (changed(update_id=5.0), 400),
        (changed(update_id=True), 400),
        (changed(update_id=[5]), 400),
        (changed(update_id=-5), 200),
        (changed(update_id=0), 200),
        (changed(update_id=10**30), 200),
        (changed(message=None), 200),
        (changed(message=[1]), 200),
        (changed(message={"chat": {"id": "7"}}), 200),
        (changed(message={"chat": {"id": 10**30}}), 200),
        (changed(message={"text": "\x00\ud800"}), 200),
        (changed(message=None, poll_of_tomorrow={"id": 1}), 200),
        (b'{"update_id": 5}', 200),
        (GOOD + b" " * 1024, 200),
        (GOOD + b" " * (1024 * 1024 - len(GOOD)), 200),
        (GOOD + b" " * 1_100_000, 413),
    ],
    ids=lambda value: repr(value[:40]) if isinstance(value, bytes) else None,
)
async def test_whatever_is_sent_gets_2xx_or_4xx(
    door: str, engine: AsyncEngine, body: bytes, status: int
) -> None:
    assert await knock(door, body) == status
    kept = await rows(engine)
    assert [raw for _, raw in kept] == ([body] if status == 200 else [])


async def test_a_body_without_a_length_is_cut_off_too(door: str, engine: AsyncEngine) -> None:
    async def parts() -> AsyncIterator[bytes]:
        for _ in range(20):
            yield b" " * 64 * 1024

    async with (
        ClientSession() as session,
        session.post(door, data=parts(), headers={HEADER: SECRET}) as answer,
    ):
        assert answer.status == 413
    assert await rows(engine) == []


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "HEAD"])
async def test_other_verbs_do_nothing(door: str, method: str) -> None:
    async with ClientSession() as session, session.request(method, door) as answer:
        assert answer.status == 405


async def test_a_repeated_update_has_one_row(door: str, engine: AsyncEngine) -> None:
    answers = await asyncio.gather(*(knock(door, GOOD) for _ in range(10)))

    assert answers == [200] * 10
    assert len(await rows(engine)) == 1


async def test_numbers_are_no_high_water_mark(door: str, engine: AsyncEngine) -> None:
    for number in (5, 3, 4):
        assert await knock(door, changed(update_id=number)) == 200

    assert [key for key, _ in await rows(engine)] == ["5", "3", "4"]


async def test_without_postgresql_telegram_is_asked_to_come_again(
    door: str, inbox: Inbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def away(_: Handed) -> bool:
        raise OperationalError("insert", {}, OSError())

    monkeypatch.setattr(inbox, "accept", away)
    assert await knock(door, GOOD) == 503


@pytest.mark.parametrize("secret", ["", "short", "x" * 31])
def test_without_a_good_secret_it_does_not_start(secret: str) -> None:
    settings = load(
        NO_FOLDER,
        telegram_token=TOKEN,
        telegram_mode="webhook",
        telegram_webhook_secret=secret,
    )
    with pytest.raises(SettingsError):
        Telegram(settings, None, None)  # type: ignore[arg-type]


def test_without_a_real_token_it_does_not_start() -> None:
    with pytest.raises(SettingsError):
        Telegram(load(NO_FOLDER, telegram_token=NO_TOKEN), None, None)  # type: ignore[arg-type]


async def test_telegram_is_told_the_address_and_brings_everything(
    standin: Standin, make: Make, engine: AsyncEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listening, "LONGEST_PAUSE", 0.1)
    standin.fails("502_html", methods={"setWebhook"}, times=2)
    anna = standin.user(7)
    before = anna.says("before")
    placeholder = make(telegram_mode="webhook", telegram_webhook_secret=SECRET)
    async with serving(engine, placeholder) as address:
        telegram = make(
            telegram_mode="webhook",
            telegram_webhook_secret=SECRET,
            telegram_webhook_url=address.removesuffix("/telegram/webhook"),
        )
        work = asyncio.get_running_loop().create_task(telegram.listen())
        await standin.state.until(lambda: standin.updates.webhook)
        after = anna.says("after")
        await standin.state.until(lambda: not standin.updates.waiting)
        work.cancel()
        await asyncio.gather(work, return_exceptions=True)
        await standin.updates.stop()

    assert standin.updates.webhook["url"] == address
    assert standin.updates.webhook["allowed_updates"] == listening.ALLOWED
    assert standin.updates.webhook["max_connections"] == listening.MOST_CONNECTIONS
    assert standin.updates.dropped == 0
    assert [key for key, _ in await rows(engine)] == [str(before), str(after)]
