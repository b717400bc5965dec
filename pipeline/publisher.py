"""Who published a document: what its metadata say, else the name in its masthead or beside its copyright sign.

Known names, with their variants in each language, are in `publishers.csv`; where several stand in a masthead, the one
listed first counts.
"""

import csv
import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path

from pipeline.records import Document, Unit

PATH = Path(__file__).parent / "publishers.csv"
# Names of publishers are no longer than this, in characters; what is longer is a sentence.
LONGEST = 100
# Running heads and feet of the first pages name the publisher, those of later ones chapters.
HEADED_PAGES = 3
COPYRIGHT = re.compile(r"(?:©|\(c\))\s{0,3}(?:copyright\s{1,3})?", re.IGNORECASE)
YEARS = re.compile(r"^(?:\W|\d)+|(?:\W|\d)+$")
WORD = re.compile(r"[^\W_]+")
# What may follow a name in a masthead begins with no small letter: symbols, dates, addresses.
GOES_ON = re.compile(r"(?<![\w/.-])[^\W\d_A-ZÀ-ÖØ-ÞА-Я]\w")
ADDRESS = re.compile(r"^\w+://|@")


def publisher(document: Document, cover: Iterable[Unit], units: Sequence[Unit]) -> str:
    """The publisher of a document, under the name that the whole corpus gives to it where it is known; "" else.

    `cover` are the units before the report begins, `units` all of them.
    """
    if document.publisher and not ADDRESS.search(document.publisher):
        return known(document.publisher) or document.publisher[:LONGEST]
    for author in document.authors:
        if name := known(author):
            return name
    heads = [unit for unit in units if unit.kind == "boilerplate" and unit.page <= HEADED_PAGES]
    return _masthead([*cover, *heads]) or _owner(units)


def known(name: str) -> str:
    """The name that the corpus gives to a publisher called `name`, "" where it is not known."""
    found = _variants().get(_folded(name))
    return found[1] if found else ""


def _masthead(units: Iterable[Unit]) -> str:
    """The publisher whose name makes a line of its own, or begins one that goes on with symbols, dates or addresses."""
    found = []
    for unit in units:
        if begun := _begun(unit.text):
            place, name, rest = begun
            if not WORD.search(rest) or (unit.kind != "title" and _beside(unit.text, rest)):
                found.append((place, name))
    return min(found)[1] if found else ""


def _owner(units: Iterable[Unit]) -> str:
    """The known publisher beside the first copyright sign that has one."""
    for unit in units:
        for sign in COPYRIGHT.finditer(unit.text):
            if begun := _begun(YEARS.sub("", unit.text[sign.end() : sign.end() + LONGEST])):
                return begun[1]
    return ""


def _begun(text: str) -> tuple[int, str, str] | None:
    """Place in the list and name of the publisher that `text` begins with, the longest, and what is left of `text`."""
    words = list(WORD.finditer(text[: 2 * LONGEST]))
    for count in range(min(len(words), _longest()), 0, -1):
        end = words[count - 1].end()
        if entry := _variants().get(_folded(text[:end])):
            return *entry, text[end:]
    return None


def _beside(text: str, rest: str) -> bool:
    """Whether `rest`, at the end of `text`, stands beside the name before it and does not go on with it."""
    # In a line of capitals nothing tells the one from the other.
    return not (GOES_ON.search(rest) or (text.upper() == text and _wordy(rest)))


def _wordy(rest: str) -> bool:
    return any(word[0].isalpha() and len(word[0]) > 3 for word in WORD.finditer(rest))


def _folded(text: str) -> str:
    return " ".join(WORD.findall(unicodedata.normalize("NFKC", text).casefold()))


@cache
def _variants() -> dict[str, tuple[int, str]]:
    """Place of the publisher in the list and its name, by each variant, folded."""
    with PATH.open(encoding="utf-8", newline="") as file:
        rows = [(row["publisher"], row["name"]) for row in csv.DictReader(file)]
    places = {name: place for place, name in enumerate(dict.fromkeys(name for name, _ in rows))}
    return {_folded(variant): (places[name], name) for name, variant in [*((name, name) for name in places), *rows]}


@cache
def _longest() -> int:
    return max(len(variant.split()) for variant in _variants())
