"""Put pseudonyms into all that the stages say of a document: its text, units, labels and entities."""

import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from msgspec import structs

from pipeline.extract.people.names import key
from pipeline.interim import Source
from pipeline.link.persons import Seen
from pipeline.records import Entity, Failure, Label, Person, Unit
from pipeline.redact import Parted, written
from pipeline.redact.files import Files, renamed
from pipeline.redact.names import Changed, Name, Search, change
from pipeline.redact.written import SHORTEST, Change
from pipeline.rows import Processed


class Redactor:
    """What is to be replaced in the documents of one corpus."""

    def __init__(self, people: Parted) -> None:
        self.people = people
        # Full names are looked for in every document, what else persons are called in those that mention them.
        self.full: dict[Name, str] = {}
        for name, pseudonym in self._names(people.gone):
            if len(key(name)) > 1:
                self.full.setdefault(key(name), pseudonym)
        # Who keeps the name in some documents alone has it hidden in those that do not mention it.
        everywhere = [one for one in people.staying if one.id not in people.pseudonyms]
        self.index = written.corpus_index(
            self._names(people.gone), (name for one in everywhere for name in (one.name, *one.variants))
        )

    def files(self, sources: Iterable[Source], seen: Iterable[tuple[str, Seen]], secret: bytes) -> Files:
        """Other names for the files whose paths hold a name that is to go, by the persons whom each document mentions,
        by id."""
        mentioned: dict[str, list[tuple[str, Seen]]] = defaultdict(list)
        for person, one in seen:
            for document in one.documents:
                mentioned[document].append((person, one))

        def named(source: Source) -> bool:
            called = [
                (person, name) for person, one in mentioned.get(source.id, ()) for name in (one.name, *one.variants)
            ]
            indexes = (self._index(source.id, called), self.index)
            return any(written.changes(text, indexes, whole=True) for text in (source.id, source.path))

        return renamed(sources, named, secret)

    def failure(self, one: Failure, files: Files) -> Failure:
        """A failure without names."""

        def scrub(words: str) -> str:
            return change(words, written.changes(words, (self.index,), whole=True)).text

        format = one.format if scrub(one.format) == one.format else ""
        return Failure(
            files.document(one.id),
            files.source(one.id, one.source),
            one.sha256,
            format,
            scrub(one.message),
            one.size,
        )

    def redact(self, processed: Processed, files: Files) -> Processed:
        """The same document, with nothing in it of the names that are to go; all offsets lead into its new text."""
        id = files.document(processed.document.id)
        gone = self._gone(processed.entities)
        search = self._search(processed.document.id, processed.entities, gone)
        text = processed.document.text
        own: dict[int, list[Entity]] = defaultdict(list)
        for entity in processed.entities:
            own[entity.mention.unit].append(entity)
        units = {unit.order: redacted_unit(unit, own[unit.order], gone, search) for unit in processed.units}
        changes: list[Change] = []
        kept: list[tuple[int, int]] = []
        for unit in processed.units:
            changes += [in_source(unit, text, *one) for one in units[unit.order].changes]
            kept += [in_source(unit, text, *span)[:2] for span in spans_kept(own[unit.order], gone)]
        found = [one for one in search.changes(text) if not any(one[0] < end and start < one[1] for start, end in kept)]
        source = change(text, [*changes, *outside(found, changes)])
        headings = {unit.text: units[unit.order].text for unit in processed.units}

        def scrub(words: str) -> str:
            return headings.get(words) or change(words, search.changes(words)).text

        def scrub_small(words: str) -> str:
            return change(words, search.changes(words, written_small=True)).text

        pieces = frozenset(
            piece
            for one in processed.entities
            if one.person in gone
            for name in (one.mention.text, one.mention.norm)
            for piece in key(name)
        )

        def scrub_term(term: str) -> str:
            # A given name alone is not looked for in texts, where it may be another's; as a term it tells who is meant.
            hidden = pieces.intersection(key(term)) or written.changes(term, search.indexes, whole=True)
            return "" if hidden else scrub_small(term)

        document = replace(
            processed.document,
            id=id,
            source=files.source(processed.document.id, processed.document.source),
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
            document=id,
            title=scrub(processed.description.title),
            publisher=scrub(processed.description.publisher),
        )
        classifications = tuple(
            replace(
                one,
                document=id,
                flag=label_moved(one.flag, units[one.unit], scrub_term) if one.flag else None,
                labels=tuple(label_moved(label, units[one.unit], scrub_term) for label in one.labels),
            )
            for one in processed.classifications
        )
        return replace(
            processed,
            document=document,
            detection=replace(processed.detection, document=id),
            description=description,
            units=tuple(
                replace(
                    unit,
                    document=id,
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
            # Of mentions within one address only one is left.
            entities=tuple(
                {
                    entity.id: entity
                    for one in processed.entities
                    for entity in (moved(one, gone, files, units[one.mention.unit], source, scrub_small),)
                }.values()
            ),
        )

    def _names(self, people: Iterable[Person]) -> list[tuple[str, str]]:
        """All names of persons who are to go, each with the pseudonym."""
        return [(name, self.people.pseudonyms[one.id]) for one in people for name in (one.name, *one.variants)]

    def _gone(self, entities: Iterable[Entity]) -> dict[str, str]:
        """The pseudonyms, by id, of the persons of a document who are to go there."""
        return {
            one.person: self.people.pseudonyms[one.person]
            for one in entities
            if one.person and not self.people.stays(one.person, one.mention.document)
        }

    def _index(self, document: str, called: Iterable[tuple[str, str]]) -> written.Index:
        """What machines write of the persons of a document, by id, and what it calls them."""
        gone, kept = list[tuple[str, str]](), list[str]()
        for person, name in called:
            if self.people.stays(person, document):
                kept.append(name)
            else:
                gone.append((name, self.people.pseudonyms[person]))
        return written.index(gone, kept)

    def _search(self, document: str, entities: Iterable[Entity], gone: Mapping[str, str]) -> Search:
        """What is to be found in a document: all full names, and what it calls the persons who are to go."""
        mentions = [
            (one.person, name) for one in entities if one.person for name in (one.mention.text, one.mention.norm)
        ]
        left = {key(name) for person, name in mentions if person not in gone}
        full = {name: pseudonym for name, pseudonym in self.full.items() if name not in left}
        called: dict[Name, str] = {}
        for person, text in mentions:
            if person in gone:
                for name in (key(text), key(text)[-1:]):
                    if name and (len(name) > 1 or len(name[0]) >= SHORTEST):
                        called.setdefault(name, gone[person])
        return Search(full | called, (self._index(document, mentions), self.index))


def spans_kept(entities: Iterable[Entity], gone: Mapping[str, str]) -> list[tuple[int, int]]:
    """The spans of the persons of a unit who keep their names."""
    return [(one.mention.start, one.mention.end) for one in entities if one.person and one.person not in gone]


def redacted_unit(unit: Unit, entities: Iterable[Entity], gone: Mapping[str, str], search: Search) -> Changed:
    """The text of a unit under pseudonyms, by the persons' ids."""
    found = search.changes(unit.text, spans_kept(entities, gone))
    named = [
        (one.mention.start, one.mention.end, gone[one.person])
        for one in entities
        if one.person in gone and not within(one, found)
    ]
    return change(unit.text, [*named, *outside(found, named)])


def within(entity: Entity, changes: Iterable[Change]) -> bool:
    """Whether some change takes the place of a mention and more than it: a name in an address is more than the finder
    makes of it."""
    start, end = entity.mention.start, entity.mention.end
    return any(one[0] <= start and end <= one[1] and one[1] - one[0] > end - start for one in changes)


def moved(
    entity: Entity,
    gone: Mapping[str, str],
    files: Files,
    unit: Changed,
    source: Changed,
    scrub: Callable[[str], str],
) -> Entity:
    """An entity where its document now has it, under the name that its person now has."""
    one, id = entity.mention, files.document(entity.mention.document)
    start, end = unit.start(one.start), unit.end(one.end)
    pseudonym = gone.get(entity.person)
    mention = replace(
        one,
        document=id,
        start=start,
        end=end,
        text=unit.text[start:end],
        doc_start=source.start(one.doc_start),
        doc_end=source.end(one.doc_end),
        norm=pseudonym or scrub(one.norm),
        law=scrub(one.law),
        candidates=tuple(map(scrub, one.candidates)),
    )
    return Entity(
        id=f"{id}:{one.unit}:{one.type}:{start}",
        mention=mention,
        norm=pseudonym or (entity.norm if entity.person else scrub(entity.norm)),
        person=pseudonym or files.person(entity.person),
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
        return structs.replace(label, terms=terms)
    return structs.replace(label, start=unit.start(label.start), end=unit.end(label.end), terms=terms)
