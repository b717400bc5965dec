"""Styles of a Word file: what a paragraph is and how its letters look, from its own properties and its style's.

Headings are known by their outline level, which is the same in every language of Word; a style inherits it from the
one that it is based on. Built-in styles keep one name in the file, whatever the language of the program.
"""

import re
from dataclasses import dataclass, replace

from lxml import etree

from pipeline.readers.word.symbols import FONTS
from pipeline.readers.word.xml import W, points, switch, value, whole

# The names that the format gives to built-in styles, and the tags of paragraphs set in them.
BUILT_IN = {
    "title": "title",
    "subtitle": "",
    "caption": "caption",
    "toc heading": "chrome",
    "table of figures": "chrome",
}
HEADING = re.compile(r"heading ?([1-9])")
CONTENTS = re.compile(r"toc ?[1-9]")
DEEPEST = 6
BODY_TEXT = 9
# Word refuses a style that is based on more than ten others in turn.
MOST_STYLES = 50
DEFAULT_SIZE = 10.0
HALF_POINTS = 2
CENTRED = "center"
TWIPS = 20


@dataclass(frozen=True, slots=True)
class Look:
    """How letters look: their size in points, whether slanted or underlined, the symbol font they are set in, or ""."""

    size: float
    bold: bool = False
    slanted: bool = False
    hidden: bool = False
    raised: bool = False
    font: str = ""


@dataclass(frozen=True, slots=True)
class Setting:
    """What a paragraph is: its tag, indent in points, list and level, and whether it begins a page.

    `indent` is None where neither the paragraph nor its style states one, `number` "" outside of lists, `level` -1
    where the list itself says which of its levels belongs to the style `counted`. `kept` is whether the style keeps
    its paragraphs with the next one, as those of headings do, `centred` whether the lines stand in the middle.
    """

    style: str
    tag: str
    indent: float | None
    number: str
    level: int
    counted: str
    new_page: bool
    kept: bool = False
    centred: bool = False


class Styles:
    """The styles of a document."""

    def __init__(self, root: etree._Element | None) -> None:
        found = [] if root is None else list(root.iterchildren(W + "style"))
        self._styles = {style.get(W + "styleId", ""): style for style in found}
        self._default = {
            style.get(W + "type", ""): style.get(W + "styleId", "")
            for style in found
            if style.get(W + "default", "0").lower() in {"1", "true", "on"}
        }
        defaults = None if root is None else root.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr")
        size = points(value(defaults, "sz"), HALF_POINTS)
        self._base = Look(size or DEFAULT_SIZE, bold=bool(switch(defaults, "b")))
        self._chains: dict[str, list[etree._Element]] = {}
        self._settings: dict[str, Setting] = {}
        self._looks: dict[tuple[str, str], Look] = {}

    def setting(self, properties: etree._Element | None) -> Setting:
        """What a paragraph with these `w:pPr` is."""
        style = value(properties, "pStyle") or self._default.get("paragraph", "")
        if style not in self._settings:
            self._settings[style] = self._of_style(style)
        setting = self._settings[style]
        if properties is None:
            return setting
        level = whole(value(properties, "outlineLvl"), -1)
        if level >= 0:
            setting = replace(setting, tag=_heading(level))
        list_ = properties.find(W + "numPr")
        if list_ is not None:
            number, level = value(list_, "numId") or setting.number, whole(value(list_, "ilvl"), max(setting.level, 0))
            # The list's own indent goes before the style's.
            setting = replace(setting, number=number, level=level, indent=None)
        indent = _indent(properties)
        if indent is not None:
            setting = replace(setting, indent=indent)
        if value(properties, "jc"):
            setting = replace(setting, centred=value(properties, "jc") == CENTRED)
        begins = switch(properties, "pageBreakBefore")
        return setting if begins is None else replace(setting, new_page=begins)

    def look(self, style: str, properties: etree._Element | None) -> Look:
        """How a run with these `w:rPr` looks in a paragraph of `style`."""
        own = value(properties, "rStyle") or self._default.get("character", "")
        if (style, own) not in self._looks:
            self._looks[style, own] = self._styled(style, own)
        look = self._looks[style, own]
        if properties is None or not len(properties):
            return look
        bold, hidden = switch(properties, "b"), switch(properties, "vanish")
        return Look(
            size=points(value(properties, "sz"), HALF_POINTS) or look.size,
            bold=look.bold if bold is None else bold,
            slanted=_slanted(properties, look.slanted),
            hidden=look.hidden if hidden is None else hidden,
            raised=_raised(properties, look.raised),
            font=_font(properties, look.font),
        )

    def _chain(self, style: str) -> list[etree._Element]:
        """The style and those that it is based on, nearest first."""
        if style not in self._chains:
            chain: list[etree._Element] = []
            at, seen = style, set[str]()
            while at in self._styles and at not in seen and len(chain) < MOST_STYLES:
                seen.add(at)
                chain.append(self._styles[at])
                at = value(self._styles[at], "basedOn")
            self._chains[style] = chain
        return self._chains[style]

    def _of_style(self, style: str) -> Setting:
        chain = self._chain(style)
        indents = (_indent(each.find(W + "pPr")) for each in chain)
        number, level, counted = "", -1, ""
        for each in chain:
            list_ = each.find(f"{W}pPr/{W}numPr")
            if list_ is not None:
                level = whole(value(list_, "ilvl"), -1) if level < 0 else level
                if number := value(list_, "numId"):
                    counted = each.get(W + "styleId", "")
                    break
        begins = (switch(each.find(W + "pPr"), "pageBreakBefore") for each in chain)
        keeps = (switch(each.find(W + "pPr"), "keepNext") for each in chain)
        places = (value(each.find(W + "pPr"), "jc") for each in chain)
        return Setting(
            style=style,
            # A style that the file does not define goes by its id.
            tag=_tag(chain) if chain else _named(style) or "p",
            indent=next((indent for indent in indents if indent is not None), None),
            number=number,
            level=level,
            counted=counted,
            new_page=next((begin for begin in begins if begin is not None), False),
            kept=next((keep for keep in keeps if keep is not None), False),
            centred=next((place for place in places if place), "") == CENTRED,
        )

    def _styled(self, style: str, own: str) -> Look:
        """Look of letters in a paragraph of one style and a run of another."""
        levels = [self._chain(style), self._chain(own)]
        size, raised, font = self._base.size, False, ""
        bold, hidden, slanted = self._base.bold, False, False
        for chain in levels:
            runs = [properties for each in chain if (properties := each.find(W + "rPr")) is not None]
            sizes = (points(value(properties, "sz"), HALF_POINTS) for properties in runs)
            size = next((each for each in sizes if each), size)
            for properties in reversed(runs):
                raised = _raised(properties, raised)
                slanted = _slanted(properties, slanted)
                font = _font(properties, font)
            # Bold within bold is plain: switches of the two styles cancel each other.
            bold ^= next((on for properties in runs if (on := switch(properties, "b")) is not None), False)
            hidden ^= next((on for properties in runs if (on := switch(properties, "vanish")) is not None), False)
        return Look(size, bold, slanted, hidden, raised, font)


def _tag(chain: list[etree._Element]) -> str:
    for style in chain:
        level = whole(value(style.find(W + "pPr"), "outlineLvl"), -1)
        if level >= 0:
            return _heading(level)
        named = _named(value(style, "name"))
        if named is not None:
            return named
    return "p"


def _named(name: str) -> str | None:
    """Tag of the built-in style of this name; None of any other."""
    name = name.lower()
    if heading := HEADING.fullmatch(name):
        return _heading(int(heading[1]) - 1)
    return "chrome" if CONTENTS.fullmatch(name) else BUILT_IN.get(name)


def _heading(level: int) -> str:
    return f"h{min(level + 1, DEEPEST)}" if level < BODY_TEXT else "p"


def _indent(properties: etree._Element | None) -> float | None:
    """Where the first line of a paragraph begins, right of the margin."""
    indent = properties.find(W + "ind") if properties is not None else None
    if indent is None:
        return None
    left = points(indent.get(W + "left") or indent.get(W + "start"), TWIPS)
    first = points(indent.get(W + "firstLine"), TWIPS)
    hanging = points(indent.get(W + "hanging"), TWIPS)
    if left is None and first is None and hanging is None:
        return None
    return (left or 0.0) + (first or 0.0) - (hanging or 0.0)


def _raised(properties: etree._Element, before: bool) -> bool:
    align = value(properties, "vertAlign")
    if align:
        return align == "superscript"
    return before or (points(value(properties, "position"), HALF_POINTS) or 0.0) > 0


def _slanted(properties: etree._Element, before: bool) -> bool:
    italic, line = switch(properties, "i"), value(properties, "u")
    if italic is None and not line:
        return before
    return bool(italic) or line not in {"", "none"}


def _font(properties: etree._Element, before: str) -> str:
    fonts = properties.find(W + "rFonts")
    name = fonts.get(W + "ascii") if fonts is not None else None
    if name is None:
        return before
    return name if name.lower() in FONTS else ""
