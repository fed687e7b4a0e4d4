"""The members of a team as their leader sees them: who served last, and when."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from community.people import Person
from community.shifts import teams
from community.shifts.model import (
    HAS_A_PLACE,
    Shift,
    ShiftStatus,
    Signup,
    SignupStatus,
    TeamMember,
    Volunteer,
    VolunteerStatus,
)
from config.town import Town

BEFORE = timedelta(hours=12)
"""Shifts that ended so lately can still be called over."""


@dataclass(frozen=True)
class Member:
    person: Person
    resting: bool
    last: date | None
    """The day of the last shift that they served in this team."""
    coming: int
    """Places of theirs in this team's shifts to come."""


async def members(
    db: AsyncSession, town: Town, actor_id: int, team: str, community: str, *, now: datetime
) -> list[Member]:
    """Give all members, who served last first.

    :raises NotAvailableError: this person does not lead the team there.
    """
    await teams.require_lead(db, town, actor_id, team, community)
    served = (
        select(
            Signup.person_id,
            func.max(Shift.day).filter(Signup.status == SignupStatus.SERVED).label("last"),
            func.count()
            .filter(Signup.status.in_(HAS_A_PLACE), Shift.ends_at > now)
            .label("coming"),
        )
        .join(Shift, Shift.id == Signup.shift_id)
        .where(Shift.team == team, Shift.community == community)
        .group_by(Signup.person_id)
        .subquery()
    )
    rows = await db.execute(
        select(Person, Volunteer.status, served.c.last, func.coalesce(served.c.coming, 0))
        .join(TeamMember, TeamMember.person_id == Person.id)
        .join(Volunteer, Volunteer.person_id == Person.id)
        .outerjoin(served, served.c.person_id == Person.id)
        .where(
            TeamMember.team == team,
            TeamMember.community == community,
            Volunteer.status.in_((VolunteerStatus.ACTIVE, VolunteerStatus.PAUSED)),
        )
        .order_by(served.c.last.desc().nulls_last(), Person.id)
    )
    return [
        Member(person, status is VolunteerStatus.PAUSED, last, int(coming))
        for person, status, last, coming in rows
    ]


async def next_shifts(
    db: AsyncSession,
    town: Town,
    actor_id: int,
    team: str,
    community: str,
    *,
    now: datetime,
    most: int,
) -> Sequence[Shift]:
    """Give a team's shifts from those of a few hours ago on.

    :raises NotAvailableError: this person does not lead the team there.
    """
    await teams.require_lead(db, town, actor_id, team, community)
    rows = await db.scalars(
        select(Shift)
        .where(
            Shift.team == team,
            Shift.community == community,
            Shift.status != ShiftStatus.CANCELLED,
            Shift.ends_at > now - BEFORE,
        )
        .order_by(Shift.starts_at, Shift.id)
        .limit(most)
    )
    return rows.all()
