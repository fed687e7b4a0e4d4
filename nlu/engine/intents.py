"""What a person wants: letters, words and the sense of the whole sentence, weighed by one linear model."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

import joblib
import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import (
    INTENT,
    INTENT_NAME_KEY,
    INTENT_RANKING_KEY,
    PREDICTED_CONFIDENCE_KEY,
    TEXT,
)
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from scipy.sparse import csr_matrix, hstack
from sklearn.model_selection import StratifiedKFold
from sklearn.svm import LinearSVC

import sentences
from terms import Terms, families, letters, parts, words
from text import fold

TEMPERATURES = np.geomspace(0.05, 1.0, 40)


class Model:
    """A linear model whose scores become probabilities by one temperature, found on unseen folds.

    It sees letters, words, pieces, families of pieces, and the sense of the whole sentence, side by side.
    """

    def __init__(self, *, families: Sequence[int], sense_weight: float, c: float) -> None:
        self._families = families
        self._sense_weight = sense_weight
        self._c = c

    def fit(self, texts: Sequence[str], intents: Sequence[str]) -> Model:
        folded, wanted = [fold(text) for text in texts], np.array(intents)
        kinships = [sentences.kinships(folded, count) for count in self._families]
        cuts = [letters, words, parts, *(partial(families, kinship=kinship) for kinship in kinships)]
        self._views = [Terms(cut).fit(folded) for cut in cuts]
        sense = csr_matrix(sentences.encode(texts) * self._sense_weight)
        given = hstack([*(view.matrix(folded) for view in self._views), sense], format="csr")
        unseen = np.zeros((len(texts), len(set(intents))))
        for known, held in StratifiedKFold(5, shuffle=True, random_state=0).split(given, wanted):
            unseen[held] = self._machine().fit(given[known], wanted[known]).decision_function(given[held])
        machine = self._machine().fit(given, wanted)
        self.names = [str(name) for name in machine.classes_]
        ends = np.cumsum([len(view) for view in self._views])
        blocks = np.split(machine.coef_.T.astype(np.float32), ends)
        *self._weights, of_sense = [np.ascontiguousarray(block) for block in blocks]
        self._of_sense = of_sense * self._sense_weight
        self._bias = machine.intercept_.astype(np.float32)
        truth = np.searchsorted(machine.classes_, wanted)
        self.temperature = min(TEMPERATURES, key=lambda t: _surprise(softmax(unseen / t), truth))
        return self

    def _machine(self) -> LinearSVC:
        return LinearSVC(C=self._c, class_weight="balanced", random_state=0)

    def probabilities(self, text: str) -> np.ndarray:
        """One for each of `names`."""
        folded = fold(text)
        scores = self._bias + sentences.encode_one(text) @ self._of_sense
        for view, weights in zip(self._views, self._weights):
            numbers, strengths = view.row(folded)
            scores = scores + strengths @ weights[numbers]
        return softmax(scores[None] / self.temperature)[0]


def softmax(scores: np.ndarray) -> np.ndarray:
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


def _surprise(probabilities: np.ndarray, truth: np.ndarray) -> float:
    return float(-np.log(probabilities[np.arange(len(truth)), truth] + 1e-12).mean())


class IntentClassifier(GraphComponent):
    """Rasa's component around `Model`."""

    FILE = "intents.joblib"

    def __init__(
        self, config: dict[str, Any], storage: ModelStorage, resource: Resource, model: Model | None = None
    ) -> None:
        self._config = config
        self._storage = storage
        self._resource = resource
        self._model = model

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {"families": [1000, 2500], "sense_weight": 1.2, "c": 0.5}

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> IntentClassifier:
        return cls(config, model_storage, resource)

    def train(self, training_data: TrainingData) -> Resource:
        examples = training_data.intent_examples
        self._model = Model(
            families=self._config["families"],
            sense_weight=self._config["sense_weight"],
            c=self._config["c"],
        ).fit(
            [example.get(TEXT) for example in examples], [example.get(INTENT) for example in examples]
        )
        with self._storage.write_to(self._resource) as folder:
            joblib.dump(self._model, Path(folder) / self.FILE)
        return self._resource

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> IntentClassifier:
        with model_storage.read_from(resource) as folder:
            return cls(config, model_storage, resource, joblib.load(Path(folder) / cls.FILE))

    def process(self, messages: list[Message]) -> list[Message]:
        assert self._model is not None, "process() comes after train() or load()"
        for message in messages:
            chances = self._model.probabilities(message.get(TEXT))
            ranking = [
                {INTENT_NAME_KEY: self._model.names[at], PREDICTED_CONFIDENCE_KEY: float(chances[at])}
                for at in np.argsort(-chances)
            ]
            message.set(INTENT, ranking[0], add_to_output=True)
            message.set(INTENT_RANKING_KEY, ranking, add_to_output=True)
        return messages
