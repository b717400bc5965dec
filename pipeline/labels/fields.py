"""Fields: what the records of all formats have in common, with their types checked."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from pipeline.labels.records import Evidence, Row

# Names that a field goes by, the first that is there counts.
IDS = ("para_id", "id")
DOCUMENTS = ("doc_id", "document", "doc")
LANGUAGES = ("language", "lang")
# Whether a person has read the labels that a model gave (true or false), and what the model gave.
REVIEWED, SUGGESTED = "reviewed", "suggested"

Record = Mapping[str, Any]


def row(number: int, id: str, record: Record, labels: Iterable[Any], evidence: Evidence | None = None) -> Row:
    """The row of a record whose id and labels a format has read. Raises TypeError for a field of another type."""
    held = list(labels)
    text = word(record, "text") if record.get("text") is not None else None
    if text and any("\ud800" <= sign <= "\udfff" for sign in text):
        raise TypeError(f"text holds half a character: {text!r}")
    for label in held:
        if not isinstance(label, str):
            raise TypeError(f"categories holds {label!r}, not of type str")
    return Row(
        number,
        id,
        word(record, *DOCUMENTS),
        word(record, "source"),
        word(record, *LANGUAGES),
        year(record),
        word(record, "section"),
        text,
        word(record, "sha256"),
        frozenset(held),
        evidence,
    )


def word(record: Record, *names: str) -> str:
    """The first of the fields that is there, "" where none is. Raises TypeError where it is no string."""
    for name in names:
        value = record.get(name)
        if value is not None:
            return typed(record, name, str)  # type: ignore[no-any-return]
    return ""


def typed(record: Record, name: str, kind: type) -> Any:
    """A field. Raises KeyError where it is missing, TypeError where it is not of the kind."""
    if not isinstance(record[name], kind):
        raise TypeError(f"{name} is {record[name]!r}, not of type {kind.__name__}")
    return record[name]


def year(record: Record) -> int | None:
    """The year of a record, None where it says none. Raises TypeError for anything else than a year."""
    value = record.get("year")
    if value is None or value == "":
        return None
    # Tools that keep tables make 2019 a "2019" or 2019.0.
    if not re.fullmatch(r"\d{4}(?:\.0)?", str(value)) or isinstance(value, bool):
        raise TypeError(f"year is {value!r}, not a year")
    return int(float(value))


def own_id(record: Record) -> str:
    """The id that the record came with: a number is one that a tool gave it, and says nothing."""
    return next((record[name] for name in IDS if isinstance(record.get(name), str)), "")
