"""Which slots there are: rules as tables, without a database."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from community.hall import slots
from community.hall.noshow import judged
from community.hall.slots import Visit
from config.town import BookingRules, Point, Town

HALL = Visit("hall", ("SB-002",))
SHANGHAI = ZoneInfo("Asia/Shanghai")
MONDAY = datetime(2026, 11, 23, 9, tzinfo=SHANGHAI)


@pytest.fixture
def five(town: Town) -> Town:
    """The town with the rules that a pack has which says nothing: five workdays ahead."""
    return town.model_copy(update={"booking": BookingRules()})


def at(words: str) -> datetime:
    return datetime.fromisoformat(words).replace(tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("now", "first", "last"),
    [
        ("2026-11-23T09:00", "2026-11-24", "2026-11-30"),  # Monday: until the next Monday
        ("2026-11-27T23:59", "2026-11-28", "2026-12-04"),  # Friday night
        ("2026-09-30T09:00", "2026-10-01", "2026-10-13"),  # before the National Day holidays
    ],
)
def test_the_window_counts_workdays(five: Town, now: str, first: str, last: str) -> None:
    assert slots.window(five, at(now)) == (date.fromisoformat(first), date.fromisoformat(last))


@pytest.mark.parametrize(
    ("start", "reason"),
    [
        ("2026-11-25T09:00", None),
        ("2026-11-25T11:15", None),
        ("2026-11-22T09:00", "booking-past"),
        ("2026-11-23T15:00", "booking-too-soon"),
        ("2026-12-01T09:00", "booking-too-far"),
        ("2026-11-28T09:00", "booking-closed-day"),  # a Saturday
        ("2026-11-25T12:00", "booking-outside-hours"),
        ("2026-11-25T09:07", "booking-outside-hours"),
        ("2026-11-25T11:30", "booking-outside-hours"),
    ],
)
def test_each_refusal_has_its_reason(five: Town, start: str, reason: str | None) -> None:
    refused = slots.why_not(five, HALL, at(start), MONDAY)
    assert (refused.text_id if refused else None) == reason


def test_a_make_up_workday_can_be_booked_and_a_holiday_not(town: Town) -> None:
    before = at("2026-09-29T09:00")
    holiday = slots.why_not(town, HALL, at("2026-10-01T09:00"), before)
    assert holiday is not None
    assert holiday.text_id == "booking-closed-day"
    sunday_at_work = at("2026-10-10T09:00")
    assert slots.why_not(town, HALL, sunday_at_work, before) is None


@pytest.mark.parametrize(
    "visit",
    [
        Visit("hall", ()),
        Visit("hall", ("XX-999",)),
        Visit("point-hongqiao", ("MZ-012",)),
        Visit("nowhere", ("SB-002",)),
    ],
)
def test_what_is_not_handled_there_is_refused(town: Town, visit: Visit) -> None:
    refused = slots.why_not_here(town, visit)
    assert refused is not None
    assert refused.text_id == "booking-not-here"


def test_several_items_take_so_many_cells_and_no_break_lies_within(town: Town) -> None:
    point = town.point("hall")
    long = Visit("hall", ("SB-002", "SB-001", "SB-003"))
    count = slots.cells_needed(town, point, long.services)
    assert count == -(-sum(town.service(c).minutes for c in long.services) // 15)
    for cells in slots.starts_of(town, long, date(2026, 11, 25)):
        assert len(cells) == count
        spans = [f"{cell.astimezone(SHANGHAI):%H:%M}" for cell in cells]
        assert (spans[-1] < "11:30") == (spans[0] < "11:30")


def test_in_a_town_whose_clocks_change_no_slot_is_lost_or_doubled(town: Town) -> None:
    """On 29 March 2026 Berlin has no 02:15; on 25 October it has it twice."""
    open_all_night = Point.model_validate(
        {
            "station": "hall",
            "prefix": "A",
            "lines": 1,
            "counters": [{"code": "1", "name": {"zh": "一", "en": "1"}}],
            "hours": [{"days": "daily", "hours": ["00:00-06:00"]}],
        }
    )
    berlin = town.model_copy(
        update={"zone": ZoneInfo("Europe/Berlin"), "points": (open_all_night,)}
    )
    visit = Visit("hall", ("SB-002",))
    for day, hours in ((date(2026, 3, 29), 5), (date(2026, 10, 25), 7), (date(2026, 6, 1), 6)):
        starts = [cells[0] for cells in slots.starts_of(berlin, visit, day)]
        count = slots.cells_needed(berlin, open_all_night, visit.services)
        assert len(starts) == hours * 4 - (count - 1)
        assert len(set(starts)) == len(starts)
        assert all(start.tzinfo is UTC for start in starts)


def test_missed_appointments_weigh_by_their_number() -> None:
    rules = BookingRules()
    days = [at("2026-11-01T10:00"), at("2026-11-08T10:00"), at("2026-11-15T10:00")]
    assert judged(rules, days[:1], MONDAY).must_tap is False
    assert judged(rules, days[:2], MONDAY).must_tap is True
    assert judged(rules, days[:2], MONDAY).paused_until is None
    assert judged(rules, days, MONDAY).paused_until == at("2026-12-15T10:00")
    assert judged(rules, days, at("2026-12-15T10:01")).paused_until is None
