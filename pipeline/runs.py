"""Sort more than memory holds: what comes in is written in sorted runs, and the runs are read side by side."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from heapq import merge
from pathlib import Path
from typing import Any, Generic, TypeVar

import msgspec

T = TypeVar("T")
# Things that are held until they are sorted and written.
HELD = 20_000


class Runs(Generic[T]):
    """Records of a kind, read back in the order of their keys; of equal keys, the one that came first is the first."""

    def __init__(self, folder: Path, kind: type[T], key: Callable[[T], Any]) -> None:
        """Write to files of the folder, which must be there and is not to hold anything else."""
        self._folder = folder
        self._key = key
        self._decode = msgspec.json.Decoder(kind).decode
        self._held: list[T] = []
        self._written = 0

    def add(self, record: T) -> None:
        """Take one in."""
        self._held.append(record)
        if len(self._held) >= HELD:
            with self._path(self._written).open("wb") as file:
                file.writelines(msgspec.json.encode(one) + b"\n" for one in sorted(self._held, key=self._key))
            self._written += 1
            self._held = []

    def __iter__(self) -> Iterator[T]:
        """All of them, in order."""
        with ExitStack() as files:
            runs: list[Iterator[T]] = [
                map(self._decode, files.enter_context(self._path(number).open("rb"))) for number in range(self._written)
            ]
            yield from merge(*runs, sorted(self._held, key=self._key), key=self._key)

    def _path(self, number: int) -> Path:
        return self._folder / f"{number}.jsonl"
