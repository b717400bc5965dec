"""Reading: files of labels, and the texts that stand elsewhere, joined and checked."""

import re
from collections import Counter
from collections.abc import Collection, Sequence
from pathlib import Path

from pipeline.labels.categories import taxonomy
from pipeline.labels.formats import rows
from pipeline.labels.records import RECOMMENDATION, Labelled, Refused, Row, fingerprint
from pipeline.labels.spoken import code
from pipeline.labels.texts import Passage, Texts

# So many of the rows that lack their text are named.
NAMED = 3


def read(
    paths: Sequence[Path], texts: Path | None = None, known: Sequence[str] | None = None, *, unread: bool = False
) -> list[Labelled]:
    """The labelled paragraphs of the files, in order; a paragraph that stands there twice counts once.

    A file is read by what is in it: `formats` says how. What it does not say of a paragraph (its text, language,
    document, section, year) is taken from the files below `texts`, found by `para_id`, then by the text's SHA-256;
    a year also from the document's name. `known` are the categories that there are, those of the shipped taxonomy
    unless given. Texts that are not there may stay `unread`: then they are "".

    Raises Refused, naming file, row and value: an unknown category, an empty text, no language or no code of one,
    evidence for a label that was not given or outside the text, an id that stands twice with other labels, texts that
    are not there.
    """
    categories = taxonomy() if known is None else tuple(known)
    read = [(path, row) for path in paths for row in rows(path)]
    if not read:
        raise Refused(f"{', '.join(path.name for path in paths)}: no labelled paragraph, or none marked as reviewed")
    _check_labels(read, categories)
    found = Texts(texts, (row for _, row in read))
    passages = [found.of(row) for _, row in read]
    if not unread:
        _check_texts(read, passages, texts)
    seen: dict[str, Labelled] = {}
    for (path, row), passage in zip(read, passages, strict=True):
        paragraph = _labelled(path, row, passage)
        first = seen.setdefault(paragraph.id, paragraph)
        if (first.text, first.labels) != (paragraph.text, paragraph.labels):
            raise Refused(f"{_where(path, row)}: {paragraph.id!r} stands twice, and not with the same text and labels")
        if first.evidence is None and paragraph.evidence is not None:
            seen[paragraph.id] = paragraph
    return list(seen.values())


def refuse_rare(paragraphs: Sequence[Labelled], least: int, told: Collection[str] = ()) -> None:
    """Raise Refused where labels that occur have fewer than `least` examples, naming them all, the rarest first.

    Those `told` already, by a model that is adapted, may be as rare as they like.
    """
    counted = Counter(label for paragraph in paragraphs for label in paragraph.labels)
    rare = sorted((number, label) for label, number in counted.items() if number < least and label not in told)
    if rare:
        named = ", ".join(f"{label} ({number})" for number, label in rare)
        raise Refused(f"fewer than {least} examples: {named}")


def _labelled(path: Path, row: Row, passage: Passage | None) -> Labelled:
    text = row.text if row.text is not None else (passage.text if passage else "")
    absent = row.text is None and not passage
    id = row.id or (passage.id if passage else "") or (row.sha256 if absent else fingerprint(text))
    document = row.document or (passage.document if passage else "") or re.sub(r"[/#:][^/#:]*$", "", id)
    language = row.language.strip() or (passage.language if passage else "")
    year = row.year or (passage.year if passage else None) or _year(document)
    if not text.strip() and not absent:
        raise Refused(f"{_where(path, row)}: {id!r} has an empty text")
    if not language:
        raise Refused(f"{_where(path, row)}: {id!r} has no language, and none of the texts is like it")
    try:
        language = code(language)
    except ValueError as error:
        raise Refused(f"{_where(path, row)}: {error}") from None
    for label, spans in (row.evidence or {}).items():
        if label not in row.labels:
            raise Refused(f"{_where(path, row)}: evidence for {label!r}, which {id!r} does not have")
        for start, end in spans:
            if not absent and not 0 <= start < end <= len(text):
                raise Refused(f"{_where(path, row)}: evidence {start}-{end}; the text has {len(text)} characters")
    return Labelled(
        id,
        document,
        row.source or path.stem,
        language,
        year,
        row.section or (passage.section if passage else ""),
        text,
        row.labels - {RECOMMENDATION},
        RECOMMENDATION in row.labels,
        row.evidence,
    )


def _check_labels(read: Sequence[tuple[Path, Row]], known: tuple[str, ...]) -> None:
    for path, row in read:
        unknown = sorted(row.labels - {*known, RECOMMENDATION})
        if unknown:
            raise Refused(f"{_where(path, row)}: no category {unknown[0]!r}; known: {', '.join(known)}")


def _check_texts(read: Sequence[tuple[Path, Row]], passages: Sequence[Passage | None], texts: Path | None) -> None:
    lacking = [
        (path, row) for (path, row), passage in zip(read, passages, strict=True) if row.text is None and not passage
    ]
    if lacking:
        first = "; ".join(f"{_where(path, row)} ({row.id or row.sha256 or '-'})" for path, row in lacking[:NAMED])
        where = f"not below {texts}" if texts else "elsewhere, and no folder of texts is given"
        raise Refused(f"{len(lacking)} of {len(read)} texts are {where}; first: {first}")


def _year(document: str) -> int | None:
    """The first year in a document's name: "us/2016/eritrea" → 2016."""
    found = re.search(r"(?<!\d)(?:19|20)\d\d(?![^\W_])", document)
    return int(found[0]) if found else None


def _where(path: Path, row: Row) -> str:
    return f"{path.name}, row {row.number}"
