"""Who may see and handle a case, asked where the case is fetched; and the lists people have."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from community import people
from community.cases.model import (
    Case,
    CaseEvent,
    CaseFile,
    CaseTask,
    Follower,
    Kind,
    Rung,
    Source,
    TaskStatus,
)
from community.errors import CommunityError, NotAvailableError
from community.people import CASE_STAFF, Role, RoleHeld

FIELD = frozenset({Role.VOLUNTEER, Role.LEADER})


class AlreadyTakenError(CommunityError):
    """Somebody else was faster; facts: number, owner."""

    text_id = "already-taken"


def reaches(held: RoleHeld, case: Case) -> bool:
    """Say whether a role reaches a case.

    Case staff see all of their community; volunteers and clerks only what was put on their rung.
    """
    here = held.community in {None, case.community}
    if held.role in CASE_STAFF:
        return here
    if case.kind is not Kind.REPORT:
        return False
    if held.role in FIELD:
        return here and case.rung is Rung.VOLUNTEER
    return (
        here
        and held.role is Role.CLERK
        and case.rung is Rung.DEPARTMENT
        and held.department in {None, case.department}
    )


async def may_handle(db: AsyncSession, case: Case, person_id: int) -> bool:
    """Whether a role of the person reaches the case; never the one who reported it."""
    if case.reporter_id == person_id:
        return False
    return any(reaches(held, case) for held in await people.roles_of(db, person_id))


async def get_for_staff(db: AsyncSession, case_id: int, person_id: int) -> Case:
    """Lock a case for somebody who may handle it.

    :raises NotAvailableError: no such case, or not theirs.
    """
    case = await db.get(Case, case_id, with_for_update=True, populate_existing=True)
    if case is None or not await may_handle(db, case, person_id):
        raise NotAvailableError
    return case


async def get_for_reporter(db: AsyncSession, case_id: int, person_id: int) -> Case:
    """Lock a case for the one who brought it.

    :raises NotAvailableError: no such case, or not theirs.
    """
    case = await db.get(Case, case_id, with_for_update=True, populate_existing=True)
    if case is None or case.reporter_id != person_id:
        raise NotAvailableError
    return case


async def follows(db: AsyncSession, case_id: int, person_id: int) -> bool:
    return await db.get(Follower, (case_id, person_id)) is not None


async def by_number(db: AsyncSession, number: str, person_id: int) -> Case:
    """Find a case by its number for the reporter, a follower, or staff who may handle it.

    :raises NotAvailableError: no such number, or not theirs.
    """
    case = await db.scalar(select(Case).where(Case.number == number))
    if case is None or not await may_see(db, case, person_id):
        raise NotAvailableError
    return case


async def may_see(db: AsyncSession, case: Case, person_id: int) -> bool:
    return (
        case.reporter_id == person_id
        or await follows(db, case.id, person_id)
        or await may_handle(db, case, person_id)
    )


async def mine(db: AsyncSession, person_id: int, *, most: int = 10) -> Sequence[Case]:
    """What this person brought or follows: open matters first, the newest first."""
    followed = select(Follower.case_id).where(Follower.person_id == person_id)
    rows = await db.scalars(
        select(Case)
        .where(or_(Case.reporter_id == person_id, Case.id.in_(followed)))
        .order_by(Case.closed_at.is_not(None), Case.created_at.desc())
        .limit(most)
    )
    return rows.all()


STARTS_ON: dict[Role, tuple[Rung, ...]] = {
    Role.VOLUNTEER: (Rung.VOLUNTEER,),
    Role.LEADER: (Rung.VOLUNTEER,),
    Role.SOCIAL_WORKER: (Rung.SOCIAL_WORKER,),
    Role.OFFICE: (Rung.COMMUNITY,),
    Role.CLERK: (Rung.DEPARTMENT,),
    Role.TOWN_OFFICE: (Rung.TOWN_OFFICE,),
    Role.ADMIN: (Rung.SOCIAL_WORKER, Rung.COMMUNITY, Rung.DEPARTMENT, Rung.TOWN_OFFICE),
}
"""Whose queue each role looks after."""


def in_queue_of(held: RoleHeld) -> ColumnElement[bool]:
    """Cases without an owner on the rungs that a role looks after, within its reach."""
    on: list[ColumnElement[bool]] = [Case.rung.in_(STARTS_ON[held.role])]
    if held.community is not None:
        on.append(or_(Case.community == held.community, Case.community.is_(None)))
    if held.role is Role.CLERK and held.department is not None:
        on.append(Case.department == held.department)
    if held.role not in CASE_STAFF:
        on.append(Case.kind == Kind.REPORT)
    return and_(Case.owner_id.is_(None), *on)


async def waiting_for(db: AsyncSession, person_id: int, *, most: int = 10) -> Sequence[Case]:
    """What lies on somebody's desk: owned by them, or unowned in a queue they look after."""
    held = await people.roles_of(db, person_id)
    if not held:
        return []
    rows = await db.scalars(
        select(Case)
        .where(
            Case.closed_at.is_(None),
            or_(Case.owner_id == person_id, *(in_queue_of(role) for role in held)),
            or_(Case.reporter_id.is_(None), Case.reporter_id != person_id),
        )
        .order_by((Case.kind == Kind.EMERGENCY).desc(), Case.due_at, Case.id)
        .limit(most)
    )
    return rows.all()


async def tasks_waiting_for(
    db: AsyncSession, person_id: int, *, most: int = 10
) -> Sequence[CaseTask]:
    """Open sub-tasks of theirs, or without an owner in a queue they look after."""
    held = await people.roles_of(db, person_id)
    reach: list[ColumnElement[bool]] = [CaseTask.owner_id == person_id]
    for role in held:
        on: list[ColumnElement[bool]] = [
            CaseTask.owner_id.is_(None),
            CaseTask.rung.in_(STARTS_ON[role.role]),
        ]
        if role.role is Role.CLERK and role.department is not None:
            on.append(CaseTask.department == role.department)
        if role.community is not None:
            on.append(Case.community == role.community)
        reach.append(and_(*on))
    rows = await db.scalars(
        select(CaseTask)
        .join(Case, Case.id == CaseTask.case_id)
        .where(CaseTask.status == TaskStatus.OPEN, or_(*reach))
        .order_by(CaseTask.due_at)
        .limit(most)
    )
    return rows.all()


async def timeline(
    db: AsyncSession, case_id: int, *, public_only: bool = True
) -> Sequence[CaseEvent]:
    query = select(CaseEvent).where(CaseEvent.case_id == case_id)
    if public_only:
        query = query.where(CaseEvent.public)
    rows = await db.scalars(query.order_by(CaseEvent.at, CaseEvent.id))
    return rows.all()


async def files_of(db: AsyncSession, case_id: int, *, released_only: bool = False) -> Sequence[str]:
    query = select(CaseFile.file_id).where(CaseFile.case_id == case_id)
    if released_only:
        query = query.where(CaseFile.released_at.is_not(None))
    rows = await db.scalars(query.order_by(CaseFile.added_at, CaseFile.file_id))
    return rows.all()


async def attach(db: AsyncSession, case: Case, file_id: str, *, now: datetime) -> None:
    if not await db.scalar(
        select(exists().where(CaseFile.case_id == case.id, CaseFile.file_id == file_id))
    ):
        db.add(CaseFile(case_id=case.id, file_id=file_id, added_at=now))


async def open_reports_today(db: AsyncSession, person_id: int, since: datetime) -> int:
    return (
        await db.scalar(
            select(func.count())
            .select_from(Case)
            .where(
                Case.reporter_id == person_id,
                Case.created_at > since,
                Case.kind == Kind.REPORT,
                Case.source == Source.RESIDENT,
            )
        )
        or 0
    )
