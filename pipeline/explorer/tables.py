"""The tables of a corpus read row by row, and the rows of one unit brought together."""

import csv
from collections.abc import Collection, Iterator
from itertools import groupby
from operator import itemgetter
from pathlib import Path

Row = dict[str, str]

# A label that is given, or nearly, has evidence; one that a person should look at says why.
SAYING = ("evidence_end", "needs_review")
# A table may fill a whole cell of it.
csv.field_size_limit(1 << 30)


def rows(tables: Path, name: str, having: Collection[str] = ()) -> Iterator[Row]:
    """The rows of a table, none where there is no such table; given columns, only rows with one filled."""
    path = tables / f"{name}.csv"
    if not path.is_file():
        return
    with path.open(encoding="utf-8", newline="") as file:
        reader: Iterator[list[str]] = csv.reader(file)
        columns = next(reader, [])
        places = [columns.index(column) for column in having if column in columns]
        if places:
            # One twice, so that they are a tuple even where there is but one.
            chosen = itemgetter(*places, places[0])
            reader = (cells for cells in reader if any(chosen(cells)))
        for cells in reader:
            yield dict(zip(columns, cells, strict=True))


def units(tables: Path) -> Iterator[tuple[Row, list[Row], list[Row]]]:
    """Each row of `paragraphs` with the rows of `labels` that say something and those of `entities` that belong to it.

    All three tables have their units in the same order, so that no more than one unit is held at a time.
    """
    labels = _Follower(rows(tables, "labels", SAYING))
    entities = _Follower(rows(tables, "entities"))
    for paragraph in rows(tables, "paragraphs"):
        identifier = paragraph["para_id"]
        yield paragraph, labels.of(identifier), entities.of(identifier)


class _Follower:
    """The rows of a table by unit, asked for in the order of the table; units without rows may be asked for too."""

    def __init__(self, table: Iterator[Row]) -> None:
        self._groups = groupby(table, key=lambda row: row["para_id"])
        self._next = ""
        self._rows: list[Row] = []
        self._advance()

    def of(self, identifier: str) -> list[Row]:
        if identifier != self._next:
            return []
        found = self._rows
        self._advance()
        return found

    def _advance(self) -> None:
        self._next, group = next(self._groups, ("", iter(())))
        self._rows = list(group)
