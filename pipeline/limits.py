"""What one document may take of the machine."""

import resource
from dataclasses import dataclass

MEBIBYTE = 1 << 20


@dataclass(frozen=True, slots=True)
class Limits:
    """`workers` processes side by side; for each document at most `seconds` and `memory` (MiB, of data)."""

    workers: int
    seconds: int
    memory: int


def keep(limits: Limits) -> None:
    """Hold this process to the memory limit: beyond it, an allocation fails with MemoryError."""
    resource.setrlimit(resource.RLIMIT_DATA, (limits.memory * MEBIBYTE, limits.memory * MEBIBYTE))
