"""Page furniture: running heads and feet and page numbers, known by standing at the same place on several pages."""

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.readers.pdf.footnotes import usual_size
from pipeline.readers.pdf.lines import Run

# Lines at the head or foot of a page that may be furniture, and how far (points) they stand from their usual place.
EDGE = 4
PLACE = 4.0
# A wording with figures in it has to stand on more pages than one without.
SAME, ALIKE = 2, 3
LONGEST = 160
# "Chapter I", "Chapter II" at the head of pages are furniture unless they are set larger than the text.
LARGER = 1.1
FIGURES = re.compile(r"\d+|\b[ivxlcIVXLC]+\b")
VALUE = re.compile(r"\d{1,4}")
NUMBER = re.compile(r"\W{0,4}(?:\d{1,4}|[ivxlcIVXLC]{1,7})(?:\s?\W\s?\d{1,4})?\W{0,4}$")

Key = tuple[str, int, int]


@dataclass(frozen=True, slots=True)
class _Edge:
    """A line at the edge of a page, by its index: what it says, the same without figures, where, and the figures."""

    line: int
    said: str
    pattern: str
    places: tuple[int, int]
    values: set[int]


def furniture(pages: Sequence[Sequence[Run]]) -> list[set[int]]:
    """For each page, the indexes of those of its lines (in any order) that are running heads or feet."""
    edges = [[[_edge(n, lines[n]) for n in indexes] for indexes in _edges(lines)] for lines in pages]
    text = usual_size(run for lines in pages for run in lines)
    exact: dict[Key, set[int]] = defaultdict(set)
    alike: dict[Key, set[int]] = defaultdict(set)
    figures: Counter[tuple[int, int]] = Counter()
    for page, ends in enumerate(edges):
        for foot, end in enumerate(ends):
            for edge in end:
                for place in edge.places:
                    exact[edge.said, foot, place].add(page)
                    alike[edge.pattern, foot, place].add(page)
                for value in edge.values:
                    figures[value - page, foot] += 1
    found: list[set[int]] = []
    for page, (lines, ends) in enumerate(zip(pages, edges, strict=True)):
        own: set[int] = set()
        for foot, end in enumerate(ends):
            last = -1
            for at, edge in enumerate(end):
                if len(edge.said) > LONGEST or (at and not any(map(str.isalnum, edge.said))):
                    break
                same = max(len(exact[edge.said, foot, place]) for place in edge.places)
                like = max(len(alike[edge.pattern, foot, place]) for place in edge.places)
                repeated = same >= SAME or (like >= ALIKE and lines[edge.line].size <= LARGER * text)
                counted = any(figures[value - page, foot] >= SAME for value in edge.values)
                if repeated or (counted and (like >= SAME or NUMBER.match(edge.said))):
                    own.add(edge.line)
                    last = at
                elif at > last + 1:
                    break
        found.append(own if len(own) < len(lines) or len(lines) <= 2 else set())
    return found


def _edges(lines: Sequence[Run]) -> tuple[list[int], list[int]]:
    """Indexes of the lines at the head of a page, from the top, and at its foot, from the bottom."""
    order = sorted(range(len(lines)), key=lambda n: (lines[n].base, n))
    half = (len(order) + 1) // 2
    return order[: min(EDGE, half)], order[::-1][: min(EDGE, len(order) - half)]


def _edge(n: int, run: Run) -> _Edge:
    """What tells whether line `n` of a page is furniture.

    It may be counted in two stretches of the page that overlap, so that none is cut, and the figures at either end of
    it may be the page's number.
    """
    said = run.text.strip()
    places = int(run.base // PLACE), int((run.base + PLACE / 2) // PLACE) + 100_000
    found = VALUE.findall(said)
    return _Edge(n, said, FIGURES.sub("#", said.casefold()), places, {int(value) for value in found[:1] + found[-1:]})
