"""Every reader on damaged and hostile files: it hands over a document or says what is wrong, within bounds.

`FUZZ_EXAMPLES=20000 pytest tests/test_fuzz.py` tries more. Cost is CPU time as a multiple of what the sound file
takes, so that a slow or busy machine does not matter.
"""

import io
import os
import random
import re
import struct
import time
import zipfile
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import lightly
import pytest
from conftest import rows
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from test_formats import DOC
from test_pdf import PROSE, column, make
from wordfile import packed, paragraph, part, table, word_file

from pipeline import runner, work
from pipeline.ingest import reader
from pipeline.readers import Content, Unreadable
from pipeline.readers.formats import READABLE, format_of
from pipeline.records import Detection, Document
from pipeline.segment import segment

EXAMPLES = int(os.environ.get("FUZZ_EXAMPLES", "60"))
# A damaged file may cost this many times what the sound one does, for as many bytes. A file that PDFium finds nothing
# in is read a second time by pdfplumber, which takes fifty times as long.
MULTIPLE = 40
MULTIPLE_PDF = 150

TEXT = "".join(f"{n}. Police held {n} people on 3 May 2021.\nThey were released.\n\n\tAnnex {n}\n\f" for n in range(40))
MARKDOWN = "---\ntitle: Report\n---\n" + "".join(
    f"# Section {n}\n\n{PROSE}[^{n}] *Bold* **words** and [a link](http://x.invalid).\n\n1. one\n   - two\n> quoted\n\n"
    f"| a | b |\n|---|---|\n| {n} | 2 |\n\n```\ncode\n```\n\n[^{n}]: A note.\n\n"
    for n in range(12)
)
PAGE = (
    "<!DOCTYPE html><html lang='en'><head><meta charset='utf-8'><title>Report - Site</title>"
    "<meta property='og:site_name' content='Site'></head><body><nav><ul><li><a href='/'>Home</a></ul></nav><main>"
    + "".join(
        f"<h2 id='s{n}'>Section {n}</h2><p style='x'>{PROSE}<sup><a href='#n{n}'>{n}</a></sup></p><ol start='3' "
        "type='i'><li>one<ul><li>two</ul></ol><table><tr><th colspan='2'>a</th></tr><tr><td>1<td rowspan=2>2</table>"
        f"<p id='n{n}'>{n} A note &amp; more&#8212;.</p>"
        for n in range(12)
    )
    + "</main><footer>&copy; 2021</footer></body></html>"
)
STYLES = (
    '<w:style w:type="paragraph" w:styleId="H"><w:name w:val="heading 1"/><w:basedOn w:val="N"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="N" w:default="1"><w:name w:val="Normal"/><w:rPr><w:sz w:val="22"/></w:rPr>'
    "</w:style>"
)
NUMBERING = (
    '<w:abstractNum w:abstractNumId="1"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="lowerRoman"/>'
    '<w:lvlText w:val="%1."/></w:lvl></w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num>'
)
ITEM = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>'
WORD = word_file(
    "".join(
        paragraph(f"Section {n}", '<w:pStyle w:val="H"/>')
        + paragraph(PROSE)
        + paragraph('<w:r><w:t>said</w:t><w:footnoteReference w:id="1"/></w:r>')
        + paragraph("item", ITEM)
        + table(["a", "b"], [table(["c"]), paragraph("d")])
        for n in range(12)
    ),
    title="Report",
    styles=STYLES,
    numbering=NUMBERING,
    footnotes=f'<w:footnote w:id="1">{paragraph("A note.")}</w:footnote>',
)
PDF = make(
    *[
        ["q 100 0 0 100 0 0 cm 0 0 m 1 1 l S Q", *column(60, 80, [f"Section {n}", *[PROSE[:60]] * 20], 9), "BT ET"]
        for n in range(4)
    ],
    title="Report",
)


class Sound(NamedTuple):
    """A sound file: its name, and its parts where damage should be done inside them."""

    name: str
    data: bytes


SOUND = {
    "txt": Sound("a.txt", TEXT.encode()),
    "txt, two bytes": Sound("a.txt", TEXT.encode("utf-16")),
    "txt, one byte": Sound("a.txt", (TEXT + "å é ”x” – ö" * 40).encode("cp1252")),
    "md": Sound("a.md", MARKDOWN.encode()),
    "html": Sound("a.html", PAGE.encode()),
    "docx": Sound("a.docx", WORD),
    "pdf": Sound("a.pdf", PDF),
    "doc": Sound("a.doc", DOC),
    "odt": Sound("a.odt", packed({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": "<a/>"})),
}
# Values that have broken programs which read numbers, names and markup.
WORDS = r"""
-1 0 99999999999999999999 1e308 nan < > </ <!-- ]]> <![CDATA[ &#x110000; &#xD800; &a; " ' %s .. / << obj endobj stream
endstream R BT Tj ``` [^1]: |
"""
BYTES = [b"\0", b"\xff\xff\xff\xff", b"\xff\xff\xff\x7f", b"\0\0\0\x80", b"\n\n", b"\f", b"\r", b"\t", b"  ", b"> "]
BYTES += [b"1 0 R", b"\xed\xa0\x80", b"\xef\xbb\xbf", b"\xff\xfe", b"PK\x05\x06", "\u202e\u0301".encode()]
DICTIONARY = [*BYTES, *WORDS.encode().split()]
PLACE = st.integers(0, (1 << 16) - 1)
DAMAGE = st.lists(
    st.one_of(
        st.tuples(st.just("flip"), PLACE, st.integers(0, 7)),
        st.tuples(st.just("cut"), PLACE, PLACE),
        st.tuples(st.just("end"), PLACE, PLACE),
        st.tuples(st.just("double"), PLACE, PLACE),
        st.tuples(st.just("splice"), PLACE, PLACE),
        st.tuples(st.just("insert"), PLACE, st.sampled_from(DICTIONARY)),
        st.tuples(st.just("replace"), PLACE, st.sampled_from(DICTIONARY)),
        st.tuples(st.just("number"), PLACE, st.sampled_from([b"0", b"-1", b"1", b"65536", b"4294967295", b"9" * 30])),
    ),
    min_size=1,
    max_size=8,
)
DIGITS = re.compile(rb"\d+")


def damaged(data: bytes, steps: list[tuple[str, int, int | bytes]]) -> bytes:
    """`data` after some steps of damage; places are shares of its length, out of 2**16."""
    for kind, place, value in steps:
        at = place * len(data) >> 16
        other = at + (value * (len(data) - at) >> 17 if isinstance(value, int) else 0)
        match kind, value:
            case "flip", int(bit) if data:
                data = data[:at] + bytes([data[at] ^ 1 << bit]) + data[at + 1 :]
            case "cut", int():
                data = data[:at] + data[other:]
            case "end", int():
                data = data[: max(at, 1)]
            case "double", int():
                data = data[:other] + data[at:other] + data[other:]
            case "splice", int():
                piece = data[at : at + 200]
                data = data[:other] + piece + data[other + len(piece) :]
            case "insert", bytes(word):
                data = data[:at] + word + data[at:]
            case "replace", bytes(word):
                data = data[:at] + word + data[at + len(word) :]
            case "number", bytes(word):
                found = DIGITS.search(data, at)
                data = data[: found.start()] + word + data[found.end() :] if found else data
    return data


def within(data: bytes, name: str, damage: Callable[[bytes], bytes]) -> bytes:
    """An archive with one part damaged, the archive itself being sound."""
    packed_again = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(packed_again, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.namelist():
            new.writestr(entry, damage(old.read(entry)) if entry == name else old.read(entry))
    return packed_again.getvalue()


def outcome(name: str, data: bytes, format_: str = "") -> Content | str:
    """What a reader makes of a file, or why it cannot; its units as well, so that these cannot fail later."""
    try:
        content = reader(format_ or format_of(data, name))(data)
    except Unreadable as error:
        return str(error)
    assert content.text.strip()
    content.text.encode()
    assert content.pages >= 1
    assert all(0 <= line.start <= line.end <= len(content.text) for line in content.lines)
    assert all(before.end <= after.start for before, after in pairwise(content.lines))
    assert all(1 <= line.page <= content.pages for line in content.lines)
    document = Document("a", name, "", "", content.title, content.pages, content.text, content.lines, content.missing)
    for unit in segment(document, Detection("a", "en", 1.0)):
        assert 0 <= unit.start < unit.end <= len(content.text)
    return content


def cost(work: Callable[[], object]) -> float:
    """CPU seconds of this process."""
    start = time.process_time()
    work()
    return time.process_time() - start


def usual(name: str) -> float:
    """CPU seconds that the sound file takes, at least a hundredth."""
    sound = SOUND[name]
    outcome(*sound)
    return max(0.01, min(cost(lambda: outcome(*sound)) for _ in range(3)))


USUAL: dict[str, float] = {}


def try_out(kind: str, data: bytes, name: str = "", format_: str = "") -> Content | str:
    """The outcome of a file, which costs no more than it may for as many bytes or characters."""
    if kind not in USUAL:
        USUAL[kind] = usual(kind)
    found: list[Content | str] = []
    spent = cost(lambda: found.append(outcome(name or SOUND[kind].name, data, format_)))
    longer = max(1.0, len(data) / len(SOUND[kind].data))
    if isinstance(found[0], Content):
        longer = max(longer, len(found[0].text) / len(SOUND[kind].data))
    most = (MULTIPLE_PDF if kind == "pdf" else MULTIPLE) * longer * USUAL[kind]
    if spent > most:
        # What is loaded once, when it is first needed, is no cost of the file.
        spent = cost(lambda: outcome(name or SOUND[kind].name, data, format_))
    assert spent <= most
    return found[0]


bounded = settings(
    max_examples=EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


def test_the_files_are_sound() -> None:
    for kind, sound in SOUND.items():
        if kind in {"doc", "odt"}:
            assert format_of(sound.data, sound.name) == kind
        else:
            assert isinstance(outcome(*sound), Content), kind


@pytest.mark.parametrize("kind", sorted(SOUND))
@bounded
@given(steps=DAMAGE)
def test_a_damaged_file_is_a_document_or_a_reason(kind: str, steps: list[tuple[str, int, int | bytes]]) -> None:
    try_out(kind, damaged(SOUND[kind].data, steps))


@pytest.mark.parametrize("kind", sorted(READABLE - {"doc", "odt", "rtf"}))
@bounded
@given(steps=DAMAGE)
def test_a_reader_stands_a_file_whose_format_was_told_wrong(
    kind: str, steps: list[tuple[str, int, int | bytes]]
) -> None:
    try_out(kind, damaged(SOUND[kind].data, steps), format_=kind)


@pytest.mark.parametrize(
    "name", sorted(name for name in zipfile.ZipFile(io.BytesIO(WORD)).namelist() if name.startswith(("word", "_")))
)
@bounded
@given(steps=DAMAGE)
def test_a_damaged_part_of_a_word_file(name: str, steps: list[tuple[str, int, int | bytes]]) -> None:
    try_out("docx", within(WORD, name, lambda data: damaged(data, steps)))


@pytest.mark.parametrize("name", ["a.txt", "a.md", "a.html", "a.pdf", "a.doc", "a"])
@bounded
@given(data=st.binary(max_size=2000))
def test_any_bytes_have_a_format_or_a_reason(name: str, data: bytes) -> None:
    try_out("txt", data, name)


def test_damaged_files_come_through_the_whole_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(work, "function", lightly.function)
    rng = random.Random(8)
    (tmp_path / "in").mkdir()
    for kind, (name, data) in SOUND.items():
        for number in range(8):
            steps = [(way, rng.randrange(1 << 16), rng.randrange(8)) for way in ("flip", "cut", "double", "splice")]
            damage = damaged(data, [*steps[: number % 4 + 1], ("end", rng.randrange(1 << 16), 0)][: number + 1])
            (tmp_path / "in" / f"{kind} {number}{Path(name).suffix}").write_bytes(damage)
    failures = runner.run(tmp_path / "in", tmp_path / "out", None, lambda _: None)
    assert [failure for failure in failures if re.match(r"\w+: \w+: ", failure.message)] == []
    documents = rows(tmp_path / "out" / "documents.csv")
    assert len(documents) == 8 * len(SOUND)
    assert sum(row["status"] == "failed" for row in documents) == len(failures) < len(documents)
    for row in rows(tmp_path / "out" / "paragraphs.csv"):
        text = (tmp_path / "out" / "text" / f"{row['doc_id']}.txt").read_bytes().decode()
        assert 0 <= int(row["start"]) < int(row["end"]) <= len(text)


LAUGHS = (
    "<!DOCTYPE x [<!ENTITY a 'ha'>"
    + "".join(f"<!ENTITY {b} '{f'&{a};' * 10}'>" for a, b in pairwise("abcdefghij"))
    + "]>"
)
OUTSIDE = "<!DOCTYPE x [<!ENTITY j SYSTEM 'file:///etc/passwd'>]>"
DEEP = 50_000


def word(body: str, declared: str = "", **parts: str) -> bytes:
    """A Word file whose main part declares a document type."""
    data = word_file(body, **parts)
    return within(data, "word/document.xml", lambda xml: declared.encode() + xml) if declared else data


def pages_file(pages: str, page: str = "<< /Type /Page /Parent 2 0 R >>") -> bytes:
    """A PDF with this tree of pages."""
    catalogue = "<</Type/Catalog/Pages 2 0 R>>"
    objects = "\n".join(f"{n} 0 obj{body}endobj" for n, body in enumerate((catalogue, pages, page), 1))
    return f"%PDF-1.4\n{objects}\ntrailer<</Root 1 0 R>>".encode()


def directory_cycle() -> bytes:
    """A compound file whose directory and table of sectors lead back to themselves."""
    data = bytearray(DOC)
    struct.pack_into("<I", data, 68, 0)
    struct.pack_into("<128I", data, 512, *[1] * 128)
    struct.pack_into("<III", data, 1024 + 68, 0, 0, 0)
    return bytes(data)


def bomb(ratio: int) -> bytes:
    """A Word file with a part of so many MiB of blanks."""
    return within(WORD, "word/document.xml", lambda xml: xml[:-20] + b" " * (ratio << 20) + xml[-20:])


HOSTILE: dict[str, tuple[str, bytes]] = {
    "html, entities": ("html", f"{LAUGHS}<html><body><p>&j;</p></body></html>".encode()),
    "html, outside entity": ("html", f"{OUTSIDE}<html><body><p>&j; text</p></body></html>".encode()),
    "html, deep": ("html", b"<!doctype html><body>" + b"<div>" * DEEP + b"text"),
    "html, deep lists": ("html", b"<!doctype html><body>" + b"<ul><li>" * 900 + b"text"),
    "html, deep tables": ("html", b"<!doctype html><body>" + b"<table><tr><td>" * 500 + b"text"),
    "html, deep unclosed inline": ("html", b"<!doctype html><body><p>" + b"<b><i>" * 900 + b"text"),
    "html, wide cells": ("html", b"<!doctype html><table><tr><td colspan=999999999 rowspan=999999999>a<td>b</table>"),
    "html, many wide cells": ("html", b"<!doctype html><table>" + b"<tr><td rowspan=9999 colspan=99>a" * 500),
    "html, huge numbers": ("html", b"<!doctype html><ol start=999999999999 type=i><li value=-99999999999>text</ol>"),
    "html, attributes": ("html", b"<!doctype html><p " + b"a=b " * DEEP + b">text"),
    "html, many ids": ("html", b"<!doctype html><body>" + b"<p hidden id=a><a href=#a>1</a> text" * 2000),
    "html, comments": ("html", b"<!doctype html>" + b"<!--" * DEEP + b"text"),
    "html, prologue": ("html", b"<?" * DEEP + b"<html>"),
    "html, frames": ("html", b"<!doctype html><frameset>" + b"<frame src=file:///etc/passwd>" * 100),
    "docx, entities": ("docx", word(paragraph("<w:r><w:t>&j;</w:t></w:r>"), LAUGHS)),
    "docx, outside entity": ("docx", word(paragraph("<w:r><w:t>&j;</w:t></w:r>"), OUTSIDE)),
    "docx, deep": ("docx", word("<w:sdt><w:sdtContent>" * 3000 + "</w:sdtContent></w:sdt>" * 3000)),
    "docx, deep tables": ("docx", word("<w:tbl><w:tr><w:tc>" * 80 + paragraph("a") + "</w:tc></w:tr></w:tbl>" * 80)),
    "docx, deep runs": ("docx", word("<w:p>" + "<w:smartTag>" * 240 + "</w:smartTag>" * 240 + "</w:p>")),
    "docx, wide cells": (
        "docx",
        word(
            "<w:tbl><w:tr><w:trPr><w:gridBefore w:val='999999999'/></w:trPr><w:tc><w:tcPr><w:gridSpan "
            f"w:val='999999999'/></w:tcPr>{paragraph('text')}</w:tc></w:tr></w:tbl>"
        ),
    ),
    "docx, styles in a circle": (
        "docx",
        word(paragraph("text", '<w:pStyle w:val="H"/>'), styles=STYLES.replace('"22"', '"9e99"') + STYLES.replace(
            '<w:name w:val="Normal"/>', '<w:name w:val="Normal"/><w:basedOn w:val="H"/>')),
    ),
    "docx, numbering in a circle": (
        "docx",
        word(
            paragraph("item", ITEM),
            numbering=NUMBERING.replace('<w:lvl w', '<w:numStyleLink w:val="L"/><w:styleLink w:val="L"/><w:lvl w'),
        ),
    ),
    "docx, numbers": (
        "docx",
        word(paragraph("item", ITEM) * 20, numbering=NUMBERING.replace('start w:val="1"', f'start w:val="{"9" * 30}"')),
    ),
    "docx, long label": (
        "docx", word(paragraph("item", ITEM) * 200, numbering=NUMBERING.replace('"%1."', f'"{"%1" * 5000}"'))
    ),
    "docx, notes in a circle": (
        "docx",
        word(
            paragraph('<w:r><w:footnoteReference w:id="1"/></w:r>') + paragraph("text"),
            footnotes='<w:footnote w:id="1"><w:p><w:r><w:footnoteReference w:id="1"/></w:r></w:p></w:footnote>',
        ),
    ),
    "docx, bomb of blanks": ("docx", bomb(60)),
    "docx, many entries": (
        "docx",
        packed({f"word/{n}.xml": "" for n in range(21_000)} | {"word/document.xml": part("document", "")}),
    ),
    "docx, path out of the archive": ("docx", packed({"../../word/document.xml": "x", "word/document.xml": "<x/>"})),
    "docx, main part is a folder": ("docx", packed({"word/document.xml": "", "_rels/.rels": "<Relationships/>"})),
    "pdf, tree in a circle": ("pdf", pages_file("<</Type/Pages/Kids[2 0 R]/Count 9>>")),
    "pdf, pages without end": ("pdf", pages_file("<</Type/Pages/Kids[3 0 R]/Count 2147483647>>")),
    "pdf, negative count": ("pdf", pages_file("<</Type/Pages/Kids[3 0 R]/Count -5>>")),
    "pdf, deep arrays": ("pdf", pages_file("<</Type/Pages/Kids" + "[" * DEEP + "]" * DEEP + ">>")),
    "pdf, huge page": ("pdf", PDF.replace(b"[0 0 595 842]", b"[0 0 9e9 9e9]")),
    "pdf, empty page": ("pdf", PDF.replace(b"[0 0 595 842]", b"[0 0 0 0]    ")),
    "pdf, huge letters": ("pdf", PDF.replace(b"/R 9 Tf", b"/R 9e30 Tf")),
    "pdf, letters of no size": ("pdf", PDF.replace(b"/R 9 Tf", b"/R 0 Tf")),
    "pdf, matrix": ("pdf", PDF.replace(b"60 ", b"9e37 ")),
    "pdf, form in a circle": (
        "pdf",
        make(["/F Do", *column(60, 80, [PROSE])]).replace(
            b"/Font <<", b"/XObject << /F 7 0 R >> /Font <<"
        ),
    ),
    "pdf, unbalanced": ("pdf", make(["q " * 20_000, *column(60, 80, [PROSE]), "Q " * 20_000])),
    "pdf, one line": ("pdf", make([f"BT /R 1 Tf 1 1 Td ({'a b ' * 20_000}) Tj ET"])),
    "pdf, letters on one spot": ("pdf", make(["BT /R 9 Tf 9 9 Td (a) Tj ET"] * 3000)),
    "doc, directory in a circle": ("doc", directory_cycle()),
    "txt, one line": ("txt", b"word " * 100_000),
    "txt, one word": ("txt", b"a" * 400_000),
    "txt, pages": ("txt", b"a\f" * 20_000),
    "txt, blank lines": ("txt", b"a" + b"\n" * 200_000 + b"b"),
    "txt, blanks": ("txt", b"a" + b" " * 400_000 + b"b"),
    "txt, accents": ("txt", b"a" + "\u0301".encode() * 50_000),
    "txt, dots": ("txt", b"." * 200_000),
    "txt, hyphens": ("txt", b"a-\n" * 20_000),
    "txt, digits": ("txt", b"1" * 100_000),
    "txt, numbers": ("txt", b"1.1.1.1." * 20_000),
    "txt, brackets": ("txt", b"(" * 50_000 + b")" * 50_000),
    "md, quotes": ("md", b">" * DEEP + b" text"),
    "md, lists": ("md", b"- " * 5000 + b"text"),
    "md, emphasis": ("md", b"*a **a " * 5000),
    "md, brackets": ("md", b"[" * DEEP + b"a" + b"](" * DEEP),
    "md, backticks": ("md", b"".join(b"`" * n + b" " for n in range(400))),
    "md, notes": ("md", b"".join(b"[^%d]: [^%d]\n" % (n, n) for n in range(2000))),
    "md, table": ("md", b"|a" * 200 + b"|\n" + b"|-" * 200 + b"|\n" + b"|b|\n" * 50),
    "md, matter": ("md", b"---\ntitle: " + b"a: " * DEEP + b"\n---\ntext"),
}  # fmt: skip


@pytest.mark.parametrize("case", sorted(HOSTILE))
def test_a_hostile_file_is_a_document_or_a_reason(case: str) -> None:
    kind, data = HOSTILE[case]
    found = try_out(kind, data)
    text = found.text if isinstance(found, Content) else found
    assert text.strip()
    assert "hahaha" not in text
    assert "root:" not in text
