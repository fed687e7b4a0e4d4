"""Volunteering as a pack writes it: trainings, standing shifts, their rules, and the time bank."""

from typing import Annotated

from pydantic import Field

from config.town.entry import Code, Coded, Entry, Name, Texts
from config.town.times import ClockTime, Day, Days, HoursSpan

Places = Annotated[int, Field(ge=1, le=1000)]
Age = Annotated[int, Field(ge=14, le=100)]
HoursCount = Annotated[int, Field(ge=0, le=720)]
DayCount = Annotated[int, Field(ge=1, le=365)]


class Training(Coded):
    """What a role may need; without months it stays valid."""

    name: Name
    valid_months: Annotated[int, Field(ge=1, le=240)] | None = None


class ShiftRole(Coded):
    name: Name
    places: Places
    training: Code | None = None
    from_age: Age = 16


class ShiftTemplate(Coded):
    """A shift that comes again; `standing` ones are given out by the monthly rota."""

    name: Name
    kind: Code
    team: Code
    community: Code
    place: Code | None = None
    days: Days
    hours: HoursSpan
    first_day: Day | None = None
    last_day: Day | None = None
    roles: Annotated[tuple[ShiftRole, ...], Field(min_length=1)]
    standing: bool = False
    gives_training: Code | None = None
    briefing: Name | None = None
    checklist: tuple[Name, ...] = ()


class ShiftRules(Entry):
    """Start values: 48 h as juntagrico reminds; 10 h in 24 h and 11 h of rest as engelsystem."""

    ahead_days: Annotated[int, Field(ge=7, le=120)] = 35
    """So far ahead the shifts of templates are there to be taken."""
    minor_from: Age = 16
    adult_from: Age = 18
    elder_from: Age = 70
    approved_by_rule: bool = False
    """Whoever may join is in at once; else a leader or social worker decides."""
    remind_hours: tuple[HoursCount, ...] = (48, 2)
    leave_free_hours: HoursCount = 24
    most_hours: HoursCount = 10
    """In any 24 hours."""
    least_break_hours: HoursCount = 11
    elder_hours: HoursCount = 4
    """A day, for who is `elder_from` or older."""
    no_show_days: DayCount = 90
    no_shows_call: Annotated[int, Field(ge=1, le=20)] = 2
    no_shows_pause: Annotated[int, Field(ge=1, le=20)] = 3
    pause_days: DayCount = 30
    reconfirm_hours: HoursCount = 48
    cover_ask_hours: tuple[HoursCount, ...] = (96, 48, 24, 12)
    cover_asked_at_once: Annotated[int, Field(ge=1, le=50)] = 3
    gap_alarm: ClockTime = Field(default="18:00", validate_default=True)
    day_end: ClockTime = Field(default="18:00", validate_default=True)
    sign_in_minutes: Annotated[int, Field(ge=0, le=240)] = 30
    """So long before its start one may sign in."""
    late_sign_out_minutes: Annotated[int, Field(ge=5, le=240)] = 30
    sign_in_metres: Annotated[int, Field(ge=20, le=20_000)] = 500
    confirm_hours: HoursCount = 72
    nag_hours: tuple[HoursCount, ...] = (24, 48, 72)
    stars_hours: tuple[Annotated[int, Field(ge=1)], ...] = (100, 300, 600, 1000, 1500)


class BankService(Coded):
    """What time is spent on; `minutes_per_hour` is its price, 60 is one for one."""

    name: Name
    words: Texts = ()
    minutes_per_hour: Annotated[int, Field(ge=15, le=240)] = 60


class TimeBank(Entry):
    """Start values: Nanjing's cap of 1,500 h, Beijing's 60 years."""

    organisation: Name
    """The social organisation that rules the bank."""
    cap_hours: Annotated[int, Field(ge=1, le=100_000)] = 1500
    day_hours: Annotated[int, Field(ge=1, le=24)] = 8
    redeem_from: Age = 60
    confirm_hours: HoursCount = 72
    nag_hours: tuple[HoursCount, ...] = (24, 48)
    services: tuple[BankService, ...] = ()


class VolunteersFile(Entry):
    trainings: tuple[Training, ...] = ()
    shift_templates: tuple[ShiftTemplate, ...] = ()
    shift_rules: ShiftRules = ShiftRules()
    time_bank: TimeBank | None = None
