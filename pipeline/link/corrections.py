"""What the user says of persons: which names are the same person's, and which are not."""

import csv
from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from pipeline.extract.people.names import key
from pipeline.mistakes import Mistake

FILE = "people.csv"
COLUMNS = ["a", "b", "verdict"]
# A column that may be left out: the documents, by their ids, where `a` is meant; all of them where it is empty.
DOCUMENT, BETWEEN = "document", ";"
VERDICTS = {"same": True, "not same": False}
Name = tuple[str, ...]


class Malformed(Mistake):
    """A file of corrections that says something else than corrections do; the message says where."""


@dataclass(frozen=True, slots=True, order=True)
class Here:
    """Whether a name, as folded pieces, is in some documents the same person's as another name elsewhere."""

    name: Name
    documents: tuple[str, ...]
    other: Name
    same: bool


@dataclass(frozen=True, slots=True)
class Corrections:
    """Pairs of names, as folded pieces, that are one person's and that are two persons', and what holds of a name in
    some documents alone, by name and document."""

    one: frozenset[tuple[Name, Name]] = field(default_factory=frozenset)
    two: frozenset[frozenset[Name]] = field(default_factory=frozenset)
    here: Mapping[tuple[Name, str], tuple[Here, ...]] = field(default_factory=dict)

    def of(self, document: str, name: str) -> tuple[Here, ...]:
        """What is said of a name in a document alone."""
        return self.here.get((key(name), document), ()) if self.here else ()

    def same(self, names: Iterable[str]) -> Iterator[tuple[str, str]]:
        """The pairs of the given names that are one person's."""
        if not self.one:
            return
        written: dict[Name, list[str]] = {}
        for name in names:
            written.setdefault(key(name), []).append(name)
        for a, b in sorted(self.one):
            for first in written.get(a, []):
                for second in written.get(b, []):
                    yield first, second

    def partners(self, name: str) -> Iterator[str]:
        """The names, folded, that are the person's who has a name."""
        own = key(name)
        for a, b in self.one:
            if own in (a, b):
                yield " ".join(b if own == a else a)

    def joins(self, name: str) -> bool:
        """Whether a name is said to be the same person's as another, or as itself in all documents."""
        return bool(self.one) and any(key(name) in pair for pair in self.one)

    def part(self, ones: Sequence[str], others: Sequence[str]) -> bool:
        """Whether some name of the one person is not the other's."""
        if not self.two:
            return False
        left, right = {key(name) for name in ones}, {key(name) for name in others}
        return any(pair <= left | right and not (pair <= left or pair <= right) for pair in self.two)


NONE = Corrections()


def beside(documents: Path) -> Path:
    """The file of corrections for a folder of documents: it lies beside it, since all in it is read as a document."""
    return documents.resolve().parent / FILE


def read(path: Path) -> Corrections:
    """The corrections of a CSV file with the columns a, b, verdict and, if wanted, document; none without a file.

    Raises Malformed where a column is missing, a verdict is another word, or one name is to be two persons' everywhere.
    """
    one, two = set(), set()
    here: dict[tuple[Name, str], list[Here]] = defaultdict(list)
    for line, row in _rows(path):
        a, b, documents, same = key(row["a"]), key(row["b"]), _documents(row), VERDICTS[row["verdict"].strip().lower()]
        for document in documents:
            here[a, document].append(Here(a, documents, b, same))
        if documents:
            continue
        if a == b and not same:
            raise Malformed(f"{path}, line {line}: {row}; say in the column {DOCUMENT} which of them is another's")
        if same:
            one.add((min(a, b), max(a, b)))
        else:
            two.add(frozenset((a, b)))
    return Corrections(frozenset(one), frozenset(two), {place: tuple(sorted(rows)) for place, rows in here.items()})


def unmet(path: Path, names: Container[Name], documents: Container[str]) -> Iterator[str]:
    """What the file speaks of and the corpus has not, by its names as `key` folds them and its documents' ids."""
    for line, row in _rows(path):
        absent = [f"nobody is called {row[column]!r}" for column in ("a", "b") if key(row[column]) not in names]
        absent += [f"there is no document {document!r}" for document in _documents(row) if document not in documents]
        if absent:
            yield f"{path.name}, line {line} is without effect: {', '.join(absent)}"


def _rows(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    if not path.is_file():
        return
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = csv.DictReader(file)
        if missing := [column for column in COLUMNS if column not in (rows.fieldnames or [])]:
            raise Malformed(f"{path}: no column {', '.join(missing)}; needed: {', '.join(COLUMNS)}")
        for line, row in enumerate(rows, start=2):
            verdict = (row["verdict"] or "").strip().lower()
            if verdict not in VERDICTS or not key(row["a"] or "") or not key(row["b"] or ""):
                raise Malformed(f"{path}, line {line}: {row}; a verdict is one of {', '.join(VERDICTS)}")
            yield line, row


def _documents(row: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(sorted({document.strip() for document in (row.get(DOCUMENT) or "").split(BETWEEN)} - {""}))
