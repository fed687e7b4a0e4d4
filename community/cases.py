"""Cases: what was asked of the town, who owns it, where it stands, and all that happened to it.

Common ground for the rooms: a report, a handoff and an alarm are cases of different kinds.
"""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Float, ForeignKey, Index, exists, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from community import people
from community.database import Base
from community.errors import CommunityError, NotAvailableError
from community.numbers import Prefix, next_number
from community.people import CASE_STAFF


class Kind(StrEnum):
    REPORT = "report"
    HANDOFF = "handoff"
    EMERGENCY = "emergency"


class Rung(StrEnum):
    """The ladder: 志愿者 → 社工 → 社区/职能部门 → 镇长办公会议."""

    VOLUNTEER = "volunteer"
    SOCIAL_WORKER = "social_worker"
    COMMUNITY = "community"
    DEPARTMENT = "department"
    TOWN_OFFICE = "town_office"


class Status(StrEnum):
    SUBMITTED = "submitted"
    IN_PROGRESS = "in_progress"
    WAITING = "waiting"
    REFERRED = "referred"
    SOLVED = "solved"
    REOPENED = "reopened"
    NOT_OURS = "not_ours"
    WITHDRAWN = "withdrawn"


OPEN = frozenset(
    {Status.SUBMITTED, Status.IN_PROGRESS, Status.WAITING, Status.REFERRED, Status.REOPENED}
)

MOVES: dict[Status, frozenset[Status]] = {
    Status.SUBMITTED: frozenset(
        {Status.IN_PROGRESS, Status.REFERRED, Status.NOT_OURS, Status.WITHDRAWN}
    ),
    Status.IN_PROGRESS: frozenset(
        {Status.WAITING, Status.REFERRED, Status.SOLVED, Status.NOT_OURS, Status.WITHDRAWN}
    ),
    Status.WAITING: frozenset(
        {Status.IN_PROGRESS, Status.REFERRED, Status.SOLVED, Status.NOT_OURS, Status.WITHDRAWN}
    ),
    Status.REFERRED: frozenset(
        {Status.IN_PROGRESS, Status.WAITING, Status.SOLVED, Status.NOT_OURS, Status.WITHDRAWN}
    ),
    Status.REOPENED: frozenset(
        {Status.IN_PROGRESS, Status.REFERRED, Status.SOLVED, Status.NOT_OURS, Status.WITHDRAWN}
    ),
    Status.SOLVED: frozenset({Status.REOPENED}),
    Status.NOT_OURS: frozenset({Status.REOPENED}),
    Status.WITHDRAWN: frozenset(),
}


class Case(Base):
    """`version` rises with every change; a button that speaks of an older one is stale."""

    __tablename__ = "cases"
    __table_args__ = (
        Index("ix_cases_open", "community", "status", postgresql_where="closed_at is null"),
        Index("ix_cases_reporter", "reporter_id", "created_at"),
        Index(
            "ix_cases_talks",
            "reporter_id",
            postgresql_where="kind = 'handoff' and closed_at is null",
        ),
        Index("ix_cases_place", "place_code", "category", postgresql_where="closed_at is null"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[Kind]
    community: Mapped[str | None]
    category: Mapped[str | None]
    text: Mapped[str]
    place: Mapped[str | None]
    place_code: Mapped[str | None]
    latitude: Mapped[float | None] = mapped_column(Float)
    longitude: Mapped[float | None] = mapped_column(Float)
    reporter_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    anonymous: Mapped[bool] = mapped_column(default=True)
    status: Mapped[Status]
    rung: Mapped[Rung]
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime]
    promised_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    rating: Mapped[int | None]
    rating_word: Mapped[str | None]


class CaseEvent(Base):
    """One line of the timeline. `note` is what somebody wrote; `public` lines the reporter sees."""

    __tablename__ = "case_events"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    at: Mapped[datetime]
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)
    what: Mapped[str]
    note: Mapped[str | None]
    facts: Mapped[dict[str, Any]] = mapped_column(default=dict)
    public: Mapped[bool] = mapped_column(default=True)


class CaseFile(Base):
    __tablename__ = "case_files"

    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), primary_key=True)
    file_id: Mapped[str] = mapped_column(ForeignKey("files.id"), primary_key=True)
    added_at: Mapped[datetime]


class MoveRefusedError(CommunityError):
    """The case cannot go there from where it stands; facts: number, status."""

    text_id = "move-refused"


class AlreadyTakenError(CommunityError):
    """Somebody else was faster; facts: number, owner."""

    text_id = "already-taken"


async def open_case(
    db: AsyncSession, prefix: Prefix, kind: Kind, text: str, *, now: datetime, **known: Any
) -> Case:
    """Open a case with its first line in the timeline."""
    case = Case(
        number=await next_number(db, prefix, now=now),
        kind=kind,
        text=text,
        status=Status.SUBMITTED,
        rung=Rung.SOCIAL_WORKER,
        created_at=now,
        **known,
    )
    db.add(case)
    await db.flush()
    note(db, case, "opened", actor_id=case.reporter_id, now=now)
    return case


def note(
    db: AsyncSession,
    case: Case,
    what: str,
    *,
    actor_id: int | None,
    now: datetime,
    words: str | None = None,
    public: bool = True,
    **facts: Any,
) -> None:
    """Write one line into the case's timeline."""
    db.add(
        CaseEvent(
            case_id=case.id,
            at=now,
            actor_id=actor_id,
            what=what,
            note=words,
            facts=facts,
            public=public,
        )
    )


async def timeline(
    db: AsyncSession, case_id: int, *, public_only: bool = True
) -> Sequence[CaseEvent]:
    query = select(CaseEvent).where(CaseEvent.case_id == case_id)
    if public_only:
        query = query.where(CaseEvent.public)
    rows = await db.scalars(query.order_by(CaseEvent.at, CaseEvent.id))
    return rows.all()


async def may_handle(db: AsyncSession, case: Case, person_id: int) -> bool:
    """Staff of the case's community or of the town; never the one who reported it."""
    if case.reporter_id == person_id:
        return False
    return await people.holds(db, person_id, CASE_STAFF, case.community)


async def get_for_staff(db: AsyncSession, case_id: int, person_id: int) -> Case:
    """Lock a case for somebody who may handle it.

    :raises NotAvailableError: no such case, or not theirs.
    """
    case = await db.get(Case, case_id, with_for_update=True)
    if case is None or not await may_handle(db, case, person_id):
        raise NotAvailableError
    return case


async def get_for_reporter(db: AsyncSession, case_id: int, person_id: int) -> Case:
    """Lock a case for the one who brought it.

    :raises NotAvailableError: no such case, or not theirs.
    """
    case = await db.get(Case, case_id, with_for_update=True)
    if case is None or case.reporter_id != person_id:
        raise NotAvailableError
    return case


async def by_number(db: AsyncSession, number: str, person_id: int) -> Case:
    """Find a case by its number for the reporter or for staff who may handle it.

    :raises NotAvailableError: no such number, or not theirs.
    """
    case = await db.scalar(select(Case).where(Case.number == number))
    if case is None or (
        case.reporter_id != person_id and not await may_handle(db, case, person_id)
    ):
        raise NotAvailableError
    return case


async def mine(db: AsyncSession, person_id: int, *, most: int = 10) -> Sequence[Case]:
    """What this person brought: open matters first, the newest first."""
    rows = await db.scalars(
        select(Case)
        .where(Case.reporter_id == person_id)
        .order_by(Case.closed_at.is_not(None), Case.created_at.desc())
        .limit(most)
    )
    return rows.all()


async def waiting_for(db: AsyncSession, person_id: int, *, most: int = 10) -> Sequence[Case]:
    """What lies on a worker's desk: owned by them, or unowned in their communities."""
    held = await people.roles_of(db, person_id)
    places = {r.community for r in held if r.role in CASE_STAFF}
    if not places:
        return []
    in_reach: ColumnElement[bool] = Case.owner_id.is_(None)
    if None not in places:
        in_reach = in_reach & or_(Case.community.in_(places), Case.community.is_(None))
    rows = await db.scalars(
        select(Case)
        .where(
            Case.closed_at.is_(None),
            or_(Case.owner_id == person_id, in_reach),
            or_(Case.reporter_id.is_(None), Case.reporter_id != person_id),
        )
        .order_by((Case.kind == Kind.EMERGENCY).desc(), Case.promised_at, Case.id)
        .limit(most)
    )
    return rows.all()


def move(
    db: AsyncSession,
    case: Case,
    to: Status,
    what: str,
    *,
    actor_id: int | None,
    now: datetime,
    words: str | None = None,
    **facts: Any,
) -> None:
    """Move the case and write it down.

    :raises MoveRefusedError: the table of moves does not have it.
    """
    if to not in MOVES[case.status]:
        raise MoveRefusedError(number=case.number, status=case.status.value)
    case.status = to
    case.version += 1
    case.closed_at = None if to in OPEN else now
    note(db, case, what, actor_id=actor_id, now=now, words=words, **facts)


async def files_of(db: AsyncSession, case_id: int) -> Sequence[str]:
    rows = await db.scalars(
        select(CaseFile.file_id).where(CaseFile.case_id == case_id).order_by(CaseFile.added_at)
    )
    return rows.all()


async def attach(db: AsyncSession, case: Case, file_id: str, *, now: datetime) -> None:
    if not await db.scalar(
        select(exists().where(CaseFile.case_id == case.id, CaseFile.file_id == file_id))
    ):
        db.add(CaseFile(case_id=case.id, file_id=file_id, added_at=now))


async def open_reports_today(db: AsyncSession, person_id: int, since: datetime) -> int:
    return (
        await db.scalar(
            select(func.count())
            .select_from(Case)
            .where(Case.reporter_id == person_id, Case.created_at > since)
        )
        or 0
    )
