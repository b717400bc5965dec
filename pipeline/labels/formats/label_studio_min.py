"""Label Studio's short exports (JSON-MIN, CSV): the task's fields and, under the names of our controls, the choices."""

import json
from collections.abc import Iterator
from typing import Any

from pipeline.labels.fields import Record, own_id, row
from pipeline.labels.records import RECOMMENDATION, Row

CONTROLS = ("categories", RECOMMENDATION)


def fits(record: Record) -> bool:
    """Whether the record is an annotation."""
    return "annotation_id" in record


def rows(number: int, record: Record) -> Iterator[Row]:
    """The annotation."""
    labels = [label for control in CONTROLS for label in _choices(control, record.get(control))]
    yield row(number, own_id({"para_id": record.get("para_id")}), record, labels)


def _choices(control: str, value: Any) -> list[Any]:
    """What was chosen: nothing, one choice by itself, or several in an object, which a table has as JSON."""
    if not value:
        return []
    if isinstance(value, str):
        if not value.startswith("{"):
            return [value]
        try:
            value = json.loads(value)
        except json.JSONDecodeError:
            raise TypeError(f"{control} is {value!r}, not a choice") from None
    if not isinstance(value, dict) or not isinstance(value.get("choices"), list):
        raise TypeError(f"{control} is {value!r}, not a choice")
    return list(value["choices"])
