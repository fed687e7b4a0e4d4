"""What a town is: the things that its pack names. All of it is frozen once it is read."""

import re
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from functools import cached_property
from pathlib import Path
from typing import Annotated, Literal, TypeVar
from zoneinfo import ZoneInfo

import holidays
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=300)]
Texts = tuple[Text, ...]
Code = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{1,40}$")]
Language = Literal["zh", "en"]
Role = Literal["volunteer", "leader", "social_worker", "clerk", "office", "town_office", "admin"]
Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
WEEKDAYS: tuple[Weekday, ...] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


class Entry(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Coded(Entry):
    code: Code


CodedT = TypeVar("CodedT", bound=Coded)


def with_code(entries: Iterable[CodedT], code: str) -> CodedT:
    for entry in entries:
        if entry.code == code:
            return entry
    raise KeyError(code)


class Name(Entry):
    zh: Text
    en: Text

    def text(self, language: str) -> str:
        return self.en if language.startswith("en") else self.zh


# --- times ---------------------------------------------------------------------------------


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


def _day(value: object) -> object:
    if not isinstance(value, str):
        return value
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise ValueError(f'write a day like 2026-10-10, not "{value}"') from None


def _country(value: object) -> object:
    if isinstance(value, str) and value not in holidays.list_supported_countries():
        raise ValueError(f'"{value}" is not a country code such as CN')
    return value


def _listed(value: object) -> object:
    return [value] if isinstance(value, str) else value


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


# --- town.yaml -----------------------------------------------------------------------------


class Community(Coded):
    name: Name
    aliases: Texts = ()
    phone: Text
    address: Name
    default: bool = False


class EmergencyLine(Entry):
    number: Text
    name: Name


class Office(Entry):
    """The town office's regular meeting, the last rung of the ladder."""

    name: Name
    weekday: Weekday


class WorkingHours(Entry):
    days: Annotated[tuple[Weekday, ...], Field(min_length=1)]
    hours: Annotated[tuple[HoursSpan, ...], Field(min_length=1)]
    holidays: Annotated[str, BeforeValidator(_country)]
    days_off: tuple[Day, ...] = ()
    make_up_days: tuple[Day, ...] = ()


class Settings(Entry):
    """Numbers of the town itself. Promises count working hours; all else counts the clock."""

    promise_hours: Annotated[float, Field(gt=0, le=200)]
    quiet_hours: HoursSpan
    draft_hours: Annotated[int, Field(ge=1, le=720)]
    question_days: Annotated[int, Field(ge=1, le=90)]
    rating_days: Annotated[int, Field(ge=1, le=90)]
    reopen_rating: Annotated[int, Field(ge=0, le=4)]
    alarm_repeat_minutes: Annotated[int, Field(ge=1, le=60)]


class TownFile(Entry):
    name: Name
    zone: ZoneInfo
    languages: Annotated[tuple[Language, ...], Field(min_length=1)]
    communities: Annotated[tuple[Community, ...], Field(min_length=1)]
    emergency_lines: Annotated[tuple[EmergencyLine, ...], Field(min_length=1)]
    office: Office
    working_hours: WorkingHours
    settings: Settings


# --- the other files -----------------------------------------------------------------------


class Category(Coded):
    name: Name
    words: Texts = ()
    promise_hours: Annotated[float | None, Field(gt=0, le=200)] = None
    private: bool = False


class CategoriesFile(Entry):
    categories: Annotated[tuple[Category, ...], Field(min_length=1)]


PlaceKind = Literal[
    "compound", "building", "lift", "road", "market", "park", "bus_stop", "station",
    "school", "clinic", "office", "square", "river", "shop", "parking", "site",
]  # fmt: skip


class Place(Coded):
    """A known place; its code is what a QR code at the spot carries."""

    name: Name
    kind: PlaceKind
    community: Code
    aliases: Texts = ()
    lat: Annotated[float, Field(ge=-90, le=90)]
    lon: Annotated[float, Field(ge=-180, le=180)]


class PlacesFile(Entry):
    places: Annotated[tuple[Place, ...], Field(min_length=1)]


StationKind = Literal[
    "canteen", "breakfast", "haircut", "clinic", "laundry", "repair", "reading", "activity",
    "daycare", "counselling", "legal", "supplies", "rest", "hall", "point",
]  # fmt: skip


class Station(Coded):
    name: Name
    kind: StationKind
    community: Code
    place: Code | None = None
    address: Name
    aliases: Texts = ()
    hours: Annotated[tuple[Times, ...], Field(min_length=1)]
    phone: Text
    for_whom: Name
    price: Name


class StationsFile(Entry):
    stations: tuple[Station, ...]


class Department(Coded):
    name: Name


class Service(Coded):
    name: Name
    department: Code
    aliases: Texts = ()


class ServicesFile(Entry):
    departments: tuple[Department, ...]
    services: tuple[Service, ...]


class Team(Coded):
    """A companion team visits people; a volunteer team looks after the community."""

    name: Name
    kind: Literal["companion", "volunteer"]
    about: Name
    aliases: Texts = ()


class ShiftKind(Coded):
    name: Name
    aliases: Texts = ()


class TeamsFile(Entry):
    teams: tuple[Team, ...]
    shift_kinds: tuple[ShiftKind, ...]


class Duty(Times):
    """Who is on duty when; without a community, for the whole town."""

    community: Code | None = None
    staff: Annotated[Texts, Field(min_length=1)]
    role: Role = "social_worker"


class DutyFile(Entry):
    duty: tuple[Duty, ...]


class DemoStaff(Entry):
    name: Text
    role: Role
    community: Code | None = None


class DemoResident(Entry):
    name: Text
    community: Code
    place: Code | None = None
    language: Language = "zh"


ReportState = Literal["new", "taken", "asked", "sent_on", "solved", "not_ours", "reopened"]


class DemoReport(Entry):
    """A report of the demo town's past, with the words that people wrote."""

    resident: Text
    text: Text
    category: Code
    place: Code | None = None
    where: Text | None = None
    state: ReportState
    days_ago: Annotated[float, Field(ge=0, le=365)]
    owner: Text | None = None
    note: Text | None = None
    rating: Annotated[int | None, Field(ge=1, le=5)] = None
    comment: Text | None = None


class PeopleFile(Entry):
    """Invented people; only the demo uses them."""

    staff: tuple[DemoStaff, ...] = ()
    residents: tuple[DemoResident, ...] = ()
    reports: tuple[DemoReport, ...] = ()


# --- all of it -----------------------------------------------------------------------------


class Town(TownFile):
    """A whole pack. What is asked for by a code that the town lacks is a KeyError."""

    path: Path
    categories: tuple[Category, ...]
    places: tuple[Place, ...]
    stations: tuple[Station, ...]
    departments: tuple[Department, ...]
    services: tuple[Service, ...]
    teams: tuple[Team, ...]
    shift_kinds: tuple[ShiftKind, ...]
    duty: tuple[Duty, ...]
    people: PeopleFile

    def __hash__(self) -> int:
        return hash((self.path, self.name))  # a town is a key of caches: no walk over its places

    @cached_property
    def default_community(self) -> Community:
        return next((c for c in self.communities if c.default), self.communities[0])

    @cached_property
    def other_category(self) -> Category:
        return self.category("other")

    def community(self, code: str) -> Community:
        return with_code(self.communities, code)

    def category(self, code: str) -> Category:
        return with_code(self.categories, code)

    def place(self, code: str) -> Place:
        return with_code(self.places, code)

    def station(self, code: str) -> Station:
        return with_code(self.stations, code)

    def department(self, code: str) -> Department:
        return with_code(self.departments, code)

    def service(self, code: str) -> Service:
        return with_code(self.services, code)

    def team(self, code: str) -> Team:
        return with_code(self.teams, code)

    def shift_kind(self, code: str) -> ShiftKind:
        return with_code(self.shift_kinds, code)

    def promise_hours(self, category: str) -> float:
        """Working hours within which a person looks at a report of this category."""
        return self.category(category).promise_hours or self.settings.promise_hours
