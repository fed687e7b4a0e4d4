"""A year of birth in what somebody says of it."""

from handlers.filters import plain
from nlu.when.numbers import chinese_number

TWO_DIGITS = 100
OLDEST = 130
"""Years."""


def year_in(words: str, this_year: int) -> int | None:
    """Read a year of birth: 1952, 一九五二年, 52年, or an age: 74岁."""
    said = plain(words).replace(" ", "")
    digits = "".join(c for c in said if c.isdecimal() and c.isascii())
    if not digits:
        figures = "".join(c for c in said if c in "零〇一二三四五六七八九十百两")
        try:
            digits = str(chinese_number(figures)) if figures else ""
        except (ValueError, KeyError):
            return None
    if not digits or len(digits) not in {2, 4}:
        return None
    year = int(digits)
    if "岁" in said or "old" in said:
        year = this_year - year
    elif year < TWO_DIGITS:
        year += 1900
    return year if this_year - OLDEST < year <= this_year else None
