"""The report on a run: what came of each document, what was found, and what has changed since the run before."""

import csv
import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pipeline import store
from pipeline.explorer.pages import write_page
from pipeline.explorer.tables import Row, rows

# What the reader of PDFs says of pages: "pages 3-5: has no text layer: needs OCR".
NEEDS_OCR = re.compile(r"\bpages? (\d+)(?:-(\d+))?[^;]*\bneeds OCR")
INSTRUMENTS = Path(__file__).parent / "instruments.csv"
# Most norms that the report lists of one sort.
LISTED = 30
# Most documents that the report lists; of more, only those with something to say of them.
LISTED_DOCUMENTS = 1000
# What a summary keeps for comparison, in the order of the page.
COMPARED = ("units", "languages", "labels", "entities")

Summary = dict[str, Any]


@dataclass(slots=True)
class _Labels:
    """What one category came to: units that it is assigned to, and labels a person should look at, by reason."""

    assigned: int = 0
    review: Counter[str] = field(default_factory=Counter)


@dataclass(slots=True)
class _Entities:
    """What one type of entity came to: mentions, and the norms that they have."""

    mentions: int = 0
    norms: set[tuple[str, str]] = field(default_factory=set)


def write(tables: Path, path: Path, memory: Path) -> None:
    """Write the report on the corpus whose tables lie in the folder `tables` to the file `path`.

    The file `memory` keeps a summary of this run and of the last one that was different: the report says what has
    changed between them, so that the same run again gives the same report.
    """
    documents = [_document(row) for row in rows(tables, "documents")]
    kinds = Counter(row["kind"] for row in rows(tables, "paragraphs"))
    languages = Counter(row["language"] for row in rows(tables, "paragraphs"))
    labels = _label_counts(tables)
    entities, unresolved = _entity_counts(tables)
    summary: Summary = {
        "documents": {d["doc_id"]: {"sha256": d["sha256"], "status": d["status"]} for d in documents},
        "units": dict(kinds),
        "languages": dict(languages),
        "labels": {category: found.assigned for category, found in labels.items()},
        "entities": {kind: found.mentions for kind, found in entities.items()},
    }
    before = _remember(summary, memory)
    few = len(documents) <= LISTED_DOCUMENTS
    listed = documents if few else [d for d in documents if d["status"] != "ok" or d["message"]][:LISTED_DOCUMENTS]
    write_page(
        path,
        "report.html",
        styles=("base", "report"),
        scripts=(),
        documents=listed,
        every=len(documents),
        statuses=Counter(d["status"] for d in documents),
        ocr=sum(d["needs_ocr"] for d in documents),
        kinds=kinds.most_common(),
        languages=languages.most_common(),
        labels=sorted(labels.items(), key=lambda item: (-item[1].assigned, item[0])),
        reasons=sorted({reason for found in labels.values() for reason in found.review}),
        entities=sorted(entities.items(), key=lambda item: -item[1].mentions),
        unresolved=[(sort, found.total(), found.most_common(LISTED)) for sort, found in unresolved.items()],
        before=before is not None,
        changes=changes(before, summary) if before else [],
    )


def changes(before: Summary, now: Summary) -> list[tuple[str, str, object, object]]:
    """What differs between two summaries: (what, which, then, now); None stands for a document that is not there."""
    found: list[tuple[str, str, object, object]] = []
    old, new = before["documents"], now["documents"]
    for identifier in sorted(old.keys() | new.keys()):
        then, since = old.get(identifier), new.get(identifier)
        if then == since:
            continue
        if then and since and then["status"] == since["status"]:
            found.append(("file", identifier, then["sha256"][:8], since["sha256"][:8]))
        else:
            found.append(("document", identifier, then and then["status"], since and since["status"]))
    for what in COMPARED:
        counts, others = before[what], now[what]
        for which in sorted(counts.keys() | others.keys()):
            if counts.get(which, 0) != others.get(which, 0):
                found.append((what, which, counts.get(which, 0), others.get(which, 0)))
    return found


def pages_that_need_ocr(message: str) -> int:
    """The number of pages that a document's message says only OCR can read."""
    return sum(int(last or first) - int(first) + 1 for first, last in NEEDS_OCR.findall(message))


def _document(row: Row) -> dict[str, Any]:
    return {**row, "needs_ocr": pages_that_need_ocr(row["message"])}


def _label_counts(tables: Path) -> dict[str, _Labels]:
    counts: dict[str, _Labels] = {}
    for row in rows(tables, "labels"):
        found = counts.setdefault(row["category"], _Labels())
        found.assigned += row["assigned"] == "true"
        if reason := row.get("needs_review"):
            found.review[reason] += 1
    return counts


def _entity_counts(tables: Path) -> tuple[dict[str, _Entities], dict[str, Counter[str]]]:
    """The entities by type, and those whose norm says less than it might, by sort."""
    known = set(_instruments())
    counts: dict[str, _Entities] = {}
    unresolved = {sort: Counter[str]() for sort in ("no norm", "article", "date", "law")}
    for row in rows(tables, "entities"):
        found = counts.setdefault(row["type"], _Entities())
        found.mentions += 1
        found.norms.add((row["norm"], row["law"]))
        if not row["norm"]:
            unresolved["no norm"][row["text"]] += 1
        elif row["type"] == "article" and not row["law"]:
            unresolved["article"][row["text"]] += 1
        elif row["type"] == "date" and not row["date_start"]:
            unresolved["date"][row["text"]] += 1
        elif row["type"] == "law" and row["norm"] not in known:
            unresolved["law"][row["norm"]] += 1
    return counts, unresolved


def _instruments() -> Iterator[str]:
    with INSTRUMENTS.open(encoding="utf-8", newline="") as file:
        yield from (row["norm"] for row in csv.DictReader(file))


def _remember(summary: Summary, memory: Path) -> Summary | None:
    """Keep a summary; returns that of the last run that was different, None if there was none that can be read."""
    kept = _recall(memory)
    last, before = kept.get("last"), kept.get("before")
    if last is not None and last != summary:
        before = last
    text = json.dumps({"last": summary, "before": before}, ensure_ascii=False, sort_keys=True)
    store.write_bytes(memory, f"{text}\n".encode())
    return before


def _recall(memory: Path) -> Mapping[str, Summary | None]:
    try:
        kept = json.loads(memory.read_text(encoding="utf-8"))
    except (FileNotFoundError, json.JSONDecodeError):
        return {}
    return kept if isinstance(kept, dict) else {}
