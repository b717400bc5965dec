"""Figures: drawn where there is data, the same every time, with the number of paragraphs."""

from dataclasses import replace
from pathlib import Path

import pytest
from test_export import processed

pytest.importorskip("matplotlib")
pytest.importorskip("pyarrow")

from pipeline import load
from pipeline.export import Processed, export
from pipeline.figures import FIGURES, draw
from pipeline.figures.style import labels
from pipeline.records import Description


def corpus(folder: Path, *documents: Processed) -> Path:
    export(documents, folder)
    return folder


def of(identifier: str, year: int, title: str) -> Processed:
    base = processed()
    return replace(
        base,
        document=replace(base.document, id=identifier),
        description=Description(identifier, title, year),
        units=tuple(replace(unit, document=identifier) for unit in base.units),
        entities=tuple(
            replace(e, id=identifier + e.id, mention=replace(e.mention, document=identifier)) for e in base.entities
        ),
    )


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> Path:
    # What a title may hold must not be taken for the typesetting of formulas.
    folder = corpus(tmp_path_factory.mktemp("corpus"), of("a", 2018, r"$\frac{"), of("b", 2019, "B " * 60))
    draw(load(folder), folder / "figures")
    return folder


def test_figures_with_data_are_there_in_both_forms(drawn: Path) -> None:
    names = {path.name for path in (drawn / "figures").iterdir()}
    with_data = set(FIGURES) - {"treaties"}
    assert names == {f"{name}.{suffix}" for name in with_data for suffix in ("svg", "png")}


def test_the_same_corpus_gives_the_same_bytes(drawn: Path, tmp_path: Path) -> None:
    paths = draw(load(drawn), tmp_path)
    assert len(paths) == 8
    for path in paths:
        assert path.read_bytes() == (drawn / "figures" / path.name).read_bytes()


def test_a_figure_without_data_goes(tmp_path: Path) -> None:
    (tmp_path / "figures").mkdir()
    (tmp_path / "figures" / "years.svg").write_text("old")
    empty = replace(processed(), classifications=(), entities=())
    assert draw(load(corpus(tmp_path, empty)), tmp_path / "figures") == []
    assert list((tmp_path / "figures").iterdir()) == []


@pytest.mark.parametrize("name", ["categories", "years", "together", "timeline"])
def test_captions_count_paragraphs(drawn: Path, name: str) -> None:
    from importlib import import_module

    figure = import_module(f"pipeline.figures.{name}").figure(load(drawn))
    assert "n = 2 paragraphs of 2 documents." in figure.texts[-1].get_text().replace("\n", " ")


def test_every_category_has_a_name_for_people() -> None:
    assert all(labels().values())
