"""The timetable: what was missed is caught up as declared, and a firing happens once."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from apscheduler.triggers.cron import CronTrigger
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot import retention
from community import clock
from community.database import Sessions
from config.town import Town
from jobs import schedules
from jobs.timetable import CatchUp, JobRun, Schedule, Work, missed, tick

SHANGHAI = ZoneInfo("Asia/Shanghai")
NEW_YORK = ZoneInfo("America/New_York")
NINE = datetime(2026, 11, 23, 9, 0, tzinfo=SHANGHAI)


async def nothing(db: AsyncSession, now: datetime) -> None:
    """Do no work: only the firing counts."""


def daily(
    catch_up: CatchUp, *, hour: int = 9, zone: ZoneInfo = SHANGHAI, work: Work = nothing
) -> Schedule:
    trigger = CronTrigger(hour=hour, minute=0, timezone=zone)
    return Schedule(f"daily-{catch_up}", trigger, catch_up, work)


@pytest.mark.parametrize(
    ("catch_up", "now", "days"),
    [
        (CatchUp.ALL, NINE, [0]),
        (CatchUp.LAST, NINE, [0]),
        (CatchUp.NONE, NINE, [0]),
        (CatchUp.ALL, NINE + timedelta(days=7), [0, 1, 2, 3, 4, 5, 6, 7]),
        (CatchUp.LAST, NINE + timedelta(days=7), [7]),
        (CatchUp.NONE, NINE + timedelta(days=7), [7]),
        (CatchUp.LAST, NINE + timedelta(days=7, minutes=30), [7]),
        (CatchUp.NONE, NINE + timedelta(days=7, minutes=30), []),
        (CatchUp.ALL, NINE - timedelta(seconds=1), []),
    ],
    ids=[
        "all, in time", "last, in time", "none, in time",
        "all, down for 7 days", "last, down for 7 days", "none, up again in time",
        "last, up again late", "none, up again late", "before its time",
    ],
)  # fmt: skip
def test_what_was_missed(catch_up: CatchUp, now: datetime, days: Sequence[int]) -> None:
    last = NINE - timedelta(days=1)

    assert list(missed(daily(catch_up), last, now)) == [NINE + timedelta(days=d) for d in days]


@pytest.mark.parametrize("catch_up", CatchUp)
def test_a_job_that_never_ran_does_not_start_with_the_past(catch_up: CatchUp) -> None:
    assert list(missed(daily(catch_up), None, NINE + timedelta(hours=3))) == []
    assert list(missed(daily(catch_up), None, NINE + timedelta(seconds=20))) == [NINE]


@pytest.mark.parametrize("catch_up", CatchUp)
def test_what_ran_is_not_due_again(catch_up: CatchUp) -> None:
    assert list(missed(daily(catch_up), NINE, NINE + timedelta(seconds=30))) == []


@pytest.mark.parametrize(
    ("hour", "start", "end", "fired"),
    [
        # Spring forward on 8 March 2026: 02:00 to 03:00 does not exist.
        (3, "2026-03-07T12:00", "2026-03-09T12:00", ["2026-03-08T07:00Z", "2026-03-09T07:00Z"]),
        (9, "2026-03-07T12:00", "2026-03-09T12:00", ["2026-03-08T13:00Z", "2026-03-09T13:00Z"]),
        # Fall back on 1 November 2026: 01:00 to 02:00 happens twice.
        (3, "2026-10-31T12:00", "2026-11-02T12:00", ["2026-11-01T08:00Z", "2026-11-02T08:00Z"]),
        (9, "2026-10-31T12:00", "2026-11-02T12:00", ["2026-11-01T14:00Z", "2026-11-02T14:00Z"]),
    ],
    ids=["03:00 in spring", "09:00 in spring", "03:00 in autumn", "09:00 in autumn"],
)
def test_new_york_changes_its_clocks(hour: int, start: str, end: str, fired: Sequence[str]) -> None:
    schedule = daily(CatchUp.ALL, hour=hour, zone=NEW_YORK)
    last, now = (datetime.fromisoformat(at).replace(tzinfo=NEW_YORK) for at in (start, end))

    due = missed(schedule, last, now)

    assert [at.astimezone(UTC) for at in due] == [datetime.fromisoformat(at) for at in fired]


@pytest.mark.parametrize(
    ("start", "end", "most"),
    [("2026-03-07T12:00", "2026-03-09T12:00", 2), ("2026-10-31T12:00", "2026-11-02T12:00", 3)],
    ids=["an hour that does not exist", "an hour that happens twice"],
)
def test_an_hour_that_changes_is_fired_in_and_never_endlessly(
    start: str, end: str, most: int
) -> None:
    schedule = daily(CatchUp.ALL, hour=1 if most > 2 else 2, zone=NEW_YORK)
    last, now = (datetime.fromisoformat(at).replace(tzinfo=NEW_YORK) for at in (start, end))

    due = [at.astimezone(UTC) for at in missed(schedule, last, now)]

    assert 1 <= len(due) <= most
    assert due == sorted(set(due))


async def _at(sessions: Sessions, moment: datetime) -> None:
    async with sessions() as db, db.begin():
        await clock.freeze(db, moment)


async def _runs(sessions: Sessions) -> int:
    async with sessions() as db:
        return await db.scalar(select(func.count()).select_from(JobRun)) or 0


async def _start(sessions: Sessions, schedule: Schedule, at: datetime) -> None:
    async with sessions() as db, db.begin():
        db.add(JobRun(job=schedule.name, due_at=at, ran_at=at))


async def test_two_processes_at_once_have_one_effect(sessions: Sessions) -> None:
    done: list[datetime] = []

    async def work(db: AsyncSession, now: datetime) -> None:  # noqa: ARG001
        await asyncio.sleep(0.05)
        done.append(now)

    schedule = daily(CatchUp.LAST, work=work)
    await _at(sessions, NINE)

    ran = await asyncio.gather(*(tick(sessions, [schedule]) for _ in range(4)))

    assert sum(ran) == 1
    assert len(done) == 1
    assert await _runs(sessions) == 1


async def test_a_town_that_was_down_for_a_week_catches_up_once_each(sessions: Sessions) -> None:
    every, last, none = daily(CatchUp.ALL), daily(CatchUp.LAST), daily(CatchUp.NONE)
    for schedule in (every, last, none):
        await _start(sessions, schedule, NINE)
    await _at(sessions, NINE + timedelta(days=7, hours=1))

    assert await tick(sessions, [every, last, none]) == 7 + 1 + 0
    assert await tick(sessions, [every, last, none]) == 0


async def test_a_job_that_fails_runs_again_and_stops_no_other(sessions: Sessions) -> None:
    fails = [True]

    async def work(db: AsyncSession, now: datetime) -> None:  # noqa: ARG001
        if fails:
            raise OSError

    broken = Schedule("broken", daily(CatchUp.LAST).trigger, CatchUp.LAST, work)
    await _at(sessions, NINE)

    assert await tick(sessions, [broken, daily(CatchUp.LAST)]) == 1
    fails.clear()
    assert await tick(sessions, [broken, daily(CatchUp.LAST)]) == 1
    assert await tick(sessions, [broken, daily(CatchUp.LAST)]) == 0


async def test_old_firings_are_dropped_but_never_the_last_of_a_job(sessions: Sessions) -> None:
    for days in (0, 40, 41, 42):
        await _start(sessions, daily(CatchUp.LAST), NINE - timedelta(days=days))
    for days in (50, 51):
        await _start(sessions, daily(CatchUp.ALL), NINE - timedelta(days=days))

    async with sessions() as db, db.begin():
        await schedules.forget_old_runs(db, NINE)

    assert await _runs(sessions) == 2


async def test_every_schedule_of_the_town_runs_on_real_tables(
    sessions: Sessions, town: Town
) -> None:
    timed = [*schedules.all_schedules(town), *retention.schedules(town)]
    assert len({schedule.name for schedule in timed}) == len(timed)
    await _at(sessions, NINE)
    for schedule in timed:
        await _start(sessions, schedule, NINE - timedelta(days=2))

    assert await tick(sessions, timed) == len(timed)
