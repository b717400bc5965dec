"""OCR: the pages of a PDF that have no usable text layer, read by ocrmypdf where it is installed and asked for."""

import hashlib
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise
from pathlib import Path

from pipeline import languages
from pipeline.ingest import ingest, reader
from pipeline.readers import Scanned, Unreadable, program
from pipeline.records import Document

PROGRAM, ENGINE = "ocrmypdf", "tesseract"
# OCR may take this share of a document's time: the rest is for reading and for the stages that follow.
SHARE = 0.75
# Seconds that a program may take to say what it is.
ANSWER = 30
# What the reader of PDFs says of a page, and what is true of it after OCR.
NEEDS, FOUND_NONE = "needs OCR", "OCR found no text"
# Tesseract's data that tell which side of a page is up.
UPRIGHT = "osd"


class NoOcr(Exception):
    """OCR is not possible; the message says why to the person who runs the pipeline."""


@dataclass(frozen=True, slots=True)
class Ocr:
    """What OCR goes by: the languages to read (ISO 639-1; none: those of the document), and its seconds a document."""

    languages: tuple[str, ...]
    seconds: int


def read(folder: Path, source: str, identifier: str, ocr: Ocr, work: Path) -> Document:
    """The document in the PDF `source` below `folder`, the pages without a usable text layer read by OCR.

    The PDF that OCR makes is kept in `work`. Raises Unreadable where there is no text either way.
    """
    try:
        plain = ingest(folder, source, identifier)
    except Scanned as scanned:
        try:
            return _read(folder, source, identifier, None, scanned.pages, ocr, work)
        except (NoOcr, Unreadable) as error:
            raise Unreadable(f"{scanned}; {error}") from error
    if not plain.unread:
        return plain
    try:
        return _read(folder, source, identifier, plain, plain.unread, ocr, work)
    except (NoOcr, Unreadable) as error:
        return replace(plain, missing=(*plain.missing, str(error)))


def installed() -> str:
    """Versions and language data of the programs, all that the result of OCR depends on; "" where they are missing."""
    path = os.environ.get("PATH", "")
    return f"{_version(PROGRAM, path)} {_version(ENGINE, path)} {' '.join(_packs(path))}".strip()


def _read(
    folder: Path, source: str, identifier: str, plain: Document | None, unread: Sequence[int], ocr: Ocr, work: Path
) -> Document:
    data = (folder / source).read_bytes()
    layered = _layered(data, unread, _wanted(plain, ocr), ocr, work)
    try:
        content = reader("pdf")(layered)
    except Scanned as error:
        raise NoOcr(FOUND_NONE) from error
    if plain and content.pages != plain.pages:
        raise NoOcr(f"OCR made {content.pages} pages of {plain.pages}")
    done = [page for page in unread if page not in content.unread]
    remarks = (f"{_pages(done)} read by OCR",) if done else ()
    missing = tuple(message.replace(NEEDS, FOUND_NONE) for message in content.missing)
    return Document(
        id=identifier,
        source=source,
        sha256=hashlib.sha256(data).hexdigest(),
        format="pdf",
        title=content.title,
        pages=content.pages,
        text=content.text,
        lines=content.lines,
        missing=missing,
        size=len(data),
        publisher=content.publisher,
        unread=content.unread,
        remarks=remarks,
    )


def _wanted(plain: Document | None, ocr: Ocr) -> list[str]:
    """Tesseract's names of the languages to read: those asked for, else that of the text there is, else all."""
    packs: dict[str, str] = {code: languages.table(code, "ocr")["pack"] for code in languages.having("ocr")}
    present = _packs(os.environ.get("PATH", ""))
    if ocr.languages:
        lacking = [packs[code] for code in ocr.languages if packs[code] not in present]
        if lacking and present:
            raise NoOcr(f"OCR needs tesseract's language data, which are not installed: {', '.join(lacking)}")
        return [packs[code] for code in ocr.languages]
    from pipeline.detect import detect

    spoken = packs.get(detect(plain).language, "") if plain else ""
    if spoken and spoken in present:
        return [spoken]
    wanted = [pack for pack in packs.values() if pack in present]
    if not wanted and present:
        needed = spoken or ", ".join(packs.values())
        raise NoOcr(f"OCR needs tesseract's language data, which are not installed: {needed}")
    return wanted


def _layered(data: bytes, pages: Sequence[int], packs: Sequence[str], ocr: Ocr, work: Path) -> bytes:
    """The PDF with a text layer on these pages, from `work` if it was made before with the same programs."""
    for name in (PROGRAM, ENGINE):
        if shutil.which(name) is None:
            raise NoOcr(f"OCR was asked for, but {name} is not installed: install ocrmypdf and tesseract")
    # Pages are listed, so that the others stay as they are; on these, what text there is cannot be used.
    options = ["--force-ocr", "--pages", _ranges(pages), "--language", "+".join(packs)]
    options += ["--output-type", "pdf", "--optimize", "0", "--jobs", "1"]
    options += ["--rotate-pages"] if UPRIGHT in _packs(os.environ.get("PATH", "")) else []
    name = hashlib.sha256("\0".join([hashlib.sha256(data).hexdigest(), installed(), *options]).encode()).hexdigest()
    kept = work / f"ocr-{name[:16]}.pdf"
    if kept.is_file():
        return kept.read_bytes()
    work.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="ocr-", dir=work) as aside:
        made = _made(data, options, ocr.seconds * SHARE, Path(aside).absolute())
        for old in work.glob("ocr-*.pdf"):
            old.unlink()
        made.replace(kept)
    return kept.read_bytes()


def _made(data: bytes, options: Sequence[str], seconds: float, folder: Path) -> Path:
    source, target = folder / "source.pdf", folder / "read.pdf"
    source.write_bytes(data)
    try:
        command = [shutil.which(PROGRAM) or PROGRAM, *options, str(source), str(target)]
        status, said = program.run(command, folder, seconds)
    except program.TooLong as error:
        raise NoOcr(f"{error}, three quarters of what the document may take: give it more with --seconds") from error
    if status or not target.is_file():
        raise NoOcr(f"OCR failed: {said or f'{PROGRAM} ended with status {status}'}")
    return target


@cache
def _version(name: str, path: str) -> str:
    said = _asked([name, "--version"], path)
    return f"{name} {said[0].removeprefix(name).strip()}" if said else ""


@cache
def _packs(path: str) -> tuple[str, ...]:
    """Tesseract's language data that are installed; its first line is a heading."""
    return tuple(sorted(line.strip() for line in _asked([ENGINE, "--list-langs"], path)[1:] if line.strip()))


def _asked(command: list[str], path: str) -> list[str]:
    """The lines that a program answers, none where it is missing or does not answer. Old ones answer on the error."""
    found = shutil.which(command[0], path=path)
    if found is None:
        return []
    try:
        answer = subprocess.run(
            [found, *command[1:]],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=ANSWER,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return []
    return answer.stdout.decode("utf-8", errors="replace").splitlines() if answer.returncode == 0 else []


def _ranges(pages: Sequence[int]) -> str:
    """Ascending page numbers as programs take them: "1,3-5"."""
    return ",".join(f"{first}-{last}" if last > first else f"{first}" for first, last in _runs(pages))


def _pages(pages: Sequence[int]) -> str:
    return f"page {pages[0]} was" if len(pages) == 1 else f"pages {_ranges(pages).replace(',', ', ')} were"


def _runs(pages: Sequence[int]) -> Iterator[tuple[int, int]]:
    first = pages[0]
    for page, following in pairwise([*pages, 0]):
        if following != page + 1:
            yield first, page
            first = following
