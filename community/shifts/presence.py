"""Who is where: the places on which somebody could sign in, is signed in, or has said nothing."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from community.cases import PatrolFinding
from community.errors import NotAvailableError
from community.shifts.model import Shift, ShiftStatus, Signup, SignupStatus
from config.town import Town

EXPECTED = (SignupStatus.SIGNED_UP, SignupStatus.COMING)


@dataclass(frozen=True)
class Duty:
    """A place in a shift, and the shift."""

    signup: Signup
    shift: Shift


@dataclass(frozen=True)
class Findings:
    """What was looked at while somebody was on duty."""

    problems: int
    clear: int


async def get(db: AsyncSession, signup_id: int, person_id: int) -> Duty:
    """:raises NotAvailableError: no such place, or not theirs."""
    signup = await db.get(Signup, signup_id)
    if signup is None or signup.person_id != person_id:
        raise NotAvailableError
    return Duty(signup, await db.get_one(Shift, signup.shift_id))


async def on_duty(db: AsyncSession, person_id: int) -> Signup | None:
    """Give the place on which somebody is signed in."""
    found: Signup | None = await db.scalar(
        select(Signup)
        .where(Signup.person_id == person_id, Signup.status == SignupStatus.ON_DUTY)
        .order_by(Signup.signed_in_at.desc(), Signup.id.desc())
        .limit(1)
    )
    return found


async def to_sign_in(db: AsyncSession, town: Town, person_id: int, *, now: datetime) -> list[Duty]:
    """Places on which this person could sign in now, in order."""
    early = timedelta(minutes=town.shift_rules.sign_in_minutes)
    rows = await db.execute(
        select(Signup, Shift)
        .join(Shift, Shift.id == Signup.shift_id)
        .where(
            Signup.person_id == person_id,
            Signup.status.in_(EXPECTED),
            Shift.status == ShiftStatus.OPEN,
            Shift.starts_at <= now + early,
            Shift.ends_at > now,
        )
        .order_by(Shift.starts_at, Signup.id)
    )
    return [Duty(signup, shift) for signup, shift in rows]


async def next_expected(db: AsyncSession, person_id: int, *, now: datetime) -> Duty | None:
    """Give the next shift in which this person has a place."""
    row = (
        await db.execute(
            select(Signup, Shift)
            .join(Shift, Shift.id == Signup.shift_id)
            .where(
                Signup.person_id == person_id,
                Signup.status.in_(EXPECTED),
                Shift.status == ShiftStatus.OPEN,
                Shift.ends_at > now,
            )
            .order_by(Shift.starts_at, Signup.id)
            .limit(1)
        )
    ).first()
    return Duty(*row) if row else None


async def unsaid(db: AsyncSession, person_id: int, *, now: datetime) -> Duty | None:
    """Give the last shift that is over and of which this person has said nothing."""
    row = (
        await db.execute(
            select(Signup, Shift)
            .join(Shift, Shift.id == Signup.shift_id)
            .where(
                Signup.person_id == person_id,
                Signup.status.in_(EXPECTED),
                Shift.status != ShiftStatus.CANCELLED,
                Shift.ends_at <= now,
            )
            .order_by(Shift.ends_at.desc(), Signup.id.desc())
            .limit(1)
        )
    ).first()
    return Duty(*row) if row else None


async def findings(db: AsyncSession, signup: Signup, *, now: datetime) -> Findings:
    """Count what this person looked at since they signed in."""
    assert signup.signed_in_at is not None  # noqa: S101  asked of duties that have begun
    return await found_between(
        db, signup.person_id, signup.signed_in_at, signup.signed_out_at or now
    )


async def found_between(
    db: AsyncSession, person_id: int | None, first: datetime, last: datetime
) -> Findings:
    counted = await db.execute(
        select(func.count(PatrolFinding.case_id), func.count()).where(
            PatrolFinding.person_id == person_id,
            PatrolFinding.at >= first,
            PatrolFinding.at <= last,
        )
    )
    problems, whole = counted.one()
    return Findings(problems, whole - problems)
