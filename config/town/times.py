"""Times as a pack writes them: hours, days, spans, and the clocks of a case."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Annotated, Literal, cast
from zoneinfo import ZoneInfo

from pydantic import BeforeValidator, Field

from config.town.entry import Entry

Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
WEEKDAYS: tuple[Weekday, ...] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


class Hours(Entry):
    """A span of the wall clock; an end that is not after the start lies on the next day."""

    start: time
    end: time

    def on(self, day: date, zone: ZoneInfo) -> tuple[datetime, datetime]:
        end_day = day if self.end > self.start else day + timedelta(days=1)
        return (
            datetime.combine(day, self.start, zone),
            datetime.combine(end_day, self.end, zone),
        )

    def __str__(self) -> str:
        return f"{self.start:%H:%M}-{self.end:%H:%M}"


_CLOCK = r"(?:[01]\d|2[0-3]):[0-5]\d"
_HOURS = re.compile(rf"\s*(?P<start>{_CLOCK})\s*[-–]\s*(?P<end>{_CLOCK}|24:00)\s*")


def _hours(value: object) -> Hours:
    """Read "08:30-17:00"; 24:00 may be written for midnight at the end."""
    match = _HOURS.fullmatch(value) if isinstance(value, str) else None
    if not match:
        raise ValueError(f'write hours like 08:30-17:00, not "{value}"')
    if match["start"] == match["end"]:
        raise ValueError(f'the hours "{value}" end when they start')
    end = match["end"].replace("24:00", "00:00")
    return Hours(start=time.fromisoformat(match["start"]), end=time.fromisoformat(end))


def _time(value: object) -> object:
    if isinstance(value, str):
        if not re.fullmatch(_CLOCK, value.strip()):
            raise ValueError(f'write a time like 09:00, not "{value}"')
        return time.fromisoformat(value.strip())
    return value


def _day(value: object) -> object:
    if not isinstance(value, str):
        return value
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise ValueError(f'write a day like 2026-10-10, not "{value}"') from None


def _listed(value: object) -> object:
    return [value] if isinstance(value, str) else value


ClockTime = Annotated[time, BeforeValidator(_time)]
HoursSpan = Annotated[Hours, BeforeValidator(_hours)]
Day = Annotated[date, BeforeValidator(_day)]
Days = Annotated[
    tuple[Literal[Weekday, "workdays", "holidays", "daily"], ...],
    BeforeValidator(_listed),
    Field(min_length=1),
]


class Times(Entry):
    """Days and hours: workdays and holidays follow the country's calendar, weekdays do not."""

    days: Days
    hours: Annotated[tuple[HoursSpan, ...], BeforeValidator(_listed), Field(min_length=1)]


# --- spans and clocks ----------------------------------------------------------------------

Unit = Literal["working hours", "working days", "hours", "days"]

MOST_AMOUNT = 2000  # of a span that a pack writes
_SPAN = re.compile(r"\s*(?P<amount>-?\d+(?:\.\d+)?)\s+(?P<unit>(?:working +)?(?:hour|day))s?\s*")


@dataclass(frozen=True, slots=True)
class Span:
    """A length of time in the measure in which it is promised; calendar.add_span applies it."""

    amount: float
    unit: Unit

    def __post_init__(self) -> None:
        if not self.amount > 0:
            raise ValueError(f'a span is longer than nothing, not "{self}"')
        if self.unit == "working days" and self.amount != int(self.amount):
            raise ValueError(f'working days are counted whole, not "{self}"')

    @property
    def is_working(self) -> bool:
        return self.unit in ("working hours", "working days")

    def times(self, count: int) -> "Span":
        return Span(self.amount * count, self.unit)

    def __str__(self) -> str:
        return f"{self.amount:g} {self.unit[:-1] if self.amount == 1 else self.unit}"


def _span(value: object) -> Span:
    """Read "4 working hours" or "1 working day"."""
    if isinstance(value, Span):
        return value
    match = _SPAN.fullmatch(value) if isinstance(value, str) else None
    if not match:
        wanted = "write a span like 4 working hours, 1 working day, 36 hours or 7 days"
        raise ValueError(f'{wanted}, not "{value}"')
    amount = float(match["amount"])
    if amount > MOST_AMOUNT:
        raise ValueError(f'a span is at most {MOST_AMOUNT} of its unit, not "{value}"')
    return Span(amount, cast("Unit", " ".join(match["unit"].split()) + "s"))


WrittenSpan = Annotated[Span, BeforeValidator(_span)]


class OwnClocks(Entry):
    """The clocks in which a category differs from its town."""

    seen: WrittenSpan | None = None
    triaged: WrittenSpan | None = None
    volunteer: WrittenSpan | None = None
    social_worker: WrittenSpan | None = None
    community: WrittenSpan | None = None
    department: WrittenSpan | None = None
    deliberation: WrittenSpan | None = None


class Clocks(OwnClocks):
    """How long each leg of a case's way may take."""

    seen: WrittenSpan
    triaged: WrittenSpan
    volunteer: WrittenSpan
    social_worker: WrittenSpan
    community: WrittenSpan
    department: WrittenSpan
    deliberation: WrittenSpan


LEGS = tuple(Clocks.model_fields)
