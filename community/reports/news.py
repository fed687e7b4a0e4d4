"""Who hears of what happens to a report: its reporter, its followers, its owner, its queue."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from community import duty, notices, people
from community.cases import Case, CaseEvent, Follower, Rung
from community.notices import Priority
from community.people import Person, Role, RoleHeld
from community.reports.promises import category_of
from config.town import Town

ROLES_ON: dict[Rung, frozenset[Role]] = {
    Rung.VOLUNTEER: frozenset({Role.LEADER, Role.VOLUNTEER}),
    Rung.SOCIAL_WORKER: duty.DUTY_ROLES,
    Rung.COMMUNITY: frozenset({Role.OFFICE}),
    Rung.DEPARTMENT: frozenset({Role.CLERK}),
    Rung.TOWN_OFFICE: frozenset({Role.TOWN_OFFICE}),
}
"""Who looks after the queue of each rung."""


async def people_on(
    db: AsyncSession, rung: Rung, community: str | None, department: str | None
) -> Sequence[Person]:
    """Everybody who looks after this queue, on duty or not."""
    of = department if rung is Rung.DEPARTMENT else None
    return await people.staff_of(db, community, ROLES_ON[rung], department=of)


def priority_of(town: Town, case: Case) -> Priority:
    """What is urgent does not wait for the morning."""
    return Priority.ANSWER if category_of(town, case.category).urgent else Priority.NOTICE


async def offer(db: AsyncSession, town: Town, case: Case, *, now: datetime) -> None:
    """Owe an unowned case to the people of its queue.

    Social workers are told when they are on duty; with nobody there, whoever comes next, then.
    """
    at, workers = now, await people_on(db, case.rung, case.community, case.department)
    if case.rung is Rung.SOCIAL_WORKER:
        at, workers = await duty.next_workers(db, town, case.community, now)
    for worker in workers:
        if worker.id != case.reporter_id:
            notices.owe(
                db,
                worker.id,
                "report-card",
                due_at=at,
                topic=case.number,
                unless="case-taken",
                priority=Priority.ANSWER
                if case.rung is Rung.SOCIAL_WORKER
                else priority_of(town, case),
                case_id=case.id,
            )


async def tell_reporter(
    db: AsyncSession,
    case: Case,
    text_id: str,
    *,
    now: datetime,
    priority: Priority = Priority.ANSWER,
    **facts: Any,
) -> None:
    """Tell the reporter alone: what is asked of them, what only they need."""
    if case.reporter_id is None:
        return
    owner = await db.get(Person, case.owner_id) if case.owner_id else None
    notices.owe(
        db,
        case.reporter_id,
        text_id,
        due_at=now,
        topic=case.number,
        priority=priority,
        matters=priority is Priority.ANSWER,
        case_id=case.id,
        number=case.number,
        owner=(owner.name if owner else None) or "",
        **facts,
    )


async def tell_everybody(
    db: AsyncSession,
    case: Case,
    text_id: str,
    *,
    now: datetime,
    but: int | None = None,
    **facts: Any,
) -> None:
    """Tell the reporter, and whoever follows the case, without rush.

    :param but: who did it themselves, and need not be told.
    """
    if but is None or case.reporter_id != but:
        await tell_reporter(db, case, text_id, now=now, **facts)
    for person_id in await followers_of(db, case.id):
        notices.owe(
            db,
            person_id,
            text_id,
            due_at=now,
            topic=case.number,
            case_id=case.id,
            number=case.number,
            owner="",
            **facts,
        )


async def followers_of(db: AsyncSession, case_id: int) -> Sequence[int]:
    rows = await db.scalars(
        select(Follower.person_id).where(Follower.case_id == case_id).order_by(Follower.person_id)
    )
    return rows.all()


def tell_owner(db: AsyncSession, case: Case, text_id: str, *, now: datetime, **facts: Any) -> None:
    """Tell who owns the case; in a queue nobody needs to be told more than the card says."""
    if case.owner_id is not None:
        notices.owe(
            db,
            case.owner_id,
            text_id,
            due_at=now,
            topic=case.number,
            priority=Priority.ANSWER,
            case_id=case.id,
            number=case.number,
            **facts,
        )


async def hands_of(db: AsyncSession, case: Case, *, besides: Collection[int] = ()) -> Sequence[int]:
    """Staff who had this case in hand on any rung, and still hold a role."""
    rows = await db.scalars(
        select(CaseEvent.actor_id)
        .where(
            CaseEvent.case_id == case.id,
            CaseEvent.actor_id.in_(select(RoleHeld.person_id).where(RoleHeld.revoked_at.is_(None))),
        )
        .distinct()
    )
    left_out = {case.reporter_id, *besides}
    return sorted(p for p in rows if p is not None and p not in left_out)
