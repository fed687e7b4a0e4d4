"""Rounds of asking for cover: a few at once, whoever was asked the longest ago first."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from community import notices
from community.shifts import able, teams
from community.shifts.model import (
    CoverAsk,
    CoverRequest,
    CoverStatus,
    Shift,
    Signup,
    SignupStatus,
)
from config.town import Town

EXPECTED = (SignupStatus.SIGNED_UP, SignupStatus.COMING)
LAST_WORD = timedelta(hours=3)
"""So long before the start nobody is asked any more, and the owner is told."""
AT_ONCE = 100


def is_over(shift: Shift, now: datetime) -> bool:
    return shift.starts_at - LAST_WORD <= now


def rounds_due(town: Town, shift: Shift, now: datetime) -> int:
    """Count the rounds whose time has come."""
    hours = town.shift_rules.cover_ask_hours
    return sum(shift.starts_at - timedelta(hours=before) <= now for before in hours)


async def cover_rounds(db: AsyncSession, town: Town, now: datetime) -> int:
    """Step: ask whom it is time to ask; tell where nobody was found."""
    furthest = now + timedelta(hours=max(town.shift_rules.cover_ask_hours, default=0))
    rows = await db.execute(
        select(CoverRequest, Signup, Shift)
        .join(Signup, Signup.id == CoverRequest.signup_id)
        .join(Shift, Shift.id == Signup.shift_id)
        .where(CoverRequest.status == CoverStatus.OPEN, Shift.starts_at <= furthest)
        .order_by(Shift.starts_at, CoverRequest.id)
        .limit(AT_ONCE)
        .with_for_update(of=CoverRequest, skip_locked=True)
    )
    done = 0
    for request, signup, shift in rows.all():
        if signup.status not in EXPECTED:
            await end(db, request, CoverStatus.WITHDRAWN, now=now)
            done += 1
        elif is_over(shift, now):
            await _nobody(db, town, request, signup, shift, now=now)
            done += 1
        else:
            done += await ask_if_due(db, town, request, shift, now=now)
    return done


async def ask_if_due(
    db: AsyncSession, town: Town, request: CoverRequest, shift: Shift, *, now: datetime
) -> bool:
    """Ask the next few, once for each round; say whether it was time."""
    due = rounds_due(town, shift, now)
    if due <= request.rounds:
        return False
    request.rounds = due
    await ask_more(db, town, request, shift, town.shift_rules.cover_asked_at_once, now=now)
    return True


async def ask_more(
    db: AsyncSession, town: Town, request: CoverRequest, shift: Shift, count: int, *, now: datetime
) -> int:
    """Ask so many more; say how many there were to ask."""
    signup = await db.get_one(Signup, request.signup_id)
    for person_id in (await _next(db, town, request, signup, shift, now=now))[:count]:
        owe_ask(db, request, person_id, now=now)
        count -= 1
    await db.flush()
    return count


async def _next(
    db: AsyncSession, town: Town, request: CoverRequest, signup: Signup, shift: Shift,
    *, now: datetime,
) -> Sequence[int]:  # fmt: skip
    team = await able.team(db, town, shift.team, shift.community, now=now)
    place = await able.place(db, shift.id, signup.role)
    rows = await db.execute(
        select(
            CoverAsk.person_id,
            func.max(CoverAsk.asked_at),
            func.bool_or(CoverAsk.request_id == request.id),
        )
        .where(CoverAsk.person_id.in_(team.volunteers))
        .group_by(CoverAsk.person_id)
    )
    asked = {person_id: (last, now_already) for person_id, last, now_already in rows}
    could = [
        one
        for one in team.volunteers
        if one != signup.person_id
        and not asked.get(one, (now, False))[1]
        and team.may(one, shift, place, now=now)
    ]
    return sorted(could, key=lambda p: (p in asked, asked[p][0] if p in asked else now, p))


def owe_ask(db: AsyncSession, request: CoverRequest, person_id: int, *, now: datetime) -> None:
    db.add(CoverAsk(request_id=request.id, person_id=person_id, asked_at=now))
    notices.owe(
        db, person_id, "cover-asked", due_at=now, topic=f"cover-{request.id}",
        unless="cover-settled", request_id=request.id,
    )  # fmt: skip


async def end(
    db: AsyncSession, request: CoverRequest, status: CoverStatus, *, now: datetime
) -> None:
    request.status, request.ended_at = status, now
    await notices.drop(db, f"cover-{request.id}", because=status, now=now)


async def _nobody(
    db: AsyncSession, town: Town, request: CoverRequest, signup: Signup, shift: Shift,
    *, now: datetime,
) -> None:  # fmt: skip
    """It stays with its owner; they and the leader hear it."""
    await end(db, request, CoverStatus.OVER, now=now)
    told = {"cover-nobody": [signup.person_id] if signup.person_id is not None else []}
    leaders = await teams.leaders(db, town, shift.team, shift.community)
    told["cover-nobody-leader"] = [p.id for p in leaders if p.id != signup.person_id]
    for text_id, people in told.items():
        for person_id in people:
            notices.owe(
                db, person_id, text_id, due_at=now, topic=f"shift-{shift.id}",
                request_id=request.id, shift_id=shift.id,
            )  # fmt: skip


def first_round(town: Town, shift: Shift) -> datetime:
    return shift.starts_at - timedelta(hours=max(town.shift_rules.cover_ask_hours, default=0))


async def asked(db: AsyncSession, request_id: int) -> int:
    """Count who was asked and has not said no."""
    return int(
        await db.scalar(
            select(func.count()).where(
                CoverAsk.request_id == request_id, CoverAsk.declined_at.is_(None)
            )
        )
        or 0
    )
