"""The words that segmenting needs, by language: what heads a section, what a page says around it."""

import re
from dataclasses import dataclass
from functools import cache
from typing import Any

from pipeline import languages


@dataclass(frozen=True, slots=True)
class Words:
    """One language's words, ready to match: patterns match from the start of a line, sets hold lower-case words."""

    sections: re.Pattern[str]
    ordinals: re.Pattern[str]
    notes: re.Pattern[str]
    contents: re.Pattern[str]
    openers: re.Pattern[str]
    pages: re.Pattern[str]
    masthead: re.Pattern[str]
    agenda: re.Pattern[str]
    bylines: re.Pattern[str]
    dangling: frozenset[str]
    conjunctions: frozenset[str]
    prefixes: frozenset[str]


@cache
def words(language: str) -> Words:
    """The words of `language`, or of all languages together where its file says nothing of them."""
    known = languages.having("segment")
    tables = [languages.table(code, "segment") for code in ([language] if language in known else known)]
    return Words(
        sections=_pattern(
            tables,
            "sections",
            r"(?P<label>(?:{})\s+(?P<n>\d{{1,2}}|[IVXL]{{1,6}}|I[^\W\d_]{{1,2}}|[A-Z]))(?:\.|\s?:|\s+[-–—]|$)\s*",
        ),
        ordinals=_pattern(tables, "ordinals", r"(?P<label>(?:{}))(?:\.|\s?:|\s+[-–—]|$)\s*", plain=False),
        notes=_pattern(tables, "notes", r"(?:{})\s*:?$"),
        contents=_pattern(tables, "contents", r"[-–—\s]*(?:{})\s*[:/]?$"),
        openers=_pattern(tables, "openers", r"(?:{})\s*:?$"),
        pages=_pattern(tables, "pages", r"(?:{})$", plain=False),
        masthead=_pattern(tables, "masthead", r"(?:{})", plain=False),
        agenda=_pattern(tables, "agenda", r"(?:{})", plain=False),
        bylines=_pattern(tables, "bylines", r"(?:{})", plain=False),
        dangling=_set(tables, "dangling"),
        conjunctions=_set(tables, "conjunctions"),
        prefixes=_set(tables, "prefixes"),
    )


@cache
def chrome() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """What the lines around a web page's report say, in every language: whole lines, and phrases within a line."""
    tables = [languages.table(code, "segment") for code in languages.having("segment")]
    return _pattern(tables, "chrome_lines", r"(?:{})\W*$"), _pattern(tables, "chrome_phrases", r"(?:{})")


def _pattern(tables: list[dict[str, Any]], name: str, frame: str, plain: bool = True) -> re.Pattern[str]:
    listed = sorted(
        {entry for table in tables for entry in table.get(name, {}).get("words", ())},
        key=lambda entry: (-len(entry), entry),
    )
    if not listed:
        return re.compile(r"(?!)")
    return re.compile(frame.format("|".join(map(re.escape, listed) if plain else listed)), re.IGNORECASE)


def _set(tables: list[dict[str, Any]], name: str) -> frozenset[str]:
    return frozenset(word for table in tables for word in table.get(name, {}).get("words", ()))
