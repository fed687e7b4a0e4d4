"""What a program hands in: the form of a POST, read into a draft of a report.

Names, numbers, addresses of mail and pictures that the spec lets programs send are not kept.
"""

import hashlib
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl

from fastapi import Request

from bot.web.open311.asked import public_category
from bot.web.open311.refusals import Refusal
from community.reports.filing import Draft
from community.reports.nearby import metres_between
from config.texts import clean
from config.town import Place, Town
from config.town.find import find_community, find_places

FORM = "application/x-www-form-urlencoded"
MOST_BYTES = 64 * 1024
MOST_FIELDS = 200
LONGEST_DESCRIPTION = 4000
LONGEST_ADDRESS = 200
FURTHEST = 20_000
"""Metres from the nearest known place within which a report is still the town's."""
NEAR, HERE = 500, 60
"""Metres within which coordinates are named after a known place, or taken as it."""

_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_NUMBER = re.compile(r"[+-]?[0-9]{1,3}(?:\.[0-9]{1,20})?")

Fields = Mapping[str, str]


@dataclass(frozen=True)
class Where:
    words: str | None = None
    place: Place | None = None
    community: str | None = None
    lat: float | None = None
    long: float | None = None


async def read_form(request: Request) -> Fields:
    """Read a form; of a field that comes twice the first counts.

    :raises Refusal: too big, not a form, or not text.
    """
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != FORM:
        raise Refusal(415, "open311-not-a-form", form=FORM)
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > MOST_BYTES:
            raise Refusal(413, "open311-too-big", most=MOST_BYTES // 1024)
    try:
        pairs = parse_qsl(
            body.decode("ascii"),
            keep_blank_values=True,
            errors="strict",
            max_num_fields=MOST_FIELDS,
        )
    except ValueError:
        raise Refusal(400, "open311-not-read") from None
    fields: dict[str, str] = {}
    for name, value in pairs:
        fields.setdefault(name, value.strip())
    return fields


def draft_of(fields: Fields, town: Town) -> Draft:
    """:raises Refusal: what is lacking, or cannot be."""
    code = fields.get("service_code", "")
    if not code:
        raise Refusal(400, "open311-service-lacks")
    category = public_category(town, code)
    text = _words(fields, "description", LONGEST_DESCRIPTION)
    if not text:
        raise Refusal(400, "open311-description-lacks")
    where = _where(fields, town)
    return Draft(
        text=text,
        category=category.code,
        place=where.words,
        place_code=where.place.code if where.place else None,
        latitude=where.lat,
        longitude=where.long,
        community=where.place.community if where.place else where.community,
    )


def digest_of(holder: str, draft: Draft) -> int:
    """Give the same number for the same report of the same program, 63 bits."""
    parts = (
        holder, draft.category, draft.text, draft.place, draft.place_code,
        draft.latitude, draft.longitude,
    )  # fmt: skip
    return int.from_bytes(hashlib.sha256(repr(parts).encode()).digest()[:8]) >> 1


def _words(fields: Fields, name: str, longest: int) -> str:
    words = fields.get(name, "")
    if _CONTROL.search(words.replace("\r\n", "\n")):
        raise Refusal(400, "open311-control", name=name)
    if len(words) > longest:
        raise Refusal(400, "open311-too-long", name=name, most=longest)
    return clean(words).strip()


def _where(fields: Fields, town: Town) -> Where:
    has_spot = bool(fields.get("lat") or fields.get("long"))
    address = _words(fields, "address_string", LONGEST_ADDRESS)
    code = fields.get("address_id", "")
    given = sum((has_spot, bool(address), bool(code)))
    chosen = _known(fields.get("attribute[place]", ""), town, "attribute[place]")
    if given > 1:
        raise Refusal(400, "open311-two-places")
    if has_spot:
        return _at_spot(fields, town, chosen)
    if address:
        return _at_address(address, town, chosen)
    place = _known(code, town, "address_id") or chosen
    if place is None:
        raise Refusal(400, "open311-place-lacks")
    return Where(place.name.zh, place, lat=place.lat, long=place.lon)


def _known(code: str, town: Town, name: str) -> Place | None:
    if not code:
        return None
    for place in town.places:
        if place.code == code:
            return place
    raise Refusal(400, "open311-no-place", name=name)


def _at_spot(fields: Fields, town: Town, chosen: Place | None) -> Where:
    lat, long = _degrees(fields, "lat", 90), _degrees(fields, "long", 180)
    nearest = min(town.places, key=lambda p: metres_between(lat, long, p.lat, p.lon))
    far = metres_between(lat, long, nearest.lat, nearest.lon)
    if not (lat or long) or far > FURTHEST:
        raise Refusal(400, "open311-far-away", kilometres=FURTHEST // 1000)
    if chosen:
        return Where(chosen.name.zh, chosen, lat=lat, long=long)
    spot = f"{lat:.5f}, {long:.5f}"
    return Where(
        f"{nearest.name.zh} ({spot})" if far < NEAR else spot,
        nearest if far < HERE else None,
        nearest.community,
        lat,
        long,
    )


def _degrees(fields: Fields, name: str, most: int) -> float:
    given = fields.get(name, "")
    if not _NUMBER.fullmatch(given):
        raise Refusal(400, "open311-not-degrees", name=name, most=most)
    degrees = float(given)
    if not math.isfinite(degrees) or abs(degrees) > most:
        raise Refusal(400, "open311-not-degrees", name=name, most=most)
    return degrees


def _at_address(address: str, town: Town, chosen: Place | None) -> Where:
    found = [chosen] if chosen else find_places(town, address)
    if len(found) == 1:
        place = found[0]
        return Where(address, place, lat=place.lat, long=place.lon)
    there = find_community(town, address)
    return Where(address, community=there.code if there else None)
