"""Note marks: the figures that call footnotes, told from other figures by running in sequence through the document."""

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from pipeline.segment.rows import Row

# Figures glued to a word or the punctuation behind it, more after commas: "legislation.3", "bodies2", "law,4".
GLUED = re.compile(
    r"(?<=[^\W\d_]|[.,;:!?)\]”\"’'»])(?P<first>\d{1,3})(?P<more>(?:,\s?\d{1,3}){0,5})(?![\w%°\u0300-\u036f]|[.,:/–‑-]\d|[-‑][^\W\d_])"
)
# Figures that extraction has set apart: marks only where a note of the same number begins on the page.
DETACHED = re.compile(r"(?<=[.,;:!?)\]”\"’»])\s(?P<first>\d{1,3})(?=\s+[^\W\d_a-zß-öø-ÿ]|$)")
RAISED = re.compile(r"[¹²³⁰⁴-⁹]{1,3}")
FIGURE = re.compile(r"[\d¹²³⁰⁴-⁹]")
RAISED_DIGITS = str.maketrans("¹²³⁰⁴⁵⁶⁷⁸⁹", "1230456789")
BRACKETED = {
    "bracketed digits": re.compile(r"\((?P<all>\d{1,3}(?:\s?,\s?\d{1,3}){0,9})\)"),
    "square": re.compile(r"\[(?P<all>\d{1,3}(?:\s?,\s?\d{1,3}){0,9})\]"),
}
STARS = re.compile(r"[*∗]{1,3}")
STARRED = re.compile(r"(?<=[^\W_])\s?(?P<stars>[*∗]{1,3})(?![\w*∗])")
# How much a figure looks like a mark by what it is glued to: behind letters and closing punctuation as most marks,
# behind capitals as many labels ("JS7"), behind a figure and a full stop as decimals and dates ("19.12") do; these are
# marks only where a sentence ends with them ("article 174.63 Such").
LIKELY, LABEL, DECIMAL = 1.0, 0.4, 0.4
NEAR = 20
SENTENCE = re.compile(r"\s*$|\s+[^\W\d_]")
OUTLINE = re.compile(r"\d{1,3}(?:\.\d{1,3})*\.")
# What a note of the same number adds, that begins no more rows below than a page holds.
NOTED = 0.5
PAGE_ROWS = 90
# A sequence may miss up to two marks (lost by the extraction), each at this price, and begin anew at 1 for this one.
STEPS = {1: 0.0, 2: 0.5, 3: 1.0}
RESTART = 1.0
# Fewest marks of a sequence, weighed as above, and where it has to begin unless it is long.
FEWEST = 3.0
FIRST = 3
LONG = 6.0
# In a text whose notes are listed, a bracketed figure this far above the highest before it is a mark.
AHEAD = 3


@dataclass(frozen=True, slots=True)
class Mark:
    """A call mark in a row: its span in the row's text, the notes that it calls, and whether it is glued to a word."""

    start: int
    end: int
    labels: tuple[str, ...]
    glued: bool


@dataclass(slots=True)
class _Candidate:
    row: int
    start: int
    end: int
    values: list[int]
    weight: float
    best: float = 0.0
    previous: int = -1
    first: int = 0


def glued(lines: list[Row], skip: set[int], opened: Mapping[int, list[int]]) -> dict[int, list[Mark]]:
    """Marks glued to words, by row: the sequence of candidates that weighs most, or none where no sequence is enough.

    `opened` are the rows that begin as notes do, by their number.
    """
    candidates = _candidates(lines, skip, opened)
    best_at: dict[int, int] = {}
    top = -1
    for n, candidate in enumerate(candidates):
        value = candidate.values[0]
        links = [
            (candidates[at].best - price, at)
            for step, price in STEPS.items()
            if (at := best_at.get(value - step, -1)) >= 0
        ]
        if value == 1 and top >= 0:
            links.append((candidates[top].best - RESTART, top))
        weight, candidate.previous = max(links, default=(0.0, -1))
        candidate.best = max(weight, 0.0) + candidate.weight
        if weight <= 0:
            candidate.previous = -1
        candidate.first = candidates[candidate.previous].first if candidate.previous >= 0 else value
        for reached in candidate.values[-1:]:
            if candidate.best >= (candidates[best_at[reached]].best if reached in best_at else 0.0):
                best_at[reached] = n
        if top < 0 or candidate.best > candidates[top].best:
            top = n
    found: dict[int, list[Mark]] = defaultdict(list)
    if top < 0 or not _enough(candidates[top]):
        return found
    while top >= 0:
        candidate = candidates[top]
        found[candidate.row].insert(0, Mark(candidate.start, candidate.end, tuple(map(str, candidate.values)), True))
        top = candidate.previous
    return found


def starred(lines: list[Row], notes: set[int]) -> dict[int, list[Mark]]:
    """Asterisks behind words, by row, that call those of `notes` (their first rows) which begin with as many."""
    opened = {len(match[0]) for n in notes if (match := STARS.match(lines[n].text))}
    found: dict[int, list[Mark]] = defaultdict(list)
    for n, row in enumerate(lines) if opened else ():
        for match in STARRED.finditer(row.text):
            stars = len(match["stars"])
            if stars in opened:
                found[n].append(Mark(match.start(), match.end(), ("*" * stars,), True))
    return found


def raised(lines: list[Row], skip: set[int]) -> dict[int, list[Mark]]:
    """Marks by row where the format says which characters are raised: all figures but those that open a note."""
    found: dict[int, list[Mark]] = {}
    for n, row in enumerate(lines):
        if n in skip:
            continue
        for start, end in row.raised:
            labels = tuple(re.findall(r"\d{1,3}", row.text[start:end].translate(RAISED_DIGITS)))
            if start and labels:
                found.setdefault(n, []).append(Mark(start, end, labels, True))
    return found


def bracketed(lines: list[Row], style: str, listed: int) -> dict[int, list[Mark]]:
    """Marks such as "(3, 4)", by row, in a text whose notes are numbered in `style` before the row `listed`."""
    found: dict[int, list[Mark]] = defaultdict(list)
    highest = 0
    for n, row in enumerate(lines[:listed]):
        for match in BRACKETED[style].finditer(row.text):
            values = [int(value) for value in match["all"].split(",")]
            if max(values) <= highest + AHEAD and min(values) > 0:
                highest = max(highest, *values)
                found[n].append(Mark(match.start(), match.end(), tuple(map(str, values)), False))
    return found


def _enough(last: _Candidate) -> bool:
    """Whether the sequence that ends in `last` is one of marks: it is long, or it is whole and a note stands below."""
    if last.first == 1 and last.best >= LIKELY * last.values[-1] + NOTED:
        return True
    return last.best >= (FEWEST if last.first <= FIRST else LONG)


def _candidates(lines: list[Row], skip: set[int], opened: Mapping[int, list[int]]) -> list[_Candidate]:
    found: list[_Candidate] = []
    stems: dict[str, set[int]] = defaultdict(set)
    stem_of: dict[int, str] = {}
    for n, row in enumerate(lines):
        if n in skip or not FIGURE.search(row.text):
            continue
        for match in GLUED.finditer(row.text):
            values = [int(match["first"]), *map(int, re.findall(r"\d+", match["more"]))]
            ahead = row.text[max(0, match.start() - NEAR) : match.start()]
            if ahead[-1].isupper():
                stem_of[len(found)] = stem = re.split(r"[\W\d_]", ahead)[-1]
                stems[stem].add(values[0])
            weight = _weight(ahead, row.text[match.end() : match.end() + NEAR])
            if not weight:
                continue
            end = match.end()
            if values != list(range(values[0], values[0] + len(values))):
                values, end = values[:1], match.end("first")
            noted = NOTED if _noted(opened, values[0], n) else 0.0
            found.append(_Candidate(n, match.start(), end, values, weight * len(values) + noted))
        for match in DETACHED.finditer(row.text):
            if _noted(opened, int(match["first"]), n):
                found.append(_Candidate(n, match.start(), match.end(), [int(match["first"])], NOTED))
        for match in RAISED.finditer(row.text):
            values = [int(match[0].translate(RAISED_DIGITS))]
            found.append(_Candidate(n, match.start(), match.end(), values, LIKELY))
    labels = {k for k, stem in stem_of.items() if len(stems[stem]) > 1}
    return [candidate for k, candidate in enumerate(found) if k not in labels and candidate.values[0] > 0]


def _noted(opened: Mapping[int, list[int]], value: int, n: int) -> bool:
    """Whether a row that begins as note `value` does stands on the page of row `n`, below it."""
    below = opened.get(value, [])
    at = bisect_right(below, n)
    return at < len(below) and below[at] - n <= PAGE_ROWS


def _weight(ahead: str, behind: str) -> float:
    """How much a figure between `ahead` and `behind` looks like a mark."""
    if ahead[-1].isupper():
        return LABEL
    if ahead[-2:-1].isdigit() and not ahead[-1].isalpha():
        return DECIMAL if SENTENCE.match(behind) and not OUTLINE.fullmatch(ahead) else 0.0
    return LIKELY
