"""Classify: units → what each reports about, and whether it asks somebody to act."""

from collections.abc import Sequence
from functools import cache, lru_cache

import numpy as np

from pipeline.labels import RECOMMENDATION
from pipeline.model import Model, Scorer, load
from pipeline.models import in_place, loading
from pipeline.records import CLASSIFIED, Classification, Label, Unit
from pipeline.skopsfile import numbers
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
        labels: dict[str, Label] = {}
        learned = bool(known[row, 0])
        likely, assigned, unsure = probabilities[row].tolist(), given[row].tolist(), near[row].tolist()
        for column, name in enumerate(model.labels):
            if assigned[column] or unsure[column]:
                review = NEAR_THRESHOLD if unsure[column] else ""
                carried = scores.span(row, column)
                labels[name] = Label(name, likely[column], assigned[column], review, *carried, terms[row, column])
            else:
                labels[name] = _not_given(name, likely[column], learned)
        flag = labels.pop(RECOMMENDATION, None)
        results.append(Classification(unit.document, unit.order, flag, tuple(labels.values())))
    return results


# Nearly all labels are of this kind, and have few probabilities.
@lru_cache(maxsize=1 << 16)
def _not_given(name: str, probability: float, learned: bool) -> Label:
    return Label(name, probability, False, "" if learned else UNKNOWN_LANGUAGE)


@cache
def _in_place() -> tuple[Model, Scorer]:
    with loading():
        model = load(in_place(), numbers)
        return model, Scorer(model)


if __name__ == "__main__":
    from pipeline.__main__ import run_alone

    run_alone("classify")
