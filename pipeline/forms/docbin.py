"""The corpus for spaCy: units as documents with sentences, entities and categories."""

import csv
from bisect import bisect_left
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from itertools import groupby
from operator import itemgetter
from pathlib import Path

import spacy
from spacy.language import Language
from spacy.tokens import Doc, DocBin
from spacy.util import filter_spans

from pipeline.features import sentences

Row = dict[str, str]

# Units of one language that go to one file; spaCy reads all files of a folder.
SHARD = 2000
ATTRIBUTES = ["ENT_IOB", "ENT_TYPE", "ENT_KB_ID", "SENT_START"]
# spaCy's name for a language that is none of its own.
OTHER = "xx"


def write(folder: Path) -> None:
    """Write `spacy/<language>/<number>.spacy` beside the tables in `folder`.

    Entities that overlap stand in `doc.spans["mentions"]`, the longest of them in `doc.ents`, all with their norm as
    knowledge-base id; tokens that a mention cuts through belong to it. `doc.cats` is 1.0 for assigned categories and
    0.0 for others, and empty for units that are not classified; `doc.user_data` has `doc_id`, `para_id` and `kind`.
    """
    makers: dict[str, Language] = {}
    bins: dict[str, DocBin] = {}
    written: dict[str, int] = {}

    def flush(language: str) -> None:
        path = folder / "spacy" / language / f"{written.get(language, 0):05}.spacy"
        path.parent.mkdir(parents=True, exist_ok=True)
        bins.pop(language).to_disk(path)
        written[language] = written.get(language, 0) + 1

    (folder / "spacy").mkdir()
    for unit, labels, mentions in _units(folder):
        language = unit["language"]
        nlp = makers.setdefault(language, makers.get(language) or _maker(language))
        documents = bins.setdefault(language, DocBin(attrs=ATTRIBUTES, store_user_data=True))
        documents.add(_document(nlp, unit, labels, mentions))
        if len(documents) == SHARD:
            flush(language)
            # A vocabulary remembers every word that it has seen.
            makers[language] = _maker(language)
    for language in sorted(bins):
        flush(language)


def _document(nlp: Language, unit: Row, labels: list[Row], mentions: list[Row]) -> Doc:
    doc = nlp.make_doc(unit["text"])
    begins = [token.idx for token in doc]
    starts, position = set(), 0
    for sentence in sentences(unit["text"], unit["language"]):
        starts.add(bisect_left(begins, position))
        position += len(sentence.text)
    for token in doc:
        token.is_sent_start = token.i in starts
    spans = []
    for row in mentions:
        span = doc.char_span(
            int(row["start"]), int(row["end"]), row["type"].upper(), kb_id=row["norm"], alignment_mode="expand"
        )
        assert span is not None, f"{row['entity_id']} lies outside its unit"
        spans.append(span)
    doc.spans["mentions"] = spans
    doc.ents = filter_spans(spans)
    doc.cats = {row["category"]: float(row["assigned"] == "true") for row in labels}
    doc.user_data = {column: unit[column] for column in ("doc_id", "para_id", "kind")}
    return doc


def _maker(language: str) -> Language:
    """What divides texts of a language into words."""
    try:
        return spacy.blank(language)
    except ImportError:
        return spacy.blank(OTHER)


def _units(folder: Path) -> Iterator[tuple[Row, list[Row], list[Row]]]:
    """Every unit with its labels and its mentions; all three tables are in the same order."""
    with ExitStack() as files:

        def rows(table: str) -> Iterator[Row]:
            path = folder / f"{table}.csv"
            return iter(csv.DictReader(files.enter_context(path.open(encoding="utf-8", newline=""))))

        labels, mentions = _follower(rows("labels")), _follower(rows("entities"))
        for unit in rows("paragraphs"):
            yield unit, labels(unit["para_id"]), mentions(unit["para_id"])


def _follower(rows: Iterator[Row]) -> Callable[[str], list[Row]]:
    """A function that gives the rows of a unit, asked for units in the order of the table."""
    groups = ((identifier, list(group)) for identifier, group in groupby(rows, itemgetter("para_id")))
    ahead = next(groups, None)

    def of(identifier: str) -> list[Row]:
        nonlocal ahead
        if ahead is None or ahead[0] != identifier:
            return []
        found, ahead = ahead[1], next(groups, None)
        return found

    return of
