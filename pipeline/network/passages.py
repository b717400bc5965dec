"""Passages: texts that nobody has labelled, to learn words from."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.detect import detect
from pipeline.labels.containers import records
from pipeline.labels.fields import DOCUMENTS, IDS, LANGUAGES, word
from pipeline.labels.records import Refused
from pipeline.records import Document

# Passages that agree in so many characters are one.
ALIKE = 150
# So many passages of a file tell its language where the file does not.
SAMPLE = 50


@dataclass(frozen=True, slots=True)
class Passage:
    """A passage, the ISO 639-1 code of its language and the name of its file."""

    text: str
    language: str
    file: str


def read(files: Sequence[Path], without: Sequence[str]) -> list[Passage]:
    """The passages of JSON Lines or CSV files, their field `text`, in order.

    Left out are those that say `heldout`, documents in whose name or id one of the words `without` stands, and passages
    alike. Raises Refused where a file has no texts or cannot be read.
    """
    seen = set()
    found = []
    for path in files:
        rows = [row for _, row in records(path) if isinstance(row, dict) and isinstance(row.get("text"), str)]
        if not rows:
            raise Refused(f"{path.name}: has no passages with a text")
        sample = "\n".join(row["text"] for row in rows[:SAMPLE])
        spoken = detect(Document(path.name, path.name, "", "", "", 0, sample, ())).language
        for row in rows:
            name = f"{word(row, *DOCUMENTS)} {word(row, *IDS)}".lower()
            alike = " ".join(row["text"].lower().split())[:ALIKE]
            if not row.get("heldout") and not any(other in name for other in without) and alike not in seen:
                seen.add(alike)
                found.append(Passage(row["text"], word(row, *LANGUAGES) or spoken, path.name))
    return found
