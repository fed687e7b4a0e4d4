"""What staff do with a report, whoever they are: take, ask, send on, plan, solve, close."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from community import cases, notices
from community.cases import (
    OPEN,
    Case,
    Leg,
    Rung,
    Status,
    clocks,
)
from community.errors import CommunityError
from community.people import Person
from community.reports import news
from community.reports.filing import LONGEST_WORDS
from community.reports.promises import category_of
from config.town import Town

LONGEST_NOTE = 1000
REMIND_BEFORE = timedelta(days=2)
"""Before a question to the resident expires."""


class NobodyThereError(CommunityError):
    """Nobody has joined who could take it there; facts: department (a code) or rung."""

    text_id = "nobody-there"


class NoDepartmentError(CommunityError):
    """The pack names no department for this category, and none was chosen."""

    text_id = "no-department"


class DayRefusedError(CommunityError):
    text_id = "day-refused"


async def take(
    db: AsyncSession, town: Town, case_id: int, worker_id: int, *, now: datetime
) -> Case:
    """Make the worker the owner; of two who press at once, one wins.

    :raises NotAvailableError: not theirs to take.
    :raises AlreadyTakenError: somebody owns it.
    :raises MoveRefusedError: it is closed.
    """
    case = await cases.get_for_staff(db, case_id, worker_id)
    if case.status not in OPEN:
        cases.check(case, Status.IN_PROGRESS)
    if case.owner_id is not None:
        owner = await db.get_one(Person, case.owner_id)
        raise cases.AlreadyTakenError(number=case.number, owner=owner.name or "…")
    _take_up(db, town, case, worker_id, now)
    await news.tell_everybody(db, case, "report-taken", now=now)
    return case


def _take_up(db: AsyncSession, town: Town, case: Case, worker_id: int, now: datetime) -> None:
    """Own it, and move it to where a case stands that somebody has in hand."""
    case.owner_id = worker_id
    on: dict[str, Any] = {"rung": case.rung.value, "department": case.department}
    if case.status is Status.SUBMITTED:
        cases.move(db, case, Status.TRIAGE, "taken", actor_id=worker_id, now=now, **on)
        clocks.start(db, town, case, Leg.TRIAGED, now=now)
    elif case.status is Status.ASSIGNED:
        cases.move(db, case, Status.IN_PROGRESS, "taken", actor_id=worker_id, now=now, **on)
    elif case.status is Status.REOPEN_REQUESTED:
        cases.move(db, case, Status.REOPENED, "taken-again", actor_id=worker_id, now=now)
        clocks.start(db, town, case, clocks.LEG_ON[case.rung], now=now)
    else:
        case.version += 1
        cases.note(db, case, "taken", actor_id=worker_id, now=now, **on)


async def owned(
    db: AsyncSession, town: Town, case_id: int, worker_id: int, *, now: datetime
) -> Case:
    """Lock a case for its owner; who acts on one without an owner has taken it.

    :raises NotAvailableError: not theirs.
    :raises AlreadyTakenError: somebody else owns it.
    """
    case = await cases.get_for_staff(db, case_id, worker_id)
    if case.owner_id is None:
        if case.status in OPEN:
            _take_up(db, town, case, worker_id, now)
    elif case.owner_id != worker_id:
        owner = await db.get_one(Person, case.owner_id)
        raise cases.AlreadyTakenError(number=case.number, owner=owner.name or "…")
    elif case.status is Status.REOPEN_REQUESTED:
        _take_up(db, town, case, worker_id, now)
    return case


async def begin(
    db: AsyncSession, town: Town, case_id: int, worker_id: int, *, now: datetime
) -> Case:
    """Start the work oneself, without sending it on.

    :raises NotAvailableError, AlreadyTakenError, MoveRefusedError: see `cases`.
    """
    case = await owned(db, town, case_id, worker_id, now=now)
    clocks.resume(town, case, now=now)
    if case.status not in {Status.IN_PROGRESS, Status.REOPENED}:
        cases.move(db, case, Status.IN_PROGRESS, "begun", actor_id=worker_id, now=now)
    if case.leg is Leg.TRIAGED:
        clocks.start(db, town, case, clocks.LEG_ON[case.rung], now=now)
    return case


async def assign(
    db: AsyncSession,
    town: Town,
    case_id: int,
    worker_id: int,
    to: Rung,
    *,
    now: datetime,
    department: str | None = None,
    words: str | None = None,
) -> Case:
    """Send the report to another rung's queue, up or down, with a new clock.

    :param department: a code of the pack; left out, the category's own.
    :raises NotAvailableError, AlreadyTakenError, MoveRefusedError: see `cases`.
    :raises NoDepartmentError, NobodyThereError: there is no such queue, or nobody behind it.
    """
    case = await owned(db, town, case_id, worker_id, now=now)
    await hand_over(
        db, town, case, to, actor_id=worker_id, department=department, words=words, now=now
    )
    return case


async def hand_over(
    db: AsyncSession,
    town: Town,
    case: Case,
    to: Rung,
    *,
    actor_id: int | None,
    now: datetime,
    department: str | None = None,
    words: str | None = None,
    tell: bool = True,
) -> None:
    """Put a locked case into the queue of a rung; whoever decides has been asked before.

    :param tell: False when the resident hears of it in the same breath.
    :raises MoveRefusedError, NoDepartmentError, NobodyThereError: see `assign`.
    """
    cases.check(case, Status.ASSIGNED)
    if to is Rung.DEPARTMENT:
        department = department or category_of(town, case.category).department
        if department not in {d.code for d in town.departments}:
            raise NoDepartmentError(number=case.number)
    else:
        department = None
    there = await news.people_on(db, to, case.community, department)
    if to is not Rung.TOWN_OFFICE and not any(p.id != case.reporter_id for p in there):
        raise NobodyThereError(number=case.number, rung=to.value, department=department or "")
    clocks.stop(db, case, now=now)
    case.rung, case.department, case.owner_id = to, department, None
    what = f"assigned-{to.value}"
    facts: dict[str, Any] = {"department": department} if department else {}
    words = words[:LONGEST_NOTE] if words else None
    cases.move(db, case, Status.ASSIGNED, what, actor_id=actor_id, now=now, words=words, **facts)
    clocks.start(db, town, case, clocks.LEG_ON[to], now=now)
    if tell:
        await news.tell_everybody(db, case, "report-assigned", now=now, rung=to.value, **facts)
    await news.offer(db, town, case, now=now)


async def schedule(
    db: AsyncSession,
    town: Town,
    case_id: int,
    worker_id: int,
    day: date,
    words: str,
    *,
    now: datetime,
) -> Case:
    """Say on which day the work will be done; the clock runs on.

    :raises DayRefusedError: a day that has passed, or lies more than a year ahead.
    :raises NotAvailableError, AlreadyTakenError, MoveRefusedError: see `cases`.
    """
    case = await owned(db, town, case_id, worker_id, now=now)
    today = now.astimezone(town.zone).date()
    if not today <= day <= today + timedelta(days=366):
        raise DayRefusedError(number=case.number)
    case.scheduled_for = day
    clocks.resume(town, case, now=now)
    words = words[:LONGEST_NOTE]
    cases.move(
        db,
        case,
        Status.SCHEDULED,
        "scheduled",
        actor_id=worker_id,
        now=now,
        words=words,
        day=day.isoformat(),
    )
    await news.tell_everybody(db, case, "report-scheduled", now=now, day=day.isoformat())
    return case


async def ask(
    db: AsyncSession, town: Town, case_id: int, worker_id: int, question: str, *, now: datetime
) -> Case:
    """Ask the resident for more; the clock pauses, and the question expires.

    :raises NotAvailableError, AlreadyTakenError, MoveRefusedError: see `cases`.
    """
    case = await owned(db, town, case_id, worker_id, now=now)
    words = question[:LONGEST_NOTE]
    cases.move(db, case, Status.WAITING, "asked", actor_id=worker_id, now=now, words=words)
    clocks.pause(case, now=now)
    open_for = timedelta(days=town.settings.question_days)
    case.question_expires_at = now + open_for
    await news.tell_reporter(db, case, "report-question", now=now, question=words)
    if case.reporter_id is not None:
        notices.owe(
            db,
            case.reporter_id,
            "report-question-again",
            due_at=now + max(open_for - REMIND_BEFORE, open_for / 2),
            topic=case.number,
            unless="question-answered",
            case_id=case.id,
            number=case.number,
            question=words,
            asked=case.version,
        )
    return case


async def answer(
    db: AsyncSession,
    town: Town,
    case_id: int,
    reporter_id: int,
    words: str,
    *,
    now: datetime,
    files: Sequence[str] = (),
    **spot: Any,
) -> Case:
    """Put the resident's answer into the case and wake its owner.

    :param spot: a place that was shared: place, place_code, latitude, longitude.
    :raises NotAvailableError: not their report.
    """
    case = await cases.get_for_reporter(db, case_id, reporter_id)
    for file_id in files:
        await cases.attach(db, case, file_id, now=now)
    for name, value in spot.items():
        setattr(case, name, value)
    words = words[:LONGEST_WORDS]
    if case.status is Status.WAITING:
        go_on(db, town, case, "answered", actor_id=reporter_id, now=now, words=words)
    else:
        cases.note(db, case, "added", actor_id=reporter_id, now=now, words=words)
    news.tell_owner(db, case, "report-answered", now=now, words=words)
    return case


def go_on(
    db: AsyncSession,
    town: Town,
    case: Case,
    what: str,
    *,
    actor_id: int | None,
    now: datetime,
    words: str | None = None,
) -> None:
    """Leave the waiting: the clock gets back the time that was left."""
    case.question_expires_at = None
    clocks.resume(town, case, now=now)
    cases.move(db, case, Status.IN_PROGRESS, what, actor_id=actor_id, now=now, words=words)
