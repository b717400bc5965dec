"""The stretches of a text in which the tagger could find a name: the rest costs time and holds none."""

import re
from bisect import bisect_right
from collections.abc import Iterator

from pipeline.extract.people.reading import Reading

# Words kept on each side of a word that may be a name: the tagger judges a word by the four before and behind it (depth
# and window of `models/people.cfg`).
CONTEXT = 5
WORD = re.compile(r"\S+")


def windows(reading: Reading, common: frozenset[str]) -> list[tuple[int, int]]:
    """The characters `[start, end)` of each stretch, in order and apart, cut between words.

    `common` are the words, folded, that the document has in lower case.
    """
    places = list(unexplained(reading, common))
    if not places:
        return []
    written = [match.span() for match in WORD.finditer(reading.text)]
    starts = [start for start, _ in written]
    kept: list[tuple[int, int]] = []
    for place in places:
        start, end = reading.spans[place]
        first = max(0, bisect_right(starts, start) - 1 - CONTEXT)
        last = min(len(starts), bisect_right(starts, end - 1) + CONTEXT)
        if kept and first <= kept[-1][1]:
            first = kept.pop()[0]
        kept.append((first, last))
    return [(starts[first], written[last - 1][1]) for first, last in kept]


def unexplained(reading: Reading, common: frozenset[str]) -> Iterator[int]:
    """The pieces with a capital that neither their place nor their kind nor what they belong to explains."""
    words, folded = reading.words, reading.folded
    for place in reading.capitals:
        if folded[place] in words.never or (folded[place],) in words.alone:
            continue
        # Words in capitals only tell the tagger nothing: such names come from the rest of the document.
        if reading.upper(place, place + 1) or (folded[place] in common and reading.opens(place)):
            continue
        if not reading.thing(place) and not reading.named_thing(place, place + 1):
            yield place
