"""What the finder of people learns from: annotation joined to its texts, corpora read as reports are annotated."""

import csv
import gzip
import hashlib
import json
import random
from collections import defaultdict
from itertools import pairwise
from pathlib import Path

import pytest

from pipeline.people_texts import ANNOTATED, REPORTS, Text, annotated, bare, read
from pipeline.train_people import mixed

TEXT = "Judge Amina Yusuf spoke; Yusuf left."


@pytest.fixture
def texts(tmp_path: Path) -> Path:
    """A folder of reports, one paragraph in each file."""
    for source in REPORTS:
        with gzip.open(tmp_path / f"{source}.jsonl.gz", "wt", encoding="utf-8") as file:
            file.write(json.dumps({"id": f"{source}/1", "text": TEXT}) + "\n")
    return tmp_path


def table(folder: Path, source: str, text: str) -> Path:
    """An annotation of one paragraph."""
    sha256 = hashlib.sha256(text.encode()).hexdigest()
    rows = ["id,sha256,document,source,language,spans,split", f"{source}/1,{sha256},d,{source},en,6-17;25-30,train"]
    (folder / "people.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    return folder / "people.csv"


def test_annotation_is_joined_to_its_texts(texts: Path) -> None:
    found = annotated(texts, table(texts, "state_en", TEXT))
    assert found == {"train": [Text("en", TEXT, ((6, 17), (25, 30)), ())]}
    assert [TEXT[start:end] for start, end in found["train"][0].people] == ["Amina Yusuf", "Yusuf"]


def test_another_text_or_a_missing_file_is_refused(texts: Path) -> None:
    with pytest.raises(ValueError, match=r"no text state_en/1 as it was annotated"):
        annotated(texts, table(texts, "state_en", "Another text."))
    (texts / "sv_gov.jsonl.gz").unlink()
    with pytest.raises(FileNotFoundError, match=r"has no sv_gov\.jsonl\.gz"):
        annotated(texts, table(texts, "state_en", TEXT))


def test_the_annotation_is_whole_and_no_document_stands_on_two_sides() -> None:
    with ANNOTATED.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    sides = defaultdict(set)
    for row in rows:
        spans = [tuple(map(int, span.split("-"))) for span in row["spans"].split(";") if span]
        assert all(start < end for start, end in spans)
        assert all(before[1] <= after[0] for before, after in pairwise(spans))
        sides[row["source"], row["document"]].add(row["split"])
    assert len(rows) >= 1500
    assert len({(row["source"], row["id"]) for row in rows}) == len(rows)
    assert {row["split"] for row in rows} == {"train", "dev", "test"}
    assert all(len(splits) == 1 for splits in sides.values())


@pytest.mark.parametrize(
    ("text", "name", "expected"),
    [
        ("by President Anna Berg today", "President Anna Berg", "Anna Berg"),
        ("by Mr D. Walton, agent", "Walton", "D. Walton"),
        ("by Ms E.-L. Kiiski", "E.-L. Kiiski", "E.-L. Kiiski"),
        ("in paragraph a. Walton", "Walton", "Walton"),
        ("the president", "president", ""),
    ],
)
def test_titles_are_no_part_of_names_and_initials_are(text: str, name: str, expected: str) -> None:
    start = text.index(name)
    start, end = bare(text, start, start + len(name), frozenset({"president", "mr"}))
    assert text[start:end] == expected


def test_corpora_are_read_without_what_lies_outside_their_texts(tmp_path: Path) -> None:
    rows = [
        {"lang": "en", "split": "train", "text": "Anna Berg met FAO.", "entities": [[0, 9, "PER"], [14, 17, "ORG"]]},
        {"lang": "en", "split": "train", "text": "Short.", "entities": [[0, 90, "PER"]]},
        {"lang": "en", "split": "test", "text": "Kept aside.", "entities": []},
    ]
    with gzip.open(tmp_path / "c.jsonl.gz", "wt", encoding="utf-8") as file:
        file.writelines(json.dumps(row) + "\n" for row in rows)
    assert list(read(tmp_path / "c.jsonl.gz", {"train"})) == [
        Text("en", "Anna Berg met FAO.", ((0, 9),), ((14, 17),)),
    ]


class Everybody:
    """Draws the same person each time."""

    def mention(self, _language: str, whole: bool) -> str:
        return "Zarina Omarbekova" if whole else "Omarbekova"

    def full(self) -> tuple[str, str]:
        return "Zarina", "Omarbekova"


def test_copies_keep_their_people_marked() -> None:
    text = Text("sv", TEXT, ((6, 17), (25, 30)), ())
    drawn = mixed([text] * 40, 2, 1.0, Everybody(), random.Random(1))  # type: ignore[arg-type]
    names = {one.text[start:end] for one in drawn for start, end in one.people}
    assert names <= {"Amina Yusuf", "Yusuf", "Zarina Omarbekova", "Omarbekova", "Omarbekovas", "Zarina Omarbekovas"}
    assert {"Amina Yusuf", "Zarina Omarbekova", "Omarbekova"} <= names
    assert sum(len(one.people) for one in drawn) == 160
