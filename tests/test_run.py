"""The pipeline as its users run it: the command line, on folders of documents."""

import os
import signal
import time
from functools import partial
from hashlib import sha256
from pathlib import Path

import pebble
import pytest
from conftest import ENGLISH, files, rows
from typer.testing import CliRunner

from pipeline import export, runner, work
from pipeline.__main__ import app
from pipeline.columns import TABLES
from pipeline.limits import Limits
from pipeline.runner import Source
from pipeline.work import Outcome

# A busy machine may take long.
PATIENCE = 900
PIPELINE = ("ingest", "detect", "segment", "describe", "classify", "extract", "link", "export")


def call(*arguments: object) -> tuple[int, str]:
    """Exit status of a command, and what it printed."""
    result = CliRunner().invoke(app, [str(argument) for argument in arguments])
    return result.exit_code, result.output


def make(folder: Path, output: Path, *options: object) -> dict[str, bytes]:
    assert call("run", "--input", folder, "--output", output, "--quiet", "--seconds", PATIENCE, *options) == (0, "")
    return files(output)


def test_a_run_emits_every_table_with_its_columns(reports: Path, tmp_path: Path) -> None:
    emitted = make(reports, tmp_path / "out", "--workers", 1)
    assert set(emitted) == {f"{name}.csv" for name in TABLES} | {
        "README.md",
        "datapackage.json",
        "explorer.html",
        "text/english.txt",
        "text/svenska.txt",
    }
    for name, columns in TABLES.items():
        assert emitted[f"{name}.csv"].decode().split("\n")[0] == ",".join(columns)
        assert b"\r" not in emitted[f"{name}.csv"]
    documents = rows(tmp_path / "out" / "documents.csv")
    assert [(d["doc_id"], d["source"], d["language"], d["year"], d["status"]) for d in documents] == [
        ("english", "english.txt", "en", "2021", "ok"),
        ("svenska", "sv/svenska.txt", "sv", "2021", "ok"),
    ]


def test_the_same_things_have_the_same_names_in_both_languages(reports: Path, tmp_path: Path) -> None:
    make(reports, tmp_path / "out", "--workers", 1)
    norms: dict[str, set[tuple[str, str]]] = {"english": set(), "svenska": set()}
    for row in rows(tmp_path / "out" / "entities.csv"):
        norms[row["doc_id"]].add((row["type"], row["norm"]))
    shared = {("person", "Anna Petrova"), ("law", "constitution"), ("law", "criminal-code"), ("date", "2021-05-03")}
    assert shared <= norms["english"]
    assert shared <= norms["svenska"]


def test_stages_alone_any_number_of_workers_and_a_second_run_give_the_same_bytes(reports: Path, tmp_path: Path) -> None:
    first = make(reports, tmp_path / "one", "--workers", 1)
    assert make(reports, tmp_path / "two", "--workers", 2) == first
    assert make(reports, tmp_path / "one", "--workers", 1) == first
    for stage in PIPELINE:
        options = ["--input", reports] if stage == "ingest" else []
        options += [] if stage in ("link", "export") else ["--seconds", PATIENCE]
        assert call(stage, "--output", tmp_path / "stages", *options)[0] == 0
    assert files(tmp_path / "stages") == first


def test_nothing_is_done_again_while_nothing_changes(reports: Path, tmp_path: Path) -> None:
    make(reports, tmp_path / "out", "--workers", 1)
    interim = tmp_path / "out" / ".interim"
    kept = [path for kind in ("documents", "parts") for path in interim.glob(f"{kind}/*/*")]
    assert len(kept) == 2 * 2
    kept += [interim / "people.json", *(tmp_path / "out" / "text").iterdir()]
    written = {path: path.stat().st_mtime_ns for path in kept}
    make(reports, tmp_path / "out", "--workers", 1)
    assert {path: path.stat().st_mtime_ns for path in kept} == written


def test_one_set_of_processes_reads_the_documents_and_makes_the_tables(
    reports: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    started = []

    class Counted(pebble.ProcessPool):  # type: ignore[misc]
        def __init__(self, *arguments: object, **options: object) -> None:
            started.append(arguments)
            super().__init__(*arguments, **options)

    monkeypatch.setattr(pebble, "ProcessPool", Counted)
    make(reports, tmp_path / "out", "--workers", 1)
    assert len(started) == 1


def test_documents_that_change_come_or_go(reports: Path, tmp_path: Path) -> None:
    make(reports, tmp_path / "out", "--workers", 1)
    (reports / "third.txt").write_text("A third report on torture in prisons.\n")
    (reports / "english.txt").write_text("Now a short report on elections in 2020.\n")
    (reports / "sv" / "svenska.txt").unlink()
    emitted = make(reports, tmp_path / "out", "--workers", 1)
    assert emitted == make(reports, tmp_path / "clean", "--workers", 1)
    assert "text/svenska.txt" not in emitted
    assert [row["doc_id"] for row in rows(tmp_path / "out" / "documents.csv")] == ["english", "third"]


def test_what_cannot_be_read_is_a_row_and_the_others_go_through(reports: Path, tmp_path: Path) -> None:
    good = make(reports, tmp_path / "good", "--workers", 1)
    bad = {"empty.txt": b"", "picture.txt": b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 9, "sheet.xyz": b"1;2"}
    for name, data in bad.items():
        (reports / name).write_bytes(data)
    status, printed = call("run", "--input", reports, "--output", tmp_path / "out", "--workers", 2)
    assert status == 1
    documents = {row["source"]: row for row in rows(tmp_path / "out" / "documents.csv")}
    for name in bad:
        assert name in printed
        assert documents[name]["status"] == "failed"
        assert documents[name]["sha256"]
        assert int(documents[name]["bytes"]) == len(bad[name])
    assert documents["empty.txt"]["message"] == "the file is empty"
    assert "picture" in documents["picture.txt"]["message"]
    assert "rename it" in documents["sheet.xyz"]["message"]
    emitted = files(tmp_path / "out")
    for name in ("documents.csv", "datapackage.json", "README.md", "explorer.html"):
        # What speaks of the documents.
        del emitted[name], good[name]
    assert emitted == good


def test_a_defect_in_a_stage_is_a_row_of_that_document(
    reports: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert call("ingest", "--input", reports, "--output", tmp_path / "out")[0] == 0
    real = work.function

    def broken(*_: object) -> None:
        raise ZeroDivisionError("a defect")

    monkeypatch.setattr(work, "function", lambda stage: broken if stage.name == "describe" else real(stage))
    english, swedish = runner.manifest(tmp_path / "out")
    failure = runner.process(reports, tmp_path / "out", None, english).failure
    assert failure
    assert failure.message == "describe: ZeroDivisionError: a defect"
    assert failure.sha256
    monkeypatch.undo()
    assert runner.process(reports, tmp_path / "out", None, swedish).failure is None
    assert call("link", "--output", tmp_path / "out")[0] == 0
    assert call("export", "--output", tmp_path / "out")[0] == 0
    documents = rows(tmp_path / "out" / "documents.csv")
    assert [(row["status"], row["message"]) for row in documents] == [("failed", failure.message), ("ok", "")]
    assert {row["doc_id"] for row in rows(tmp_path / "out" / "paragraphs.csv")} == {"svenska"}


def test_a_failure_is_tried_again(reports: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert call("ingest", "--input", reports, "--output", tmp_path / "out")[0] == 0
    english, _ = runner.manifest(tmp_path / "out")
    real = work.function

    def broken(*_: object) -> None:
        raise ZeroDivisionError("a defect")

    monkeypatch.setattr(work, "function", lambda stage: broken if stage.name == "detect" else real(stage))
    assert runner.process(reports, tmp_path / "out", None, english).failure
    monkeypatch.undo()
    assert runner.process(reports, tmp_path / "out", None, english).failure is None


def hang_die_or_grow(source: Source) -> Outcome:
    """Stands for a reader that one document makes hang, crash or take all memory."""
    match source.id:
        case "hangs":
            time.sleep(600)
        case "dies":
            os._exit(7)
        case "grows":
            with pytest.raises(MemoryError):
                bytearray(4 << 30)
            os._exit(8)
    return Outcome()


def test_no_document_can_stop_the_run(tmp_path: Path) -> None:
    sources = [Source(name, f"{name}.txt") for name in ("a", "dies", "b", "grows", "hangs", "c")]
    steps: list[runner.Step] = []
    limits = Limits(workers=2, seconds=10, memory=2048)
    known = partial(work.known, tmp_path)
    failures = runner.on_each(hang_die_or_grow, known, tmp_path, sources, limits, steps.append)
    assert [(failure.id, failure.message) for failure in failures] == [
        ("dies", "its process died (exit status 7)"),
        ("grows", "its process died (exit status 8)"),
        ("hangs", "took longer than 10 seconds"),
    ]
    assert [step.id for step in steps] == [source.id for source in sources]


def die_while_reading(folder: Path, output: Path, source: Source) -> Outcome:
    """Stands for a file whose reader dies, hangs or takes all memory."""
    endings = {"killed": lambda: os.kill(os.getpid(), signal.SIGKILL), "hangs": lambda: time.sleep(600)}

    def broken(*_: object) -> None:
        endings[source.id]()

    work.function = lambda _: broken
    return runner.process(folder, output, None, source)


def test_a_document_whose_process_dies_is_known_all_the_same(reports: Path, tmp_path: Path) -> None:
    data = b"<!DOCTYPE html><html><body><p>A report on torture in prisons.</p></body></html>"
    sources = [Source("killed", "killed.txt"), Source("hangs", "hangs.txt")]
    for source in sources:
        (reports / source.path).write_bytes(data)
    assert call("run", "--input", reports, "--output", tmp_path / "out", "--quiet")[0] == 0
    limits = Limits(workers=2, seconds=8, memory=2048)
    for path in (tmp_path / "out" / ".interim" / "documents").glob("*/*"):
        path.unlink()
    do, known = partial(die_while_reading, reports, tmp_path / "out"), partial(work.known, reports)
    failures = runner.on_each(do, known, tmp_path / "out", sources, limits, lambda _: None)
    assert [failure.message for failure in failures] == [
        "its process was killed by signal 9",
        "took longer than 8 seconds",
    ]
    for failure in failures:
        assert (failure.sha256, failure.format, failure.size) == (sha256(data).hexdigest(), "html", len(data))
    assert call("ingest", "--input", reports, "--output", tmp_path / "out", "--quiet")[0] == 0


def test_a_run_that_dies_leaves_the_old_outputs_whole(
    reports: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = make(reports, tmp_path / "out", "--workers", 1)
    (reports / "third.txt").write_text("A third report on torture in prisons.\n")

    def die(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(export, "pack", die)
    assert call("run", "--input", reports, "--output", tmp_path / "out", "--workers", 1)[0] == 130
    assert files(tmp_path / "out") == before


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["run", "--input", "{tmp}/nowhere"], "there is no such folder"),
        (["run", "--input", "{tmp}/file"], "there is no such folder"),
        (["run", "--input", "{tmp}/in", "--output", "{tmp}/in"], "would be read as documents"),
        (["ingest", "--input", "{tmp}/in", "--output", "{tmp}/in/out"], "would be read as documents"),
        (["run", "--input", "{tmp}/empty", "--output", "{tmp}/out"], "no documents in"),
        (["segment", "--output", "{tmp}/out"], "run ingest first"),
        (["link", "--output", "{tmp}/out"], "run ingest first"),
        (["export", "--output", "{tmp}/out"], "run ingest first"),
        (["run", "--workers", "0"], "'--workers'"),
        (["run", "--nonsense"], "--nonsense"),
        (["nonsense"], "'nonsense'"),
    ],
)
def test_wrong_usage_is_told_with_status_2(tmp_path: Path, arguments: list[str], message: str) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt").write_text(ENGLISH, encoding="utf-8")
    (tmp_path / "file").touch()
    status, printed = call(*(argument.format(tmp=tmp_path) for argument in arguments))
    assert status == 2
    assert message in " ".join(printed.replace("│", " ").split())
    # A command that has nothing to go on leaves no folder behind.
    assert arguments[0] in ("run", "ingest") or not (tmp_path / "out").exists()


def test_a_stage_out_of_order_names_the_one_to_run_first(reports: Path, tmp_path: Path) -> None:
    assert call("ingest", "--input", reports, "--output", tmp_path / "out")[0] == 0
    status, printed = call("segment", "--output", tmp_path / "out")
    assert (status, "run detect first" in printed) == (2, True)


def test_corrections_lie_beside_the_documents_wherever_the_command_is_given(
    reports: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "elsewhere" / "seeds").mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "elsewhere")
    (tmp_path / "elsewhere" / "seeds" / "people.csv").write_text(
        "what another folder's documents need", encoding="utf-8"
    )
    assert [person["person_id"] for person in people_of(reports, tmp_path / "out")] == ["anna-petrova"]
    said = "a,b,verdict,document\nAnna Petrova,Anna Petrova,not same,svenska\n"
    (reports.parent / "people.csv").write_text(said, encoding="utf-8")
    persons = ["anna-petrova", "anna-petrova@svenska"]
    assert [person["person_id"] for person in people_of(reports, tmp_path / "out")] == persons
    for stage in ("link", "export"):
        assert call(stage, "--output", tmp_path / "out") == (0, "")
    (reports.parent / "people.csv").write_text(said.replace("svenska", "svensk"), encoding="utf-8")
    status, printed = call("link", "--output", tmp_path / "out")
    assert (status, "people.csv, line 2 is without effect: there is no document 'svensk'" in printed) == (0, True)
    (reports.parent / "people.csv").write_text(said, encoding="utf-8")
    for stage in ("link", "export"):
        assert call(stage, "--output", tmp_path / "out") == (0, "")
    assert [person["person_id"] for person in rows(tmp_path / "out" / "people.csv")] == persons


def people_of(folder: Path, output: Path) -> list[dict[str, str]]:
    """The rows of the table of persons that a run makes."""
    make(folder, output, "--workers", 1)
    return rows(output / "people.csv")
