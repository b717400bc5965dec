"""Judge: how good labels are that a model gives to paragraphs which it has not learned from."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipeline.labels import RECOMMENDATION, Labelled
from pipeline.thresholds import Array, Truth, quality

# Resamples of whole groups of paragraphs, the share of them between the two ends of an interval, and their seed.
RESAMPLES = 1000
WITHIN = 0.95
SEED = 0
# A part of the paragraphs with fewer of them is not judged by itself.
FEWEST = 10
# Fewer groups than this say nothing of what other groups would give.
MANY = 10
# Equally wide bins of probability over which calibration is judged.
BINS = 15
# Probabilities from here on are judged by themselves too.
LIKELY = 0.1
# Keywords are words of at least so many letters, with so many of their last letters left open.
LEAST, ENDING = 5, 2
DIGITS = 4

# Scores of a set of labels: precision, recall, f1, the ends of its interval (lower, upper), and n.
Score = dict[str, Any]


def judge(paragraphs: Sequence[Labelled], groups: Sequence[str], given: Truth, names: Sequence[str]) -> dict[str, Any]:
    """Precision, recall, F1 with its 95 % interval over groups of paragraphs, and number of the labels `names`.

    `given` are the labels that a model gave (paragraphs × labels). Of the categories together: all, then by language,
    source, document and year, where there are FEWEST paragraphs; the macro-average over categories with FEWEST cases;
    each category alone; and the recommendation flag, all and by language.
    """
    truth = truth_of(paragraphs, names)
    flags = [index for index, name in enumerate(names) if name == RECOMMENDATION]
    categories = [index for index in range(len(names)) if index not in flags]

    def scored(rows: Sequence[int], columns: Sequence[int]) -> Score:
        return score(given[np.ix_(rows, columns)], truth[np.ix_(rows, columns)], [groups[row] for row in rows])

    everything = range(len(paragraphs))
    scores: dict[str, Any] = {"categories": {"all": scored(everything, categories)}}
    for part, of in _PARTS.items():
        scores["categories"][part] = {name: scored(rows, categories) for name, rows in _parted(paragraphs, of)}
    single = {names[column]: scored(everything, [column]) for column in categories}
    counted = [one["f1"] for one in single.values() if one["n"] >= FEWEST]
    scores["macro"] = round(float(np.mean(counted)), DIGITS) if counted else None
    scores["by_category"] = single
    if flags:
        scores[RECOMMENDATION] = {"all": scored(everything, flags)} | {
            name: scored(rows, flags) for name, rows in _parted(paragraphs, _PARTS["by_language"])
        }
    return scores


def truth_of(paragraphs: Sequence[Labelled], names: Sequence[str]) -> Truth:
    """Which paragraph has which label (paragraphs × labels)."""
    return np.array([[name in paragraph.labels for name in names] for paragraph in paragraphs], dtype=bool)


def score(given: Truth, truth: Truth, groups: Sequence[str]) -> Score:
    """Precision, recall and micro-F1 of given labels with the ends of its interval, when groups are drawn anew.

    Where there are fewer than MANY groups, as in one document, paragraphs are drawn.
    """
    if len(set(groups)) < MANY:
        groups = [str(row) for row in range(len(truth))]
    overall = quality(given, truth)
    lower, upper = interval(_f1s(_counts(given, truth, groups)))
    rounded = {name: round(getattr(overall, name), DIGITS) for name in ("precision", "recall", "f1")}
    return {**rounded, "lower": lower, "upper": upper, "n": overall.n}


def better(one: Truth, other: Truth, truth: Truth, groups: Sequence[str]) -> float:
    """The share of resamples, the same for both, in which the F1 of the first labels is above that of the others."""
    first, second = (_f1s(_counts(given, truth, groups)) for given in (one, other))
    return float(np.mean(first > second))


def interval(values: Array) -> tuple[float, float]:
    """The ends between which the middle 95 % of the values lie."""
    lower, upper = np.quantile(values, [(1 - WITHIN) / 2, (1 + WITHIN) / 2])
    return round(float(lower), DIGITS), round(float(upper), DIGITS)


def calibration_error(probabilities: Array, truth: Truth) -> float:
    """Expected calibration error, 0..1: how far, on average, a probability is from the share of labels it is right of.

    Of probabilities in an array of any shape; over BINS equally wide bins, each by the number of its labels.
    """
    bins = np.minimum((probabilities.ravel() * BINS).astype(int), BINS - 1)
    number = np.bincount(bins, minlength=BINS)
    said = np.bincount(bins, probabilities.ravel(), BINS)
    true = np.bincount(bins, truth.ravel(), BINS)
    return round(float(np.abs(said - true).sum() / number.sum()), DIGITS)


def majority(truth: Truth) -> Truth:
    """The baseline that gives every paragraph the most frequent label."""
    given = np.zeros_like(truth)
    given[:, truth.sum(axis=0).argmax()] = True
    return given


def by_keyword(paragraphs: Sequence[Labelled], names: Sequence[str], called: Mapping[tuple[str, str], str]) -> Truth:
    """The baseline that gives a category where a word begins as one of those that it is called by.

    `called` is what each category is called in each language, by (category, ISO 639-1 code).
    """
    patterns = {key: _beginnings(words) for key, words in called.items()}
    given = np.zeros((len(paragraphs), len(names)), dtype=bool)
    for row, paragraph in enumerate(paragraphs):
        for column, name in enumerate(names):
            pattern = patterns.get((name, paragraph.language))
            given[row, column] = bool(pattern and pattern.search(paragraph.text))
    return given


def _beginnings(words: str) -> re.Pattern[str] | None:
    """What begins as one of the longer words, whatever its ending."""
    long = sorted(
        {word[: max(LEAST, len(word) - ENDING)] for word in re.findall(r"\w+", words.lower()) if len(word) >= LEAST}
    )
    return re.compile(rf"\b(?:{'|'.join(long)})", re.IGNORECASE) if long else None


_PARTS: dict[str, Callable[[Labelled], str]] = {
    "by_language": lambda paragraph: paragraph.language,
    "by_source": lambda paragraph: paragraph.source,
    "by_document": lambda paragraph: paragraph.document,
    "by_year": lambda paragraph: str(paragraph.year or ""),
}


def _parted(paragraphs: Sequence[Labelled], of: Callable[[Labelled], str]) -> Iterator[tuple[str, list[int]]]:
    """The parts that are large enough to be judged: their names, in order, and the positions of their paragraphs."""
    parts: dict[str, list[int]] = {}
    for index, paragraph in enumerate(paragraphs):
        parts.setdefault(of(paragraph), []).append(index)
    yield from ((name, rows) for name, rows in sorted(parts.items()) if name and len(rows) >= FEWEST)


def _counts(given: Truth, truth: Truth, groups: Sequence[str]) -> NDArray[np.int_]:
    """For each group how many labels are right, were given, and there were (groups × 3)."""
    place = {name: index for index, name in enumerate(sorted(set(groups)))}
    rows = np.array([place[name] for name in groups])
    each = np.column_stack([(given & truth).sum(axis=1), given.sum(axis=1), truth.sum(axis=1)])
    counts = np.zeros((len(place), 3), dtype=np.int_)
    np.add.at(counts, rows, each)
    return counts


def _f1s(counts: NDArray[np.int_]) -> Array:
    """F1 in each of RESAMPLES draws of as many groups, with repetition."""
    draws = np.random.default_rng(SEED).multinomial(len(counts), np.full(len(counts), 1 / len(counts)), RESAMPLES)
    right, given, there = (draws @ counts).T
    f1s: Array = 2 * right / np.maximum(1, given + there)
    return f1s
