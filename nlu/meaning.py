"""What the engine made of a text, once it was checked: the engine's word is a stranger's word."""

import math
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from nlu.emergency import Leaning, leaning

INTENTS = frozenset(
    {
        "greet", "goodbye", "thank", "affirm", "deny", "cancel", "show_menu", "report_problem",
        "track_report", "book_appointment", "change_appointment", "cancel_appointment",
        "my_appointments", "service_guide", "queue_status", "become_volunteer", "join_shift",
        "leave_shift", "my_shifts", "time_bank", "request_companion", "companion_checkin",
        "raise_concern", "emergency", "talk_to_human", "station_info", "propose_topic",
        "vote_topic", "fund_projects", "job_info", "training_info", "rate_service", "my_data",
        "switch_language", "out_of_scope",
    }
)  # fmt: skip
ENTITIES = frozenset(
    {
        "problem_category", "place", "service", "date", "time", "person", "team", "shift_kind",
        "report_number", "phone", "hours",
    }
)  # fmt: skip

TEXT_LIMIT = 1_000
"""Characters that are understood; people say what they want before that."""
VALUE_LIMIT = 200
ENTITIES_LIMIT = 100

ACT_FROM = 0.7
OFFER_FROM = 0.4
EMERGENCY_FROM = {Leaning.DARK: 0.08, Leaning.PLAIN: 0.12, Leaning.NEAR_MISS: 0.65}
"""A chance of `emergency` from which on we ask whether the person is safe, by the text's words:
early where they are dark, late where they are those of a drill, a film or a figure of speech.
"""


class NotUnderstood(Exception):  # noqa: N818 - a finding, not a fault
    """The engine's answer is not one that can be believed; says why, without the person's words."""


class Certainty(StrEnum):
    ACT = "act"
    OFFER = "offer"
    MISS = "miss"


@dataclass(frozen=True, slots=True)
class Entity:
    kind: str
    start: int
    end: int
    value: str
    """The town's name for it where there is one, else the words themselves."""
    text: str


@dataclass(frozen=True, slots=True)
class Meaning:
    text: str
    """What was asked about: trimmed, and cut at the limit; spans are its spans."""
    intent: str
    confidence: float
    ranking: tuple[tuple[str, float], ...]
    entities: tuple[Entity, ...] = ()

    @property
    def certainty(self) -> Certainty:
        if self.confidence >= ACT_FROM:
            return Certainty.ACT
        return Certainty.OFFER if self.confidence >= OFFER_FROM else Certainty.MISS

    @property
    def may_be_emergency(self) -> bool:
        chance = dict(self.ranking).get("emergency", 0.0)
        lowest = min(EMERGENCY_FROM.values())
        return chance >= lowest and chance >= EMERGENCY_FROM[leaning(self.text)]

    def guesses(self, most: int = 3) -> tuple[str, ...]:
        """Give the likeliest intents, for buttons."""
        return tuple(intent for intent, _ in self.ranking[:most])

    def first(self, kind: str) -> Entity | None:
        return next((entity for entity in self.entities if entity.kind == kind), None)


def asked(text: str) -> str:
    """Give `text` as the engine gets it: composed letters, no space around, not too long."""
    whole = "".join("\ufffd" if "\ud800" <= letter <= "\udfff" else letter for letter in text)
    return unicodedata.normalize("NFC", whole.strip())[:TEXT_LIMIT]


def from_answer(text: str, raw: object) -> Meaning:
    """Believe only what fits `text` and our own names.

    :param raw: Rasa's parse shape, as decoded from JSON.
    :raises NotUnderstood: anything at all is wrong with it.
    """
    answer = _mapping(raw)
    if answer.get("text") != text:
        raise NotUnderstood("the answer is about another text")
    ranking = tuple(_chances(answer.get("intent_ranking")))
    first = _chance(answer.get("intent"))
    if not ranking or first != ranking[0]:
        raise NotUnderstood("the first intent does not lead the ranking")
    found = answer.get("entities")
    if not isinstance(found, list) or len(found) > ENTITIES_LIMIT:
        raise NotUnderstood("no list of entities")
    entities = tuple(_entity(text, entity) for entity in found)
    return Meaning(text, *first, ranking, entities)


def to_answer(meaning: Meaning) -> dict[str, Any]:
    """Give Rasa's parse shape again."""
    ranking = [{"name": intent, "confidence": chance} for intent, chance in meaning.ranking]
    return {
        "text": meaning.text,
        "intent": ranking[0],
        "entities": [
            {"entity": e.kind, "start": e.start, "end": e.end, "value": e.value}
            for e in meaning.entities
        ],
        "intent_ranking": ranking,
    }


def _chances(raw: object) -> Iterable[tuple[str, float]]:
    if not isinstance(raw, list) or len(raw) > len(INTENTS):
        raise NotUnderstood("no ranking of intents")
    before, seen = 1.0, set[str]()
    for one in raw:
        intent, chance = _chance(one)
        if intent in seen or chance > before:
            raise NotUnderstood("the ranking is not in order")
        seen.add(intent)
        before = chance
        yield intent, chance


def _chance(raw: object) -> tuple[str, float]:
    said = _mapping(raw)
    intent, chance = said.get("name"), said.get("confidence")
    if not isinstance(intent, str) or intent not in INTENTS:
        raise NotUnderstood("an intent that we do not have")
    if isinstance(chance, bool) or not isinstance(chance, int | float):
        raise NotUnderstood("a confidence that is no number")
    if not math.isfinite(chance) or not 0 <= chance <= 1:
        raise NotUnderstood("a confidence outside 0 to 1")
    return intent, float(chance)


def _entity(text: str, raw: object) -> Entity:
    said = _mapping(raw)
    kind, value = said.get("entity"), said.get("value")
    start, end = said.get("start"), said.get("end")
    if not isinstance(kind, str) or kind not in ENTITIES:
        raise NotUnderstood("an entity that we do not have")
    if type(start) is not int or type(end) is not int or not 0 <= start < end <= len(text):
        raise NotUnderstood("an entity outside the text")
    words = text[start:end]
    if not isinstance(value, str) or not value.strip() or len(value) > max(VALUE_LIMIT, len(words)):
        raise NotUnderstood("an entity without a value")
    return Entity(kind, start, end, value, words)


def _mapping(raw: object) -> Mapping[str, object]:
    if not isinstance(raw, dict):
        raise NotUnderstood("not an answer")
    return raw
