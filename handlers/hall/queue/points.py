"""Where a number can be had: the nearest first, what is open now, and how long one waits there."""

import math
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from community.hall import board
from config.texts import Say, Text, join
from config.town import Place, Point, Town
from config.town.calendar import open_until
from config.town.find import find_community, plain
from handlers.times import open_line

NARROWER = 0.86
"""A degree of longitude against one of latitude, here."""


def points_for(town: Town, services: Sequence[str]) -> list[Point]:
    """Points that handle all of these items."""
    wanted = [service for service in town.services if service.code in services]
    return [p for p in town.points if all(p in town.points_for(service) for service in wanted)]


def nearest_first(town: Town, points: Sequence[Point], community: str | None) -> list[Point]:
    """Order points by their way from the middle of somebody's community; unknown, as they stand."""
    homes = [place for place in town.places if place.community == community]
    if not homes:
        return [*points]
    north = sum(place.lat for place in homes) / len(homes)
    east = sum(place.lon for place in homes) / len(homes)

    def far(point: Point) -> tuple[bool, float]:
        station, spot = town.station(point.station), _spot(town, point)
        way = math.hypot(spot.lat - north, (spot.lon - east) * NARROWER) if spot else math.inf
        return station.community != community, way

    return sorted(points, key=far)


def _spot(town: Town, point: Point) -> Place | None:
    code = town.station(point.station).place
    return next((place for place in town.places if place.code == code), None)


def named_in(town: Town, words: str) -> Point | None:
    """Find the point that words speak of: by its name, by another one, or by its community."""
    said = plain(words)
    for point in town.points:
        station = town.station(point.station)
        names = (station.name.zh, station.name.en, *station.aliases)
        if any(plain(name) in said for name in names):
            return point
    community = find_community(town, words)
    if community is None:
        return None
    of_community = [p for p in town.points if town.station(p.station).community == community.code]
    return of_community[0] if len(of_community) == 1 else None


def is_open(town: Town, point: Point, now: datetime) -> bool:
    return open_until(town, town.station(point.station), now) is not None


async def status(db: AsyncSession, point: Point, now: datetime, say: Say, town: Town) -> Text:
    """Tell in a line or two how it is at a point now."""
    station = town.station(point.station)
    name = say("station-name", name=station.name.text(say.language))
    if not is_open(town, point, now):
        return join([name, open_line(station, now, say, town)])
    there = await board.board(db, town, point.station, now=now)
    if not there.open_counters:
        return join([name, say("queue-point-no-counter", waiting=there.waiting)])
    text_id = "queue-point-busy" if there.waiting else "queue-point-free"
    facts = {"waiting": there.waiting, "minutes": there.minutes, "open": len(there.open_counters)}
    return join([name, say(text_id, **facts)])
