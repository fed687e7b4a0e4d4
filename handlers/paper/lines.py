"""Where lines may end, in Chinese and in Latin letters."""

import unicodedata
from collections.abc import Callable, Iterator

Advance = Callable[[str], float]
"""The width of a character, in ems."""

NEVER_FIRST = frozenset("，。、；：？！）】》〉〕」』”’…—·～,.;:?!)]}%％‰℃°")
NEVER_LAST = frozenset("（【《〈〔「『“‘([{￥¥$№#")


def lines(text: str, ems: float, advance: Advance) -> list[str]:
    """Break `text` into lines of at most `ems`; one character stands even where none has room."""
    return [line for part in text.split("\n") for line in _filled(part, ems, advance)]


def _filled(text: str, ems: float, advance: Advance) -> Iterator[str]:
    start, best, used = 0, 0, 0.0
    at = 0
    while at < len(text):
        char = text[at]
        if at > start and _may_part(text[at - 1], char):
            best = at
        used += advance(char)
        if used > ems and char != " " and at > start:
            end = best if best > start else at
            yield text[start:end].rstrip(" ")
            start = at = best = end
            used = 0.0
            continue
        at += 1
    yield text[start:].rstrip(" ")


def _may_part(before: str, after: str) -> bool:
    if after in NEVER_FIRST or before in NEVER_LAST or after == " ":
        return False
    return before == " " or _is_wide(before) or _is_wide(after)


def _is_wide(char: str) -> bool:
    return unicodedata.east_asian_width(char) in "WF"
