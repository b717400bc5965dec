"""Prodigy's JSON Lines of multiple choice: `options`, and those chosen in `accept`; metadata in `meta`."""

from collections.abc import Iterator

from pipeline.labels.fields import Record, own_id, row, typed
from pipeline.labels.records import Row

ANSWERS = ("accept", "reject", "ignore")


def fits(record: Record) -> bool:
    """Whether the record has been, or is to be, answered."""
    return "answer" in record or "accept" in record or "options" in record


def rows(number: int, record: Record) -> Iterator[Row]:
    """The example where it was accepted: of one rejected or ignored nobody says what its labels are."""
    answer = typed(record, "answer", str)
    if answer not in ANSWERS:
        raise TypeError(f"answer is {answer!r}, not {', '.join(ANSWERS)}")
    if "label" in record and "accept" not in record:
        raise TypeError(f"an answer about {record['label']!r} alone; export an annotation with all labels as options")
    if answer == "accept":
        meta = typed(record, "meta", dict) if record.get("meta") else {}
        labels = typed(record, "accept", list) if "accept" in record else ()
        yield row(
            number,
            own_id(meta) or own_id({"para_id": record.get("para_id")}),
            meta | {"text": record.get("text")},
            labels,
        )
