"""Who may take which shift, and if not, why not. Pure: it is told all that it looks at."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Any

from community.shifts.model import Shift, ShiftStatus, Volunteer, VolunteerStatus
from config.town import ShiftRules, Town
from config.town.calendar import ONE_DAY, Stretch

HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class Refusal:
    """The text that says why not, and its facts."""

    text_id: str
    facts: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Wish:
    """A place that somebody wants."""

    training: str | None
    from_age: int
    left: int


@dataclass(frozen=True)
class Standing:
    """Missed shifts that still count, and until when one does not sign up oneself."""

    missed: int = 0
    paused_until: datetime | None = None


def age_of(volunteer: Volunteer, day: date) -> int:
    """In years, by the year of birth alone."""
    return day.year - volunteer.born


def why_not(  # noqa: PLR0911  a list of reasons
    volunteer: Volunteer | None,
    shift: Shift,
    wish: Wish,
    own: Sequence[Stretch],
    certificates: Collection[str],
    standing: Standing,
    town: Town,
    *,
    now: datetime,
    by_themselves: bool = True,
) -> Refusal | None:
    """Give the first reason why this place cannot be theirs.

    :param own: shifts that they have already, around this one, without it.
    :param by_themselves: not placed by a leader or the rota; only then missed shifts count.
    """
    if (gone := _not_open(shift, now)) is not None:
        return gone
    if volunteer is None or volunteer.status is not VolunteerStatus.ACTIVE:
        return Refusal("volunteer-not-yet")
    day = shift.starts_at.astimezone(town.zone).date()
    if age_of(volunteer, day) < wish.from_age:
        return Refusal("shift-too-young", {"age": wish.from_age})
    if wish.training is not None and wish.training not in certificates:
        return Refusal("shift-needs-training", {"training": town.training(wish.training).name})
    if by_themselves and standing.paused_until is not None and standing.paused_until > now:
        return Refusal("shift-paused", {"until": standing.paused_until})
    span = (shift.starts_at, shift.ends_at)
    worn = _clash(span, own) or _tiring(volunteer, span, own, town)
    if worn is not None:
        return worn
    return Refusal("shift-full") if wish.left <= 0 else None


def _not_open(shift: Shift, now: datetime) -> Refusal | None:
    if shift.status is ShiftStatus.CANCELLED:
        return Refusal("shift-is-cancelled")
    if shift.starts_at <= now or shift.status is not ShiftStatus.OPEN:
        return Refusal("shift-past")
    return None


def _clash(span: Stretch, own: Sequence[Stretch]) -> Refusal | None:
    for start, end in own:
        if start < span[1] and span[0] < end:
            return Refusal("shift-clash", {"start": start, "end": end})
    return None


def _tiring(
    volunteer: Volunteer, span: Stretch, own: Sequence[Stretch], town: Town
) -> Refusal | None:
    rules = town.shift_rules
    day = span[0].astimezone(town.zone).date()
    spans = sorted([span, *own])
    if age_of(volunteer, day) >= rules.elder_from:
        for one in _days(span, town):
            if _within(spans, _midnights(one, town)) > rules.elder_hours * HOUR:
                return Refusal("shift-elder-hours", {"hours": rules.elder_hours})
    if most_in_a_day(spans, span) > rules.most_hours * HOUR:
        return Refusal("shift-too-many-hours", {"hours": rules.most_hours})
    if rests_too_short(spans, rules):
        return Refusal("shift-needs-rest", {"hours": rules.least_break_hours})
    return None


def most_in_a_day(spans: Sequence[Stretch], around: Stretch) -> timedelta:
    """The most of them in any 24 hours that touch `around`."""
    windows = [start for start, _ in spans] + [end - ONE_DAY for _, end in spans]
    touching = [
        (start, start + ONE_DAY)
        for start in windows
        if start < around[1] and around[0] < start + ONE_DAY
    ]
    return max((_within(spans, window) for window in touching), default=timedelta())


def rests_too_short(spans: Sequence[Stretch], rules: ShiftRules) -> bool:
    """Say whether some 24 hours that begin with a shift hold no unbroken rest that is long enough.

    Morning and evening of one day go together; late evening and early morning do not.
    """
    least = rules.least_break_hours * HOUR
    ordered = sorted((start.astimezone(UTC), end.astimezone(UTC)) for start, end in spans)
    for first, _ in ordered:
        over = first + ONE_DAY
        edges = [(start, end) for start, end in ordered if start < over and end > first]
        rests = [
            later[0] - earlier[1] for earlier, later in pairwise(edges)
        ]
        rests.append(over - edges[-1][1])
        if max(rests) < least:
            return True
    return False


def _within(spans: Sequence[Stretch], window: Stretch) -> timedelta:
    """How much of the spans lies in a window, as it elapses."""
    first, last = (edge.astimezone(UTC) for edge in window)
    inside = (
        min(end.astimezone(UTC), last) - max(start.astimezone(UTC), first) for start, end in spans
    )
    return sum((part for part in inside if part > timedelta()), timedelta())


def _days(span: Stretch, town: Town) -> list[date]:
    first, last = (edge.astimezone(town.zone).date() for edge in span)
    return [first] if first == last else [first, last]


def _midnights(day: date, town: Town) -> Stretch:
    return (
        datetime.combine(day, datetime.min.time(), town.zone),
        datetime.combine(day + ONE_DAY, datetime.min.time(), town.zone),
    )


def free_until(shift: Shift, rules: ShiftRules) -> datetime:
    """Until when one may leave without a reason."""
    return shift.starts_at - rules.leave_free_hours * HOUR
