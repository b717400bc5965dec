"""Layout: what the places and letters of lines on a page say about which of them belong together."""

from collections.abc import Sequence

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from pipeline.segment import numbering
from pipeline.segment.numbering import Number
from pipeline.segment.rows import Row
from pipeline.segment.spaces import SPACING

# A gap of so many lines ends even a sentence.
DOUBLE = 0.6
# Shares of the letters' size: lines of another size are no part of a paragraph, nor are those set in or out so far.
OTHER_SIZE = 0.07
SHIFT = 0.6
# Lines before and after that show where the column ends.
NEIGHBOURS = 12
WINDOW = 2 * NEIGHBOURS + 1
# Of so many lines, the two longest may stand out over the edge.
FEWEST = 6
# Lines that stay this share of the column short of its edge were ended on purpose.
SHORT = 0.06
# Rows that are measured in one go.
AT_ONCE = 4096

Widths = tuple[float, ...]


def widths(lines: Sequence[Row]) -> tuple[Widths, Widths, Widths]:
    """How wide the column around each row is, how wide the row from the column's left, how wide its first word."""
    edges: list[float] = []
    own: list[float] = []
    for start in range(0, len(lines), AT_ONCE):
        columns, wide = _columns(lines, start, min(start + AT_ONCE, len(lines)))
        edges += columns
        own += wide
    firsts = [(len(row.text.split(None, 1)[0]) + 1) * (row.right - row.indent) / len(row.text) for row in lines]
    return tuple(edges), tuple(own), tuple(firsts)


def _columns(lines: Sequence[Row], start: int, stop: int) -> tuple[list[float], list[float]]:
    """The first two of `widths` for the rows from `start` to before `stop`, from the rows in the column around each."""
    first, last = start - NEIGHBOURS, stop + NEIGHBOURS
    before, after = max(0, -first), max(0, last - len(lines))
    around = lines[max(0, first) : last]
    pages, lefts, rights = (
        sliding_window_view(np.pad(np.array(values, np.float64), (before, after), constant_values=none), WINDOW)
        for values, none in (
            ([row.page for row in around], -1.0),
            ([row.indent for row in around], np.inf),
            ([row.right for row in around], -np.inf),
        )
    )
    page, left, right = (each[:, NEIGHBOURS] for each in (pages, lefts, rights))
    near = (pages == page[:, None]) & (lefts < right[:, None]) & (left[:, None] < rights)
    near[:, NEIGHBOURS] = True  # letters of a font without widths take no room
    column = np.where(near, lefts, np.inf).min(axis=1)
    ends = np.sort(np.where(near, rights, -np.inf), axis=1)
    edge = np.where(near.sum(axis=1) >= FEWEST, ends[:, -3], ends[:, -1])
    return (np.maximum(edge, right) - column + 1.0).tolist(), (right - column).tolist()


def begins(
    rows: Sequence[Row], own: Number | None, row: Row, gap: float, room: float, inset: float, opening: Number | int
) -> bool | None:
    """Whether `row` begins a unit of its own rather than going on with `rows`, or None where the layout does not say.

    `own` is the number before `rows`, `opening` that, or the length of the bullet, before `row`; `room` is the share
    of the width that the last of `rows` leaves when the first word of `row` has been put there, `inset` how much
    further (points) from the left of its column `row` begins than that last one does from that of its own.
    """
    before = rows[-1]
    if "note" in {before.tag, row.tag} and before.tag != row.tag:
        return True
    goes_on = row.lower and not before.ended
    if abs(before.size - row.size) > OTHER_SIZE * max(before.size, row.size):
        return not goes_on
    if row.turned or (before.page != row.page and not gap):
        return _goes_over(rows, own, row, room, inset, opening)
    if gap > SPACING:
        return not (goes_on and gap < DOUBLE)
    full = room <= SHORT
    if opening:
        return _opens(rows, own, row, full, opening)
    if before.bold != row.bold and not full:
        return True
    if before.bold:
        return None
    if full:
        return before.ended and not row.lower and abs(_shift(rows, own, row)) > SHIFT * row.size
    return True if before.ended and not row.lower else None


def _opens(rows: Sequence[Row], own: Number | None, row: Row, full: bool, opening: Number | int) -> bool:
    """Whether a row that starts with a number or bullet begins a unit, close below the last of `rows`."""
    if isinstance(opening, int) and row.text[0] not in numbering.DASHES and not row.text[0].isalpha():
        return True
    if isinstance(opening, Number) and own and own.style == opening.style and own.value + 1 == opening.value:
        return True
    far = SHIFT * row.size
    if isinstance(opening, Number) and opening.value == 1 and rows[-1].ended and row.indent - rows[-1].indent > far:
        return True
    return not full or abs(_shift(rows, own, row)) > far


def _goes_over(
    rows: Sequence[Row], own: Number | None, row: Row, room: float, inset: float, opening: Number | int
) -> bool | None:
    """Whether a row at the head of a page or column begins a unit."""
    before = rows[-1]
    full = room <= SHORT
    if before.bold != row.bold:
        return None if full else True
    far = SHIFT * row.size if len(rows) > 1 else float("inf")
    if isinstance(opening, int):
        if row.lower and not before.ended:
            return False
        if inset > far or (before.ended and inset < -far):
            return True
        return False if full and not before.ended and (not opening or row.text[0].isalpha()) else None
    other = own is not None and own.style != opening.style
    if opening.style in numbering.ITEMS and opening.value > 1 and other and full and abs(inset) <= far:
        return False
    return None


def _shift(rows: Sequence[Row], own: Number | None, row: Row) -> float:
    """How far `row` is set in from where the lines of `rows` begin, as far as their first one does not hide it."""
    shift = row.indent - rows[-1].indent
    if len(rows) > 1:
        return shift
    return min(shift, 0.0) if own else max(shift, 0.0)
