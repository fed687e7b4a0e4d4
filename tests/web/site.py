"""The whole town in one process for the tests: page, webhook, turns, sender, on a real port."""

import asyncio
import io
import itertools
import json
import logging
import socket
import uuid
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from pathlib import Path
from typing import Any, Self

import structlog
from aiohttp import ClientSession, ClientWebSocketResponse, CookieJar, WSMsgType
from PIL import Image
from sqlalchemy import text

from bot import logs
from bot.app import App
from community import clock, people
from community.people import Role
from config.settings import load
from tests.talk import Scripted
from tests.telegram_standin.server import TOKEN, Standin, running

SECRET = "a-secret-that-nobody-can-guess-0123456789"  # noqa: S105  opens nothing
NO_FOLDER = Path("no-such-folder")
SETTLE_WITHIN = 12.0
LOOK_EVERY = 0.006

_WAITING = """
select exists(select 1 from inbox i where i.chat_id = c.id
        and i.done_at is null and i.parked_at is null)
    or exists(select 1 from outbox o where o.chat_id = c.id
        and o.sent_at is null and o.dead_at is null),
    coalesce((select max(o.id) from outbox o where o.chat_id = c.id), 0)
from chats c where c.platform = $1 and c.external_id = $2"""

_OWED = """
select exists(select 1 from notices
    where delivered_at is null and dropped_at is null and due_at <= $1)"""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def picture(side: int = 16, kind: str = "JPEG", **more: Any) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (side, side), (180, 120, 60)).save(out, kind, **more)
    return out.getvalue()


@contextmanager
def captured_logs() -> Iterator[io.StringIO]:
    """Set the logs up as a real process does, and keep all that it says."""
    kept = io.StringIO()
    before = structlog.get_config()
    names = ("aiogram", "aiohttp", "sqlalchemy", "asyncio", "httpx", "apscheduler")
    levels = {name: logging.getLogger(name).level for name in names}
    handler = logging.StreamHandler(kept)
    logs.set_up("debug")
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(file=kept))
    # A task's exception that nobody took must be seen here; in service it stays out of the logs.
    logging.getLogger("asyncio").setLevel(logging.ERROR)
    logging.getLogger().addHandler(handler)
    try:
        yield kept
    finally:
        logging.getLogger().removeHandler(handler)
        for name, level in levels.items():
            logging.getLogger(name).setLevel(level)
        structlog.configure(**before)


class Site:
    def __init__(self, app: App, standin: Standin, understanding: Scripted) -> None:
        self.app = app
        self.standin = standin
        self.understanding = understanding
        self.address = app.settings.web_address
        self._addresses = (f"10.1.{n // 250}.{n % 250 + 1}" for n in itertools.count())

    @classmethod
    @asynccontextmanager
    async def open(cls, database_url: str, **settings_: Any) -> AsyncIterator[Self]:
        port = free_port()
        async with running(keep_calls=False) as standin:
            settings = load(
                NO_FOLDER,
                database_url=database_url,
                redis_url="",
                port=port,
                telegram_token=TOKEN,
                telegram_api=standin.address,
                telegram_mode="webhook",
                telegram_webhook_url=f"http://127.0.0.1:{port}",
                telegram_webhook_secret=SECRET,
                telegram_rate=100_000,
                telegram_chat_rate=10_000,
                demo=True,
                **settings_,
            )
            app = App(settings)
            understanding = Scripted()
            if app.understanding is None:
                app.understanding = understanding  # type: ignore[assignment]
            work = asyncio.get_running_loop().create_task(app._work())
            try:
                site = cls(app, standin, understanding)
                await site._wait_for_doors()
                yield site
            finally:
                await standin.updates.stop()
                work.cancel()
                await asyncio.gather(work, return_exceptions=True)
                await app._close()

    async def _wait_for_doors(self) -> None:
        async with ClientSession() as client, asyncio.timeout(10):
            while True:
                with suppress(OSError):
                    async with client.get(f"{self.address}/health") as answer:
                        if answer.status == 200 and self.standin.updates.webhook:
                            return
                await asyncio.sleep(0.02)

    async def row(self, statement: str, *given: Any) -> Any:
        async with self.app.engine.connect() as connection:
            return (await connection.exec_driver_sql(statement, given)).first()

    async def settled(self, platform: str, chat: int) -> int:
        """Wait until a chat owes and is owed nothing; give its newest row of the outbox."""
        async with asyncio.timeout(SETTLE_WITHIN):
            while True:
                found = await self.row(_WAITING, platform, chat)
                if found is not None and not found[0]:
                    return int(found[1])
                await asyncio.sleep(LOOK_EVERY)

    async def notices_settled(self) -> None:
        async with self.app.sessions() as db:
            now = await clock.now(db)
        async with asyncio.timeout(SETTLE_WITHIN):
            while (await self.row(_OWED, now))[0]:  # noqa: ASYNC110  PostgreSQL rings no bell
                await asyncio.sleep(LOOK_EVERY)

    async def invitation(
        self, role: Role = Role.SOCIAL_WORKER, *, community: str | None = "hongqiao",
        name: str = "沈丽",
    ) -> str:  # fmt: skip
        async with self.app.sessions() as db, db.begin():
            now = await clock.now(db)
            return await people.invite(db, role, now=now, community=community, name=name)

    async def at(self, moment: Any) -> None:
        async with self.app.sessions() as db, db.begin():
            await clock.freeze(db, moment)

    @asynccontextmanager
    async def visitor(
        self, door: str = "", language: str = "zh", address: str = ""
    ) -> AsyncIterator["Visitor"]:
        """Somebody at a browser; each behind an address of their own, as the proxy tells it."""
        headers = {"Accept-Language": language, "X-Forwarded-For": address or next(self._addresses)}
        async with ClientSession(cookie_jar=CookieJar(unsafe=True), headers=headers) as client:
            visitor = Visitor(self, client, f"/door/{door}" if door else "")
            yield await visitor.enter()
            await visitor.close()


class Visitor:
    """A browser without its page: a session, a socket, and all frames that came."""

    def __init__(self, site: Site, client: ClientSession, base: str = "") -> None:
        self.site = site
        self.client = client
        self.address = site.address + base
        self.frames: list[dict[str, Any]] = []
        self.number = 0
        self.socket: ClientWebSocketResponse | None = None
        self.close_code: int | None = None
        self._reader: asyncio.Task[None] | None = None
        self._heard = asyncio.Event()

    async def enter(self) -> Self:
        async with self.client.post(f"{self.address}/session") as answer:
            assert answer.status == 200
        found = await self.site.row("select max(visitor) from web_sessions")
        self.number = found[0]
        return self

    async def connect(self, after: int = 0, headers: dict[str, str] | None = None) -> Self:
        address = self.address.replace("http", "ws", 1) + f"/ws?after={after}"
        self.socket = await self.client.ws_connect(address, headers=headers)
        self.close_code = None
        self._reader = asyncio.get_running_loop().create_task(self._read(self.socket))
        return self

    async def _read(self, socket: ClientWebSocketResponse) -> None:
        async for message in socket:
            if message.type is WSMsgType.TEXT:
                self.frames.append(json.loads(message.data))
                self._ring()
        self.close_code = socket.close_code
        self._ring()

    def _ring(self) -> None:
        self._heard.set()
        self._heard = asyncio.Event()

    async def until(self, look: Callable[[], Any], seconds: float = 5) -> Any:
        async with asyncio.timeout(seconds):
            while True:
                heard = self._heard
                if found := look():
                    return found
                await heard.wait()

    async def hears(self, kind: str, since: int = 0, **fields: Any) -> dict[str, Any]:
        """Wait for a frame of this kind with these fields."""

        def look() -> dict[str, Any] | None:
            return next(
                (
                    frame
                    for frame in self.frames[since:]
                    if frame["type"] == kind
                    and all(frame.get(key) == value for key, value in fields.items())
                ),
                None,
            )

        found: dict[str, Any] = await self.until(look)
        return found

    async def hears_town(self) -> dict[str, Any]:
        found: dict[str, Any] = await self.until(
            lambda: next((m for m in self.messages if m["from"] == "town"), None)
        )
        return found

    def has_heard(self) -> bool:
        return bool(self.frames) or self.close_code is not None

    async def send_raw(self, frame: str | bytes) -> None:
        assert self.socket is not None
        if isinstance(frame, bytes):
            await self.socket.send_bytes(frame)
        else:
            await self.socket.send_str(frame)

    async def send(self, kind: str, **fields: Any) -> str:
        """Send a frame, wait for what becomes of it, and give its id."""
        id_ = str(fields.pop("id", None) or uuid.uuid4())
        since = len(self.frames)
        await self.send_raw(json.dumps({"type": kind, "id": id_, **fields}, ensure_ascii=False))
        await self.until(
            lambda: (
                any(f["type"] in {"ack", "refused"} for f in self.frames[since:]) or self.close_code
            )
        )
        return id_

    async def says(self, words: str) -> Self:
        await self.send("text", text=words)
        return await self.settle()

    async def settle(self) -> Self:
        """Wait until the turn is taken and its answer stands on the page."""
        found = await self.site.row(
            "select 1 from chats where platform = 'web' and external_id = $1", self.number
        )
        if found is not None:
            last = await self.site.settled("web", self.number)
            await self.until(lambda: self.highest >= last or await_edit(self, last))
        return self

    @property
    def highest(self) -> int:
        return max((f.get("id") or 0 for f in self.messages), default=0)

    @property
    def messages(self) -> list[dict[str, Any]]:
        return [f for f in self.frames if f["type"] == "message"]

    @property
    def said(self) -> str:
        return "\n".join(f["text"] or "" for f in self.messages if f["from"] == "town")

    @property
    def buttons(self) -> dict[str, tuple[int, str]]:
        """Labels of the newest buttons, with the message and the token of each."""
        found: dict[str, tuple[int, str]] = {}
        for frame in self.messages:
            for button in (b for row in frame["buttons"] for b in row):
                found.pop(button["text"], None)
                found[button["text"]] = (frame["id"], button.get("data", ""))
        return found

    async def presses(self, label: str) -> Self:
        message, data = next(v for name, v in reversed(self.buttons.items()) if label in name)
        await self.send("press", message=message, data=data)
        return await self.settle()

    async def uploads(self, content: bytes, **headers: str) -> tuple[int, dict[str, Any]]:
        given = {"Content-Type": "image/jpeg", **headers}
        async with self.client.post(
            f"{self.address}/upload", data=io.BytesIO(content), headers=given
        ) as answer:
            return answer.status, await answer.json()

    async def sends_photos(self, count: int = 1, caption: str = "") -> Self:
        files = [(await self.uploads(picture()))[1]["file"] for _ in range(count)]
        await self.send("photo", files=files, text=caption)
        return await self.settle()

    async def leave(self) -> None:
        """Close the socket; the session stays."""
        if self.socket is not None:
            await self.socket.close()
        if self._reader is not None:
            await self._reader

    close = leave


def await_edit(visitor: Visitor, last: int) -> bool:
    """An edit or a deletion bears the number of what it changes: its own row shows nowhere."""
    return (
        any(f["type"] == "delete" or f.get("edited") for f in visitor.frames[-1:])
        and visitor.highest < last
    )


async def count(site: Site, table: str, where: str = "true") -> int:
    async with site.app.engine.connect() as connection:
        found = await connection.execute(text(f"select count(*) from {table} where {where}"))  # noqa: S608
        return int(found.scalar_one())
