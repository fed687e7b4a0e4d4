"""SLA clocks over weekends, holidays and pauses: 2026-11-23 is a Monday, 2027-01-01 a day off."""

from datetime import UTC, datetime, timedelta

import pytest

from community.cases import Case, ClockKept, Kind, Leg, Rung, Status, clocks
from config.town import Town

HOUR = timedelta(hours=1)


class Books:
    """As much of a session as a clock needs."""

    def __init__(self) -> None:
        self.kept: list[ClockKept] = []

    def add(self, kept: ClockKept) -> None:
        self.kept.append(kept)


def at(town: Town, moment: str) -> datetime:
    return datetime.fromisoformat(moment).replace(tzinfo=town.zone)


def a_case(category: str = "environment", rung: Rung = Rung.SOCIAL_WORKER) -> Case:
    return Case(
        id=1, number="R-1", kind=Kind.REPORT, category=category, rung=rung, status=Status.TRIAGE,
        created_at=datetime.now(UTC), extended_by=timedelta(0),
    )  # fmt: skip


def started(town: Town, case: Case, leg: Leg, moment: str) -> Books:
    books = Books()
    clocks.start(books, town, case, leg, now=at(town, moment))  # type: ignore[arg-type]
    return books


PROMISES = """
seen          environment        26-11-23T09:00 26-11-23T15:00 26-11-23T14:00 26-11-24T16:30
seen          environment        26-11-27T16:00 26-11-30T11:30 26-11-30T10:30 26-12-01T15:00
seen          environment        26-11-28T03:00 26-11-30T14:30 26-11-30T11:30 26-12-01T16:00
seen          safety             26-11-23T09:00 26-11-23T10:00 26-11-23T09:45 26-11-23T14:00
seen          facilities         26-11-23T16:30 26-11-24T10:00 26-11-24T09:30 26-11-24T16:00
seen          gone-from-the-pack 26-11-23T09:00 26-11-23T15:00 26-11-23T14:00 26-11-24T16:30
triaged       environment        26-11-23T09:00 26-11-24T17:00 26-11-24T13:52:30 26-11-26T17:00
triaged       environment        26-11-27T09:00 26-11-30T17:00 26-11-30T13:52:30 26-12-02T17:00
triaged       environment        26-12-31T09:00 27-01-04T17:00 27-01-04T13:52:30 27-01-06T17:00
social_worker environment        26-11-26T17:00 26-12-01T17:00 -              26-12-09T17:00
department    environment        26-11-27T20:00 26-12-04T20:00 26-12-03T02:00 26-12-18T20:00
deliberation  environment        26-11-23T09:00 26-12-08T09:00 26-12-04T15:00 27-01-07T09:00
meeting       environment        26-11-23T08:59 26-11-24T17:00 26-11-23T09:00 -
meeting       environment        26-11-23T09:00 26-12-01T17:00 26-11-30T09:00 -
meeting       environment        26-12-29T09:00 27-01-05T17:00 27-01-04T09:00 -
"""
"""Leg, category, start (yy-mm-dd), due, nag, badly late."""


@pytest.mark.parametrize("line", PROMISES.strip().splitlines())
def test_a_promise(town: Town, line: str) -> None:
    leg, category, *times = line.split()
    start, due, nag, badly = (None if time == "-" else at(town, f"20{time}") for time in times)
    assert start is not None
    promised = clocks.promise(town, Leg(leg), category, start)
    assert promised.due_at == due
    assert promised.nag_at is not None
    assert start < promised.nag_at < promised.due_at < promised.badly_late_at
    assert nag in {None, promised.nag_at}
    assert badly in {None, promised.badly_late_at}


def test_each_start_keeps_the_clock_before(town: Town) -> None:
    case = a_case()
    started(town, case, Leg.SEEN, "2026-11-23T09:00")
    due = case.due_at
    books = started(town, case, Leg.TRIAGED, "2026-11-23T10:00")
    [kept] = books.kept
    assert (kept.leg, kept.rung, kept.climbed) == (Leg.SEEN, Rung.SOCIAL_WORKER, False)
    assert (kept.started_at, kept.due_at, kept.stopped_at) == (
        at(town, "2026-11-23T09:00"), due, at(town, "2026-11-23T10:00"),
    )  # fmt: skip
    clocks.stop(books, case, now=at(town, "2026-11-23T11:00"))  # type: ignore[arg-type]
    clocks.stop(books, case, now=at(town, "2026-11-23T12:00"))  # type: ignore[arg-type]
    assert [kept.leg for kept in books.kept] == [Leg.SEEN, Leg.TRIAGED], "nothing runs: kept once"
    assert (case.leg, case.due_at, case.nag_at, case.badly_late_at) == (None,) * 4


PAUSES = [
    # leg, start, paused, resumed, due after it
    ("seen", "2026-11-23T09:00", "2026-11-23T10:00", "2026-11-25T10:00", "2026-11-25T15:00"),
    ("seen", "2026-11-27T16:00", "2026-11-27T17:00", "2026-11-30T08:30", "2026-11-30T11:30"),
    ("seen", "2026-11-27T16:00", "2026-11-28T10:00", "2026-11-29T10:00", "2026-11-30T11:30"),
    ("department", "2026-11-27T20:00", "2026-11-28T20:00", "2026-11-30T20:00", "2026-12-06T20:00"),
    ("triaged", "2026-12-31T09:00", "2026-12-31T16:00", "2027-01-04T08:30", "2027-01-05T09:30"),
]


@pytest.mark.parametrize(("leg", "start", "paused", "resumed", "due"), PAUSES)
def test_a_pause_gives_the_time_back_that_was_left(
    town: Town, leg: str, start: str, paused: str, resumed: str, due: str
) -> None:
    case = a_case()
    started(town, case, Leg(leg), start)
    before = case.due_at
    clocks.pause(case, now=at(town, paused))
    clocks.pause(case, now=at(town, resumed))
    assert case.paused_at == at(town, paused), "the second pause is none"
    assert not clocks.overdue(case, at(town, "2027-06-01T09:00")), "it stands still"
    assert not clocks.badly_late(case, at(town, "2027-06-01T09:00"))
    clocks.resume(town, case, now=at(town, resumed))
    assert case.due_at == at(town, due)
    assert before is not None
    assert case.extended_by == case.due_at - before
    assert case.paused_at is None
    clocks.resume(town, case, now=at(town, "2027-06-01T09:00"))
    assert case.due_at == at(town, due), "what does not stand still is not resumed"


def test_what_had_run_out_before_the_pause_stays_so(town: Town) -> None:
    case = a_case()
    started(town, case, Leg.SEEN, "2026-11-23T09:00")
    due = case.due_at
    clocks.pause(case, now=at(town, "2026-11-23T16:00"))
    clocks.resume(town, case, now=at(town, "2026-11-25T16:00"))
    assert case.due_at == due


def test_a_stop_within_a_pause_is_a_stop_at_the_pause(town: Town) -> None:
    """Waiting for the resident breaks no promise."""
    case = a_case()
    books = started(town, case, Leg.SEEN, "2026-11-23T09:00")
    clocks.pause(case, now=at(town, "2026-11-23T10:00"))
    clocks.stop(books, case, now=at(town, "2026-11-30T10:00"))  # type: ignore[arg-type]
    assert books.kept[0].stopped_at == at(town, "2026-11-23T10:00") < books.kept[0].due_at
    assert case.paused_at is None


def test_another_category_has_its_own_promise_from_the_same_start(town: Town) -> None:
    case = a_case()
    started(town, case, Leg.SEEN, "2026-11-23T09:00")
    case.category = "safety"
    clocks.recompute(town, case)
    assert case.due_at == at(town, "2026-11-23T10:00")
    assert case.nag_at == at(town, "2026-11-23T09:45")
    assert case.badly_late_at == at(town, "2026-11-23T14:00")
    case.nag_at = None  # its owner was reminded
    case.category = "environment"
    clocks.recompute(town, case)
    assert case.due_at == at(town, "2026-11-23T15:00")
    assert case.nag_at is None, "one reminder a clock"


def test_another_category_keeps_the_time_that_was_given_back(town: Town) -> None:
    case = a_case("facilities")
    started(town, case, Leg.SEEN, "2026-11-23T09:00")
    clocks.pause(case, now=at(town, "2026-11-23T10:00"))
    clocks.resume(town, case, now=at(town, "2026-11-24T10:00"))
    assert case.due_at == at(town, "2026-11-24T11:00")
    case.category = "environment"
    clocks.recompute(town, case)
    assert case.due_at == at(town, "2026-11-23T15:00") + timedelta(days=1)


def test_the_meetings_date_is_not_the_categorys(town: Town) -> None:
    case = a_case(rung=Rung.TOWN_OFFICE)
    started(town, case, Leg.MEETING, "2026-11-24T09:00")
    due, case.category = case.due_at, "safety"
    clocks.recompute(town, case)
    assert case.due_at == due
    clocks.stop(Books(), case, now=at(town, "2026-11-24T10:00"))  # type: ignore[arg-type]
    clocks.recompute(town, case)
    assert case.due_at is None, "a stopped clock stays stopped"


def test_late_and_badly_late(town: Town) -> None:
    case = a_case()
    started(town, case, Leg.SEEN, "2026-11-23T09:00")
    due = at(town, "2026-11-23T15:00")
    assert not clocks.overdue(case, due - timedelta(seconds=1))
    assert clocks.late_by(case, due - timedelta(seconds=1)) is None
    assert clocks.overdue(case, due)
    assert clocks.late_by(case, due + HOUR) == HOUR
    assert not clocks.badly_late(case, at(town, "2026-11-24T16:29"))
    assert clocks.badly_late(case, at(town, "2026-11-24T16:30"))
    assert not clocks.overdue(Case(), due), "what has no clock is never late"
    assert not clocks.badly_late(Case(), due)
