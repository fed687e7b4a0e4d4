"""The waiting list of a shift: a freed seat goes to the next, or late to whoever is quickest."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from community import notices
from community.shifts import seats, shifts
from community.shifts.errors import SignupRefusedError
from community.shifts.model import (
    Shift,
    ShiftStatus,
    Signup,
    SignupSource,
    SignupStatus,
    Volunteer,
)
from config.town import Town

SURE = timedelta(hours=24)
"""So long before the start the next in line is signed up; later they are asked."""


async def wait(
    db: AsyncSession, town: Town, person_id: int, shift_id: int, role: str, *, now: datetime
) -> Signup:
    """Stand in line for a full role.

    :raises NotAvailableError: there is no such shift or role.
    :raises SignupRefusedError: why they could not take it were it free; shift-not-full.
    """
    await db.get(Volunteer, person_id, with_for_update=True)
    shift = await shifts.lock(db, shift_id)
    if await seats.in_shift(db, shift_id, person_id) is not None:
        raise SignupRefusedError("shift-already", shift_id=shift_id)
    why = await seats.refusal(db, town, person_id, shift, role, now=now)
    if why is None:
        raise SignupRefusedError("shift-not-full", shift_id=shift_id)
    if why.text_id != "shift-full":
        raise SignupRefusedError(why.text_id, **why.facts)
    signup = Signup(
        shift_id=shift_id,
        person_id=person_id,
        role=role,
        status=SignupStatus.WAITING,
        source=SignupSource.WAITING_LIST,
        created_at=now,
    )
    db.add(signup)
    await db.flush()
    return signup


async def position(db: AsyncSession, signup: Signup) -> int:
    """Say which place in line somebody has, from 1."""
    line = await _line(db, signup.shift_id, signup.role)
    return next((n for n, one in enumerate(line, start=1) if one.id == signup.id), 0)


async def _line(db: AsyncSession, shift_id: int, role: str | None = None) -> list[Signup]:
    wanted = [Signup.shift_id == shift_id, Signup.status == SignupStatus.WAITING]
    if role is not None:
        wanted.append(Signup.role == role)
    rows = await db.scalars(select(Signup).where(*wanted).order_by(Signup.created_at, Signup.id))
    return list(rows)


async def fill(db: AsyncSession, town: Town, shift_id: int, *, now: datetime) -> int:
    """Give freed seats to who waits; say how many were signed up, or asked."""
    shift = await shifts.lock(db, shift_id)
    if shift.status is not ShiftStatus.OPEN or shift.starts_at <= now:
        return 0
    done = 0
    for place in await shifts.places(db, shift_id):
        if not place.left or not place.waiting:
            continue
        line = await _line(db, shift_id, place.role)
        if shift.starts_at - now >= SURE:
            done += await _move_up(db, town, shift, line, place.left, now=now)
        else:
            done += await _ask(db, shift, line, now=now)
    return done


async def _move_up(
    db: AsyncSession, town: Town, shift: Shift, line: list[Signup], left: int, *, now: datetime
) -> int:
    moved = 0
    for one in line:
        if moved == left:
            break
        if one.person_id is None:
            continue
        why = await seats.refusal(db, town, one.person_id, shift, one.role, now=now)
        if why is not None:
            continue  # they wait on: what stands in the way may pass
        place = next(p for p in await shifts.places(db, shift.id) if p.role == one.role)
        one.status, one.seat, one.ended_at = SignupStatus.LEFT, 0, now
        one.ended_because = "got a place"
        await db.flush()
        seated = await seats.seat(
            db, town, shift, place, one.person_id, SignupSource.WAITING_LIST, now=now
        )
        notices.owe(
            db, one.person_id, "shift-moved-up", due_at=now, topic=f"signup-{seated.id}",
            unless="signup-moved-on", signup_id=seated.id, shift_id=shift.id,
            version=shift.version,
        )  # fmt: skip
        moved += 1
    return moved


async def _ask(db: AsyncSession, shift: Shift, line: list[Signup], *, now: datetime) -> int:
    """So late nobody is put on duty unasked: all who wait hear of it, and the first has it."""
    for one in line:
        if one.person_id is not None:
            notices.owe(
                db, one.person_id, "shift-free-now", due_at=now, topic=f"shift-{shift.id}",
                unless="shift-taken", shift_id=shift.id, signup_id=one.id, role=one.role,
            )  # fmt: skip
    return len(line)


async def close_lines(db: AsyncSession, town: Town, now: datetime) -> int:  # noqa: ARG001  a step
    """End what waited for a shift that has begun; they are told that they need not come."""
    rows = await db.execute(
        select(Signup, Shift)
        .join(Shift, Shift.id == Signup.shift_id)
        .where(Signup.status == SignupStatus.WAITING, Shift.starts_at <= now)
        .order_by(Signup.id)
        .limit(200)
        .with_for_update(of=Signup, skip_locked=True)
    )
    ended = 0
    for signup, shift in rows:
        signup.status, signup.seat, signup.ended_at = SignupStatus.RELEASED, 0, now
        signup.ended_because = "it began"
        ended += 1
        if signup.person_id is not None and shift.status is ShiftStatus.OPEN:
            notices.owe(
                db, signup.person_id, "shift-not-needed", due_at=now,
                topic=f"shift-{shift.id}", shift_id=shift.id,
            )  # fmt: skip
    return ended
