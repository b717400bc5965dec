"""Places: folders by path or URL. The workers open them themselves, with the credentials that they have."""

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fsspec.core import url_to_fs
from fsspec.implementations.local import LocalFileSystem

from pipeline import ingest, store
from pipeline.cluster import Unusable


@dataclass(frozen=True, slots=True)
class Listed:
    """A file below a folder: its path there, its size in bytes, and a hash of all that tells whether it has changed."""

    path: str
    size: int
    state: str


def absolute(place: str) -> str:
    """The same place for every process: a path made absolute, a URL as it is."""
    return place if "://" in place else Path(place).absolute().as_posix()


def opened(place: str) -> tuple[Any, str]:
    """The file system of a place, and the place's path there.

    Raises Unusable for a kind of URL that nothing installed can open.
    """
    try:
        system, path = url_to_fs(place)
    except ImportError as error:
        raise Unusable(f"{place}: {error}: it and your credentials are needed here and on every worker") from error
    except ValueError as error:
        raise Unusable(f"{place}: {error}") from error
    return system, path


def local(place: str) -> Path | None:
    """The path of a place on this machine's file systems; None for one that lies elsewhere."""
    system, path = opened(place)
    return Path(path) if isinstance(system, LocalFileSystem) else None


def listing(place: str) -> list[Listed]:
    """The files below a folder, at any depth, hidden ones left out, sorted by path."""
    if folder := local(place):
        states = ((path, (folder / path).stat()) for path in ingest.sources(folder))
        return [Listed(path, s.st_size, _hash(f"{s.st_size} {s.st_mtime_ns}")) for path, s in states]
    system, root = opened(place)
    start = len(root.rstrip("/")) + 1 if root else 0
    found = {path[start:]: info for path, info in system.find(root, detail=True).items()}
    return [
        Listed(path, found[path]["size"] or 0, _hash(repr(sorted(found[path].items(), key=lambda item: item[0]))))
        for path in sorted(found)
        if not any(piece.startswith(".") for piece in path.split("/"))
    ]


def fetch(place: str, path: str, folder: Path) -> None:
    """Copy one file of a place to its path below a folder of this machine. Raises FileNotFoundError without it."""
    system, root = opened(place)
    copy = folder / path
    copy.parent.mkdir(parents=True, exist_ok=True)
    system.get_file(f"{root}/{path}", str(copy))


def read(place: str) -> bytes:
    """What a file holds. Raises FileNotFoundError where there is none."""
    system, path = opened(place)
    data: bytes = system.cat_file(path)
    return data


def write(place: str, data: bytes) -> None:
    """Write a file so that others see either nothing or all of it: what an object store promises by itself."""
    if path := local(place):
        store.write_bytes(path, data)
        return
    system, remote = opened(place)
    system.makedirs(remote.rpartition("/")[0], exist_ok=True)
    system.pipe_file(remote, data)


def names(place: str) -> set[str]:
    """The names of the files right in a folder; none where there is no folder."""
    system, path = opened(place)
    try:
        # Another process may have written since this one looked.
        system.invalidate_cache(path)
        return {entry.rpartition("/")[2] for entry in system.ls(path, detail=False)}
    except FileNotFoundError:
        return set()


def remove(place: str) -> None:
    """Remove a file."""
    system, path = opened(place)
    system.rm_file(path)


def upload(folder: Path, place: str) -> None:
    """Write all files below a folder of this machine to a place."""
    system, root = opened(place)
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        remote = f"{root}/{path.relative_to(folder).as_posix()}"
        system.makedirs(remote.rpartition("/")[0], exist_ok=True)
        system.put_file(str(path), remote)


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
