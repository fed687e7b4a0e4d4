"""How a language says what it knows: patterns, each with a reader of what they matched."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import NamedTuple

from nlu.when.model import Clock, DatePhrase

Meaning = DatePhrase | Clock | datetime | tuple[DatePhrase, Clock] | None
Reader = Callable[[re.Match[str], datetime], Meaning]


class Rule(NamedTuple):
    """A pattern, and its reader, which returns None for what looks like a time and is none."""

    pattern: re.Pattern[str]
    read: Reader


def nothing(_: re.Match[str], __: datetime) -> None:
    """Keep other rules away from this stretch of the text."""


def to_the_minute(moment: datetime) -> datetime:
    return moment.replace(second=0, microsecond=0)


def minutes_on(now: datetime, minutes: float) -> datetime:
    return to_the_minute(now + timedelta(minutes=minutes))


def rule(pattern: str, read: Reader) -> Rule:
    return Rule(re.compile(pattern), read)


def english_rule(pattern: str, read: Reader) -> Rule:
    """Keep to whole words; Chinese on either side is as good as a space."""
    return rule(rf"(?<![a-z0-9_.:/$-])(?:{pattern})(?![a-z0-9_])", read)
