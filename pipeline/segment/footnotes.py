"""Footnotes: the rows where notes begin, known by the marks in the text that call them."""

import re
from bisect import bisect_right
from collections.abc import Mapping

from pipeline.segment.marks import PAGE_ROWS, Mark
from pipeline.segment.rows import Row

OPENING = re.compile(r"(?P<n>\d{1,3})(?:\s+|(?=[^\W\d_]))(?=[^\W\d_]|[\"“”«(\[])")
ENTRY = re.compile(r"[\[(]?(?P<n>\d{1,3})[.)\]]?\s*(?=[^\W\d_]|[\"“”«(\[])")
# A list at the end holds at least this share of the notes that are called.
COVERED = 0.6
# Extraction loses a note or two at a time.
SKIPPED = 2


def openings(lines: list[Row], skip: set[int]) -> dict[int, list[int]]:
    """Rows that begin as footnotes do, with a bare figure, by that figure.

    A raised figure, which extraction puts on a line of its own, counts where no other row begins with it.
    """
    found: dict[int, list[int]] = {}
    for n, row in enumerate(lines):
        opening = OPENING.match(row.text) if n not in skip else None
        if opening:
            found.setdefault(int(opening["n"]), []).append(n)
    for n in sorted(skip):
        if lines[n].text.isdecimal() and _raised(lines, n, skip):
            found.setdefault(int(lines[n].text), [n])
    return found


def _raised(lines: list[Row], n: int, skip: set[int]) -> bool:
    """Whether the figure alone in row `n` stands amid a page, above text that may begin a note: no page number."""
    if not 0 < n < len(lines) - 1 or {n - 1, n + 1} & skip:
        return False
    after = lines[n + 1]
    return lines[n - 1].page == after.page and not after.lower and after.text[0].isalpha()


def footnotes(
    lines: list[Row], opened: Mapping[int, list[int]], marks: Mapping[int, list[Mark]], skip: set[int]
) -> set[int]:
    """Rows that begin a note: those in `opened` in order on the page of their mark, and a list of notes at the end."""
    if any(row.tag == "note" and not row.placed for row in lines):
        return _tagged(lines) - skip  # elements or styles say of all that are notes
    called: dict[int, list[int]] = {}
    for n in sorted(marks):
        for mark in marks[n]:
            for label in mark.labels:
                called.setdefault(int(label), []).append(n)
    found: set[int] = set()
    last = 0
    for n, value in sorted((n, value) for value, at in opened.items() for n in at if value in called):
        if not (last < value <= last + 1 + SKIPPED or value == 1):
            continue
        above = bisect_right(called[value], n) - 1
        if above >= 0 and n - called[value][above] <= PAGE_ROWS:
            found.add(n)
            last = value
    return found | _endnotes(lines, called) | (_tagged(lines) - skip)


def _tagged(lines: list[Row]) -> set[int]:
    """Rows that begin a note where the format says what are notes."""
    tagged = [n for n, row in enumerate(lines) if row.tag == "note"]
    return {n for n in tagged if n == 0 or _marked(lines[n - 1], lines[n])}


def _marked(before: Row, row: Row) -> bool:
    """Whether `row`, within a run of notes, begins the next one."""
    raised = bool(row.raised) and row.raised[0][0] == 0
    return raised or row.text[0] in "*†‡∗" or (before.ended and ENTRY.match(row.text) is not None)


def _endnotes(lines: list[Row], called: Mapping[int, list[int]]) -> set[int]:
    """Rows after the last mark that count from 1 to about as many as there are marks."""
    found: set[int] = set()
    value = 0
    for n in range(max((n for at in called.values() for n in at), default=len(lines)) + 1, len(lines)):
        entry = ENTRY.match(lines[n].text)
        if entry and int(entry["n"]) == value + 1:
            found.add(n)
            value += 1
    return found if value >= COVERED * len(called) else set()
