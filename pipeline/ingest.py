"""Ingest: every file of a folder becomes a Document, or raises an Unreadable that says why."""

import hashlib
import os
from collections import Counter
from collections.abc import Iterable
from importlib import import_module
from pathlib import Path, PurePosixPath

from pipeline.readers import Reader
from pipeline.readers.formats import format_of
from pipeline.records import Document

# The module of `pipeline.readers` for each format, as `format_of` tells it from what is in a file.
READERS = {
    "doc": "office",
    "docx": "docx",
    "html": "html",
    "md": "markdown",
    "odt": "office",
    "pdf": "pdf",
    "rtf": "office",
    "txt": "text",
}
# Bytes of the longest id: file names are made of ids, and most systems take 255.
LONGEST_ID = 200


def _refuse(error: OSError) -> None:
    raise error


def reader(format: str) -> Reader:
    """The reader of a format; its module, and the libraries behind it, are imported only now."""
    read: Reader = import_module(f"pipeline.readers.{READERS[format]}").read
    return read


def sources(folder: Path) -> list[str]:
    """Paths below `folder` of the files in it, at any depth, hidden ones left out, sorted.

    Bytes of a path that are not UTF-8 stand in it as backslash and number. Raises OSError for a folder that cannot be
    looked into.
    """
    found = []
    for place, folders, files in os.walk(folder, onerror=_refuse):
        folders[:] = [name for name in folders if not name.startswith(".")]
        paths = (Path(place, name) for name in files if not name.startswith("."))
        found += [path.relative_to(folder).as_posix() for path in paths if path.is_file()]
    return sorted(os.fsencode(path).decode("utf-8", "backslashreplace") for path in found)


def identify(paths: Iterable[str]) -> dict[str, str]:
    """An id for each path: its name without the last suffix; with its folder, then its suffix, where two collide.

    Two that differ in capitals alone collide: there are systems where they would be one file.
    """
    ids: dict[str, str] = {}
    left = sorted(paths)
    for name in (_stem, _folder_and_stem, _whole, _whole_and_hash):
        names = {path: name(PurePosixPath(path)) for path in left}
        shared = Counter(name.casefold() for name in (*names.values(), *ids.values()))
        fit = (path for path in left if len(os.fsencode(names[path])) <= LONGEST_ID)
        ids |= {path: names[path] for path in fit if shared[names[path].casefold()] == 1}
        left = [path for path in left if path not in ids]
    return ids


def ingest(folder: Path, source: str, identifier: str) -> Document:
    """The document in the file `source` below `folder`.

    Raises Unreadable for a format without a reader and for a file that its reader cannot make text of.
    """
    data = (folder / source).read_bytes()
    found = format_of(data, source)
    content = reader(found)(data)
    return Document(
        id=identifier,
        source=source,
        sha256=hashlib.sha256(data).hexdigest(),
        format=found,
        title=content.title,
        pages=content.pages,
        text=content.text,
        lines=content.lines,
        missing=content.missing,
        size=len(data),
        publisher=content.publisher,
        unread=content.unread,
        authors=content.authors,
    )


def measure(path: Path) -> tuple[str, int]:
    """SHA-256 and size in bytes of a file, which is read piece by piece. Raises OSError for one that cannot be read."""
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256")
        return digest.hexdigest(), file.tell()


def why_unread(source: str, error: OSError) -> str:
    """What is wrong with a file that the system does not open or read, for the person who runs the pipeline."""
    if isinstance(error, FileNotFoundError) and "\\x" in source:
        return "its name is not UTF-8: rename it"
    return f"cannot be read: {error.strerror}"


def told(folder: Path, source: str) -> str:
    """Format of the file `source` below `folder`, by its suffix where what is in it tells none."""
    try:
        return format_of((folder / source).read_bytes(), source)
    except Exception:  # the reader will say what is wrong
        return suffix(source)


def suffix(source: str) -> str:
    """The suffix of a path in lower case, without its dot."""
    return PurePosixPath(source).suffix.lower().lstrip(".")


def _stem(path: PurePosixPath) -> str:
    return path.stem


def _folder_and_stem(path: PurePosixPath) -> str:
    return "_".join([*path.parts[:-1], path.stem])


def _whole(path: PurePosixPath) -> str:
    return "_".join(path.parts)


def _whole_and_hash(path: PurePosixPath) -> str:
    whole = _whole(path).encode()[: LONGEST_ID - 9].decode(errors="ignore")
    return f"{whole}_{hashlib.sha256(str(path).encode()).hexdigest()[:8]}"


if __name__ == "__main__":
    from pipeline.__main__ import run_alone

    run_alone("ingest")
