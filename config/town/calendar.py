"""The town's calendar: workdays, working hours, quiet hours, opening hours.

Moments go in with a zone and come out in the town's zone. Spans are measured in elapsed time,
so they hold when clocks change.
"""

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from functools import cache

import holidays

from config.town.model import WEEKDAYS, Hours, Station, Times, Town

Span = tuple[datetime, datetime]

DAYS_LOOKED_AHEAD = 60  # for the next opening or duty; the longest holidays last nine days
MOST_IDLE_DAYS = 400
ONE_DAY = timedelta(days=1)


class NeverOpenError(ValueError):
    """So much working time is not to be had: the town's own days off leave none."""


@cache
def _holidays_of(country: str) -> holidays.HolidayBase:
    return holidays.country_holidays(country)


def is_workday(town: Town, day: date) -> bool:
    """Say whether the town works on `day`; its own exceptions win over the country's calendar.

    The country's make-up workdays are known once its government has published them, and the
    library `holidays` has followed; until then a town writes them into `make_up_days`.
    """
    rules = town.working_hours
    if day in rules.make_up_days:
        return True
    if day in rules.days_off:
        return False
    country = _holidays_of(rules.holidays)
    if day in country:  # asked first: it also loads the year that weekend_workdays need
        return False
    return WEEKDAYS[day.weekday()] in rules.days or day in country.weekend_workdays


def applies(town: Town, times: Times, day: date) -> bool:
    kinds = {"daily", WEEKDAYS[day.weekday()]}
    kinds.add("workdays" if is_workday(town, day) else "holidays")
    return not kinds.isdisjoint(times.days)


def spans_of(town: Town, times: Times, first: date, last: date) -> Iterator[Span]:
    """Give the spans that begin from `first` to `last`, day by day."""
    day = first
    while day <= last:
        if applies(town, times, day):
            yield from (hours.on(day, town.zone) for hours in times.hours)
        day += ONE_DAY


def span_now(town: Town, times: Times, now: datetime) -> Span | None:
    """Find the span that holds `now`, with last night's that is still running."""
    today = now.astimezone(town.zone).date()
    running = (span for span in spans_of(town, times, today - ONE_DAY, today) if holds(span, now))
    return max(running, key=lambda span: span[1], default=None)


def holds(span: Span, moment: datetime) -> bool:
    """Compare by instants: Python compares moments of one zone by their wall clocks."""
    start, end = (edge.astimezone(UTC) for edge in span)
    return start <= moment.astimezone(UTC) < end


def open_until(town: Town, station: Station, now: datetime) -> datetime | None:
    """Say when an open station closes, or None when it is closed."""
    spans = [span_now(town, times, now) for times in station.hours]
    return max((span[1] for span in spans if span), default=None)


def opens_next(town: Town, station: Station, now: datetime) -> datetime | None:
    """Say when a station opens after `now`, or None when it does not within 60 days."""
    return next_start(town, station.hours, now)


def next_start(town: Town, all_times: Iterable[Times], now: datetime) -> datetime | None:
    today = now.astimezone(town.zone).date()
    times_list = tuple(all_times)
    for ahead in range(DAYS_LOOKED_AHEAD):
        day = today + timedelta(days=ahead)
        starts = [
            start
            for times in times_list
            for start, _ in spans_of(town, times, day, day)
            if start.astimezone(UTC) > now.astimezone(UTC)
        ]
        if starts:
            return min(starts)
    return None


# --- working hours -------------------------------------------------------------------------


def working_spans(town: Town, day: date) -> list[Span]:
    if not is_workday(town, day):
        return []
    return sorted(hours.on(day, town.zone) for hours in town.working_hours.hours)


def is_working_time(town: Town, moment: datetime) -> bool:
    today = moment.astimezone(town.zone).date()
    days = (today - ONE_DAY, today)
    return any(holds(span, moment) for day in days for span in working_spans(town, day))


def add_working_hours(town: Town, start: datetime, hours: float) -> datetime:
    """Say when `hours` of the town's working time have passed since `start`.

    A start outside working hours counts from the next opening, as does a promise of zero hours.

    :raises NeverOpenError: the town does not work often enough to get there.
    """
    left = timedelta(hours=hours)
    moment = start.astimezone(UTC)
    first = start.astimezone(town.zone).date() - ONE_DAY
    for ahead in range(MOST_IDLE_DAYS + int(hours)):
        for opens, closes in working_spans(town, first + timedelta(days=ahead)):
            begins, ends = max(opens.astimezone(UTC), moment), closes.astimezone(UTC)
            if begins >= ends:
                continue
            if left <= ends - begins:
                return (begins + left).astimezone(town.zone)
            left -= ends - begins
            moment = ends
    raise NeverOpenError(
        f"{town.name.en}: {hours} working hours after {start:%Y-%m-%d} are out of reach"
    )


# --- quiet hours ---------------------------------------------------------------------------


def quiet_until(town: Town, moment: datetime) -> datetime | None:
    """Say when the quiet hours that hold `moment` end, or None when it is not quiet."""
    today = moment.astimezone(town.zone).date()
    quiet: Hours = town.settings.quiet_hours
    for day in (today - ONE_DAY, today):
        span = quiet.on(day, town.zone)
        if holds(span, moment):
            return span[1]
    return None
