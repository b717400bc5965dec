"""What reading costs, beside other ways to read them: `python benchmarks/readers.py DIR`.

Each way runs in a process of its own over every PDF, and every web page, below DIR: CPU milliseconds a page and the
most memory it held; then over one long PDF made of the others. `--rival FOLDER` runs unstructured as well, from an
environment that is made in FOLDER.
"""

import argparse
import io
import multiprocessing
import resource
import time
from collections.abc import Callable
from itertools import cycle
from pathlib import Path

import pypdfium2 as pdfium
from rivals import rival

from pipeline.readers import Unreadable, html, pdf
from pipeline.records import Detection, Document
from pipeline.segment import segment


def ours(data: bytes, _: int) -> int:
    """Text with layout, as the pipeline reads it."""
    try:
        return pdf.read(data).pages
    except Unreadable:
        return 0


def segmented(data: bytes, _: int) -> int:
    """The same and its units."""
    try:
        content = pdf.read(data)
    except Unreadable:
        return 0
    document = Document("", "", "", "pdf", content.title, content.pages, content.text, content.lines)
    segment(document, Detection("", "en", 1.0))
    return content.pages


def plain(data: bytes, _: int) -> int:
    """PDFium's own text, without layout."""
    document = pdfium.PdfDocument(data)
    for page in document:
        page.get_textpage().get_text_range()
        page.close()
    count = len(document)
    document.close()
    return count


def plumbed(data: bytes, most: int) -> int:
    """pdfplumber's text of the first `most` pages."""
    import pdfplumber

    with pdfplumber.open(io.BytesIO(data)) as document:
        pages = document.pages[:most]
        for page in pages:
            page.extract_text()
            page.close()
        return len(pages)


def page_of_html(data: bytes, _: int) -> int:
    """Text with tags of a web page."""
    try:
        html.read(data)
    except Unreadable:
        return 0
    return 1


WAYS: dict[str, Callable[[bytes, int], int]] = {
    "ours": ours,
    "ours, with units": segmented,
    "pypdfium2 plain text": plain,
    "pdfplumber extract_text": plumbed,
}
WEB_PAGES: dict[str, Callable[[bytes, int], int]] = {"ours": page_of_html}


def run(way: Callable[[bytes, int], int], files: list[bytes], most: int) -> tuple[int, float, float]:
    """Pages read, CPU seconds and peak memory in MiB of one way to read `files`."""
    way(files[0], 1)  # what is imported on first use is no part of a page's cost
    start = time.process_time()
    pages = sum(way(data, most) for data in files)
    spent = time.process_time() - start
    return pages, spent, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def lengthened(files: list[bytes], pages: int) -> bytes:
    """A PDF of so many pages: those of `files`, again and again."""
    target, out = pdfium.PdfDocument.new(), io.BytesIO()
    for data in cycle(files):
        source = pdfium.PdfDocument(data)
        wanted = min(len(source), pages - len(target))
        target.import_pages(source, range(wanted))
        source.close()
        if len(target) >= pages:
            break
    target.save(out)
    target.close()
    return out.getvalue()


def compare(ways: dict[str, Callable[[bytes, int], int]], files: list[bytes], most: int) -> None:
    """Print a line for each way to read `files`, each in a process of its own."""
    context = multiprocessing.get_context("spawn")
    for name, way in ways.items():
        with context.Pool(1) as pool:
            line(name, *pool.apply(run, (way, files, most)))


def line(name: str, pages: int, spent: float, memory: float) -> None:
    """Print what one way costs."""
    print(f"{name:26}{pages:7}{1000 * spent / max(pages, 1):15.1f}{memory:10.0f}", flush=True)


def main() -> None:
    """Print a line for each way to read the files of a folder."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--most", type=int, default=5, help="pages a file for pdfplumber (default 5)")
    parser.add_argument("--long", type=int, default=430, help="pages of the long PDF (default 430)")
    parser.add_argument("--rival", type=Path, help="folder of an environment for unstructured, made if need be")
    chosen = parser.parse_args()
    pdfs, pages = sorted(chosen.folder.rglob("*.pdf")), sorted(chosen.folder.rglob("*.html"))
    for what, paths, ways in (("PDF", pdfs, WAYS), ("HTML", pages, WEB_PAGES)):
        if not paths:
            continue
        print(f"{f'{len(paths)} files of {what}':26}{'pages':>7}{'CPU ms a page':>15}{'peak MiB':>10}")
        compare(ways, [path.read_bytes() for path in paths], chosen.most)
        if found := rival(chosen.rival, paths):
            counts = [0 if isinstance(one, str) else max((page for *_, page in one), default=0) for one in found.files]
            line("unstructured", sum(counts), found.seconds, found.memory)
            for path, one in zip(paths, found.files, strict=True):
                if isinstance(one, str):
                    print(f"    unstructured: {path.name}: {one[:150]}")
    if pdfs and chosen.long:
        whole = [path.read_bytes() for path in pdfs if ours(path.read_bytes(), 0)]
        print(f"one PDF of {chosen.long} pages, made of these")
        compare({name: WAYS[name] for name in ("ours", "ours, with units")}, [lengthened(whole, chosen.long)], 0)


if __name__ == "__main__":
    main()
