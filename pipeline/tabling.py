"""The tables of the corpus: what each document adds to them, made where it is stale, and put together as it comes."""

from collections.abc import Collection, Iterable, Iterator
from functools import partial
from pathlib import Path
from time import perf_counter

from pipeline import interim, linking, parts, work
from pipeline.export import beside, export, put_together
from pipeline.interim import Source, Unprepared, manifest
from pipeline.limits import Limits
from pipeline.link.persons import Seen
from pipeline.mistakes import Mistake
from pipeline.parts import Part
from pipeline.pool import Pool, Task, Work, each
from pipeline.records import Description, Failure
from pipeline.redact import Redaction, parted, redacted_people
from pipeline.redact.documents import Redactor
from pipeline.rows import Processed
from pipeline.stages import BY_NAME
from pipeline.steps import TABLES, Report, Step
from pipeline.store import Damaged
from pipeline.work import Outcome, failure_of


def write(
    pool: Pool,
    output: Path,
    forms: Collection[str],
    to: Path,
    redaction: Redaction | None,
    limits: Limits | None,
    report: Report,
) -> list[Failure]:
    """Write the corpus's tables and texts from what the stages left in `output`, in other `forms` too.

    They go to the folder `to`; with a redaction, under pseudonyms. What each document adds is made by the processes of
    the pool, or in this one. Returns the documents of which no tables could be made within the limits.
    """
    started = perf_counter()
    failures: list[Failure] = []
    made = _parts(pool, output, limits, report, failures)
    if redaction:
        _export_redacted(output, made, to, forms, redaction)
    else:
        put_together(made, to, forms=forms)
    total = len(manifest(output))
    report(Step(total, total, "", None, TABLES, {"export": perf_counter() - started}))
    return failures


def write_forms(output: Path, forms: Collection[str]) -> None:
    """Write a redacted corpus in other forms, from its tables. Raises Mistake where none is asked for."""
    if not forms:
        raise Mistake(
            f"{output}: redacted: its tables are made by run --redact people alone; from them, export writes "
            "--format csv,parquet, --sqlite, --spacy and --spreadsheet-safe"
        )
    if not (output / "corpus.csv").is_file():
        raise Mistake(f"{output}: redacted: its tables have not been written yet: run with --redact people")
    beside(output, forms)


def _parts(pool: Pool, output: Path, limits: Limits | None, report: Report, failures: list[Failure]) -> Iterator[Part]:
    """The part of every document, in order, made where it is not up to date; adds to `failures`."""
    linked = linking.linked(output)
    sources, state = manifest(output), linking.State()
    before: set[str] = set()

    def tasks() -> Iterator[Task]:
        for source in sources:
            dossier = interim.dossier(output, source)
            if failure := failure_of(dossier):
                before.add(source.id)
                yield Task(source, outcome=Outcome(failure))
                continue
            work.require(dossier, source, BY_NAME)
            state.add(source, dossier)
            yield Task(source, (linked.names(source, dossier),))

    def read(source: Source) -> Part:
        try:
            return parts.read(output, source)
        except Damaged:
            return parts.form_again(output, source, linked.names(source, interim.dossier(output, source)))

    job = Work(partial(parts.form, output), partial(work.known_before, output), partial(parts.fail, output))
    for done, (source, outcome) in enumerate(each(pool, job, tasks(), limits), start=1):
        one = parts.part(outcome.failure) if outcome.failure else read(source)
        failure = None if source.id in before else outcome.failure
        failures += [failure] if failure else []
        report(Step(done, len(sources), source.id, failure, TABLES, outcome.seconds, outcome.words))
        yield one
    if str(state) != linked.state:
        raise Unprepared("there are other documents than when names were joined: run link first")


def _export_redacted(
    output: Path, made: Iterable[Part], to: Path, forms: Collection[str], redaction: Redaction
) -> None:
    """Write the tables under pseudonyms, which go by all persons of the corpus."""
    failed: dict[str, Failure] = {}
    seen: list[tuple[str, Seen]] = []
    for one in made:
        failed |= {one.document: one.failure} if one.failure else {}
        seen += one.persons.items()
    sources = manifest(output)
    about = {
        source.id: interim.dossier(output, source).records("describe", Description).country
        for source in sources
        if source.id not in failed and any(holder.country for holder in redaction.kept)
    }
    people = parted(seen, redaction, about)
    redactor = Redactor(people)
    files = redactor.files(sources, seen, redaction.secret)
    linked = linking.linked(output)

    def documents() -> Iterator[Processed | Failure]:
        for source in sorted(sources, key=lambda source: files.document(source.id)):
            if source.id in failed:
                yield redactor.failure(failed[source.id], files)
            else:
                dossier = interim.dossier(output, source)
                yield redactor.redact(parts.processed(dossier, linked.names(source, dossier)), files)

    export(documents(), to, redacted_people(people, files), forms)
