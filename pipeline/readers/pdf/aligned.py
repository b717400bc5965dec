"""Tables without ruling: lines whose parts stand below one another in columns of their own."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from statistics import median

from pipeline.readers.pdf.lines import Run, joined
from pipeline.readers.pdf.tables import Area

# Shares of the letters' size: what stands on one line, and how far apart lines of one table may be.
LEVEL = 0.3
FAR = 4.0
# Fewest lines with a part in each of three columns; of two columns, with a part in both.
FEWEST = 3
FEWEST_PAIRS = 4
# Cells hold so many characters, columns of running text more; what is as short as a label counts paragraphs.
CELL = 18
LABEL = 6
# The parts of a column begin at one place but for so much (points), and end so far before the next.
ALIKE = 1.5
CLEAR = 3.0
# The first of two columns holds no more of the text than this share, and the second no more lines a row.
NARROW = 0.4
LINES = 8
# Lines further apart than the closest ones by this factor belong to different rows, where so many are, or so many of
# the close ones go on with a sentence.
SPACED = 1.12
OFTEN = 0.2
BULLET = "•"
LEADERS = ("....", ". . .")

Lined = list[list[Run]]


def aligned(found: Sequence[Run]) -> tuple[list[Run], list[Area]]:
    """Those of the runs in `found`, which are parts of lines, that stand in no such table, and the tables."""
    lines = _lines(found)
    areas: list[Area] = []
    rest: list[Run] = []
    n = 0
    while n < len(lines):
        end, table = max((_wide(lines, n), _pairs(lines, n)), key=lambda one: one[0])
        if table is None:
            rest += lines[n]
            n += 1
        else:
            areas.append(table)
            n = end
    return rest, areas


def _lines(found: Sequence[Run]) -> Lined:
    """`found` by line, from the top, each from left to right."""
    lines: Lined = []
    for run in sorted(found, key=lambda run: (run.base, run.left)):
        if lines and run.base - lines[-1][0].base <= LEVEL * min(run.size, lines[-1][0].size):
            lines[-1].append(run)
        else:
            lines.append([run])
    return [sorted(line, key=lambda run: run.left) for line in lines]


def _wide(lines: Lined, start: int) -> tuple[int, Area | None]:
    """The table of three columns or more that begins with line `start`, and the line after it."""
    if len(lines[start]) < FEWEST:
        return start, None
    end = start + 1
    last = start
    while end < len(lines) and end - last <= FEWEST and _near(lines[end - 1], lines[end]):
        if len(lines[end]) >= FEWEST:
            last = end
        end += 1
    wide = [line for line in lines[start : last + 1] if len(line) >= FEWEST]
    columns = _columns(wide)
    while last + 1 < end and _fits(lines[last + 1], columns) and len(columns) >= FEWEST:
        last += 1
    own = lines[start : last + 1]
    usual = median(len(run.text) for line in wide for run in line)
    if len(columns) < FEWEST or usual > CELL or _led(own) or not _upright(wide):
        return start, None
    if sum(len(line[0].text) <= LABEL and not line[0].text[-1:].isalpha() for line in wide) > len(wide) / 2:
        return start, None
    return last + 1, _area(own, [left for left, _ in columns])


def _pairs(lines: Lined, start: int) -> tuple[int, Area | None]:
    """The table of two columns that begins with line `start`, and the line after it."""
    if len(lines[start]) != 2:
        return start, None
    place = lines[start][1].left
    end = start
    while end < len(lines) and (end == start or _near(lines[end - 1], lines[end])) and _halved(lines[end], place):
        end += 1
    own = lines[start:end]
    both = [line for line in own if len(line) == 2]
    first = [run for line in own for run in line if run.left < place - ALIKE]
    second = [run for line in own for run in line if run.left >= place - ALIKE]
    if len(both) < FEWEST_PAIRS or _led(own) or median(len(run.text) for run in first) <= LABEL:
        return start, None
    if sum(run.text[0] == BULLET for run in first) > len(both) / 2:
        return start, None
    if sum(len(run.text) for run in first) > NARROW * sum(len(run.text) for run in second):
        return start, None
    left = min(run.left for run in first)
    rows = _divided(own, place)
    if len(rows) < FEWEST or median(len(row) for row in rows) > LINES:
        return start, None
    return end, _area(own, [left, place])


def _upright(wide: Lined) -> bool:
    """Whether the parts of most lines stand below one another: they begin, end or are centred at one place."""
    usual = Counter(len(line) for line in wide).most_common(1)[0][0]
    rows = [line for line in wide if len(line) == usual]
    if len(rows) < FEWEST:
        return False
    for column in zip(*rows, strict=True):
        sides = ([run.left for run in column], [run.right for run in column], [run.left + run.right for run in column])
        if all(median(abs(place - median(side)) for place in side) > 2 * ALIKE for side in sides):
            return False
    return True


def _near(before: list[Run], line: list[Run]) -> bool:
    return line[0].base - before[0].base <= FAR * max(run.size for run in (*before, *line))


def _halved(line: list[Run], place: float) -> bool:
    """Whether the parts of a line begin at `place` or end before it, one on either side."""
    if len(line) > 2:
        return False
    return all(run.right < place - CLEAR or abs(run.left - place) < ALIKE for run in line)


def _columns(wide: Lined) -> list[tuple[float, float]]:
    """Left and right edges of the columns in which the parts of most lines of a table stand."""
    usual = Counter(len(line) for line in wide).most_common(1)[0][0]
    found: list[tuple[float, float]] = []
    for left, right in sorted((run.left, run.right) for line in wide if len(line) == usual for run in line):
        if found and left < found[-1][1]:
            found[-1] = (found[-1][0], max(right, found[-1][1]))
        else:
            found.append((left, right))
    return found


def _fits(line: list[Run], columns: Sequence[tuple[float, float]]) -> bool:
    """Whether each part of a line stands in one column alone."""
    return all(sum(run.left < right and left < run.right for left, right in columns) == 1 for run in line)


def _led(lines: Lined) -> bool:
    """Whether leaders lead to the page numbers of a list of contents."""
    return any(sign in run.text for line in lines for run in line for sign in LEADERS)


def _divided(lines: Lined, place: float) -> list[Lined]:
    """The lines of each row; `place` is where the second column begins."""
    steps = [line[0].base - before[0].base for before, line in pairwise(lines)]
    usual = sorted(steps)[len(steps) // 10] if steps else 0.0
    spaced = [step > SPACED * usual for step in steps]
    close = [line[-1].text[:1].islower() for line, wide in zip(lines[1:], spaced, strict=True) if not wide]
    often = sum(spaced) >= OFTEN * len(spaced) or (any(spaced) and sum(close) >= OFTEN * len(close))
    rows = [[lines[0]]]
    for before, line, wide in zip(lines, lines[1:], spaced, strict=False):
        opens = line[0].left < place - ALIKE
        if (wide and (opens or before[0].left >= place - ALIKE)) if often else (opens and len(line) > 1):
            rows.append([])
        rows[-1].append(line)
    return rows


def _area(lines: Lined, places: Sequence[float]) -> Area:
    """The table that `lines` are, whose columns begin at `places`."""
    rows = []
    for row in _divided(lines, places[1]):
        if len(row) == 1:
            cells = [joined(row[0])]
        else:
            columns: list[list[Run]] = [[] for _ in places]
            for run in (run for line in row for run in line):
                middle = (run.left + run.right) / 2
                columns[max(sum(place <= middle for place in places) - 1, 0)].append(run)
            cells = [run for column in columns for run in column]
        rows.append(tuple(replace(run, tag="tc" if n else "td") for n, run in enumerate(cells)))
    runs = [run for line in lines for run in line]
    box = (min(r.left for r in runs), min(r.top for r in runs), max(r.right for r in runs), max(r.base for r in runs))
    return Area(box, tuple(rows))
