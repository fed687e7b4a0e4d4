"""The ladder: an overdue report climbs one rung by itself, exactly once, whoever looks first.

Each round takes a batch of due cases, passing over those that a turn or another process holds;
a hundred thousand due cases must not hold up turns.
"""

import asyncio
from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from time import monotonic
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from community import clock, duty
from community.cases import Case, Kind, Leg, Rung, Status
from community.cases.clocks import LEG_ON, promise
from community.database import Sessions
from community.reports import climb, news, together, work
from community.reports.climb import Climbed, Due, Step
from community.reports.promises import category_of
from config.town import Town

AT_ONCE = 200

ABOVE: dict[Rung, tuple[Rung, ...]] = {
    Rung.VOLUNTEER: (Rung.SOCIAL_WORKER, Rung.COMMUNITY, Rung.DEPARTMENT, Rung.TOWN_OFFICE),
    Rung.SOCIAL_WORKER: (Rung.COMMUNITY, Rung.DEPARTMENT, Rung.TOWN_OFFICE),
    Rung.COMMUNITY: (Rung.DEPARTMENT, Rung.TOWN_OFFICE),
    Rung.DEPARTMENT: (Rung.TOWN_OFFICE,),
    Rung.TOWN_OFFICE: (Rung.TOWN_OFFICE,),
}
"""Whereto a case climbs: the first of these that somebody looks after; the meeting always is."""


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
        due = await climb.lock_due(db, now, AT_ONCE)
        if not due:
            return 0
        ladder = Ladder(db, town, now)
        ways = [(alike, await ladder.step(alike)) for alike in due]
        pressing = [_urgent(town, alike) for alike in due]
        climbed = await climb.write(db, ways, pressing, now)
        here: dict[int, list[int]] = defaultdict(list)
        gone: dict[int, list[int]] = defaultdict(list)
        for (alike, step), cases in zip(ways, climbed, strict=True):
            there = await ladder.there(step.rung, alike.community, step.department)
            _gather(here, gone, alike, cases, there)
        urgent = {id_ for alike, u in zip(due, pressing, strict=True) if u for id_ in alike.ids}
        await together.owe(db, "climbed-here", here, urgent=urgent, now=now)
        await together.owe(db, "climbed-away", gone, urgent=(), now=now)
        return sum(len(alike.ids) for alike in due)


def _gather(
    here: dict[int, list[int]],
    gone: dict[int, list[int]],
    alike: Due,
    cases: Sequence[Climbed],
    there: Sequence[int],
) -> None:
    """Put the cases to those who look after them now, and to those who had them."""
    for case in cases:
        for person in there:
            if person != case.reporter_id:
                here[person].append(case.case_id)
        if case.owner_id is not None and alike.rung is not Rung.TOWN_OFFICE:
            gone[case.owner_id].append(case.case_id)


def _urgent(town: Town, case: Any) -> bool:
    return category_of(town, case.category).urgent


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

    After a full batch it rests half as long as that took: turns come first, also on a bad morning.
    """
    started = monotonic()
    climbed = await climb_due(sessions, town)
    if climbed >= AT_ONCE:
        await asyncio.sleep((monotonic() - started) / 2)
    return climbed + await nag_due(sessions, town) + await expire_questions(sessions, town)
