"""The demo town's past: a case on every rung, its way in order, and nothing that climbs at once."""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.demo_moments import last_meeting, worked_before
from bot.demo_people import login_links, open_in_duty_hours, settle
from community import clock
from community.cases import (
    OPEN,
    Case,
    CaseEvent,
    CaseTask,
    Decision,
    Follower,
    Rung,
    Satisfaction,
    Source,
    Status,
    TaskStatus,
    Track,
)
from community.database import Sessions
from community.notices import Notice
from community.people import Person, Role, RoleHeld
from community.reports import ladder
from config.town import BUILTIN, Town, load_town
from config.town.duty import on_duty

PACKS = BUILTIN.parent
MORNING = "2026-11-24T03:20"
STARTS = {
    "xincheng": (
        "2026-11-23T08:40",  # the meeting's morning
        "2026-11-29T20:50",
    ),
    "shahekou": ("2026-11-28T23:30",),
}


async def open_demo(sessions: Sessions, pack: Path, start: str) -> tuple[Town, datetime]:
    town = load_town(pack)
    async with sessions() as db, db.begin():
        await clock.freeze(db, datetime.fromisoformat(start).replace(tzinfo=town.zone))
        await open_in_duty_hours(db, town)
        await settle(db, town)
        return town, await clock.now(db)


@pytest.fixture
async def demo(sessions: Sessions) -> AsyncIterator[tuple[AsyncSession, Town, datetime]]:
    town, now = await open_demo(sessions, BUILTIN, MORNING)
    async with sessions() as db:
        yield db, town, now


async def cases_of(db: AsyncSession) -> list[Case]:
    return list(await db.scalars(select(Case).order_by(Case.id)))


@pytest.mark.parametrize(
    ("name", "start"), [(n, s) for n, starts in STARTS.items() for s in starts]
)
async def test_it_shows_the_whole_ladder_and_lets_one_case_climb(
    sessions: Sessions, name: str, start: str
) -> None:
    town, now = await open_demo(sessions, PACKS / name, start)
    async with sessions() as db:
        cases = [case for case in await cases_of(db) if case.source is not Source.HALL]
        events = list(await db.scalars(select(CaseEvent).order_by(CaseEvent.id)))
        told = {report.text: report for report in town.people.reports}
        chosen = next(report.text for report in told.values() if report.at.startswith("climbs"))

    assert {case.rung for case in cases if case.status in OPEN} == set(Rung)
    assert len(cases) == len(told)
    for case in cases:
        moments = [event.at for event in events if event.case_id == case.id]
        assert moments == sorted(moments), case.text
        assert moments[0] == case.created_at
        assert moments[-1] <= now
        lines = {event.what for event in events if event.case_id == case.id}
        assert len(told[case.text].steps) <= len([e for e in events if e.case_id == case.id]), lines
    for event in events:
        if event.actor_id is not None:
            hour = event.at.astimezone(town.zone).hour
            assert 8 <= hour < 22 or on_duty(town, town.default_community.code, event.at)

    assert await ladder.climb_due(sessions, town) == 0
    assert await ladder.run(sessions, town) == 0
    async with sessions() as db, db.begin():
        await clock.freeze(db, now + timedelta(hours=4))
    assert await ladder.climb_due(sessions, town) == 1
    async with sessions() as db:
        climbed = await db.scalar(select(Case).where(Case.text == chosen))
        assert climbed is not None
        assert climbed.rung is Rung.TOWN_OFFICE


@pytest.mark.parametrize("start", ["2026-10-05T12:00", "2026-10-09T10:00"])
async def test_in_a_long_holiday_it_opens_all_the_same(sessions: Sessions, start: str) -> None:
    """Departments' days pass while nobody works: a story may go another way, the demo opens."""
    town, _ = await open_demo(sessions, BUILTIN, start)

    async with sessions() as db:
        cases = [case for case in await cases_of(db) if case.source is not Source.HALL]
    assert len(cases) == len(town.people.reports)
    assert {case.rung for case in cases if case.status in OPEN} == set(Rung)
    assert await ladder.climb_due(sessions, town) == 0


async def test_every_story_has_come_to_where_it_is_told(
    demo: tuple[AsyncSession, Town, datetime],
) -> None:
    db, town, _ = demo
    cases = await cases_of(db)

    def found(words: str) -> Case:
        return next(case for case in cases if words in case.text)

    events = list(await db.scalars(select(CaseEvent).order_by(CaseEvent.id)))

    def what(case: Case) -> list[str]:
        return [event.what for event in events if event.case_id == case.id]

    states = {case.status for case in cases}
    assert states >= {
        Status.SUBMITTED, Status.TRIAGE, Status.ASSIGNED, Status.IN_PROGRESS, Status.SCHEDULED,
        Status.WAITING, Status.SOLVED, Status.REOPENED, Status.DUPLICATE, Status.NOT_OURS,
        Status.WITHDRAWN,
    }  # fmt: skip
    assert {case.track for case in cases} == set(Track)
    assert {case.source for case in cases} == {Source.RESIDENT, Source.PATROL, Source.HALL}
    assert all(case.public_text is None for case in cases if case.private)

    river, road = found("水草"), found("东门路")
    assert what(river)[-1] == "climbed-community"
    assert [w for w in what(road) if w.startswith("climbed")] == [
        "climbed-community", "climbed-department", "climbed-town_office",
    ]  # fmt: skip
    assert what(road)[-1] == "decided-later"
    flood = found("积水")
    assert (flood.rung, flood.department, flood.status) == (
        Rung.DEPARTMENT, "ZJ", Status.IN_PROGRESS,
    )  # fmt: skip
    assert (await db.scalar(select(func.count()).select_from(Decision))) == 2

    lift = found("2号电梯")
    parts = await db.scalars(
        select(CaseTask.status).where(CaseTask.case_id == lift.id).order_by(CaseTask.id)
    )
    assert [*parts] == [TaskStatus.DONE, TaskStatus.OPEN]
    [hot] = [case for case in cases if case.hot_at is not None]
    followers = select(func.count()).select_from(Follower).where(Follower.case_id == hot.id)
    assert (await db.scalar(followers) or 0) >= town.settings.hot_followers
    answered = await db.scalars(select(Satisfaction).where(Satisfaction.answered_at.is_not(None)))
    assert len([*answered]) >= 4


async def test_clerks_belong_to_their_departments_and_followers_have_no_links(
    demo: tuple[AsyncSession, Town, datetime],
) -> None:
    db, town, _ = demo
    held = await db.execute(
        select(Person.name, RoleHeld.department)
        .join(RoleHeld, RoleHeld.person_id == Person.id)
        .where(RoleHeld.role == Role.CLERK)
    )
    assert {tuple(row) for row in held} == {
        (staff.name, staff.department) for staff in town.people.staff if staff.role == "clerk"
    }
    links = await login_links(db, town, "http://localhost")
    assert len(links) == len(town.people.staff) + len(town.people.residents)


async def test_only_cards_that_wait_are_still_owed(
    demo: tuple[AsyncSession, Town, datetime],
) -> None:
    db, _, now = demo
    due = list(
        await db.scalars(select(Notice).where(Notice.dropped_at.is_(None), Notice.due_at <= now))
    )

    assert {notice.text_id for notice in due} == {
        "report-card", "task-card", "application-card", "queue-called", "queue-heads-up",
    }  # fmt: skip
    numbers = {notice.topic for notice in due if notice.text_id == "report-card"}
    waiting = await db.scalars(
        select(Case.number).where(Case.number.in_(numbers), Case.owner_id.is_(None))
    )
    assert {*waiting} == numbers


async def test_it_settles_once_and_leaves_the_clock_as_it_was(sessions: Sessions) -> None:
    town, now = await open_demo(sessions, BUILTIN, MORNING)
    async with sessions() as db, db.begin():
        before = await db.scalar(select(func.count()).select_from(CaseEvent))
        await settle(db, town)

        assert await clock.now(db) == now
        assert await db.scalar(select(func.count()).select_from(CaseEvent)) == before


async def test_a_clock_that_runs_ahead_still_does(sessions: Sessions) -> None:
    town = load_town(BUILTIN)
    async with sessions() as db, db.begin():
        before = await clock.forward(db, timedelta(days=3, hours=2))
        await settle(db, town)
        assert timedelta() <= await clock.now(db) - before < timedelta(minutes=1)


def test_working_minutes_go_back_over_the_night_and_the_weekend(town: Town) -> None:
    def at(words: str) -> datetime:
        return datetime.fromisoformat(words).replace(tzinfo=town.zone)

    assert worked_before(town, at("2026-11-24T08:40"), 25) == at("2026-11-23T16:45")
    assert worked_before(town, at("2026-11-24T13:00"), 25) == at("2026-11-24T11:05")
    assert worked_before(town, at("2026-11-29T20:00"), 25) == at("2026-11-27T16:35")
    assert last_meeting(town, at("2026-11-23T09:30")) == at("2026-11-16T09:00")
    assert last_meeting(town, at("2026-11-23T10:00")) == at("2026-11-23T09:00")
