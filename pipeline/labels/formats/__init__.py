"""Formats: whose file it is, by its first record, and what each record of it says."""

from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

from pipeline.labels.containers import records
from pipeline.labels.fields import Record
from pipeline.labels.formats import doccano, label_studio, label_studio_min, own, prodigy
from pipeline.labels.records import Refused, Row


class Format(Protocol):
    """A module that reads one format."""

    def fits(self, record: Record) -> bool:
        """Whether a file whose first record is this one is of the format."""

    def rows(self, number: int, record: Record) -> Iterator[Row]:
        """The labelled paragraphs of a record: none where nobody has labelled it.

        Raises KeyError for a field that is missing, TypeError for a value that cannot be.
        """


FORMATS: tuple[Format, ...] = (label_studio, label_studio_min, prodigy, doccano, own)


def rows(path: Path) -> Iterator[Row]:
    """The labelled paragraphs of a file of any format. Raises Refused, naming file, row and value."""
    found: Format | None = None
    for number, record in records(path):
        if not isinstance(record, dict):
            raise Refused(f"{path.name}, row {number}: {record!r} is no object")
        found = found or next((format for format in FORMATS if format.fits(record)), own)
        try:
            yield from found.rows(number, record)
        except KeyError as error:
            raise Refused(f"{path.name}, row {number}: no field {error}") from None
        except TypeError as error:
            raise Refused(f"{path.name}, row {number}: {error}") from None
