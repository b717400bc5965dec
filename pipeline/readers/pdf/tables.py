"""Tables and fact boxes: parts of a page whose text stands in ruled cells or in a frame of its own."""

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace

import numpy as np
from numpy.typing import NDArray
from pdfplumber.table import cells_to_tables, edges_to_intersections, intersections_to_cells, merge_edges

from pipeline.readers.pdf.characters import Characters
from pipeline.readers.pdf.lines import Run, cuts, runs
from pipeline.readers.pdf.order import ordered
from pipeline.readers.pdf.ruling import Box, Drawing

# Lines that miss one another by so much (points) meet.
MEET = 3.0
# Fewer lines rule no table, more than this are hatching.
FEWEST_LINES = 4
MOST_LINES = 400
# A cell or frame that is higher than this share of the page, or says more (characters), frames the page's own text.
TALL = 0.6
MOST_IN_CELL = 2500
# A frame with more of a page's text is none set apart from it; one with less text (characters, lines) is a coloured
# heading or a button, a drawing with so few lines a logo.
LEAST_IN_BOX = 120
MOST_OF_PAGE = 0.85
# On the page of a box stand at least so many lines of text of about its width, or wider.
BESIDES = 2
AS_WIDE = 0.85
LEAST_LINES = 3
# A drawing with text in it is a chart where it is as large as this (points) and its labels, in the middle, are shorter.
CHART = 60.0
FEWEST_SHAPES = 3
LABEL = 30
# Parts of a chart, its title and its labels stand so close together (points).
BESIDE = 28.0


@dataclass(frozen=True, slots=True)
class Area:
    """A part of a page, its box in points, and its lines by row; all carry the tag of what they are."""

    box: Box
    rows: tuple[tuple[Run, ...], ...]


def apart(page: Characters, drawn: Drawing, height: float) -> tuple[Characters, list[Area]]:
    """The characters of `page` that stand in no table, box or chart, and the areas that these are.

    `height` is that of the page in points.
    """
    areas: list[Area] = []
    for box in charts(drawn):
        page, area = _chart(page, box)
        areas += area
    cells = _cells(drawn.lines)
    for table in cells_to_tables(cells):
        page, area = _table(page, table, height)
        areas += area
    for frame in sorted({*drawn.frames, *cells}, key=lambda box: ((box[2] - box[0]) * (box[3] - box[1]), box)):
        if not any(_overlap(frame, area.box) for area in areas):
            page, area = _boxed(page, frame, height)
            areas += area
    return page, sorted(areas, key=lambda area: (area.box[1], area.box[0]))


def placed(columns: list[list[Run]], areas: Sequence[Area]) -> list[list[Run]]:
    """The lines of a page by column, with each area where its column is interrupted by it."""
    for area in areas:
        left, top, right, _ = area.box
        at, split = len(columns), 0
        for n, column in enumerate(columns):
            if not any(run.left < right and left < run.right for run in column):
                continue
            above = sum(run.base <= top for run in column)
            if above < len(column):
                at, split = n, above
                break
            at, split = n + 1, 0
        rows = [list(row) for row in area.rows]
        if split:
            columns = [*columns[:at], columns[at][:split], *rows, columns[at][split:], *columns[at + 1 :]]
        else:
            columns = [*columns[:at], *rows, *columns[at:]]
    return columns


def _cells(lines: Sequence[Box]) -> list[Box]:
    """The boxes that `lines` enclose."""
    if len(lines) < FEWEST_LINES:
        return []
    edges = merge_edges([_edge(line) for line in lines], MEET, MEET, MEET, MEET)
    if len(edges) > MOST_LINES:
        return []
    found: list[Box] = intersections_to_cells(edges_to_intersections(edges, MEET, MEET))
    return sorted(found, key=lambda box: (box[1], box[0]))


def _edge(line: Box) -> dict[str, float | str]:
    left, top, right, bottom = line
    across, middle = (left + right) / 2, (top + bottom) / 2
    if right - left >= bottom - top:
        edge = {"x0": left, "x1": right, "top": middle, "bottom": middle, "width": right - left, "height": 0.0}
        return {**edge, "orientation": "h"}
    edge = {"x0": across, "x1": across, "top": top, "bottom": bottom, "width": 0.0, "height": bottom - top}
    return {**edge, "orientation": "v"}


def _table(page: Characters, cells: list[Box], height: float) -> tuple[Characters, list[Area]]:
    """`page` without what stands in `cells`, and the table that they are, if they are one."""
    inside = [_inside(page, cell) for cell in cells]
    full = [(cell, own) for cell, own in zip(cells, inside, strict=True) if own.any()]
    if any(cell[3] - cell[1] > TALL * height or np.count_nonzero(own) > MOST_IN_CELL for cell, own in full):
        return page, []
    rows: dict[float, list[tuple[Box, NDArray[np.bool_]]]] = {}
    for cell, own in full:
        rows.setdefault(cell[1], []).append((cell, own))
    if not any(len(row) > 1 for row in rows.values()):
        return page, []
    box = (min(c[0] for c in cells), min(c[1] for c in cells), max(c[2] for c in cells), max(c[3] for c in cells))
    written = []
    for _, row in sorted(rows.items()):
        found = [run for _, own in row for run in _lines(_part(page, own))]
        if found:
            written.append(_row(found))
    taken = np.logical_or.reduce([own for _, own in full])
    return _part(page, ~taken), [Area(box, tuple(written))]


def _row(found: Sequence[Run]) -> tuple[Run, ...]:
    """Lines as those of one row of a table."""
    return tuple(replace(run, tag="tc" if n else "td") for n, run in enumerate(found))


def _boxed(page: Characters, frame: Box, height: float) -> tuple[Characters, list[Area]]:
    """`page` without what stands in `frame`, and the box that it is, if it is one."""
    own = _inside(page, frame)
    count = np.count_nonzero(own)
    if frame[3] - frame[1] > TALL * height or not LEAST_IN_BOX <= count <= MOST_OF_PAGE * own.size:
        return page, []
    found = _lines(_part(page, own))
    beside = [run for run in runs(_part(page, ~own)) if run.right - run.left > AS_WIDE * (frame[2] - frame[0])]
    if len(found) < LEAST_LINES or len(beside) < BESIDES:
        return page, []
    return _part(page, ~own), [Area(frame, (tuple(replace(run, tag="box") for run in found),))]


def charts(drawn: Drawing) -> list[Box]:
    """Boxes around shapes that stand close together, with the frames of their legends."""
    found: list[tuple[int, Box]] = []
    for n, shape in enumerate((*drawn.shapes, *drawn.frames)):
        near = [one for one in found if _overlap(_wider(shape), one[1])]
        strokes = sum(count for count, _ in near) + (n < len(drawn.shapes))
        if strokes:
            boxes = [shape, *(box for _, box in near)]
            whole = (
                min(box[0] for box in boxes),
                min(box[1] for box in boxes),
                max(box[2] for box in boxes),
                max(box[3] for box in boxes),
            )
            found = [one for one in found if one not in near] + [(strokes, whole)]
    return [
        box for strokes, box in found if strokes >= FEWEST_SHAPES and min(box[2] - box[0], box[3] - box[1]) >= CHART
    ]


def labels(page: Characters) -> list[list[Run]]:
    """The text of a part of a page as one row of a table: what stands slanting or upright in a chart."""
    return [list(_row(_lines(page)))]


def _chart(page: Characters, box: Box) -> tuple[Characters, list[Area]]:
    """`page` without the labels in `box`, and these as one row, if it is a chart."""
    own = _labelled(page, box)
    found = _lines(_part(page, own))
    lengths = sorted(len(run.text) for run in found)
    if len(found) < LEAST_LINES or lengths[len(lengths) // 2] > LABEL:
        return page, []
    return _part(page, ~own), [Area(box, (_row(found),))]


def _wider(box: Box) -> Box:
    return box[0] - BESIDE, box[1] - BESIDE, box[2] + BESIDE, box[3] + BESIDE


def _lines(page: Characters) -> list[Run]:
    """The lines of a part of a page, in reading order."""
    return [run for column in ordered(runs(page), float("inf")) for run in column if run.text.strip()]


def _inside(page: Characters, box: Box) -> NDArray[np.bool_]:
    """Which characters stand in `box`, by their middles."""
    across, middle = (page.left + page.right) / 2, page.base - 0.3 * page.size
    return (across > box[0]) & (across < box[2]) & (middle > box[1]) & (middle < box[3])


def _labelled(page: Characters, box: Box) -> NDArray[np.bool_]:
    """Which characters stand in runs that are labels of the chart in `box`: in it, or short and close by."""
    inside, near = _inside(page, box), _inside(page, _wider(box))
    if not near.any():
        return near
    run = np.concatenate(([0], np.cumsum(cuts(page)[0])))
    count = np.bincount(run)
    own: NDArray[np.bool_] = (count <= 2 * LABEL) & (
        (np.bincount(run, inside) > 0) | (np.bincount(run, near) > count / 2)
    )
    return own[run]


def _part(page: Characters, own: NDArray[np.bool_]) -> Characters:
    return Characters(**{field.name: getattr(page, field.name)[own] for field in fields(page)})


def _overlap(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
