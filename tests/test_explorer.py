"""The pages as files: what they hold, and that they let nothing else in."""

import base64
import hashlib
import json
import re
from pathlib import Path
from typing import Any

import pytest
from conftest import rows as csv_rows
from corpora import HOSTILE, document, entity, hostile, label, paragraph, write
from lxml import html

from pipeline import explorer, report
from pipeline.explorer import corpus, pages, tables

STYLE = {name: (pages.HERE / f"{name}.css").read_text(encoding="utf-8") for name in ("base", "explorer", "report")}
SCRIPT = {name: (pages.HERE / f"{name}.js").read_text(encoding="utf-8") for name in explorer.SCRIPTS}


def small(folder: Path, **options: Any) -> Path:
    first = paragraph("a", 1, "𝒜 note. Police tortured 𝒜nna.", section="One > Two", number="7", page=3)
    last = paragraph("b", 5, "Article 7 of the Code applies.", kind="note", recommendation="true")
    return write(
        folder,
        documents=[
            document("a", title="On A", year=2019, publisher="Office", country="KEN"),
            document("b", status="failed"),
        ],
        paragraphs=[paragraph("a", 0, "On A", kind="heading"), first, paragraph("a", 2, "No more."), last],
        labels=[
            label(first, "life", 0.1),
            label(first, "liberty", 0.45, "Police tortured 𝒜nna.", needs_review="near the threshold"),
            label(first, "torture", 0.9876, "Police tortured 𝒜nna.", terms="tortured;police"),
        ],
        entities=[
            entity(first, "person", "𝒜nna", "Anna", person_id="anna"),
            entity(last, "law", "Code", "criminal-code"),
            entity(last, "article", "7", "7", law="criminal-code"),
        ],
        **options,
    )


def embedded(path: Path) -> dict[str, Any]:
    """What a page holds, its pieces joined."""
    whole: dict[str, Any] = {"units": []}
    for part in html.parse(path).xpath("//script[@class='part']"):
        data = json.loads(part.text)
        whole["units"] += data.pop("units", [])
        whole |= data
    return whole


def explored(folder: Path) -> Path:
    explorer.write(folder, folder / "explorer.html")
    return folder / "explorer.html"


def reported(folder: Path, memory: Path | None = None) -> Any:
    report.write(folder, folder / "report.html", memory or folder / "memory.json")
    return html.parse(folder / "report.html")


def test_the_page_holds_units_with_what_belongs_to_them(tmp_path: Path) -> None:
    held = embedded(explored(small(tmp_path)))
    strings = held["strings"]
    first, second, note = held["units"]
    assert [first[0], first[1], strings[first[2]], strings[first[3]], first[4], first[5]] == [
        0, 1, "paragraph", "One > Two", "7", 3,
    ]  # fmt: skip
    assert [[strings[one[0]], one[1], one[2], strings[one[3]]] for one in first[9]] == [
        ["liberty", 4500, 0, "near the threshold"],
        ["torture", 9876, 1, ""],
    ]
    assert first[9][1][6] == "tortured;police"
    assert second[9:] == [[], []]
    assert (strings[note[2]], note[8]) == ("note", 1)
    assert [held["entities"][number] for *_, number in note[10]] == [
        ["article", "7", "criminal-code", ""],
        ["law", "criminal-code", "", ""],
    ]
    assert held["documents"][0] == ["a", "On A", "Office", "2019", "en", "KEN", "Kenya"]


def test_positions_count_as_the_browser_does(tmp_path: Path) -> None:
    first = embedded(explored(small(tmp_path)))["units"][0]
    wide = first[7].encode("utf-16-le")

    def piece(start: int, end: int) -> str:
        return wide[2 * start : 2 * end].decode("utf-16-le")

    assert piece(*first[10][0][:2]) == "𝒜nna"
    assert piece(*first[9][1][4:6]) == "Police tortured 𝒜nna."


def test_tables_of_an_older_run_will_do(tmp_path: Path) -> None:
    without = ("needs_review", "evidence_start", "evidence_end", "terms", "person_id", "publisher")
    held = embedded(explored(small(tmp_path, without=without)))
    assert [len(one) for one in held["units"][0][9]] == [4]
    (tmp_path / "labels.csv").unlink()
    assert embedded(explored(tmp_path))["units"][0][9] == []


def test_of_a_language_that_is_not_learned_the_likeliest_label_is_held(tmp_path: Path) -> None:
    one = paragraph("a", 0, "Un texte.")
    labels = [label(one, name, p, needs_review="language not learned") for name, p in (("x", 0.2), ("y", 0.3))]
    held = embedded(explored(write(tmp_path, documents=[document("a")], paragraphs=[one], labels=labels)))
    assert [held["strings"][found[0]] for found in held["units"][0][9]] == ["y"]


def test_many_units_come_in_parts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(corpus, "PART", 2)
    many = [paragraph("a", order, f"Text {order}") for order in range(5)]
    write(tmp_path, documents=[document("a")], paragraphs=many)
    assert [len(part["units"]) for part in corpus.parts(tmp_path) if "units" in part] == [2, 2, 1]


def test_a_larger_corpus_is_left_to_the_database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(explorer, "LARGEST", 2)
    write(tmp_path, documents=[document("a")], paragraphs=[paragraph("a", order, "Text") for order in range(3)])
    page = html.parse(explored(tmp_path))
    said = " ".join(page.getroot().text_content().split())
    assert "3 paragraphs, more than the 2 that this page can hold" in said
    assert "datasette outputs/corpus.sqlite" in said
    assert not page.xpath("//script")


@pytest.mark.parametrize("make", [small, hostile])
def test_only_the_page_s_own_style_and_script_may_run(tmp_path: Path, make: Any) -> None:
    make(tmp_path)
    explored(tmp_path)
    reported(tmp_path)
    for name in ("explorer.html", "report.html"):
        page = html.parse(tmp_path / name)
        (policy,) = page.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
        assert policy.startswith("default-src 'none'; ")
        assert "unsafe" not in policy
        running = [one.text for one in page.xpath("//style | //script[not(@type='application/json')]")]
        assert len(running) == (2 if name == "explorer.html" else 1)
        for code in running:
            assert base64.b64encode(hashlib.sha256(code.encode()).digest()).decode() in policy
        assert not page.xpath("//@*[starts-with(name(), 'on')] | //@style | //@src | //link | //iframe")
        assert all(link.startswith(("#", "explorer.html", "report.html")) for link in page.xpath("//@href"))


def test_hostile_text_stays_text(tmp_path: Path) -> None:
    held = embedded(explored(hostile(tmp_path)))
    raw = (tmp_path / "explorer.html").read_text(encoding="utf-8")
    assert [unit[7] for unit in held["units"] if unit[1] == 1] == list(HOSTILE)
    assert "window.hit=1</script>" not in raw
    assert "\u2028" not in raw
    shown = reported(tmp_path).getroot().text_content()
    for attack in HOSTILE:
        assert attack in shown


def test_the_scripts_make_no_html_of_text() -> None:
    for name, text in SCRIPT.items():
        found = re.findall(r"innerHTML|outerHTML|insertAdjacent|document\.write|\beval\b|Function\(|import\(", text)
        assert not found, name


def test_the_scripts_stand_behind_what_they_import() -> None:
    for name, text in SCRIPT.items():
        before = explorer.SCRIPTS[: explorer.SCRIPTS.index(name)]
        assert set(re.findall(r'from "\./(\w+)\.js"', text)) <= set(before), name
    assert {path.stem for path in pages.HERE.glob("*.js")} == set(explorer.SCRIPTS)


def test_the_same_tables_give_the_same_bytes(tmp_path: Path) -> None:
    one, other = small(tmp_path / "one"), small(tmp_path / "other")
    assert explored(one).read_bytes() == explored(other).read_bytes()
    reported(one)
    reported(other)
    first = (one / "report.html").read_bytes()
    assert first == (other / "report.html").read_bytes()
    reported(one)
    assert (one / "report.html").read_bytes() == first


def colours(dark: bool) -> dict[str, str]:
    """The colours of the pages, by name, as they are in the light or in the dark."""
    found: dict[str, str] = {}
    for style in STYLE.values():
        light, _, rest = style.partition("@media (prefers-color-scheme: dark)")
        found |= re.findall(r"--([\w-]+): (#\w{6})", light)
        if dark:
            found |= re.findall(r"--([\w-]+): (#\w{6})", rest)
    return found


def luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


LINES = ("control", "accent", "law", "article", "person", "date")
# Foreground, background, and the least contrast of WCAG 2.2 AA: 4.5 for text, 3 for lines that mean something.
CONTRASTS = [
    *((ink, paper, 4.5) for ink in ("ink", "soft", "accent", "warning") for paper in ("paper", "raised")),
    *((ink, paper, 4.5) for ink in ("ink", "soft") for paper in ("accent-paper", "evidence")),
    ("warning", "accent-paper", 4.5),
    ("hit-ink", "hit", 4.5),
    ("paper", "ink", 4.5),
    *((line, paper, 3.0) for line in LINES for paper in ("paper", "raised")),
    *((line, "evidence", 3.0) for line in LINES[2:]),
    ("bar", "paper", 3.0),
]  # fmt: skip


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize(("front", "back", "least"), CONTRASTS)
def test_contrast_is_enough(front: str, back: str, least: float, dark: bool) -> None:
    high, low = sorted((luminance(colours(dark)[name]) for name in (front, back)), reverse=True)
    assert (high + 0.05) / (low + 0.05) >= least


def test_units_are_joined_with_their_rows_in_the_order_of_the_tables(tmp_path: Path) -> None:
    small(tmp_path)
    joined = [(unit["para_id"], len(labels), len(found)) for unit, labels, found in tables.units(tmp_path)]
    assert joined == [("a:0", 0, 0), ("a:1", 2, 1), ("a:2", 0, 0), ("b:5", 0, 2)]
    saying = [row for row in csv_rows(tmp_path / "labels.csv") if row["evidence_end"] or row["needs_review"]]
    assert sum(labels for _, labels, _ in joined) == len(saying) == 2


@pytest.mark.parametrize(
    ("message", "pages"),
    [
        ("", 0),
        ("page 3 has no text layer: needs OCR", 1),
        ("pages 2-5 has a garbled text layer: needs OCR; page 9 has no text layer: needs OCR", 5),
        ("page 3 is broken", 0),
        ("pages 3-4 were read by OCR", 0),
        ("page 3 is broken; page 4 has no text layer: needs OCR", 1),
    ],
)
def test_pages_that_need_ocr_are_counted(message: str, pages: int) -> None:
    assert report.pages_that_need_ocr(message) == pages


def cells(page: Any, region: str) -> list[list[str]]:
    found = page.xpath(f"//*[@aria-label='{region}']//tbody/tr")
    return [[" ".join(cell.text_content().split()) for cell in row.xpath("th | td")] for row in found]


def test_the_report_counts_what_there_is(tmp_path: Path) -> None:
    page = reported(small(tmp_path))
    assert cells(page, "Labels") == [
        ["torture", "1", "", "0"],
        ["liberty", "0", "", "1"],
        ["life", "0", "", "0"],
    ]
    assert cells(page, "Entities") == [["person", "1", "1"], ["law", "1", "1"], ["article", "1", "1"]]
    assert [row[1] for row in cells(page, "Documents")] == ["ok", "failed"]
    assert "No earlier run" in page.getroot().text_content()


def test_the_report_says_what_has_changed_until_something_else_does(tmp_path: Path) -> None:
    memory = tmp_path / "memory.json"
    reported(small(tmp_path), memory)
    write(tmp_path, documents=[document("a", sha256="other"), document("c")], paragraphs=[paragraph("a", 0, "Text")])
    changed = [
        ["file", "a", "", "other"],
        ["document", "b", "failed", "not there"],
        ["document", "c", "not there", "ok"],
        ["units", "heading", "1", "0"],
        ["units", "note", "1", "0"],
        ["units", "paragraph", "2", "1"],
        ["languages", "en", "4", "1"],
        ["labels", "torture", "1", "0"],
        ["entities", "article", "1", "0"],
        ["entities", "law", "1", "0"],
        ["entities", "person", "1", "0"],
    ]
    assert cells(reported(tmp_path, memory), "Changes") == changed
    assert cells(reported(tmp_path, memory), "Changes") == changed


@pytest.mark.parametrize("text", ["", "{", "[]", "null"])
def test_a_broken_memory_is_no_memory(tmp_path: Path, text: str) -> None:
    (tmp_path / "memory.json").write_text(text)
    assert "No earlier run" in reported(small(tmp_path)).getroot().text_content()


def test_of_very_many_documents_those_are_listed_that_something_is_to_be_said_of(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(report, "LISTED_DOCUMENTS", 2)
    write(tmp_path, documents=[document("a"), document("b"), document("c", status="failed")])
    page = reported(tmp_path)
    assert [row[1] for row in cells(page, "Documents")] == ["failed"]
    assert "of 3 documents" in page.getroot().text_content()


def test_data_can_stand_anywhere_in_a_page() -> None:
    text = "".join(map(chr, range(0x20, 0x7F))) + "\u2028\u2029é𝒜"
    data = pages.as_data([text])
    assert json.loads(data) == [text]
    assert not re.search("[<>&\u2028\u2029]", data)
