"""The corpus as its readers open it: typed frames, joined on demand."""

import subprocess
import sys
from pathlib import Path

import pytest
from test_export import CLEAN, processed
from typer.testing import CliRunner

pytest.importorskip("pyarrow")

import pandas as pd

from pipeline import load
from pipeline.__main__ import app
from pipeline.columns import TABLES
from pipeline.corpus import Corpus
from pipeline.export import export
from pipeline.records import Failure


@pytest.fixture(params=["csv", "parquet"])
def corpus(request: pytest.FixtureRequest, tmp_path: Path) -> Corpus:
    forms = {"parquet"} - {"csv"} if request.param == "parquet" else set()
    export([processed(), Failure("x", "x.txt", "", "", "empty")], tmp_path, (), forms)
    return load(tmp_path)


def test_frames_are_typed(corpus: Corpus) -> None:
    paragraph = corpus.paragraphs.iloc[1]
    assert (paragraph["text"], paragraph["categories"], paragraph["start"]) == (CLEAN, ["torture", "women"], 8)
    assert paragraph["recommendation"] is True or bool(paragraph["recommendation"])
    assert corpus.paragraphs["level"].isna().tolist() == [False, True]
    assert pd.api.types.is_bool_dtype(corpus.labels["assigned"])
    assert corpus.documents["year"].tolist() == [2019, pd.NA]
    dated = corpus.entities[corpus.entities["type"] == "date"]
    assert dated["date_start"].dt.year.tolist() == [2019]
    assert corpus.paragraphs["section"].tolist() == ["", "Rights"]


def test_every_table_can_be_asked_for(corpus: Corpus) -> None:
    for table in TABLES:
        assert list(corpus.table(table).columns) == list(TABLES[table])
        if table != "corpus":
            assert getattr(corpus, table) is corpus.table(table)
    with pytest.raises(KeyError, match="no table 'rights'; known: documents"):
        corpus.table("rights")


def test_wide_knows_the_document(corpus: Corpus) -> None:
    [row] = corpus.wide().to_dict("records")
    assert (row["para_id"], row["status"], row["source"], row["people"]) == ("d:1", "ok", "d.txt", ["José P"])


def test_mentions_know_their_unit(corpus: Corpus) -> None:
    [row] = corpus.mentions("person").to_dict("records")
    assert (row["norm"], row["categories"], row["year"]) == ("José P", ["torture", "women"], 2019)
    assert len(corpus.mentions()) == 3


ABOUT = [
    (("torture",), {}, 1),
    (("torture", "women"), {}, 1),
    (("life",), {}, 0),
    (("torture",), {"language": "en", "year": 2019}, 1),
    (("torture",), {"language": "sv"}, 0),
    (("torture",), {"year": (2018, 2019)}, 1),
    ((), {"people": "José P"}, 1),
    ((), {"people": ["Nobody", "José P"]}, 1),
    ((), {"people": "Nobody"}, 0),
    ((), {"recommendation": True}, 1),
]


@pytest.mark.parametrize(("categories", "where", "found"), ABOUT)
def test_about(corpus: Corpus, categories: tuple[str, ...], where: dict[str, object], found: int) -> None:
    assert len(corpus.about(*categories, **where)) == found


def test_about_names_what_it_does_not_know(corpus: Corpus) -> None:
    with pytest.raises(ValueError, match="no category tortur; known: life, torture, women"):
        corpus.about("tortur")
    with pytest.raises(ValueError, match="no column lang; known: doc_id"):
        corpus.about("torture", lang="sv")


def test_a_folder_without_a_corpus_is_named(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="no corpus here"):
        load(tmp_path)


def test_a_corpus_of_another_version_is_named(tmp_path: Path) -> None:
    export([processed()], tmp_path)
    (tmp_path / "labels.csv").write_text("doc_id,para_id\n")
    with pytest.raises(FileNotFoundError, match="another version"):
        load(tmp_path).labels  # noqa: B018


def test_formats_that_are_not_known_are_named(tmp_path: Path) -> None:
    for given in ("parquet", "csv,xlsx", ""):
        result = CliRunner().invoke(app, ["export", "--output", str(tmp_path), "--format", given])
        assert result.exit_code == 2
        assert "known" in result.output


def test_the_command_line_starts_without_the_libraries_of_analysis() -> None:
    code = "import sys, pipeline.__main__; print(*sorted({n.split('.')[0] for n in sys.modules}))"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert {"pandas", "pyarrow", "matplotlib", "spacy", "sklearn"} & set(loaded) == set()
