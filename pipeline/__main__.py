"""The command line: `python -m pipeline`, or `rightscorpus`."""

import errno
import json
import os
import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline import cluster, languages, progress, runner
from pipeline.interim import begun
from pipeline.limits import Limits
from pipeline.lock import Busy, alone
from pipeline.mistakes import Mistake
from pipeline.models import BASE, CARD, OWN, in_place
from pipeline.ocr import Ocr
from pipeline.records import Failure
from pipeline.runner import Report
from pipeline.stages import INGEST, STAGES, Stage

if TYPE_CHECKING:
    from pipeline.redact import Redaction

Input = Annotated[
    Path, typer.Option("--input", exists=True, file_okay=False, help="Folder of documents, at any depth.")
]
Output = Annotated[Path, typer.Option("--output", file_okay=False, help="Folder that the corpus is written to.")]
Documents = Annotated[str, typer.Option("--input", help="Folder of documents, at any depth; a URL with --scheduler.")]
Corpus = Annotated[str, typer.Option("--output", help="Folder for the corpus; a URL with --scheduler.")]
Scheduler = Annotated[
    str, typer.Option("--scheduler", metavar="tcp://HOST:PORT", help="Run on the Dask cluster of this scheduler.")
]
Workers = Annotated[int, typer.Option(min=1, help="Processes that work side by side.")]
Seconds = Annotated[int, typer.Option(min=1, help="Longest time that one document may take.")]
Memory = Annotated[int, typer.Option(min=512, help="Most memory that one document may take, in MiB.")]
Quiet = Annotated[bool, typer.Option("--quiet", help="Print nothing but failures.")]
WithOcr = Annotated[bool, typer.Option("--ocr", help="Read pages without text by OCR: needs ocrmypdf and tesseract.")]
Spoken = Annotated[
    list[str],
    typer.Option(
        "--ocr-language",
        help="Language of the pages read by OCR, ISO 639-1; may be given more than once. Default: the document's.",
    ),
]
Labels = Annotated[
    list[Path], typer.Option("--labels", exists=True, dir_okay=False, help="Labelled paragraphs, CSV or JSON Lines.")
]
Model = Annotated[Path, typer.Option("--model", file_okay=False, help="Folder that the model is written to.")]
Chosen = Annotated[Path | None, typer.Option("--model", file_okay=False, help="Model; default: the one in place.")]
Force = Annotated[bool, typer.Option("--force", help="Replace the model in place even if it is better.")]
Gold = Annotated[Path, typer.Option("--gold", exists=True, file_okay=False, help="Folder of gold files, JSON.")]
Errors = Annotated[bool, typer.Option("--errors", help="List every difference as well.")]
Texts = Annotated[
    Path, typer.Option("--texts", file_okay=False, help="Folder with the texts of labels that come without.")
]
Taxonomy = Annotated[
    Path | None,
    typer.Option("--taxonomy", exists=True, dir_okay=False, help="Categories of one's own: CSV, column category."),
]
Passages = Annotated[
    list[Path] | None,
    typer.Option("--passages", exists=True, dir_okay=False, help="Texts that the network learns words from."),
]
Without = Annotated[list[str] | None, typer.Option("--without", help="Word in the names of documents to leave out.")]
Coder = Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="What one coder labelled.")]
To = Annotated[Path | None, typer.Option("--to", dir_okay=False, help="File to write.")]
Size = Annotated[int, typer.Option(min=1, help="Most rows.")]
Tool = Annotated[str, typer.Option("--format", help="labelstudio, doccano, prodigy or csv.")]
Formats = Annotated[
    str, typer.Option("--format", metavar="csv[,parquet]", help="What the tables are written as; always CSV.")
]
WithSqlite = Annotated[
    bool, typer.Option("--sqlite", help="Also write corpus.sqlite: keys, indexes and full-text search.")
]
WithSpacy = Annotated[bool, typer.Option("--spacy", help="Also write the units as spaCy documents, below spacy/.")]
WithSpreadsheet = Annotated[
    bool,
    typer.Option(
        "--spreadsheet-safe", help="Also write copies, below spreadsheet/, with no cell that runs as a formula."
    ),
]
Redact = Annotated[str, typer.Option("--redact", help="people: write pseudonyms for the persons named.")]
Holders = Annotated[
    Path | None,
    typer.Option("--office-holders", exists=True, dir_okay=False, help="Names that stay; CSV: name,country,document."),
]
Figures = Annotated[Path, typer.Option("--to", file_okay=False, help="Folder that the figures are written to.")]

SEEDS = Path("seeds/reports")
OUTPUTS = Path("outputs")
CORES = os.cpu_count() or 1
SECONDS, MEMORY = 120, 2048
# Beside the output folder: what pseudonyms are made with.
SECRET = ".people.key"
# What to do about an error of the system's.
ADVICE = dict.fromkeys((errno.ENOSPC, errno.EDQUOT, errno.EFBIG), ": make room and run again; what is done is kept")
WRONG_USAGE = (runner.NoDocuments, runner.Unprepared, Mistake, Busy)
ABOUT = "Turn a folder of human-rights reports into a tidy, traceable corpus."

app = typer.Typer(add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False, help=ABOUT)


@app.command()
def run(
    input: Documents = str(SEEDS),
    output: Corpus = str(OUTPUTS),
    workers: Workers = CORES,
    seconds: Seconds = SECONDS,
    memory: Memory = MEMORY,
    ocr: WithOcr = False,
    ocr_language: Spoken = [],  # noqa: B006 – typer copies it
    format: Formats = "csv",
    redact: Redact = "",
    office_holders: Holders = None,
    scheduler: Scheduler = "",
    quiet: Quiet = False,
) -> None:
    """Make the whole corpus: every stage on every document, then the tables."""
    if scheduler and redact:
        raise typer.BadParameter("--redact is not for --scheduler: the parts that workers write have all names")
    with _usage_errors(), _reporter(quiet) as report:
        limits = Limits(workers, seconds, memory)
        spoken = _ocr(ocr, ocr_language, seconds)
        if scheduler:
            failures = cluster.run(input, output, scheduler, limits, report, spoken, _forms(format))
        else:
            folder, corpus = _folder(input), Path(output)
            redaction = _redaction(redact, office_holders, corpus)
            with alone(corpus):
                failures = runner.run(folder, corpus, limits, report, spoken, _forms(format), redaction)
    _finish(failures, "" if quiet else f"The corpus is in {output}: open {output.rstrip('/')}/corpus.csv first.")


@app.command()
def ingest(
    input: Input = SEEDS,
    output: Output = OUTPUTS,
    workers: Workers = CORES,
    seconds: Seconds = SECONDS,
    memory: Memory = MEMORY,
    ocr: WithOcr = False,
    ocr_language: Spoken = [],  # noqa: B006 – typer copies it
    quiet: Quiet = False,
) -> None:
    """Read the text of every document."""
    with _usage_errors(), alone(output), _reporter(quiet) as report:
        limits = Limits(workers, seconds, memory)
        failures = runner.run_ingest(input, output, limits, report, _ocr(ocr, ocr_language, seconds))
    _finish(failures)


def _add(stage: Stage) -> None:
    def command(
        output: Output = OUTPUTS,
        workers: Workers = CORES,
        seconds: Seconds = SECONDS,
        memory: Memory = MEMORY,
        quiet: Quiet = False,
    ) -> None:
        with _usage_errors(), alone(begun(output)), _reporter(quiet) as report:
            failures = runner.run_stage(stage.name, output, Limits(workers, seconds, memory), report)
        _finish(failures)

    app.command(stage.name, help=f"Run {stage.name} alone, from what {' and '.join(stage.needs)} left on disk.")(
        command
    )


for _stage in STAGES:
    if _stage is not INGEST:
        _add(_stage)


@app.command()
def link(output: Output = OUTPUTS) -> None:
    """Run link alone: give each person of the corpus one name."""
    with _usage_errors(), alone(begun(output)):
        runner.link(output, progress.failures)


@app.command()
def export(
    output: Output = OUTPUTS,
    format: Formats = "csv",
    sqlite: WithSqlite = False,
    spacy: WithSpacy = False,
    spreadsheet_safe: WithSpreadsheet = False,
) -> None:
    """Run export alone: write the tables from what the stages left on disk.

    What has once been written beside the CSV files is written anew with them.
    """
    also = {"sqlite": sqlite, "spacy": spacy, "spreadsheet": spreadsheet_safe}
    forms = _forms(format) | {form for form, wanted in also.items() if wanted}
    with _usage_errors(), alone(begun(output)):
        runner.export(output, forms)


@app.command()
def figures(output: Output = OUTPUTS, to: Figures = Path("figures")) -> None:
    """Draw the figures of a corpus, as SVG and PNG."""
    from pipeline.corpus import load
    from pipeline.figures import draw

    with _usage_errors():
        for path in draw(load(output), to):
            typer.echo(path)


@app.command()
def train(
    labels: Labels, texts: Texts = OUTPUTS, taxonomy: Taxonomy = None, model: Model = OWN, force: Force = False
) -> None:
    """Adapt the classifier to labelled paragraphs; it classifies from then on, its scores lie beside it."""
    from pipeline.train import retrain

    with _usage_errors():
        typer.echo(retrain(labels, texts, taxonomy, model, force=force))


@app.command()
def train_base(
    labels: Labels,
    texts: Texts,
    model: Model = BASE,
    passages: Passages = None,
    without: Without = None,
    workers: Workers = CORES,
) -> None:
    """Train the base model from nothing on labels whose texts lie elsewhere; with --passages, a network too."""
    from pipeline.train import train_base

    with _usage_errors():
        typer.echo(train_base(labels, texts, model, passages or [], without or [], workers))


@app.command()
def queue(
    size: Size = 100,
    format: Tool = "csv",
    output: Output = OUTPUTS,
    model: Chosen = None,
    taxonomy: Taxonomy = None,
    to: To = None,
) -> None:
    """Choose the paragraphs of a corpus most worth labelling, for an annotation tool; they go to stdout or a file.

    What the tool has to know of the labels goes to a file beside it, or to stderr.
    """
    from pipeline.labels import RECOMMENDATION, categories, queue, tasks

    if format not in tasks.TOOLS:
        raise typer.BadParameter(f"--format {format}; known: {', '.join(tasks.TOOLS)}")
    write, configure, suffix = tasks.TOOLS[format]
    with _usage_errors():
        known = categories.categories(taxonomy)
        thresholds, seen = queue.thresholds_of(model or in_place())
        seen |= queue.thresholds_of(BASE)[1]
        names = [*(category.name for category in known), RECOMMENDATION]
        chosen = queue.select(queue.candidates(output, seen, names), thresholds, size)
        _emit(write(chosen, known), to)
        if configure and to:
            _emit(configure(known), to.with_name(to.stem + suffix))
        elif configure:
            typer.echo(configure(known), err=True, nl=False)


@app.command()
def agreement(first: Coder, second: Coder, texts: Texts = OUTPUTS, taxonomy: Taxonomy = None, to: To = None) -> None:
    """Say how far two coders of the same paragraphs agree, category by category."""
    from pipeline.labels import agreement, categories

    with _usage_errors():
        shared, rows = agreement.compare_files(first, second, texts, categories.taxonomy(taxonomy))
        typer.echo(agreement.as_table(shared, rows))
        if to:
            _emit(agreement.as_csv(rows), to)


@app.command()
def suspects(
    labels: Labels, texts: Texts = OUTPUTS, taxonomy: Taxonomy = None, size: Size = 100, to: To = None
) -> None:
    """List the labels that a model which has not seen them disagrees with most, as CSV."""
    from pipeline.labels import RECOMMENDATION, categories, read, suspects
    from pipeline.train import out_of_fold

    with _usage_errors():
        known = categories.taxonomy(taxonomy)
        paragraphs = read(labels, texts, known)
        found = suspects.suspects(paragraphs, *out_of_fold(paragraphs, (*known, RECOMMENDATION)))
        _emit(suspects.as_csv(found[:size]), to)


@app.command()
def evaluate(output: Output = OUTPUTS, gold: Gold = Path("tests/gold"), errors: Errors = False) -> None:
    """Score a corpus against gold annotation."""
    from pipeline.evaluate import evaluate, table

    with _usage_errors():
        card = json.loads((in_place() / CARD).read_text(encoding="utf-8"))
        result = evaluate(output, sorted(gold.glob("*.json")), set(card["texts"]))
    if errors:
        for error in result.errors:
            typer.echo("\t".join(error))
    typer.echo(table(result))


def main() -> None:
    """Run the command line, in UTF-8 wherever that is: what is one name of a file here is one everywhere."""
    if sys.getfilesystemencoding() != "utf-8":
        os.execv(sys.executable, [sys.executable, "-X", "utf8", *sys.orig_argv[1:]])
    app()


def run_alone(stage: str) -> None:
    """Run one stage with the options of this command line: what `python -m pipeline.<stage>` does."""
    app([stage, *sys.argv[1:]], prog_name=f"python -m pipeline.{stage}")


def _folder(path: str) -> Path:
    if "://" in path:
        raise typer.BadParameter(f"--input {path}: a URL needs --scheduler")
    if not Path(path).is_dir():
        raise typer.BadParameter(f"--input {path}: there is no such folder")
    return Path(path)


def _forms(formats: str) -> set[str]:
    chosen = set(formats.split(","))
    if "csv" not in chosen or chosen - {"csv", "parquet"}:
        raise typer.BadParameter(f"--format {formats}; known: csv; csv,parquet")
    return chosen - {"csv"}


def _redaction(redacted: str, holders: Path | None, output: Path) -> "Redaction | None":
    if redacted not in ("", "people"):
        raise typer.BadParameter(f"--redact {redacted}; known: people")
    if holders and not redacted:
        raise typer.BadParameter("--office-holders is for --redact people, which was not given")
    if not redacted:
        return None
    from pipeline.redact import Redaction, listed, secret

    output.parent.mkdir(parents=True, exist_ok=True)
    return Redaction(secret(output.parent / SECRET), listed(holders))


def _ocr(wanted: bool, spoken: list[str], seconds: int) -> Ocr | None:
    known = languages.having("ocr")
    if unknown := [code for code in spoken if code not in known]:
        raise typer.BadParameter(f"--ocr-language {', '.join(unknown)}; known: {', '.join(known)}")
    if spoken and not wanted:
        raise typer.BadParameter("--ocr-language is for --ocr, which was not given")
    return Ocr(tuple(spoken), seconds) if wanted else None


def _emit(text: str, to: Path | None) -> None:
    if to:
        to.parent.mkdir(parents=True, exist_ok=True)
        to.write_text(text, encoding="utf-8")
    else:
        typer.echo(text, nl=False)


def _reporter(quiet: bool) -> AbstractContextManager[Report]:
    if quiet:
        return nullcontext(progress.failures)
    return progress.bar() if progress.console.is_terminal else progress.lines()


def _finish(failures: list[Failure], farewell: str = "") -> None:
    if farewell:
        typer.echo(farewell, err=True)
    if failures:
        typer.echo(f"{len(failures)} failed: {', '.join(failure.source for failure in failures)}", err=True)
        raise typer.Exit(1)


@contextmanager
def _usage_errors() -> Iterator[None]:
    """Turn what a person can mend (an empty folder, a stage out of order, a full disk) into one line and status 2."""
    try:
        yield
    except WRONG_USAGE as error:
        typer.echo(f"rightscorpus: {error}", err=True)
        raise typer.Exit(2) from None
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        typer.echo(f"rightscorpus: {where}{error.strerror or error}{ADVICE.get(error.errno or 0, '')}", err=True)
        raise typer.Exit(2) from None


if __name__ == "__main__":
    main()
