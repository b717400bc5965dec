"""The description of the tables: complete, true of what a run emits, and the same wherever it stands."""

import hashlib
import json
from importlib.util import find_spec
from pathlib import Path

import pytest
from conftest import rows
from test_export import processed

from pipeline.columns import ONE_ROW_PER, TABLES, described
from pipeline.export import export
from pipeline.package.descriptor import schema
from pipeline.package.dictionary import page
from pipeline.records import Failure

ROOT = Path(__file__).parent.parent


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    export([processed(), Failure("x", "sub/x.txt", "", "", "the file is empty")], tmp_path)
    return tmp_path


def test_every_table_is_described() -> None:
    assert list(ONE_ROW_PER) == list(TABLES)


@pytest.mark.parametrize("table", TABLES)
def test_every_table_has_a_key_and_refers_to_columns_that_are_keys(table: str) -> None:
    columns = described(table)
    # A statement may not say whose it is, and a key may not be empty.
    assert any(column.key for column in columns.values()) == (table != "ratifications")
    for column in columns.values():
        if column.refers:
            other, field = column.refers.split(".")
            assert [name for name, c in described(other).items() if c.key] == [field]


def test_the_package_names_every_table_column_and_checksum(corpus: Path) -> None:
    package = json.loads((corpus / "datapackage.json").read_text(encoding="utf-8"))
    assert [resource["name"] for resource in package["resources"]] == list(TABLES)
    for resource in package["resources"]:
        data = (corpus / resource["path"]).read_bytes()
        assert resource["bytes"] == len(data)
        assert resource["hash"] == "sha256:" + hashlib.sha256(data).hexdigest()
        named = {field["name"]: field["description"] for field in resource["schema"]["fields"]}
        assert list(named.items()) == list(TABLES[resource["name"]].items())
    assert [(source["title"], source["documents"]) for source in package["sources"]] == [("publisher not stated", 2)]


def test_keys_types_and_bounds_are_those_of_the_columns() -> None:
    labels = schema("labels")
    assert labels["primaryKey"] == ["para_id", "category"]
    assert {"fields": ["para_id"], "reference": {"resource": "paragraphs", "fields": ["para_id"]}} in labels[
        "foreignKeys"
    ]
    fields = {field["name"]: field for field in labels["fields"]}
    assert fields["probability"]["constraints"] == {"required": True, "minimum": 0, "maximum": 1}
    assert (fields["terms"]["type"], fields["terms"]["delimiter"]) == ("list", ";")


@pytest.mark.skipif(not find_spec("frictionless"), reason="frictionless is not installed")
@pytest.mark.parametrize("folder", ["fresh", "committed"])
def test_frictionless_finds_the_package_valid(folder: str, corpus: Path) -> None:
    import frictionless

    report = frictionless.validate(str((corpus if folder == "fresh" else ROOT / "outputs") / "datapackage.json"))
    assert report.flatten(["name", "rowNumber", "fieldName", "type", "note"]) == []
    assert report.valid


@pytest.mark.skipif(not find_spec("frictionless"), reason="frictionless is not installed")
def test_frictionless_finds_what_is_wrong(corpus: Path) -> None:
    import frictionless

    path = corpus / "paragraphs.csv"
    path.write_text(path.read_text(encoding="utf-8").replace(",heading,", ",headline,"), encoding="utf-8")
    report = frictionless.validate(str(corpus / "datapackage.json"))
    assert {"constraint-error"} <= {error for (error,) in report.flatten(["type"])}


def test_the_page_beside_the_tables_says_whose_they_are(corpus: Path) -> None:
    text = (corpus / "README.md").read_text(encoding="utf-8")
    assert "- publisher not stated: 2\n" in text
    assert all(f"\n## {table}\n" in text for table in TABLES)


def test_the_dictionary_in_docs_is_that_of_the_code() -> None:
    assert (ROOT / "docs" / "data-dictionary.md").read_text(encoding="utf-8") == page(), "run make dictionary"


def test_no_clock_the_same_tables_give_the_same_bytes(corpus: Path, tmp_path: Path) -> None:
    first = (corpus / "datapackage.json").read_bytes()
    export([processed(), Failure("x", "sub/x.txt", "", "", "the file is empty")], tmp_path)
    assert (tmp_path / "datapackage.json").read_bytes() == first
    assert [row["doc_id"] for row in rows(tmp_path / "documents.csv")] == ["d", "x"]
