"""What everybody may read of reports: the public wording only, never a private matter."""

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.web.open311.asked import NUMBER, STATES, Asked
from community.cases import OPEN, Case, CaseEvent, CaseFile, Kind, Rung, Source, Track
from community.files import StoredFile
from community.reports.promises import category_of
from config.texts import Say
from config.town import Category, Place, Town

PHOTOS = "/open311/v2/photos"
COARSE = 3
"""Decimals of a coordinate that nobody has looked at yet: about 100 metres."""

_FILE = re.compile(r"[\w-]{1,64}", re.ASCII)

_updated = (
    select(func.max(CaseEvent.at))
    .where(CaseEvent.case_id == Case.id, CaseEvent.public)
    .correlate(Case)
    .scalar_subquery()
)
_photo = (
    select(CaseFile.file_id)
    .join(StoredFile, StoredFile.id == CaseFile.file_id)
    .where(
        CaseFile.case_id == Case.id,
        CaseFile.released_at.is_not(None),
        StoredFile.kind == "photo",
        StoredFile.content.is_not(None),
    )
    .order_by(CaseFile.added_at, CaseFile.file_id)
    .limit(1)
    .correlate(Case)
    .scalar_subquery()
)
Found = Row[Case, datetime | None, str | None]
"""A case, when something of it was last told, and its first released photo."""


def public(town: Town) -> ColumnElement[bool]:
    private = [category.code for category in town.categories if category.private]
    return and_(
        Case.kind == Kind.REPORT,
        Case.private.is_(False),
        Case.track != Track.MEDIATION,
        or_(Case.category.is_(None), Case.category.not_in(private)),
    )


async def find(db: AsyncSession, town: Town, asked: Asked) -> Sequence[Found]:
    query = select(Case, _updated, _photo).where(public(town))
    if asked.numbers:
        query = query.where(Case.number.in_(asked.numbers))
    else:
        query = query.where(Case.created_at.between(asked.start, asked.end))
        if asked.codes:
            query = query.where(_of(town, asked.codes))
        if asked.states != STATES:
            is_open = Case.status.in_(OPEN)
            query = query.where(is_open if "open" in asked.states else ~is_open)
    query = query.order_by(Case.created_at.desc(), Case.id.desc())
    return (await db.execute(query.limit(asked.limit).offset(asked.offset))).all()


def _of(town: Town, codes: Sequence[str]) -> ColumnElement[bool]:
    """Cases whose category the pack no longer has belong to 其他."""
    wanted = Case.category.in_(codes)
    if town.other_category.code not in codes:
        return wanted
    known = [category.code for category in town.categories]
    return or_(wanted, Case.category.is_(None), Case.category.not_in(known))


async def one(db: AsyncSession, town: Town, number: str) -> Found | None:
    number = number.upper()
    if not NUMBER.fullmatch(number):
        return None
    query = select(Case, _updated, _photo).where(Case.number == number, public(town))
    return (await db.execute(query)).first()


async def photo(
    db: AsyncSession, town: Town, file_id: str, *, thumb: bool
) -> tuple[bytes, str] | None:
    """Give a released photo of a public case, and its media type."""
    if not _FILE.fullmatch(file_id):
        return None
    content = func.coalesce(StoredFile.thumb, StoredFile.content) if thumb else StoredFile.content
    found = await db.execute(
        select(content, StoredFile.mime)
        .join(CaseFile, CaseFile.file_id == StoredFile.id)
        .join(Case, Case.id == CaseFile.case_id)
        .where(
            StoredFile.id == file_id,
            StoredFile.kind == "photo",
            StoredFile.content.is_not(None),
            CaseFile.released_at.is_not(None),
            public(town),
        )
        .limit(1)
    )
    row = found.first()
    return (bytes(row[0] or b""), row[1] or "image/jpeg") if row else None


async def photos_of(db: AsyncSession, town: Town, case: Case) -> Sequence[str]:
    """Give the photos of a case that anybody may see, in the order in which they came."""
    rows = await db.scalars(
        select(CaseFile.file_id)
        .join(StoredFile, StoredFile.id == CaseFile.file_id)
        .join(Case, Case.id == CaseFile.case_id)
        .where(
            Case.id == case.id,
            CaseFile.released_at.is_not(None),
            StoredFile.kind == "photo",
            StoredFile.content.is_not(None),
            public(town),
        )
        .order_by(CaseFile.added_at, CaseFile.file_id)
    )
    return rows.all()


def service(category: Category, say: Say) -> dict[str, Any]:
    name = category.name.text(say.language)
    return {
        "service_code": category.code,
        "service_name": name,
        "description": say("open311-about-service", name=name).words,
        "metadata": True,
        "type": "realtime",
        "keywords": ",".join(word.replace(",", " ") for word in category.words),
        "group": say("open311-group").words,
    }


def definition(town: Town, category: Category, say: Say) -> dict[str, Any]:
    """Tell what a program may add to a report: the place, by its code."""
    return {
        "service_code": category.code,
        "attributes": [
            {
                "variable": True,
                "code": "place",
                "datatype": "singlevaluelist",
                "required": False,
                "datatype_description": say("open311-place-how").words,
                "order": 1,
                "description": say("open311-place-what").words,
                "values": [
                    {"key": place.code, "name": place.name.text(say.language)}
                    for place in town.places
                ],
            }
        ],
    }


def request(found: Found, town: Town, say: Say, address: str) -> dict[str, Any]:
    """:param address: of the web site, without a slash at the end."""
    case, updated, photo_id = found
    category = category_of(town, case.category)
    place = place_of(case, town)
    lat, long = _spot(case, place)

    def at(moment: datetime | None) -> str | None:
        return moment.astimezone(town.zone).isoformat(timespec="seconds") if moment else None

    return {
        "service_request_id": case.number,
        "status": "open" if case.status in OPEN else "closed",
        "status_notes": say(f"case-state-{case.status.value}").words,
        "service_name": category.name.text(say.language),
        "service_code": category.code,
        "description": case.public_text or "",
        "agency_responsible": _agency(case, town, say),
        "service_notice": None,
        "requested_datetime": at(case.created_at),
        "updated_datetime": at(updated or case.created_at),
        "expected_datetime": at(case.due_at),
        "address": _address(case, place, say),
        "address_id": place.code if place else None,
        "zipcode": None,
        "lat": lat,
        "long": long,
        "media_url": f"{address}{PHOTOS}/{photo_id}.jpg" if photo_id else None,
    }


def place_of(case: Case, town: Town) -> Place | None:
    return next((place for place in town.places if place.code == case.place_code), None)


def _spot(case: Case, place: Place | None) -> tuple[float | None, float | None]:
    """Give a case's coordinates as far as they are anybody's business.

    A resident's shared position may be their home: until a worker has written a public wording,
    the known place stands for it, or the neighbourhood.
    """
    if case.latitude is None or case.longitude is None:
        return (place.lat, place.lon) if place else (None, None)
    if case.public_text or case.source is Source.OPEN311:
        return case.latitude, case.longitude
    if place:
        return place.lat, place.lon
    return round(case.latitude, COARSE), round(case.longitude, COARSE)


def _address(case: Case, place: Place | None, say: Say) -> str | None:
    if place:
        return place.name.text(say.language)
    return case.place if case.public_text else None


def _agency(case: Case, town: Town, say: Say) -> str:
    for department in town.departments:
        if case.rung is Rung.DEPARTMENT and department.code == case.department:
            return department.name.text(say.language)
    return say(f"rung-{case.rung.value}").words
