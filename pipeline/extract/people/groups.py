"""Words for groups of people: what stands before one is the name of a people, and nobody's even if somebody has it."""

from collections.abc import Collection, Iterable

from pipeline.extract.people.listed import after_separator
from pipeline.extract.people.reading import Reading

# Most words between a name and the word for a group, and most names that one such word stands behind.
MODIFIERS, MEMBERS = 2, 4


def peoples(readings: Iterable[Reading]) -> frozenset[str]:
    """The words with a capital, folded, that stand right before a word for a group that nobody has: "Dala women"."""
    found: set[str] = set()
    for reading in readings:
        words = reading.words
        for noun in (place for place, word in enumerate(reading.folded) if word in words.groups):
            place = noun - 1
            while place > max(0, noun - 1 - MODIFIERS) and reading.folded[place] in words.modifiers:
                place -= 1
            named = place >= 0 and reading.capital(place) and not reading.prefixed(place)
            if named and before(reading, place + 1, words.groups):
                found.add(reading.folded[place])
    return frozenset(found)


def before(reading: Reading, place: int, groups: Collection[str]) -> bool:
    """Whether one of some words for groups of people stands at a piece, or behind few words that say more of it."""
    words = reading.words
    for noun in range(place, min(place + MODIFIERS + 1, len(reading))):
        if not reading.spaced(noun) or reading.capital(noun):
            return False
        if reading.folded[noun] in groups:
            return True
        if reading.folded[noun] not in words.modifiers:
            return False
    return False


def of_a_people(reading: Reading, first: int, known: Collection[str]) -> bool:
    """Whether a piece is the name of a people: right before a word for a group that nobody has; before others that a
    person may have as well ("Dala activists"), only if it is known for the name of a people, together with others too
    ("Kesh, Dala and Bara activists")."""
    words = reading.words
    titled = reading.after_title(first) and reading.folded[first - 1] not in words.qualifiers
    if titled or reading.prefixed(first):
        return False
    if before(reading, first + 1, words.groups):
        return True
    place = first + 1
    for _ in range(MEMBERS if reading.folded[first] in known else 0):
        if before(reading, place, words.followings | words.labels_after):
            return True
        place = after_separator(reading, place)
        if not place or not reading.capital(place):
            return False
        place += 1
    return False
