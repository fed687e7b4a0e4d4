"""Which of the town's eight kinds of trouble a person means."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.svm import LinearSVC

import sentences
from text import fold

KINDS = frozenset({"环境卫生", "公共安全", "交通秩序", "设施损坏", "噪音扰民", "邻里纠纷", "物业", "其他"})


class Categories:
    """The words that name the trouble, and the sentence around them, weighed together."""

    def __init__(self) -> None:
        self._words = TfidfVectorizer(analyzer="char_wb", ngram_range=(1, 3), sublinear_tf=True, lowercase=False)
        self._around = TfidfVectorizer(analyzer="char_wb", ngram_range=(1, 3), sublinear_tf=True, lowercase=False)
        self._machine: LinearSVC | None = None

    def fit(self, examples: Sequence[tuple[str, str, str]]) -> Categories:
        """:param examples: the words, the whole text, the kind."""
        known = [example for example in examples if example[2] in KINDS]
        if len({kind for _, _, kind in known}) > 1:
            self._words.fit([fold(words) for words, _, _ in known])
            self._around.fit([fold(text) for _, text, _ in known])
            self._machine = LinearSVC(C=0.5, class_weight="balanced", random_state=0).fit(
                self._features([(words, text) for words, text, _ in known]), [kind for _, _, kind in known]
            )
        return self

    def of(self, words: str, text: str) -> str:
        if self._machine is None:
            return "其他"
        return str(self._machine.predict(self._features([(words, text)]))[0])

    def _features(self, said: Sequence[tuple[str, str]]) -> csr_matrix:
        sense = np.asarray(sentences.encode([words for words, _ in said]))
        return hstack(
            [
                self._words.transform([fold(words) for words, _ in said]),
                self._around.transform([fold(text) for _, text in said]) * 0.5,
                csr_matrix(sense),
            ],
            format="csr",
        )
