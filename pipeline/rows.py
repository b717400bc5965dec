"""The rows of one document in every table that has any, from all that the stages say of it."""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from pipeline.columns import TABLES
from pipeline.extract import symbols
from pipeline.extract.laws import ratifications
from pipeline.records import CLASSIFIED, Classification, Description, Detection, Document, Entity, Failure, Label, Unit

Row = dict[str, object]


@dataclass(frozen=True, slots=True)
class Processed:
    """All that the stages have to say of one document."""

    document: Document
    detection: Detection
    description: Description
    units: tuple[Unit, ...]
    classifications: tuple[Classification, ...]
    entities: tuple[Entity, ...]


def rows(document: Processed | Failure) -> Iterator[tuple[str, Row]]:
    """The rows of one document, each with the name of its table."""
    if isinstance(document, Failure):
        yield "documents", _failed(document)
        return
    yield "documents", _document(document)
    classified = {c.unit: c for c in document.classifications}
    mentioned: dict[int, list[Entity]] = {}
    for entity in document.entities:
        mentioned.setdefault(entity.mention.unit, []).append(entity)
    for unit in document.units:
        if unit.kind == "boilerplate":
            continue
        classification, entities = classified.get(unit.order), mentioned.get(unit.order, [])
        paragraph = _paragraph(unit, classification)
        yield "paragraphs", paragraph
        if classification:
            for row in _labels(unit, classification):
                yield "labels", row
        for entity in entities:
            yield "entities", _entity(unit, entity, document.document.text)
        for row in _symbols(unit):
            yield "symbols", row
        if unit.kind in CLASSIFIED:
            yield "corpus", _corpus(document.description, paragraph, entities)
    for row in _ratifications(document):
        yield "ratifications", row


def _failed(failure: Failure) -> Row:
    return {
        "doc_id": failure.id,
        "source": failure.source,
        "sha256": failure.sha256,
        "format": failure.format,
        "bytes": failure.size,
        "status": "failed",
        "message": failure.message,
    }


def _document(processed: Processed) -> Row:
    document = processed.document
    return {
        "doc_id": document.id,
        "source": document.source,
        "sha256": document.sha256,
        "format": document.format,
        "bytes": document.size,
        "title": processed.description.title,
        "publisher": processed.description.publisher,
        "year": processed.description.year or "",
        "country": processed.description.country,
        "language": processed.detection.language,
        "language_confidence": decimal(processed.detection.share),
        "pages": document.pages,
        "units": sum(unit.kind != "boilerplate" for unit in processed.units),
        "characters": len(document.text),
        "status": "partial" if document.missing else "ok",
        "message": "; ".join((*document.missing, *document.remarks)),
    }


def _paragraph(unit: Unit, classification: Classification | None) -> Row:
    labels, flag = (classification.labels, classification.flag) if classification else ((), None)
    said = _said(flag) if flag else dict.fromkeys(_SAYING, "")
    return {
        "doc_id": unit.document,
        "para_id": _para_id(unit),
        "order": unit.order,
        "kind": unit.kind,
        "level": unit.level or "",
        "section": " > ".join(unit.section),
        "number": unit.number,
        "page": unit.page,
        "start": unit.start,
        "end": unit.end,
        "language": unit.language,
        "language_confidence": decimal(unit.confidence),
        "text": unit.text,
        "note_marks": ";".join(unit.note_marks),
        "recommendation": _truth(bool(classification and classification.recommendation)),
        "categories": ";".join(label.category for label in labels if label.assigned),
        **{f"recommendation_{column}": value for column, value in said.items()},
    }


def _labels(unit: Unit, classification: Classification) -> Iterator[Row]:
    para_id = _para_id(unit)
    for label in classification.labels:
        yield {
            "doc_id": unit.document,
            "para_id": para_id,
            "category": label.category,
            "assigned": _truth(label.assigned),
            **_said(label),
        }


_SAYING = ("probability", "needs_review", "evidence_start", "evidence_end", "terms")


def _said(label: Label) -> Row:
    """How sure a label is, and why: the columns _SAYING."""
    if not label.end and not label.terms:
        return _unexplained(label.probability, label.needs_review)
    place = (label.start, label.end) if label.end else ("", "")
    values = (decimal(label.probability), label.needs_review, *place, ";".join(label.terms))
    return dict(zip(_SAYING, values, strict=True))


# Nearly all labels have no evidence, and few probabilities.
@lru_cache(maxsize=1 << 14)
def _unexplained(probability: float, review: str) -> Row:
    return dict(zip(_SAYING, (decimal(probability), review, "", "", ""), strict=True))


def _entity(unit: Unit, entity: Entity, source: str) -> Row:
    mention, doc_end = entity.mention, entity.mention.doc_end
    # The unit's text is composed (NFC): the accents of a decomposed last letter follow it in the source.
    while doc_end < len(source) and unicodedata.combining(source[doc_end]):
        doc_end += 1
    return {
        "doc_id": mention.document,
        "para_id": _para_id(unit),
        "entity_id": entity.id,
        "type": mention.type,
        "text": mention.text,
        "start": mention.start,
        "end": mention.end,
        "doc_start": mention.doc_start,
        "doc_end": doc_end,
        "norm": entity.norm,
        "law": mention.law,
        "date_start": mention.date_start,
        "date_end": mention.date_end,
        "person_id": entity.person,
        "jurisdiction": mention.jurisdiction,
        "candidates": ";".join(mention.candidates),
        "subparagraph": mention.subparagraph,
    }


def _ratifications(document: Processed) -> Iterator[Row]:
    units = [unit for unit in document.units if unit.kind != "boilerplate"]
    mentions = [entity.mention for entity in document.entities]
    for one in ratifications.find(units, mentions, document.description.country):
        yield {
            "doc_id": document.document.id,
            "para_id": f"{document.document.id}:{one.unit}",
            "state": one.state,
            "norm": one.norm,
            "status": one.status,
            "year": one.year,
            "start": one.start,
            "end": one.end,
            "sentence": one.sentence,
        }


def _symbols(unit: Unit) -> Iterator[Row]:
    for one in symbols.find(unit.text):
        yield {
            "doc_id": unit.document,
            "para_id": _para_id(unit),
            "text": unit.text[one.start : one.end],
            "start": one.start,
            "end": one.end,
            "system": one.system,
        } | {part: one.parts.get(part, "") for part in symbols.PARTS}


def _corpus(description: Description, paragraph: Row, entities: list[Entity]) -> Row:
    norms: dict[str, dict[str, None]] = {"law": {}, "article": {}, "person": {}, "date": {}}
    for entity in entities:
        law = entity.mention.law
        norms[entity.mention.type][f"{law} {entity.norm}" if law else entity.norm] = None
    return {column: paragraph[column] for column in TABLES["corpus"] if column in paragraph} | {
        "title": description.title,
        "year": description.year or "",
        "country": description.country,
        "laws": ";".join(norms["law"]),
        "articles": ";".join(norms["article"]),
        "people": ";".join(norms["person"]),
        "dates": ";".join(norms["date"]),
    }


def _para_id(unit: Unit) -> str:
    return f"{unit.document}:{unit.order}"


@lru_cache(maxsize=1 << 14)
def decimal(number: float) -> str:
    """A number as tables have it; probabilities have few digits, so that the same come again and again."""
    return f"{number:.4f}"


def _truth(value: bool) -> str:
    return "true" if value else "false"
