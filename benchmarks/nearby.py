"""Whether a problem is known already, asked in a town with a million reports on 5 by 5 km."""

# ruff: noqa: S608  only numbers of our own stand in these statements

import random
import statistics
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from time import monotonic, perf_counter

import asyncpg
from sqlalchemy.ext.asyncio import AsyncSession

from benchmarks.bench import bench, load_now
from community.database import connect, sessions_of
from community.reports.filing import Draft
from community.reports.nearby import known_nearby
from config.settings import load as settings
from config.town import BUILTIN, Town, load_town

REPORTS = 1_000_000
OPEN_OF = 10
"""One of so many is open, and younger than the sixty days in which it is looked for."""
ASKED, WARM_UP = 1_000, 100
SOUTH, WEST = 30.76, 120.60
HIGH, WIDE = 0.045, 0.0523
"""Degrees: five kilometres each."""
GOAL = 20.0
ROADS = ("解放路", "人民路", "虹桥路", "康和路", "洛东街", "富园路", "新塍大道", "菜场弄")

LOAD = (
    "insert into people (name, created_at) values ('P', now())",
    f"""insert into cases (number, kind, community, category, text, place, latitude, longitude,
        reporter_id, anonymous, status, rung, version, created_at, closed_at)
    select 'B-' || n, 'report',
        (array['hongqiao', 'kanghe', 'luodong', 'fuyuan'])[1 + n / 8 % 4],
        (array['environment', 'safety', 'traffic', 'facilities', 'noise', 'property', 'other',
            'environment'])[1 + n % 8],
        '楼下的垃圾桶满了',
        (array{list(ROADS)})[1 + n / 32 % 8] || (1 + (random() * 300)::int) || '号',
        case when n % 3 > 0 then {SOUTH} + random() * {HIGH} end,
        case when n % 3 > 0 then {WEST} + random() * {WIDE} end,
        (select id from people limit 1), true,
        case when open then 'triage' else 'solved' end, 'social_worker', 1,
        now() - random() * interval '1 day' * case when open then 59 else 700 end,
        case when open then null else now() end
    from (select n, random() < 1.0 / {OPEN_OF} as open
        from generate_series(1, {REPORTS}) n) made""",
    """insert into case_followers (case_id, person_id, since)
    select c.id, p.id, now() from cases c, people p where c.closed_at is null and c.id % 5 = 0""",
    "vacuum analyze",
    "checkpoint",
)


async def main() -> None:
    town = load_town(BUILTIN)
    async with bench() as ground:
        took = await _load(ground.database_url)
        engine = connect(settings(database_url=ground.database_url).database_url)
        async with sessions_of(engine)() as db:
            for name, draft in (("spots", _spot), ("names", _name), ("both", _both)):
                times, found = await _ask(db, town, draft)
                print(
                    f"nearby, by {name}: p50 {_at(times, 50):.1f} ms, p95 {_at(times, 95):.1f} ms"
                    f" (goal {GOAL:.0f}), {found:.1f} found on the average, among {REPORTS:,}"
                    f" reports (loaded in {took:.0f} s; {load_now()})"
                )
        await engine.dispose()


async def _load(url: str) -> float:
    started = monotonic()
    connection = await asyncpg.connect(url)
    for statement in LOAD:
        await connection.execute(statement, timeout=600)
    await connection.close()
    return monotonic() - started


async def _ask(
    db: AsyncSession, town: Town, draft: Callable[[random.Random], Draft]
) -> tuple[list[float], float]:
    chance, times, found = random.Random(1), [], 0
    for number in range(WARM_UP + ASKED):
        asked = draft(chance)
        started = perf_counter()
        near = await known_nearby(db, town, asked, now=datetime.now(UTC))
        if number >= WARM_UP:
            times.append(perf_counter() - started)
            found += len(near)
    return times, found / ASKED


def _spot(chance: random.Random) -> Draft:
    return Draft(
        text="满了",
        category=chance.choice(("environment", "traffic", "facilities")),
        latitude=SOUTH + chance.random() * HIGH,
        longitude=WEST + chance.random() * WIDE,
    )


def _name(chance: random.Random) -> Draft:
    return Draft(
        text="满了",
        category=chance.choice(("environment", "traffic", "facilities")),
        place=f"{chance.choice(ROADS)}{chance.randrange(1, 300)}号",
        community=chance.choice(("hongqiao", "kanghe")),
    )


def _both(chance: random.Random) -> Draft:
    spot, name = _spot(chance), _name(chance)
    return Draft(
        text="满了",
        category=spot.category,
        place=name.place,
        latitude=spot.latitude,
        longitude=spot.longitude,
        community=name.community,
    )


def _at(times: Sequence[float], share: int) -> float:
    return statistics.quantiles(times, n=100)[share - 1] * 1_000
