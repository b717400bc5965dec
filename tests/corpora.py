"""Tables of small corpora, written as a run writes them, for the tests of what is made from tables."""

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path

from pipeline.columns import TABLES

Row = dict[str, object]

# What an attacker would write into a report to have it run on the reader's machine.
HOSTILE = (
    "<script>window.hit=1</script>",
    '" onmouseover="window.hit=1',
    "</script><script>window.hit=1</script>",
    "javascript:window.hit=1",
    "<img src=x onerror=window.hit=1>",
    "<!--<script>\u2028window.hit=1",
    "{{ 7 * 7 }}&lt;b&gt;&amp;",
)


def document(doc_id: str, **values: object) -> Row:
    return {"doc_id": doc_id, "source": f"{doc_id}.txt", "language": "en", "status": "ok"} | values


def paragraph(doc_id: str, order: int, text: str, **values: object) -> Row:
    own = {"doc_id": doc_id, "para_id": f"{doc_id}:{order}", "order": order, "text": text, "kind": "paragraph"}
    return own | {"page": 1, "language": "en", "recommendation": "false"} | values


def label(of: Row, category: str, probability: float, evidence: str = "", **values: object) -> Row:
    """A label of a paragraph, assigned from one half on; `evidence` is the part of its text that speaks for it."""
    start = str(of["text"]).index(evidence)
    places = {"evidence_start": start, "evidence_end": start + len(evidence)} if evidence else {}
    own = {"doc_id": of["doc_id"], "para_id": of["para_id"], "category": category, "probability": f"{probability:.4f}"}
    return own | {"assigned": "true" if probability >= 0.5 else "false"} | places | values


def entity(of: Row, type: str, mention: str, norm: str, **values: object) -> Row:
    start = str(of["text"]).index(mention)
    own = {"doc_id": of["doc_id"], "para_id": of["para_id"], "entity_id": f"{of['para_id']}:{type}:{start}"}
    return own | {"type": type, "text": mention, "start": start, "end": start + len(mention), "norm": norm} | values


def write(folder: Path, without: Sequence[str] = (), **tables: Iterable[Row]) -> Path:
    """Write tables, and the paragraphs as `corpus` too; columns in `without`, and what a row lacks, are left out."""
    folder.mkdir(parents=True, exist_ok=True)
    paragraphs = list(tables.get("paragraphs", ()))
    tables["paragraphs"] = paragraphs
    tables["corpus"] = [row for row in paragraphs if row["kind"] in {"paragraph", "list_item", "table"}]
    for name in TABLES:
        rows = list(tables.get(name, ()))
        columns = [*TABLES[name], *({key: None for row in rows for key in row if key not in TABLES[name]})]
        if name == "corpus":
            columns = list(TABLES[name])
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            kept = [column for column in columns if column not in without]
            writer = csv.DictWriter(file, kept, lineterminator="\n", extrasaction="ignore")
            writer.writeheader()
            writer.writerows(rows)
    return folder


def hostile(folder: Path) -> Path:
    """A corpus of as many documents as there are HOSTILE texts, each with one of them in every field of text."""
    tables: dict[str, list[Row]] = {"documents": [], "paragraphs": [], "labels": [], "entities": []}
    for number, attack in enumerate(HOSTILE):
        name = f"{number}{attack}"
        own = {"source": attack, "title": attack, "publisher": attack, "country": attack, "language": attack}
        tables["documents"].append(document(name, year=attack, format=attack, sha256=attack, message=attack, **own))
        said = {"kind": attack, "section": attack, "number": attack, "language": attack, "note_marks": attack}
        one = paragraph(name, 0, f"{attack} A word {attack}", **said)
        tables["paragraphs"] += [one, paragraph(name, 1, attack)]
        more = {"needs_review": attack, "terms": attack}
        tables["labels"] += [label(one, attack, 0.9, attack, **more), label(one, f"less {attack}", 0.4, attack, **more)]
        tables["entities"].append(entity(one, attack, "A word", attack, law=attack, person_id=attack))
        second = tables["paragraphs"][-1]
        tables["entities"].append(entity(second, "law", attack, attack))
    return write(folder, **tables)
