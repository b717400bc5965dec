"""Labels from annotation tools, in files of the shape that the tools write, and back from the tasks made for them."""

import csv
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.labels import Labelled, Refused, read
from pipeline.labels.categories import categories
from pipeline.labels.queue import Candidate
from pipeline.labels.tasks import TOOLS, doccano_config, label_studio_config

META = {"para_id": "d:1", "doc_id": "d", "language": "sv", "year": "2019", "section": "A > B"}
TEXT = "Polisen slog två kvinnor. Staten bör utreda det."
ONE = Labelled("d:1", "d", "export", "sv", 2019, "A > B", TEXT, frozenset({"torture", "women"}), True)


def choices(control: str, *chosen: str) -> dict[str, Any]:
    value = {"choices": list(chosen)}
    return {"id": "aB3", "from_name": control, "to_name": "text", "type": "choices", "value": value, "origin": "manual"}


def span(start: int, end: int, marked: str, label: str) -> dict[str, Any]:
    value = {"start": start, "end": end, "text": marked, "labels": [label]}
    return {"id": "aB4", "from_name": "spans", "to_name": "text", "type": "labels", "value": value}


def task(*results: dict[str, Any], skipped: bool = False, **changed: Any) -> dict[str, Any]:
    annotation = {"id": 7, "completed_by": 1, "result": list(results), "was_cancelled": skipped, "lead_time": 3.2}
    prediction = {"model_version": "m", "result": [choices("categories", "life")]}
    return {
        "id": 3,
        "annotations": [annotation],
        "drafts": [],
        "predictions": [prediction],
        "data": {**META, "text": TEXT},
        "meta": {},
        "project": 1,
    } | changed


CHOSEN = (choices("categories", "torture", "women"), choices("recommendation", "recommendation"))
SHORT = {**META, "text": TEXT, "id": 3, "annotator": 1, "annotation_id": 7, "lead_time": 3.2}
EXAMPLE = {
    "text": TEXT,
    "meta": META,
    "options": [{"id": "torture", "text": "Torture"}, {"id": "women", "text": "Women"}],
    "_input_hash": 1,
    "_task_hash": 2,
    "accept": ["torture", "women", "recommendation"],
    "answer": "accept",
    "_view_id": "choice",
}
DOCCANO = {"id": 12, "text": TEXT, "label": ["recommendation", "torture", "women"], "Comments": [], **META}


def array(path: Path, rows: list[Any]) -> Path:
    path.write_text(json.dumps(rows), encoding="utf-8")
    return path


def lines(path: Path, rows: list[Any]) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def table(path: Path, rows: list[Any]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), quoting=csv.QUOTE_NONNUMERIC, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    return path


Write = Callable[[Path, list[Any]], Path]
JUST_TORTURE = frozenset({"torture"})
READ: list[tuple[str, Write, list[Any], list[tuple[frozenset[str], bool]]]] = [
    ("Label Studio", array, [task(*CHOSEN)], [(ONE.categories, True)]),
    ("Label Studio, one JSON a line", lines, [task(*CHOSEN)], [(ONE.categories, True)]),
    ("Label Studio, nothing chosen", array, [task()], [(frozenset(), False)]),
    (
        "Label Studio, skipped and not yet seen",
        array,
        [task(skipped=True), task(annotations=[]), task(*CHOSEN)],
        [(ONE.categories, True)],
    ),
    ("Label Studio, short, one", array, [SHORT | {"categories": "torture"}], [(JUST_TORTURE, False)]),
    (
        "Label Studio, short, two",
        array,
        [SHORT | {"categories": {"choices": ["torture", "women"]}, "recommendation": "recommendation"}],
        [(ONE.categories, True)],
    ),
    (
        "Label Studio, table",
        table,
        [SHORT | {"categories": '{"choices":["torture","women"]}', "recommendation": "recommendation"}],
        [(ONE.categories, True)],
    ),
    ("Label Studio, table, none", table, [SHORT | {"categories": "", "recommendation": ""}], [(frozenset(), False)]),
    ("doccano", lines, [DOCCANO], [(ONE.categories, True)]),
    ("doccano, JSON", array, [DOCCANO], [(ONE.categories, True)]),
    ("doccano, intents", lines, [{**META, "text": TEXT, "cats": ["torture"], "entities": []}], [(JUST_TORTURE, False)]),
    ("doccano, year as a table makes it", lines, [DOCCANO | {"year": 2019.0}], [(ONE.categories, True)]),
    ("Prodigy", lines, [EXAMPLE], [(ONE.categories, True)]),
    ("Prodigy, nothing accepted", lines, [EXAMPLE | {"accept": []}], [(frozenset(), False)]),
    (
        "Prodigy, rejected and ignored",
        lines,
        [EXAMPLE | {"answer": "reject"}, EXAMPLE | {"answer": "ignore"}, EXAMPLE],
        [(ONE.categories, True)],
    ),
]


@pytest.mark.parametrize(("write", "rows", "labels"), [case[1:] for case in READ], ids=[case[0] for case in READ])
def test_exports_are_read(
    tmp_path: Path, write: Write, rows: list[Any], labels: list[tuple[frozenset[str], bool]]
) -> None:
    # The suffix says nothing: the content does.
    read_back = read([write(tmp_path / "export.txt", rows)])
    expected = [
        Labelled("d:1", "d", "export", "sv", 2019, "A > B", TEXT, categories, flag) for categories, flag in labels
    ]
    assert read_back == expected


def test_marked_spans_are_labels_and_evidence(tmp_path: Path) -> None:
    marked = task(
        choices("categories", "torture"), span(13, 24, "två kvinnor", "women"), span(0, 7, "Polisen", "torture")
    )
    (paragraph,) = read([array(tmp_path / "export.json", [marked])])
    assert paragraph.categories == {"torture", "women"}
    assert paragraph.evidence == {"torture": ((0, 7),), "women": ((13, 24),)}


REFUSED: list[tuple[str, Write, list[Any], str]] = [
    ("two annotators who differ", array, [task(*CHOSEN), task()], "row 2: 'd:1' stands twice"),
    ("another scheme", array, [task(choices("sentiment", "Positive"))], "row 1: no category 'Positive'"),
    ("a span of another text", array, [task(span(0, 3, "Xyz", "women"))], "row 1: from 0 to 3 the text is not 'Xyz'"),
    ("choices that are none", array, [SHORT | {"categories": 5}], "row 1: categories is 5, not a choice"),
    ("a result that is none", array, [task({"type": "choices"})], "row 1: no field 'value'"),
    ("predictions alone", array, [task(annotations=[])], "no labelled paragraph"),
    ("spans", lines, [DOCCANO | {"label": [[0, 3, "women"]]}], "row 1: categories holds [0, 3, 'women']"),
    ("an answer to one label", lines, [{"text": TEXT, "label": "women", "answer": "accept"}], "row 1: an answer about"),
    ("no answer", lines, [{key: EXAMPLE[key] for key in EXAMPLE if key != "answer"}], "row 1: no field 'answer'"),
    ("another answer", lines, [EXAMPLE | {"answer": "perhaps"}], "row 1: answer is 'perhaps', not accept"),
]


@pytest.mark.parametrize(("write", "rows", "message"), [case[1:] for case in REFUSED], ids=[c[0] for c in REFUSED])
def test_what_exports_do_not_say_is_refused(tmp_path: Path, write: Write, rows: list[Any], message: str) -> None:
    with pytest.raises(Refused) as refused:
        read([write(tmp_path / "export.json", rows)])
    assert message in str(refused.value)


CANDIDATE = Candidate("d:1", "d", "sv", 2019, "A > B", TEXT, ONE.labels, {"torture": 0.5})
WITHOUT = Candidate("d:2", "d", "sv", None, "", 'Läget, "lugnt".', frozenset(), {"torture": 0.4})


def annotated(format: str, written: str) -> list[Any]:
    """Tasks as the tool exports them, approved ones alone, when an annotator accepts every prediction."""
    if format == "labelstudio":
        return [
            {"id": number, "annotations": [{"id": 1, **one["predictions"][0]}], "data": one["data"]}
            for number, one in enumerate(json.loads(written))
        ]
    rows = [json.loads(line) for line in written.splitlines()]
    return [row | {"answer": "accept"} if format == "prodigy" else {"id": 1} | row for row in rows]


@pytest.mark.parametrize("format", sorted(TOOLS))
def test_tasks_come_back_as_they_went(tmp_path: Path, format: str) -> None:
    written = TOOLS[format][0]([CANDIDATE, WITHOUT], categories())
    path = tmp_path / "export"
    if format == "csv":
        path.write_text(re.sub(r",$", ",true", written, flags=re.MULTILINE), encoding="utf-8")
    else:
        lines(path, annotated(format, written))
    assert read([path]) == [
        ONE,
        Labelled("d:2", "d", "export", "sv", None, "", WITHOUT.text, frozenset(), False),
    ]


UNTOUCHED = {
    "csv": "no labelled paragraph, or none marked as reviewed",
    "doccano": "row 1: a task with a model's labels, not what doccano exports",
    "labelstudio": "no labelled paragraph, or none marked as reviewed",
    "prodigy": "row 1: no field 'answer'",
}


@pytest.mark.parametrize("format", sorted(TOOLS))
def test_tasks_that_nobody_has_touched_are_no_labels(tmp_path: Path, format: str) -> None:
    path = tmp_path / "tasks"
    path.write_text(TOOLS[format][0]([CANDIDATE, WITHOUT], categories()), encoding="utf-8")
    with pytest.raises(Refused) as refused:
        read([path])
    assert UNTOUCHED[format] in str(refused.value)


def test_of_a_table_half_done_the_rows_that_were_reviewed_count(tmp_path: Path) -> None:
    header, first, second = TOOLS["csv"][0]([CANDIDATE, WITHOUT], categories()).splitlines()
    path = tmp_path / "export.csv"
    path.write_text("\n".join([header, first, f"{second}TRUE"]), encoding="utf-8")
    assert [one.id for one in read([path])] == ["d:2"]


def test_the_tools_are_told_all_labels() -> None:
    names = [category.name for category in categories()]
    config = label_studio_config(categories())
    assert all(f'<Choice value="{name}"' in config for name in [*names, "recommendation"])
    assert config.count('choice="multiple"') == 2
    labels = json.loads(doccano_config(categories()))
    assert [label["text"] for label in labels] == [*names, "recommendation"]
    assert len({label["backgroundColor"] for label in labels}) == len(labels)


OWN = {"text": TEXT, "categories": ["torture"], "recommendation": True, "evidence": {"torture": [[0, 7]]}, **META}
VALID = [task(*CHOSEN, span(0, 7, "Polisen", "torture")), SHORT | {"categories": {"choices": ["torture"]}}]
VALID += [EXAMPLE, DOCCANO, OWN, OWN | {"categories": "torture", "evidence": "torture=0-7"}]
SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=3) | st.just("\ud800")
ODD = SCALARS | st.lists(SCALARS, max_size=2) | st.dictionaries(st.sampled_from(["choices", "text"]), SCALARS)


def paths(value: Any) -> list[tuple[Any, ...]]:
    """The way to every value in a record: keys and positions."""
    parts = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [way for key, part in parts for way in [(key,), *((key, *rest) for rest in paths(part))]]


def changed(record: Any, path: tuple[Any, ...], value: Any) -> Any:
    """A copy of the record with another value there."""
    copy = json.loads(json.dumps(record))
    inner = copy
    for key in path[:-1]:
        inner = inner[key]
    inner[path[-1]] = value
    return copy


@settings(max_examples=400, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(data=st.data(), write=st.sampled_from([array, lines]))
def test_a_record_with_one_odd_value_is_read_or_refused(tmp_path: Path, data: st.DataObject, write: Write) -> None:
    record = data.draw(st.sampled_from(VALID))
    path = write(tmp_path / "export.json", [changed(record, data.draw(st.sampled_from(paths(record))), data.draw(ODD))])
    try:
        paragraphs = read([path])
    except Refused as refused:
        assert "export.json" in str(refused)  # noqa: PT017
    else:
        assert all(paragraph.text.strip() and paragraph.language for paragraph in paragraphs)


@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(content=st.binary(max_size=60) | st.text(alphabet='{}[]",:;\ntextcategories=\x00', max_size=60).map(str.encode))
@pytest.mark.parametrize("name", ["labels.csv", "labels.jsonl.gz"])
def test_bytes_that_are_no_labels_are_refused(tmp_path: Path, name: str, content: bytes) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(Refused, match="labels"):
        read([tmp_path / name])
