"""Find the people whom a document names: a small trained tagger, then what the document itself says about its names."""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.extract.people.listed import agreed
from pipeline.extract.people.reading import Reading
from pipeline.extract.people.roster import Place, Roster, lower_case
from pipeline.records import Mention, Unit

if TYPE_CHECKING:
    from spacy.language import Language

# Taggers by the ISO 639-1 codes of the languages that they have learned.
Taggers = Mapping[str, "Language"]
MODELS = Path(__file__).parents[3] / "models" / "people"
KINDS = frozenset({"title", "heading", "paragraph", "list_item", "note", "table"})
# Longest name in pieces, and the most that an honorific gives to what follows it.
LONGEST = 8
# Longest second syllable of an East Asian given name.
SYLLABLE = 5


@cache
def taggers() -> Taggers:
    """The trained pipelines. Raises OSError where `models/people` has none."""
    # spaCy takes a second to import: only where there is a document to read.
    import spacy

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
    roster = Roster(readings, [sorted(spans) for spans in candidates(taggers, readings)])
    return [mention(readings[place.unit], place, norm) for place, norm in roster.resolve()]


def candidates(taggers: Taggers, readings: Sequence[Reading]) -> Iterator[set[tuple[int, int]]]:
    """For each unit the pieces `[first, last)` of what the tagger or an honorific says is a name."""
    common = lower_case(readings)
    asked = [can_name(reading, common) for reading in readings]
    docs = {}
    for nlp in dict.fromkeys(taggers.values()):
        texts = [
            reading.text
            for reading, ask in zip(readings, asked, strict=True)
            if ask and taggers[reading.unit.language] is nlp
        ]
        docs[nlp] = nlp.pipe(texts, batch_size=64)
    for reading, ask in zip(readings, asked, strict=True):
        spans = {*honoured(reading, common), *parties(reading, common)}
        if ask:
            for entity in next(docs[taggers[reading.unit.language]]).ents:
                first, last = tidy(reading, *reading.pieces(entity.start_char, entity.end_char), common)
                if first < last and not reading.named_thing(first, last):
                    spans.add((first, last))
        dropped, added = agreed(reading, spans)
        spans -= dropped
        for span in added:
            first, last = tidy(reading, *span, common)
            if last - first > 1 and not reading.named_thing(first, last):
                spans.add((first, last))
        yield spans


def can_name(reading: Reading, common: frozenset[str]) -> bool:
    """Whether the tagger could find a name here: some word has a capital that neither its place nor its kind explains.

    A text in capitals only tells the tagger nothing: there, names come from the rest of the document.
    """
    if reading.text.isupper():
        return False
    words = reading.words
    return any(
        reading.capital(place)
        and not (reading.opens(place) and reading.folded[place] in common)
        and reading.folded[place] not in words.never
        and not reading.thing(place)
        and (reading.folded[place],) not in words.alone
        and not reading.upper(place, place + 1)
        for place in range(len(reading))
    )


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
            if not named or (reading.folded[last] in reading.words.never and not reading.short(last)):
                break
            last += 1
        first, last = tidy(reading, place, last, common)
        if last - first >= shortest and not reading.named_thing(first, last):
            yield first, last


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
    if reading.title(place) or reading.folded[place] in reading.words.never:
        return False
    # Where a sentence opens, a word that is also a common one is no name.
    if reading.opens(place) and (reading.folded[place] in reading.words.openers or reading.folded[place] in common):
        return False
    return reading.capital(place) or reading.particle(place)


def mention(reading: Reading, place: Place, norm: str) -> Mention:
    """The record of a name at its place."""
    unit = reading.unit
    start, end = reading.spans[place.first][0], reading.spans[place.last - 1][1]
    # The full stop of a last initial ("A.G.") is part of the name.
    if reading.capital(place.last - 1) and len(reading.piece(place.last - 1)) == 1 and unit.text[end : end + 1] == ".":
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
    )
