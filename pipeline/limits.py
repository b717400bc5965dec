"""What one document may take of the machine."""

import multiprocessing
import os
import resource
import signal
import threading
from dataclasses import dataclass
from multiprocessing.connection import wait

MEBIBYTE = 1 << 20


@dataclass(frozen=True, slots=True)
class Limits:
    """`workers` processes side by side; for each document at most `seconds` and `memory` (MiB, of data)."""

    workers: int
    seconds: int
    memory: int


def keep(limits: Limits) -> None:
    """Hold this process to the memory limit: beyond it, an allocation fails with MemoryError.

    It ends with the process that started it, however that ends: what a dead run left at work would write into the next.
    """
    resource.setrlimit(resource.RLIMIT_DATA, (limits.memory * MEBIBYTE, limits.memory * MEBIBYTE))
    starter = multiprocessing.parent_process()
    if starter:
        threading.Thread(target=_end_after, args=[starter.sentinel], daemon=True).start()


def _end_after(sentinel: int) -> None:
    wait([sentinel])
    # As one is told to end, so that a program that a reader has started ends as well.
    os.kill(os.getpid(), signal.SIGTERM)
