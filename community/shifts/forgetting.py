"""What the shifts keep about people, and what of it stays when they have it erased."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from community import keeping
from community.keeping import Keeper
from community.shifts import waiting
from community.shifts.model import (
    HAS_A_PLACE,
    Certificate,
    CoverAsk,
    CoverRequest,
    CoverStatus,
    RotaPlan,
    ServiceHours,
    Shift,
    Signup,
    SignupStatus,
    TeamMember,
    Volunteer,
)
from config.town import Town

COMING = (*HAS_A_PLACE, SignupStatus.WAITING)


async def forget(db: AsyncSession, town: Town, person_id: int, now: datetime) -> None:
    """Give back the places to come, and leave of the past only hours that are nobody's."""
    await _give_back(db, town, person_id, now)
    theirs = select(Signup.id).where(Signup.person_id == person_id)
    await db.execute(
        update(CoverRequest).where(CoverRequest.signup_id.in_(theirs)).values(why=None)
    )
    await db.execute(delete(CoverAsk).where(CoverAsk.person_id == person_id))
    await db.execute(
        update(Signup)
        .where(Signup.person_id == person_id)
        .values(person_id=None, ended_because=None)
    )
    await db.execute(
        update(ServiceHours)
        .where(ServiceHours.person_id == person_id)
        .values(person_id=None, word=None)
    )
    await _forget_drafts(db, person_id)
    for table in (Certificate, TeamMember, Volunteer):
        await db.execute(delete(table).where(table.person_id == person_id))


async def _give_back(db: AsyncSession, town: Town, person_id: int, now: datetime) -> None:
    rows = await db.scalars(
        select(Signup)
        .where(Signup.person_id == person_id, Signup.status.in_(COMING))
        .order_by(Signup.shift_id)
        .with_for_update()
    )
    shifts: list[int] = []
    for signup in rows.all():
        if signup.status is not SignupStatus.WAITING:
            shifts.append(signup.shift_id)
        signup.status, signup.ended_at = SignupStatus.RELEASED, now
        signup.seat = signup.seat or 0
        await db.execute(
            update(CoverRequest)
            .where(CoverRequest.signup_id == signup.id, CoverRequest.status == CoverStatus.OPEN)
            .values(status=CoverStatus.WITHDRAWN, ended_at=now)
        )
    await db.flush()
    for shift_id in shifts:
        await waiting.fill(db, town, shift_id, now=now)


async def _forget_drafts(db: AsyncSession, person_id: int) -> None:
    for plan in await db.scalars(select(RotaPlan).order_by(RotaPlan.id).with_for_update()):
        kept = [entry for entry in plan.draft if entry.get("person_id") != person_id]
        if len(kept) != len(plan.draft):
            plan.draft = kept


async def hand_on(db: AsyncSession, town: Town, person_id: int, now: datetime) -> None:  # noqa: ARG001  a Forget
    """Their teams go to the other leaders, and to the social worker."""
    await db.execute(
        update(TeamMember).where(TeamMember.person_id == person_id).values(leads=False)
    )


async def _forget_deeds(db: AsyncSession, person_id: int) -> None:
    """Take somebody's name off what they did for others."""
    for column in ACTORS:
        await db.execute(
            update(column.class_).where(column == person_id).values({column.key: None})
        )


async def numbers_of(db: AsyncSession, person_id: int) -> Sequence[str]:  # noqa: ARG001  none has one
    return []


async def _forget_all(db: AsyncSession, town: Town, person_id: int, now: datetime) -> None:
    await forget(db, town, person_id, now)
    await _forget_deeds(db, person_id)


ACTORS = (
    Volunteer.mentor_id,
    Volunteer.decided_by,
    Volunteer.brought_by,
    Certificate.noted_by,
    Shift.created_by,
    Signup.mentor_id,
    CoverRequest.taken_by,
    RotaPlan.made_by,
    ServiceHours.confirmed_by,
)

keeping.keeps(
    Keeper(
        subjects={
            "volunteers": Volunteer.person_id,
            "team_members": TeamMember.person_id,
            "certificates": Certificate.person_id,
            "shift_signups": Signup.person_id,
            "cover_asks": CoverAsk.person_id,
            "service_hours": ServiceHours.person_id,
        },
        actors=ACTORS,
        beside={
            CoverRequest: lambda person_id: CoverRequest.signup_id.in_(
                select(Signup.id).where(Signup.person_id == person_id)
            ),
        },
        forget=_forget_all,
        numbers=numbers_of,
        hand_on=hand_on,
    )
)
