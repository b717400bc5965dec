"""Figures of a corpus, for print: SVG and PNG, the same bytes for the same corpus and libraries."""

from importlib import import_module
from pathlib import Path

from pipeline.corpus import Corpus
from pipeline.figures.style import saved

FIGURES = ("categories", "years", "together", "timeline", "treaties")


def draw(corpus: Corpus, folder: Path) -> list[Path]:
    """Write the figures that the corpus has data for to `folder`, and remove those that it has none for."""
    folder.mkdir(parents=True, exist_ok=True)
    paths: list[Path] = []
    for name in FIGURES:
        with saved(folder, name) as written:
            written.figure = import_module(f"pipeline.figures.{name}").figure(corpus)
        paths += written.paths
    return paths
