"""Pseudonyms: in everything that a run writes, the same for the same person, and offsets that still lead to them."""

import stat
from pathlib import Path

import pytest
from conftest import rows
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from pipeline.__main__ import app
from pipeline.records import Person
from pipeline.redact import Redaction, names_in, pseudonyms, secret
from pipeline.redact.names import Search, change

ENGLISH = """Case of Zarina Omarbekova

A. Arrest of Zarina Omarbekova

1. On 3 May 2021 police arrested the journalist Zarina Omarbekova in the capital, and her lawyer Mr. Temir Oryn-
basarov was beaten. Omarbekova's house was searched, and OMARBEKOVA was held under article 174 of the Criminal Code.

2. President Nursultan Nazarbayev said that Ms. Omarbekova had broken the Constitution. Nazarbayev gave no reason.

Page 2

3. The court convicted Orynbasarov in June 2021. Zarina Omarbekova, who has two children, appealed.
"""
SWEDISH = """Mänskliga rättigheter

1. Journalisten Zarina Omarbekova greps den 3 maj 2021. Omarbekovas advokat fick inte träffa henne i fängelset.

2. Expresident Nursultan Nazarbajev uttalade sig om domen. Nazarbajevs ord väckte kritik i parlamentet.
"""
HIDDEN = ["omarbekova", "zarina", "orynbasarov", "temir"]


def person(name: str) -> Person:
    return Person(name.lower().replace(" ", "-"), name, (name,), (), 1, ("d",), (), 1.0)


@pytest.fixture(scope="module")
def redacted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("redacted")
    (folder / "in").mkdir()
    (folder / "in" / "english.txt").write_text(ENGLISH, encoding="utf-8")
    (folder / "in" / "svenska.txt").write_text(SWEDISH, encoding="utf-8")
    (folder / "holders.txt").write_text("name\nNursultan Nazarbayev\n", encoding="utf-8")
    # What an earlier run without pseudonyms leaves is to go as well.
    for options in ([], ["--redact", "people", "--office-holders", str(folder / "holders.txt")]):
        arguments = ["run", "--input", str(folder / "in"), "--output", str(folder / "out"), "--workers", "1", "--quiet"]
        result = CliRunner().invoke(app, [*arguments, *options])
        assert (result.exit_code, result.output) == (0, "")
    return folder


def test_no_file_has_the_names(redacted: Path) -> None:
    written = [path for path in (redacted / "out").rglob("*") if path.is_file()]
    assert len(written) > 6
    for path in written:
        text = path.read_bytes().decode("utf-8", errors="ignore").lower().replace("-\n", "")
        assert [name for name in HIDDEN if name in text] == [], path
        assert [name for name in HIDDEN if name in path.name.lower()] == []


def test_office_holders_keep_their_names(redacted: Path) -> None:
    text = (redacted / "out" / "text" / "english.txt").read_text(encoding="utf-8")
    assert "President Nursultan Nazarbayev said" in text
    names = {row["name"] for row in rows(redacted / "out" / "people.csv")}
    assert "Nursultan Nazarbayev" in names
    assert sum(name.startswith("Person-") for name in names) == len(names) - 1


def test_a_person_has_one_pseudonym_in_every_document(redacted: Path) -> None:
    entities = [row for row in rows(redacted / "out" / "entities.csv") if row["type"] == "person"]
    by_document = {
        name: {row["person_id"] for row in entities if row["doc_id"] == name} for name in ("english", "svenska")
    }
    assert len(by_document["english"] & by_document["svenska"] - {"nursultan-nazarbayev"}) == 1
    assert all(row["norm"] == row["text"] == row["person_id"] for row in entities if row["text"].startswith("Person-"))


def test_positions_lead_to_the_mentions(redacted: Path) -> None:
    out = redacted / "out"
    units = {row["para_id"]: row for row in rows(out / "paragraphs.csv")}
    texts = {path.stem: path.read_text(encoding="utf-8") for path in (out / "text").iterdir()}
    entities = rows(out / "entities.csv")
    assert {row["type"] for row in entities} >= {"person", "law", "article", "date"}
    for row in entities:
        assert units[row["para_id"]]["text"][int(row["start"]) : int(row["end"])] == row["text"]
        source = texts[row["doc_id"]][int(row["doc_start"]) : int(row["doc_end"])]
        assert " ".join(source.split()) == row["text"]
        assert row["entity_id"] == f"{row['para_id']}:{row['type']}:{row['start']}"
    for row in units.values():
        source = texts[row["doc_id"]][int(row["start"]) : int(row["end"])]
        assert source.split() == row["text"].split()
    for row in rows(out / "labels.csv"):
        if row["evidence_end"]:
            assert 0 <= int(row["evidence_start"]) < int(row["evidence_end"]) <= len(units[row["para_id"]]["text"])


def test_the_secret_is_made_once_for_its_owner(tmp_path: Path, redacted: Path) -> None:
    first = secret(tmp_path / "key")
    assert len(first) == 64
    assert secret(tmp_path / "key") == first
    assert stat.S_IMODE((tmp_path / "key").stat().st_mode) == 0o600
    assert stat.S_IMODE((redacted / ".people.key").stat().st_mode) == 0o600


def test_pseudonyms_hang_on_the_secret_and_nothing_else() -> None:
    anna, ivan = person("Anna Petrova"), person("Ivan Orlov")
    one = pseudonyms([anna, ivan], Redaction(b"a"))
    assert one == pseudonyms([ivan, anna], Redaction(b"a"))
    assert pseudonyms([anna], Redaction(b"a"))[anna.id] == one[anna.id]
    assert set(one.values()).isdisjoint(pseudonyms([anna, ivan], Redaction(b"b")).values())
    assert all(len(name) == len("Person-7K3QXM") for name in one.values())


@pytest.mark.parametrize("name", ["Anna Petrova", "anna petrova", "Anna Petróva"])
def test_kept_names_are_read_in_any_spelling(tmp_path: Path, name: str) -> None:
    (tmp_path / "names.csv").write_text(f"name,office\n{name},minister\n\n", encoding="utf-8")
    assert pseudonyms([person("Anna Petrova")], Redaction(b"a", names_in(tmp_path / "names.csv"))) == {}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Anna Petrova spoke", "P spoke"),
        ("ANNA PETROVA", "P"),
        ("by anna  petrova,", "by P,"),
        ("Anna\nPetrova", "P"),
        ("Petrova’s lawyer", "S’s lawyer"),
        ("Anna Petrovas tal", "P tal"),
        ("the petrova case", "the petrova case"),
        ("Petrovas", "S"),
        ("Petrovan", "Petrovan"),
        ("Anna. Then Petrova", "Anna. Then S"),
    ],
)
def test_search(text: str, expected: str) -> None:
    search = Search({("anna", "petrova"): "P", ("petrova",): "S"})
    assert change(text, search.changes(text)).text == expected


def test_one_word_is_found_in_lower_case_where_that_is_asked_for() -> None:
    search = Search({("petrova",): "S"})
    assert change("law:petrova-case", search.changes("law:petrova-case", written_small=True)).text == "law:S-case"


@given(
    st.text("ab ", max_size=30), st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30), st.text("XY", max_size=5)))
)
def test_positions_after_changes(text: str, wanted: list[tuple[int, int, str]]) -> None:
    changed = change(text, [one for one in wanted if one[0] < one[1] <= len(text)])
    for start, end, written in changed.changes:
        assert changed.text[changed.start(start) : changed.end(end)] == written
    for place, letter in enumerate(text):
        if not any(start <= place < end for start, end, _ in changed.changes):
            assert changed.text[changed.start(place) : changed.end(place + 1)] == letter
