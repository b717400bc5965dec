"""Likeness: which paragraphs say nearly the same, and which must stay together when data are divided."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence

from pipeline.labels.records import Labelled

# Two texts are near-duplicates where this share of the word runs of the shorter stands in the other too.
OVERLAP = 0.5
RUN = 4
# A word run that stands in more texts than this is a formula of the genre and says nothing of duplicates.
FORMULA = 60
# What the editions of one report differ in.
YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")


def groups(paragraphs: Sequence[Labelled]) -> list[str]:
    """For each paragraph the name of its group: one report through the years, and all that share near-duplicates.

    A paragraph must never be judged by a model that has learned from its like, so folds take whole groups.
    """
    names = [YEAR.sub("", paragraph.document) or paragraph.document for paragraph in paragraphs]
    parent = {name: name for name in names}

    def root(name: str) -> str:
        while parent[name] != name:
            name = parent[name]
        return name

    for one, other in near_duplicates(paragraph.text for paragraph in paragraphs):
        low, high = sorted((root(names[one]), root(names[other])))
        parent[high] = low
    return [root(name) for name in names]


def near_duplicates(texts: Iterable[str]) -> Iterator[tuple[int, int]]:
    """The pairs of texts, by their positions, the earlier first, that are near-duplicates."""
    runs = [_runs(text) for text in texts]
    holders: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for index, own in enumerate(runs):
        for run in own:
            holders[run].append(index)
    for index, own in enumerate(runs):
        shared = Counter(
            other for run in own if len(holders[run]) <= FORMULA for other in holders[run] if other > index
        )
        for other, number in sorted(shared.items()):
            if number > OVERLAP * min(len(own), len(runs[other])):
                yield index, other


def _runs(text: str) -> set[tuple[str, ...]]:
    words = re.findall(r"\w+", text.lower())
    return {tuple(words[start : start + RUN]) for start in range(max(1, len(words) - RUN + 1))}
