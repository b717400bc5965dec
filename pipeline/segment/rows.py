"""Rows: the lines of a document that hold text."""

import re
from dataclasses import dataclass

from pipeline.records import Document

# The end of a sentence or clause, and the note mark that may stand behind it; looked for in so many last characters.
END = re.compile(r"[.!?…:;][-–—]?[\"'”’»)\]]*\s*(?:[\[(]?\d{1,3}(?:,\s?\d{1,3})*[\])]?\.?|[¹²³⁰⁴-⁹]+)?$")
TAIL = 30


@dataclass(frozen=True, slots=True)
class Row:
    """A line that holds text: its span without outer space, what its ends say.

    `gap` counts the blank lines before it, `indent` and `trail` the blanks before and behind its text.
    """

    start: int
    end: int
    text: str
    page: int
    gap: int
    indent: float
    trail: int
    ended: bool
    lower: bool


def rows(document: Document) -> list[Row]:
    """The lines of `document` that hold anything but space."""
    found, blank = [], 0
    for line in document.lines:
        raw = document.text[line.start : line.end]
        text = raw.strip()
        if not text:
            blank += 1
            continue
        start = line.start + len(raw) - len(raw.lstrip())
        end = not text[-1].isalpha() and END.search(text, max(0, len(text) - TAIL)) is not None
        trail = line.end - start - len(text)
        found.append(Row(start, start + len(text), text, line.page, blank, line.left, trail, end, text[0].islower()))
        blank = 0
    return found


def runs_on(row: Row, after: Row) -> bool:
    """Whether a sentence certainly runs from `row` to the one after it."""
    return after.lower and not row.ended and after.text[1:2] not in {".", ")"}
