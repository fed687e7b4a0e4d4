"""Whether a problem is known already: open reports of its category near the same spot.

Where both sides have coordinates the distance decides, else how alike the places are called.
Private matters are never found.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import cos, hypot, radians
from typing import Any

from sqlalchemy import Row, func, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from community import duty
from community.cases import Case, Follower
from community.reports.filing import Draft
from community.reports.promises import category_of
from config.town import Town
from config.town.find import plain

METRES_A_DEGREE = 111_320
"""Of latitude; of longitude so many times the cosine of the latitude."""
ALIKE_FROM = 0.6
"""Of two names, as the share of letter pairs that they have in common."""
MOST_NEAR = 50
MOST_NAMES = 300
"""The newest open reports of a community and category whose places' names are compared."""

_COMMON = re.compile(r"社区|小区|花园|家园|新村|附近|旁边|门口|那里|这里|[的,，。.、\s()（）]")
_NUMBER = re.compile(r"\d+")

_BY_SPOT = """
select c.id, c.number, c.place, c.public_text, c.created_at, c.latitude, c.longitude,
       1 + (select count(*) from case_followers f where f.case_id = c.id),
       c.place_code, c.reporter_id
from cases c
where c.kind = 'report' and c.closed_at is null and not c.private
  and point(c.longitude, c.latitude)
      <@ box(point(:west, :south), point(:east, :north))
  and c.category = :category and c.created_at > :since
order by (c.latitude - :lat) ^ 2 + ((c.longitude - :lon) * :narrower) ^ 2
limit :most"""

_BY_NAME = """
select c.id, c.number, c.place, c.public_text, c.created_at, c.latitude, c.longitude,
       0, c.place_code, c.reporter_id
from cases c
where c.kind = 'report' and c.closed_at is null and not c.private
  and c.community = :community and c.category = :category and c.created_at > :since
  and c.place is not null and (:spotless or c.latitude is null)
order by c.created_at desc
limit :most"""


@dataclass(frozen=True)
class Near:
    """An open report that may be the same problem; `people` have spoken of it so far.

    `place` is how its reporter called it: for staff, and for others once there is a public text.
    """

    case_id: int
    number: str
    place: str
    public_text: str | None
    created_at: datetime
    people: int
    metres: float | None
    place_code: str | None = None
    reporter_id: int | None = None


def metres_between(lat: float, lon: float, other_lat: float, other_lon: float) -> float:
    """Flat-earth distance; good to a metre within a town."""
    east = (lon - other_lon) * cos(radians(lat))
    return hypot(lat - other_lat, east) * METRES_A_DEGREE


def alike(one: str, other: str) -> float:
    """How alike two places are called, 0 to 1; another house number is another place."""
    return _alike(_levelled(one), _levelled(other))


def _levelled(place: str) -> str:
    return _COMMON.sub("", plain(place))


def _alike(one: str, other: str) -> float:
    """:param one: and the other as `_levelled` gives them."""
    numbers = zip(_NUMBER.findall(one), _NUMBER.findall(other), strict=False)
    if any(number != another for number, another in numbers):
        return 0.0
    # From here on all numbers look the same: a long one must not outweigh the name of the road.
    one, other = _NUMBER.sub("#", one), _NUMBER.sub("#", other)
    pairs, other_pairs = _pairs(one), _pairs(other)
    if not pairs or not other_pairs:
        return float(one == other and bool(one))
    return len(pairs & other_pairs) / min(len(pairs), len(other_pairs))


def _pairs(words: str) -> set[str]:
    return {words[n : n + 2] for n in range(len(words) - 1)}


async def known_nearby(
    db: AsyncSession, town: Town, draft: Draft, *, now: datetime, but: int | None = None
) -> Sequence[Near]:
    """Find open reports that may be this one, the likeliest first.

    :param but: a case that is not to be found: the one that is being compared itself.
    """
    category = category_of(town, draft.category)
    if category.private:
        return []
    metres = category.near_metres or town.settings.near_metres
    since = now - timedelta(days=category.near_days or town.settings.near_days)
    found: list[Near] = []
    spot = (draft.latitude, draft.longitude)
    if spot[0] is not None and spot[1] is not None:
        found += await _by_spot(db, category.code, spot[0], spot[1], metres, since)
    if draft.place:
        community = duty.community_or_default(town, draft.community)
        found += await _by_name(
            db, category.code, community, draft.place, since, spotless=spot[0] is None
        )
    return list({near.case_id: near for near in found if near.case_id != but}.values())


async def _by_spot(
    db: AsyncSession, category: str, lat: float, lon: float, metres: float, since: datetime
) -> Iterable[Near]:
    narrower = max(cos(radians(lat)), 0.01)
    up = metres / METRES_A_DEGREE
    aside = up / narrower
    rows = await db.execute(
        text(_BY_SPOT),
        {
            "west": lon - aside, "east": lon + aside, "south": lat - up, "north": lat + up,
            "lat": lat, "lon": lon, "narrower": narrower, "category": category,
            "since": since, "most": MOST_NEAR,
        },
    )  # fmt: skip
    near = [_near(row, metres_between(lat, lon, row[5], row[6])) for row in rows]
    return [n for n in near if n.metres is not None and n.metres <= metres]


async def _by_name(
    db: AsyncSession, category: str, community: str, place: str, since: datetime, *, spotless: bool
) -> Iterable[Near]:
    rows = await db.execute(
        text(_BY_NAME),
        {
            "category": category, "community": community, "since": since,
            "spotless": spotless, "most": MOST_NAMES,
        },
    )  # fmt: skip
    asked = _levelled(place)
    close = [(_alike(asked, _levelled(row[2])), row) for row in rows]
    best = sorted((pair for pair in close if pair[0] >= ALIKE_FROM), key=lambda p: -p[0])
    rows_of_best = [row for _, row in best[:MOST_NEAR]]
    following = await _following(db, [row[0] for row in rows_of_best])
    return [_near(row, None, 1 + following.get(row[0], 0)) for row in rows_of_best]


async def _following(db: AsyncSession, case_ids: Sequence[int]) -> dict[int, int]:
    if not case_ids:
        return {}
    counted = await db.execute(
        select(Follower.case_id, func.count())
        .where(Follower.case_id.in_(case_ids))
        .group_by(Follower.case_id)
    )
    return {case_id: count for case_id, count in counted}  # noqa: C416  rows are no pairs


def _near(row: Row[*tuple[Any, ...]], metres: float | None, people: int | None = None) -> Near:
    return Near(
        row[0], row[1], row[2] or "", row[3], row[4], people or row[7], metres, row[8], row[9]
    )


async def others_like(db: AsyncSession, town: Town, case: Case, *, now: datetime) -> Sequence[Near]:
    """What a worker may want to merge with this case."""
    draft = Draft(
        text="",
        category=case.category or "",
        place=case.place,
        place_code=case.place_code,
        latitude=case.latitude,
        longitude=case.longitude,
        community=case.community,
    )
    return await known_nearby(db, town, draft, now=now, but=case.id)
