"""Footnotes: lines at the foot of a page that are smaller than the text, or below a rule, and open with a mark."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from pipeline.readers.pdf.lines import Run

# Notes are set smaller than this share of the text's size.
SMALLER = 0.95
# Notes that go on overleaf are of one size but for so much.
ALIKE = 0.03
RULE = re.compile(r"[_—–-]{4,}\s*$")
OPENING = re.compile(r"[*†‡∗]{1,3}|\d{1,3}(?:[/.)]|\s|(?=[^\W\d_]))")


def footnotes(columns: Sequence[Sequence[Sequence[Run]]], skip: Sequence[set[int]]) -> list[set[int]]:
    """For each page, given by its columns, the indexes of its lines that are notes; `skip` holds those passed over."""
    text = usual_size(run for page in columns for column in page for run in column)
    found: list[set[int]] = []
    running = 0.0  # size of the notes with which the page before ends
    for page, passed in zip(columns, skip, strict=True):
        own: set[int] = set()
        start = 0
        going, running = running, 0.0
        for column in page:
            kept = [n for n in range(len(column)) if start + n not in passed and not column[n].tag]
            first = _first([column[n] for n in kept], text, going)
            if first is not None:
                own |= {start + n for n in kept[first:]}
                running = column[kept[-1]].size
            start += len(column)
        found.append(own)
    return found


def usual_size(runs: Iterable[Run]) -> float:
    """The size in which most of the text is set, in points."""
    exact: defaultdict[float, int] = defaultdict(int)
    for run in runs:
        exact[run.size] += len(run.text)
    sizes: Counter[float] = Counter()
    for size, letters in exact.items():
        sizes[round(size, 1)] += letters
    return max(sizes, key=lambda size: (sizes[size], size), default=0.0)


def _first(lines: Sequence[Run], text: float, going: float) -> int | None:
    """Index of the line with which the notes under a column of text in this size begin.

    `going` is the size of the notes that may go on here from the page before, or 0.
    """
    for n in range(len(lines) - 1, 0, -1):
        if RULE.match(lines[n - 1].text) and OPENING.match(lines[n].text):
            return n
    first = len(lines)
    while first and lines[first - 1].size < SMALLER * text:
        first -= 1
    for n in range(first, len(lines)):
        if _opens(lines[n]):
            return first if _alike(lines[first].size, going) else n
    return first if first < len(lines) and _alike(lines[first].size, going) else None


def _opens(run: Run) -> bool:
    """Whether a line begins with the mark of a note."""
    lead = len(run.text) - len(run.text.lstrip())
    return any(start <= lead < end for start, end in run.raised) or run.text.lstrip()[:1] in {"*", "†", "‡", "∗"}


def _alike(one: float, other: float) -> bool:
    return abs(one - other) < ALIKE * one
