"""How a report's draft is corrected; what a sentence adds to it is read in `handlers.reading`."""

import re

from handlers.reading import (
    Where,
    candidates,
    category_in,
    community_named,
    free_place,
    is_aside,
    known,
    nearest,
    place_in,
)

__all__ = [
    "Where",
    "candidates",
    "category_in",
    "community_named",
    "free_place",
    "is_aside",
    "is_correction",
    "known",
    "nearest",
    "place_in",
    "without_lead",
]

_WRONG = (
    r"不对|不是|错了|搞错了|说错了|写错了|弄错了|更正(?:一下)?|改一下|改成|应该是|不好意思|"
    r"no\b|nope|wrong|sorry|actually|i mean|correction"
)
_CORRECTION = re.compile(rf"^\s*(?:{_WRONG})", re.IGNORECASE)
_LEAD = re.compile(
    rf"^[\s,，。.!！:：]*(?:{_WRONG}|是|在|地点|it'?s\b|it is\b|at\b|the place is\b)"
    r"[\s,，。.!！:：]*",
    re.IGNORECASE,
)


def is_correction(words: str) -> bool:
    return bool(_CORRECTION.match(words))


def without_lead(words: str) -> str:
    """Cut the words that only introduce a correction: 「不对，是3号楼」 is 「3号楼」."""
    rest = words
    while (shorter := _LEAD.sub("", rest, count=1)) != rest and shorter.strip():
        rest = shorter
    return rest.strip()
