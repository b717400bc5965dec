"""Characters of a PDF page: what each is, where it stands, how large and how heavy, read in bulk from PDFium."""

import ctypes
import itertools
import re
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pypdfium2 as pdfium
import pypdfium2.raw as raw
from numpy.typing import NDArray

# A page with more characters is no page of a report; what is beyond is left out.
MOST = 100_000
# Fonts say that they are bold by name (ISO 32000-1, 9.8.2 lists no other sure way), by weight or by this flag.
HEAVY_NAMES = re.compile(rb"bold|black|heavy|demi|-bd\b|-medi\b|^(?:\w{6}\+)?(?:cm|sf|ec)bx?\d")
HEAVY_WEIGHT = 600
FORCE_BOLD = 1 << 18
NAME_SIZE = 256
# How far from a right angle a line of text may run, as the sine of the angle.
STRAIGHT = 0.1
# What stands further off (points; the largest page is 14,400) is no text that anybody sees.
FAR = 50_000.0
# Boxes of characters in one font, points: they differ by no more than what rounding leaves.
EVEN = 0.01
# Code points that are space, or nothing that can be read; none is beyond.
BLANKS = np.zeros(0xF022, np.bool_)
BLANKS[[0, 9, 10, 11, 12, 13, 32, 0xA0, 0x1680, *range(0x2000, 0x200C), 0x202F, 0x205F, 0x3000, 0xF020]] = True

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Characters:
    """The characters of one page that run in one direction, blanks left out, in the order in which they were drawn.

    All arrays are of one length: `codes` (code points), `left`, `right` and `base` (points from the left and the top
    of the page, turned so that the text runs from left to right; `base` is the line that letters stand on), `size`
    (points), `bold`, and `apart` (whether the file has a blank before the character).
    """

    codes: NDArray[np.uint32]
    left: Floats
    right: Floats
    base: Floats
    size: Floats
    bold: NDArray[np.bool_]
    apart: NDArray[np.bool_]


def bulk(function: Any, result: Any, *arguments: Any) -> Any:
    """The library's `function` taking addresses as integers: converting to typed pointers costs more than the call.

    So does letting other threads go on meanwhile, and PDFium is not for several. Without types of arguments a call
    takes half the time, and addresses as `pointer` makes them: integers would be cut to 32 bits.
    """
    address = ctypes.cast(function, ctypes.c_void_p).value or 0
    return ctypes.PYFUNCTYPE(result, *arguments)(address)


_POINTER, _INT = ctypes.c_void_p, ctypes.c_int
pointer = _POINTER.from_param
_text = bulk(raw.FPDFText_GetText, _INT, _POINTER, _INT, _INT, _POINTER)
# What is asked for very many characters.
_unicode = bulk(raw.FPDFText_GetUnicode, ctypes.c_uint)
_object = bulk(raw.FPDFText_GetTextObject, ctypes.c_size_t)
_loose = bulk(raw.FPDFText_GetLooseCharBox, None)
_origin = bulk(raw.FPDFText_GetCharOrigin, None)
_tight = bulk(raw.FPDFText_GetCharBox, None)
_matrix = bulk(raw.FPDFText_GetMatrix, None)
_size = bulk(raw.FPDFText_GetFontSize, ctypes.c_double)
_font = bulk(raw.FPDFTextObj_GetFont, ctypes.c_size_t, _POINTER)
_name = bulk(raw.FPDFFont_GetBaseFontName, ctypes.c_size_t, _POINTER, _POINTER, ctypes.c_size_t)
_weight = bulk(raw.FPDFFont_GetWeight, _INT, _POINTER)
_flags = bulk(raw.FPDFFont_GetFlags, _INT, _POINTER)


def characters(page: pdfium.PdfPage) -> list[Characters]:
    """Characters of `page`, those of the direction that most of its text runs in first; an empty list if it has none.

    Raises pypdfium2.PdfiumError for a page whose text cannot be loaded.
    """
    textpage = page.get_textpage()
    try:
        count = min(textpage.count_chars(), MOST)
        return _directed(page, ctypes.cast(textpage.raw, _POINTER).value, count) if count > 0 else []
    finally:
        textpage.close()


def _directed(page: pdfium.PdfPage, text: int | None, count: int) -> list[Characters]:
    codes = _codes(text, count)
    blank = blanks(codes)
    drawn = np.flatnonzero(~blank)
    if not drawn.size:
        return []
    loose = np.zeros((len(drawn), 4), np.float32)
    _write(_loose, text, drawn, loose, 0)
    boxes = loose[:, [0, 3, 2, 1]].astype(np.float64)
    apart = np.diff(np.concatenate(([0], np.cumsum(blank)[drawn]))) > 0
    # A word is set in one font and on one base, as far as the heights of its characters' boxes agree.
    heads = np.concatenate(([True], apart[1:] | (np.abs(np.diff(boxes[:, [1, 3]], axis=0)).max(axis=1) > EVEN)))
    word = np.cumsum(heads) - 1
    first = drawn[heads]
    objects = np.fromiter(_asked(_object, text, first), np.uint64, len(first))
    unique, where, inverse = np.unique(objects, return_index=True, return_inverse=True)
    matrices = np.zeros((len(unique), 6), np.float32)
    _write(_matrix, text, first[where], matrices, 0)
    sizes = np.fromiter(_asked(_size, text, first[where]), np.float64, len(unique))
    a, b, c, d = (matrices[:, k].astype(np.float64) for k in range(4))
    sizes = (np.abs(sizes) * np.hypot(c, d))[inverse][word]
    bold = _heavy(unique)[inverse][word]
    width, height, turn, corner = _frame(page)
    ways = _directions(a, b, turn)[inverse][word]
    tilted = np.flatnonzero(ways != 0) if not turn else np.arange(len(drawn))
    # On a level line a text object has one base, as far as the boxes in it agree.
    bottom = boxes[heads, 1]
    shared = ((unique != 0) & (b == 0))[inverse] & (np.abs(bottom - bottom[where][inverse]) <= EVEN)
    bases = _origins(text, first[where])[inverse, 1]
    bases[~shared] = _origins(text, first[~shared])[:, 1]
    origins = np.stack((boxes[:, 0], boxes[:, 1] + (bases - bottom)[word]), axis=1)
    if tilted.size:
        origins[tilted] = _origins(text, drawn[tilted])
        _tighten(text, drawn, boxes, tilted)
    points = [_turned(boxes[:, k] - corner[0], boxes[:, k + 1] - corner[1], turn, width, height) for k in (0, 2)]
    base = _turned(origins[:, 0] - corner[0], origins[:, 1] - corner[1], turn, width, height)
    if turn % 2:
        width, height = height, width
    placed = np.isfinite(sizes) & np.all([np.abs(x) + np.abs(y) < FAR for x, y in (*points, base)], axis=0)
    found = []
    order = np.bincount(ways, minlength=5)
    for way in sorted(range(5), key=lambda way: (-int(order[way]), way)):
        own = (ways == way) & placed
        if not own.any():
            continue
        (x0, _), (x1, _), (_, y) = (_righted(x[own], y[own], way, width, height) for x, y in (*points, base))
        found.append(
            Characters(
                codes=codes[drawn][own],
                left=np.minimum(x0, x1),
                right=np.maximum(x0, x1),
                base=y,
                size=np.maximum(sizes[own], 0.1),
                bold=bold[own],
                apart=apart[own],
            )
        )
    return found


def _codes(text: int | None, count: int) -> NDArray[np.uint32]:
    """Code points of the characters of a page, in one call where each is one unit of UTF-16."""
    units = np.zeros(count + 1, np.uint16)
    written = _text(text, 0, count, units.ctypes.data)
    if written == count + 1 and not ((units >= 0xD800) & (units < 0xE000)).any():
        return units[:count].astype(np.uint32)
    return np.fromiter(_asked(_unicode, text, np.arange(count)), np.uint32, count)


def _origins(text: int | None, asked: NDArray[np.int64]) -> Floats:
    """Where the characters that are asked for stand on their base."""
    origins = np.zeros((len(asked), 2), np.float64)
    _write(_origin, text, asked, origins, 0, 1)
    return origins


def _asked(function: Any, text: int | None, indexes: NDArray[np.int64], *pointers: Iterable[Any]) -> Iterator[Any]:
    """What `function` says of each index of the text page; it writes where the `pointers` lead."""
    return map(function, itertools.repeat(pointer(text)), indexes.tolist(), *pointers)


def _write(function: Any, text: int | None, indexes: NDArray[np.int64], rows: NDArray[Any], *columns: int) -> None:
    """Let `function` write into `rows`, one for each index of the text page, from these columns on."""
    start, step = rows.ctypes.data, rows.shape[1] * rows.itemsize
    firsts = [start + column * rows.itemsize for column in columns]
    places = [map(pointer, range(first, first + rows.nbytes, step)) for first in firsts]
    deque(_asked(function, text, indexes, *places), maxlen=0)


def blanks(codes: NDArray[np.uint32]) -> NDArray[np.bool_]:
    """Which of `codes` are space, or nothing that can be read."""
    return BLANKS[np.minimum(codes, len(BLANKS) - 1)]


def _heavy(objects: NDArray[np.uint64]) -> NDArray[np.bool_]:
    """Which text objects are set in a bold font."""
    known: dict[int, bool] = {}
    out = np.zeros(len(objects), np.bool_)
    for n, font in enumerate(map(_font, objects.tolist())):
        if font not in known:
            known[font] = bool(font) and _bold(font)
        out[n] = known[font]
    return out


def _bold(font: int) -> bool:
    name = ctypes.create_string_buffer(NAME_SIZE)
    _name(font, ctypes.addressof(name), NAME_SIZE)
    lower = name.value.lower()
    return (
        HEAVY_NAMES.search(lower) is not None
        or _weight(font) >= HEAVY_WEIGHT
        or bool(max(_flags(font), 0) & FORCE_BOLD)
    )


def _frame(page: pdfium.PdfPage) -> tuple[float, float, int, tuple[float, float]]:
    """Width and height of `page` before it is turned, quarter turns clockwise, and its lower left corner."""
    left, bottom, right, top = page.get_cropbox()
    return abs(right - left), abs(top - bottom), page.get_rotation() // 90, (min(left, right), min(bottom, top))


def _directions(a: Floats, b: Floats, turn: int) -> NDArray[np.int64]:
    """Where text with these matrices runs on the page as shown: 0 right, 1 down, 2 left, 3 up, 4 slanting."""
    length = np.hypot(a, b)
    length[length == 0] = 1
    x, y = a / length, b / length
    for _ in range(turn):
        x, y = y, -x
    slanting = (np.abs(x) > STRAIGHT) & (np.abs(y) > STRAIGHT)
    way = np.where(np.abs(x) >= np.abs(y), np.where(x >= 0, 0, 2), np.where(y < 0, 1, 3))
    return np.where(slanting, 4, way)


def _tighten(text: int | None, drawn: NDArray[np.int64], boxes: Floats, which: NDArray[np.int64]) -> None:
    """Replace `boxes` by those of the ink: PDFium's loose boxes are only right for upright text."""
    ink = np.zeros((len(which), 4), np.float64)
    _write(_tight, text, drawn[which], ink, 0, 2, 1, 3)
    boxes[which] = ink


def _turned(x: Floats, y: Floats, turn: int, width: float, height: float) -> tuple[Floats, Floats]:
    """Points from the left and the top of the page as shown, for points from its lower left corner as stored."""
    if turn == 1:
        return y, x
    if turn == 2:
        return width - x, y
    if turn == 3:
        return height - y, width - x
    return x, height - y


def _righted(x: Floats, y: Floats, way: int, width: float, height: float) -> tuple[Floats, Floats]:
    """The same points when the page is held so that text running `way` runs to the right."""
    if way == 1:
        return y, width - x
    if way == 2:
        return width - x, height - y
    if way == 3:
        return height - y, x
    return x, y
