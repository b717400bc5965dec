"""The run: what the machine that asks gives to the scheduler, and what it makes of the files that the workers write."""

import secrets
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager, nullcontext
from functools import partial
from itertools import islice
from typing import Any, TypeVar

import msgspec
from dask import bag
from distributed import CancelledError, Client, Future, KilledWorker, as_completed

from pipeline.cluster import Unusable, batches, documents, places
from pipeline.cluster.batches import STAGED, Batch, Manifest
from pipeline.cluster.documents import Job, Processes
from pipeline.cluster.places import Listed
from pipeline.cluster.tables import export
from pipeline.interim import NoDocuments, named
from pipeline.limits import Limits
from pipeline.link import distinct
from pipeline.link.corrections import Corrections, beside
from pipeline.link.corrections import read as read_corrections
from pipeline.link.distinct import Counts, Given
from pipeline.lock import alone
from pipeline.mistakes import Mistake
from pipeline.ocr import Ocr
from pipeline.records import Failure
from pipeline.runner import CORRECTIONS
from pipeline.steps import DOCUMENTS, Report, Step
from pipeline.work import hashed

# Seconds until a scheduler counts as not there.
PATIENCE = 20
# How often a task is tried again that raised something: a store may not have answered. A task whose worker is lost is
# given to another by Dask, as often as its setting `allowed-failures` says.
RETRIES = 3
# Batches that the scheduler knows of at a time.
WINDOW = 1000
# Batches whose names one task counts, and counts that one task merges.
COUNTED, MERGED = 16, 8

T = TypeVar("T")


def run(
    folder: str, output: str, scheduler: str, limits: Limits, report: Report, ocr: Ocr | None, forms: Collection[str]
) -> list[Failure]:
    """Make the corpus of all documents in `folder`; see `pipeline.cluster.run`."""
    job = Job(places.absolute(folder), places.absolute(output), limits, ocr, f"rightscorpus-{secrets.token_hex(8)}")
    here = places.local(job.folder)
    corrections = read_corrections(beside(here) if here else CORRECTIONS)
    listed = places.listing(job.folder)
    if not listed:
        raise NoDocuments(f"no documents in {folder}")
    local = places.local(job.output)
    if local:
        named(local)
    with alone(local) if local else nullcontext():
        return _run(job, listed, scheduler, report, corrections, forms)


def _run(
    job: Job,
    listed: list[Listed],
    scheduler: str,
    report: Report,
    corrections: Corrections,
    forms: Collection[str],
) -> list[Failure]:
    state = documents.state()
    there = batches.keys(job.output, STAGED)
    made = list(batches.batches(listed, hashed(state, repr(job.ocr)), there))
    with _connected(scheduler) as client:
        try:
            client.register_plugin(Processes(job.processes, job.limits, state))
            failures = _make(client, job, made, len(listed), report)
            others = _link(client, job.output, [batch.key for batch in made], corrections)
            tabled, lost = _table(client, job, [batch.key for batch in made], others)
        finally:
            client.unregister_worker_plugin(job.processes)
    batches.write_manifest(job.output, Manifest(tuple(batch.key for batch in made), tuple(tabled)))
    export(job.output, forms)
    return sorted([*failures, *lost], key=lambda failure: failure.id)


def _make(client: Client, job: Job, made: list[Batch], total: int, report: Report) -> list[Failure]:
    """Bring every document through its stages; returns the failures."""
    failures: list[Failure] = []
    done = 0
    for batch, future in _each(client, documents.make, made, job):
        try:
            outcomes = future.result()
        except (CancelledError, Mistake):
            raise
        except Exception as error:
            outcomes = documents.lose(batch, job, _message(error))
        for source, outcome in zip(batch.sources, outcomes, strict=True):
            done += 1
            failures += [outcome.failure] if outcome.failure else []
            report(Step(done, total, source.id, outcome.failure, DOCUMENTS, outcome.seconds, outcome.words))
    return failures


def count(place: str, corrections: Corrections, keys: Iterable[str]) -> Counts:
    """The persons' names in the documents of some batches."""
    counts: Counts = {}
    for key in keys:
        for row in batches.read(place, STAGED, key, "doc_id", "language", "country", "names"):
            if row["names"]:
                given = msgspec.json.decode(row["names"], type=dict[str, Given])
                distinct.count(counts, row["doc_id"], row["language"], row["country"], given, corrections)
    return counts


def merge(lots: Iterable[Counts]) -> Counts:
    """The names of several lots of batches together."""
    counts: Counts = {}
    for lot in lots:
        for key, one in lot.items():
            distinct.add(counts, key, one)
    return counts


def _link(client: Client, place: str, keys: list[str], corrections: Corrections) -> Future:
    """Join the names of the corpus: they are counted batch by batch, the counts merged in a tree of tasks."""
    lots = bag.from_sequence(keys, partition_size=COUNTED)
    reduced = lots.reduction(partial(count, place, corrections), merge, split_every=MERGED)
    counts = client.compute(reduced, retries=RETRIES)
    return client.submit(distinct.others, counts, corrections, pure=False, retries=RETRIES)


def _table(client: Client, job: Job, keys: list[str], others: Future) -> tuple[list[str], list[Failure]]:
    """Have what each batch adds to the tables written; returns the keys of those files, and the documents lost."""
    tabled: dict[str, str] = {}
    failures: list[Failure] = []
    for key, future in _each(client, documents.table, keys, job, others):
        tabled[key], lost = future.result()
        failures += lost
    return [tabled[key] for key in keys], failures


def _each(
    client: Client, work: Callable[..., Any], items: Iterable[T], *arguments: object
) -> Iterator[tuple[T, Future]]:
    """A future for `work` on each item, with the item, in the order in which they are done."""
    left = iter(items)
    running: dict[Future, T] = {}
    finished = as_completed(loop=client.loop)

    def give(most: int) -> None:
        for item in islice(left, most):
            future = client.submit(work, item, *arguments, pure=False, retries=RETRIES)
            running[future] = item
            finished.add(future)

    give(WINDOW)
    for future in finished:
        yield running.pop(future), future
        give(1)


@contextmanager
def _connected(scheduler: str) -> Iterator[Client]:
    try:
        client = Client(scheduler, timeout=PATIENCE, set_as_default=False)
    except (OSError, ValueError) as error:
        raise Unusable(f"no scheduler answers at {scheduler}: {error}") from error
    try:
        with client:
            yield client
    except KilledWorker as error:
        raise Unusable(f"linking or its tables took every worker with them: more memory is needed ({error})") from error
    except CancelledError as error:
        raise Unusable(f"{scheduler} is there no more; the same command goes on where it stopped") from error


def _message(error: Exception) -> str:
    if isinstance(error, KilledWorker):
        return "every worker that it was given to was lost"
    return f"the workers could not do it: {type(error).__name__}: {error}"
