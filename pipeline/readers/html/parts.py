"""Parts of a page: what one element says of the text in it."""

from collections.abc import Iterator

from lxml import etree

from pipeline.readers.html import names


def mark_of(element: etree._Element) -> str:
    """The mark of an element that begins a line, as `Node.mark` has it."""
    name, kind, label, role = element.tag, element.get("class", ""), element.get("id", ""), element.get("role", "")
    if name in names.CENTRES or role == "main":
        return "centre"
    if name in ("html", "body"):
        return ""
    if (
        role in names.NOTE_ROLES
        or "footnote-list" in element.get("style", "")
        or element.get("epub:type", "") in names.NOTE_ROLES
    ):
        return "note"
    said = () if name in names.TEXT else (kind,) if name in names.NAMED_AFTER_THEIR_TEXT else (kind, label)
    if any(names.says_foreign(part) for part in said):
        return "foreign"
    if names.says(kind, names.NOTE_WORDS) or any(names.says(part, names.NOTE_WORDS) for part in said):
        return "note"
    if names.says(kind, names.TITLE_WORDS):
        return "title"
    if names.says(kind, names.ITEM_WORDS):
        return "item"
    if name in names.CONTROLS or role in names.CHROME_ROLES - {"complementary"} or any(map(names.says_chrome, said)):
        return "chrome"
    if name in names.BESIDES or role == "complementary" or any(names.says(part, names.BESIDE_WORDS) for part in said):
        return "aside"
    return "chrome" if name in names.LANDMARKS else ""


def around(element: etree._Element) -> Iterator[etree._Element]:
    """The elements right around and right inside a link."""
    around = element.getparent()
    if around is not None:
        yield around
    yield from element.iterchildren("*")


def bolds(element: etree._Element) -> bool:
    """Whether an element sets its text in bold letters."""
    return (
        element.tag in ("b", "strong")
        or names.says(element.get("class", ""), names.BOLD_WORDS)
        or names.BOLD_STYLE.search(element.get("style", "")) is not None
    )


def raises(element: etree._Element) -> bool:
    """Whether an element raises its text above the line."""
    return (
        element.tag == "sup"
        or names.says(element.get("class", ""), names.RAISED_WORDS)
        or names.RAISED_STYLE.search(element.get("style", "")) is not None
    )
