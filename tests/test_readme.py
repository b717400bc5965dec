"""The README: its rows are real, its columns are those of the code, its figures are the measured ones."""

import hashlib
import re
import tomllib
from pathlib import Path

import pytest
from conftest import rows

from pipeline.columns import TABLES
from pipeline.evaluate import evaluate

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", sorted(TABLES))
def test_columns_are_those_of_the_code(name: str) -> None:
    table = README.split(f"`{name}.csv`, one row", 1)[1].split("\n\n")[1]
    listed = re.findall(r"^\| `(\w+)` \| (.+) \|$", table, re.MULTILINE)
    assert listed == list(TABLES[name].items())


def test_ten_rows_are_real() -> None:
    corpus = rows(ROOT / "outputs" / "corpus.csv")
    sample = [line for line in README.split("\n") if re.match(r"\| \d{3}…:\d+ \|", line)]
    assert len(sample) == 10
    for line in sample:
        para_id, text, *lists = (cell.strip() for cell in line.strip("|").split("|"))
        document, order = para_id.split("…:")
        row = next(r for r in corpus if r["para_id"].startswith(document) and r["para_id"].endswith(f":{order}"))
        assert row["text"].startswith(text.removesuffix("…").strip())
        assert lists == [row[c].replace(";", "; ") for c in ("categories", "laws", "articles", "people", "dates")]


def test_figures_are_the_measured_ones() -> None:
    figures = evaluate(ROOT / "outputs", sorted((ROOT / "tests" / "gold").glob("*.json"))).figures
    stated = dict(re.findall(r"^\| ([a-z][^|]+?) \| ([01]\.\d\d[^|]*) \|$", README, re.MULTILINE))
    measured = {
        "units (exact spans)": ["units"],
        "categories (micro), recommendation": ["categories", "recommendation"],
        "laws: spans, with norm": ["law", "law e2e"],
        "articles: spans, with number and law": ["article", "article e2e"],
        "people: spans, with the corpus's name": ["person", "person e2e"],
        "dates: spans, with EDTF": ["date", "date e2e"],
    }
    assert stated == {what: ", ".join(f"{figures[name]:.2f}" for name in names) for what, names in measured.items()}


def test_pictures_are_there_and_small() -> None:
    pictures = re.findall(r"!\[([^\]]+)\]\(([^)]+)\)", README)
    assert {path for _, path in pictures} == {"docs/categories.png", "docs/explorer.png"}
    for text, path in pictures:
        assert len(text.split()) > 5, "people who do not see the picture read this"
        assert 10_000 < (ROOT / path).stat().st_size < 300_000


def test_the_example_of_a_citation_is_real() -> None:
    publisher, title, year, checksum, page, para_id = re.findall(
        r"^> (.+?), (.+?) \((\d{4})\), SHA-256 (\w{64}),\n> p\. (\d+), \[(\S+)\]$", README, re.MULTILINE
    )[0]
    [cited] = [row for row in rows(ROOT / "outputs" / "documents.csv") if row["sha256"] == checksum]
    assert [cited[column] for column in ("publisher", "title", "year")] == [publisher, title, year]
    assert hashlib.sha256((ROOT / "seeds" / "reports" / cited["source"]).read_bytes()).hexdigest() == checksum
    pages = {row["para_id"]: row["page"] for row in rows(ROOT / "outputs" / "paragraphs.csv")}
    assert pages[para_id] == page


def test_the_citation_file_has_the_version() -> None:
    yaml = pytest.importorskip("yaml")
    stated = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert (stated["title"], stated["version"]) == (project["name"], project["version"])
    assert {"cff-version", "message", "authors"} <= set(stated)


def test_make_targets_exist() -> None:
    makefile = (ROOT / "Makefile").read_text()
    stages = re.search(r"^STAGES := (.+)$", makefile, re.MULTILINE)
    assert stages
    targets = set(re.findall(r"^([a-z]+):", makefile, re.MULTILINE)) | set(stages[1].split())
    for line in re.findall(r"^make (.+?)(?:\s+#.*)?$", README, re.MULTILINE):
        assert {word for word in line.split() if re.fullmatch("[a-z]+", word)} <= targets
