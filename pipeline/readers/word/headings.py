"""Headings of a Word file that no style of its own names: known by how they look beside the running text.

Courts and ministries make their own styles, without an outline level, and many writers only make a line bold.
"""

import re
from collections import Counter
from dataclasses import dataclass, replace

from pipeline.readers.word.blocks import Block, Piece, most

OUTLINED = re.compile(r"h([1-6])")
DEEPEST = 6
# No heading is longer (characters, lines); a line of the text is longer than a label or a name.
LONGEST = 200
MOST_LINES = 4
PROSE = 100
# Letters of a heading are larger by so many points, if they are.
LARGER = 1.0
# A few words of emphasis are no headings, nor are most lines of a document.
FEWEST = 2
MOST = 0.5
# The title stands on the cover: before the text begins, and among so many first blocks.
COVER = 40
LABEL = re.compile(r"[\[(]?(?:\d{1,3}(?:\.\d{1,3})*|[^\W\d_]{1,5})[.)\]]*\s+")
QUOTES = "\"'“”„‘’‚«»…([."
ENDS = ".,;:"


@dataclass(frozen=True, slots=True)
class _Face:
    """How all of a block looks, as far as its letters agree. `style` is "" where its style makes no heading of it."""

    size: float
    bold: bool
    slanted: bool
    capitals: bool
    style: str


def tag_headings(blocks: list[Block]) -> list[Block]:
    """`blocks` with the tags of the title and of the headings that stand out from the text; others as they are.

    A document whose styles tell headings gains those that are larger than the text or whose style keeps them with
    what follows. In one without, those in bold or slanted letters are headings as well, if there are several but not
    too many, and kinds of them nest by size, by capitals, and in the order in which they appear.
    """
    body = _body(blocks)
    if body is None:
        return blocks
    outlined = [block for block in blocks if OUTLINED.fullmatch(block.tag)]
    begins = _begins(blocks)
    found = [n for n, block in enumerate(blocks) if n >= begins and _stands_out(block, body, not outlined)]
    if outlined:
        _tag_beside(blocks, found, outlined)
    elif FEWEST <= len(found) <= MOST * sum(block.tag == "p" for block in blocks):
        _tag_ranked(blocks, found)
    return _entitled(blocks, body)


def _body(blocks: list[Block]) -> _Face | None:
    """How most letters of the running text look."""
    counted: Counter[_Face] = Counter()
    for block in blocks:
        if block.tag in {"p", "li"}:
            counted[_face(block)] += len(block.text)
    return counted.most_common(1)[0][0] if counted else None


def _face(block: Block) -> _Face:
    pieces = [piece for line in block.lines for piece in line if any(map(str.isalnum, piece.text))]
    words: list[Piece] = pieces or [piece for line in block.lines for piece in line]
    return _Face(
        size=most(words, lambda piece: piece.size),
        bold=all(piece.bold for piece in words),
        slanted=all(piece.slanted for piece in words),
        capitals=block.text.isupper(),
        style=block.style if block.kept else "",
    )


def _begins(blocks: list[Block]) -> int:
    """Index of the first block behind the cover: a heading by its style, or the one before the first prose.

    A document in which neither comes soon has no cover but one line.
    """
    for n, block in enumerate(blocks[:COVER]):
        if OUTLINED.fullmatch(block.tag) or block.kept:
            return n
        if block.tag in {"p", "li"} and len(block.text) >= PROSE:
            # What stands right above the text heads it, unless it is the last line of a title.
            alike = n > 1 and _look(blocks[n - 1]) == _look(blocks[n - 2])
            return n if alike else max(n - 1, 1)
    return 1


def _stands_out(block: Block, body: _Face, alone: bool) -> bool:
    """Whether a block has the shape of a heading and looks like one; `alone` where no style tells headings."""
    if block.tag != "p" or not _shaped(block):
        return False
    face = _face(block)
    if block.kept or face.size >= body.size + LARGER:
        return True
    return alone and face.size >= body.size and ((face.bold and not body.bold) or (face.slanted and not body.slanted))


def _shaped(block: Block) -> bool:
    text = block.text
    label = LABEL.match(text)
    words = text[label.end() :] if label and label[0].strip()[-1] in ".)]" else text
    if len(text) > LONGEST or len(block.lines) > MOST_LINES or "\t" in words or not any(map(str.isalpha, words)):
        return False
    return words[0] not in QUOTES and not words[0].islower() and text[-1] not in ENDS


def _tag_beside(blocks: list[Block], found: list[int], outlined: list[Block]) -> None:
    """Tag headings among those that styles tell: with letters as large, the same level; else the one below."""
    levels: dict[float, int] = {}
    for block in outlined:
        size, level = _face(block).size, int(block.tag[1])
        levels[size] = min(level, levels.get(size, DEEPEST))
    below = min(max(levels.values()) + 1, DEEPEST)
    for n in found:
        size = _face(blocks[n]).size
        blocks[n].tag = f"h{levels.get(size, below)}"


def _tag_ranked(blocks: list[Block], found: list[int]) -> None:
    faces: dict[_Face, int] = {}
    for n in found:
        faces.setdefault(_face(blocks[n]), n)
    ranked = sorted(faces, key=lambda face: (-face.size, not face.capitals, faces[face]))
    for n in found:
        blocks[n].tag = f"h{min(ranked.index(_face(blocks[n])) + 1, DEEPEST)}"


def _entitled(blocks: list[Block], body: _Face) -> list[Block]:
    """`blocks` with the line of the cover that stands out most as their title, if none is; its lines are one block."""
    if any(block.tag == "title" for block in blocks):
        return blocks
    cover = list(range(min(_begins(blocks), COVER, len(blocks))))
    rest = {_look(block) for block in blocks[len(cover) :]}
    best = -1
    for n in cover:
        own = _face(blocks[n])
        out = own.size >= body.size + LARGER or (own.bold and not body.bold)
        if out and blocks[n].tag == "p" and _shaped(blocks[n]) and _look(blocks[n]) not in rest:
            best = n if best < 0 or _rank(blocks[n]) > _rank(blocks[best]) else best
    if best < 0:
        return blocks
    last = best
    while last + 1 < len(cover) and blocks[last + 1].tag == "p" and _look(blocks[last + 1]) == _look(blocks[best]):
        last += 1
    lines = [line for block in blocks[best : last + 1] for line in block.lines]
    title = replace(blocks[best], tag="title", lines=lines)
    return [*blocks[:best], title, *blocks[last + 1 :]]


def _look(block: Block) -> tuple[float, bool, bool, str]:
    face = _face(block)
    return face.size, face.bold, block.centred, block.style


def _rank(block: Block) -> tuple[bool, float, bool]:
    """How far a line stands out: a single word, in letters of whatever size, may be a stamp."""
    face = _face(block)
    return len(block.text.split()) > 1, face.size, face.bold
