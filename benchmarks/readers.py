"""What reading PDFs costs, beside other ways to read them: `python benchmarks/readers.py DIR`.

Each way runs in a process of its own over every PDF below DIR: CPU milliseconds a page and the most memory it held.
`--repeat N` reads N copies of the pages of the first file as one file, for the memory that a long file takes.
"""

import argparse
import io
import multiprocessing
import resource
import time
from collections.abc import Callable
from pathlib import Path

import pypdfium2 as pdfium

from pipeline.readers import Unreadable, pdf
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


def partitioned(data: bytes, _: int) -> int:
    """Elements of `unstructured`, without a model."""
    from unstructured.partition.pdf import partition_pdf

    found = partition_pdf(file=io.BytesIO(data), strategy="fast")
    return max((element.metadata.page_number or 1 for element in found), default=0)


WAYS: dict[str, Callable[[bytes, int], int]] = {
    "ours": ours,
    "ours, with units": segmented,
    "pypdfium2 plain text": plain,
    "pdfplumber extract_text": plumbed,
    "unstructured fast": partitioned,
}


def run(way: str, files: list[bytes], most: int) -> tuple[int, float, float]:
    """Pages read, CPU seconds and peak memory in MiB of one way to read `files`."""
    read, pages = WAYS[way], 0
    read(files[0], 1)  # what is imported on first use is no part of a page's cost
    start = time.process_time()
    for data in files:
        pages += read(data, most)
    spent = time.process_time() - start
    return pages, spent, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def lengthened(data: bytes, times: int) -> bytes:
    """A PDF that holds the pages of another so many times."""
    source, target, out = pdfium.PdfDocument(data), pdfium.PdfDocument.new(), io.BytesIO()
    for _ in range(times):
        target.import_pages(source)
    target.save(out)
    return out.getvalue()


def main() -> None:
    """Print a line for each way to read the PDFs of a folder."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--most", type=int, default=5, help="pages a file for pdfplumber (default 5)")
    parser.add_argument("--repeat", type=int, default=0, help="read so many copies of the first file as one")
    chosen = parser.parse_args()
    files = [path.read_bytes() for path in sorted(chosen.folder.rglob("*.pdf"))]
    if chosen.repeat:
        files = [lengthened(files[0], chosen.repeat)]
    context = multiprocessing.get_context("spawn")
    print(f"{'':26}{'pages':>7}{'CPU ms a page':>15}{'peak MiB':>10}")
    for way in WAYS:
        with context.Pool(1) as pool:
            try:
                pages, spent, memory = pool.apply(run, (way, files, chosen.most))
            except ImportError as error:
                print(f"{way:26} not installed ({error.name})")
                continue
        print(f"{way:26}{pages:7}{1000 * spent / max(pages, 1):15.1f}{memory:10.0f}", flush=True)


if __name__ == "__main__":
    main()
