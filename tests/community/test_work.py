"""What workers do with a report: questions that pause its clock, plans, two who press at once."""

import asyncio
from datetime import datetime, timedelta

import pytest

from community.cases import AlreadyTakenError, Leg, MoveRefusedError, Rung, Status, Track
from community.errors import CommunityError, NotAvailableError
from community.reports import closing, filing, satisfaction, triage, work
from community.reports.filing import TooManyReportsError
from community.reports.work import DayRefusedError, NobodyThereError, NoDepartmentError
from tests.community.conftest import House

WORKER = "沈丽"
DAY, HOUR = timedelta(days=1), timedelta(hours=1)


async def asked(house: House) -> int:
    case = await house.file()
    await house.do(work.begin, case, house[WORKER])
    await house.do(work.ask, case, house[WORKER], "在哪一层？")
    return case


async def test_each_step_runs_its_own_clock(house: House) -> None:
    case = await house.file()
    assert (await house.case(case)).leg is Leg.SEEN
    await house.later(HOUR)
    await house.do(work.take, case, house[WORKER])
    found = await house.case(case)
    assert (found.status, found.leg, found.leg_started_at) == (
        Status.TRIAGE, Leg.TRIAGED, house.now,
    )  # fmt: skip
    await house.do(work.begin, case, house[WORKER])
    assert (await house.case(case)).leg is Leg.SOCIAL_WORKER
    await house.do(work.assign, case, house[WORKER], Rung.DEPARTMENT)
    found = await house.case(case)
    assert (found.leg, found.department, found.owner_id) == (Leg.DEPARTMENT, "CG", None)
    assert [k.leg for k in await house.kept(case)] == [Leg.SEEN, Leg.TRIAGED, Leg.SOCIAL_WORKER]
    assert not any(k.climbed for k in await house.kept(case))
    await house.do(closing.solve, case, house["蒋伟"], "清走了")
    found = await house.case(case)
    assert (found.leg, found.due_at, found.closed_at) == (None, None, house.now)


async def test_a_question_pauses_the_clock_and_the_answer_resumes_it(house: House) -> None:
    case = await asked(house)
    before = await house.case(case)
    assert (before.status, before.paused_at) == (Status.WAITING, house.now)
    await house.later(3 * DAY)
    assert await house.round() == 0
    assert await house.owed("王阿姨", "report-question")
    await house.do(work.answer, case, house["王阿姨"], "三楼")
    after = await house.case(case)
    assert (after.status, after.paused_at, after.question_expires_at) == (
        Status.IN_PROGRESS, None, None,
    )  # fmt: skip
    assert after.due_at == datetime(2026, 12, 1, 17, tzinfo=house.town.zone), "three workdays again"
    assert await house.owed(WORKER, "report-answered")


async def test_a_question_expires_after_five_days(house: House) -> None:
    case = await asked(house)
    [again] = await house.owed("王阿姨", "report-question-again")
    assert again.due_at == house.now + 3 * DAY
    await house.later(5 * DAY - HOUR)
    assert await house.round() == 0
    await house.later(HOUR)
    assert await house.round() == 1
    assert await house.round() == 0
    found = await house.case(case)
    assert (found.status, found.paused_at) == (Status.IN_PROGRESS, None)
    assert found.due_at is not None
    assert found.due_at > house.now
    assert (await house.lines(case)).count("question-expired") == 1
    assert len(await house.owed(WORKER, "report-unanswered")) == 1
    await house.do(work.answer, case, house["王阿姨"], "三楼")
    assert (await house.lines(case))[-1] == "added", "an answer that comes late is still kept"


@pytest.mark.parametrize("how", ["begin", "schedule", "assign", "deliberate", "mediate"])
async def test_work_that_goes_on_without_the_answer_goes_on_with_its_clock(
    house: House, how: str
) -> None:
    case = await asked(house)
    who = house[WORKER]
    await house.later(DAY)
    match how:
        case "begin":
            await house.do(work.begin, case, who)
        case "schedule":
            await house.do(work.schedule, case, who, house.now.date() + DAY, "周三来")
        case "assign":
            await house.do(work.assign, case, who, Rung.COMMUNITY)
        case "deliberate":
            await house.do(triage.deliberate, case, who)
        case "mediate":
            await house.do(triage.mediate, case, who, ["甲", "乙"])
    found = await house.case(case)
    assert found.paused_at is None
    assert found.question_expires_at is None
    await house.overdue(case)
    await house.round()
    assert (await house.kept(case))[-1].climbed


async def test_a_case_may_not_go_back_in_time(house: House) -> None:
    case = await house.file()
    today = house.now.date()
    for day in (today - DAY, today + timedelta(days=400)):
        with pytest.raises(DayRefusedError):
            await house.do(work.schedule, case, house[WORKER], day, "来")
    await house.do(work.schedule, case, house[WORKER], today, "今天下午来")
    found = await house.case(case)
    assert (found.status, found.scheduled_for) == (Status.SCHEDULED, today)
    assert found.due_at is not None, "the clock runs on"


@pytest.mark.parametrize("end", ["solved", "not_ours", "withdrawn"])
async def test_what_is_closed_is_not_taken(house: House, end: str) -> None:
    case = await house.file()
    if end == "solved":
        await house.do(closing.solve, case, house[WORKER], "好了")
    elif end == "not_ours":
        await house.do(closing.turn_away, case, house[WORKER], "归邻镇管")
    else:
        await house.do(closing.withdraw, case, house["王阿姨"])
    before = await house.case(case)
    for operation in (work.take, work.begin):
        with pytest.raises(CommunityError):
            await house.do(operation, case, house["周敏"])
    after = await house.case(case)
    assert (after.owner_id, after.version) == (before.owner_id, before.version)
    assert await house.owed("王阿姨", "report-taken") == []


async def test_who_may_not(house: House) -> None:
    case = await house.file()
    for name in ("陆建国", "蒋伟", "杨金花", "王阿姨"):
        with pytest.raises(NotAvailableError):
            await house.do(work.take, case, house[name])
    own = await house.file(WORKER)
    with pytest.raises(NotAvailableError):
        await house.do(work.take, own, house[WORKER])
    with pytest.raises(NotAvailableError):
        await house.do(work.answer, case, house[WORKER], "我来答")
    with pytest.raises(NotAvailableError):
        await house.do(closing.withdraw, case, house[WORKER])
    await house.do(work.take, case, house[WORKER])
    with pytest.raises(AlreadyTakenError):
        await house.do(closing.solve, case, house["周敏"], "好了")


async def test_where_nobody_is_a_report_is_not_sent(house: House) -> None:
    case = await house.file("王阿姨", community="kanghe")
    who = house["陆建国"]
    for rung in (Rung.COMMUNITY, Rung.VOLUNTEER):
        with pytest.raises(NobodyThereError):
            await house.do(work.assign, case, who, rung)
    with pytest.raises(NobodyThereError):
        await house.do(work.assign, case, who, Rung.DEPARTMENT, department="JJ")
    with pytest.raises(NoDepartmentError):
        await house.do(work.assign, case, who, Rung.DEPARTMENT, department="XX")
    found = await house.case(case)
    assert (found.status, found.owner_id) == (Status.SUBMITTED, None), "a refusal changes nothing"
    await house.do(work.assign, case, who, Rung.TOWN_OFFICE)
    assert (await house.case(case)).leg is Leg.MEETING


async def test_a_category_that_the_pack_no_longer_has(house: House) -> None:
    case = await house.file(category="facilities")
    left = tuple(c for c in house.town.categories if c.code != "facilities")
    house.town = house.town.model_copy(update={"categories": left})
    house.town.__dict__.pop("other_category", None)
    await house.do(work.begin, case, house[WORKER])
    with pytest.raises(NoDepartmentError):
        await house.do(work.assign, case, house[WORKER], Rung.DEPARTMENT)
    await house.do(work.assign, case, house[WORKER], Rung.DEPARTMENT, department="ZJ")
    await house.overdue(case)
    assert await house.round()
    assert (await house.case(case)).rung is Rung.TOWN_OFFICE
    again = await house.file(category="facilities")
    assert (await house.case(again)).category == "other"


async def test_a_reopened_case_may_become_a_mediation(house: House) -> None:
    case = await house.file()
    await house.do(closing.solve, case, house[WORKER], "好了")
    await house.do(satisfaction.ask_again, case, house["王阿姨"], "还在吵")
    await house.do(triage.mediate, case, house[WORKER], ["甲", "乙"])
    found = await house.case(case)
    assert (found.track, found.private, found.status) == (Track.MEDIATION, True, Status.REOPENED)
    await house.do(work.begin, case, house[WORKER])
    await house.do(closing.solve, case, house[WORKER], "谈好了")
    assert [n.due_at - house.now for n in await house.owed(WORKER, "report-recheck")] == [
        timedelta(weeks=2), timedelta(weeks=6),
    ]  # fmt: skip


async def test_pressing_deliberation_twice_gives_no_more_time(house: House) -> None:
    case = await house.file()
    await house.do(triage.deliberate, case, house[WORKER])
    due = (await house.case(case)).due_at
    await house.later(2 * DAY)
    await house.do(triage.deliberate, case, house[WORKER])
    assert (await house.case(case)).due_at == due
    assert len(await house.owed("王阿姨", "report-deliberation")) == 1


async def test_five_reports_a_day(house: House) -> None:
    for _ in range(filing.MOST_A_DAY):
        await house.file()
    with pytest.raises(TooManyReportsError):
        await house.file()
    await house.later(DAY)
    await house.file()


async def test_two_workers_take_one_report_at_once(house: House) -> None:
    for _ in range(5):
        case = await house.file(reporter=None)
        pressed = await asyncio.gather(
            *(house.do(work.take, case, house[name]) for name in (WORKER, "周敏", "朱文斌")),
            return_exceptions=True,
        )
        assert [type(one) for one in pressed].count(AlreadyTakenError) == 2
        assert (await house.lines(case)).count("taken") == 1


async def test_one_worker_solves_what_another_sends_on(house: House) -> None:
    for _ in range(5):
        case = await house.file(reporter=None)
        ends = await asyncio.gather(
            house.do(closing.solve, case, house[WORKER], "好了"),
            house.do(work.assign, case, house["周敏"], Rung.COMMUNITY),
            return_exceptions=True,
        )
        refused = [one for one in ends if isinstance(one, CommunityError)]
        found = await house.case(case)
        lines = await house.lines(case)
        assert (found.closed_at is None) is (found.leg is not None)
        assert len(refused) == (1 if found.status is Status.SOLVED else 0) or "solved" in lines
        assert all(isinstance(one, MoveRefusedError | AlreadyTakenError) for one in refused)
