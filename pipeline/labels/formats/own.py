"""Our own: a table or JSON Lines with `categories`; an edited `paragraphs.csv`; labels whose texts stand elsewhere."""

import re
from collections.abc import Iterator
from typing import Any

from pipeline.labels.fields import REVIEWED, Record, own_id, row, typed, word
from pipeline.labels.records import RECOMMENDATION, Evidence, Row
from pipeline.records import CLASSIFIED

FLAGS = {"true": True, "false": False}


def fits(record: Record) -> bool:
    """Whether the record has categories."""
    return "categories" in record


def rows(number: int, record: Record) -> Iterator[Row]:
    """The paragraph of a record; headings, titles and notes, which carry no categories, are passed over.

    So are those that nobody has reviewed: where there is a field `reviewed`, those without true in it. The tables of
    a corpus hold what a model says, and must have that field. Raises TypeError where they do not.

    Lists are JSON lists, or words with `;` between; `recommendation` is true or false, false where there is no such
    field; `evidence` is an object of lists of spans, or `label=0-56+120-180;label=…`.
    """
    if "kind" in record and REVIEWED not in record:
        raise TypeError(f"a table of the corpus has a model's labels: it needs a column {REVIEWED!r}, true or false")
    if word(record, "kind") in {"", *CLASSIFIED} and (REVIEWED not in record or _flag(record, REVIEWED)):
        labels = [*_categories(record), *([RECOMMENDATION] if _flag(record, RECOMMENDATION) else [])]
        yield row(number, _id(record), record, labels, _evidence(record.get("evidence")))


def _id(record: Record) -> str:
    start, end = record.get("start"), record.get("end")
    return own_id(record) or (f"{word(record, 'doc_id')}:{start}-{end}" if start and "doc_id" in record else "")


def _categories(record: Record) -> list[Any]:
    value = record["categories"]
    if isinstance(value, str):
        return [name.strip() for name in value.split(";") if name.strip()]
    return list(typed(record, "categories", list))


def _flag(record: Record, name: str) -> bool:
    value = record.get(name, False)
    if name == REVIEWED and value in ("", None):
        return False
    if isinstance(value, str):
        if value.lower() not in FLAGS:
            raise TypeError(f"{name} is {value!r}, not true or false")
        return FLAGS[value.lower()]
    return value if isinstance(value, bool) else bool(typed(record, name, bool))


def _evidence(value: Any) -> Evidence | None:
    if value is None or value == "":
        return None
    wrong = TypeError(f"evidence is {value!r}, not like 'label=0-56+120-180;label=0-56'")
    if isinstance(value, str):
        value = {label: _spans(spans) for label, _, spans in (part.partition("=") for part in value.split(";"))}
    try:
        found = {label: tuple((start, end) for start, end in spans) for label, spans in value.items()}
    except (AttributeError, TypeError, ValueError):
        raise wrong from None
    numbers = [number for spans in found.values() for span in spans for number in span]
    if not all(found.values()) or not all(type(number) is int for number in numbers):
        raise wrong
    return found


def _spans(text: str) -> list[list[int]]:
    if not re.fullmatch(r"\d+-\d+(?:\+\d+-\d+)*", text):
        return []
    return [[int(number) for number in span.split("-")] for span in text.split("+")]
