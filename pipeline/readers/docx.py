"""Word files (.docx, .docm, .dotx): their text as Word shows it, read from the XML itself.

The XML is read directly because libraries for writing Word files lose text when they read: python-docx's paragraphs
leave out what stands in smart tags, content controls, insertions and text boxes, and it knows no notes. The text has
headers first, then the body, the footnotes and endnotes that the body calls, and the footers. One paragraph, list
item, heading, note or row of a table is one block; blocks are separated by an empty line, which is a `Line` of its
own, and a line break within a block begins a new line. The cells of a row are separated by tabs; a row whose only
filled cell holds several paragraphs is a frame around these, not data, and they stand for themselves.
`Line.left` is the indent and `Line.size` the size of most of the letters, both in points; `Line.top` counts the
lines of the document; pages are those that Word last printed, as far as the file records them. Numbers and bullets
that Word computes stand in front of their paragraphs; titles and headings that no style names are known by their
looks. Tracked insertions are kept, deletions left out.
"""

from dataclasses import replace

from lxml import etree

from pipeline.readers import Content, Unreadable
from pipeline.readers.word.blocks import Block, composed
from pipeline.readers.word.headings import tag_headings
from pipeline.readers.word.notes import Notes
from pipeline.readers.word.numbering import Numbering
from pipeline.readers.word.package import Package
from pipeline.readers.word.story import Story
from pipeline.readers.word.styles import Styles
from pipeline.readers.word.xml import R, W, switch

MAIN = "word/document.xml"


def read(data: bytes) -> Content:
    """Text and lines of a Word file. Raises Unreadable for one that is damaged, encrypted, oversized or empty."""
    try:
        return _Word(Package(data)).content()
    except RecursionError as error:
        raise Unreadable("the Word file nests its elements deeper than any program writes them") from error


class _Word:
    """The parts of a Word file, found through their relations."""

    def __init__(self, package: Package) -> None:
        self._package = package
        main = next((each.part for each in package.relations("").values() if each.kind == "officeDocument"), MAIN)
        root = package.xml(main)
        body = root.find(W + "body") if root.tag == W + "document" else None
        if body is None:
            raise Unreadable(f"the part {main} is no Word document")
        self._body = body
        self._relations = {key: each for key, each in package.relations(main).items() if package.has(each.part)}
        self._settings = self._part("settings")
        # What a section was before a tracked change is no section.
        former = {each.find(W + "sectPr") for each in body.iter(W + "sectPrChange")}
        self._sections = [each for each in body.iter(W + "sectPr") if each not in former]

    def content(self) -> Content:
        """Text and lines."""
        notes = Notes(self._sections, self._settings)
        styles, numbering = Styles(self._part("styles")), Numbering(self._part("numbering"))
        story = Story(styles, numbering, notes, self._sections, self._diagrams())
        blocks = tag_headings(story.blocks(self._body))
        pages = story.page
        for kind in notes.called:
            part = self._part(f"{kind}s") if notes.called[kind] else None
            if part is not None:
                blocks += story.notes(part, kind)
        blocks = [*self._chrome(story, "header", 1), *blocks, *self._chrome(story, "footer", pages)]
        if not blocks and next(self._body.iter(W + "altChunk"), None) is not None:
            raise Unreadable("the Word file only embeds a file of another format: open it in Word and save it anew")
        if not blocks:
            raise Unreadable("the Word file holds no text")
        return replace(composed(blocks, pages, self._package.title()), authors=self._package.makers())

    def _part(self, kind: str) -> etree._Element | None:
        part = next((each.part for each in self._relations.values() if each.kind == kind), None)
        return None if part is None else self._package.xml(part)

    def _diagrams(self) -> dict[str, etree._Element]:
        """Roots of the parts that hold the text of diagrams, by the id of the relation."""
        return {
            key: self._package.xml(each.part) for key, each in self._relations.items() if each.kind == "diagramData"
        }

    def _chrome(self, story: Story, kind: str, page: int) -> list[Block]:
        """Headers or footers of all sections, as far as they are printed, each text once."""
        even = ["even"] if switch(self._settings, "evenAndOddHeaders") else []
        wanted: dict[str, None] = {}
        for section in self._sections:
            printed = {"default", *even, *(["first"] if switch(section, "titlePg") else [])}
            for reference in section.iterchildren(f"{W}{kind}Reference"):
                relation = self._relations.get(reference.get(R + "id", ""))
                if relation and reference.get(W + "type", "default") in printed:
                    wanted[relation.part] = None
        found: dict[str, Block] = {}
        for part in wanted:
            for block in story.aside(self._package.xml(part), "chrome", page):
                found.setdefault(block.text, block)
        return list(found.values())
