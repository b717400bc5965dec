"""Train the classifier on labelled paragraphs: `python -m pipeline train --labels FILE`."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict, replace
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, vstack
from sklearn.feature_extraction.text import TfidfTransformer
from sklearn.linear_model import LogisticRegression
from sklearn.multiclass import OneVsRestClassifier

from pipeline.classify import RECOMMENDATION
from pipeline.features import BLOCKS, SHARES, Counts, Vocabulary, learn, weigh
from pipeline.labels import Labelled, Refused, fingerprint, groups, read, taxonomy
from pipeline.model import Linear, Model, Scorer, cut, save
from pipeline.thresholds import Array, Truth, calibrated, calibration, choose, quality

FOLDS = 5
# A feature must occur in so many paragraphs.
RAREST = {"words": 2, "letters": 5, "concepts": 2}
# Inverse strength of regularisation: of 2, 5, 10 and 20 the one from which on F1 out of fold hardly rose.
STRENGTH = 10.0
# A sentence has a label of its paragraph if its probability is at least this share of the strongest sentence's.
SHARE = 0.5
# Coefficients are rounded to multiples of this, so that the file packs well.
STEP = 1 / 32
LIBRARIES = ("numpy", "scikit-learn", "scipy", "skops")


def retrain(labels: Sequence[Path], folder: Path) -> str:
    """Train on the files of labelled paragraphs and write model, card and scores to the folder; say how good it is.

    Raises Refused where the labels cannot be learned from, naming file, row and value.
    """
    paragraphs = read(labels)
    model, scores = train(paragraphs)
    save(model, folder)
    _write(folder / "card.json", card(model, paragraphs, labels))
    _write(folder / "scores.json", scores)
    everything, flag = scores["categories"]["all"], scores[RECOMMENDATION]["all"]
    return (
        f"{folder}: {len(paragraphs)} paragraphs; out of fold: categories F1 {everything['f1']:.3f}, "
        f"recommendation F1 {flag['f1']:.3f}"
    )


def train(paragraphs: Sequence[Labelled]) -> tuple[Model, dict[str, Any]]:
    """A model of the paragraphs and its scores on paragraphs of other groups than it learned from ("out of fold").

    Raises Refused where there are fewer groups than folds, or nothing to tell apart.
    """
    names = (*taxonomy(), RECOMMENDATION)
    truth = np.array([[name in _labels(paragraph) for name in names] for paragraph in paragraphs])
    folds = _folds(groups(paragraphs))
    scores = np.zeros(truth.shape)
    for fold in range(FOLDS):
        learned, judged = (np.flatnonzero(mask).tolist() for mask in (folds != fold, folds == fold))
        model = _fit([paragraphs[index] for index in learned], truth[learned])
        texts = [(paragraphs[index].text, paragraphs[index].language) for index in judged]
        columns = np.array([names.index(label) for label in model.labels])
        scores[np.ix_(np.array(judged), columns)] = Scorer(model).probabilities(texts)
    given = np.zeros_like(truth)
    for fold in range(FOLDS):
        # A fold's calibration and thresholds come from the others: else its quality would flatter.
        here = folds == fold
        slopes, intercepts, thresholds = _decisions(scores[~here], truth[~here])
        given[here] = calibrated(scores[here], slopes, intercepts) >= thresholds
    return _decided(_fit(paragraphs, truth), scores, truth), _qualities(paragraphs, given, truth, names)


def _decisions(scores: Array, truth: Truth) -> tuple[Array, Array, Array]:
    """Slope and intercept of the calibration, and threshold, of each label.

    The categories draw on one another, the recommendation flag stands alone.
    """
    slopes: list[float] = []
    intercepts: list[float] = []
    thresholds: list[float] = []
    for columns in (slice(0, -1), slice(-1, None)):
        slope, intercept = calibration(scores[:, columns], truth[:, columns])
        chosen = choose(calibrated(scores[:, columns], np.array(slope), np.array(intercept)), truth[:, columns])
        slopes += [slope] * len(chosen)
        intercepts += [intercept] * len(chosen)
        thresholds += chosen
    return np.array(slopes), np.array(intercepts), np.array(thresholds)


def _decided(model: Model, scores: Array, truth: Truth) -> Model:
    """The model with the calibration and the thresholds that its out-of-fold scores teach."""
    names = (*taxonomy(), RECOMMENDATION)
    columns = [names.index(label) for label in model.labels]
    slopes, intercepts, thresholds = (values[columns].tolist() for values in _decisions(scores, truth))
    return replace(model, calibration=tuple(zip(slopes, intercepts, strict=True)), thresholds=tuple(thresholds))


def _labels(paragraph: Labelled) -> frozenset[str]:
    return paragraph.categories | {RECOMMENDATION} if paragraph.recommendation else paragraph.categories


def _folds(names: Sequence[str]) -> NDArray[np.int_]:
    """The fold of each paragraph: whole groups, the largest first, each into the smallest fold."""
    sizes = Counter(names)
    if len(sizes) < FOLDS:
        raise Refused(f"{len(sizes)} groups of paragraphs; {FOLDS} are needed to choose thresholds honestly")
    filled, fold = [0] * FOLDS, {}
    for name, size in sorted(sizes.items(), key=lambda item: (-item[1], _hash(item[0]))):
        fold[name] = filled.index(min(filled))
        filled[fold[name]] += size
    return np.array([fold[name] for name in names])


def _fit(paragraphs: Sequence[Labelled], truth: Truth) -> Model:
    """A model that has yet to be calibrated."""
    passages = cut([(paragraph.text, paragraph.language) for paragraph in paragraphs])
    owners = passages.owners()
    vocabularies, parts = learn(passages.sentences)
    vocabularies, parts = _common(vocabularies, parts, {block: owners @ parts[block] for block in BLOCKS})
    wholes = {block: (owners @ parts[block]).tocsr() for block in BLOCKS}
    weights = {block: TfidfTransformer(sublinear_tf=True).fit(wholes[block]) for block in BLOCKS if vocabularies[block]}
    names = (*taxonomy(), RECOMMENDATION)
    told = {"categories": range(len(names) - 1), RECOMMENDATION: range(len(names) - 1, len(names))}
    labels: list[str] = []
    heads = {}
    for task, columns in told.items():
        # A label that all or none of the paragraphs have cannot be told.
        known = [column for column in columns if 0 < truth[:, column].sum() < len(truth)]
        if known:
            whole, part = weigh(wholes, weights, SHARES[task]), weigh(parts, weights, SHARES[task])
            heads[task] = _learn(whole, part, truth[:, known], passages.starts)
            labels += [names[column] for column in known]
    if not heads:
        raise Refused("all paragraphs have the same labels: there is nothing to tell apart")
    return Model(
        tuple(labels),
        tuple(sorted({paragraph.language for paragraph in paragraphs})),
        ((1.0, 0.0),) * len(labels),
        (0.5,) * len(labels),
        vocabularies,
        weights,
        heads,
    )


def _learn(whole: csr_matrix, part: csr_matrix, wanted: Truth, starts: Sequence[int]) -> OneVsRestClassifier:
    """Learn from whole texts, then once more from these and the sentences that seem to carry their labels."""
    first = _heads().fit(whole, wanted.astype(int))
    carried = _carried(Linear(first).scores(part), wanted, starts)
    heads = _heads().fit(vstack([whole, part], format="csr"), np.vstack([wanted, carried]).astype(int))
    for head in heads.estimators_:
        head.coef_ = (np.round(head.coef_ / STEP) * STEP).astype(np.float32)
    return heads


def _heads() -> OneVsRestClassifier:
    return OneVsRestClassifier(
        LogisticRegression(C=STRENGTH, solver="liblinear", dual=True, tol=0.01, max_iter=300, random_state=0)
    )


def _common(vocabularies: dict[str, Vocabulary], parts: Counts, wholes: Counts) -> tuple[dict[str, Vocabulary], Counts]:
    """The features, and their counts in the sentences, that occur in enough paragraphs, in alphabetical order."""
    kept = {}
    for block, known in vocabularies.items():
        occurrences = np.bincount(wholes[block].indices, minlength=len(known))
        kept[block] = sorted(feature for feature, index in known.items() if occurrences[index] >= RAREST[block])
    columns = {block: [vocabularies[block][feature] for feature in features] for block, features in kept.items()}
    return (
        {block: {feature: index for index, feature in enumerate(features)} for block, features in kept.items()},
        {block: parts[block][:, columns[block]] for block in BLOCKS},
    )


def _carried(probabilities: Array, wanted: Truth, starts: Sequence[int]) -> Truth:
    """Which sentences carry which labels of their paragraph."""
    lengths = np.diff([*starts, len(probabilities)])
    strongest = np.repeat(np.maximum.reduceat(probabilities, starts, axis=0), lengths, axis=0)
    carried: Truth = np.repeat(wanted, lengths, axis=0) & (probabilities >= SHARE * strongest)
    return carried


def _qualities(paragraphs: Sequence[Labelled], given: Truth, truth: Truth, names: Sequence[str]) -> dict[str, Any]:
    """Out-of-fold quality of the categories and of the recommendation flag: of all, by language, by category."""

    def by_language(columns: slice) -> Iterator[tuple[str, dict[str, Any]]]:
        yield "all", _rounded(given[:, columns], truth[:, columns])
        for language in sorted({paragraph.language for paragraph in paragraphs}):
            rows = [index for index, paragraph in enumerate(paragraphs) if paragraph.language == language]
            yield language, _rounded(given[rows, columns], truth[rows, columns])

    return {
        "categories": dict(by_language(slice(0, -1))),
        RECOMMENDATION: dict(by_language(slice(-1, None))),
        "by_category": {name: dict(by_language(slice(index, index + 1))) for index, name in enumerate(names[:-1])},
    }


def _rounded(given: Truth, truth: Truth) -> dict[str, Any]:
    return {name: round(value, 4) for name, value in asdict(quality(given, truth)).items()}


def card(model: Model, paragraphs: Sequence[Labelled], labels: Sequence[Path]) -> dict[str, Any]:
    """What the model was made from, and with what; `texts` are fingerprints of all that it has seen."""
    return {
        "data": {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in labels},
        "paragraphs": len(paragraphs),
        "languages": dict(sorted(Counter(paragraph.language for paragraph in paragraphs).items())),
        "sources": dict(sorted(Counter(paragraph.source for paragraph in paragraphs).items())),
        "groups": len(set(groups(paragraphs))),
        "thresholds": dict(zip(model.labels, model.thresholds, strict=True)),
        "features": {block: len(known) for block, known in model.vocabularies.items()},
        "versions": {library: version(library) for library in LIBRARIES},
        "texts": sorted({fingerprint(paragraph.text) for paragraph in paragraphs}),
    }


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _write(path: Path, content: dict[str, Any]) -> None:
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
