"""What a text is made of, as weighted counts (TF-IDF, sublinear), quick for one text at a time."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence

import numpy as np
from scipy.sparse import csr_matrix

import sentences

_WORD = re.compile(r"[a-z]+(?:'[a-z]+)?|\d+|[^\sa-z\d]")

Term = str | int | tuple[str | int, str | int]
Cut = Callable[[str], Iterator[Term]]


def letters(folded: str, longest: int = 4) -> Iterator[str]:
    """Runs of 1 to `longest` letters inside words, whose ends are marked; a Chinese clause is one word."""
    for word in folded.split():
        padded = f" {word} "
        for length in range(1, longest + 1):
            for at in range(len(padded) - length + 1):
                yield padded[at : at + length]


def words(folded: str) -> Iterator[Term]:
    """Latin words, runs of digits and single Chinese letters, and pairs of them."""
    return _alone_and_paired(_WORD.findall(folded))


def parts(folded: str) -> Iterator[Term]:
    """The encoder's pieces, and pairs of them."""
    return _alone_and_paired(sentences.pieces(folded))


def families(folded: str, kinship: np.ndarray) -> Iterator[Term]:
    """The families of those pieces, and pairs of them: kin count as the same."""
    return _alone_and_paired([int(kinship[piece]) for piece in sentences.pieces(folded)])


def _alone_and_paired(found: Sequence[str | int]) -> Iterator[Term]:
    yield from found
    yield from zip(found, found[1:])


class Terms:
    """The weight of each term of a text; a row has length one."""

    def __init__(self, cut: Cut) -> None:
        self.cut = cut
        self._numbers: dict[Term, int] = {}
        self._rarity = np.empty(0, dtype=np.float32)

    def __len__(self) -> int:
        return len(self._numbers)

    def fit(self, folded: Sequence[str]) -> Terms:
        texts_with: Counter[Term] = Counter()
        for text in folded:
            texts_with.update(dict.fromkeys(self.cut(text)).keys())
        self._numbers = {term: number for number, term in enumerate(texts_with)}
        self._rarity = np.array(
            [math.log((1 + len(folded)) / (1 + texts_with[term])) + 1 for term in self._numbers], np.float32
        )
        return self

    def row(self, folded: str) -> tuple[np.ndarray, np.ndarray]:
        """Numbers of the known terms, and their weights."""
        counts: dict[int, int] = {}
        for term in self.cut(folded):
            number = self._numbers.get(term)
            if number is not None:
                counts[number] = counts.get(number, 0) + 1
        numbers = np.fromiter(counts, np.int64, len(counts))
        weights = (np.log(np.fromiter(counts.values(), np.float32, len(counts))) + 1) * self._rarity[numbers]
        return numbers, weights / (np.linalg.norm(weights) or 1)

    def matrix(self, folded: Sequence[str]) -> csr_matrix:
        rows = [self.row(text) for text in folded]
        ends = np.cumsum([0, *(len(numbers) for numbers, _ in rows)])
        columns = np.concatenate([numbers for numbers, _ in rows])
        weights = np.concatenate([weights for _, weights in rows])
        return csr_matrix((weights, columns, ends), shape=(len(rows), len(self)))
