"""The doors for other programs on a real port, without the rest of the town."""

import asyncio
import itertools
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Self
from xml.etree import ElementTree as ET

import uvicorn
from aiohttp import ClientSession
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.web.app import build
from bot.web.calendar import CalendarFiles
from bot.web.feed import ShiftFeeds
from bot.web.follow import FollowPage, Tries
from bot.web.open311 import Open311
from community import clock, files, keys, people
from community.cases import Case, CaseFile, Source
from community.database import Sessions, sessions_of
from community.reports import codes, filing
from community.reports.filing import Draft
from config.settings import load
from config.town import Town
from tests.web.site import NO_FOLDER, free_port, picture

MONDAY = datetime.fromisoformat("2026-11-23T10:05:00+08:00")

_callers = itertools.count()


@dataclass
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes
    json: Any = field(default=None)

    @property
    def xml(self) -> ET.Element:
        return ET.fromstring(self.body)  # noqa: S314  it is our own

    @property
    def text(self) -> str:
        return self.body.decode()


class Doors:
    def __init__(
        self,
        address: str,
        sessions: Sessions,
        town: Town,
        client: ClientSession,
        follow: FollowPage,
    ) -> None:
        self.address = address
        self.api = f"{address}/open311/v2"
        self.sessions = sessions
        self.town = town
        self.behind = ""
        """The address from which everything is asked, as the proxy tells it."""
        self._client = client
        self._follow = follow

    async def ask(self, path: str, method: str = "GET", **more: Any) -> Answer:
        address = path if path.startswith("http") else f"{self.api}/{path}"
        more.setdefault("allow_redirects", False)
        more["headers"] = {"X-Forwarded-For": self.behind, **more.get("headers", {})}
        async with self._client.request(method, address, **more) as answer:
            body = await answer.read()
            plain = answer.content_type == "application/json"
            parsed = await answer.json() if plain and body else None
            headers = {name.lower(): value for name, value in answer.headers.items()}
            return Answer(answer.status, headers, body, parsed)

    async def post(self, fields: dict[str, Any], format_: str = "json", **more: Any) -> Answer:
        return await self.ask(f"requests.{format_}", "POST", data=fields, **more)

    async def begin(self) -> Self:
        """Start a test: Monday morning, a caller who has not asked yet, numbers nobody tried."""
        self._follow._tries = Tries()
        n = next(_callers)
        self.behind = f"10.2.{n // 250}.{n % 250 + 1}"
        await self.freeze()
        return self

    async def freeze(self, moment: datetime = MONDAY) -> None:
        async with self.sessions() as db, db.begin():
            await clock.freeze(db, moment)

    async def key(self, holder: str = "巡查小程序") -> str:
        async with self.sessions() as db, db.begin():
            return await keys.make(db, holder, now=await clock.now(db))

    async def report(
        self, words: str = "我家住三号楼，楼下的灯不亮", category: str = "facilities", **known: Any
    ) -> Case:
        """File a report as a resident; `known` are columns that it has besides."""
        draft = {k: known.pop(k) for k in ("place", "place_code", "latitude", "longitude")
                 if k in known}  # fmt: skip
        async with self.sessions() as db, db.begin():
            now = known.pop("at", None) or await clock.now(db)
            person = await people.known(db, "web", "web", 77, now=now)
            case = await filing.file(
                db, self.town, Draft(words, category, **draft), person.id, now=now,
                source=known.pop("source", Source.PATROL),
            )  # fmt: skip
            for name, value in known.items():
                setattr(case, name, value)
            return case

    async def change(self, case: Case, **columns: Any) -> None:
        async with self.sessions() as db, db.begin():
            row = await db.get_one(Case, case.id)
            for name, value in columns.items():
                setattr(row, name, value)

    async def code(self, case: Case) -> str:
        async with self.sessions() as db, db.begin():
            return codes.new_code(await db.get_one(Case, case.id))

    async def photo(self, case: Case, *, released: bool = True) -> str:
        async with self.sessions() as db, db.begin():
            now = await clock.now(db)
            person = await people.known(db, "web", "web", 77, now=now)
            kept = await files.keep(
                db, person.id, kind="photo", platform="web", now=now, mime="image/jpeg",
                content=picture(64), thumb=picture(8),
            )  # fmt: skip
            at = now if released else None
            db.add(CaseFile(case_id=case.id, file_id=kept.id, added_at=now, released_at=at))
            return kept.id


@asynccontextmanager
async def doors(engine: AsyncEngine, town: Town) -> AsyncIterator[Doors]:
    port = free_port()
    settings = load(NO_FOLDER, port=port)
    sessions = sessions_of(engine)
    given: Any = {"settings": settings, "sessions": sessions, "town": town}
    follow = FollowPage(**given)
    calendars = CalendarFiles(sessions=sessions, town=town)
    feeds = ShiftFeeds(sessions=sessions, town=town)
    app = build(
        engine, Open311(**given).router(), follow.router(), calendars.router(), feeds.router()
    )
    config = uvicorn.Config(
        app, port=port, log_config=None, access_log=False, server_header=False, ws="none"
    )
    server = uvicorn.Server(config)
    serving = asyncio.get_running_loop().create_task(server._serve())
    try:
        async with ClientSession() as client, asyncio.timeout(10):
            while not server.started:  # noqa: ASYNC110  uvicorn rings no bell
                await asyncio.sleep(0.01)
        async with ClientSession() as client:
            yield Doors(settings.web_address, sessions, town, client, follow)
    finally:
        server.should_exit = True
        await serving
