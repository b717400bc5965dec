"""The taxonomy: which categories there are, and what a reader calls them."""

import csv
from collections import Counter
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pipeline.labels.records import RECOMMENDATION, Refused

TAXONOMY = Path(__file__).parent.parent / "taxonomy.csv"
# Signs that lists of categories and of evidence are divided by, wherever they are written.
DIVIDERS = ";=,"


@dataclass(frozen=True, slots=True)
class Category:
    """A category, its name for readers (itself where the taxonomy has none) and its definition ("" where none)."""

    name: str
    title: str
    definition: str


def taxonomy(path: Path | None = None) -> tuple[str, ...]:
    """The categories, in the order of the taxonomy: the shipped one, or a CSV file of one's own.

    Raises Refused, naming file, row and value, as `categories` does.
    """
    return tuple(category.name for category in categories(path))


def categories(path: Path | None = None) -> tuple[Category, ...]:
    """The categories of a CSV file with the column `category`, and `label…` and `definition` if it likes.

    Of several columns `label…` the first names the category. Raises Refused where there is no such column or no
    row, and for a category that is empty, stands twice, holds a sign that divides lists or is the name of the flag.
    """
    return _shipped() if path is None else _read(path)


@cache
def _shipped() -> tuple[Category, ...]:
    return _read(TAXONOMY)


def _read(path: Path) -> tuple[Category, ...]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file))
    except (UnicodeDecodeError, csv.Error) as error:
        raise Refused(f"{path.name}: no CSV in UTF-8: {error}") from None
    if not rows or "category" not in rows[0]:
        raise Refused(f"{path.name}: a taxonomy has a column 'category' and at least one row")
    titles = next((column for column in rows[0] if column and column.startswith("label")), "category")
    counted = Counter(row["category"] for row in rows)
    for number, row in enumerate(rows, 2):
        name = row["category"]
        if not name or name != name.strip() or any(sign in name for sign in DIVIDERS):
            raise Refused(f"{path.name}, row {number}: {name!r} is empty, or has one of {DIVIDERS!r} or a space around")
        if name == RECOMMENDATION:
            raise Refused(f"{path.name}, row {number}: {name!r} is the name of the flag beside the categories")
        if counted[name] > 1:
            raise Refused(f"{path.name}, row {number}: {name!r} stands twice")
    return tuple(Category(row["category"], row[titles] or row["category"], row.get("definition") or "") for row in rows)
