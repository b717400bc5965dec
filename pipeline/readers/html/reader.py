"""The reader of saved web pages."""

import re
from collections.abc import Callable
from functools import cache
from typing import Any

from lxml import etree

from pipeline import languages
from pipeline.readers import Content, Unreadable
from pipeline.readers.html import names
from pipeline.readers.html.chrome import PROSE, chrome
from pipeline.readers.html.encoding import decode
from pipeline.readers.html.notes import tag_notes, tag_sections
from pipeline.readers.html.page import Block, Page
from pipeline.readers.html.publisher import publisher
from pipeline.readers.html.title import told, without_site
from pipeline.readers.html.walk import walk
from pipeline.records import Line

# A page of short paragraphs takes up to sixty times its bytes in memory; the largest of 64 saved pages has 0.4 MB.
LARGEST = 30_000_000
LONGEST_TITLE = 300
# A title in bold letters stands among so many first lines of the text.
FRONT = 3
CONTROLLING = ("aria-controls", "data-target", "data-bs-target", "href")


def read(data: bytes) -> Content:
    """Text and lines of a saved web page: a block of text (paragraph, heading, item, row of a table) stands between
    empty lines, a line break within it begins a new line, the cells of a row are separated by tabs.

    A line's tag is "title", "h1" to "h6", "p", "li", "td" (a row), "note", "caption" or "chrome"; `left` counts the
    lists around it within the text, `top` the lines before it. An ordered list's numbers are text, as on the screen.
    Text that the page does not show (scripts, hidden parts that nothing on the page opens) is left out.
    Raises Unreadable for a file without text and for a frame around other files.
    """
    if len(data) > LARGEST:
        raise Unreadable(f"the page is larger than {LARGEST // 1_000_000} MB")
    root = parse(decode(data))
    page = walk(root, hidden(root))
    if not page.blocks:
        page = walk(root, frozenset())
    if not any(block.rows for block in page.blocks):
        raise Unreadable(_why_empty(root))
    tag_notes(page)
    tag_sections(page)
    head, site, own = told(root)
    name = without_site(head, site, (block.text for block in page.blocks if block.tag in names.HEADINGS))
    known = name != site and (own or name != head)
    found = chrome(page, _labels(), name, site) if known else chrome(page, _labels(), "", name)
    for block, foreign in zip(page.blocks, found, strict=True):
        block.tag = "chrome" if foreign else block.tag
    title = _title(page, name)
    text, lines = _lines(page.blocks)
    published, authors = publisher(root)
    return Content(text=text, lines=lines, pages=1, title=title, publisher=published, authors=authors)


def parse(page: str) -> etree._Element:
    """The tree of a page. No DTD or entity is loaded and nothing fetched; raises Unreadable without a tree."""
    if "<![CDATA[" in page:
        page = _without_sections(page)
    data = page.replace("\0", "").encode("utf-8", errors="replace")
    for huge in (False, True):
        parser = etree.HTMLParser(encoding="utf-8", no_network=True, huge_tree=huge, remove_pis=False)
        try:
            root = etree.fromstring(data, parser)
        except (etree.LxmlError, ValueError, AssertionError) as error:
            raise Unreadable(f"the page is no HTML: {error}") from error
        if not any(entry.level == etree.ErrorLevels.FATAL for entry in parser.error_log):
            if root is None:
                raise Unreadable("the file holds no text")
            return root
    raise Unreadable("the page is nested deeper than 2,048 elements")


def hidden(root: etree._Element) -> frozenset[etree._Element]:
    """The elements that the page hides and that nothing on it opens; none that holds the page's main part."""
    opened = set()
    for element in root.iter("*"):
        for name in CONTROLLING:
            value = element.get(name, "")
            if value and (name == "aria-controls" or value[0] == "#"):
                opened.update(value.lstrip("#").split())
    around = {root}
    for centre in root.iter(*names.CENTRES, "body"):
        for element in (centre, *centre.iterancestors()):
            if element in around and element is not centre:
                break
            around.add(element)
    return frozenset(
        element
        for element in root.iter("*")
        if (element.get("hidden") is not None or names.UNSEEN_STYLE.search(element.get("style", "")))
        and element.get("id") not in opened
        and element not in around
    )


def _without_sections(page: str) -> str:
    """`page` with the text of its CDATA sections escaped: HTML takes them for comments, XHTML shows them."""
    first, *rest = page.split("<![CDATA[")
    pieces = [first]
    for piece in rest:
        inner, closed, after = piece.partition("]]>")
        escaped = inner.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        pieces.append(escaped + after if closed else piece)
    return "".join(pieces)


def _title(page: Page, name: str) -> str:
    """The page's title, "" where it is only its site's; the one heading of the first level is tagged so too."""
    shown = [block for block in page.blocks if block.tag == "title" and block.rows]
    heads = [block for block in page.blocks if block.tag == "h1" and block.rows]
    named = [block for block in heads if block.text.casefold() == name.casefold()]
    if not shown and (len(heads) == 1 or named):
        shown = (named or heads)[:1]
        shown[0].tag = "title"
    if not shown and not any(block.tag in names.HEADINGS for block in page.blocks):
        shown = _bold(page)
        for block in shown:
            block.tag = "title"
    if shown:
        return shown[0].text[:LONGEST_TITLE]
    return "" if any(block.tag == "chrome" and block.text == name for block in page.blocks) else name


def _bold(page: Page) -> list[Block]:
    """The first line of the text in bold letters, in a page that tells no headings, if it stands before the prose."""
    for block in [block for block in page.blocks if block.tag == "p" and block.rows][:FRONT]:
        if all(row.bold for row in block.rows) and block.size <= LONGEST_TITLE and " " in block.text:
            return [block]
        if block.size >= PROSE:
            break
    return []


def _lines(blocks: list[Block]) -> tuple[str, tuple[Line, ...]]:
    pieces: list[str] = []
    lines: list[Line] = []
    at = 0
    outer = min((block.lists for block in blocks if block.tag != "chrome"), default=0)
    for block in blocks:
        if not block.rows:
            continue
        if pieces:
            lines.append(Line(at, at, 1, float(len(lines)), 0.0, 0.0, False, ""))
            pieces.append("")
            at += 1
        for row in block.rows:
            raised = tuple((at + start, at + end) for start, end in row.raised)
            end, top, left = at + len(row.text), float(len(lines)), float(max(0, block.lists - outer))
            lines.append(Line(at, end, 1, top, left, 0.0, row.bold, block.tag, raised=raised))
            pieces.append(row.text)
            at = end + 1
    return "\n".join(pieces), tuple(lines)


def _why_empty(root: etree._Element) -> str:
    frames = [frame.get("src", "") for name in ("frame", "iframe") for frame in root.iter(name)]
    if any(frames):
        return f"the page is only a frame around other files: {', '.join(src for src in frames[:5] if src)}"
    return "the page holds no text"


@cache
def _labels() -> Callable[[str], bool]:
    """Whether a text is, in a language that the pipeline knows, one of the labels and banners of web pages."""
    tables: list[dict[str, Any]] = [languages.table(code, "html") for code in languages.codes()]
    patterns = [pattern for table in tables for entry in table.values() for pattern in entry["words"]]
    if not patterns:
        return lambda _: False
    return re.compile(f"(?:{'|'.join(patterns)})", re.IGNORECASE).fullmatch  # type: ignore[return-value]
