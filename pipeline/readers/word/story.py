"""Stories of a Word file: its body, notes, headers and text boxes, walked through in the order in which they read."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from lxml import etree

from pipeline.readers.word.blocks import Block, Piece, note, row
from pipeline.readers.word.notes import Notes
from pipeline.readers.word.numbering import Numbering
from pipeline.readers.word.styles import Look, Setting, Styles
from pipeline.readers.word.symbols import shown, symbol
from pipeline.readers.word.xml import DGM, MC, VML, A, M, R, W, switch, value

# What is not text: how things look, what is deleted or moved away, instructions. All else is text or holds some.
UNSHOWN = {
    W + name
    for name in (
        "pPr", "rPr", "sdtPr", "sdtEndPr", "tblPr", "tblGrid", "trPr", "tcPr", "sectPr", "smartTagPr", "customXmlPr",
        "rubyPr", "del", "moveFrom", "delText", "delInstrText", "rt", "altChunk",
    )
}  # fmt: skip
SPACE = "{http://www.w3.org/XML/1998/namespace}space"
BLANKS = " \t\n\r"
# Line breaks are elements; characters that would break a line stand for blanks.
UNEVEN = re.compile(r"[\t\n\r\x85\u2028\u2029]")
BOXES = {True: "☒", False: "☐"}
CONTENTS = {"TOC", "TOA", "INDEX"}
# Fields whose stored result is the number of whichever page was printed last: no text of the document.
PAGES = {"PAGE", "NUMPAGES", "SECTIONPAGES"}
# Word nests no more than twenty; a damaged file may leave every one open.
MOST_FIELDS = 50
SAME_PAGE = {"continuous", "nextColumn"}


@dataclass(slots=True)
class _Field:
    """An open field: its instruction so far, whether its result has begun, what a form shows in its place."""

    instruction: str = ""
    result: bool = False
    form: str = ""


@dataclass(slots=True)
class _Paragraph:
    """The paragraph that is being walked through, and what is anchored in it."""

    setting: Setting
    look: Look
    block: Block
    filled: bool = False
    contents: bool = False
    anchored: list[etree._Element] = field(default_factory=list)


class Story:
    """The walk through a document. It knows the page, the section, open fields, and through `numbering` the lists."""

    def __init__(
        self,
        styles: Styles,
        numbering: Numbering,
        notes: Notes,
        sections: list[etree._Element],
        diagrams: dict[str, etree._Element],
    ) -> None:
        self.page = 1
        self._styles = styles
        self._numbering = numbering
        self._notes = notes
        self._sections = sections
        self._diagrams = diagrams
        self._section = 0
        self._blank_page = True
        self._fields: list[_Field] = []
        self._mark = ""
        self._here = _Paragraph(styles.setting(None), styles.look("", None), Block("p", 1, 0.0))
        # Lines of a paragraph whose end is deleted: the next paragraph goes on with them.
        self._carried: list[list[Piece]] = []
        self._inline: dict[str, Callable[[etree._Element], None]] = {
            W + "r": self._run,
            W + "t": self._text,
            M + "t": self._text,
            W + "tab": lambda _: self._put("\t"),
            W + "ptab": lambda _: self._put("\t"),
            W + "noBreakHyphen": lambda _: self._put("\u2011"),
            W + "softHyphen": lambda _: self._put("\u00ad"),
            W + "sym": self._symbol,
            W + "cr": self._break,
            W + "br": self._break,
            W + "lastRenderedPageBreak": lambda _: self._turn(),
            W + "fldChar": self._field,
            W + "fldSimple": self._simple_field,
            W + "instrText": self._instruct,
            W + "footnoteReference": lambda element: self._call("footnote", element),
            W + "endnoteReference": lambda element: self._call("endnote", element),
            W + "footnoteRef": lambda _: self._put(self._mark, mark=True),
            W + "endnoteRef": lambda _: self._put(self._mark, mark=True),
            W + "txbxContent": self._anchor,
            A + "p": self._anchor,
            VML + "textpath": self._anchor,
            DGM + "relIds": self._diagram,
        }

    def blocks(self, container: etree._Element) -> list[Block]:
        """Blocks of all that stands in `container`, empty ones left out."""
        found: list[Block] = []
        for element in _children(container):
            if element.tag == W + "p":
                found += self._paragraph(element)
            elif element.tag == W + "tbl":
                for line in _within(element, W + "tr"):
                    found += self._row(line)
            elif element.tag not in UNSHOWN:
                found += self.blocks(element)
        if self._carried:
            found += _filled(Block("p", self.page, 0.0, self._carried))
            self._carried = []
        return found

    def notes(self, part: etree._Element, kind: str) -> list[Block]:
        """Blocks of the notes that the text calls, one a note, in the order of their calls."""
        written = {each.get(W + "id", ""): each for each in part.iterchildren(W + kind)}
        found = []
        for call in self._notes.called[kind]:
            element = written.pop(call.id, None)
            if element is None:
                continue
            self._mark = call.mark
            if blocks := self.aside(element, "note", call.page):
                found.append(note(blocks, call.mark))
        return found

    def aside(self, container: etree._Element, tag: str, page: int) -> list[Block]:
        """Blocks of what stands beside the body, all with one tag and on one page."""
        fields, self._fields = self._fields, []
        blocks = self.blocks(container)
        self._fields = fields
        for block in blocks:
            block.tag, block.page = tag, page
        return blocks

    def _paragraph(self, element: etree._Element) -> list[Block]:
        properties = element.find(W + "pPr")
        setting = self._styles.setting(properties)
        if setting.new_page:
            self._turn()
        lines = self._carried or [[]]
        block = Block(setting.tag, self.page, 0.0, lines, setting.style, setting.kept, setting.centred)
        here = self._here = _Paragraph(setting, self._styles.look(setting.style, None), block)
        self._carried = []
        here.contents = any(_makes(each, CONTENTS) for each in self._fields)
        self._walk(element)
        # An instruction ends with its paragraph at the latest: what follows is shown rather than lost.
        self._fields = [each for each in self._fields if each.result]
        end = properties.find(W + "rPr") if properties is not None else None
        if end is not None and (end.find(W + "del") is not None or end.find(W + "moveFrom") is not None):
            self._carried = block.lines
            found = []
        else:
            found = self._labelled(here)
        for anchored in here.anchored:
            found += self._apart(anchored)
        if properties is not None and properties.find(W + "sectPr") is not None:
            self._section += 1
            after = self._sections[self._section] if self._section < len(self._sections) else None
            if value(after, "type") not in SAME_PAGE:
                self._turn()
        return found

    def _labelled(self, here: _Paragraph) -> list[Block]:
        """The paragraph's block, with the number or bullet that Word puts in front of it."""
        setting, block = here.setting, here.block
        level = setting.level if setting.level >= 0 else self._numbering.level_of(setting.number, setting.counted)
        # Counted even where the paragraph is empty, as Word does.
        label = self._numbering.label(setting.number, level)
        block.left = setting.indent if setting.indent is not None else label.indent if label else 0.0
        found = _filled(block)
        for block in found:
            if label:
                first = block.lines[0][0]
                block.lines[0].insert(0, Piece(label.text, first.size, first.bold))
                if label.item and block.tag == "p":
                    block.tag = "li"
            if here.contents:
                block.tag = "chrome"
        return found

    def _row(self, element: etree._Element) -> list[Block]:
        properties = element.find(W + "trPr")
        if properties is not None and properties.find(W + "del") is not None:
            return []
        begin = furthest = (self.page, not self._blank_page)
        cells = []
        for cell in _within(element, W + "tc"):
            own = cell.find(W + "tcPr")
            if own is not None and own.find(W + "cellDel") is not None:
                continue
            # Cells of a row stand side by side: the pages that they fill are not added up.
            self.page, self._blank_page = begin[0], not begin[1]
            cells.append([] if _merged(own) else self.blocks(cell))
            furthest = max(furthest, (self.page, not self._blank_page))
        self.page, self._blank_page = furthest[0], not furthest[1]
        return row(cells)

    def _apart(self, element: etree._Element) -> list[Block]:
        """Blocks of a text box or of the text of a drawing."""
        if element.tag == W + "txbxContent":
            fields, self._fields = self._fields, []
            blocks = self.blocks(element)
            self._fields = fields
            return blocks
        text = (
            element.get("string", "")
            if element.tag == VML + "textpath"
            else "".join(part.text or "" for part in element.iter(A + "t"))
        )
        return _filled(Block("", self.page, 0.0, [[Piece(UNEVEN.sub(" ", text))]]))

    def _walk(self, element: etree._Element) -> None:
        for child in _children(element):
            handler = self._inline.get(child.tag)
            if handler:
                handler(child)
            elif child.tag not in UNSHOWN:
                self._walk(child)

    def _run(self, element: etree._Element) -> None:
        outer = self._here.look
        self._here.look = self._styles.look(self._here.setting.style, element.find(W + "rPr"))
        self._walk(element)
        self._here.look = outer

    def _text(self, element: etree._Element) -> None:
        text = element.text or ""
        if text[:1] in BLANKS or text[-1:] in BLANKS:
            spaces = (each.get(SPACE) for each in (element, *element.iterancestors()))
            if next((space for space in spaces if space), "") != "preserve":
                text = text.strip(BLANKS)
        self._put(shown(UNEVEN.sub(" ", text), self._here.look.font))

    def _put(self, text: str, mark: bool = False) -> None:
        """Add `text` to the paragraph, unless it is hidden, a page's number or part of another field's instruction."""
        here = self._here
        instructs = any(not each.result for each in self._fields[:-1])
        if here.look.hidden or instructs or any(_makes(each, PAGES) for each in self._fields):
            return
        if text.strip() and not here.filled:
            here.filled = True
            here.block.page = self.page
        if text.strip():
            self._blank_page = False
        look = here.look
        here.block.put(Piece(text, look.size, look.bold, look.raised or mark, mark, look.slanted))

    def _symbol(self, element: etree._Element) -> None:
        code = element.get(W + "char", "")
        try:
            self._put(symbol(int(code, 16), element.get(W + "font", "")))
        except ValueError:
            return

    def _break(self, element: etree._Element) -> None:
        if element.get(W + "type") == "page":
            self.page += 1
            self._blank_page = True
        self._here.block.lines.append([])

    def _turn(self) -> None:
        """Go on to the next page, unless nothing stands on this one yet: one break may be recorded several times."""
        if not self._blank_page:
            self.page += 1
            self._blank_page = True

    def _field(self, element: etree._Element) -> None:
        kind = element.get(W + "fldCharType")
        if kind == "begin":
            self._fields.append(_Field(form=_form(element.find(W + "ffData"))))
            del self._fields[:-MOST_FIELDS]
        elif self._fields and kind == "separate":
            self._fields[-1].result = True
            self._here.contents |= _makes(self._fields[-1], CONTENTS)
        elif self._fields and kind == "end":
            self._put(self._fields[-1].form)
            self._fields.pop()

    def _simple_field(self, element: etree._Element) -> None:
        self._fields.append(_Field(element.get(W + "instr", ""), result=True))
        self._walk(element)
        self._fields.pop()

    def _instruct(self, element: etree._Element) -> None:
        if self._fields:
            self._fields[-1].instruction += element.text or ""

    def _call(self, kind: str, element: etree._Element) -> None:
        if not self._here.look.hidden:
            counted = element.get(W + "customMarkFollows", "0").lower() in {"0", "false", "off"}
            note_id = element.get(W + "id", "")
            self._put(self._notes.call(kind, note_id, counted, self._section, self.page), mark=True)

    def _anchor(self, element: etree._Element) -> None:
        self._here.anchored.append(element)

    def _diagram(self, element: etree._Element) -> None:
        root = self._diagrams.pop(element.get(R + "dm", ""), None)
        if root is not None:
            self._here.anchored += root.iter(A + "p")


def _children(element: etree._Element) -> Iterator[etree._Element]:
    """Child elements, one branch in place of each choice between branches."""
    for child in element:
        if child.tag == MC + "AlternateContent":
            branches = [branch for branch in child if branch.tag in {MC + "Choice", MC + "Fallback"}]
            yield from next((_children(branch) for branch in branches if _has_text(branch)), ())
        elif isinstance(child.tag, str):
            yield child


def _has_text(element: etree._Element) -> bool:
    return next(element.iter(W + "t", A + "t", M + "t", W + "sym", VML + "textpath", DGM + "relIds"), None) is not None


def _within(element: etree._Element, tag: str) -> Iterator[etree._Element]:
    """Rows of a table or cells of a row, those in content controls and the like too, those of inner tables not."""
    for child in _children(element):
        if child.tag == tag:
            yield child
        elif child.tag not in UNSHOWN and child.tag not in {W + "p", W + "tbl"}:
            yield from _within(child, tag)


def _merged(properties: etree._Element | None) -> bool:
    """Whether a cell only goes on with the one above or before it."""
    merges = (properties.find(W + name) for name in ("vMerge", "hMerge")) if properties is not None else ()
    return any(merge is not None and merge.get(W + "val", "continue") == "continue" for merge in merges)


def _filled(block: Block) -> list[Block]:
    block = block.trimmed()
    return [block] if block.lines else []


def _makes(field: _Field, results: set[str]) -> bool:
    return field.result and not results.isdisjoint(field.instruction.upper().split(maxsplit=1)[:1])


def _form(data: etree._Element | None) -> str:
    """What a field of a form shows: a box that is ticked or not, or the chosen entry of a list."""
    if data is None:
        return ""
    box, choice = data.find(W + "checkBox"), data.find(W + "ddList")
    if box is not None:
        ticked = switch(box, "checked")
        return BOXES[bool(switch(box, "default")) if ticked is None else ticked]
    if choice is not None:
        entries = [entry.get(W + "val", "") for entry in choice.iterchildren(W + "listEntry")]
        chosen = value(choice, "result", value(choice, "default", "0"))
        return next((entry for n, entry in enumerate(entries) if str(n) == chosen), "")
    return ""
