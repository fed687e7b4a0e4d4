"""Seats of a shift: what the rules ask about a volunteer, and who sits where."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from community.errors import NotAvailableError
from community.shifts import certificates, reminders, rules, shifts, standing
from community.shifts.model import (
    HAS_A_PLACE,
    Shift,
    Signup,
    SignupSource,
    SignupStatus,
    Volunteer,
)
from community.shifts.rules import Refusal, Wish
from community.shifts.shifts import HELD, PlacesLeft
from config.town import Town
from config.town.calendar import Stretch

AROUND = timedelta(days=2)
"""So far from a shift others may tire."""


@dataclass(frozen=True)
class Open:
    """A place that somebody may take."""

    shift: Shift
    role: str
    left: int


@dataclass(frozen=True)
class Asked:
    """A volunteer, and all that the rules ask about them, read once for many shifts."""

    town: Town
    volunteer: Volunteer
    own: Sequence[tuple[int, Stretch]]
    valid: Sequence[tuple[str, date | None]]
    standing: standing.Standing
    now: datetime

    @classmethod
    async def read(
        cls, db: AsyncSession, town: Town, volunteer: Volunteer, now: datetime
    ) -> "Asked":
        return cls(
            town,
            volunteer,
            await _spans(db, volunteer.person_id, now - AROUND),
            [(c.training, c.until) for c in await certificates.of(db, volunteer.person_id)],
            await standing.standing(db, town, volunteer.person_id, now=now),
            now,
        )

    def why_not(
        self, shift: Shift, place: PlacesLeft, *, by_themselves: bool = True
    ) -> Refusal | None:
        day = shift.starts_at.astimezone(self.town.zone).date()
        near = [
            span
            for of, span in self.own
            if of != shift.id
            and span[1] > shift.starts_at - AROUND
            and span[0] < shift.ends_at + AROUND
        ]
        return rules.why_not(
            self.volunteer,
            shift,
            Wish(place.training, place.from_age, place.left),
            near,
            {training for training, until in self.valid if until is None or until >= day},
            self.standing,
            self.town,
            now=self.now,
            by_themselves=by_themselves,
        )

    def best(self, shift: Shift, places: Sequence[PlacesLeft]) -> Open | None:
        if any(of == shift.id for of, _ in self.own):
            return None
        for place in places:
            if self.why_not(shift, place) is None:
                return Open(shift, place.role, place.left)
        return None


async def _spans(
    db: AsyncSession, person_id: int, since: datetime
) -> list[tuple[int, Stretch]]:
    rows = await db.execute(
        select(Shift.id, Shift.starts_at, Shift.ends_at)
        .join(Signup, Signup.shift_id == Shift.id)
        .where(
            Signup.person_id == person_id,
            Signup.status.in_((*HAS_A_PLACE, SignupStatus.SERVED)),
            Shift.ends_at > since,
        )
        .order_by(Shift.starts_at, Shift.id)
    )
    return [(shift_id, (start, end)) for shift_id, start, end in rows]


async def refusal(
    db: AsyncSession, town: Town, person_id: int, shift: Shift, role: str, *, now: datetime
) -> Refusal | None:
    """Say why somebody could not take a role of a shift themselves.

    :raises NotAvailableError: the shift has no such role.
    """
    place = next((p for p in await shifts.places(db, shift.id) if p.role == role), None)
    if place is None:
        raise NotAvailableError
    volunteer = await db.get(Volunteer, person_id)
    if volunteer is None:
        return Refusal("volunteer-not-yet")
    return (await Asked.read(db, town, volunteer, now)).why_not(shift, place)


async def in_shift(db: AsyncSession, shift_id: int, person_id: int) -> Signup | None:
    """Give somebody's place in a shift, or on its waiting list."""
    found: Signup | None = await db.scalar(
        select(Signup).where(
            Signup.shift_id == shift_id,
            Signup.person_id == person_id,
            Signup.status.in_((*HELD, SignupStatus.WAITING)),
        )
    )
    return found


async def seat(
    db: AsyncSession,
    town: Town,
    shift: Shift,
    of: PlacesLeft,
    person_id: int,
    source: SignupSource,
    *,
    now: datetime,
) -> Signup:
    """Write somebody into the first free seat of a role; the shift's row is locked."""
    taken = {s.seat for s in await shifts.signups(db, shift.id) if s.role == of.role}
    free = next(n for n in range(1, of.places + 1) if n not in taken)
    signup = Signup(
        shift_id=shift.id,
        person_id=person_id,
        role=of.role,
        seat=free,
        status=SignupStatus.SIGNED_UP,
        source=source,
        created_at=now,
    )
    db.add(signup)
    await db.flush()
    await reminders.owe(db, town, signup, shift, now=now)
    return signup
