"""Teams of a community: who is in them, and who leads them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from community.errors import NotAvailableError
from community.people import Person, Role, RoleHeld
from community.shifts.model import TeamMember, Volunteer, VolunteerStatus
from config.town import Team, Town

LEADERS = frozenset({Role.LEADER, Role.SOCIAL_WORKER, Role.ADMIN})


@dataclass(frozen=True)
class TeamCard:
    """A team in one community: how many are in it, and who leads it."""

    team: Team
    community: str
    members: int
    leader: str | None


async def leads(db: AsyncSession, town: Town, person_id: int, team: str, community: str) -> bool:  # noqa: ARG001  a town may have rules of its own
    """Say whether this person may do what a leader of the team does.

    Social workers and admins may, in their community; a leader may for the teams that are marked
    as theirs, or for all of the community when none is.
    """
    roles = set(
        await db.scalars(
            select(RoleHeld.role).where(
                RoleHeld.person_id == person_id,
                RoleHeld.revoked_at.is_(None),
                RoleHeld.role.in_(LEADERS),
                (RoleHeld.community.is_(None)) | (RoleHeld.community == community),
            )
        )
    )
    if roles & {Role.SOCIAL_WORKER, Role.ADMIN}:
        return True
    if Role.LEADER not in roles:
        return False
    marked = set(
        await db.scalars(
            select(TeamMember.team).where(
                TeamMember.person_id == person_id,
                TeamMember.community == community,
                TeamMember.leads,
            )
        )
    )
    return not marked or team in marked


async def require_lead(
    db: AsyncSession, town: Town, person_id: int, team: str, community: str
) -> None:
    """:raises NotAvailableError: this person does not lead the team there."""
    if not await leads(db, town, person_id, team, community):
        raise NotAvailableError


async def leaders(db: AsyncSession, town: Town, team: str, community: str) -> list[Person]:
    """Give who leads a team: its leaders, else the social workers of the community."""
    rows = await db.execute(
        select(Person, RoleHeld.role)
        .join(RoleHeld, RoleHeld.person_id == Person.id)
        .where(
            RoleHeld.revoked_at.is_(None),
            RoleHeld.role.in_((Role.LEADER, Role.SOCIAL_WORKER)),
            (RoleHeld.community.is_(None)) | (RoleHeld.community == community),
            Person.erased_at.is_(None),
        )
        .order_by(Person.id)
    )
    held = rows.all()
    led = [person for person, role in held if role is Role.LEADER]
    own = [p for p in led if await leads(db, town, p.id, team, community)]
    return own or [person for person, role in held if role is Role.SOCIAL_WORKER]


async def led_by(db: AsyncSession, town: Town, person_id: int) -> list[tuple[str, str]]:
    """Give the teams that a person leads, as codes of team and community, in the pack's order."""
    return [
        (team.code, community.code)
        for community in town.communities
        for team in town.teams
        if team.kind == "volunteer" and await leads(db, town, person_id, team.code, community.code)
    ]


async def join(
    db: AsyncSession, town: Town, person_id: int, team: str, community: str, *, now: datetime
) -> None:
    """Put somebody into a team; once is enough.

    :raises NotAvailableError: there is no such team of volunteers.
    """
    if team not in {t.code for t in town.teams if t.kind == "volunteer"}:
        raise NotAvailableError
    await db.execute(
        insert(TeamMember)
        .values(person_id=person_id, team=team, community=community, leads=False, since=now)
        .on_conflict_do_nothing()
    )


async def leave(db: AsyncSession, person_id: int, team: str, community: str) -> bool:
    """Take somebody out of a team; say whether they were in it."""
    gone = await db.execute(
        delete(TeamMember)
        .where(
            TeamMember.person_id == person_id,
            TeamMember.team == team,
            TeamMember.community == community,
        )
        .returning(TeamMember.person_id)
    )
    return gone.first() is not None


async def mine(db: AsyncSession, person_id: int) -> Sequence[TeamMember]:
    rows = await db.scalars(
        select(TeamMember)
        .where(TeamMember.person_id == person_id)
        .order_by(TeamMember.community, TeamMember.team)
    )
    return rows.all()


async def members(db: AsyncSession, team: str, community: str) -> Sequence[Person]:
    """Who is in a team and volunteers, the longest first."""
    rows = await db.scalars(
        select(Person)
        .join(TeamMember, TeamMember.person_id == Person.id)
        .join(Volunteer, Volunteer.person_id == Person.id)
        .where(
            TeamMember.team == team,
            TeamMember.community == community,
            Volunteer.status == VolunteerStatus.ACTIVE,
        )
        .order_by(TeamMember.since, Person.id)
    )
    return rows.all()


async def cards(db: AsyncSession, town: Town, community: str) -> list[TeamCard]:
    """Give all teams of volunteers as they are in one community."""
    counted = await db.execute(
        select(TeamMember.team, func.count())
        .join(Volunteer, Volunteer.person_id == TeamMember.person_id)
        .where(TeamMember.community == community, Volunteer.status == VolunteerStatus.ACTIVE)
        .group_by(TeamMember.team)
    )
    count = {row[0]: row[1] for row in counted}
    found = []
    for team in town.teams:
        if team.kind == "volunteer":
            led = await leaders(db, town, team.code, community)
            name = led[0].name if led else None
            found.append(TeamCard(team, community, count.get(team.code, 0), name))
    return found
