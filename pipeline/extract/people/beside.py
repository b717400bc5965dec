"""Names that stand beside the name of a person: what else somebody is known as, and who is named together with them."""

from collections.abc import Container

from pipeline.extract.people.listed import Span, overlap
from pipeline.extract.people.reading import Reading

# Pieces of a full name.
SHORTEST, LONGEST = 2, 4
# Letters from which a word in capitals is an acronym.
ACRONYM = 3
# What may stand between a name and the words for what else the person is known as.
ASIDE = frozenset({" ", ", ", " ("})


def others(reading: Reading, spans: set[Span], common: Container[str]) -> set[Span]:
    """The spans `[first, last)` of pieces that are names because of the names at some spans beside them."""
    found = set()
    for _, end in spans:
        for place, shortest in ((_known_as(reading, end), 1), (_together(reading, end), SHORTEST)):
            last = _run(reading, place) if place else place
            if shortest <= last - place <= LONGEST and not any(overlap((place, last), span) for span in spans):
                found.add((place, last))
    return {span for span in found if not any(reading.folded[place] in common for place in range(*span))}


def _known_as(reading: Reading, place: int) -> int:
    """The piece behind the words at a place for what else a person is known as; 0 where there are none."""
    if reading.gap(place) not in ASIDE:
        return 0
    cues = (place + len(cue) for cue in reading.words.aliases if tuple(reading.folded[place : place + len(cue)]) == cue)
    return next((after for after in cues if after < len(reading) and reading.after_alias(after)), 0)


def _together(reading: Reading, place: int) -> int:
    """The piece behind the conjunction at a place; 0 where there is none."""
    joined = place + 1 < len(reading) and reading.spaced(place) and reading.spaced(place + 1)
    return place + 1 if joined and reading.folded[place] in reading.words.conjunctions else 0


def _run(reading: Reading, first: int) -> int:
    """Behind the capital words from a piece on; the piece itself if they cannot be a name."""
    last = first
    while last < len(reading) and (last == first or reading.joined(last)) and reading.capital(last):
        acronym = reading.upper(last, last + 1) and len(reading.piece(last)) >= ACRONYM
        known = reading.title(last) or reading.thing(last) or reading.folded[last] in reading.words.never
        if acronym or known or reading.folded[last].endswith(reading.words.peoples):
            return first
        last += 1
    return last


def behind_office(reading: Reading, span: Span) -> Span:
    """A span without its first word where that says what an office is over: "mayor of Zagreb Milan Bandić"."""
    first, last = span
    if last - first <= SHORTEST or first < SHORTEST or not reading.spaced(first) or not reading.spaced(first - 1):
        return span
    if reading.folded[first - 1] in reading.words.of and reading.title(first - 2) and reading.spaced(first + 1):
        return first + 1, last
    return span
