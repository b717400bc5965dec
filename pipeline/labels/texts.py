"""Texts: the passages of a folder that labels speak of, found by their id or by what they say."""

import hashlib
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.labels.containers import records
from pipeline.labels.fields import DOCUMENTS, LANGUAGES, word, year
from pipeline.labels.records import Refused, Row

SUFFIXES = (".jsonl", ".jsonl.gz", ".csv")
ENGLISH = "en"


@dataclass(frozen=True, slots=True)
class Passage:
    """A text, and what its file says of it: "" or None is what it does not say."""

    id: str
    document: str
    language: str
    year: int | None
    section: str
    text: str


class Texts:
    """The passages of a folder that rows of labels ask for."""

    def __init__(self, folder: Path | None, rows: Iterable[Row]) -> None:
        """Look for the rows' texts in every file of the SUFFIXES below the folder (None: there are none to find).

        A passage has its text in the field `text` or `en`, and may have `para_id, doc_id, language, year, section`.
        Raises Refused where a file cannot be read.
        """
        ids, hashes = set(), set()
        for row in rows:
            ids.add(row.id)
            hashes |= {row.sha256} if row.text is None else {digest(row.text), digest(plain(row.text))}
        self._by_id: dict[str, Passage] = {}
        self._exact: dict[str, Passage] = {}
        self._plain: dict[str, Passage] = {}
        for passage in _passages(folder) if folder else ():
            if passage.id in ids:
                self._by_id.setdefault(passage.id, passage)
            if (exact := digest(passage.text)) in hashes:
                self._exact.setdefault(exact, passage)
            text = plain(passage.text)
            if (spaced := digest(text)) in hashes:
                self._plain.setdefault(spaced, _with_text(passage, text))

    def of(self, row: Row) -> Passage | None:
        """The passage of a row: the one of its id, unless that says something else, or one that says the same."""
        named = self._by_id.get(row.id) if row.id else None
        if named and row.text is None and not row.sha256:
            return named
        wanted = [row.sha256] if row.text is None else [digest(row.text), digest(plain(row.text))]
        if named and {digest(named.text), digest(plain(named.text))} & set(wanted):
            return named if digest(named.text) in wanted else _with_text(named, plain(named.text))
        found = (table[key] for key in wanted for table in (self._exact, self._plain) if key in table)
        return next(found, None)


def digest(text: str) -> str:
    """SHA-256 of a text in UTF-8, in hexadecimal digits."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def plain(text: str) -> str:
    """A text composed (NFC) and with single spaces."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def _with_text(passage: Passage, text: str) -> Passage:
    return Passage(passage.id, passage.document, passage.language, passage.year, passage.section, text)


def _passages(folder: Path) -> Iterator[Passage]:
    for path in sorted(folder.rglob("*")):
        if path.name.endswith(SUFFIXES) and not any(part.startswith(".") for part in path.relative_to(folder).parts):
            for number, record in records(path):
                try:
                    passage = _passage(record)
                except TypeError as error:
                    raise Refused(f"{path.name}, row {number}: {error}") from None
                if passage:
                    yield passage


def _passage(record: Any) -> Passage | None:
    if not isinstance(record, dict):
        return None
    field = next((name for name in ("text", ENGLISH) if isinstance(record.get(name), str)), "")
    if not field:
        return None
    return Passage(
        word(record, "para_id"),
        word(record, *DOCUMENTS),
        word(record, *LANGUAGES) or (ENGLISH if field == ENGLISH else ""),
        year(record),
        word(record, "section"),
        record[field],
    )
