from operator import itemgetter
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec
import pytest
from conftest import rows as csv_rows
from hypothesis import given
from hypothesis import strategies as st

from pipeline import runs, store
from pipeline.columns import TABLES
from pipeline.export import export
from pipeline.records import (
    Classification,
    Description,
    Detection,
    Document,
    Entity,
    Failure,
    Label,
    Mention,
    Unit,
)
from pipeline.rows import Processed, rows
from pipeline.runs import Runs

TEXT = 'Rights\n\n"Jose\u0301" said, on 3 May;\nso.\n\n17\n'
CLEAN = '"José" said, on 3 May; so.'


FLAG = Label("recommendation", 0.75, True, "near the threshold", 1, 5, ("said", "May"))


def processed() -> Processed:
    heading = Unit("d", 0, "heading", 1, (), "", 1, 0, 6, "en", 1.0, "Rights", ((0, 0),), ())
    runs = ((0, 8), (5, 14))
    paragraph = Unit("d", 1, "paragraph", 0, ("Rights",), "", 1, 8, 36, "en", 0.5, CLEAN, runs, ("1", "2"))
    number = Unit("d", 2, "boilerplate", 0, ("Rights",), "", 1, 38, 40, "en", 1.0, "17", ((0, 38),), ())
    labels = (Label("life", 0.12345, False), Label("torture", 0.9, True), Label("women", 0.8, True))
    person = Mention("d", 1, "person", "José", 1, 5, *paragraph.source_span(1, 5), "José", "", "", "")
    date = Mention(
        "d", 1, "date", "3 May", 16, 21, *paragraph.source_span(16, 21), "2019-05-03", "", "2019-05-03", "2019-05-03"
    )
    article = Mention("d", 1, "article", "so", 23, 25, *paragraph.source_span(23, 25), "7", "CRC", "", "")
    return Processed(
        Document("d", "d.txt", "hash", "txt", "", 1, TEXT, ()),
        Detection("d", "en", 1.0),
        Description("d", "Rights", 2019, country="KEN"),
        (heading, paragraph, number),
        (Classification("d", 1, FLAG, labels),),
        (Entity("d:1:person:1", person, "José P"), Entity("e2", date, "2019-05-03"), Entity("e3", article, "7")),
    )


def table(name: str) -> list[dict[str, object]]:
    return [row for of, row in rows(processed()) if of == name]


def test_a_label_is_kept_as_its_values_alone_and_comes_back() -> None:
    kept = store.encode((FLAG, Label("life", 0.1, False)))
    assert kept == (
        b'[["recommendation",0.75,true,"near the threshold",1,5,["said","May"]],["life",0.1,false,"",0,0,[]]]'
    )
    assert msgspec.json.decode(kept, type=tuple[Label, ...]) == (FLAG, Label("life", 0.1, False))


def test_boilerplate_has_no_row_and_headings_are_no_paragraphs_of_the_corpus() -> None:
    assert [row["text"] for row in table("paragraphs")] == ["Rights", CLEAN]
    assert [row["text"] for row in table("corpus")] == [CLEAN]
    assert table("documents")[0]["units"] == 2


def test_lists_stand_between_semicolons() -> None:
    row = table("paragraphs")[1]
    assert (row["categories"], row["note_marks"], row["recommendation"]) == ("torture;women", "1;2", "true")
    corpus = table("corpus")[0]
    assert (corpus["people"], corpus["articles"], corpus["dates"]) == ("José P", "CRC 7", "2019-05-03")


def test_labels_have_every_category_and_four_digits() -> None:
    shown = [(row["category"], row["probability"], row["assigned"]) for row in table("labels")]
    assert shown == [("life", "0.1235", "false"), ("torture", "0.9000", "true"), ("women", "0.8000", "true")]


def test_the_flag_says_how_sure_it_is_and_why() -> None:
    heading, asking = table("paragraphs")
    said = {name: value for name, value in asking.items() if name.startswith("recommendation")}
    assert list(said.values()) == ["true", "0.7500", "near the threshold", 1, 5, "said;May"]
    assert {name: heading[name] for name in said} == dict.fromkeys(said, "") | {"recommendation": "false"}


def test_positions_lead_to_the_mention_with_its_accents() -> None:
    found = {row["type"]: TEXT[row["doc_start"] : row["doc_end"]] for row in table("entities")}  # type: ignore[misc]
    assert found == {"person": "Jose\u0301", "date": "3 May", "article": "so"}


def test_rows_have_the_columns_of_their_table() -> None:
    for name, row in rows(processed()):
        assert set(row) == set(TABLES[name])


def test_quotes_and_line_breaks_survive_the_csv_and_failures_are_rows(tmp_path) -> None:
    export([processed(), Failure("x", "sub/x.txt", "hash", "txt", "the file is empty")], tmp_path)
    assert csv_rows(tmp_path / "paragraphs.csv")[1]["text"] == CLEAN
    assert (tmp_path / "text" / "d.txt").read_bytes() == TEXT.encode()
    documents = csv_rows(tmp_path / "documents.csv")
    assert [(row["doc_id"], row["status"], row["message"]) for row in documents] == [
        ("d", "ok", ""),
        ("x", "failed", "the file is empty"),
    ]


def test_texts_of_documents_that_are_gone_go(tmp_path) -> None:
    export([processed()], tmp_path)
    export([], tmp_path)
    assert list((tmp_path / "text").iterdir()) == []
    assert csv_rows(tmp_path / "documents.csv") == []


@given(st.lists(st.tuples(st.integers(0, 5), st.integers())))
def test_runs_come_back_in_order_however_many_there_are(items: list[tuple[int, int]]) -> None:
    with TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setattr(runs, "HELD", 3)
        found = Runs[tuple[int, int]](Path(folder), tuple[int, int], itemgetter(0))
        for item in items:
            found.add(item)
        assert list(found) == sorted(items, key=itemgetter(0))


@pytest.mark.parametrize("name", sorted(TABLES))
def test_every_column_says_what_it_means(name: str) -> None:
    assert all(meaning.strip() for meaning in TABLES[name].values())
