"""What all figures share: type, colours, names, captions, and how they are saved."""

import csv
import textwrap
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import matplotlib as mpl
import pandas as pd
from matplotlib.figure import Figure

from pipeline.extract import countries

TAXONOMY = Path(__file__).parent.parent / "taxonomy.csv"
# Okabe and Ito's colours, which people with any kind of colour vision tell apart, darkest contrasts first.
BLUE, ORANGE, GREEN, PINK, SKY, RED = "#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00"
COLOURS = (BLUE, ORANGE, GREEN, PINK, SKY, RED)
# Light to dark in even steps of lightness: reads the same in grey.
SHADES = "Blues"
# Columns of a matrix that stay legible on a page.
WIDEST = 24
# Inches that a cell is high, and wide: below the name of a document, or of a category.
HIGH, WIDE, NARROW = 0.21, 0.62, 0.24
# Letters of a caption that an inch has room for.
LETTERS = 17
STYLE: dict[Any, Any] = {
    "font.family": "DejaVu Sans",
    "font.size": 8,
    "axes.titlesize": 8,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.linewidth": 0.6,
    "figure.dpi": 100,
    "savefig.dpi": 200,
    "savefig.bbox": "tight",
    "savefig.pad_inches": 0.15,
    "svg.hashsalt": "rightscorpus",
    # Titles of reports are text, whatever signs are in them.
    "text.parse_math": False,
}
# Without these the files would hold the time and the library's version.
METADATA: dict[str, dict[str, Any]] = {"svg": {"Date": None, "Creator": None}, "png": {"Software": None}}


@dataclass(slots=True)
class Written:
    """A figure, or None where there is no data for it, and the files that it went to."""

    figure: Figure | None = None
    paths: list[Path] = field(default_factory=list)


@contextmanager
def saved(folder: Path, name: str) -> Iterator[Written]:
    """A place for a figure that is drawn in the style of all and saved as `<name>.svg` and `<name>.png`."""
    written = Written()
    with mpl.rc_context(STYLE):
        yield written
        for suffix, metadata in METADATA.items():
            path = folder / f"{name}.{suffix}"
            path.unlink(missing_ok=True)
            if written.figure:
                written.figure.savefig(path, metadata=metadata)
                written.paths.append(path)


@cache
def labels() -> dict[str, str]:
    """The name of each category of the taxonomy, for people."""
    with TAXONOMY.open(encoding="utf-8", newline="") as file:
        return {row["category"]: row["label_en"] for row in csv.DictReader(file)}


def label(category: str) -> str:
    """The name of a category; one of the user's own is its own name."""
    return labels().get(category, category)


def document_names(documents: pd.DataFrame) -> list[str]:
    """A short name for each document, in two lines: its title, or country and id, with year and language."""
    return [f"{_short(_title(row), 34)}\n{_edition(row)}" for row in documents.itertuples()]


def longest(documents: pd.DataFrame) -> pd.DataFrame:
    """The documents that a matrix has room for: those with most units, by language, year and title."""
    chosen = documents.nlargest(WIDEST, "units", keep="first")
    return chosen.sort_values(["language", "year", "title", "doc_id"])


def caption(figure: Figure, *sentences: str) -> None:
    """Set sentences below all that a figure has."""
    figure.draw_without_rendering()
    box = figure.get_tightbbox()
    width, height = figure.get_size_inches()
    text = textwrap.fill(" ".join(sentence for sentence in sentences if sentence), int(box.width * LETTERS))
    figure.text(
        box.x0 / width,
        (box.y0 - 0.12) / height,
        text,
        ha="left",
        va="top",
        color="#333333",
        fontsize=7.5,
        linespacing=1.4,
    )


def shown(some: int, all: int) -> str:
    """That a figure shows only some documents, or nothing."""
    return f"Shown are the {some} longest of {all} documents." if some < all else ""


def counted(paragraphs: int, documents: int) -> str:
    """How much a figure rests on."""
    return f"n = {paragraphs:,} paragraphs of {documents:,} {'document' if documents == 1 else 'documents'}."


def matrix(values: pd.DataFrame, texts: pd.DataFrame, columns: Sequence[str], width: float, least: float) -> Figure:
    """A matrix of shaded cells, `width` inches each, with a text in each and names of columns above.

    The darkest cell is the highest, but none below `least`.
    """
    numbers = values.to_numpy(float)
    top = max(least, float(numbers.max()))
    figure = Figure(figsize=(width * values.shape[1], HIGH * values.shape[0]))
    axes = figure.add_axes((0, 0, 1, 1))
    axes.pcolormesh(numbers, cmap=SHADES, vmin=0, vmax=top, edgecolors="white", linewidth=0.8)
    axes.invert_yaxis()
    axes.set_yticks([row + 0.5 for row in range(len(values))], list(values.index))
    axes.set_xticks([column + 0.5 for column in range(len(columns))], list(columns))
    axes.xaxis.tick_top()
    axes.tick_params(length=0)
    axes.tick_params(axis="x", labelrotation=50)
    for tick in axes.get_xticklabels():
        tick.set(ha="left", va="bottom", rotation_mode="anchor")
    for spine in axes.spines.values():
        spine.set_visible(False)
    for row in range(values.shape[0]):
        for column in range(values.shape[1]):
            colour = "white" if numbers[row, column] > 0.6 * top else "black"
            text = str(texts.iat[row, column])
            axes.text(column + 0.5, row + 0.5, text, ha="center", va="center", fontsize=6.5, color=colour)
    return figure


def _title(row: Any) -> str:
    return row.title or ", ".join(filter(None, (countries.name(row.country), row.doc_id)))


def _edition(row: Any) -> str:
    year = "" if pd.isna(row.year) else str(row.year)
    return ", ".join(filter(None, (_short(row.publisher, 20), year, row.language)))


def _short(text: str, most: int) -> str:
    return textwrap.shorten(text, most, placeholder=" …")
