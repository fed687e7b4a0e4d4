"""The office's meeting decides one by one what nobody below could solve."""

from datetime import date, datetime

import pytest

from community.cases import Decision, Leg, Rung, Status
from community.errors import CommunityError, NotAvailableError
from community.reports import agenda, closing, digest, merging, work
from community.reports.agenda import Agenda, Decided
from community.reports.work import NobodyThereError, NoDepartmentError
from tests.community.conftest import House

OFFICE = "姚国强"


async def on_agenda(house: House, **draft: str) -> int:
    case = await house.file(**draft)
    await house.climb_to(case, Rung.TOWN_OFFICE)
    return case


async def decide(
    house: House, case: int, decided: Decided, who: str = OFFICE, **more: object
) -> None:
    await house.do(agenda.decide, case, house[who], decided, "会上定了", **more)


async def the_agenda(house: House) -> Agenda:
    found: Agenda = await house.do(agenda.agenda, house[OFFICE])
    return found


async def decisions(house: House, day: date) -> list[Decision]:
    return [decision for decision, _ in await house.do(agenda.decisions_of, day)]


@pytest.mark.parametrize(
    ("decided", "status", "rung", "leg", "text_id"),
    [
        (Decided.COMMUNITY, Status.ASSIGNED, Rung.COMMUNITY, Leg.COMMUNITY, "report-decided"),
        (Decided.DEPARTMENT, Status.ASSIGNED, Rung.DEPARTMENT, Leg.DEPARTMENT, "report-decided"),
        (Decided.SOLVED, Status.SOLVED, Rung.TOWN_OFFICE, None, "report-solved"),
        (Decided.UNSOLVABLE, Status.UNSOLVABLE, Rung.TOWN_OFFICE, None, "report-unsolvable"),
        (Decided.LATER, Status.ASSIGNED, Rung.TOWN_OFFICE, Leg.MEETING, "report-decided-later"),
    ],
)
async def test_each_decision(
    house: House, decided: Decided, status: Status, rung: Rung, leg: Leg | None, text_id: str
) -> None:
    case = await house.file()
    await house.do(work.take, case, house["沈丽"])
    await house.climb_to(case, Rung.TOWN_OFFICE)
    version = (await house.case(case)).version
    await decide(house, case, decided)
    found = await house.case(case)
    assert (found.status, found.rung, found.leg) == (status, rung, leg)
    assert found.version > version
    assert (found.due_at is None) is (leg is None)
    [told] = await house.owed("王阿姨", text_id)
    assert "会上定了" in told.facts.values()
    [above] = await house.owed("沈丽", "decided-above")
    assert above.facts["decided"] == decided.value
    [kept] = await decisions(house, house.now.astimezone(house.town.zone).date())
    assert (kept.case_id, kept.words, kept.decided_by) == (case, "会上定了", house[OFFICE])


async def test_who_decides(house: House) -> None:
    case = await on_agenda(house)
    for name in ("沈丽", "朱文斌", "蒋伟", "王阿姨"):
        with pytest.raises(NotAvailableError):
            await decide(house, case, Decided.SOLVED, name)
        with pytest.raises(NotAvailableError):
            await house.do(agenda.agenda, house[name])
    with pytest.raises(NotAvailableError):
        await decide(house, 10**9, Decided.SOLVED)


@pytest.mark.parametrize(
    ("end", "reason"),
    [
        ("withdrawn", "decision-refused-withdrawn"),
        ("solved", "decision-refused-closed"),
        ("below", "decision-refused"),
    ],
)
async def test_what_is_no_longer_on_the_agenda(house: House, end: str, reason: str) -> None:
    case = await on_agenda(house)
    if end == "withdrawn":
        await house.do(closing.withdraw, case, house["王阿姨"])
    elif end == "solved":
        await house.do(closing.solve, case, house[OFFICE], "修好了")
    else:
        await decide(house, case, Decided.COMMUNITY)
    before = len(await decisions(house, house.now.date()))
    for decided in Decided:
        with pytest.raises(CommunityError) as refused:
            await decide(house, case, decided)
        assert refused.value.text_id == reason
    assert len(await decisions(house, house.now.date())) == before
    assert case not in [item.case.id for item in (await the_agenda(house)).items]


async def test_a_decision_that_nobody_could_carry_out_is_not_entered(house: House) -> None:
    case = await on_agenda(house)
    with pytest.raises(NoDepartmentError):
        await decide(house, case, Decided.DEPARTMENT, department="XX")
    with pytest.raises(NobodyThereError):
        await decide(house, case, Decided.DEPARTMENT, department="JJ")
    await house.leaves("朱文斌")
    with pytest.raises(NobodyThereError):
        await decide(house, case, Decided.COMMUNITY)
    assert await decisions(house, house.now.date()) == []
    found = await house.case(case)
    assert (found.status, found.rung) == (Status.ASSIGNED, Rung.TOWN_OFFICE)
    await decide(house, case, Decided.DEPARTMENT, department="ZJ", meeting_on=date(2026, 12, 7))
    assert len(await decisions(house, date(2026, 12, 7))) == 1
    assert (await house.case(case)).department == "ZJ"


async def test_what_is_not_decided_is_carried_over(house: House) -> None:
    case = await on_agenda(house)
    [item] = (await the_agenda(house)).items
    assert (item.case.id, item.voices, item.carried) == (case, 1, 0)
    meeting = (await the_agenda(house)).meeting_at
    await house.at(meeting)
    await house.round()
    assert await house.owed(OFFICE, "soon-overdue"), "the meeting begins: it is time to decide"
    assert (await house.lines(case)).count("carried-over") == 0
    await house.overdue(case)
    assert await house.round() == 1
    assert (await house.lines(case)).count("carried-over") == 1
    found = await house.case(case)
    assert (found.rung, found.leg) == (Rung.TOWN_OFFICE, Leg.MEETING)
    assert len(await house.owed("王阿姨", "report-carried-over")) == 1
    await decide(house, case, Decided.LATER)
    [item] = (await the_agenda(house)).items
    assert item.carried == 2
    assert (await the_agenda(house)).meeting_at > meeting


async def test_hot_matters_come_first_and_those_below_are_named(house: House) -> None:
    old, hot = await on_agenda(house), await on_agenda(house, category="noise")
    below = await house.file(category="facilities")
    for neighbour in await house.neighbours(20):
        for case in (hot, below):
            await house.do(merging.follow, case, neighbour)
    found = await the_agenda(house)
    assert [item.case.id for item in found.items] == [hot, old]
    assert found.items[0].voices == 21
    assert [case.id for case in found.hot] == [below]


async def test_the_week_in_figures(house: House) -> None:
    await on_agenda(house)
    await house.at(datetime(2026, 12, 28, 9, tzinfo=house.town.zone))
    case = await house.file()
    await house.do(closing.solve, case, house["沈丽"], "好了")
    week = await house.do(digest.week, None)
    assert (week.came, week.solved, week.open_now) == (1, 1, 1)
    assert week.on_rung == {Rung.TOWN_OFFICE: 1}
    assert (await house.do(digest.week, "kanghe")).open_now == 0
