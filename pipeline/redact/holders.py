"""The list of office holders: who keeps their name, and in which documents."""

import csv
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from pipeline import languages
from pipeline.extract import countries
from pipeline.extract.people.names import key, words
from pipeline.link.spelling import spelling
from pipeline.mistakes import Mistake
from pipeline.records import Person

# What names are compared by.
Read = tuple[str, ...] | tuple[tuple[str, ...], str]
# The columns of a list with a heading; others are the user's own.
NAME, COUNTRY, DOCUMENT = "name", "country", "document"


@dataclass(frozen=True, slots=True)
class Holder:
    """A name that stays: everywhere, or in the documents about a country (ISO 3166-1 alpha-3), or in one, by its id."""

    name: str
    country: str = ""
    document: str = ""

    def within(self, documents: Iterable[str], about: Mapping[str, str]) -> frozenset[str]:
        """Those of some documents, by id, where the name stays; `about` gives the country of each."""
        return frozenset(
            one
            for one in documents
            if self.document in ("", one) and (not self.country or about.get(one) == self.country)
        )


def listed(path: Path | None) -> tuple[Holder, ...]:
    """The holders in a file: a name on each line, or CSV with the heading `name` and, if wanted, country or document.

    Raises Mistake for what is no country: without a heading, a second cell is one too.
    """
    if path is None:
        return ()
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = [[cell.strip() for cell in row] for row in csv.reader(file)]
    heading = [NAME, COUNTRY]
    if rows and rows[0] and rows[0][0].lower() == NAME:
        heading = [cell.lower() for cell in rows[0]]
    found = []
    for line, row in enumerate(rows, start=1):
        cells = dict(zip(heading, row, strict=False))
        if cells.get(NAME) and cells[NAME].lower() != NAME:
            country = _code(cells.get(COUNTRY, ""), f"{path.name}, line {line}")
            found.append(Holder(cells[NAME], country, cells.get(DOCUMENT, "")))
    return tuple(found)


def keeping(people: Iterable[Person], kept: Iterable[Holder], about: Mapping[str, str]) -> Mapping[str, frozenset[str]]:
    """By the id of each person on the list, the documents where they keep their name; `about` gives their countries."""
    by_name: dict[Read, list[Holder]] = defaultdict(list)
    for holder in kept:
        for read in _read(holder.name):
            by_name[read].append(holder)
    found: dict[str, frozenset[str]] = {}
    for person in people:
        lines = [
            holder
            for name in {person.name, *person.variants}
            for read in _read(name)
            for holder in by_name.get(read, ())
        ]
        if lines:
            found[person.id] = frozenset().union(*(holder.within(person.documents, about) for holder in lines))
    return found


def _read(name: str) -> tuple[Read, ...]:
    """What a name is compared by: its pieces and, where it is a full one, how it is spelt in any language."""
    return (key(name), spelling(name).romanised) if len(words(name)) > 1 else (key(name),)


def _code(written: str, where: str) -> str:
    """The code of a country given by code or name, in any language that is known here, or ""."""
    if not written or written.upper() in countries.codes():
        return written.upper()
    for language in languages.codes():
        for one in countries.named(written, language):
            if (one.start, one.end) == (0, len(written)):
                return one.country
    raise Mistake(
        f"{where}: {written!r} is no country; other columns than that need a heading, as in name,country,document"
    )
