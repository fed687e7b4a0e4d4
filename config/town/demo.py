"""Invented people and their past, as a pack writes them for the demo."""

import re
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from config.town.entry import Code, Entry, Language, Role, Text, Texts
from config.town.hall import Minutes
from config.town.times import ClockTime


class DemoStaff(Entry):
    name: Text
    role: Role
    community: Code | None = None
    department: Code | None = None


class DemoResident(Entry):
    name: Text
    community: Code
    place: Code | None = None
    language: Language = "zh"


_MOMENT = re.compile(r"\d{1,3}d (?:[01]\d|2[0-3]):[0-5]\d|\d{1,4}m|meeting|climbs(?:-\d{1,4}m)?")


def _moment(value: object) -> object:
    if isinstance(value, str) and not _MOMENT.fullmatch(value):
        raise ValueError(f'write a moment like 3d 09:30, 40m, meeting or climbs-60m, not "{value}"')
    return value


PastMoment = Annotated[str, BeforeValidator(_moment)]
"""3d 09:30: on the third workday before today. 40m: so much working time ago. meeting: in the
office's last one. climbs: so that a department's time ends soon after the demo has begun."""

Deed = Literal[
    "take", "begin", "assign", "schedule", "ask", "answer", "solve", "not_ours", "unsolvable",
    "withdraw", "grade", "reword", "deliberate", "mediate", "split", "finish_task", "merge",
    "decide", "rate", "say_why", "reopen", "settle",
]  # fmt: skip


class DemoStep(Entry):
    """What somebody did with a report: its owner, unless it says who."""

    at: PastMoment
    do: Deed
    by: Text | None = None
    words: Text | None = None
    to: Text | None = None
    """A rung, a grade, a decision, or the code of the report that goes on."""
    department: Code | None = None
    several: Texts = ()
    """The parties of a mediation; the resident's four answers."""


class DemoReport(Entry):
    """A report of the demo town's past, with the words that people wrote."""

    code: Code | None = None
    resident: Text
    text: Text
    category: Code
    place: Code | None = None
    where: Text | None = None
    at: PastMoment
    patrol: bool = False
    owner: Text | None = None
    followers: Annotated[int, Field(ge=0, le=100)] = 0
    steps: tuple[DemoStep, ...] = ()


# --- the hall ------------------------------------------------------------------------------

_SERVED = re.compile(r"(?P<service>\S+) (?P<minutes>\d{1,3})")
Ago = Annotated[int, Field(ge=0, le=240)]
Ahead = Annotated[int, Field(ge=1, le=10)]
StarsGiven = Annotated[int, Field(ge=1, le=5)]


def _served(value: object) -> object:
    if not isinstance(value, str):
        return value
    match = _SERVED.fullmatch(value.strip())
    if not match:
        raise ValueError(f'write an item and its minutes like SB-002 14, not "{value}"')
    return match.groupdict()


class DemoServed(Entry):
    """A number that was served; without a resident, of somebody who took it at the door."""

    service: Code
    minutes: Minutes
    resident: Text | None = None
    stars: Annotated[int, Field(ge=3, le=5)] | None = None
    """A worse one would be called back, and its case belongs into a story of its own."""


class DemoDay(Entry):
    """A day at one counter: one number after the other, from when the hall opened.

    :param ago: workdays before today.
    """

    ago: Annotated[int, Field(ge=1, le=30)]
    clerk: Text
    counter: Code
    served: tuple[Annotated[DemoServed, BeforeValidator(_served)], ...]


HallDeed = Literal[
    "take", "ask", "complete", "accept", "start", "step_done", "approve", "refuse", "collect",
    "withdraw", "rate",
]  # fmt: skip


class DemoHallStep(Entry):
    """What somebody did with an application: its clerk, unless it says who."""

    at: PastMoment
    do: HallDeed
    by: Text | None = None
    words: Text | None = None
    stars: StarsGiven | None = None


class DemoApplication(Entry):
    """Filed in chat where the item can be, else at the counter."""

    resident: Text
    service: Code
    at: PastMoment
    clerk: Text
    for_whom: Text | None = None
    words: Text | None = None
    steps: tuple[DemoHallStep, ...] = ()


class DemoBooking(Entry):
    """:param ahead: workdays from today until the visit."""

    resident: Text
    service: Code
    ahead: Ahead
    time: ClockTime
    made: PastMoment
    for_whom: Text | None = None


class DemoFullDay(Entry):
    """Neighbours booked all of a day at a point, and others wait that something comes free."""

    point: Code
    service: Code
    ahead: Ahead
    made: PastMoment
    waiting: Texts = ()


class DemoCounter(Entry):
    clerk: Text
    counter: Code


class DemoNumber(Entry):
    """A number of today; all in minutes before the demo begins.

    :param clerk: who called it, when somebody did.
    """

    service: Code
    taken: Ago
    resident: Text | None = None
    clerk: Text | None = None
    called: Ago | None = None
    begun: Ago | None = None
    done: Ago | None = None


class DemoNow(Entry):
    """What goes on in the hall when the demo begins; it begins while the hall is open then."""

    counters: tuple[DemoCounter, ...]
    numbers: tuple[DemoNumber, ...]


class DemoHall(Entry):
    point: Code
    days: tuple[DemoDay, ...] = ()
    applications: tuple[DemoApplication, ...] = ()
    bookings: tuple[DemoBooking, ...] = ()
    full_days: tuple[DemoFullDay, ...] = ()
    now: DemoNow | None = None


# --- volunteers ----------------------------------------------------------------------------


class DemoVolunteer(Entry):
    """Somebody of the demo who volunteers: what they gave so far, and what they signed up for."""

    name: Text
    born: Annotated[int, Field(ge=1900, le=2100)]
    teams: Annotated[tuple[Code, ...], Field(min_length=1)]
    leads: bool = False
    trainings: tuple[Code, ...] = ()
    free: tuple[Text, ...] = ()
    hours: Annotated[int, Field(ge=0, le=5000)] = 0
    """Confirmed before the demo began, four on each day."""
    next: tuple[Code, ...] = ()
    """Templates whose next shift they have a place in."""


class DemoAccount(Entry):
    """An elder's account in the time bank, and what was given to them."""

    resident: Text
    born: Annotated[int, Field(ge=1900, le=2100)]
    hours: Annotated[int, Field(ge=0, le=100)] = 0
    called: Text | None = None
    """What `by` calls them; with it, time can be given by a sentence."""
    by: Text | None = None


class PeopleFile(Entry):
    """Invented people; only the demo uses them."""

    staff: tuple[DemoStaff, ...] = ()
    residents: tuple[DemoResident, ...] = ()
    reports: tuple[DemoReport, ...] = ()
    hall: DemoHall | None = None
    volunteers: tuple[DemoVolunteer, ...] = ()
    accounts: tuple[DemoAccount, ...] = ()
