"""The classifier's model: what training leaves on disk, and the probabilities that it gives to a text."""

import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from heapq import nsmallest
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from scipy.special import expit

from pipeline import network, skopsfile
from pipeline.features import (
    REMEMBERED,
    SHARES,
    Counted,
    Counts,
    Lookup,
    Sentence,
    Vocabulary,
    Word,
    sentences,
    tfidf,
)
from pipeline.mistakes import Mistake
from pipeline.network import Network, Reader
from pipeline.thresholds import Array, Truth, calibrated

if TYPE_CHECKING:
    from sklearn.feature_extraction.text import TfidfTransformer
    from sklearn.multiclass import OneVsRestClassifier

FILE = "model.skops"
# Changes where models of before would be read amiss: other features, other shares of them.
VERSION = 4
_ADVICE = "train it again, or take its folder away"


class Unfit(Mistake, ValueError):
    """A model file that this version of the project cannot use, which it is, why, and what to do."""


@dataclass(frozen=True, slots=True)
class Model:
    """A trained classifier: for each label a head, slope and intercept of its calibration, and a threshold, 0..1.

    `labels` are the categories that it can tell and the recommendation flag, in the order of the `heads`, which are
    kept by what they tell (the keys of SHARES); `languages` are those that it has learned. Beside the features of
    words the heads weigh what the `network` says, if there is one. `kept` are the labels that are told as another
    model tells them, calibration and threshold too; that is not stored.
    """

    labels: tuple[str, ...]
    languages: tuple[str, ...]
    calibration: tuple[tuple[float, float], ...]
    thresholds: tuple[float, ...]
    vocabularies: dict[str, Vocabulary]
    weights: "dict[str, TfidfTransformer]"
    heads: "dict[str, OneVsRestClassifier]"
    network: Network | None = None
    kept: frozenset[str] = frozenset()

    def told(self, task: str) -> tuple[str, ...]:
        """The labels that the heads of a task tell, in their order."""
        before = 0
        for name, heads in self.heads.items():
            after = before + len(heads.estimators_)
            if name == task:
                return self.labels[before:after]
            before = after
        return ()


@dataclass(frozen=True, slots=True)
class Passages:
    """Texts cut into sentences: `starts` are the indices of each text's first sentence, in order."""

    sentences: list[Sentence]
    starts: list[int]

    def texts(self) -> list[list[Sentence]]:
        """The sentences of each text."""
        ends = [*self.starts[1:], len(self.sentences)]
        return [self.sentences[start:end] for start, end in zip(self.starts, ends, strict=True)]

    def owners(self) -> csr_matrix:
        """Which text has which sentence (texts × sentences)."""
        ends = np.array([*self.starts, len(self.sentences)])
        ones = np.ones(len(self.sentences), dtype=np.float32)
        return csr_matrix((ones, np.arange(len(self.sentences)), ends))


@dataclass(frozen=True, slots=True)
class Scores:
    """What a model says of texts: the probability, 0..1, of each label (texts × labels) and where it comes from.

    `strongest` is the sentence of `passages` that speaks most for the label (texts × labels).
    """

    probabilities: Array
    strongest: NDArray[np.int_]
    passages: Passages
    counted: Counted

    def span(self, text: int, label: int) -> tuple[int, int]:
        """Where, in the text, the sentence stands that speaks most for a label, without the space around it."""
        first, sentence = self.passages.starts[text], self.strongest[text, label]
        start = sum(len(before.text) for before in self.passages.sentences[first:sentence])
        said = self.passages.sentences[sentence].text
        return start + len(said) - len(said.lstrip()), start + len(said.rstrip())


def cut(texts: Sequence[tuple[str, str]]) -> Passages:
    """Cut texts, given with their languages, into sentences."""
    found: list[Sentence] = []
    starts = []
    for text, language in texts:
        starts.append(len(found))
        found += sentences(text, language)
    return Passages(found, starts)


class Linear:
    """The heads of a classifier in one piece: `coefficients` (features × labels) and `intercepts`."""

    def __init__(self, heads: "OneVsRestClassifier") -> None:
        # In rows of features: a sparse product would else copy them on every call.
        self.coefficients = np.vstack([head.coef_ for head in heads.estimators_]).T.astype(np.float32, order="C")
        self.intercepts = np.hstack([head.intercept_ for head in heads.estimators_])

    def odds(self, features: csr_matrix) -> Array:
        """Log-odds of each label for each text (texts × labels)."""
        odds: Array = features @ self.coefficients + self.intercepts
        return odds

    def scores(self, features: csr_matrix) -> Array:
        """Score, 0..1, of each label for each text (texts × labels)."""
        scores: Array = expit(self.odds(features))
        return scores


class Scorer:
    """A model made ready to score many texts."""

    def __init__(self, model: Model) -> None:
        self._model = model
        self._lookup = Lookup(model.vocabularies)
        self._coefficients, self._of_network, self._intercepts = _by_block(model)
        self._reader = Reader(model.network) if model.network else None
        self._said: dict[Word, Array] = {}

    def scores(self, texts: Sequence[tuple[str, str]]) -> Scores:
        """What the model says of each text, given with its language."""
        passages = cut(texts)
        counted = self._lookup.count(passages.sentences)
        if not texts:
            nothing = np.zeros((0, len(self._model.labels)))
            return Scores(nothing, nothing.astype(int), passages, counted)
        owners = passages.owners()
        parts = self._linear(counted.counts)
        wholes = self._linear({block: (owners @ counts).tocsr() for block, counts in counted.counts.items()})
        if self._reader:
            of_texts, of_sentences = self._reader.odds(passages.texts())
            wholes, parts = wholes + of_texts @ self._of_network, parts + of_sentences @ self._of_network
        wholes, parts = expit(wholes + self._intercepts), expit(parts + self._intercepts)
        pooled = pool(wholes, parts, passages.starts)
        probabilities = calibrated(pooled, *np.array(self._model.calibration).T)
        return Scores(probabilities, carriers(parts, passages.starts), passages, counted)

    def probabilities(self, texts: Sequence[tuple[str, str]]) -> Array:
        """Probability, 0..1, of each label of the model for each text, given with its language (texts × labels)."""
        return self.scores(texts).probabilities

    def terms(self, scores: Scores, given: Truth, number: int) -> dict[tuple[int, int], tuple[str, ...]]:
        """For each label given to a text the words that speak most for it in its strongest sentence, at most `number`.

        Numbers are no words. A word speaks by itself, by its letters and by its concepts; what it says together with
        its neighbours is not counted.
        """
        chosen = np.argwhere(given).tolist()
        carrying = [scores.strongest[text, label] for text, label in chosen]
        running = {
            sentence: [
                place
                for place in sorted(set(scores.counted.running[sentence]))
                if not scores.counted.words[place][0].isdecimal()
            ]
            for sentence in dict.fromkeys(carrying)
        }
        words = {place: scores.counted.words[place] for place in sorted(set(chain.from_iterable(running.values())))}
        self._listen(list(words.values()))
        said = {place: self._said[word] for place, word in words.items()}
        found = {}
        for (text, label), sentence in zip(chosen, carrying, strict=True):
            strength = [(-said[place][label], place) for place in running[sentence] if said[place][label] > 0]
            found[text, label] = tuple(words[place][0] for _, place in nsmallest(number, strength))
        return found

    def _linear(self, counts: Counts) -> Array:
        """What the features counted say for each label (texts × labels)."""
        said: Array = sum(
            tfidf(matrix, self._model.weights[block]) @ self._coefficients[block]
            for block, matrix in counts.items()
            if block in self._coefficients
        )
        return said

    def _listen(self, words: Sequence[Word]) -> None:
        """Find out how much each of the words says for each label, its length aside, and remember it."""
        if len(self._said) > REMEMBERED:
            self._said.clear()
        new = [word for word in words if word not in self._said]
        if new:
            self._said |= zip(new, self._linear(self._lookup.of(new)).tolist(), strict=True)


def _by_block(model: Model) -> tuple[dict[str, NDArray[np.float32]], Array, Array]:
    """What the features of each block say for each label (features × labels), shares included, what the labels of the
    network say (its labels × labels), and the intercepts."""
    coefficients = {
        block: np.zeros((len(known), len(model.labels)), dtype=np.float32)
        for block, known in model.vocabularies.items()
        if block in model.weights
    }
    told = np.zeros((len(model.network.labels) if model.network else 0, len(model.labels)))
    intercepts = np.zeros(len(model.labels))
    for task, heads in model.heads.items():
        linear = Linear(heads)
        columns = [model.labels.index(label) for label in model.told(task)]
        intercepts[columns] = linear.intercepts
        row = 0
        for block, share in SHARES[task].items():
            if block in coefficients:
                after = row + len(coefficients[block])
                coefficients[block][:, columns] = share * linear.coefficients[row:after]
                row = after
        told[:, columns] = linear.coefficients[row:]
    return coefficients, told, intercepts


def pool(wholes: Array, parts: Array, starts: Sequence[int]) -> Array:
    """The score of each text: halfway between its own and that of its strongest sentence."""
    strongest: Array = np.maximum.reduceat(parts, starts, axis=0)
    return (wholes + strongest) / 2


def carriers(parts: Array, starts: Sequence[int]) -> NDArray[np.int_]:
    """For each text and label the index of the first sentence with the highest score (texts × labels)."""
    ends = [*starts[1:], len(parts)]
    return np.array([start + parts[start:end].argmax(axis=0) for start, end in zip(starts, ends, strict=True)])


def save(model: Model, folder: Path) -> None:
    """Write the model into a folder: the same bytes for the same model."""
    state = {
        "version": VERSION,
        "labels": list(model.labels),
        "languages": list(model.languages),
        "calibration": [list(pair) for pair in model.calibration],
        "thresholds": list(model.thresholds),
        "vocabularies": {block: "\n".join(known) for block, known in model.vocabularies.items()},
        "weights": model.weights,
        "heads": model.heads,
        "network": model.network is not None,
    }
    folder.mkdir(parents=True, exist_ok=True)
    skopsfile.write(folder / FILE, state)
    if model.network:
        network.save(model.network, folder)


def load(folder: Path, read: Callable[[Path], Any] = skopsfile.read) -> Model:
    """The model of a folder; read by skopsfile.numbers, it can score texts, but not be trained further or saved.

    Raises Unfit where a file of it is missing, is damaged or of another version, or holds anything but numbers, words
    and scikit-learn's own types.
    """
    state = _state(folder / FILE, read)
    if not isinstance(state, dict) or state.get("version") != VERSION:
        found = state.get("version", "none") if isinstance(state, dict) else "none"
        raise Unfit(f"{folder / FILE}: version {found} of the model, this project reads {VERSION}: {_ADVICE}")
    vocabularies = {
        block: {feature: index for index, feature in enumerate(known.split("\n") if known else [])}
        for block, known in state["vocabularies"].items()
    }
    labels, spoken, thresholds = (tuple(state[name]) for name in ("labels", "languages", "thresholds"))
    calibration = tuple((slope, intercept) for slope, intercept in state["calibration"])
    reads = _state(folder / network.FILE, lambda path: network.load(path.parent)) if state["network"] else None
    return Model(labels, spoken, calibration, thresholds, vocabularies, state["weights"], state["heads"], reads)


def _state(path: Path, read: Callable[[Path], Any]) -> Any:
    """What a file of a model holds. Raises Unfit where it cannot be read."""
    try:
        return read(path)
    except FileNotFoundError:
        raise Unfit(f"{path}: no such file: {_ADVICE}") from None
    except skopsfile.Strange as error:
        raise Unfit(f"{path}: holds what no model does: {error}; {_ADVICE}") from None
    except (BadZipFile, zlib.error, EOFError, KeyError, TypeError, ValueError) as error:
        raise Unfit(f"{path}: damaged ({type(error).__name__}): {_ADVICE}") from None
