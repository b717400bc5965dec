"""Labels as training reads them: our own files, texts that stand elsewhere, taxonomies, and what is refused."""

import csv
import gzip
import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from pipeline.labels import Labelled, Refused, read, refuse_rare, taxonomy

TEXT = "Guards beat the prisoners, and women in their cells."
GOOD: dict[str, Any] = {
    "id": "xx/2020/land/1",
    "source": "xx",
    "lang": "en",
    "section": "",
    "text": TEXT,
    "categories": ["torture"],
    "recommendation": False,
}
CSV_HEADER = "doc_id,text,section,language,categories,recommendation,start,end\n"
PARAGRAPHS = "doc_id,para_id,kind,section,language,text,recommendation,categories\n"


def json_lines(path: Path, rows: list[Any]) -> Path:
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    return path


def external(path: Path, text: str, **changed: str) -> Path:
    """A file with one label whose text stands elsewhere."""
    row = {
        "id": "state/2019/land/7",
        "sha256": hashlib.sha256(text.encode()).hexdigest(),
        "document": "state/2019/land",
        "source": "state",
        "language": "en",
        "year": "2019",
        "section": "Prisons",
        "categories": "torture;women",
        "recommendation": "false",
        "evidence": "women=6-11;torture=0-4+5-11",
        "annotator": "model",
        "date": "2026-11-22",
    }
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(row))
        writer.writeheader()
        writer.writerow(row | changed)
    return path


def refusal(paths: list[Path], texts: Path | None = None) -> str:
    with pytest.raises(Refused) as refused:
        read(paths, texts)
    return str(refused.value)


REFUSED: list[tuple[str, list[Any], str]] = [
    ("an unknown category", [GOOD | {"categories": ["tortoise"]}], "row 1: no category 'tortoise'; known: "),
    ("an empty text", [GOOD, GOOD | {"id": "b", "text": " \n"}], "row 2: 'b' has an empty text"),
    ("other labels, same id", [GOOD, GOOD | {"categories": []}], "row 2: 'xx/2020/land/1' stands twice"),
    ("other flag, same id", [GOOD, GOOD | {"recommendation": True}], "row 2: 'xx/2020/land/1' stands twice"),
    ("other text, same id", [GOOD, GOOD | {"text": "Another."}], "row 2: 'xx/2020/land/1' stands twice"),
    ("a language that is none", [GOOD, GOOD | {"lang": "eng"}], "row 2: language is 'eng', not a code of ISO 639-1"),
    ("a language by its name", [GOOD | {"lang": "English"}], "row 1: language is 'English', not a code"),
    ("no language", [GOOD | {"lang": ""}], "row 1: 'xx/2020/land/1' has no language"),
    ("a field of the wrong type", [GOOD | {"recommendation": 5}], "row 1: recommendation is 5, not of type bool"),
    ("a flag that is none", [GOOD | {"recommendation": "no"}], "row 1: recommendation is 'no', not true or false"),
    ("no year", [GOOD | {"year": "MMXX"}], "row 1: year is 'MMXX', not a year"),
    ("categories that are no names", [GOOD | {"categories": [["torture"]]}], "row 1: categories holds ['torture']"),
    ("categories that are no list", [GOOD | {"categories": 5}], "row 1: categories is 5, not of type list"),
    ("no object", [GOOD, [1]], "row 2: [1] is no object"),
    ("no categories", [GOOD, {"id": "b", "text": "B."}], "row 2: no field 'categories'"),
    ("nothing", [], "no labelled paragraph"),
    ("evidence for nothing", [GOOD | {"evidence": {"women": [[0, 5]]}}], "row 1: evidence for 'women'"),
    ("evidence outside", [GOOD | {"evidence": {"torture": [[0, 99]]}}], "row 1: evidence 0-99; the text has 52"),
    ("evidence turned round", [GOOD | {"evidence": {"torture": [[5, 2]]}}], "row 1: evidence 5-2"),
    ("evidence that is none", [GOOD | {"evidence": "torture"}], "row 1: evidence is 'torture', not like"),
    ("evidence without numbers", [GOOD | {"evidence": {"torture": [["a", "b"]]}}], "row 1: evidence is {'torture'"),
    (
        "no text",
        [{**GOOD, "text": None}],
        "1 of 1 texts are elsewhere, and no folder of texts is given; first: bad.jsonl",
    ),
]


@pytest.mark.parametrize(("rows", "message"), [case[1:] for case in REFUSED], ids=[case[0] for case in REFUSED])
def test_what_cannot_be_learned_from_is_refused(tmp_path: Path, rows: list[Any], message: str) -> None:
    said = refusal([json_lines(tmp_path / "bad.jsonl", rows)])
    assert "bad.jsonl" in said
    assert message in said


REFUSED_FILES = [
    ("bad.jsonl", b"{oops\n", "bad.jsonl, row 1: not JSON"),
    ("bad.json", b"[{]\n", "bad.json: not JSON"),
    ("bad.csv", b"doc_id,text\nd,t\n", "bad.csv, row 2: no field 'categories'"),
    ("bad.csv", f"{CSV_HEADER}d,t,,en,,maybe,0,9\n".encode(), "bad.csv, row 2: recommendation is 'maybe'"),
    ("bad.csv", f"{CSV_HEADER}d,t,,en,,true,0,9\nd,t\n".encode(), "bad.csv, row 3: not as many cells as the header"),
    ("bad.csv", f"{CSV_HEADER}d,t,,en,,true,0,9,9\n".encode(), "bad.csv, row 2: not as many cells as the header"),
    ("bad.csv", f'{CSV_HEADER}d,"t"x,,en,,true,0,9\n'.encode(), "bad.csv: not CSV"),
    ("bad.csv", f"{CSV_HEADER}d,é,,en,,true,0,9\n".encode("latin-1"), "bad.csv: no text in UTF-8"),
    ("bad.jsonl.gz", b"no gzip", "bad.jsonl.gz: no text in UTF-8"),
]


@pytest.mark.parametrize(("name", "content", "message"), REFUSED_FILES)
def test_files_that_are_no_labels_are_refused(tmp_path: Path, name: str, content: bytes, message: str) -> None:
    (tmp_path / name).write_bytes(content)
    assert refusal([tmp_path / name]).startswith(message)


EXPECTED = Labelled("d:10-19", "d", "labels", "sv", None, "A > B", "One, two.", frozenset({"torture", "women"}), True)
TABLES = [
    ("commas", CSV_HEADER + '"d","One, two.","A > B",sv,torture;women,true,10,19\n'),
    ("semicolons", CSV_HEADER.replace(",", ";") + 'd;One, two.;A > B;sv;"torture; women";TRUE;10;19\n'),
    (
        "tabs, and a byte order mark",
        "\ufeff" + CSV_HEADER.replace(",", "\t") + "d\tOne, two.\tA > B\tsv\ttorture;women\tTrue\t10\t19\n",
    ),
]


@pytest.mark.parametrize("content", [case[1] for case in TABLES], ids=[case[0] for case in TABLES])
def test_tables_are_read_as_spreadsheets_write_them(tmp_path: Path, content: str) -> None:
    (tmp_path / "labels.csv").write_text(content, encoding="utf-8")
    assert read([tmp_path / "labels.csv"]) == [EXPECTED]


def test_the_shipped_labels_are_read() -> None:
    root = Path(__file__).parent.parent
    paragraphs = read([root / "seeds" / "labels" / "paragraphs.csv"], root / "outputs")
    assert len(paragraphs) == 339
    assert {(paragraph.language, paragraph.year) for paragraph in paragraphs} >= {("sv", 2019), ("en", 2014)}


def test_json_lines_say_all(tmp_path: Path) -> None:
    row = GOOD | {"document": "land", "year": 2019, "evidence": {"torture": [[0, 6], [7, 11]]}}
    (paragraph,) = read([json_lines(tmp_path / "labels.jsonl", [row])])
    assert (paragraph.document, paragraph.source, paragraph.year) == ("land", "xx", 2019)
    assert paragraph.evidence == {"torture": ((0, 6), (7, 11))}


@pytest.mark.parametrize(("written", "language"), [("EN", "en"), (" Sv ", "sv"), ("und", "und")])
def test_codes_of_languages_are_written_alike(tmp_path: Path, written: str, language: str) -> None:
    (paragraph,) = read([json_lines(tmp_path / "labels.jsonl", [GOOD | {"lang": written}])])
    assert paragraph.language == language


DOCUMENTS = [
    ("us/2016/eritrea/65", "us/2016/eritrea", 2016),
    ("sv/rapporter/2021/06/island/#6", "sv/rapporter/2021/06/island", 2021),
    ("un/upr/kenya2010/1", "un/upr/kenya2010", 2010),
    ("000_26793b94f330da52:12", "000_26793b94f330da52", None),
    ("7", "7", None),
]


@pytest.mark.parametrize(("id", "document", "year"), DOCUMENTS)
def test_an_id_tells_document_and_year(tmp_path: Path, id: str, document: str, year: int | None) -> None:
    (paragraph,) = read([json_lines(tmp_path / "labels.jsonl", [GOOD | {"id": id}])])
    assert (paragraph.document.rstrip("/"), paragraph.year) == (document, year)


def test_a_paragraph_that_stands_twice_counts_once_with_its_evidence(tmp_path: Path) -> None:
    rows = [[GOOD], [GOOD | {"evidence": {"torture": [[0, 6]]}}]]
    paths = [json_lines(tmp_path / f"{number}.jsonl", row) for number, row in enumerate(rows)]
    (paragraph,) = read(paths)
    assert paragraph.evidence == {"torture": ((0, 6),)}


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """A folder as a run leaves it, with one paragraph and its heading."""
    folder = tmp_path / "outputs"
    folder.mkdir()
    rows = f'd,d:0,heading,,en,Prisons,false,\nd,d:1,paragraph,Prisons,en,"{TEXT}",false,torture\n'
    (folder / "paragraphs.csv").write_text(PARAGRAPHS + rows, encoding="utf-8")
    (folder / "corpus.csv").write_text(f'doc_id,para_id,year,language,section,text\nd,d:1,2019,en,Prisons,"{TEXT}"\n')
    return folder


JOINED: list[tuple[str, dict[str, Any], str]] = [
    ("by para_id", {"para_id": "d:1"}, "d:1"),
    ("by text", {"text": f"  {TEXT.replace(' ', '  ')}"}, "d:1"),
    ("by text, under another id", {"id": "mine", "text": TEXT}, "mine"),
    ("by text, where the id is of something else", {"para_id": "d:0", "text": TEXT}, "d:0"),
]


@pytest.mark.parametrize(("row", "id"), [case[1:] for case in JOINED], ids=[case[0] for case in JOINED])
def test_what_a_row_leaves_out_is_found_in_the_corpus(
    tmp_path: Path, corpus: Path, row: dict[str, Any], id: str
) -> None:
    labels = json_lines(tmp_path / "labels.jsonl", [row | {"categories": ["torture"]}])
    (paragraph,) = read([labels], corpus)
    said = (paragraph.id, paragraph.document, paragraph.language, paragraph.year, paragraph.section)
    assert said == (id, "d", "en", 2019, "Prisons")
    assert " ".join(paragraph.text.split()) == TEXT


def test_an_edited_export_is_read_without_its_headings(tmp_path: Path, corpus: Path) -> None:
    edited = tmp_path / "edited.csv"
    table = (corpus / "paragraphs.csv").read_text().replace("false,torture", "TRUE,torture;women")
    header, *rows = table.splitlines()
    edited.write_text("\n".join([f"{header},reviewed", *(f"{row},true" for row in rows)]))
    (paragraph,) = read([edited])
    assert (paragraph.id, paragraph.labels) == ("d:1", {"torture", "women", "recommendation"})


def test_what_a_model_says_is_no_label_until_somebody_has_reviewed_it(tmp_path: Path, corpus: Path) -> None:
    assert refusal([corpus / "paragraphs.csv"]).startswith(
        "paragraphs.csv, row 2: a table of the corpus has a model's labels"
    )
    rows = [
        GOOD | {"id": str(number), "reviewed": said}
        for number, said in enumerate(["", None, "false", False, "TRUE", "true", True])
    ]
    assert [one.id for one in read([json_lines(tmp_path / "labels.jsonl", rows)])] == ["4", "5", "6"]
    said = refusal([json_lines(tmp_path / "labels.jsonl", rows[:4])])
    assert said == "labels.jsonl: no labelled paragraph, or none marked as reviewed"
    said = refusal([json_lines(tmp_path / "labels.jsonl", [GOOD | {"reviewed": "anna"}])])
    assert said == "labels.jsonl, row 1: reviewed is 'anna', not true or false"


def test_ids_that_the_corpus_does_not_have_are_counted_and_named(tmp_path: Path, corpus: Path) -> None:
    rows = [{"para_id": f"d:{number}", "categories": []} for number in (1, 8, 9)]
    said = refusal([json_lines(tmp_path / "labels.jsonl", rows)], corpus)
    assert said == f"2 of 3 texts are not below {corpus}; first: labels.jsonl, row 2 (d:8); labels.jsonl, row 3 (d:9)"


COMPOSED, DECOMPOSED = "Caf\u00e9 women.", "Cafe\u0301  women."


SAID = [(TEXT, TEXT, TEXT), (COMPOSED, DECOMPOSED, COMPOSED), (DECOMPOSED, DECOMPOSED, DECOMPOSED)]


def in_json_lines(path: Path, text: str) -> None:
    json_lines(path / "deep.jsonl", [{"id": "1", "text": text}, {"other": 1}])


def in_english(path: Path, text: str) -> None:
    with gzip.open(path / "deep.jsonl.gz", "wt", encoding="utf-8") as file:
        file.write(json.dumps({"en": text, "fr": "Texte."}) + "\n")


def in_table(path: Path, text: str) -> None:
    (path / "deep.csv").write_text(f'doc,text\nx,"{text}"\n', encoding="utf-8")


@pytest.mark.parametrize("write", [in_json_lines, in_english, in_table])
@pytest.mark.parametrize(("labelled", "found", "text"), SAID)
def test_external_labels_find_their_texts(tmp_path: Path, write: Any, labelled: str, found: str, text: str) -> None:
    (tmp_path / "texts" / "below").mkdir(parents=True)
    write(tmp_path / "texts" / "below", found)
    path = external(tmp_path / "external.csv", labelled)
    (paragraph,) = read([path], tmp_path / "texts")
    evidence = {"torture": ((0, 4), (5, 11)), "women": ((6, 11),)}
    categories = frozenset({"torture", "women"})
    assert paragraph == Labelled(
        "state/2019/land/7", "state/2019/land", "state", "en", 2019, "Prisons", text, categories, False, evidence
    )


def test_external_labels_without_their_texts_are_refused(tmp_path: Path, corpus: Path) -> None:
    path = external(tmp_path / "external.csv", "Not there.")
    assert refusal([path], corpus).startswith(f"1 of 1 texts are not below {corpus}; first: external.csv, row 2")
    assert refusal([path]).startswith("1 of 1 texts are elsewhere")


TAXONOMIES = [
    ("category,label\nFood & Nutrition,Food\nHousing,\n", ("Food & Nutrition", "Housing")),
    ("\ufeffdefinition,category\nWhat it is,one\n", ("one",)),
]


@pytest.mark.parametrize(("content", "names"), TAXONOMIES)
def test_a_taxonomy_of_ones_own(tmp_path: Path, content: str, names: tuple[str, ...]) -> None:
    (tmp_path / "mine.csv").write_text(content, encoding="utf-8")
    assert taxonomy(tmp_path / "mine.csv") == names
    labels = json_lines(tmp_path / "labels.jsonl", [GOOD | {"categories": [names[0]]}])
    assert read([labels], known=names)[0].categories == {names[0]}
    assert f"no category {names[0]!r}" in refusal([labels])


NO_TAXONOMIES = [
    ("name\nfood\n", "a taxonomy has a column 'category'"),
    ("category\n", "a taxonomy has a column 'category' and at least one row"),
    ("category,label\nfood,\n,Housing\n", "row 3: '' is empty"),
    ("category\nfood;housing\n", "row 2: 'food;housing'"),
    ("category\nfood\nhousing\nfood\n", "row 2: 'food' stands twice"),
    ("category\nrecommendation\n", "row 2: 'recommendation' is the name of the flag"),
]


@pytest.mark.parametrize(("content", "message"), NO_TAXONOMIES)
def test_what_is_no_taxonomy_is_refused(tmp_path: Path, content: str, message: str) -> None:
    (tmp_path / "mine.csv").write_text(content, encoding="utf-8")
    with pytest.raises(Refused) as refused:
        taxonomy(tmp_path / "mine.csv")
    assert str(refused.value).startswith("mine.csv")
    assert message in str(refused.value)


def test_labels_with_too_few_examples_are_named(tmp_path: Path) -> None:
    rows = [GOOD | {"id": str(n), "categories": ["torture", "women"][: 1 + (n > 1)]} for n in range(3)]
    paragraphs = read([json_lines(tmp_path / "labels.jsonl", rows)])
    refuse_rare(paragraphs, 1)
    with pytest.raises(Refused, match=r"^fewer than 4 examples: women \(1\), torture \(3\)$"):
        refuse_rare(paragraphs, 4)
    with pytest.raises(Refused, match=r"^fewer than 4 examples: torture \(3\)$"):
        refuse_rare(paragraphs, 4, ["women"])
