"""Notes and sections by the links that lead to them."""

from collections import Counter

from pipeline.readers.html.names import HEADINGS
from pipeline.readers.html.page import Page, Row

# A note runs over few paragraphs; an anchor that holds more is that of a section.
LONGEST_NOTE = 6
LONGEST_HEADING = 200


def tag_notes(page: Page) -> None:
    """Tag as "note" the blocks behind a note mark's link, if they stand after the mark: the other way leads back."""
    for call, target in page.calls:
        first, last = page.places.get(target, (0, 0))
        if call < first and last - first <= LONGEST_NOTE:
            for note in page.blocks[first:last]:
                if note.tag not in HEADINGS:
                    note.tag = "note"
    for block in page.blocks:
        if block.tag == "note" and block.rows:
            row = block.rows[0]
            block.rows[0] = Row(row.text, tuple(span for span in row.raised if span[0]), row.bold)


def tag_sections(page: Page) -> None:
    """Tag as headings the lines that the page's own list of contents leads to, by the depth of their entries.

    A list of one depth gives plain lines the level of the headings that it also leads to, and changes no heading.
    A heading in two elements, its number and its words, becomes one block.
    """
    found: dict[int, int] = {}
    for lists, target, text in page.contents:
        first, last = page.places.get(target, (0, 0))
        for n in range(first, min(last, first + 2, len(page.blocks))):
            if n not in found and _joined(page, n, _plain(text)):
                found[n] = lists
    depths = sorted(set(found.values()))
    levels = Counter(page.blocks[n].tag for n in found if page.blocks[n].tag in HEADINGS)
    usual = min(levels, key=lambda tag: (-levels[tag], tag), default="h2")
    for n, lists in found.items():
        block = page.blocks[n]
        if len(depths) > 1:
            block.tag = f"h{min(6, depths.index(lists) + 2)}"
        elif block.tag not in HEADINGS:
            block.tag = usual


def _joined(page: Page, n: int, wanted: str) -> bool:
    """Whether block `n` reads as `wanted`, by itself or with the heading right before it, which it then takes in."""
    block = page.blocks[n]
    if not wanted or block.size > LONGEST_HEADING or block.tag not in HEADINGS | {"p", "li"}:
        return False
    if _plain(block.text) == wanted:
        return True
    before = page.blocks[n - 1] if n else block
    if before.tag in HEADINGS | {"p"} and block.tag in HEADINGS and _plain(f"{before.text} {block.text}") == wanted:
        block.rows, before.rows = before.rows + block.rows, []
        return True
    return False


def _plain(text: str) -> str:
    return " ".join(text.casefold().split()).strip(" .:")
