"""Names of instruments laid beside a text, word by word, from the head outward."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from pipeline.extract.laws import names
from pipeline.extract.laws.instruments import YEAR, fold, registry

BREAK = re.compile(r"[;:()!?\[\]]|\.\s")
# The year of a name between commas: "the Convention on the Rights of the Child, 1989, and".
BEHIND = re.compile(r", (?:19[2-9]\d|20\d\d)(?=[,;)]| ?\w+ the\b|\.(?:\s|$))")
# Words that a name may have in between and the registry does not know.
GAP = 2
# Words to the left and right of a head that are looked at.
LEFT, RIGHT = 12, 36

# The registry's form of the word at a place among the tokens.
Words = Callable[[int], str]


class Token(NamedTuple):
    """A word of a text and its span; a tuple because a long text has many."""

    start: int
    end: int
    word: str


@dataclass(frozen=True, slots=True)
class Found:
    """An instrument spoken of in a text: its span and norm ("" where only the document can tell)."""

    start: int
    end: int
    norm: str


def widened(text: str, tokens: Sequence[Token], first: int, last: int, norm: str) -> Found:
    """The span of the tokens with what belongs to a name in front of it (publisher, year) and a year behind it."""
    known = registry()
    while first > 0 and text[tokens[first - 1].end : tokens[first].start] == " ":
        word = fold(tokens[first - 1].word)
        if not (word in known.prefixes or YEAR.fullmatch(word)):
            break
        first -= 1
    while first < last and tokens[first].word.islower() and fold(tokens[first].word) in known.function:
        first += 1
    return Found(tokens[first].start, year_end(text, tokens[last].end), norm)


def year_end(text: str, end: int) -> int:
    """Where a name that ends at `end` ends with the year behind it."""
    year = next(filter(None, (pattern.match(text, end) for pattern in _behind())), None)
    return year.end() if year else end


@cache
def _behind() -> tuple[re.Pattern[str], ...]:
    """What a year behind a name looks like, in any language."""
    return (BEHIND, *(names.grammar(code).behind_abroad for code in names.codes()))


def walk(
    text: str,
    tokens: Sequence[Token],
    words: Words,
    place: int,
    ahead: frozenset[str],
    name: frozenset[str],
) -> tuple[int, int, float, float]:
    """First and last token of a name around its head, the weight of its words there, and that of foreign words."""
    known = registry()
    left = set(name)
    shown = foreign = 0.0
    first = at = place
    while at > 0 and place - at < LEFT and not BREAK.search(text, tokens[at - 1].end, tokens[at].start):
        at -= 1
        word = words(at)
        if word in ahead and word in left:
            left.discard(word)
            shown += known.weights[word]
            first = at
        elif word in known.function and word not in known.prefixes:
            linked = word in known.links and at > 0 and words(at - 1) in ahead
            if (len(ahead) < 2 and not linked) or (first == place and place - at > 1) or first - at > GAP:
                break
        elif word not in known.prefixes:
            break
    left -= known.prefixes & ahead
    if name == ahead and len(name) <= GAP:
        # A short name that ends in its head, like "Refugee Convention", does not go on behind it.
        left = {word for word in left if YEAR.fullmatch(word)}
    last = at = place
    gap = 0
    pending = 0.0
    while at + 1 < len(tokens) and at - place < RIGHT and not BREAK.search(text, tokens[at].end, tokens[at + 1].start):
        at += 1
        word = words(at)
        if word in known.stops and word not in left:
            break
        if word in left:
            left.discard(word)
            shown += known.weights[word]
            foreign += pending
            pending, gap, last = 0.0, 0, at
        elif word in name and word not in known.prefixes and last == at - 1:
            last = at if text[tokens[last].end : tokens[at].start] == " " else last
        elif word not in name and word not in known.function and not YEAR.fullmatch(word):
            if fold(tokens[at].word) in known.heads:
                break
            if at == place + 1 or "," in text[tokens[place].end : tokens[place + 1].start]:
                break
            gap += 1
            pending += 1.0
            if gap > GAP:
                break
    return first, last, shown, foreign
