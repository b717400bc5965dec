"""Where a run keeps, below its output folder, what it needs again: one file a document for the stages, one for tables.

Files are named after the hash of a document's id: an id may be as long as a name can be, and hold any character.
"""

import hashlib
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import msgspec

from pipeline import ingest, store
from pipeline.store import Dossier

# Folders with a file, or a folder, for each document.
DOCUMENTS, PARTS, OCR = "documents", "parts", "ocr"


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
        raise Unprepared("nothing has been ingested here yet: run ingest first") from None


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
    return sources


def _entries(output: Path) -> Iterator[Path]:
    for kind in (DOCUMENTS, PARTS, OCR):
        for shard in (folder(output) / kind).glob("*"):
            yield from shard.iterdir()


def _name(source: Source) -> str:
    return hashlib.sha256(source.id.encode("utf-8", "surrogateescape")).hexdigest()[:24]
