"""Spans, clocks and meetings: what is due when. 2026-11-23 is a Monday."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from config.town import LEGS, Hours, Span, Town, Unit
from config.town.calendar import (
    NeverOpenError,
    Stretch,
    add_span,
    is_workday,
    next_meeting,
    resumed,
    working_spans,
    working_time_between,
)

UNITS: tuple[Unit, ...] = ("working hours", "working days", "hours", "days")


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo("Asia/Shanghai"))


# --- the legs ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("leg", "category", "span"),
    [
        ("seen", None, "4 working hours"),
        ("seen", "noise", "4 working hours"),
        ("seen", "safety", "1 working hour"),
        ("seen", "facilities", "2 working hours"),
        ("seen", "a-category-that-was-removed", "4 working hours"),
        ("triaged", "safety", "1 working day"),
        ("volunteer", None, "1 working day"),
        ("social_worker", None, "3 working days"),
        ("community", None, "3 working days"),
        ("department", "facilities", "7 days"),
        ("deliberation", "other", "15 days"),
    ],
)
def test_a_leg_has_a_clock(xincheng: Town, leg: str, category: str | None, span: str) -> None:
    assert str(xincheng.clock(leg, category)) == span


def test_every_leg_has_a_clock_in_every_category(xincheng: Town) -> None:
    for category in xincheng.categories:
        assert all(xincheng.clock(leg, category.code).amount > 0 for leg in LEGS)


def test_there_is_no_clock_for_a_leg_that_no_case_goes(xincheng: Town) -> None:
    with pytest.raises(KeyError):
        xincheng.clock("mayor", "noise")


def test_a_span_can_be_had_several_times() -> None:
    assert Span(3, "working days").times(3) == Span(9, "working days")
    assert str(Span(0.5, "hours").times(2)) == "1 hour"


@pytest.mark.parametrize("amount", [0, -1, 1.5, float("nan")])
def test_working_days_are_counted_from_one_and_whole(amount: float) -> None:
    with pytest.raises(ValueError, match="working day"):
        Span(amount, "working days")


# --- when a span has passed ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("start", "amount", "unit", "due"),
    [
        ("2026-11-23T10:30", 4, "working hours", "2026-11-23T16:30"),
        ("2026-11-27T16:30", 1, "working hours", "2026-11-30T09:00"),
        ("2026-11-28T12:00", 2, "working hours", "2026-11-30T10:30"),
        ("2026-11-23T10:30", 1, "working days", "2026-11-24T17:00"),
        ("2026-11-23T03:00", 1, "working days", "2026-11-24T17:00"),
        ("2026-11-23T23:59", 1, "working days", "2026-11-24T17:00"),
        ("2026-11-23T10:30", 3, "working days", "2026-11-26T17:00"),
        ("2026-11-27T10:30", 3, "working days", "2026-12-02T17:00"),
        ("2026-11-28T10:30", 1, "working days", "2026-11-30T17:00"),
        ("2026-11-23T10:30", 7, "days", "2026-11-30T10:30"),
        ("2026-11-23T10:30", 15, "days", "2026-12-08T10:30"),
        ("2026-11-28T23:30", 1, "hours", "2026-11-29T00:30"),
        # Spring Festival: off from Sunday 15 to Monday 23 February, the Saturdays around it work
        ("2026-02-13T16:30", 1, "working hours", "2026-02-14T09:00"),
        ("2026-02-13T16:30", 1, "working days", "2026-02-14T17:00"),
        ("2026-02-14T16:30", 1, "working hours", "2026-02-24T09:00"),
        ("2026-02-14T10:00", 1, "working days", "2026-02-24T17:00"),
        ("2026-02-14T10:00", 3, "working days", "2026-02-26T17:00"),
        ("2026-02-27T10:00", 1, "working days", "2026-02-28T17:00"),
        ("2026-02-14T10:00", 7, "days", "2026-02-21T10:00"),
        # National Day: off from 1 to 7 October; Sunday 20 September, Saturday 10 October work
        ("2026-09-30T16:00", 4, "working hours", "2026-10-08T11:30"),
        ("2026-09-30T10:00", 3, "working days", "2026-10-10T17:00"),
        ("2026-10-03T10:00", 1, "working days", "2026-10-08T17:00"),
        ("2026-10-09T16:30", 1, "working hours", "2026-10-10T09:00"),
        ("2026-10-10T16:30", 1, "working hours", "2026-10-12T09:00"),
        ("2026-09-18T10:00", 1, "working days", "2026-09-20T17:00"),
    ],
)
def test_when_a_span_has_passed(
    xincheng: Town, start: str, amount: float, unit: Unit, due: str
) -> None:
    assert add_span(xincheng, at(start), Span(amount, unit)) == at(due)


@pytest.mark.parametrize(
    ("start", "end", "hours"),
    [
        ("2026-11-23T08:30", "2026-11-23T17:00", 6.5),
        ("2026-11-23T11:00", "2026-11-23T14:00", 1),
        ("2026-11-23T12:00", "2026-11-23T13:00", 0),
        ("2026-11-27T16:00", "2026-11-30T09:30", 2),
        ("2026-02-14T00:00", "2026-02-25T00:00", 13),
        ("2026-09-30T16:00", "2026-10-11T00:00", 20.5),
        ("2026-11-23T17:00", "2026-11-23T08:30", 0),
        ("2026-11-23T09:00", "2026-11-23T09:00", 0),
    ],
)
def test_how_much_working_time_lies_between(
    xincheng: Town, start: str, end: str, hours: float
) -> None:
    assert working_time_between(xincheng, at(start), at(end)) == timedelta(hours=hours)


def test_hours_that_overlap_count_once(xincheng: Town) -> None:
    town = working(xincheng, hours=[(8, 12), (9, 10), (11, 14)])
    monday = at("2026-11-23T00:00")

    assert working_time_between(town, monday, monday + timedelta(days=1)) == timedelta(hours=6)
    assert add_span(town, monday, Span(5, "working hours")) == at("2026-11-23T13:00")


def test_a_town_that_never_works_is_told_so(xincheng: Town) -> None:
    town, start = working(xincheng, hours=[]), at("2026-11-23T09:00")

    for unit in ("working hours", "working days"):
        with pytest.raises(NeverOpenError):
            add_span(town, start, Span(1, unit))
    assert working_time_between(town, start, start + timedelta(days=3)) == timedelta()


def test_a_town_that_works_little_gets_there(xincheng: Town) -> None:
    town = working(xincheng, hours=[(9, 10)], days=("wed",))

    due = add_span(town, at("2026-11-23T09:00"), Span(500, "working hours"))

    assert due > at("2035-01-01T00:00")


# --- pauses --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("unit", "due", "paused", "now", "again"),
    [
        ("days", "2026-11-30T10:30", "2026-11-25T10:30", "2026-11-27T11:30", "2026-12-02T11:30"),
        ("hours", "2026-11-23T12:00", "2026-11-23T11:00", "2026-11-23T13:00", "2026-11-23T14:00"),
        # one hour was left, and is given again
        ("working hours", "2026-11-23T10:00", "2026-11-23T09:00", "2026-11-24T16:30",
         "2026-11-25T09:00"),
        # a pause in which nobody would have worked costs nothing
        ("working hours", "2026-11-30T09:00", "2026-11-27T17:00", "2026-11-29T22:00",
         "2026-11-30T09:00"),
        # three hours were left: they pass before and after the holidays
        ("working days", "2026-09-28T17:00", "2026-09-28T14:00", "2026-09-30T16:00",
         "2026-10-08T10:30"),
        # the make-up Saturday works
        ("working days", "2026-10-08T17:00", "2026-10-08T16:00", "2026-10-09T17:30",
         "2026-10-10T09:30"),
        # no working time was left
        ("working hours", "2026-11-28T12:00", "2026-11-27T18:00", "2026-12-01T09:00",
         "2026-12-01T09:00"),
        # it had run out before
        ("working hours", "2026-11-23T10:00", "2026-11-23T11:00", "2026-11-27T11:00",
         "2026-11-23T10:00"),
        ("days", "2026-11-23T10:00", "2026-11-23T11:00", "2026-11-27T11:00", "2026-11-23T10:00"),
    ],
)  # fmt: skip
def test_a_pause_moves_what_is_due(
    xincheng: Town, unit: Unit, due: str, paused: str, now: str, again: str
) -> None:
    assert resumed(xincheng, unit, at(due), at(paused), at(now)) == at(again)


# --- laws ----------------------------------------------------------------------------------


def working(
    town: Town,
    *,
    hours: list[tuple[int, int]],
    days: tuple[str, ...] = ("mon", "tue", "wed", "thu", "fri"),
    zone: str = "Asia/Shanghai",
    country: str = "CN",
) -> Town:
    rules = town.working_hours.model_copy(
        update={
            "days": days,
            "hours": tuple(Hours(start=time(start), end=time(end)) for start, end in hours),
            "holidays": country,
        }
    )
    return town.model_copy(update={"zone": ZoneInfo(zone), "working_hours": rules})


EVERY_DAY = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
MAKE_TOWN: tuple[Callable[[Town], Town], ...] = (
    lambda town: town,
    lambda town: working(town, hours=[(22, 6), (5, 9)], days=("fri", "sat")),
    lambda town: working(
        town, hours=[(0, 4), (20, 2)], days=EVERY_DAY, zone="America/New_York", country="US"
    ),
    lambda town: working(
        town, hours=[(1, 3), (23, 0)], days=EVERY_DAY, zone="Australia/Lord_Howe", country="AU"
    ),
)


@pytest.fixture(scope="module")
def towns(xincheng: Town) -> list[Town]:
    return [make(xincheng) for make in MAKE_TOWN]


@st.composite
def spans(draw: st.DrawFn) -> Span:
    unit = draw(st.sampled_from(UNITS))
    if unit == "working days":
        return Span(draw(st.integers(1, 40)), unit)
    return Span(draw(st.integers(1, 4000)) / 100, unit)


which = st.integers(0, len(MAKE_TOWN) - 1)
SPRING_FESTIVAL = st.datetimes(datetime(2026, 2, 10), datetime(2026, 3, 2))  # noqa: DTZ001 - UTC
NATIONAL_DAY = st.datetimes(datetime(2026, 9, 17), datetime(2026, 10, 13))  # noqa: DTZ001 - UTC
CLOCKS_CHANGE = st.datetimes(datetime(2026, 10, 30), datetime(2026, 11, 3))  # noqa: DTZ001 - UTC
CLOCKS_CHANGE_BACK = st.datetimes(datetime(2026, 3, 6), datetime(2026, 4, 7))  # noqa: DTZ001 - UTC
ANY_DAY = st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31))  # noqa: DTZ001 - UTC
moments = (SPRING_FESTIVAL | NATIONAL_DAY | CLOCKS_CHANGE | CLOCKS_CHANGE_BACK | ANY_DAY).map(
    lambda moment: moment.replace(tzinfo=UTC)
)
pauses = st.timedeltas(timedelta(), timedelta(days=30))
law = settings(max_examples=200, deadline=None)


@law
@given(which, moments, spans())
def test_a_span_measures_itself(towns: list[Town], n: int, start: datetime, span: Span) -> None:
    town = towns[n]
    due = add_span(town, start, span)

    assert due.tzinfo == town.zone
    assert due > start
    match span.unit:
        case "working hours":
            assert working_time_between(town, start, due) == timedelta(hours=span.amount)
        case "working days":
            first = start.astimezone(town.zone).date() + timedelta(days=1)
            worked = workdays(town, first, int(span.amount))
            assert due.astimezone(UTC) == max(end for _, end in working_spans(town, worked[-1]))
        case "hours":
            assert due.astimezone(UTC) - start == timedelta(hours=span.amount)
        case "days":
            assert due.astimezone(UTC) - start == timedelta(days=span.amount)


def workdays(town: Town, first: date, count: int) -> list[date]:
    days = (first + timedelta(days=ahead) for ahead in range(400))
    return [day for day in days if is_workday(town, day)][:count]


@law
@given(which, moments, pauses, pauses)
def test_working_time_adds_up(
    towns: list[Town], n: int, start: datetime, one: timedelta, two: timedelta
) -> None:
    between = working_time_between
    town, middle, end = towns[n], start + one, start + one + two

    parts = between(town, start, middle) + between(town, middle, end)
    assert between(town, start, end) == parts <= one + two


@law
@given(which, moments, spans(), pauses)
def test_a_pause_of_no_time_changes_nothing(
    towns: list[Town], n: int, start: datetime, span: Span, worked: timedelta
) -> None:
    town = towns[n]
    due = add_span(town, start, span)

    assert resumed(town, span.unit, due, start + worked, start + worked) == due


@law
@given(which, moments, spans(), pauses, pauses, pauses)
def test_a_longer_pause_is_never_due_earlier(
    towns: list[Town],
    n: int,
    start: datetime,
    span: Span,
    worked: timedelta,
    pause: timedelta,
    longer: timedelta,
) -> None:
    town, paused = towns[n], start + worked
    due = add_span(town, start, span)
    soon = resumed(town, span.unit, due, paused, paused + pause)
    late = resumed(town, span.unit, due, paused, paused + pause + longer)

    assert due.astimezone(UTC) <= soon.astimezone(UTC) <= late.astimezone(UTC)
    if due > paused and span.unit in ("hours", "days"):
        assert late.astimezone(UTC) - due.astimezone(UTC) == pause + longer


@law
@given(which, moments, spans(), pauses, pauses)
def test_what_was_left_at_the_pause_is_given_again(
    towns: list[Town], n: int, start: datetime, span: Span, worked: timedelta, pause: timedelta
) -> None:
    town, paused = towns[n], start + worked
    due = add_span(town, start, span)
    left = working_time_between(town, paused, due)
    again = resumed(town, span.unit, due, paused, paused + pause)

    if span.unit in ("working hours", "working days"):
        assert working_time_between(town, paused + pause, again) == left


@law
@given(which, st.dates(date(2026, 1, 1), date(2027, 12, 31)))
def test_what_is_remembered_of_a_day_is_what_would_be_found_out(
    towns: list[Town], n: int, day: date
) -> None:
    """The towns bear one name and path: they meet in the cache, and must not mix."""
    town = towns[n]
    worked = town.working_hours.hours if is_workday(town, day) else ()
    fresh = sorted(instants(hours.on(day, town.zone)) for hours in worked)

    assert list(working_spans(town, day)) == fresh
    assert list(working_spans(town, day)) == fresh


def instants(stretch: Stretch) -> Stretch:
    start, end = stretch
    return start.astimezone(UTC), end.astimezone(UTC)


# --- meetings ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("after", "starts"),
    [
        ("2026-11-23T08:59", "2026-11-23T09:00"),
        ("2026-11-23T09:00", "2026-11-30T09:00"),
        ("2026-11-28T12:00", "2026-11-30T09:00"),
        ("2026-09-28T10:00", "2026-10-08T09:00"),
        ("2026-10-07T12:00", "2026-10-08T09:00"),
        ("2026-10-08T09:00", "2026-10-12T09:00"),
        ("2026-02-09T10:00", "2026-02-24T09:00"),
        ("2026-02-24T10:00", "2026-03-02T09:00"),
    ],
    ids=[
        "this morning", "just begun", "at the weekend", "into National Day", "put off last week",
        "the meeting that was put off", "two meetings put off to one day", "and then as ever",
    ],
)  # fmt: skip
def test_when_the_office_meets_next(xincheng: Town, after: str, starts: str) -> None:
    assert next_meeting(xincheng, at(after)) == at(starts)


@law
@given(which, moments)
def test_every_meeting_is_on_a_workday_and_comes_in_time(
    towns: list[Town], n: int, after: datetime
) -> None:
    town = towns[n]
    meeting = next_meeting(town, after)

    assert meeting > after
    assert is_workday(town, meeting.date())
    assert meeting.timetz().replace(tzinfo=None) == town.office.time
    assert meeting - after < timedelta(days=7 + 12)  # a week, and the longest holidays


def test_a_town_without_workdays_has_no_meetings(xincheng: Town) -> None:
    idle = working(xincheng, hours=[(9, 17)], days=(), country="US")

    with pytest.raises(NeverOpenError):
        next_meeting(idle, at("2026-11-23T09:00"))
