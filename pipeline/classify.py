"""Classify: units → what each reports about, and whether it asks somebody to act."""

from collections.abc import Sequence
from dataclasses import replace
from functools import cache

import numpy as np

from pipeline.labels import RECOMMENDATION
from pipeline.model import Model, Scorer, load
from pipeline.models import in_place
from pipeline.records import CLASSIFIED, Classification, Label, Unit
from pipeline.thresholds import odds

DIGITS = 4
# A label needs review where its log-odds are as near to its threshold's.
NEAR = 0.4
# Words named as evidence.
TERMS = 3
NEAR_THRESHOLD, UNKNOWN_LANGUAGE = "near the threshold", "language not learned"


def classify(units: Sequence[Unit]) -> list[Classification]:
    """The classification of each paragraph, list item and table of one document, in order.

    Every category that the model tells has a label with its probability, 0..1. In a language that the model has not
    learned the probabilities stand but nothing is assigned or recommended.
    """
    return classify_with(*_in_place(), units)


def classify_with(model: Model, scorer: Scorer, units: Sequence[Unit]) -> list[Classification]:
    """The same with a model of one's own, and its scorer."""
    chosen = [unit for unit in units if unit.kind in CLASSIFIED]
    scores = scorer.scores([(unit.text, unit.language) for unit in chosen])
    probabilities = scores.probabilities.round(DIGITS)
    thresholds = np.array(model.thresholds)
    known = np.array([unit.language in model.languages for unit in chosen], dtype=bool)[:, np.newaxis]
    given = (probabilities >= thresholds) & known
    near = (np.abs(odds(probabilities) - odds(thresholds)) < NEAR) & known
    terms = scorer.terms(scores, given | near, TERMS)
    results = []
    for row, unit in enumerate(chosen):
        labels, flag = [], False
        for column, name in enumerate(model.labels):
            assigned = bool(given[row, column])
            if name == RECOMMENDATION:
                flag = assigned
                continue
            label = Label(name, float(probabilities[row, column]), assigned)
            if not known[row, 0]:
                label = replace(label, needs_review=UNKNOWN_LANGUAGE)
            elif assigned or near[row, column]:
                start, end = scores.span(row, column)
                review = NEAR_THRESHOLD if near[row, column] else ""
                label = replace(label, needs_review=review, start=start, end=end, terms=terms[row, column])
            labels.append(label)
        results.append(Classification(unit.document, unit.order, flag, tuple(labels)))
    return results


@cache
def _in_place() -> tuple[Model, Scorer]:
    model = load(in_place())
    return model, Scorer(model)


if __name__ == "__main__":
    from pipeline.__main__ import run_alone

    run_alone("classify")
