"""Finding the pieces of a time in a text, and joining those that belong together."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime

from nlu.when import (
    chinese_calendar,
    chinese_clocks,
    chinese_days,
    english_clocks,
    english_dates,
    lookalikes,
)
from nlu.when.model import Clock, DatePhrase, Days, Piece, Precision
from nlu.when.rules import Rule, nothing

RULES = (
    *lookalikes.RULES,
    *chinese_calendar.RULES,
    *chinese_days.RULES,
    *chinese_clocks.RULES,
    *english_dates.RULES,
    *english_clocks.RULES,
)

NO_DAY = DatePhrase(lambda _: None)
"""2月30日: joined with the time behind it, so that this is not read as a time of today."""

NAMED_WITHIN = {Precision.DAY, Precision.WEEKEND, Precision.WEEK}
_LONGEST_GAP = 12
_TOGETHER = re.compile(
    r"[ ,)]{0,3}(?:的|在|从|约|大概|大约|差不多|就|(?:starting )?(?:at|from|on|around|about"
    r"|between|by|for|@))? {0,2}|t"
)
_PREPOSITION = re.compile(r"(?:on|at|from|between|by|until|till|around|about|before|after) |@ ?")
_CLOCK_FIRST = re.compile(r" {0,2}(?:on |of )? {0,2}")
_SAME_DAY = re.compile(r" ?[,(的]? ?(?:of )?(?:the )?")
_TO = re.compile(r" {0,2}(?:到|至|-{1,2}|to|till|until|through|一直到) {0,2}(?:的|at )?")
_OR = re.compile(r" {0,2}(?:[、,，]|或者?|或是|还是|和|跟|or|and|, or|/)? {0,2}(?:at )?")


def pieces_in(text: str, now: datetime) -> list[Piece]:
    """Find what the rules see, longest first, and without overlap."""
    found = [
        (match, rule)
        for rule in RULES
        for match in rule.pattern.finditer(text)
        if match.end() > match.start()
    ]
    found.sort(key=lambda pair: (pair[0].start() - pair[0].end(), pair[0].start()))
    taken = bytearray(len(text))
    chosen = []
    for match, rule in found:
        start, end = match.span()
        if not any(taken[start:end]):
            taken[start:end] = b"\x01" * (end - start)
            chosen.append(_piece(match, rule, now))
    return sorted(chosen, key=lambda piece: piece.start)


def _piece(match: re.Match[str], rule: Rule, now: datetime) -> Piece:
    start, end = match.span()
    preposition = _PREPOSITION.match(match.string, start, end)
    start = preposition.end() if preposition else start
    span = start, end
    try:
        meaning = rule.read(match, now)
    except (ValueError, OverflowError):  # beyond the calendar: 五千年后
        meaning = None
    match meaning:
        case DatePhrase():
            return Piece(start, end, date=meaning, date_span=span)
        case Clock():
            return Piece(start, end, clock=meaning, time_span=span)
        case (phrase, clock):
            piece = Piece(start, end, date=phrase, clock=clock)
            if phrase.recurs:
                return replace(piece, date_span=span)
            return replace(piece, time_span=span)
        case datetime():
            return Piece(start, end, moment=meaning, time_span=span)
    refused = rule.read is not nothing
    return Piece(start, end, date=NO_DAY, date_span=span) if refused else Piece(start, end)


def join(text: str, pieces: Sequence[Piece]) -> list[Piece]:
    """Join dates with their clocks, then both with where they end."""
    together = _fold(text, pieces, _joined)
    return _fold(text, _fold(text, together, _clocks_ranged), _dates_ranged)


Joiner = Callable[[Piece, Piece, str], Piece | None]


def _fold(text: str, pieces: Sequence[Piece], join_two: Joiner) -> list[Piece]:
    done: list[Piece] = []
    for piece in pieces:
        gap = text[done[-1].end : piece.start] if done else None
        joined = None
        if gap is not None and len(gap) <= _LONGEST_GAP and not done[-1].silent:
            joined = None if piece.silent else join_two(done[-1], piece, gap)
        if joined:
            done[-1] = joined
        else:
            done.append(piece)
    return done


def _joined(one: Piece, two: Piece, gap: str) -> Piece | None:
    if one.moment or two.moment:
        return None
    if one.date and two.date:
        return _dates_joined(one, two, gap)
    if two.date:
        return _clock_then_date(one, two, two.date, gap)
    if two.clock is None or not _TOGETHER.fullmatch(gap):
        return None
    clock = _clocks_joined(one.clock, two.clock) if one.clock else two.clock
    return _merge(one, two, one.date, clock) if clock else None


def _clock_then_date(one: Piece, two: Piece, phrase: DatePhrase, gap: str) -> Piece | None:
    if one.clock is None or not _CLOCK_FIRST.fullmatch(gap):
        return None
    clock = _clocks_joined(two.clock, one.clock) if two.clock else one.clock
    return _merge(one, two, phrase, clock) if clock else None


def _dates_joined(one: Piece, two: Piece, gap: str) -> Piece | None:
    if two.date is NO_DAY and not gap:
        return _merge(one, two, NO_DAY, None)
    return _same_day(one, two) if one.clock is None and _SAME_DAY.fullmatch(gap) else None


def _clocks_joined(one: Clock, two: Clock) -> Clock | None:
    """Put a part of the day and an hour together, in either order."""
    if one.hour is None and two.hour is not None and two.part is None:
        return in_part(two, one)
    if two.hour is None and one.hour is not None and one.part is None and not one.exact:
        return in_part(one, two)
    return None


def in_part(clock: Clock, part: Clock) -> Clock:
    until = clock.until
    if until and until.part is None:
        until = replace(until, part=part.part)
    return replace(clock, part=part.part, until=until, weak=False)


def _same_day(one: Piece, two: Piece) -> Piece | None:
    """Let a weekday beside a date confirm it: 12月3号（周四）, Saturday 28 November."""
    if one.date is None or two.date is None or one.date.weekday == two.date.weekday:
        return None
    if one.date.recurs or two.date.recurs:
        return None
    return _merge(one, two, _both(one.date, two.date), two.clock)


def _both(one: DatePhrase, two: DatePhrase) -> DatePhrase:
    weekday, other = (one, two) if one.weekday else (two, one)

    def occurrence(after: date) -> Days | None:
        days = other.occurrence(after)
        if days is None or days.precision not in NAMED_WITHIN:
            return None
        named = weekday.occurrence(days.start)
        return named if named and days.start <= named.start < days.end else None

    return DatePhrase(occurrence, floats=other.floats)


def _merge(one: Piece, two: Piece, phrase: DatePhrase | None, clock: Clock | None) -> Piece:
    date_span = _hull(one.date_span, two.date_span)
    time_span = _hull(one.time_span, two.time_span)
    if date_span and time_span and time_span[0] < date_span[0] < time_span[1]:
        time_span = one.time_span  # half past 7 | tomorrow | evening
    return Piece(
        one.start, two.end, date=phrase, clock=clock, date_span=date_span, time_span=time_span
    )


def _hull(one: tuple[int, int] | None, two: tuple[int, int] | None) -> tuple[int, int] | None:
    if one is None or two is None:
        return one or two
    return min(one[0], two[0]), max(one[1], two[1])


def _clocks_ranged(one: Piece, two: Piece, gap: str) -> Piece | None:
    if not _TO.fullmatch(gap) or not one.clock or not two.clock:
        return None
    if one.clock.until or two.clock.until:
        return None
    if two.date is None:
        return _merge(one, two, one.date, _until(one.clock, two.clock))
    if one.date is None and _clock_before_date(two):
        return _merge(one, two, two.date, _until(one.clock, two.clock))
    return None


def _dates_ranged(one: Piece, two: Piece, gap: str) -> Piece | None:
    if not _TO.fullmatch(gap) or one.until or not one.date or not two.date:
        return None
    if bool(one.clock) == bool(two.clock):
        date_span = one.date_span if one.clock else _hull(one.date_span, two.date_span)
        return replace(one, end=two.end, until=two, date_span=date_span)
    if one.clock:
        days_follow = _clock_before_date(one)
        return replace(_merge(one, two, one.date, None), until=two) if days_follow else None
    if _clock_before_date(two):
        return None
    days = replace(two, clock=None)  # 周一至周五 8:30-17:00 are days; each has these hours
    return replace(_merge(one, two, one.date, None), until=days)


def _clock_before_date(piece: Piece) -> bool:
    return bool(piece.time_span and piece.date_span and piece.time_span < piece.date_span)


def _until(one: Clock, two: Clock) -> Clock:
    return replace(one, until=two, weak=False)


def carried(text: str, pieces: Sequence[Piece]) -> Iterator[Piece]:
    """Give 明天两点或三点 its date twice, and drop weak times that found no company."""
    before: Piece | None = None
    for piece in pieces:
        now = piece
        gap = text[before.end : piece.start] if before else ""
        if (
            before
            and before.date
            and before.clock
            and piece.clock
            and piece.clock.hour is not None
            and piece.date is None
            and gap
            and len(gap) <= _LONGEST_GAP
            and _OR.fullmatch(gap)
        ):
            now = _with_date_of(piece, before)
        before = now
        if not now.silent and not (now.date is None and _weak_alone(text, now)):
            yield now


def _with_date_of(piece: Piece, before: Piece) -> Piece:
    clock = piece.clock
    if clock and clock.part is None and before.clock and not clock.exact:
        clock = in_part(clock, before.clock)
    return replace(piece, date=before.date, clock=clock)


_CLAUSE_STARTS = re.compile(r"(?:^|[ ,，。!?！？;；、]|[在到约定改是就])$")
_CLAUSE_ENDS = re.compile(r"$|[ ,，。!?！？;；、吧行可好左来见的前后有吗呢]")


def _weak_alone(text: str, piece: Piece) -> bool:
    if not (piece.clock and piece.clock.weak):
        return False
    if piece.clock.hour is None:
        return True
    starts = _CLAUSE_STARTS.search(text[max(0, piece.start - 1) : piece.start])
    return not (starts and _CLAUSE_ENDS.match(text[piece.end : piece.end + 1]))
