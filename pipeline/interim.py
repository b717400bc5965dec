"""Where a run keeps, below its output folder, what it needs again: one file a document for the stages, one for tables.

Files are named after the hash of a document's id: an id may be as long as a name can be, and hold any character.
"""

import hashlib
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from os.path import relpath
from pathlib import Path

import msgspec

from pipeline import ingest, store
from pipeline.mistakes import Mistake
from pipeline.store import Dossier

# Folders with a file, or a folder, for each document.
DOCUMENTS, PARTS, OCR = "documents", "parts", "ocr"
# What marks a folder whose corpus has pseudonyms for persons.
REDACTED = "redacted"
UNPREPARED = "nothing has been ingested here yet: run ingest first"


class NoDocuments(Exception):
    """The input folder holds no file."""


class Unprepared(Exception):
    """A stage was asked for whose input is not on disk; the message names the stage to run first."""


@dataclass(frozen=True, slots=True)
class Source:
    """A file of the input folder: the id of its document and its path below that folder."""

    id: str
    path: str


def folder(output: Path) -> Path:
    """The folder of all that is kept for the next run."""
    return output / ".interim"


def dossier(output: Path, source: Source) -> Dossier:
    """What the stages left of a document."""
    return Dossier(place(output, DOCUMENTS, source))


def place(output: Path, kind: str, source: Source) -> Path:
    """The place of a document in one of the folders."""
    name = _name(source)
    return folder(output) / kind / name[:2] / name


def manifest(output: Path) -> list[Source]:
    """The documents of the last ingest, in order of their ids. Raises Unprepared where there was none."""
    try:
        return store.read(folder(output) / "sources.json", list[Source])
    except (FileNotFoundError, msgspec.MsgspecError):
        raise Unprepared(UNPREPARED) from None


def begun(output: Path) -> Path:
    """The output folder itself. Raises Unprepared where no run has made it one."""
    if not folder(output).is_dir():
        raise Unprepared(f"{output}: {UNPREPARED}")
    return output


def redacted(output: Path) -> bool:
    """Whether the corpus of the output folder has pseudonyms for persons."""
    return (folder(output) / REDACTED).is_file()


def mark_redacted(output: Path) -> None:
    """Mark the output folder as one whose corpus has pseudonyms for persons.

    Raises Mistake where a run on a cluster has left there what it goes on from, with all names.
    """
    if any((output / "parts" / kind).is_dir() for kind in ("stages", "tables")):
        raise Mistake(
            f"--output {output} holds the parts of a run on a cluster, with the names of all persons: "
            f"choose another folder, or remove {output / 'parts'} first"
        )
    store.write_bytes(folder(output) / REDACTED, b"")


def named(output: Path) -> None:
    """Raises Mistake where what has the names of all persons would be written to a redacted corpus."""
    if redacted(output):
        raise Mistake(
            f"--output {output} holds a redacted corpus, and this would write the names of all persons there: "
            f"choose another folder, or remove {output} first; run --redact people renews it"
        )


def apart(documents: Path, output: Path) -> None:
    """Raises Mistake where what is written to `output` would be among the documents of the next run."""
    place = output.resolve()
    if not place.is_relative_to(documents.resolve()):
        return
    if not any(name.startswith(".") for name in place.relative_to(documents.resolve()).parts):
        raise Mistake(f"--output {output} lies in --input {documents}: its files would be read as documents")


def renew(documents: Path, output: Path) -> list[Source]:
    """List the files of the folder `documents`, on disk as well, and forget those that are there no more.

    Raises NoDocuments where it holds none.
    """
    paths = ingest.sources(documents)
    if not paths:
        raise NoDocuments(f"no documents in {documents}")
    sources = sorted((Source(id, path) for path, id in ingest.identify(paths).items()), key=lambda source: source.id)
    kept = {_name(source) for source in sources}
    for path in _entries(output):
        if path.name not in kept:
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    store.write(folder(output) / "sources.json", sources)
    store.write(folder(output) / "input.json", _way(output, documents))
    return sources


def documents(output: Path) -> Path:
    """The folder of the documents of the last ingest. Raises Unprepared where there was none."""
    try:
        return output.resolve() / store.read(folder(output) / "input.json", str)
    except (FileNotFoundError, msgspec.MsgspecError):
        raise Unprepared(UNPREPARED) from None


def _way(start: Path, to: Path) -> str:
    """The path from one folder to another, which holds wherever both are moved together."""
    try:
        return relpath(to.resolve(), start.resolve())
    except ValueError:  # on another drive
        return str(to.resolve())


def _entries(output: Path) -> Iterator[Path]:
    for kind in (DOCUMENTS, PARTS, OCR):
        for shard in (folder(output) / kind).glob("*"):
            yield from shard.iterdir()


def _name(source: Source) -> str:
    return hashlib.sha256(source.id.encode("utf-8", "surrogateescape")).hexdigest()[:24]
