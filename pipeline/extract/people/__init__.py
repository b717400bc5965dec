"""Find the people whom a document names: a small trained tagger, then what the document itself says about its names."""

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.extract.people.beside import CLOSING, behind_office, nicknamed, others, run, whole
from pipeline.extract.people.described import is_counted, is_described, is_told
from pipeline.extract.people.labels import beside_label, holds, renamed
from pipeline.extract.people.listed import agreed, overlap
from pipeline.extract.people.names import NUMERAL
from pipeline.extract.people.posts import posts
from pipeline.extract.people.reading import Reading
from pipeline.extract.people.roster import Place, Roster, lower_case
from pipeline.extract.people.scripts import with_scripts
from pipeline.extract.people.windows import windows
from pipeline.models import loading, verify
from pipeline.records import Mention, Unit

if TYPE_CHECKING:
    from spacy.language import Language

# Taggers by the ISO 639-1 codes of the languages that they have learned.
Taggers = Mapping[str, "Language"]
MODELS = Path(__file__).parents[3] / "models" / "people"
KINDS = frozenset({"title", "heading", "paragraph", "list_item", "note", "table"})
# Stretches of text that the tagger reads at once.
BATCH = 128
# Longest name in pieces, and the most that an honorific gives to what follows it.
LONGEST = 8
# An age between a name and the comma behind it.
AGE = re.compile(r", [1-9][0-9], ")
# What stands behind a name between commas.
ENDS = frozenset(",;.)\n")
# A quote that has no other behind it.
UNCLOSED = re.compile(r' ["“„«][^"”“»]*$')
# Longest second syllable of an East Asian given name.
SYLLABLE = 5


def arithmetic() -> AbstractContextManager[None]:
    """The context in which taggers are made: they multiply as numpy does, three times as fast as spaCy by itself."""
    from thinc.api import use_ops

    return use_ops("numpy", use_blis=False)


@cache
def taggers() -> Taggers:
    """The trained pipelines. Raises Untrusted where a file of `models/people` is not the one that training left."""
    # spaCy takes a second to import: only where there is a document to read.
    import spacy

    verify(MODELS)
    with loading(), arithmetic():
        trained = [spacy.load(folder) for folder in sorted(MODELS.iterdir()) if folder.is_dir()]
    return {language: nlp for nlp in trained for language in nlp.meta["languages"]}


def find(units: Sequence[Unit]) -> list[Mention]:
    """Every mention of a person in one document's units, in order.

    Spans are the name alone, in `Unit.text`; `norm` is the fullest form of the person's name in the document, a
    genitive taken off. Units in a language that no tagger has learned have none.
    """
    return find_by(taggers(), units)


def find_by(taggers: Taggers, units: Sequence[Unit]) -> list[Mention]:
    """What `find` does, by any taggers."""
    readings = [Reading(unit) for unit in units if unit.kind in KINDS and unit.language in taggers]
    common = lower_case(readings)
    roster = Roster(readings, common, [sorted(spans) for spans in candidates(taggers, readings, common)])
    found = [mention(readings[place.unit], place, norm) for place, norm in roster.resolve()]
    return with_scripts((unit for unit in units if unit.kind in KINDS), found)


def candidates(taggers: Taggers, readings: Sequence[Reading], common: frozenset[str]) -> Iterator[set[tuple[int, int]]]:
    """For each unit the pieces `[first, last)` of what the tagger or an honorific says is a name."""
    stretches = [windows(reading, common) for reading in readings]
    docs = {}
    for nlp in dict.fromkeys(taggers.values()):
        texts = [
            reading.text[start:end]
            for reading, kept in zip(readings, stretches, strict=True)
            if taggers[reading.unit.language] is nlp
            for start, end in kept
        ]
        docs[nlp] = nlp.pipe(texts, batch_size=BATCH)
    for reading, kept in zip(readings, stretches, strict=True):
        spans = {*honoured(reading, common), *parties(reading, common), *described(reading, common)}
        tagged = {
            tidy(reading, *reading.pieces(start + entity.start_char, start + entity.end_char), common)
            for (start, _), doc in zip(kept, docs[taggers[reading.unit.language]], strict=False)
            for entity in doc.ents
        }
        for span in whole(reading, {span for span in tagged if span[0] < span[1]}, common):
            if not reading.named_thing(*span) and not renamed(reading, span[0]):
                spans.add(span)
        spans |= {span for span in told(reading, common) if not any(overlap(span, other) for other in spans)}
        dropped, added = agreed(reading, spans)
        spans -= dropped
        for span in added:
            first, last = tidy(reading, *behind_title(reading, *span, spans), common)
            if last - first > 1 and not reading.named_thing(first, last) and not reading.title(last - 1):
                spans.add((first, last))
        for first, last in others(reading, spans, common):
            if not reading.named_thing(first, last) and tuple(reading.folded[first:last]) not in reading.words.alone:
                spans.add((first, last))
        whole_names = {suffixed(reading, *nicknamed(reading, behind_office(reading, span))) for span in spans}
        yield {span for span in whole_names if not is_suffix(reading, span[0])}


def is_suffix(reading: Reading, place: int) -> bool:
    """Whether a piece stands behind names and is part of them: "Jr."."""
    return reading.folded[place] in reading.words.suffixes and reading.capital(place)


def suffixed(reading: Reading, first: int, last: int) -> tuple[int, int]:
    """A name with the suffix behind it: "John Smith, Jr."."""
    if last < len(reading) and is_suffix(reading, last) and reading.gap(last) in {" ", ", "}:
        return first, last + 1
    return first, last


def honoured(reading: Reading, common: frozenset[str]) -> Iterator[tuple[int, int]]:
    """The names that follow an honorific, and those of two words or more that follow an office."""
    for place in range(1, len(reading)):
        before = reading.folded[place - 1]
        shortest = 1 if before in reading.words.honorifics else 2 if before in reading.words.offices else 0
        if not shortest or not reading.after_title(place):
            continue
        last = place
        while last < len(reading) and last - place < LONGEST and (last == place or reading.joined(last)):
            named = reading.capital(last) or reading.particle(last)
            never = reading.folded[last] in reading.words.never and not reading.given(last)
            if not named or (never and not reading.short(last)):
                break
            last += 1
        # "commander Senior Superintendent Ana Berg"
        place = max((title + 1 for title in range(place, last) if reading.title(title)), default=place)
        first, last = tidy(reading, place, last, common)
        if last - first >= shortest and not reading.named_thing(first, last):
            yield first, last


def described(reading: Reading, common: frozenset[str]) -> Iterator[tuple[int, int]]:
    """The full names of unusual words behind which a comma and what the person is stand: "Ana Berg, a lawyer".

    So too what a comma parts from a word for kin before it.
    """
    words = reading.words
    for capital in reading.capitals:
        place = capital + 1
        if (
            capital < 1
            or place == len(reading)
            or not (reading.gap(place) == ", " or AGE.fullmatch(reading.gap(place)))
        ):
            continue
        if reading.after_kin(capital) and starts_name(reading, capital, common) and not reading.thing(capital):
            yield capital, place
        if not is_described(reading, place):
            continue
        first = place - 1
        while first and reading.joined(first) and (reading.capital(first - 1) or reading.particle(first - 1)):
            first -= 1
        first, last = tidy(reading, first, place, common)
        before = reading.folded[first - 1] if first and reading.spaced(first) else ""
        if last - first < 2 or last != place or before in words.articles or before in words.locatives:
            continue
        if reading.named_thing(first, last) or tuple(reading.folded[first:last]) in words.alone:
            continue
        if not usual(reading, first, last, common):
            yield first, last


def usual(reading: Reading, first: int, last: int, common: frozenset[str]) -> bool:
    """Whether the pieces `[first, last)` hold a word in capitals, or one that the document has in lower case, but for
    the little words of names alone."""
    openers = reading.words.openers
    told = [place for place in range(first, last) if reading.capital(place) or reading.folded[place] in openers]
    return any(reading.folded[place] in common or reading.upper(place, place + 1) for place in told)


def told(reading: Reading, common: frozenset[str]) -> Iterator[tuple[int, int]]:
    """The full names of unusual words behind what happens to persons alone ("the arrest of Ana Berg"), behind what an
    office is over ("the Minister of Interior Ana Berg"), between commas, behind what the person is ("a man, Ana Berg,
    was") and behind a number of persons ("two former presidents, Ana Berg and")."""
    for place in reading.capitals:
        cues = reading.words.fates.get(reading.folded[place - 1], ()) if reading.spaced(place) else ()
        fate = any(tuple(reading.folded[max(0, place - len(cue)) : place]) == cue for cue in cues)
        known = fate and not reading.capital(place - 1)
        counted = is_counted(reading, place)
        apposed = counted or is_told(reading, place)
        if not known and not apposed and not holds(reading, place):
            continue
        first, last = tidy(reading, place, run(reading, place, particles=True), common)
        if last - first < 2 or first != place:
            continue
        goes_on = counted and reading.spaced(last) and reading.folded[last] in reading.words.conjunctions
        if apposed and not goes_on and reading.gap(last)[:1] not in ENDS:
            continue
        if (
            not usual(reading, first, last, common)
            and not reading.named_thing(first, last)
            and not beside_label(reading, first, last)
        ):
            yield first, last


def behind_title(reading: Reading, first: int, last: int, spans: set[tuple[int, int]]) -> tuple[int, int]:
    """The pieces of a name without the office before it, where what stands behind the office is known for a name."""
    for place in range(first + 1, last):
        if reading.title(place - 1) and (place, last) in spans:
            return place, last
    return first, last


def parties(reading: Reading, common: frozenset[str]) -> Iterator[tuple[int, int]]:
    """The people after whom a case before an international court is named."""
    for span in reading.parties():
        first, last = tidy(reading, *span, common)
        if first < last and not reading.named_thing(first, last):
            yield first, last


def tidy(reading: Reading, first: int, last: int, common: frozenset[str]) -> tuple[int, int]:
    """The name alone within the pieces `[first, last)`: no title, nothing behind a comma, whole hyphenated words.

    Returns equal ends where no name is left.
    """
    # A letter that opens a unit numbers it.
    while first < last and (not starts_name(reading, first, common) or (first == 0 and reading.short(first))):
        first += 1
    for place in range(first + 1, last):
        if not reading.joined(place):
            last = place
            break
    while first < last and not reading.capital(last - 1) and not is_syllable(reading, last - 1):
        last -= 1
    if first == last:
        return first, first
    while first and reading.hyphenated(first) and (reading.capital(first - 1) or reading.particle(first - 1)):
        first -= 1
    while first > 1 and reading.short(first - 1):
        first -= 1
    while last < len(reading) and reading.hyphenated(last) and reading.capital(last):
        last += 1
    if last - first > LONGEST or any(reading.thing(place) for place in range(first, last)):
        return first, first
    return first, last


def is_syllable(reading: Reading, place: int) -> bool:
    """Whether a lower-case piece ends a hyphenated name ("Jong-un") rather than a compound ("Assad-led")."""
    return reading.hyphenated(place) and len(reading.folded[place]) <= SYLLABLE


def starts_name(reading: Reading, place: int, common: frozenset[str]) -> bool:
    """Whether a name can begin with a piece."""
    if reading.short(place):
        return True
    if reading.title(place) or reading.folded[place] in reading.words.claimants:
        return False
    if reading.folded[place] in reading.words.never and not reading.given(place):
        return False
    # Where a sentence opens, a word that is also a common one is no name.
    if reading.opens(place) and (reading.folded[place] in reading.words.openers or reading.folded[place] in common):
        return False
    return reading.capital(place) or reading.particle(place)


def mention(reading: Reading, place: Place, norm: str) -> Mention:
    """The record of a name at its place."""
    unit = reading.unit
    start, end = reading.spans[place.first][0], reading.spans[place.last - 1][1]
    # The full stop of a last initial ("A.G.") is part of the name; behind a king's number, it ends the sentence.
    final = reading.piece(place.last - 1)
    king = NUMERAL.fullmatch(final) and not reading.short(place.last - 2)
    if final.isupper() and len(final) == 1 and not king and unit.text[end : end + 1] == ".":
        end += 1
    # So is that of a suffix ("Jr."), and the quote behind a nickname.
    if is_suffix(reading, place.last - 1) and unit.text[end : end + 1] == ".":
        end += 1
    if UNCLOSED.search(unit.text[start:end]) and unit.text[end : end + 1] in CLOSING:
        end += 1
    doc_start, doc_end = unit.source_span(start, end)
    return Mention(
        document=unit.document,
        unit=unit.order,
        type="person",
        text=unit.text[start:end],
        start=start,
        end=end,
        doc_start=doc_start,
        doc_end=doc_end,
        norm=norm,
        law="",
        date_start="",
        date_end="",
        posts=posts(reading, place.first, place.last),
    )
