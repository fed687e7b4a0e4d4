"""The ladder: an overdue report climbs one rung, exactly once, past rungs that nobody holds."""

import asyncio
from datetime import timedelta

import pytest

from community.cases import Case, Leg, Rung, Status
from community.notices import Notice, Priority
from community.people import Role
from community.reports import closing, ladder, merging, together, triage, work
from community.reports.ladder import Ladder
from tests.community.conftest import House

WORKER = "沈丽"
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


async def test_all_the_way_up(house: House) -> None:
    case = await house.file()
    await house.do(work.assign, case, house[WORKER], Rung.VOLUNTEER)
    way = [
        (Rung.SOCIAL_WORKER, Leg.SOCIAL_WORKER, None),
        (Rung.COMMUNITY, Leg.COMMUNITY, None),
        (Rung.DEPARTMENT, Leg.DEPARTMENT, "CG"),
        (Rung.TOWN_OFFICE, Leg.MEETING, None),
        (Rung.TOWN_OFFICE, Leg.MEETING, None),
    ]
    badly = (await house.case(case)).badly_late_at
    for rung, leg, department in way:
        before = await house.case(case)
        await house.overdue(case)
        assert await house.round() == 1
        assert await house.round() == 0, "once"
        found = await house.case(case)
        assert (found.rung, found.leg, found.department) == (rung, leg, department)
        assert (found.owner_id, found.status) == (None, Status.ASSIGNED)
        assert (found.leg_started_at, found.version) == (house.now, before.version + 1)
        assert found.due_at is not None
        assert found.nag_at is not None
        assert house.now < found.nag_at < found.due_at
        assert found.badly_late_at == badly, "climbing does not move it"
    lines = await house.lines(case)
    assert [line for line in lines if line.startswith(("climbed", "carried"))] == [
        "climbed-social_worker", "climbed-community", "climbed-department",
        "climbed-town_office", "carried-over",
    ]  # fmt: skip
    assert [k.climbed for k in await house.kept(case)] == [False, False] + [True] * 5
    assert len(await house.owed("王阿姨", "report-climbed")) == 4
    assert len(await house.owed("王阿姨", "report-carried-over")) == 1


@pytest.mark.parametrize(
    ("rung", "empty", "to"),
    [
        (Rung.VOLUNTEER, [], Rung.SOCIAL_WORKER),
        (Rung.VOLUNTEER, [Rung.SOCIAL_WORKER], Rung.COMMUNITY),
        (Rung.VOLUNTEER, [Rung.SOCIAL_WORKER, Rung.COMMUNITY], Rung.DEPARTMENT),
        (Rung.VOLUNTEER, [Rung.SOCIAL_WORKER, Rung.COMMUNITY, Rung.DEPARTMENT], Rung.TOWN_OFFICE),
        (Rung.SOCIAL_WORKER, [], Rung.COMMUNITY),
        (Rung.SOCIAL_WORKER, [Rung.COMMUNITY], Rung.DEPARTMENT),
        (Rung.SOCIAL_WORKER, [Rung.COMMUNITY, Rung.DEPARTMENT], Rung.TOWN_OFFICE),
        (Rung.COMMUNITY, [], Rung.DEPARTMENT),
        (Rung.COMMUNITY, [Rung.DEPARTMENT], Rung.TOWN_OFFICE),
        (Rung.DEPARTMENT, [], Rung.TOWN_OFFICE),
        (Rung.DEPARTMENT, [Rung.TOWN_OFFICE], Rung.TOWN_OFFICE),
        (Rung.TOWN_OFFICE, [Rung.TOWN_OFFICE], Rung.TOWN_OFFICE),
    ],
)
async def test_the_next_rung(house: House, rung: Rung, empty: list[Rung], to: Rung) -> None:
    behind = {
        Rung.SOCIAL_WORKER: ("沈丽", "周敏"),
        Rung.COMMUNITY: ("朱文斌",),
        Rung.DEPARTMENT: ("蒋伟",),
        Rung.TOWN_OFFICE: ("姚国强",),
    }
    await house.leaves(*(name for one in empty for name in behind[one]))
    case = Case(community="hongqiao", category="environment", rung=rung)
    async with house.sessions() as db:
        step = await Ladder(db, house.town, house.now).step(case)
    assert step.rung is to
    assert step.department == ("CG" if to is Rung.DEPARTMENT else None)
    assert list(step.passed) == [one for one in empty if one is not Rung.TOWN_OFFICE]


async def test_empty_rungs_are_passed_over_and_named(house: House) -> None:
    case = await house.file(community="kanghe", category="traffic")
    await house.overdue(case)
    await house.round()
    assert (await house.case(case)).rung is Rung.TOWN_OFFICE
    [climbed] = [e for e in await house.events(case) if e.what.startswith("climbed")]
    assert climbed.facts == {"from": "social_worker", "passed": ["community", "department"]}


async def test_a_department_that_was_chosen_is_kept(house: House) -> None:
    """Two departments could; the meeting sees which one had it."""
    case = await house.file()
    await house.do(work.assign, case, house[WORKER], Rung.DEPARTMENT, department="ZJ")
    await house.overdue(case)
    await house.round()
    [climbed] = [e for e in await house.events(case) if e.what.startswith("climbed")]
    assert climbed.facts["from"] == "department"
    assert (await house.case(case)).department is None


async def test_at_the_minute_and_not_before(house: House) -> None:
    case = await house.file()
    due = (await house.case(case)).due_at
    assert due is not None
    await house.at(due - MINUTE)
    await house.round()
    assert (await house.case(case)).rung is Rung.SOCIAL_WORKER
    await house.at(due)
    await house.round()
    assert (await house.case(case)).rung is Rung.COMMUNITY


async def test_reminded_once_before(house: House) -> None:
    """The owner where there is one, else the queue."""
    owned, queued = await house.file(), await house.file(reporter=None)
    await house.do(work.take, owned, house[WORKER])
    await house.later(3 * DAY)
    for case in (owned, queued):
        await house.do(work.assign, case, house[WORKER], Rung.COMMUNITY)
    await house.do(work.take, owned, house["朱文斌"])
    nag = (await house.case(owned)).nag_at
    assert nag is not None
    await house.at(nag)
    assert await house.round() == 2
    assert await house.round() == 0
    [told] = await house.owed("朱文斌", "soon-overdue")
    assert sorted(told.facts["case_ids"]) == [owned, queued]
    assert await house.owed(WORKER, "soon-overdue") == []


async def test_no_reminder_of_what_climbs_at_once(house: House) -> None:
    case = await house.file()
    await house.overdue(case)
    assert await house.round() == 1
    assert await house.owed(text_id="soon-overdue") == []


async def test_several_climbs_in_a_night_are_one_message(house: House) -> None:
    five = [await house.file(reporter=None) for _ in range(5)]
    for case in five[:3]:
        await house.do(work.take, case, house[WORKER])
    await house.at("2026-11-24T23:00")
    for n, case in enumerate(five):
        await set_due(house, case, n * MINUTE)
    for _ in five:
        assert await house.round() == 1
        await house.later(MINUTE)
    [here] = await house.owed("朱文斌", "climbed-here")
    assert here.facts["case_ids"] == five
    [away] = await house.owed(WORKER, "climbed-away")
    assert away.facts["case_ids"] == five[:3]
    await house.all_told()
    late = await house.file(reporter=None)
    await set_due(house, late)
    await house.round()
    [again] = await house.owed("朱文斌", "climbed-here")
    assert again.facts["case_ids"] == [late], "what was said is not said again"


async def set_due(house: House, case: int, ahead: timedelta = timedelta(0)) -> None:
    async with house.sessions() as db, db.begin():
        found = await db.get_one(Case, case)
        found.due_at, found.nag_at = house.now + ahead, None


async def test_what_is_urgent_does_not_wait_for_the_morning_with_the_rest(house: House) -> None:
    calm = await house.file(reporter=None)
    await house.at("2026-11-24T23:00")
    await set_due(house, calm)
    await house.round()
    [told] = await house.owed("朱文斌", "climbed-here")
    assert told.priority == Priority.NOTICE
    async with house.sessions() as db, db.begin():  # as the bearer puts it off until the morning
        kept = await db.get_one(Notice, told.id)
        kept.due_at = house.now + timedelta(hours=9)
    urgent = await house.file(reporter=None, category="safety")
    await set_due(house, urgent)
    await house.round()
    pressing = [n for n in await house.owed("朱文斌", "climbed-here") if n.due_at <= house.now]
    assert [n.priority for n in pressing] == [Priority.ANSWER]
    assert urgent in pressing[0].facts["case_ids"]


async def test_followers_hear_of_it_and_the_reporter_works_on_no_own_case(house: House) -> None:
    case = await house.file("朱文斌")
    [neighbour] = await house.neighbours(1)
    await house.do(merging.follow, case, neighbour)
    await house.overdue(case)
    await house.round()
    assert len(await house.owed(neighbour, "report-climbed")) == 1
    assert len(await house.owed("朱文斌", "report-climbed")) == 1
    assert await house.owed("朱文斌", "climbed-here") == []


async def test_a_deliberation_goes_before_the_next_meeting(house: House) -> None:
    case = await house.file()
    await house.do(triage.deliberate, case, house[WORKER])
    await house.overdue(case)
    await house.round()
    found = await house.case(case)
    assert (found.rung, found.leg) == (Rung.TOWN_OFFICE, Leg.MEETING)
    [climbed] = [e for e in await house.events(case) if e.what.startswith("climbed")]
    assert "passed" not in climbed.facts, "nobody was missing"


async def test_what_waits_or_is_closed_does_not_climb(house: House) -> None:
    asked, solved, gone = [await house.file() for _ in range(3)]
    await house.do(work.ask, asked, house[WORKER], "哪里？")
    await house.do(closing.solve, solved, house[WORKER], "好了")
    await house.do(closing.withdraw, gone, house["王阿姨"])
    await house.later(4 * DAY)
    assert await house.round() == 0


@pytest.mark.parametrize("sessions_at_once", [2, 4])
async def test_racing_sessions_climb_each_case_once(house: House, sessions_at_once: int) -> None:
    made = [await house.file(reporter=None) for _ in range(60)]
    for name in ("甲", "乙", "丙"):
        await house.person(name, Role.OFFICE)
    for case in made[::2]:
        await house.do(work.take, case, house[WORKER])
    await house.later(7 * DAY)
    ladder_at_once, ladder.AT_ONCE = ladder.AT_ONCE, 7
    try:
        async with asyncio.TaskGroup() as group:
            for _ in range(sessions_at_once):
                group.create_task(until_quiet(house))
    finally:
        ladder.AT_ONCE = ladder_at_once
    for case in made:
        assert [k.climbed for k in await house.kept(case)].count(True) == 1
        assert (await house.case(case)).rung is Rung.COMMUNITY
    told = [id_ for n in await house.owed("朱文斌", "climbed-here") for id_ in n.facts["case_ids"]]
    assert sorted(told) == made


async def until_quiet(house: House) -> None:
    while await house.round():
        pass


async def test_a_worker_closes_what_is_about_to_climb(house: House) -> None:
    """Of the two that come at once the second sees what the first did."""
    for _ in range(8):
        case = await house.file(reporter=None)
        await house.do(work.take, case, house[WORKER])
        await house.overdue(case)
        await asyncio.gather(
            house.round(),
            house.do(closing.solve, case, house[WORKER], "好了"),
            return_exceptions=True,
        )
        await house.round()
        found = await house.case(case)
        climbs = [k.climbed for k in await house.kept(case)].count(True)
        assert (found.status is Status.SOLVED) is (found.closed_at is not None)
        assert climbs <= 1
        assert climbs == 1 or found.status is Status.SOLVED
        assert (found.leg is None) is (found.closed_at is not None)


async def test_one_message_grows_only_so_far(house: House) -> None:
    """The bearer asks for all its cases at once; a hundred thousand would be too many."""
    many = [*range(1, 2 * together.MOST_TOGETHER)]
    who = house["朱文斌"]
    async with house.sessions() as db, db.begin():
        for start in range(0, len(many), 200):
            cases_of = {who: many[start : start + 200]}
            await together.owe(db, "climbed-here", cases_of, urgent=(), now=house.now)
    [told] = await house.owed(who, "climbed-here")
    assert told.facts["case_ids"] == many[: together.MOST_TOGETHER]
