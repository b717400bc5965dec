"""The treaty that a document is about, and therefore calls "the Convention" without more."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from pipeline.extract.articles import bodies
from pipeline.extract.articles.citations import Reference, grammar, known, short_name
from pipeline.extract.articles.kinds import called, is_treaty, kinds_of
from pipeline.extract.laws.instruments import fold
from pipeline.records import Mention, Unit

# References to provisions "of the Convention", without a name, that make a document one that is about a treaty.
LEAST_BARE = 4
# Times that the treaty named most is named, where others of its kind are named too.
LEAST_MOST = 3
# The share of units, at least, that speak of the committee of a treaty or of its parties where it is the committee's:
# 0.12 in nearly all general comments, and in 8 of 162 reports to the Human Rights Council.
SHARE_OF_COMMITTEE = 0.12
# Times that a committee says what its treaty is about, at least, and how many times as often as what others are about.
# These are right for all but three of 136 general comments of nine committees, and for 29 of 29 recommendations.
LEAST_SAID, TIMES_SAID = 2, 1.5
# Times that a document names a treaty which is not its own one though it does not name that.
MOST_OTHER = 3


@dataclass(frozen=True, slots=True)
class Home:
    """What a document calls by the kind of a treaty alone ("treaty:convention"), "" where it never says which.

    `main` is the treaty of numbers that stand alone, "" where the document is about one that it never names, and None
    where it is about none; `stated` whether a title names it.
    """

    called: dict[str, str] = field(default_factory=dict)
    main: str | None = None
    stated: bool = False


def home_of(
    units: Sequence[Unit], laws: Mapping[int, Sequence[Mention]], found: Mapping[int, Sequence[Reference]]
) -> Home:
    """The treaty that a document's titles name, or else the one that it speaks of before, or more than, all others."""
    stated = _of_titles(units, laws)
    if stated:
        return Home(dict.fromkeys(called(stated, ""), stated), stated, stated=True)
    last: dict[str, str] = {}
    first: dict[str, str] = {}
    times: Counter[str] = Counter()
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for unit in units:
        here = laws.get(unit.order, ())
        for one in found.get(unit.order, ()):
            if word := short_name(unit.text, one, unit.language):
                if word not in first:
                    before = [law.norm for law in here if law.end <= one.start and word in kinds_of(law, unit.language)]
                    first[word] = before[-1] if before else last.get(word, "")
                times[word] += 1
        for law in here:
            for word in kinds_of(law, unit.language):
                last[word] = law.norm
                counts[word][law.norm] += 1
    if own := _of_committee(units, counts):
        return Home(dict.fromkeys(called(own, ""), own), own, stated=True)
    usual = {word: _usual(first[word], counts[word]) for word, number in times.items() if number >= LEAST_BARE}
    own_of = {word: norm for word, norm in usual.items() if norm is not None}
    return Home(own_of, own_of[max(own_of, key=lambda word: times[word])] if own_of else None)


def _of_committee(units: Sequence[Unit], counts: Mapping[str, Counter[str]]) -> str:
    """The treaty of the committee that speaks in a document, by what it speaks about, or ""."""
    speaking = [unit.language for unit in units if _speaks(unit)]
    if not speaking or len(speaking) < SHARE_OF_COMMITTEE * len(units):
        return ""
    rules = grammar(speaking[0])
    text = "\n".join(unit.text for unit in units if unit.language == speaking[0])
    words = Counter(f"treaty:{fold(name)}" for name in rules.nameless.findall(text))
    word = max(words, key=lambda name: words[name], default="")
    said = Counter({own: len(about.findall(text)) for own, about in rules.subjects if word in called(own, "")})
    (own, often), (_, second) = [*said.most_common(2), ("", 0), ("", 0)][:2]
    if often < max(LEAST_SAID, TIMES_SAID * second):
        return ""
    return own if counts[word][own] or max(counts[word].values(), default=0) <= MOST_OTHER else ""


def _speaks(unit: Unit) -> bool:
    """Whether a unit speaks as the committee of a treaty does, of itself or of the treaty's parties."""
    if not known(unit.language):
        return False
    rules = grammar(unit.language)
    for need in rules.treaty_body_needs:
        if need in unit.text:
            return rules.treaty_body.search(unit.text) is not None
    return False


def _usual(first: str, counts: Counter[str]) -> str | None:
    """The treaty that a document calls by its kind, "" where it names none in earnest, None where that changes."""
    (top, most), (_, second) = [*counts.most_common(2), ("", 0), ("", 0)][:2]
    if not most:
        return None
    if first:
        return first if 2 * counts[first] >= most else None
    if not second or most >= max(LEAST_MOST, 3 * second):
        return top
    return "" if most == 1 else None


def _of_titles(units: Sequence[Unit], laws: Mapping[int, Sequence[Mention]]) -> str:
    """The one treaty of the titles and headings before the text, if no other heading is about another, or ""."""
    opening: set[str] = set()
    all_heads: set[str] = set()
    text = False
    for unit in units:
        text = text or unit.kind == "paragraph"
        if unit.kind in ("title", "heading"):
            norms = {law.norm for law in laws.get(unit.order, ()) if is_treaty(law.norm)}
            norms = norms or set(bodies.find(unit.text, unit.language))
            all_heads |= norms
            opening |= set() if text else norms
    return min(opening) if len(opening) == 1 and all_heads == opening else ""
