"""SLA clocks: which promise runs on a case, until when, and what stops, moves or pauses it.

Promises come from the town pack, by category and leg, in the town's working hours. They are kept
on the case from the moment it is assigned, so a later change of the pack moves no old promise.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from community.cases.model import Case, ClockKept, Leg, Rung
from config.town import Span, Town, Unit
from config.town.calendar import add_span, add_working_time, next_meeting, resumed
from config.town.calendar import working_time_between as worked

NAG_AFTER = 0.75
"""Of the clock's time; then its owner is reminded."""
BADLY = 3
"""So many times the promise is badly late."""
MINUTES_TO_WRITE = Span(amount=1, unit="working days")
"""After the meeting, until its decision should be written down."""

LEG_ON: dict[Rung, Leg] = {
    Rung.VOLUNTEER: Leg.VOLUNTEER,
    Rung.SOCIAL_WORKER: Leg.SOCIAL_WORKER,
    Rung.COMMUNITY: Leg.COMMUNITY,
    Rung.DEPARTMENT: Leg.DEPARTMENT,
    Rung.TOWN_OFFICE: Leg.MEETING,
}


@dataclass(frozen=True)
class Promise:
    """What a clock would show if it started now."""

    due_at: datetime
    nag_at: datetime | None
    badly_late_at: datetime


def promise(town: Town, leg: Leg, category: str | None, now: datetime) -> Promise:
    """Reckon a leg's promise from `now`; the meeting's is the first one that comes."""
    if leg is Leg.MEETING:
        meeting = next_meeting(town, now)
        due = add_span(town, meeting, MINUTES_TO_WRITE)
        return Promise(due, meeting, now + (due - now) * BADLY)
    span = town.clock(leg.value, category)
    due = add_span(town, now, span)
    return Promise(due, _nag(town, span, now, due), add_span(town, now, span.times(BADLY)))


def _nag(town: Town, span: Span, start: datetime, due: datetime) -> datetime:
    if not span.is_working:
        return start + (due - start) * NAG_AFTER
    return add_working_time(town, start, worked(town, start, due) * NAG_AFTER)


def start(db: AsyncSession, town: Town, case: Case, leg: Leg, *, now: datetime) -> None:
    """Let a new leg's clock run; the one before stops and is kept."""
    stop(db, case, now=now)
    promised = promise(town, leg, case.category, now)
    case.leg, case.leg_started_at, case.paused_at = leg, now, None
    case.extended_by = timedelta(0)
    case.due_at, case.nag_at = promised.due_at, promised.nag_at
    case.badly_late_at = promised.badly_late_at


def stop(db: AsyncSession, case: Case, *, now: datetime) -> None:
    """Stop what runs, and keep whether its promise was kept."""
    if case.leg is not None and case.due_at is not None and case.leg_started_at is not None:
        db.add(
            ClockKept(
                case_id=case.id,
                rung=case.rung,
                leg=case.leg,
                started_at=case.leg_started_at,
                due_at=case.due_at,
                stopped_at=case.paused_at or now,
                climbed=False,
            )
        )
    case.leg = case.leg_started_at = case.paused_at = None
    case.due_at = case.nag_at = case.badly_late_at = None


def pause(case: Case, *, now: datetime) -> None:
    """Waiting for the resident is not the worker's time."""
    if case.leg is not None and case.paused_at is None:
        case.paused_at = now


def resume(town: Town, case: Case, *, now: datetime) -> None:
    """Give the time back that was left when the clock paused."""
    if case.paused_at is None:
        return
    paused, case.paused_at = case.paused_at, None
    unit = _unit(town, case)

    def moved(at: datetime | None) -> datetime | None:
        return at and resumed(town, unit, at, paused, now)

    before = case.due_at
    case.due_at, case.nag_at = moved(case.due_at), moved(case.nag_at)
    if before is not None and case.due_at is not None:
        case.extended_by += case.due_at - before
    case.badly_late_at = moved(case.badly_late_at)


def recompute(town: Town, case: Case) -> None:
    """Reckon the running promise anew from its own start: the category has changed.

    The time that it waited for the resident stays added.
    """
    if case.leg is None or case.leg is Leg.MEETING or case.leg_started_at is None:
        return
    promised = promise(town, case.leg, case.category, case.leg_started_at)
    reminded = case.nag_at is None
    case.due_at = promised.due_at + case.extended_by
    case.badly_late_at = promised.badly_late_at + case.extended_by
    case.nag_at = promised.nag_at + case.extended_by if promised.nag_at and not reminded else None


def overdue(case: Case, now: datetime) -> bool:
    return case.due_at is not None and case.paused_at is None and case.due_at <= now


def badly_late(case: Case, now: datetime) -> bool:
    return case.badly_late_at is not None and case.paused_at is None and case.badly_late_at <= now


def late_by(case: Case, now: datetime) -> timedelta | None:
    return now - case.due_at if case.due_at and overdue(case, now) else None


def _unit(town: Town, case: Case) -> Unit:
    if case.leg is None or case.leg is Leg.MEETING:
        return "days"
    return town.clock(case.leg.value, case.category).unit
