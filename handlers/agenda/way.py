"""The way of a case through the rungs, as its timeline tells it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from community.cases import CaseEvent, Rung
from config.texts import Say
from config.town import Town
from handlers.cases import rung_name

CLIMBED, SENT, CARRIED = "climbed-", "assigned-", "carried-over"
MEETING_LINES = frozenset({CARRIED, "decided", "decided-later"})


@dataclass(frozen=True)
class Step:
    """A rung that the case came to: handed there by somebody, or climbed by being overdue."""

    rung: Rung
    department: str | None
    climbed: bool


@dataclass(frozen=True)
class Broken:
    """A promise that was not kept: by whom, and when it was noticed."""

    rung: Rung
    department: str | None
    at: datetime


def is_of_the_way(event: CaseEvent) -> bool:
    return event.what.startswith((CLIMBED, SENT)) or event.what in MEETING_LINES


def steps(events: Sequence[CaseEvent]) -> list[Step]:
    """List the rungs in their order; a report begins with the social worker."""
    found = [Step(Rung.SOCIAL_WORKER, None, climbed=False)]
    for event in events:
        start, _, rung = event.what.partition("-")
        if f"{start}-" in {CLIMBED, SENT}:
            found.append(
                Step(Rung(rung), event.facts.get("department"), climbed=f"{start}-" == CLIMBED)
            )
    return found


def way(events: Sequence[CaseEvent], say: Say, town: Town) -> str:
    """Draw the way in one line: ↑ climbed by itself, → handed on."""
    first, *later = steps(events)
    line = rung_name(first.rung, None, say, town)
    for step in later:
        sign = "↑" if step.climbed else "→"
        line += f" {sign} {rung_name(step.rung, step.department, say, town)}"
    return line


def broken(events: Sequence[CaseEvent]) -> list[Broken]:
    """Every climb is a promise that somebody did not keep."""
    found, at = [], Step(Rung.SOCIAL_WORKER, None, climbed=False)
    for event in events:
        start, _, rung = event.what.partition("-")
        if event.what == CARRIED:
            found.append(Broken(Rung.TOWN_OFFICE, None, event.at))
        elif f"{start}-" in {CLIMBED, SENT}:
            if f"{start}-" == CLIMBED:
                was = Rung(event.facts.get("from", at.rung))
                of = at.department if was is at.rung else None
                found.append(Broken(was, of, event.at))
            at = Step(Rung(rung), event.facts.get("department"), climbed=False)
    return found
