"""Filters over what the turn knows: what was meant, who speaks, which words always work."""

import re
import unicodedata
from collections.abc import Collection
from functools import lru_cache
from typing import Any

from aiogram.filters import Filter
from aiogram.types import Message, TelegramObject

from community.numbers import find_number
from community.people import Role, Speaker
from nlu.emergency import Alarm
from nlu.meaning import ACT_FROM, Meaning


class Meant(Filter):
    """The message means one of these intents, surely enough to act on it."""

    def __init__(self, *intents: str, at_least: float = ACT_FROM) -> None:
        self._intents = frozenset(intents)
        self._at_least = at_least

    async def __call__(self, _: TelegramObject, meaning: Meaning | None = None) -> bool:
        return (
            meaning is not None
            and meaning.intent in self._intents
            and meaning.confidence >= self._at_least
        )


class Alarmed(Filter):
    """Words of danger were heard."""

    async def __call__(self, _: TelegramObject, alarm: Alarm | None = None) -> bool:
        return alarm is not None


class Staff(Filter):
    def __init__(self, roles: Collection[Role]) -> None:
        self._roles = frozenset(roles)

    async def __call__(self, _: TelegramObject, person: Speaker) -> bool:
        return person.is_one_of(self._roles)


# What takes up room, or none at all, and shows nothing: fillers, blank signs, marks of direction.
_UNSEEN = re.compile(
    "[\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u202a-\u202e"
    "\u2060-\u206f\u2800\u3164\ufe00-\ufe0f\ufeff\uffa0\U000e0000-\U000e0fff]"
)


@lru_cache(maxsize=256)
def plain(words: str) -> str:
    """Bring a typed word to one form: full-width to narrow, lower case, no marks around it."""
    narrow = _UNSEEN.sub("", unicodedata.normalize("NFKC", words)).casefold()
    return narrow.strip(" \t\n\r.,!?。，！？~～、…\"'“”‘’「」《》()（）")


class Word(Filter):
    """The whole message is one of these words, however it is typed."""

    def __init__(self, *words: str) -> None:
        self._words = frozenset(plain(word) for word in words)

    async def __call__(self, message: Message) -> bool | dict[str, Any]:
        return message.text is not None and plain(message.text) in self._words


class HasNumber(Filter):
    """The message has the number of a case somewhere in it."""

    async def __call__(self, message: Message) -> bool | dict[str, Any]:
        number = find_number((message.text or "")[:1000])
        return {"number": number} if number else False
