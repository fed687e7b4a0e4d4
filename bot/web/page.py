"""The chat page over HTTP: its files, its session, what people upload, older words."""

import asyncio
import re
from collections import Counter
from pathlib import Path as FilePath
from typing import Annotated, Any
from urllib.parse import urlsplit

from fastapi import APIRouter, Path, Request, Response, WebSocket
from fastapi.responses import FileResponse, JSONResponse
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.platforms.web import frames, sessions
from bot.platforms.web.hub import Hub
from bot.platforms.web.platform import BOT, NAME
from bot.platforms.web.sessions import Visitor
from bot.way.away import AWAY
from bot.way.inbox import Inbox
from bot.web import papers, pictures
from bot.web.edges import Budget, from_own_page
from bot.web.socket import (
    MESSAGES,
    MOST_TEXT,
    NO_SESSION,
    PAGES_OF_A_SESSION,
    PAGES_OF_AN_ADDRESS,
    TRY_LATER,
    Talk,
)
from community import clock, files, people
from community.database import Sessions
from config.settings import Settings
from config.texts import known_language, speaker
from config.town import Town

STATIC = FilePath(__file__).parent / "static"
COOKIE = "linli"
TEN_YEARS = 10 * 365 * 24 * 3600
UPLOADS_AT_ONCE = 2

Door = Annotated[str, Path(pattern=r"^[a-z0-9-]{1,20}$")]


class ChatPage:
    """One page, behind many doors: `/` and `/door/<name>`, each with a session of its own."""

    def __init__(
        self,
        *,
        settings: Settings,
        engine: AsyncEngine,
        sessions_: Sessions,
        inbox: Inbox,
        hub: Hub,
        town: Town,
    ) -> None:
        self._engine = engine
        self._sessions = sessions_
        self._inbox = inbox
        self._hub = hub
        self._town = town
        self._host = urlsplit(settings.web_address).netloc
        self._secure = settings.web_address.startswith("https://")
        self._minted = Budget(60, 60.0)
        self._uploads = Budget(30, 60.0)
        self._said = Budget(*MESSAGES)
        self._lines: Counter[str] = Counter()
        self._drawing = asyncio.Semaphore(UPLOADS_AT_ONCE)

    def router(self) -> APIRouter:
        router = APIRouter()
        for base in ("", "/door/{door}"):
            router.add_api_route(f"{base}/", self.index, methods=["GET"])
            router.add_api_route(f"{base}/session", self.session, methods=["POST"])
            router.add_api_route(f"{base}/upload", self.upload, methods=["POST"])
            router.add_api_route(f"{base}/files/{{file}}", self.file, methods=["GET"])
            router.add_api_route(f"{base}/history", self.history, methods=["GET"])
            router.add_api_websocket_route(f"{base}/ws", self.socket)
        return router

    @staticmethod
    def _cookie(door: str | None) -> str:
        return f"{COOKIE}-{door}" if door else COOKIE

    @staticmethod
    def _base(door: str | None) -> str:
        return f"/door/{door}" if door else ""

    async def _visitor(self, request: Request | WebSocket, door: str | None) -> Visitor | None:
        return await sessions.find(self._engine, request.cookies.get(self._cookie(door)))

    async def index(self, door: Door | None = None) -> FileResponse:  # noqa: ARG002
        return FileResponse(STATIC / "index.html", media_type="text/html; charset=utf-8")

    async def session(self, request: Request, door: Door | None = None) -> Response:
        if not from_own_page(request.headers, self._host):
            return _no(403)
        language = known_language(request.headers.get("accept-language"))
        visitor = await self._visitor(request, door)
        answer = JSONResponse(
            {
                "language": language,
                "town": self._town.name.text(language),
                "name": "邻里" if language == "zh" else "Linli",
                "limits": {"text": MOST_TEXT, "file": files.LARGEST},
            }
        )
        if visitor is None:
            if not self._minted.allows(request.client.host if request.client else ""):
                return _no(429)
            visitor = await sessions.mint(self._engine)
            answer.set_cookie(
                self._cookie(door),
                visitor.token or "",
                max_age=TEN_YEARS,
                path=f"{self._base(door)}/",
                secure=self._secure,
                httponly=True,
                samesite="strict",
            )
        return answer

    async def upload(  # noqa: PLR0911  each way out has a status of its own
        self, request: Request, door: Door | None = None
    ) -> Response:
        say = speaker(known_language(request.headers.get("accept-language")))
        if not from_own_page(request.headers, self._host):
            return _no(403)
        visitor = await self._visitor(request, door)
        if visitor is None:
            return _no(401)
        if not self._uploads.allows(str(visitor.number)):
            return _said(429, "too-many-files", say("too-many-files", most=files.MOST_A_DAY).words)
        content = await _body(request)
        if content is None:
            megabytes = files.LARGEST // 1024 // 1024
            return _said(413, "file-too-big", say("file-too-big", most=megabytes).words)
        try:
            async with self._drawing:
                given = await asyncio.to_thread(_looked_at, content)
        except pictures.NotAPictureError:
            return _said(415, "file-kind", say("file-not-a-picture").words)
        except papers.NotAPaperError:
            return _said(415, "file-kind", say("file-not-a-paper").words)
        except papers.TooManyPagesError as thick:
            words = say("file-too-thick", pages=thick.pages, most=papers.MOST_PAGES).words
            return _said(413, "file-too-thick", words)
        try:
            async with self._sessions() as db, db.begin():
                now = await clock.now(db)
                person = await people.known(db, NAME, BOT, visitor.number, now=now)
                kept = await files.keep(db, person.id, platform=NAME, now=now, **given)
        except files.TooManyFilesError as refused:
            words = say(refused.text_id, **refused.facts).words
            return _said(429, refused.text_id, words)
        return JSONResponse({"file": kept.id, "url": f"{self._base(door)}/files/{kept.id}"})

    async def file(
        self,
        request: Request,
        file: str,
        thumb: int = 0,
        door: Door | None = None,
    ) -> Response:
        visitor = await self._visitor(request, door)
        if visitor is None or not re.fullmatch(r"[\w-]{1,64}", file):
            return _no(404)
        column = "thumb" if thumb else "content"
        async with self._engine.connect() as connection:
            # Who gave it, and to whom the town has shown it: nobody else.
            found = await connection.execute(
                text(
                    f"""select coalesce(f.{column}, f.content), f.mime, f.kind from files f
                    where f.id = :file and f.content is not null and (
                      f.person_id = (select a.person_id from accounts a where a.platform = 'web'
                        and a.bot = 'web' and a.external_id = :visitor)
                      or exists (select 1 from outbox o join chats c on c.id = o.chat_id
                        where c.platform = 'web' and c.bot = 'web' and c.external_id = :visitor
                        and coalesce(o.payload->>'photo', o.payload->>'document')
                          = 'file:' || f.id))"""  # noqa: S608  the column is one of two words above
                ),
                {"file": file, "visitor": visitor.number},
            )
            row = found.first()
        if row is None:
            return _no(404)
        headers = {"cache-control": "private, max-age=86400, immutable"}
        if row[2] != "photo":
            headers["content-disposition"] = "attachment"
        return Response(row[0], media_type=row[1], headers=headers)

    async def history(self, request: Request, before: int, door: Door | None = None) -> Response:
        visitor = await self._visitor(request, door)
        if visitor is None:
            return _no(401)
        if not 0 < before < 1 << 62:
            return JSONResponse({"messages": []})
        chat = await self._inbox.chat_id(NAME, BOT, visitor.number)
        address = f"{self._base(door)}/files"
        return JSONResponse(
            {"messages": await frames.page_before(self._engine, chat, before, address)}
        )

    async def socket(self, socket: WebSocket, after: int = 0, door: Door | None = None) -> None:
        if not from_own_page(socket.headers, self._host):
            await socket.close(1008)
            return
        try:
            visitor = await self._visitor(socket, door)
        except AWAY:
            await socket.accept()
            await socket.close(TRY_LATER)
            return
        await socket.accept()
        if visitor is None:
            await socket.close(NO_SESSION)
            return
        if self._hub.open_of(visitor.number) >= PAGES_OF_A_SESSION:
            await socket.close(TRY_LATER)
            return
        address = socket.client.host if socket.client else ""
        if self._lines[address] >= PAGES_OF_AN_ADDRESS:
            await socket.close(TRY_LATER)
            return
        language = known_language(socket.headers.get("accept-language"))
        files_ = f"{self._base(door)}/files"
        talk = Talk(socket, self._engine, self._inbox, self._hub, files_, self._said)
        self._lines[address] += 1
        try:
            await talk.run(visitor.number, language, max(0, min(after, 1 << 62)))
        finally:
            self._lines[address] -= 1
            if not self._lines[address]:
                del self._lines[address]


async def _body(request: Request) -> bytes | None:
    """Read a body up to the limit; None when it is larger."""
    chunks, size = [], 0
    async for chunk in request.stream():
        size += len(chunk)
        if size > files.LARGEST:
            return None
        chunks.append(chunk)
    return b"".join(chunks)


def _looked_at(content: bytes) -> dict[str, Any]:
    """Give what is kept of an upload: a picture drawn anew, or a PDF as it came.

    :raises NotAPictureError, NotAPaperError, TooManyPagesError: it is not taken.
    """
    if papers.is_paper(content):
        papers.check(content)
        return {
            "kind": "document", "mime": papers.MIME, "size": len(content), "content": content,
        }  # fmt: skip
    picture = pictures.remake(content)
    return {
        "kind": "photo", "mime": picture.mime, "size": len(picture.content),
        "content": picture.content, "thumb": picture.thumb,
    }  # fmt: skip


def _no(status: int) -> Response:
    return JSONResponse({"error": "no"}, status)


def _said(status: int, error: str, words: str) -> Response:
    return JSONResponse({"error": error, "text": words}, status)
