"""Who of a team could stand in: all that the rules look at, read at once."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from community.shifts import rules
from community.shifts.model import (
    Certificate,
    Shift,
    ShiftPlaces,
    ShiftStatus,
    Signup,
    TeamMember,
    Volunteer,
    VolunteerStatus,
)
from community.shifts.rules import Standing, Wish
from community.shifts.shifts import HELD
from config.town import Town

AROUND = timedelta(days=2)


@dataclass(frozen=True)
class Team:
    """Active members who may sign up themselves, and the shifts that they have."""

    town: Town
    volunteers: dict[int, Volunteer]
    trained: dict[int, dict[str, date | None]]
    held: dict[int, list[tuple[Signup, Shift]]]

    def may(
        self, person_id: int, shift: Shift, place: ShiftPlaces, *, now: datetime,
        without: int | None = None,
    ) -> bool:  # fmt: skip
        """Say whether the rules let them have this place if it were free.

        :param without: a place of theirs, by its number, that they would give up for it.
        """
        own = [one for one in self.held[person_id] if one[0].id != without]
        if any(theirs.id == shift.id for _, theirs in own):
            return False
        day = shift.starts_at.astimezone(self.town.zone).date()
        certificates = {
            training
            for training, until in self.trained[person_id].items()
            if until is None or until >= day
        }
        spans = [
            (other.starts_at, other.ends_at)
            for _, other in own
            if other.starts_at < shift.ends_at + AROUND and other.ends_at > shift.starts_at - AROUND
        ]
        refusal = rules.why_not(
            self.volunteers.get(person_id), shift, Wish(place.training, place.from_age, 1), spans,
            certificates, Standing(), self.town, now=now,
        )  # fmt: skip
        return refusal is None


async def team(db: AsyncSession, town: Town, code: str, community: str, *, now: datetime) -> Team:
    rows = await db.scalars(
        select(Volunteer)
        .join(TeamMember, TeamMember.person_id == Volunteer.person_id)
        .where(
            TeamMember.team == code,
            TeamMember.community == community,
            Volunteer.status == VolunteerStatus.ACTIVE,
            or_(Volunteer.paused_until.is_(None), Volunteer.paused_until <= now),
        )
        .order_by(Volunteer.person_id)
    )
    return await _read(db, town, rows.all(), now=now)


async def people(db: AsyncSession, town: Town, ids: Collection[int], *, now: datetime) -> Team:
    rows = await db.scalars(select(Volunteer).where(Volunteer.person_id.in_(ids)))
    return await _read(db, town, rows.all(), now=now)


async def _read(
    db: AsyncSession, town: Town, volunteers: Sequence[Volunteer], *, now: datetime
) -> Team:
    ids = [one.person_id for one in volunteers]
    trained: dict[int, dict[str, date | None]] = defaultdict(dict)
    for one in await db.scalars(select(Certificate).where(Certificate.person_id.in_(ids))):
        trained[one.person_id][one.training] = one.until
    rows = await db.execute(
        select(Signup, Shift)
        .join(Shift, Shift.id == Signup.shift_id)
        .where(
            Signup.person_id.in_(ids),
            Signup.status.in_(HELD),
            Shift.status != ShiftStatus.CANCELLED,
            Shift.ends_at > now - AROUND,
        )
        .order_by(Shift.starts_at)
    )
    held: dict[int, list[tuple[Signup, Shift]]] = defaultdict(list)
    for signup, shift in rows:
        if signup.person_id is not None:
            held[signup.person_id].append((signup, shift))
    return Team(town, {one.person_id: one for one in volunteers}, trained, held)


async def place(db: AsyncSession, shift_id: int, role: str) -> ShiftPlaces:
    return await db.get_one(ShiftPlaces, (shift_id, role))
