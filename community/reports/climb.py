"""How a batch of due cases is locked, and how it climbs: two statements, however many they are.

The database does the rows; this side only knows the few kinds of cases that climb alike.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from community.cases import Leg, Rung
from community.cases.clocks import LEG_ON, Promise
from community.notices import OWED, Priority

_DUE = """
with due as (
  select id, rung, leg, community, category, department from cases
  where kind = 'report' and closed_at is null and paused_at is null and due_at <= :now
  order by due_at limit :most
  for update skip locked)
select rung, leg, community, category, department, array_agg(id order by id) from due
group by 1, 2, 3, 4, 5 order by 6"""

_CLIMB = """
with way as (
  select * from unnest(
    cast(:numbers as bigint[]), cast(:rungs as text[]), cast(:departments as text[]),
    cast(:legs as text[]), cast(:dues as timestamptz[]), cast(:nags as timestamptz[]),
    cast(:badly as timestamptz[]), cast(:whats as text[]), cast(:facts as text[]),
    cast(:text_ids as text[]), cast(:said as text[]), cast(:priorities as bigint[])
  ) as w (number, to_rung, to_department, to_leg, to_due, to_nag, to_badly, what, facts,
    text_id, said, priority)),
due as (
  select c.id, c.number as called, c.rung, c.leg, c.leg_started_at, c.due_at, c.owner_id,
    c.reporter_id, way.*
  from unnest(cast(:ids as bigint[]), cast(:ways as bigint[])) as i (case_id, way)
  join cases c on c.id = i.case_id join way on way.number = i.way),
stopped as (
  insert into clocks_kept (case_id, rung, leg, started_at, due_at, stopped_at, climbed)
  select id, rung, leg, leg_started_at, due_at, :now, true from due where leg is not null),
written as (
  insert into case_events (case_id, at, what, facts, public)
  select id, :now, what, cast(facts as jsonb), true from due),
told as (
  insert into notices (person_id, text_id, facts, topic, priority, due_at, matters, times, looked)
  select heard.person, text_id, jsonb_build_object('case_id', id, 'number', called)
    || cast(said as jsonb), called, priority, :now, false, 0, 0
  from due cross join lateral (
    select reporter_id as person where reporter_id is not null
    union select person_id from case_followers f where f.case_id = due.id) heard),
moved as (
  update cases c set
    rung = to_rung, department = to_department, owner_id = null, status = 'assigned',
    question_expires_at = null, version = c.version + 1,
    leg = to_leg, leg_started_at = :now, extended_by = interval '0',
    due_at = to_due, nag_at = to_nag, badly_late_at = coalesce(c.badly_late_at, to_badly)
  from due where c.id = due.id)
select way.number, due.id, due.owner_id, due.reporter_id
from due join way on way.number = due.number order by due.id"""


@dataclass(frozen=True)
class Due:
    """Locked cases that climb alike."""

    rung: Rung
    leg: Leg | None
    community: str | None
    category: str | None
    department: str | None
    ids: Sequence[int]


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


@dataclass(frozen=True)
class Climbed:
    case_id: int
    owner_id: int | None
    """Who had it until now."""
    reporter_id: int | None


async def lock_due(db: AsyncSession, now: datetime, most: int) -> list[Due]:
    """Lock the cases that are due the longest, passing over those that somebody else holds."""
    rows = await db.execute(text(_DUE), {"now": now, "most": most})
    return [Due(Rung(row[0]), Leg(row[1]) if row[1] else None, *row[2:]) for row in rows]


async def write(
    db: AsyncSession, ways: Sequence[tuple[Due, Step]], urgent: Sequence[bool], now: datetime
) -> list[list[Climbed]]:
    """Let the cases of each kind take their step, and owe it to residents who speak of them.

    :param urgent: of each kind, whether its residents hear of it at night.
    :returns: of each kind what has climbed.
    """
    steps = [step for _, step in ways]
    carried = [due.rung is Rung.TOWN_OFFICE for due, _ in ways]
    db.info[OWED] = True
    rows = await db.execute(
        text(_CLIMB),
        {
            "now": now,
            "ids": [id_ for due, _ in ways for id_ in due.ids],
            "ways": [number for number, (due, _) in enumerate(ways) for _ in due.ids],
            "numbers": [*range(len(ways))],
            "rungs": [step.rung.value for step in steps],
            "departments": [step.department for step in steps],
            "legs": [step.leg.value for step in steps],
            "dues": [step.promised.due_at for step in steps],
            "nags": [step.promised.nag_at for step in steps],
            "badly": [step.promised.badly_late_at for step in steps],
            "whats": [_what(due, step) for due, step in ways],
            "facts": [json.dumps(_facts(due, step)) for due, step in ways],
            "text_ids": ["report-carried-over" if c else "report-climbed" for c in carried],
            "said": [json.dumps(_said(step)) for step in steps],
            "priorities": [(Priority.ANSWER if u else Priority.NOTICE).value for u in urgent],
        },
    )
    climbed: list[list[Climbed]] = [[] for _ in ways]
    for number, *of_case in rows:
        climbed[number].append(Climbed(*of_case))
    return climbed


def _what(due: Due, step: Step) -> str:
    carried = due.rung is Rung.TOWN_OFFICE
    return "carried-over" if carried else f"climbed-{step.rung.value}"


def _facts(due: Due, step: Step) -> dict[str, Any]:
    facts: dict[str, Any] = {"from": due.rung.value}
    if due.rung is Rung.DEPARTMENT and due.department:
        facts["from_department"] = due.department
    if step.department:
        facts["department"] = step.department
    if step.passed:
        facts["passed"] = [rung.value for rung in step.passed]
    return facts


def _said(step: Step) -> dict[str, str]:
    return {
        "rung": step.rung.value,
        "department": step.department or "",
        "due_at": step.promised.due_at.isoformat(),
    }
