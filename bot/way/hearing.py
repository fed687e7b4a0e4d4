"""Hearing: what a message means, asked before the turn's transaction opens."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from aiogram.methods import SendMessage, TelegramMethod

from bot import metrics
from bot.way.updates import Raw
from config.texts import speaker
from nlu.emergency import Alarm, check
from nlu.meaning import Meaning


class Understanding(Protocol):
    async def parse(self, text: str) -> Meaning | None: ...


@dataclass(frozen=True)
class Heard:
    alarm: Alarm | None = None
    meaning: Meaning | None = None


class Hearing:
    """Ask the emergency rules first, which need nothing, and then the understanding engine.

    In a group only danger is heard: what else is said there is not for us.
    """

    def __init__(self, understanding: Understanding | None) -> None:
        self._understanding = understanding

    async def hear(self, update: Raw | None) -> Heard:
        if update is None or not update.words:
            return Heard()
        alarm = check(update.words)
        if alarm is not None:
            metrics.alarms.labels(alarm.kind.value).inc()
        certain = alarm is not None and alarm.certain
        if self._understanding is None or update.is_command or update.is_group or certain:
            return Heard(alarm)
        return Heard(alarm, await self._understanding.parse(update.words))

    @staticmethod
    def apology(language: str) -> Sequence[TelegramMethod[Any]]:
        return [SendMessage(chat_id=0, text=speaker(language)("turn-failed").words)]
