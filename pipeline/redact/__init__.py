"""Redact: the persons of a corpus under pseudonyms, in everything that a run writes."""

import os
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from operator import itemgetter
from pathlib import Path

from pipeline.link.persons import Seen, merged
from pipeline.records import Person
from pipeline.redact.files import Files
from pipeline.redact.holders import Holder, keeping, listed
from pipeline.redact.pseudonym import unlike

__all__ = ["Parted", "Redaction", "listed", "parted", "pseudonyms", "redacted_people", "secret"]


@dataclass(frozen=True, slots=True)
class Redaction:
    """The secret that pseudonyms are made with, and the names of those who keep theirs."""

    secret: bytes
    kept: tuple[Holder, ...] = ()


@dataclass(frozen=True, slots=True)
class Parted:
    """The persons of a corpus, those who get a pseudonym, by id, and those who keep their name.

    One who keeps it in the documents of `kept` alone is among both, each time with what those documents say.
    """

    gone: tuple[Person, ...]
    staying: tuple[Person, ...]
    pseudonyms: Mapping[str, str]
    kept: Mapping[str, frozenset[str]]

    def stays(self, person: str, document: str) -> bool:
        """Whether a person keeps the name in a document."""
        return document in self.kept.get(person, ())


def secret(path: Path) -> bytes:
    """The secret in a file; the first time, it is made there, for its owner's eyes only.

    Without it, pseudonyms lead nobody back to names; with it, the next run gives everybody the same ones.
    """
    try:
        file = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    except FileExistsError:
        return path.read_bytes()
    with os.fdopen(file, "wb") as opened:
        made = secrets.token_hex(32).encode()
        opened.write(made)
    return made


def parted(seen: Iterable[tuple[str, Seen]], redaction: Redaction, about: Mapping[str, str]) -> Parted:
    """Who gets a pseudonym and who does not, from what each document says of each person, by the person's id.

    `about` gives the countries of documents.
    """
    lots = sorted(seen, key=itemgetter(0))
    kept = keeping(merged(lots), redaction.kept, about)
    gone = [(id, one) for id, one in lots if not kept.get(id, frozenset()).issuperset(one.documents)]
    staying = [(id, one) for id, one in lots if kept.get(id, frozenset()).issuperset(one.documents)]
    people = tuple(merged(gone))
    return Parted(people, tuple(merged(staying)), pseudonyms(people, redaction.secret), kept)


def pseudonyms(people: Iterable[Person], secret: bytes) -> dict[str, str]:
    """The pseudonym of each person, by id; the same for the same id and secret."""
    made: dict[str, str] = {}
    taken: set[str] = set()
    for person in sorted(people, key=lambda one: one.id):
        made[person.id] = unlike(taken, "Person", person.id, secret)
        taken.add(made[person.id].casefold())
    return made


def redacted_people(people: Parted, files: Files) -> list[Person]:
    """The persons, those with a pseudonym under it alone, in order of their ids."""
    found = [
        Person(name, name, (name,), one.offices, one.mentions, _documents(one, files), (), one.score)
        for one in people.gone
        for name in (people.pseudonyms[one.id],)
    ]
    found += [replace(one, id=files.person(one.id), documents=_documents(one, files)) for one in people.staying]
    return sorted(found, key=lambda one: one.id)


def _documents(person: Person, files: Files) -> tuple[str, ...]:
    return tuple(sorted(map(files.document, person.documents)))
