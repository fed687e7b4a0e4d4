"""The timetable of the town: which job runs when, by the town's clock and in its zone."""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

from apscheduler.triggers.cron import CronTrigger
from sqlalchemy import delete, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from community import handoff
from config.town import Town
from jobs import digests
from jobs.timetable import CatchUp, JobRun, Schedule, Work

RUNS_KEPT = timedelta(days=30)
STILL_MORNING = timedelta(hours=3)
"""How late a digest may come; a later one would tell of a day that is half over."""


def all_schedules(town: Town) -> list[Schedule]:
    return [
        Schedule(
            "end-silent-talks",
            CronTrigger(minute="*/10", timezone=town.zone),
            CatchUp.LAST,
            _end_silent_talks,
        ),
        Schedule(
            "forget-old-runs",
            CronTrigger(hour=3, minute=10, timezone=town.zone),
            CatchUp.LAST,
            forget_old_runs,
        ),
        Schedule(
            "archive-closed",
            CronTrigger(hour=3, minute=30, timezone=town.zone),
            CatchUp.LAST,
            _of(town, digests.archive),
        ),
        Schedule(
            "morning-digests",
            CronTrigger(hour=8, minute=30, timezone=town.zone),
            CatchUp.NONE,
            _of(town, digests.morning),
            late=STILL_MORNING,
        ),
        Schedule(
            "week-summaries",
            CronTrigger(day_of_week="mon", hour=8, minute=30, timezone=town.zone),
            CatchUp.NONE,
            _of(town, digests.week),
            late=STILL_MORNING,
        ),
    ]


def _of(town: Town, work: Callable[[AsyncSession, Town, datetime], Awaitable[None]]) -> Work:
    """Make a job of what also needs the town."""

    async def of_town(db: AsyncSession, now: datetime) -> None:
        await work(db, town, now)

    return of_town


async def _end_silent_talks(db: AsyncSession, now: datetime) -> None:
    await handoff.end_silent(db, now=now)


async def forget_old_runs(db: AsyncSession, now: datetime) -> None:
    """Drop old firings, but never a job's last one: from there it is caught up."""
    latest = select(JobRun.job, func.max(JobRun.due_at)).group_by(JobRun.job)
    await db.execute(
        delete(JobRun).where(
            JobRun.due_at < now - RUNS_KEPT,
            func.row(JobRun.job, JobRun.due_at).not_in(latest),
        )
    )
