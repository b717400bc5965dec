"""Put pseudonyms into all that the stages say of a document: its text, units, labels and entities."""

import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace

from pipeline.extract.people.names import key
from pipeline.records import Entity, Failure, Label, Person, Unit
from pipeline.redact.names import SHORTEST, Change, Changed, Name, Search, change
from pipeline.rows import Processed


class Redactor:
    """What is to be replaced in the documents of one corpus."""

    def __init__(self, people: Iterable[Person], pseudonyms: Mapping[str, str]) -> None:
        self.pseudonyms = pseudonyms
        # Full names are looked for in every document, what else persons are called in those that mention them.
        self.full: dict[Name, str] = {}
        for person in people:
            if person.id in pseudonyms:
                for name in (person.name, *person.variants):
                    if len(key(name)) > 1:
                        self.full.setdefault(key(name), pseudonyms[person.id])

    def all(self, documents: Iterable[Processed | Failure]) -> Iterator[Processed | Failure]:
        """The documents, each redacted; of those that failed there is nothing to tell but that."""
        for one in documents:
            yield one if isinstance(one, Failure) else self.redact(one)

    def redact(self, processed: Processed) -> Processed:
        """The same document, with nothing in it of the names that are to go; all offsets lead into its new text."""
        search = Search(self.full | self._called(processed.entities))
        text = processed.document.text
        own: dict[int, list[Entity]] = defaultdict(list)
        for entity in processed.entities:
            own[entity.mention.unit].append(entity)
        units = {unit.order: self._unit(unit, own[unit.order], search) for unit in processed.units}
        changes: list[Change] = []
        kept: list[tuple[int, int]] = []
        for unit in processed.units:
            changes += [in_source(unit, text, *one) for one in units[unit.order].changes]
            kept += [in_source(unit, text, *span)[:2] for span in self._kept(own[unit.order])]
        found = [one for one in search.changes(text) if not any(one[0] < end and start < one[1] for start, end in kept)]
        source = change(text, [*changes, *outside(found, changes)])
        headings = {unit.text: units[unit.order].text for unit in processed.units}

        def scrub(words: str) -> str:
            return headings.get(words) or change(words, search.changes(words)).text

        def scrub_small(words: str) -> str:
            return change(words, search.changes(words, written_small=True)).text

        pieces = self._pieces(processed.entities)

        def scrub_term(term: str) -> str:
            # A given name alone is not looked for in texts, where it may be another's; as a term it tells who is meant.
            return "" if pieces.intersection(key(term)) else scrub_small(term)

        document = replace(
            processed.document,
            text=source.text,
            lines=(),
            title=scrub(processed.document.title),
            missing=tuple(map(scrub, processed.document.missing)),
            remarks=tuple(map(scrub, processed.document.remarks)),
            publisher=scrub(processed.document.publisher),
            authors=tuple(map(scrub, processed.document.authors)),
        )
        description = replace(
            processed.description,
            title=scrub(processed.description.title),
            publisher=scrub(processed.description.publisher),
        )
        classifications = tuple(
            replace(one, labels=tuple(label_moved(label, units[one.unit], scrub_term) for label in one.labels))
            for one in processed.classifications
        )
        return replace(
            processed,
            document=document,
            description=description,
            units=tuple(
                replace(
                    unit,
                    text=units[unit.order].text,
                    section=tuple(map(scrub, unit.section)),
                    number=scrub(unit.number),
                    start=source.start(unit.start),
                    end=source.end(unit.end),
                    offsets=runs(unit, units[unit.order], source),
                )
                for unit in processed.units
            ),
            classifications=classifications,
            entities=tuple(
                self._entity(one, units[one.mention.unit], source, scrub_small) for one in processed.entities
            ),
        )

    def _pieces(self, entities: Iterable[Entity]) -> frozenset[str]:
        """The words, folded, of the names of the persons of a document who are to go."""
        gone = [entity.mention for entity in entities if entity.person in self.pseudonyms]
        return frozenset(piece for mention in gone for name in (mention.text, mention.norm) for piece in key(name))

    def _called(self, entities: Iterable[Entity]) -> dict[Name, str]:
        """What the document calls the persons who are to go: its mentions of them, and their last names."""
        called: dict[Name, str] = {}
        for entity in entities:
            if entity.person in self.pseudonyms:
                for name in (key(entity.mention.text), key(entity.mention.norm), key(entity.mention.norm)[-1:]):
                    if name and (len(name) > 1 or len(name[0]) >= SHORTEST):
                        called.setdefault(name, self.pseudonyms[entity.person])
        return called

    def _kept(self, entities: Iterable[Entity]) -> list[tuple[int, int]]:
        """The spans of the persons of a unit who keep their names."""
        return [
            (one.mention.start, one.mention.end)
            for one in entities
            if one.mention.type == "person" and one.person not in self.pseudonyms
        ]

    def _unit(self, unit: Unit, entities: Iterable[Entity], search: Search) -> Changed:
        named = [
            (one.mention.start, one.mention.end, self.pseudonyms[one.person])
            for one in entities
            if one.person in self.pseudonyms
        ]
        found = search.changes(unit.text, self._kept(entities))
        return change(unit.text, [*named, *outside(found, named)])

    def _entity(self, entity: Entity, unit: Changed, source: Changed, scrub: Callable[[str], str]) -> Entity:
        one = entity.mention
        start, end = unit.start(one.start), unit.end(one.end)
        pseudonym = self.pseudonyms.get(entity.person)
        mention = replace(
            one,
            start=start,
            end=end,
            text=unit.text[start:end],
            doc_start=source.start(one.doc_start),
            doc_end=source.end(one.doc_end),
            norm=pseudonym or scrub(one.norm),
            law=scrub(one.law),
        )
        return Entity(
            id=f"{one.document}:{one.unit}:{one.type}:{start}",
            mention=mention,
            norm=pseudonym or (entity.norm if entity.person else scrub(entity.norm)),
            person=pseudonym or entity.person,
        )


def outside(found: Iterable[Change], others: Iterable[Change]) -> list[Change]:
    """The changes that overlap none of some others."""
    taken = sorted(others)
    return [one for one in found if all(one[1] <= start or end <= one[0] for start, end, _ in taken)]


def in_source(unit: Unit, text: str, start: int, end: int, written: str = "") -> Change:
    """The change in the document's text that one in a unit's is; the accents of a decomposed last letter go too."""
    first, last = unit.source_span(start, end)
    while last < len(text) and unicodedata.combining(text[last]):
        last += 1
    return first, last, written


def runs(unit: Unit, changed: Changed, source: Changed) -> tuple[tuple[int, int], ...]:
    """The unit's offsets after the changes."""
    places = {clean for clean, _ in unit.offsets}
    for start, end, _ in changed.changes:
        places -= {place for place in places if start < place < end}
        places |= {place for place in (start, end) if place < len(unit.text)}
    return tuple((changed.start(place), source.start(unit.source(place))) for place in sorted(places))


def label_moved(label: Label, unit: Changed, scrub: Callable[[str], str]) -> Label:
    """A label with its evidence where the unit's text now has it, without the terms of which nothing is left."""
    terms = tuple(filter(None, map(scrub, label.terms)))
    if not label.end:
        return replace(label, terms=terms)
    return replace(label, start=unit.start(label.start), end=unit.end(label.end), terms=terms)
