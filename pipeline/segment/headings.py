"""Headings: how deep each one lies, from its tag, the style of its number or, without one, of its letters."""

from collections import Counter
from dataclasses import dataclass

from pipeline.segment.blocks import Block
from pipeline.segment.depths import Tagged, depths
from pipeline.segment.kinds import HEADINGS
from pipeline.segment.rows import Row
from pipeline.segment.words import Words

# Headings set apart by space and headings that are not count as two styles where a document has so many of each.
SPACED = 2


@dataclass(frozen=True, slots=True)
class Style:
    """What headings of one depth have in common: the style of their numbers, or capitals and space around them.

    Where the format says it, also their tag and how deep their kind of number lies among the headings of that tag
    (`below`), or the size of their letters (half points) and whether these are bold.
    """

    number: str
    depth: int
    small: bool
    close: bool
    tag: str = ""
    below: int = 0
    size: int = 0
    bold: bool = False

    def under(self, other: "Style") -> bool:
        """Whether headings in this style, without numbers, stand below those in `other` whichever came first.

        In letters of another size, they stand below larger ones with numbers as well.
        """
        if self.tag and other.tag:
            return (self.tag, self.below) > (other.tag, other.below)
        if self.size != other.size:
            return self.size < other.size
        if self.bold != other.bold and not self.number and not other.number:
            return other.bold
        return not self.number and (bool(other.number) or (self.small, self.close) > (other.small, other.close))


def levels(found: list[Block], kinds: list[str], lines: list[Row], words: Words) -> list[int]:
    """Depth of each heading in `found`, from 1; 0 for other blocks.

    Styles nest in the order in which they appear; but one without numbers stands below those with them, unless the
    numbers begin anew under it, small letters stand below capitals, and what has no space before it below what has.
    """
    heads = [n for n, kind in enumerate(kinds) if kind == "heading"]
    apart = _set_apart(found, kinds, heads)
    close = [n > 0 and kinds[n - 1] == "heading" and found[n - 1].rows[-1] + 1 == found[n].rows[0] for n in heads]
    below = depths([Tagged.of(found[n], lines, near) for n, near in zip(heads, close, strict=True)])
    styles = {n: _style(found[n], lines, apart, deep) for n, deep in zip(heads, below, strict=True)}
    restarts = Counter(styles[n] for n in heads if (number := found[n].number) and number.value == 1)
    stack: list[Style] = []
    out = [0] * len(found)
    for n in heads:
        style = styles[n]
        if words.notes.match(lines[found[n].rows[0]].text):
            del stack[1:]
            out[n] = 1
            continue
        if style in stack:
            del stack[stack.index(style) + 1 :]
        else:
            while stack and stack[-1].under(style) and (restarts[style] <= 1 or stack[-1].size < style.size):
                stack.pop()
            stack.append(style)
        out[n] = len(stack)
    return out


def _style(block: Block, lines: list[Row], apart: bool, below: int) -> Style:
    first = lines[block.rows[0]]
    if first.tag in HEADINGS:
        return Style("", 0, False, False, first.tag, below)
    size, bold = (round(first.size * 2), first.bold) if first.placed else (0, False)
    if block.number:
        return Style(block.number.style, block.number.depth, False, False, size=size, bold=bold)
    small = not all(lines[n].text.isupper() for n in block.rows)
    close = apart and not block.spaced and not block.torn
    return Style("", 0, small, close, size=size, bold=bold)


def _set_apart(found: list[Block], kinds: list[str], heads: list[int]) -> bool:
    """Whether space before a heading means something: some have it after a paragraph, some do not."""
    unnumbered = [n for n in heads if found[n].number is None and not found[n].torn]
    after = [found[n].spaced for n in unnumbered if n and kinds[n - 1] == "paragraph"]
    return min(after.count(True), after.count(False)) >= SPACED
