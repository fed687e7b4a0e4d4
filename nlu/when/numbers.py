"""Figures and number words of both languages, and one spelling for the signs around them."""

import re

_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_LOWER = {code: code + 32 for code in range(ord("A"), ord("Z") + 1)}
_FULL_WIDTH_LOWER = {code: code - 0xFEE0 + 32 for code in range(0xFF21, 0xFF3B)}
_SIGNS = str.maketrans(
    "\u3000\u00a0\u2018\u2019\u2013\u2014\u2212\u301c\uff5e~點週號後個鐘兩禮廿時這間節農曆陰舊內還來過",
    "  ''------点周号后个钟两礼廿时这间节农历阴旧内还来过",
)
_ONE_SPELLING = _FULL_WIDTH | _LOWER | _FULL_WIDTH_LOWER | _SIGNS

DIGITS = {sign: value for value, sign in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}

ABOUT = range(2, 4)
"""How many signs 三四 and 七八九 have: too few for a year."""

NUMERAL = "零〇一二两三四五六七八九十百廿"
"""The signs of Chinese numbers, for character classes."""

_COUNTED = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
    "twenty",
]
WORDS = {word: value for value, word in enumerate(_COUNTED)} | {
    "twenty-five": 25,
    "twenty five": 25,
    "thirty": 30,
    "a": 1,
    "an": 1,
    "a couple of": 2,
}


def one_spelling(text: str) -> str:
    """Fold widths, cases and dashes, character by character, so that places in it stay true."""
    return text.translate(_ONE_SPELLING)


def chinese_number(said: str) -> int:
    """Read figures, 二十三, 廿三, 一百二十, 零五 or 二〇二六.

    :raises ValueError: for 三四, which says about three or four.
    """
    if said.isascii():
        return int(said)
    if not any(sign in said for sign in "十百廿"):
        if len(said) in ABOUT and said[0] not in "零〇":
            raise ValueError(said)
        return int("".join(str(DIGITS[sign]) for sign in said))
    total = unit = 0
    for sign in said.replace("廿", "二十"):
        if sign in "十百":
            total += (unit or 1) * (10 if sign == "十" else 100)
            unit = 0
        else:
            unit = DIGITS[sign]
    return total + unit


def english_number(said: str) -> int:
    """Read figures, ordinals in figures, or a word of `WORDS`."""
    figures = re.match(r"[0-9]+", said)
    return int(figures[0]) if figures else WORDS[" ".join(said.split())]
