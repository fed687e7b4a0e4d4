"""Handoff: a person takes over the talk. While they talk, the bot is silent and carries words."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from community import cases, duty, notices
from community.cases import OPEN, Case, Kind, Status
from community.errors import CommunityError
from community.notices import Priority
from community.people import Person
from config.town import Town

SILENT_AFTER = timedelta(hours=24)
"""A talk in which nobody said anything for so long is over."""
LONGEST_WORDS = 3500
IN_HOURS = timedelta(minutes=10)
"""Within duty hours somebody should answer in this time."""


class BusyTalkingError(CommunityError):
    """The worker is already in another talk; facts: number."""

    text_id = "busy-talking"


class NoTalkError(CommunityError):
    text_id = "no-talk"


@dataclass(frozen=True)
class Line:
    """One line of the talk before the handoff: who said it (resident, town), and what."""

    who: str
    words: str


@dataclass(frozen=True)
class Called:
    """A call for a person: its case, whether it is new, and when somebody comes.

    `comes_at` is None while somebody is on duty.
    """

    case: Case
    new: bool
    comes_at: datetime | None


async def talk_of(db: AsyncSession, person_id: int) -> Case | None:
    """Find the open talk or call of a resident; closed ones do not count."""
    found: Case | None = await db.scalar(
        select(Case)
        .where(
            Case.kind == Kind.HANDOFF, Case.reporter_id == person_id, Case.closed_at.is_(None)
        )
        .order_by(Case.id.desc())
        .limit(1)
    )
    return found


async def call(
    db: AsyncSession,
    town: Town,
    person_id: int,
    words: str,
    transcript: Sequence[Line],
    *,
    community: str | None,
    now: datetime,
) -> Called:
    """Call a person to the talk, with the last messages; a second call is the first one again."""
    where = duty.community_or_default(town, community)
    workers = await duty.workers_on_duty(db, town, where, now)
    comes_at = None if workers else duty.when_somebody_comes(town, where, now)
    open_call = await talk_of(db, person_id)
    if open_call is not None:
        return Called(open_call, new=False, comes_at=comes_at)
    case = await cases.open_case(
        db,
        "C",
        Kind.HANDOFF,
        words[:LONGEST_WORDS],
        now=now,
        community=where,
        reporter_id=person_id,
        anonymous=False,
        promised_at=(comes_at or now) + IN_HOURS,
    )
    lines = [asdict(line) for line in transcript]
    cases.note(db, case, "transcript", actor_id=None, now=now, public=False, lines=lines)
    due = comes_at or now
    if comes_at:
        workers = await duty.workers_on_duty(db, town, where, comes_at + timedelta(minutes=1))
    for worker in workers:
        if worker.id != person_id:
            notices.owe(
                db,
                worker.id,
                "handoff-card",
                due_at=due,
                topic=case.number,
                unless="case-taken",
                priority=Priority.ANSWER,
                case_id=case.id,
            )
    return Called(case, new=True, comes_at=comes_at)


async def join(db: AsyncSession, case_id: int, worker_id: int, *, now: datetime) -> Case:
    """Let the worker into the talk: from now on words go both ways.

    :raises NotAvailableError, AlreadyTakenError, MoveRefusedError: see `cases`.
    """
    case = await cases.get_for_staff(db, case_id, worker_id)
    if case.owner_id not in {None, worker_id}:
        owner = await db.get_one(Person, case.owner_id)
        raise cases.AlreadyTakenError(number=case.number, owner=owner.name or "…")
    if case.reporter_id is None:
        raise NoTalkError
    worker = await db.get_one(Person, worker_id)
    if case.owner_id is None:
        case.owner_id = worker_id
        cases.move(db, case, Status.IN_PROGRESS, "joined", actor_id=worker_id, now=now)
        notices.owe(
            db,
            case.reporter_id,
            "handoff-joined",
            due_at=now,
            topic=case.number,
            priority=Priority.ANSWER,
            owner=worker.name or "",
        )
    return case


async def live_talk(db: AsyncSession, person_id: int) -> Case | None:
    """Find the talk that a worker has joined and nobody has ended, for its resident."""
    found: Case | None = await db.scalar(
        select(Case)
        .where(
            Case.kind == Kind.HANDOFF,
            Case.reporter_id == person_id,
            Case.owner_id.is_not(None),
            Case.status.in_(OPEN),
        )
        .order_by(Case.id.desc())
        .limit(1)
    )
    return found


async def from_resident(
    db: AsyncSession, case: Case, words: str, *, now: datetime, files: Sequence[str] = ()
) -> None:
    """Carry the resident's words to the worker of the talk."""
    await _carry(db, case, case.owner_id, "talk-from-resident", words, files, now)
    cases.note(
        db, case, "resident-said", actor_id=case.reporter_id, now=now, words=words[:LONGEST_WORDS]
    )


async def from_worker(
    db: AsyncSession,
    case_id: int,
    worker_id: int,
    words: str,
    *,
    now: datetime,
    files: Sequence[str] = (),
) -> Case:
    """Carry the worker's words to the resident.

    :raises NotAvailableError: not theirs.
    :raises NoTalkError: the talk is over, or somebody else's.
    """
    case = await cases.get_for_staff(db, case_id, worker_id)
    if case.owner_id != worker_id or case.status not in OPEN or case.reporter_id is None:
        raise NoTalkError
    await _carry(db, case, case.reporter_id, "talk-from-worker", words, files, now)
    cases.note(
        db, case, "worker-said", actor_id=worker_id, now=now, words=words[:LONGEST_WORDS]
    )
    return case


async def _carry(
    db: AsyncSession,
    case: Case,
    to: int | None,
    text_id: str,
    words: str,
    files: Sequence[str],
    now: datetime,
) -> None:
    if to is None:
        return
    owner = await db.get(Person, case.owner_id) if case.owner_id else None
    notices.owe(
        db,
        to,
        text_id,
        due_at=now,
        topic=case.number,
        priority=Priority.ANSWER,
        matters=True,
        case_id=case.id,
        number=case.number,
        owner=(owner.name if owner else None) or "",
        words=words[:LONGEST_WORDS],
        files=list(files),
    )


async def end(db: AsyncSession, case: Case, by: int | None, *, now: datetime) -> None:
    """End the talk; the other side is told. A call nobody answered is withdrawn by its resident."""
    if case.status not in OPEN:
        return
    ended = Status.SOLVED if case.owner_id is not None else Status.WITHDRAWN
    if case.status is Status.SUBMITTED and ended is Status.SOLVED:
        cases.move(db, case, Status.IN_PROGRESS, "joined", actor_id=case.owner_id, now=now)
    cases.move(db, case, ended, "ended", actor_id=by, now=now)
    await notices.drop(db, case.number, text_id="handoff-card", because="ended", now=now)
    for side in {case.reporter_id, case.owner_id} - {by, None}:
        notices.owe(
            db,
            int(side or 0),
            "handoff-ended-resident" if side == case.reporter_id else "handoff-ended-worker",
            due_at=now,
            topic=case.number,
            priority=Priority.ANSWER,
            number=case.number,
        )


async def end_for_worker(
    db: AsyncSession, case_id: int, worker_id: int, *, now: datetime
) -> Case:
    """End the talk from the worker's side.

    :raises NotAvailableError, NoTalkError: see `from_worker`.
    """
    case = await cases.get_for_staff(db, case_id, worker_id)
    if case.owner_id != worker_id:
        raise NoTalkError
    await end(db, case, worker_id, now=now)
    return case


async def end_silent(db: AsyncSession, *, now: datetime) -> int:
    """End the talks in which nobody said anything for a day; say how many."""
    last_word = (
        select(cases.CaseEvent.at)
        .where(cases.CaseEvent.case_id == Case.id)
        .order_by(cases.CaseEvent.at.desc())
        .limit(1)
        .scalar_subquery()
    )
    silent = await db.scalars(
        select(Case)
        .where(
            Case.kind == Kind.HANDOFF,
            Case.owner_id.is_not(None),
            Case.closed_at.is_(None),
            or_(last_word.is_(None), last_word < now - SILENT_AFTER),
        )
        .limit(200)
        .with_for_update(skip_locked=True)
    )
    ended = 0
    for case in silent:
        await end(db, case, None, now=now)
        ended += 1
    return ended
