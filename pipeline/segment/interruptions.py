"""Interruptions: paragraphs that a page's foot, with notes on it, cut in two are put together again."""

from pipeline.segment.blocks import Block
from pipeline.segment.rows import Row
from pipeline.segment.setting import MOST_PLAY, Setting

# Kinds that may stand in the middle of a paragraph of the page before.
BETWEEN = {"note", "table"}
BROKEN = {"paragraph", "list_item"}


def mended(found: list[Block], kinds: list[str], lines: list[Row], setting: Setting) -> tuple[list[Block], list[str]]:
    """`found` and `kinds` with each block that goes on in mid-sentence joined to the one that it goes on with."""
    out: list[Block] = []
    named: list[str] = []
    text = -1  # the last block that is text of the report rather than something between
    for block, kind in zip(found, kinds, strict=True):
        if text >= 0 and kind == "paragraph" and named[text] in BROKEN and _goes_on(out[text], block, lines, setting):
            out[text].rows.extend(block.rows)
            continue
        if kind not in BETWEEN:
            text = len(out)
        out.append(block)
        named.append(kind)
    return out, named


def _goes_on(broken: Block, block: Block, lines: list[Row], setting: Setting) -> bool:
    """Whether `block` goes on with the sentence in which `broken` stops."""
    last, first = broken.rows[-1], block.rows[0]
    if block.number or lines[last].ended:
        return False
    return lines[first].lower or (setting.wrapped and last + 1 < first and setting.room(last, first) <= MOST_PLAY)
