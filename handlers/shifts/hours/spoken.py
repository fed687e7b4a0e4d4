"""Service time as people type it: 2小时, 1.5h, 一个半小时, 90分钟, 1小时30分."""

import re
import unicodedata

AN_HOUR = 60
MOST_BARE_HOURS = 12
"""A bare number up to this means hours; above, minutes."""
MOST = 10**12
"""Beyond what anybody can mean; more digits are not read."""
_DIGITS = {c: n for n, c in enumerate("零一二三四五六七八九十")} | {"两": 2, "半": 0.5, "〇": 0}
_NUMBER = r"[-+−]?\d{1,15}(?:\.\d{1,6})?(?:e\+?\d{1,2})?|[零〇一二两三四五六七八九十]{1,3}|半"
_SPAN = re.compile(
    rf"(?:(?P<hours>{_NUMBER})\s*(?:个)?(?P<half>半)?\s*(?:小时|钟头|hours?|hrs?|h)(?P<half2>半)?)?"
    rf"\s*(?:and\s+)?(?:(?P<minutes>{_NUMBER})\s*(?:分钟|分|minutes?|mins?|m))?"
)
_BARE = re.compile(_NUMBER)


def minutes_in(words: str) -> int | None:
    """Read a time as whole minutes; None when it is none. It may be negative, or far too much."""
    text = unicodedata.normalize("NFKC", words).casefold().strip(" \t\n。.,!，！").replace("−", "-")
    if _BARE.fullmatch(text):
        value = _number(text)
        return _whole(value * AN_HOUR if value <= MOST_BARE_HOURS else value)
    found = _SPAN.fullmatch(text)
    if found is None or not (found["hours"] or found["minutes"]):
        return None
    hours = _number(found["hours"]) if found["hours"] else 0
    halves = 0.5 if found["half"] or found["half2"] else 0
    minutes = _number(found["minutes"]) if found["minutes"] else 0
    return _whole((hours + halves) * AN_HOUR + minutes)


def _whole(minutes: float) -> int:
    return round(max(min(minutes, MOST), -MOST))


def _number(text: str) -> float:
    if text[-1] in _DIGITS:
        return _chinese(text)
    return float(text)


def _chinese(text: str) -> float:
    """Read numerals up to ninety-nine."""
    if "十" in text and len(text) > 1:
        tens, _, ones = text.partition("十")
        return (_DIGITS[tens] if tens else 1) * 10 + (_DIGITS[ones[0]] if ones else 0)
    return float(_DIGITS[text[0]]) if len(text) == 1 else float(sum(_DIGITS[c] for c in text))
