"""How well we understand: held-out utterances asked of the real engine, and what came back.

Spans count when they are exact, with the right label; a problem's category counts by its value,
since the words for trouble are endless.
"""

import json
import re
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import yaml

from nlu.emergency import check
from nlu.meaning import Meaning, to_answer

Ask = Callable[[str], Awaitable[Meaning | None]]
One = TypeVar("One")
Found = frozenset[tuple[str, int | str, int]]

BY_VALUE = "problem_category"
_MARKED = re.compile(r"\[(?P<words>[^\]]+)\](?:\((?P<kind>\w+)\)|(?P<facts>\{[^}]+\}))")
_CHINESE = re.compile("[\u4e00-\u9fff]")


class EvaluationError(Exception):
    """The held-out file cannot be read; the message is a sentence for the operator."""


@dataclass(frozen=True)
class Example:
    text: str
    intent: str
    entities: Found
    annotated: bool = True

    @property
    def chinese(self) -> bool:
        return bool(_CHINESE.search(self.text))


def read(paths: Iterable[Path]) -> list[Example]:
    """Read Rasa's YAML; a file without a single entity says nothing about entities.

    :raises EvaluationError: a file is not of that format.
    """
    examples = []
    for path in paths:
        try:
            blocks = yaml.safe_load(path.read_text(encoding="utf-8"))["nlu"]
            lines = [
                (block["intent"], line.removeprefix("- "))
                for block in blocks
                if "intent" in block
                for line in block["examples"].splitlines()
                if line.strip()
            ]
            found = [_example(line, intent) for intent, line in lines]
        except (OSError, yaml.YAMLError, LookupError, TypeError, ValueError) as error:
            raise EvaluationError(f"{path} is not Rasa's YAML of utterances: {error}") from error
        annotated = any(example.entities for example in found)
        examples += [Example(e.text, e.intent, e.entities, annotated) for e in found]
    return examples


def _example(line: str, intent: str) -> Example:
    text, entities, end = "", set(), 0
    for match in _MARKED.finditer(line):
        text += line[end : match.start()]
        words = match["words"]
        facts = json.loads(match["facts"]) if match["facts"] else {"entity": match["kind"]}
        start, kind = len(text), facts["entity"]
        text += words
        end = match.end()
        entities.add(_found(kind, start, len(text), facts.get("value", words)))
    whole = text + line[end:]
    shift = len(whole) - len(whole.lstrip())
    moved = {(k, a - shift, b - shift) if isinstance(a, int) else (k, a, b) for k, a, b in entities}
    return Example(whole.strip(), intent, frozenset(moved))


def _found(kind: str, start: int, end: int, value: str) -> tuple[str, int | str, int]:
    return (kind, value, 0) if kind == BY_VALUE else (kind, start, end)


@dataclass
class Tally:
    """Right, wanted and said, for precision and recall."""

    right: int = 0
    wanted: int = 0
    said: int = 0

    @property
    def precision(self) -> float:
        return self.right / self.said if self.said else 0.0

    @property
    def recall(self) -> float:
        return self.right / self.wanted if self.wanted else 0.0

    @property
    def f1(self) -> float:
        return 2 * self.right / (self.wanted + self.said) if self.wanted + self.said else 0.0


@dataclass
class Scores:
    asked: int = 0
    silent: int = 0
    top3: int = 0
    languages: dict[bool, Tally] = field(default_factory=lambda: {True: Tally(), False: Tally()})
    intents: dict[str, Tally] = field(default_factory=dict)
    entities: dict[str, Tally] = field(default_factory=dict)
    confused: Counter[tuple[str, str]] = field(default_factory=Counter)
    emergencies: Tally = field(default_factory=Tally)
    surest_wrong: list[tuple[float, str, str, str]] = field(default_factory=list)

    @property
    def accuracy(self) -> float:
        return sum(tally.right for tally in self.intents.values()) / self.asked if self.asked else 0

    @property
    def macro_f1(self) -> float:
        held = [tally.f1 for tally in self.intents.values() if tally.wanted]
        return sum(held) / len(held) if held else 0.0

    @property
    def entity(self) -> Tally:
        all_kinds = self.entities.values()
        return Tally(
            sum(t.right for t in all_kinds),
            sum(t.wanted for t in all_kinds),
            sum(t.said for t in all_kinds),
        )

    @property
    def false_alarms(self) -> float:
        others = self.asked - self.emergencies.wanted
        return (self.emergencies.said - self.emergencies.right) / others if others else 0.0

    def add(self, example: Example, meaning: Meaning | None) -> None:
        self.asked += 1
        said = meaning.intent if meaning else "(none)"
        self.silent += meaning is None
        _count(self.intents, {example.intent}, {said})
        _add(self.languages[example.chinese], {example.intent}, {said})
        self.confused[example.intent, said] += 1
        alarm = {"emergency"} if is_emergency(example.text, meaning) else set[str]()
        _add(self.emergencies, {example.intent} & {"emergency"}, alarm)
        if meaning is None:
            return
        self.top3 += example.intent in meaning.guesses(3)
        if said != example.intent:
            self.surest_wrong.append((meaning.confidence, example.intent, said, example.text))
        if example.annotated:
            found = {_found(e.kind, e.start, e.end, e.value) for e in meaning.entities}
            for kind in {k for k, *_ in found | example.entities}:
                wanted = {one for one in example.entities if one[0] == kind}
                _add(
                    self.entities.setdefault(kind, Tally()),
                    wanted,
                    {one for one in found if one[0] == kind},
                )


def _count(tallies: dict[str, Tally], wanted: set[str], said: set[str]) -> None:
    for name in wanted | said:
        _add(tallies.setdefault(name, Tally()), wanted & {name}, said & {name})


def _add(tally: Tally, wanted: set[One], said: set[One]) -> None:
    tally.right += len(wanted & said)
    tally.wanted += len(wanted)
    tally.said += len(said)


def is_emergency(text: str, meaning: Meaning | None) -> bool:
    """Say what the rules and the model say together; either is enough."""
    return check(text) is not None or (meaning is not None and meaning.may_be_emergency)


async def evaluate(ask: Ask, examples: Sequence[Example]) -> Scores:
    scores = Scores()
    for example in examples:
        scores.add(example, await ask(example.text))
    return scores


def table(scores: Scores, *, wrong: int = 0) -> str:
    """Give the figures as lines for a terminal; `wrong` of the surest mistakes with their texts."""
    chinese, english = scores.languages[True], scores.languages[False]
    entity, alarms = scores.entity, scores.emergencies
    top3 = scores.top3 / max(1, scores.asked)
    rates = f"accuracy {scores.accuracy:.3f}  macro-F1 {scores.macro_f1:.3f}  top-3 {top3:.3f}"
    lines = [
        f"utterances {scores.asked}, unanswered {scores.silent}",
        rates,
        f"Chinese {chinese.recall:.3f} of {chinese.wanted}",
        f"English {english.recall:.3f} of {english.wanted}",
        f"entities F1 {entity.f1:.3f}",
        f"precision {entity.precision:.3f}, recall {entity.recall:.3f} of {entity.wanted}",
        f"emergencies (rules and model together) recall {alarms.recall:.3f} of {alarms.wanted}",
        f"false alarms {scores.false_alarms:.3f} of the rest",
        "",
        *_rows("intent", scores.intents),
        "",
        *_rows("entity", scores.entities),
    ]
    if wrong:
        lines += ["", "surest mistakes"]
        lines += [
            f"  {confidence:.2f}  {wanted} taken for {said}: {text}"
            for confidence, wanted, said, text in sorted(scores.surest_wrong, reverse=True)[:wrong]
        ]
    return "\n".join(lines)


def _rows(title: str, tallies: dict[str, Tally]) -> list[str]:
    rows = [f"{title:20} precision  recall  F1     wanted"]
    rows += [
        f"{name:20} {tally.precision:9.3f}  {tally.recall:6.3f}  {tally.f1:5.3f}  {tally.wanted:5}"
        for name, tally in sorted(tallies.items())
    ]
    return rows


async def parsed(ask: Ask, lines: Iterable[str]) -> AsyncIterator[str]:
    """Give one line of JSON a text, in Rasa's parse shape, and `emergency` beside it."""
    for line in lines:
        text = line.rstrip("\r\n")
        meaning = await ask(text)
        answer: dict[str, Any] = (
            to_answer(meaning)
            if meaning
            else {
                "text": text,
                "intent": {"name": None, "confidence": 0.0},
                "entities": [],
                "intent_ranking": [],
            }
        )
        answer["emergency"] = is_emergency(text, meaning)
        yield json.dumps(answer, ensure_ascii=False)
