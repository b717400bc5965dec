"""Words beside a comma that say what the person is who is named on its other side."""

from pipeline.extract.people.labels import APOSTROPHES
from pipeline.extract.people.reading import Reading

# Words behind a comma among which one says what a person is.
DESCRIBED = 5
# The same where no determiner stands behind the comma.
BARE = 2
# Words between a number and the word for so many persons.
COUNTED = 3


def is_described(reading: Reading, place: int) -> bool:
    """Whether a word for a person stands at a piece or few words behind a determiner there.

    What stands right behind it must not make it the beginning of something else ("a defender network").
    """
    words = reading.words
    if reading.folded[place] in words.relatives or reading.gap(place) != ", ":
        return True
    for adverb in words.adverbs.get(reading.folded[place], ()):
        if tuple(reading.folded[place : place + len(adverb)]) == adverb and reading.spaced(place + len(adverb)):
            place += len(adverb)
            break
    last = place + (DESCRIBED if reading.folded[place] in words.determiners else BARE)
    for noun in range(place, min(last + 1, len(reading))):
        word = reading.folded[noun]
        if noun > place and (not (reading.spaced(noun) or reading.hyphenated(noun)) or word in words.openers):
            return False
        said = word in words.persons or word.endswith(words.title_ends)
        if said and not reading.capital(noun) and ends(reading, noun):
            return True
    return False


def says_person(reading: Reading, first: int, last: int) -> bool:
    """Whether what stands behind a comma says of the pieces `[first, last)` that they name a person.

    Not behind a preposition or the word for a thing: "the mayor of Dala, who", "the weekly Dala, an editor of".
    """
    words = reading.words
    if reading.gap(last) != ", " or not is_described(reading, last):
        return False
    before = reading.folded[first - 1] if reading.spaced(first) else ""
    if before in words.governors or before in words.locatives or before in words.labels_before:
        return False
    if last - first > 1:
        return True
    # The end of a longer name says nothing.
    whole = not reading.joined(first) or not reading.capital(first - 1) or reading.title(first - 1)
    return whole and reading.folded[last] not in words.relatives


def ends(reading: Reading, noun: int) -> bool:
    """Whether a noun is the last of its words: nobody is "an owner-run firm" or "the leader’s party"."""
    if reading.spaced(noun + 1):
        return is_verb(reading, noun)
    return not reading.hyphenated(noun + 1) and reading.gap(noun + 1)[:1] not in APOSTROPHES


def is_verb(reading: Reading, noun: int) -> bool:
    """Whether what stands behind the word for a person goes on about the person, and is no noun of a compound."""
    place, words = noun + 1, reading.words
    word = reading.folded[place]
    if word in words.openers or reading.folded[noun] not in words.offices:
        return word in words.openers
    nouns = words.labels_before | words.labels_after | words.kinds | words.persons
    return not (reading.capital(place) or reading.thing(place) or reading.title(place) or word in nouns)


def is_told(reading: Reading, place: int) -> bool:
    """Whether a comma parts a piece from the word for a person."""
    before = reading.folded[place - 1] if place else ""
    said = before in reading.words.kin or before in reading.words.persons
    return said and reading.gap(place) == ", " and not reading.capital(place - 1)


def is_counted(reading: Reading, place: int) -> bool:
    """Whether a comma parts a piece from the word for so many persons: "two former presidents, Ana Berg and"."""
    words = reading.words
    if reading.gap(place) != ", " or reading.folded[place - 1] not in words.holders or reading.capital(place - 1):
        return False
    for before in range(place - 2, max(-1, place - 2 - COUNTED), -1):
        if not reading.spaced(before + 1):
            return False
        if reading.folded[before] in words.counts:
            return True
    return False
