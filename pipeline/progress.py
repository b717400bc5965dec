"""What a person sees while documents go through: a bar on a terminal, lines elsewhere; then what the stages cost."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)

from pipeline.steps import DOCUMENTS, Costs, Report, Step

# Messages go to standard error, so that standard output stays free for what a command is asked to print.
console = Console(stderr=True, highlight=False, soft_wrap=True)


@contextmanager
def bar() -> Iterator[Report]:
    """A progress bar for each thing that is done, with the time left and the name of the document that came through
    last; a line for each that failed; at the end, what each stage cost."""
    columns = (
        TextColumn("{task.fields[doing]:9}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
        TextColumn("{task.description}", markup=False),
    )
    costs = Costs()
    with Progress(*columns, console=console) as progress:
        tasks: dict[str, TaskID] = {}

        def report(step: Step) -> None:
            failures(step)
            costs.add(step)
            if step.doing not in tasks:
                tasks[step.doing] = progress.add_task("", doing=step.doing)
            progress.update(tasks[step.doing], completed=step.done, total=step.total, description=step.id)

        yield report
    _show(costs)


@contextmanager
def lines() -> Iterator[Report]:
    """A plain line for each document; at the end, what each stage cost."""
    costs = Costs()

    def report(step: Step) -> None:
        costs.add(step)
        _say(step.notes)
        if step.doing == DOCUMENTS:
            message = f"failed: {step.failure.message}" if step.failure else "ok"
            console.print(f"[{step.done}/{step.total}] {step.id} {message}", markup=False)

    yield report
    _show(costs)


def failures(step: Step) -> None:
    """A line for a document that failed, and what else should be read; nothing for others."""
    _say(step.notes)
    if step.failure:
        console.print(f"{step.failure.source} failed: {step.failure.message}", markup=False)


def _show(costs: Costs) -> None:
    _say(costs.lines())


def _say(lines: Iterable[str]) -> None:
    for line in lines:
        console.print(line, markup=False)
