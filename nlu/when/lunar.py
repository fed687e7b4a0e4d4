"""The Chinese lunisolar calendar from 1900 to 2100."""

from collections.abc import Iterator
from datetime import date, timedelta

FIRST_YEAR = 1900
_FIRST_DAY = date(1900, 1, 31)

_CODES = """
04bd8 04ae0 0a570 054d5 0d260 0d950 16554 056a0 09ad0 055d2 04ae0 0a5b6
0a4d0 0d250 1d255 0b540 0d6a0 0ada2 095b0 14977 04970 0a4b0 0b4b5 06a50
06d40 1ab54 02b60 09570 052f2 04970 06566 0d4a0 0ea50 16a95 05ad0 02b60
186e3 092e0 1c8d7 0c950 0d4a0 1d8a6 0b550 056a0 1a5b4 025d0 092d0 0d2b2
0a950 0b557 06ca0 0b550 15355 04da0 0a5b0 14573 052b0 0a9a8 0e950 06aa0
0aea6 0ab50 04b60 0aae4 0a570 05260 0f263 0d950 05b57 056a0 096d0 04dd5
04ad0 0a4d0 0d4d4 0d250 0d558 0b540 0b6a0 195a6 095b0 049b0 0a974 0a4b0
0b27a 06a50 06d40 0af46 0ab60 09570 04af5 04970 064b0 074a3 0ea50 06b58
05ac0 0ab60 096d5 092e0 0c960 0d954 0d4a0 0da50 07552 056a0 0abb7 025d0
092d0 0cab5 0a950 0b4a0 0baa4 0ad50 055d9 04ba0 0a5b0 15176 052b0 0a930
07954 06aa0 0ad50 05b52 04b60 0a6e6 0a4e0 0d260 0ea65 0d530 05aa0 076a3
096d0 04afb 04ad0 0a4d0 1d0b6 0d250 0d520 0dd45 0b5a0 056d0 055b2 049b0
0a577 0a4b0 0aa50 1b255 06d20 0ada0 14b63 09370 049f8 04970 064b0 168a6
0ea50 06b20 1a6c4 0aae0 092e0 0d2e3 0c960 0d557 0d4a0 0da50 05d55 056a0
0a6d0 055d4 052d0 0a9b8 0a950 0b4a0 0b6a6 0ad50 055a0 0aba4 0a5b0 052b0
0b273 06930 07337 06aa0 0ad50 14b55 04b60 0a570 054e4 0d160 0e968 0d520
0daa0 16aa6 056d0 04ae0 0a9d4 0a2d0 0d150 0f252 0d520
"""
_YEARS = tuple(int(code, 16) for code in _CODES.split())
"""One number a year. Bit 16: the leap month has 30 days; bits 15 to 4: months 1 to 12 have 30 days,
not 29; bits 3 to 0: after which month the leap month comes, 0 for none.

Computed from new moons and solar terms at 120 degrees east by lunar-python 1.4.8. The table of
jionlp 1.5.31 is the same but for months 8 and 9 of 2057, when the new moon falls at midnight."""

MONTHS = 12
SMALL_MONTH, BIG_MONTH = 29, 30


def _leap_month(year: int) -> int:
    return _YEARS[year - FIRST_YEAR] & 0xF


def _days_in(year: int, month: int, *, leap: bool = False) -> int:
    code = _YEARS[year - FIRST_YEAR]
    big = code >> 16 & 1 if leap else code >> (16 - month) & 1
    return BIG_MONTH if big else SMALL_MONTH


def _days_in_year(year: int) -> int:
    months = sum(_days_in(year, month) for month in range(1, 13))
    return months + (_days_in(year, 0, leap=True) if _leap_month(year) else 0)


def _new_years() -> Iterator[date]:
    day = _FIRST_DAY
    for year in range(FIRST_YEAR, FIRST_YEAR + len(_YEARS)):
        yield day
        day += timedelta(days=_days_in_year(year))


_NEW_YEARS = tuple(_new_years())


def solar(year: int, month: int, day: int, *, leap: bool = False) -> date | None:
    """Find the solar date of a lunar one; None for a day that the calendar does not have."""
    if not FIRST_YEAR <= year < FIRST_YEAR + len(_YEARS) or not 1 <= month <= MONTHS:
        return None
    if leap and _leap_month(year) != month:
        return None
    if not 1 <= day <= _days_in(year, month, leap=leap):
        return None
    days = sum(_days_in(year, earlier) for earlier in range(1, month))
    if 0 < _leap_month(year) < month:
        days += _days_in(year, 0, leap=True)
    if leap:
        days += _days_in(year, month)
    return _NEW_YEARS[year - FIRST_YEAR] + timedelta(days=days + day - 1)
