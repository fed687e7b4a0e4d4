"""On duty: signing in and out, by a button, at the place, or with the code that hangs there."""

import hmac
import math
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from community import notices
from community.errors import NotAvailableError, ReasonedError
from community.shifts import hours, standing, teams
from community.shifts.model import (
    ServiceHours,
    Shift,
    ShiftStatus,
    Signup,
    SignupStatus,
    Volunteer,
)
from community.shifts.presence import (
    Duty,
    Findings,
    findings,
    found_between,
    get,
    next_expected,
    on_duty,
    to_sign_in,
    unsaid,
)
from config.town import Place, Town

EXPECTED = (SignupStatus.SIGNED_UP, SignupStatus.COMING)
METRES_A_DEGREE = 111_195
AROUND = timedelta(minutes=30)
"""What was found so long before and after a shift belongs to it."""


class How(StrEnum):
    """By what somebody signs in."""

    BUTTON = "button"
    PLACE = "place"
    CODE = "code"
    LEADER = "leader"
    SAID = "said"
    """Only afterwards, by word."""


class DutyRefusedError(ReasonedError):
    """Why somebody cannot sign in or out now."""


@dataclass(frozen=True)
class Done:
    """A duty that has ended. Without hours when it was not a minute, or beyond the day's most."""

    signup: Signup
    shift: Shift
    hours: ServiceHours | None
    findings: Findings


async def _locked(db: AsyncSession, signup_id: int) -> Duty:
    """Lock volunteer, shift and place, in the order in which signing up does.

    :raises NotAvailableError: no such place, or nobody's.
    """
    signup = await db.get(Signup, signup_id)
    if signup is None or signup.person_id is None:
        raise NotAvailableError
    await db.execute(
        select(Volunteer.person_id).where(Volunteer.person_id == signup.person_id).with_for_update()
    )
    shift = await db.get_one(
        Shift, signup.shift_id, with_for_update={"read": True}, populate_existing=True
    )
    await db.refresh(signup, with_for_update=True)
    return Duty(signup, shift)


async def _mine(db: AsyncSession, signup_id: int, person_id: int) -> Duty:
    """:raises NotAvailableError: not theirs."""
    await get(db, signup_id, person_id)
    duty = await _locked(db, signup_id)
    if duty.signup.person_id != person_id:
        raise NotAvailableError
    return duty


# --- signing in ----------------------------------------------------------------------------


def metres_between(lat: float, lon: float, place: Place) -> int:
    """Say how far a spot is from a place; flat enough within a town."""
    north = lat - place.lat
    east = (lon - place.lon) * math.cos(math.radians(place.lat))
    return round(math.hypot(north, east) * METRES_A_DEGREE)


def opens_at(town: Town, shift: Shift) -> datetime:
    """Say from when on one may sign in."""
    return shift.starts_at - timedelta(minutes=town.shift_rules.sign_in_minutes)


def why_not(town: Town, signup: Signup, shift: Shift, *, now: datetime) -> DutyRefusedError | None:
    """Say why nobody can sign in on this place now."""
    opens = opens_at(town, shift)
    if shift.status is ShiftStatus.CANCELLED:
        return DutyRefusedError("duty-cancelled")
    if signup.status not in EXPECTED:
        return DutyRefusedError("duty-not-on")
    if now < opens:
        return DutyRefusedError("duty-too-early", opens=opens)
    if now >= shift.ends_at:
        return DutyRefusedError("duty-too-late")
    return None


def _is_code(code: str, shift: Shift) -> bool:
    return hmac.compare_digest(code.encode("utf-8", "replace"), shift.place_code.encode())


def _evidence(
    town: Town, shift: Shift, how: How, lat: float | None, lon: float | None, code: str | None
) -> DutyRefusedError | None:
    if how is How.CODE and not _is_code(code or "", shift):
        return DutyRefusedError("duty-wrong-code")
    places = [p for p in town.places if p.code == shift.place]
    if how is How.PLACE and places and lat is not None and lon is not None:
        metres = metres_between(lat, lon, places[0])
        if metres > town.shift_rules.sign_in_metres:
            return DutyRefusedError("duty-too-far", metres=metres)
    return None


async def sign_in(
    db: AsyncSession,
    town: Town,
    signup_id: int,
    person_id: int,
    how: How = How.BUTTON,
    *,
    lat: float | None = None,
    lon: float | None = None,
    code: str | None = None,
    now: datetime,
) -> Signup:
    """Begin a duty; who is signed in already stays so. A former one ends with it.

    :raises NotAvailableError: not theirs.
    :raises DutyRefusedError: too early, too late, too far, the wrong code, or no place any more.
    """
    signup, shift = _parts(await _mine(db, signup_id, person_id))
    if signup.status is SignupStatus.ON_DUTY:
        return signup
    if refused := why_not(town, signup, shift, now=now):
        raise refused
    if refused := _evidence(town, shift, how, lat, lon, code):
        raise refused
    former = await on_duty(db, person_id)
    if former is not None:
        await sign_out(db, town, former.id, person_id, now=now)
    if how is How.PLACE and shift.place is None:
        how = How.BUTTON
    _begin(db, town, signup, shift, how, at=now)
    return signup


def _begin(
    db: AsyncSession, town: Town, signup: Signup, shift: Shift, how: How, *, at: datetime
) -> None:
    assert signup.person_id is not None  # noqa: S101  `_locked` looked
    signup.status = SignupStatus.ON_DUTY
    signup.signed_in_at, signup.signed_in_by = at, how.value
    signup.ended_at = signup.ended_because = None
    late = timedelta(minutes=town.shift_rules.late_sign_out_minutes)
    notices.owe(
        db, signup.person_id, "duty-still-there", due_at=shift.ends_at + late,
        topic=f"duty-{signup.id}", unless="duty-over", signup_id=signup.id,
    )  # fmt: skip


async def sign_in_by_code(
    db: AsyncSession, town: Town, person_id: int, code: str, *, now: datetime
) -> Signup:
    """Begin the duty whose code this is.

    :raises DutyRefusedError: no shift of theirs can begin now, or it has another code.
    """
    open_now = await to_sign_in(db, town, person_id, now=now)
    if not open_now:
        raise DutyRefusedError("duty-none-now")
    for duty in open_now:
        if _is_code(code, duty.shift):
            return await sign_in(db, town, duty.signup.id, person_id, How.CODE, code=code, now=now)
    raise DutyRefusedError("duty-wrong-code")


# --- signing out ---------------------------------------------------------------------------


async def sign_out(
    db: AsyncSession,
    town: Town,
    signup_id: int,
    person_id: int,
    *,
    at: datetime | None = None,
    now: datetime,
) -> Done:
    """End a duty and claim its hours.

    :param at: when it really ended, if that was before now.
    :raises NotAvailableError: not theirs.
    :raises DutyRefusedError: not signed in.
    """
    signup, shift = _parts(await _mine(db, signup_id, person_id))
    if signup.status is not SignupStatus.ON_DUTY:
        raise DutyRefusedError("duty-not-on")
    return await _end(db, town, signup, shift, at=at or now, now=now)


async def _end(
    db: AsyncSession,
    town: Town,
    signup: Signup,
    shift: Shift,
    *,
    at: datetime,
    because: str | None = None,
    now: datetime,
) -> Done:
    assert signup.signed_in_at is not None  # noqa: S101  it was signed in
    at = max(min(at, now), signup.signed_in_at)
    signup.status = SignupStatus.SERVED
    signup.signed_out_at = at
    signup.ended_at, signup.ended_because = now, because
    await notices.drop(db, f"duty-{signup.id}", because="signed out", now=now)
    claimed = await hours.claim(db, town, signup, shift, now=now)
    return Done(signup, shift, claimed, await findings(db, signup, now=at))


async def was_there(
    db: AsyncSession, town: Town, signup_id: int, person_id: int, *, now: datetime
) -> Done:
    """Take somebody's word for a shift that is over: they forgot to sign in.

    :raises NotAvailableError: not theirs.
    :raises DutyRefusedError: it is not over, or settled already.
    """
    signup, shift = _parts(await _mine(db, signup_id, person_id))
    if signup.status not in EXPECTED or shift.status is ShiftStatus.CANCELLED:
        raise DutyRefusedError("duty-not-on")
    if now < shift.ends_at:
        raise DutyRefusedError("duty-not-over", ends=shift.ends_at)
    return await by_word(db, town, signup, shift, now=now)


async def by_word(
    db: AsyncSession, town: Town, signup: Signup, shift: Shift, *, now: datetime
) -> Done:
    """Book a whole shift without a sign-in; whoever confirms the hours sees that."""
    signup.signed_in_at, signup.signed_in_by = shift.starts_at, How.SAID.value
    return await _end(db, town, signup, shift, at=shift.ends_at, because=hours.SAID, now=now)


async def was_away(
    db: AsyncSession, town: Town, signup_id: int, person_id: int, *, now: datetime
) -> Signup:
    """Say oneself that one did not go.

    :raises NotAvailableError: not theirs.
    :raises DutyRefusedError: it has not begun, or is settled already.
    """
    signup, shift = _parts(await _mine(db, signup_id, person_id))
    await _missed(db, town, signup, shift, now=now)
    return signup


async def close_forgotten(
    db: AsyncSession, town: Town, signup: Signup, shift: Shift, *, now: datetime
) -> Done:
    """Sign out at the shift's end who forgot it; whoever confirms the hours sees that."""
    return await _end(db, town, signup, shift, at=shift.ends_at, because=hours.FORGOTTEN, now=now)


# --- the leader's roll call ----------------------------------------------------------------


async def note_present(
    db: AsyncSession, town: Town, signup_id: int, actor_id: int, *, now: datetime
) -> Signup:
    """Sign somebody in whom the leader sees there; of a shift that is over, the whole of it.

    :raises NotAvailableError: not of a team that this person leads.
    :raises DutyRefusedError: too early, or settled already.
    """
    signup, shift = _parts(await _led(db, town, signup_id, actor_id))
    if signup.status is SignupStatus.ON_DUTY:
        return signup
    opens = opens_at(town, shift)
    if now < opens:
        raise DutyRefusedError("duty-too-early", opens=opens)
    known = {*EXPECTED, SignupStatus.MISSED}
    if signup.status not in known or shift.status is ShiftStatus.CANCELLED:
        raise DutyRefusedError("duty-not-on")
    _begin(db, town, signup, shift, How.LEADER, at=min(now, shift.starts_at))
    if now >= shift.ends_at:
        await _end(db, town, signup, shift, at=shift.ends_at, now=now)
    return signup


async def note_absent(
    db: AsyncSession, town: Town, signup_id: int, actor_id: int, *, now: datetime
) -> Signup:
    """Note that somebody did not come.

    :raises NotAvailableError: not of a team that this person leads.
    :raises DutyRefusedError: it has not begun, or they signed in.
    """
    signup, shift = _parts(await _led(db, town, signup_id, actor_id))
    await _missed(db, town, signup, shift, now=now)
    return signup


async def _led(db: AsyncSession, town: Town, signup_id: int, actor_id: int) -> Duty:
    duty = await _locked(db, signup_id)
    await teams.require_lead(db, town, actor_id, duty.shift.team, duty.shift.community)
    return duty


async def _missed(
    db: AsyncSession, town: Town, signup: Signup, shift: Shift, *, now: datetime
) -> None:
    if signup.status is SignupStatus.MISSED:
        return
    if signup.status not in EXPECTED or shift.status is ShiftStatus.CANCELLED:
        raise DutyRefusedError("duty-not-on")
    if now < shift.starts_at:
        raise DutyRefusedError("duty-too-early", opens=shift.starts_at)
    await miss(db, town, signup, now=now)


async def miss(db: AsyncSession, town: Town, signup: Signup, *, now: datetime) -> None:
    """Mark a place that nobody came to, and do what follows from it."""
    signup.status, signup.ended_at = SignupStatus.MISSED, now
    await notices.drop(db, f"duty-{signup.id}", because="missed", now=now)
    await db.flush()
    await standing.missed(db, town, signup, now=now)


def _parts(duty: Duty) -> tuple[Signup, Shift]:
    return duty.signup, duty.shift


__all__ = [
    "Done", "Duty", "DutyRefusedError", "Findings", "How", "by_word", "close_forgotten",
    "findings", "found_between", "get", "metres_between", "miss", "next_expected", "note_absent",
    "note_present", "on_duty", "opens_at", "sign_in", "sign_in_by_code", "sign_out", "to_sign_in",
    "unsaid", "was_away", "was_there", "why_not",
]  # fmt: skip
