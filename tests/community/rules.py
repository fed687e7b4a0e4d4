"""What must hold of every case at any time, between two times, and of its books at the end."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from itertools import pairwise

from sqlalchemy import select

from community.cases import MOVES, OPEN, Case, CaseEvent, ClockKept, Follower, Rung, Status
from community.notices import Notice
from community.reports.ladder import ABOVE
from tests.community.conftest import House


def holds_of(case: Case) -> None:
    assert (case.closed_at is None) is (case.status in OPEN)
    clock = (case.leg, case.leg_started_at, case.due_at, case.badly_late_at)
    if case.status in OPEN:
        assert None not in clock, "an open report always has a clock"
    else:
        assert set(clock) == {None}, "a closed one has none"
        assert (case.nag_at, case.paused_at, case.question_expires_at) == (None, None, None)
    assert case.paused_at is None or case.status is Status.WAITING
    assert case.question_expires_at is None or case.status is Status.WAITING
    assert (case.status is Status.DUPLICATE) <= (case.merged_into_id is not None)
    assert case.rung is Rung.DEPARTMENT or case.department is None
    if case.private:
        assert case.public_text is None
        assert case.hot_at is None


def holds_between(was: Case, now: Case, *, by_clock: bool) -> None:
    assert now.version >= was.version
    assert now.private >= was.private, "private stays private"
    assert (now.number, now.text, now.created_at, now.reporter_id) == (
        was.number, was.text, was.created_at, was.reporter_id,
    )  # fmt: skip
    if was.merged_into_id is not None:
        assert now.merged_into_id == was.merged_into_id
    if now.status is was.status:
        return
    assert now.version > was.version
    assert _reachable(was.status, now.status) or (by_clock and now.status is Status.ASSIGNED)


def _reachable(start: Status, end: Status) -> bool:
    """One move, or taking it up on the way."""
    taken_up = {Status.TRIAGE, Status.IN_PROGRESS, Status.REOPENED} & MOVES[start]
    return end in MOVES[start] or any(end in MOVES[step] for step in taken_up)


async def keeps_its_books(house: House, ids: Sequence[int]) -> None:
    """What is written down agrees with itself: the timeline, the clocks, who is told what."""
    async with house.sessions() as db:
        events = [*await db.scalars(select(CaseEvent).order_by(CaseEvent.id))]
        kept = [*await db.scalars(select(ClockKept).order_by(ClockKept.id))]
        cases = {c.id: c for c in await db.scalars(select(Case).where(Case.id.in_(ids)))}
        followers = [*await db.scalars(select(Follower))]
        owed = [*await db.scalars(select(Notice).where(Notice.dropped_at.is_(None)))]
    events_of, stopped_of = defaultdict(list), defaultdict(list)
    owed_of = Counter((notice.topic, notice.text_id) for notice in owed)
    for event in events:
        events_of[event.case_id].append(event)
    for clock in kept:
        if clock.climbed:
            stopped_of[clock.case_id].append(clock)
    for case in cases.values():
        own, stopped = events_of[case.id], stopped_of[case.id]
        assert all(a.at <= b.at for a, b in pairwise(own)), "times never go back"
        counted = Counter(event.what for event in own)
        assert counted["opened"] == 1
        assert counted["rated"] <= 1
        climbs = [e for e in own if e.what.startswith("climbed-") or e.what == "carried-over"]
        assert [(k.stopped_at, k.rung) for k in stopped] == [
            (event.at, Rung(event.facts["from"])) for event in climbs
        ], "each climb once, and each stopped a clock"
        for clock, event in zip(stopped, climbs, strict=True):
            _one_rung(event)
            assert clock.due_at <= clock.stopped_at
        moments = [(clock.leg, clock.started_at) for clock in stopped]
        assert len(moments) == len(set(moments)), "one promise is broken once"
        assert owed_of[case.number, "report-how-was-it"] <= 1
    reporter_of = {case.number: case.reporter_id for case in cases.values()}
    cards = [notice for notice in owed if notice.text_id == "report-card"]
    assert all(card.person_id != reporter_of.get(card.topic or "") for card in cards)
    assert not [f for f in followers if cases[f.case_id].private], "private is nobody else's"


def _one_rung(event: CaseEvent) -> None:
    """One rung up, or past those that nobody holds; from a deliberation to the meeting."""
    start = Rung(event.facts["from"])
    if event.what == "carried-over":
        assert start is Rung.TOWN_OFFICE
        return
    to, passed = Rung(event.what.removeprefix("climbed-")), event.facts.get("passed", [])
    way = ABOVE[start]
    straight_to_the_meeting = to is Rung.TOWN_OFFICE and not passed
    assert [*way[: way.index(to)]] == [Rung(rung) for rung in passed] or straight_to_the_meeting
