"""Lists of names: what most of their members are, the others are too."""

import re
from bisect import bisect_left
from collections.abc import Iterator

from pipeline.extract.people.labels import introduced
from pipeline.extract.people.reading import Reading

# Members that a list needs before they say anything of one another, and how many things among them make all of them so.
SHORTEST, THINGS = 3, 2
# Longest member in pieces.
LONGEST = 6

# What parts members: they may be numbered.
NUMBER = re.compile(r" (?:\(?[0-9]{1,2}[.)] )?")
COMMA = re.compile(r", (?:\(?[0-9]{1,2}[.)] )?")

Span = tuple[int, int]


def agreed(reading: Reading, spans: set[Span]) -> tuple[set[Span], set[Span]]:
    """The spans `[first, last)` of pieces to drop, in lists of bodies, and to add, in lists of people."""
    dropped: set[Span] = set()
    added: set[Span] = set()
    for members in lists(reading):
        overlapped = {member: [span for span in spans if overlap(span, member)] for member in members}
        things = sum(is_thing(reading, member) for member in members)
        people = sum(bool(found) for found in overlapped.values())
        offices = any(reading.title(first) or reading.title(last - 1) for first, last in members)
        # A name between offices and bodies is that of who holds them.
        if (things >= THINGS and not offices) or introduced(reading, members[0][0]) or within(reading, members):
            dropped.update(span for found in overlapped.values() for span in found if not reading.after_title(span[0]))
        elif not things and 2 * people >= len(members) and people > 1:
            added.update(
                member
                for member in members
                if member[1] - member[0] > 1 and tuple(reading.folded[slice(*member)]) not in reading.words.alone
            )
    return dropped, added


def within(reading: Reading, members: list[Span]) -> bool:
    """Whether a locative inside a sentence makes the members of a whole list places: "in Koh Kong, Takeo and Kep".

    Some of them must be one word: "in Ana Nolan, Luis Harvey and Eva Berg, eds." names people.
    """
    if all(last - first > 1 for first, last in members):
        return False
    first, last = members[0][0], members[-1][0]
    if not first or not reading.spaced(first) or reading.folded[first - 1] not in reading.words.locatives:
        return False
    return not reading.capital(first - 1) and reading.folded[last - 1] in reading.words.conjunctions


def overlap(one: Span, other: Span) -> bool:
    """Whether two spans share a piece."""
    return one[0] < other[1] and other[0] < one[1]


def is_thing(reading: Reading, member: Span) -> bool:
    """Whether a member of a list is a body or a place: by its words, in capitals only, or behind an article."""
    first, last = member
    if any(reading.thing(place) for place in range(first, last)) or (last - first == 1 and reading.upper(first, last)):
        return True
    return tuple(reading.folded[first:last]) in reading.words.alone or (
        bool(first) and reading.spaced(first) and reading.folded[first - 1] in reading.words.articles
    )


def lists(reading: Reading) -> Iterator[list[Span]]:
    """The members `[first, last)` of each list of three capital names or more, parted by commas and a conjunction."""
    members: list[Span] = []
    place = 0
    while place < len(reading):
        if not members:
            coming = bisect_left(reading.capitals, place)
            if coming == len(reading.capitals):
                return
            place = reading.capitals[coming]
        first = place + (reading.folded[place] in reading.words.articles)
        last = first
        while last < len(reading) and last - first < LONGEST and (last == first or reading.joined(last)):
            if not reading.capital(last) and not (last > first and reading.particle(last)):
                break
            last += 1
        if last > first:
            members.append((first, last))
            following = after_separator(reading, last)
            if following:
                place = following
                continue
        if len(members) >= SHORTEST:
            yield members
        members = []
        place = max(place + 1, last)
    if len(members) >= SHORTEST:
        yield members


def after_separator(reading: Reading, place: int) -> int:
    """The piece behind the comma or conjunction that stands before a piece; 0 where none does."""
    if place >= len(reading):
        return 0
    comma = COMMA.fullmatch(reading.gap(place)) is not None
    if (comma or reading.spaced(place)) and reading.folded[place] in reading.words.conjunctions:
        return place + 1 if NUMBER.fullmatch(reading.gap(place + 1)) else 0
    return place if comma else 0
