"""Numbering of a Word file: the number or bullet that Word prints in front of a paragraph."""

import re
from dataclasses import dataclass, field

from lxml import etree

from pipeline.readers.word.numerals import numeral
from pipeline.readers.word.symbols import BULLET
from pipeline.readers.word.xml import W, points, switch, value, whole

LEVELS = 9
# Longer labels than this stand in no list that Word makes.
LONGEST = 100
PLACE = re.compile(r"%([1-9])")
# "12." and "3.1" number paragraphs; "(a)", "1)" and "iv." number the items of a list.
COUNTS_PARAGRAPHS = re.compile(r"%\d(?:\.%\d)*\.?")
SUFFIXES = {"tab": "\t", "space": " ", "nothing": ""}


@dataclass(frozen=True, slots=True)
class Label:
    """What stands in front of a paragraph, its space included, and whether that makes it an item of a list."""

    text: str
    item: bool
    indent: float


@dataclass(frozen=True, slots=True)
class _Level:
    start: int
    style: str
    text: str
    suffix: str
    restart: int
    legal: bool
    heads: str
    indent: float


@dataclass(slots=True)
class _Count:
    """Where a list stands: its last number on each level, None where the next begins anew."""

    values: list[int | None] = field(default_factory=lambda: [None] * LEVELS)


class Numbering:
    """The lists of a document, and where each stands while the document is read from its start."""

    def __init__(self, root: etree._Element | None) -> None:
        self._levels: dict[str, dict[int, _Level]] = {}
        self._list_of: dict[str, str] = {}
        self._starts: dict[str, dict[int, int]] = {}
        self._counts: dict[str, _Count] = {}
        if root is None:
            return
        abstract = {element.get(W + "abstractNumId", ""): element for element in root.iterchildren(W + "abstractNum")}
        named = {value(element, "styleLink"): key for key, element in abstract.items()}
        named.pop("", None)
        for element in root.iterchildren(W + "num"):
            number = element.get(W + "numId", "")
            own = value(element, "abstractNumId")
            if own not in abstract:
                continue
            # A list may take its levels from a style that another list defines.
            own = named.get(value(abstract[own], "numStyleLink"), own)
            self._list_of[number] = own
            self._levels[number] = _levels(abstract[own])
            self._starts[number] = {}
            for override in element.iterchildren(W + "lvlOverride"):
                level = whole(override.get(W + "ilvl"), 0)
                self._levels[number] |= _levels(override)
                start = whole(value(override, "startOverride"), -1)
                if start >= 0:
                    self._starts[number][level] = start

    def level_of(self, number: str, style: str) -> int:
        """The level of list `number` that is tied to the paragraph style `style`, or 0."""
        levels = self._levels.get(number, {})
        return next((at for at, level in levels.items() if level.heads == style), 0)

    def label(self, number: str, at: int) -> Label | None:
        """Label of the next paragraph on level `at` of list `number`; None where none is printed."""
        levels = self._levels.get(number, {})
        level = levels.get(at)
        if level is None:
            return None
        values = self._advance(number, at, levels)
        if level.style == "bullet":
            bullet = level.text.strip()
            text = bullet if bullet and not bullet[0].isalnum() and not "\ue000" <= bullet[0] <= "\uf8ff" else BULLET
        else:
            text = PLACE.sub(lambda place: _written(int(place[1]) - 1, values, levels, level.legal), level.text)
        if not text.strip():
            return None
        paragraphs = level.style.startswith("decimal") and COUNTS_PARAGRAPHS.fullmatch(level.text.strip()) is not None
        return Label(text + level.suffix, not paragraphs, level.indent)

    def _advance(self, number: str, at: int, levels: dict[int, _Level]) -> list[int | None]:
        values = self._counts.setdefault(self._list_of[number], _Count()).values
        # A start that a list states for itself holds once, where the list is first used.
        for level, start in self._starts.pop(number, {}).items():
            if 0 <= level < LEVELS:
                values[level] = start - 1
        before = values[at]
        values[at] = levels[at].start if before is None else before + 1
        for deeper in range(at + 1, LEVELS):
            restart = levels[deeper].restart if deeper in levels else deeper
            if at < restart:
                values[deeper] = None
        return values


def _levels(element: etree._Element) -> dict[int, _Level]:
    found = {}
    for level in element.iterchildren(W + "lvl"):
        at = whole(level.get(W + "ilvl"), -1)
        if not 0 <= at < LEVELS:
            continue
        indent = level.find(f"{W}pPr/{W}ind")
        left = points(indent.get(W + "left") or indent.get(W + "start"), 20) if indent is not None else None
        hanging = points(indent.get(W + "hanging"), 20) if indent is not None else None
        found[at] = _Level(
            start=whole(value(level, "start"), 1),
            style=value(level, "numFmt", "decimal"),
            text=value(level, "lvlText")[:LONGEST],
            suffix=SUFFIXES.get(value(level, "suff", "tab"), "\t"),
            restart=whole(value(level, "lvlRestart"), at),
            legal=bool(switch(level, "isLgl")),
            heads=value(level, "pStyle"),
            indent=(left or 0.0) - (hanging or 0.0),
        )
    return found


def _written(at: int, values: list[int | None], levels: dict[int, _Level], legal: bool) -> str:
    if at not in levels:
        return ""
    count = values[at]
    return numeral(levels[at].start if count is None else count, "decimal" if legal else levels[at].style)
