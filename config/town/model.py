"""What a town is: the things that its pack names. All of it is frozen once it is read."""

from functools import cached_property
from pathlib import Path
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

import holidays
from pydantic import BeforeValidator, Field

from config.town.demo import PeopleFile
from config.town.entry import (
    Code,
    Coded,
    Entry,
    Language,
    Name,
    Role,
    Text,
    Texts,
    with_code,
)
from config.town.hall import Department, Form, HallFile, Material, Point, Service
from config.town.times import (
    LEGS,
    Clocks,
    ClockTime,
    Day,
    HoursSpan,
    OwnClocks,
    Span,
    Times,
    Weekday,
)
from config.town.volunteers import ShiftTemplate, Training, VolunteersFile

# --- town.yaml -----------------------------------------------------------------------------


def _zone(value: object) -> object:
    """Find a zone by its name; the name of a folder of zones is none."""
    if not isinstance(value, str):
        return value
    try:
        return ZoneInfo(value)
    except (KeyError, ValueError, OSError):
        raise ValueError(f'"{value}" is not a time zone such as Asia/Shanghai') from None


def _country(value: object) -> object:
    if isinstance(value, str) and value not in holidays.list_supported_countries():
        raise ValueError(f'"{value}" is not a country code such as CN')
    return value


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
    time: ClockTime


class WorkingHours(Entry):
    days: Annotated[tuple[Weekday, ...], Field(min_length=1)]
    hours: Annotated[tuple[HoursSpan, ...], Field(min_length=1)]
    holidays: Annotated[str, BeforeValidator(_country)]
    days_off: tuple[Day, ...] = ()
    make_up_days: tuple[Day, ...] = ()


Metres = Annotated[int, Field(ge=1, le=20_000)]
NearDays = Annotated[int, Field(ge=1, le=365)]


class Settings(Entry):
    """Numbers of the town itself, by the clock and the calendar; the unit is in the name."""

    quiet_hours: HoursSpan
    draft_hours: Annotated[int, Field(ge=1, le=720)]
    question_days: Annotated[int, Field(ge=1, le=90)]
    rating_days: Annotated[int, Field(ge=1, le=90)]
    satisfaction_reminder_days: Annotated[int, Field(ge=1, le=90)]
    near_metres: Metres
    near_days: NearDays
    hot_followers: Annotated[int, Field(ge=1, le=100_000)]
    alarm_repeat_minutes: Annotated[int, Field(ge=1, le=60)]


class TownFile(Entry):
    name: Name
    zone: Annotated[ZoneInfo, BeforeValidator(_zone)]
    languages: Annotated[tuple[Language, ...], Field(min_length=1)]
    communities: Annotated[tuple[Community, ...], Field(min_length=1)]
    emergency_lines: Annotated[tuple[EmergencyLine, ...], Field(min_length=1)]
    office: Office
    working_hours: WorkingHours
    clocks: Clocks
    settings: Settings


# --- the other files -----------------------------------------------------------------------


class Category(Coded):
    name: Name
    words: Texts = ()
    private: bool = False
    urgent: bool = False
    internal: bool = False
    """Filed into by the house itself, never chosen by people or understood from their words."""
    department: Code | None = None
    clocks: OwnClocks = OwnClocks()
    near_metres: Metres | None = None
    near_days: NearDays | None = None
    parties: tuple[Name, ...] = ()


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


class Team(Coded):
    """A companion team visits people; a volunteer team looks after the community."""

    name: Name
    kind: Literal["companion", "volunteer"]
    about: Name
    aliases: Texts = ()


class ShiftKind(Coded):
    name: Name
    aliases: Texts = ()
    learned: bool = True
    """False: it is found by its words; the understanding is not trained on them."""


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


# --- all of it -----------------------------------------------------------------------------


class Town(TownFile, HallFile, VolunteersFile):
    """A whole pack. What is asked for by a code that the town lacks is a KeyError."""

    path: Path
    categories: tuple[Category, ...]
    places: tuple[Place, ...]
    stations: tuple[Station, ...]
    departments: tuple[Department, ...]
    notice: Name | None = None
    materials: tuple[Material, ...] = ()
    services: tuple[Service, ...]
    teams: tuple[Team, ...]
    shift_kinds: tuple[ShiftKind, ...]
    duty: tuple[Duty, ...]
    people: PeopleFile

    def __hash__(self) -> int:
        return hash((self.path, self.name))  # a town is a key of caches: no walk over its places

    def __eq__(self, other: object) -> bool:
        return self is other  # nor when the pack was read twice, as the demo does

    @cached_property
    def default_community(self) -> Community:
        return next((c for c in self.communities if c.default), self.communities[0])

    @cached_property
    def reportable(self) -> tuple[Category, ...]:
        """The categories that people choose from."""
        return tuple(category for category in self.categories if not category.internal)

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

    def material(self, code: str) -> Material:
        return with_code(self.materials, code)

    def form(self, code: str) -> Form:
        return with_code(self.forms, code)

    def point(self, station: str) -> Point:
        for point in self.points:
            if point.station == station:
                return point
        raise KeyError(station)

    def points_for(self, service: Service) -> tuple[Point, ...]:
        """Say where an item is handled, in the order of the pack."""
        halls = {station.code for station in self.stations if station.kind == "hall"}
        wanted = set(service.points) or halls
        return tuple(point for point in self.points if point.station in wanted)

    def team(self, code: str) -> Team:
        return with_code(self.teams, code)

    def shift_kind(self, code: str) -> ShiftKind:
        return with_code(self.shift_kinds, code)

    def training(self, code: str) -> Training:
        return with_code(self.trainings, code)

    def shift_template(self, code: str) -> ShiftTemplate:
        return with_code(self.shift_templates, code)

    def clock(self, leg: str, category: str | None) -> Span:
        """Say how long `leg` may take; a category that the pack no longer has differs in nothing.

        :raises KeyError: no leg has this name.
        """
        if leg not in LEGS:
            raise KeyError(leg)
        entry = next((entry for entry in self.categories if entry.code == category), None)
        own: Span | None = getattr(entry.clocks, leg) if entry else None
        span: Span = own or getattr(self.clocks, leg)
        return span
