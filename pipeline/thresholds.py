"""Thresholds: how a score becomes a probability, from which on a label is given, and how good such labels are."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, logit

Array = NDArray[np.float64]
Truth = NDArray[np.bool_]

# Thresholds tried, and over how many neighbours a label's F1 is averaged: a peak of one step is chance.
GRID = np.arange(0.05, 0.90, 0.01)
SMOOTHED = 7
# A label with so many examples has a threshold halfway between its own best and that of all labels together.
SHRINKAGE = 20
# How strongly a label's calibration is drawn to that of all: as by so much evidence, counting for a text p (1 - p).
# Unlike 10, 100 is no worse than one calibration for all where there are but 200 texts, and better from 1,000 on.
DRAWN = 100
# No score is taken to be surer than this.
SURE = 1e-4


@dataclass(frozen=True, slots=True)
class Quality:
    """Precision, recall and F1, 0..1, of a label that `n` texts have."""

    precision: float
    recall: float
    f1: float
    n: int


def quality(given: Truth, truth: Truth) -> Quality:
    """How good the given labels are, all of them together; 0 where nothing was given or there was nothing to find."""
    hits, found, n = int((given & truth).sum()), int(given.sum()), int(truth.sum())
    return Quality(hits / max(1, found), hits / max(1, n), 2 * hits / max(1, found + n), n)


def calibration(scores: Array, truth: Truth) -> tuple[Array, Array]:
    """Slope and intercept of each label, in log-odds, that turn scores, 0..1, into the share that is right (Platt).

    `scores` and `truth` are texts × labels. Each label's are drawn to those of all labels together, the more the fewer
    examples it has. Where the texts have all or none of the labels, there is nothing to learn, and scores stay.
    """
    # Whoever only asks what scores stand for need not wait for this.
    from sklearn.linear_model import LogisticRegression

    of_all = np.array([1.0, 0.0])
    if truth.any() and not truth.all():
        fitted = LogisticRegression(C=np.inf).fit(odds(scores).reshape(-1, 1), truth.ravel())
        of_all = np.array([fitted.coef_[0, 0], fitted.intercept_[0]])
        lines = [_drawn(*columns, of_all) for columns in zip(odds(scores).T, truth.T, strict=True)]
    else:
        lines = [of_all] * truth.shape[1]
    slopes, intercepts = np.round(lines, 4).T
    return slopes, intercepts


def calibrated(scores: Array, slopes: Array, intercepts: Array) -> Array:
    """The probabilities that scores stand for (texts × labels)."""
    probabilities: Array = expit(slopes * odds(scores) + intercepts)
    return probabilities


def odds(scores: Array) -> Array:
    """Log-odds of scores, 0..1, none taken to be surer than SURE."""
    odds: Array = logit(np.clip(scores, SURE, 1 - SURE))
    return odds


def choose(probabilities: Array, truth: Truth) -> tuple[float, ...]:
    """For each label (column) the threshold of the best F1, drawn to that of all labels together the rarer it is."""
    common = GRID[_curve(probabilities, truth).argmax()]
    chosen = []
    for label in range(truth.shape[1]):
        curve = _curve(probabilities[:, label], truth[:, label])
        smooth = np.convolve(np.pad(curve, SMOOTHED // 2, mode="edge"), np.ones(SMOOTHED) / SMOOTHED, "valid")
        n = int(truth[:, label].sum())
        chosen.append(round(float((n * GRID[smooth.argmax()] + SHRINKAGE * common) / (n + SHRINKAGE)), 4))
    return tuple(chosen)


def _drawn(odds: Array, truth: NDArray[np.bool_], of_all: Array) -> Array:
    """Slope and intercept of one label: the likeliest for its texts, drawn to those of all labels."""
    from scipy.optimize import minimize

    texts = np.column_stack([odds, np.ones(len(odds))])

    def loss(line: Array) -> float:
        said = texts @ line
        return float((np.logaddexp(0, said) - truth * said).sum() + DRAWN / 2 * ((line - of_all) ** 2).sum())

    def slope(line: Array) -> Array:
        steepness: Array = texts.T @ (expit(texts @ line) - truth) + DRAWN * (line - of_all)
        return steepness

    def curve(line: Array) -> Array:
        likely = expit(texts @ line)
        curvature: Array = (texts.T * (likely * (1 - likely))) @ texts + DRAWN * np.eye(2)
        return curvature

    found: Array = minimize(loss, of_all, method="trust-exact", jac=slope, hess=curve).x
    return found


def _curve(probabilities: Array, truth: Truth) -> Array:
    return np.array([quality(probabilities >= threshold, truth).f1 for threshold in GRID])
