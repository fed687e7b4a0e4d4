"""The ladder: an overdue report climbs one rung by itself, exactly once, whoever looks first.

Each round locks a batch of due cases, passing over those that a turn or another process holds,
and writes it with a handful of statements: a hundred thousand due cases must not hold up turns.
"""

import asyncio
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from time import monotonic
from typing import Any, cast

from sqlalchemy import Table, insert, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from community import clock, duty
from community.cases import Case, CaseEvent, ClockKept, Follower, Kind, Leg, Rung, Status
from community.cases.clocks import LEG_ON, Promise, promise
from community.database import Base, Sessions
from community.notices import OWED, Notice, Priority
from community.reports import news, together, work
from community.reports.promises import category_of
from config.town import Town

AT_ONCE = 100

ABOVE: dict[Rung, tuple[Rung, ...]] = {
    Rung.VOLUNTEER: (Rung.SOCIAL_WORKER, Rung.COMMUNITY, Rung.DEPARTMENT, Rung.TOWN_OFFICE),
    Rung.SOCIAL_WORKER: (Rung.COMMUNITY, Rung.DEPARTMENT, Rung.TOWN_OFFICE),
    Rung.COMMUNITY: (Rung.DEPARTMENT, Rung.TOWN_OFFICE),
    Rung.DEPARTMENT: (Rung.TOWN_OFFICE,),
    Rung.TOWN_OFFICE: (Rung.TOWN_OFFICE,),
}
"""Whereto a case climbs: the first of these that somebody looks after; the meeting always is."""

_DUE = (
    Case.id,
    Case.number,
    Case.community,
    Case.category,
    Case.department,
    Case.rung,
    Case.leg,
    Case.leg_started_at,
    Case.due_at,
    Case.owner_id,
    Case.reporter_id,
)

_CLIMB = """
update cases c set
  rung = n.rung, department = n.department, owner_id = null, status = 'assigned',
  question_expires_at = null, version = c.version + 1,
  leg = n.leg, leg_started_at = :now, extended_by = interval '0',
  due_at = n.due_at, nag_at = n.nag_at,
  badly_late_at = coalesce(c.badly_late_at, n.badly_late_at)
from unnest(
  cast(:ids as bigint[]), cast(:rungs as text[]), cast(:departments as text[]),
  cast(:legs as text[]), cast(:dues as timestamptz[]), cast(:nags as timestamptz[]),
  cast(:badly as timestamptz[])
) as n (id, rung, department, leg, due_at, nag_at, badly_late_at)
where c.id = n.id"""


@dataclass(frozen=True)
class Step:
    """Where a due case goes, and what its clock shows there."""

    rung: Rung
    department: str | None
    promised: Promise
    passed: tuple[Rung, ...] = ()
    """Rungs that nobody looks after yet."""

    @property
    def leg(self) -> Leg:
        return LEG_ON[self.rung]


class Ladder:
    """Reckons the next steps of one round; cases of one kind share what was reckoned once."""

    def __init__(self, db: AsyncSession, town: Town, now: datetime) -> None:
        self._db = db
        self._town = town
        self._now = now
        self._steps: dict[tuple[Any, ...], Step] = {}
        self._people: dict[tuple[Any, ...], list[int]] = {}

    async def step(self, case: Any) -> Step:
        """:param case: a case, or a row with its rung, leg, community, category and department."""
        key = (case.rung, case.community, case.category, case.department, case.leg)
        if key not in self._steps:
            self._steps[key] = await self._reckon(case)
        return self._steps[key]

    async def _reckon(self, case: Any) -> Step:
        passed: list[Rung] = []
        # What all have talked over in vain is not tried by each rung in turn: the meeting decides.
        talked_over = case.leg is Leg.DELIBERATION
        for rung in (Rung.TOWN_OFFICE,) if talked_over else ABOVE[case.rung]:
            department = case.department or category_of(self._town, case.category).department
            department = department if rung is Rung.DEPARTMENT else None
            if rung is Rung.TOWN_OFFICE or await self.there(rung, case.community, department):
                reckoned = promise(self._town, LEG_ON[rung], case.category, self._now)
                return Step(rung, department, reckoned, tuple(passed))
            passed.append(rung)
        raise AssertionError("the meeting takes what nobody else does")

    async def there(self, rung: Rung, community: str | None, department: str | None) -> list[int]:
        """Who looks after this queue, by their ids; nobody after a department without a name."""
        if rung is Rung.DEPARTMENT and department is None:
            return []
        key = (rung, community, department)
        if key not in self._people:
            found = await news.people_on(self._db, rung, community, department)
            if rung is Rung.SOCIAL_WORKER:
                _, found = await duty.next_workers(self._db, self._town, community, self._now)
            self._people[key] = [person.id for person in found]
        return self._people[key]


async def climb_due(sessions: Sessions, town: Town) -> int:
    """Let one batch of overdue cases climb; says how many did."""
    async with sessions() as db, db.begin():
        now = await clock.now(db)
        rows = await db.execute(
            select(*_DUE)
            .where(
                Case.kind == Kind.REPORT,
                Case.closed_at.is_(None),
                Case.paused_at.is_(None),
                Case.due_at <= now,
            )
            .order_by(Case.due_at)
            .limit(AT_ONCE)
            .with_for_update(skip_locked=True)
        )
        due = rows.all()
        if due:
            ladder = Ladder(db, town, now)
            await _write(db, town, ladder, [(row, await ladder.step(row)) for row in due], now)
        return len(due)


async def _write(
    db: AsyncSession,
    town: Town,
    ladder: Ladder,
    steps: Sequence[tuple[Any, Step]],
    now: datetime,
) -> None:
    await db.execute(
        insert(_table_of(ClockKept)),
        [
            {
                "case_id": case.id, "rung": case.rung, "leg": case.leg,
                "started_at": case.leg_started_at, "due_at": case.due_at,
                "stopped_at": now, "climbed": True,
            }
            for case, _ in steps
            if case.leg is not None
        ],
    )  # fmt: skip
    await db.execute(
        text(_CLIMB),
        {
            "now": now,
            "ids": [case.id for case, _ in steps],
            "rungs": [step.rung.value for _, step in steps],
            "departments": [step.department for _, step in steps],
            "legs": [step.leg.value for _, step in steps],
            "dues": [step.promised.due_at for _, step in steps],
            "nags": [step.promised.nag_at for _, step in steps],
            "badly": [step.promised.badly_late_at for _, step in steps],
        },
    )
    await db.execute(insert(_table_of(CaseEvent)), [_line(case, step, now) for case, step in steps])
    await _tell(db, town, ladder, steps, now)


def _table_of(model: type[Base]) -> Table:
    """Give the bare table: rows that nobody reads back need no objects."""
    return cast("Table", model.__table__)


def _what(case: Any, step: Step) -> str:
    carried = case.rung is Rung.TOWN_OFFICE
    return "carried-over" if carried else f"climbed-{step.rung.value}"


def _line(case: Any, step: Step, now: datetime) -> dict[str, Any]:
    facts: dict[str, Any] = {"from": case.rung.value}
    if step.department:
        facts["department"] = step.department
    if step.passed:
        facts["passed"] = [rung.value for rung in step.passed]
    return {
        "case_id": case.id, "at": now, "actor_id": None, "what": _what(case, step),
        "note": None, "facts": facts, "public": True,
    }  # fmt: skip


async def _tell(
    db: AsyncSession,
    town: Town,
    ladder: Ladder,
    steps: Sequence[tuple[Any, Step]],
    now: datetime,
) -> None:
    """Tell reporters each of their own; staff in one message, however many cases climbed."""
    here: dict[int, list[int]] = defaultdict(list)
    gone: dict[int, list[int]] = defaultdict(list)
    residents = []
    followers = await _followers(db, [case.id for case, _ in steps])
    for case, step in steps:
        for person in await ladder.there(step.rung, case.community, step.department):
            if person != case.reporter_id:
                here[person].append(case.id)
        if case.owner_id is not None and case.rung is not Rung.TOWN_OFFICE:
            gone[case.owner_id].append(case.id)
        text_id = "report-carried-over" if case.rung is Rung.TOWN_OFFICE else "report-climbed"
        told = {case.reporter_id, *followers.get(case.id, ())} - {None}
        residents += [
            _notice(person, text_id, case, step, urgent=_urgent(town, case), now=now)
            for person in sorted(told)
        ]
    if residents:
        db.info[OWED] = True
        await db.execute(insert(_table_of(Notice)), residents)
    urgent = {case.id for case, _ in steps if _urgent(town, case)}
    await together.owe(db, "climbed-here", here, urgent=urgent, now=now)
    await together.owe(db, "climbed-away", gone, urgent=(), now=now)


def _urgent(town: Town, case: Any) -> bool:
    return category_of(town, case.category).urgent


async def _followers(db: AsyncSession, ids: Sequence[int]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = defaultdict(list)
    rows = await db.execute(
        select(Follower.case_id, Follower.person_id).where(Follower.case_id.in_(ids))
    )
    for case_id, person in rows:
        found[case_id].append(person)
    return found


def _notice(
    person: int, text_id: str, case: Any, step: Step, *, urgent: bool, now: datetime
) -> dict[str, Any]:
    return {
        "person_id": person,
        "text_id": text_id,
        "facts": {
            "case_id": case.id, "number": case.number, "rung": step.rung.value,
            "department": step.department or "", "due_at": step.promised.due_at.isoformat(),
        },
        "topic": case.number,
        "priority": Priority.ANSWER if urgent else Priority.NOTICE,
        "due_at": now,
        "matters": False,
    }  # fmt: skip


async def nag_due(sessions: Sessions, town: Town) -> int:
    """Remind owners and queues of what will soon be overdue, once a clock; says how many."""
    async with sessions() as db, db.begin():
        now = await clock.now(db)
        found = await db.scalars(
            select(Case)
            .where(
                Case.kind == Kind.REPORT,
                Case.closed_at.is_(None),
                Case.paused_at.is_(None),
                Case.nag_at <= now,
            )
            .order_by(Case.nag_at)
            .limit(AT_ONCE)
            .with_for_update(skip_locked=True)
        )
        cases = found.all()
        ladder = Ladder(db, town, now)
        to: dict[int, list[int]] = defaultdict(list)
        for case in cases:
            case.nag_at = None
            if case.due_at is None or case.due_at <= now:
                continue  # it climbs at once: one word is enough
            owners = (
                [case.owner_id]
                if case.owner_id
                else await ladder.there(case.rung, case.community, case.department)
            )
            for person in owners:
                if person != case.reporter_id:
                    to[person].append(case.id)
        urgent = {case.id for case in cases if _urgent(town, case)}
        await together.owe(db, "soon-overdue", to, urgent=urgent, now=now)
        return len(cases)


async def expire_questions(sessions: Sessions, town: Town) -> int:
    """Go on without an answer once a question to the resident has expired; says how many."""
    async with sessions() as db, db.begin():
        now = await clock.now(db)
        found = await db.scalars(
            select(Case)
            .where(Case.question_expires_at <= now)
            .order_by(Case.question_expires_at)
            .limit(AT_ONCE)
            .with_for_update(skip_locked=True)
        )
        cases = found.all()
        for case in cases:
            if case.status is Status.WAITING:
                work.go_on(db, town, case, "question-expired", actor_id=None, now=now)
                news.tell_owner(db, case, "report-unanswered", now=now)
            case.question_expires_at = None
        return len(cases)


async def run(sessions: Sessions, town: Town) -> int:
    """Do one round of everything that reports owe to the clock; says how much there was.

    After a full batch it rests as long as that took: turns come first, also on a bad morning.
    """
    started = monotonic()
    climbed = await climb_due(sessions, town)
    if climbed >= AT_ONCE:
        await asyncio.sleep(monotonic() - started)
    return climbed + await nag_due(sessions, town) + await expire_questions(sessions, town)
