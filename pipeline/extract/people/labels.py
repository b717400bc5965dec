"""What stands beside a name and says that it is that of a body, a place or a work."""

from pipeline.extract.people.reading import QUOTES, REACH, Reading

APOSTROPHES = frozenset("'’")
# What follows where an apposition ends.
ENDS = frozenset(",.;:)\n")
CLOSING = frozenset('"”“»’')
# Words for what an office is over.
OVER = 5
# Words of "a foreign network security company" behind a name.
APPOSED = 6


def beside_label(reading: Reading, first: int, last: int) -> bool:
    """Whether the pieces `[first, last)` stand in quotes, by the word for a kind of thing or behind a locative."""
    words = reading.words
    if holds(reading, first):
        return False
    if introduced(reading, first) or apposed(reading, first, last):
        return True
    before = reading.folded[first - 1] if reading.spaced(first) else ""
    following = reading.folded[last] if reading.spaced(last) else ""
    if before in words.labels_before or before in words.locatives or before.endswith(words.thing_ends):
        return True
    if before in words.of and reading.spaced(first - 1) and reading.folded[first - 2] in words.labels_after:
        return True
    if following in words.labels_after or (following and led(reading, last)):
        return True
    start, end = reading.spans[first][0], reading.spans[last - 1][1]
    # "The Kozlov case" names a person; of what "the Pravda was" is said, nobody.
    ends = not following or (following in words.openers and following not in words.conjunctions)
    if ends and before in words.articles and reading.text[end : end + 1] not in APOSTROPHES:
        return True
    return start > 0 and reading.text[start - 1] in QUOTES and reading.text[end : end + 1] in CLOSING


def holds(reading: Reading, place: int) -> bool:
    """Whether an office with what it is over stands before a piece: "ministers of defence and justice"."""
    words, first = reading.words, place
    while first and place - first < OVER and reading.spaced(first):
        word = reading.folded[first - 1]
        if not (word in words.fields or reading.thing(first - 1) or (first < place and word in words.conjunctions)):
            break
        first -= 1
    over = 1 < first < place and reading.spaced(first) and reading.folded[first - 1] in words.over
    return over and reading.spaced(first - 1) and reading.title(first - 2)


def led(reading: Reading, place: int) -> bool:
    """Whether a piece is the office that who is named behind it has in what is named before: "Dala leader Ana Berg"."""
    following = place + 1
    if following >= len(reading) or reading.capital(place) or not reading.capital(following):
        return False
    return reading.folded[place] in reading.words.offices and reading.after_title(following)


def renamed(reading: Reading, first: int) -> bool:
    """Whether a piece begins what a thing is called otherwise: "the Dala Company, also known as Vela Trade"."""
    for cue in reading.words.aliases:
        start = first - len(cue)
        if start > 0 and tuple(reading.folded[start:first]) == cue and reading.thing(start - 1):
            return True
    return False


def apposed(reading: Reading, first: int, last: int) -> bool:
    """Whether a comma parts the pieces `[first, last)` from the word for what they name: "an organization, Vela,"."""
    words = reading.words
    end = reading.spans[last - 1][1]
    if last - first == 1 and first and reading.gap(first) == ", " and reading.text[end : end + 1] == ",":
        return reading.folded[first - 1] in words.labels_before and not governed(reading, first - 1)
    if reading.gap(last) != ", " or reading.folded[last] not in words.determiners:
        return False
    for place in range(last + 1, min(len(reading), last + 1 + APPOSED)):
        if not reading.spaced(place) and not reading.hyphenated(place):
            return False
        closed = reading.gap(place + 1)[:1] in ENDS
        if closed or reading.folded[place] in words.openers:
            return closed and reading.folded[place] in words.labels_before and not reading.capital(place)
    return False


def introduced(reading: Reading, first: int) -> bool:
    """Whether words for several things introduce what is named from a piece on: "parties, including", "towns"."""
    words = reading.words
    kind = first - 1
    if kind >= 0 and reading.folded[kind] in words.articles and reading.spaced(first):
        kind -= 1
    reach = 1
    for opening in words.introducers:
        if tuple(reading.folded[max(0, kind + 1 - len(opening)) : kind + 1]) == opening:
            kind, reach = kind - len(opening), REACH
            if reading.gap(kind + 1) == " " and _several(reading, kind):
                return True
            break
    for place in range(kind, max(-1, kind - reach), -1):
        if reading.gap(place + 1) not in {" ", ", ", ": "}:
            return False
        if _several(reading, place):
            return not governed(reading, place)
    return False


def _several(reading: Reading, place: int) -> bool:
    """Whether a piece is a word for several things."""
    return reading.folded[place] in reading.words.kinds or reading.folded[place].endswith(reading.words.kind_ends)


def governed(reading: Reading, place: int) -> bool:
    """Whether a word before a piece gives it to somebody else: "leaders of two parties"."""
    for before in range(place - 1, max(-1, place - 1 - REACH), -1):
        if not reading.spaced(before + 1):
            return False
        if reading.folded[before] in reading.words.governors:
            return True
    return False
