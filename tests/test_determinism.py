"""The same bytes from the same documents: however many workers, in whatever order, with or without what is on disk."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import ENGLISH, SWEDISH, files

from pipeline import ingest, interim

# A run takes ten seconds; a busy machine may take long.
PATIENCE = 1200
DOCUMENTS = {
    "a.txt": ENGLISH,
    "b.html": f"<!DOCTYPE html><html><body><main><h1>Testland</h1><p>{ENGLISH}</p></main></body></html>",
    "ö/sv.md": f"# Testland\n\n{SWEDISH}",
    "ö/broken.pdf": "%PDF-1.4\n",
}
FORMS = ("--sqlite", "--spacy", "--spreadsheet-safe", "--format", "csv,parquet")


def pipeline(*arguments: str | Path, expected: int = 0, cwd: Path | None = None, **environment: str) -> None:
    command = [sys.executable, "-m", "pipeline", *arguments]
    there = os.environ | {"PYTHONPATH": str(Path(__file__).parents[1])} | environment
    done = subprocess.run(command, cwd=cwd, env=there, capture_output=True, text=True, timeout=PATIENCE)
    assert done.returncode == expected, done.stderr


def make(folder: Path, output: Path, workers: int, **surroundings: str) -> dict[str, bytes]:
    """What a run and an export in every form leave."""
    quiet = ["--quiet", "--seconds", str(PATIENCE)]
    options = ["--input", folder, "--output", output, "--workers", str(workers), *quiet]
    # One document cannot be read.
    pipeline("run", *options, expected=1, cwd=output.parent, **surroundings)
    pipeline("export", "--output", output, *FORMS, cwd=output.parent, **surroundings)
    return files(output)


def write(folder: Path, names: list[str]) -> Path:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(DOCUMENTS[name], encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, bytes]]:
    """The output folder of a run with one worker, and what is in it."""
    place = tmp_path_factory.mktemp("first")
    folder = write(place / "in", list(DOCUMENTS))
    surroundings = {"PYTHONHASHSEED": "0", "LC_ALL": "C.UTF-8", "TZ": "UTC", "OMP_NUM_THREADS": "1"}
    return place, make(folder, place / "out", 1, **surroundings)


def test_all_of_a_corpus_is_compared(first: tuple[Path, dict[str, bytes]]) -> None:
    suffixes = {Path(name).suffix for name in first[1]}
    assert suffixes == {".csv", ".txt", ".html", ".json", ".md", ".parquet", ".spacy", ".sqlite"}
    entities = first[1]["entities.csv"].decode()
    assert all(f",{kind}," in entities for kind in ("law", "article", "person", "date"))


def test_two_workers_elsewhere_on_files_that_came_in_another_order(
    first: tuple[Path, dict[str, bytes]], tmp_path: Path
) -> None:
    folder = write(tmp_path / "another folder", list(DOCUMENTS)[::-1])
    for path in folder.rglob("*"):
        os.utime(path, (4e9, 4e9))
    surroundings = {"PYTHONHASHSEED": "4242", "LC_ALL": "C", "TZ": "Asia/Kathmandu", "OMP_NUM_THREADS": "2"}
    assert different(make(folder, tmp_path / "out", 2, **surroundings), first[1]) == []


def test_what_is_on_disk_from_a_run_before_changes_nothing(
    first: tuple[Path, dict[str, bytes]], tmp_path: Path
) -> None:
    place, made = first
    output = shutil.copytree(place / "out", tmp_path / "out")
    a, b, _, sv = interim.manifest(output)
    interim.place(output, interim.DOCUMENTS, a).unlink()
    interim.place(output, interim.DOCUMENTS, b).write_bytes(b"")
    interim.place(output, interim.PARTS, sv).unlink()
    surroundings = {"PYTHONHASHSEED": "random", "TZ": "America/St_Johns"}
    assert different(make(place / "in", output, 1, **surroundings), made) == []


def different(one: dict[str, bytes], other: dict[str, bytes]) -> list[str]:
    """Names of the files that are in one alone, or not the same in both."""
    return sorted(name for name in one.keys() | other.keys() if one.get(name) != other.get(name))


def backwards(found: list[str]) -> list[str]:
    return sorted(found, reverse=True)


@pytest.mark.parametrize("order", [sorted, backwards])
def test_the_order_in_which_a_folder_lists_its_files_does_not_matter(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, order: Callable[[list[str]], list[str]]
) -> None:
    folder = write(tmp_path, list(DOCUMENTS))
    walk = os.walk

    def listed(*arguments: object, **options: object) -> object:
        for place, folders, names in walk(*arguments, **options):  # type: ignore[call-overload]
            yield place, folders, order(names)

    monkeypatch.setattr(os, "walk", listed)
    assert ingest.sources(folder) == ["a.txt", "b.html", "ö/broken.pdf", "ö/sv.md"]
