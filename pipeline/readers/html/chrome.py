"""Chrome: which blocks of a page are its site's, not its text's."""

import re
from collections.abc import Callable, Iterator

from pipeline.readers.html.names import HEADINGS
from pipeline.readers.html.page import Page

# A block with so many characters outside links is prose. Menus, buttons and dates are shorter (32 saved pages).
PROSE = 80
# A part that says it is chrome but holds more than this share of the page's prose is a wrapper with a careless name.
WRAPPER = 0.5
# The text is the smallest element with this share of the prose: a stray sentence outside does not make it larger.
CORE = 0.95
# Shares of characters in links from which a group of blocks, or a part beside the text, is a list of links.
LINKS = 0.75
BESIDE_LINKS = 0.3
# A part of main or article that is named as chrome but tells so much, almost without a link, is text.
TOLD = 300
TOLD_LINKS = 0.05
# So many blocks after a heading say what it heads.
FOLLOWING = 12
FEWEST_LINKS = 2
# Lines that people press are short.
LONGEST_LABEL = 200
# The format and size of a file that a link leads to.
FILE = re.compile(
    r"\b(?:pdf|docx?|xlsx?|odt|rtf|epub|zip)\b[\s,;:–-]{0,3}\(?\d{1,4}(?:[.,]\d{1,3})?\s?[km]i?b(?:yte)?\b", re.I
)


def chrome(page: Page, said: Callable[[str], bool], title: str, site: str) -> list[bool]:
    """For each block of a page, whether it is chrome.

    `said` tells the words of chrome, whole blocks ("Skip to content"); `title` is what the page's head calls it and
    `site` what it calls its site, each "" if it does not say. Notes are never chrome.
    """
    weights = _Weights(page)
    zones = _zones(page, weights)
    found = []
    for block in page.blocks:
        zone = zones[block.node] if block.node >= 0 else ""
        short = block.tag != "note" and block.tag != "td" and block.size <= LONGEST_LABEL
        loads = 2 * block.linked >= block.size and FILE.search(block.text) is not None
        label = short and (loads or said(block.text))
        titled = zone == "beside" and block.tag == "h1" and 2 * block.linked <= block.size
        found.append(block.tag != "note" and not titled and (zone != "" or label))
    _restore_title(page, found, title, site)
    _empty_headings(page, found)
    return found


class _Weights:
    """Of each node, with all in it: characters, in links, links, prose, rows, notes, mains, in h1, other headings."""

    def __init__(self, page: Page) -> None:
        count = len(page.nodes)
        self.size, self.linked, self.links = [0] * count, [0] * count, [0] * count
        self.prose, self.tables, self.notes = [0] * count, [0] * count, [0] * count
        self.mains = [int(node.mark == "centre" and node.name != "article") for node in page.nodes]
        self.heads, self.headings = [0] * count, [0] * count
        self.total = 0
        for block in page.blocks:
            own = block.size - block.linked
            prose = own if own >= PROSE else 0
            self.total += prose
            if block.node < 0:
                continue
            self.size[block.node] += block.size
            self.linked[block.node] += block.linked
            self.links[block.node] += block.links
            self.prose[block.node] += prose
            self.tables[block.node] += block.tag == "td"
            self.notes[block.node] += block.tag == "note"
            self.heads[block.node] += block.size if block.tag == "h1" else 0
            self.headings[block.node] += block.tag in HEADINGS and block.tag != "h1"
        columns = [self.size, self.linked, self.links, self.prose, self.tables]
        columns += [self.notes, self.mains, self.heads, self.headings]
        for number in range(count - 1, 0, -1):
            parent = page.nodes[number].parent
            if parent >= 0:
                for column in columns:
                    column[parent] += column[number]


def _zones(page: Page, weights: _Weights) -> list[str]:
    """For each node "chrome", "beside" in a header or box amid the text that is no text, "" where it may be text."""
    named = _named(page, weights)
    core = _core(page, weights, named)
    path = set(_upwards(page, core))
    beyond = "chrome" if core >= 0 and page.nodes[core].mark == "centre" else ""
    zones: list[str] = []
    inside: list[bool] = []
    for number, node in enumerate(page.nodes):
        around = zones[node.parent] if node.parent >= 0 else beyond
        inside.append(number == core or (node.parent >= 0 and inside[node.parent]))
        if number == core:
            zones.append("")
        elif number in path:
            zones.append(beyond)
        elif around == "chrome" or named[number] or _is_links(number, weights):
            zones.append("chrome")
        elif _is_beside(page, number, weights, inside):
            zones.append("beside" if inside[number] else "chrome")
        else:
            zones.append(around)
    return zones


def _named(page: Page, weights: _Weights) -> list[bool]:
    """For each node, whether it says itself that it is chrome and what it holds bears that out."""
    within: list[bool] = []
    own = weights.total
    for n, node in enumerate(page.nodes):
        around = node.parent >= 0 and within[node.parent]
        foreign = node.mark == "foreign" and not (weights.mains[n] + weights.heads[n])
        own -= weights.prose[n] if foreign and not around else 0
        within.append(foreign or around)
    centred: list[bool] = []
    named = []
    for n, node in enumerate(page.nodes):
        centred.append(node.mark == "centre" or (node.parent >= 0 and centred[node.parent]))
        if node.mark == "foreign":
            named.append(not (weights.mains[n] + weights.heads[n]) or weights.prose[n] <= WRAPPER * own)
        elif node.mark == "chrome":
            told = centred[n] and weights.prose[n] >= TOLD and weights.linked[n] <= TOLD_LINKS * weights.size[n]
            named.append(weights.prose[n] <= WRAPPER * own and not told)
        else:
            named.append(False)
    return named


def _core(page: Page, weights: _Weights, named: list[bool]) -> int:
    """The number of the node that holds the text: the outermost main or article around it, if any; -1 without prose."""
    prose = [0] * len(page.nodes)
    out: list[bool] = []
    centred: list[bool] = []
    for number, node in enumerate(page.nodes):
        centred.append(node.mark == "centre" or (node.parent >= 0 and centred[node.parent]))
        beside = node.mark == "aside" and not centred[number] and weights.prose[number] <= WRAPPER * weights.total
        out.append(named[number] or beside or (node.parent >= 0 and out[node.parent]))
    for block in page.blocks:
        own = block.size - block.linked
        if own >= PROSE and block.node >= 0 and not out[block.node]:
            prose[block.node] += own
    for number in range(len(prose) - 1, 0, -1):
        if page.nodes[number].parent >= 0:
            prose[page.nodes[number].parent] += prose[number]
    total = max(prose, default=0)
    if not total:
        return -1
    core = max(number for number, size in enumerate(prose) if size >= CORE * total)
    return next((n for n in reversed(list(_upwards(page, core))) if page.nodes[n].mark == "centre"), core)


def _is_links(number: int, weights: _Weights) -> bool:
    return (
        weights.links[number] >= FEWEST_LINKS
        and weights.linked[number] >= LINKS * weights.size[number]
        and not weights.prose[number] + weights.notes[number] + weights.tables[number] + weights.heads[number]
    )


def _is_beside(page: Page, number: int, weights: _Weights, inside: list[bool]) -> bool:
    """Whether a header, form or aside is about the page: outside its text, or inside and made of links."""
    if page.nodes[number].mark != "aside":
        return False
    if weights.prose[number] > WRAPPER * weights.total:
        return False
    bare = weights.size[number] == weights.heads[number]
    if not inside[number] or not (weights.prose[number] or weights.headings[number] or bare):
        return True
    return page.nodes[number].name != "header" and weights.linked[number] > BESIDE_LINKS * weights.size[number]


def _upwards(page: Page, number: int) -> Iterator[int]:
    while number >= 0:
        yield number
        number = page.nodes[number].parent


def _restore_title(page: Page, found: list[bool], title: str, site: str) -> None:
    """Take the heading that names the page out of the chrome of its header, where the text has none of its own.

    That is the one which `title` has too, or the only one, unless it is the name of the site.
    """
    heads = [n for n, block in enumerate(page.blocks) if block.tag == "h1" and block.rows]
    if any(not found[n] for n in heads):
        return
    names = [page.blocks[n].text.casefold() for n in heads]
    named = [
        n
        for n, name in zip(heads, names, strict=True)
        if title and (title.casefold() in name or name in title.casefold())
    ]
    if not named and len(heads) == 1 and names[0] != site.casefold():
        named = heads
    for n in named[:1]:
        found[n] = False


def _empty_headings(page: Page, found: list[bool]) -> None:
    """A heading over nothing but chrome within the same element is chrome: "Related", "Share this page"."""
    last = list(range(len(page.nodes)))
    for number in range(len(last) - 1, 0, -1):
        parent = page.nodes[number].parent
        last[parent] = max(last[parent], last[number])
    for n in range(len(page.blocks) - 2, -1, -1):
        block = page.blocks[n]
        if found[n] or not found[n + 1] or block.tag not in HEADINGS or block.tag == "h1":
            continue
        around = page.nodes[block.node].parent
        following = range(n + 1, min(n + 1 + FOLLOWING, len(found)))
        rest = [m for m in following if around <= page.blocks[m].node <= last[around]]
        found[n] = bool(rest) and all(found[m] for m in rest)
