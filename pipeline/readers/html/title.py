"""The title of a page, without the name of its site."""

import re
from collections.abc import Iterable

from lxml import etree

from pipeline.readers.html.tables import text_of

SPACE = re.compile(r"\s+")
SEPARATOR = re.compile(r"\s+[-–—|:·•›»«/]{1,2}\s+|\s*[|›»]\s*|: ")
LONGEST = 300
SITE_NAMES = ("og:site_name", "application-name")


def told(root: etree._Element) -> tuple[str, str, bool]:
    """What the head of a page calls it, its site or "", and whether the former is the page's own for sure.

    og:title is; title may be the same on every page.
    """
    said: dict[str, str] = {}
    for element in root.iter("meta"):
        key = (element.get("property") or element.get("name") or "").lower()
        said.setdefault(key, _clean(element.get("content", "")))
    title = next((_clean(text_of(element)) for element in root.iter("title")), "")
    site = next((said[name] for name in SITE_NAMES if said.get(name)), "")
    own = said.get("og:title", "")
    return own or title, site, bool(own)


def without_site(title: str, site: str, shown: Iterable[str]) -> str:
    """`title` without a name of the site at its end or start.

    That is the part which is `site`, or the part beyond the longest one that the page shows as a line of its own
    (`shown`); a title without either stays whole, for a dash may belong to it.
    """
    lines = {_clean(line).casefold() for line in shown}
    cuts = list(SEPARATOR.finditer(title))
    for cut in reversed(cuts):
        if title[: cut.start()].casefold() in lines:
            return title[: cut.start()]
    for cut in cuts:
        if title[cut.end() :].casefold() in lines and title[cut.end() :].casefold() != site.casefold():
            return title[cut.end() :]
    if site and cuts:
        for cut in cuts:
            if title[cut.end() :].casefold() == site.casefold():
                return title[: cut.start()]
            if title[: cut.start()].casefold() == site.casefold():
                return title[cut.end() :]
    return title


def _clean(text: str) -> str:
    return SPACE.sub(" ", text.replace("\u00ad", "")).strip()[:LONGEST]
