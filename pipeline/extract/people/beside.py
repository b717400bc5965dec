"""Names that stand beside the name of a person: what else somebody is known as, and who is named together with them."""

import re
from collections.abc import Container, Iterator

from pipeline.extract.people.listed import Span, overlap
from pipeline.extract.people.reading import Reading

# Pieces of a full name: at least, at most beside another, at most of one made longer.
SHORTEST, LONGEST, FULLEST = 2, 4, 5
# Words between a name and those for what else the person is known as.
DESCRIBED = 5
# Letters from which a word in capitals is an acronym.
ACRONYM = 3
# Quotes around a nickname, with what stands before them, and with what stands behind them where the name goes on.
OPENING, CLOSED = re.compile(r' ["“„«]'), re.compile(r'["”“»] ')
# The same for one in brackets.
BRACKET, CLOSED_BRACKET = re.compile(r' \(["“]?'), re.compile(r'["”]?\) ')
CLOSING = frozenset('"”“»')
NAMING = frozenset({" “", " „", " «"})
# Most pieces in brackets behind a name.
BRACKETED = 6
# What may stand between a name and the words for what else the person is known as.
ASIDE = frozenset({" ", ", ", " ("})


def others(reading: Reading, spans: set[Span], common: Container[str]) -> set[Span]:
    """The spans `[first, last)` of pieces that are names because of the names at some spans beside them."""
    found = set()
    for first, end in spans:
        for place, shortest in ((known_as(reading, end), 1), (_together(reading, end), SHORTEST)):
            last = run(reading, place) if place else place
            if shortest <= last - place <= LONGEST:
                found.add((place, last))
        last = _before(reading, first)
        place = _run_back(reading, last)
        if SHORTEST <= last - place <= LONGEST:
            found.add((place, last))
    return {
        span
        for span in found
        if not any(overlap(span, other) for other in spans)
        and not any(reading.folded[place] in common for place in range(*span))
    }


def known_as(reading: Reading, place: int) -> int:
    """The piece behind the words at a place for what else a person is known as; 0 where there are none.

    What the person is may stand before those words: "Ana Berg, a blogger known as Vela".
    """
    last = place
    if reading.gap(place) == ", " and reading.folded[place] in reading.words.determiners:
        last += 1
        while last < len(reading) and last - place < DESCRIBED and reading.spaced(last) and not reading.capital(last):
            last += 1
    for start in range(place, last + 1):
        if start > place or reading.gap(place) in ASIDE:
            for cue in reading.words.aliases:
                after = start + len(cue)
                if tuple(reading.folded[start:after]) == cue and after < len(reading) and reading.after_alias(after):
                    return after
    return 0


def _together(reading: Reading, place: int) -> int:
    """The piece behind the conjunction at a place, or behind brackets there; 0 where there is none."""
    last = place
    while reading.gap(place) == " (" and last < len(reading) and last - place < BRACKETED:
        last += 1
        if reading.gap(last) == ") ":
            place = last
    behind = reading.spaced(place) or (place == last and reading.gap(place) == ") ")
    joined = place + 1 < len(reading) and behind and reading.spaced(place + 1)
    return place + 1 if joined and reading.folded[place] in reading.words.conjunctions else 0


def _before(reading: Reading, first: int) -> int:
    """Behind the last piece before the conjunction that stands before a name; 0 where none does."""
    joined = first > SHORTEST and reading.spaced(first) and reading.spaced(first - 1)
    return first - 1 if joined and reading.folded[first - 1] in reading.words.conjunctions else 0


def _run_back(reading: Reading, last: int) -> int:
    """The first of the capital words up to a piece; the piece itself if they cannot be a name."""
    first = last
    while first and reading.capital(first - 1) and (first == last or reading.joined(first)):
        first -= 1
    while first < last and (reading.title(first) or reading.folded[first] in reading.words.never):
        first += 1
    before = reading.folded[first - 1] if first and reading.spaced(first) else ""
    words = reading.words
    if before in words.articles or before in words.of or before in words.purposes or before in words.locatives:
        return last
    return first if first < last and run(reading, first) >= last else last


def nicknamed(reading: Reading, span: Span) -> Span:
    """A span with the nickname in quotes behind it, and with the rest of the name behind that: "Ana “Vela” Berg".

    A nickname in brackets is one word behind another, within the name: "Ana (Vela) Berg".
    """
    first, last = span
    if last - first == 1 and BRACKET.fullmatch(reading.gap(last)) and CLOSED_BRACKET.fullmatch(reading.gap(last + 1)):
        rest = run(reading, last + 1, particles=True)
        named = _goes_on(reading, last) and not reading.upper(last, last + 1)
        return (first, rest) if named and last + 1 < rest <= first + FULLEST else span
    if not OPENING.fullmatch(reading.gap(last)):
        return span
    end = last
    while end < len(reading) and end - last < SHORTEST and reading.capital(end):
        if end > last and not reading.spaced(end):
            break
        end += 1
        if reading.text[reading.spans[end - 1][1] :][:1] in CLOSING:
            rest = run(reading, end, particles=True) if CLOSED.fullmatch(reading.gap(end)) else end
            # Straight quotes behind a name open a title as well.
            ends = last - first >= SHORTEST and reading.gap(last) in NAMING
            return (first, rest) if rest > end or ends else span
    return span


def run(reading: Reading, first: int, particles: bool = False) -> int:
    """Behind the capital words from a piece on; the piece itself if they cannot be a name."""
    last = first
    while last < len(reading) and (last == first or reading.joined(last)):
        if not reading.capital(last) and not (particles and reading.particle(last)):
            break
        acronym = reading.upper(last, last + 1) and len(reading.piece(last)) >= ACRONYM
        known = reading.title(last) or reading.thing(last) or reading.folded[last] in reading.words.never
        if acronym or known or reading.folded[last].endswith(reading.words.peoples):
            return first
        last += 1
    return last


def whole(reading: Reading, spans: set[Span], common: Container[str]) -> Iterator[Span]:
    """The spans with the capital words right behind them, and with one before them behind what the person is.

    "Juan Berg" before "Soto", "Soto" behind "the correspondent Patient". What is another's name is not taken.
    """
    others = [span for span in spans if span[1] - span[0] >= SHORTEST]
    firsts, lasts = {first for first, _ in others}, {last for _, last in others}
    for first, last in spans:
        while last < len(reading) and last - first < FULLEST and last not in firsts:
            inner = _inner(reading, last)
            following = last + inner
            if not reading.joined(last) or reading.folded[following] in common or not _goes_on(reading, following):
                break
            last = following + 1
        # An article joined to the last word ("Samir al-Bilawi") begins no name behind other words of one.
        if reading.particle(first) and reading.hyphenated(first + 1):
            while (
                first not in lasts and last - first < FULLEST and reading.joined(first) and _goes_on(reading, first - 1)
            ):
                if reading.folded[first - 1] in common:
                    break
                first -= 1
        if first > 1 and first not in lasts and reading.spaced(first) and reading.spaced(first - 1):
            office = first - 2
            known = reading.title(office) or reading.folded[office] in reading.words.persons
            if known and not reading.capital(office) and _goes_on(reading, first - 1):
                first -= reading.folded[office] not in reading.words.qualifiers
        yield first, last


def _inner(reading: Reading, place: int) -> bool:
    """Whether a piece is a little word that has something of the name on both its sides: "Fazal ur Rehman"."""
    return reading.folded[place] in reading.words.inner_particles and reading.joined(place + 1)


def _goes_on(reading: Reading, place: int) -> bool:
    """Whether a word beside a name can be a part of it."""
    word, words = reading.folded[place], reading.words
    if not reading.capital(place) or (reading.upper(place, place + 1) and len(word) >= ACRONYM):
        return False
    if word in words.never or (word,) in words.alone or word.endswith(words.peoples) or word in words.places:
        return False
    return not reading.title(place) and not reading.thing(place)


def behind_office(reading: Reading, span: Span) -> Span:
    """A span without its first word where that says what an office is over: "mayor of Zagreb Milan Bandić"."""
    first, last = span
    if last - first <= SHORTEST or first < SHORTEST or not reading.spaced(first) or not reading.spaced(first - 1):
        return span
    if reading.particle(first + 1) or not reading.spaced(first + 1):
        return span
    if reading.folded[first - 1] in reading.words.of and reading.title(first - 2):
        return first + 1, last
    return span
