"""What a person wants: letters, words and the sense of the whole sentence, weighed by one linear model."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import joblib
import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import INTENT, INTENT_NAME_KEY, INTENT_RANKING_KEY, PREDICTED_CONFIDENCE_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.model_selection import StratifiedKFold
from sklearn.svm import LinearSVC

import sentences
from text import fold

WORD = r"[a-z]+(?:'[a-z]+)?|\d+|[^\sa-z\d]"
TEMPERATURES = np.geomspace(0.05, 1.0, 40)


class Features:
    """Letters (runs of 1-4 inside words), words (1-2) and the sentence's sense, side by side."""

    def __init__(self, sense_weight: float) -> None:
        self.sense_weight = sense_weight
        self.letters = TfidfVectorizer(
            analyzer="char_wb", ngram_range=(1, 4), sublinear_tf=True, lowercase=False, dtype=np.float32
        )
        self.words = TfidfVectorizer(
            token_pattern=WORD, ngram_range=(1, 2), sublinear_tf=True, lowercase=False, dtype=np.float32
        )

    def fit(self, texts: Sequence[str]) -> Features:
        folded = [fold(text) for text in texts]
        self.letters.fit(folded)
        self.words.fit(folded)
        return self

    def of(self, texts: Sequence[str]) -> csr_matrix:
        folded = [fold(text) for text in texts]
        sense = csr_matrix(sentences.encode(texts) * self.sense_weight)
        return hstack([self.letters.transform(folded), self.words.transform(folded), sense], format="csr")


class Model:
    """A linear model whose scores become probabilities by one temperature, found on unseen folds."""

    def __init__(self, *, sense_weight: float = 1.0, c: float = 0.5) -> None:
        self.features = Features(sense_weight)
        self.c = c

    def fit(self, texts: Sequence[str], intents: Sequence[str]) -> Model:
        wanted = np.array(intents)
        given = self.features.fit(texts).of(texts)
        unseen = np.zeros((len(texts), len(set(intents))))
        for known, held in StratifiedKFold(5, shuffle=True, random_state=0).split(given, wanted):
            unseen[held] = self._machine().fit(given[known], wanted[known]).decision_function(given[held])
        machine = self._machine().fit(given, wanted)
        self.names = machine.classes_
        self.weights = np.ascontiguousarray(machine.coef_.T, dtype=np.float32)
        self.bias = machine.intercept_.astype(np.float32)
        truth = np.searchsorted(self.names, wanted)
        self.temperature = min(TEMPERATURES, key=lambda t: _surprise(softmax(unseen / t), truth))
        return self

    def _machine(self) -> LinearSVC:
        return LinearSVC(C=self.c, class_weight="balanced", random_state=0)

    def scores(self, texts: Sequence[str]) -> np.ndarray:
        return self.features.of(texts) @ self.weights + self.bias

    def probabilities(self, texts: Sequence[str]) -> np.ndarray:
        return softmax(self.scores(texts) / self.temperature)


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
        return {"sense_weight": 1.0, "c": 0.5}

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
        self._model = Model(sense_weight=self._config["sense_weight"], c=self._config["c"]).fit(
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
        chances = self._model.probabilities([message.get(TEXT) for message in messages])
        for message, row in zip(messages, chances):
            ranking = [
                {INTENT_NAME_KEY: str(self._model.names[at]), PREDICTED_CONFIDENCE_KEY: float(row[at])}
                for at in np.argsort(-row)
            ]
            message.set(INTENT, ranking[0], add_to_output=True)
            message.set(INTENT_RANKING_KEY, ranking, add_to_output=True)
        return messages
