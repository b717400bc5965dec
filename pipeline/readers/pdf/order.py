"""Reading order: the runs of a page put together to lines, column after column where it has columns."""

from bisect import bisect_left
from collections import Counter
from statistics import median

from pipeline.readers.pdf.lines import Run, joined, level

# Between columns stand at least so many points, and columns have so many lines on each side at the same height.
GUTTER = 7.0
LINES = 4
# Lines of running text fill this share of their column and of the page; what is narrower are cells and labels.
FILLED = 0.55
WIDE = 0.17
LETTERS = 12
# Lines so long, next to the longest, show where the text begins and ends; a number before it is no longer than this.
BODY = 0.6
LABEL = 6
# So many runs that begin at one place are a column; at its edge, a gap of this share of the letters' size parts.
ALIGNED = 8
CLEAR = 0.4
# No page of a report has more columns.
MOST = 4
# A page with more pieces of text is a drawing or a table of figures.
MOST_RUNS = 3000


def ordered(found: list[Run], width: float) -> list[list[Run]]:
    """The lines of a page, column by column: each inner list is read from top to bottom before the next.

    `width` is that of the page in points.
    """
    return _columns(assembled(found), width, MOST)


def assembled(found: list[Run]) -> list[Run]:
    """Runs that belong together without doubt, being close on one line, put together; but not across columns."""
    starts = Counter(round(run.left) for run in found)
    columns = frozenset(start for start, times in starts.items() if times >= ALIGNED)
    return _lines(found, 1.0, columns)


def _lines(found: list[Run], reach: float, columns: frozenset[int] = frozenset()) -> list[Run]:
    """Lines made of `found`: neighbours on one level with no gap between them wider than `reach` sizes.

    What begins where one of `columns` does joins what is before it only if no clear gap parts them.
    """
    rows: list[list[Run]] = []
    bases: list[float] = []
    for run in sorted(found, key=lambda run: (run.base, run.left)):
        at = bisect_left(bases, run.base - run.size)
        lowest_first = range(len(rows) - 1, at - 1, -1)
        best = next((n for n in lowest_first if any(level(run, other) for other in rows[n])), None)
        if best is None:
            rows.append([run])
            bases.append(run.base)
        else:
            rows[best].append(run)
    lines = []
    for row in rows:
        row.sort(key=lambda run: (run.left, run.right))
        parts = [row[0]]
        right = row[0].right
        for run in row[1:]:
            gap = (run.left - right) / max(run.size, parts[-1].size)
            if gap > reach or (gap > CLEAR and round(run.left) in columns):
                lines.append(joined(parts))
                parts = []
            parts.append(run)
            right = max(right, run.right)
        lines.append(joined(parts))
    return lines


def _columns(found: list[Run], width: float, most: int) -> list[list[Run]]:
    """The lines of `found` by column."""
    if most <= 1 or not 2 * LINES <= len(found) <= MOST_RUNS:
        return [_whole(found)]
    gutter = _gutter(found, width)
    if gutter is None:
        return [_whole(found)]
    place, top, bottom = gutter
    above = [run for run in found if run.base < top]
    below = [run for run in found if run.base > bottom]
    inside = [run for run in found if top <= run.base <= bottom]
    left = [run for run in inside if run.right <= place]
    right = [run for run in inside if run.right > place]
    out = []
    for part in (above, left, right, below):
        if part:
            out += _columns(part, width, most - 1)
    return out


def _whole(found: list[Run]) -> list[Run]:
    """Lines over the whole width, from top to bottom; what stands in the margin beside one is a line of its own."""
    if not found:
        return []
    longest = max(run.right - run.left for run in found)
    wide = [run for run in found if run.right - run.left >= BODY * longest]
    left, right = median(run.left for run in wide), median(run.right for run in wide)
    aside = [
        run
        for run in found
        if (run.right < left and len(run.text) > LABEL) or (run.left > right and any(map(str.isalpha, run.text)))
    ]
    outside = {id(run) for run in aside}
    inside = [run for run in found if id(run) not in outside]
    lines = _lines(inside, float("inf")) + _lines(aside, float("inf"))
    return sorted(lines, key=lambda run: (run.base, run.left))


def _gutter(found: list[Run], width: float) -> tuple[float, float, float] | None:
    """The best place between two columns and the heights between which it is empty, or None."""
    best: tuple[float, float, float, float] | None = None
    for place in _places(found):
        for top, bottom, score in _bands(found, place, width):
            if best is None or score > best[0]:
                best = (score, place, top, bottom)
    return best[1:] if best else None


def _places(found: list[Run]) -> list[float]:
    """Places where a gutter may run: left of where several lines begin."""
    starts = sorted(run.left for run in found)
    places = []
    n = 0
    while n < len(starts):
        m = n
        while m < len(starts) and starts[m] - starts[n] < GUTTER:
            m += 1
        if m - n >= LINES:
            places.append(starts[n] - 0.1)
        n = m
    return places[1:] if len(places) > 1 else []


def _bands(found: list[Run], place: float, width: float) -> list[tuple[float, float, float]]:
    """Stretches of the page in which no run crosses `place` and text stands on both sides of it, with their scores."""
    out = []
    band: list[Run] = []
    for run in [*sorted(found, key=lambda run: run.base), None]:
        if run is not None and not run.left < place < run.right + GUTTER / 2:
            band.append(run)
            continue
        score = _score(band, place, width)
        if score:
            out.append((band[0].base, band[-1].base, score))
        band = []
    return out


def _score(band: list[Run], place: float, width: float) -> float:
    """How many lines two columns parted at `place` hold, or 0 where these are none."""
    left = [run for run in band if run.right <= place]
    right = [run for run in band if run.right > place]
    if min(len(left), len(right)) < LINES:
        return 0.0
    top = max(left[0].base, right[0].base)
    bottom = min(left[-1].base, right[-1].base)
    beside = [[run for run in side if top - run.size <= run.base <= bottom + run.size] for side in (left, right)]
    if min(map(len, beside)) < LINES or not all(_running(side, width) for side in beside):
        return 0.0
    return float(min(map(len, beside)))


def _running(side: list[Run], width: float) -> bool:
    """Whether the lines of one side are running text that fills its column."""
    widths = [run.right - run.left for run in side]
    whole = max(run.right for run in side) - min(run.left for run in side)
    usual = median(widths)
    return usual >= FILLED * whole and whole >= WIDE * width and median(len(run.text) for run in side) >= LETTERS
