"""The machine of an application: which move is allowed from where, and why another is not."""

from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from community.errors import ReasonedError
from community.hall.model import Application, ApplicationEvent, Stage

S = Stage

MOVES: dict[Stage, frozenset[Stage]] = {
    S.RECEIVED: frozenset({S.INCOMPLETE, S.ACCEPTED, S.REFUSED, S.WITHDRAWN}),
    S.INCOMPLETE: frozenset({S.RECEIVED, S.REFUSED, S.WITHDRAWN}),
    S.ACCEPTED: frozenset({S.IN_PROGRESS, S.APPROVED, S.REFUSED}),
    S.IN_PROGRESS: frozenset({S.APPROVED, S.REFUSED}),
    S.APPROVED: frozenset({S.COLLECTED}),
    S.REFUSED: frozenset(),
    S.COLLECTED: frozenset(),
    S.WITHDRAWN: frozenset(),
}
"""收件 → 待补正（一次）→ 受理 → 部门办理中 → 办结/不予受理 → 已领取."""

OPEN = frozenset({S.RECEIVED, S.INCOMPLETE, S.ACCEPTED, S.IN_PROGRESS})
DECIDED = frozenset({S.APPROVED, S.REFUSED, S.COLLECTED})

_OVER: dict[Stage, str] = {
    S.APPROVED: "application-is-approved",
    S.REFUSED: "application-is-refused",
    S.COLLECTED: "application-is-collected",
    S.WITHDRAWN: "application-is-withdrawn",
}
_WHY: dict[Stage, dict[Stage, str]] = {
    S.RECEIVED: {S.RECEIVED: "application-lacks-nothing"},
    S.INCOMPLETE: {S.INCOMPLETE: "application-asked-once"},
    S.ACCEPTED: {
        S.RECEIVED: "application-lacks-nothing",
        S.ACCEPTED: "application-accepted-already",
        S.COLLECTED: "application-not-decided",
    },
    S.IN_PROGRESS: {
        S.RECEIVED: "application-lacks-nothing",
        S.IN_PROGRESS: "application-started-already",
        S.COLLECTED: "application-not-decided",
    },
}
_OTHERWISE: dict[Stage, str] = {
    S.RECEIVED: "application-not-accepted",
    S.INCOMPLETE: "application-waits-for-papers",
    S.ACCEPTED: "application-accepted-already",
    S.IN_PROGRESS: "application-accepted-already",
}
_TOO_LATE: dict[Stage, str] = {
    S.INCOMPLETE: "application-too-late-to-ask",
    S.WITHDRAWN: "application-too-late-to-withdraw",
}
"""From where it is accepted already."""


class ApplicationRefusedError(ReasonedError):
    """A rule is against it; its text says which. Facts: number, where there is one."""


def why_not(stage: Stage, to: Stage, *, asked: bool = False) -> str | None:
    """Say which text tells why an application cannot make this move; None when it can.

    :param asked: its papers were asked to be completed before; that is done once.
    """
    if to in MOVES[stage]:
        return "application-asked-once" if to is S.INCOMPLETE and asked else None
    if stage in _OVER:
        return _OVER[stage]
    if stage in {S.ACCEPTED, S.IN_PROGRESS} and to in _TOO_LATE:
        return _TOO_LATE[to]
    return _WHY[stage].get(to, _OTHERWISE[stage])


def check(application: Application, to: Stage) -> None:
    """:raises ApplicationRefusedError: the table of moves does not have it."""
    reason = why_not(application.stage, to, asked=application.lacking is not None)
    if reason:
        raise ApplicationRefusedError(reason, number=application.number)


def move(
    db: AsyncSession,
    application: Application,
    to: Stage,
    what: str,
    *,
    actor_id: int | None,
    now: datetime,
    words: str | None = None,
    **facts: Any,
) -> None:
    """Move the application and write it down.

    :raises ApplicationRefusedError: the table of moves does not have it.
    """
    check(application, to)
    application.stage = to
    application.version += 1
    application.closed_at = None if to in OPEN else application.closed_at or now
    note(db, application, what, actor_id=actor_id, now=now, words=words, **facts)


def note(
    db: AsyncSession,
    application: Application,
    what: str,
    *,
    actor_id: int | None,
    now: datetime,
    words: str | None = None,
    **facts: Any,
) -> None:
    """Write one line of its way; the applicant reads them all."""
    db.add(
        ApplicationEvent(
            application_id=application.id,
            at=now,
            actor_id=actor_id,
            what=what,
            note=words,
            facts=facts,
        )
    )
