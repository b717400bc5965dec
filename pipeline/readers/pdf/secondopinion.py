"""A second opinion: the characters of a PDF that PDFium cannot open or finds no text in, as pdfplumber sees them."""

import io
import logging
from collections.abc import Iterator

import numpy as np
import pdfplumber

from pipeline.readers.pdf.characters import Characters, blanks

# It reads a page in a tenth of a second and not every broken file is worth that.
MOST_PAGES = 50


def second_opinion(data: bytes) -> Iterator[tuple[Characters | None, float]]:
    """Characters and width (points) of each page, as far as the library gets; nothing where it gets nowhere."""
    logging.getLogger("pdfminer").setLevel(logging.CRITICAL)
    try:
        with pdfplumber.open(io.BytesIO(data)) as document:
            for page in document.pages[:MOST_PAGES]:
                yield _characters(page.chars), float(page.width)
                page.close()
    except Exception:  # it raises whatever its parser ran into, bare TypeErrors among them
        return


def _characters(found: list[dict[str, object]]) -> Characters | None:
    """The upright characters in `found`."""
    upright = [sign for sign in found if sign["upright"] and len(str(sign["text"])) == 1]
    codes = np.array([ord(str(sign["text"])) for sign in upright], np.uint32)
    blank = blanks(codes)
    if blank.all():
        return None
    left, right, base, size = (
        np.array([float(str(sign[name])) for sign in upright])[~blank] for name in ("x0", "x1", "bottom", "size")
    )
    before = np.diff(np.concatenate(([0], np.cumsum(blank)[~blank]))) > 0
    bold = np.array(["bold" in str(sign["fontname"]).lower() for sign in upright])[~blank]
    return Characters(codes[~blank], left, right, base - 0.2 * size, np.maximum(size, 0.1), bold, before)
