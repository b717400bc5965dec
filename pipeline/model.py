"""The classifier's model: what training leaves on disk, and the probabilities that it gives to a text."""

import io
import json
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import skops.io
from scipy.sparse import csr_matrix
from scipy.special import expit
from sklearn.feature_extraction.text import TfidfTransformer
from sklearn.multiclass import OneVsRestClassifier

from pipeline.features import BLOCKS, SHARES, Sentence, Vocabulary, count, sentences, weigh
from pipeline.thresholds import Array, calibrated

FILE = "model.skops"
# Types that a model file may hold beyond those of scikit-learn and numpy that skops trusts by itself.
TRUSTED: tuple[str, ...] = ()
# A zip file's oldest date: no clock in the bytes of a model.
NO_DATE = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Model:
    """A trained classifier: for each label a head, slope and intercept of its calibration, and a threshold, 0..1.

    `labels` are the categories that it can tell and the recommendation flag, in the order of the `heads`, which are
    kept by what they tell (the keys of SHARES); `languages` are those that it has learned.
    """

    labels: tuple[str, ...]
    languages: tuple[str, ...]
    calibration: tuple[tuple[float, float], ...]
    thresholds: tuple[float, ...]
    vocabularies: dict[str, Vocabulary]
    weights: dict[str, TfidfTransformer]
    heads: dict[str, OneVsRestClassifier]


@dataclass(frozen=True, slots=True)
class Passages:
    """Texts cut into sentences: `starts` are the indices of each text's first sentence, in order."""

    sentences: list[Sentence]
    starts: list[int]

    def owners(self) -> csr_matrix:
        """Which text has which sentence (texts × sentences)."""
        ends = np.array([*self.starts, len(self.sentences)])
        ones = np.ones(len(self.sentences), dtype=np.float32)
        return csr_matrix((ones, np.arange(len(self.sentences)), ends))


def cut(texts: Sequence[tuple[str, str]]) -> Passages:
    """Cut texts, given with their languages, into sentences."""
    found: list[Sentence] = []
    starts = []
    for text, language in texts:
        starts.append(len(found))
        found += sentences(text, language)
    return Passages(found, starts)


class Linear:
    """The heads of a classifier in one piece."""

    def __init__(self, heads: OneVsRestClassifier) -> None:
        # In rows of features: a sparse product would else copy them on every call.
        self._coefficients = np.vstack([head.coef_ for head in heads.estimators_]).T.astype(np.float32, order="C")
        self._intercepts = np.hstack([head.intercept_ for head in heads.estimators_])

    def scores(self, features: csr_matrix) -> Array:
        """Score, 0..1, of each label for each text (texts × labels)."""
        scores: Array = expit(features @ self._coefficients + self._intercepts)
        return scores


class Scorer:
    """A model made ready to score many texts."""

    def __init__(self, model: Model) -> None:
        self._model = model
        self._linear = {task: Linear(heads) for task, heads in model.heads.items()}

    def probabilities(self, texts: Sequence[tuple[str, str]]) -> Array:
        """Probability, 0..1, of each label of the model for each text, given with its language (texts × labels)."""
        if not texts:
            return np.zeros((0, len(self._model.labels)))
        passages = cut(texts)
        parts = count(passages.sentences, self._model.vocabularies)
        owners = passages.owners()
        wholes = {block: (owners @ parts[block]).tocsr() for block in BLOCKS}
        scores = []
        for task, linear in self._linear.items():
            whole, part = (
                linear.scores(weigh(counts, self._model.weights, SHARES[task])) for counts in (wholes, parts)
            )
            scores.append(pool(whole, part, passages.starts))
        return calibrated(np.hstack(scores), *np.array(self._model.calibration).T)


def pool(wholes: Array, parts: Array, starts: Sequence[int]) -> Array:
    """The score of each text: halfway between its own and that of its strongest sentence."""
    strongest: Array = np.maximum.reduceat(parts, starts, axis=0)
    return (wholes + strongest) / 2


def save(model: Model, folder: Path) -> None:
    """Write the model into a folder: the same bytes for the same model."""
    state = {
        "labels": list(model.labels),
        "languages": list(model.languages),
        "calibration": [list(pair) for pair in model.calibration],
        "thresholds": list(model.thresholds),
        "vocabularies": {block: "\n".join(known) for block, known in model.vocabularies.items()},
        "weights": model.weights,
        "heads": model.heads,
    }
    folder.mkdir(parents=True, exist_ok=True)
    (folder / FILE).write_bytes(_without_addresses(skops.io.dumps(state)))


def load(folder: Path) -> Model:
    """The model of a folder.

    Raises FileNotFoundError where there is none, and skops's UntrustedTypesFoundException where the file holds
    anything but numbers, words and scikit-learn's own types.
    """
    state: dict[str, Any] = skops.io.load(folder / FILE, trusted=list(TRUSTED))
    vocabularies = {
        block: {feature: index for index, feature in enumerate(known.split("\n") if known else [])}
        for block, known in state["vocabularies"].items()
    }
    labels, spoken, thresholds = (tuple(state[name]) for name in ("labels", "languages", "thresholds"))
    calibration = tuple((slope, intercept) for slope, intercept in state["calibration"])
    return Model(labels, spoken, calibration, thresholds, vocabularies, state["weights"], state["heads"])


def _without_addresses(dumped: bytes) -> bytes:
    """A skops file with its objects numbered in order where skops names them by their address in memory."""
    numbers: dict[int, int] = {}

    def renumbered(node: Any) -> Any:
        if isinstance(node, list):
            return [renumbered(item) for item in node]
        if not isinstance(node, dict):
            return node
        changed = {key: renumbered(value) for key, value in node.items()}
        if "__id__" in node:
            changed["__id__"] = numbers.setdefault(node["__id__"], len(numbers))
        if str(node.get("file", "")).endswith(".npy"):
            changed["file"] = f"{numbers.setdefault(int(node['file'][:-4]), len(numbers))}.npy"
        return changed

    with zipfile.ZipFile(io.BytesIO(dumped)) as old:
        schema = json.dumps(renumbered(json.loads(old.read("schema.json"))))
        arrays = {f"{numbers[int(name[:-4])]}.npy": old.read(name) for name in old.namelist() if name[-4:] == ".npy"}
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as new:
        for name in sorted(arrays, key=lambda name: int(name[:-4])):
            _add(new, name, arrays[name])
        _add(new, "schema.json", schema.encode())
    return written.getvalue()


def _add(archive: zipfile.ZipFile, name: str, content: bytes) -> None:
    archive.writestr(zipfile.ZipInfo(name, NO_DATE), content, zipfile.ZIP_DEFLATED, 9)
