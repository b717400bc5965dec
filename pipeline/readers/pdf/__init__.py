"""PDF: text with its layout, and the pages whose text layer is missing or garbled."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from pipeline.readers import Content, Scanned, Unreadable
from pipeline.readers.pdf.aligned import aligned
from pipeline.readers.pdf.characters import characters
from pipeline.readers.pdf.footnotes import footnotes
from pipeline.readers.pdf.furniture import furniture
from pipeline.readers.pdf.lines import Run, runs
from pipeline.readers.pdf.order import assembled, ordered
from pipeline.readers.pdf.ruling import drawing
from pipeline.readers.pdf.secondopinion import second_opinion
from pipeline.readers.pdf.tables import Area, apart, charts, labels, placed
from pipeline.readers.pdf.textlayer import garbled, pictured
from pipeline.records import Line

# More pages than any report has; a file that says so is made to exhaust its reader.
MOST_PAGES = 20_000
# A gap between lines is a blank line where it is so much larger than the usual one for letters of this size.
WIDER = 1.2
LEADING = 1.2
# A title in the metadata is meant if so many of its words stand on the first pages.
TITLED = 0.6
TITLE_PAGES = 2
TITLE_WORDS = 3
FILE = re.compile(r"_|[\\/]|\.\w{2,5}$")
WORD = re.compile(r"[^\W_]+")
NO_LAYER, GARBLED = "has no text layer: needs OCR", "has a garbled text layer: needs OCR"


@dataclass(frozen=True, slots=True)
class _Page:
    """The lines of a page by column, in reading order, and what is wrong with its text layer, or ""."""

    columns: list[list[Run]]
    wrong: str


def read(data: bytes) -> Content:
    """Text and lines of a PDF, in reading order; running heads and feet have the tag "chrome", footnotes "note".

    In a table, the first line of each row has the tag "td", its others "tc"; the lines of a fact box have "box".
    Pages without a readable text layer are left out, and `missing` says so. Raises Unreadable for a file that is
    broken, encrypted or has no text at all.
    """
    document = _opened(data)
    if document is None:
        pages, title = _again(data), ""
        if not pages:
            raise Unreadable("the PDF is broken: it cannot be opened")
    else:
        pages, title = _read(document)
        if not any(page.columns or page.wrong for page in pages):
            pages = _again(data) or pages
    messages = tuple(_messages(pages))
    unread = tuple(n for n, page in enumerate(pages, 1) if page.wrong in {NO_LAYER, GARBLED})
    if not any(page.columns for page in pages):
        if unread:
            raise Scanned("; ".join(messages), unread)
        raise Unreadable("; ".join(messages) if any(page.wrong for page in pages) else "the PDF holds no text")
    text, lines = _written(pages)
    named = _title(title, text, lines)
    return Content(text=text, lines=lines, pages=len(pages), title=named, missing=messages, unread=unread)


def _opened(data: bytes) -> pdfium.PdfDocument | None:
    """The document in `data`, None where PDFium finds none."""
    try:
        return pdfium.PdfDocument(data, password="")
    except pdfium.PdfiumError as error:
        if error.err_code == raw.FPDF_ERR_PASSWORD:
            raise Unreadable("the PDF is encrypted and needs a password") from error
        if error.err_code == raw.FPDF_ERR_SECURITY:
            raise Unreadable("the PDF is encrypted in a way that cannot be undone") from error
        return None


def _read(document: pdfium.PdfDocument) -> tuple[list[_Page], str]:
    """The pages of `document`, which is closed then, and its title."""
    try:
        count = len(document)
        if not 0 < count <= MOST_PAGES:
            raise Unreadable("the PDF has no pages" if count < 1 else f"the PDF says that it has {count} pages")
        return [_page(document, n) for n in range(count)], document.get_metadata_value("Title")
    except pdfium.PdfiumError as error:
        raise Unreadable(f"the PDF is broken: {error}") from error
    finally:
        document.close()


def _again(data: bytes) -> list[_Page]:
    """The pages of a PDF in which PDFium finds nothing, if there is anything in them."""
    seen = [ordered(runs(part), width) if part else [] for part, width in second_opinion(data)]
    pages = [_Page([[run for run in column if run.text.strip()] for column in columns], "") for columns in seen]
    return pages if any(map(any, (page.columns for page in pages))) else []


def _page(document: pdfium.PdfDocument, number: int) -> _Page:
    try:
        page = document[number]
    except pdfium.PdfiumError:
        return _Page([], "is broken")
    try:
        columns: list[list[Run]] = []
        drawn = drawing(page)
        plotted = bool(charts(drawn))
        for n, part in enumerate(characters(page)):
            if n and plotted:
                columns += labels(part)
                continue
            areas: list[Area] = []
            if not n:
                part, areas = apart(part, drawn, page.get_height())
            found = assembled(runs(part))
            if not n:
                found, more = aligned(found)
                areas = sorted([*areas, *more], key=lambda area: area.box[1])
            columns += placed(ordered(found, page.get_width()), areas)
        columns = [[run for run in column if run.text.strip()] for column in columns]
        text = " ".join(run.text for column in columns for run in column)
        if garbled(text):
            return _Page([], GARBLED)
        if pictured(page, text):
            return _Page(columns, NO_LAYER)
        return _Page(columns, "")
    except pdfium.PdfiumError:
        return _Page([], "is broken")
    finally:
        page.close()


def _messages(pages: Sequence[_Page]) -> Iterator[str]:
    """A sentence for each run of pages with the same thing wrong."""
    start = 0
    for n in range(1, len(pages) + 1):
        if n < len(pages) and pages[n].wrong == pages[start].wrong:
            continue
        if pages[start].wrong:
            which = f"page {start + 1}" if n == start + 1 else f"pages {start + 1}-{n}"
            wrong = pages[start].wrong
            yield f"{which} {wrong}" if n == start + 1 else f"{which}: each {wrong}"
        start = n


def _written(pages: Sequence[_Page]) -> tuple[str, tuple[Line, ...]]:
    """The text of the document, and its lines."""
    flat = [[run for column in page.columns for run in column] for page in pages]
    chrome = furniture(flat)
    notes = footnotes([page.columns for page in pages], chrome)
    leading = _leading(pages)
    pieces: list[str] = []
    lines: list[Line] = []
    place = 0
    for number, page in enumerate(pages, 1):
        n = 0
        for column in page.columns:
            before: Run | None = None
            for run in column:
                if lines:
                    close = before is not None and (run.tag == "tc" or not _apart(before, run, leading))
                    pieces.append("\n" if close else "\n\n")
                    place += len(pieces[-1])
                tag = "chrome" if n in chrome[number - 1] else "note" if n in notes[number - 1] else run.tag
                lines.append(_line(run, place, number, tag))
                pieces.append(run.text)
                place += len(run.text)
                before = run
                n += 1
    return "".join(pieces), tuple(lines)


def _line(run: Run, place: int, page: int, tag: str) -> Line:
    return Line(
        start=place,
        end=place + len(run.text),
        page=page,
        top=round(run.top, 2),
        left=round(run.left, 2),
        size=round(run.size, 2),
        bold=run.bold > 0.5,
        tag=tag,
        right=round(run.right, 2),
        raised=tuple((place + start, place + end) for start, end in run.raised),
    )


def _leading(pages: Sequence[_Page]) -> dict[int, float]:
    """The usual distance between the bases of lines, by the size of their letters in half points."""
    found: dict[int, Counter[float]] = defaultdict(Counter)
    for page in pages:
        for column in page.columns:
            for before, run in pairwise(column):
                apart = run.base - before.base
                if _step(before) == _step(run) and 0.8 * run.size < apart < 3 * run.size:
                    found[_step(run)][round(apart * 2) / 2] += 1
    return {step: min(counts, key=lambda apart: (-counts[apart], apart)) for step, counts in found.items()}


def _step(run: Run) -> int:
    return round(run.size * 2)


def _apart(before: Run, run: Run, leading: dict[int, float]) -> bool:
    """Whether more than the usual space, or another size of letters, parts two lines."""
    larger = max(before, run, key=lambda one: one.size)
    usual = leading.get(_step(larger), LEADING * larger.size)
    return not 0 <= run.base - before.base <= WIDER * usual


def _title(said: str, text: str, lines: Sequence[Line]) -> str:
    """The title that the metadata say, if the document says it too: most are names of files or of other papers."""
    end = next((line.start for line in lines if line.page > TITLE_PAGES), len(text))
    if FILE.search(said):
        return ""
    words = WORD.findall(said.casefold())
    known = set(WORD.findall(text[:end].casefold()))
    if sum(map(str.isalpha, said)) < 2 * len(words) or len(words) < TITLE_WORDS:
        return ""
    return " ".join(said.split()) if sum(word in known for word in words) >= TITLED * len(words) else ""
