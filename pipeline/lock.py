"""One run at a time on one output folder.

The lock is the operating system's, on a file that stays: it ends with the process that holds it, however that ends.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

FILE = "lock"


class Busy(Exception):
    """Another run is at work on the output folder; the message names it."""


@contextmanager
def alone(output: Path) -> Iterator[None]:
    """Keep other runs away from `output` meanwhile.

    Raises Busy where one is at work on it, and OSError where nothing can be written there.
    """
    folder = output / ".interim"
    folder.mkdir(parents=True, exist_ok=True)
    # Opened to append: what another run has written here is left as it is until the lock is ours.
    with (folder / FILE).open("a+", encoding="utf-8") as file:
        if not _locked(file):
            file.seek(0)
            holder = file.read(20).strip()
            process = f" (process {holder})" if holder else ""
            raise Busy(f"another run is writing to {output}{process}: wait for it, or choose another folder")
        file.truncate(0)
        file.write(f"{os.getpid()}\n")
        file.flush()
        yield


def _locked(file: IO[str]) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
