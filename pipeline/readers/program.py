"""Other programs that readers ask for help: run without a shell, for a limited time, and ended with all they start."""

import os
import signal
import subprocess
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

# Of what a program has to say, so many characters of its last line are passed on.
LONGEST_WORD = 300


class TooLong(Exception):
    """A program did not end within its time."""


def run(command: Sequence[str], folder: Path, seconds: float, **environment: str) -> tuple[int, str]:
    """Exit status of a program that works in `folder`, and the last line of what it said on its standard error.

    It gets a session of its own, so that all that it has started ends with it: when its time is up, and when this
    process is told to end. Raises TooLong after `seconds`.
    """
    said = folder / "said"
    with said.open("wb") as file, _ending():
        process = subprocess.Popen(
            command,
            cwd=folder,
            env=os.environ | {"TMPDIR": str(folder)} | environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=file,
            start_new_session=True,
        )
        try:
            status = process.wait(seconds)
        except subprocess.TimeoutExpired as error:
            raise TooLong(f"{Path(command[0]).name} took longer than {seconds:.0f} seconds") from error
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
    lines = said.read_text(encoding="utf-8", errors="replace").split("\n")
    return status, next((line.strip()[:LONGEST_WORD] for line in reversed(lines) if line.strip()), "")


@contextmanager
def _ending() -> Iterator[None]:
    """Let what is in hand be tidied up when this process is told to end."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def end(number: int, _: FrameType | None) -> None:
        raise SystemExit(128 + number)

    before = signal.signal(signal.SIGTERM, end)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
