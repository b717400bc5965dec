"""Tables: which hold data, a row a line, and which only put things in their place."""

from lxml import etree

# Cells of a table of data are short; a text of several paragraphs, a heading or another table shows a layout.
LONGEST_CELL = 400
MOST_PARAGRAPHS = 3
LAYOUT_ROLES = frozenset(("presentation", "none"))
PARTS_OF_TEXT = frozenset(("h1", "h2", "h3", "h4", "h5", "h6", "form", "article", "section", "nav", "main"))


def holds_data(table: etree._Element) -> bool:
    """Whether a table element is a table of data.

    One with header cells or a caption is, unless it holds parts of a text; one without is if it has two columns and
    two rows at least and short cells.
    """
    if table.get("role", "").lower() in LAYOUT_ROLES or table.find(".//table") is not None:
        return False
    if any(table.find(f".//{name}") is not None for name in PARTS_OF_TEXT):
        return False
    headed = any(table.find(f".//{name}") is not None for name in ("th", "thead", "caption"))
    wide, cells = 0, 0
    for row in table.iter("tr"):
        texts = [(cell, text_of(cell).strip()) for cell in row if cell.tag in ("td", "th")]
        filled = [(cell, text) for cell, text in texts if text]
        wide += len(filled) > 1
        cells += len(filled)
        if not headed and any(_is_text(cell, text) for cell, text in filled):
            return False
    return cells > 1 if headed else wide > 1


def text_of(element: etree._Element) -> str:
    """All text in an element, in order."""
    return "".join(str(text) for text in element.itertext())


def _is_text(cell: etree._Element, text: str) -> bool:
    return len(text) > LONGEST_CELL or len(cell.findall(".//p")) > MOST_PARAGRAPHS or cell.find(".//li") is not None
