"""Labelled paragraphs: what the classifier learns from, read from JSON Lines or CSV."""

import csv
import hashlib
import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent

# Two texts are near-duplicates where this share of the word runs of the shorter stands in the other too.
OVERLAP = 0.5
RUN = 4
# A word run that stands in more texts than this is a formula of the genre and says nothing of duplicates.
FORMULA = 60


class Refused(ValueError):
    """Labels that cannot be learned from, and why: file, row and value."""


@dataclass(frozen=True, slots=True)
class Labelled:
    """A paragraph with its categories and whether it asks somebody to act; `source` names the collection it is from."""

    id: str
    source: str
    language: str
    section: str
    text: str
    categories: frozenset[str]
    recommendation: bool


@cache
def taxonomy() -> tuple[str, ...]:
    """The categories, in the order of the taxonomy."""
    with (HERE / "taxonomy.csv").open(encoding="utf-8", newline="") as file:
        return tuple(row["category"] for row in csv.DictReader(file))


def read(paths: Sequence[Path]) -> list[Labelled]:
    """The labelled paragraphs of the files, in order; a paragraph that stands there twice counts once.

    JSON Lines with `id, source, lang, section, text, categories, recommendation`, or CSV with `doc_id, text, section,
    language, categories, recommendation, start, end`. Raises Refused, naming file, row and value.
    """
    seen: dict[str, Labelled] = {}
    for path in paths:
        for row, paragraph in _paragraphs(path):
            where = f"{path.name}, row {row}"
            unknown = sorted(paragraph.categories - set(taxonomy()))
            if unknown:
                raise Refused(f"{where}: no category {unknown[0]!r}; known: {', '.join(taxonomy())}")
            if not paragraph.text.strip():
                raise Refused(f"{where}: {paragraph.id!r} has an empty text")
            if seen.setdefault(paragraph.id, paragraph) != paragraph:
                raise Refused(f"{where}: {paragraph.id!r} stands twice, and not with the same text and labels")
    if not seen:
        raise Refused(f"{', '.join(path.name for path in paths)}: no labelled paragraph")
    return list(seen.values())


def _paragraphs(path: Path) -> Iterator[tuple[int, Labelled]]:
    rows, paragraph = (_csv(path), _of_csv) if path.suffix == ".csv" else (_json_lines(path), _of_json)
    for number, row in rows:
        try:
            yield number, paragraph(row)
        except KeyError as error:
            raise Refused(f"{path.name}, row {number}: no field {error}") from None
        except TypeError as error:
            raise Refused(f"{path.name}, row {number}: {error}") from None


def _json_lines(path: Path) -> Iterator[tuple[int, Any]]:
    with path.open(encoding="utf-8") as file:
        for number, line in enumerate(file, 1):
            try:
                yield number, json.loads(line)
            except json.JSONDecodeError as error:
                raise Refused(f"{path.name}, row {number}: not JSON: {error}") from None


def _csv(path: Path) -> Iterator[tuple[int, Any]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        # The header is row 1, as a spreadsheet counts.
        yield from enumerate(csv.DictReader(file), 2)


def _of_json(row: Any) -> Labelled:
    for category in _typed(row, "categories", list):
        if not isinstance(category, str):
            raise TypeError(f"categories holds {category!r}, not of type str")
    return Labelled(
        _typed(row, "id", str),
        _typed(row, "source", str),
        _typed(row, "lang", str),
        _typed(row, "section", str),
        _typed(row, "text", str),
        frozenset(row["categories"]),
        _typed(row, "recommendation", bool),
    )


def _of_csv(row: Any) -> Labelled:
    flags = {"true": True, "false": False}
    flag = _typed(row, "recommendation", str)
    if flag not in flags:
        raise TypeError(f"recommendation is {flag!r}, not true or false")
    categories = frozenset(filter(None, _typed(row, "categories", str).split(";")))
    document = _typed(row, "doc_id", str)
    paragraph = f"{document}:{_typed(row, 'start', str)}"
    language, section, text = (_typed(row, field, str) for field in ("language", "section", "text"))
    return Labelled(paragraph, document, language, section, text, categories, flags[flag])


def _typed(row: Any, field: str, kind: type) -> Any:
    if not isinstance(row, dict):
        raise TypeError(f"{row!r} is no object")
    if not isinstance(row[field], kind):
        raise TypeError(f"{field} is {row[field]!r}, not of type {kind.__name__}")
    return row[field]


def fingerprint(text: str) -> str:
    """Twelve hexadecimal digits of a text, white space and capitals aside: tells whether a model has seen it."""
    return hashlib.sha256(" ".join(text.lower().split()).encode()).hexdigest()[:12]


def groups(paragraphs: Sequence[Labelled]) -> list[str]:
    """For each paragraph the name of its group: one report through the years, and all that share near-duplicates.

    A paragraph must never be judged by a model that has learned from its like, so folds take whole groups.
    """
    names = [_report(paragraph.id) for paragraph in paragraphs]
    parent = {name: name for name in names}

    def root(name: str) -> str:
        while parent[name] != name:
            name = parent[name]
        return name

    for one, other in _near_duplicates(paragraph.text for paragraph in paragraphs):
        low, high = sorted((root(names[one]), root(names[other])))
        parent[high] = low
    return [root(name) for name in names]


def _report(paragraph: str) -> str:
    """An id without the paragraph's number, years and other digits: "us/2016/eritrea/65" → "us//eritrea"."""
    return re.sub(r"\d", "", re.sub(r"[/#:][^/#:]*$", "", paragraph)) or paragraph


def _near_duplicates(texts: Iterable[str]) -> Iterator[tuple[int, int]]:
    runs = [_runs(text) for text in texts]
    holders: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for index, own in enumerate(runs):
        for run in own:
            holders[run].append(index)
    for index, own in enumerate(runs):
        shared = Counter(
            other for run in own if len(holders[run]) <= FORMULA for other in holders[run] if other > index
        )
        for other, number in sorted(shared.items()):
            if number > OVERLAP * min(len(own), len(runs[other])):
                yield index, other


def _runs(text: str) -> set[tuple[str, ...]]:
    words = re.findall(r"\w+", text.lower())
    return {tuple(words[start : start + RUN]) for start in range(max(1, len(words) - RUN + 1))}
