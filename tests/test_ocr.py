"""OCR with programs that stand in for ocrmypdf and tesseract: what they are asked for, and what comes of it."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import files, rows
from test_pdf import SCAN, column, make
from typer.testing import CliRunner

from pipeline import interim
from pipeline.__main__ import app
from pipeline.ocr import Ocr, read
from pipeline.readers import Unreadable, program
from pipeline.records import Document

ENGLISH = [f"The court heard the case of the {n} men who had been held without a charge since June." for n in range(9)]
SWEDISH = [f"Domstolen prövade målet mot de {n} män som hade hållits häktade utan åtal sedan juni." for n in range(9)]
RECOGNISED = [f"The scanned page says that {n} prisoners were tortured and that nobody was charged." for n in range(9)]
PAGE = {"english": column(60, 80, ENGLISH), "swedish": column(60, 80, SWEDISH), "scan": [SCAN]}
# Adds nothing to the PDF: it hands over the one that the test has made, and says what it was asked for.
OCRMYPDF = """
import json, os, shutil, sys
from pathlib import Path
here = Path(__file__).parent
if "--version" in sys.argv:
    print((here / "version").read_text())
    sys.exit()
*options, source, target = sys.argv[1:]
with (here / "asked").open("a") as file:
    print(json.dumps({"options": options, "source": Path(source).read_bytes().hex(), "target": target}), file=file)
if (here / "fails").exists():
    sys.exit(print((here / "fails").read_text(), file=sys.stderr) or 4)
shutil.copy(here / "read.pdf", target)
"""
TESSERACT = """
import sys
from pathlib import Path
if "--version" in sys.argv:
    print("tesseract 5.3.0")
else:
    print("List of available languages (3):", *(Path(__file__).parent / "packs").read_text().split(), sep="\\n")
"""


class Programs:
    """Stand-ins in a folder of their own, the only one on PATH."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir()
        self.write("version", "16.1.0")
        self.write("packs", "eng osd swe")
        self.script("ocrmypdf", OCRMYPDF)
        self.script("tesseract", TESSERACT)

    def write(self, name: str, text: str) -> None:
        (self.folder / name).write_text(text)

    def script(self, name: str, text: str) -> None:
        path = self.folder / name
        path.write_text(f"#!{sys.executable}\n{text}")
        path.chmod(0o755)

    def asked(self) -> list[dict[str, list[str]]]:
        """What ocrmypdf was asked for, call by call."""
        path = self.folder / "asked"
        return [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []

    def option(self, name: str) -> str:
        """The value of an option in the last call."""
        options = self.asked()[-1]["options"]
        return options[options.index(name) + 1]


@pytest.fixture
def programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Programs:
    found = Programs(tmp_path / "bin")
    monkeypatch.setenv("PATH", str(found.folder))
    return found


def scanned(folder: Path, *pages: str, name: str = "scan.pdf") -> bytes:
    """A PDF in `folder` with such pages; its bytes."""
    folder.mkdir(exist_ok=True)
    data = make(*(PAGE[page] for page in pages))
    (folder / name).write_bytes(data)
    return data


def recognised(programs: Programs, *pages: str) -> None:
    """Let OCR read the scans among such pages, but those that are "blank"."""
    known = PAGE | {"scan": column(60, 80, RECOGNISED), "blank": [SCAN]}
    (programs.folder / "read.pdf").write_bytes(make(*(known[page] for page in pages)))


def ocr(tmp_path: Path, *languages: str, seconds: int = 60) -> Document:
    return read(tmp_path / "in", "scan.pdf", "scan", Ocr(languages, seconds), tmp_path / "work")


def test_only_pages_that_need_it_are_read_and_the_row_says_which(tmp_path: Path, programs: Programs) -> None:
    data = scanned(tmp_path / "in", "scan", "english", "scan", "scan")
    recognised(programs, "scan", "english", "scan", "scan")
    document = ocr(tmp_path)
    assert document.remarks == ("pages 1, 3-4 were read by OCR",)
    assert (document.missing, document.unread, document.pages) == ((), (), 4)
    assert [line.page for line in document.lines if "prisoners" in document.text[line.start : line.end]][::9] == [
        1,
        3,
        4,
    ]
    assert (document.format, document.size) == ("pdf", len(data))
    (asked,) = programs.asked()
    assert bytes.fromhex(str(asked["source"])) == data
    assert programs.option("--pages") == "1,3-4"
    assert {"--force-ocr", "--rotate-pages"} <= set(asked["options"])
    assert (tmp_path / "in" / "scan.pdf").read_bytes() == data
    assert Path(str(asked["target"])).is_relative_to(tmp_path / "work")


def test_a_garbled_text_layer_is_replaced(tmp_path: Path, programs: Programs, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.readers.pdf.garbled", lambda text: "prisoners" not in text and "court" not in text)
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "scan.pdf").write_bytes(make(PAGE["english"], column(60, 80, ["xqzvbn prtklm wxq zzv"] * 9)))
    recognised(programs, "english", "scan")
    assert ocr(tmp_path).remarks == ("page 2 was read by OCR",)
    assert programs.option("--pages") == "2"


@pytest.mark.parametrize(
    ("pages", "asked", "packs", "expected"),
    [
        (("english", "scan"), (), "eng osd swe", "eng"),
        (("swedish", "scan"), (), "eng osd swe", "swe"),
        (("swedish", "scan"), (), "eng osd", "eng"),
        (("scan",), (), "eng osd swe", "eng+swe"),
        (("english", "scan"), ("sv", "en"), "eng osd swe", "swe+eng"),
    ],
)
def test_languages_are_those_asked_for_else_the_documents_own(
    tmp_path: Path, programs: Programs, pages: tuple[str, ...], asked: tuple[str, ...], packs: str, expected: str
) -> None:
    programs.write("packs", packs)
    scanned(tmp_path / "in", *pages)
    recognised(programs, *pages)
    ocr(tmp_path, *asked)
    assert programs.option("--language") == expected


def test_what_was_read_before_is_not_read_again(tmp_path: Path, programs: Programs) -> None:
    scanned(tmp_path / "in", "scan")
    recognised(programs, "scan")
    first = ocr(tmp_path)
    assert ocr(tmp_path) == first
    assert len(programs.asked()) == 1
    ocr(tmp_path, "sv")
    assert len(programs.asked()) == 2
    assert len(list((tmp_path / "work").iterdir())) == 1


def test_pages_without_text_after_ocr_are_still_missing(tmp_path: Path, programs: Programs) -> None:
    scanned(tmp_path / "in", "scan", "english", "scan")
    recognised(programs, "scan", "english", "blank")
    document = ocr(tmp_path)
    assert document.missing == ("page 3 has no text layer: OCR found no text",)
    assert document.remarks == ("page 1 was read by OCR",)
    scanned(tmp_path / "in", "scan", "scan")
    recognised(programs, "blank", "blank")
    with pytest.raises(Unreadable, match="OCR found no text"):
        ocr(tmp_path)


SLOW = "import sys, time\nif '--version' not in sys.argv:\n    time.sleep(60)"
CHANGES: dict[str, Callable[[Programs], object]] = {
    "ocrmypdf is not installed: install ocrmypdf and tesseract": lambda found: (found.folder / "ocrmypdf").unlink(),
    "tesseract is not installed": lambda found: (found.folder / "tesseract").unlink(),
    "language data, which are not installed: eng": lambda found: found.write("packs", "deu"),
    "OCR failed: DigitalSignatureError: signed": lambda found: found.write("fails", "x\nDigitalSignatureError: signed"),
    "OCR failed: FileNotFoundError": lambda found: (found.folder / "read.pdf").unlink(),
    "OCR made 1 pages of 2": lambda found: recognised(found, "english"),
    "took longer than 1 seconds, three quarters": lambda found: found.script("ocrmypdf", SLOW),
}


@pytest.mark.parametrize("reason", sorted(CHANGES))
def test_without_ocr_the_rest_stands_and_the_reason_is_told(tmp_path: Path, programs: Programs, reason: str) -> None:
    scanned(tmp_path / "in", "english", "scan")
    recognised(programs, "english", "scan")
    CHANGES[reason](programs)
    document = ocr(tmp_path, seconds=1)
    assert "The court heard" in document.text
    needs, told = document.missing
    assert needs == "page 2 has no text layer: needs OCR"
    assert reason in told


def test_a_scan_without_ocr_fails_with_the_reason(tmp_path: Path, programs: Programs) -> None:
    scanned(tmp_path / "in", "scan")
    (programs.folder / "ocrmypdf").unlink()
    with pytest.raises(Unreadable, match="needs OCR; OCR was asked for, but ocrmypdf is not installed"):
        ocr(tmp_path)


def call(*arguments: object) -> tuple[int, str]:
    result = CliRunner().invoke(app, [str(argument) for argument in arguments])
    return result.exit_code, result.output


def status(output: Path) -> dict[str, tuple[str, str]]:
    """Status and message of each document."""
    return {row["doc_id"]: (row["status"], row["message"]) for row in rows(output / "documents.csv")}


def test_asking_for_ocr_makes_stored_results_of_pdfs_stale(tmp_path: Path, programs: Programs) -> None:
    scanned(tmp_path / "in", "english", "scan")
    scanned(tmp_path / "in", "scan", name="all.pdf")
    (tmp_path / "in" / "plain.txt").write_text("\n".join(ENGLISH))
    recognised(programs, "english", "scan")
    arguments = ("run", "--input", tmp_path / "in", "--output", tmp_path / "out", "--workers", 1, "--quiet")
    assert call(*arguments)[0] == 1
    without = files(tmp_path / "out")
    needs = "page 2 has no text layer: needs OCR"
    assert status(tmp_path / "out") == {
        "all": ("failed", "page 1 has no text layer: needs OCR"), "plain": ("ok", ""), "scan": ("partial", needs)
    }  # fmt: skip
    plain = interim.place(tmp_path / "out", interim.DOCUMENTS, interim.Source("plain", "plain.txt"))
    text = plain.stat().st_mtime_ns
    assert call(*arguments, "--ocr")[0] == 0
    assert status(tmp_path / "out") == {
        "all": ("ok", "page 1 was read by OCR"), "plain": ("ok", ""), "scan": ("ok", "page 2 was read by OCR")
    }  # fmt: skip
    assert "prisoners were tortured" in (tmp_path / "out" / "corpus.csv").read_text()
    calls = len(programs.asked())
    assert call(*arguments, "--ocr")[0] == 0
    assert len(programs.asked()) == calls
    assert plain.stat().st_mtime_ns == text
    assert call(*arguments)[0] == 1
    assert files(tmp_path / "out") == without


def test_installing_the_programs_makes_a_run_with_ocr_try_again(tmp_path: Path, programs: Programs) -> None:
    scanned(tmp_path / "in", "english", "scan")
    recognised(programs, "english", "scan")
    arguments = ("ingest", "--input", tmp_path / "in", "--output", tmp_path / "out", "--workers", 1, "--quiet", "--ocr")
    (programs.folder / "tesseract").rename(programs.folder / "elsewhere")
    assert call(*arguments)[0] == 0
    kept = interim.place(tmp_path / "out", interim.DOCUMENTS, interim.Source("scan", "scan.pdf"))
    assert "tesseract is not installed" in kept.read_text()
    (programs.folder / "elsewhere").rename(programs.folder / "tesseract")
    assert call(*arguments)[0] == 0
    assert "page 2 was read by OCR" in kept.read_text()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [(["--ocr", "--ocr-language", "xx"], "known: en"), (["--ocr-language", "en"], "--ocr-language is for --ocr")],
)
def test_wrong_languages_are_wrong_usage(tmp_path: Path, arguments: list[str], message: str) -> None:
    code, printed = call("run", "--input", tmp_path, "--output", tmp_path / "out", *arguments)
    assert (code, message in " ".join(printed.replace("│", " ").split())) == (2, True)


def test_a_program_ends_with_all_that_it_started_when_we_are_told_to_end(tmp_path: Path) -> None:
    script = tmp_path / "program"
    script.write_text("#!/bin/sh\nsleep 60 & echo $! > child; wait\n")
    script.chmod(0o755)
    ours = "import sys; from pathlib import Path; from pipeline.readers import program; "
    ours += "program.run([sys.argv[1]], Path(sys.argv[2]), 60)"
    process = subprocess.Popen([sys.executable, "-c", ours, str(script), str(tmp_path)])
    child = tmp_path / "child"
    while not child.exists() or not child.read_text():
        time.sleep(0.05)
    process.send_signal(signal.SIGTERM)
    assert process.wait(20) == 128 + signal.SIGTERM
    number = int(child.read_text())
    for _ in range(100):
        state = Path(f"/proc/{number}/stat")
        if not state.exists() or state.read_text().split()[2] == "Z":
            return
        time.sleep(0.05)
    os.kill(number, signal.SIGKILL)
    pytest.fail("what the program had started was left behind")


def test_a_program_that_takes_too_long_is_ended(tmp_path: Path) -> None:
    with pytest.raises(program.TooLong, match="sleep took longer than 1 seconds"):
        program.run(["/bin/sleep", "60"], tmp_path, 1)
