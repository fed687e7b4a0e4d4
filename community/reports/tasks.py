"""Sub-tasks: one matter, several owners, and one thread for the resident all the same."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from community import cases, notices
from community.cases import Case, CaseTask, Rung, Status, TaskStatus, clocks
from community.cases.access import STARTS_ON
from community.errors import CommunityError, NotAvailableError
from community.notices import Priority
from community.people import CASE_STAFF, roles_of
from community.reports import news
from community.reports.promises import category_of
from community.reports.work import NobodyThereError, NoDepartmentError, owned
from config.town import Town

MOST_TASKS = 10
LONGEST_TASK = 500


class TooManyTasksError(CommunityError):
    text_id = "too-many-tasks"


class TaskTakenError(CommunityError):
    text_id = "task-taken"


async def split(
    db: AsyncSession,
    town: Town,
    case_id: int,
    worker_id: int,
    words: str,
    to: Rung,
    *,
    now: datetime,
    department: str | None = None,
) -> CaseTask:
    """Give a part of the case to another queue, with that rung's clock of its own.

    :raises TooManyTasksError: ten are open.
    :raises NoDepartmentError, NobodyThereError: there is no such queue, or nobody behind it.
    :raises NotAvailableError, AlreadyTakenError, MoveRefusedError: see `cases`.
    """
    case = await owned(db, town, case_id, worker_id, now=now)
    if case.status not in cases.OPEN:
        cases.check(case, Status.IN_PROGRESS)
    open_ = await db.scalar(
        select(func.count())
        .select_from(CaseTask)
        .where(CaseTask.case_id == case.id, CaseTask.status == TaskStatus.OPEN)
    )
    if (open_ or 0) >= MOST_TASKS:
        raise TooManyTasksError(number=case.number, most=MOST_TASKS)
    if to is Rung.DEPARTMENT:
        department = department or category_of(town, case.category).department
        if department not in {d.code for d in town.departments}:
            raise NoDepartmentError(number=case.number)
    else:
        department = None
    there = await news.people_on(db, to, case.community, department)
    there = [person for person in there if person.id != case.reporter_id]
    if not there:
        raise NobodyThereError(number=case.number, rung=to.value, department=department or "")
    due = clocks.promise(town, clocks.LEG_ON[to], case.category, now).due_at
    task = CaseTask(
        case_id=case.id,
        words=words[:LONGEST_TASK],
        rung=to,
        department=department,
        status=TaskStatus.OPEN,
        made_by=worker_id,
        created_at=now,
        due_at=due,
    )
    db.add(task)
    await db.flush()
    cases.note(
        db, case, f"split-{to.value}", actor_id=worker_id, now=now, words=task.words, public=False
    )
    for person in there:
        notices.owe(
            db, person.id, "task-card", due_at=now, topic=_topic(task), unless="task-taken",
            task_id=task.id,
        )  # fmt: skip
        notices.owe(
            db, person.id, "task-due", due_at=due, topic=_topic(task), unless="task-not-theirs",
            task_id=task.id,
        )  # fmt: skip
    return task


def _topic(task: CaseTask) -> str:
    return f"task-{task.id}"


async def tasks_of(db: AsyncSession, case_id: int) -> Sequence[CaseTask]:
    rows = await db.scalars(
        select(CaseTask).where(CaseTask.case_id == case_id).order_by(CaseTask.id)
    )
    return rows.all()


async def get_task(db: AsyncSession, task_id: int, person_id: int) -> tuple[CaseTask, Case]:
    """Lock a task and its case for somebody in its queue, its owner, or the case's own staff.

    :raises NotAvailableError: no such task, or not theirs.
    """
    task = await db.get(CaseTask, task_id, with_for_update=True, populate_existing=True)
    if task is None:
        raise NotAvailableError
    case = await db.get_one(Case, task.case_id)
    if case.reporter_id == person_id:
        raise NotAvailableError
    for held in await roles_of(db, person_id):
        here = held.community in {None, case.community}
        of_queue = task.rung in STARTS_ON[held.role] and held.department in {None, task.department}
        if here and (of_queue or held.role in CASE_STAFF):
            return task, case
    raise NotAvailableError


async def take_task(db: AsyncSession, task_id: int, person_id: int, *, now: datetime) -> CaseTask:
    """:raises NotAvailableError, TaskTakenError: not theirs, somebody else's, or done."""
    task, case = await get_task(db, task_id, person_id)
    _refuse(task, case, person_id)
    task.owner_id = person_id
    cases.note(db, case, "task-taken", actor_id=person_id, now=now, words=task.words, public=False)
    return task


def _refuse(task: CaseTask, case: Case, person_id: int) -> None:
    if task.status is not TaskStatus.OPEN or task.owner_id not in {None, person_id}:
        raise TaskTakenError(number=case.number)


async def finish_task(
    db: AsyncSession, task_id: int, person_id: int, result: str, *, now: datetime
) -> tuple[CaseTask, Case]:
    """Say that a part is done; when it was the last, the case's owner is told to close.

    :raises NotAvailableError, TaskTakenError: not theirs, somebody else's, or done.
    """
    task, case = await get_task(db, task_id, person_id)
    _refuse(task, case, person_id)
    task.owner_id, task.status, task.done_at = person_id, TaskStatus.DONE, now
    task.result = result[:LONGEST_TASK]
    cases.note(db, case, "task-done", actor_id=person_id, now=now, words=task.result, public=False)
    await db.flush()
    await _tell_maker(db, case, task, now)
    return task, case


async def _tell_maker(db: AsyncSession, case: Case, task: CaseTask, now: datetime) -> None:
    left = await db.scalar(
        select(func.count())
        .select_from(CaseTask)
        .where(CaseTask.case_id == case.id, CaseTask.status == TaskStatus.OPEN)
    )
    for person_id in {case.owner_id, task.made_by} - {None, task.owner_id}:
        notices.owe(
            db,
            int(person_id or 0),
            "task-done" if left else "tasks-all-done",
            due_at=now,
            topic=case.number,
            priority=Priority.ANSWER,
            case_id=case.id,
            number=case.number,
            task=task.words,
            result=task.result,
            left=left or 0,
        )


async def cancel_task(db: AsyncSession, task_id: int, worker_id: int, *, now: datetime) -> CaseTask:
    """Take a part back: only who may handle the case itself.

    :raises NotAvailableError, TaskTakenError: not theirs, or done.
    """
    task, case = await get_task(db, task_id, worker_id)
    if not await cases.may_handle(db, case, worker_id):
        raise NotAvailableError
    if task.status is not TaskStatus.OPEN:
        raise TaskTakenError(number=case.number)
    task.status, task.done_at = TaskStatus.CANCELLED, now
    cases.note(
        db, case, "task-cancelled", actor_id=worker_id, now=now, words=task.words, public=False
    )
    await notices.drop(db, _topic(task), because="cancelled", now=now)
    if task.owner_id not in {None, worker_id}:
        notices.owe(
            db, int(task.owner_id or 0), "task-cancelled", due_at=now, topic=_topic(task),
            number=case.number, task=task.words,
        )  # fmt: skip
    return task
