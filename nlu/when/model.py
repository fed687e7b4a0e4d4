"""What a time expression means: the answer `When`, and the pieces that it is joined from."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum, StrEnum
from typing import NamedTuple


class Precision(StrEnum):
    """How finely the words fix the time, finest first."""

    MINUTE = "minute"
    HOUR = "hour"
    PART_OF_DAY = "part-of-day"
    DAY = "day"
    WEEKEND = "weekend"
    WEEK = "week"
    PART_OF_MONTH = "part-of-month"
    MONTH = "month"
    PART_OF_YEAR = "part-of-year"


@dataclass(frozen=True)
class When:
    """A time expression and what it means.

    :param end: exclusive; None when the words name a point in time.
    :param span: in characters of the text, like the two other spans. A word such as 今晚 or
        "tonight" says both and stands in the time span; 每晚 stands in the date span.
    :param recurs: an RFC 5545 recurrence rule for 每周三 or "every Monday"; `start` is then the
        next occurrence.
    """

    start: datetime
    end: datetime | None
    precision: Precision
    span: tuple[int, int]
    date_span: tuple[int, int] | None
    time_span: tuple[int, int] | None
    said_date: bool
    said_time: bool
    recurs: str | None = None


class Days(NamedTuple):
    """Whole days, `end` exclusive."""

    start: date
    end: date
    precision: Precision


@dataclass(frozen=True)
class DatePhrase:
    """A date as it was said.

    :param occurrence: the first occurrence that ends after the given day, or None if there is
        none. A fixed date ignores the day.
    :param floats: 周三 and 3号 float: they move on when they are over; 明天 is fixed.
    :param skips_today: needs a time that is still ahead to mean today.
    :param weekday: said as a weekday, which beside another date only confirms it.
    """

    occurrence: Callable[[date], Days | None]
    floats: bool = False
    skips_today: bool = False
    recurs: str | None = None
    weekday: bool = False


class Twelve(Enum):
    """Which half of the day twelve-hour figures are in."""

    DAWN = "dawn"
    AM = "am"
    NOON = "noon"
    PM = "pm"
    NIGHT = "night"


class Part(NamedTuple):
    """A part of the day in minutes from midnight."""

    begins: int
    ends: int
    half: Twelve

    def minute(self, hour: int, minute: int) -> int:
        """Turn a figure on the clock into minutes from the midnight that begins the day."""
        return _hour_in(self.half, hour) * 60 + minute


def _hour_in(half: Twelve, hour: int) -> int:
    noon, small_hours = 12, range(1, 5)
    if hour > noon:
        return hour
    match half:
        case Twelve.DAWN:
            return hour % noon
        case Twelve.NOON if hour in small_hours:
            return hour + noon
        case Twelve.PM:
            return hour % noon + noon
        case Twelve.NIGHT:
            return hour + 2 * noon if hour in small_hours else hour % noon + _evening(hour)
    return hour


def _evening(hour: int) -> int:
    """Twelve at night ends the day that it is counted to."""
    return 24 if hour % 12 == 0 else 12


@dataclass(frozen=True)
class Clock:
    """A time of day as it was said.

    :param hour: None when only a part of the day was said.
    :param weak: means a time only in company: 一点 may be "a little".
    :param exact: on the 24-hour clock, or am or pm was said.
    :param until: where the range ends.
    """

    hour: int | None = None
    minute: int = 0
    part: Part | None = None
    exact: bool = False
    until: "Clock | None" = None
    precision: Precision = Precision.MINUTE
    weak: bool = False


@dataclass(frozen=True)
class Piece:
    """A stretch of the text with what it says; with nothing said it only keeps others away.

    :param moment: a point in time counted from now, such as 半小时后.
    """

    start: int
    end: int
    date: DatePhrase | None = None
    clock: Clock | None = None
    moment: datetime | None = None
    date_span: tuple[int, int] | None = None
    time_span: tuple[int, int] | None = None
    until: "Piece | None" = None

    @property
    def silent(self) -> bool:
        return self.date is None and self.clock is None and self.moment is None
