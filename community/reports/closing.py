"""How a report ends: solved, turned away, beyond help, or taken back by its reporter."""

from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from community import cases, notices
from community.cases import Case, CaseTask, MoveRefusedError, Status, TaskStatus, clocks
from community.reports import news, satisfaction
from community.reports.work import LONGEST_NOTE, owned
from config.town import Town

RECHECKS = (timedelta(weeks=2), timedelta(weeks=6))
"""After an agreement between people: does it hold?"""


async def solve(
    db: AsyncSession, town: Town, case_id: int, worker_id: int, words: str, *, now: datetime
) -> Case:
    """Close it as solved, and ask the resident once how it was.

    :raises MoveRefusedError: parts of it are still open.
    :raises NotAvailableError, AlreadyTakenError: see `cases`.
    """
    case = await owned(db, town, case_id, worker_id, now=now)
    await settle(db, town, case, words, actor_id=worker_id, now=now)
    return case


async def settle(
    db: AsyncSession, town: Town, case: Case, words: str, *, actor_id: int | None, now: datetime
) -> None:
    """Close a locked case as solved.

    :raises MoveRefusedError: it cannot be solved from where it stands, or parts are open.
    """
    if await open_tasks(db, case.id):
        raise MoveRefusedError("move-refused-tasks", number=case.number)
    words = words[:LONGEST_NOTE]
    cases.move(db, case, Status.SOLVED, "solved", actor_id=actor_id, now=now, words=words)
    _closed(db, case, now)
    await news.tell_everybody(db, case, "report-solved", but=actor_id, now=now, result=words)
    if actor_id != case.reporter_id:
        await satisfaction.remind(db, town, case, now=now)
    if case.track is not cases.Track.REPAIR and case.owner_id is not None:
        for after in RECHECKS:
            notices.owe(
                db,
                case.owner_id,
                "report-recheck",
                due_at=now + after,
                topic=case.number,
                unless="case-open-again",
                case_id=case.id,
                number=case.number,
            )


async def open_tasks(db: AsyncSession, case_id: int) -> int:
    found = await db.scalar(
        select(func.count())
        .select_from(CaseTask)
        .where(CaseTask.case_id == case_id, CaseTask.status == TaskStatus.OPEN)
    )
    return found or 0


async def turn_away(
    db: AsyncSession,
    town: Town,
    case_id: int,
    worker_id: int,
    reason: str,
    *,
    now: datetime,
    status: Status = Status.NOT_OURS,
) -> Case:
    """Close it without a fix (not ours, or nobody can), with the reason that the resident reads.

    :raises NotAvailableError, AlreadyTakenError, MoveRefusedError: see `cases`.
    """
    case = await owned(db, town, case_id, worker_id, now=now)
    await give_up(db, case, reason, status, actor_id=worker_id, now=now)
    return case


async def give_up(
    db: AsyncSession,
    case: Case,
    reason: str,
    status: Status,
    *,
    actor_id: int | None,
    now: datetime,
) -> None:
    if await open_tasks(db, case.id):
        raise MoveRefusedError("move-refused-tasks", number=case.number)
    reason = reason[:LONGEST_NOTE]
    what = status.value.replace("_", "-")
    cases.move(db, case, status, what, actor_id=actor_id, now=now, words=reason)
    _closed(db, case, now)
    await news.tell_everybody(db, case, f"report-{what}", now=now, reason=reason)


async def withdraw(db: AsyncSession, case_id: int, reporter_id: int, *, now: datetime) -> Case:
    """Take a report back at its reporter's word.

    :raises NotAvailableError: not their report.
    :raises MoveRefusedError: it is closed already.
    """
    case = await cases.get_for_reporter(db, case_id, reporter_id)
    cases.move(db, case, Status.WITHDRAWN, "withdrawn", actor_id=reporter_id, now=now)
    _closed(db, case, now)
    await notices.drop(db, case.number, because="withdrawn", now=now)
    at_work = {case.owner_id, *await _cancel_tasks(db, case, now)} - {None}
    for person_id in sorted(p for p in at_work if p is not None):
        notices.owe(
            db, person_id, "report-withdrawn", due_at=now, topic=case.number, number=case.number
        )
    for follower in await news.followers_of(db, case.id):
        notices.owe(
            db,
            follower,
            "report-withdrawn-by-other",
            due_at=now,
            topic=case.number,
            case_id=case.id,
            number=case.number,
        )
    return case


async def _cancel_tasks(db: AsyncSession, case: Case, now: datetime) -> set[int | None]:
    """Cancel what is open of a case; says who was at work on it."""
    parts = await db.scalars(
        select(CaseTask)
        .where(CaseTask.case_id == case.id, CaseTask.status == TaskStatus.OPEN)
        .with_for_update()
    )
    owners = set()
    for task in parts:
        task.status, task.done_at = TaskStatus.CANCELLED, now
        await notices.drop(db, f"task-{task.id}", because="withdrawn", now=now)
        owners.add(task.owner_id)
    return owners


def _closed(db: AsyncSession, case: Case, now: datetime) -> None:
    clocks.stop(db, case, now=now)
    case.question_expires_at = None
