"""Layout: what the places and letters of lines on a page say about which of them belong together."""

from collections.abc import Sequence

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
# Of so many lines, the two longest may stand out over the edge.
FEWEST = 6
# Lines that stay this share of the column short of its edge were ended on purpose.
SHORT = 0.06

Widths = tuple[float, ...]


def widths(lines: Sequence[Row]) -> tuple[Widths, Widths, Widths]:
    """How wide the column around each row is, how wide the row from the column's left, how wide its first word."""
    edges, own, firsts = [], [], []
    for n, row in enumerate(lines):
        near = [
            other
            for other in lines[max(0, n - NEIGHBOURS) : n + NEIGHBOURS + 1]
            if other is row  # letters of a font without widths take no room
            or (other.page == row.page and other.indent < row.right and row.indent < other.right)
        ]
        left = min(other.indent for other in near)
        rights = sorted(other.right for other in near)
        edge = rights[-3] if len(rights) >= FEWEST else rights[-1]
        edges.append(max(edge, row.right) - left + 1.0)
        own.append(row.right - left)
        firsts.append((len(row.text.split(None, 1)[0]) + 1) * (row.right - row.indent) / len(row.text))
    return tuple(edges), tuple(own), tuple(firsts)


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
