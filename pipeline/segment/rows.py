"""Rows: the lines of a document that hold text."""

import re
from dataclasses import dataclass

from pipeline.records import Document
from pipeline.segment.spaces import spaces

# The end of a sentence or clause, and the note mark that may stand behind it; looked for in so many last characters.
END = re.compile(r"[.!?…:;][-–—]?[\"'”’»)\]]*\s*(?:[\[(]?\d{1,3}(?:,\s?\d{1,3})*[\])]?\.?|[¹²³⁰⁴-⁹]+)?$")
TAIL = 30
# Tags of lines in a ruled or aligned table, where the layout is known: the first of each row of it, and its others.
CELLS = ("td", "tc")


@dataclass(frozen=True, slots=True)
class Row:
    """A line that holds text: its span without outer space, what its ends say.

    `gap` is the space above it in lines of the usual height (whole blank lines in plain text), `indent` and `trail`
    the blanks before and behind its text. The rest is known where the format has a layout: `right` edge (points, as
    `indent` is then), `size` of letters, `bold`, the format's `tag`, spans of `text` that are `raised`, and whether it
    is `turned`, that is, stands at the head of a page or column.
    """

    start: int
    end: int
    text: str
    page: int
    gap: float
    indent: float
    trail: int
    ended: bool
    lower: bool
    right: float = 0.0
    size: float = 0.0
    bold: bool = False
    tag: str = ""
    raised: tuple[tuple[int, int], ...] = ()
    turned: bool = False

    @property
    def placed(self) -> bool:
        """Whether its place on the page is known in points."""
        return self.right > 0

    @property
    def tabular(self) -> bool:
        """Whether it is part of a row of a table whose layout is known."""
        return self.placed and self.tag in CELLS


def rows(document: Document) -> list[Row]:
    """The lines of `document` that hold anything but space."""
    found, blank = [], 0
    for line, space in zip(document.lines, spaces(document), strict=True):
        raw = document.text[line.start : line.end]
        text = raw.strip()
        if not text:
            blank += 1
            continue
        start = line.start + len(raw) - len(raw.lstrip())
        stop = start + len(text)
        found.append(
            Row(
                start=start,
                end=stop,
                text=text,
                page=line.page,
                gap=max(space, 0.0) if line.right else blank,
                indent=line.left,
                trail=line.end - stop,
                ended=not text[-1].isalpha() and END.search(text, max(0, len(text) - TAIL)) is not None,
                lower=text[0].islower(),
                right=line.right,
                size=line.size,
                bold=line.bold,
                tag=line.tag,
                raised=tuple((a - start, b - start) for a, b in line.raised if start <= a and b <= stop),
                turned=space < 0 and line.right > 0,
            )
        )
        blank = 0
    return found


def runs_on(row: Row, after: Row) -> bool:
    """Whether a sentence certainly runs from `row` to the one after it."""
    return after.lower and not row.ended and after.text[1:2] not in {".", ")"}
