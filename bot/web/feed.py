"""The calendar of a volunteer's shifts: its secret address opens it, without an account."""

import hashlib

from fastapi import APIRouter, Request, Response

from bot.way.away import AWAY, is_away
from bot.web.edges import Budget
from community import clock
from community.database import Sessions
from community.errors import NotAvailableError
from community.shifts import feed
from config.texts import known_language, speaker
from config.town import Town
from handlers.shifts.lead.calendar import calendar_feed

PATH = "/feed/{key}.ics"
ASKED = (60, 60.0)
"""An address may ask so often in so many seconds; calendars of a family ask at once."""
LONGEST_KEY = 64


class ShiftFeeds:
    def __init__(self, *, sessions: Sessions, town: Town) -> None:
        self._sessions = sessions
        self._town = town
        self._asked = Budget(*ASKED)

    def router(self) -> APIRouter:
        router = APIRouter()
        router.add_api_route(PATH, self.give, methods=["GET", "HEAD"])
        return router

    async def give(self, request: Request, key: str) -> Response:
        if not self._asked.allows(request.client.host if request.client else ""):
            return Response(status_code=429, headers={"retry-after": str(int(ASKED[1]))})
        try:
            content = await self._content(key)
        except NotAvailableError:
            return Response(status_code=404)
        except AWAY as error:
            if not is_away(error):
                raise
            return Response(status_code=503, headers={"retry-after": "30"})
        tag = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
        headers = {"etag": tag, "cache-control": "private, no-cache"}
        if _knows(request.headers.get("if-none-match", ""), tag):
            return Response(status_code=304, headers=headers)
        headers["content-disposition"] = 'inline; filename="linli.ics"'
        return Response(content, media_type="text/calendar; charset=utf-8", headers=headers)

    async def _content(self, key: str) -> bytes:
        if len(key) > LONGEST_KEY or not (key.isascii() and key.isprintable()):
            raise NotAvailableError
        async with self._sessions() as db:
            now = await clock.now(db)
            found = await feed.by_key(db, self._town, key, now=now)
            say = speaker(known_language(found.language))
            return calendar_feed(found, say, self._town, now)


def _knows(said: str, tag: str) -> bool:
    """Say whether the asker has this version already; a proxy may have made its tag a weak one."""
    return any(one.strip().removeprefix("W/") in {tag, "*"} for one in said.split(","))
