"""What a month's rota is made of, as the database has it."""

from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from community.shifts import shifts
from community.shifts.model import (
    Certificate,
    Shift,
    ShiftStatus,
    Signup,
    TeamMember,
    Volunteer,
    VolunteerStatus,
)
from community.shifts.rota_problem import Candidate, Post, Problem, Rest, Stretch
from config.town import Town

ONE_DAY = timedelta(days=1)
AROUND = timedelta(days=2)
"""Shifts so near before and after the month still count for its rest."""


def last_day(month: date) -> date:
    return (month.replace(day=28) + timedelta(days=4)).replace(day=1) - ONE_DAY


async def problem(
    db: AsyncSession, town: Town, team: str, community: str, month: date, *, now: datetime
) -> Problem:
    """Put a month together: its free seats still to come, and the team's active members."""
    await _make_shifts(db, town, last_day(month), now)
    rows = await shifts_of(db, team, community, month)
    coming = [shift for shift in rows if shift.starts_at > now]
    places = await shifts.places_of(db, [shift.id for shift in coming])
    posts = tuple(
        Post(
            shift.starts_at, shift.ends_at, shift.id, place.role, place.left, place.training,
            place.from_age,
        )
        for shift in coming
        for place in places.get(shift.id, [])
        if place.left
    )  # fmt: skip
    rules = town.shift_rules
    rest = Rest(rules.most_hours, rules.least_break_hours, rules.elder_hours, rules.elder_from)
    people = await _people(db, town, team, community, month)
    return Problem(town.zone, posts, tuple(people), rest)


async def _make_shifts(db: AsyncSession, town: Town, last: date, now: datetime) -> None:
    """A month may end further ahead than shifts can be taken."""
    ahead = (last - now.astimezone(town.zone).date()).days
    if ahead > town.shift_rules.ahead_days:
        rules = town.shift_rules.model_copy(update={"ahead_days": ahead})
        await shifts.make_due(db, town.model_copy(update={"shift_rules": rules}), now)


async def shifts_of(db: AsyncSession, team: str, community: str, month: date) -> Sequence[Shift]:
    """The standing shifts of a month that are not cancelled, in order of time."""
    rows = await db.scalars(
        select(Shift)
        .where(
            Shift.team == team,
            Shift.community == community,
            Shift.standing,
            Shift.status != ShiftStatus.CANCELLED,
            Shift.day >= month,
            Shift.day <= last_day(month),
        )
        .order_by(Shift.starts_at, Shift.id)
    )
    return rows.all()


async def taken(db: AsyncSession, shift_ids: Collection[int]) -> dict[tuple[int, str], list[int]]:
    """Who has a place already, by shift and role."""
    rows = await db.execute(
        select(Signup.shift_id, Signup.role, Signup.person_id)
        .where(
            Signup.shift_id.in_(shift_ids),
            Signup.status.in_(shifts.HELD),
        )
        .order_by(Signup.shift_id, Signup.role, Signup.seat)
    )
    found: dict[tuple[int, str], list[int]] = defaultdict(list)
    for shift_id, role, person_id in rows:
        if person_id is not None:
            found[shift_id, role].append(person_id)
    return found


async def _people(
    db: AsyncSession, town: Town, team: str, community: str, month: date
) -> list[Candidate]:
    rows = await db.scalars(
        select(Volunteer)
        .join(TeamMember, TeamMember.person_id == Volunteer.person_id)
        .where(
            TeamMember.team == team,
            TeamMember.community == community,
            Volunteer.status == VolunteerStatus.ACTIVE,
        )
        .order_by(Volunteer.person_id)
    )
    volunteers = rows.all()
    ids = [volunteer.person_id for volunteer in volunteers]
    trained: dict[int, dict[str, date | None]] = defaultdict(dict)
    for one in await db.scalars(select(Certificate).where(Certificate.person_id.in_(ids))):
        trained[one.person_id][one.training] = one.until
    given: dict[int, list[Stretch]] = defaultdict(list)
    had: Counter[int] = Counter()
    for person_id, shift in await _held(db, town, ids, month):
        given[person_id].append(Stretch(shift.starts_at, shift.ends_at))
        in_month = month <= shift.day <= last_day(month)
        if in_month and shift.standing and (shift.team, shift.community) == (team, community):
            had[person_id] += 1
    return [
        Candidate(
            person_id=one.person_id,
            age=month.year - one.born,
            free=frozenset(map(str, one.free)),
            most=one.most_a_month,
            certificates=trained[one.person_id],
            given=tuple(given[one.person_id]),
            had=had[one.person_id],
        )
        for one in volunteers
    ]


async def _held(
    db: AsyncSession, town: Town, people: Collection[int], month: date
) -> list[tuple[int, Shift]]:
    first = datetime.combine(month, datetime.min.time(), town.zone) - AROUND
    last = datetime.combine(last_day(month) + ONE_DAY, datetime.min.time(), town.zone) + AROUND
    rows = await db.execute(
        select(Signup.person_id, Shift)
        .join(Shift, Shift.id == Signup.shift_id)
        .where(
            Signup.person_id.in_(people),
            Signup.status.in_(shifts.HELD),
            Shift.status != ShiftStatus.CANCELLED,
            Shift.ends_at > first,
            Shift.starts_at < last,
        )
    )
    return [(person_id, shift) for person_id, shift in rows if person_id is not None]
