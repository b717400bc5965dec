"""The scorer: gold written out as tables scores 1 everywhere, and each kind of error lowers its own figure."""

import csv
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.columns import TABLES
from pipeline.evaluate import TYPES, evaluate
from pipeline.labels import fingerprint

GOLD = sorted((Path(__file__).parent / "gold").glob("*.json"))
REPORTS = Path(__file__).parent.parent / "seeds" / "reports"
Rows = dict[str, list[dict[str, str]]]


def gold_rows(output: Path) -> Rows:
    rows: Rows = {"paragraphs": [], "entities": []}
    (output / "text").mkdir()
    for path in GOLD:
        gold = json.loads(path.read_text(encoding="utf-8"))
        name = Path(gold["doc"]).stem
        (output / "text" / f"{name}.txt").write_bytes((REPORTS / gold["doc"]).read_bytes())
        for order, unit in enumerate(gold["units"]):
            if unit["kind"] == "boilerplate":
                continue
            rows["paragraphs"].append(
                {
                    "doc_id": name,
                    "para_id": f"{name}:{order}",
                    "kind": unit["kind"],
                    "start": str(unit["start"]),
                    "end": str(unit["end"]),
                    "language": unit["lang"],
                    "note_marks": ";".join(unit["notes"]),
                    "recommendation": str(unit["recommendation"]).lower(),
                    "categories": ";".join(unit["categories"]),
                }
            )
            for entity in unit["entities"]:
                rows["entities"].append(
                    {
                        "doc_id": name,
                        "para_id": f"{name}:{order}",
                        "type": entity["type"],
                        "doc_start": str(entity["start"]),
                        "doc_end": str(entity["end"]),
                        "norm": entity["norm"],
                        "law": entity.get("of", ""),
                    }
                )
    return rows


def figures(output: Path, rows: Rows) -> dict[str, float]:
    for name in ("paragraphs", "entities"):
        with (output / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(TABLES[name]), lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows[name])
    return evaluate(output, GOLD).figures


def test_gold_scores_one(tmp_path: Path) -> None:
    result = figures(tmp_path, gold_rows(tmp_path))
    assert result.pop("leak") == result.pop("lost") == 0
    assert result == pytest.approx(dict.fromkeys(result, 1.0))


def cut_last_word(rows: Rows) -> None:
    for row in rows["paragraphs"]:
        if row["kind"] == "paragraph":
            row["end"] = str(int(row["end"]) - 12)


def drop_units(rows: Rows) -> None:
    del rows["paragraphs"][::10]


def call_all_paragraphs(rows: Rows) -> None:
    for row in rows["paragraphs"]:
        row["kind"] = "paragraph"


def emit_everything(rows: Rows) -> None:
    ends: dict[str, int] = {}
    for row in rows["paragraphs"]:
        ends[row["doc_id"]] = int(row["end"])
    rows["paragraphs"] += [
        {"doc_id": name, "kind": "paragraph", "start": "0", "end": str(end)} for name, end in ends.items()
    ]


def forget(column: str) -> Callable[[Rows], None]:
    def change(rows: Rows) -> None:
        for row in rows["paragraphs"]:
            row[column] = ""

    return change


def rename(column: str) -> Callable[[Rows], None]:
    def change(rows: Rows) -> None:
        for row in rows["entities"][::5]:
            row[column] = "constitution"

    return change


@pytest.mark.parametrize(
    ("change", "worse"),
    [
        (cut_last_word, {"units", "lost"}),
        (drop_units, {"units", "lost", "language"}),
        (call_all_paragraphs, {"kind"}),
        (emit_everything, {"units", "leak"}),
        (forget("language"), {"language"}),
        (forget("note_marks"), {"marks"}),
        (forget("categories"), {"categories", "categories macro"}),
        (forget("recommendation"), {"recommendation"}),
        (rename("norm"), {f"{kind} {part}" for kind in TYPES for part in ("norm", "e2e")}),
        (rename("law"), {"article e2e"}),
    ],
)
def test_an_error_shows_in_its_figure(tmp_path: Path, change: Callable[[Rows], None], worse: set[str]) -> None:
    rows = gold_rows(tmp_path)
    change(rows)
    result = figures(tmp_path, rows)
    wrong = {name for name, value in result.items() if value != pytest.approx(float(name not in ("leak", "lost")))}
    assert worse <= wrong
    if change is not drop_units and change is not emit_everything:
        assert wrong == worse


def test_units_that_the_classifier_was_trained_on_are_counted(tmp_path: Path) -> None:
    rows = gold_rows(tmp_path)
    for row in rows["paragraphs"]:
        row["text"] = row["para_id"]
    figures(tmp_path, rows)
    seen = [row["text"] for row in rows["paragraphs"]][:20]
    expected = sum(row["kind"] == "paragraph" for row in rows["paragraphs"][:20])
    assert expected
    assert evaluate(tmp_path, GOLD).seen == 0
    assert evaluate(tmp_path, GOLD, {fingerprint(text) for text in seen}).seen == expected
