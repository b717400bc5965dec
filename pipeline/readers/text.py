"""Plain text in any of the encodings that reports are found in."""

import codecs
import io
import re

import charset_normalizer

from pipeline.readers import Content, Unreadable
from pipeline.records import Line

BYTE_ORDER_MARKS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
# Without a mark and not UTF-8, a report is one of these: all three are what Windows programs write.
GUESSED = ["utf_16_le", "utf_16_be", "cp1252", "cp1251"]
# Text ripped from a PDF holds a stray control character here and there; a tenth of the bytes of a picture are such.
MOST_CONTROLS = 0.02
# Unicode has no others, but for the five that are white space.
CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f]")


def read(data: bytes) -> Content:
    """Text and lines of a plain-text file. A form feed starts a new page.

    Raises Unreadable for a file that is empty, binary or in an encoding that cannot be told.
    """
    text = decode(data)
    if not text.strip():
        raise Unreadable("the file holds no text")
    lines = tuple(_lines(text))
    return Content(text=text, lines=lines, pages=lines[-1].page, title="")


def decode(data: bytes) -> str:
    """The characters of `data`, line ends as "\\n", otherwise untouched."""
    if not data:
        raise Unreadable("the file is empty")
    text = _characters(data)
    controls = len(CONTROLS.findall(text[:100_000]))
    if controls > MOST_CONTROLS * min(len(text), 100_000):
        raise Unreadable("the file is binary, not text")
    return io.IncrementalNewlineDecoder(None, translate=True).decode(text, final=True)


def _characters(data: bytes) -> str:
    for mark, encoding in BYTE_ORDER_MARKS.items():
        if data.startswith(mark):
            try:
                return data.decode(encoding)
            except UnicodeDecodeError as error:
                raise Unreadable(f"the file calls itself {encoding} but is not: {error.reason}") from error
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        guess = charset_normalizer.from_bytes(data, cp_isolation=GUESSED).best()
    if guess is None:
        raise Unreadable("the file is binary, or in an encoding other than UTF-8, UTF-16, Windows-1252 and -1251")
    return str(guess)


def _lines(text: str) -> list[Line]:
    lines, start, page, top = [], 0, 1, 0
    for piece in text.split("\n"):
        at = start
        for n, part in enumerate(piece.split("\f")):
            if n:
                page, top = page + 1, 0
            indent = len(part) - len(part.lstrip())
            lines.append(Line(at, at + len(part), page, float(top), float(indent), 0.0, False, ""))
            at += len(part) + 1
        start += len(piece) + 1
        top += 1
    return lines
