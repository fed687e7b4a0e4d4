"""What a sentence or a shared spot says of a problem: where, which kind, or only a question.

Pure: no database, no chat. Common ground for the rooms that take reports in.
"""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from config.town import Place, Town
from config.town.find import find_community, find_places
from handlers.filters import plain
from nlu.meaning import ACT_FROM, Meaning

LONGEST_PLACE = 120
NEAR, HERE = 500, 60
"""Metres within which a shared location is named after a known place, or taken as it."""
OUTSIDE = 20_000
"""Metres from every known place, from which on a location cannot be in this town."""
METRES_A_DEGREE = 111_000
NARROWER = 0.86
"""A degree of longitude against one of latitude, here."""
SURE_PLACE = 3
"""Characters from which on an unknown name that understanding found is taken as a place."""

_NOT_A_PLACE = frozenset(
    {
        "楼下", "楼上", "楼道", "楼道里", "门口", "家门口", "小区", "小区里", "小区门口",
        "我家", "家里", "我们小区", "这里", "这边", "那边", "路边", "路口", "隔壁", "单元门口",
        "村里", "社区", "downstairs", "upstairs", "outside", "here", "there", "building",
        "street", "road", "corner", "home",
    }
)  # fmt: skip
_QUESTION = re.compile(
    r"[?？]|吗\s*$|呢\s*$|几点|什么|怎么|哪里|哪儿|哪个|多少|为什么|多久|能不能|可不可以|"
    r"\b(what|when|where|how|why|who|which|can i|do you|is there|are you)\b",
    re.IGNORECASE,
)

ASIDES = frozenset(
    {
        "station_info", "service_guide", "show_menu", "queue_status", "my_data", "track_report",
        "job_info", "training_info", "my_shifts", "my_appointments", "time_bank", "vote_topic",
        "fund_projects", "switch_language",
    }
)  # fmt: skip
"""What may be asked in the middle of a form; the form goes on after the answer."""

Data = dict[str, Any]


@dataclass(frozen=True)
class Where:
    """A place as far as it is known; several candidates mean that we must ask which."""

    words: str
    code: str | None = None
    community: str | None = None
    latitude: float | None = None
    longitude: float | None = None

    def into(self, data: Data) -> Data:
        return {
            **data,
            "place": self.words,
            "place_code": self.code,
            "community": self.community or data.get("community"),
            "latitude": self.latitude,
            "longitude": self.longitude,
        }


def known(place: Place, language: str, words: str | None = None) -> Where:
    """:param words: what the person wrote, where it says more than the place's name."""
    name = place.name.text(language)
    detailed = words if words and len(words) > len(name) else name
    return Where(detailed[:LONGEST_PLACE], place.code, place.community, place.lat, place.lon)


def candidates(town: Town, words: str, community: str | None) -> Sequence[Place]:
    """Find the places that a text may mean; the person's own community decides where it can."""
    found = find_places(town, words)
    here = [place for place in found if place.community == community]
    return here if len(found) > 1 and here else found


def place_in(
    town: Town, words: str, meaning: Meaning | None, community: str | None, language: str
) -> Where | None:
    """Read the place out of a first sentence, only where it is certain."""
    found = candidates(town, words, community)
    if len(found) == 1:
        return known(found[0], language)
    named = [e.text for e in (meaning.entities if meaning else ()) if e.kind == "place"]
    longest = max(named, key=len, default="")
    if len(found) > 1 or len(longest) < SURE_PLACE or plain(longest) in _NOT_A_PLACE:
        return None
    there = find_community(town, words)
    if not re.search(r"\d|号|弄|路|街|楼|园|桥|苑|road|street|building", longest, re.IGNORECASE):
        return None
    return Where(longest[:LONGEST_PLACE], community=there.code if there else community)


def free_place(town: Town, words: str, community: str | None) -> Where:
    """Take what the person wrote as the place, when no known place fits."""
    there = find_community(town, words)
    return Where(words.strip()[:LONGEST_PLACE], community=there.code if there else community)


def nearest(town: Town, latitude: float, longitude: float, language: str) -> Where | None:
    """Name a shared location by the known place that is nearest to it.

    None when it lies far outside the town: a phone that does not know where it is says 0, 0.
    """

    def metres(place: Place) -> float:
        north, east = place.lat - latitude, (place.lon - longitude) * NARROWER
        return math.hypot(north, east) * METRES_A_DEGREE

    place = min(town.places, key=metres)
    far = metres(place)
    if far > OUTSIDE:
        return None
    name = place.name.text(language)
    at = f"{latitude:.5f}, {longitude:.5f}"
    words = f"{name} ({at})" if far < NEAR else at
    return Where(words, place.code if far < HERE else None, place.community, latitude, longitude)


def category_in(town: Town, words: str, meaning: Meaning | None) -> str:
    """Guess the category's code from what was understood, else from the pack's words for each."""
    for entity in meaning.entities if meaning else ():
        if entity.kind == "problem_category":
            for category in town.reportable:
                if entity.value == category.name.zh:
                    return category.code
    text = plain(words)
    scores = {
        category.code: max((len(w) for w in category.words if w.casefold() in text), default=0)
        for category in town.reportable
    }
    best = max(scores, key=lambda code: scores[code])
    return best if scores[best] else town.other_category.code


def is_aside(words: str, meaning: Meaning | None) -> bool:
    """Say whether a text in the middle of a form is a question of its own, not an answer."""
    return (
        meaning is not None
        and meaning.intent in ASIDES
        and meaning.confidence >= ACT_FROM
        and bool(_QUESTION.search(words))
    )


def community_named(town: Town, words: str) -> str | None:
    there = find_community(town, words)
    return there.code if there else None
