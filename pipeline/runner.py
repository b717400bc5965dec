"""The runner: documents in, outputs out. It alone knows about interim files, failures, progress and processes."""

import hashlib
import multiprocessing
import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import TimeoutError as TooSlow
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from pebble import ProcessExpired, ProcessPool

from pipeline import ingest, store
from pipeline.limits import Limits, keep
from pipeline.readers import Unreadable
from pipeline.records import Classification, Description, Detection, Document, Entity, Failure, Mention, Unit
from pipeline.stages import BY_NAME, INGEST, STAGES, Stage, fingerprint, function

LINK_PARTS = ("link", "languages")


class NoDocuments(Exception):
    """The input folder holds no file."""


class Unprepared(Exception):
    """A stage was asked for whose input is not on disk; the message names the stage to run first."""


@dataclass(frozen=True, slots=True)
class Source:
    """A file of the input folder: the id of its document and its path below that folder."""

    id: str
    path: str


@dataclass(frozen=True, slots=True)
class Step:
    """One document has come through: its place among `total`, and why it failed, if it did."""

    done: int
    total: int
    id: str
    failure: Failure | None


Report = Callable[[Step], None]


def run(folder: Path, output: Path, limits: Limits, report: Report) -> list[Failure]:
    """Make the corpus of all documents in `folder`; returns those that failed, in order of their ids.

    Raises NoDocuments where `folder` holds no file.
    """
    sources = _list_sources(folder, output)
    failures = each(partial(process, folder, output), output, sources, limits, report)
    link(output)
    export(output)
    return failures


def run_ingest(folder: Path, output: Path, limits: Limits, report: Report) -> list[Failure]:
    """Bring the ingested text of every document in `folder` up to date; returns the documents that failed."""
    sources = _list_sources(folder, output)
    return each(partial(_ingest, folder, output), output, sources, limits, report)


def run_stage(name: str, output: Path, limits: Limits, report: Report) -> list[Failure]:
    """Bring one stage of every document up to date from what the stages before left in `output`.

    Raises Unprepared where they left nothing.
    """
    stage = BY_NAME[name]
    sources = [source for source in manifest(output) if not _failed_before(output, source, stage)]
    return each(partial(_advance, output, name), output, sources, limits, report)


def each(
    work: Callable[[Source], Failure | None], output: Path, sources: Sequence[Source], limits: Limits, report: Report
) -> list[Failure]:
    """`work` done on every source, in their order, each within the limits; returns the failures.

    A document that takes too long, or takes the interpreter down with it, costs its worker and nothing else.
    """
    failures = []
    # Fresh interpreters: a forked one could inherit a lock that a thread of this one holds.
    context = multiprocessing.get_context("spawn")
    with ProcessPool(limits.workers, initializer=keep, initargs=[limits], context=context) as pool:
        results = pool.map(work, sources, timeout=limits.seconds, chunksize=1).result()
        for done, source in enumerate(sources, start=1):
            try:
                failure = next(results)
            except TooSlow:
                failure = _lost(output, source, f"took longer than {limits.seconds} seconds")
            except ProcessExpired as error:
                failure = _lost(output, source, f"its process died (exit status {error.exitcode})")
            failures += [failure] if failure else []
            report(Step(done, len(sources), source.id, failure))
    return failures


def link(output: Path) -> None:
    """Give every person of the corpus one name, and leave each document's entities on disk."""
    ids = [source.id for source in manifest(output) if not _failure(output, source)]
    _require(output, ids, ("detect", "extract"))
    keys = [_key_on_disk(output, identifier, "extract") for identifier in ids]
    key = _hash(fingerprint(LINK_PARTS, ("rapidfuzz",)), *ids, *keys)
    stale = [identifier for identifier in ids if _key_on_disk(output, identifier, "link") != key]
    if not stale:
        return
    from pipeline import link as linker

    names = linker.names((_read(output, i, "detect", Detection), _mentions(output, i)) for i in ids)
    for identifier in stale:
        entities = linker.link(_mentions(output, identifier), names)
        store.write(_path(output, identifier, "link"), store.Header(key, None), entities)


def export(output: Path) -> None:
    """Write the corpus's tables and texts from what the stages left in `output`."""
    from pipeline.export import Processed, export

    sources = manifest(output)
    done = {source.id for source in sources if not _failure(output, source)}
    _require(output, sorted(done), (*BY_NAME, "link"))

    def documents() -> Iterator[Processed | Failure]:
        for source in sources:
            failure = _failure(output, source)
            if failure:
                yield failure
                continue
            yield Processed(
                document=_read(output, source.id, "ingest", Document),
                detection=_read(output, source.id, "detect", Detection),
                description=_read(output, source.id, "describe", Description),
                units=_read(output, source.id, "segment", tuple[Unit, ...]),
                classifications=_read(output, source.id, "classify", tuple[Classification, ...]),
                entities=_read(output, source.id, "link", tuple[Entity, ...]),
            )

    export(documents(), output)


def manifest(output: Path) -> list[Source]:
    """The documents of the last ingest, in order of their ids. Raises Unprepared where there was none."""
    try:
        return list(store.read(_interim(output) / "sources.json", tuple[Source, ...]))
    except FileNotFoundError:
        raise Unprepared("nothing has been ingested here yet: run ingest first") from None


def _list_sources(folder: Path, output: Path) -> list[Source]:
    """List the files of `folder`, on disk as well, and forget the documents that are there no more."""
    paths = ingest.sources(folder)
    if not paths:
        raise NoDocuments(f"no documents in {folder}")
    sources = [Source(identifier, path) for path, identifier in ingest.identify(paths).items()]
    sources.sort(key=lambda source: source.id)
    kept = {source.id for source in sources}
    for path in (_interim(output) / "documents").glob("*"):
        if path.name not in kept:
            shutil.rmtree(path)
    store.write(_interim(output) / "sources.json", store.Header("", None), sources)
    return sources


def _lost(output: Path, source: Source, message: str) -> Failure:
    """The failure of a document whose process is gone; without a key, so that the next run tries it again."""
    failure = Failure(source.id, source.path, "", _format(source), message)
    store.write(_path(output, source.id, "ingest"), store.Header("", failure), None)
    return failure


def process(folder: Path, output: Path, source: Source) -> Failure | None:
    """Bring every stage of one document up to date, in this process; returns its failure, or None."""
    failure = _ingest(folder, output, source)
    for stage in STAGES:
        if failure:
            break
        if stage is not INGEST:
            failure = _advance(output, stage.name, source)
    return failure


def _ingest(folder: Path, output: Path, source: Source) -> Failure | None:
    path = folder / source.path
    try:
        sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError as error:
        failure = Failure(source.id, source.path, "", _format(source), f"cannot be read: {error.strerror}")
        store.write(_path(output, source.id, "ingest"), store.Header("", failure), None)
        return failure
    key = _hash(fingerprint(INGEST.parts, INGEST.libraries), sha256, source.path)
    return _compute(output, source, INGEST, key, sha256, lambda: (folder, source.path, source.id))


def _advance(output: Path, name: str, source: Source) -> Failure | None:
    stage = BY_NAME[name]
    _require(output, [source.id], stage.needs)
    keys = [_key_on_disk(output, source.id, need) for need in stage.needs]
    key = _hash(fingerprint(stage.parts, stage.libraries), *keys)
    needs = [(need, BY_NAME[need].yields) for need in stage.needs]
    return _compute(output, source, stage, key, "", lambda: [_read(output, source.id, *need) for need in needs])


def _compute(
    output: Path, source: Source, stage: Stage, key: str, sha256: str, arguments: Callable[[], Iterable[object]]
) -> Failure | None:
    """Run a stage on one document unless its results under `key` are on disk already."""
    path = _path(output, source.id, stage.name)
    header = store.header(path)
    if header and header.key == key:
        return None
    # Whatever goes wrong in one document is that document's row; the others go on.
    try:
        store.write(path, store.Header(key, None), function(stage)(*arguments()))
    except OSError:
        raise  # the output folder, not the document, is at fault
    except Exception as error:
        message = _message(stage, error)
        if not sha256:
            sha256 = _read(output, source.id, "ingest", Document).sha256
        failure = Failure(source.id, source.path, sha256, _format(source), message)
        # Without a key, so that the next run tries again: what was missing may have been installed since.
        store.write(path, store.Header("", failure), None)
        return failure
    return None


def _message(stage: Stage, error: Exception) -> str:
    match error:
        case Unreadable():
            return str(error)
        case MemoryError():
            return f"{stage.name}: needs more memory than one document may take"
        case _:
            return f"{stage.name}: {type(error).__name__}: {error}"


def _failure(output: Path, source: Source) -> Failure | None:
    """The failure that a document's stages left on disk, or None where all went through."""
    for stage in STAGES:
        header = store.header(_path(output, source.id, stage.name))
        if header and header.failure:
            return header.failure
    return None


def _failed_before(output: Path, source: Source, stage: Stage) -> bool:
    headers = [store.header(_path(output, source.id, need)) for need in stage.needs]
    return any(header and header.failure for header in headers) or any(
        _failed_before(output, source, BY_NAME[need]) for need in stage.needs
    )


def _require(output: Path, ids: Iterable[str], stages: Iterable[str]) -> None:
    for identifier in ids:
        for name in stages:
            if store.header(_path(output, identifier, name)) is None:
                raise Unprepared(f"{identifier} has not been through {name} yet: run {name} first")


def _key_on_disk(output: Path, identifier: str, stage: str) -> str:
    header = store.header(_path(output, identifier, stage))
    return header.key if header else ""


def _mentions(output: Path, identifier: str) -> tuple[Mention, ...]:
    return _read(output, identifier, "extract", tuple[Mention, ...])


def _read(output: Path, identifier: str, stage: str, kind: type[store.T]) -> store.T:
    return store.read(_path(output, identifier, stage), kind)


def _path(output: Path, identifier: str, stage: str) -> Path:
    return _interim(output) / "documents" / identifier / f"{stage}.json"


def _interim(output: Path) -> Path:
    return output / ".interim"


def _format(source: Source) -> str:
    return Path(source.path).suffix.lower().lstrip(".")


def _hash(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()
