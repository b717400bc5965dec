"""Linking the corpus: the names of all documents counted, joined, and kept for the tables."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from operator import itemgetter
from pathlib import Path
from time import perf_counter

import msgspec

from pipeline import interim, store, work
from pipeline.extract.people.names import key as folded
from pipeline.interim import Source, Unprepared, manifest
from pipeline.link import Names, distinct
from pipeline.link.corrections import read, unmet
from pipeline.link.people import Joined
from pipeline.records import Description, Detection, Mention
from pipeline.stages import fingerprint
from pipeline.steps import NAMES, Report, Step
from pipeline.store import Damaged, Dossier
from pipeline.work import failure_of, hashed

PARTS = ("link", "extract/people", "languages", "letters.csv")
# Stages whose results linking reads.
NEEDED = ("detect", "describe", "extract")


@dataclass(frozen=True)
class Linked:
    """What linking found: `key` names all that it depends on, `state` the documents alone; see `link.distinct`."""

    key: str
    state: str
    others: tuple[tuple[distinct.Key, Joined], ...]

    @cached_property
    def _by_name(self) -> distinct.Others:
        return dict(self.others)

    def names(self, source: Source, dossier: Dossier) -> Names:
        """The person of the corpus for each name in a document."""
        language, country, given = _names(dossier)
        return distinct.of(source.id, language, country, given, self._by_name)


class State:
    """A hash of the names, languages and countries of documents that come one after the other."""

    def __init__(self) -> None:
        self._hash = hashlib.blake2b(digest_size=16)

    def add(self, source: Source, dossier: Dossier) -> None:
        """Take in the next document."""
        told = [source.id, *(dossier.results[stage].digest for stage in NEEDED)]
        self._hash.update("\0".join(told).encode("utf-8", "surrogateescape"))

    def __str__(self) -> str:
        return self._hash.hexdigest()


def link(output: Path, corrections: Path, report: Report) -> None:
    """Give every person of the corpus one name, and leave on disk which.

    Raises Malformed where the file of corrections is not one, and Unprepared where a document has not been through what
    comes before.
    """
    started = perf_counter()
    said = corrections.read_bytes() if corrections.is_file() else b""
    told = read(corrections)
    sources, counts, state = manifest(output), distinct.Counts(), State()
    for done, source in enumerate(sources, start=1):
        dossier = interim.dossier(output, source)
        if not failure_of(dossier):
            work.require(dossier, source, NEEDED)
            state.add(source, dossier)
            distinct.count(counts, source.id, *_names(dossier), told)
        report(Step(done, len(sources), source.id, None, NAMES))
    fingerprints = fingerprint(PARTS, ("rapidfuzz",))
    key = hashed(fingerprints, hashlib.sha256(said).hexdigest(), str(state))
    if (found := _read(output)) is None or found.key != key:
        others = distinct.others(counts, told)
        kept = tuple(sorted(others.items(), key=itemgetter(0)))
        store.write(_people(output), Linked(key, str(state), kept))
    took = {"link": perf_counter() - started}
    notes = unmet(corrections, {folded(name.name) for name in counts}, {one.id for one in sources}) if said else ()
    report(Step(len(sources), len(sources), "", None, NAMES, took, notes=tuple(notes)))


def linked(output: Path) -> Linked:
    """What `link` has left. Raises Unprepared where it left nothing."""
    found = _read(output)
    if found is None:
        raise Unprepared("names have not been joined here yet: run link first")
    return found


def _read(output: Path) -> Linked | None:
    try:
        return store.read(_people(output), Linked)
    except (FileNotFoundError, msgspec.MsgspecError):
        return None


def _names(dossier: Dossier) -> tuple[str, str, Mapping[str, distinct.Given]]:
    """The language of a document, the country that it is about, and the persons' names in it."""
    try:
        language = dossier.records("detect", Detection).language
        country = dossier.records("describe", Description).country
        return language, country, distinct.names(dossier.records("extract", tuple[Mention, ...]))
    except Damaged as error:
        dossier.path.unlink()
        raise Unprepared(f"{error}: it has been removed, run again") from None


def _people(output: Path) -> Path:
    return interim.folder(output) / "people.json"
