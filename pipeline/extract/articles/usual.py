"""Laws that a document does not say beside an article: the one of all others, or the one that it says soon after."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from pipeline.extract.articles.kinds import may_be
from pipeline.records import Mention

# What the text calls the law of a provision whose mention begins somewhere in a unit: "treaty:convention".
Names = Mapping[tuple[int, int], str]

# At least so many of a document's provisions, and this share of those with a law, are of its usual one.
LEAST_USUAL, USUAL = 6, 0.8
# Units in which a document says the law of an article that it named before.
SOON = 3


def of_the_next(found: Sequence[Mention], names: Names) -> Iterator[Mention]:
    """The provisions, with the law that the document says soon after for the same number, if it never says another."""
    said: dict[str, dict[str, int]] = defaultdict(dict)
    for one in found:
        if one.law:
            said[one.norm].setdefault(one.law, one.unit)
    for one in found:
        law, unit = next(iter(said[one.norm].items()), ("", 0))
        soon = law and len(said[one.norm]) == 1 and one.unit <= unit <= one.unit + SOON
        fits = soon and not one.law and may_be(law, names.get((one.unit, one.start), ""))
        yield replace(one, law=law, candidates=()) if fits else one


def of_the_usual(found: Sequence[Mention], laws: Mapping[int, Sequence[Mention]], names: Names) -> Iterator[Mention]:
    """The provisions, with the law that nearly all others are of for those whose unit names no law."""
    counts = Counter(one.law for one in found if one.law)
    usual, times = max(counts.items(), key=lambda item: item[1], default=("", 0))
    if times < max(LEAST_USUAL, USUAL * counts.total()):
        yield from found
        return
    for one in found:
        other = one.law or one.unit in laws or not may_be(usual, names.get((one.unit, one.start), ""))
        yield one if other else replace(one, law=usual, candidates=())
