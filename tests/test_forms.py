"""The other forms of the tables say what the CSV files say."""

import csv
import json
import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from conftest import rows
from corpora import document, write
from hypothesis import given
from hypothesis import strategies as st
from test_export import CLEAN, processed

from pipeline.columns import TABLES
from pipeline.export import export
from pipeline.forms import FORMS, present
from pipeline.forms.spreadsheet import RISKY, defuse, restore
from pipeline.records import Failure, Unit

FAILED = Failure("x", "sub/x.txt", "", "", "=HYPERLINK()")


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("corpus")
    export([processed(), FAILED], folder, (), FORMS)
    return folder


def test_forms_are_written_when_asked_for_and_renewed_ever_after(tmp_path: Path) -> None:
    export([processed()], tmp_path)
    assert not [form for form in FORMS if present(form, tmp_path)]
    export([processed()], tmp_path, (), {"parquet", "spacy"})
    export([FAILED], tmp_path)
    assert (tmp_path / "spacy").is_dir()
    assert not list((tmp_path / "spacy").iterdir())
    pq = pytest.importorskip("pyarrow.parquet")
    assert pq.read_table(tmp_path / "documents.parquet")["doc_id"].to_pylist() == ["x"]


def test_parquet_has_types(corpus: Path) -> None:
    pq = pytest.importorskip("pyarrow.parquet")
    paragraph = pq.read_table(corpus / "paragraphs.parquet").to_pylist()[1]
    assert paragraph["note_marks"] == ["1", "2"]
    assert (paragraph["level"], paragraph["recommendation"], paragraph["start"]) == (None, True, 8)
    heading = pq.read_table(corpus / "paragraphs.parquet").to_pylist()[0]
    assert (heading["note_marks"], heading["section"], heading["level"]) == ([], "", 1)
    found = {row["type"]: row["date_start"] for row in pq.read_table(corpus / "entities.parquet").to_pylist()}
    assert found == {"person": None, "date": date(2019, 5, 3), "article": None}


@pytest.mark.parametrize("table", TABLES)
def test_parquet_says_what_csv_says(corpus: Path, table: str) -> None:
    pq = pytest.importorskip("pyarrow.parquet")

    def cell(value: object) -> str:
        match value:
            case None:
                return ""
            case bool():
                return str(value).lower()
            case list():
                return ";".join(value)
            case float():
                return f"{value:.4f}"
        return str(value)

    read = pq.read_table(corpus / f"{table}.parquet")
    assert [{name: cell(row[name]) for name in TABLES[table]} for row in read.to_pylist()] == rows(
        corpus / f"{table}.csv"
    )
    assert read.schema.field(0).metadata[b"description"].decode() == next(iter(TABLES[table].values()))


def test_sqlite_has_keys_types_and_search(corpus: Path) -> None:
    with closing(sqlite3.connect(corpus / "corpus.sqlite")) as database:
        assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert database.execute("PRAGMA foreign_key_check").fetchall() == []
        for table in TABLES:
            assert database.execute(f"SELECT count(*) FROM {table}").fetchone() == (len(rows(corpus / f"{table}.csv")),)
        [row] = database.execute("SELECT categories, recommendation, level FROM paragraphs WHERE kind = 'paragraph'")
        assert (json.loads(row[0]), *row[1:]) == (["torture", "women"], 1, None)
        search = "SELECT p.para_id FROM paragraphs_fts JOIN paragraphs p ON p.rowid = paragraphs_fts.rowid WHERE "
        assert database.execute(search + "paragraphs_fts MATCH 'jose'").fetchall() == [("d:1",)]
        assert database.execute(search + "paragraphs_fts MATCH 'absent'").fetchall() == []
        plan = database.execute("EXPLAIN QUERY PLAN SELECT * FROM entities WHERE norm = 'CAT'").fetchall()
        assert "USING INDEX entities_norm" in str(plan)
        described_columns = database.execute("SELECT count(*) FROM columns").fetchone()
        assert described_columns == (sum(len(columns) for columns in TABLES.values()),)


def test_sqlite_refuses_a_row_whose_key_is_there(corpus: Path) -> None:
    with closing(sqlite3.connect(corpus / "corpus.sqlite")) as database, pytest.raises(sqlite3.IntegrityError):
        database.execute("INSERT INTO documents (doc_id, source, status) VALUES ('d', 's', 'ok')")


def test_spacy_has_sentences_entities_and_categories(corpus: Path) -> None:
    import spacy
    from spacy.tokens import DocBin

    nlp = spacy.blank("en")
    docs = DocBin(store_user_data=True).from_disk(corpus / "spacy" / "en" / "00000.spacy").get_docs(nlp.vocab)
    heading, doc = docs
    assert (heading.text, heading.cats) == ("Rights", {})
    assert doc.text == CLEAN
    assert {(e.text, e.label_, e.kb_id_) for e in doc.spans["mentions"]} >= {("José", "PERSON", "José P")}
    assert [(e.text, e.label_) for e in doc.ents] == [("José", "PERSON"), ("3 May", "DATE"), ("so", "ARTICLE")]
    assert doc.cats == {"life": 0.0, "torture": 1.0, "women": 1.0}
    assert [sentence.text for sentence in doc.sents] == [CLEAN]
    assert doc.user_data["para_id"] == "d:1"


def test_spacy_keeps_units_in_languages_that_it_does_not_know(tmp_path: Path) -> None:
    base = processed()
    unit = Unit("d", 0, "paragraph", 0, (), "", 1, 0, 11, "und", 1.0, "One. Two so", ((0, 0),), ())
    export([replace(base, units=(unit,), classifications=(), entities=())], tmp_path, (), {"spacy"})
    assert [path.parent.name for path in tmp_path.glob("spacy/*/*")] == ["und"]


def test_no_cell_of_the_spreadsheet_copies_is_a_formula_and_all_come_back(corpus: Path) -> None:
    for table in TABLES:
        with (corpus / "spreadsheet" / f"{table}.csv").open(encoding="utf-8-sig", newline="") as file:
            copied = list(csv.DictReader(file))
        assert [{k: restore(v) for k, v in row.items()} for row in copied] == rows(corpus / f"{table}.csv")
        assert not [v for row in copied for v in row.values() if v.startswith(tuple(set(RISKY) - {"'"}))]
    assert "'=HYPERLINK()" in (corpus / "spreadsheet" / "documents.csv").read_text(encoding="utf-8")


@given(st.text(st.sampled_from("=+-@'\t\r\na1")))
def test_every_cell_can_be_restored(cell: str) -> None:
    assert restore(defuse(cell)) == cell
    assert not defuse(cell).startswith(("=", "+", "-", "@", "\t", "\r", "\n"))


def documents(folder: Path, *messages: str) -> Path:
    rows = [document(f"d{order}", message=message) for order, message in enumerate(messages)]
    return write(folder, documents=rows)


# Threads of Arrow give memory back to a pool after all is written: one that were gone by then would take the
# interpreter down.
POOLS: list[Any] = []


def test_memory_for_parquet_does_not_grow_with_the_corpus(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pa, pq = pytest.importorskip("pyarrow"), pytest.importorskip("pyarrow.parquet")
    from pipeline.forms import arrow, parquet

    monkeypatch.setattr(arrow, "BLOCK", 1 << 12)
    monkeypatch.setattr(parquet, "GROUP", 1 << 16)
    usual, most = pa.default_memory_pool(), []
    for number in (2_000, 16_000):
        folder = documents(tmp_path / str(number), *["two\nlines" * 30] * number)
        pool = pa.proxy_memory_pool(usual)
        POOLS.append(pool)
        pa.set_memory_pool(pool)
        try:
            parquet.write(folder)
        finally:
            pa.set_memory_pool(usual)
        most.append(pool.max_memory())
    assert most[1] < 1.5 * most[0]
    assert pq.ParquetFile(folder / "documents.parquet").num_row_groups > 20


def test_a_row_may_be_longer_than_what_is_read_at_a_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pq = pytest.importorskip("pyarrow.parquet")
    from pipeline.forms import arrow, parquet

    monkeypatch.setattr(arrow, "BLOCK", 1 << 12)
    messages = [*["two\nlines" * 10] * 200, "long\n" * 20_000, *["short"] * 200]
    parquet.write(documents(tmp_path, *messages))
    written = pq.read_table(tmp_path / "documents.parquet")
    assert written["message"].to_pylist() == messages
    assert written["doc_id"].to_pylist() == [f"d{order}" for order in range(401)]
