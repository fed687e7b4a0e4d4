"""Finding known places in what people write."""

import re
import unicodedata
from collections.abc import Container, Iterator
from functools import lru_cache

from config.town.model import Community, Place, Town

FEWEST_LETTERS = 2  # of a text that is looked for inside the names of places

_DIGITS = "零一二三四五六七八九"
_NUMBER = re.compile(r"([一二两三四五六七八九]?十?[一二两三四五六七八九]?)(?=号|幢|栋|弄|单元)")
_HOUSE_TOKEN = re.compile(r"\d+号楼|building \d+")
_HOUSE = re.compile(r"(\d+)\s*(?:号楼|幢|栋楼|栋)")


def find_places(town: Town, text: str) -> list[Place]:
    """Find the places that `text` names, the longest name first.

    A name inside a longer one that was found does not count: 虹桥公园 is not also 虹桥. A bare
    house number (3号楼) gives that house in every community, the pieces of a name (花园) all who
    bear it: more than one place means that people are asked which.
    """
    wanted = plain(text)
    return _named(town, wanted) or _houses(town, wanted) or _containing(town, wanted)


def find_community(town: Town, text: str) -> Community | None:
    """Find the one community that `text` names, by itself or by its places."""
    wanted = plain(text)
    names = {
        community.code
        for community in town.communities
        for name in (community.name.zh, community.name.en, *community.aliases)
        if any(_occurrences(plain(name), wanted))
    }
    codes = names or {place.community for place in _named(town, wanted)}
    return town.community(codes.pop()) if len(codes) == 1 else None


def _named(town: Town, wanted: str) -> list[Place]:
    taken: list[tuple[int, int]] = []
    found: dict[str, Place] = {}
    for name, place in _names(town):
        for start, end in _occurrences(name, wanted):
            if not any(a <= start and end <= b and (a, b) != (start, end) for a, b in taken):
                taken.append((start, end))
                found.setdefault(place.code, place)
    return list(found.values())


def _houses(town: Town, wanted: str) -> list[Place]:
    found = {
        place.code: place
        for token in _HOUSE_TOKEN.findall(wanted)
        for name, place in _names(town)
        if place.kind == "building" and any(_occurrences(token, name))
    }
    return in_order(town, found)


def _containing(town: Town, wanted: str) -> list[Place]:
    if len(wanted) < FEWEST_LETTERS:
        return []
    return in_order(town, {place.code for name, place in _names(town) if wanted in name})


def in_order(town: Town, codes: Container[str]) -> list[Place]:
    """Give places in the order of the pack, where the whole stands before its parts."""
    return [place for place in town.places if place.code in codes]


def plain(text: str) -> str:
    """Level out what does not tell places apart: width, case, spaces, 三幢 against 3号楼."""
    text = unicodedata.normalize("NFKC", text).casefold()
    text = _NUMBER.sub(lambda match: _digits(match[1]), text)
    text = _HOUSE.sub(r"\1号楼", text)
    text = re.sub(r"\s+", " ", text).strip()
    return re.sub(r"(?<![!-~]) | (?![!-~])", "", text)  # a space counts between Latin words only


def _digits(numeral: str) -> str:
    if not numeral:
        return ""
    numeral = numeral.replace("两", "二")
    tens, ten, ones = numeral.rpartition("十")
    if not ten:
        return "".join(str(_DIGITS.index(digit)) for digit in numeral)
    return str((_DIGITS.index(tens) if tens else 1) * 10 + (_DIGITS.index(ones) if ones else 0))


def _occurrences(name: str, text: str) -> Iterator[tuple[int, int]]:
    """Find `name` where no Latin word or number runs on: 8号楼 is not in 18号楼."""
    start = text.find(name)
    while start >= 0:
        end = start + len(name)
        if not (_runs_on(text, start) or _runs_on(text, end)):
            yield start, end
        start = text.find(name, start + 1)


def _runs_on(text: str, at: int) -> bool:
    if not 0 < at < len(text):
        return False
    before, after = text[at - 1], text[at]
    return (before.isascii() and before.isalnum()) and (after.isascii() and after.isalnum())


@lru_cache(maxsize=8)
def _names(town: Town) -> list[tuple[str, Place]]:
    names = {
        (plain(name), place)
        for place in town.places
        for name in (place.name.zh, place.name.en, *place.aliases)
    }
    order = {place.code: i for i, place in enumerate(town.places)}
    return sorted(names, key=lambda pair: (-len(pair[0]), order[pair[1].code]))
