"""The timetable of the town: which job runs when, by the town's clock and in its zone."""

from datetime import datetime, timedelta

from apscheduler.triggers.cron import CronTrigger
from sqlalchemy import delete, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from community import handoff
from config.town import Town
from jobs.timetable import CatchUp, JobRun, Schedule

RUNS_KEPT = timedelta(days=30)


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
    ]


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
