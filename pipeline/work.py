"""One document's way through the stages: what has to be done is done, what went wrong is kept as a failure.

`process` is all that a document needs, in one process and from nothing but its file: whoever spreads documents over
processes or machines calls it for each.
"""

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from time import perf_counter

from pipeline import ingest, interim
from pipeline.interim import Source, Unprepared
from pipeline.mistakes import Mistake
from pipeline.ocr import Ocr, installed
from pipeline.readers import Unreadable
from pipeline.records import Detection, Document, Failure, Unit
from pipeline.stages import BY_NAME, INGEST, INGEST_WITH_OCR, STAGES, Stage, fingerprint, function, speaking, vocabulary
from pipeline.store import Damaged, Dossier


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one document: why it failed, if it did; the seconds of each stage that had to be done, and how many
    words the document has, if any had to."""

    failure: Failure | None = None
    seconds: Mapping[str, float] = field(default_factory=dict)
    words: int = 0


def process(folder: Path, output: Path, ocr: Ocr | None, source: Source) -> Outcome:
    """Bring every stage of one document below `folder` up to date; what they yield is left below `output`."""
    dossier = interim.dossier(output, source)
    try:
        return _through(folder, output, ocr, source, dossier)
    except Damaged:
        dossier.path.unlink()
        return _through(folder, output, ocr, source, Dossier(dossier.path))


def run_ingest(folder: Path, output: Path, ocr: Ocr | None, source: Source) -> Outcome:
    """Bring the first stage of one document up to date."""
    dossier, seconds = interim.dossier(output, source), dict[str, float]()
    failure = _ingest(folder, output, ocr, source, dossier, seconds)
    dossier.save()
    return _outcome(failure, seconds, dossier)


def run_stage(output: Path, name: str, source: Source) -> Outcome:
    """Bring one stage of a document up to date from what the stages before left.

    Raises Unprepared where they left nothing.
    """
    dossier, seconds = interim.dossier(output, source), dict[str, float]()
    require(dossier, source, BY_NAME[name].needs)
    failure = _advance(source, BY_NAME[name], dossier, seconds)
    dossier.save()
    return _outcome(failure, seconds, dossier)


def failure_of(dossier: Dossier) -> Failure | None:
    """The failure that a document's stages left, or None where all went through."""
    return next((failure for stage in STAGES if (failure := dossier.failure(stage.name))), None)


def failed_before(dossier: Dossier, stage: Stage) -> bool:
    """Whether a stage cannot be done since one that it needs, or one before that, failed."""
    return any(dossier.failure(need) or failed_before(dossier, BY_NAME[need]) for need in stage.needs)


def require(dossier: Dossier, source: Source, stages: Iterable[str]) -> None:
    """Raises Unprepared where a document has not been through some stage."""
    for name in stages:
        if not dossier.has(name):
            raise Unprepared(f"{source.id} has not been through {name} yet: run {name} first")


def known(folder: Path, source: Source) -> Failure:
    """What can be told of a file without reading it as a document: a failure without a message."""
    failure = Failure(source.id, source.path, "", ingest.suffix(source.path), "")
    try:
        sha256, size = ingest.measure(folder / source.path)
    except OSError:
        return failure
    return replace(failure, sha256=sha256, size=size, format=ingest.told(folder, source.path))


def known_before(output: Path, source: Source) -> Failure:
    """What ingest left of a document: a failure without a message."""
    return _known(source, interim.dossier(output, source))


def fail(output: Path, failure: Failure) -> None:
    """Leave the failure of a document whose process is gone, and nothing else of it."""
    dossier = Dossier(interim.place(output, interim.DOCUMENTS, Source(failure.id, failure.source)))
    dossier.clear()
    dossier.fail(INGEST.name, failure)
    dossier.save()


def hashed(*parts: str) -> str:
    """A name for what pieces of text say together."""
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def _through(folder: Path, output: Path, ocr: Ocr | None, source: Source, dossier: Dossier) -> Outcome:
    seconds: dict[str, float] = {}
    failure = _ingest(folder, output, ocr, source, dossier, seconds)
    for stage in STAGES:
        if failure:
            break
        if stage is not INGEST:
            failure = _advance(source, stage, dossier, seconds)
    dossier.save()
    return _outcome(failure, seconds, dossier)


def _ingest(
    folder: Path, output: Path, ocr: Ocr | None, source: Source, dossier: Dossier, seconds: dict[str, float]
) -> Failure | None:
    failure = Failure(source.id, source.path, "", ingest.suffix(source.path), "")
    try:
        sha256, size = ingest.measure(folder / source.path)
    except OSError as error:
        failure = replace(failure, message=ingest.why_unread(source.path, error))
        dossier.fail(INGEST.name, failure)
        return failure
    stage, asked = INGEST, list[str]()
    arguments: tuple[object, ...] = (folder, source.path, source.id)
    if ocr and ingest.told(folder, source.path) == "pdf":
        stage, asked = INGEST_WITH_OCR, [installed(), repr(ocr)]
        arguments += (ocr, interim.place(output, interim.OCR, source))
    key = hashed(fingerprint(stage.parts, stage.libraries), vocabulary(stage, ()), sha256, source.path, *asked)
    if _done(dossier, stage, key):
        return None

    failure = replace(failure, sha256=sha256, size=size, format=ingest.told(folder, source.path))
    return _compute(stage, dossier, seconds, key, lambda: arguments, lambda: failure)


def _advance(source: Source, stage: Stage, dossier: Dossier, seconds: dict[str, float]) -> Failure | None:
    # What a stage was made from is told by what the stages before yield, not by what that was made from: where a change
    # in them comes to the same, nothing behind it is stale.
    digests = (dossier.results[need].digest for need in stage.needs)
    spoken = {code for name in speaking(stage) for code in dossier.results[name].languages}
    words = vocabulary(stage, tuple(sorted(spoken)))
    key = hashed(fingerprint(stage.parts, stage.libraries), words, *digests)
    if _done(dossier, stage, key):
        return None
    needs = [(need, BY_NAME[need].yields) for need in stage.needs]
    return _compute(
        stage,
        dossier,
        seconds,
        key,
        lambda: [dossier.records(*need) for need in needs],
        lambda: _known(source, dossier),
    )


def _done(dossier: Dossier, stage: Stage, key: str) -> bool:
    return dossier.has(stage.name) and dossier.results[stage.name].key == key


def _compute(
    stage: Stage,
    dossier: Dossier,
    seconds: dict[str, float],
    key: str,
    arguments: Callable[[], Iterable[object]],
    known: Callable[[], Failure],
) -> Failure | None:
    """Run a stage on one document and put its records into the dossier."""
    started = perf_counter()
    # Whatever goes wrong in one document is that document's row; the others go on.
    try:
        records = function(stage)(*arguments())
        if isinstance(records, Document) and records.sha256 != known().sha256:
            raise Unreadable("the file changed while it was read: run again")
        dossier.put(stage.name, key, records, _languages(records))
    # A mistake is not the document's: what a person has to mend, such as a model that cannot be read, ends the run.
    except (Damaged, Mistake):
        raise
    except Exception as error:
        failure = replace(known(), message=message(stage, error))
        dossier.fail(stage.name, failure)
        return failure
    finally:
        seconds[stage.name] = perf_counter() - started
    return None


def _languages(records: object) -> tuple[str, ...]:
    """The languages that a document, as a whole, or its units are in."""
    if isinstance(records, Detection):
        return (records.language,)
    if isinstance(records, Document) or not isinstance(records, (list, tuple)):
        return ()
    return tuple(sorted({unit.language for unit in records if isinstance(unit, Unit)}))


def _known(source: Source, dossier: Dossier) -> Failure:
    if not dossier.has(INGEST.name):
        failure = dossier.failure(INGEST.name)
        return failure or Failure(source.id, source.path, "", ingest.suffix(source.path), "")
    document = dossier.records(INGEST.name, Document)
    return Failure(source.id, source.path, document.sha256, document.format, "", document.size)


def message(stage: Stage, error: Exception) -> str:
    """What to tell the person who runs the pipeline of an error in a stage."""
    match error:
        case Unreadable():
            return str(error)
        case OSError() if stage.name == INGEST.name:
            return ingest.why_unread("", error)
        case MemoryError():
            return f"{stage.name}: needs more memory than one document may take"
        case _:
            return f"{stage.name}: {type(error).__name__}: {error}"


def _outcome(failure: Failure | None, seconds: Mapping[str, float], dossier: Dossier) -> Outcome:
    words = 0
    if seconds and dossier.has(INGEST.name):
        words = len(dossier.records(INGEST.name, Document).text.split())
    return Outcome(failure, seconds, words)
