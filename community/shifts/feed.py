"""The calendar of somebody's own shifts: its secret address, and what stands in it."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from community.errors import NotAvailableError
from community.people import Person
from community.shifts import joining
from community.shifts.model import Shift, ShiftStatus, Signup, SignupStatus, Volunteer
from config.town import Town

KEY_BYTES = 24
BACK = timedelta(days=60)
"""So long a shift that is over stays in the calendar."""
MOST = 500
GONE = frozenset({SignupStatus.LEFT, SignupStatus.RELEASED, SignupStatus.COVERED})
OVER = frozenset({SignupStatus.SERVED, SignupStatus.MISSED})


@dataclass(frozen=True)
class Entry:
    """A place in a shift as a calendar shows it."""

    signup: Signup
    shift: Shift

    @property
    def gone(self) -> bool:
        return self.signup.status in GONE or self.shift.status is ShiftStatus.CANCELLED

    @property
    def version(self) -> int:
        """Rises when the shift is moved, and when the place is given back."""
        return self.shift.version + self.gone

    @property
    def changed_at(self) -> datetime:
        return self.signup.ended_at or self.signup.created_at


@dataclass(frozen=True)
class Feed:
    """Everything in somebody's calendar, the earliest first."""

    language: str | None
    remind_hours: Sequence[int]
    entries: Sequence[Entry]


async def address(db: AsyncSession, person_id: int) -> str | None:
    """Give the key of somebody's calendar, if they have one.

    :raises VolunteerRefusedError: volunteer-not-yet.
    """
    return (await joining.require(db, person_id)).feed_key


async def renew(db: AsyncSession, person_id: int) -> str:
    """Give the calendar a new address; the old one opens nothing from now on.

    :raises VolunteerRefusedError: volunteer-not-yet.
    """
    one = await joining.require(db, person_id)
    one.feed_key = secrets.token_urlsafe(KEY_BYTES)
    return one.feed_key


async def stop(db: AsyncSession, person_id: int) -> None:
    """:raises VolunteerRefusedError: volunteer-not-yet."""
    (await joining.require(db, person_id)).feed_key = None


async def by_key(db: AsyncSession, town: Town, key: str, *, now: datetime) -> Feed:
    """:raises NotAvailableError: the key opens nothing."""
    row = (
        await db.execute(
            select(Volunteer, Person.language)
            .join(Person, Person.id == Volunteer.person_id)
            .where(Volunteer.feed_key == key, Person.erased_at.is_(None))
        )
    ).first()
    if row is None:
        raise NotAvailableError
    one, language = row
    hours = town.shift_rules.remind_hours if one.remind_hours is None else one.remind_hours
    rows = await db.execute(
        select(Signup, Shift)
        .join(Shift, Shift.id == Signup.shift_id)
        .where(
            Signup.person_id == one.person_id,
            Signup.status != SignupStatus.WAITING,
            Signup.seat > 0,  # who only waited never had it in the calendar
            Shift.ends_at > now - BACK,
        )
        .order_by(Shift.starts_at, Signup.id)
        .limit(MOST)
    )
    return Feed(language, [*hours], [Entry(signup, shift) for signup, shift in rows])
