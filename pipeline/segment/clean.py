"""Clean text: a unit's characters as they read, and the way back from each to the document."""

import re
import unicodedata
from collections.abc import Sequence
from itertools import pairwise

from pipeline.segment.rows import Row
from pipeline.segment.words import Words

# Soft hyphens and zero-width characters are not read; other space than one blank is read as one blank.
UNREAD = "\u00ad\u200b\u200c\u200d\u2060\ufeff"
# PDFium writes this for a hyphen at a line's end and the break behind it.
BREAK = "\ufffe"
UNEVEN = re.compile(rf"[{UNREAD}]+|\s{{2,}}|[^\S ]|{BREAK}")
HYPHENS = f"‐\u00ad{BREAK}-"
TAIL = re.compile(rf"(?P<part>[^\W\d_]+)[{HYPHENS}]$")
HEAD = re.compile(r"[^\W\d_]+")
LINE_END = re.compile(rf"[{HYPHENS}][^\S\n]{{0,9}}\n\s{{0,99}}|{BREAK}")
WORD = re.compile(r"[^\W\d_]+(?:[-‐][^\W\d_]+)*")

# No word is longer than this.
LONGEST = 60
# A character that is no accent is composed with one of so few before it.
CLUSTER = 4

Runs = list[tuple[int, int]]


class Vocabulary:
    """The words that a document writes within its lines: what tells a broken word from a hyphenated one."""

    def __init__(self, text: str) -> None:
        self.words: frozenset[str] = frozenset()
        self.firsts: frozenset[str] = frozenset()
        whole, start = [], 0
        for end in LINE_END.finditer(text):
            at = end.start()
            tail, head = TAIL.search(text, max(start, at - LONGEST), at + 1), HEAD.match(text, end.end())
            if tail and head:
                # The last word before and the first behind may be halves of one: neither is learnt.
                whole.append(text[start : tail.start()])
                start = head.end()
        if start:
            whole.append(text[start:])
            self.words = frozenset(WORD.findall("\n".join(whole).lower().replace("‐", "-")))
            self.firsts = frozenset(word.partition("-")[0] for word in self.words if "-" in word)

    def breaks(self, left: str, right: str, words: Words) -> bool:
        """Whether `left` and `right`, either side of a line-end hyphen, are one word that only the line's end broke."""
        left, right = left.lower(), right.lower()
        if f"{left}-{right}" in self.words:
            return False
        if left + right in self.words:
            return True
        if left in words.prefixes or left in self.firsts:
            return False
        return not (left in self.words and right in self.words)


class _Writer:
    """Clean text as it grows, with its runs."""

    def __init__(self, vocabulary: Vocabulary, words: Words) -> None:
        self.vocabulary = vocabulary
        self.words = words
        self.pieces: list[str] = []
        self.runs: Runs = []
        self.size = 0

    def put(self, piece: str, source: int) -> None:
        """Add `piece`, which stands at `source` in the document."""
        if not piece:
            return
        if not self.runs or source - self.size != self.runs[-1][1] - self.runs[-1][0]:
            self.runs.append((self.size, source))
        self.pieces.append(piece)
        self.size += len(piece)

    def put_even(self, text: str, start: int, end: int) -> None:
        """Add `text[start:end]` with its uneven space made even and its broken words whole."""
        for uneven in UNEVEN.finditer(text, start, end):
            self.put(text[start : uneven.start()], start)
            if uneven[0].isspace():
                self.put(" ", uneven.start())
            elif uneven[0] == BREAK:
                self._put_break(text, start, uneven.start(), end)
            start = uneven.end()
        self.put(text[start:end], start)

    def _put_break(self, text: str, start: int, at: int, end: int) -> None:
        """Add what the break at `at`, within `text[start:end]`, stands for: nothing, a hyphen, or that and a blank."""
        joint = _joint(text[start : at + 1], text[at + 1 : end] or " ", self.vocabulary, self.words)
        if joint != "broken":
            self.put("-", at)
        if joint == "apart" and at + 1 < end and not text[at + 1].isspace():
            self.put(" ", at)


def read(
    text: str, rows: Sequence[Row], cuts: Sequence[Sequence[tuple[int, int]]], vocabulary: Vocabulary, words: Words
) -> tuple[str, tuple[tuple[int, int], ...]]:
    """Clean text of `rows` of the document's `text`, and its runs as `Unit.offsets` has them.

    `cuts` are, for each row, the spans of its text that are left out, in order.
    """
    writer = _Writer(vocabulary, words)
    joints = [_joint(row.text, after.text, vocabulary, words) for row, after in pairwise(rows)]
    for row, left_out, joint in zip(rows, cuts, [*joints, "glued"], strict=True):
        start, end = row.start, row.end - (joint == "broken")
        for begin, stop in left_out:
            writer.put_even(text, start, row.start + begin)
            start = row.start + stop
        writer.put_even(text, start, end)
        if joint == "apart":
            writer.put(" ", row.end)
    clean = "".join(writer.pieces)
    if unicodedata.is_normalized("NFC", clean):
        return clean, tuple(writer.runs)
    return _composed(clean, writer.runs)


def _joint(before: str, after: str, vocabulary: Vocabulary, words: Words) -> str:
    """How two lines join: "apart" by a blank, "glued" with their hyphen, or "broken" where the hyphen goes."""
    if before[-1] not in HYPHENS:
        return "apart"
    tail, head = TAIL.search(before, max(0, len(before) - LONGEST)), HEAD.match(after)
    if before[-1] == "\u00ad":
        return "glued"  # unread: it is left out within the line
    if tail is None:
        return "glued" if before[-2:-1].isdigit() and after[0].isdigit() else "apart"
    if head is None:
        return "glued" if after[0].isdigit() else "apart"
    if head[0].lower() in words.conjunctions:
        return "apart"
    if head[0][0].isupper():
        return "glued"
    return "broken" if vocabulary.breaks(tail["part"], head[0], words) else "glued"


def _composed(clean: str, runs: Runs) -> tuple[str, tuple[tuple[int, int], ...]]:
    """`clean` in NFC and its runs: a composed character leads to the first of those that it was made from."""
    sources: list[int] = []
    for n, (position, source) in enumerate(runs):
        stop = runs[n + 1][0] if n + 1 < len(runs) else len(clean)
        sources.extend(range(source, source + stop - position))
    out: list[str] = []
    places: list[int] = []
    start = 0
    for stop in range(1, len(clean) + 1):
        if stop < len(clean) and _joins(clean[max(start, stop - CLUSTER) : stop], clean[stop]):
            continue
        whole = unicodedata.normalize("NFC", clean[start:stop])
        out.append(whole)
        # The first leads to the first of those it was made from; what was not composed, to itself.
        places.append(sources[start])
        places.extend(sources[max(start, stop - len(whole) + n)] for n in range(1, len(whole)))
        start = stop
    steps = tuple((n, place) for n, place in enumerate(places) if not n or place != places[n - 1] + 1)
    return "".join(out), steps


def _joins(cluster: str, character: str) -> bool:
    """Whether `character` is composed with what stands before it."""
    if unicodedata.combining(character):
        return True
    both = unicodedata.normalize("NFC", cluster) + unicodedata.normalize("NFC", character)
    return not unicodedata.is_normalized("NFC", both)
