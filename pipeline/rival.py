"""Rival: the model in place beside a new one, on paragraphs that neither has learned from."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from pipeline.judge import better, truth_of
from pipeline.labels import RECOMMENDATION, Labelled, Refused, fingerprint
from pipeline.model import Model, Scorer, Unfit, load
from pipeline.models import BASE, CARD
from pipeline.thresholds import Truth, quality

# Beside a model: the labels that each text it has learned from was given by its like that had not, by fingerprint.
DECISIONS = "unseen.json"
# Models are compared on at least so many paragraphs.
COMPARED = 30
# The model in place stays where it is better in this share of the resamples.
SURE = 0.95
# So many of the categories that only one of two models tells are named.
NAMED = 3


class Incomparable(Refused):
    """A model in place of which nobody can say whether it is better than a new one, and why."""


@dataclass(frozen=True, slots=True)
class Rival:
    """What the model in `place` says of the paragraphs, by position, that it has not learned from: `rows`.

    `given` are the labels that it gives (rows × `names`, the categories that it and the new model tell).
    """

    place: Path
    rows: tuple[int, ...]
    names: tuple[str, ...]
    given: Truth

    @classmethod
    def of(cls, folder: Path, paragraphs: Sequence[Labelled], groups: Sequence[str], names: Sequence[str]) -> "Rival":
        """The model in the folder, or the base where there is none.

        Of a paragraph that it has learned from, or that is of a group with one, counts what models that had not said
        when it was trained. Raises Incomparable where fewer than COMPARED are left, no category is told by both, or a
        model that would be overwritten cannot be read or tells a category that `names` does not have.
        """
        place = opponent(folder)
        model = _opened(place)
        told = [label for label in model.labels if label != RECOMMENDATION]
        shared = [label for label in told if label in names]
        lost = [label for label in told if label not in names]
        if not shared or (lost and place == folder):
            raise Incomparable(f"{place} is of another taxonomy: it tells {_named(lost)}, which this one does not have")
        known, decisions = learned(place), _decisions(place)
        prints = [fingerprint(paragraph.text) for paragraph in paragraphs]
        touched = {group for group, one in zip(groups, prints, strict=True) if one in known}
        new = [row for row, group in enumerate(groups) if group not in touched]
        judged = [row for row, group in enumerate(groups) if group in touched and prints[row] in decisions]
        if len(new) + len(judged) < COMPARED:
            raise Incomparable(
                f"{place} has learned from {len(paragraphs) - len(new)} of these {len(paragraphs)} paragraphs, or from "
                f"others of their documents, and {len(judged)} of them were judged when it was trained: "
                f"{COMPARED} that it has not learned from are needed"
            )
        columns = [model.labels.index(label) for label in shared]
        said = Scorer(model).probabilities([(paragraphs[row].text, paragraphs[row].language) for row in new])
        of_new = said[:, columns] >= np.array(model.thresholds)[columns]
        of_judged = [[label in decisions[prints[row]] for label in shared] for row in judged]
        given = np.vstack([of_new, np.array(of_judged, dtype=bool).reshape(len(judged), len(shared))])
        return cls(place, (*new, *judged), tuple(shared), given)

    def beside(
        self, paragraphs: Sequence[Labelled], groups: Sequence[str], names: Sequence[str], given: Truth
    ) -> dict[str, Any]:
        """F1 of this model and of the new one, whose like have `given` the labels unseen (all paragraphs × `names`).

        `better` is the share of resamples in which this one's is higher.
        """
        ours = given[np.ix_(self.rows, [names.index(name) for name in self.names])]
        truth = truth_of([paragraphs[row] for row in self.rows], self.names)
        return {
            "model": self.place.name,
            "paragraphs": len(self.rows),
            "f1": round(quality(self.given, truth).f1, 4),
            "new": round(quality(ours, truth).f1, 4),
            "better": round(better(self.given, ours, truth, [groups[row] for row in self.rows]), 4),
        }


def opponent(folder: Path) -> Path:
    """The folder of the model that one trained for `folder` competes with: that there, or the base."""
    return folder if (folder / CARD).exists() else BASE


def refuse_worse(compared: dict[str, Any], place: Path) -> None:
    """Raise Refused where the model in place is surely better."""
    if compared["better"] >= SURE:
        raise Refused(
            f"{place} is better on {compared['paragraphs']} of these paragraphs, judged without having learned from "
            f"them: F1 {compared['f1']:.3f}, the new model {compared['new']:.3f}, better in "
            f"{compared['better']:.0%} of the resamples; --force replaces it"
        )


def learned(folder: Path) -> set[str]:
    """The fingerprints of the texts that a model has learned from."""
    return set(json.loads((folder / CARD).read_text(encoding="utf-8"))["texts"])


def remember(folder: Path, paragraphs: Sequence[Labelled], names: Sequence[str], given: Truth) -> None:
    """Leave beside a model what was said of the paragraphs that it has learned from (paragraphs × `names`)."""
    decisions = {
        fingerprint(paragraph.text): [name for name, has in zip(names, row, strict=True) if has]
        for paragraph, row in zip(paragraphs, given.tolist(), strict=True)
    }
    written = json.dumps(dict(sorted(decisions.items())), ensure_ascii=False, indent=0)
    (folder / DECISIONS).write_text(written + "\n", encoding="utf-8")


def _opened(place: Path) -> Model:
    try:
        return load(place)
    except Unfit as error:
        raise Incomparable(f"{place} cannot be read: {error}") from None


def _decisions(place: Path) -> dict[str, list[str]]:
    try:
        found: dict[str, list[str]] = json.loads((place / DECISIONS).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    return found


def _named(labels: Sequence[str]) -> str:
    rest = f" and {len(labels) - NAMED} more" if len(labels) > NAMED else ""
    return ", ".join(repr(label) for label in labels[:NAMED]) + rest
