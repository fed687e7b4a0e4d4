"""A shift that is moved or cancelled: whoever had a place in it is told, and asked again."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from community import clock, notices
from community.database import Sessions
from community.shifts import reminders, shifts, signing, teams
from community.shifts.errors import ShiftRefusedError, SignupRefusedError
from community.shifts.model import Shift, ShiftStatus, Signup, SignupStatus
from community.shifts.signing import EXPECTED
from config.town import Town

CONCERNED = (*EXPECTED, SignupStatus.WAITING)
AT_ONCE = 200


@dataclass(frozen=True)
class Changed:
    """What was changed, and how many people are told."""

    shift: Shift
    told: int


async def move(
    db: AsyncSession,
    town: Town,
    shift_id: int,
    actor_id: int,
    starts_at: datetime,
    ends_at: datetime,
    place: str | None,
    *,
    now: datetime,
) -> Changed:
    """Change when or where a shift is; who has a place keeps it, and says again that they come.

    :raises NotAvailableError: no such shift, or the actor does not lead its team.
    :raises ShiftRefusedError: it has begun or is cancelled, or the new time cannot be.
    """
    shift = await shifts.lock(db, shift_id)
    await teams.require_lead(db, town, actor_id, shift.team, shift.community)
    _must_be_to_come(shift, now)
    why = shifts.why_no_shift(starts_at, ends_at, 1, now=now)
    if why is not None:
        raise why
    shift.starts_at, shift.ends_at, shift.place = starts_at, ends_at, place
    shift.day = starts_at.astimezone(town.zone).date() if shift.template is None else shift.day
    shift.version += 1
    shift.gap_told_at = None
    until = min(now + timedelta(hours=town.shift_rules.reconfirm_hours), starts_at)
    rows = await shifts.signups(db, shift_id, CONCERNED)
    for signup in rows:
        waits = signup.status is SignupStatus.WAITING
        if not waits:
            signup.status, signup.reconfirm_until = SignupStatus.SIGNED_UP, until
            await reminders.again(db, town, signup, shift, now=now)
        if signup.person_id is not None:
            notices.owe(
                db, signup.person_id, "shift-moved", due_at=now, topic=f"signup-{signup.id}",
                unless="shift-version-over", signup_id=signup.id, shift_id=shift_id,
                version=shift.version, until=None if waits else until.isoformat(), matters=True,
            )  # fmt: skip
    return Changed(shift, len(rows))


async def cancel(
    db: AsyncSession, town: Town, shift_id: int, actor_id: int, why: str | None, *, now: datetime
) -> Changed:
    """Cancel a shift; everybody who had a place or waited is told that they need not come.

    :raises NotAvailableError: no such shift, or the actor does not lead its team.
    :raises ShiftRefusedError: it has begun, or is cancelled already.
    """
    shift = await shifts.lock(db, shift_id)
    await teams.require_lead(db, town, actor_id, shift.team, shift.community)
    _must_be_to_come(shift, now)
    return await _call_off(db, shift, why, now=now)


def _must_be_to_come(shift: Shift, now: datetime) -> None:
    if shift.status is ShiftStatus.CANCELLED:
        raise ShiftRefusedError("shift-is-cancelled")
    if shift.starts_at <= now:
        raise ShiftRefusedError("shift-past")


async def _call_off(db: AsyncSession, shift: Shift, why: str | None, *, now: datetime) -> Changed:
    shift.status, shift.ended_because = ShiftStatus.CANCELLED, why
    shift.version += 1
    rows = await shifts.signups(db, shift.id, CONCERNED)
    for signup in rows:
        signup.status, signup.ended_at = SignupStatus.RELEASED, now
        signup.ended_because, signup.seat = "cancelled", signup.seat or 0
        await reminders.drop(db, signup, now=now)
        if signup.person_id is not None:
            notices.owe(
                db, signup.person_id, "shift-cancelled", due_at=now, topic=f"shift-{shift.id}",
                shift_id=shift.id, words=why, matters=True,
            )  # fmt: skip
    await db.flush()
    return Changed(shift, len(rows))


async def reconfirm(
    db: AsyncSession, town: Town, signup_id: int, person_id: int, *, comes: bool, now: datetime
) -> Signup:
    """Say whether a shift that was moved still suits.

    :raises NotAvailableError: no such place, or not theirs.
    :raises SignupRefusedError: it was given to others meanwhile.
    """
    if comes:
        return await signing.say_coming(db, signup_id, person_id, now=now)
    signup = await signing.get(db, signup_id, person_id)
    if signup.status not in EXPECTED:
        raise SignupRefusedError("shift-place-over")
    await shifts.lock(db, signup.shift_id)
    await signing.release(db, town, await signing.lock(db, signup_id), "moved", now=now)
    return signup


async def release_silent(db: AsyncSession, town: Town, now: datetime) -> int:
    """Give back the places of who did not say whether the new time suits them, and tell them."""
    rows = await db.scalars(
        select(Signup.id)
        .where(Signup.reconfirm_until <= now, Signup.status.in_(EXPECTED))
        .order_by(Signup.shift_id, Signup.id)
        .limit(AT_ONCE)
    )
    given_back = 0
    for signup_id in rows.all():
        before = await db.get_one(Signup, signup_id)
        shift = await shifts.lock(db, before.shift_id)
        signup = await signing.lock(db, signup_id)
        if signup.reconfirm_until is None or signup.status not in EXPECTED:
            continue
        if shift.starts_at <= now:
            signup.reconfirm_until = None  # too late to find somebody else: they may still come
            continue
        await signing.release(db, town, signup, "not confirmed", now=now)
        signup.reconfirm_until = None
        given_back += 1
        if signup.person_id is not None:
            notices.owe(
                db, signup.person_id, "shift-released", due_at=now, topic=f"shift-{shift.id}",
                shift_id=shift.id, matters=True,
            )  # fmt: skip
    return given_back


# --- after the town's pack has changed -------------------------------------------------------


async def settle_changes(sessions: Sessions, town: Town) -> int:
    """Make the shifts of the pack's templates; cancel, and tell, where a template is gone.

    A pack is read when a process starts, so that is when this is to be run, and then each hour.
    """
    known = {template.code for template in town.shift_templates}
    async with sessions() as db, db.begin():
        now = await clock.now(db)
        gone = await _coming_of_others(db, known, now)
        for shift in gone:
            await _call_off(db, shift, None, now=now)
        return len(gone) + await shifts.make_due(db, town, now)


async def _coming_of_others(
    db: AsyncSession, known: Collection[str], now: datetime
) -> Sequence[Shift]:
    rows = await db.scalars(
        select(Shift)
        .where(
            Shift.status == ShiftStatus.OPEN,
            Shift.starts_at > now,
            Shift.template.is_not(None),
            Shift.template.not_in(known),
        )
        .order_by(Shift.id)
        .with_for_update(skip_locked=True)
    )
    return rows.all()

