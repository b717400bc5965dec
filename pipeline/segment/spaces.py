"""Spaces: how far the lines of a page stand apart, measured by what parts the lines of one paragraph."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from itertools import pairwise

from pipeline.records import Document, Line

# Where letters stand on in their line, and how far apart lines are where nothing else is known, in sizes of letters.
BASE = 0.75
LEADING = 1.2
# The foot of most pages stands above this share of them; with so many lines of room below, a page was ended on purpose.
FOOT = 0.75
OPEN = 4
# A distance that parts so many of the lines within sentences is one of the usual ones; it is looked for so many lines
# up and down.
OFTEN = 0.1
NEAR = 6
# Distances are told apart by this much, in points.
STEP = 0.5
# Lines of one paragraph stand no further apart than usual by more than this share of a line.
SPACING = 0.2
# Tags of lines that stand apart from the text.
PASSED = {"chrome", "td", "tc"}


def spaces(document: Document) -> list[float]:
    """Space above each line in lines of the usual height, beyond the usual; less than nothing at the head of a column.

    Page furniture and tables are passed over; they have 0, lines without a layout -1. At the head of a page that
    follows one with room left at its foot, the space is wide enough to end a paragraph that ends in a full sentence.
    """
    own = [n for n, line in enumerate(document.lines) if line.right and line.tag not in PASSED]
    found = [0.0 if line.right else -1.0 for line in document.lines]
    if not own:
        return found
    lines = [document.lines[n] for n in own]
    usual = _leading(document, lines)
    feet: dict[int, float] = {}
    for line in lines:
        feet[line.page] = max(_base(line), feet.get(line.page, 0.0))
    foot = sorted(feet.values())[int(len(feet) * FOOT)]
    found[own[0]] = -1.0
    for n, (before, line) in enumerate(pairwise(lines), 1):
        apart = _base(line) - _base(before)
        if before.page != line.page:
            found[own[n]] = SPACING + 0.01 if feet[before.page] < foot - OPEN * usual[n] else -1.0
        else:
            found[own[n]] = -1.0 if apart < -BASE * line.size else max(apart / usual[n] - 1.0, 0.0)
    return found


def _leading(document: Document, lines: Sequence[Line]) -> list[float]:
    """How far each line should stand below the one before if both were of one paragraph, from bases to bases.

    That is what parts most lines within sentences around it; documents have more than one such measure, as where
    quotations are set closer, so it is looked for nearby first, among those that part lines within sentences often.
    """
    halves = [_half(line) for line in lines]
    steps = [0.0]
    within: dict[int, Counter[float]] = defaultdict(Counter)
    for (before, line), (above, half) in zip(pairwise(lines), pairwise(halves), strict=True):
        apart = _base(line) - _base(before)
        alike = before.page == line.page and above == half and 0.8 < apart / line.size < 3
        steps.append(round(apart * 2) / 2 if alike else 0.0)
        if alike and document.text[line.start : line.end].lstrip()[:1].islower():
            within[half][steps[-1]] += 1
    often = {
        half: {step for step, times in counts.items() if times >= OFTEN * counts.total()}
        for half, counts in within.items()
    }
    most = {half: min(counts, key=lambda step: (-counts[step], step)) for half, counts in within.items()}
    # Of which page's text in which size each line shows the usual distance, if it does.
    shown = [
        (line.page, half) if step in often.get(half, ()) else None
        for line, half, step in zip(lines, halves, steps, strict=True)
    ]
    found = []
    for n, line in enumerate(lines):
        half = max(halves[n], halves[n - 1]) if n else halves[n]
        sought, span = (line.page, half), slice(max(1, n - NEAR), n + NEAR + 1)
        near = [step for step, known in zip(steps[span], shown[span], strict=True) if known == sought]
        local = _commonest(near) if near else most.get(half, LEADING * half / 2)
        # Letters too small to see have no distance at all.
        found.append(max(local, STEP))
    return found


def _commonest(values: Sequence[float]) -> float:
    """The value that most of `values` are, the least of several."""
    if values.count(values[0]) == len(values):
        return values[0]
    counts = Counter(values)
    return min(counts, key=lambda value: (-counts[value], value))


def _base(line: Line) -> float:
    return line.top + BASE * line.size


def _half(line: Line) -> int:
    return round(line.size * 2)
