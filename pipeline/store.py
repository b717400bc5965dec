"""Interim files: what the stages left of one document for the next, each under a key that tells if it is still good.

A file begins with a line of JSON, the results by stage, so that a look at the keys need not read the rest; the records
of each stage follow in that order, in the bytes that its result says.
"""

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from pipeline.records import Failure

T = TypeVar("T")


class Damaged(Exception):
    """A file does not hold what was written: a machine that went down may leave one so. It is as good as none."""


@dataclass(frozen=True, slots=True)
class Result:
    """What one stage came to: `key` names everything that its records were made from, `digest` the records, which take
    `size` bytes and speak `languages`; or `failure` says why there are none."""

    key: str
    digest: str = ""
    size: int = 0
    languages: tuple[str, ...] = ()
    failure: Failure | None = None


class Dossier:
    """What the stages left of one document; changes are on disk once it is saved."""

    def __init__(self, path: Path) -> None:
        """Look at what is there: nothing where there is no file, or none that this version can read whole."""
        self.path = path
        self.results, self._spans = _results(path)
        self._encoded: dict[str, bytes] = {}
        self._records: dict[str, Any] = {}
        self._changed = False

    def records(self, stage: str, kind: type[T]) -> T:
        """The records of a stage. Raises KeyError where it left none, Damaged for a file that was not written whole."""
        if stage not in self._records:
            try:
                self._records[stage] = msgspec.json.decode(self.encoded(stage), type=kind)
            except msgspec.MsgspecError as error:
                raise Damaged(f"{self.path}: {stage}: {error}") from None
        found: T = self._records[stage]
        return found

    def encoded(self, stage: str) -> bytes:
        """The same as they stand in the file."""
        if stage not in self._encoded:
            start, end = self._spans[stage]
            with self.path.open("rb") as file:
                file.seek(start)
                data = file.read(end - start)
            if digest(data) != self.results[stage].digest:
                raise Damaged(f"{self.path}: {stage} is not what was written")
            self._encoded[stage] = data
        return self._encoded[stage]

    def put(self, stage: str, key: str, records: Any, languages: tuple[str, ...] = ()) -> None:
        """Keep the records of a stage. Raises UnicodeEncodeError for text that no file can hold."""
        data = encode(records)
        self._records[stage], self._encoded[stage] = records, data
        self.results[stage] = Result(key, digest(data), len(data), languages)
        self._changed = True

    def fail(self, stage: str, failure: Failure) -> None:
        """Keep a failure, without a key, so that the next run tries again: what was missing may be there then."""
        self._encoded[stage] = b""
        self.results[stage] = Result("", failure=failure)
        self._changed = True

    def clear(self) -> None:
        """Forget everything."""
        self.results, self._spans, self._encoded, self._records = {}, {}, {}, {}
        self._changed = True

    def failure(self, stage: str) -> Failure | None:
        """Why a stage left no records; None where it did, or has not been asked."""
        result = self.results.get(stage)
        return result.failure if result else None

    def has(self, stage: str) -> bool:
        """Whether a stage left records."""
        return stage in self.results and not self.results[stage].failure

    def save(self) -> None:
        """Write what has changed, if anything has, so that the file holds either the old or the new, whole."""
        if self._changed:
            body = [self.encoded(stage) for stage in self.results]
            write_bytes(self.path, b"".join([msgspec.json.encode(self.results), b"\n", *body]))
            self._changed = False


def encode(records: Any) -> bytes:
    """Records (frozen dataclasses or tuples of them) as they stand in a file, in one line.

    Raises UnicodeEncodeError for text that no file can hold.
    """
    return msgspec.json.encode(records)


def digest(data: bytes) -> str:
    """What tells these bytes from any others."""
    return hashlib.blake2b(data, digest_size=16).hexdigest()


def write(path: Path, records: Any) -> None:
    """Write records to a file of their own."""
    write_bytes(path, encode(records))


def read(path: Path, kind: type[T]) -> T:
    """The records in a file of their own.

    Raises FileNotFoundError, and msgspec.MsgspecError where they are not of `kind`.
    """
    return msgspec.json.decode(path.read_bytes(), type=kind)


def write_bytes(path: Path, data: bytes) -> None:
    """Write a file by way of a temporary one beside it, so that a run that dies leaves the old one whole."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        try:
            temporary.write_bytes(data)
        except FileNotFoundError:
            path.parent.mkdir(parents=True, exist_ok=True)
            temporary.write_bytes(data)
        temporary.replace(path)
    except OSError as error:
        temporary.unlink(missing_ok=True)
        # Where the disk is full, the error itself does not say where.
        raise OSError(error.errno, error.strerror, str(path)) from error


def _results(path: Path) -> tuple[dict[str, Result], dict[str, tuple[int, int]]]:
    """The results in the first line of a file, and from where to where the records of each stand in it."""
    try:
        with path.open("rb") as file:
            results = msgspec.json.decode(file.readline(), type=dict[str, Result])
            end, spans = file.tell(), {}
            for stage, result in results.items():
                spans[stage] = (end, end + result.size)
                end += result.size
            return (results, spans) if end == os.fstat(file.fileno()).st_size else ({}, {})
    except (FileNotFoundError, msgspec.MsgspecError):
        return {}, {}
