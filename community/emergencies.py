"""Emergencies: an alarm that repeats until somebody takes it, and a case no machine ever closes."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from community import cases, duty, notices
from community.cases import OPEN, Case, Kind, Status
from community.notices import Priority
from community.people import Person
from config.town import Town

ONE_ALARM_FOR = timedelta(hours=2)
"""Words of danger from the same person within this time belong to the alarm that is open."""
MOST_WORDS_KEPT = 500


async def raise_alarm(
    db: AsyncSession,
    town: Town,
    person_id: int,
    words: str,
    *,
    community: str | None,
    kind: str,
    now: datetime,
) -> Case:
    """Alarm those on duty (everybody, when nobody is), again and again until one takes it.

    Further words of the same person go into the alarm that is open, and ring again.
    """
    open_case: Case | None = await db.scalar(
        select(Case)
        .where(
            Case.kind == Kind.EMERGENCY,
            Case.reporter_id == person_id,
            Case.closed_at.is_(None),
            Case.created_at > now - ONE_ALARM_FOR,
        )
        .with_for_update()
    )
    if open_case is not None:
        cases.note(
            db, open_case, "said", actor_id=person_id, now=now, words=words[:MOST_WORDS_KEPT]
        )
        if open_case.owner_id is not None:
            _ring(db, open_case, open_case.owner_id, words, now=now, again=False)
        return open_case
    where = duty.community_or_default(town, community)
    case = await cases.open_case(
        db,
        "C",
        Kind.EMERGENCY,
        words[:MOST_WORDS_KEPT],
        now=now,
        community=where,
        category=kind,
        reporter_id=person_id,
        anonymous=False,
        promised_at=now,
    )
    repeat = timedelta(minutes=town.settings.alarm_repeat_minutes)
    for worker in await duty.everybody_for_alarm(db, town, where, now):
        _ring(db, case, worker.id, words, now=now, again=True, every=repeat)
    return case


def _ring(
    db: AsyncSession,
    case: Case,
    worker_id: int,
    words: str,
    *,
    now: datetime,
    again: bool,
    every: timedelta | None = None,
) -> None:
    notices.owe(
        db,
        worker_id,
        "alarm" if again else "alarm-more",
        due_at=now,
        topic=case.number,
        unless="case-taken" if again else None,
        priority=Priority.CRISIS,
        repeat_every=every,
        matters=True,
        case_id=case.id,
        number=case.number,
        words=words[:MOST_WORDS_KEPT],
        kind=case.category or "",
    )


async def take(db: AsyncSession, case_id: int, worker_id: int, *, now: datetime) -> Case:
    """Take the alarm: it stops ringing everywhere, and the person is told who comes.

    :raises NotAvailableError, AlreadyTakenError: see `cases`.
    """
    case = await cases.get_for_staff(db, case_id, worker_id)
    worker = await db.get_one(Person, worker_id)
    if case.owner_id is not None:
        owner = await db.get_one(Person, case.owner_id)
        raise cases.AlreadyTakenError(number=case.number, owner=owner.name or "…")
    case.owner_id = worker_id
    cases.move(db, case, Status.IN_PROGRESS, "taken", actor_id=worker_id, now=now)
    await notices.drop(db, case.number, text_id="alarm", because="taken", now=now)
    if case.reporter_id is not None:
        notices.owe(
            db,
            case.reporter_id,
            "alarm-taken",
            due_at=now,
            topic=case.number,
            priority=Priority.CRISIS,
            matters=True,
            owner=worker.name or "",
        )
    return case


async def safe_now(
    db: AsyncSession, person_id: int, *, safe: bool, now: datetime
) -> Case | None:
    """Write down what the person answered to 「您现在安全吗？」; the case stays open either way."""
    case: Case | None = await db.scalar(
        select(Case)
        .where(
            Case.kind == Kind.EMERGENCY,
            Case.reporter_id == person_id,
            Case.status.in_(OPEN),
        )
        .order_by(Case.id.desc())
        .limit(1)
    )
    if case is None:
        return None
    cases.note(db, case, "says-safe" if safe else "says-not-safe", actor_id=person_id, now=now)
    if case.owner_id is not None:
        notices.owe(
            db,
            case.owner_id,
            "alarm-safe" if safe else "alarm-not-safe",
            due_at=now,
            topic=case.number,
            priority=Priority.CRISIS,
            number=case.number,
            case_id=case.id,
        )
    return case


async def close(
    db: AsyncSession, case_id: int, worker_id: int, words: str, *, now: datetime
) -> Case:
    """Close an alarm; only the person who owns it can, and only with a word on how it ended.

    :raises NotAvailableError, AlreadyTakenError, MoveRefusedError: see `cases`.
    """
    case = await cases.get_for_staff(db, case_id, worker_id)
    if case.owner_id != worker_id:
        owner = await db.get(Person, case.owner_id) if case.owner_id else None
        raise cases.AlreadyTakenError(number=case.number, owner=owner.name if owner else "…")
    cases.move(db, case, Status.SOLVED, "solved", actor_id=worker_id, now=now, words=words)
    return case
