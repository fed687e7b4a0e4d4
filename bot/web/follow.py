"""Following a report without an account: a page that asks for its number and code, no program."""

import time
from collections import OrderedDict
from collections.abc import Callable, Sequence
from html import escape
from urllib.parse import parse_qsl, urlsplit

from fastapi import APIRouter, Request, Response

from bot.way.away import AWAY, is_away
from bot.web.edges import Budget, from_own_page
from bot.web.open311.shown import PHOTOS, photos_of
from bot.web.plain import html_of, page
from community import cases
from community.cases import Case, CaseEvent
from community.database import Sessions
from community.errors import NotAvailableError
from community.numbers import find_number
from community.reports import codes
from config.settings import Settings
from config.texts import Say, known_language, speaker
from config.town import Town
from handlers.cases import case_text

PATH = "/follow"
ASKED = (20, 60.0)
"""An address may ask so often in so many seconds."""
MOST_WRONG = 10
LOCKED = 3600.0
"""After so many wrong codes a number opens to nobody for so many seconds."""
MOST_NUMBERS = 20_000
MOST_BYTES = 4096
LONGEST = 100


class Tries:
    """How often a code was tried for each number, kept in this process.

    A try counts before the database is asked: a thousand at once are a thousand.
    """

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._tried: OrderedDict[str, tuple[float, int]] = OrderedDict()

    def begin(self, number: str) -> bool:
        """Count a try; False while the number is locked."""
        now = self._now()
        until, tried = self._tried.pop(number, (0.0, 0))
        if now >= until:
            until, tried = now + LOCKED, 0
        if tried < MOST_WRONG:
            tried += 1
            self._tried[number] = (now + LOCKED if tried == MOST_WRONG else until, tried)
            allowed = True
        else:
            self._tried[number] = (until, tried)
            allowed = False
        while len(self._tried) > MOST_NUMBERS:
            self._tried.popitem(last=False)
        return allowed

    def right(self, number: str) -> None:
        self._tried.pop(number, None)


class FollowPage:
    def __init__(self, *, settings: Settings, sessions: Sessions, town: Town) -> None:
        self._host = urlsplit(settings.web_address).netloc
        self._sessions = sessions
        self._town = town
        self._asked = Budget(*ASKED)
        self._tries = Tries()

    def router(self) -> APIRouter:
        router = APIRouter()
        router.add_api_route(PATH, self.ask, methods=["GET"])
        router.add_api_route(PATH, self.tell, methods=["POST"])
        return router

    async def ask(self, request: Request, language: str = "", number: str = "") -> Response:
        say = _say(request, language)
        return _page(_form(say, find_number(number[:LONGEST]) or ""), say)

    async def tell(self, request: Request) -> Response:
        given = await _form_of(request)
        say = _say(request, given.get("language", ""))
        words = given.get("number", "")
        if not from_own_page(request.headers, self._host):
            return _page(_problem(say("follow-not-here")) + _form(say, ""), say, 403)
        if not self._asked.allows(request.client.host if request.client else ""):
            answer = _page(_problem(say("follow-too-often")) + _form(say, words), say, 429)
            answer.headers["retry-after"] = str(int(ASKED[1]))
            return answer
        try:
            return await self._look(words, given.get("code", ""), say)
        except AWAY as error:
            if not is_away(error):
                raise
            return _page(_problem(say("follow-away")) + _form(say, words), say, 503)

    async def _look(self, words: str, code: str, say: Say) -> Response:
        number = find_number(words) or ""
        allowed = bool(number) and self._tries.begin(number)
        try:
            async with self._sessions() as db:
                # A locked number is asked for all the same, by its name only: it takes as long.
                case = await codes.find(db, number, code if allowed else "")
                self._tries.right(number)
                events = await cases.timeline(db, case.id)
                photos = await photos_of(db, self._town, case)
        except NotAvailableError:
            return _page(_problem(say("follow-unknown")) + _form(say, words), say, 404)
        return _page(self._told(case, events, photos, say), say)

    def _told(
        self, case: Case, events: Sequence[CaseEvent], photos: Sequence[str], say: Say
    ) -> str:
        pictures = "".join(
            f'<a href="{PHOTOS}/{photo}.jpg"><img src="{PHOTOS}/{photo}.jpg?thumb=1" alt=""></a>'
            for photo in photos
        )
        told = html_of(case_text(case, events, say, self._town))
        again = f"{PATH}?language={say.language}"
        return (
            f'<div class="told">{told}</div>'
            + (f'<div class="photos">{pictures}</div>' if pictures else "")
            + f'<p><a class="button" href="{again}">{html_of(say("follow-another"))}</a></p>'
        )


async def _form_of(request: Request) -> dict[str, str]:
    """Read the form; what is too big or no text counts as nothing."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > MOST_BYTES:
            return {}
    try:
        pairs = parse_qsl(body.decode("ascii"), errors="strict", max_num_fields=10)
    except ValueError:
        return {}
    return {name: value[:LONGEST] for name, value in pairs}


def _say(request: Request, wanted: str) -> Say:
    return speaker(known_language(wanted or request.headers.get("accept-language")))


def _page(body: str, say: Say, status: int = 200) -> Response:
    answer = page(say("follow-title"), body, PATH, say, status)
    # Without any referrer a browser says "null" where a form comes from.
    answer.headers["referrer-policy"] = "same-origin"
    return answer


def _problem(words: object) -> str:
    return f'<p class="problem" role="alert">{escape(str(words))}</p>'


def _form(say: Say, number: str) -> str:
    return f"""<p class="lead">{html_of(say("follow-how"))}</p>
<form method="post" action="{PATH}">
<input type="hidden" name="language" value="{say.language}">
<label for="number">{html_of(say("follow-number"))}</label>
<input id="number" name="number" value="{escape(number)}" placeholder="R-2026-000123" required
 maxlength="40" autocomplete="off" autocapitalize="characters" spellcheck="false">
<label for="code">{html_of(say("follow-code"))}</label>
<input id="code" name="code" required maxlength="40" autocomplete="off"
 autocapitalize="characters" spellcheck="false" aria-describedby="code-how">
<p class="quiet" id="code-how">{html_of(say("follow-code-how"))}</p>
<button type="submit">{html_of(say("follow-look"))}</button>
</form>"""
