"""The runner: documents in, outputs out. It alone knows about interim files, failures, progress and processes."""

import hashlib
import multiprocessing
import shutil
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from concurrent.futures import TimeoutError as TooSlow
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from pebble import ProcessExpired, ProcessPool

from pipeline import ingest, store
from pipeline.limits import Limits, keep
from pipeline.ocr import Ocr, installed
from pipeline.readers import Unreadable
from pipeline.records import Classification, Description, Detection, Document, Entity, Failure, Mention, Person, Unit
from pipeline.stages import BY_NAME, INGEST, INGEST_WITH_OCR, STAGES, Stage, fingerprint, function

if TYPE_CHECKING:
    from pipeline.redact import Redaction

LINK_PARTS = ("link", "extract/people", "languages")
# What the user says of persons, where the user says something.
CORRECTIONS = Path("seeds/people.csv")


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


def run(
    folder: Path,
    output: Path,
    limits: Limits,
    report: Report,
    ocr: Ocr | None = None,
    forms: Collection[str] = (),
    redaction: "Redaction | None" = None,
) -> list[Failure]:
    """Make the corpus of all documents in `folder`; returns those that failed, in order of their ids.

    With a redaction, the stages leave what they read, names and all, in a folder of their own beside `output`. Pages
    of a PDF without a usable text layer are read as `ocr` says, or left out without it. Raises NoDocuments where
    `folder` holds no file.
    """
    work = output
    if redaction:
        work = output.parent / f".{output.name}.private"
        work.mkdir(mode=0o700, parents=True, exist_ok=True)
        # An earlier run without redaction left the names here.
        shutil.rmtree(_interim(output), ignore_errors=True)
    sources = _list_sources(folder, work)
    failures = each(partial(process, folder, work, ocr), work, sources, limits, report)
    link(work)
    export(work, forms, output, redaction)
    return failures


def run_ingest(folder: Path, output: Path, limits: Limits, report: Report, ocr: Ocr | None = None) -> list[Failure]:
    """Bring the ingested text of every document in `folder` up to date; returns the documents that failed."""
    sources = _list_sources(folder, output)
    return each(partial(_ingest, folder, output, ocr), output, sources, limits, report)


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
                failure = _lost(output, source, _death(error.exitcode))
            failures += [failure] if failure else []
            report(Step(done, len(sources), source.id, failure))
    return failures


def link(output: Path, corrections: Path = CORRECTIONS) -> None:
    """Give every person of the corpus one name, and leave the persons and each document's entities on disk.

    Raises Malformed where the file of corrections is not one.
    """
    said = corrections.read_bytes() if corrections.is_file() else b""
    ids = [source.id for source in manifest(output) if not _failure(output, source)]
    _require(output, ids, ("detect", "extract"))
    keys = [_key_on_disk(output, identifier, "extract") for identifier in ids]
    key = _hash(fingerprint(LINK_PARTS, ("rapidfuzz",)), hashlib.sha256(said).hexdigest(), *ids, *keys)
    header = store.header(_people(output))
    stale = [identifier for identifier in ids if _key_on_disk(output, identifier, "link") != key]
    if not stale and header and header.key == key:
        return
    from pipeline import link as linker
    from pipeline.link.corrections import read
    from pipeline.link.persons import persons

    names = linker.names(
        ((_read(output, i, "detect", Detection), _mentions(output, i)) for i in ids), read(corrections)
    )
    found = persons(((_read(output, i, "segment", tuple[Unit, ...]), _mentions(output, i)) for i in ids), names)
    store.write(_people(output), store.Header(key, None), found)
    for identifier in stale:
        entities = linker.link(_mentions(output, identifier), names)
        store.write(_path(output, identifier, "link"), store.Header(key, None), entities)


def export(
    output: Path, forms: Collection[str] = (), to: Path | None = None, redaction: "Redaction | None" = None
) -> None:
    """Write the corpus's tables and texts from what the stages left in `output`, in other `forms` too.

    They go there as well, or `to` another folder; with a redaction, under pseudonyms.
    """
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

    people: Sequence[Person] = store.read(_people(output), tuple[Person, ...])
    processed = documents()
    if redaction:
        from pipeline.redact import pseudonyms, redacted_people
        from pipeline.redact.documents import Redactor

        given = pseudonyms(people, redaction)
        processed, people = Redactor(people, given).all(processed), redacted_people(people, given)
    export(processed, to or output, people, forms)


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
    return _fail(output, INGEST, replace(_known(output, source), message=message))


def _death(status: int) -> str:
    return f"its process was killed by signal {-status}" if status < 0 else f"its process died (exit status {status})"


def process(folder: Path, output: Path, ocr: Ocr | None, source: Source) -> Failure | None:
    """Bring every stage of one document up to date, in this process; returns its failure, or None."""
    failure = _ingest(folder, output, ocr, source)
    for stage in STAGES:
        if failure:
            break
        if stage is not INGEST:
            failure = _advance(output, stage.name, source)
    return failure


def _ingest(folder: Path, output: Path, ocr: Ocr | None, source: Source) -> Failure | None:
    failure = Failure(source.id, source.path, "", ingest.suffix(source.path), "")
    try:
        sha256, size = ingest.measure(folder / source.path)
    except OSError as error:
        return _fail(output, INGEST, replace(failure, message=f"cannot be read: {error.strerror}"))
    failure = replace(failure, sha256=sha256, size=size, message="the run ended while it was read")
    stage, asked = INGEST, list[str]()
    arguments: tuple[object, ...] = (folder, source.path, source.id)
    if ocr and ingest.told(folder, source.path) == "pdf":
        stage, asked = INGEST_WITH_OCR, [installed(), repr(ocr)]
        arguments += (ocr, _path(output, source.id, stage.name).parent)
    key = _hash(fingerprint(stage.parts, stage.libraries), sha256, source.path, *asked)
    if _key_on_disk(output, source.id, stage.name) == key:
        return None
    # What is known beforehand is left on disk, for the row of a document whose process dies.
    _fail(output, stage, failure)
    _fail(output, stage, replace(failure, format=ingest.told(folder, source.path)))
    return _compute(output, source, stage, key, lambda: arguments)


def _advance(output: Path, name: str, source: Source) -> Failure | None:
    stage = BY_NAME[name]
    _require(output, [source.id], stage.needs)
    keys = [_key_on_disk(output, source.id, need) for need in stage.needs]
    key = _hash(fingerprint(stage.parts, stage.libraries), *keys)
    if _key_on_disk(output, source.id, name) == key:
        return None
    needs = [(need, BY_NAME[need].yields) for need in stage.needs]
    return _compute(output, source, stage, key, lambda: [_read(output, source.id, *need) for need in needs])


def _compute(
    output: Path, source: Source, stage: Stage, key: str, arguments: Callable[[], Iterable[object]]
) -> Failure | None:
    """Run a stage on one document and leave its results on disk under `key`."""
    # Whatever goes wrong in one document is that document's row; the others go on.
    try:
        records = store.encode(function(stage)(*arguments()))
    except Exception as error:
        return _fail(output, stage, replace(_known(output, source), message=_message(stage, error)))
    store.write_encoded(_path(output, source.id, stage.name), store.Header(key, None), records)
    return None


def _fail(output: Path, stage: Stage, failure: Failure) -> Failure:
    """Leave a failure on disk, without a key, so that the next run tries again: what was missing may be there then."""
    store.write(_path(output, failure.id, stage.name), store.Header("", failure), None)
    return failure


def _known(output: Path, source: Source) -> Failure:
    """A failure of a document with all that ingest left on disk about it, and no message."""
    header = store.header(_path(output, source.id, INGEST.name))
    if header is None:
        return Failure(source.id, source.path, "", ingest.suffix(source.path), "")
    if header.failure:
        return replace(header.failure, message="")
    document = _read(output, source.id, INGEST.name, Document)
    return Failure(source.id, source.path, document.sha256, document.format, "", document.size)


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


def _people(output: Path) -> Path:
    return _interim(output) / "people.json"


def _interim(output: Path) -> Path:
    return output / ".interim"


def _hash(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()
