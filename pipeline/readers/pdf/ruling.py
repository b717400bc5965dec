"""Ruling: the lines, frames and fills that are drawn on a page, as boxes and straight edges."""

import ctypes
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import repeat

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from pipeline.readers.pdf.characters import bulk

# A page with more shapes is a map or a plot; its lines are no tables.
MOST = 1500
MOST_SEGMENTS = 200
# A shape no thicker (points) is a line; shorter lines are parts of signs.
THIN = 3.0
SHORT = 6.0
# Fills lighter than this, of 255, are the paper.
PAPER = 250
DEPTH = 3
KINDS = (raw.FPDF_PAGEOBJ_PATH, raw.FPDF_PAGEOBJ_FORM)
# A rectangle has so many segments at most: four sides and the way back.
SIDES = 6
# Round corners are a curve each, and a curve is counted once for each of its points.
CORNERS = (4, 12)

Box = tuple[float, float, float, float]

_item = bulk(raw.FPDFPage_GetObject, ctypes.c_size_t, ctypes.c_void_p, ctypes.c_int)
_kind = bulk(raw.FPDFPageObj_GetType, ctypes.c_int, ctypes.c_void_p)


@dataclass(frozen=True, slots=True)
class Drawing:
    """What is drawn on a page; all boxes are (left, top, right, bottom), points from its left and top.

    `lines` are straight and level or upright, the sides of rectangles among them; `frames` are rectangles that are
    drawn or filled; `shapes` all else with more than a few strokes.
    """

    lines: tuple[Box, ...]
    frames: tuple[Box, ...]
    shapes: tuple[Box, ...]


def drawing(page: pdfium.PdfPage) -> Drawing:
    """What is drawn on `page`; nothing where that is too much, or the page is turned."""
    lines: list[Box] = []
    frames: list[Box] = []
    shapes: list[Box] = []
    if page.get_rotation():
        return Drawing((), (), ())
    x0, y0, x1, y1 = page.get_cropbox()
    corner, height = (min(x0, x1), min(y0, y1)), abs(y1 - y0)
    for n, item in enumerate(_paths(page)):
        if n >= MOST:
            return Drawing((), (), ())
        filled, stroked = _drawn(item)
        if not filled and not stroked:
            continue
        matrix = _placed(item)
        count = raw.FPDFPath_CountSegments(item.raw)
        left, bottom, right, top = matrix.on_rect(*_bounds(item))
        box = (left - corner[0], height - (top - corner[1]), right - corner[0], height - (bottom - corner[1]))
        if min(box[2] - box[0], box[3] - box[1]) <= THIN:
            lines += _long(box)
        elif _framing(item, count):
            frames.append(box)
            lines += [side for sides in _sides(box) for side in _long(sides)]
        else:
            shapes.append(box)
            if stroked:
                lines += _strokes(item, matrix, count, corner, height)
    return Drawing(tuple(lines), tuple(frames), tuple(shapes))


def _paths(page: pdfium.PdfPage) -> Iterator[pdfium.PdfObject]:
    """The paths of `page`; text and pictures, which most objects are, are passed over at the least cost."""
    held = ctypes.cast(page.raw, ctypes.c_void_p).value
    items = map(_item, repeat(held), range(raw.FPDFPage_CountObjects(page.raw)))
    for n, kind in enumerate(map(_kind, items)):
        if kind in KINDS:
            whole = pdfium.PdfObject(raw.FPDFPage_GetObject(page.raw, n), page=page, pdf=page.pdf)
            if kind == raw.FPDF_PAGEOBJ_PATH:
                yield whole
            else:
                yield from page.get_objects(filter=[raw.FPDF_PAGEOBJ_PATH], max_depth=DEPTH, form=whole, level=1)


def _drawn(item: pdfium.PdfObject) -> tuple[bool, bool]:
    """Whether a path is filled with more than the colour of paper, and whether its outline is drawn."""
    mode, stroke = ctypes.c_int(), ctypes.c_int()
    if not raw.FPDFPath_GetDrawMode(item.raw, mode, stroke):
        return False, False
    if not mode.value:
        return False, bool(stroke.value)
    colour = [ctypes.c_uint() for _ in range(4)]
    known = raw.FPDFPageObj_GetFillColor(item.raw, *colour)
    paper = bool(known) and (min(part.value for part in colour[:3]) >= PAPER or not colour[3].value)
    return not paper, bool(stroke.value)


def _framing(item: pdfium.PdfObject, count: int) -> bool:
    """Whether a path that has `count` segments is a rectangle, with sharp corners or round ones."""
    if count > SIDES + max(CORNERS):
        return False
    kinds = [raw.FPDFPathSegment_GetType(raw.FPDFPath_GetPathSegment(item.raw, n)) for n in range(count)]
    curves = kinds.count(raw.FPDF_SEGMENT_BEZIERTO)
    return (not curves and count <= SIDES) or (count > SIDES and curves in CORNERS)


def _bounds(item: pdfium.PdfObject) -> Box:
    left, bottom, right, top = item.get_bounds()
    return left, bottom, right, top


def _placed(item: pdfium.PdfObject) -> pdfium.PdfMatrix:
    """The matrix from the space of the form in which `item` stands to that of the page."""
    matrix = pdfium.PdfMatrix()
    while item.container is not None:
        item = item.container
        matrix = matrix.multiply(item.get_matrix())
    return matrix


def _long(box: Box) -> list[Box]:
    return [box] if max(box[2] - box[0], box[3] - box[1]) >= SHORT else []


def _sides(box: Box) -> tuple[Box, ...]:
    left, top, right, bottom = box
    return (
        (left, top, right, top),
        (left, bottom, right, bottom),
        (left, top, left, bottom),
        (right, top, right, bottom),
    )


def _strokes(
    item: pdfium.PdfObject, matrix: pdfium.PdfMatrix, count: int, corner: tuple[float, float], height: float
) -> Iterator[Box]:
    """Straight strokes of a path that has `count` segments."""
    if count > MOST_SEGMENTS:
        return
    whole = item.get_matrix().multiply(matrix)
    before: tuple[float, float] | None = None
    x, y = ctypes.c_float(), ctypes.c_float()
    for n in range(count):
        segment = raw.FPDFPath_GetPathSegment(item.raw, n)
        raw.FPDFPathSegment_GetPoint(segment, x, y)
        across, up = whole.on_point(x.value, y.value)
        place = (across - corner[0], height - (up - corner[1]))
        if before is not None and raw.FPDFPathSegment_GetType(segment) == raw.FPDF_SEGMENT_LINETO:
            box = (
                min(before[0], place[0]),
                min(before[1], place[1]),
                max(before[0], place[0]),
                max(before[1], place[1]),
            )
            if min(box[2] - box[0], box[3] - box[1]) <= THIN:
                yield from _long(box)
        before = place
