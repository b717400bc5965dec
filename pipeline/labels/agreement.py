"""Agreement: how far two coders of the same paragraphs say the same."""

import csv
import io
from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from math import isnan
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import cohen_kappa_score

from pipeline.labels.reading import read
from pipeline.labels.records import RECOMMENDATION, Labelled, Refused, fingerprint

ALL = "all categories"
DIGITS = 4


@dataclass(frozen=True, slots=True)
class Agreement:
    """How two coders gave one label: how often either did and both did, and what that comes to.

    `kappa` (Cohen) and `alpha` (Krippendorff, nominal) are 1 where they agree wholly and 0 where no better than
    chance, NaN where neither coder or both always gave the label; `f1`, 0..1, is that of either against the other.
    """

    label: str
    first: int
    second: int
    both: int
    kappa: float
    alpha: float
    f1: float


def compare_files(first: Path, second: Path, texts: Path, known: Sequence[str]) -> tuple[int, list[Agreement]]:
    """How far the coders of two files of labels agree, as `compare` says; the texts need not be there.

    Raises Refused as `read` and `compare` do.
    """
    one, other = (read([path], texts, known, unread=True) for path in (first, second))
    return compare(one, other, known)


def compare(first: Sequence[Labelled], second: Sequence[Labelled], known: Sequence[str]) -> tuple[int, list[Agreement]]:
    """How many paragraphs two coders share, and their agreement on each label that either gave.

    After the categories, in the order of the taxonomy, stand the recommendation flag and all categories together
    (each paragraph × category a decision of its own: `f1` is micro-averaged). Paragraphs are the same that have the
    same id or, failing that, the same text. Raises Refused where the coders share none.
    """
    pairs = _shared(first, second)
    if not pairs:
        raise Refused(f"no paragraph is in both: {len(first)} and {len(second)} differ in ids and in texts")
    names = [*known, RECOMMENDATION]
    one, other = (np.array([[name in pair[side].labels for name in names] for pair in pairs]) for side in (0, 1))
    rows = [
        _agreement(name, one[:, column], other[:, column])
        for column, name in enumerate(names)
        if one[:, column].any() or other[:, column].any()
    ]
    return len(pairs), [*rows, _agreement(ALL, one[:, :-1].ravel(), other[:, :-1].ravel())]


def alpha(first: NDArray[np.generic], second: NDArray[np.generic]) -> float:
    """Krippendorff's alpha of two coders' nominal values of the same units, none missing; NaN where none differ.

    One minus the share of units on which they differ, over the share of pairs among all values that differ.
    """
    values = np.concatenate([first, second])
    _, counts = np.unique(values, return_counts=True)
    number = len(values)
    expected = 1 - (counts * (counts - 1)).sum() / (number * (number - 1))
    observed = (first != second).mean()
    return float(1 - observed / expected) if expected else float("nan")


def as_table(shared: int, rows: Sequence[Agreement]) -> str:
    """The agreements as people read them."""
    width = max(len(row.label) for row in rows)
    header = f"{'':{width}}  {'first':>6} {'second':>6} {'both':>6} {'kappa':>6} {'alpha':>6} {'F1':>6}"
    lines = [
        f"{row.label:{width}}  {row.first:6} {row.second:6} {row.both:6}"
        f" {_shown(row.kappa)} {_shown(row.alpha)} {_shown(row.f1)}"
        for row in rows
    ]
    return "\n".join([f"{shared} paragraphs labelled by both", header, *lines])


def as_csv(rows: Sequence[Agreement]) -> str:
    """The agreements as CSV, empty where there is no value."""
    written = io.StringIO()
    writer = csv.DictWriter(written, [field.name for field in fields(Agreement)], lineterminator="\n")
    writer.writeheader()
    for row in rows:
        writer.writerow({name: _cell(value) for name, value in asdict(row).items()})
    return written.getvalue()


def _agreement(label: str, one: NDArray[np.bool_], other: NDArray[np.bool_]) -> Agreement:
    first, second, both = int(one.sum()), int(other.sum()), int((one & other).sum())
    told = len(np.unique([one, other])) > 1
    kappa = float(cohen_kappa_score(one, other)) if told else float("nan")
    return Agreement(label, first, second, both, kappa, alpha(one, other), 2 * both / max(1, first + second))


def _shared(first: Sequence[Labelled], second: Sequence[Labelled]) -> list[tuple[Labelled, Labelled]]:
    by_id = {paragraph.id: paragraph for paragraph in second}
    by_text = {fingerprint(paragraph.text): paragraph for paragraph in second if paragraph.text}
    pairs = []
    taken = set()
    for paragraph in first:
        mate = by_id.get(paragraph.id) or by_text.get(fingerprint(paragraph.text))
        if mate and mate.id not in taken:
            taken.add(mate.id)
            pairs.append((paragraph, mate))
    return pairs


def _cell(value: str | int | float) -> str | int | float:
    if isinstance(value, float):
        return "" if isnan(value) else round(value, DIGITS)
    return value


def _shown(value: float) -> str:
    return f"{'-' if isnan(value) else f'{value:.3f}':>6}"
