"""Interim files: what a stage left on disk for the next, under a key that tells whether it is still good.

A file has two lines of JSON: a `Header`, so that a look at the key need not read the rest, and the records.
"""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from pipeline.records import Failure

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Header:
    """`key` names everything that the records were made from; `failure` says why there are none."""

    key: str
    failure: Failure | None


def write(path: Path, header: Header, records: Any) -> None:
    """Write records (frozen dataclasses or tuples of them) so that `path` holds either the old or the new, whole."""
    write_encoded(path, header, encode(records))


def encode(records: Any) -> bytes:
    """Records as they stand in a file. Raises UnicodeEncodeError for text that no file can hold."""
    return msgspec.json.encode(records)


def write_encoded(path: Path, header: Header, records: bytes) -> None:
    """The same as `write`, of records that are encoded already."""
    write_bytes(path, msgspec.json.encode(header) + b"\n" + records + b"\n")


def header(path: Path) -> Header | None:
    """The header of an interim file; None where there is no file, or none that this version can read."""
    try:
        with path.open("rb") as file:
            return msgspec.json.decode(file.readline(), type=Header)
    except (FileNotFoundError, msgspec.MsgspecError):
        return None


def read(path: Path, kind: type[T]) -> T:
    """The records in an interim file.

    Raises FileNotFoundError, and msgspec.MsgspecError where they are not of `kind`.
    """
    with path.open("rb") as file:
        file.readline()
        return msgspec.json.decode(file.read(), type=kind)


def write_bytes(path: Path, data: bytes) -> None:
    """Write a file by way of a temporary one beside it, so that a run that dies leaves the old one whole."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    temporary.write_bytes(data)
    temporary.replace(path)
