"""The numbers that a page writes before the items of its ordered lists."""

import re

from lxml import etree

NO_MARKER = re.compile(r"list-style(?:-type)?\s*:\s*none", re.I)
ROMAN = (
    *(("m", 1000), ("cm", 900), ("d", 500), ("cd", 400), ("c", 100), ("xc", 90), ("l", 50), ("xl", 40)),
    *(("x", 10), ("ix", 9), ("v", 5), ("iv", 4), ("i", 1)),
)
LARGEST_NUMBER = 3999


def counter_of(element: etree._Element) -> tuple[list[int], str]:
    """The number of a list's first item, to be counted up, and the kind of its numbers, "" for none."""
    if element.tag != "ol" or unmarked(element):
        return [1], ""
    start = element.get("start", "1")
    return [int(start[:9]) if start.isascii() and start.isdigit() else 1], element.get("type", "1")


def written(number: int, kind: str) -> str:
    """A number as lists of the kind "1", "a", "A", "i" or "I" write it."""
    if kind in "aA" and 1 <= number <= 26:
        return chr(ord(kind) + number - 1)
    if kind in "iI" and 1 <= number <= LARGEST_NUMBER:
        written = ""
        for letters, value in ROMAN:
            written += letters * (number // value)
            number %= value
        return written if kind == "i" else written.upper()
    return str(number)


def unmarked(element: etree._Element) -> bool:
    """Whether a list or item shows no number."""
    return NO_MARKER.search(element.get("style", "")) is not None
