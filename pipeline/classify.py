"""Classify: units → what each reports about, and whether it asks somebody to act."""

from collections.abc import Sequence
from functools import cache
from pathlib import Path

import numpy as np

from pipeline.labels import taxonomy
from pipeline.model import Model, Scorer, load
from pipeline.records import Classification, Label, Unit

MODEL = Path(__file__).parent.parent / "models" / "classifier"
KINDS = frozenset({"paragraph", "list_item", "table"})
# The label beside the categories.
RECOMMENDATION = "recommendation"
DIGITS = 4


def classify(units: Sequence[Unit]) -> list[Classification]:
    """The classification of each paragraph, list item and table of one document, in order.

    Every category of the taxonomy has a label with its probability, 0..1 (0 where the model has not learned it). In
    a language that the model has not learned the probabilities stand but nothing is assigned or recommended.
    """
    return classify_with(*_shipped(), units)


def classify_with(model: Model, scorer: Scorer, units: Sequence[Unit]) -> list[Classification]:
    """The same with a model of one's own, and its scorer."""
    chosen = [unit for unit in units if unit.kind in KINDS]
    rows = scorer.probabilities([(unit.text, unit.language) for unit in chosen]).round(DIGITS)
    known = np.array([unit.language in model.languages for unit in chosen], dtype=bool)
    given = (rows >= np.array(model.thresholds)) & known[:, np.newaxis]
    return [
        _classification(model, unit, probabilities, assigned)
        for unit, probabilities, assigned in zip(chosen, rows.tolist(), given.tolist(), strict=True)
    ]


def _classification(model: Model, unit: Unit, probabilities: list[float], given: list[bool]) -> Classification:
    labels = {label.category: label for label in map(Label, model.labels, probabilities, given)}
    return Classification(
        unit.document,
        unit.order,
        RECOMMENDATION in labels and labels[RECOMMENDATION].assigned,
        tuple(labels.get(category) or Label(category, 0.0, False) for category in taxonomy()),
    )


@cache
def _shipped() -> tuple[Model, Scorer]:
    model = load(MODEL)
    return model, Scorer(model)


if __name__ == "__main__":
    from pipeline.__main__ import run_alone

    run_alone("classify")
