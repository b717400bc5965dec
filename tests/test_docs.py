"""The pages of docs/: every command in them runs, every column that they name is there."""

import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline import languages
from pipeline.columns import TABLES
from pipeline.extract import dates
from pipeline.records import Unit

ROOT = Path(__file__).parent.parent
PAGES = sorted((ROOT / "docs").glob("*.md"))
LINKS = re.compile(r"\]\(([^)#]+)\)")
COMMANDS = re.compile(r"^```sh\n(.*?)^```", re.MULTILINE | re.DOTALL)
WITH_COMMANDS = [page for page in PAGES if COMMANDS.search(page.read_text(encoding="utf-8"))]


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A folder that looks like the checkout, where commands may write."""
    for name in ("benchmarks", "pipeline", "seeds", "models", "Makefile", "requirements.lock", "pyproject.toml"):
        (tmp_path / name).symlink_to(ROOT / name)
    shutil.copytree(ROOT / "outputs", tmp_path / "outputs", ignore=shutil.ignore_patterns(".interim"))
    (tmp_path / ".venv" / "bin").mkdir(parents=True)
    (tmp_path / ".venv" / "bin" / "python").symlink_to(sys.executable)
    (tmp_path / ".venv" / "installed").touch()
    return tmp_path


@pytest.mark.parametrize("page", WITH_COMMANDS, ids=lambda page: page.stem)
def test_every_command_runs(page: Path, checkout: Path) -> None:
    pytest.importorskip("pyarrow")
    commands = "\n".join(COMMANDS.findall(page.read_text(encoding="utf-8")))
    # Targets of make are commands of other lines with the project's own folders: that they exist is enough.
    script = re.sub(r"^make ", "make --dry-run ", commands, flags=re.MULTILINE)
    script = script.replace(".venv/bin/python ", f"{sys.executable} ")
    environment = {**os.environ, "OMP_NUM_THREADS": "1"}
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", script], cwd=checkout, env=environment, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_links_lead_somewhere(page: Path) -> None:
    for target in LINKS.findall(page.read_text(encoding="utf-8")):
        assert target.startswith("https://") or (page.parent / target).exists(), target


def r_code() -> list[str]:
    """The code of the page on R: that for R alone, and that for quanteda."""
    return re.findall(r"^```r\n(.*?)^```", (ROOT / "docs" / "quanteda.md").read_text("utf-8"), re.MULTILINE | re.DOTALL)


@pytest.mark.skipif(shutil.which("Rscript") is None, reason="the code for R is not run: R is not installed")
def test_the_code_for_r_alone_runs() -> None:
    plain, _ = r_code()
    done = subprocess.run(["Rscript", "-e", plain], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert re.match(r"\s+en +sv", done.stdout)


def test_columns_of_the_r_code_are_those_of_the_tables() -> None:
    plain, code = r_code()
    made = {"report_id", "report_title", "year_of_event", "given", "unsure"}
    calls = set(re.findall(r"\b([\w.]+)\(", code)) | {"sep", "by", "sort", "n", "target", "relationship", "folder"}
    verbs = r"\b(?:select|count|filter|group_by|separate_rows|cols|mutate|summarise|corpus_subset|rename)\(([^\n]*)\)"
    named = {word for inside in re.findall(verbs, code) for word in re.findall(r"\b[a-z_]{3,}\b", inside)}
    named |= set(re.findall(r'(?:_field|by|docvars\(\w+,) ?=? ?"(\w+)"', code))
    columns = {column for table in TABLES.values() for column in table}
    frames = set(re.findall(r"^(\w+) <-", code, re.MULTILINE))
    words = {"law", "date", "is", "na", "TRUE", "as", "integer", "substr"}
    assert named - columns - made - calls - frames - words == set()
    assert {"doc_id", "para_id", "categories", "norm", "needs_review", "assigned", "date_start"} <= named | set(
        code.split()
    )
    assert set(re.findall(r"open_table\(\"(\w+)\"", code)) == {"corpus", "documents", "entities", "labels"}
    typed = {
        name for inside in re.findall(r"open_table\(\"\w+\", (.*)\)", code) for name in re.findall(r"(\w+) =", inside)
    }
    assert typed == {"number", "categories", "date_start", "date_end", "needs_review"}
    own = {"documents", "paragraphs", "entities", "units"}
    used = {column for frame, column in re.findall(r"(\w+)\$(\w+)", plain) if frame in own}
    assert {"text", "start", "end", "para_id"} <= used <= columns


@pytest.fixture
def norwegian(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[dict]:
    """The language of the worked example, in a folder of its own."""
    example = re.search(r"```toml\n(.*?)```", (ROOT / "docs" / "adding-a-language.md").read_text("utf-8"), re.DOTALL)
    assert example
    (tmp_path / "no.toml").write_text(example[1], encoding="utf-8")
    languages.load.cache_clear()
    languages.codes.cache_clear()
    monkeypatch.setattr(languages, "HERE", tmp_path)
    yield tomllib.loads(example[1])
    monkeypatch.undo()
    languages.load.cache_clear()
    languages.codes.cache_clear()


def found(text: str) -> list[str]:
    unit = Unit("d", 0, "paragraph", 0, (), "", 1, 0, len(text), "no", 1.0, text, ((0, 0),), ())
    return [mention.norm for mention in dates.find([unit], 2019, {})]


def test_the_language_of_the_example_finds_what_it_says(norwegian: dict) -> None:
    patterns = norwegian["dates"]["patterns"]
    assert len(patterns) >= 5
    for pattern in patterns:
        for text, norm in pattern["finds"].items():
            assert norm in found(text), text
    assert found("2000 personer") == []
    assert found("Hun ble løslatt den 9. juni 2019 og dømt i mars 2020.") == ["2019-06-09", "2020-03"]
