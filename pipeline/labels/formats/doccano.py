"""doccano's JSON Lines (or JSON) of text classification: `text`, and its labels in `label` or `cats`."""

from collections.abc import Iterator

from pipeline.labels.fields import SUGGESTED, Record, own_id, row, typed
from pipeline.labels.records import Row

LISTS = ("label", "cats")


def fits(record: Record) -> bool:
    """Whether the record has a list of labels under one of doccano's names."""
    return any(isinstance(record.get(name), list) for name in LISTS)


def rows(number: int, record: Record) -> Iterator[Row]:
    """The example. doccano does not say whether anybody has looked at it: export what was approved.

    Raises TypeError for a task of the queue that has not been through doccano, which numbers what it exports.
    """
    if SUGGESTED in record and "id" not in record:
        raise TypeError("a task with a model's labels, not what doccano exports: it has no field 'id'")
    name = next((name for name in LISTS if name in record), LISTS[0])
    yield row(number, own_id(record), record, typed(record, name, list))
