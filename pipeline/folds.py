"""Folds: who is judged by whom when a classifier is judged on paragraphs that it has not learned from."""

import hashlib
from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from pipeline.labels import Refused

FOLDS = 5


def folds(groups: Sequence[str]) -> NDArray[np.int_]:
    """The fold, 0 to FOLDS - 1, of each paragraph: whole groups, the largest first, each into the smallest fold.

    Raises Refused where there are fewer groups than folds.
    """
    sizes = Counter(groups)
    if len(sizes) < FOLDS:
        raise Refused(
            f"labels of {FOLDS} or more documents are needed, since each is judged by a model that has learned from "
            f"others; there are {len(sizes)} (years of one report, and documents that share text, count as one)"
        )
    filled, fold = [0] * FOLDS, {}
    for name, size in sorted(sizes.items(), key=lambda item: (-item[1], _hash(item[0]))):
        fold[name] = filled.index(min(filled))
        filled[fold[name]] += size
    return np.array([fold[name] for name in groups])


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
