"""The morning's one message: what is new, due, late, opened again or nobody's; Monday's sums."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from community import people
from community.cases import Case, ClockKept, Kind, Rung, Satisfaction, Satisfied, Status
from community.cases.access import in_queue_of
from config.town import Town

MOST_LISTED = 8
ONE_DAY, ONE_WEEK = timedelta(days=1), timedelta(weeks=1)


@dataclass(frozen=True)
class Morning:
    """Counts for one worker, and the matters to look at first."""

    new: int
    due_today: int
    overdue: int
    badly_late: int
    reopened: int
    unowned: int
    in_hand: int
    first: Sequence[Case]

    @property
    def anything(self) -> bool:
        return bool(self.in_hand or self.unowned)


async def morning(db: AsyncSession, town: Town, person_id: int, *, now: datetime) -> Morning:
    """Count what waits for this worker: theirs, and nobody's in the queues they look after."""
    held = await people.roles_of(db, person_id)
    theirs: list[ColumnElement[bool]] = [Case.owner_id == person_id]
    theirs += [in_queue_of(role) for role in held]
    open_ = and_(Case.kind == Kind.REPORT, Case.closed_at.is_(None), or_(*theirs))
    midnight = now.astimezone(town.zone).replace(hour=0, minute=0, second=0, microsecond=0)
    running = Case.paused_at.is_(None)
    counted = (
        await db.execute(
            select(
                _count(Case.created_at > now - ONE_DAY),
                _count(and_(running, Case.due_at > now, Case.due_at < midnight + ONE_DAY)),
                _count(and_(running, Case.due_at <= now)),
                _count(and_(running, Case.badly_late_at <= now)),
                _count(Case.status.in_((Status.REOPEN_REQUESTED, Status.REOPENED))),
                _count(Case.owner_id.is_(None)),
                _count(Case.owner_id == person_id),
            ).where(open_)
        )
    ).one()
    first = await db.scalars(
        select(Case).where(open_).order_by(Case.due_at.nulls_last(), Case.id).limit(MOST_LISTED)
    )
    return Morning(*counted, first=first.all())


def _count(condition: Any) -> ColumnElement[int]:
    return func.count(case((condition, 1)))


@dataclass(frozen=True)
class Week:
    """A community's week, or the whole town's: what came, what went, which promises were kept."""

    came: int
    solved: int
    open_now: int
    overdue: int
    badly_late: int
    climbed: int
    clocks: int
    clocks_kept: int
    hot: int
    on_rung: dict[Rung, int]
    asked: int
    """How many residents answered the four questions; the four below are yeses among them."""
    needed: int
    took_part: int
    benefited: int
    satisfied: int


async def week(db: AsyncSession, community: str | None, *, now: datetime) -> Week:
    """Sum up the seven days before `now`.

    :param community: None for the whole town.
    """
    here: list[Any] = [Case.kind == Kind.REPORT]
    if community is not None:
        here.append(Case.community == community)
    since = now - ONE_WEEK
    is_open = Case.closed_at.is_(None)
    running = and_(is_open, Case.paused_at.is_(None))
    sums = (
        await db.execute(
            select(
                _count(Case.created_at > since),
                _count(and_(Case.closed_at > since, Case.status == Status.SOLVED)),
                _count(is_open),
                _count(and_(running, Case.due_at <= now)),
                _count(and_(running, Case.badly_late_at <= now)),
                _count(and_(is_open, Case.hot_at.is_not(None))),
            ).where(*here, or_(is_open, Case.closed_at > since, Case.created_at > since))
        )
    ).one()
    came, solved, open_now, overdue, badly_late, hot = sums
    clocks = (
        await db.execute(
            select(
                _count(ClockKept.climbed),
                func.count(),
                _count(and_(~ClockKept.climbed, ClockKept.stopped_at <= ClockKept.due_at)),
            )
            .join(Case, Case.id == ClockKept.case_id)
            .where(ClockKept.stopped_at > since, *here)
        )
    ).one()
    rungs = await db.execute(
        select(Case.rung, func.count()).where(is_open, *here).group_by(Case.rung)
    )
    four = (
        await db.execute(
            select(
                func.count(),
                _count(Satisfaction.needed),
                _count(Satisfaction.took_part),
                _count(Satisfaction.benefited),
                _count(Satisfaction.satisfied == Satisfied.YES),
            )
            .join(Case, Case.id == Satisfaction.case_id)
            .where(Satisfaction.answered_at > since, *here)
        )
    ).one()
    asked, needed, took_part, benefited, satisfied = four
    return Week(
        came=came,
        solved=solved,
        open_now=open_now,
        overdue=overdue,
        badly_late=badly_late,
        climbed=clocks[0],
        clocks=clocks[1],
        clocks_kept=clocks[2],
        hot=hot,
        on_rung={rung: count for rung, count in rungs},  # noqa: C416  rows are no pairs
        asked=asked,
        needed=needed,
        took_part=took_part,
        benefited=benefited,
        satisfied=satisfied,
    )
