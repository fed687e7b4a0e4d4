"""The service record: what somebody has given, their stars, and what comes next."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from community.shifts.model import HoursStatus, ServiceHours, Shift, Signup
from config.town import Town
from config.town.volunteers import ShiftRules

AN_HOUR = 60
LAST_SHIFTS = 5


def star_of(minutes: int, rules: ShiftRules) -> int:
    """How many stars so many minutes are."""
    return sum(minutes >= hours * AN_HOUR for hours in rules.stars_hours)


def next_star(minutes: int, rules: ShiftRules) -> int | None:
    """The minutes at which the next star comes; None with the last one."""
    return min((h * AN_HOUR for h in rules.stars_hours if h * AN_HOUR > minutes), default=None)


@dataclass(frozen=True)
class Served:
    """A shift of the record, with its corrections."""

    shift: Shift
    minutes: int


@dataclass(frozen=True)
class Record:
    minutes: int
    stars: int
    next_star_minutes: int | None
    shifts: Sequence[Served]
    """The newest first, a handful."""
    count: int
    by_kind: Sequence[tuple[str, int]]
    """Codes of kinds and minutes, the most first."""
    waiting: int
    """Minutes that nobody has confirmed yet."""
    since: date | None


async def minutes_of(db: AsyncSession, person_id: int) -> int:
    """Confirmed minutes, corrections counted in."""
    return int(await db.scalar(select(_sum()).where(*_confirmed(person_id))) or 0)


async def record(db: AsyncSession, town: Town, person_id: int) -> Record:
    minutes = await minutes_of(db, person_id)
    kinds = await db.execute(
        select(ServiceHours.kind, _sum())
        .where(*_confirmed(person_id))
        .group_by(ServiceHours.kind)
        .order_by(_sum().desc(), ServiceHours.kind)
    )
    counted = await db.execute(
        select(func.count(ServiceHours.signup_id), func.min(ServiceHours.ended_at)).where(
            *_confirmed(person_id)
        )
    )
    count, first = counted.one()
    waiting = await db.scalar(
        select(_sum()).where(
            ServiceHours.person_id == person_id, ServiceHours.status == HoursStatus.CLAIMED
        )
    )
    return Record(
        minutes,
        star_of(minutes, town.shift_rules),
        next_star(minutes, town.shift_rules),
        await _last(db, person_id),
        int(count),
        [(kind, int(given)) for kind, given in kinds if given],
        int(waiting or 0),
        first.astimezone(town.zone).date() if first else None,
    )


async def _last(db: AsyncSession, person_id: int) -> list[Served]:
    rows = (
        await db.execute(
            select(ServiceHours, Shift)
            .join(Signup, Signup.id == ServiceHours.signup_id)
            .join(Shift, Shift.id == Signup.shift_id)
            .where(*_confirmed(person_id))
            .order_by(ServiceHours.ended_at.desc(), ServiceHours.id.desc())
            .limit(LAST_SHIFTS)
        )
    ).all()
    more = await corrections(db, [hours.id for hours, _ in rows])
    return [Served(shift, hours.minutes + more.get(hours.id, 0)) for hours, shift in rows]


async def corrections(db: AsyncSession, hours_ids: Sequence[int]) -> dict[int, int]:
    """Minutes by which these rows were corrected."""
    if not hours_ids:
        return {}
    rows = await db.execute(
        select(ServiceHours.corrects_id, _sum())
        .where(ServiceHours.corrects_id.in_(hours_ids))
        .group_by(ServiceHours.corrects_id)
    )
    return {of: int(minutes) for of, minutes in rows if of is not None}


@dataclass(frozen=True)
class Given:
    minutes: int
    people: int
    shifts: int


async def hours_given(
    db: AsyncSession, town: Town, community: str | None, first: date, last: date
) -> Given:
    """Count what was given from a day to a day, both included.

    :param community: None for the whole town.
    """
    midnight = datetime.min.time()
    start = datetime.combine(first, midnight, town.zone)
    end = datetime.combine(last + timedelta(days=1), midnight, town.zone)
    where = [
        ServiceHours.status == HoursStatus.CONFIRMED,
        ServiceHours.ended_at >= start,
        ServiceHours.ended_at < end,
    ]
    if community is not None:
        where.append(ServiceHours.community == community)
    counted = await db.execute(
        select(
            _sum(),
            func.count(ServiceHours.person_id.distinct()),
            func.count(ServiceHours.signup_id),
        ).where(*where)
    )
    minutes, people, shifts = counted.one()
    return Given(int(minutes), int(people), int(shifts))


def _sum() -> ColumnElement[int]:
    return func.coalesce(func.sum(ServiceHours.minutes), 0)


def _confirmed(person_id: int) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return (ServiceHours.person_id == person_id, ServiceHours.status == HoursStatus.CONFIRMED)
