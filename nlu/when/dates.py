"""Which days a date phrase means: fixed ones, and those that come round again."""

from collections.abc import Callable, Iterable
from datetime import date, timedelta

from nlu.when.festivals import DayOfYear
from nlu.when.model import DatePhrase, Days, Precision

DAY = timedelta(days=1)
WEEK = timedelta(days=7)
WEEKDAY_CODES = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
SATURDAY, WEEK_LENGTH, MONTHS = 5, 7, 12
YEARS_AHEAD = 9
"""Far enough for 29 February on both sides of 2100."""


def valid(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def month_on(day: date, months: int) -> date:
    """Find the first of the month that is `months` after the month of `day`."""
    count = day.year * MONTHS + day.month - 1 + months
    return date(count // MONTHS, count % MONTHS + 1, 1)


def week_of(day: date, weeks: int = 0) -> date:
    """Find the Monday of the calendar week, `weeks` on."""
    return day - day.weekday() * DAY + weeks * WEEK


def days(start: date, count: int = 1, precision: Precision = Precision.DAY) -> Days:
    return Days(start, start + count * DAY, precision)


def fixed(start: date | None, *, weekday: bool = False) -> DatePhrase | None:
    if start is None:
        return None
    only = days(start)
    return DatePhrase(lambda _: only, weekday=weekday)


def fixed_span(start: date, end: date, precision: Precision) -> DatePhrase:
    only = Days(start, end, precision)
    return DatePhrase(lambda _: only)


def floating(
    spans: Callable[[date], Iterable[Days | None]],
    *,
    skips_today: bool = False,
    recurs: str | None = None,
    weekday: bool = False,
) -> DatePhrase:
    """Make a phrase of what `spans` yields in order from the given day or earlier."""

    def occurrence(after: date) -> Days | None:
        return next((span for span in spans(after) if span and span.end > after), None)

    return DatePhrase(
        occurrence, floats=True, skips_today=skips_today, recurs=recurs, weekday=weekday
    )


def weekdays(numbers: Iterable[int], *, every: bool = False) -> DatePhrase:
    """Make a phrase of the next of some weekdays, Monday being 0."""
    wanted = sorted(set(numbers))
    codes = ",".join(WEEKDAY_CODES[number] for number in wanted)
    return floating(
        lambda after: (
            days(day)
            for day in (after + offset * DAY for offset in range(WEEK_LENGTH))
            if day.weekday() in wanted
        ),
        skips_today=True,
        recurs=f"FREQ=WEEKLY;BYDAY={codes}" if every else None,
        weekday=True,
    )


def weekend(monday: date) -> Days:
    return days(monday + SATURDAY * DAY, 2, Precision.WEEKEND)


def next_weekend(*, every: bool = False) -> DatePhrase:
    return floating(
        lambda after: (weekend(week_of(after, weeks)) for weeks in (0, 1)),
        recurs="FREQ=WEEKLY;BYDAY=SA,SU" if every else None,
    )


def daily(recurs: str) -> DatePhrase:
    return floating(lambda after: [days(after)], recurs=recurs)


def day_of_month(day: int, *, every: bool = False) -> DatePhrase | None:
    longest = 31
    if not 1 <= day <= longest:
        return None

    def spans(after: date) -> Iterable[Days | None]:
        for months in range(MONTHS):
            first = month_on(after, months)
            found = valid(first.year, first.month, day)
            yield days(found) if found else None

    return floating(spans, recurs=f"FREQ=MONTHLY;BYMONTHDAY={day}" if every else None)


def of_every_year(day_of: DayOfYear, recurs: str | None = None) -> DatePhrase | None:
    """Make a phrase of a day that most years have."""

    def spans(after: date) -> Iterable[Days | None]:
        for year in range(after.year, after.year + YEARS_AHEAD):
            found = day_of(year)
            yield days(found) if found else None

    return floating(spans, recurs=recurs)


def day_of_year(month: int, day: int, *, every: bool = False) -> DatePhrase | None:
    leap_year = 2000
    if valid(leap_year, month, day) is None:
        return None
    return of_every_year(
        lambda year: valid(year, month, day),
        f"FREQ=YEARLY;BYMONTH={month};BYMONTHDAY={day}" if every else None,
    )


def month_span(first: date) -> Days:
    return Days(first, month_on(first, 1), Precision.MONTH)


def month_of_year(month: int) -> DatePhrase | None:
    if not 1 <= month <= MONTHS:
        return None
    return floating(
        lambda after: (month_span(date(year, month, 1)) for year in (after.year, after.year + 1))
    )


def part_of_month(first: date, begins: int, ends: int) -> Days:
    """Cut out of a month; a negative day counts from its end, as -5 for the last five."""
    after = month_on(first, 1)
    start = first + (begins - 1) * DAY if begins > 0 else after + begins * DAY
    end = first + ends * DAY if ends > 0 else after
    return Days(start, end, Precision.PART_OF_MONTH)


def nth_weekday(first: date, nth: int, weekday: int) -> date | None:
    """Find the nth weekday of a month, -1 for the last; None if the month has no such day."""
    if nth < 0:
        last = month_on(first, 1) - DAY
        return last - (last.weekday() - weekday) % WEEK_LENGTH * DAY
    found = first + ((weekday - first.weekday()) % WEEK_LENGTH + (nth - 1) * WEEK_LENGTH) * DAY
    return found if found.month == first.month else None


def nth_weekday_of_every_month(nth: int, number: int) -> DatePhrase:
    def spans(after: date) -> Iterable[Days | None]:
        for months in range(MONTHS):
            found = nth_weekday(month_on(after, months), nth, number)
            yield days(found) if found else None

    return floating(spans, recurs=f"FREQ=MONTHLY;BYDAY={nth}{WEEKDAY_CODES[number]}")
