"""Blocks: which rows belong together, decided from how the text is set and what the rows say."""

from collections.abc import Container
from dataclasses import dataclass

from pipeline.segment import layout, numbering
from pipeline.segment.numbering import Count, Number
from pipeline.segment.rows import CELLS, Row
from pipeline.segment.seams import Seams, runs_in
from pipeline.segment.setting import Setting
from pipeline.segment.words import Words

# A line this far short of the edge was ended on purpose, even in the middle of what looks like a sentence.
SHORT = 0.3
# A heading runs over no more rows than this.
HEADING_ROWS = 3
# No word is longer than this share of a line, but in a heading that stands before one.
LONG_WORD = 0.25
# First lines of paragraphs are set in by so many blanks at least.
INDENT = 2
# An unwrapped line with fewer characters is no sentence that a stray line break cut, but an item or a label.
SENTENCE = 60
# Rows before and after that show how long a line may be.
NEAR = 12
# What a unit cannot begin with.
CLOSING = ",;.:)]”’»%"
HYPHENS = "-‐\u00ad"
# Tags of tables and fact boxes.
AREAS = {*CELLS, "box"}


@dataclass(slots=True)
class Block:
    """Rows that belong together: their indexes, and the number or bullet before them.

    `spaced` is whether space sets them apart from what is before, `torn` whether a page's edge hides that.
    """

    rows: list[int]
    number: Number | None = None
    bullet: int = 0
    spaced: bool = False
    torn: bool = False
    footnote: bool = False


class Divider:
    """Puts the rows of one document together to blocks, row by row; passes over those in `skip`.

    The rows in `marked` end in the mark of a note.
    """

    def __init__(
        self,
        lines: list[Row],
        setting: Setting,
        words: Words,
        footnotes: set[int],
        skip: set[int],
        marked: Container[int] = (),
    ) -> None:
        self.lines = lines
        self.marked = marked
        self.completing: set[int] = set()  # rows that are the rest of a broken line
        self.footnotes = footnotes
        self.skip = skip
        self.setting = setting
        self.words = words
        self.count = Count()
        self.seams = Seams(lines if setting.wrapped else [])

    def divide(self) -> list[Block]:
        """The blocks; one may run on behind rows that are passed over."""
        found: list[Block] = []
        text = note = -1  # the last block of either kind: where the layout tells them apart, each goes on by itself
        gap, broken = 0.0, False
        for n, row in enumerate(self.lines):
            gap += row.gap
            if n in self.skip:
                broken = True
                continue
            number, bullet = self._opening(row)
            noted = row.tag == "note" and row.placed
            last = (note if noted else text) if row.placed else len(found) - 1
            if last < 0 or self._begins(found[last], n, gap, broken, number, bullet):
                torn = broken or n in self.setting.tops
                found.append(Block([n], number, bullet, gap > self.setting.spacing, torn, noted or n in self.footnotes))
                last = len(found) - 1
                if number and n not in self.footnotes:
                    self.count.take(number)
            else:
                found[last].rows.append(n)
            text, note = (text, last) if noted else (last, note)
            gap, broken = 0.0, False
        return found

    def _opening(self, row: Row) -> tuple[Number | None, int]:
        """The number that `row` starts with, and the length of its bullet."""
        if row.tabular:
            return None, 0
        section = self.words.sections.match(row.text) or self.words.ordinals.match(row.text)
        if section:
            return Number("section", section["label"], 0, 1, section.end()), 0
        number = self.count.choose(numbering.readings(row.text))
        if number and number.style == "bare digits" and not self.count.expects(number):
            number = None
        return number, numbering.bullet(row.text)

    def _begins(self, block: Block, n: int, gap: float, broken: bool, number: Number | None, bullet: int) -> bool:
        """Whether row `n` begins a unit of its own rather than going on with `block`."""
        tag = self.lines[n].tag
        if tag and not self.lines[n].placed:
            # The format's own blocks; only the lines within one are no more than line breaks.
            return gap > 0 or tag == "td" or tag != self.lines[block.rows[-1]].tag
        if {tag, self.lines[block.rows[-1]].tag} & AREAS:
            return tag != "tc" and (tag == "td" or tag != self.lines[block.rows[-1]].tag or self._parts(block, n, gap))
        opened = self._only_opened(block)
        if n in self.footnotes or (block.footnote and not opened and (broken or n in self.setting.tops)):
            return True
        before, row = self.lines[block.rows[-1]], self.lines[n]
        if row.placed and self.setting.wrapped:
            above = [self.lines[k] for k in block.rows]
            room, inset = self.setting.room(block.rows[-1], n), self._inset(n) - self._inset(block.rows[-1])
            seen = layout.begins(above, block.number, row, gap, room, inset, number or bullet)
            if seen is not None:
                return seen
        spaced = gap > self.setting.spacing or before.page != row.page
        dangling = before.text.rpartition(" ")[2].casefold() in self.words.dangling
        joined = dangling or before.text[-1] in HYPHENS or before.text[-1] == ","
        labelled = block.number is not None and block.number.style == "section" and gap > self.setting.spacing
        if row.text[0] in CLOSING or (opened and not labelled and not number and not bullet):
            return False
        if not self.setting.wrapped:
            if dangling and not spaced and not number and not bullet:
                return False
            if not row.lower or number or bullet or before.ended:
                return True
            return not joined and (gap > 0 or len(before.text) < SENTENCE)
        if self.words.openers.match(row.text) and not row.lower and not joined:
            return True
        if not number and not bullet and self._halves(block.rows[-1], n):
            self.completing.add(n)
            return False
        if not number and not bullet and not gap and block.rows[-1] in self.completing and not before.ended:
            return False
        room = self.setting.room(block.rows[-1], n)
        # A line in mid-sentence hardly ever stops short, one that ends a sentence often does.
        full = room <= (self.setting.play if before.ended else self.setting.slack)
        if bullet:
            return row.text[0] not in numbering.DASHES or before.ended or not full or spaced or block.bullet > 0
        if number:
            return self._begins_numbered(number, row, before.ended, full, spaced, joined)
        if row.lower:
            return before.ended and gap > self.setting.spacing and not full
        if (dangling and not spaced) or (joined and room <= SHORT):
            return False
        if before.ended:
            if not full or (spaced and not broken and before.page == row.page):
                return True
            if (block.number is None and block.rows[-1] in self.setting.closed) or runs_in(row):
                return True
            return (self._indented(before, row) and not broken) or self._heads(n)
        if gap > self.setting.spacing and not self.setting.loose and not broken and n not in self.setting.tops:
            return True
        if not self._may_be_heading(block):
            return room > SHORT
        return self._heading_ends(block, n, full, room, spaced and not broken)

    def _parts(self, block: Block, n: int, gap: float) -> bool:
        """Whether row `n` begins a paragraph of the fact box that `block` stands in."""
        return gap > self.setting.spacing or self.setting.room(block.rows[-1], n) > SHORT

    def _inset(self, n: int) -> float:
        """How far row `n` begins from the left of its column, in points."""
        return self.lines[n].indent - self.lines[n].right + self.setting.widths[n]

    def _halves(self, last: int, n: int) -> bool:
        """Whether rows `last` and `n` are one line that extraction broke behind the mark of a note."""
        if last not in self.marked or last + 1 != n or n + 1 >= len(self.lines) or self.lines[n].gap:
            return False
        widths, play = self.setting.widths, self.setting.slack
        widest = max(widths[max(0, n - NEAR) : n + NEAR])
        both = widths[last] + widths[n]
        edge, word = (1 - play) * widest, self.setting.firsts[n + 1]
        full = both <= (1 + play) * widest and both + word >= edge > widths[n] + word
        return full and not numbering.readings(self.lines[n + 1].text)

    def _begins_numbered(self, number: Number, row: Row, ended: bool, full: bool, spaced: bool, joined: bool) -> bool:
        """Whether a row that starts with `number` begins a unit."""
        if number.style == "bare digits":
            return (ended and (not full or spaced)) or (not full and not joined)
        if number.style in numbering.ITEMS:
            return ended or not full or (number.value == 1 and not joined and row.text[0] == "(")
        return ended or not full or ((self.count.expects(number) or spaced) and not joined)

    def _only_opened(self, block: Block) -> bool:
        """Whether `block` is nothing yet but a number or bullet on a line of its own."""
        if len(block.rows) > 1:
            return False
        text = self.lines[block.rows[0]].text
        opening = block.number.length if block.number else block.bullet
        return opening >= len(text) or (block.footnote and text.isdecimal())

    def _may_be_heading(self, block: Block) -> bool:
        """Whether the rows of `block` so far may be all of a heading."""
        if len(block.rows) > HEADING_ROWS or block.bullet:
            return False
        return not any(self.lines[k].ended for k in block.rows)

    def _heading_ends(self, block: Block, n: int, full: bool, room: float, spaced: bool) -> bool:
        """Whether the heading that `block` may be ends before row `n`, which begins with a capital or figure."""
        before, row = self.lines[block.rows[-1]], self.lines[n]
        section = block.number is not None and block.number.style in numbering.SECTIONS
        if spaced and (section or (block.number is None and len(block.rows) == 1) or room > SHORT):
            return True
        if before.text.isupper() and row.text.isupper() and not spaced and len(before.text) > 3:
            return False
        if before.text.isupper() and not row.text.isupper() and len(before.text) > 3:
            return True
        if not row.text[0].isupper() and row.text[0].isalnum():
            return room > SHORT
        if self._indented(before, row):
            return True
        if not spaced and room <= LONG_WORD * 2 and self.seams.within(before, row):
            return False
        last = block.rows[-1]
        if not full or self.setting.widths[last] < (1 - LONG_WORD) * self.setting.edges[last]:
            return True
        return (section or block.number is None) and self.seams.opens(before, row)

    def _indented(self, before: Row, row: Row) -> bool:
        """Whether `row` is set in as the first line of a paragraph."""
        return row.indent >= self.setting.indent + INDENT > before.indent + 1

    def _heads(self, n: int) -> bool:
        """Whether row `n`, after a full line that ends a sentence, looks like a heading over the next."""
        if n + 1 >= len(self.lines) or n + 1 in self.skip:
            return False
        row, after = self.lines[n], self.lines[n + 1]
        if row.ended or after.lower or not row.text[0].isupper():
            return False
        if after.gap > self.setting.spacing or self.setting.room(n, n + 1) > self.setting.slack:
            return True
        return self.seams.opens(row, after)
