"""The service hall as a pack writes it: items, what people bring, forms, points and their rules."""

from typing import Annotated, Literal

from pydantic import Field

from config.town.entry import Code, Coded, Entry, Name, Texts
from config.town.times import Times, WrittenSpan

Minutes = Annotated[int, Field(ge=1, le=480)]
Days = Annotated[int, Field(ge=1, le=365)]
Count = Annotated[int, Field(ge=0, le=20)]
DAY_OF_MINUTES = 24 * 60


# --- services.yaml -------------------------------------------------------------------------


class Department(Coded):
    name: Name


class Material(Coded):
    """Something that people bring; with a `form` it is one to be filled in."""

    name: Name
    hint: Name | None = None
    form: Code | None = None


class Brought(Entry):
    """How often an item asks for a material; `proxy`: only of who comes for somebody else."""

    material: Code
    originals: Count = 0
    copies: Count = 0
    proxy: bool = False
    note: Name | None = None


class Condition(Entry):
    """A yes/no question; `otherwise` is what helps the person whose answer does not fit."""

    ask: Name
    fits: bool = True
    otherwise: Name


class Fee(Entry):
    """无偿、低偿、有偿; `note` says how much, and who pays the rest."""

    kind: Literal["free", "reduced", "full"] = "free"
    note: Name | None = None


class Service(Coded):
    """An item of the hall.

    The Chinese name is the canonical one. `aliases` are other names, which the understanding
    learns; `words` are what people say who know none of them, used for finding only.
    """

    name: Name
    department: Code
    aliases: Texts = ()
    words: Texts = ()
    conditions: tuple[Condition, ...] = ()
    materials: Annotated[tuple[Brought, ...], Field(min_length=1)]
    statutory: WrittenSpan
    promised: WrittenSpan
    fee: Fee = Fee()
    visits: Annotated[int, Field(ge=0, le=5)]
    needs_signature: bool = False
    needs_stamp: bool = False
    needs_original_check: bool = False
    points: tuple[Code, ...] = ()
    """Stations of service points that handle it; none named: every hall."""
    minutes: Minutes = 15
    """At the counter: the length of its slot, and the estimate until there is a mean."""
    per_slot: Annotated[int, Field(ge=1, le=50)] | None = None
    """How many may be booked for one moment at one point; None: as many as the point has lines."""
    steps: tuple[Code, ...] = ()
    """Departments through which its file goes, in order; none named: its own."""
    welfare: bool = False
    """For people in need: booking it is never paused."""
    result: Name | None = None
    """What is fetched in the end, if anything is."""
    basis: Name | None = None

    @property
    def online(self) -> bool:
        """Needs nobody's signature or stamp and no look at originals: may be filed in chat."""
        return not (self.needs_signature or self.needs_stamp or self.needs_original_check)

    @property
    def route(self) -> tuple[str, ...]:
        return self.steps or (self.department,)


class ServicesFile(Entry):
    departments: tuple[Department, ...]
    notice: Name | None = None
    """Said under every item: how far the texts can be relied on."""
    materials: tuple[Material, ...] = ()
    services: tuple[Service, ...]


# --- hall.yaml -----------------------------------------------------------------------------

FieldKind = Literal["words", "choice", "date", "phone", "amount"]
Known = Literal["name", "community", "today", "service"]


class FormField(Coded):
    """`by_hand` is left blank for the pen: identity and account numbers are not asked in chat."""

    name: Name
    example: Name
    kind: FieldKind = "words"
    choices: tuple[Name, ...] = ()
    known: Known | None = None
    by_hand: bool = False


class Form(Coded):
    """A paper with fields; its sample is filled with the examples."""

    name: Name
    fields: Annotated[tuple[FormField, ...], Field(min_length=1)]
    declaration: Name | None = None


class Counter(Coded):
    name: Name


class Point(Entry):
    """A place with counters, each of which handles every item of the point (一窗受理).

    `lines` appointments can begin at one moment. Without `hours` the station's are booked.
    """

    station: Code
    prefix: Annotated[str, Field(pattern=r"^[A-Z]$")]
    counters: Annotated[tuple[Counter, ...], Field(min_length=1)]
    lines: Annotated[int, Field(ge=1, le=50)]
    slot_minutes: Annotated[int, Field(ge=5, le=120)] = 15
    hours: tuple[Times, ...] = ()


class BookingRules(Entry):
    """Start values are those of Chinese halls and of Berlin's ZMS; days are calendar days."""

    earliest_days: Annotated[int, Field(ge=0, le=30)] = 1
    window_workdays: Annotated[int, Field(ge=1, le=60)] = 5
    per_day: Annotated[int, Field(ge=1, le=20)] = 1
    most_open: Annotated[int, Field(ge=1, le=100)] = 5
    hold_minutes: Minutes = 10
    change_until_hours: Annotated[int, Field(ge=0, le=72)] = 2
    freed_minutes: Annotated[int, Field(ge=0, le=DAY_OF_MINUTES)] = 30
    offer_minutes: Minutes = 15
    no_show_days: Days = 90
    no_shows_tap: Annotated[int, Field(ge=1, le=20)] = 2
    no_shows_pause: Annotated[int, Field(ge=1, le=20)] = 3
    pause_days: Days = 30


class QueueRules(Entry):
    calls: Annotated[int, Field(ge=1, le=10)] = 3
    call_minutes: Minutes = 5
    requeue_places: Annotated[int, Field(ge=0, le=50)] = 3
    heads_up_ahead: Annotated[int, Field(ge=0, le=50)] = 3
    heads_up_minutes: Minutes = 15
    check_in_minutes: Minutes = 60
    """So long before an appointment its number can be taken."""


class HallFile(Entry):
    points: tuple[Point, ...] = ()
    booking: BookingRules = BookingRules()
    queue: QueueRules = QueueRules()
    forms: tuple[Form, ...] = ()
