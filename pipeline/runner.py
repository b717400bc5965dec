"""The runner: documents in, outputs out. It alone knows in what order things are done, and shows how far they are.

A run is three passes. Every stage is done on every document, in processes side by side (`work.process`); the names of
all persons are joined, in this process (`link`); what each document adds to the tables is made side by side and put
together here as it comes (`export`). Nothing but the list of the documents, and names, is held for the whole corpus.
"""

import shutil
from collections.abc import Callable, Collection, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline import interim, lock, work
from pipeline.interim import NoDocuments, Source, Unprepared, manifest
from pipeline.limits import Limits
from pipeline.ocr import Ocr
from pipeline.pool import Pool, Task, Work, each, processes
from pipeline.records import Failure
from pipeline.stages import BY_NAME
from pipeline.steps import DOCUMENTS, Costs, Report, Step, silent
from pipeline.work import Outcome, failed_before, process

if TYPE_CHECKING:
    from pipeline.redact import Redaction

__all__ = ["NoDocuments", "Report", "Source", "Step", "Unprepared", "manifest", "process"]

# What the user says of persons, where the user says something and the documents lie in no folder of this machine.
CORRECTIONS = Path("seeds/people.csv")


def run(
    folder: Path,
    output: Path,
    limits: Limits | None,
    report: Report,
    ocr: Ocr | None = None,
    forms: Collection[str] = (),
    redaction: "Redaction | None" = None,
) -> list[Failure]:
    """Make the corpus of all documents in `folder`; returns those that failed, in order of their ids.

    Without limits all is done in this process. With a redaction, the stages leave what they read, names and all, in a
    folder of their own beside `output`. Pages of a PDF without a usable text layer are read as `ocr` says, or left out
    without it. Raises NoDocuments where `folder` holds no file, and Mistake where `output` lies in it, or holds a
    redacted corpus and there is no redaction, or the parts of a cluster's run and there is one.
    """
    from pipeline import tabling

    interim.apart(folder, output)
    space = output
    if redaction:
        space = output.parent / f".{output.name}.private"
        interim.mark_redacted(output)
        space.mkdir(mode=0o700, parents=True, exist_ok=True)
        # An earlier run without redaction left the names here.
        for path in interim.folder(output).iterdir():
            if path.name not in {lock.FILE, interim.REDACTED}:
                shutil.rmtree(path) if path.is_dir() else path.unlink()
    else:
        interim.named(output)
    costs = Costs()

    def noted(step: Step) -> None:
        costs.add(step)
        report(step)

    sources = interim.renew(folder, space)
    do, known = partial(process, folder, space, ocr), partial(work.known, folder)
    # The processes that have read the documents make the tables too: others would first have to load what these have.
    with processes(limits) as pool:
        failures = _through(pool, do, known, space, sources, limits, noted)
        link(space, noted)
        failures += tabling.write(pool, space, forms, output, redaction, limits, noted)
    costs.save(interim.folder(output) / "costs.csv")
    return sorted(failures, key=lambda failure: failure.id)


def run_ingest(
    folder: Path, output: Path, limits: Limits | None, report: Report, ocr: Ocr | None = None
) -> list[Failure]:
    """Bring the ingested text of every document in `folder` up to date; returns the documents that failed.

    Raises what `run` does.
    """
    interim.apart(folder, output)
    interim.named(output)
    sources = interim.renew(folder, output)
    do = partial(work.run_ingest, folder, output, ocr)
    return on_each(do, partial(work.known, folder), output, sources, limits, report)


def run_stage(name: str, output: Path, limits: Limits | None, report: Report) -> list[Failure]:
    """Bring one stage of every document up to date from what the stages before left in `output`.

    Raises Unprepared where they left nothing, and Mistake where `output` holds a redacted corpus.
    """
    interim.named(output)
    stage = BY_NAME[name]
    sources = [one for one in manifest(output) if not failed_before(interim.dossier(output, one), stage)]
    do = partial(work.run_stage, output, name)
    return on_each(do, partial(work.known_before, output), output, sources, limits, report)


def on_each(
    do: Callable[[Source], Outcome],
    known: Callable[[Source], Failure],
    output: Path,
    sources: Sequence[Source],
    limits: Limits | None,
    report: Report,
) -> list[Failure]:
    """`do` done on every source, in their order, each within the limits; returns the failures.

    `known` tells what is known of a document whose process is gone.
    """
    with processes(limits) as pool:
        return _through(pool, do, known, output, sources, limits, report)


def link(output: Path, report: Report = silent) -> None:
    """Give every person of the corpus one name, as the file of corrections beside the documents says, and leave on disk
    which.

    Raises Malformed where the file of corrections is not one, Unprepared where a document has not been through what
    comes before, and Mistake where `output` holds a redacted corpus.
    """
    from pipeline import linking
    from pipeline.link.corrections import beside

    interim.named(output)
    linking.link(output, beside(interim.documents(output)), report)


def export(output: Path, forms: Collection[str] = ()) -> list[Failure]:
    """Write the corpus's tables and texts there, from what the stages left in `output`, in other `forms` too.

    Of a redacted corpus, other forms are written from its tables; raises Mistake where none is asked for.
    """
    from pipeline import tabling

    if interim.redacted(output):
        tabling.write_forms(output, forms)
        return []
    # Without other processes this one makes what each document adds.
    return tabling.write(None, output, forms, output, None, None, silent)


def _through(
    pool: Pool,
    do: Callable[[Source], Outcome],
    known: Callable[[Source], Failure],
    output: Path,
    sources: Sequence[Source],
    limits: Limits | None,
    report: Report,
) -> list[Failure]:
    failures = []
    job = Work(do, known, partial(work.fail, output))
    for done, (source, outcome) in enumerate(each(pool, job, map(Task, sources), limits), start=1):
        failures += [outcome.failure] if outcome.failure else []
        report(Step(done, len(sources), source.id, outcome.failure, DOCUMENTS, outcome.seconds, outcome.words))
    return failures
