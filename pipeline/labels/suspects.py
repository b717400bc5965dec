"""Suspects: labels that a model which has not seen them disagrees with most."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.labels.records import Labelled

COLUMNS = ("id", "document", "language", "label", "given", "probability", "categories", "text")
DIGITS = 4
# The model disagrees where it thinks the opposite likelier.
EVEN = 0.5


@dataclass(frozen=True, slots=True)
class Suspect:
    """A label that a paragraph was, or was not, given, and the probability, 0..1, that a model gives to it."""

    paragraph: Labelled
    label: str
    given: bool
    probability: float


def suspects(
    paragraphs: Sequence[Labelled], labels: Sequence[str], probabilities: NDArray[np.float64]
) -> list[Suspect]:
    """The labels that the model disagrees with, the most surprising first.

    `probabilities` (paragraphs × labels) come from models that have not learned from the paragraph.
    """
    rounded = probabilities.round(DIGITS)
    given = np.array([[label in paragraph.labels for label in labels] for paragraph in paragraphs])
    surprise = np.where(given, 1 - rounded, rounded)
    rows, columns = np.nonzero(surprise > EVEN)
    order = np.argsort(-surprise[rows, columns].round(DIGITS), kind="stable")
    return [
        Suspect(paragraphs[row], labels[column], bool(given[row, column]), float(rounded[row, column]))
        for row, column in zip(rows[order].tolist(), columns[order].tolist(), strict=True)
    ]


def as_csv(found: Sequence[Suspect]) -> str:
    """The suspects as CSV, a row each, with all the categories that the paragraph was given."""
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\n")
    writer.writerow(COLUMNS)
    for one in found:
        paragraph, given = one.paragraph, "true" if one.given else "false"
        chosen = ";".join(sorted(paragraph.categories))
        start = (paragraph.id, paragraph.document, paragraph.language, one.label, given)
        writer.writerow([*start, f"{one.probability:.{DIGITS}f}", chosen, paragraph.text])
    return written.getvalue()
