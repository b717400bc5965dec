"""The walk over the elements of a page that makes blocks of its text."""

import re
from dataclasses import dataclass, replace

from lxml import etree

from pipeline.readers.html import names
from pipeline.readers.html.numbering import counter_of, unmarked, written
from pipeline.readers.html.page import Block, Node, Page, Row
from pipeline.readers.html.parts import around, bolds, mark_of, raises
from pipeline.readers.html.tables import holds_data

SPACE = re.compile(r"[ \t\n\r\f\v\u00a0\u2000-\u200a\u202f\u205f\u3000]+")
# Characters that only say where a word may be broken or how a file is made.
INVISIBLE = re.compile("[\u00ad\u200b\u2060\ufeff\x00-\x08\x0e-\x1f\x7f]")
# An empty line between two lines of one text: only a style sheet that keeps line ends can have been meant.
EMPTY_LINE = re.compile(r"\n[ \t\r]*\n\s*")
# What a note mark is: "12", "[3]", "*", "1, 2"; letters only where they link to a note.
MARK = re.compile(r"[\[(]?(?:\d{1,4}|[*†‡§¶#]{1,4})[\])]?(?:\s?[,;–-]\s?[\[(]?\d{1,4}[\])]?){0,9}\.?")
LINKED_MARK = re.compile(r"[\[(]?(?:\d{1,4}|[*†‡§¶#]{1,4}|[a-z]{1,6})[\])]?\.?", re.I)
BRACKETED = re.compile(r"\[(?:\d{1,4}|[a-z]{1,6}|[*†‡§]{1,3})\]", re.I)
NOTE_ID = re.compile(r"_?(?:ftn|edn|fn|en|sdfootnote|sdendnote|foot|end|note)[\w:.-]*", re.I)
# After a number or a unit of length, a raised number is a power.
POWER = re.compile(r"(?:\d|(?<![^\W\d_])[mckd]?m)$")
# A number or bullet that stands for an item.
NUMBER = re.compile(r"[\[(]?(?:\d{1,4}|[A-Za-z]|[ivxlcIVXLC]{1,6})[.)\]]+|\d{1,4}")
OWN_NUMBER = re.compile(r"[\[(]?(?:\d{1,4}|[A-Za-z]|[ivxlcIVXLC]{1,6})[.)\]]")
BULLET = re.compile(r"[•·▪■●○◦‣–—*o§\uf000-\uf0ff-]")
# Links to notes and sections are shorter.
LONGEST_LINK = 300


@dataclass(frozen=True, slots=True)
class _Place:
    """What the elements around a text say of it."""

    node: int = -1
    tag: str = "p"
    lists: int = 0
    pre: bool = False
    cell: bool = False
    link: bool = False
    bold: bool = False
    inline: bool = False
    data: bool = False


def walk(root: etree._Element, hidden: frozenset[etree._Element]) -> Page:
    """The page under `root`, without the elements that nobody sees: `hidden` and those made for programs."""
    return _Walk(hidden).run(root)


class _Walk:
    def __init__(self, hidden: frozenset[etree._Element]) -> None:
        self.hidden = hidden
        self.page = Page()
        self.places = [_Place()]
        # Of each open element: its first block, the rows so far, where its text begins in the row and in `pieces`.
        self.opened: list[tuple[int, int, int, int]] = []
        self.counters: list[tuple[list[int], str]] = []
        self.rows: list[Row] = []
        self.cells: list[list[Row]] = []
        self.begun: list[int] = []
        self.marker = ""
        self.fresh = False
        self.flushes = self.linked = self.links = 0
        self._new_row()

    def run(self, root: etree._Element) -> Page:
        events = etree.iterwalk(root, events=("start", "end", "comment", "pi"))
        unseen = None
        for event, element in events:
            if event == "start":
                if element.tag in names.UNSEEN or element in self.hidden:
                    events.skip_subtree()
                    unseen = element
                    continue
                self._start(element)
                if element.text:
                    self._add(element.text)
                continue
            if event == "end":
                if element is unseen:
                    unseen = None
                else:
                    self._end(element)
            if element.tail and element is not root:
                self._add(element.tail)
        self._flush()
        return self.page

    def _start(self, element: etree._Element) -> None:
        name = element.tag
        inline = name in names.INLINE or ":" in name
        if not inline and name != "br":
            self._flush()
        self.opened.append((len(self.page.blocks), self.flushes, self._offset(), len(self.pieces)))
        around = self.places[-1]
        place = self._inline(element, around) if inline else around if name == "br" else self._block(element, around)
        self.places.append(place)
        if name == "br":
            self._break()

    def _end(self, element: etree._Element) -> None:
        place, name = self.places.pop(), element.tag
        first, flushes, offset, piece = self.opened.pop()
        if place.inline:
            if flushes == self.flushes and 0 < self.length - offset <= LONGEST_LINK:
                self._close_inline(element, offset, piece)
        elif name != "br":
            self._flush(place)
            self._close_block(name, place, self.places[-1])
        named = element.get("id") or (element.get("name") if name == "a" else None)
        if named:
            last = len(self.page.blocks) if not place.inline else first + 1
            self.page.places.setdefault(named, (first, max(last, first + 1)))

    def _inline(self, element: etree._Element, around: _Place) -> _Place:
        linked = element.tag == "a" and element.get("href") is not None
        self.links += linked
        return replace(
            around,
            inline=True,
            link=around.link or linked,
            bold=around.bold or bolds(element),
        )

    def _close_inline(self, element: etree._Element, offset: int, piece: int) -> None:
        """Note what a link or a raised text is that lies within one row."""
        called = element.tag == "a" and element.get("href", "").partition("#")
        fragment = called[2] if called and not called[0] else ""
        raised = raises(element)
        if not fragment and not raised:
            return
        inner = "".join(self.pieces[piece:]).strip()
        if fragment:
            raised = raised or any(map(raises, around(element)))
            looks = LINKED_MARK if raised or NOTE_ID.fullmatch(fragment) else BRACKETED
            if looks.fullmatch(inner) is None:
                self.page.contents.append((self.places[-1].lists, fragment, inner))
                return
            self.page.calls.append((len(self.page.blocks), fragment))
        elif MARK.fullmatch(inner) is None or POWER.search("".join(self.pieces[:piece][-2:])):
            return
        if not self.raised or self.raised[-1][1] <= offset:
            self.raised.append((offset, self.length))

    def _block(self, element: etree._Element, around: _Place) -> _Place:
        name, kind = element.tag, element.get("class", "")
        mark = mark_of(element)
        self.page.nodes.append(Node(around.node, name, mark))
        tag, cell, data = around.tag, around.cell, around.data
        if name in names.HEADINGS:
            tag = name
        elif element.get("role") == "heading":
            level = element.get("aria-level", "2")
            tag = f"h{level}" if level in "123456" and level else "h2"
        elif name in ("caption", "figcaption") or names.says(kind, names.CAPTION_WORDS):
            tag = "caption"
        elif mark in ("note", "title"):
            tag = mark
        elif name == "table":
            data = not cell and holds_data(element)
            tag = "p" if tag == "td" else tag
        elif name == "tr":
            self.begun.append(len(self.page.blocks))
        elif name in ("td", "th") and data:
            cell = True
            self.cells.append([])
        elif name in ("ol", "ul", "dir", "menu"):
            self.counters.append(counter_of(element))
        elif name in ("li", "dt") or mark == "item":
            self.fresh = True
            self.marker = self._number(element) if name == "li" else ""
        listed = name in ("ol", "ul", "dl", "dir")
        return _Place(
            node=len(self.page.nodes) - 1,
            tag=tag,
            lists=around.lists + listed,
            pre=around.pre or name in ("pre", "textarea", "listing", "xmp", "plaintext"),
            cell=cell,
            link=around.link,
            bold=around.bold,
            data=data,
        )

    def _close_block(self, name: str, place: _Place, around: _Place) -> None:
        if name == "tr" and self.begun:
            first = self.begun.pop()
            if place.data and not around.cell:
                self._close_row(place)
            else:
                self._join_number(first)
        elif name == "table" and place.data and self.cells:
            self._close_row(place)
        elif name in ("ol", "ul", "dir", "menu") and self.counters:
            self.counters.pop()
        elif name in ("li", "dt"):
            self.fresh = False

    def _close_row(self, place: _Place) -> None:
        cells, self.cells = self.cells, []
        text, raised, bold = "", [], True
        for n, rows in enumerate(cells):
            text += "\t" if n else ""
            for m, row in enumerate(rows):
                text += " " if m else ""
                raised += [(len(text) + start, len(text) + end) for start, end in row.raised]
                text += row.text
                bold = bold and row.bold
        if text.strip():
            row = Row(text, tuple(raised), bold)
            self.page.blocks.append(Block(place.node, "td", [row], self.linked, self.links, place.lists))
        self.linked = self.links = 0

    def _join_number(self, first: int) -> None:
        """Join the number or bullet in the first cell of a layout's row with the text in the next."""
        blocks = self.page.blocks
        if len(blocks) < first + 2 or len(blocks[first].rows) != 1 or blocks[first + 1].tag not in ("p", "li", "note"):
            return
        number, text = blocks[first].rows[0].text, blocks[first + 1]
        bullet = BULLET.fullmatch(number) is not None
        if bullet or NUMBER.fullmatch(number):
            blocks[first].rows = []
            text.rows[0] = _prefixed(text.rows[0], number)
            text.tag = "li" if bullet else text.tag

    def _number(self, element: etree._Element) -> str:
        if not self.counters:
            return ""
        counter, kind = self.counters[-1]
        value = element.get("value", "")
        if value.isascii() and value.isdigit():
            counter[0] = int(value[:9])
        number, counter[0] = counter[0], counter[0] + 1
        if not kind or unmarked(element):
            return ""
        return f"{written(number, kind)}."

    def _add(self, data: str) -> None:
        place = self.places[-1]
        if "\n" not in data:
            self._put(data, place)
        elif place.pre:
            for n, line in enumerate(data.split("\n")):
                if n:
                    self._break()
                self._put(line, place)
        elif place.cell or place.tag in names.HEADINGS:
            self._put(data, place)
        else:
            body = data.strip()
            parts = EMPTY_LINE.split(body) if "\n" in body else [data]
            if len(parts) == 1:
                self._put(data, place)
                return
            self._put(data[: len(data) - len(data.lstrip())], place)
            for n, part in enumerate(parts):
                if n:
                    self._flush()
                self._put(part, place)
            self._put(data[len(data.rstrip()) :], place)

    def _put(self, data: str, place: _Place) -> None:
        text = SPACE.sub(" ", INVISIBLE.sub("", data))
        if not text:
            return
        if text[0] == " ":
            self.space, text = True, text[1:]
        if not text:
            return
        self.breaks = 0
        if self.space and self.length:
            self.pieces.append(" ")
            self.length += 1
        self.space = text[-1] == " "
        text = text[:-1] if self.space else text
        self.pieces.append(text)
        self.length += len(text)
        if place.bold:
            self.bold += len(text)
        self.inked += len(text)
        if place.link:
            self.linked += len(text)

    def _offset(self) -> int:
        return self.length + (1 if self.space and self.length else 0)

    def _break(self) -> None:
        self.breaks += 1
        if self.breaks > 1 and self.rows and self.places[-1].tag not in names.HEADINGS and not self.places[-1].cell:
            breaks = self.breaks
            self._flush()
            self.breaks = breaks
        else:
            breaks = self.breaks
            self._close_line()
            self.breaks = breaks

    def _close_line(self) -> None:
        if self.length:
            self.rows.append(Row("".join(self.pieces), tuple(sorted(self.raised)), self.bold == self.inked))
            self.flushes += 1
        self._new_row()

    def _new_row(self) -> None:
        self.pieces: list[str] = []
        self.raised: list[tuple[int, int]] = []
        self.length = self.bold = self.inked = self.breaks = 0
        self.space = False

    def _flush(self, place: _Place | None = None) -> None:
        """End the block that is being filled."""
        self._close_line()
        if not self.rows:
            return
        place = place or self.places[-1]
        rows, self.rows = self.rows, []
        if place.cell and self.cells:
            self.cells[-1] += rows
            return
        tag = place.tag
        if self.fresh and tag in ("p", "note"):
            tag = "li" if tag == "p" else tag
            if self.marker and not OWN_NUMBER.match(rows[0].text):
                rows[0] = _prefixed(rows[0], self.marker)
        self.fresh = False
        self.page.blocks.append(Block(place.node, tag, rows, self.linked, self.links, place.lists))
        self.linked = self.links = 0


def _prefixed(row: Row, mark: str) -> Row:
    shift = len(mark) + 1
    return Row(f"{mark} {row.text}", tuple((start + shift, end + shift) for start, end in row.raised), row.bold)
