"""What a worker does with the documents of a batch, each in a process that it can lose: stages first, then tables."""

import multiprocessing
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, replace
from functools import cache, partial
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec
from distributed import Worker, WorkerPlugin, get_worker

from pipeline import ingest, interim, linking, parts, store, work
from pipeline.cluster import Unusable, batches, places, tables
from pipeline.cluster.batches import STAGED, TABLED, Batch, Row
from pipeline.interim import Source
from pipeline.limits import Limits
from pipeline.link import Names, distinct
from pipeline.link.distinct import Others
from pipeline.ocr import Ocr
from pipeline.parts import TABLING
from pipeline.pool import Pool, Task, Work, each, processes
from pipeline.records import Description, Detection, Failure, Mention
from pipeline.stages import INGEST_WITH_OCR, STAGES, fingerprint
from pipeline.work import Outcome, failure_of


@dataclass(frozen=True, slots=True)
class Job:
    """What one run asks of the workers; `processes` is the name of the plugin whose processes they use."""

    folder: str
    output: str
    limits: Limits
    ocr: Ocr | None
    processes: str


class Processes(WorkerPlugin):  # type: ignore[misc]
    """Processes beside a worker, one for each of its threads: a document that needs too much costs one of these.

    A worker whose rules, models or libraries are not those of the machine that asks cannot have them.
    """

    def __init__(self, name: str, limits: Limits, state: str) -> None:
        self.name, self.limits, self.state = name, limits, state

    def setup(self, worker: Worker) -> None:
        """Start the processes. Raises Unusable for a worker that would give other results."""
        self.held = ExitStack()
        if state() != self.state:
            raise Unusable(f"{worker.address} has another version of rightscorpus, its models or its libraries")
        # A nanny keeps its worker from having children; these do not outlive the worker all the same.
        if multiprocessing.current_process().daemon:
            multiprocessing.current_process().daemon = False
        self.pool = self.held.enter_context(processes(replace(self.limits, workers=worker.state.nthreads)))
        if self.pool:
            self.held.callback(self.pool.stop)

    def teardown(self, worker: Worker) -> None:  # noqa: ARG002 – the plugin's interface
        """End the processes."""
        self.held.close()


@cache
def state() -> str:
    """Hash of everything beside the documents that the results depend on."""
    stages = [fingerprint(stage.parts, stage.libraries) for stage in (*STAGES, INGEST_WITH_OCR, TABLING)]
    return work.hashed(fingerprint((*linking.PARTS, "cluster"), ()), *stages)


def make(batch: Batch, job: Job) -> list[Outcome]:
    """Write the file of a batch, all stages done on its documents; returns what came of each, in their order.

    What an earlier run has done is left as it is where it is up to date, what failed is tried again.
    """
    with suppress(FileNotFoundError):
        if batch.before == batch.key and not any(failures(job.output, batch.key)):
            return [Outcome() for _ in batch.sources]
    with _space(job.output, batch.before) as space, _at_hand(batch, job) as folder:
        do = Work(partial(work.process, folder, space, job.ocr), partial(work.known, folder), partial(work.fail, space))
        outcomes = [outcome for _, outcome in each(_pool(job), do, map(Task, batch.sources), job.limits)]
        batches.write(job.output, STAGED, batch.key, _staged(space, batch.sources))
    return outcomes


def lose(batch: Batch, job: Job, message: str) -> list[Outcome]:
    """Write the file of a batch that no worker could bring through, for the reason in `message`."""
    with _space(job.output, batch.before) as space:
        for source in batch.sources:
            dossier = interim.dossier(space, source)
            if failure_of(dossier) or not dossier.has(STAGES[-1].name):
                work.fail(space, Failure(source.id, source.path, "", ingest.suffix(source.path), message))
        batches.write(job.output, STAGED, batch.key, _staged(space, batch.sources))
        return [Outcome(failure_of(interim.dossier(space, source))) for source in batch.sources]


def failures(place: str, key: str) -> Iterator[Failure | None]:
    """For each document of a batch why it failed, if it did."""
    for row in batches.read(place, STAGED, key, "failure"):
        yield msgspec.json.decode(row["failure"], type=Failure) if row["failure"] else None


def table(key: str, job: Job, others: Others) -> tuple[str, list[Failure]]:
    """Write what the documents of a batch add to the tables, under the names that the corpus gives to persons.

    Returns the key of that file, and the documents of which no tables could be made within the limits.
    """
    names: dict[Source, Names] = {}
    failed: dict[Source, Failure] = {}
    said = []
    for row in batches.read(job.output, STAGED, key, "doc_id", "source", "failure", "language", "country", "names"):
        source = Source(row["doc_id"], row["source"])
        said.append(row["failure"] or "")
        if row["failure"]:
            failed[source] = msgspec.json.decode(row["failure"], type=Failure)
        else:
            given = msgspec.json.decode(row["names"])
            names[source] = distinct.of(source.id, row["language"], row["country"], given, others)
    known = (repr(item) for own in names.values() for item in own.items())
    tabled = work.hashed(key, *said, *known)[:24]
    with suppress(FileNotFoundError):
        before = batches.read(job.output, TABLED, tabled, "failure")
        if sum(row["failure"] is not None for row in before) == len(failed):
            return tabled, []
    with _space(job.output, key) as space:
        job_of_one = Work(partial(parts.form, space), partial(work.known_before, space), partial(parts.fail, space))
        tasks = (Task(source, (own,)) for source, own in names.items())
        outcomes = dict(each(_pool(job), job_of_one, tasks, job.limits))
        lost = {source: outcome.failure for source, outcome in outcomes.items() if outcome.failure}
        sources = sorted((*names, *failed), key=lambda source: source.id)
        found = (parts.part(failed[one]) if one in failed else parts.read(space, one) for one in sources)
        batches.write(job.output, TABLED, tabled, map(tables.row, found))
    return tabled, list(lost.values())


def _staged(space: Path, sources: Iterable[Source]) -> Iterator[Row]:
    for source in sources:
        dossier = interim.dossier(space, source)
        row: dict[str, bytes | str | None] = {"doc_id": source.id, "source": source.path}
        if failure := failure_of(dossier):
            row["failure"] = msgspec.json.encode(failure)
        else:
            row["language"] = dossier.records("detect", Detection).language
            row["country"] = dossier.records("describe", Description).country
            named = distinct.names(dossier.records("extract", tuple[Mention, ...]))
            row["names"] = msgspec.json.encode(dict(sorted(named.items())))
        yield row | {"dossier": dossier.path.read_bytes()}


@contextmanager
def _space(place: str, key: str) -> Iterator[Path]:
    """A folder of this machine with what the stages left of the documents of a batch; nothing without a key."""
    with TemporaryDirectory(prefix="rightscorpus-") as name:
        with suppress(FileNotFoundError):
            for row in batches.read(place, STAGED, key, "doc_id", "source", "dossier") if key else ():
                path = interim.place(Path(name), interim.DOCUMENTS, Source(row["doc_id"], row["source"]))
                store.write_bytes(path, row["dossier"])
        yield Path(name)


@contextmanager
def _at_hand(batch: Batch, job: Job) -> Iterator[Path]:
    """A folder of this machine that holds the files of a batch, but those that are not there or not to be read.

    Raises what may be better next time: a store that does not answer.
    """
    if folder := places.local(job.folder):
        yield folder
        return
    with TemporaryDirectory(prefix="rightscorpus-") as name:
        for source in batch.sources:
            with suppress(FileNotFoundError, PermissionError):
                places.fetch(job.folder, source.path, Path(name))
        yield Path(name)


def _pool(job: Job) -> Pool:
    pool: Pool = get_worker().plugins[job.processes].pool
    return pool
