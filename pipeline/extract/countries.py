"""Countries: those that a text names, by their ISO 3166-1 alpha-3 codes, and the one that a document is about."""

import csv
import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

from pipeline import languages
from pipeline.records import Unit

FILE = Path(__file__).parents[1] / "countries.csv"
# The language whose names of countries stand in other languages' texts too.
COMMON = "en"
CAPITALISED = re.compile(r"(?<![\w-])[^\W\d_a-zåäöéèêàáíóúñçü][\w.-]*")
WORD = re.compile(r"[^\W\d_][\w-]*")
GENITIVE = re.compile(r"[’']s?\b|s\b")
# Units at a document's beginning that tell what country it is about, where its title does not.
BEGINNING = 200
# Characters of a unit that is no paragraph.
LONGEST = 10_000
# Of the countries that these units name, each counted once in a unit, the one that a document is about has at least
# this share. Without titles that gives 289 US country reports the right country in 0.75 of cases and a wrong one in
# 0.06, 139 Swedish ones in 0.85 and 0.01, and a country to 10 of 162 UN reports on a subject, which have none.
SHARE_OF_NAMED = 1 / 3


class Named(NamedTuple):
    """A country named at `[start, end)` of a text."""

    start: int
    end: int
    country: str


@cache
def _rows() -> list[dict[str, str]]:
    with FILE.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@cache
def codes() -> frozenset[str]:
    """The codes of all countries."""
    return frozenset(row["code"] for row in _rows())


@cache
def called() -> frozenset[str]:
    """All names and adjectives of countries, in all languages."""
    return frozenset(
        name
        for row in _rows()
        for column, cell in row.items()
        if column.startswith(("name_", "adjective_"))
        for name in (cell or "").split("; ")
        if name
    )


@cache
def _names(language: str) -> Mapping[str, tuple[tuple[str, str], ...]]:
    """Names of countries with their codes by their first word, the longest first."""
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for row in _rows():
        for column in (f"name_{language}", f"name_{COMMON}"):
            for name in filter(None, (row.get(column) or "").split("; ")):
                found[first_word(name)].setdefault(name, row["code"])
    return {
        word: tuple(sorted(names.items(), key=lambda item: (-len(item[0]), item[0]))) for word, names in found.items()
    }


@cache
def _adjectives(language: str) -> Mapping[str, str]:
    """What countries' adjectives can look like, in small letters, with the countries' codes."""
    endings = languages.table(language, "countries").get("endings", [""])
    return {
        f"{adjective}{ending}".lower(): row["code"]
        for row in _rows()
        for adjective in filter(None, (row.get(f"adjective_{language}") or "").split("; "))
        for ending in endings
    }


def first_word(name: str) -> str:
    """The first word of a name."""
    match = WORD.match(name)
    return match[0] if match else name


def named(text: str, language: str) -> list[Named]:
    """The countries that `text` names, in its order, an "s" of a genitive left out."""
    names = _names(language)
    plain = text.replace("'", "’")
    found: list[Named] = []
    for word in CAPITALISED.finditer(plain):
        if found and word.start() < found[-1].end:
            continue
        first = first_word(word[0])
        for name, country in (*names.get(first, ()), *names.get(first.removesuffix("s"), ())):
            end = word.start() + len(name)
            if plain.startswith(name, word.start()) and (
                not plain[end : end + 1].isalnum() or GENITIVE.match(plain, end)
            ):
                found.append(Named(word.start(), end, country))
                break
    return found


def adjectives(text: str, language: str) -> list[Named]:
    """The adjectives of countries in `text`, in its order."""
    known = _adjectives(language)
    return [
        Named(word.start(), word.end(), known[word[0].lower()])
        for word in WORD.finditer(text)
        if word[0].lower() in known
    ]


def about(title: str, units: Sequence[Unit]) -> str:
    """The code of the country that a document is about, or "".

    It is the one in its title, else the one that more units of its beginning name, or use the adjective of, than any
    other, if these are several and many enough.
    """
    language = next((unit.language for unit in units), COMMON)
    in_title = list(dict.fromkeys(one.country for one in named(title, language)))
    if len(in_title) == 1:
        return in_title[0]
    counts = Counter(country for unit in units[:BEGINNING] if len(unit.text) < LONGEST for country in _mentioned(unit))
    if in_title:
        return max(in_title, key=lambda country: counts[country])
    (first, most), (_, next_most) = [*counts.most_common(2), ("", 0), ("", 0)][:2]
    clear = most > max(1, next_most) and most >= SHARE_OF_NAMED * counts.total()
    return first if clear else ""


def name(code: str) -> str:
    """The English name of a country, "" for a code that is none."""
    return next((row[f"name_{COMMON}"].split("; ")[0] for row in _rows() if row["code"] == code), "")


def _mentioned(unit: Unit) -> set[str]:
    found = (*named(unit.text, unit.language), *adjectives(unit.text, unit.language))
    return {one.country for one in found}
