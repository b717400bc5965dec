"""Readers: the bytes of a file in, its text and lines out; one module a format, one row a suffix."""

from collections.abc import Callable
from dataclasses import dataclass

from pipeline.records import Line


class Unreadable(ValueError):
    """A file that cannot be read; the message says why to the person who runs the pipeline."""


class Scanned(Unreadable):
    """A file without text that OCR could read, on `pages`."""

    def __init__(self, message: str, pages: tuple[int, ...]) -> None:
        super().__init__(message)
        self.pages = pages


@dataclass(frozen=True, slots=True)
class Content:
    """What a reader finds in one file; `title` and `publisher` are what its metadata say, or "", and
    `authors` who they say made it: people or their employers.

    `missing` says, in a sentence each, what of the file could not be read, for the person who runs the pipeline;
    `unread` are the pages, from 1, that OCR could read.
    """

    text: str
    lines: tuple[Line, ...]
    pages: int
    title: str
    missing: tuple[str, ...] = ()
    publisher: str = ""
    unread: tuple[int, ...] = ()
    authors: tuple[str, ...] = ()


Reader = Callable[[bytes], Content]
