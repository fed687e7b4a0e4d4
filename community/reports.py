"""Reports: a resident says what is wrong and where; a social worker sees it through."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from community import cases, duty, notices
from community.cases import Case, Kind, Rung, Status
from community.errors import CommunityError
from community.people import Person
from config.town import Category, Town
from config.town.calendar import add_working_hours

MOST_A_DAY = 5
"""More than this a day goes to a person instead of the form; an emergency is never counted."""
ASK_AGAIN_AFTER = timedelta(days=3)
LONGEST_WORDS = 9000
LONGEST_NOTE = 1000
LOW_RATING = 2


class Refer(StrEnum):
    """Whereto a social worker sends a report on."""

    COMMUNITY = "community"
    DEPARTMENT = "department"


class TooManyReportsError(CommunityError):
    text_id = "too-many-reports"


class RatingRefusedError(CommunityError):
    text_id = "rating-refused"


@dataclass(frozen=True)
class Draft:
    """What the resident said, complete enough to be filed."""

    text: str
    category: str
    place: str | None = None
    place_code: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    community: str | None = None
    files: Sequence[str] = ()


def category_of(town: Town, code: str | None) -> Category:
    """Give the category of that code or canonical name; 其他 when the town has none such."""
    for category in town.categories:
        if code in {category.code, category.name.zh}:
            return category
    return town.categories[-1]


def promised_by(town: Town, category: str | None, now: datetime) -> datetime:
    """Until when a person will have looked at it: working hours of the town, by category."""
    hours = category_of(town, category).promise_hours or town.settings.promise_hours
    return add_working_hours(town, now, hours)


async def file(
    db: AsyncSession, town: Town, draft: Draft, reporter_id: int, *, now: datetime
) -> Case:
    """File a report and owe it to the duty workers of its community.

    :raises TooManyReportsError: five today already; a person should talk to this resident.
    """
    if await cases.open_reports_today(db, reporter_id, now - timedelta(days=1)) >= MOST_A_DAY:
        raise TooManyReportsError(most=MOST_A_DAY)
    community = duty.community_or_default(town, draft.community)
    case = await cases.open_case(
        db,
        "R",
        Kind.REPORT,
        draft.text[:LONGEST_WORDS],
        now=now,
        community=community,
        category=category_of(town, draft.category).code,
        place=draft.place,
        place_code=draft.place_code,
        latitude=draft.latitude,
        longitude=draft.longitude,
        reporter_id=reporter_id,
        promised_at=promised_by(town, draft.category, now),
    )
    for file_id in draft.files:
        await cases.attach(db, case, file_id, now=now)
    await offer(db, town, case, now=now)
    return case


async def offer(db: AsyncSession, town: Town, case: Case, *, now: datetime) -> None:
    """Owe the case to who is on duty; with nobody there, to whoever comes next, at that time."""
    workers = await duty.workers_on_duty(db, town, case.community, now)
    at = now
    if not workers:
        at = duty.when_somebody_comes(town, case.community, now) or now
        workers = await duty.workers_on_duty(db, town, case.community, at + timedelta(minutes=1))
    for worker in workers:
        if worker.id != case.reporter_id:
            notices.owe(
                db,
                worker.id,
                "report-card",
                due_at=at,
                topic=case.number,
                unless="case-taken",
                priority=notices.Priority.ANSWER,
                case_id=case.id,
            )


async def take(db: AsyncSession, case_id: int, worker_id: int, *, now: datetime) -> Case:
    """Make the worker the owner; of two who press at once, one wins.

    :raises NotAvailableError: not theirs to take.
    :raises AlreadyTakenError: somebody owns it.
    """
    case = await cases.get_for_staff(db, case_id, worker_id)
    if case.owner_id is not None:
        owner = await db.get_one(Person, case.owner_id)
        raise cases.AlreadyTakenError(number=case.number, owner=owner.name or "…")
    if case.status is not Status.IN_PROGRESS:
        cases.move(db, case, Status.IN_PROGRESS, "taken", actor_id=worker_id, now=now)
    case.owner_id = worker_id
    await _tell_reporter(db, case, "report-taken", now=now)
    return case


async def _owned(db: AsyncSession, case_id: int, worker_id: int) -> Case:
    case = await cases.get_for_staff(db, case_id, worker_id)
    if case.owner_id is None:
        case.owner_id = worker_id
    elif case.owner_id != worker_id:
        owner = await db.get_one(Person, case.owner_id)
        raise cases.AlreadyTakenError(number=case.number, owner=owner.name or "…")
    return case


async def ask(
    db: AsyncSession, case_id: int, worker_id: int, question: str, *, now: datetime
) -> Case:
    """Ask the resident for more; the case waits for the answer.

    :raises NotAvailableError, AlreadyTakenError, MoveRefusedError: see `cases`.
    """
    case = await _owned(db, case_id, worker_id)
    _get_going(db, case, worker_id, now)
    words = question[:LONGEST_NOTE]
    cases.move(db, case, Status.WAITING, "asked", actor_id=worker_id, now=now, words=words)
    await _tell_reporter(db, case, "report-question", now=now, question=words)
    return case


async def answer(
    db: AsyncSession,
    case_id: int,
    reporter_id: int,
    words: str,
    *,
    now: datetime,
    files: Sequence[str] = (),
) -> Case:
    """Put the resident's answer into the case and wake its owner.

    :raises NotAvailableError: not their report.
    """
    case = await cases.get_for_reporter(db, case_id, reporter_id)
    for file_id in files:
        await cases.attach(db, case, file_id, now=now)
    words = words[:LONGEST_WORDS]
    if case.status is Status.WAITING:
        cases.move(
            db, case, Status.IN_PROGRESS, "answered", actor_id=reporter_id, now=now, words=words
        )
    else:
        cases.note(db, case, "added", actor_id=reporter_id, now=now, words=words)
    if case.owner_id is not None:
        notices.owe(
            db,
            case.owner_id,
            "report-answered",
            due_at=now,
            topic=case.number,
            priority=notices.Priority.ANSWER,
            case_id=case.id,
            number=case.number,
            words=words,
        )
    return case


async def refer(
    db: AsyncSession, town: Town, case_id: int, worker_id: int, to: Refer, *, now: datetime
) -> Case:
    """Send the report on to the community office or a department: one rung up.

    :raises NotAvailableError, AlreadyTakenError, MoveRefusedError: see `cases`.
    """
    case = await _owned(db, case_id, worker_id)
    case.rung = Rung(to.value)
    what = f"referred-{to.value}"
    cases.move(db, case, Status.REFERRED, what, actor_id=worker_id, now=now)
    case.promised_at = promised_by(town, case.category, now)
    await _tell_reporter(db, case, f"report-{what}", now=now)
    return case


async def solve(
    db: AsyncSession, case_id: int, worker_id: int, words: str, *, now: datetime
) -> Case:
    """Close it as solved, and ask the resident once how it was.

    :raises NotAvailableError, AlreadyTakenError, MoveRefusedError: see `cases`.
    """
    case = await _owned(db, case_id, worker_id)
    _get_going(db, case, worker_id, now)
    words = words[:LONGEST_NOTE]
    cases.move(db, case, Status.SOLVED, "solved", actor_id=worker_id, now=now, words=words)
    await _tell_reporter(db, case, "report-solved", now=now, result=words)
    return case


async def turn_away(
    db: AsyncSession, case_id: int, worker_id: int, reason: str, *, now: datetime
) -> Case:
    """Close it as not ours, with the reason that the resident reads.

    :raises NotAvailableError, AlreadyTakenError, MoveRefusedError: see `cases`.
    """
    case = await _owned(db, case_id, worker_id)
    reason = reason[:LONGEST_NOTE]
    cases.move(db, case, Status.NOT_OURS, "not-ours", actor_id=worker_id, now=now, words=reason)
    await _tell_reporter(db, case, "report-not-ours", now=now, reason=reason)
    return case


async def withdraw(db: AsyncSession, case_id: int, reporter_id: int, *, now: datetime) -> Case:
    """Take a report back at its reporter's word.

    :raises NotAvailableError: not their report.
    :raises MoveRefusedError: it is closed already.
    """
    case = await cases.get_for_reporter(db, case_id, reporter_id)
    cases.move(db, case, Status.WITHDRAWN, "withdrawn", actor_id=reporter_id, now=now)
    await notices.drop(db, case.number, because="withdrawn", now=now)
    if case.owner_id is not None:
        notices.owe(
            db, case.owner_id, "report-withdrawn", due_at=now, topic=case.number, number=case.number
        )
    return case


async def rate(
    db: AsyncSession, town: Town, case_id: int, reporter_id: int, stars: int, *, now: datetime
) -> bool:
    """Keep the resident's 1–5 once; a bad one reopens the case. Says whether it did.

    :raises NotAvailableError: not their report.
    :raises RatingRefusedError: not solved, rated already, or too long ago.
    """
    case = await cases.get_for_reporter(db, case_id, reporter_id)
    too_late = case.closed_at and now - case.closed_at > timedelta(days=town.settings.rating_days)
    if case.status is not Status.SOLVED or case.rating is not None or too_late:
        raise RatingRefusedError(number=case.number)
    case.rating = max(1, min(stars, 5))
    cases.note(db, case, "rated", actor_id=reporter_id, now=now, stars=case.rating)
    if case.rating > town.settings.reopen_rating:
        return False
    cases.move(db, case, Status.REOPENED, "reopened", actor_id=reporter_id, now=now)
    case.promised_at = promised_by(town, case.category, now)
    if case.owner_id is not None:
        notices.owe(
            db,
            case.owner_id,
            "report-reopened",
            due_at=now,
            topic=case.number,
            priority=notices.Priority.ANSWER,
            case_id=case.id,
            number=case.number,
            stars=case.rating,
        )
    else:
        await offer(db, town, case, now=now)
    return True


async def say_why(
    db: AsyncSession, case_id: int, reporter_id: int, words: str, *, now: datetime
) -> Case:
    """Add the resident's word to the rating, and pass it to the owner.

    :raises NotAvailableError: not their report.
    """
    case = await cases.get_for_reporter(db, case_id, reporter_id)
    case.rating_word = words[:LONGEST_NOTE]
    cases.note(db, case, "rating-word", actor_id=reporter_id, now=now, words=case.rating_word)
    if case.owner_id is not None:
        notices.owe(
            db,
            case.owner_id,
            "report-rating-word",
            due_at=now,
            topic=case.number,
            number=case.number,
            words=case.rating_word,
        )
    return case


async def neighbours_of(db: AsyncSession, case: Case) -> int:
    """How many other open reports speak of the same place and category."""
    if case.place_code is None:
        return 0
    found = await db.scalar(
        select(func.count())
        .select_from(Case)
        .where(
            Case.id != case.id,
            Case.place_code == case.place_code,
            Case.category == case.category,
            Case.closed_at.is_(None),
        )
    )
    return found or 0


def _get_going(db: AsyncSession, case: Case, worker_id: int, now: datetime) -> None:
    """Solving or asking at once means having taken it."""
    if case.status in {Status.SUBMITTED, Status.REOPENED}:
        cases.move(db, case, Status.IN_PROGRESS, "taken", actor_id=worker_id, now=now)


async def _tell_reporter(
    db: AsyncSession, case: Case, text_id: str, *, now: datetime, **facts: Any
) -> None:
    if case.reporter_id is None:
        return
    owner = await db.get(Person, case.owner_id) if case.owner_id else None
    notices.owe(
        db,
        case.reporter_id,
        text_id,
        due_at=now,
        topic=case.number,
        priority=notices.Priority.ANSWER,
        matters=True,
        case_id=case.id,
        number=case.number,
        owner=(owner.name if owner else None) or "",
        **facts,
    )
