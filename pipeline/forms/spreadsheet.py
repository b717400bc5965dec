"""CSV for spreadsheet programs: no cell that they would run as a formula.

The tables themselves hold the text of the reports untouched, so that positions in it stay true. In these copies a cell
that begins with one of `RISKY` has an apostrophe before it; taking the first apostrophe away gives the table back.
"""

import csv
from pathlib import Path

from pipeline.columns import TABLES

# A cell that begins so is run by some spreadsheet program; the apostrophe is here so that the rule can be undone.
RISKY = ("=", "+", "-", "@", "\t", "\r", "\n", "'", "＝", "＋", "－", "＠")


def defuse(cell: str) -> str:
    """The cell as a spreadsheet program shows it, and does not run it."""
    return f"'{cell}" if cell.startswith(RISKY) else cell


def restore(cell: str) -> str:
    """The cell that was defused."""
    return cell.removeprefix("'")


def write(folder: Path) -> None:
    """Write `spreadsheet/<table>.csv` for each table in `folder`, with the mark by which Excel tells UTF-8."""
    copies = folder / "spreadsheet"
    copies.mkdir()
    for table in TABLES:
        with (
            (folder / f"{table}.csv").open(encoding="utf-8", newline="") as source,
            (copies / f"{table}.csv").open("w", encoding="utf-8-sig", newline="") as target,
        ):
            rows = csv.reader(source)
            csv.writer(target, lineterminator="\n").writerows([defuse(cell) for cell in row] for row in rows)
