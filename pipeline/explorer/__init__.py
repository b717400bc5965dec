"""The pages that open from disk: the corpus to search and read, and the report on the run."""

from pathlib import Path

from pipeline.explorer.corpus import LARGEST, parts, size
from pipeline.explorer.pages import write_page

SCRIPTS = (
    "dom",
    "fold",
    "query",
    "words",
    "corpus",
    "facets",
    "address",
    "cite",
    "spreadsheet",
    "spans",
    "tip",
    "card",
    "panel",
    "explorer",
)
STYLES = ("base", "explorer")


def write(tables: Path, path: Path) -> None:
    """Write the explorer of the corpus whose tables lie in the folder `tables` to the file `path`.

    The page holds the paragraphs and notes of a corpus of up to LARGEST paragraphs, one after the other as they are
    read; of a larger one it says only where else to look.
    """
    paragraphs = size(tables)
    held = paragraphs <= LARGEST
    write_page(
        path,
        "explorer.html",
        styles=STYLES,
        scripts=SCRIPTS if held else (),
        paragraphs=paragraphs,
        largest=LARGEST,
        held=held,
        parts=parts(tables) if held else (),
    )
