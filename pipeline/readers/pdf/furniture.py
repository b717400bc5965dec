"""Page furniture: running heads and feet and page numbers, known by standing at the same place on several pages."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

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
NUMBER = re.compile(r"\W{0,4}(?:\d{1,4}|[ivxlcIVXLC]{1,7})(?:\s?\W\s?\d{1,4})?\W{0,4}$")

Key = tuple[str, bool, int]


def furniture(pages: Sequence[Sequence[Run]]) -> list[set[int]]:
    """For each page, the indexes of those of its lines (in any order) that are running heads or feet."""
    edges = [_edges(lines) for lines in pages]
    text = usual_size(run for lines in pages for run in lines)
    exact: dict[Key, set[int]] = defaultdict(set)
    alike: dict[Key, set[int]] = defaultdict(set)
    figures: Counter[tuple[int, bool]] = Counter()
    for page, (lines, ends) in enumerate(zip(pages, edges, strict=True)):
        for foot, indexes in enumerate(ends):
            for n in indexes:
                for place in _places(lines[n].base):
                    exact[lines[n].text.strip(), bool(foot), place].add(page)
                    alike[_pattern(lines[n].text), bool(foot), place].add(page)
                for value in _values(lines[n].text):
                    figures[value - page, bool(foot)] += 1
    found: list[set[int]] = []
    for page, (lines, ends) in enumerate(zip(pages, edges, strict=True)):
        own: set[int] = set()
        for foot, indexes in enumerate(ends):
            last = -1
            for at, n in enumerate(indexes):
                said = lines[n].text.strip()
                if len(said) > LONGEST or (at and not any(map(str.isalnum, said))):
                    break
                places = list(_places(lines[n].base))
                same = max(len(exact[said, bool(foot), place]) for place in places)
                like = max(len(alike[_pattern(said), bool(foot), place]) for place in places)
                repeated = same >= SAME or (like >= ALIKE and lines[n].size <= LARGER * text)
                counted = any(figures[value - page, bool(foot)] >= SAME for value in _values(said))
                if repeated or (counted and (like >= SAME or NUMBER.match(said))):
                    own.add(n)
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


def _places(base: float) -> Iterable[int]:
    """The stretches of the page that a line at `base` may be counted in: two that overlap, so that none is cut."""
    return {int(base // PLACE), int((base + PLACE / 2) // PLACE) + 100_000}


def _pattern(text: str) -> str:
    return FIGURES.sub("#", text.strip().casefold())


def _values(text: str) -> list[int]:
    """The figures at the ends of a line, any of which may be the page's number."""
    found = re.findall(r"\d{1,4}", text)
    return sorted({int(value) for value in (found[:1] + found[-1:])})
