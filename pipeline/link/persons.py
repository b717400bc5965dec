"""The persons of the corpus, one record each: how they are written, where, with which offices, and why it is they."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from operator import itemgetter

from pipeline.extract.people.names import fold, in_latin, initial, key, words
from pipeline.extract.people.reading import Reading
from pipeline.link import Names
from pipeline.link.context import SURE
from pipeline.link.spelling import genitive
from pipeline.records import Mention, Person, Unit

# Why a mention is the person's whose name its document has in full.
FULL, GENITIVE, INITIALS, SURNAME, PART, WRITTEN, OTHER = (
    "full name",
    "genitive",
    "initials in the document",
    "surname in the document",
    "part of the name in the document",
    "spelling in the document",
    "transliteration in the document",
)
# Words of an office at most.
LONGEST = 6


@dataclass(slots=True)
class Seen:
    """What documents say of one person: how often each variant and office, and for each variant why it is they.

    `context` is the least sure of what makes those whom several documents name one person.
    """

    name: str
    variants: dict[str, int] = field(default_factory=dict)
    offices: dict[str, int] = field(default_factory=dict)
    documents: dict[str, None] = field(default_factory=dict)
    reasons: dict[str, tuple[str, float]] = field(default_factory=dict)
    context: str = ""


def persons(corpus: Iterable[tuple[Sequence[Unit], Sequence[Mention]]], names: Names) -> list[Person]:
    """The persons of the corpus in order of their ids; reads every document once."""
    return [record(person, one) for person, one in sorted(said(corpus, names).items())]


def said(corpus: Iterable[tuple[Sequence[Unit], Sequence[Mention]]], names: Names) -> dict[str, Seen]:
    """What documents say of each person, by the person's id; reads every document once."""
    seen: dict[str, Seen] = {}
    for units, mentions in corpus:
        own = [mention for mention in mentions if mention.type == "person"]
        readings = {unit.order: Reading(unit) for unit in units if unit.order in {mention.unit for mention in own}}
        namesakes = shared(mention.norm for mention in own)
        for mention in own:
            joined = names[mention.document, mention.norm]
            one = seen.setdefault(joined.person, Seen(joined.name))
            reading = readings[mention.unit]
            one.documents[mention.document] = None
            one.context = less_sure(one.context, joined.context)
            count(one.variants, {mention.text: 1})
            count(one.offices, Counter(offices(reading, *reading.pieces(mention.start, mention.end))))
            reason, score = inside(mention.text, mention.norm, reading.unit.language, namesakes)
            if joined.score * score < one.reasons.get(mention.text, ("", 2.0))[1]:
                told = [reason] if mention.norm == joined.name else [reason, joined.reason]
                one.reasons[mention.text] = ", ".join(told), joined.score * score
    return seen


def merged(lots: Iterable[tuple[str, Seen]]) -> Iterator[Person]:
    """The persons of the corpus in order of their ids, from what each lot of documents says of each.

    The lots come in the order of the persons' ids and, of one person, of the documents; one person is held at a time.
    """
    for person, found in groupby(lots, key=itemgetter(0)):
        whole: Seen | None = None
        for _, one in found:
            whole = whole or Seen(one.name)
            add(whole, one)
        if whole:
            yield record(person, whole)


def add(whole: Seen, one: Seen) -> None:
    """Add what later documents say of a person."""
    count(whole.variants, one.variants)
    count(whole.offices, one.offices)
    whole.documents.update(one.documents)
    whole.context = less_sure(whole.context, one.context)
    for text, (reason, score) in one.reasons.items():
        # Of reasons as good as one another, the first document's holds.
        if score < whole.reasons.get(text, ("", 2.0))[1]:
            whole.reasons[text] = reason, score


def less_sure(one: str, other: str) -> str:
    """The less sure of two contexts."""
    return min(filter(None, (one, other)), key=lambda context: (SURE.get(context, 1.0), context), default="")


def count(counts: dict[str, int], more: Mapping[str, int]) -> None:
    """Add counts to others."""
    for text, times in more.items():
        counts[text] = counts.get(text, 0) + times


def record(person: str, one: Seen) -> Person:
    """The record of a person: variants, offices and reasons the most frequent first.

    Before the others stands why those whom several documents name so are one person.
    """
    variants = [text for text, _ in sorted(one.variants.items(), key=lambda item: (-item[1], item[0]))]
    reasons = [f"{text}: {one.reasons[text][0]}" for text in variants if text != one.name]
    score = min(score for _, score in one.reasons.values())
    if len(one.documents) > 1:
        reasons.insert(0, f"{one.name}: {one.context} in {len(one.documents)} documents")
        score = min(score, SURE.get(one.context, 1.0))
    return Person(
        id=person,
        name=one.name,
        variants=tuple(variants),
        offices=tuple(text for text, _ in sorted(one.offices.items(), key=lambda item: (-item[1], item[0]))),
        mentions=sum(one.variants.values()),
        documents=tuple(sorted(one.documents)),
        reasons=tuple(reasons),
        score=score,
    )


def shared(norms: Iterable[str]) -> Counter[str]:
    """How many persons of one document have each last name, folded."""
    last: dict[str, set[str]] = defaultdict(set)
    for norm in norms:
        last[key(norm)[-1] if key(norm) else norm].add(norm)
    return Counter({name: len(bearers) for name, bearers in last.items()})


def inside(text: str, norm: str, language: str, namesakes: Counter[str]) -> tuple[str, float]:
    """Why a mention is the person's whom its document calls `norm`, and how sure that is, 0..1.

    A surname that several persons of the document have is as sure as they are few.
    """
    if in_latin(norm) and not in_latin(text):
        return OTHER, 1.0
    stem = text.removesuffix(genitive(language)) if genitive(language) else text
    if key(text) == key(norm):
        return FULL, 1.0
    if key(stem) == key(norm):
        return f"{FULL}, {GENITIVE}", 1.0
    written, whole = words(text), [fold(word) for word in words(norm)]
    genitives = "" if fold(written[-1]) in whole else f", {GENITIVE}"
    parts = {fold(word) for word in (*written[:-1], text if len(written) == 1 else words(stem)[-1])}
    parts = parts if not genitives else {*map(fold, written[:-1]), fold(words(stem)[-1])}
    if any(initial(word) for word in written):
        return INITIALS, 1.0
    if not parts <= set(whole):
        return WRITTEN, 1.0
    if len(written) == 1 and whole and parts == {whole[-1]}:
        return SURNAME + genitives, 1.0 / max(1, namesakes[whole[-1]])
    return PART + genitives, 1.0


def offices(reading: Reading, first: int, last: int) -> Iterator[str]:
    """The offices and titles that stand beside a name: right before it, or behind a comma after it."""
    start = first
    while start and first - start < LONGEST and reading.after_title(start) and not reading.short(start - 1):
        start -= 1
    if any(reading.folded[place] not in reading.words.qualifiers for place in range(start, first)):
        yield reading.name(start, first).lower()
    start = last
    if reading.gap(last) != ", ":
        return
    while start < len(reading) and start - last < 2 and reading.folded[start] in reading.words.articles:
        start += 1
    end = start
    while end < len(reading) and end - start < LONGEST and reading.title(end) and (end == start or reading.spaced(end)):
        end += 1
    if all(reading.folded[place] in reading.words.qualifiers for place in range(start, end)):
        return
    # A title behind which another name begins is that one's.
    if not (end < len(reading) and reading.spaced(end) and reading.capital(end)):
        yield reading.name(start, end).lower()
