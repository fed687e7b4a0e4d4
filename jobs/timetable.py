"""What runs by the clock. APScheduler only ticks; a row makes a firing happen once."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

import structlog
from apscheduler.triggers.base import BaseTrigger
from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from community import clock
from community.database import Base, Sessions

log = structlog.get_logger()

MOST_CAUGHT_UP = 500


class CatchUp(StrEnum):
    """What happens to firings that were missed while nothing ran."""

    ALL = "all"
    LAST = "last"
    NONE = "none"


class JobRun(Base):
    """One firing of a job, by the town's clock; its row is written in the job's own transaction."""

    __tablename__ = "job_runs"

    job: Mapped[str] = mapped_column(primary_key=True)
    due_at: Mapped[datetime] = mapped_column(primary_key=True)
    ran_at: Mapped[datetime]


Work = Callable[[AsyncSession, datetime], Awaitable[None]]


@dataclass(frozen=True)
class Schedule:
    """:param late: with `CatchUp.NONE`, how late a firing may still be."""

    name: str
    trigger: BaseTrigger
    catch_up: CatchUp
    work: Work
    late: timedelta = timedelta(minutes=1)


def missed(schedule: Schedule, last: datetime | None, now: datetime) -> Sequence[datetime]:
    """Say which firings are due: those after the last one until now, by the catch-up declared.

    A job that never ran starts with the next firing, not with the past.
    """
    due: list[datetime] = []
    previous = last or now - schedule.late
    at = _after(schedule.trigger, previous)
    while at is not None and at <= now:
        due.append(at)
        at = _after(schedule.trigger, at)
        if len(due) > MOST_CAUGHT_UP and schedule.catch_up is not CatchUp.ALL:
            due = due[-1:]
    if schedule.catch_up is CatchUp.ALL:
        return due
    if schedule.catch_up is CatchUp.LAST:
        return due[-1:]
    return [at for at in due[-1:] if now - at <= schedule.late]


def _after(trigger: BaseTrigger, at: datetime) -> datetime | None:
    """Give the next firing, reckoned in UTC: an hour that happens twice would never end."""
    at = at.astimezone(UTC)
    found: datetime | None = trigger.get_next_fire_time(at, at + timedelta(microseconds=1))
    return found


async def run_once(sessions: Sessions, schedule: Schedule, due: datetime, now: datetime) -> bool:
    """Run one firing unless somebody ran it already; its work and its row commit together."""
    async with sessions() as db, db.begin():
        statement = insert(JobRun).values(job=schedule.name, due_at=due, ran_at=now)
        mine = await db.scalar(statement.on_conflict_do_nothing().returning(JobRun.job))
        if mine is None:
            return False
        await schedule.work(db, now)
        return True


async def tick(sessions: Sessions, schedules: Sequence[Schedule]) -> int:
    """Run what is due by the town's clock, and say how many firings ran."""
    async with sessions() as db:
        now = await clock.now(db)
        rows = await db.execute(select(JobRun.job, func.max(JobRun.due_at)).group_by(JobRun.job))
        last = {row[0]: row[1] for row in rows}
    ran = 0
    for schedule in schedules:
        for due in missed(schedule, last.get(schedule.name), now):
            try:
                ran += await run_once(sessions, schedule, due, now)
            except Exception as error:  # noqa: BLE001  one job's fault must not stop the others
                log.error(  # noqa: TRY400  the trace would hold what people wrote
                    "a job failed", job=schedule.name, fault=type(error).__name__
                )
                break
    return ran
