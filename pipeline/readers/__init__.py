"""Readers: the bytes of a file in, its text and lines out; one module a format, one row a suffix."""

from collections.abc import Callable
from dataclasses import dataclass

from pipeline.records import Line


class Unreadable(ValueError):
    """A file that cannot be read; the message says why to the person who runs the pipeline."""


@dataclass(frozen=True, slots=True)
class Content:
    """What a reader finds in one file; `title` is what its metadata say, or "".

    `missing` says, in a sentence each, what of the file could not be read, for the person who runs the pipeline.
    """

    text: str
    lines: tuple[Line, ...]
    pages: int
    title: str
    missing: tuple[str, ...] = ()


Reader = Callable[[bytes], Content]
