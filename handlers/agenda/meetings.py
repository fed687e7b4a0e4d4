"""Which meeting is meant: the one of today, the last one, the next one."""

from datetime import date, datetime, timedelta

from community.cases import clocks
from config.town import Town
from config.town.calendar import add_span, next_meeting

LOOKED_BACK = timedelta(days=60)
"""Longer than any holidays, so that a weekly meeting is found."""


def last_meeting(town: Town, now: datetime) -> datetime | None:
    """Give the meeting that began last; None in a town that has just begun to meet."""
    last, at = None, next_meeting(town, now - LOOKED_BACK)
    while at <= now:
        last, at = at, next_meeting(town, at)
    return last


def todays_or_next(town: Town, now: datetime) -> datetime:
    """Give the meeting that is prepared now; the day of a meeting belongs to it until midnight."""
    last = last_meeting(town, now)
    if last is not None and last.date() == now.astimezone(town.zone).date():
        return last
    return next_meeting(town, now)


def decided_on(town: Town, now: datetime) -> date:
    """Say to which meeting a decision belongs that is entered now.

    As long as its minutes may still be written, to the last meeting; else it is today's.
    """
    last = last_meeting(town, now)
    if last is not None and now <= add_span(town, last, clocks.MINUTES_TO_WRITE):
        return last.date()
    return now.astimezone(town.zone).date()


def since_last(town: Town, now: datetime) -> list[date]:
    """Give the days from the meeting before the one that is prepared now until today."""
    today = now.astimezone(town.zone).date()
    before = last_meeting(town, todays_or_next(town, now) - timedelta(seconds=1))
    first = before.date() if before is not None else today
    return [first + timedelta(days=n) for n in range((today - first).days + 1)]
