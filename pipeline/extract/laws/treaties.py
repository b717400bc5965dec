"""Treaties and United Nations texts: their names aligned with the registry, word by word.

A name in running text is seldom the registry's: words are misspelt, left out, replaced or turned round. So a name is
found from its head ("Convention", "protokollet") outward: words that the registry's name has, in whatever order, belong
to it, and the name that explains most of the text wins.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Protocol, TypeVar

from pipeline.extract.laws import protocols
from pipeline.extract.laws.alignment import LEFT, RIGHT, Found, Token, Words, walk, widened
from pipeline.extract.laws.instruments import TOKEN, acronym_pattern, fold, known_form, registry, stems
from pipeline.extract.laws.names import lowered

LAST_WORD = re.compile(r"(\w+) $")
LONGEST_WORD = 40
# The mark of a note that has grown together with the word before it: "the Rights of the Child14", "the Charter.15".
DIGIT_BEHIND = re.compile(r"\d(?:(?<=[^\W\d_]{4}\d)|(?<=[^\W\d_]{3}\.\d))")
GLUED = re.compile(r"(?:(?<=[^\W\d_]{4})|(?<=[^\W\d_]{3})\.)\d{1,3}$")
# What every acronym holds, and most paragraphs do not.
CAPITALS = re.compile(r"[A-Z][A-Z]")
# A name is recognised when it shows this share of its weight (one of up to four words the second), and when this share
# of the words that it spans are its own: "Convention on the Rights of Invalids" is in, "UN Convention bodies" is out.
SHOWN, SHOWN_SHORT, OWN = 0.55, 0.65, 0.55
# The reach of an alignment in characters: the longest name of the registry has 157, and words between them.
BEFORE_HEAD, AFTER_HEAD = 160, 320


class HasSpan(Protocol):
    """Anything with a span in a text."""

    @property
    def start(self) -> int: ...

    @property
    def end(self) -> int: ...


Span = TypeVar("Span", bound=HasSpan)


def find(text: str, code: str, before: str, committees: frozenset[str]) -> list[Found]:
    """The treaties that `text`, in the language `code`, names, in order, none within another.

    `before` is the norm of the treaty last spoken of in the document, or ""; `committees` are the acronyms that the
    document uses for a body and not for its treaty.
    """
    acronyms = [*_acronyms(text, committees)]
    tokens = _tokens_near_heads(text, code)
    # What a name says goes before what an acronym in it says.
    return longest([*(_named(text, tokens, before, acronyms) if tokens else ()), *acronyms])


def longest(spans: Iterable[Span]) -> list[Span]:
    """The longest of the spans that overlap, in the order of the text; of two alike the first."""
    chosen: list[Span] = []
    for one in sorted(spans, key=lambda span: span.start - span.end):
        place = bisect_left(chosen, one.end, key=lambda span: span.start)
        if not place or chosen[place - 1].end <= one.start:
            chosen.insert(place, one)
    return chosen


def _acronyms(text: str, committees: frozenset[str]) -> Iterable[Found]:
    known = registry()
    for match in acronym_pattern().finditer(text) if CAPITALS.search(text) else ():
        behind = _behind(text, match.end())
        if behind and behind[0] in known.body_nouns:
            continue
        if not _is_object(text, match.start()):
            acts = behind and behind[0] in known.bodies
            if match[1] in committees or (acts and known.done_to.isdisjoint(behind[1:])):
                continue
            leader = LAST_WORD.search(text, max(0, match.start() - LONGEST_WORD), match.start())
            if leader and fold(leader[1]) in known.before_bodies:
                continue
        yield Found(match.start(), match.end(), known.acronyms[match[1]])


def _behind(text: str, end: int) -> list[str]:
    """The next three words at most behind an acronym and those that are coordinated with it: "CERD and CEDAW urged"."""
    known = registry()
    end += next((len(ending) for ending in known.genitives if text.startswith(ending, end)), 0)
    if text[end : end + 1] != " ":
        return []
    words = TOKEN.findall(text[end : end + LONGEST_WORD])
    while len(words) > 1 and fold(words[0]) in known.function and words[1] in known.acronyms:
        words = words[2:]
    return [fold(word) for word in words[:3]]


def _is_object(text: str, start: int) -> bool:
    """Whether the words that end at `start` have a treaty for their object: "the implementation of CEDAW"."""
    known = registry()
    before = text[max(0, start - LONGEST_WORD) : start]
    words = [fold(word) for word in TOKEN.findall(before[before.rfind(",") + 1 :])]
    while words and words[-1] in known.function | known.links:
        words.pop()
    return bool(words) and words[-1] in known.done_by


def _tokens_near_heads(text: str, code: str) -> list[Token]:
    """The words in reach of what may be a head, in order."""
    lower = lowered(text)
    if len(lower) != len(text):
        # Some capitals are two letters when small; positions would shift.
        lower = "".join(letter if len(letter.lower()) > 1 else letter.lower() for letter in text)
    hits: list[int] = []
    for stem in stems(code):
        at = lower.find(stem) if stem in lower else -1
        while at >= 0:
            hits.append(at)
            at = lower.find(stem, at + len(stem))
    tokens: list[Token] = []
    done = 0
    for hit in sorted(hits):
        if hit + AFTER_HEAD > done:
            start = max(done, text.rfind(" ", 0, hit - BEFORE_HEAD) + 1 if hit > BEFORE_HEAD else 0)
            end = text.find(" ", hit + AFTER_HEAD)
            done = end if end >= 0 else len(text)
            tokens += [Token(match.start(), match.end(), match[0]) for match in TOKEN.finditer(text, start, done)]
    return [_unglued(token) for token in tokens] if tokens and DIGIT_BEHIND.search(text) else tokens


def _unglued(token: Token) -> Token:
    word = GLUED.sub("", token.word) if token.word[-1].isdecimal() else token.word
    return Token(token.start, token.start + len(word), word) if len(word) < len(token.word) else token


def _named(text: str, tokens: Sequence[Token], before: str, acronyms: Sequence[Found]) -> list[Found]:
    known = registry()
    words: Words = lambda place: known_form(tokens[place].word)  # noqa: E731
    anchors: list[tuple[int, str]] = []
    found: list[Found] = []
    for place, token in enumerate(tokens):
        head, norm = _role(token.word)
        if head:
            anchors.append((place, head))
        if norm:
            found.append(widened(text, tokens, place, _subject_end(text, tokens, words, place, norm), norm))
    late: list[tuple[int, str, Found | None]] = []
    reach = -1
    for place, head in anchors:
        if tokens[place].start < reach:
            continue
        best = _aligned(text, tokens, words, place, head)
        if best and not known.treaty_of.get(best.norm):
            found.append(best)
            reach = best.end
        elif head in ("protocol", "protocols"):
            late.append((place, head, best))
    treaties = sorted([*found, *acronyms], key=lambda one: one.start)
    for place, head, best in late:
        if head == "protocols":
            found += protocols.find_several(text, tokens, words, place, treaties, before)
        elif protocol := protocols.find(text, tokens, words, place, treaties, before) or best:
            found.append(protocol)
    return found


def _subject_end(text: str, tokens: Sequence[Token], words: Words, place: int, norm: str) -> int:
    """The last token of the subject of a treaty that is named by its place: "the Istanbul Convention on violence …"."""
    known = registry()
    if place + 1 == len(tokens) or fold(tokens[place + 1].word) not in known.about:
        return place
    _, last, shown, foreign = walk(text, tokens, words, place, frozenset(), known.words.get(norm, frozenset()))
    return last if shown > protocols.LEAST_SUBJECT and not foreign else place


@lru_cache(maxsize=1 << 16)
def _role(word: str) -> tuple[str, str]:
    """The head that a word is and the norm of the instrument that it names alone, "" where it does not."""
    known = registry()
    lower = fold(word)
    head = known.heads.get(lower if "-" not in lower else lower.rsplit("-", 1)[-1], "")
    return head, known.single.get(lower) or known.single.get(lower.removesuffix("s"), "")


def _aligned(text: str, tokens: Sequence[Token], words: Words, place: int, head: str) -> Found | None:
    known = registry()
    low, high = max(0, place - LEFT), min(len(tokens), place + RIGHT)
    votes = {words(at) for at in range(low, high) if at != place}
    best: tuple[float, float, int, int, str] | None = None
    fronts: dict[str, int] = {}
    for name in known.names.get(head, ()):
        shared = name.words & votes
        if not shared or sum(known.weights[word] for word in shared) < SHOWN * name.weight:
            continue
        first, last, shown, foreign = walk(text, tokens, words, place, name.ahead, name.words)
        if shown < (SHOWN if len(name.words) > 4 else SHOWN_SHORT) * name.weight or shown < OWN * (shown + foreign):
            continue
        if len(name.words) == 1 and shown < name.weight:
            continue
        if first > 0 and (word := fold(tokens[first - 1].word)) in known.regions and word not in name.words:
            # A region's own treaty: "the Inter-American Convention to Prevent and Punish Torture".
            continue
        if not foreign and place - first == len(name.ahead):
            # A name that begins by another one of the same treaty: "Istanbul Convention on preventing violence …".
            fronts[name.norm] = min(first, fronts.get(name.norm, first))
        rank = (shown - 0.5 * foreign, shown / name.weight)
        if best is None or rank > best[:2]:
            best = (*rank, first, last, name.norm)
    if best is None:
        return None
    return widened(text, tokens, min(best[2], fronts.get(best[4], best[2])), best[3], best[4])
