"""Queue: the paragraphs of a corpus most worth labelling next."""

import json
from collections import defaultdict, deque
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import logit
from sklearn.feature_extraction.text import TfidfVectorizer

from pipeline.labels.containers import records
from pipeline.labels.fields import year
from pipeline.labels.likeness import near_duplicates
from pipeline.labels.records import RECOMMENDATION, Refused, fingerprint
from pipeline.models import CARD

# A category puts forward paragraphs whose log-odds are no further than this from its threshold's: for a threshold of
# 0.35 probabilities from 0.07 to 0.80.
NEAR = 2.0
# For each paragraph asked for, so many are looked at for each category; where near-duplicates leave too few, so many
# times as many.
LOOKED_AT = 2
WIDER = 4
# How strongly those who were taken push back their like: one of a document from which n are taken counts (1 + n) to
# the power of minus this; so for languages.
SPREAD = 0.5
# No probability is taken to be surer than this: labels.csv has four digits.
SURE = 1e-4
DIGITS = 6
# A text of signs alone is unlike others too.
WORD = r"\w+|\S"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A paragraph of the corpus with what the model says of it: probabilities, 0..1, and the labels it assigns."""

    para_id: str
    document: str
    language: str
    year: int | None
    section: str
    text: str
    labels: frozenset[str]
    probabilities: Mapping[str, float]


def candidates(output: Path, seen: Collection[str], known: Sequence[str]) -> list[Candidate]:
    """The classified paragraphs of a corpus, in order, without those whose fingerprint the model has `seen`.

    Raises Refused where the tables are missing or speak of a label that is not `known`.
    """
    paragraphs, labels, documents = (_table(output / f"{name}.csv") for name in ("paragraphs", "labels", "documents"))
    probabilities: dict[str, dict[str, float]] = defaultdict(dict)
    assigned: dict[str, set[str]] = defaultdict(set)
    for row in labels:
        if row["category"] not in known:
            raise Refused(
                f"{output / 'labels.csv'}: no category {row['category']!r}; known: {', '.join(known)}; "
                "--taxonomy names the file of another taxonomy"
            )
        probabilities[row["para_id"]][row["category"]] = float(row["probability"])
        if row["assigned"] == "true":
            assigned[row["para_id"]].add(row["category"])
    years = {row["doc_id"]: year(row) for row in documents}
    return [
        Candidate(
            row["para_id"],
            row["doc_id"],
            row["language"],
            years.get(row["doc_id"]),
            row["section"],
            row["text"],
            frozenset(assigned[row["para_id"]]) | ({RECOMMENDATION} if row["recommendation"] == "true" else set()),
            probabilities[row["para_id"]] | _of_flag(row),
        )
        for row in paragraphs
        if row["para_id"] in probabilities and fingerprint(row["text"]) not in seen
    ]


def select(found: Sequence[Candidate], thresholds: Mapping[str, float], size: int) -> list[Candidate]:
    """The `size` candidates most worth labelling (fewer where there are no more), the same for the same corpus.

    Categories take turns, the rarest of the corpus first. Each takes the paragraph whose probability is nearest to
    its threshold, those unlike the texts, documents and languages taken before preferred; near-duplicates of these
    are never taken. A category that nobody is near to passes; when all do, the rest is taken by nearness to any.
    """
    if not found:
        return []
    said = np.array([[one.probabilities.get(label, 0.0) for label in thresholds] for one in found])
    nearness = _nearness(said, np.array(list(thresholds.values())))
    rarest_first = np.argsort(said.sum(axis=0).round(DIGITS), kind="stable").tolist()
    looked_at = size * LOOKED_AT
    while True:
        pool = _pool(nearness, looked_at)
        chosen = _take_turns([found[index] for index in pool], nearness[pool], rarest_first, size)
        if len(chosen) == size or len(pool) == len(found):
            return chosen
        looked_at *= WIDER


def _take_turns(
    pool: Sequence[Candidate], nearness: NDArray[np.float64], rarest_first: Sequence[int], size: int
) -> list[Candidate]:
    queue, turns = _Queue(pool), deque(rarest_first)
    while len(queue.taken) < size and turns:
        column = turns.popleft()
        if queue.take(nearness[:, column], np.exp(-NEAR)):
            turns.append(column)
    while len(queue.taken) < size and queue.take(nearness.max(axis=1), 0.0):
        pass
    return [pool[index] for index in queue.taken]


def _nearness(said: NDArray[np.float64], limits: NDArray[np.float64]) -> NDArray[np.float64]:
    """How near each candidate is to each label's threshold, 1 at the threshold, 0 far from it (candidates × labels)."""
    distances = np.abs(logit(said.clip(SURE, 1 - SURE)) - logit(limits.clip(SURE, 1 - SURE)))
    nearness: NDArray[np.float64] = np.exp(-distances)
    return nearness


def _pool(nearness: NDArray[np.float64], number: int) -> list[int]:
    """The candidates that are among the `number` nearest to some label's threshold, in order."""
    order = np.argsort(-nearness.round(DIGITS), axis=0, kind="stable")
    return sorted({int(index) for index in order[:number].ravel()})


class _Queue:
    """What has been taken, and what that leaves for the others."""

    def __init__(self, candidates: Sequence[Candidate]) -> None:
        self.candidates = candidates
        self.taken: list[int] = []
        self._free = np.ones(len(candidates), dtype=bool)
        self._alike = np.zeros(len(candidates))
        self._crowds = [
            np.unique([getattr(candidate, kind) for candidate in candidates], return_inverse=True)[1]
            for kind in ("document", "language")
        ]
        self._crowding = np.ones(len(candidates))
        self._doubles: dict[int, set[int]] = defaultdict(set)
        for one, other in near_duplicates(candidate.text for candidate in candidates):
            self._doubles[one].add(other)
            self._doubles[other].add(one)

    @cached_property
    def _features(self) -> Any:
        return TfidfVectorizer(sublinear_tf=True, token_pattern=WORD).fit_transform(
            [candidate.text for candidate in self.candidates]
        )

    def take(self, nearness: NDArray[np.float64], least: float) -> bool:
        """Take the free candidate worth most, of those at least so near; False where there is none."""
        eligible = self._free & (nearness >= least)
        if not eligible.any():
            return False
        worth = np.where(eligible, (nearness * (1 - self._alike) * self._crowding).round(DIGITS), -1.0)
        best = int(worth.argmax())
        self.taken.append(best)
        self._free[[best, *self._doubles[best]]] = False
        taken = [np.bincount(crowd[self.taken], minlength=crowd.max() + 1)[crowd] for crowd in self._crowds]
        self._crowding = np.prod([(1.0 + number) ** -SPREAD for number in taken], axis=0)
        alike = (self._features @ self._features[best].T).toarray().ravel()
        self._alike = np.maximum(self._alike, alike)
        return True


def thresholds_of(model: Path) -> tuple[dict[str, float], frozenset[str]]:
    """The thresholds of a model's labels and the fingerprints of the texts that it has seen, from its card.

    Raises Refused where there is no card, or none with thresholds.
    """
    path = model / CARD
    try:
        card = json.loads(path.read_text(encoding="utf-8"))
        limits = {label: float(value) for label, value in card["thresholds"].items()}
        seen = frozenset(card.get("texts", ()))
    except FileNotFoundError:
        raise Refused(f"{path}: no such file; train a model first") from None
    except (json.JSONDecodeError, KeyError, TypeError, ValueError, AttributeError):
        limits, seen = {}, frozenset()
    if not limits:
        raise Refused(f"{path}: no card of a model with thresholds")
    return limits, seen


def _of_flag(paragraph: Mapping[str, str]) -> dict[str, float]:
    """The probability of the recommendation flag, where the corpus says it."""
    said = paragraph.get("recommendation_probability")
    return {RECOMMENDATION: float(said)} if said else {}


def _table(path: Path) -> Iterator[dict[str, str]]:
    if not path.exists():
        raise Refused(f"{path}: no such file; make the corpus first")
    return (row for _, row in records(path))
