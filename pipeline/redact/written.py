"""Find names where machines write them: in addresses, handles, tags, names of files, and words run together.

There a name stands in small letters, glued to other words, without its spaces or percent-encoded.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from urllib.parse import unquote

from pipeline.extract import countries
from pipeline.extract.people.names import fold, key

RUN = re.compile(r"\S+")
# What tells that a run without spaces is none of a sentence: signs of addresses, handles and tags, or two words with a
# stop, a slash or a line below them, and no space, between them.
MACHINE = re.compile(r"[@#_]|://|[^\W_][./\\][^\W_]|%[0-9A-Fa-f]{2}")
ENCODED = re.compile(r"(?:%[0-9A-Fa-f]{2})+")
APOSTROPHES = frozenset("'’ʼ‘`")
# Letters of the shortest single name that is looked for as a word of its own, of the shortest that is when it is not
# the last of a name, of the shortest that other words begin or end with, and of the shortest anywhere in them.
SHORTEST, GIVEN, INSIDE, ANYWHERE = 3, 4, 5, 8
# Letters that words begin with before a capital, at most, without being two words run together.
PREFIX = 3
# Letters of a word in the name of a country, at most.
LONGEST = 30
# A replaced span `[start, end)` and what is written there.
Change = tuple[int, int, str]


@dataclass(frozen=True, slots=True)
class Sought:
    """A name, its pieces folded and joined, and what is written for it, "" for one that stays.

    A name of several words may have anything between them; one word stands within one, or `alone` is all of one.
    """

    letters: str
    pseudonym: str
    several: bool = False
    alone: bool = False


@dataclass(frozen=True, slots=True)
class Letter:
    """A folded letter of a text, the span that it comes from, and whether it begins a word, which capitals do too."""

    letter: str
    start: int
    end: int
    opens: bool
    joined: bool


class Index:
    """Names that are looked for, by their first letters."""

    def __init__(self) -> None:
        self._names: dict[str, dict[str, Sought]] = defaultdict(dict)

    def add(self, sought: Iterable[Sought]) -> None:
        """Take names in; of two with the same letters, the first stays."""
        for one in sought:
            if len(one.letters) >= SHORTEST:
                self._names[one.letters[:SHORTEST]].setdefault(one.letters, one)

    def at(self, letters: str, place: int) -> Iterator[Sought]:
        """The names that stand at a place among folded letters."""
        for one in self._names.get(letters[place : place + SHORTEST], {}).values():
            if letters.startswith(one.letters, place):
                yield one


def index(gone: Iterable[tuple[str, str]], kept: Iterable[str]) -> Index:
    """The names of those whom a document mentions, each with its pseudonym or kept, and each word of them."""
    made = Index()
    for name, pseudonym in gone:
        made.add((*full(name, pseudonym), *pieces(name, pseudonym)))
    for name in kept:
        made.add((*full(name, ""), *pieces(name, "")))
    return made


def corpus_index(gone: Iterable[tuple[str, str]], kept: Iterable[str]) -> Index:
    """The names of those whom any document mentions, and their last words; those that are kept go before the others."""
    made = Index()
    for name, pseudonym in (*((name, "") for name in kept), *gone):
        made.add((*full(name, pseudonym), *last(name, pseudonym)))
    return made


def full(name: str, pseudonym: str) -> Iterator[Sought]:
    """What a name of several words is looked for by: all of them, and the first and the last in either order."""
    pieces = key(name)
    if len(pieces) > 1:
        for joined in (pieces, (pieces[0], pieces[-1]), (pieces[-1], pieces[0]), (*pieces[-1:], *pieces[:-1])):
            letters = "".join(joined)
            yield Sought(letters, pseudonym, several=True, alone=len(letters) < INSIDE)


def last(name: str, pseudonym: str) -> Iterator[Sought]:
    """What a name is looked for by in documents that do not mention its bearer: its last word, all of a word."""
    pieces = key(name)
    if pieces and len(pieces[-1]) >= GIVEN:
        yield Sought(pieces[-1], pseudonym, alone=True)


def pieces(name: str, pseudonym: str) -> Iterator[Sought]:
    """What a name is looked for by in documents that mention its bearer: each word of it, inside others if it is long
    enough; a given name that is a country's too says nothing."""
    *given, surname = key(name) or ("",)
    for piece, shortest in ((surname, SHORTEST), *((piece, GIVEN) for piece in given)):
        if len(piece) >= shortest and (piece == surname or piece not in of_countries()):
            yield Sought(piece, pseudonym, alone=len(piece) < INSIDE)


def changes(text: str, indexes: Sequence[Index], whole: bool = False) -> list[Change]:
    """Where names stand in what machines wrote of a text, or in the `whole` of it; earlier indexes go before later."""
    if whole:
        return list(_found(text, 0, len(text), indexes, machine=True))
    found: list[Change] = []
    for run in RUN.finditer(text):
        machine = bool(MACHINE.search(run[0]))
        if machine or _glued(run[0]):
            found += _found(text, run.start(), run.end(), indexes, machine)
    return found


def _glued(run: str) -> bool:
    return not (run.islower() or run.isupper() or run.istitle()) and any(
        one.islower() and other.isupper() for one, other in pairwise(run)
    )


def _found(text: str, start: int, end: int, indexes: Sequence[Index], machine: bool) -> Iterator[Change]:
    read = list(_letters(text, start, end))
    letters = "".join(one.letter for one in read)
    place = 0
    while place < len(read):
        standing = [
            (len(one.letters), -rank, one)
            for rank, index in enumerate(indexes)
            for one in index.at(letters, place)
            if _stands(read, place, one, machine)
        ]
        if not standing:
            place += 1
            continue
        _, _, one = max(standing, key=lambda found: found[:2])
        first, place = read[place].start, place + len(one.letters)
        if one.pseudonym:
            yield first, _behind(text, read[place - 1].end, end, machine), one.pseudonym


def _behind(text: str, place: int, end: int, machine: bool) -> int:
    """Where the figures end that are glued to a name: often the year of somebody's birth."""
    while machine and place < end and text[place].isdigit():
        place += 1
    return place


def _stands(read: Sequence[Letter], place: int, one: Sought, machine: bool) -> bool:
    """Whether the letters at a place are a name and no part of other words."""
    behind = place + len(one.letters)
    if not one.several and not all(letter.joined for letter in read[place + 1 : behind]):
        return False
    if machine and not one.alone:
        return one.several or _inside(read, place, behind)
    # "McDonald" is one word.
    if not machine and read[place].joined and any(letter.opens for letter in read[max(0, place - PREFIX) : place]):
        return False
    return read[place].opens and (behind == len(read) or read[behind].opens)


def _inside(read: Sequence[Letter], first: int, behind: int) -> bool:
    """Whether letters in a word are a name there: the word is no country's, and they are at an end of it, or many."""
    begins, ends = read[first].opens, behind == len(read) or read[behind].opens
    if begins and ends:
        return True
    if not (begins or ends or behind - first >= ANYWHERE):
        return False
    while behind - first <= LONGEST and read[first].joined:
        first -= 1
    while behind - first <= LONGEST and behind < len(read) and read[behind].joined:
        behind += 1
    return "".join(letter.letter for letter in read[first:behind]) not in of_countries()


@cache
def of_countries() -> frozenset[str]:
    """The words, folded, of names and adjectives of countries."""
    return frozenset(piece for name in countries.called() for piece in key(name))


def _letters(text: str, start: int, end: int) -> Iterator[Letter]:
    """The letters of a stretch of text, folded; signs and figures between them part words."""
    before, parted = "", True
    for sign, first, last in _signs(text, start, end):
        if not sign.isalpha():
            # An accent of its own, or an apostrophe, parts no word.
            if sign not in APOSTROPHES and (sign.isdigit() or fold(sign) or not _mark(sign)):
                before, parted = "", True
            continue
        opens = parted or (before.islower() and sign.isupper())
        for number, letter in enumerate(fold(sign)):
            yield Letter(letter, first, last, opens and not number, not parted or number > 0)
        before, parted = sign, False


def _signs(text: str, start: int, end: int) -> Iterator[tuple[str, int, int]]:
    """Each character of a stretch of text, percent-encoded ones decoded, with its span."""
    place = start
    while place < end:
        encoded = ENCODED.match(text, place, end)
        span = (place, encoded.end() if encoded else place + 1)
        for sign in unquote(encoded[0], errors="ignore") if encoded else text[place]:
            yield sign, *span
        place = span[1]


def _mark(sign: str) -> bool:
    return "\u0300" <= sign <= "\u036f"
