"""Redact: the persons of a corpus under pseudonyms, in everything that a run writes."""

import csv
import hashlib
import hmac
import os
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from pipeline.extract.people.names import key, words
from pipeline.link.spelling import spelling
from pipeline.records import Person

# What a pseudonym is written with: no letter that looks like a figure.
LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 6


@dataclass(frozen=True, slots=True)
class Redaction:
    """The secret that pseudonyms are made with, and the names of those who keep theirs."""

    secret: bytes
    kept: tuple[str, ...] = ()


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


def names_in(path: Path | None) -> tuple[str, ...]:
    """The names in a file, one a line; of a line with commas the first cell, and not its heading `name`."""
    if path is None:
        return ()
    with path.open(encoding="utf-8-sig", newline="") as file:
        cells = [row[0].strip() for row in csv.reader(file) if row and row[0].strip()]
    return tuple(cell for cell in cells if cell.lower() != "name")


def pseudonyms(people: Iterable[Person], redaction: Redaction) -> dict[str, str]:
    """The pseudonym of each person, by id, who is not to be kept; the same for the same id and secret."""
    kept = {key(name) for name in redaction.kept}
    spelt = {spelling(name) for name in redaction.kept if len(words(name)) > 1}
    made: dict[str, str] = {}
    for person in sorted(people, key=lambda one: one.id):
        names = {person.name, *person.variants}
        if any(key(name) in kept or (len(words(name)) > 1 and spelling(name) in spelt) for name in names):
            continue
        digest = hmac.new(redaction.secret, person.id.encode(), hashlib.sha256).digest()
        letters = "".join(LETTERS[byte % len(LETTERS)] for byte in digest)
        length = LENGTH
        while f"Person-{letters[:length]}" in made.values():
            length += 1
        made[person.id] = f"Person-{letters[:length]}"
    return made


def redacted_people(people: Iterable[Person], given: Mapping[str, str]) -> list[Person]:
    """The persons, those with a pseudonym under it alone, in order of their ids."""
    return sorted(
        (
            Person(
                given[one.id], given[one.id], (given[one.id],), one.offices, one.mentions, one.documents, (), one.score
            )
            if one.id in given
            else one
            for one in people
        ),
        key=lambda one: one.id,
    )
