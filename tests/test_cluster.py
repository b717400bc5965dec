"""A run on a Dask cluster: the same tables as on one machine, whatever happens to the workers."""

import os
import signal
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from conftest import ENGLISH, SWEDISH, files, rows
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

distributed = pytest.importorskip("distributed", reason="the extra cluster is not installed: no test of a cluster")

from distributed import Client, LocalCluster  # noqa: E402

from pipeline import cluster, runner  # noqa: E402
from pipeline.__main__ import app  # noqa: E402
from pipeline.cluster import Unusable, batches, documents, driver, places  # noqa: E402
from pipeline.cluster.batches import Batch  # noqa: E402
from pipeline.cluster.documents import Job  # noqa: E402
from pipeline.cluster.places import Listed  # noqa: E402
from pipeline.interim import Source  # noqa: E402
from pipeline.limits import Limits  # noqa: E402
from pipeline.link import distinct  # noqa: E402
from pipeline.link.corrections import NONE  # noqa: E402
from pipeline.link.people import PersonName, join  # noqa: E402
from pipeline.records import Failure  # noqa: E402
from pipeline.steps import Step, silent  # noqa: E402

LIMITS = Limits(workers=2, seconds=600, memory=2048)
GIVEN = ("Anna", "Maria", "Олена")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Reports in two languages that share people, one that is damaged and one without text."""
    folder = tmp_path_factory.mktemp("reports")
    (folder / "sv").mkdir()
    for number, name in enumerate(GIVEN * 2):
        (folder / f"english {number}.txt").write_text(ENGLISH.replace("Anna", name), encoding="utf-8")
    (folder / "sv" / "svenska.txt").write_text(SWEDISH, encoding="utf-8")
    (folder / "damaged.pdf").write_bytes(b"%PDF-1.4\n1 0 obj\n<<")
    (folder / "empty.txt").write_bytes(b"")
    return folder


@pytest.fixture(scope="module")
def alone(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """What one machine makes of them."""
    output = tmp_path_factory.mktemp("alone")
    runner.run(folder, output, None, silent)
    return files(output)


@pytest.fixture(scope="module")
def workers() -> Iterator[LocalCluster]:
    """A cluster of two worker processes, each with a nanny that starts another when it is lost."""
    with LocalCluster(n_workers=2, threads_per_worker=1, processes=True, dashboard_address=":0") as workers:
        yield workers


@pytest.fixture
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    """Few documents make many batches."""
    monkeypatch.setattr(batches, "USUAL", 1)


def tables(output: Path) -> dict[str, bytes]:
    """The emitted files but those that workers wrote."""
    return {name: data for name, data in files(output).items() if not name.startswith("parts/")}


def written(output: Path) -> dict[Path, int]:
    """When each file that workers wrote was written."""
    return {path: path.stat().st_mtime_ns for path in (output / "parts").rglob("*.parquet")}


@pytest.mark.usefixtures("small_batches")
def test_a_worker_killed_in_mid_run_changes_nothing(
    folder: Path, alone: dict[str, bytes], workers: LocalCluster, tmp_path: Path
) -> None:
    with Client(workers) as client:
        before = set(client.run(os.getpid).values())
    victim = min(before)
    steps: list[Step] = []

    def report(step: Step) -> None:
        if not steps:
            os.kill(victim, signal.SIGKILL)
        steps.append(step)

    output = tmp_path / "out put"
    failures = cluster.run(str(folder), str(output), workers.scheduler_address, LIMITS, report)
    assert tables(output) == alone
    with Client(workers) as client:
        client.wait_for_workers(2, timeout=60)
        assert victim not in client.run(os.getpid).values()
    assert [failure.id for failure in failures] == ["damaged", "empty"]
    assert sorted(step.done for step in steps) == list(range(1, 10))
    assert {step.id for step in steps if step.failure} == {"damaged", "empty"}
    documents = {row["source"]: row for row in rows(output / "documents.csv")}
    assert documents["empty.txt"]["message"] == "the file is empty"
    assert {documents[name]["status"] for name in ("empty.txt", "damaged.pdf")} == {"failed"}
    assert documents["damaged.pdf"]["format"] == "pdf"

    # Again, by the command line: only what is new is done, what has failed is tried again, what is gone goes.
    first = written(output)
    (folder / "new.txt").write_text(ENGLISH.replace("Anna", "Ada"), encoding="utf-8")
    (folder / "empty.txt").unlink()
    arguments = ["run", "--input", str(folder), "--output", str(output), "--seconds", "600", "--quiet"]
    done = CliRunner().invoke(app, [*arguments, "--scheduler", workers.scheduler_address])
    assert done.exit_code == 1, done.output
    assert "damaged.pdf failed" in done.output
    second = written(output)
    kept = {path: time for path, time in second.items() if "stages" in path.parts and path in first}
    assert len(kept) == 8
    assert sum(first[path] != time for path, time in kept.items()) == 1
    assert len(list((output / "parts" / "stages").iterdir())) == len(list((output / "parts" / "tables").iterdir())) == 9
    runner.run(folder, tmp_path / "clean", None, silent)
    assert tables(output) == files(tmp_path / "clean")


@pytest.mark.usefixtures("small_batches")
def test_places_that_are_no_folders(folder: Path, tmp_path: Path) -> None:
    """Documents and results in a store that only URLs lead to; the workers are threads, for it lies in their memory."""
    system, _ = places.opened("memory://")
    sources = {"english 0.txt": "a/english 0.txt", "sv/svenska.txt": "a/sv/svenska.txt", "x": "a/.hidden/x"}
    for source, path in sources.items():
        data = (folder / source).read_bytes() if (folder / source).exists() else b"x"
        system.pipe_file(f"/{path}", data)
        if source != "x":
            (tmp_path / "in" / source).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / "in" / source).write_bytes(data)
    system.pipe_file("/out/text/gone.txt", b"of an earlier run")
    with LocalCluster(n_workers=1, threads_per_worker=1, processes=False, dashboard_address=":0") as threads:
        assert cluster.run("memory://a", "memory://out", threads.scheduler_address, LIMITS, silent) == []
    runner.run(tmp_path / "in", tmp_path / "out", None, silent)
    system.get("/out", str(tmp_path / "got"), recursive=True)
    assert tables(tmp_path / "got") == files(tmp_path / "out")


def test_documents_that_no_worker_could_bring_through_are_rows(tmp_path: Path) -> None:
    files = [Listed("b.PDF", 1, ""), Listed("a.txt", 1, "")]
    (batch,) = batches.batches(files, "state", set())
    assert batch.sources == (Source("a", "a.txt"), Source("b", "b.PDF"))
    job = Job("in", tmp_path.as_posix(), LIMITS, None, "")
    failures = [Failure("a", "a.txt", "", "txt", "lost"), Failure("b", "b.PDF", "", "pdf", "lost")]
    assert [outcome.failure for outcome in documents.lose(batch, job, "lost")] == failures
    assert list(documents.failures(job.output, batch.key)) == failures
    rows = list(batches.read(job.output, batches.STAGED, batch.key, "doc_id", "names"))
    assert rows == [{"doc_id": "a", "names": None}, {"doc_id": "b", "names": None}]
    # The next run finds it and tries again, one of another version as well.
    there = batches.keys(job.output, batches.STAGED)
    assert [one.before for one in batches.batches(files, "state", there)] == [batch.key]
    (newer,) = batches.batches(files, "another state", there)
    assert newer.before == batch.key != newer.key
    assert [one.before for one in batches.batches([Listed("a.txt", 1, "changed")], "state", there)] == [""]


def test_a_file_of_a_batch_that_lost_its_end_is_as_good_as_none(tmp_path: Path) -> None:
    batch = Batch("key", (Source("a", "a.txt"),), "")
    job = Job(str(tmp_path / "in"), str(tmp_path / "out"), LIMITS, None, "")
    (tmp_path / "in").mkdir()
    documents.lose(batch, job, "lost")
    path = Path(batches.path(job.output, batches.STAGED, "key"))
    whole = path.read_bytes()
    for damaged in (b"", whole[:-9], bytes(len(whole)), whole[: len(whole) // 2]):
        path.write_bytes(damaged)
        with pytest.raises(FileNotFoundError):
            list(batches.read(job.output, batches.STAGED, "key"))
        assert [
            one.failure and one.failure.message for one in documents.lose(replace(batch, before="key"), job, "b")
        ] == ["b"]
        assert [failure and failure.message for failure in documents.failures(job.output, "key")] == ["b"]


def test_a_worker_of_another_version_cannot_take_part(workers: LocalCluster) -> None:
    with Client(workers) as client, pytest.raises(Unusable, match="another version of rightscorpus"):
        client.register_plugin(documents.Processes("another", LIMITS, "another state"))


REFUSED = [
    (["--scheduler", "tcp://127.0.0.1:9"], "no scheduler answers at tcp://127.0.0.1:9"),
    (["--scheduler", "nonsense://x"], "no scheduler answers at nonsense://x"),
    (["--scheduler", "tcp://127.0.0.1:9", "--input", "nosuch://bucket/in"], "nosuch"),
    (["--scheduler", "tcp://127.0.0.1:9", "--redact", "people"], "--redact is not for --scheduler"),
    (["--input", "s3://bucket/in"], "a URL needs --scheduler"),
]


@pytest.mark.parametrize(("options", "message"), REFUSED)
def test_what_cannot_be_used_is_said_in_a_line(
    options: list[str], message: str, reports: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(driver, "PATIENCE", 1)
    arguments = ["run", "--input", str(reports), "--output", str(tmp_path / "out"), *options]
    done = CliRunner().invoke(app, arguments)
    assert done.exit_code == 2
    assert message in done.output
    assert "Traceback" not in done.output
    assert not list((tmp_path / "out").rglob("*.csv"))


def test_a_store_whose_package_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(_: str) -> None:
        raise ImportError("Install s3fs to access S3")

    monkeypatch.setattr(places, "url_to_fs", missing)
    with pytest.raises(Unusable, match=r"s3://bucket/in: Install s3fs to access S3.*on every worker"):
        places.listing("s3://bucket/in")


def test_a_listing_is_that_of_one_machine(reports: Path) -> None:
    (reports / ".hidden").write_text("x")
    (reports / "sv" / ".hidden").mkdir()
    (reports / "sv" / ".hidden" / "x").write_text("x")
    listed = places.listing(reports.as_posix())
    assert [file.path for file in listed] == ["english.txt", "sv/svenska.txt"]
    assert places.listing(f"file://{reports}") == listed
    (reports / "english.txt").write_text("longer, or not")
    assert [a == b for a, b in zip(places.listing(str(reports)), listed, strict=True)] == [False, True]


@settings(deadline=None, max_examples=50)
@given(st.sets(st.integers(0, 10_000), min_size=1, max_size=300), st.integers(0, 10_000))
def test_a_new_document_changes_no_batch_but_its_own(numbers: set[int], new: int) -> None:
    def made(some: set[int]) -> list[batches.Batch]:
        return list(batches.batches((Listed(f"{number:05}.txt", 1, "") for number in some), "state", ()))

    before, after = made(numbers - {new}), made(numbers | {new})
    assert [source.id for batch in after for source in batch.sources] == [f"{n:05}" for n in sorted(numbers | {new})]
    # A batch that has become too long is divided, and what follows it up to the next end with it.
    longest = any(len(batch.sources) == 4 * batches.USUAL for batch in (*before, *after))
    assert longest or len({batch.key for batch in after} - {batch.key for batch in before}) <= 2
    assert [batch.key for batch in made(numbers | {new})] == [batch.key for batch in after]


WRITTEN = [
    *("Ivan Petrov", "Ivan Petrovs", "I. Petrov", "Iwan Petrow", "Иван Петров", "Petrov", "Petrovs", "Ivan-Petrov A"),
    *("Ann Lee", "Anne Lee", "Lee Ann", "Ann  LEE", "Ann B. Lee", "Lee"),
]
NAMES = st.tuples(
    st.sampled_from(["d1", "d2", "d3", "d4"]),
    st.sampled_from(WRITTEN),
    st.integers(1, 3),
)
# Documents with their languages, the countries that they are about, and the posts that they give.
ABOUT = {"d1": ("en", "KAZ", ()), "d2": ("sv", "", ()), "d3": ("ru", "SWE", ("king",)), "d4": ("sv", "NOR", ("king",))}


@settings(deadline=None, max_examples=100)
@given(st.lists(NAMES, max_size=30), st.randoms(use_true_random=False))
def test_distinct_names_say_who_everybody_is(given_names: list[tuple[str, str, int]], order) -> None:
    counted = {(document, name): n for document, name, n in given_names}
    lots: list[distinct.Counts] = []
    asked = []
    for (document, name), n in counted.items():
        language, country, posts = ABOUT[document]
        # Another document that has the same name in the same context counts for no more.
        for copy in (document, f"{document}-again"):
            asked.append(PersonName(copy, name, language, n, country, posts))
            lots.append({})
            distinct.count(lots[-1], copy, language, country, {name: distinct.Given(n, posts)})
    whole = join(asked)
    while len(lots) > 1:
        order.shuffle(lots)
        lots = [driver.merge(lots[:3]), *lots[3:]]
    others = distinct.others(lots[0] if lots else {}, NONE)
    for one in asked:
        found = distinct.of(one.document, one.language, one.country, [one.name], others)
        assert found == {(one.document, one.name): whole[one.document, one.name]}
