"""The screen in a hall: whose turn it is and at which counter, for who sits eight metres away.

It is plain HTML that renews itself; with its script it is live, and calls out.
"""

import asyncio
import time
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse

from bot.way.away import AWAY, is_away
from bot.web.plain import LOCALES, OTHER, html_of, page
from community import clock
from community.database import Sessions
from community.hall.board import AtCounter, Board, board
from config.settings import Settings
from config.texts import Say, known_language, speaker
from config.town import Town

PATH = "/display"
FRESH = 1.0
"""A board is read anew after so many seconds, however many screens there are."""
WITHOUT_SCRIPT = 10
"""Seconds after which a page without its script loads again."""


class DisplayPage:
    def __init__(self, *, settings: Settings, sessions: Sessions, town: Town) -> None:  # noqa: ARG002
        self._sessions = sessions
        self._town = town
        self._points = frozenset(point.station for point in town.points)
        self._kept: dict[str, tuple[float, datetime, Board]] = {}
        self._reading: dict[str, asyncio.Lock] = {code: asyncio.Lock() for code in self._points}

    def router(self) -> APIRouter:
        router = APIRouter()
        router.add_api_route(PATH + "/{point}", self.show, methods=["GET"])
        router.add_api_route(PATH + "/{point}/now", self.now, methods=["GET"])
        return router

    async def show(self, request: Request, point: str, language: str = "") -> Response:
        say = speaker(known_language(language or request.headers.get("accept-language")))
        if point not in self._points:
            return page(say("display-unknown"), "", "/", say, 404)
        try:
            at, seen = await self._board(point)
        except AWAY as error:
            if not is_away(error):
                raise
            return _whole(self._title(point, say), point, _away(say), say, 503)
        return _whole(self._title(point, say), point, self._body(at, seen, say), say)

    async def now(self, point: str) -> Response:
        if point not in self._points:
            return JSONResponse({"error": "unknown"}, 404)
        at, seen = await self._board(point)
        return JSONResponse(self._told(at, seen))

    def _title(self, point: str, say: Say) -> str:
        return self._town.station(point).name.text(say.language)

    async def _board(self, point: str) -> tuple[datetime, Board]:
        """Read the board at most once a second; who asks meanwhile gets the same."""
        async with self._reading[point]:
            kept = self._kept.get(point)
            if kept is None or time.monotonic() - kept[0] >= FRESH:
                async with self._sessions() as db:
                    at = await clock.now(db)
                    kept = (time.monotonic(), at, await board(db, self._town, point, now=at))
                self._kept[point] = kept
            return kept[1], kept[2]

    def _told(self, at: datetime, seen: Board) -> dict[str, Any]:
        return {
            "clock": f"{at.astimezone(self._town.zone):%H:%M}",
            "called": [_row(row) for row in seen.called],
            "serving": [_row(row) for row in seen.serving],
            "next": [*seen.next],
            "waiting": seen.waiting,
            "open": len(seen.open_counters),
            "minutes": seen.minutes,
        }

    def _body(self, at: datetime, seen: Board, say: Say) -> str:
        minutes = seen.minutes
        about = say("display-no-counter") if minutes is None else say("display-minutes", n=minutes)
        clock_ = f"{at.astimezone(self._town.zone):%H:%M}"
        return f"""<section class="called" id="called" aria-live="assertive">
<h2>{html_of(say("display-now"))}</h2>
<ol>{_rows(seen.called, say)}</ol>
<p class="nobody"{" hidden" if seen.called else ""}>{html_of(say("display-nobody"))}</p>
</section>
<section class="serving" id="serving">
<h2>{html_of(say("display-serving"))}</h2>
<ol>{_rows(seen.serving, say)}</ol>
</section>
<section class="next">
<h2>{html_of(say("display-next"))}</h2>
<ol id="next">{"".join(f"<li>{html_of(shown)}</li>" for shown in seen.next)}</ol>
</section>
<footer><p id="waiting">{html_of(say("display-waiting", n=seen.waiting))}</p>
<p id="minutes">{html_of(about)}</p>
<time id="clock">{clock_}</time></footer>"""


def _row(row: AtCounter) -> dict[str, Any]:
    return {
        "number": row.shown,
        "counter": {"zh": row.name.zh, "en": row.name.en},
        "calls": row.calls,
    }


def _rows(rows: Sequence[AtCounter], say: Say) -> str:
    return "".join(
        f"<li><b>{html_of(row.shown)}</b> <span>{html_of(row.name.text(say.language))}</span></li>"
        for row in rows
    )


def _away(say: Say) -> str:
    return f'<p class="nobody">{html_of(say("display-away-first"))}</p>'


def _whole(title: str, point: str, body: str, say: Say, status: int = 200) -> Response:
    other, name = OTHER[say.language]
    words = {
        "waiting": str(say("display-waiting", n="#")),
        "minutes": str(say("display-minutes", n="#")),
        "no-counter": str(say("display-no-counter")),
        "away": str(say("display-away", clock="#")),
        "sound-on": str(say("display-sound-on")),
    }
    data = " ".join(f'data-{key}="{html_of(text)}"' for key, text in words.items())
    # The path is ours: only points of the pack come here.
    whole = f"""<!doctype html>
<html lang="{LOCALES[say.language]}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="dark">
<noscript><meta http-equiv="refresh" content="{WITHOUT_SCRIPT}"></noscript>
<title>{html_of(title)}</title>
<link rel="icon" href="/static/icon.svg" type="image/svg+xml">
<link rel="stylesheet" href="/static/display.css">
<script type="module" src="/static/display.js"></script>
</head>
<body data-point="{point}" {data}>
<header><h1>{html_of(title)}</h1>
<button type="button" id="sound" hidden>{html_of(say("display-sound"))}</button>
<a href="{PATH}/{point}?language={other}" hreflang="{other}" lang="{other}">{name}</a></header>
<p id="away" role="status" hidden></p>
<main>
{body}
</main>
</body>
</html>
"""
    headers = {"content-language": LOCALES[say.language], "vary": "accept-language"}
    return Response(whole, status, headers, "text/html; charset=utf-8")
