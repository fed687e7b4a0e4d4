"""When somebody leaves: what they worked on goes back to its queue, and the colleagues are told."""

from collections import defaultdict
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from community import cases, duty, keeping, notices
from community.cases import OPEN, Case, CaseTask, Kind, Rung, TaskStatus
from community.cases.access import STARTS_ON
from community.notices import Notice, Priority
from community.people import Role, RoleHeld, staff_of
from config.town import Town


async def hand_on(db: AsyncSession, town: Town, person_id: int, *, now: datetime) -> int:
    """Give back everything that this person owned; says how many open cases there were.

    Each colleague gets one message about all reports; alarms and talks are told one by one.
    """
    owned = await db.scalars(
        select(Case).where(Case.owner_id == person_id).order_by(Case.id).with_for_update()
    )
    to: dict[int, list[int]] = defaultdict(list)
    given = 0
    for case in owned.all():
        case.owner_id = None
        if case.status not in OPEN:
            continue
        given += 1
        case.version += 1
        cases.note(db, case, "released", actor_id=None, now=now)
        for colleague in await _colleagues(db, town, case, now):
            if colleague in {person_id, case.reporter_id}:
                continue
            if case.kind is Kind.REPORT:
                to[colleague].append(case.id)
            else:
                _tell_at_once(db, colleague, case, now)
    for colleague, ids in to.items():
        notices.owe(
            db,
            colleague,
            "cases-handed-on",
            due_at=now,
            topic=f"handed-on-{person_id}",
            unless="nothing-left",
            matters=True,
            case_ids=ids,
        )
    await db.execute(
        update(CaseTask)
        .where(CaseTask.owner_id == person_id, CaseTask.status == TaskStatus.OPEN)
        .values(owner_id=None)
    )
    for keeper in keeping.keepers():
        await keeper.hand_on(db, town, person_id, now)
    return given


async def _colleagues(db: AsyncSession, town: Town, case: Case, now: datetime) -> list[int]:
    if case.kind is not Kind.REPORT or case.rung is Rung.SOCIAL_WORKER:
        return [p.id for p in await duty.everybody_for_alarm(db, town, case.community, now)]
    roles = {role for role, rungs in STARTS_ON.items() if case.rung in rungs}
    found = await staff_of(db, case.community, roles, department=case.department)
    return [person.id for person in found]


def _tell_at_once(db: AsyncSession, colleague: int, case: Case, now: datetime) -> None:
    notices.owe(
        db,
        colleague,
        "case-released",
        due_at=now,
        topic=case.number,
        unless="case-taken",
        priority=Priority.CRISIS if case.kind is Kind.EMERGENCY else Priority.ANSWER,
        matters=True,
        number=case.number,
    )


async def dismiss(
    db: AsyncSession, town: Town, person_id: int, *, now: datetime, role: Role | None = None
) -> int:
    """End a person's roles at once and hand on what they worked on.

    :param role: only this one; what they hold besides stays, and so does their work.
    :returns: how many open cases went back to their queues.
    """
    ends = [RoleHeld.person_id == person_id, RoleHeld.revoked_at.is_(None)]
    if role is not None:
        ends.append(RoleHeld.role == role)
    await db.execute(update(RoleHeld).where(*ends).values(revoked_at=now))
    left = await db.scalar(
        select(RoleHeld.id)
        .where(RoleHeld.person_id == person_id, RoleHeld.revoked_at.is_(None))
        .limit(1)
    )
    if left is not None:
        return 0
    given = await hand_on(db, town, person_id, now=now)
    await db.execute(
        update(Notice)
        .where(
            Notice.person_id == person_id,
            Notice.delivered_at.is_(None),
            Notice.dropped_at.is_(None),
            Notice.unless.is_not(None),
        )
        .values(dropped_at=now, dropped_because="dismissed")
    )
    return given
