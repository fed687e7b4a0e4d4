"""Which words name a place, a date, a service: shapes and lists propose, a CRF decides, one pass joins."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import joblib
import pycrfsuite
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import ENTITIES, INTENT, INTENT_NAME_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

import patterns
from categories import Categories
from patterns import Span
from text import Token, fold, tokens

CATEGORY = "problem_category"
REPORT = "report_problem"
CANONICAL = frozenset({"service", "team", "shift_kind"})
FILLING = frozenset({"team", "shift_kind"})
"""Lists whose names mean nothing else; those of places and services also stand in other names."""
CRF = {"c1": 0.05, "c2": 0.02, "max_iterations": 80, "feature.minfreq": 1}
LISTED_AT_LEAST = 2
"""Characters; a shorter name in a list would be found everywhere."""


class Listed:
    """Finds the names of the town pack in a text, the longest at each place."""

    def __init__(self, names: dict[str, Sequence[str]]) -> None:
        self._kinds: dict[str, str] = {}
        for kind, spoken in names.items():
            self._kinds |= {fold(name): kind for name in spoken if len(name) >= LISTED_AT_LEAST}
        self._starts: dict[str, list[str]] = defaultdict(list)
        for name in sorted(self._kinds, key=len, reverse=True):
            self._starts[name[0]].append(name)

    def spans(self, folded: str) -> Iterator[Span]:
        at = 0
        while at < len(folded):
            name = next((n for n in self._starts.get(folded[at], ()) if _stands_at(folded, n, at)), None)
            if name:
                yield Span(at, at + len(name), self._kinds[name])
            at += len(name) if name else 1


def _stands_at(folded: str, name: str, at: int) -> bool:
    """A Latin name must not be a piece of a longer word."""
    end = at + len(name)
    if not folded.startswith(name, at):
        return False
    return not (_latin(name[0]) and at and _latin(folded[at - 1])) and not (
        _latin(name[-1]) and end < len(folded) and _latin(folded[end])
    )


def _latin(letter: str) -> bool:
    return "a" <= letter <= "z"


def _shape(word: str) -> str:
    if word[0].isdigit():
        return f"digits{min(len(word), 5)}"
    if _latin(word[0]):
        return "latin"
    return "letter" if word.isalpha() else "mark"


def features(found: Sequence[Token], hints: Iterable[Span]) -> list[list[str]]:
    """What the CRF sees of each token: itself, its neighbours, and which shapes and lists propose it."""
    words = [token.text for token in found]
    shapes = [_shape(word) for word in words]
    hinted: list[list[str]] = [[] for _ in found]
    for span in hints:
        for at, token in enumerate(found):
            if span.start <= token.start and token.end <= span.end:
                begins = "B" if token.start == span.start else "I"
                hinted[at].append(f"{begins}-{span.kind}")
    count = len(found)
    rows = []
    for at, word in enumerate(words):
        row = ["bias", f"w={word}", f"s={shapes[at]}"]
        if shapes[at] == "latin":
            row += [f"p={word[:3]}", f"x={word[-3:]}"]
        for step in (-3, -2, -1, 1, 2, 3):
            there = at + step
            if 0 <= there < count:
                row.append(f"{step}w={words[there]}")
                if -2 <= step <= 2:
                    row.append(f"{step}s={shapes[there]}")
                    row += [f"{step}h={hint}" for hint in hinted[there]]
            else:
                row.append(f"{step}edge")
        if at:
            row.append(f"-1,0={words[at - 1]}|{word}")
        if at > 1:
            row.append(f"-2,0={words[at - 2]}|{words[at - 1]}|{word}")
        if at + 1 < count:
            row.append(f"0,1={word}|{words[at + 1]}")
        if at + 2 < count:
            row.append(f"0,2={word}|{words[at + 1]}|{words[at + 2]}")
        if 0 < at < count - 1:
            row.append(f"-1,1={words[at - 1]}|{words[at + 1]}")
        row += [f"h={hint}" for hint in hinted[at]]
        rows.append(row)
    return rows


def labels(found: Sequence[Token], spans: Sequence[Span]) -> list[str]:
    """B-, I-, L- and U- labels; a span that splits a token is left out."""
    out = ["O"] * len(found)
    for span in spans:
        inside = [at for at, token in enumerate(found) if span.start <= token.start < token.end <= span.end]
        if not inside:
            continue
        if len(inside) == 1:
            out[inside[0]] = f"U-{span.kind}"
            continue
        for at in inside:
            out[at] = f"I-{span.kind}"
        out[inside[0]], out[inside[-1]] = f"B-{span.kind}", f"L-{span.kind}"
    return out


def spans_of(found: Sequence[Token], said: Sequence[str]) -> Iterator[Span]:
    start, kind = -1, ""
    for at, label in enumerate(said):
        mark, _, now = label.partition("-")
        if mark in {"B", "U"}:
            start, kind = found[at].start, now
        if mark in {"U", "L"} and now == kind and start >= 0:
            yield Span(start, found[at].end, kind)
        if mark in {"O", "U", "L"}:
            start, kind = -1, ""


class Values:
    """The one name behind the many ways to say it: from the annotations and the town pack."""

    def __init__(
        self,
        names: dict[str, Sequence[str]],
        synonyms: dict[str, str],
        seen: Iterable[tuple[str, str, str]],
    ) -> None:
        """:param seen: kind, words and value of what was annotated; the town pack knows better."""
        counts: dict[str, dict[str, Counter[str]]] = defaultdict(lambda: defaultdict(Counter))
        for kind, spoken, value in seen:
            counts[kind][fold(spoken).strip()][value] += 1
        self._names = {
            kind: {spoken: said.most_common(1)[0][0] for spoken, said in spokens.items()}
            for kind, spokens in counts.items()
        }
        for kind in CANONICAL & names.keys():
            said = {fold(spoken): synonyms.get(spoken, spoken) for spoken in names[kind]}
            self._names[kind] = self._names.get(kind, {}) | said

    def of(self, kind: str, spoken: str) -> str:
        known = self._names.get(kind, {})
        folded = fold(spoken).strip()
        if folded in known:
            return known[folded]
        if kind not in CANONICAL:
            return spoken
        near = max(known, key=lambda name: _likeness(name, folded), default="")
        return known[near] if near and _likeness(near, folded) >= 0.5 else spoken


def _likeness(one: str, other: str) -> float:
    """Dice's measure on pairs of letters."""
    left, right = _pairs(one), _pairs(other)
    return 2 * len(left & right) / max(1, len(left) + len(right))


def _pairs(text: str) -> set[str]:
    return {text[at : at + 2] for at in range(len(text) - 1)}


class EntityFinder:
    """Shapes that leave no doubt win, the CRF decides the rest, dates and the like fill what it left."""

    def __init__(
        self, listed: Listed, values: Values, tagger: pycrfsuite.Tagger, categories: Categories
    ) -> None:
        self._listed = listed
        self._values = values
        self._tagger = tagger
        self._categories = categories

    def find(self, text: str, intent: str | None) -> list[dict[str, Any]]:
        folded = fold(text)
        shaped = list(patterns.spans(folded))
        listed = list(self._listed.spans(folded))
        found = tokens(text)
        said = self._tagger.tag(features(found, [*shaped, *listed])) if found else []
        certain = [span for span in shaped if span.kind in patterns.CERTAIN]
        decided = [*certain, *_beside(certain, spans_of(found, said))]
        filling = [span for span in shaped if span.kind in patterns.FILLING]
        filling += [span for span in listed if span.kind in FILLING]
        spans = [*decided, *_beside(decided, patterns.longest_first(filling))]
        if intent == REPORT and text.strip() and all(span.kind != CATEGORY for span in spans):
            spans.append(Span(0, len(text), CATEGORY))
        return [
            {
                "entity": span.kind,
                "start": span.start,
                "end": span.end,
                "value": self._value(text, span),
                "extractor": "EntityExtractor",
            }
            for span in sorted(spans)
        ]

    def _value(self, text: str, span: Span) -> str:
        spoken = text[span.start : span.end]
        if span.kind == CATEGORY:
            return self._categories.of(spoken, text)
        return self._values.of(span.kind, spoken)


def _beside(taken: Sequence[Span], offered: Iterable[Span]) -> list[Span]:
    return [
        span for span in offered if all(span.end <= other.start or other.end <= span.start for other in taken)
    ]


class EntityExtractor(GraphComponent):
    """Rasa's component around `EntityFinder`."""

    TAGGER, REST, LISTS = "entities.crfsuite", "entities.joblib", "lists.json"

    def __init__(
        self,
        storage: ModelStorage,
        resource: Resource,
        finder: EntityFinder | None = None,
    ) -> None:
        self._storage = storage
        self._resource = resource
        self._finder = finder

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> EntityExtractor:
        return cls(model_storage, resource)

    def train(self, training_data: TrainingData) -> Resource:
        """The lists are the town's, the synonyms both the town's and those of the annotations."""
        names = {table["name"]: table["elements"] for table in training_data.lookup_tables}
        with self._storage.write_to(self._resource) as folder:
            fit(Path(folder), training_data.nlu_examples, names, training_data.entity_synonyms)
        return self._resource

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> EntityExtractor:
        with model_storage.read_from(resource) as folder:
            return cls(model_storage, resource, load(Path(folder)))

    def process(self, messages: list[Message]) -> list[Message]:
        assert self._finder is not None, "process() comes after load()"
        for message in messages:
            intent = (message.get(INTENT) or {}).get(INTENT_NAME_KEY)
            message.set(ENTITIES, self._finder.find(message.get(TEXT), intent), add_to_output=True)
        return messages


def fit(
    folder: Path, examples: Sequence[Message], names: dict[str, Sequence[str]], synonyms: dict[str, str]
) -> None:
    listed = Listed(names)
    trainer = pycrfsuite.Trainer(algorithm="lbfgs", verbose=False)
    trainer.set_params(CRF)
    seen = []
    for example in examples:
        text, folded, found = example.get(TEXT), fold(example.get(TEXT)), tokens(example.get(TEXT))
        marked = example.get(ENTITIES) or []
        seen += [(one["entity"], text[one["start"] : one["end"]], one["value"]) for one in marked]
        if found:
            hints = [*patterns.spans(folded), *listed.spans(folded)]
            spans = [Span(one["start"], one["end"], one["entity"]) for one in marked]
            trainer.append(features(found, hints), labels(found, spans))
    trainer.train(str(folder / EntityExtractor.TAGGER))
    (folder / EntityExtractor.LISTS).write_text(json.dumps(names, ensure_ascii=False), encoding="utf-8")
    categories = Categories().fit(
        [(spoken, spoken, synonyms.get(spoken, spoken)) for spoken in names.get(CATEGORY, ())]
        + [
            (text[one["start"] : one["end"]], text, one["value"])
            for example in examples
            for text in [example.get(TEXT)]
            for one in example.get(ENTITIES) or []
            if one["entity"] == CATEGORY
        ]
    )
    joblib.dump((Values(names, synonyms, seen), categories), folder / EntityExtractor.REST)


def load(folder: Path) -> EntityFinder:
    tagger = pycrfsuite.Tagger()
    tagger.open(str(folder / EntityExtractor.TAGGER))
    names = json.loads((folder / EntityExtractor.LISTS).read_text(encoding="utf-8"))
    values, categories = joblib.load(folder / EntityExtractor.REST)
    return EntityFinder(Listed(names), values, tagger, categories)
