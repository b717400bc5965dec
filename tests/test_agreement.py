"""Agreement of two coders, and the labels that a model suspects."""

import json
from collections.abc import Sequence
from math import isnan
from pathlib import Path

import numpy as np
import pytest
from conftest import rows
from typer.testing import CliRunner

from pipeline import train
from pipeline.__main__ import app
from pipeline.labels import Labelled, Refused, read, taxonomy
from pipeline.labels.agreement import ALL, Agreement, alpha, compare, compare_files
from pipeline.labels.suspects import suspects

# Klaus Krippendorff, Computing Krippendorff's Alpha-Reliability (2011): two observers, nominal, none missing.
PUBLISHED = [("0100000010", "1110010000", 0.095), ("aabbdcccedda", "babbbccceddd", 0.692)]
# Ten paragraphs: both give `women` to four, only the first to one, only the second to two, neither to three.
# Observed agreement 0.7, by chance 0.5 * 0.6 + 0.5 * 0.4 = 0.5, so kappa is 0.4.
# 9 zeros and 11 ones: 1 - (9 * 8 + 11 * 10) / (20 * 19) = 0.521 of the pairs differ, so alpha is 1 - 0.3 / 0.521.
FIRST, SECOND = "1111100000", "1111011000"


def labelled(id: str, *labels: str, text: str = "") -> Labelled:
    categories = frozenset(labels) - {"recommendation"}
    return Labelled(id, "d", "s", "en", None, "", text or f"Text {id}.", categories, "recommendation" in labels)


def coder(marks: str, label: str) -> list[Labelled]:
    return [labelled(f"d:{number}", *[label] * (mark == "1")) for number, mark in enumerate(marks)]


def found(first: Sequence[Labelled], second: Sequence[Labelled]) -> tuple[int, dict[str, Agreement]]:
    shared, rows = compare(first, second, taxonomy())
    return shared, {row.label: row for row in rows}


@pytest.mark.parametrize(("first", "second", "value"), PUBLISHED)
def test_alpha_is_the_published_one(first: str, second: str, value: float) -> None:
    assert alpha(np.array(list(first)), np.array(list(second))) == pytest.approx(value, abs=0.0005)


def test_alpha_of_one_value_is_none() -> None:
    assert isnan(alpha(np.zeros(3), np.zeros(3)))


@pytest.mark.parametrize("label", ["women", "recommendation"])
def test_kappa_and_f1_are_those_of_the_definition(label: str) -> None:
    shared, agreements = found(coder(FIRST, label), coder(SECOND, label))
    one = agreements[label]
    assert shared == 10
    assert (one.first, one.second, one.both) == (5, 6, 4)
    assert one.kappa == pytest.approx(0.4)
    assert one.f1 == pytest.approx(8 / 11)
    assert set(agreements) == {label, ALL}


def test_all_categories_together_are_micro_averaged_without_the_flag() -> None:
    first = [labelled("1", "women", "life", "recommendation"), labelled("2", "women")]
    second = [labelled("1", "women"), labelled("2", "women", "work")]
    _, agreements = found(first, second)
    assert list(agreements) == ["life", "work", "women", "recommendation", ALL]
    assert (agreements[ALL].first, agreements[ALL].second, agreements[ALL].both) == (3, 3, 2)
    assert agreements[ALL].f1 == pytest.approx(4 / 6)
    # Both gave `women` to everything: there is nothing to agree on beyond chance.
    assert isnan(agreements["women"].kappa)
    assert isnan(agreements["women"].alpha)
    assert agreements["women"].f1 == 1


def test_paragraphs_are_shared_by_id_or_by_text() -> None:
    first = [labelled("a", "women"), labelled("b", text="The same text."), labelled("c")]
    second = [labelled("a", "women", text="Else."), labelled("x", text="the  same TEXT."), labelled("y")]
    assert found(first, second)[0] == 2
    assert found(first, first)[0] == 3


def test_coders_who_share_nothing_are_refused() -> None:
    with pytest.raises(Refused, match="no paragraph is in both"):
        compare([labelled("a")], [labelled("b")], taxonomy())


def written(path: Path, paragraphs: Sequence[Labelled]) -> Path:
    lines = [{"id": one.id, "lang": "en", "text": one.text, "categories": sorted(one.categories)} for one in paragraphs]
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    return path


def test_the_command_prints_a_table_and_writes_csv(tmp_path: Path) -> None:
    paths = [written(tmp_path / f"{n}.jsonl", coder(marks, "women")) for n, marks in enumerate((FIRST, SECOND))]
    result = CliRunner().invoke(app, ["agreement", *map(str, paths), "--to", str(tmp_path / "agreement.csv")])
    assert result.exit_code == 0
    shared, _, women, _ = result.stdout.splitlines()
    assert shared.startswith("10 paragraphs")
    assert women.split() == ["women", "5", "6", "4", "0.400", "0.424", "0.727"]
    row = rows(tmp_path / "agreement.csv")[0]
    assert list(row.values()) == ["women", "5", "6", "4", "0.4", "0.4242", "0.7273"]


def test_the_command_says_in_a_line_that_nothing_is_shared(tmp_path: Path) -> None:
    paths = [written(tmp_path / f"{id}.jsonl", [labelled(id)]) for id in "ab"]
    result = CliRunner().invoke(app, ["agreement", *map(str, paths)])
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.splitlines() == ["rightscorpus: no paragraph is in both: 1 and 1 differ in ids and in texts"]


ROOT = Path(__file__).parent.parent
TWICE = [ROOT / "seeds" / "labels" / "twice" / name for name in ("first.csv", "second.csv")]


def test_labels_agree_without_their_texts(tmp_path: Path) -> None:
    header = "id,sha256,language,categories,evidence\n"
    # Without an id the hash names the paragraph; without a text nothing says how far its evidence may reach.
    first, second = "a,1,en,women,women=0-9\n,2,en,life,\nb,3,en,,\n", "c,3,en,,\n,2,en,life;work,\na,1,en,women,\n"
    paths = []
    for name, lines in (("first.csv", first), ("second.csv", second)):
        paths.append(tmp_path / name)
        paths[-1].write_text(header + lines, encoding="utf-8")
    shared, agreed = compare_files(*paths, tmp_path, taxonomy())
    assert shared == 2
    assert [(row.label, row.first, row.second) for row in agreed] == [
        ("life", 1, 1),
        ("work", 0, 1),
        ("women", 1, 1),
        (ALL, 2, 3),
    ]
    with pytest.raises(Refused, match="3 of 3 texts are"):
        read([paths[0]])


def test_the_shipped_double_labels_agree_as_the_annotation_guide_says(tmp_path: Path) -> None:
    shared, agreed = compare_files(*TWICE, tmp_path, taxonomy())
    (overall,) = [row for row in agreed if row.label == ALL]
    assert round(overall.kappa, 3) == round(overall.alpha, 3)
    guide = " ".join((ROOT / "docs" / "annotation.md").read_text(encoding="utf-8").split())
    stated = f"these {shared} are in `seeds/labels/twice/`: {overall.f1:.3f} over the categories, kappa and alpha"
    assert f"{stated} {overall.kappa:.3f}," in guide


def test_training_learns_the_first_of_the_double_labels_unless_they_were_disputed() -> None:
    learned = {
        row["id"]: row
        for path in (ROOT / "seeds" / "labels" / "external").glob("*.csv")
        for row in rows(path)
        if "id" in row
    }
    first, second = map(rows, TWICE)
    assert [row["id"] for row in first] == [row["id"] for row in second]
    ours = [learned[row["id"]] for row in first]
    disputed = [row["annotator"] == "language model, disputed labels read twice" for row in ours]
    assert [row for row, again in zip(ours, disputed, strict=True) if not again] == [
        row for row, again in zip(first, disputed, strict=True) if not again
    ]
    assert [row["sha256"] for row in ours] == [row["sha256"] for row in first]
    assert 0 < sum(disputed) < len(first) / 4
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert "$(wildcard seeds/labels/external/*.csv)" in makefile
    assert "twice" not in makefile


LABELS = ("torture", "women", "recommendation")
PARAGRAPHS = [labelled("1", "torture"), labelled("2", "women", "recommendation"), labelled("3")]
PROBABILITIES = np.array([[0.10001, 0.6, 0.0], [0.5, 0.9, 0.49], [0.0, 0.99, 0.9]])
SUSPECTED = [
    ("3", "women", False, 0.99),
    ("1", "torture", True, 0.1),
    ("3", "recommendation", False, 0.9),
    ("1", "women", False, 0.6),
    ("2", "recommendation", True, 0.49),
]


def test_the_most_surprising_labels_come_first() -> None:
    suspected = suspects(PARAGRAPHS, LABELS, PROBABILITIES)
    assert [(one.paragraph.id, one.label, one.given, one.probability) for one in suspected] == SUSPECTED


def test_the_command_lists_suspects(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    def out_of_fold(paragraphs: Sequence[Labelled], names: Sequence[str]) -> tuple[tuple[str, ...], np.ndarray]:
        assert tuple(names) == (*taxonomy(), "recommendation")
        asked.extend(paragraphs)
        return LABELS, PROBABILITIES

    monkeypatch.setattr(train, "out_of_fold", out_of_fold)
    labels, to = written(tmp_path / "labels.jsonl", PARAGRAPHS), tmp_path / "suspects.csv"
    result = CliRunner().invoke(app, ["suspects", "--labels", str(labels), "--size", "2", "--to", str(to)])
    assert (result.exit_code, result.output) == (0, "")
    assert [one.id for one in asked] == ["1", "2", "3"]
    found = [(row["id"], row["label"], row["given"], row["probability"], row["text"]) for row in rows(to)]
    assert found == [("3", "women", "false", "0.9900", "Text 3."), ("1", "torture", "true", "0.1000", "Text 1.")]
