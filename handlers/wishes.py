"""What somebody says about when, and for whom, as a wish that the free slots are measured by."""

import re
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any, Self

from config.town import Town
from nlu.when import Precision, When, read
from nlu.when.numbers import chinese_number, one_spelling

MIDNIGHT = 24 * 60
NOON = 12 * 60
MORNING = 9 * 60
ONE_DAY = timedelta(days=1)
CLOCKS = frozenset({Precision.MINUTE, Precision.HOUR})

_SOON = re.compile(
    r"(?:小时|分钟|刻钟|钟头)(?:以|之)?后|\bin .{1,12}(?:hour|minute)", re.IGNORECASE
)
_MONTH_DAY = re.compile(
    r"([\d一二两三四五六七八九十]{1,3})月([\d一二两三四五六七八九十廿]{1,3})[日号]"
)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH_NAME = rf"({'|'.join(_MONTHS)})[a-z]*\.?"
_DAY_MONTH = re.compile(
    rf"\b(\d{{1,2}})(?:st|nd|rd|th)?(?: of)? {_MONTH_NAME}(?![a-z])", re.IGNORECASE
)
_MONTH_THEN_DAY = re.compile(rf"\b{_MONTH_NAME} (\d{{1,2}})(?:st|nd|rd|th)?(?!\d)", re.IGNORECASE)
LEAP_YEAR = 2028

_KIN = (
    "妈妈|妈|爸爸|爸|爷爷|奶奶|外公|外婆|公公|婆婆|岳父|岳母|父亲|母亲|爹|娘|老伴|老公|老婆|爱人"
    "|丈夫|妻子|儿子|女儿|孩子|小孩|孙子|孙女|哥哥|姐姐|弟弟|妹妹|家里老人|老人"
)
_FOR_KIN = re.compile(
    rf"(?:帮|替|给|为)((?:我|咱|俺|我家|我们家)?(?:{_KIN})"
    r"|(?:隔壁|邻居)?[\u4e00-\u9fff]{1,2}(?:奶奶|爷爷|阿姨|叔叔|大爷|大妈|伯伯|婆婆))"
)
_FOR_KIN_EN = re.compile(
    r"\bfor (my (?:mother|father|mum|mom|dad|parents?|grand(?:mother|father|ma|pa)|wife|husband"
    r"|son|daughter|child|kid|brother|sister|aunt|uncle|neighbou?r))\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Wish:
    """Which days, and which part of them in minutes from midnight; `at` is a moment of the day."""

    first: date | None = None
    last: date | None = None
    begins: int = 0
    ends: int = MIDNIGHT
    at: int | None = None

    @property
    def one_day(self) -> date | None:
        return self.first if self.first == self.last else None

    def on(self, day: date) -> Self:
        """Keep the time of day, on this day."""
        return replace(self, first=day, last=day)

    def fits(self, start: datetime) -> bool:
        if self.at is not None:
            return minutes_of(start) == self.at
        return self.begins <= minutes_of(start) < self.ends

    def moment(self, day: date, town: Town) -> datetime:
        """Give the moment of a day by which the nearest slots are measured."""
        minutes = self.at if self.at is not None else self.begins or MORNING
        return datetime.combine(day, time(), town.zone) + timedelta(minutes=min(minutes, 1439))

    def kept(self) -> dict[str, Any]:
        days = {k: d.isoformat() if d else None for k, d in (("first", self.first),
                                                             ("last", self.last))}  # fmt: skip
        return asdict(self) | days

    @classmethod
    def of(cls, kept: dict[str, Any] | None) -> Self:
        known = dict(kept or {})
        for edge in ("first", "last"):
            if known.get(edge):
                known[edge] = date.fromisoformat(known[edge])
        return cls(**known)


def minutes_of(at: datetime) -> int:
    return at.hour * 60 + at.minute


def heard(words: str, now: datetime, town: Town, day: date | None = None) -> Wish | None:
    """Read when somebody would like to come.

    :param day: the day that is talked about already; a time alone is then one of that day.
    """
    here = now.astimezone(town.zone)
    found = read(words, here)
    dated = [when for when in found if when.said_date]
    if dated:
        # 今天想约周五, 昨天没约上: beside a day to come the others only tell of now.
        tonight = datetime.combine(here.date() + ONE_DAY, time(), town.zone)
        ahead = [when for when in dated if (when.end or when.start) > tonight] or dated
        finer = (w for w in ahead[1:] if w.start.date() == ahead[0].start.date() and w.said_time)
        return _dated(next(finer, ahead[0]))
    if _SOON.search(words):
        return Wish(here.date(), here.date())
    # A time without a day is one of any day, so nothing of today is over for it.
    timed = read(words, datetime.combine(here.date(), time(), town.zone))
    if not timed:
        return None
    wish = _timed(timed[-1], Wish())
    return wish.on(day) if day else wish


def without_when(words: str, now: datetime, town: Town) -> str:
    """Take the times out of a sentence, so that they tell nothing about its item."""
    for when in reversed(read(words, now.astimezone(town.zone))):
        for start, end in sorted({s for s in (when.date_span, when.time_span) if s}, reverse=True):
            words = f"{words[:start]} {words[end:]}"
    return words


def heard_all(words: str, now: datetime, town: Town) -> list[Wish]:
    """Read every day of a sentence, in order: 周三的改到周五 names two."""
    return [_dated(when) for when in read(words, now.astimezone(town.zone)) if when.said_date]


def _dated(when: When) -> Wish:
    first = when.start.date()
    if when.precision in CLOCKS or when.precision is Precision.PART_OF_DAY:
        return _timed(when, Wish(first, first))
    last = (when.end - timedelta(seconds=1)).date() if when.end else first
    return Wish(first, max(first, last))


def _timed(when: When, wish: Wish) -> Wish:
    begins = minutes_of(when.start)
    if when.end is None:
        return replace(wish, at=begins)
    ends = MIDNIGHT if when.end.date() > when.start.date() else minutes_of(when.end)
    return replace(wish, begins=begins, ends=ends)


def no_such_day(words: str) -> str | None:
    """Find a day that no calendar has: 11月31日, 30 February."""
    spelled = one_spelling(words)
    for month, day in _month_days(spelled):
        try:
            date(LEAP_YEAR, month, day)
        except ValueError:
            return _said(spelled, month, day)
    return None


def _month_days(spelled: str) -> list[tuple[int, int]]:
    found = []
    for match in _MONTH_DAY.finditer(spelled):
        try:
            found.append((chinese_number(match[1]), chinese_number(match[2])))
        except ValueError:
            continue
    named = [(m[2], m[1]) for m in _DAY_MONTH.finditer(spelled)]
    named += [(m[1], m[2]) for m in _MONTH_THEN_DAY.finditer(spelled)]
    return found + [(_MONTHS.index(name[:3].lower()) + 1, int(day)) for name, day in named]


def _said(spelled: str, month: int, day: int) -> str:
    for pattern in (_MONTH_DAY, _DAY_MONTH, _MONTH_THEN_DAY):
        if match := pattern.search(spelled):
            return match[0]
    return f"{month}/{day}"


def for_whom(words: str) -> str | None:
    """Find for whom somebody asks when it is not for themselves: 给我妈约, for my mother."""
    found = _FOR_KIN.search(words) or _FOR_KIN_EN.search(words)
    return found[1] if found else None
