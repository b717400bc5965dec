"""doccano's JSON Lines (or JSON, or CSV) of text classification: `text`, and its labels in `label` or `cats`."""

from collections.abc import Iterator

from pipeline.labels.fields import SUGGESTED, Record, own_id, row, typed
from pipeline.labels.records import Row

LISTS = ("label", "cats")
# Tables have a column that nobody else's have, and labels with this sign between.
COMMENTS, BETWEEN = "Comments", "#"


def fits(record: Record) -> bool:
    """Whether the record has a list of labels under one of doccano's names, or is a row of its tables."""
    return any(isinstance(record.get(name), list) for name in LISTS) or (COMMENTS in record and LISTS[0] in record)


def rows(number: int, record: Record) -> Iterator[Row]:
    """The example. doccano does not say whether anybody has looked at it: export what was approved.

    Raises TypeError for a task of the queue that has not been through doccano, which numbers what it exports.
    """
    if SUGGESTED in record and "id" not in record:
        raise TypeError("a task with a model's labels, not what doccano exports: it has no field 'id'")
    name = next((name for name in LISTS if name in record), LISTS[0])
    if isinstance(record.get(name), str):
        labels = [label for label in record[name].split(BETWEEN) if label]
    else:
        labels = typed(record, name, list)
    yield row(number, own_id(record), record, labels)
