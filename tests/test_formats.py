import struct
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from wordfile import packed, paragraph, word_file

from pipeline.readers import Unreadable, office
from pipeline.readers.compound import SIGNATURE
from pipeline.readers.formats import READABLE, format_of


def compound(*names: str, start: bytes = b"") -> bytes:
    """A compound file whose root holds streams of these names, the first of which begins with `start`."""
    header = bytearray(512)
    header[:8] = SIGNATURE
    struct.pack_into("<H", header, 30, 9)
    struct.pack_into("<I", header, 48, 1)
    struct.pack_into("<I", header, 68, 0xFFFFFFFE)
    struct.pack_into("<109I", header, 76, 0, *[0xFFFFFFFF] * 108)
    table = struct.pack("<128I", 0xFFFFFFFD, 2, 0xFFFFFFFE, *[0xFFFFFFFF] * 125)
    entries = bytearray(1024)
    for n, name in enumerate(("Root Entry", *names)):
        entries[n * 128 : n * 128 + 2 * len(name)] = name.encode("utf-16-le")
        struct.pack_into("<H", entries, n * 128 + 64, 2 * len(name) + 2)
        after = n + 1 if 0 < n < len(names) else 0xFFFFFFFF
        struct.pack_into("<III", entries, n * 128 + 68, 0xFFFFFFFF, after, 0xFFFFFFFF if n else 1)
        struct.pack_into("<II", entries, n * 128 + 116, 3, 4096)
    return bytes(header) + table + bytes(entries) + start.ljust(512, b"\0")


DOC = compound("1Table", "WordDocument", "ObjectPool")
TYPES = '<Override PartName="/{0}/x.xml" ContentType="application/vnd.openxmlformats-officedocument.{1}.main+xml"/>'
SHEET = packed({"[Content_Types].xml": TYPES.format("xl", "spreadsheetml.sheet")})
SLIDES = packed({"[Content_Types].xml": TYPES.format("ppt", "presentationml.presentation")})
MACROS = packed(
    {"[Content_Types].xml": '<Override ContentType="application/vnd.ms-word.document.macroEnabled.main+xml"/>'}
)
ODT = packed({"mimetype": "application/vnd.oasis.opendocument.text"})
WORD = word_file(paragraph("text"))
HTML = b"<!DOCTYPE html>\n<html><body>x"


@pytest.mark.parametrize(
    ("data", "name", "format_"),
    [
        (b"%PDF-1.4\n", "a.pdf", "pdf"),
        (b"junk\n%PDF-1.4\n", "a.pdf", "pdf"),
        (b"1 0 obj<<>>endobj trailer<<>>", "a.pdf", "pdf"),
        (b"\n %PDF-1.4\n", "a.txt", "pdf"),
        (b"Files begin with %PDF-1.4\n", "a.txt", "txt"),
        (WORD, "a.docx", "docx"),
        (WORD, "a.doc", "docx"),
        (WORD, "a", "docx"),
        (MACROS, "a.docm", "docx"),
        (packed({"word\\document.xml": "x"}), "a.docx", "docx"),
        (ODT, "a.odt", "odt"),
        (DOC, "a.doc", "doc"),
        (DOC, "a.pdf", "doc"),
        (b"{\\rtf1 x}", "a.doc", "rtf"),
        (b"\xef\xbb\xbf\r\n{\\rtf1 x}", "a.rtf", "rtf"),
        (HTML, "a.doc", "html"),
        (HTML, "a.txt", "html"),
        (b"<!-- saved from url=(1)x -->\n<HTML lang='sv'>", "a.htm", "html"),
        (b"<?xml version='1.0'?>\n<!DOCTYPE html PUBLIC 'x'><html>", "a.xhtml", "html"),
        (HTML.decode().encode("utf-16"), "a.html", "html"),
        (b"<p>fragment", "a.html", "html"),
        (b"<h1 align=center>x</h1>", "a.md", "md"),
        (b"# Head", "a.md", "md"),
        (b"# Head", "a.txt", "txt"),
        (b"text", "README", "txt"),
        (b"plain text", "a.doc", "txt"),
        ("Människor".encode("cp1252"), "a.docx", "txt"),
        ("text".encode("utf-16-le"), "a.txt", "txt"),
        (b"<?xml version='1.0'?><?mso-application progid='Word.Document'?><w:wordDocument>", "a.xml", "doc"),
        (b"<?xml version='1.0'?><office:document>", "a.fodt", "odt"),
    ],
)
def test_format_is_told_by_content_and_between_texts_by_name(data: bytes, name: str, format_: str) -> None:
    assert format_of(data, f"folder/{name}") == format_


@pytest.mark.parametrize(
    ("data", "name", "what"),
    [
        (b"", "a.txt", "empty"),
        (b"\x89PNG\r\n\x1a\n", "a.pdf", r"a picture \(PNG\)"),
        (b"\xff\xd8\xff\xe0", "a.jpg", "JPEG"),
        (b"RIFF\0\0\0\0WEBPVP8", "a.webp", "WebP"),
        (b"\0\0\0\x18ftypmp42", "a.mp4", "film"),
        (b"BM" + bytes(40), "a.bmp", "BMP"),
        (bytes(257) + b"ustar", "a.tar", "tar"),
        (b"<?xml version='1.0'?>\n<svg xmlns='x'>", "a.svg", "SVG"),
        (b"<?xml version='1.0'?><feed>", "a.xml", "an XML file"),
        (packed({"a": "b"}), "a.zip", "a ZIP archive"),
        (packed({"a": "b"})[:-9], "a.docx", "damaged"),
        (SHEET, "a.docx", "an Excel workbook"),
        (SLIDES, "a.pptx", "a PowerPoint presentation"),
        (packed({"mimetype": "application/epub+zip"}), "a.epub", "EPUB"),
        (compound("Workbook"), "a.doc", "an Excel workbook"),
        (compound("EncryptedPackage"), "a.docx", "password"),
        (compound("WordDocument", start=bytes(11) + b"\x01"), "a.doc", "password"),
        (compound("__properties_version1.0"), "a.msg", "Outlook message"),
        (compound("Other"), "a.doc", "no known program"),
        (DOC[:700], "a.doc", "damaged"),
        (b"MIME-Version: 1.0\nContent-Type: multipart/related; x", "a.doc", "MHTML"),
        (b"\x06Writer".ljust(54, b"\0") + b"\x06\0" + bytes(106), "~$a.docx", "lock"),
        (b"no PDF at all", "a.pdf", "ends in .pdf"),
        (b"a,b\n1,2", "a.csv", "rename it"),
        (b"\x01\x02\x00\xfe" * 9, "a.doc", "no known format"),
    ],
)  # fmt: skip
def test_other_files_are_refused_by_what_they_are(data: bytes, name: str, what: str) -> None:
    with pytest.raises(Unreadable, match=what):
        format_of(data, name)


@given(
    st.one_of(st.binary(max_size=600), st.sampled_from([DOC, WORD, SHEET, HTML])),
    st.data(),
    st.sampled_from(["a.doc", "a.pdf", "a.md"]),
)
def test_any_file_has_a_format_or_a_reason(data: bytes, draw: st.DataObject, name: str) -> None:
    changed = bytearray(data)
    for at in draw.draw(st.lists(st.integers(0, max(0, len(data) - 1)), max_size=4)):
        if changed:
            changed[at] = draw.draw(st.integers(0, 255))
    try:
        found = format_of(bytes(changed), name)
    except Unreadable:
        return
    assert found in READABLE


def test_without_libreoffice_the_reason_says_so(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(Unreadable, match="LibreOffice, which is not installed"):
        office.read(DOC)


def stand_in(folder: Path, script: str) -> None:
    """Put a program named as LibreOffice is into `folder`: the Python `script`, with its arguments in `args`."""
    program = folder / "soffice"
    program.write_text(
        f"#!{sys.executable}\nimport sys, time\nfrom pathlib import Path\nargs = sys.argv[1:]\n{script}\n"
    )
    program.chmod(0o755)


def test_libreoffice_converts_in_a_folder_of_its_own_that_goes_away(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "made.docx").write_bytes(word_file(paragraph("converted")))
    stand_in(
        tmp_path,
        f"""
made = Path({str(tmp_path / "made.docx")!r})
out = Path(args[args.index("--outdir") + 1])
profile = args[0].removeprefix("-env:UserInstallation=file://")
settings = (Path(profile) / "user" / "registrymodifications.xcu").read_text()
assert "DisableMacrosExecution" in settings and "BlockUntrustedRefererLinks" in settings
assert Path(args[-1]).read_bytes().startswith(b"{{\\\\rtf")
out.mkdir()
(out / "document.docx").write_bytes(made.read_bytes())
(made.parent / "seen").write_text(str(out))
""",
    )
    monkeypatch.setenv("PATH", str(tmp_path))
    assert office.read(b"{\\rtf1 x}").text == "converted"
    assert not Path((tmp_path / "seen").read_text()).exists()


@pytest.mark.parametrize(
    ("script", "reason"), [("time.sleep(60)", "within 1 second"), ("sys.exit(1)", "could not convert")]
)
def test_libreoffice_may_fail_and_may_not_hang(
    script: str, reason: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    stand_in(tmp_path, script)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(office, "LIMIT", 1)
    with pytest.raises(Unreadable, match=reason):
        office.read(DOC)
