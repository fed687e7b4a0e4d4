"""How much time a sentence names, in minutes: 一小时, 两个半小时, 90分钟, an hour and a half."""

import re
import unicodedata

MOST = 100_000_000
"""What is larger is taken as this much: no account holds it, and every database can say it."""

_DIGITS = {sign: n for n, sign in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_TENS = {"十": 10, "百": 100, "千": 1000}
_MYRIADS = {"万": 10_000, "亿": 100_000_000}
_ABOUT = re.compile("[一二三四五六七八九]{2,}")
_COUNTED = [
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
    "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen",
    "nineteen", "twenty",
]  # fmt: skip
_WORDS = {word: n for n, word in enumerate(_COUNTED)} | {
    "a": 1, "an": 1, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "ninety": 90,
    "a couple of": 2, "a hundred": 100, "a thousand": 1000, "a million": 1_000_000,
}  # fmt: skip

_SIGN = r"(?P<sign>(?<![\da-z])[-−–]\s?|负|minus\s+|negative\s+)?"
_FIGURES = r"\d[\d,]*(?:\.\d+)?(?:e\+?\d{1,3})?\s?[千万亿]*"
_CHINESE = r"[零〇一二两三四五六七八九十百千万亿]+(?:点[零〇一二两三四五六七八九]+)?"
_ZH = rf"(?:{_FIGURES}|{_CHINESE})"
_EN = rf"(?:{_FIGURES}|{'|'.join(sorted(_WORDS, key=len, reverse=True))})"
_HOUR = r"(?:小时|钟头|时间币|时币|钟点|钟(?!\w))"
_HOURS = r"(?:hours?|hrs?|(?<=\d)\s?h)\b"
_MINUTE = r"(?:分钟|分)"
_MINUTES = r"(?:minutes?|mins?)\b"
_RULES = tuple(
    re.compile(_SIGN + rule)
    for rule in (
        rf"(?P<h>{_ZH})\s?个半\s?{_HOUR}",
        rf"(?P<h>{_ZH})\s?[多来]?\s?个?\s?{_HOUR}(?P<half>半)",
        rf"(?P<h>{_ZH})\s?[多来]?\s?个?\s?{_HOUR}零?(?P<m>{_ZH})\s?{_MINUTE}",
        rf"(?P<h>{_ZH})\s?[多来]?\s?个?\s?{_HOUR}",
        rf"(?P<halfhour>半)\s?个?\s?{_HOUR}",
        r"(?P<quarters>[一二三123])\s?刻钟",
        rf"(?P<m>{_ZH})\s?分钟",
        rf"\b(?P<h>{_EN})\s?and a half\s?{_HOURS}",
        rf"\b(?P<h>{_EN})\s?{_HOURS}\s?and (?P<half>a half)\b",
        rf"\b(?P<h>{_EN})\s?{_HOURS}(?:\s?and)?\s?(?P<m>{_EN})\s?{_MINUTES}",
        r"\b(?P<h>\d+)h(?P<m>\d\d)\b",
        r"(?P<halfhour>\bhalf (?:an )?hour\b)",
        r"\b(?:(?P<quarters>three|a) )?quarters? of an hour\b",
        rf"\b(?P<h>{_EN})\s?{_HOURS}",
        rf"\b(?P<m>{_EN})\s?{_MINUTES}",
    )
)  # fmt: skip
_BARE = re.compile(rf"{_SIGN}(?P<h>{_ZH}|{_EN})")
_ALL = re.compile(r"全部|全都|所有的?时间|全捐|全送|全转|都捐|都送|\ball\b|\beverything\b")


def plain_of(words: str) -> str:
    return unicodedata.normalize("NFKC", words).casefold()


def find(words: str) -> tuple[int, int] | None:
    """Say where in the plain words the first amount stands."""
    found = _first(plain_of(words))
    return found.span() if found else None


def minutes_in(words: str) -> int | None:
    """Read the first amount; None without one, and for 三四个小时, which nobody can book."""
    found = _first(plain_of(words))
    return _minutes(found) if found else None


def minutes_answered(words: str) -> int | None:
    """Read an answer to "how many hours": a number alone counts hours."""
    said = plain_of(words).strip(" 。.!！")
    if (minutes := minutes_in(said)) is not None:
        return minutes
    found = _BARE.fullmatch(said.removesuffix("个"))
    return _minutes(found) if found else None


def is_all(words: str) -> bool:
    return _ALL.search(plain_of(words)) is not None


def _first(said: str) -> re.Match[str] | None:
    found = [match for rule in _RULES if (match := rule.search(said))]
    return min(found, key=lambda match: (_start(match), -match.end()), default=None)


def _start(match: re.Match[str]) -> int:
    return match.start()


def _minutes(match: re.Match[str]) -> int | None:
    said = match.groupdict()
    if said.get("halfhour"):
        minutes = 30.0
    elif "quarters" in said:
        minutes = 15.0 * {"二": 2, "2": 2, "三": 3, "3": 3, "three": 3}.get(
            said["quarters"] or "", 1
        )
    else:
        hours, odd = _number(said.get("h") or "0"), _number(said.get("m") or "0")
        if hours is None or odd is None:
            return None
        more = bool(said.get("half")) or "个半" in match[0] or "and a half" in match[0]
        minutes = hours * 60 + odd + (30 if more else 0)
    whole = round(min(minutes, MOST))
    return -whole if said.get("sign") else whole


def _number(said: str) -> float | None:
    said = said.replace(",", "").strip()
    if said in _WORDS:
        return float(_WORDS[said])
    if figures := re.fullmatch(r"(\d+(?:\.\d+)?(?:e\+?\d+)?)\s?([千万亿]*)", said):
        number = float(figures[1])
        for sign in figures[2]:
            number *= (_TENS | _MYRIADS)[sign]
        return number
    return _chinese(said)


def _chinese(said: str) -> float | None:
    whole, _, part = said.partition("点")
    if _ABOUT.fullmatch(whole):
        return None
    total = section = digit = 0
    for sign in whole:
        if sign in _DIGITS:
            digit = _DIGITS[sign]
        elif sign in _TENS:
            section, digit = section + (digit or 1) * _TENS[sign], 0
        else:
            total, section, digit = (total + section + digit or 1) * _MYRIADS[sign], 0, 0
    number = float(total + section + digit)
    for place, sign in enumerate(part, start=1):
        number += _DIGITS[sign] / 10**place
    return number
