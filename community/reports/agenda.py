"""The town office's agenda: what nobody below could solve, decided one by one in the meeting."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from community import cases, notices
from community.cases import OPEN, Case, Decision, Kind, Rung, Status, clocks
from community.errors import NotAvailableError, ReasonedError
from community.people import Role, holds
from community.reports import closing, merging, news, work
from config.town import Town
from config.town.calendar import next_meeting

LONGEST_DECISION = 2000
MOST_ON_AGENDA = 200


class Decided(StrEnum):
    """What a meeting can say: this department or community does it; it is done; not now; never."""

    COMMUNITY = "community"
    DEPARTMENT = "department"
    SOLVED = "solved"
    LATER = "later"
    UNSOLVABLE = "unsolvable"


class DecisionRefusedError(ReasonedError):
    """The case is not (or no longer) on the agenda; its text says why. Facts: number."""


@dataclass(frozen=True)
class Item:
    """A case on the agenda, with what the meeting needs to know of its way up."""

    case: Case
    voices: int
    carried: int
    """How many meetings have put it off or not come to it."""


@dataclass(frozen=True)
class Agenda:
    meeting_at: datetime
    items: Sequence[Item]
    hot: Sequence[Case]
    """Open cases on lower rungs that many people follow: for the office to know of."""


async def may_decide(db: AsyncSession, person_id: int) -> bool:
    return await holds(db, person_id, {Role.TOWN_OFFICE, Role.ADMIN}, None)


async def agenda(db: AsyncSession, town: Town, person_id: int, *, now: datetime) -> Agenda:
    """Give the next meeting's agenda to one of its people.

    :raises NotAvailableError: not for this person.
    """
    if not await may_decide(db, person_id):
        raise NotAvailableError
    return await drawn_up(db, town, now=now)


async def drawn_up(db: AsyncSession, town: Town, *, now: datetime) -> Agenda:
    """Draw up the next meeting's agenda: hot matters first, then the oldest."""
    rows = await db.scalars(
        select(Case)
        .where(Case.kind == Kind.REPORT, Case.closed_at.is_(None), Case.rung == Rung.TOWN_OFFICE)
        .order_by(Case.hot_at.is_(None), Case.created_at, Case.id)
        .limit(MOST_ON_AGENDA)
    )
    items = [
        Item(case, await merging.voices(db, case.id), await _carried(db, case.id))
        for case in rows.all()
    ]
    hot = await db.scalars(
        select(Case)
        .where(
            Case.kind == Kind.REPORT,
            Case.closed_at.is_(None),
            Case.hot_at.is_not(None),
            Case.rung != Rung.TOWN_OFFICE,
        )
        .order_by(Case.hot_at)
        .limit(MOST_ON_AGENDA)
    )
    return Agenda(next_meeting(town, now), items, hot.all())


async def _carried(db: AsyncSession, case_id: int) -> int:
    lines = await cases.timeline(db, case_id)
    return sum(line.what in {"carried-over", "decided-later"} for line in lines)


async def decide(
    db: AsyncSession,
    town: Town,
    case_id: int,
    person_id: int,
    decided: Decided,
    words: str,
    *,
    now: datetime,
    department: str | None = None,
    meeting_on: date | None = None,
) -> Case:
    """Enter what the meeting decided; the resident and every rung below are told.

    :param words: what was decided, as the resident reads it.
    :param meeting_on: left out, today.
    :raises NotAvailableError: not theirs to decide.
    :raises DecisionRefusedError: withdrawn, closed, or not on the agenda.
    :raises NoDepartmentError, NobodyThereError: see `work.assign`.
    """
    async with db.begin_nested():  # a decision that cannot be carried out leaves nothing behind
        return await _decide(
            db,
            town,
            case_id,
            person_id,
            decided,
            words[:LONGEST_DECISION],
            now=now,
            department=department,
            meeting_on=meeting_on,
        )


async def _decide(
    db: AsyncSession,
    town: Town,
    case_id: int,
    person_id: int,
    decided: Decided,
    words: str,
    *,
    now: datetime,
    department: str | None,
    meeting_on: date | None,
) -> Case:
    case = await db.get(Case, case_id, with_for_update=True, populate_existing=True)
    if case is None or case.kind is not Kind.REPORT or not await may_decide(db, person_id):
        raise NotAvailableError
    _refuse(case)
    hands = await news.hands_of(db, case, besides={person_id})
    db.add(
        Decision(
            case_id=case.id,
            meeting_on=meeting_on or now.astimezone(town.zone).date(),
            decided=decided.value,
            words=words,
            decided_by=person_id,
            decided_at=now,
        )
    )
    await _carry_out(db, town, case, decided, words, person_id, department, now)
    for hand in hands:
        notices.owe(
            db,
            hand,
            "decided-above",
            due_at=now,
            topic=case.number,
            case_id=case.id,
            number=case.number,
            words=words,
            decided=decided.value,
        )
    return case


def _refuse(case: Case) -> None:
    facts = {"number": case.number}
    if case.status is Status.WITHDRAWN:
        raise DecisionRefusedError("decision-refused-withdrawn", **facts)
    if case.status not in OPEN:
        raise DecisionRefusedError("decision-refused-closed", **facts)
    if case.rung is not Rung.TOWN_OFFICE:
        raise DecisionRefusedError("decision-refused", **facts)


async def _carry_out(
    db: AsyncSession,
    town: Town,
    case: Case,
    decided: Decided,
    words: str,
    person_id: int,
    department: str | None,
    now: datetime,
) -> None:
    match decided:
        case Decided.COMMUNITY | Decided.DEPARTMENT:
            cases.note(db, case, "decided", actor_id=person_id, now=now, words=words)
            await news.tell_everybody(db, case, "report-decided", now=now, words=words)
            to = Rung(decided.value)
            await work.hand_over(
                db,
                town,
                case,
                to,
                actor_id=person_id,
                department=department,
                tell=False,
                now=now,
            )
        case Decided.SOLVED:
            if case.status is Status.SUBMITTED:
                cases.move(db, case, Status.TRIAGE, "taken", actor_id=person_id, now=now)
            await closing.settle(db, town, case, words, actor_id=person_id, now=now)
        case Decided.UNSOLVABLE:
            await closing.give_up(db, case, words, Status.UNSOLVABLE, actor_id=person_id, now=now)
        case Decided.LATER:
            case.version += 1
            clocks.start(db, town, case, cases.Leg.MEETING, now=now)
            cases.note(db, case, "decided-later", actor_id=person_id, now=now, words=words)
            await news.tell_everybody(db, case, "report-decided-later", now=now, words=words)


async def decisions_of(db: AsyncSession, meeting_on: date) -> Sequence[tuple[Decision, Case]]:
    """What a meeting decided, in the order in which it was entered."""
    rows = await db.execute(
        select(Decision, Case)
        .join(Case, Case.id == Decision.case_id)
        .where(Decision.meeting_on == meeting_on)
        .order_by(Decision.id)
    )
    return [(decision, case) for decision, case in rows]
