"""The law that a document speaks of all the time, and whose name it therefore leaves out."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from pipeline.records import Mention

# At least so many of a document's provisions, and this share of those with a law, are of its usual one.
LEAST_USUAL, USUAL = 6, 0.8


def of_the_usual(found: Sequence[Mention], laws: Mapping[int, Sequence[Mention]]) -> Iterator[Mention]:
    """The provisions, with the law that nearly all others are of for those whose unit names no law."""
    counts = Counter(one.law for one in found if one.law)
    usual, times = max(counts.items(), key=lambda item: item[1], default=("", 0))
    if times < max(LEAST_USUAL, USUAL * counts.total()):
        yield from found
        return
    for one in found:
        yield one if one.law or one.unit in laws else replace(one, law=usual, candidates=())
