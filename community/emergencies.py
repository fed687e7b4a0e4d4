"""Emergencies: an alarm that repeats until somebody takes it, and a case no machine ever closes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import exists, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from community import cases, duty, notices
from community.cases import OPEN, Case, CaseEvent, Kind, Status
from community.notices import Notice, Priority
from community.people import Person, staff_of
from config.town import Town

ONE_ALARM_FOR = timedelta(hours=2)
"""Words of danger from the same person within this time belong to the alarm that is open."""
ANSWER_WITHIN = timedelta(minutes=10)
"""Who was asked whether there is danger and says nothing for so long, may not be able to."""
EVERYBODY_AFTER = timedelta(minutes=10)
"""An alarm that those on duty let ring for so long rings at all who may take it."""
MOST_WORDS_KEPT = 500


@dataclass(frozen=True)
class Raised:
    """What became of an alarm.

    :param owner: the name of the worker who has it already; None while it rings.
    :param ringing: how many people it rings at; with 0, nobody can be told.
    """

    case: Case
    owner: str | None
    ringing: int


async def raise_alarm(
    db: AsyncSession,
    town: Town,
    person_id: int,
    words: str,
    *,
    community: str | None,
    kind: str,
    now: datetime,
    files: Sequence[str] = (),
) -> Raised:
    """Alarm those on duty (everybody, when nobody is), again and again until one takes it.

    Further words of the same person go into the alarm that is open, and ring again.
    """
    case = await open_alarm(db, person_id, now=now)
    if case is None:
        case = await _open(db, town, person_id, words, community, kind, now)
    else:
        cases.note(db, case, "said", actor_id=person_id, now=now, words=words[:MOST_WORDS_KEPT])
    await _attach(db, case, files, now)
    return await _alarm(db, town, case, words, now=now)


async def ask_first(
    db: AsyncSession,
    town: Town,
    person_id: int,
    words: str,
    *,
    community: str | None,
    kind: str,
    now: datetime,
    files: Sequence[str] = (),
) -> tuple[Case, bool]:
    """Open a case that rings only if the person says so, or says nothing for ten minutes.

    Says too whether it is new; words that belong to an open one are passed on to its owner.
    """
    case = await open_alarm(db, person_id, now=now)
    if case is not None:
        await add(db, case, words, now=now, files=files)
        return case, False
    case = await _open(db, town, person_id, words, community, kind, now)
    await _attach(db, case, files, now)
    cases.note(db, case, "asked-if-safe", actor_id=None, now=now)
    await _ring_everybody(db, town, case, at=now + ANSWER_WITHIN, now=now)
    return case, True


async def add(
    db: AsyncSession, case: Case, words: str, *, now: datetime, files: Sequence[str] = ()
) -> None:
    """Put what the person goes on to say into the case; its owner hears it at once."""
    cases.note(db, case, "said", actor_id=case.reporter_id, now=now, words=words[:MOST_WORDS_KEPT])
    await _attach(db, case, files, now)
    if case.owner_id is not None:
        _tell_owner(db, case, "alarm-more", now=now, words=words, files=files)


async def in_danger(
    db: AsyncSession, town: Town, case_id: int, person_id: int, words: str, *, now: datetime
) -> Raised:
    """Ring at once: the person who was asked says that there is danger, or that there still is.

    A case that was closed meanwhile is followed by a new one.

    :raises NotAvailableError: not their case.
    """
    case = await cases.get_for_reporter(db, case_id, person_id)
    if case.kind is not Kind.EMERGENCY or case.status not in OPEN:
        return await raise_alarm(
            db,
            town,
            person_id,
            words,
            community=case.community,
            kind=case.category or "other",
            now=now,
        )
    cases.note(db, case, "says-not-safe", actor_id=person_id, now=now)
    if case.owner_id is not None:
        _tell_owner(db, case, "alarm-not-safe", now=now, words=words)
    return await _alarm(db, town, case, words, now=now, tell_owner=False)


async def safe_now(db: AsyncSession, case_id: int, person_id: int, *, now: datetime) -> bool:
    """Write down that the person says to be safe, and say whether the case is closed thereby.

    Only one that was asked about and never rang is taken back; whatever rang, a person closes.

    :raises NotAvailableError: not their case.
    """
    case = await cases.get_for_reporter(db, case_id, person_id)
    if case.status not in OPEN:
        return True
    if case.owner_id is None and not await _has_rung(db, case):
        cases.move(db, case, Status.WITHDRAWN, "says-safe", actor_id=person_id, now=now)
        await notices.drop(db, case.number, text_id="alarm", because="says safe", now=now)
        return True
    cases.note(db, case, "says-safe", actor_id=person_id, now=now)
    if case.owner_id is not None:
        _tell_owner(db, case, "alarm-safe", now=now)
    return False


async def take(db: AsyncSession, case_id: int, worker_id: int, *, now: datetime) -> Case:
    """Take the alarm: it stops ringing everywhere, and the person is told who comes.

    :raises NotAvailableError, AlreadyTakenError, MoveRefusedError: see `cases`.
    """
    case = await cases.get_for_staff(db, case_id, worker_id)
    if case.owner_id == worker_id and case.status in OPEN:
        return case
    if case.owner_id is not None:
        raise cases.AlreadyTakenError(number=case.number, owner=await _name(db, case.owner_id))
    cases.move(db, case, Status.IN_PROGRESS, "taken", actor_id=worker_id, now=now)
    case.owner_id = worker_id
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
            owner=await _name(db, worker_id),
        )
    return case


async def owned(db: AsyncSession, case_id: int, worker_id: int) -> Case:
    """Lock an alarm for the worker who has taken it.

    :raises NotAvailableError, AlreadyTakenError: see `cases`.
    """
    case = await cases.get_for_staff(db, case_id, worker_id)
    if case.owner_id != worker_id:
        raise cases.AlreadyTakenError(number=case.number, owner=await _name(db, case.owner_id))
    return case


async def close(
    db: AsyncSession, case_id: int, worker_id: int, words: str, *, now: datetime
) -> Case:
    """Close an alarm; only the person who owns it can, and only with a word on how it ended.

    :raises NotAvailableError, AlreadyTakenError, MoveRefusedError: see `cases`.
    """
    case = await owned(db, case_id, worker_id)
    words = words[:MOST_WORDS_KEPT]
    cases.move(
        db, case, Status.SOLVED, "solved", actor_id=worker_id, now=now, words=words, public=False
    )
    if case.reporter_id is not None:
        notices.owe(
            db,
            case.reporter_id,
            "alarm-closed",
            due_at=now,
            topic=case.number,
            priority=Priority.ANSWER,
            number=case.number,
            owner=await _name(db, worker_id),
        )
    return case


async def open_alarm(db: AsyncSession, person_id: int, *, now: datetime) -> Case | None:
    """Find and lock the alarm to which this person's words of now belong."""
    # Two turns of one person may run on two platforms at once: one alarm, not two.
    await db.execute(select(Person.id).where(Person.id == person_id).with_for_update())
    found: Case | None = await db.scalar(
        select(Case)
        .where(
            Case.kind == Kind.EMERGENCY,
            Case.reporter_id == person_id,
            Case.closed_at.is_(None),
            Case.created_at > now - ONE_ALARM_FOR,
        )
        .order_by(Case.id.desc())
        .limit(1)
        .with_for_update()
    )
    return found


async def owner_of(db: AsyncSession, case: Case) -> str | None:
    """Name the worker who has taken the alarm."""
    return await _name(db, case.owner_id) if case.owner_id is not None else None


async def said_last(db: AsyncSession, case: Case) -> str | None:
    """Give the last words that came after those which opened the case."""
    words: str | None = await db.scalar(
        select(CaseEvent.note)
        .where(CaseEvent.case_id == case.id, CaseEvent.what == "said")
        .order_by(CaseEvent.id.desc())
        .limit(1)
    )
    return words


async def says_safe(db: AsyncSession, case: Case) -> bool | None:
    """Give the person's last answer to 「您现在安全吗？」, None while there is none."""
    answers = {"says-safe": True, "says-not-safe": False}
    last = await db.scalar(
        select(CaseEvent.what)
        .where(CaseEvent.case_id == case.id, CaseEvent.what.in_(answers))
        .order_by(CaseEvent.id.desc())
        .limit(1)
    )
    return answers[last] if last else None


async def was_only_asked(db: AsyncSession, case: Case) -> bool:
    """Say whether it rings for want of an answer, and not by words that were certain."""
    return not await db.scalar(
        select(exists().where(CaseEvent.case_id == case.id, CaseEvent.what == "alarmed"))
    )


async def _open(
    db: AsyncSession,
    town: Town,
    person_id: int,
    words: str,
    community: str | None,
    kind: str,
    now: datetime,
) -> Case:
    return await cases.open_case(
        db,
        "C",
        Kind.EMERGENCY,
        words[:MOST_WORDS_KEPT],
        now=now,
        community=duty.community_or_default(town, community),
        category=kind,
        reporter_id=person_id,
        anonymous=False,
        due_at=now,
    )


async def _alarm(
    db: AsyncSession,
    town: Town,
    case: Case,
    words: str,
    *,
    now: datetime,
    tell_owner: bool = True,
) -> Raised:
    cases.note(db, case, "alarmed", actor_id=case.reporter_id, now=now, public=False)
    if case.owner_id is not None:
        if tell_owner:
            _tell_owner(db, case, "alarm-more", now=now, words=words)
        return Raised(case, await _name(db, case.owner_id), 1)
    ringing = await _hurry(db, case, now)
    if not ringing:
        ringing = await _ring_everybody(db, town, case, at=now, now=now)
    return Raised(case, None, ringing)


async def _hurry(db: AsyncSession, case: Case, now: datetime) -> int:
    """Let an alarm that waits or pauses ring now; says at how many it rings."""
    hurried = await db.scalars(
        update(Notice)
        .where(
            Notice.topic == case.number,
            Notice.text_id == "alarm",
            Notice.delivered_at.is_(None),
            Notice.dropped_at.is_(None),
        )
        .values(due_at=func.least(Notice.due_at, now))
        .returning(Notice.id)
    )
    db.info[notices.OWED] = True
    return len(hurried.all())


async def _ring_everybody(
    db: AsyncSession, town: Town, case: Case, *, at: datetime, now: datetime
) -> int:
    """Owe the alarm to those on duty, and ten minutes later to all others who may take it."""
    staff = [
        worker
        for worker in await staff_of(db, case.community, duty.ALARM_ROLES)
        if worker.id != case.reporter_id
    ]
    on_duty = {w.id for w in await duty.workers_on_duty(db, town, case.community, at)}
    first = [worker for worker in staff if worker.id in on_duty] or staff
    for worker in staff:
        late = timedelta(0) if worker in first else EVERYBODY_AFTER
        notices.owe(
            db,
            worker.id,
            "alarm",
            due_at=at + late,
            topic=case.number,
            unless="case-taken",
            priority=Priority.CRISIS,
            repeat_every=timedelta(minutes=town.settings.alarm_repeat_minutes),
            matters=True,
            case_id=case.id,
        )
    cases.note(
        db, case, "ringing", actor_id=None, now=now, public=False, people=[w.id for w in staff]
    )
    return len(staff)


def _tell_owner(
    db: AsyncSession,
    case: Case,
    text_id: str,
    *,
    now: datetime,
    words: str = "",
    files: Sequence[str] = (),
) -> None:
    notices.owe(
        db,
        int(case.owner_id or 0),
        text_id,
        due_at=now,
        topic=case.number,
        priority=Priority.CRISIS,
        matters=True,
        case_id=case.id,
        number=case.number,
        words=words[:MOST_WORDS_KEPT],
        files=list(files),
    )


async def _has_rung(db: AsyncSession, case: Case) -> bool:
    alarmed = exists().where(CaseEvent.case_id == case.id, CaseEvent.what == "alarmed")
    told = exists().where(Notice.topic == case.number, Notice.text_id == "alarm", Notice.times > 0)
    return bool(await db.scalar(select(alarmed | told)))


async def _attach(db: AsyncSession, case: Case, files: Sequence[str], now: datetime) -> None:
    for file_id in files:
        await cases.attach(db, case, file_id, now=now)


async def _name(db: AsyncSession, person_id: int | None) -> str:
    person = await db.get(Person, person_id) if person_id else None
    return (person.name if person else None) or "…"
