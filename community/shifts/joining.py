"""Becoming a volunteer, resting, and leaving altogether."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from community import notices
from community.errors import NotAvailableError
from community.people import Consent, Role, RoleHeld
from community.shifts import shifts, signing, teams
from community.shifts.errors import VolunteerRefusedError
from community.shifts.model import (
    HAS_A_PLACE,
    Signup,
    SignupStatus,
    TeamMember,
    Volunteer,
    VolunteerStatus,
)
from config.town import Town

PURPOSE, TEXT_VERSION = "volunteering", "2026-11"
OLDEST = 110
AGAIN_AFTER = timedelta(days=30)
LONGEST_WORDS, MOST_WORDS, MOST_TEAMS = 40, 10, 10
PARTS = ("morning", "afternoon", "evening")


@dataclass(frozen=True)
class Application:
    """What somebody says of themselves; `free` are parts of the week such as sat-morning."""

    born: int
    community: str
    teams: tuple[str, ...] = ()
    free: tuple[str, ...] = ()
    skills: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    guardian: str | None = None
    brought_by: int | None = None


# --- finding -------------------------------------------------------------------------------


async def volunteer(db: AsyncSession, person_id: int) -> Volunteer | None:
    return await db.get(Volunteer, person_id)


async def require(db: AsyncSession, person_id: int) -> Volunteer:
    """:raises VolunteerRefusedError: volunteer-not-yet."""
    found = await db.get(Volunteer, person_id, with_for_update=True, populate_existing=True)
    if found is None or found.status not in {VolunteerStatus.ACTIVE, VolunteerStatus.PAUSED}:
        raise VolunteerRefusedError("volunteer-not-yet")
    return found


# --- applying ------------------------------------------------------------------------------


def why_not(
    application: Application, known: Volunteer | None, town: Town, *, now: datetime
) -> VolunteerRefusedError | None:
    """Say why somebody cannot apply so."""
    if known is not None and (before := why_not_again(known, now=now)) is not None:
        return before
    year, limits = now.astimezone(town.zone).year, town.shift_rules
    if not year - OLDEST <= application.born <= year:
        return VolunteerRefusedError("volunteer-year-wrong")
    age = year - application.born
    if age < limits.minor_from:
        return VolunteerRefusedError("volunteer-too-young", age=limits.minor_from)
    if age < limits.adult_from and not (application.guardian or "").strip():
        return VolunteerRefusedError("volunteer-needs-guardian", age=limits.adult_from)
    return None


def why_not_again(known: Volunteer, *, now: datetime) -> VolunteerRefusedError | None:
    """Say why somebody whom we know cannot apply now."""
    match known.status:
        case VolunteerStatus.ACTIVE | VolunteerStatus.PAUSED:
            return VolunteerRefusedError("volunteer-already")
        case VolunteerStatus.APPLIED:
            return VolunteerRefusedError("volunteer-applied-already")
        case VolunteerStatus.REFUSED if known.decided_at and known.decided_at + AGAIN_AFTER > now:
            return VolunteerRefusedError(
                "volunteer-refused-lately", until=known.decided_at + AGAIN_AFTER
            )
    return None


def needs_guardian(born: int, town: Town, day: date) -> bool:
    limits = town.shift_rules
    return limits.minor_from <= day.year - born < limits.adult_from


async def apply(
    db: AsyncSession, town: Town, person_id: int, application: Application, *, now: datetime
) -> Volunteer:
    """Apply, with the consent that was just given; by rule one is in at once.

    :raises VolunteerRefusedError: why not.
    """
    known = await db.get(Volunteer, person_id, with_for_update=True, populate_existing=True)
    why = why_not(application, known, town, now=now)
    if why is not None:
        raise why
    one = known or Volunteer(person_id=person_id)
    one.status, one.applied_at = VolunteerStatus.APPLIED, now
    one.decided_at = one.decided_by = None
    one.community, one.born = application.community, application.born
    one.guardian = (application.guardian or "").strip()[:LONGEST_WORDS] or None
    one.guardian_agreed_at = now if one.guardian else None
    one.skills, one.languages = _kept(application.skills), _kept(application.languages)
    one.free = list(application.free)
    one.brought_by = application.brought_by if application.brought_by != person_id else None
    db.add(one)
    db.add(
        Consent(
            person_id=person_id, purpose=PURPOSE, text_version=TEXT_VERSION, given_at=now
        )
    )
    await db.flush()
    for team in application.teams[:MOST_TEAMS]:
        await teams.join(db, town, person_id, team, application.community, now=now)
    if town.shift_rules.approved_by_rule:
        await _take_in(db, one, None, now=now)
    else:
        for leader in await _deciders(db, town, one, application.teams):
            notices.owe(
                db, leader, "volunteer-applied", due_at=now, topic=topic_of(person_id),
                unless="volunteer-decided", volunteer_id=person_id, matters=True,
            )  # fmt: skip
    return one


def topic_of(person_id: int) -> str:
    return f"volunteer-{person_id}"


def _kept(words: Sequence[str]) -> list[str]:
    return [word.strip()[:LONGEST_WORDS] for word in words if word.strip()][:MOST_WORDS]


async def _deciders(
    db: AsyncSession, town: Town, one: Volunteer, wanted: Sequence[str]
) -> list[int]:
    """The leaders of the teams that they want; without a team, whoever leads one there."""
    found: dict[int, None] = {}
    for team in wanted or [""]:
        for leader in await teams.leaders(db, town, team, one.community):
            found[leader.id] = None
    return [leader for leader in found if leader != one.person_id]


async def may_decide(db: AsyncSession, town: Town, actor_id: int, one: Volunteer) -> bool:
    wanted = [member.team for member in await teams.mine(db, one.person_id)]
    for team in wanted or [""]:
        if await teams.leads(db, town, actor_id, team, one.community):
            return True
    return False


async def applicant(db: AsyncSession, town: Town, person_id: int, actor_id: int) -> Volunteer:
    """Lock an application for who may decide on it.

    :raises NotAvailableError: there is none, or not for them to decide.
    """
    one = await db.get(Volunteer, person_id, with_for_update=True, populate_existing=True)
    if one is None or one.person_id == actor_id or not await may_decide(db, town, actor_id, one):
        raise NotAvailableError
    return one


async def approve(
    db: AsyncSession, town: Town, person_id: int, actor_id: int, *, now: datetime
) -> Volunteer:
    """Take somebody in.

    :raises NotAvailableError: no such application, or not for them to decide.
    :raises VolunteerRefusedError: volunteer-decided-already.
    """
    one = await applicant(db, town, person_id, actor_id)
    if one.status is not VolunteerStatus.APPLIED:
        raise VolunteerRefusedError("volunteer-decided-already")
    await _take_in(db, one, actor_id, now=now)
    return one


async def _take_in(
    db: AsyncSession, one: Volunteer, actor_id: int | None, *, now: datetime
) -> None:
    one.status, one.decided_at, one.decided_by = VolunteerStatus.ACTIVE, now, actor_id
    db.add(
        RoleHeld(
            person_id=one.person_id, role=Role.VOLUNTEER, community=one.community, granted_at=now
        )
    )
    await db.flush()
    notices.owe(db, one.person_id, "volunteer-approved", due_at=now, topic=topic_of(one.person_id))
    if one.brought_by is not None:
        notices.owe(db, one.brought_by, "volunteer-brought", due_at=now)


async def refuse(
    db: AsyncSession, town: Town, person_id: int, actor_id: int, words: str, *, now: datetime
) -> Volunteer:
    """Say no for now, with a reason that is told.

    :raises NotAvailableError: no such application, or not for them to decide.
    :raises VolunteerRefusedError: volunteer-decided-already.
    """
    one = await applicant(db, town, person_id, actor_id)
    if one.status is not VolunteerStatus.APPLIED:
        raise VolunteerRefusedError("volunteer-decided-already")
    one.status, one.decided_at, one.decided_by = VolunteerStatus.REFUSED, now, actor_id
    await db.execute(delete(TeamMember).where(TeamMember.person_id == person_id))
    notices.owe(
        db, person_id, "volunteer-refused", due_at=now, topic=topic_of(person_id), words=words
    )
    return one


# --- resting and leaving -------------------------------------------------------------------


async def pause(db: AsyncSession, person_id: int) -> Volunteer:
    """Rest: no shift can be taken until one goes on; places that one has are kept.

    :raises VolunteerRefusedError: volunteer-not-yet.
    """
    one = await require(db, person_id)
    one.status = VolunteerStatus.PAUSED
    return one


async def resume(db: AsyncSession, person_id: int) -> Volunteer:
    """:raises VolunteerRefusedError: volunteer-not-yet."""
    one = await require(db, person_id)
    one.status = VolunteerStatus.ACTIVE
    return one


async def set_free(db: AsyncSession, person_id: int, free: Sequence[str]) -> Volunteer:
    """:raises VolunteerRefusedError: volunteer-not-yet."""
    one = await require(db, person_id)
    one.free = list(free)
    return one


async def leave_all(db: AsyncSession, town: Town, person_id: int, *, now: datetime) -> int:
    """Stop volunteering: places to come are given back, teams are left; hours stay. Say how many.

    :raises VolunteerRefusedError: volunteer-not-yet, volunteer-must-sign-out.
    """
    one = await require(db, person_id)
    rows = await db.scalars(
        select(Signup.id)
        .where(
            Signup.person_id == person_id,
            Signup.status.in_((*HAS_A_PLACE, SignupStatus.WAITING)),
        )
        .order_by(Signup.shift_id)
    )
    given_back = 0
    for signup_id in rows.all():
        before = await db.get_one(Signup, signup_id)
        if before.status is SignupStatus.ON_DUTY:
            raise VolunteerRefusedError("volunteer-must-sign-out")
        await shifts.lock(db, before.shift_id)
        await signing.release(db, town, await signing.lock(db, signup_id), "left", now=now)
        given_back += 1
    one.status, one.feed_key = VolunteerStatus.LEFT, None
    await db.execute(delete(TeamMember).where(TeamMember.person_id == person_id))
    for held in await db.scalars(
        select(RoleHeld).where(
            RoleHeld.person_id == person_id,
            RoleHeld.role == Role.VOLUNTEER,
            RoleHeld.revoked_at.is_(None),
        )
    ):
        held.revoked_at = now
    for consent in await db.scalars(
        select(Consent).where(
            Consent.person_id == person_id,
            Consent.purpose == PURPOSE,
            Consent.withdrawn_at.is_(None),
        )
    ):
        consent.withdrawn_at = now
    return given_back

