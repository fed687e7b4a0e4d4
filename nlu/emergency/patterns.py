"""Compile the ways of saying into patterns that are quick to rule out."""

import re
from dataclasses import dataclass
from functools import cache

from nlu.emergency import around, body, despair, people, signs
from nlu.emergency.normalise import UNHEARD
from nlu.emergency.situations import WORDS, Situation

TABLE = (*despair.TABLE, *people.TABLE, *body.TABLE, *around.TABLE, *signs.TABLE)

_GAPS = {
    "zh": {"…": ".{0,10}?", "~": ".{0,3}?", "+": ""},
    "en": {
        "…": r" ?\b(?:[a-z0-9]{1,24} ){0,6}?",
        "~": r" ?\b(?:[a-z0-9]{1,24} ){0,2}?",
        "+": " ?",
    },
    "loose": {"…": ".{0,24}?", "~": ".{0,8}?", "+": ""},
}
_GAP = re.compile(r" ([…~+]) ")
_FOLDED_LINE = re.compile(r"\n\s*\|")
_META = re.compile(r"[(\[.$?^]")
_OR = re.compile(r"\|(?![^(]*\))")


@dataclass(frozen=True, slots=True, eq=False)
class Need:
    """Words of which one must stand in the text, and how each of them begins."""

    words: tuple[str, ...]
    beginnings: frozenset[str]


@cache
def _need(words: tuple[str, ...]) -> Need:
    return Need(words, frozenset(word[:2] for word in words))


@dataclass(frozen=True, slots=True)
class Way:
    """One way of saying a situation.

    :param needs: all must be met, or the pattern cannot match; looking for plain words first is
        what keeps the layer fast.
    """

    situation: Situation
    needs: tuple[Need, ...]
    pattern: re.Pattern[str]


def _way(situation: Situation, line: str, language: str, *, loose: bool) -> Way:
    pieces = _GAP.split(line)
    gaps = _GAPS["loose" if loose else language]
    said = ""
    needs = []
    for i, piece in enumerate(pieces):
        if i % 2:
            said += gaps[piece]
            continue
        words = [
            word
            for name in _OR.split(piece)
            for word in (WORDS[name[1:-1]].split("|") if name[0] == "{" else [name])
        ]
        if language == "en":
            words = [
                kept
                for word in words
                if (kept := " ".join(part for part in word.split() if part not in UNHEARD))
            ]
        plain = tuple(dict.fromkeys(_META.split(word)[0].replace(" ", "") for word in words))
        if "" not in plain:
            needs.append(_need(plain))
        said += _either(words, bounded=language == "en" and not loose)
    return Way(situation, tuple(needs), re.compile(said))


def _either(words: list[str], *, bounded: bool) -> str:
    either = "|".join(word.replace(" ", " ?") for word in words)
    return rf"\b(?:{either})(?![a-z])" if bounded else f"(?:{either})"


def _lines(said: str) -> list[str]:
    """One way a line; a line that begins with a bar goes on from the one before."""
    return [line.strip() for line in _FOLDED_LINE.sub("|", said).splitlines() if line.strip()]


def ways(language: str, *, loose: bool = False) -> tuple[Way, ...]:
    """Compile the table; `loose` leaves the borders of words out, for text without any."""
    return tuple(
        _way(situation, line, language, loose=loose)
        for situation in TABLE
        for line in _lines(situation.zh if language == "zh" else situation.en)
    )
