"""Signing up and leaving. Locks are taken in one order: first the volunteer, then the shift."""

from collections.abc import Collection, Sequence
from datetime import date, datetime

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from community import notices
from community.errors import NotAvailableError
from community.shifts import reminders as reminding
from community.shifts import rules, seats, shifts, teams, waiting
from community.shifts.errors import SignupRefusedError
from community.shifts.model import (
    HAS_A_PLACE,
    Shift,
    Signup,
    SignupSource,
    SignupStatus,
    Volunteer,
)
from community.shifts.rules import Refusal
from config.town import Town

EXPECTED = (SignupStatus.SIGNED_UP, SignupStatus.COMING)
LOOKED_THROUGH = 120
MOST_INSTEAD = 3
LONGEST_REASON = 200


# --- finding -------------------------------------------------------------------------------


async def get(db: AsyncSession, signup_id: int, person_id: int) -> Signup:
    """:raises NotAvailableError: no such place, or not theirs."""
    found = await db.get(Signup, signup_id)
    if found is None or found.person_id != person_id:
        raise NotAvailableError
    return found


async def lock(db: AsyncSession, signup_id: int) -> Signup:
    """:raises NotAvailableError: there is no such place."""
    found = await db.get(Signup, signup_id, with_for_update=True, populate_existing=True)
    if found is None:
        raise NotAvailableError
    return found


async def mine(
    db: AsyncSession, person_id: int, *, now: datetime
) -> Sequence[tuple[Signup, Shift]]:
    """Give somebody's places in shifts to come or under way, and where they wait, in order."""
    rows = await db.execute(
        select(Signup, Shift)
        .join(Shift, Shift.id == Signup.shift_id)
        .where(
            Signup.person_id == person_id,
            or_(
                Signup.status == SignupStatus.ON_DUTY,
                (Signup.status.in_((*EXPECTED, SignupStatus.WAITING))) & (Shift.ends_at > now),
            ),
        )
        .order_by(Shift.starts_at, Signup.id)
    )
    return [(signup, shift) for signup, shift in rows]


async def may_take(
    db: AsyncSession,
    town: Town,
    person_id: int,
    *,
    now: datetime,
    kind: str | None = None,
    team: str | None = None,
    first: date | None = None,
    last: date | None = None,
    most: int = 10,
) -> list[seats.Open]:
    """Shifts that this person may take, soonest first; their own community's before others'."""
    volunteer = await db.get(Volunteer, person_id)
    if volunteer is None:
        return []
    asked = await seats.Asked.read(db, town, volunteer, now)
    found: list[seats.Open] = []
    everywhere = {community.code for community in town.communities}
    for where in ({volunteer.community}, everywhere - {volunteer.community}):
        coming = await shifts.coming(
            db, town, where, {team} if team else None, kind, first, last,
            now=now, most=LOOKED_THROUGH,
        )  # fmt: skip
        roles = await shifts.places_of(db, [shift.id for shift in coming])
        for shift in coming:
            if (place := asked.best(shift, roles.get(shift.id, []))) is not None:
                found.append(place)
                if len(found) == most:
                    return found
    return found


# --- signing up ----------------------------------------------------------------------------


async def sign_up(
    db: AsyncSession,
    town: Town,
    person_id: int,
    shift_id: int,
    role: str | None = None,
    *,
    now: datetime,
    source: SignupSource = SignupSource.SELF,
) -> Signup:
    """Take a place in a shift; without a role the first that fits.

    :raises NotAvailableError: there is no such shift.
    :raises SignupRefusedError: why not, with what they may take instead.
    """
    try:
        return await _take(db, town, person_id, shift_id, role, now=now, source=source)
    except SignupRefusedError as refused:
        if source is SignupSource.SELF:
            refused.instead = await _instead(db, town, person_id, shift_id, now=now)
        raise


async def place(
    db: AsyncSession,
    town: Town,
    actor_id: int,
    person_id: int,
    shift_id: int,
    role: str | None,
    source: SignupSource,
    *,
    now: datetime,
) -> Signup:
    """Give somebody a place: the leader's hand, or the rota's; missed shifts do not count then.

    :raises NotAvailableError: no such shift, or the actor does not lead its team.
    :raises SignupRefusedError: why not.
    """
    shift = await shifts.get(db, shift_id)
    await teams.require_lead(db, town, actor_id, shift.team, shift.community)
    return await _take(db, town, person_id, shift_id, role, now=now, source=source)


async def _take(
    db: AsyncSession,
    town: Town,
    person_id: int,
    shift_id: int,
    role: str | None,
    *,
    now: datetime,
    source: SignupSource,
) -> Signup:
    volunteer = await db.get(Volunteer, person_id, with_for_update=True, populate_existing=True)
    shift = await shifts.lock(db, shift_id)
    known = await seats.in_shift(db, shift_id, person_id)
    if known is not None and known.status is not SignupStatus.WAITING:
        raise SignupRefusedError("shift-already", shift_id=shift_id)
    places = [p for p in await shifts.places(db, shift_id) if role is None or p.role == role]
    if not places:
        raise NotAvailableError
    if volunteer is None:
        raise SignupRefusedError("volunteer-not-yet")
    asked = await seats.Asked.read(db, town, volunteer, now)
    by_themselves = source is SignupSource.SELF
    refusals = [(p, asked.why_not(shift, p, by_themselves=by_themselves)) for p in places]
    fits = next((p for p, why in refusals if why is None), None)
    if fits is None:
        why = _weightiest([why for _, why in refusals if why is not None])
        raise SignupRefusedError(why.text_id, **why.facts)
    if known is not None:
        known.status, known.ended_at = SignupStatus.LEFT, now
        known.seat, known.ended_because = 0, "got a place"
        await db.flush()
    return await seats.seat(db, town, shift, fits, person_id, source, now=now)


def _weightiest(refusals: Sequence[Refusal]) -> Refusal:
    """Of several roles' refusals, one that another role could not mend; full is said last."""
    return min(refusals, key=lambda why: why.text_id == "shift-full")


async def _instead(
    db: AsyncSession, town: Town, person_id: int, shift_id: int, *, now: datetime
) -> list[int]:
    """What they may take instead: of the same kind and the nearest in time before others."""
    wanted = await shifts.get(db, shift_id)
    open_ = await may_take(db, town, person_id, now=now, most=LOOKED_THROUGH)
    others = [o.shift for o in open_ if o.shift.id != shift_id]
    others.sort(
        key=lambda shift: (
            shift.community != wanted.community,
            shift.kind != wanted.kind,
            abs(shift.starts_at - wanted.starts_at),
            shift.id,
        )
    )
    return [shift.id for shift in others[:MOST_INSTEAD]]


# --- coming, leaving, handing over ---------------------------------------------------------


async def say_coming(
    db: AsyncSession, signup_id: int, person_id: int, *, now: datetime
) -> Signup:
    """「我会到」.

    :raises NotAvailableError: no such place, or not theirs.
    :raises SignupRefusedError: it is over, or not theirs any more.
    """
    signup = await lock(db, signup_id)
    if signup.person_id != person_id:
        raise NotAvailableError
    shift = await shifts.get(db, signup.shift_id)
    if signup.status not in EXPECTED or shift.ends_at <= now:
        raise SignupRefusedError("shift-place-over")
    signup.status = SignupStatus.COMING
    signup.reconfirm_until = None
    return signup


async def leave(
    db: AsyncSession,
    town: Town,
    signup_id: int,
    person_id: int,
    why: str | None = None,
    *,
    now: datetime,
) -> Signup:
    """Give a place back, or leave the waiting list; late it takes a reason, which leaders are told.

    :raises NotAvailableError: no such place, or not theirs.
    :raises SignupRefusedError: shift-sign-out-first, shift-place-over, shift-late-reason(hours).
    """
    await db.get(Volunteer, person_id, with_for_update=True)
    before = await get(db, signup_id, person_id)
    shift = await shifts.lock(db, before.shift_id)
    signup = await lock(db, signup_id)
    if signup.status is SignupStatus.WAITING:
        signup.status, signup.ended_at, signup.seat = SignupStatus.LEFT, now, 0
        await db.flush()
        return signup
    if signup.status is SignupStatus.ON_DUTY:
        raise SignupRefusedError("shift-sign-out-first")
    if signup.status not in EXPECTED or shift.starts_at <= now:
        raise SignupRefusedError("shift-place-over")
    late = now > rules.free_until(shift, town.shift_rules)
    reason = (why or "").strip()[:LONGEST_REASON]
    if late and not reason:
        raise SignupRefusedError("shift-late-reason", hours=town.shift_rules.leave_free_hours)
    await _end(db, signup, SignupStatus.LEFT, reason or None, now=now)
    if late:
        for leader in await teams.leaders(db, town, shift.team, shift.community):
            if leader.id != person_id:
                notices.owe(
                    db, leader.id, "signup-left-late", due_at=now, topic=f"shift-{shift.id}",
                    shift_id=shift.id, signup_id=signup.id, words=reason,
                )  # fmt: skip
    await waiting.fill(db, town, shift.id, now=now)
    return signup


async def release(
    db: AsyncSession, town: Town, signup: Signup, because: str, *, now: datetime
) -> None:
    """Take a place from somebody who did not ask for it; the caller tells them."""
    await shifts.lock(db, signup.shift_id)
    await _end(db, signup, SignupStatus.RELEASED, because, now=now)
    await waiting.fill(db, town, signup.shift_id, now=now)


async def _end(
    db: AsyncSession, signup: Signup, status: SignupStatus, because: str | None, *, now: datetime
) -> None:
    signup.status, signup.ended_at, signup.ended_because = status, now, because
    await reminding.drop(db, signup, now=now)
    await db.flush()


async def hand_over(
    db: AsyncSession, town: Town, signup: Signup, to_person_id: int, *, now: datetime
) -> Signup:
    """Let somebody stand in: the same seat, from one to the other, in one transaction.

    :raises SignupRefusedError: it is not to be handed over any more, or why they cannot take it.
    """
    for one in sorted({to_person_id, signup.person_id or to_person_id}):
        await db.get(Volunteer, one, with_for_update=True)
    shift = await shifts.lock(db, signup.shift_id)
    signup = await lock(db, signup.id)
    if signup.status not in EXPECTED:
        raise SignupRefusedError("shift-place-over")
    async with db.begin_nested():  # a refusal leaves the place where it was
        await _end(db, signup, SignupStatus.COVERED, None, now=now)
        return await _take(
            db, town, to_person_id, shift.id, signup.role, now=now, source=SignupSource.COVER
        )




async def of_people(
    db: AsyncSession, shift_id: int, statuses: Collection[SignupStatus] = HAS_A_PLACE
) -> list[int]:
    """Who has a place in a shift, by their numbers."""
    rows = await shifts.signups(db, shift_id, statuses)
    return [signup.person_id for signup in rows if signup.person_id is not None]
