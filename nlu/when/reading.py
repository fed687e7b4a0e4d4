"""From pieces to points in time: which day, which half of it, and how long."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta

from nlu.when.dates import DAY
from nlu.when.finding import carried, join, pieces_in
from nlu.when.model import Clock, DatePhrase, Days, Piece, Precision, When
from nlu.when.numbers import one_spelling

Minutes = tuple[int, int | None]
Meant = tuple[datetime, datetime | None, Precision]

NOON, MIDNIGHT = 12 * 60, 24 * 60
FIRST_WAKING_HOUR = 7
"""三点 and "at 3" mean the afternoon, 八点 and "at 8" the morning, when nothing says more."""


def read(text: str, now: datetime) -> list[When]:
    """Find every time expression, in order.

    What has a past and a future reading is read as future, unless it says past (昨天, 上周, ago).
    A date that does not exist, such as 2月30日, is no expression at all.

    :param now: aware, in the zone of the town, in which the answers are too.
    """
    spelled = one_spelling(text)
    pieces = join(spelled, pieces_in(spelled, now))
    found = (_when(piece, now) for piece in carried(spelled, pieces))
    return [when for when in found if when]


def first(text: str, now: datetime) -> When | None:
    return next(iter(read(text, now)), None)


def _when(piece: Piece, now: datetime) -> When | None:
    try:
        meant = _resolve(piece, now)
    except (ValueError, OverflowError):  # beyond the calendar
        return None
    if meant is None:
        return None
    start, end, precision = meant
    if piece.until:
        end = _last(piece.until, start, now)
        if end is None or end <= start:
            return _from_today(piece, now)
    return When(
        start=start,
        end=end,
        precision=precision,
        span=(piece.start, piece.end),
        date_span=piece.date_span,
        time_span=piece.time_span,
        said_date=piece.date is not None,
        said_time=piece.clock is not None or piece.time_span is not None,
        recurs=piece.date.recurs if piece.date else None,
    )


def _from_today(piece: Piece, now: datetime) -> When | None:
    """Begin today if the range fits only so: 周六到下周一, said on a Saturday."""
    if piece.date is None or not piece.date.skips_today:
        return None
    return _when(replace(piece, date=replace(piece.date, skips_today=False)), now)


def _last(piece: Piece, start: datetime, now: datetime) -> datetime | None:
    """Find where a range ends: 周一 after a 周六 is the one after it."""
    floats = piece.date is not None and piece.date.floats
    meant = _resolve(piece, start if floats else now)
    return (meant[1] or meant[0]) if meant else None


def _resolve(piece: Piece, now: datetime) -> Meant | None:
    if piece.moment:
        return piece.moment, None, Precision.MINUTE
    if piece.date is None:
        return _clock_alone(piece.clock, now) if piece.clock else None
    if piece.clock is None:
        return _date_alone(piece.date, now)
    return _date_and_clock(piece.date, piece.clock, now)


def _date_alone(phrase: DatePhrase, now: datetime) -> Meant | None:
    today = now.date()
    days = phrase.occurrence(today + DAY if phrase.skips_today else today)
    return _whole(days, now) if days else None


def _whole(days: Days, now: datetime) -> Meant:
    return _at(days.start, 0, now), _at(days.end, 0, now), days.precision


def _date_and_clock(phrase: DatePhrase, clock: Clock, now: datetime) -> Meant | None:
    today = now.date()
    days = phrase.occurrence(today)
    if days is None:
        return None
    if days.end - days.start != DAY:
        return _whole(days, now)
    if days.start == today and (phrase.skips_today or phrase.recurs):
        ahead = _ahead(clock, today, now)
        if ahead:
            return ahead
        later = phrase.occurrence(today + DAY)
        return _on(later.start, _readings(clock)[0], clock, now) if later else None
    if days.start == today:
        return _ahead(clock, today, now) or _on(today, _readings(clock)[0], clock, now)
    return _on(days.start, _readings(clock)[0], clock, now)


def _clock_alone(clock: Clock, now: datetime) -> Meant | None:
    today = now.date()
    return _ahead(clock, today, now) or _on(today + DAY, _readings(clock)[0], clock, now)


def _ahead(clock: Clock, today: date, now: datetime) -> Meant | None:
    """Take the first reading that is not over, if there is one today."""
    for reading in _readings(clock):
        start, end, precision = _on(today, reading, clock, now)
        if (end or start) > now:
            return start, end, precision
    return None


def _on(day: date, minutes: Minutes, clock: Clock, now: datetime) -> Meant:
    begins, ends = minutes
    return _at(day, begins, now), None if ends is None else _at(day, ends, now), clock.precision


def _at(day: date, minutes: int, now: datetime) -> datetime:
    return datetime.combine(day, time(), now.tzinfo) + timedelta(minutes=minutes)


def _readings(clock: Clock) -> list[Minutes]:
    """Say in minutes of the day what the clock may mean, the likelier first."""
    if clock.hour is None:
        return [(clock.part.begins, clock.part.ends)] if clock.part else []
    if clock.part:
        return [_with_end(clock.part.minute(clock.hour, clock.minute), clock)]
    said = clock.hour * 60 + clock.minute
    if clock.exact or said >= NOON:
        return [_with_end(said, clock)]
    if said < FIRST_WAKING_HOUR * 60:
        return [_with_end(said + NOON, clock)]
    return [_with_end(said, clock), _with_end(said + NOON, clock)]


def _with_end(begins: int, clock: Clock) -> Minutes:
    """Find where the range ends: in the same part of the day if it can, after the start anyway."""
    until = clock.until
    if until is None or until.hour is None:
        return begins, None
    said = until.hour * 60 + until.minute
    if until.part:
        ends = until.part.minute(until.hour, until.minute)
    elif clock.part and not until.exact:
        ends = clock.part.minute(until.hour, until.minute)
    else:
        ends = said
    step = MIDNIGHT if until.exact or until.part else NOON
    while ends <= begins:
        ends += step
    return begins, ends
