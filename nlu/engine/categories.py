"""Which of the town's eight kinds of trouble a person means."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import numpy as np
from scipy.sparse import csr_matrix, hstack
from sklearn.svm import LinearSVC

import sentences
from terms import Terms, letters
from text import fold

KINDS = frozenset({"环境卫生", "公共安全", "交通秩序", "设施损坏", "噪音扰民", "邻里纠纷", "物业", "其他"})
AROUND = 0.5
"""What the whole text weighs, beside the words that name the trouble."""


class Categories:
    """The words that name the trouble, and the sentence around them, weighed together."""

    def __init__(self) -> None:
        self._words = Terms(partial(letters, longest=3))
        self._around = Terms(partial(letters, longest=3))
        self._machine: LinearSVC | None = None

    def fit(self, examples: Sequence[tuple[str, str, str]]) -> Categories:
        """:param examples: the words, the whole text, the kind."""
        known = [example for example in examples if example[2] in KINDS]
        if len({kind for _, _, kind in known}) > 1:
            self._words.fit([fold(words) for words, _, _ in known])
            self._around.fit([fold(text) for _, text, _ in known])
            given = hstack(
                [
                    self._words.matrix([fold(words) for words, _, _ in known]),
                    self._around.matrix([fold(text) for _, text, _ in known]) * AROUND,
                    csr_matrix(sentences.encode([text for _, text, _ in known])),
                ],
                format="csr",
            )
            self._machine = LinearSVC(C=0.5, class_weight="balanced", random_state=0)
            self._machine.fit(given, [kind for _, _, kind in known])
        return self

    def of(self, words: str, text: str) -> str:
        if self._machine is None:
            return "其他"
        weights = self._machine.coef_.T
        named, around = self._words.row(fold(words)), self._around.row(fold(text))
        ends = len(self._words), len(self._words) + len(self._around)
        scores = self._machine.intercept_ + sentences.encode_one(text) @ weights[ends[1] :]
        scores = scores + named[1] @ weights[named[0]]
        scores = scores + around[1] @ weights[around[0] + ends[0]] * AROUND
        return str(self._machine.classes_[np.argmax(scores)])
