"""Label Studio's JSON export: tasks with the annotations that people have made of them."""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from pipeline.labels.fields import Record, own_id, row, typed
from pipeline.labels.records import Evidence, Row


def fits(record: Record) -> bool:
    """Whether the record is a task."""
    return isinstance(record.get("data"), dict)


def rows(number: int, record: Record) -> Iterator[Row]:
    """One row for each annotation of a task that was not skipped; predictions count for nothing.

    Choices are labels; spans of the text marked with a label are labels too, and their evidence.
    """
    data = typed(record, "data", dict)
    for annotation in typed(record, "annotations", list) if record.get("annotations") else ():
        if not isinstance(annotation, dict):
            raise TypeError(f"annotations holds {annotation!r}, which is no object")
        if not annotation.get("was_cancelled"):
            results = [result for result in typed(annotation, "result", list) if isinstance(result, dict)]
            labels = [choice for result in results for choice in _of(result, "choices")]
            evidence = _evidence(results, data)
            yield row(number, own_id(data), data, [*labels, *(evidence or ())], evidence)


def _of(result: Record, kind: str) -> list[Any]:
    return list(typed(typed(result, "value", dict), kind, list)) if result.get("type") == kind else []


def _evidence(results: list[Any], data: Record) -> Evidence | None:
    spans = defaultdict(list)
    for result in results:
        for label in _of(result, "labels"):
            start, end = (typed(result["value"], side, int) for side in ("start", "end"))
            marked = result["value"].get("text")
            if marked is not None and typed(data, "text", str)[start:end] != marked:
                raise TypeError(f"from {start} to {end} the text is not {marked!r}")
            spans[label].append((start, end))
    return {label: tuple(sorted(found)) for label, found in spans.items()} or None
