"""The town's calendar: workdays, working hours, quiet hours, opening hours, meetings.

Moments go in with a zone and come out in the town's zone. Time is measured as it elapses,
so it holds when clocks change.
"""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from functools import cache, lru_cache
from itertools import islice

import holidays

from config.town.model import Station, Town
from config.town.times import WEEKDAYS, Hours, Span, Times, Unit

Stretch = tuple[datetime, datetime]

DAYS_LOOKED_AHEAD = 60  # for the next opening or duty; the longest holidays last nine days
MOST_IDLE_DAYS = 400  # in a row
DAYS_REMEMBERED = 4096  # eleven years of one town's
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


def spans_of(town: Town, times: Times, first: date, last: date) -> Iterator[Stretch]:
    """Give the spans that begin from `first` to `last`, day by day."""
    day = first
    while day <= last:
        if applies(town, times, day):
            yield from (hours.on(day, town.zone) for hours in times.hours)
        day += ONE_DAY


def span_now(town: Town, times: Times, now: datetime) -> Stretch | None:
    """Find the span that holds `now`, with last night's that is still running."""
    today = now.astimezone(town.zone).date()
    running = (span for span in spans_of(town, times, today - ONE_DAY, today) if holds(span, now))
    return max(running, key=lambda span: span[1], default=None)


def holds(span: Stretch, moment: datetime) -> bool:
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


# --- working time --------------------------------------------------------------------------


@lru_cache(maxsize=DAYS_REMEMBERED)
def working_spans(town: Town, day: date) -> tuple[Stretch, ...]:
    """Give a day's working hours by the clock of the world, in order."""
    if not is_workday(town, day):
        return ()
    spans = (hours.on(day, town.zone) for hours in town.working_hours.hours)
    return tuple(sorted((start.astimezone(UTC), end.astimezone(UTC)) for start, end in spans))


def is_working_time(town: Town, moment: datetime) -> bool:
    today = moment.astimezone(town.zone).date()
    days = (today - ONE_DAY, today)
    return any(holds(span, moment) for day in days for span in working_spans(town, day))


def add_span(town: Town, start: datetime, span: Span) -> datetime:
    """Say when `span` has passed since `start`.

    Working days count from the day after `start`, and the last one counts until it closes.

    :raises NeverOpenError: the town does not work often enough to get there.
    """
    match span.unit:
        case "working hours":
            return add_working_hours(town, start, span.amount)
        case "working days":
            tomorrow = start.astimezone(town.zone).date() + ONE_DAY
            days = _worked_days(town, tomorrow)
            last = next(islice(days, int(span.amount) - 1, None))
            return max(end for _, end in last).astimezone(town.zone)
        case "hours":
            elapsed = timedelta(hours=span.amount)
        case "days":
            elapsed = timedelta(days=span.amount)
    return (start.astimezone(UTC) + elapsed).astimezone(town.zone)


def add_working_hours(town: Town, start: datetime, hours: float) -> datetime:
    """Say when `hours` of the town's working time have passed since `start`.

    A start outside working hours counts from the next opening, as does a promise of zero hours.

    :raises NeverOpenError: the town does not work often enough to get there.
    """
    return add_working_time(town, start, timedelta(hours=hours))


def add_working_time(town: Town, start: datetime, left: timedelta) -> datetime:
    """Say when so much working time has passed since `start`."""
    pieces = _working_time_since(town, start)
    begins, ends = next(pieces)
    while left > ends - begins:
        left -= ends - begins
        begins, ends = next(pieces)
    return (begins + left).astimezone(town.zone)


def working_time_between(town: Town, start: datetime, end: datetime) -> timedelta:
    """Measure the working time from `start` to `end`; none when the end is not after the start."""
    until, total = end.astimezone(UTC), timedelta()
    if until <= start.astimezone(UTC):
        return total
    with suppress(NeverOpenError):  # then there was no more to measure
        for begins, ends in _working_time_since(town, start):
            if begins >= until:
                break
            total += min(ends, until) - begins
    return total


def resumed(town: Town, unit: Unit, due: datetime, paused_at: datetime, now: datetime) -> datetime:
    """Say when a clock is due that stood still from `paused_at` until `now`.

    What was left at the pause is given again from now: as working time to a clock that counts
    working hours or days, else as elapsed time. A clock that had run out stays run out, and a
    pause never makes a thing due earlier.
    """
    due_at, paused, again = (moment.astimezone(UTC) for moment in (due, paused_at, now))
    if due_at <= paused or again <= paused:
        return due.astimezone(town.zone)
    if unit in ("hours", "days"):
        return (due_at + (again - paused)).astimezone(town.zone)
    left = working_time_between(town, paused, due_at)
    moved = add_working_time(town, again, left) if left else again
    return max(due_at, moved.astimezone(UTC)).astimezone(town.zone)


def _working_time_since(town: Town, start: datetime) -> Iterator[Stretch]:
    """Give the working time after `start`, piece by piece; hours that overlap count once.

    :raises NeverOpenError: no working time comes any more.
    """
    done = start.astimezone(UTC)
    last_night = start.astimezone(town.zone).date() - ONE_DAY
    for spans in _worked_days(town, last_night):
        for opens, closes in spans:
            begins = max(opens, done)
            if begins < closes:
                yield begins, closes
                done = closes


def _worked_days(town: Town, first: date) -> Iterator[tuple[Stretch, ...]]:
    idle, day = 0, first
    while idle <= MOST_IDLE_DAYS:
        spans = working_spans(town, day)
        if spans:
            yield spans
        idle = 0 if spans else idle + 1
        day += ONE_DAY
    raise NeverOpenError(f"{town.name.en} does not work any more after {first}")


# --- the office's meeting ------------------------------------------------------------------


def next_meeting(town: Town, after: datetime) -> datetime:
    """Say when the office's first meeting after `after` starts.

    A meeting on a day off moves to the next workday.

    :raises NeverOpenError: no workday comes any more.
    """
    office = town.office
    today = after.astimezone(town.zone).date()
    # A meeting of weeks ago may have been put off over long holidays, and still be to come.
    day = today - timedelta(days=DAYS_LOOKED_AHEAD)
    day += timedelta(days=(WEEKDAYS.index(office.weekday) - day.weekday()) % len(WEEKDAYS))
    while True:
        held_on = _workday_from(town, day)
        starts = datetime.combine(held_on, office.time, town.zone)
        if starts.astimezone(UTC) > after.astimezone(UTC):
            return starts
        day += timedelta(weeks=1)


def _workday_from(town: Town, first: date) -> date:
    for ahead in range(MOST_IDLE_DAYS):
        if is_workday(town, day := first + timedelta(days=ahead)):
            return day
    raise NeverOpenError(f"{town.name.en} has no workday after {first}")


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
