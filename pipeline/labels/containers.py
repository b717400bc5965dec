"""Containers: a CSV table, a JSON array or JSON Lines, gzipped or not, as records and where each of them stands."""

import csv
import gzip
import io
import json
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pipeline.labels.records import Refused

DELIMITERS = ",;\t"
# The longest text that a table may hold, in characters: the most that the csv module takes everywhere.
LONGEST = 2**31 - 1


def records(path: Path) -> Iterator[tuple[int, Any]]:
    """The records of a file with their rows, from 1 (a table's first is 2, as a spreadsheet counts; an array's is 1).

    What the file holds is told by its first sign. Raises Refused, naming file and row.
    """
    opened = gzip.open if path.suffix == ".gz" else open
    with opened(path, "rb") as raw, io.TextIOWrapper(raw, encoding="utf-8-sig", newline="") as file:
        try:
            first = file.read(1)
            while first.isspace():
                first = file.read(1)
            file.seek(0)
            yield from {"[": _array, "{": _lines}.get(first, _table)(path, file)
        except (UnicodeDecodeError, EOFError, gzip.BadGzipFile, zlib.error) as error:
            raise Refused(f"{path.name}: no text in UTF-8: {error}") from None


def _array(path: Path, file: io.TextIOWrapper) -> Iterator[tuple[int, Any]]:
    try:
        yield from enumerate(json.load(file), 1)
    except (ValueError, RecursionError) as error:
        raise Refused(f"{path.name}: not JSON: {error}") from None


def _lines(path: Path, file: io.TextIOWrapper) -> Iterator[tuple[int, Any]]:
    for number, line in enumerate(file, 1):
        if line.strip():
            try:
                yield number, json.loads(line)
            except (ValueError, RecursionError) as error:
                raise Refused(f"{path.name}, row {number}: not JSON: {error}") from None


def _table(path: Path, file: io.TextIOWrapper) -> Iterator[tuple[int, Any]]:
    csv.field_size_limit(LONGEST)
    header = file.readline()
    file.seek(0)
    # Spreadsheets of some countries divide by semicolons.
    delimiter = max(DELIMITERS, key=header.count)
    rows = enumerate(csv.DictReader(file, delimiter=delimiter, strict=True), 2)
    while True:
        try:
            number, row = next(rows)
        except StopIteration:
            return
        except csv.Error as error:
            raise Refused(f"{path.name}: not CSV: {error}") from None
        if None in row or None in row.values():
            raise Refused(f"{path.name}, row {number}: not as many cells as the header has")
        yield number, row
