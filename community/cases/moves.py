"""The machine of a case: which move is allowed from where, and why another is not."""

from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from community.cases.model import Case, CaseEvent, Kind, Rung, Status
from community.errors import ReasonedError
from community.numbers import Prefix, next_number

S = Status

OPEN = frozenset(
    {
        S.SUBMITTED, S.TRIAGE, S.ASSIGNED, S.IN_PROGRESS, S.SCHEDULED, S.WAITING,
        S.REOPEN_REQUESTED, S.REOPENED,
    }
)  # fmt: skip
WITHOUT_A_FIX = frozenset({S.DUPLICATE, S.NOT_OURS, S.UNSOLVABLE, S.WITHDRAWN})
_AT_WORK = frozenset({S.ASSIGNED, S.SCHEDULED, S.WAITING, S.SOLVED}) | WITHOUT_A_FIX

MOVES: dict[Status, frozenset[Status]] = {
    S.SUBMITTED: frozenset({S.TRIAGE, S.ASSIGNED, S.IN_PROGRESS, S.SOLVED}) | WITHOUT_A_FIX,
    S.TRIAGE: _AT_WORK | {S.IN_PROGRESS},
    S.ASSIGNED: _AT_WORK | {S.IN_PROGRESS},
    S.IN_PROGRESS: _AT_WORK,
    S.SCHEDULED: _AT_WORK | {S.IN_PROGRESS},
    S.WAITING: (_AT_WORK | {S.IN_PROGRESS, S.REOPENED}) - {S.WAITING},
    S.SOLVED: frozenset({S.REOPEN_REQUESTED, S.ARCHIVED}),
    S.REOPEN_REQUESTED: frozenset({S.REOPENED, S.ASSIGNED, S.SOLVED}) | WITHOUT_A_FIX,
    S.REOPENED: _AT_WORK,
    S.NOT_OURS: frozenset({S.REOPEN_REQUESTED, S.ARCHIVED}),
    S.UNSOLVABLE: frozenset({S.REOPEN_REQUESTED, S.ARCHIVED}),
    S.DUPLICATE: frozenset({S.ARCHIVED}),
    S.WITHDRAWN: frozenset({S.ARCHIVED}),
    S.ARCHIVED: frozenset(),
}
"""已提交 → 待核实 → 已派单 → 处理中/已排期/待居民补充 → 已办结 → 申请重办 → 重办中 → 归档."""


class MoveRefusedError(ReasonedError):
    """The case cannot go there from where it stands; its text says why. Facts: number."""


def why_not(status: Status, to: Status) -> str | None:
    """Say which text tells why a case cannot make this move; None when it can."""
    if to in MOVES[status]:
        return None
    closed = {
        S.WITHDRAWN: "move-refused-withdrawn",
        S.DUPLICATE: "move-refused-merged",
        S.ARCHIVED: "move-refused-archived",
        S.SOLVED: "move-refused-solved",
        S.NOT_OURS: "move-refused-closed",
        S.UNSOLVABLE: "move-refused-closed",
    }
    if status in closed:
        return closed[status]
    if to in {S.REOPEN_REQUESTED, S.ARCHIVED}:
        return "move-refused-still-open"
    return "move-refused"


def check(case: Case, to: Status) -> None:
    """:raises MoveRefusedError: the table of moves does not have it."""
    reason = why_not(case.status, to)
    if reason:
        raise MoveRefusedError(reason, number=case.number)


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
    check(case, to)
    case.status = to
    case.version += 1
    case.closed_at = None if to in OPEN else case.closed_at or now
    if to is not Status.WAITING:
        case.question_expires_at = None
    note(db, case, what, actor_id=actor_id, now=now, words=words, **facts)


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


async def open_case(
    db: AsyncSession, prefix: Prefix, kind: Kind, text: str, *, now: datetime, **known: Any
) -> Case:
    """Open a case with its first line in the timeline."""
    case = Case(
        number=await next_number(db, prefix, now=now),
        kind=kind,
        text=text,
        status=Status.SUBMITTED,
        created_at=now,
        **{"rung": Rung.SOCIAL_WORKER, **known},
    )
    db.add(case)
    await db.flush()
    note(db, case, "opened", actor_id=case.reporter_id, now=now)
    return case
