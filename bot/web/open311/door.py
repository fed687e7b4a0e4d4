"""The door itself: paths, limits, formats of answers and errors."""

import re
import time
from collections import OrderedDict
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import structlog
from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse, RedirectResponse
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.way.away import AWAY, is_away
from bot.web.edges import Budget
from bot.web.open311 import asked, given, guide, openapi, shown
from bot.web.open311.formats import Format, answer
from bot.web.open311.refusals import Refusal
from community import clock, keys
from community.cases import Case, CaseEvent, Source
from community.database import Sessions
from community.people import hash_of
from community.reports import codes, filing
from community.reports.filing import Draft
from config.settings import Settings
from config.texts import Say, known_language, speaker
from config.town import Town
from handlers.cases import moment
from nlu import emergency

log = structlog.get_logger()

METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]
READS = (240, 60.0)
LISTS = (60, 60.0)
PHOTOS = (600, 60.0)
TRIES = (60, 60.0)
"""An address may ask so often in so many seconds; POSTs are counted before the key is looked at."""
FILED = (30, 60.0)
"""A key may file so many reports in so many seconds."""
WAIT = 60
SAME_WITHIN = timedelta(minutes=1)
"""Within it the same report of the same program is one that was sent twice."""
MOST_ANSWERS = 1000
LONGEST_KEY = 200
PHOTO_KEPT = {"cache-control": "public, max-age=300"}
OPEN_DATA = {"access-control-allow-origin": "*"}

_FORMAT = r"\.(?P<format>json|xml)"
PATHS: Mapping[re.Pattern[str], tuple[str, ...]] = {
    re.compile(pattern): methods
    for pattern, methods in {
        rf"(?P<what>discovery){_FORMAT}": ("GET",),
        rf"(?P<what>services){_FORMAT}": ("GET",),
        rf"(?P<what>service)s/(?P<id>[\w-]{{1,40}}){_FORMAT}": ("GET",),
        rf"(?P<what>requests){_FORMAT}": ("GET", "POST"),
        rf"(?P<what>request)s/(?P<id>[\w-]{{1,40}}){_FORMAT}": ("GET",),
        rf"(?P<what>token)s/(?P<id>[\w-]{{1,40}}){_FORMAT}": ("GET",),
        r"(?P<what>photo)s/(?P<id>[\w-]{1,64})\.jpg": ("GET",),
    }.items()
}


class Open311:
    """GeoReport v2 under /open311/v2, and the page that tells programmers about it."""

    def __init__(self, *, settings: Settings, sessions: Sessions, town: Town) -> None:
        self._address = settings.web_address
        self._sessions = sessions
        self._town = town
        self._reads = Budget(*READS)
        self._lists = Budget(*LISTS)
        self._photos = Budget(*PHOTOS)
        self._tries = Budget(*TRIES)
        self._filed = Budget(*FILED)
        self._answers = Answers()

    def router(self) -> APIRouter:
        router = APIRouter()
        router.add_api_route("/open311/openapi.json", self.openapi, methods=["GET"])
        router.add_api_route("/open311/", self.guide, methods=["GET"])
        router.add_api_route("/open311", self.to_guide, methods=["GET"])
        router.add_api_route("/open311/v2/{path:path}", self.serve, methods=METHODS)
        return router

    async def openapi(self, request: Request) -> Response:
        say = _say(request)
        headers = {"vary": "accept-language", **OPEN_DATA}
        return JSONResponse(openapi.describe(self._address, self._town, say), headers=headers)

    async def guide(self, request: Request, language: str = "") -> Response:
        say = speaker(known_language(language or request.headers.get("accept-language")))
        return guide.page(self._address, self._town, say)

    async def to_guide(self) -> Response:
        return RedirectResponse("/open311/", 308)

    async def serve(self, request: Request, path: str) -> Response:
        say = _say(request)
        reading = request.method in {"GET", "HEAD"}
        headers = {"vary": "accept-language", **(OPEN_DATA if reading else {})}
        format_: Format = "xml" if path.endswith(".xml") else "json"
        try:
            try:
                return await self._serve(request, path, format_, say, headers)
            except AWAY as error:
                if not is_away(error):
                    raise
                log.warning("the database is away", fault=type(error).__name__)
                raise Refusal(503, "open311-away", wait=2) from None
        except Refusal as refusal:
            if refusal.wait:
                headers["retry-after"] = str(refusal.wait)
            if refusal.status == 405:  # noqa: PLR2004
                headers["allow"] = refusal.facts["allowed"]
            words = say(refusal.text_id, **refusal.facts).words
            content = [{"code": refusal.status, "description": words}]
            return answer("errors", content, format_, refusal.status, headers)

    async def _serve(
        self, request: Request, path: str, format_: Format, say: Say, headers: dict[str, str]
    ) -> Response:
        found, methods = _found(path)
        method = "GET" if request.method == "HEAD" else request.method
        if method not in methods:
            allowed = ", ".join((*methods, "HEAD"))
            raise Refusal(405, "open311-no-method", allowed=allowed)
        address = request.client.host if request.client else ""
        if method == "POST":
            if not self._tries.allows(address):
                raise Refusal(429, "open311-too-often", wait=WAIT)
            content = await self._file(request, say)
            return answer("service_requests", [content], format_, 201, headers)
        budgets = {"photo": self._photos, "requests": self._lists}
        if not budgets.get(found["what"], self._reads).allows(address):
            raise Refusal(429, "open311-too-often", wait=WAIT)
        if found["what"] == "photo":
            return await self._photo(request, found["id"], headers)
        root, content = await self._read(request, found["what"], found.groupdict().get("id"), say)
        return answer(root, content, format_, 200, headers)

    async def _read(
        self, request: Request, what: str, id_: str | None, say: Say
    ) -> tuple[str, Any]:
        town = self._town
        match what, id_:
            case "discovery", None:
                return "discovery", openapi.discovery(self._address, say)
            case "services", None:
                known = [category for category in town.categories if not category.private]
                return "services", [shown.service(category, say) for category in known]
            case "service", str(code):
                category = asked.public_category(town, code)
                return "service_definition", shown.definition(town, category, say)
            case "requests", None:
                return "service_requests", await self._requests(request, say)
            case _, number:
                async with self._sessions() as db:
                    found = await shown.one(db, town, number or "")
                if found is None:
                    raise Refusal(404, "open311-no-request")
                if what == "token":
                    content: Any = {"service_request_id": found[0].number, "token": number}
                else:
                    content = shown.request(found, town, say, self._address)
                return "service_requests", [content]

    async def _requests(self, request: Request, say: Say) -> list[dict[str, Any]]:
        async with self._sessions() as db:
            now = await clock.now(db)
            wanted = asked.read(request.query_params, self._town, now)
            rows = await shown.find(db, self._town, wanted)
        return [shown.request(row, self._town, say, self._address) for row in rows]

    async def _photo(self, request: Request, file: str, headers: dict[str, str]) -> Response:
        thumb = request.query_params.get("thumb", "") not in {"", "0", "false"}
        async with self._sessions() as db:
            found = await shown.photo(db, self._town, file, thumb=thumb)
        if found is None:
            raise Refusal(404, "open311-no-photo")
        return Response(found[0], 200, {**headers, **PHOTO_KEPT}, found[1])

    async def _file(self, request: Request, say: Say) -> dict[str, Any]:
        fields = await given.read_form(request)
        key = fields.get("api_key") or request.headers.get("x-api-key", "")
        async with self._sessions() as db:
            holder = await keys.holder_of(db, key[:LONGEST_KEY])
        if holder is None:
            raise Refusal(403, "open311-no-key")
        if not self._filed.allows(hash_of(key)):
            raise Refusal(429, "open311-too-many-filed", wait=WAIT)
        draft = given.draft_of(fields, self._town)
        digest = given.digest_of(holder, draft)
        async with self._sessions() as db, db.begin():
            now = await clock.now(db)
            await db.execute(select(func.pg_advisory_xact_lock(digest)))
            case = await _twin(db, holder, draft, now - SAME_WITHIN)
            code = self._answers.code_of(case) if case else None
            if case is None:
                case = await filing.file(
                    db, self._town, draft, None, now=now, source=Source.OPEN311
                )
                await _sign(db, case, holder)
            if code is None:
                # A repeat means that the first answer, and the code in it, was lost.
                code = codes.new_code(case)
        self._answers.keep(case.number, code)
        return {
            "service_request_id": case.number,
            "service_notice": self._notice(case, code, fields, say),
            "account_id": None,
        }

    def _notice(self, case: Case, code: str, fields: Mapping[str, str], say: Say) -> str:
        by = moment(case.due_at or case.created_at, say, self._town)
        parts = [
            say(
                "open311-filed",
                number=case.number,
                by=by,
                address=f"{self._address}/follow",
                code=code,
            )
        ]
        if fields.get("media_url"):
            parts.append(say("open311-no-media"))
        if emergency.check(case.text):
            lines = (f"{e.name.text(say.language)} {e.number}" for e in self._town.emergency_lines)
            parts.append(say("open311-emergency", lines="; ".join(lines)))
        return " ".join(part.words for part in parts)


class Answers:
    """Codes that were given out within the last minute, for programs that ask twice."""

    def __init__(self) -> None:
        self._kept: OrderedDict[str, tuple[float, str]] = OrderedDict()

    def keep(self, number: str, code: str) -> None:
        now = time.monotonic()
        self._kept.pop(number, None)
        self._kept[number] = (now + SAME_WITHIN.total_seconds(), code)
        while self._kept and (len(self._kept) > MOST_ANSWERS or self._oldest < now):
            self._kept.popitem(last=False)

    def code_of(self, case: Case) -> str | None:
        """Give the code again, unless another process has made a newer one."""
        _, code = self._kept.get(case.number, (0.0, ""))
        return code if code and hash_of(code) == case.follow_hash else None

    @property
    def _oldest(self) -> float:
        return next(iter(self._kept.values()))[0]


async def _twin(db: AsyncSession, holder: str, draft: Draft, since: Any) -> Case | None:
    """Find the same report that this program has just filed."""
    case: Case | None = await db.scalar(
        select(Case)
        .join(CaseEvent, CaseEvent.case_id == Case.id)
        .where(
            Case.created_at > since,
            Case.source == Source.OPEN311,
            Case.category == draft.category,
            Case.text == draft.text,
            Case.place.is_not_distinct_from(draft.place),
            Case.place_code.is_not_distinct_from(draft.place_code),
            Case.latitude.is_not_distinct_from(draft.latitude),
            Case.longitude.is_not_distinct_from(draft.longitude),
            CaseEvent.what == "opened",
            CaseEvent.facts["program"].astext == holder,
        )
        .limit(1)
    )
    return case


async def _sign(db: AsyncSession, case: Case, holder: str) -> None:
    """Write down which program brought it: for the operator, who gave it the key."""
    opened = await db.scalar(
        select(CaseEvent).where(CaseEvent.case_id == case.id, CaseEvent.what == "opened")
    )
    if opened is not None:
        opened.facts = {**opened.facts, "program": holder}


def _found(path: str) -> tuple[re.Match[str], tuple[str, ...]]:
    for pattern, methods in PATHS.items():
        found = pattern.fullmatch(path)
        if found:
            return found, methods
    raise Refusal(404, "open311-no-path")


def _say(request: Request) -> Say:
    return speaker(known_language(request.headers.get("accept-language")))
