"""The vocabulary of WordprocessingML: its namespaces, and how its values are read."""

from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
DGM = "{http://schemas.openxmlformats.org/drawingml/2006/diagram}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
VML = "{urn:schemas-microsoft-com:vml}"

OFF = {"0", "false", "off"}
# Points in one of each unit that a length may be given in; without a unit it is in twentieths of a point.
UNITS = {"pt": 1.0, "in": 72.0, "cm": 72 / 2.54, "mm": 72 / 25.4, "pc": 12.0, "pi": 12.0}
MOST_POINTS = 10_000.0


def value(parent: etree._Element | None, name: str, default: str = "") -> str:
    """The `w:val` of the child `name`, or `default`."""
    child = parent.find(W + name) if parent is not None else None
    return child.get(W + "val", default) if child is not None else default


def switch(parent: etree._Element | None, name: str) -> bool | None:
    """Whether the child `name` switches its property on; None where there is no such child."""
    child = parent.find(W + name) if parent is not None else None
    return None if child is None else child.get(W + "val", "1").lower() not in OFF


def whole(text: str | None, default: int) -> int:
    """The whole number that `text` is, within what a 32-bit one holds; `default` where it is none."""
    try:
        number = int(text or "")
    except ValueError:
        return default
    return number if abs(number) < 2**31 else default


def points(text: str | None, per_point: float) -> float | None:
    """A length in points: of a bare number, `per_point` to the point, or of one with its unit. None where neither."""
    if not text:
        return None
    unit = UNITS.get(text[-2:])
    try:
        length = float(text[:-2]) * unit if unit else float(text) / per_point
    except ValueError:
        return None
    return round(length, 2) if abs(length) < MOST_POINTS else None
