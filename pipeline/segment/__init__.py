"""Segment: a document's lines become its units, in order, with clean text that leads back to the source."""

from dataclasses import dataclass

from pipeline.detect import passage
from pipeline.records import Detection, Document, Unit
from pipeline.segment import clean, marks
from pipeline.segment.blocks import Block, Divider
from pipeline.segment.boilerplate import boilerplate
from pipeline.segment.footnotes import footnotes, openings
from pipeline.segment.headings import levels
from pipeline.segment.interruptions import mended
from pipeline.segment.kinds import kinds
from pipeline.segment.marks import Mark
from pipeline.segment.rows import Row, rows
from pipeline.segment.setting import setting
from pipeline.segment.titles import whole_title
from pipeline.segment.words import Words, words

# Kinds whose text is too short to tell its language from: they have that of their document.
INHERITING = {"title", "heading", "boilerplate"}


@dataclass(frozen=True, slots=True)
class _Piece:
    """A block with what has been found out about it."""

    block: Block
    kind: str
    level: int
    marks: list[list[Mark]]


def segment(document: Document, detection: Detection) -> list[Unit]:
    """Units of `document` in the order in which they begin, each character in one (or in what it interrupts)."""
    lines = rows(document)
    pieces = _pieces(lines, words(detection.language))
    pieces.sort(key=lambda piece: piece.block.rows[0])
    return _units(document, detection, lines, pieces)


def _pieces(lines: list[Row], known: Words) -> list[_Piece]:
    """The blocks of text, then the rows of boilerplate."""
    placed = setting(lines)
    skip = boilerplate(lines, placed, known)
    opened = openings(lines, skip | {n for n, row in enumerate(lines) if row.tabular})
    shown = any(row.placed or row.raised for row in lines)
    glued = marks.raised(lines, skip) if shown else marks.glued(lines, skip, opened)
    begun = footnotes(lines, opened, glued, skip)
    skip -= begun
    marked = {n for n, row in glued.items() if row[-1].end == len(lines[n].text)}
    found = Divider(lines, placed, known, begun, skip, marked).divide()
    found, named = whole_title(found, kinds(found, lines, known), lines)
    found, named = mended(found, named, lines, placed)
    called = _calls(found, named, lines, glued)
    depths = levels(found, named, lines, known)
    pieces = [
        _Piece(block, kind, depth, [called.get(n, []) for n in block.rows])
        for block, kind, depth in zip(found, named, depths, strict=True)
    ]
    return pieces + [_Piece(Block([n]), "boilerplate", 0, [[]]) for n in sorted(skip)]


def _units(document: Document, detection: Detection, lines: list[Row], pieces: list[_Piece]) -> list[Unit]:
    """The units that `pieces`, in order, are."""
    known = words(detection.language)
    vocabulary = clean.Vocabulary(document.text)
    units: list[Unit] = []
    path: list[tuple[int, str]] = []
    for order, piece in enumerate(pieces):
        own = [lines[n] for n in piece.block.rows]
        cuts = [[(mark.start, mark.end) for mark in row if mark.glued] for row in piece.marks]
        text, offsets = clean.read(document.text, own, cuts, vocabulary, known)
        language, confidence = detection.language, detection.share
        if piece.kind not in INHERITING:
            language, confidence = passage(text, detection)
        if piece.kind == "title":
            path = []
        if piece.kind == "heading":
            path = [(above, name) for above, name in path if above < piece.level]
        units.append(
            Unit(
                document=document.id,
                order=order,
                kind=piece.kind,
                level=piece.level,
                section=tuple(name for _, name in path),
                number=piece.block.number.label.rstrip(".:") if piece.block.number else "",
                page=own[0].page,
                start=own[0].start,
                end=own[-1].end,
                language=language,
                confidence=confidence,
                text=text,
                offsets=offsets,
                note_marks=tuple(label for row in piece.marks for mark in row for label in mark.labels),
            )
        )
        if piece.kind == "heading":
            path.append((piece.level, text))
    return units


def _calls(
    found: list[Block], named: list[str], lines: list[Row], glued: dict[int, list[Mark]]
) -> dict[int, list[Mark]]:
    """Marks by row: the glued ones, stars of notes, and those in brackets where the document lists notes so."""
    called = {n: list(row) for n, row in glued.items()}
    notes = {block.rows[0] for block, kind in zip(found, named, strict=True) if kind == "note"}
    for n, row in marks.starred(lines, notes).items():
        called[n] = sorted([*called.get(n, []), *row], key=lambda mark: mark.start)
    for style in marks.BRACKETED:
        listed = [
            block.rows[0]
            for block, kind in zip(found, named, strict=True)
            if kind == "note" and block.number and block.number.style == style
        ]
        if len(listed) > 1:
            for n, row in marks.bracketed(lines, style, listed[0]).items():
                called[n] = sorted([*called.get(n, []), *row], key=lambda mark: mark.start)
    return called
