"""Words as the network sees them: each by itself, by its letter runs and by its concepts."""

import zlib
from collections.abc import Sequence

from pipeline.features import concepts
from pipeline.features import tokens as tokens

# Letter runs of these lengths, the edges of a word marked, share so many places; a word has at most so many of them.
LENGTHS = (4, 5)
PLACES = 30_000
MOST_RUNS = 10
MOST_CONCEPTS = 3


def runs(word: str) -> list[int]:
    """The places, 0..PLACES - 1, of a word's letter runs."""
    edged = f"<{word}>"
    found = [edged[start : start + size] for size in LENGTHS for start in range(len(edged) - size + 1)]
    return [zlib.crc32(run.encode()) % PLACES for run in found[:MOST_RUNS]]


def meanings(word: str, language: str, known: dict[str, int]) -> list[int]:
    """The places of the concepts that a word stands for in its language."""
    return [known[concept] for concept in concepts(word, language) if concept in known][:MOST_CONCEPTS]


def padded(rows: Sequence[Sequence[int]], width: int) -> list[list[int]]:
    """Rows of places, each one on, filled with zeros to a common width: zero is the place of nothing."""
    return [[place + 1 for place in row] + [0] * (width - len(row)) for row in rows]
