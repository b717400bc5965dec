"""What a person sees while documents go through: a bar on a terminal, a line a document elsewhere."""

from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from pipeline.runner import Report, Step

# Messages go to standard error, so that standard output stays free for what a command is asked to print.
console = Console(stderr=True, highlight=False, soft_wrap=True)


@contextmanager
def bar() -> Iterator[Report]:
    """A progress bar with the name of the document that came through last, and a line for each that failed."""
    columns = (BarColumn(), MofNCompleteColumn(), TimeRemainingColumn(), TextColumn("{task.description}"))
    with Progress(*columns, console=console) as progress:
        task = progress.add_task("", total=None)

        def report(step: Step) -> None:
            failures(step)
            progress.update(task, completed=step.done, total=step.total, description=step.id)

        yield report


@contextmanager
def lines() -> Iterator[Report]:
    """A plain line for each document."""

    def report(step: Step) -> None:
        message = f"failed: {step.failure.message}" if step.failure else "ok"
        console.print(f"[{step.done}/{step.total}] {step.id} {message}", markup=False)

    yield report


def failures(step: Step) -> None:
    """A line for a document that failed, nothing for others."""
    if step.failure:
        console.print(f"{step.failure.source} failed: {step.failure.message}", markup=False)
