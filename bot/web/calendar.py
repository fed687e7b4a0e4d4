"""An appointment as a calendar file: its unguessable key opens it, without an account."""

from fastapi import APIRouter, Request, Response

from bot.way.away import AWAY, is_away
from bot.web.edges import Budget
from community import clock
from community.database import Sessions
from community.errors import NotAvailableError
from community.hall import booking
from config.texts import known_language, speaker
from config.town import Town
from handlers.hall.booking.calendar import calendar_file

PATH = "/calendar/{key}.ics"
ASKED = (60, 60.0)
"""An address may ask so often in so many seconds; calendars of a family ask at once."""
LONGEST_KEY = 64


class CalendarFiles:
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
            return await self._file(key, request.headers.get("accept-language"))
        except NotAvailableError:
            return Response(status_code=404)
        except AWAY as error:
            if not is_away(error):
                raise
            return Response(status_code=503, headers={"retry-after": "30"})

    async def _file(self, key: str, language: str | None) -> Response:
        if len(key) > LONGEST_KEY or not (key.isascii() and key.isprintable()):
            raise NotAvailableError
        async with self._sessions() as db:
            booked = await booking.by_calendar_key(db, key)
            say = speaker(known_language(language))
            content = calendar_file(booked, say, self._town, await clock.now(db))
        headers = {"content-disposition": f'attachment; filename="{booked.number}.ics"'}
        return Response(content, media_type="text/calendar; charset=utf-8", headers=headers)
