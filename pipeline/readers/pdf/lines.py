"""Lines of a PDF page: characters that stand side by side on one base, with the blanks that the file has or lacks."""

from collections import Counter
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from pipeline.readers.pdf.characters import Characters, Floats

# Shares of the letters' size. A line's characters stand no further above or below one another (raised marks do),
# and what follows at a greater distance, or stands back, is another run of text.
RISE = 0.6
APART = 1.2
BACK = 0.6
# Runs whose bases differ by no more are one line; a raised or lowered run is smaller than this share of the line's.
LEVEL = 0.25
SMALL = 0.85
# A gap as wide as this is a blank, also where the file has none: blanks are 0.25 wide in most fonts, letters that are
# set apart for justification stand less than 0.1 from one another.
# Where the file has one, slanting letters may reach over it.
BLANK = 0.17
TUCKED = 0.5
STEPPED = 0.08
# Copies of a character printed over it to look bold are moved by less.
COPIED = 0.12
# A mark stands this share of the line's letters above their base.
RAISED = 0.15
MARKS = frozenset("0123456789*†‡§#,;()[]/ ")
HEIGHT = 0.75

# What the codes of a font say when they are read as text: forms of joined letters as letters, the hyphen that PDFium
# finds at the end of a line as a hyphen, bullets of symbol fonts as the bullet.
MEANT: dict[int, str | None] = dict.fromkeys([*range(0x20), 0x7F, 0xFFFF], None) | {0x02: "-", 0xFFFE: "-"}
MEANT |= dict(zip(range(0xFB00, 0xFB07), ["ff", "fi", "fl", "ffi", "ffl", "st", "st"], strict=True))
MEANT |= dict.fromkeys((0xA0, 0x09), " ")
# Fonts of bars and figures hold their signs at their code above this place.
PRIVATE = 0xF000
PLAIN = [PRIVATE + ord(sign) for sign in "0123456789*"]
# Characters of Symbol and Wingdings that are bullets, at their places in the private-use area (Unicode, corpcom.txt).
SYMBOLS = (0x6C, 0x6E, 0x71, 0x75, 0x76, 0x77, 0x9E, 0x9F, 0xA0, 0xA7, 0xA8, 0xB7, 0xD8, 0xFC)
BULLETS = [0x2022, *(PRIVATE + code for code in SYMBOLS)]
MEANT |= dict.fromkeys(BULLETS, "•")


@dataclass(slots=True)
class Run:
    """Characters of one page side by side on one base: their text, box (points), letters' size, and raised marks.

    `raised` are spans of `text`; `bold` is the share of bold characters; `tag` says what it is, where that is known.
    """

    text: str
    left: float
    right: float
    base: float
    size: float
    bold: float
    raised: tuple[tuple[int, int], ...] = ()
    tag: str = ""

    @property
    def top(self) -> float:
        """Where capitals of the run begin, points from the page's top."""
        return self.base - HEIGHT * self.size


def runs(page: Characters) -> list[Run]:
    """The runs of text on `page`, in the order in which they were drawn."""
    if not page.codes.size:
        return []
    cut, larger, gap = cuts(page)
    # PDFium adds blanks of its own where characters leave the base.
    level = np.abs(np.diff(page.base)) <= RAISED * larger
    told = page.apart[1:] & (gap > np.where(level, -TUCKED, STEPPED) * larger)
    blank = np.concatenate(([False], (gap > BLANK * larger) | told))
    starts = np.concatenate(([0], np.flatnonzero(cut) + 1))
    return _without_copies(_parted(page, blank, starts))


def cuts(page: Characters) -> tuple[NDArray[np.bool_], Floats, Floats]:
    """Between which characters runs are parted; for each pair too the larger size, and the gap, in points."""
    larger = np.maximum(page.size[1:], page.size[:-1])
    gap = page.left[1:] - page.right[:-1]
    cut = (np.abs(np.diff(page.base)) > RISE * larger) | (gap > APART * larger) | (gap < -BACK * larger)
    return cut, larger, gap


def joined(parts: list[Run]) -> Run:
    """One run of `parts`, which stand side by side on one line, from left to right."""
    if len(parts) == 1:
        return parts[0]
    main = max(parts, key=lambda part: (part.size * len(part.text), part.text))
    text, raised = "", []
    before: Run | None = None
    for part in parts:
        if before is not None:
            gap = part.left - before.right
            larger = max(part.size, before.size)
            text += " " if gap > BLANK * larger else ""
        lifted = part.size < SMALL * main.size and part.base < main.base - RAISED * main.size
        if lifted and MARKS.issuperset(part.text):
            raised.append((len(text), len(text) + len(part.text)))
        raised += [(start + len(text), end + len(text)) for start, end in part.raised]
        text += part.text
        before = part
    weight = sum(len(part.text) for part in parts)
    return Run(
        text=text,
        left=min(part.left for part in parts),
        right=max(part.right for part in parts),
        base=main.base,
        size=main.size,
        bold=sum(part.bold * len(part.text) for part in parts) / max(weight, 1),
        raised=tuple(sorted(set(raised))),
    )


def level(one: Run, other: Run) -> bool:
    """Whether two runs stand on one line: on one base, or the smaller one raised or lowered beside the larger."""
    larger, smaller = (one, other) if one.size >= other.size else (other, one)
    apart = abs(one.base - other.base)
    if apart <= LEVEL * smaller.size:
        return True
    return smaller.size < SMALL * larger.size and -0.1 <= (larger.base - smaller.base) / larger.size <= RISE


def _without_copies(found: list[Run]) -> list[Run]:
    """`found` without runs that are printed once more over themselves to look bold, which makes the first one bold."""
    said = Counter([run.text for run in found])
    seen: dict[tuple[str, int, int], Run] = {}
    out = []
    for run in found:
        if said[run.text] == 1 or len(run.text) < 2:
            out.append(run)
            continue
        step = COPIED * run.size
        places = [(int(run.left / step + dx), int(run.base / step + dy)) for dx in (0, 0.5) for dy in (0, 0.5)]
        first = next((seen[key] for x, y in places if (key := (run.text, x, y)) in seen), None)
        if first is None:
            out.append(run)
            seen |= {(run.text, x, y): run for x, y in places}
        else:
            first.bold = 1.0
    return out


def _parted(page: Characters, blank: NDArray[np.bool_], starts: NDArray[np.int64]) -> list[Run]:
    """The runs that begin with the characters at `starts`, all measured at once; those in several sizes one by one."""
    counts = np.diff(starts, append=len(page.codes))
    codes = _unprivate(page.codes, starts, counts)
    left, right = np.minimum.reduceat(page.left, starts), np.maximum.reduceat(page.right, starts)
    order = np.lexsort((page.base, np.repeat(np.arange(len(starts)), counts)))
    base, size = page.base[order[starts + counts // 2]], page.size[starts]
    bold = np.add.reduceat(page.bold, starts, dtype=np.int64) / counts
    measured = zip(*(part.tolist() for part in (left, right, base, size, bold)), strict=True)
    found = [Run(text, *own) for text, own in zip(_texts(codes, blank, starts), measured, strict=True)]
    several = np.minimum.reduceat(page.size, starts) < np.maximum.reduceat(page.size, starts)
    for n in np.flatnonzero(several).tolist():
        own = slice(starts[n], starts[n] + counts[n])
        _measure(found[n], page.size[own], page.base[own], codes[own], blank[own])
    return found


def _unprivate(codes: NDArray[np.uint32], starts: NDArray[np.int64], counts: NDArray[np.int64]) -> NDArray[np.uint32]:
    """`codes` with figures in place of those that the fonts of runs of nothing else hold for them."""
    if not (codes >= PRIVATE).any():
        return codes
    plain = np.logical_and.reduceat(np.isin(codes, PLAIN), starts)
    return np.where(np.repeat(plain, counts), codes - np.uint32(PRIVATE), codes)


def _texts(codes: NDArray[np.uint32], blank: NDArray[np.bool_], starts: NDArray[np.int64]) -> list[str]:
    """The texts of the runs that begin at `starts`, with a blank before the characters in them that have one."""
    within = blank.copy()
    within[starts] = False
    drawn = np.insert(codes, np.flatnonzero(within), ord(" ")).astype("<u4").tobytes().decode("utf-32-le", "replace")
    places = [*(starts + np.cumsum(within)[starts]).tolist(), len(drawn)]
    return [drawn[start:end].translate(MEANT) for start, end in pairwise(places)]


def _measure(run: Run, size: Floats, bases: Floats, codes: NDArray[np.uint32], blank: NDArray[np.bool_]) -> None:
    """Set the size, the base and the raised marks of a run in several sizes from those of its characters."""
    run.size = _usual(size)
    letters = size >= SMALL * run.size
    run.base = float(np.sort(bases[letters])[np.count_nonzero(letters) // 2])
    if not letters.all():
        lifted = ~letters & (bases < run.base - RAISED * run.size)
        run.raised = tuple(_spans(run.text, codes, blank, lifted))


def _usual(size: Floats) -> float:
    """The size of most characters."""
    values, counts = np.unique(size, return_counts=True)
    return float(values[int(np.argmax(counts))])


def _written(codes: NDArray[np.uint32], blank: NDArray[np.bool_]) -> str:
    """The text of the first characters of a run, with a blank before those that have one."""
    drawn = codes.astype("<u4").tobytes().decode("utf-32-le", errors="replace")
    cuts = [n for n in np.flatnonzero(blank).tolist() if n]
    return " ".join([drawn[a:b].translate(MEANT) for a, b in zip([0, *cuts], [*cuts, len(drawn)], strict=True)])


def _spans(
    text: str, codes: NDArray[np.uint32], blank: NDArray[np.bool_], lifted: NDArray[np.bool_]
) -> list[tuple[int, int]]:
    """Spans of a run's `text` that hold lifted characters and look like marks."""
    edges = np.flatnonzero(np.diff(np.concatenate(([0], lifted.astype(np.int8), [0]))))
    found = []
    for start, end in zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True):
        place = len(_written(codes[:start], blank[:start])) + int(blank[start] and start > 0)
        stop = len(_written(codes[:end], blank[:end]))
        if place < stop and MARKS.issuperset(text[place:stop]):
            found.append((place, stop))
    return found
