"""Shifts with nobody, or too few: told to the leader in time, and a call to all who could come."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from community import notices
from community.errors import ReasonedError
from community.notices import Notice
from community.shifts import able, shifts, teams
from community.shifts.model import Shift, ShiftPlaces, ShiftStatus
from config.town import Town

ONE_DAY = timedelta(days=1)
BETWEEN_CALLS = timedelta(hours=12)


class CallRefusedError(ReasonedError):
    """Why nobody can be called now."""


@dataclass(frozen=True)
class Gap:
    shift: Shift
    places: int
    taken: int

    @property
    def missing(self) -> int:
        return self.places - self.taken

    @property
    def nobody(self) -> bool:
        return self.taken == 0


# --- finding -------------------------------------------------------------------------------


async def gaps(db: AsyncSession, town: Town, community: str, day: date) -> list[Gap]:  # noqa: ARG001  a day is the town's
    """Shifts of a day in a community that are short of people."""
    rows = await db.scalars(
        select(Shift)
        .where(Shift.community == community, Shift.day == day, Shift.status == ShiftStatus.OPEN)
        .order_by(Shift.starts_at, Shift.id)
    )
    return await gaps_in(db, rows.all())


async def gaps_of(db: AsyncSession, shift_ids: Sequence[int], *, now: datetime) -> list[Gap]:
    """Of these shifts, those that are still to come and still short of people."""
    rows = await db.scalars(
        select(Shift)
        .where(Shift.id.in_(shift_ids), Shift.status == ShiftStatus.OPEN, Shift.starts_at > now)
        .order_by(Shift.starts_at, Shift.id)
    )
    return await gaps_in(db, rows.all())


async def gaps_in(db: AsyncSession, rows: Sequence[Shift]) -> list[Gap]:
    places = await shifts.places_of(db, [shift.id for shift in rows])
    found = [
        Gap(
            shift,
            sum(place.places for place in places.get(shift.id, [])),
            sum(min(place.taken, place.places) for place in places.get(shift.id, [])),
        )
        for shift in rows
    ]
    return [gap for gap in found if gap.missing > 0]


# --- the alarm -----------------------------------------------------------------------------


async def gap_alarm(db: AsyncSession, town: Town, now: datetime) -> int:
    """Step: from the evening before, tell each leader once of what is short of people."""
    local = now.astimezone(town.zone)
    evening = local.time() >= town.shift_rules.gap_alarm
    last = local.date() + (ONE_DAY if evening else timedelta(0))
    rows = await db.scalars(
        select(Shift)
        .where(
            Shift.status == ShiftStatus.OPEN,
            Shift.starts_at > now,
            Shift.day <= last,
            Shift.gap_told_at.is_(None),
        )
        .order_by(Shift.starts_at, Shift.id)
        .with_for_update(skip_locked=True)
    )
    found = await gaps_in(db, rows.all())
    told: dict[int, list[int]] = {}
    led: dict[tuple[str, str], list[int]] = {}
    for gap in found:
        team = (gap.shift.team, gap.shift.community)
        if team not in led:
            led[team] = [person.id for person in await teams.leaders(db, town, *team)]
        for leader in led[team]:
            told.setdefault(leader, []).append(gap.shift.id)
        gap.shift.gap_told_at = now
    for leader, shift_ids in told.items():
        notices.owe(db, leader, "rota-gaps", due_at=now, unless="gaps-filled", shift_ids=shift_ids)
    return len(found)


# --- calling -------------------------------------------------------------------------------


async def call_out(
    db: AsyncSession, town: Town, shift_id: int, actor_id: int, *, now: datetime
) -> int:
    """Ask all members who could come; say how many that were.

    :raises NotAvailableError: no such shift, or the actor does not lead its team.
    :raises CallRefusedError: cover-nothing-missing, cover-called-before (until).
    """
    shift = await shifts.lock(db, shift_id)
    await teams.require_lead(db, town, actor_id, shift.team, shift.community)
    if not await gaps_of(db, [shift_id], now=now):
        raise CallRefusedError("cover-nothing-missing")
    topic = f"shift-call-{shift_id}"
    before = await db.scalar(
        select(Notice.due_at)
        .where(Notice.topic == topic, Notice.due_at > now - BETWEEN_CALLS)
        .order_by(Notice.due_at.desc())
        .limit(1)
    )
    if before is not None:
        raise CallRefusedError("cover-called-before", until=before + BETWEEN_CALLS)
    called = await _could_come(db, town, shift, now=now)
    for person_id in called:
        notices.owe(
            db, person_id, "cover-called", due_at=now, topic=topic, unless="gaps-filled",
            shift_id=shift_id,
        )  # fmt: skip
    return len(called)


async def _could_come(db: AsyncSession, town: Town, shift: Shift, *, now: datetime) -> list[int]:
    team = await able.team(db, town, shift.team, shift.community, now=now)
    left = {place.role for place in await shifts.places(db, shift.id) if place.left}
    rows = await db.scalars(select(ShiftPlaces).where(ShiftPlaces.shift_id == shift.id))
    places = [place for place in rows if place.role in left]
    return [
        one
        for one in team.volunteers
        if any(team.may(one, shift, place, now=now) for place in places)
    ]
