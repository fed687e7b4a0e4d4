"""The calendar and the roster, as tables. 2026-11-23 is a Monday."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from config.town import Duty, Hours, Town
from config.town.calendar import (
    NeverOpenError,
    add_working_hours,
    is_workday,
    is_working_time,
    open_until,
    opens_next,
    quiet_until,
)
from config.town.duty import next_duty, on_duty


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.mark.parametrize(
    ("day", "works"),
    [
        ("2026-11-23", True),
        ("2026-11-28", False),
        ("2026-10-01", False),
        ("2026-10-05", False),
        ("2026-10-08", True),
        ("2026-10-10", True),
        ("2026-09-20", True),
        ("2026-02-14", True),
        ("2026-02-20", False),
        ("2027-01-01", False),
    ],
    ids=[
        "Monday", "Saturday", "National Day", "week of National Day", "first day after",
        "make-up Saturday after National Day", "make-up Sunday before National Day",
        "make-up Saturday before Spring Festival", "Spring Festival", "New Year",
    ],
)  # fmt: skip
def test_workdays_follow_the_country(xincheng: Town, day: str, works: bool) -> None:
    assert is_workday(xincheng, date.fromisoformat(day)) is works


def test_the_towns_own_days_win_over_the_country(xincheng: Town) -> None:
    monday, sunday, holiday = date(2026, 11, 23), date(2026, 11, 29), date(2026, 10, 1)
    rules = xincheng.working_hours.model_copy(
        update={"days_off": (monday,), "make_up_days": (sunday, holiday)}
    )
    town = xincheng.model_copy(update={"working_hours": rules})

    assert [is_workday(town, day) for day in (monday, sunday, holiday)] == [False, True, True]


@pytest.mark.parametrize(
    ("start", "hours", "due"),
    [
        ("2026-11-23T08:30", 1, "2026-11-23T09:30"),
        ("2026-11-23T08:30", 3, "2026-11-23T11:30"),
        ("2026-11-23T10:30", 2, "2026-11-23T14:30"),
        ("2026-11-23T12:00", 1, "2026-11-23T14:30"),
        ("2026-11-23T16:00", 4, "2026-11-24T11:30"),
        ("2026-11-27T16:30", 1, "2026-11-30T09:00"),
        ("2026-11-28T23:59", 4, "2026-11-30T14:30"),
        ("2026-09-30T16:00", 4, "2026-10-08T11:30"),
        ("2026-10-09T16:00", 2, "2026-10-10T09:30"),
        ("2026-12-31T16:30", 1, "2027-01-04T09:00"),
        ("2026-11-23T03:00", 0, "2026-11-23T08:30"),
        ("2026-11-23T08:30", 0.25, "2026-11-23T08:45"),
    ],
)
def test_working_hours_pass_only_when_the_town_works(
    xincheng: Town, start: str, hours: float, due: str
) -> None:
    assert add_working_hours(xincheng, at(start), hours) == at(due)


def test_a_moment_of_another_zone_is_the_same_moment(xincheng: Town) -> None:
    start = datetime(2026, 11, 23, 0, 30, tzinfo=UTC)

    assert add_working_hours(xincheng, start, 1) == at("2026-11-23T09:30")


def test_a_town_that_never_works_is_told_so(xincheng: Town) -> None:
    idle = xincheng.working_hours.model_copy(update={"hours": ()})
    town = xincheng.model_copy(update={"working_hours": idle})

    with pytest.raises(NeverOpenError):
        add_working_hours(town, at("2026-11-23T09:00"), 1)


def test_a_night_shift_across_the_change_of_clocks_counts_elapsed_time(xincheng: Town) -> None:
    """On 2026-11-01 New York's clocks go back at 02:00: 00:00 to 04:00 lasts five hours."""
    zone = ZoneInfo("America/New_York")
    hours = xincheng.working_hours.model_copy(
        update={
            "days": ("sun",),
            "hours": (Hours(start=time(0), end=time(4)),),
            "holidays": "US",
        }
    )
    town = xincheng.model_copy(update={"zone": zone, "working_hours": hours})

    due = add_working_hours(town, datetime(2026, 11, 1, 0, 0, tzinfo=zone), 5)

    assert due.astimezone(UTC) == datetime(2026, 11, 1, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("moment", "working"),
    [
        ("2026-11-23T08:29", False),
        ("2026-11-23T08:30", True),
        ("2026-11-23T11:30", False),
        ("2026-11-23T16:59", True),
        ("2026-10-01T10:00", False),
    ],
)
def test_working_time_has_edges(xincheng: Town, moment: str, working: bool) -> None:
    assert is_working_time(xincheng, at(moment)) is working


@pytest.mark.parametrize(
    ("moment", "until"),
    [
        ("2026-11-23T20:59", None),
        ("2026-11-23T21:00", "2026-11-24T08:00"),
        ("2026-11-24T07:59", "2026-11-24T08:00"),
        ("2026-11-24T08:00", None),
    ],
)
def test_quiet_hours_run_over_midnight(xincheng: Town, moment: str, until: str | None) -> None:
    assert quiet_until(xincheng, at(moment)) == (until and at(until))


@pytest.mark.parametrize(
    ("station", "moment", "closes", "opens"),
    [
        ("hall", "2026-11-23T09:00", "2026-11-23T11:30", "2026-11-23T13:30"),
        ("hall", "2026-11-27T18:00", None, "2026-11-30T08:30"),
        ("hall", "2026-10-10T09:00", "2026-10-10T11:30", "2026-10-10T13:30"),
        ("rest-fuyuan", "2026-11-23T23:59", "2026-11-24T00:00", "2026-11-24T00:00"),
        ("haircut-kanghe", "2026-11-23T09:00", None, "2026-11-25T08:30"),
    ],
)
def test_a_station_knows_when_it_is_open(
    xincheng: Town, station: str, moment: str, closes: str | None, opens: str
) -> None:
    site = xincheng.station(station)

    assert open_until(xincheng, site, at(moment)) == (closes and at(closes))
    assert opens_next(xincheng, site, at(moment)) == at(opens)


@settings(max_examples=100, deadline=None)
@given(
    st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31)),  # noqa: DTZ001 - zone added below
    st.integers(1, 400),
    st.integers(0, 400),
)
def test_working_hours_add_up(
    xincheng: Town, start: datetime, first_tenths: int, second_tenths: int
) -> None:
    begin = start.replace(tzinfo=xincheng.zone)
    halfway = add_working_hours(xincheng, begin, first_tenths / 10)
    in_two = add_working_hours(xincheng, halfway, second_tenths / 10)
    at_once = add_working_hours(xincheng, begin, (first_tenths + second_tenths) / 10)

    assert halfway > begin
    assert is_working_time(xincheng, halfway - timedelta(milliseconds=1))
    assert abs(in_two - at_once) < timedelta(milliseconds=1) or second_tenths == 0


# --- duty ----------------------------------------------------------------------------------

ROSTER: tuple[dict[str, object], ...] = (
    {"community": "hongqiao", "days": "workdays", "hours": "08:30-17:30", "staff": ["Ann"]},
    {"community": "hongqiao", "days": ["tue"], "hours": "14:00-16:00", "staff": ["Ben", "Ann"]},
    {"days": ["fri", "sat"], "hours": "20:00-02:00", "staff": ["Cai"]},
    {"community": "kanghe", "days": "holidays", "hours": "00:00-24:00", "staff": ["Dan"]},
)


@pytest.fixture(scope="module")
def town(xincheng: Town) -> Town:
    return with_roster(xincheng, *ROSTER)


def with_roster(town: Town, *entries: dict[str, object]) -> Town:
    return town.model_copy(update={"duty": tuple(Duty.model_validate(e) for e in entries)})


@pytest.mark.parametrize(
    ("community", "now", "names", "until"),
    [
        ("hongqiao", "2026-11-23T08:29", (), None),
        ("hongqiao", "2026-11-23T08:30", ("Ann",), "2026-11-23T17:30"),
        ("hongqiao", "2026-11-23T17:30", (), None),
        ("hongqiao", "2026-11-24T15:00", ("Ann", "Ben"), "2026-11-24T16:00"),
        ("hongqiao", "2026-11-27T23:00", ("Cai",), "2026-11-28T02:00"),
        ("hongqiao", "2026-11-28T01:59", ("Cai",), "2026-11-28T02:00"),
        ("hongqiao", "2026-11-29T01:59", ("Cai",), "2026-11-29T02:00"),
        ("hongqiao", "2026-11-30T01:00", (), None),
        ("hongqiao", "2026-10-01T10:00", (), None),
        ("hongqiao", "2026-10-10T10:00", ("Ann",), "2026-10-10T17:30"),
        ("kanghe", "2026-10-10T10:00", (), None),
        ("kanghe", "2026-10-01T10:00", ("Dan",), "2026-10-02T00:00"),
        ("kanghe", "2026-10-02T21:00", ("Dan", "Cai"), "2026-10-03T00:00"),
        ("fuyuan", "2026-11-23T10:00", (), None),
        ("nowhere", "2026-11-27T21:00", ("Cai",), "2026-11-28T02:00"),
    ],
)
def test_who_is_on_duty(
    town: Town, community: str, now: str, names: tuple[str, ...], until: str | None
) -> None:
    duty = on_duty(town, community, at(now))

    assert (duty.staff_names if duty else ()) == names
    assert (duty.until if duty else None) == (until and at(until))


@pytest.mark.parametrize(
    ("community", "now", "comes"),
    [
        ("hongqiao", "2026-11-23T07:00", "2026-11-23T08:30"),
        ("hongqiao", "2026-11-23T10:00", "2026-11-23T10:00"),
        ("hongqiao", "2026-11-23T18:00", "2026-11-24T08:30"),
        ("hongqiao", "2026-11-29T03:00", "2026-11-30T08:30"),
        ("hongqiao", "2026-09-30T18:00", "2026-10-02T20:00"),
        ("hongqiao", "2026-10-04T02:00", "2026-10-06T14:00"),
        ("hongqiao", "2026-10-06T17:00", "2026-10-08T08:30"),
        ("fuyuan", "2026-11-23T10:00", "2026-11-27T20:00"),
    ],
)
def test_when_somebody_comes(town: Town, community: str, now: str, comes: str) -> None:
    assert next_duty(town, community, at(now)) == at(comes)


def test_an_empty_roster_promises_nobody(xincheng: Town) -> None:
    nobody = with_roster(xincheng)

    assert on_duty(nobody, "hongqiao", at("2026-11-23T10:00")) is None
    assert next_duty(nobody, "hongqiao", at("2026-11-23T10:00")) is None


def test_demo_hours_leave_somebody_for_every_community_on_a_workday(xincheng: Town) -> None:
    for community in xincheng.communities:
        assert on_duty(xincheng, community.code, at("2026-11-23T10:00"))
        assert on_duty(xincheng, community.code, at("2026-11-28T14:00"))
