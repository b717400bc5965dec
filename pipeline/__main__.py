"""The command line: `python -m pipeline`, or `rightscorpus`."""

import json
import os
import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from typing import Annotated

import typer

from pipeline import progress, runner
from pipeline.labels import Refused
from pipeline.limits import Limits
from pipeline.records import Failure
from pipeline.runner import Report
from pipeline.stages import INGEST, STAGES, Stage

Input = Annotated[
    Path, typer.Option("--input", exists=True, file_okay=False, help="Folder of documents, at any depth.")
]
Output = Annotated[Path, typer.Option("--output", file_okay=False, help="Folder that the corpus is written to.")]
Workers = Annotated[int, typer.Option(min=1, help="Processes that work side by side.")]
Seconds = Annotated[int, typer.Option(min=1, help="Longest time that one document may take.")]
Memory = Annotated[int, typer.Option(min=512, help="Most memory that one document may take, in MiB.")]
Quiet = Annotated[bool, typer.Option("--quiet", help="Print nothing but failures.")]
Labels = Annotated[
    list[Path], typer.Option("--labels", exists=True, dir_okay=False, help="Labelled paragraphs, CSV or JSON Lines.")
]
Model = Annotated[Path, typer.Option("--model", file_okay=False, help="Folder that the model is written to.")]
Gold = Annotated[Path, typer.Option("--gold", exists=True, file_okay=False, help="Folder of gold files, JSON.")]
Errors = Annotated[bool, typer.Option("--errors", help="List every difference as well.")]

SEEDS = Path("seeds/reports")
OUTPUTS = Path("outputs")
MODEL = Path("models/classifier")
CORES = os.cpu_count() or 1
SECONDS, MEMORY = 120, 2048
WRONG_USAGE = (runner.NoDocuments, runner.Unprepared, Refused)

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="Turn a folder of human-rights reports into a tidy, traceable corpus.",
)


@app.command()
def run(
    input: Input = SEEDS,
    output: Output = OUTPUTS,
    workers: Workers = CORES,
    seconds: Seconds = SECONDS,
    memory: Memory = MEMORY,
    quiet: Quiet = False,
) -> None:
    """Make the whole corpus: every stage on every document, then the tables."""
    with _usage_errors(), _reporter(quiet) as report:
        failures = runner.run(input, output, Limits(workers, seconds, memory), report)
    _finish(failures, "" if quiet else f"The corpus is in {output}: open {output / 'corpus.csv'} first.")


@app.command()
def ingest(
    input: Input = SEEDS,
    output: Output = OUTPUTS,
    workers: Workers = CORES,
    seconds: Seconds = SECONDS,
    memory: Memory = MEMORY,
    quiet: Quiet = False,
) -> None:
    """Read the text of every document."""
    with _usage_errors(), _reporter(quiet) as report:
        failures = runner.run_ingest(input, output, Limits(workers, seconds, memory), report)
    _finish(failures)


def _add(stage: Stage) -> None:
    def command(
        output: Output = OUTPUTS,
        workers: Workers = CORES,
        seconds: Seconds = SECONDS,
        memory: Memory = MEMORY,
        quiet: Quiet = False,
    ) -> None:
        with _usage_errors(), _reporter(quiet) as report:
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
    with _usage_errors():
        runner.link(output)


@app.command()
def export(output: Output = OUTPUTS) -> None:
    """Run export alone: write the tables from what the stages left on disk."""
    with _usage_errors():
        runner.export(output)


@app.command()
def train(labels: Labels, model: Model = MODEL) -> None:
    """Train the classifier on labelled paragraphs; it replaces the model in place and leaves its scores beside it."""
    from pipeline.train import retrain

    with _usage_errors():
        typer.echo(retrain(labels, model))


@app.command()
def evaluate(output: Output = OUTPUTS, gold: Gold = Path("tests/gold"), errors: Errors = False) -> None:
    """Score a corpus against gold annotation."""
    from pipeline.evaluate import evaluate, table

    with _usage_errors():
        card = json.loads((MODEL / "card.json").read_text(encoding="utf-8"))
        result = evaluate(output, sorted(gold.glob("*.json")), set(card["texts"]))
    if errors:
        for error in result.errors:
            typer.echo("\t".join(error))
    typer.echo(table(result))


def main() -> None:
    """Run the command line."""
    app()


def run_alone(stage: str) -> None:
    """Run one stage with the options of this command line: what `python -m pipeline.<stage>` does."""
    app([stage, *sys.argv[1:]], prog_name=f"python -m pipeline.{stage}")


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
        typer.echo(f"rightscorpus: {error.filename}: {error.strerror}", err=True)
        raise typer.Exit(2) from None


if __name__ == "__main__":
    main()
