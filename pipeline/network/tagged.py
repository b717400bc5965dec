"""Tagged passages: what others have said of texts (the heading above, the page's categories), to learn reading from."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.detect import detect
from pipeline.labels.containers import records
from pipeline.labels.fields import DOCUMENTS, LANGUAGES, word
from pipeline.labels.records import Refused
from pipeline.records import Document

# Fields that say what a passage is about, in one word or in a list of them.
TAGS = ("head", "issues", "cats", "labels")
# Passages that agree in so many characters are one; shorter ones say too little.
ALIKE, SHORTEST = 150, 40
# A tag must stand on so many passages.
RAREST = 60
# So many passages of a file tell its language where the file does not.
SAMPLE = 50


@dataclass(frozen=True, slots=True)
class Tagged:
    """A passage, the ISO 639-1 code of its language, the file that it is from and the tags that it has there."""

    text: str
    language: str
    file: str
    tags: tuple[str, ...]


def read(files: Sequence[Path], without: Sequence[str], apart: Iterable[str]) -> list[Tagged]:
    """The passages of JSON Lines or CSV files that have `text` and any of the TAGS, in order.

    Left out are those that say `heldout`, documents in whose name one of the words `without` stands, texts alike and
    the texts `apart`. Raises Refused where a file cannot be read or has none.
    """
    seen = {_squeezed(text)[:ALIKE] for text in apart}
    found = []
    for path in files:
        rows = [row for _, row in records(path) if isinstance(row, dict) and isinstance(row.get("text"), str)]
        if not rows:
            raise Refused(f"{path.name}: has no passages with a text")
        sample = "\n".join(row["text"] for row in rows[:SAMPLE])
        spoken = detect(Document(path.name, path.name, "", "", "", 0, sample, ())).language
        for row in rows:
            document, alike = word(row, *DOCUMENTS), _squeezed(row["text"])
            if row.get("heldout") or any(name in document.lower() for name in without) or len(alike) < SHORTEST:
                continue
            if alike[:ALIKE] not in seen:
                seen.add(alike[:ALIKE])
                found.append(Tagged(row["text"], word(row, *LANGUAGES) or spoken, path.name, _tags(row)))
    return found


def common(passages: Iterable[Tagged]) -> list[tuple[str, str]]:
    """The tags, each with its file, that stand on at least RAREST passages, in alphabetical order."""
    counted = Counter((passage.file, tag) for passage in passages for tag in passage.tags)
    return sorted(tag for tag, number in counted.items() if number >= RAREST)


def _tags(row: dict[str, Any]) -> tuple[str, ...]:
    tags = []
    for field in TAGS:
        values = row.get(field) or []
        tags += [f"{field}: {value.lower()}" for value in ([values] if isinstance(values, str) else values)]
    return tuple(tags)


def _squeezed(text: str) -> str:
    return " ".join(text.lower().split())
