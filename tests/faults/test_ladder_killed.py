"""Killed while reports climb and are worked on: the books agree, and nothing climbs twice."""

import asyncio
import random
import signal
from collections.abc import Awaitable, Callable
from datetime import datetime

import pytest
from sqlalchemy import func, select, text

from community.cases import Case, ClockKept
from community.database import Sessions, connect, sessions_of
from config.town import Town
from tests.community.conftest import STAFF, House
from tests.community.rules import holds_of, keeps_its_books
from tests.faults import ladder_child
from tests.faults.conftest import Place

CASES, ROUNDS = 60, 8
CATEGORIES = ("environment", "facilities", "noise", "traffic", "safety", "neighbours")


async def peopled(sessions: Sessions, town: Town, cases: int) -> House:
    house = House(sessions, town, datetime(2026, 11, 23, 9, tzinfo=town.zone))
    await house.at(house.now)
    residents = [await house.person(f"居民{n}") for n in range(cases // 4)]
    for name, (role, community, department) in STAFF.items():
        await house.person(name, role, community, department)
    for n in range(cases):
        category = CATEGORIES[n % len(CATEGORIES)]
        await house.file(residents[n % len(residents)], category=category)
    return house


async def check(house: House) -> int:
    """Look at all cases and their books; says how often something has climbed."""
    async with house.sessions() as db:
        cases = [*await db.scalars(select(Case))]
        climbed = await db.scalar(
            select(func.count()).select_from(ClockKept).where(ClockKept.climbed)
        )
    for case in cases:
        holds_of(case)
    await keeps_its_books(house, [case.id for case in cases])
    return climbed or 0


@pytest.fixture
async def fresh(new_database: Callable[[], Awaitable[str]]) -> str:
    return await new_database()


async def test_deeds_and_rounds_killed_at_any_moment(fresh: str, town: Town) -> None:
    """One process does deeds, another lets cases climb at the same time; both are killed."""
    chance = random.Random(11)
    engine = connect(fresh, connections=4)
    house = await peopled(sessions_of(engine), town, CASES)
    climbed = 0
    for seed in range(ROUNDS):
        both = [
            await ladder_child.start(fresh, seed, deeds=True),
            await ladder_child.start(fresh, seed, deeds=False),
        ]
        await asyncio.sleep(chance.uniform(0.0, 0.4))
        chance.shuffle(both)
        for process in both:
            await asyncio.sleep(chance.uniform(0, 0.1))
            process.kill()
        for process in both:
            await asyncio.to_thread(process.join, 10)
            assert process.exitcode == -signal.SIGKILL
        await all_rolled_back(house)
        climbed = await check(house)
        await house.later(ladder_child.some_time(chance))
    await house.round()
    assert await check(house) >= climbed > 0, "it was killed while things climbed"
    await engine.dispose()


async def all_rolled_back(house: House) -> None:
    """A killed process's server may still be at its last statement."""
    others = "select count(*) from pg_stat_activity where datname = current_database()"
    others += " and state <> 'idle' and pid <> pg_backend_pid()"
    async with asyncio.timeout(10):
        while True:
            async with house.sessions() as db:
                if not await db.scalar(text(others)):
                    return
            await asyncio.sleep(0.01)


async def test_whole_processes_killed_while_a_town_climbs(place: Place, town: Town) -> None:
    """Two `linli run`, one after the other killed in the middle; each promise breaks once."""
    many = 1_000
    house = await peopled(sessions_of(place.engine), town, 4)
    async with house.sessions() as db, db.begin():
        await db.execute(text(MANY), {"many": many})
    before = await check(house)
    await house.at("2026-12-10T10:00")
    processes = [place.process(), place.process()]
    for process in processes:
        process.start(only="jobs")
    kills, due = 0, many
    async with asyncio.timeout(60):
        while left := await still_due(house):
            if left < due:
                await processes[kills % 2].kill()
                processes[kills % 2].start(only="jobs")
                kills, due = kills + 1, left
            await asyncio.sleep(0.01)
    for process in processes:
        await process.kill()
    await all_rolled_back(house)
    assert kills >= 2
    assert await check(house) == before + many + 4


MANY = """
with made as (insert into cases (
  number, kind, source, community, category, text, anonymous, private, track,
  status, rung, version, created_at, leg, leg_started_at, due_at, badly_late_at, extended_by)
select 'R-2026-9' || n, kind, source, community, category, text, anonymous, private, track,
  status, rung, version, created_at, leg, leg_started_at, due_at, badly_late_at, extended_by
from (select * from cases order by id limit 1) c, generate_series(1, :many) n
returning id, created_at)
insert into case_events (case_id, at, what, facts, public)
select id, created_at, 'opened', '{}', true from made"""


async def still_due(house: House) -> int:
    due = select(func.count()).where(Case.due_at <= house.now, Case.closed_at.is_(None))
    async with house.sessions() as db:
        return await db.scalar(due) or 0
