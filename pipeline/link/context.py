"""What beside the letters of a name says that two who have it are one: how rare it is, an office, the country.

Everybody of one name in the reports on one country is taken for one person. Across countries a name that many people
have takes more.
"""

import csv
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from pipeline.extract.people.names import HYPHEN, NUMERAL, fold, initial, unvowelled, words
from pipeline.link.spelling import particles, romanised

# Given names and surnames that many people have.
COMMON = Path(__file__).parent / "common.csv"
# Why those of one name in several documents are one person, the surest first.
RARE, OFFICE, COUNTRY, ALONE = (
    "the same uncommon name",
    "the same name and office",
    "the same name and country",
    "the same name alone",
)
# How sure each of them is, 0..1: an order, not a share that was measured.
SURE = {RARE: 0.95, OFFICE: 0.9, COUNTRY: 0.8, ALONE: 0.5}
# Words of a full name from which it is uncommon whatever they are.
LONG = 4


@dataclass(frozen=True, slots=True)
class Bearer:
    """A full name in the reports on a country, by its code, or on none known, and posts that they give with it."""

    name: str
    country: str
    posts: tuple[str, ...] = ()


@cache
def common() -> frozenset[str]:
    """The words of `common.csv`, romanised."""
    with COMMON.open(encoding="utf-8", newline="") as rows:
        return frozenset(romanised(row["word"]) for row in csv.DictReader(rows))


@lru_cache(maxsize=1 << 17)
def uncommon(name: str) -> bool:
    """Whether a full name is so rare that the reports that have it mean one person.

    Some word behind the first has to be one that few people have, as a king's number is, or the words have to be many;
    no initial counts.
    """
    whole = [
        part
        for word in words(name)
        if not initial(word)
        for part in HYPHEN.split(word)
        if fold(part) and fold(part) not in particles()
    ]
    return len(whole) >= LONG or not all(map(_is_common, whole[1:]))


def _is_common(word: str) -> bool:
    """Whether many people have a word as a name: so are words without vowels, and in letters that are not known."""
    if NUMERAL.fullmatch(word):
        return False
    if not unvowelled().isdisjoint(word):
        return True
    letters = romanised(word)
    return not letters.isascii() or letters in common() or letters.removesuffix("a") in common()


def by_itself(name: str, country: str) -> str:
    """Why those of one full name in the reports on one country, or on none known, are one person."""
    return RARE if uncommon(name) else COUNTRY if country else ALONE


def persons(bearers: Sequence[Bearer]) -> dict[Bearer, tuple[str, str] | None]:
    """Who are one person among those whose full names are spellings of one another.

    For each the person, "" where all are one and else the code of a country that tells the person apart, and why; None
    for who may be one of several persons, and is a person by himself in each document.
    """
    marks: dict[str, set[str]] = defaultdict(set)
    for one in bearers:
        marks[one.country] |= _marks(one)
    group = _groups({country: marks[country] for country in sorted(marks.keys() - {""})})
    size = Counter(group.values())
    whose = {mark: group[country] for country in sorted(group, reverse=True) for mark in marks[country]}
    found: dict[Bearer, tuple[str, str] | None] = {}
    for one in bearers:
        shared = sorted(_marks(one) & whose.keys())
        if one.country:
            person = group[one.country]
            why = COUNTRY if size[person] == 1 else RARE if RARE in marks[one.country] else OFFICE
        elif shared or len(size) < 2 or uncommon(one.name):
            person = whose[shared[0]] if shared else ""
            why = OFFICE if shared else ALONE
        else:
            found[one] = None
            continue
        found[one] = person if len(size) > 1 else "", RARE if uncommon(one.name) else why
    return found


def _marks(one: Bearer) -> set[str]:
    """What makes a bearer of a name the same person as one in the reports on another country who has it too."""
    return {*one.posts, *([RARE] if uncommon(one.name) else [])}


def _groups(marks: Mapping[str, Iterable[str]]) -> dict[str, str]:
    """For each country, in their order, the first of those that it shares a mark with, or is led to by such."""
    leader = {country: country for country in marks}

    def first(country: str) -> str:
        while leader[country] != country:
            country = leader[country]
        return country

    for one, other in _sharing(marks):
        low, high = sorted((first(one), first(other)))
        leader[high] = low
    return {country: first(country) for country in marks}


def _sharing(marks: Mapping[str, Iterable[str]]) -> Iterator[tuple[str, str]]:
    """Pairs of countries that share a mark."""
    having: dict[str, str] = {}
    for country, own in marks.items():
        for mark in sorted(own):
            yield having.setdefault(mark, country), country
