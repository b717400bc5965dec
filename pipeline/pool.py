"""Documents side by side, in their order, each within the limits."""

import multiprocessing
import os
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import TimeoutError as TooSlow
from contextlib import contextmanager
from dataclasses import dataclass, replace
from importlib import import_module
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, TypeAlias

from pipeline import ingest
from pipeline.interim import Source
from pipeline.limits import Limits, keep
from pipeline.records import Failure
from pipeline.work import Outcome

if TYPE_CHECKING:
    from pebble import ProcessFuture, ProcessPool

# What libraries read how many threads to start from.
THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS")
# Documents for each process that wait for one that takes long.
AHEAD = 500
# Documents after which a process gives way to a fresh one: what libraries keep of each, such as words that they have
# seen, does not pile up.
LIFE = 5_000


@dataclass(frozen=True, slots=True)
class Work:
    """What is to be done to a document: `do` in a process of the pool, with what the document's task has beside it.

    Where that process is lost, `known` tells in another what is known of the document, and `fail` keeps the failure.
    """

    do: Callable[..., Outcome]
    known: Callable[[Source], Failure]
    fail: Callable[[Failure], None]


@dataclass(frozen=True, slots=True)
class Task:
    """A document that it is the turn of, with what the work on it needs beside it; or its outcome, if it is known."""

    source: Source
    arguments: tuple[Any, ...] = ()
    outcome: Outcome | None = None


Pool: TypeAlias = "ProcessPool | None"


@contextmanager
def processes(limits: Limits | None) -> Iterator[Pool]:
    """Processes that keep the limits; without limits, None, and what is done is done in this process."""
    if limits is None:
        yield None
        return
    from pebble import ProcessPool

    # A process for each core: threads that libraries start within them would only be in one another's way.
    for name in THREADS:
        os.environ.setdefault(name, "1")
    # Pebble reads the clock on the wall, which may be set while a document is worked on: here it reads one that is not.
    timed: Any = import_module("pebble.pool.process")
    timed.time = SimpleNamespace(time=time.monotonic, sleep=time.sleep)
    # Fresh interpreters: a forked one could inherit a lock that a thread of this one holds.
    context = multiprocessing.get_context("spawn")
    with ProcessPool(limits.workers, max_tasks=LIFE, initializer=keep, initargs=[limits], context=context) as pool:
        try:
            yield pool
        except BaseException:
            # What waits is not waited for.
            pool.stop()  # type: ignore[no-untyped-call]
            raise


def each(pool: Pool, work: Work, tasks: Iterable[Task], limits: Limits | None) -> Iterator[tuple[Source, Outcome]]:
    """The work done on every document, in their order; tasks are taken from `tasks` as they are needed.

    A document that takes too long, or takes the interpreter down with it, costs its process and nothing else.
    """
    if pool is None or limits is None:
        for task in tasks:
            yield task.source, task.outcome or work.do(task.source, *task.arguments)
        return
    waiting: deque[tuple[Source, Outcome | ProcessFuture[Outcome]]] = deque()
    for task in tasks:
        given: Outcome | ProcessFuture[Outcome] | None = task.outcome
        if given is None:
            given = pool.schedule(work.do, args=(task.source, *task.arguments), timeout=limits.seconds)
        waiting.append((task.source, given))
        if len(waiting) >= AHEAD * limits.workers:
            source, first = waiting.popleft()
            yield source, _outcome(pool, work, source, first, limits)
    for source, first in waiting:
        yield source, _outcome(pool, work, source, first, limits)


def death(status: int) -> str:
    """What to say of a process that is gone, by its exit status."""
    return f"its process was killed by signal {-status}" if status < 0 else f"its process died (exit status {status})"


def _outcome(
    pool: "ProcessPool", work: Work, source: Source, given: "Outcome | ProcessFuture[Outcome]", limits: Limits
) -> Outcome:
    from pebble import ProcessExpired

    if isinstance(given, Outcome):
        return given
    try:
        outcome: Outcome = given.result()
        return outcome
    except TooSlow:
        message = f"took longer than {limits.seconds} seconds"
    except ProcessExpired as error:
        message = death(error.exitcode)
    try:
        known: Failure = pool.schedule(work.known, args=(source,), timeout=limits.seconds).result()
    except Exception:  # a file that nothing can be told of without harm
        known = Failure(source.id, source.path, "", ingest.suffix(source.path), "")
    failure = replace(known, message=message)
    work.fail(failure)
    return Outcome(failure)
