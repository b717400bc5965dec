"""What the user says of persons: which names are the same person's, and which are not."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from pipeline.extract.people.names import key
from pipeline.mistakes import Mistake

COLUMNS = ["a", "b", "verdict"]
VERDICTS = {"same": True, "not same": False}
Name = tuple[str, ...]


class Malformed(Mistake):
    """A file of corrections that says something else than corrections do; the message says where."""


@dataclass(frozen=True, slots=True)
class Corrections:
    """Pairs of names, as folded pieces, that are one person's and that are two persons'."""

    one: frozenset[tuple[Name, Name]] = field(default_factory=frozenset)
    two: frozenset[frozenset[Name]] = field(default_factory=frozenset)

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


def read(path: Path) -> Corrections:
    """The corrections of a CSV file with the columns a, b and verdict; none where there is no file.

    Raises Malformed where a column is missing or a verdict is another word.
    """
    if not path.is_file():
        return NONE
    one, two = set(), set()
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = csv.DictReader(file)
        if missing := [column for column in COLUMNS if column not in (rows.fieldnames or [])]:
            raise Malformed(f"{path}: no column {', '.join(missing)}; needed: {', '.join(COLUMNS)}")
        for number, row in enumerate(rows, start=2):
            verdict, a, b = (row["verdict"] or "").strip().lower(), key(row["a"] or ""), key(row["b"] or "")
            if verdict not in VERDICTS or not a or not b:
                raise Malformed(f"{path}, line {number}: {row}; a verdict is one of {', '.join(VERDICTS)}")
            if VERDICTS[verdict]:
                one.add((min(a, b), max(a, b)))
            else:
                two.add(frozenset((a, b)))
    return Corrections(frozenset(one), frozenset(two))
