"""A hundred thousand reports become due at once: how long they climb, and what turns feel of it.

Once they climb in a process of their own, and once in the one that also takes the turns and tells
the residents, as a plain `linli run` does.
"""

# ruff: noqa: S608  only numbers of our own stand in these statements

import asyncio
import statistics
import sys
from collections.abc import Sequence
from time import monotonic

import asyncpg
import uvloop

from benchmarks.bench import Running, bench, load_now
from community.database import connect, sessions_of
from community.reports import ladder
from config.settings import load as settings
from config.town import BUILTIN, load_town

DUE = 100_000
RESIDENTS = 20_000
A_SECOND, TURNS, AT_ONCE, WARM_UP = 50.0, 1_000, 250, 600
WORDS = "谢谢"
SECONDS, TIMES = 60.0, 2.0
"""The goals: within these all have climbed, at this many times the p95 of idle hours."""

STAFF = """
with one as (insert into people (name, created_at) values ($1, now()) returning id)
insert into roles_held (person_id, role, community, department, granted_at)
select id, $2, $3, $4, now() from one"""

LOAD = (
    f"""insert into people (name, language, created_at)
    select 'P' || n, 'zh', now() from generate_series(1, {RESIDENTS}) n""",
    f"""insert into cases (number, kind, community, category, text, reporter_id, anonymous, status,
        rung, version, created_at, leg, leg_started_at, due_at, badly_late_at)
    select 'R-2026-' || n, 'report',
        (array['hongqiao', 'kanghe', 'luodong', 'fuyuan'])[1 + n / 8 % 4],
        (array['environment', 'safety', 'traffic', 'facilities', 'noise', 'property', 'other',
            'neighbours'])[1 + n % 8],
        '楼下的垃圾桶满了', p.id, true, 'triage', 'social_worker', 2, now(), 'social_worker', now(),
        now() + interval '1 hour' + n * interval '10 milliseconds', now() + interval '9 days'
    from generate_series(1, {DUE}) n join people p on p.name = 'P' || (1 + n % {RESIDENTS})""",
    "vacuum analyze",
    "checkpoint",
)
TWO_HOURS_LATER = """
insert into clock (id, ahead) values (1, interval '2 hours')
on conflict (id) do update set ahead = interval '2 hours'"""
STILL_DUE = "select exists (select from cases where due_at <= now() + interval '2 hours')"
CLIMBED = "select count(*), count(distinct case_id) from clocks_kept where climbed"


async def main() -> None:
    await _measure("climbing in a process of its own", apart=True)
    await _measure("climbing and telling in the one that takes the turns", apart=False)


async def _measure(how: str, *, apart: bool) -> None:
    async with bench() as ground:
        connection = await asyncpg.connect(ground.database_url)
        await _load(connection)
        async with ground.linli(only="inlet,turn,sender" if apart else "") as linli:
            await linli.bot.rate(WARM_UP, WORDS)
            idle = _p95(await linli.bot.delays(TURNS, WORDS, A_SECOND))
            seconds, delays = await _climb(connection, linli, ground.database_url if apart else "")
        climbed, cases = await connection.fetchrow(CLIMBED)
        await connection.close()
    if climbed != cases or cases != DUE:
        raise SystemExit(f"{climbed} climbs of {cases} cases: each of {DUE} should have one")
    print(
        f"{how}: {DUE:,} reports in {seconds:.0f} s (goal {SECONDS:.0f}), each once; meanwhile"
        f" turns at {A_SECOND:.0f}/s: p95 {_p95(delays):.1f} ms against {idle:.1f} ms idle,"
        f" {_p95(delays) / idle:.1f} times (goal {TIMES:.0f}) ({load_now()})"
    )


async def _load(connection: asyncpg.Connection) -> None:
    for staff in load_town(BUILTIN).people.staff:
        await connection.execute(STAFF, staff.name, staff.role, staff.community, staff.department)
    for statement in LOAD:
        await connection.execute(statement, timeout=600)


async def _climb(
    connection: asyncpg.Connection, linli: Running, apart: str
) -> tuple[float, list[float]]:
    """Let all become due, and take turns until none is.

    :param apart: the database for a process that only climbs; empty when the app does.
    """
    process = await _climber(apart) if apart else None
    await connection.execute(TWO_HOURS_LATER)
    started, delays = monotonic(), []
    while await connection.fetchval(STILL_DUE):
        delays += await linli.bot.delays(AT_ONCE, WORDS, A_SECOND)
    seconds = monotonic() - started
    if process is not None:
        process.terminate()
        await process.wait()
    return seconds, delays


async def _climber(url: str) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(sys.executable, "-m", __name__, url)


async def _climb_until_ended(url: str) -> None:
    """As the app does: each second, and on while there is something."""
    sessions = sessions_of(connect(settings(database_url=url).database_url))
    town = load_town(BUILTIN)
    while True:
        while await ladder.run(sessions, town):
            pass
        await asyncio.sleep(1)


def _p95(delays: Sequence[float]) -> float:
    return statistics.quantiles(delays, n=100)[94] * 1_000


if __name__ == "__main__":
    uvloop.run(_climb_until_ended(sys.argv[1]))
