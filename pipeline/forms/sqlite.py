"""One SQLite file: the tables with keys and indexes, and full-text search over the paragraphs."""

import csv
import errno
import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from pipeline.columns import TABLES, Column, Type, described

TYPES: dict[Type, str] = {
    "string": "TEXT",
    "integer": "INTEGER",
    "number": "REAL",
    "boolean": "INTEGER",
    "date": "TEXT",
    "list": "TEXT",
}
# Columns that people filter by: indexed wherever they occur, as those that refer to another table are.
SOUGHT = {"category", "country", "kind", "language", "law", "norm", "publisher", "type", "year"}
# Datasette finds the search of a table by this form: a virtual table over the content of the other.
SEARCH = """\
CREATE VIRTUAL TABLE paragraphs_fts USING fts5(
    text, section, content="paragraphs", tokenize="unicode61 remove_diacritics 2"
);
INSERT INTO paragraphs_fts(paragraphs_fts) VALUES ('rebuild');
INSERT INTO paragraphs_fts(paragraphs_fts) VALUES ('optimize');
"""


def write(folder: Path) -> None:
    """Write `corpus.sqlite` beside the tables in `folder`.

    Lists are JSON arrays, truth is 1 or 0, an empty cell is NULL; the table `columns` says what each column means.
    Raises OSError where it cannot be written.
    """
    path = folder / "corpus.sqlite"
    try:
        _write(folder, path)
    except sqlite3.OperationalError as error:
        full = error.sqlite_errorcode in (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR_WRITE)
        raise OSError(errno.ENOSPC if full else errno.EIO, str(error), str(path)) from error


def _write(folder: Path, path: Path) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as database:
        # The file is new and is thrown away if this fails: there is nothing to roll back to.
        database.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; BEGIN;")
        for table in TABLES:
            columns = described(table)
            database.execute(_create(table, columns))
            marks = ", ".join("?" * len(columns))
            database.executemany(f'INSERT INTO "{table}" VALUES ({marks})', _rows(folder / f"{table}.csv", columns))
        for table in TABLES:
            columns = described(table)
            # The index of the key serves its first column too.
            first = next((name for name, column in columns.items() if column.key), None)
            for name, column in columns.items():
                if (column.refers or name in SOUGHT) and name != first:
                    database.execute(f'CREATE INDEX "{table}_{name}" ON "{table}" ("{name}")')
        _describe(database)
        database.execute("COMMIT")
        database.executescript(SEARCH)
        database.execute("ANALYZE")


def _create(table: str, columns: dict[str, Column]) -> str:
    parts = [
        f'"{name}" {TYPES[column.type]}{" NOT NULL" if column.required else ""}' for name, column in columns.items()
    ]
    if key := ", ".join(f'"{name}"' for name, column in columns.items() if column.key):
        parts.append(f"PRIMARY KEY ({key})")
    for name, column in columns.items():
        if column.refers:
            other, field = column.refers.split(".")
            parts.append(f'FOREIGN KEY ("{name}") REFERENCES "{other}" ("{field}")')
    return f'CREATE TABLE "{table}" (\n    ' + ",\n    ".join(parts) + "\n)"


def _rows(path: Path, columns: dict[str, Column]) -> Iterator[list[str | int | float | None]]:
    types = [column.type for column in columns.values()]
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.reader(file)
        next(reader)
        for row in reader:
            yield [_value(cell, kind) for cell, kind in zip(row, types, strict=True)]


def _value(cell: str, kind: Type) -> str | int | float | None:
    if kind == "list":
        return json.dumps(cell.split(";") if cell else [], ensure_ascii=False)
    if not cell:
        return None
    match kind:
        case "integer":
            return int(cell)
        case "number":
            return float(cell)
        case "boolean":
            return int(cell == "true")
    return cell


def _describe(database: sqlite3.Connection) -> None:
    database.execute('CREATE TABLE columns ("table" TEXT, "column" TEXT, type TEXT, meaning TEXT)')
    for table in TABLES:
        rows = [(table, name, column.type, str(column)) for name, column in described(table).items()]
        database.executemany("INSERT INTO columns VALUES (?, ?, ?, ?)", rows)
