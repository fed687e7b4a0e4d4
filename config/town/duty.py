"""Who is on duty: the roster of the pack against the town's calendar."""

from dataclasses import dataclass
from datetime import datetime

from config.town.calendar import next_start, span_now
from config.town.model import Duty, Town


@dataclass(frozen=True, slots=True)
class DutyNow:
    """Those on duty, in the roster's order, and when the first of them leaves."""

    staff_names: tuple[str, ...]
    until: datetime


def on_duty(town: Town, community: str, now: datetime) -> DutyNow | None:
    """Say who is on duty for a community; the community's own people come before the town's."""
    running = [
        (duty, span[1]) for duty in roster(town, community) if (span := span_now(town, duty, now))
    ]
    if not running:
        return None
    names = dict.fromkeys(name for duty, _ in running for name in duty.staff)
    return DutyNow(tuple(names), until=min(end for _, end in running))


def next_duty(town: Town, community: str, now: datetime) -> datetime | None:
    """Say from when on somebody is on duty: `now` itself if somebody is.

    None when nobody comes within 60 days.
    """
    if on_duty(town, community, now):
        return now.astimezone(town.zone)
    return next_start(town, roster(town, community), now)


def roster(town: Town, community: str) -> list[Duty]:
    own = [duty for duty in town.duty if duty.community == community]
    return own + [duty for duty in town.duty if duty.community is None]
