"""Pseudonyms: in everything that a run writes, the same for the same person, and offsets that still lead to them."""

import shutil
import sqlite3
import stat
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from conftest import files, rows
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs
from test_export import processed
from typer.testing import CliRunner, Result

from pipeline.__main__ import app
from pipeline.interim import Source
from pipeline.mistakes import Mistake
from pipeline.records import Person
from pipeline.redact import Parted, listed, pseudonyms, secret
from pipeline.redact.documents import Redactor
from pipeline.redact.files import Files, renamed
from pipeline.redact.holders import keeping
from pipeline.redact.names import Search, change
from pipeline.redact.written import changes, corpus_index, index

ENGLISH = """Case of Zarina Omarbekova

A. Arrest of Zarina Omarbekova

1. On 3 May 2021 police arrested the journalist Zarina Omarbekova (Зарина Омарбекова), and her lawyer Mr. Temir Oryn-
basarov was beaten. Omarbekova's house was searched, and OMARBEKOVA was held under article 174 of the Criminal Code.

2. President Nursultan Nazarbayev said that Ms. Omarbekova had broken the Constitution. Nazarbayev gave no reason.

Page 2

3. The court convicted Orynbasarov in June 2021. Zarina Omarbekova, who has two children, appealed.
"""
SWEDISH = """Mänskliga rättigheter

1. Journalisten Zarina Omarbekova greps den 3 maj 2021. Omarbekovas advokat fick inte träffa henne i fängelset.

2. Expresident Nursultan Nazarbajev uttalade sig om domen. Nazarbajevs ord väckte kritik i parlamentet.
"""
# What machines write of the same persons, and words that have run together.
ADDRESSES = """Case of Temir Orynbasarov

1. The court convicted Temir Orynbasarov in June 2021. The judge was Mr. Ruslan Abdrakhmanov.

2. Letters go to orynbasarov@mail.example or to t.orynbasarov85@mail.example, in copy to temir_orynbasarov@x.example.

3. The campaign has two tags, #FreeOrynbasarov and #freetemirorynbasarov, and an account, @orynbasarov_temir.

4. It is told at https://news.example/2021/05/zarina-omarbekova-jailed/3.html and www.freeorynbasarov.example/Temir.

5. A copy is at https://x.example/?q=Zarina%20Omarbekova, and in cases/orynbasarov.pdf, where TemirOrynbasarov signs.
"""
# Two persons of one name, whom nothing but their countries tells apart.
MINISTER = """Kazakhstan 2021 Human Rights Report

1. Minister Daniyar Akhmetov said on 3 May 2021 that the police had done no wrong. Akhmetov resigned in June.
"""
PRISONER = """Georgia 2021 Human Rights Report

1. The court convicted the journalist Daniyar Akhmetov on 3 May 2021. Akhmetov appealed in June.
"""
INPUT = {
    "english.txt": ENGLISH,
    "svenska.txt": SWEDISH,
    "Orynbasarov_v_Kazakhstan.txt": ADDRESSES,
    "zarina/statement.txt": SWEDISH,
    "minister.txt": MINISTER,
    "prisoner.txt": PRISONER,
    "Letter of Zarina Omarbekova.xyz": "no reader reads this",
}
HIDDEN = ["омарбекова", "зарина", "omarbekova", "zarina", "orynbasarov", "temir", "abdrakhmanov"]
HOLDERS = "name,office,country\nNursultan Nazarbayev,president,\nDaniyar Akhmetov,minister,Kazakhstan\n"


def person(name: str, *documents: str) -> Person:
    return Person(name.lower().replace(" ", "-"), name, (name,), (), 1, documents or ("d",), (), 1.0)


def command(*arguments: str | Path) -> Result:
    return CliRunner().invoke(app, [*map(str, arguments)])


@pytest.fixture(scope="module")
def redacted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("redacted")
    for name, text in INPUT.items():
        (folder / "in" / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / "in" / name).write_text(text, encoding="utf-8")
    (folder / "holders.csv").write_text(HOLDERS, encoding="utf-8")
    # What an earlier run without pseudonyms leaves is to go as well.
    redact: list[str | Path] = ["--redact", "people", "--office-holders", folder / "holders.csv"]
    for options in ([], redact):
        result = command(
            "run", "--input", folder / "in", "--output", folder / "out", "--workers", "1", "--quiet", *options
        )
        assert (result.exit_code, result.output.count("\n")) == (1, 2), result.output
    return folder


def test_no_file_has_the_names(redacted: Path) -> None:
    written = [path for path in (redacted / "out").rglob("*") if path.is_file()]
    assert len(written) > 6
    for path in written:
        text = path.read_bytes().decode("utf-8", errors="ignore").lower().replace("-\n", "")
        assert [name for name in HIDDEN if name in text] == [], path
        assert [name for name in HIDDEN if name in str(path.relative_to(redacted)).lower()] == []


def test_files_named_after_persons_have_pseudonyms(redacted: Path) -> None:
    documents = rows(redacted / "out" / "documents.csv")
    assert [row["doc_id"] for row in documents] == sorted(row["doc_id"] for row in documents)
    kept = {row["doc_id"]: row["source"] for row in documents if not row["doc_id"].startswith("Document-")}
    assert kept == {name: f"{name}.txt" for name in ("english", "minister", "prisoner", "svenska")}
    others = [row for row in documents if row["doc_id"] not in kept]
    assert sorted(row["source"].removeprefix(row["doc_id"]) for row in others) == [".txt", ".txt", ".xyz"]
    assert [row["status"] for row in others].count("failed") == 1
    read = {row["doc_id"] for row in documents if row["status"] == "ok"}
    assert {path.stem for path in (redacted / "out" / "text").iterdir()} == read
    tables = [rows(redacted / "out" / f"{name}.csv") for name in ("paragraphs", "labels", "entities", "corpus")]
    assert all({row["doc_id"] for row in table} == read for table in tables)
    people = rows(redacted / "out" / "people.csv")
    assert {one for row in people for one in row["documents"].split(";")} <= read


def test_a_namesake_of_an_office_holder_is_hidden_where_the_list_says_so(redacted: Path) -> None:
    texts = {name: (redacted / "out" / "text" / f"{name}.txt").read_text("utf-8") for name in ("minister", "prisoner")}
    assert texts["minister"] == MINISTER
    assert "Akhmetov" not in texts["prisoner"]
    assert "Daniyar" not in texts["prisoner"]
    people = {row["name"]: row["documents"] for row in rows(redacted / "out" / "people.csv")}
    assert people["Daniyar Akhmetov"] == "minister"
    assert next(name for name, documents in people.items() if documents == "prisoner").startswith("Person-")


@pytest.mark.parametrize(
    "arguments",
    [
        ("run", "--input", "in", "--workers", "1", "--quiet"),
        ("ingest", "--input", "in", "--workers", "1", "--quiet"),
        ("detect", "--workers", "1", "--quiet"),
        ("link",),
    ],
    ids=lambda arguments: arguments[0],
)
def test_no_other_command_brings_the_names_back(
    redacted: Path, arguments: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(redacted)
    before = files(redacted / "out")
    result = command(*arguments, "--output", "out")
    assert result.exit_code == 2
    assert "holds a redacted corpus" in result.output
    assert "choose another folder, or remove out first" in result.output
    assert files(redacted / "out") == before
    assert not (redacted / "out" / ".interim" / "sources.json").exists()


def test_names_that_a_cluster_has_left_are_told(redacted: Path, tmp_path: Path) -> None:
    (tmp_path / "out" / "parts" / "stages").mkdir(parents=True)
    result = command("run", "--input", redacted / "in", "--output", tmp_path / "out", "--redact", "people", "--quiet")
    assert result.exit_code == 2
    assert "holds the parts of a run on a cluster, with the names of all persons" in result.output


def test_a_redacted_corpus_has_other_forms_too(redacted: Path, tmp_path: Path) -> None:
    out = shutil.copytree(redacted / "out", tmp_path / "out")
    refused = command("export", "--output", out)
    assert refused.exit_code == 2
    assert "redacted: its tables are made by run --redact people" in refused.output
    before = files(out)
    result = command("export", "--output", out, "--sqlite", "--spreadsheet-safe")
    assert (result.exit_code, result.output) == (0, "")
    assert before.items() <= files(out).items()
    with closing(sqlite3.connect(out / "corpus.sqlite")) as database:
        names = {name for (name,) in database.execute("SELECT name FROM people")}
    assert names == {row["name"] for row in rows(out / "people.csv")}
    assert (out / "spreadsheet" / "people.csv").is_file()
    assert not (out / ".interim" / "export").exists()


def test_office_holders_keep_their_names(redacted: Path) -> None:
    text = (redacted / "out" / "text" / "english.txt").read_text(encoding="utf-8")
    assert "President Nursultan Nazarbayev said" in text
    names = {row["name"] for row in rows(redacted / "out" / "people.csv")}
    assert "Nursultan Nazarbayev" in names
    assert sum(name.startswith("Person-") for name in names) == len(names) - 2


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


def test_the_evidence_of_the_flag_moves_too() -> None:
    document = processed()
    (classified,), (entity, *_) = document.classifications, document.entities
    assert classified.flag
    flag = structs.replace(classified.flag, terms=("José", "said"))
    named = replace(
        document,
        classifications=(replace(classified, flag=flag),),
        entities=(replace(entity, person="jose"),),
    )
    person = Person("jose", "José P", ("José",), (), 1, ("d",), (), 1.0)
    redacted = Redactor(Parted((person,), (), {"jose": "Person-ABCD"}, {})).redact(named, Files())
    moved = redacted.classifications[0].flag
    assert moved
    assert redacted.units[1].text[moved.start : moved.end] == "Person-ABCD"
    assert moved.terms == ("said",)


def test_the_secret_is_made_once_for_its_owner(tmp_path: Path, redacted: Path) -> None:
    first = secret(tmp_path / "key")
    assert len(first) == 64
    assert secret(tmp_path / "key") == first
    assert stat.S_IMODE((tmp_path / "key").stat().st_mode) == 0o600
    assert stat.S_IMODE((redacted / ".people.key").stat().st_mode) == 0o600


def test_pseudonyms_hang_on_the_secret_and_nothing_else() -> None:
    anna, ivan = person("Anna Petrova"), person("Ivan Orlov")
    one = pseudonyms([anna, ivan], b"a")
    assert one == pseudonyms([ivan, anna], b"a")
    assert pseudonyms([anna], b"a")[anna.id] == one[anna.id]
    assert set(one.values()).isdisjoint(pseudonyms([anna, ivan], b"b").values())
    assert all(len(name) == len("Person-7K3QXM") for name in one.values())


def test_other_names_for_files_hang_on_their_path_and_the_secret() -> None:
    anna, ivan = Source("anna", "x/anna.pdf"), Source("ivan", "ivan.pdf")
    one = renamed([anna, ivan], lambda source: "anna" in source.path, b"a")
    assert one == renamed([anna], lambda source: "anna" in source.path, b"a")
    assert one != renamed([anna], lambda source: "anna" in source.path, b"b")
    assert (one.document("ivan"), one.source("ivan", "ivan.pdf"), one.person("nero@ivan")) == (
        "ivan",
        "ivan.pdf",
        "nero@ivan",
    )
    assert one.source("anna", "") == f"{one.document('anna')}.pdf"
    assert one.person("nero@anna") == f"nero@{one.document('anna')}"
    assert one.person("") == ""


@pytest.mark.parametrize("name", ["Anna Petrova", "anna petrova", "Anna Petróva"])
@pytest.mark.parametrize(
    ("rest", "documents"),
    [
        ("name,office\n{},minister\n\n", {"a", "b", "c"}),
        ("{}\n", {"a", "b", "c"}),
        ("{},KAZ\n", {"a", "b"}),
        ("{},Georgien\n", {"c"}),
        ("name,country,document\n{},kaz,b\n", {"b"}),
        ("name,document\n{},a\n{},c\n", {"a", "c"}),
        ("name,country\n{},Sweden\n", set()),
    ],
)
def test_names_on_the_list_are_kept_where_it_says_and_in_any_spelling(
    tmp_path: Path, name: str, rest: str, documents: set[str]
) -> None:
    (tmp_path / "names.csv").write_text(rest.replace("{}", name), encoding="utf-8")
    people = [person("Anna Petrova", "a", "b", "c"), person("Ivan Orlov", "a", "b", "c")]
    about = {"a": "KAZ", "b": "KAZ", "c": "GEO"}
    assert keeping(people, listed(tmp_path / "names.csv"), about) == {"anna-petrova": documents}


def test_a_cell_that_is_no_country_needs_a_heading(tmp_path: Path) -> None:
    (tmp_path / "names.csv").write_text("Ivan Orlov\nAnna Petrova,minister\n", encoding="utf-8")
    with pytest.raises(Mistake, match=r"names\.csv, line 2: 'minister' is no country"):
        listed(tmp_path / "names.csv")


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


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("petrova@mail.example", "P@mail.example"),
        ("#FreeAnnaPetrova", "#FreeP"),
        ("#freeannapetrova #FREEPETROVA", "#freeP #FREEP"),
        ("@petrova_anna85 petrova-2021@mail.example", "@P P-2021@mail.example"),
        ("https://x.example/2021/anna-petrova-jailed", "https://x.example/2021/P-jailed"),
        ("x.example/?q=Anna%20Petr%C3%B3va&n=1", "x.example/?q=P&n=1"),
        ("freepetrova.example", "freeP.example"),
        ("AnnaPetrova and PresidentPetrova", "P and PresidentP"),
        ("McPetrova and petrova and annapetrova", "McPetrova and petrova and annapetrova"),
        ("x.example/petrovas-house x.example/xpetrovax", "x.example/Ps-house x.example/xpetrovax"),
        ("#freeorynbasarovnow", "#freeTnow"),
        # Names of countries are none of persons.
        ("x.example/romania x.example/israel x.example/roman", "x.example/romania x.example/israel x.example/R"),
        ("x.example/afghanistan", "x.example/afghanistan"),
        # Short names are looked for as whole words, and those of other documents too.
        ("@lim #FreeLim x.example/limit", "@L #FreeL x.example/limit"),
        ("x.example/orlov and x.example/orlovsky", "x.example/O and x.example/orlovsky"),
        ("x.example/ivan-orlov x.example/ivan", "x.example/O x.example/ivan"),
        ("x.example/igor-petrova and x.example/vera-orlova", "x.example/igor-petrova and x.example/vera-orlova"),
    ],
)
def test_names_are_found_where_machines_write_them(text: str, expected: str) -> None:
    people = [("Anna Petrova", "P"), ("Lim", "L"), ("Israel Roman", "R"), ("Ghani", "G"), ("T. Orynbasarov", "T")]
    here = index(people, ["Igor Petrova"])
    elsewhere = corpus_index([("Ivan Orlov", "O")], ["Vera Orlova"])
    found = changes(text, (here, elsewhere))
    assert change(text, found).text == expected


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("Petrova v Testland.pdf", True),
        ("cases/anna petrova/1.pdf", True),
        ("letter_orlov.pdf", True),
        ("report 2021.pdf", False),
        ("orlovsky.pdf", False),
    ],
)
def test_names_are_found_in_names_of_files(path: str, expected: bool) -> None:
    indexes = (index([("Anna Petrova", "P")], []), corpus_index([("Ivan Orlov", "O")], []))
    assert bool(changes(path, indexes, whole=True)) == expected
