"""The first net: danger to life is heard in plain text, without a model, a cache or a session."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from itertools import pairwise

from nlu.emergency import despair, near_misses
from nlu.emergency.normalise import Heard, as_chinese, as_english, fold
from nlu.emergency.patterns import Need, Way, ways
from nlu.emergency.situations import Kind, Situation

__all__ = ["Alarm", "Kind", "Leaning", "check", "leaning"]

_LONGEST_WORDS = 60


@dataclass(frozen=True, slots=True)
class Alarm:
    """What was heard.

    :param certain: act at once; else ask first whether the person is safe.
    :param words: the words that raised it, without the tricks of their spelling.
    """

    kind: Kind
    certain: bool
    words: str


def check(text: str) -> Alarm | None:
    """Say what danger `text` speaks of, or None. Pure, and linear in the length of the text."""
    folded = fold(text)
    doubtful = None
    for language, heard in _both(folded):
        for alarm in _alarms(heard, language):
            if alarm.certain:
                return alarm
            doubtful = doubtful or alarm
    return doubtful


class Leaning(StrEnum):
    """What the words make of a text in which they find no danger themselves."""

    DARK = "dark"
    PLAIN = "plain"
    NEAR_MISS = "near miss"


def leaning(text: str) -> Leaning:
    """Say how easily somebody else's suspicion of danger in `text` should be believed. Pure."""
    folded = fold(text)
    every = [(language, heard) for language, heard in _both(folded) if heard.text]
    if any(_is_dark(heard, language) for language, heard in every):
        return Leaning.DARK
    if any(near_misses.framed(heard, language) for language, heard in every):
        return Leaning.NEAR_MISS
    return Leaning.PLAIN


def _is_dark(heard: Heard, language: str) -> bool:
    clear = near_misses.blot_out(heard, language)
    return despair.DARK[language].search(clear.text) is not None and not near_misses.framed(
        heard, language, Kind.SELF_HARM
    )


def _both(folded: str) -> tuple[tuple[str, Heard], ...]:
    return ("zh", as_chinese(folded)), ("en", as_english(folded))


def _alarms(heard: Heard, language: str) -> Iterator[Alarm]:
    if not heard.text:
        return
    candidates = _possible(heard, language)
    if not any(way.pattern.search(heard.text) for way in candidates):
        return
    clear = near_misses.blot_out(heard, language)
    for way in candidates:
        alarm = _raised(way.situation, way, clear, language)
        if alarm:
            yield alarm


def _raised(situation: Situation, way: Way, heard: Heard, language: str) -> Alarm | None:
    for found in way.pattern.finditer(heard.text):
        if not near_misses.shields(heard, found.start(), found.end(), situation.kind, language):
            words = found.group()[:_LONGEST_WORDS]
            return Alarm(situation.kind, situation.certain, words)
    return None


def _possible(heard: Heard, language: str) -> list[Way]:
    """Keep the ways whose plain words all stand in the text: most texts keep none."""
    squeezed = heard.text.replace(" ", "")
    beginnings = {*squeezed, *map("".join, pairwise(squeezed))}
    known: dict[Need, bool] = {}

    def met(need: Need) -> bool:
        answer = known.get(need)
        if answer is None:
            answer = not need.beginnings.isdisjoint(beginnings) and any(
                word in squeezed for word in need.words if word[:2] in beginnings
            )
            known[need] = answer
        return answer

    return [way for way in _ways(language, loose=heard.loose) if all(map(met, way.needs))]


@cache
def _ways(language: str, *, loose: bool) -> tuple[Way, ...]:
    return ways(language, loose=loose)
