"""The treaty that a document is about, and therefore calls "the Convention" without more."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from pipeline.extract.articles import committees
from pipeline.extract.articles.citations import Reference, treaty_name
from pipeline.extract.articles.kinds import called, kinds_of
from pipeline.extract.laws import bodies
from pipeline.extract.laws.instruments import is_treaty
from pipeline.records import Mention, Unit

# References to provisions "of the Convention", without a name, that make a document one that is about a treaty.
LEAST_BARE = 4
# Times that the treaty named most is named, where others of its kind are named too.
LEAST_MOST = 3


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
    units: Sequence[Unit],
    laws: Mapping[int, Sequence[Mention]],
    found: Mapping[int, Sequence[Reference]],
    filed_under: str,
) -> Home:
    """The treaty that a document's titles name, or else the one that it speaks of before, or more than, all others.

    `filed_under` is the treaty of the committee that the document is filed under, or "".
    """
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
            if word := treaty_name(unit.text, one, unit.language):
                if word not in first:
                    before = [law.norm for law in here if law.end <= one.start and word in kinds_of(law, unit.language)]
                    first[word] = before[-1] if before else last.get(word, "")
                times[word] += 1
        for law in here:
            for word in kinds_of(law, unit.language):
                last[word] = law.norm
                counts[word][law.norm] += 1
    if own := committees.own_treaty(units, laws, found, counts, filed_under):
        return Home(dict.fromkeys(called(own, ""), own), own, stated=True)
    usual = {word: _usual(first[word], counts[word]) for word, number in times.items() if number >= LEAST_BARE}
    own_of = {word: norm for word, norm in usual.items() if norm is not None}
    return Home(own_of, own_of[max(own_of, key=lambda word: times[word])] if own_of else None)


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
