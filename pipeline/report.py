"""The report on a run: what came of each document, what was found, and what has changed since the run before."""

import csv
import filecmp
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from heapq import merge
from itertools import groupby, islice
from operator import itemgetter
from pathlib import Path
from typing import Any

from pipeline import store
from pipeline.explorer.pages import write_page
from pipeline.explorer.tables import rows

# What the reader of PDFs says of pages: "pages 3-5: has no text layer: needs OCR".
NEEDS_OCR = re.compile(r"\bpages? (\d+)(?:-(\d+))?[^;]*\bneeds OCR")
INSTRUMENTS = Path(__file__).parent / "instruments.csv"
# Most norms that the report lists of one sort.
LISTED = 30
# Most documents that the report lists; of more, only those with something to say of them. As many changes of documents.
LISTED_DOCUMENTS = 1000
# What a summary keeps for comparison, in the order of the page.
COMPARED = ("units", "languages", "labels", "entities")

# Counts by what is counted, then by sort.
Summary = dict[str, dict[str, int]]
Change = tuple[str, str, object, object]


@dataclass(slots=True)
class _Labels:
    """What one category came to: units that it is assigned to, and labels a person should look at, by reason."""

    assigned: int = 0
    review: Counter[str] = field(default_factory=Counter)


@dataclass(slots=True)
class _Documents:
    """What came of the documents: how many of each status, the pages that need OCR, and rows to list."""

    statuses: Counter[str] = field(default_factory=Counter)
    ocr: int = 0
    listed: list[dict[str, Any]] = field(default_factory=list)


@dataclass(slots=True)
class _Entities:
    """What one type of entity came to: mentions, and the norms that they have."""

    mentions: int = 0
    norms: set[tuple[str, str]] = field(default_factory=set)


def write(tables: Path, path: Path, memory: Path) -> None:
    """Write the report on the corpus whose tables lie in the folder `tables` to the file `path`.

    The file `memory`, and two beside it, keep a summary of this run and of the last one that was different: the report
    says what has changed between them, so that the same run again gives the same report.
    """
    documents = _documents(tables, memory.with_suffix(".now"))
    kinds, languages = Counter[str](), Counter[str]()
    for (kind, language), number in _counted(tables, "paragraphs", "kind", "language").items():
        kinds[kind] += number
        languages[language] += number
    labels = _label_counts(tables)
    entities, unresolved = _entity_counts(tables)
    summary: Summary = {
        "units": dict(kinds),
        "languages": dict(languages),
        "labels": {category: found.assigned for category, found in labels.items()},
        "entities": {kind: found.mentions for kind, found in entities.items()},
    }
    before = _remember(summary, memory)
    changed = [*_documents_changed(memory), *changes(before, summary)] if before is not None else []
    write_page(
        path,
        "report.html",
        styles=("base", "report"),
        scripts=(),
        documents=documents.listed,
        every=documents.statuses.total(),
        statuses=documents.statuses,
        ocr=documents.ocr,
        kinds=kinds.most_common(),
        languages=languages.most_common(),
        labels=sorted(labels.items(), key=lambda item: (-item[1].assigned, item[0])),
        reasons=sorted({reason for found in labels.values() for reason in found.review}),
        entities=sorted(entities.items(), key=lambda item: -item[1].mentions),
        unresolved=[(sort, found.total(), found.most_common(LISTED)) for sort, found in unresolved.items()],
        before=before is not None,
        changes=changed,
    )


def changes(before: Summary, now: Summary) -> Iterator[Change]:
    """What differs between two summaries: (what, which, then, now)."""
    for what in COMPARED:
        counts, others = before[what], now[what]
        for which in sorted(counts.keys() | others.keys()):
            if counts.get(which, 0) != others.get(which, 0):
                yield what, which, counts.get(which, 0), others.get(which, 0)


def pages_that_need_ocr(message: str) -> int:
    """The number of pages that a document's message says only OCR can read."""
    return sum(int(last or first) - int(first) + 1 for first, last in NEEDS_OCR.findall(message))


def _documents(tables: Path, path: Path) -> _Documents:
    """What came of the documents; the file `path` has a line of JSON for each: its id, hash and status."""
    found, telling = _Documents(), list[dict[str, Any]]()
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8") as file:
        for row in rows(tables, "documents"):
            file.write(json.dumps([row["doc_id"], row["sha256"], row["status"]]) + "\n")
            needing = pages_that_need_ocr(row["message"])
            document: dict[str, Any] = {"country": "", **row, "needs_ocr": needing}
            found.statuses[row["status"]] += 1
            found.ocr += needing
            if len(found.listed) < LISTED_DOCUMENTS:
                found.listed.append(document)
            if (row["status"] != "ok" or row["message"]) and len(telling) < LISTED_DOCUMENTS:
                telling.append(document)
    if found.statuses.total() > LISTED_DOCUMENTS:
        found.listed = telling
    return found


def _documents_changed(memory: Path) -> list[Change]:
    """What differs between the documents of two runs, in order of their ids; None for one that is not there."""
    found = _documents_compared(memory.with_suffix(".before"), memory.with_suffix(".last"))
    listed = list(islice(found, LISTED_DOCUMENTS))
    more = sum(1 for _ in found)
    return [*listed, ("document", f"and {more:,} more", "", "")] if more else listed


def _documents_compared(before: Path, now: Path) -> Iterator[Change]:
    with before.open(encoding="utf-8") as old, now.open(encoding="utf-8") as new:
        both = merge(_marked(old, "then"), _marked(new, "now"), key=itemgetter(0))
        for identifier, states in groupby(both, key=itemgetter(0)):
            state = {when: told for _, when, told in states}
            then, since = state.get("then"), state.get("now")
            if then and since and then[1] == since[1]:
                if then[0] != since[0]:
                    yield "file", identifier, then[0][:8], since[0][:8]
            else:
                yield "document", identifier, then and then[1], since and since[1]


def _marked(lines: Iterable[str], when: str) -> Iterator[tuple[str, str, tuple[str, str]]]:
    for line in lines:
        identifier, sha256, status = json.loads(line)
        yield identifier, when, (sha256, status)


def _label_counts(tables: Path) -> dict[str, _Labels]:
    counts: dict[str, _Labels] = {}
    cells = _counted(tables, "labels", "category", "assigned", "needs_review")
    for (category, assigned, reason), number in cells.items():
        found = counts.setdefault(category, _Labels())
        found.assigned += number if assigned == "true" else 0
        if reason:
            found.review[reason] += number
    return counts


def _counted(tables: Path, name: str, *columns: str) -> Counter[tuple[str, ...]]:
    """How often each combination of values stands in some columns of a table; "" for a column that it does not have."""
    with (tables / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        reader = csv.reader(file)
        heading = next(reader, [])
        places = [heading.index(column) for column in columns if column in heading]
        # Most rows of a corpus are labels: this loop is one in C.
        found = Counter(map(itemgetter(*places), reader))
    return Counter({_filled(cells, columns, heading): number for cells, number in found.items()})


def _filled(cells: tuple[str, ...], columns: Sequence[str], heading: Sequence[str]) -> tuple[str, ...]:
    left = iter(cells)
    return tuple(next(left) if column in heading else "" for column in columns)


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
    now, last, before = (memory.with_suffix(suffix) for suffix in (".now", ".last", ".before"))
    kept = _recall(memory)
    if last.is_file() and kept.get("last") and (kept["last"] != summary or not filecmp.cmp(last, now, shallow=False)):
        last.replace(before)
        kept["before"] = kept["last"]
    now.replace(last)
    earlier = kept.get("before") if before.is_file() else None
    text = json.dumps({"last": summary, "before": earlier}, ensure_ascii=False, sort_keys=True)
    store.write_bytes(memory, f"{text}\n".encode())
    return earlier


def _recall(memory: Path) -> dict[str, Summary | None]:
    try:
        kept = json.loads(memory.read_text(encoding="utf-8"))
    except (FileNotFoundError, json.JSONDecodeError):
        return {}
    return kept if isinstance(kept, dict) else {}
