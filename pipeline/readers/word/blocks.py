"""Blocks of a Word file: runs of letters put together to lines, lines to blocks, blocks to a document's text."""

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from pipeline.readers import Content
from pipeline.records import Line

# Raised letters that are no call mark: "1st", "n°", "m²" with a letter; raised figures and signs may be one.
MARK = re.compile(r"[\[(]?[\d*†‡§¶#]{1,4}(?:[,;\s–-]{1,3}[\d*†‡§¶#]{1,4}){0,9}[\])]?")


@dataclass(frozen=True, slots=True)
class Piece:
    """Letters that look alike. `mark` says that Word made them as the mark of a note."""

    text: str
    size: float = 0.0
    bold: bool = False
    raised: bool = False
    mark: bool = False
    slanted: bool = False


@dataclass(slots=True)
class Block:
    """A paragraph, list item, heading, note or table row: its lines, each of pieces.

    `kept` and `centred` are those of its `Setting`, `style` the id of its style.
    """

    tag: str
    page: int
    left: float
    lines: list[list[Piece]] = field(default_factory=lambda: [[]])
    style: str = ""
    kept: bool = False
    centred: bool = False

    def put(self, piece: Piece) -> None:
        """Add a piece to the last line."""
        if piece.text:
            self.lines[-1].append(piece)

    def trimmed(self) -> "Block":
        """The block without the space around its lines and without lines of nothing else."""
        lines = [line for line in map(_trimmed, self.lines) if line]
        return replace(self, lines=lines)

    @property
    def text(self) -> str:
        """Its lines, joined by line breaks."""
        return "\n".join("".join(piece.text for piece in line) for line in self.lines)


def row(cells: list[list[Block]]) -> list[Block]:
    """Blocks of a table row: one line, or the blocks of its only filled cell where these are several."""
    filled = [cell for cell in cells if cell]
    if not filled:
        return []
    if len(filled) == 1 and len(filled[0]) > 1:
        return filled[0]
    line: list[Piece] = []
    for n, cell in enumerate(cells):
        if n:
            line.append(Piece("\t"))
        parts = [part for block in cell for part in block.lines]
        for m, part in enumerate(parts):
            if m:
                line.append(Piece(" "))
            line.extend(part)
    while not line[-1].text.strip():
        line.pop()
    return [Block("td", filled[0][0].page, filled[0][0].left, [line])]


def note(blocks: list[Block], mark: str) -> Block:
    """One block of all that a note holds, its mark in front, once."""
    lines = [line for block in blocks for line in block.lines]
    if mark and not any(piece.mark for line in lines for piece in line):
        lines[0].insert(0, Piece(mark, lines[0][0].size, raised=True, mark=True))
    first = lines[0]
    if first[0].mark and len(first) > 1 and first[1].text[0].isalnum():
        first.insert(1, Piece(" "))
    return Block("note", blocks[0].page, blocks[0].left, lines)


def composed(blocks: list[Block], pages: int, title: str) -> Content:
    """The text that the blocks make, and its lines."""
    texts: list[str] = []
    lines: list[Line] = []
    at = 0
    for block in blocks:
        if lines:
            lines.append(Line(at, at, block.page, float(len(lines)), 0.0, 0.0, False, ""))
            texts.append("")
            at += 1
        for pieces in block.lines:
            text = "".join(piece.text for piece in pieces)
            end = at + len(text)
            size, bold = most(pieces, lambda piece: piece.size), most(pieces, lambda piece: piece.bold)
            lines.append(
                Line(
                    at, end, block.page, float(len(lines)), block.left, size, bool(bold), block.tag,
                    raised=_marks(pieces, at),
                )
            )  # fmt: skip
            texts.append(text)
            at = end + 1
    return Content("\n".join(texts), tuple(lines), pages, title)


def _trimmed(pieces: list[Piece]) -> list[Piece]:
    filled = [n for n, piece in enumerate(pieces) if piece.text.strip()]
    if not filled:
        return []
    kept = pieces[filled[0] : filled[-1] + 1]
    kept[0] = replace(kept[0], text=kept[0].text.lstrip())
    kept[-1] = replace(kept[-1], text=kept[-1].text.rstrip())
    return kept


def most(pieces: list[Piece], of: Callable[[Piece], float]) -> float:
    """The value that most of the letters have."""
    counted: Counter[float] = Counter()
    for piece in pieces:
        counted[of(piece)] += len(piece.text.strip())
    return counted.most_common(1)[0][0] if counted else 0.0


def _marks(pieces: list[Piece], at: int) -> tuple[tuple[int, int], ...]:
    """Spans of raised letters that may be marks, from `at` on."""
    spans: list[tuple[int, int]] = []
    run, made, start = "", False, at
    for piece in [*pieces, Piece("")]:
        if piece.raised:
            if not run:
                start = at
            run += piece.text
            made |= piece.mark
        elif run:
            bare = run.strip()
            if bare and (made or MARK.fullmatch(bare)):
                begin = start + len(run) - len(run.lstrip())
                spans.append((begin, begin + len(bare)))
            run, made = "", False
        at += len(piece.text)
    return tuple(spans)
