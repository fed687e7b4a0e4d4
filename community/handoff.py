"""Handoff: a person takes over the talk. While they talk, the bot is silent and carries words."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from community import cases, duty, notices
from community.cases import OPEN, Case, Kind, Status
from community.errors import CommunityError
from community.notices import Priority
from community.people import Person, staff_of
from config.town import Town

SILENT_AFTER = timedelta(hours=24)
"""A talk in which nobody said anything for so long is over."""
LONGEST_WORDS = 3500
IN_HOURS = timedelta(minutes=10)
"""Within duty hours somebody should answer in this time."""
WAITING_SAID = "waiting-said"
"""What happened to a case: its resident wrote on before anybody came."""

Place = tuple[float, float]
"""Latitude and longitude, in degrees."""


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

    :param ahead: how many called before in this community and still wait.
    :param on_duty: somebody who can answer is on duty now.
    :param comes_at: when the next duty begins; None while there is one, and when none is known.
    """

    case: Case
    new: bool
    ahead: int
    on_duty: bool
    comes_at: datetime | None


async def talk_of(db: AsyncSession, person_id: int) -> Case | None:
    """Find the open talk or call of a resident; closed ones do not count."""
    found: Case | None = await db.scalar(
        select(Case)
        .where(Case.kind == Kind.HANDOFF, Case.reporter_id == person_id, Case.closed_at.is_(None))
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
    workers = [w for w in await duty.workers_on_duty(db, town, where, now) if w.id != person_id]
    comes_at = None if workers else _later(duty.when_somebody_comes(town, where, now), now)
    case = await talk_of(db, person_id)
    new = case is None
    if case is None:
        case = await cases.open_case(
            db,
            "C",
            Kind.HANDOFF,
            words[:LONGEST_WORDS],
            now=now,
            community=where,
            reporter_id=person_id,
            anonymous=False,
            due_at=(comes_at or now) + IN_HOURS,
        )
        lines = [asdict(line) for line in transcript]
        cases.note(db, case, "transcript", actor_id=None, now=now, public=False, lines=lines)
        await _offer(db, town, case, at=comes_at or now)
    ahead = await _ahead_of(db, case)
    return Called(case, new=new, ahead=ahead, on_duty=bool(workers), comes_at=comes_at)


def _later(at: datetime | None, now: datetime) -> datetime | None:
    """Promise nothing for a duty that runs already, but whose people have no account yet."""
    return at if at is not None and at > now else None


async def _offer(db: AsyncSession, town: Town, case: Case, *, at: datetime) -> None:
    """Owe the card to who is on duty then; what nobody takes in time goes to all the others."""
    staff = [w for w in await staff_of(db, case.community) if w.id != case.reporter_id]
    then = at + timedelta(minutes=1)
    on_duty = {w.id for w in await duty.workers_on_duty(db, town, case.community, then)}
    first = [worker for worker in staff if worker.id in on_duty] or staff
    for worker in staff:
        notices.owe(
            db,
            worker.id,
            "handoff-card",
            due_at=at if worker in first else at + IN_HOURS,
            topic=case.number,
            unless="case-taken",
            priority=Priority.ANSWER,
            case_id=case.id,
        )
    notices.owe(
        db,
        int(case.reporter_id or 0),
        "handoff-still-waiting",
        due_at=at + IN_HOURS,
        topic=case.number,
        unless="case-taken",
        priority=Priority.ANSWER,
        number=case.number,
    )


async def _ahead_of(db: AsyncSession, case: Case) -> int:
    waiting = await db.scalar(
        select(func.count())
        .select_from(Case)
        .where(
            Case.kind == Kind.HANDOFF,
            Case.community == case.community,
            Case.owner_id.is_(None),
            Case.reporter_id.is_not(None),
            Case.closed_at.is_(None),
            Case.id < case.id,
        )
    )
    return waiting or 0


async def add_while_waiting(
    db: AsyncSession,
    case_id: int,
    person_id: int,
    words: str,
    *,
    now: datetime,
    files: Sequence[str] = (),
) -> Case | None:
    """Keep what the resident writes until somebody comes; None when nobody is called any more."""
    case = await talk_of(db, person_id)
    if case is None or case.id != case_id or case.owner_id is not None:
        return None
    cases.note(
        db,
        case,
        WAITING_SAID,
        actor_id=person_id,
        now=now,
        words=words[:LONGEST_WORDS],
        files=list(files),
    )
    for file_id in files:
        await cases.attach(db, case, file_id, now=now)
    return case


async def transcript_of(db: AsyncSession, case: Case) -> Sequence[Line]:
    """Give what was said before the talk: the last lines at the call, and what came after it."""
    lines: list[Line] = []
    for event in await cases.timeline(db, case.id, public_only=False):
        if event.what == "transcript":
            lines += [Line(line["who"], line["words"]) for line in event.facts.get("lines", [])]
        elif event.what == WAITING_SAID:
            lines.append(Line("resident", event.note or ""))
    return lines


async def join(db: AsyncSession, case_id: int, worker_id: int, *, now: datetime) -> Case:
    """Let the worker into the talk: from now on words go both ways.

    :raises NotAvailableError, AlreadyTakenError, MoveRefusedError: see `cases`.
    :raises NoTalkError: there is nobody on the other side.
    """
    case = await cases.get_for_staff(db, case_id, worker_id)
    if case.owner_id not in {None, worker_id}:
        raise cases.AlreadyTakenError(number=case.number, owner=await _name(db, case.owner_id))
    if case.kind is not Kind.HANDOFF or case.reporter_id is None or case.status not in OPEN:
        raise NoTalkError
    if case.owner_id is None:
        cases.move(db, case, Status.IN_PROGRESS, "joined", actor_id=worker_id, now=now)
        case.owner_id = worker_id
        notices.owe(
            db,
            case.reporter_id,
            "handoff-joined",
            due_at=now,
            topic=case.number,
            priority=Priority.ANSWER,
            owner=await _name(db, worker_id),
        )
    return case


async def start(db: AsyncSession, about: Case, worker_id: int, *, now: datetime) -> Case:
    """Let the worker speak first, about a case that they own; an open call is joined instead.

    :raises NotAvailableError, AlreadyTakenError: see `cases`.
    :raises NoTalkError: nobody is behind that case.
    """
    if about.reporter_id is None:
        raise NoTalkError
    case = await talk_of(db, about.reporter_id)
    if case is None:
        case = await cases.open_case(
            db,
            "C",
            Kind.HANDOFF,
            about.number,
            now=now,
            community=about.community,
            reporter_id=about.reporter_id,
            anonymous=False,
            due_at=now,
        )
    return await join(db, case.id, worker_id, now=now)


async def joined_by(db: AsyncSession, case_id: int, worker_id: int) -> Case | None:
    """Find the talk in which a worker believes to be; None when it is over, or not theirs."""
    case = await db.get(Case, case_id, with_for_update=True)
    if case is None or case.owner_id != worker_id or case.status not in OPEN:
        return None
    return case if await cases.may_handle(db, case, worker_id) else None


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
    db: AsyncSession,
    case: Case,
    words: str,
    *,
    now: datetime,
    files: Sequence[str] = (),
    place: Place | None = None,
) -> None:
    """Carry the resident's words to the worker of the talk."""
    await _carry(db, case, case.owner_id, "talk-from-resident", words, files, place, now)
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
    place: Place | None = None,
) -> Case:
    """Carry the worker's words to the resident.

    :raises NotAvailableError: not theirs.
    :raises NoTalkError: the talk is over, or somebody else's.
    """
    case = await cases.get_for_staff(db, case_id, worker_id)
    if case.owner_id != worker_id or case.status not in OPEN or case.reporter_id is None:
        raise NoTalkError
    await _carry(db, case, case.reporter_id, "talk-from-worker", words, files, place, now)
    cases.note(db, case, "worker-said", actor_id=worker_id, now=now, words=words[:LONGEST_WORDS])
    return case


async def _carry(
    db: AsyncSession,
    case: Case,
    to: int | None,
    text_id: str,
    words: str,
    files: Sequence[str],
    place: Place | None,
    now: datetime,
) -> None:
    if to is None:
        return
    for file_id in files:
        await cases.attach(db, case, file_id, now=now)
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
        owner=await _name(db, case.owner_id),
        words=words[:LONGEST_WORDS],
        files=list(files),
        place=list(place) if place else None,
    )


async def end(db: AsyncSession, case: Case, by: int | None, *, now: datetime) -> None:
    """End the talk; the other side is told. A call nobody answered is withdrawn by its resident."""
    if case.status not in OPEN:
        return
    ended = Status.SOLVED if case.owner_id is not None else Status.WITHDRAWN
    cases.move(db, case, ended, "ended", actor_id=by, now=now)
    for pointless in ("handoff-card", "handoff-still-waiting"):
        await notices.drop(db, case.number, text_id=pointless, because="ended", now=now)
    for side in {case.reporter_id, case.owner_id} - {by, None}:
        notices.owe(
            db,
            int(side or 0),
            "handoff-ended-resident" if side == case.reporter_id else "handoff-ended-worker",
            due_at=now,
            topic=case.number,
            priority=Priority.ANSWER,
            number=case.number,
            silent=by is None,
        )


async def end_for_worker(db: AsyncSession, case_id: int, worker_id: int, *, now: datetime) -> Case:
    """End the talk from the worker's side.

    :raises NotAvailableError, NoTalkError: see `from_worker`.
    """
    case = await cases.get_for_staff(db, case_id, worker_id)
    if case.owner_id != worker_id or case.status not in OPEN:
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
            Case.reporter_id.is_not(None),
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


async def _name(db: AsyncSession, person_id: int | None) -> str:
    person = await db.get(Person, person_id) if person_id else None
    return (person.name if person else None) or "…"
