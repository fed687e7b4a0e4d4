"""The calendar of shifts: made from the pack's templates, or singly by a leader; found, named."""

import secrets
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from community.errors import NotAvailableError
from community.shifts import teams
from community.shifts.errors import ShiftRefusedError
from community.shifts.model import (
    HAS_A_PLACE,
    Shift,
    ShiftPlaces,
    ShiftStatus,
    Signup,
    SignupStatus,
)
from config.town import Name, ShiftTemplate, Town
from config.town.calendar import Stretch, applies
from config.town.times import Times

HELD = (*HAS_A_PLACE, SignupStatus.SERVED, SignupStatus.MISSED)
"""Whoever is, or was, in a seat of a shift."""
LONGEST = timedelta(hours=12)
LONGEST_NAME = 60
MOST_PLACES = 500
ONE_DAY = timedelta(days=1)
HELPER = "helper"
"""The one role of a single shift."""


@dataclass(frozen=True)
class PlacesLeft:
    """A role of a shift: how many places it has, how many are taken, how many wait."""

    role: str
    places: int
    taken: int
    waiting: int
    training: str | None
    from_age: int

    @property
    def left(self) -> int:
        return max(self.places - self.taken, 0)


@dataclass(frozen=True)
class NewShift:
    """A single shift that a leader makes; times are aware."""

    name: str
    kind: str
    team: str
    community: str
    starts_at: datetime
    ends_at: datetime
    places: int
    place: str | None = None
    gives_training: str | None = None


# --- finding -------------------------------------------------------------------------------


async def get(db: AsyncSession, shift_id: int) -> Shift:
    """:raises NotAvailableError: there is no such shift."""
    found = await db.get(Shift, shift_id)
    if found is None:
        raise NotAvailableError
    return found


async def lock(db: AsyncSession, shift_id: int) -> Shift:
    """:raises NotAvailableError: there is no such shift."""
    found = await db.get(Shift, shift_id, with_for_update=True, populate_existing=True)
    if found is None:
        raise NotAvailableError
    return found


async def by_key(db: AsyncSession, join_key: str) -> Shift:
    """:raises NotAvailableError: the key opens nothing."""
    found = await db.scalar(select(Shift).where(Shift.join_key == join_key))
    if found is None:
        raise NotAvailableError
    return found


async def coming(
    db: AsyncSession,
    town: Town,
    communities: Collection[str] | None = None,
    teams_of: Collection[str] | None = None,
    kind: str | None = None,
    first: date | None = None,
    last: date | None = None,
    *,
    now: datetime,
    most: int = 200,
) -> Sequence[Shift]:
    """Open shifts that have not begun, soonest first; days are the town's."""
    wanted = [Shift.status == ShiftStatus.OPEN, Shift.starts_at > now]
    if communities is not None:
        wanted.append(Shift.community.in_(communities))
    if teams_of is not None:
        wanted.append(Shift.team.in_(teams_of))
    if kind is not None:
        wanted.append(Shift.kind == kind)
    if first is not None:
        wanted.append(Shift.starts_at >= datetime.combine(first, datetime.min.time(), town.zone))
    if last is not None:
        midnight = datetime.combine(last + ONE_DAY, datetime.min.time(), town.zone)
        wanted.append(Shift.starts_at < midnight)
    rows = await db.scalars(
        select(Shift).where(*wanted).order_by(Shift.starts_at, Shift.id).limit(most)
    )
    return rows.all()


async def places(db: AsyncSession, shift_id: int) -> list[PlacesLeft]:
    """Give the roles of a shift, those that need no training first."""
    return (await places_of(db, [shift_id])).get(shift_id, [])


async def places_of(
    db: AsyncSession, shift_ids: Collection[int]
) -> dict[int, list[PlacesLeft]]:
    """Give the roles of several shifts at once."""
    counted = await db.execute(
        select(
            Signup.shift_id,
            Signup.role,
            func.count().filter(Signup.status.in_(HELD)),
            func.count().filter(Signup.status == SignupStatus.WAITING),
        )
        .where(Signup.shift_id.in_(shift_ids))
        .group_by(Signup.shift_id, Signup.role)
    )
    count = {(shift, role): (taken, waiting) for shift, role, taken, waiting in counted}
    rows = await db.scalars(
        select(ShiftPlaces)
        .where(ShiftPlaces.shift_id.in_(shift_ids))
        .order_by(
            ShiftPlaces.shift_id,
            ShiftPlaces.training.is_not(None),
            ShiftPlaces.places.desc(),
            ShiftPlaces.role,
        )
    )
    found: dict[int, list[PlacesLeft]] = {}
    for row in rows:
        taken, waiting = count.get((row.shift_id, row.role), (0, 0))
        found.setdefault(row.shift_id, []).append(
            PlacesLeft(row.role, row.places, taken, waiting, row.training, row.from_age)
        )
    return found


async def signups(
    db: AsyncSession, shift_id: int, statuses: Collection[SignupStatus] = HELD
) -> Sequence[Signup]:
    """Who has a place in a shift, by role and seat."""
    rows = await db.scalars(
        select(Signup)
        .where(Signup.shift_id == shift_id, Signup.status.in_(statuses))
        .order_by(Signup.role, Signup.seat, Signup.id)
    )
    return rows.all()


# --- naming --------------------------------------------------------------------------------


def template_of(town: Town, shift: Shift) -> ShiftTemplate | None:
    """Give the template that the pack still has of it."""
    return next((t for t in town.shift_templates if t.code == shift.template), None)


def name_of(town: Town, shift: Shift) -> Name:
    template = template_of(town, shift)
    if template is not None:
        return template.name
    if shift.name:
        return Name(zh=shift.name, en=shift.name)
    return town.shift_kind(shift.kind).name


def role_name(town: Town, shift: Shift, role: str) -> Name:
    template = template_of(town, shift)
    for known in template.roles if template else ():
        if known.code == role:
            return known.name
    return Name(zh="志愿者", en="volunteer")


def checklist(town: Town, shift: Shift) -> tuple[Name, ...]:
    template = template_of(town, shift)
    return template.checklist if template else ()


def briefing(town: Town, shift: Shift) -> Name | None:
    template = template_of(town, shift)
    return template.briefing if template else None


# --- making --------------------------------------------------------------------------------


async def make_due(db: AsyncSession, town: Town, now: datetime) -> int:
    """Make the shifts of the pack's templates, as far ahead as it says; say how many were new."""
    today = now.astimezone(town.zone).date()
    last = today + timedelta(days=town.shift_rules.ahead_days)
    wanted = {
        (template.code, day): (template, span)
        for template in town.shift_templates
        for day, span in _spans(town, template, today, last)
        if span[0] > now
    }
    there = await db.execute(
        select(Shift.template, Shift.day).where(Shift.template.is_not(None), Shift.day >= today)
    )
    missing = [wanted[key] for key in sorted(wanted.keys() - {tuple(row) for row in there})]
    if not missing:
        return 0
    made = await db.execute(
        insert(Shift)
        .values([_row(template, span, now) for template, span in missing])
        .on_conflict_do_nothing()
        .returning(Shift.id, Shift.template)
    )
    roles = [
        {
            "shift_id": shift_id,
            "role": role.code,
            "places": role.places,
            "training": role.training,
            "from_age": max(role.from_age, town.shift_rules.minor_from),
        }
        for shift_id, code in made
        for role in town.shift_template(str(code)).roles
    ]
    if roles:
        await db.execute(insert(ShiftPlaces).values(roles))
    return len({row["shift_id"] for row in roles})


def _spans(
    town: Town, template: ShiftTemplate, first: date, last: date
) -> Iterator[tuple[date, Stretch]]:
    times = Times.model_construct(days=template.days, hours=(template.hours,))
    first = max(first, template.first_day or first)
    last = min(last, template.last_day or last)
    for ahead in range((last - first).days + 1):
        day = first + timedelta(days=ahead)
        if applies(town, times, day):
            yield day, template.hours.on(day, town.zone)


def _row(template: ShiftTemplate, span: Stretch, now: datetime) -> dict[str, object]:
    return {
        "template": template.code,
        "day": span[0].date(),
        "kind": template.kind,
        "team": template.team,
        "community": template.community,
        "place": template.place,
        "starts_at": span[0],
        "ends_at": span[1],
        "status": ShiftStatus.OPEN,
        "standing": template.standing,
        "gives_training": template.gives_training,
        "join_key": new_key(),
        "place_code": new_code(),
        "version": 1,
        "created_at": now,
    }


def new_key() -> str:
    return secrets.token_urlsafe(12)


def new_code() -> str:
    return f"{secrets.randbelow(10_000):04}"


async def create(
    db: AsyncSession, town: Town, actor_id: int, new: NewShift, *, now: datetime
) -> Shift:
    """Make a single shift, for who leads the team.

    :raises NotAvailableError: this person does not lead the team there.
    :raises ShiftRefusedError: it lies in the past, ends before it starts, or is too long or large.
    """
    await teams.require_lead(db, town, actor_id, new.team, new.community)
    why = why_no_shift(new.starts_at, new.ends_at, new.places, now=now)
    if why is not None:
        raise why
    shift = Shift(
        template=None,
        day=new.starts_at.astimezone(town.zone).date(),
        name=new.name.strip()[:LONGEST_NAME],
        kind=new.kind,
        team=new.team,
        community=new.community,
        place=new.place,
        starts_at=new.starts_at,
        ends_at=new.ends_at,
        status=ShiftStatus.OPEN,
        standing=False,
        gives_training=new.gives_training,
        join_key=new_key(),
        place_code=new_code(),
        created_by=actor_id,
        created_at=now,
    )
    db.add(shift)
    await db.flush()
    db.add(
        ShiftPlaces(
            shift_id=shift.id,
            role=HELPER,
            places=new.places,
            training=None,
            from_age=town.shift_rules.minor_from,
        )
    )
    await db.flush()
    return shift


def why_no_shift(
    starts_at: datetime, ends_at: datetime, places: int, *, now: datetime
) -> ShiftRefusedError | None:
    """Say why there can be no shift at this time, with so many places."""
    if starts_at <= now:
        return ShiftRefusedError("shift-in-the-past")
    if ends_at <= starts_at:
        return ShiftRefusedError("shift-ends-before")
    if ends_at - starts_at > LONGEST:
        return ShiftRefusedError("shift-too-long", hours=LONGEST // timedelta(hours=1))
    if not 1 <= places <= MOST_PLACES:
        return ShiftRefusedError("shift-places", most=MOST_PLACES)
    return None
