"""Evaluate: emitted tables against gold annotation, everything compared by offsets into the source text."""

import csv
import json
import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from pipeline.labels import fingerprint

HERE = Path(__file__).parent

# What each figure says, in the order in which they are printed.
MEASURES = {
    "units": "F1 of exact unit spans, from first to last letter, over all kinds but boilerplate",
    "kind": "share of these spans that have the right kind",
    "leak": "share of the characters of gold boilerplate that stand in emitted units",
    "lost": "share of the characters of gold units that stand in no emitted unit",
    "language": "share of gold units whose best-overlapping emitted unit has the right language",
    "categories": "micro-F1; macro: mean F1 of the categories with 3 or more gold units",
    "recommendation": "F1 of the flag",
    "marks": "F1 of note marks per unit",
    "law": "F1 of exact spans; norm: share of these with gold's norm; e2e: F1 of (unit, norm)",
    "article": "F1 of exact spans; norm; e2e: F1 of (unit, norm, law)",
    "person": "F1 of exact spans; norm; e2e: F1 of (unit, norm)",
    "date": "F1 of exact spans; norm; e2e: F1 of (unit, norm)",
}
TYPES = ("law", "article", "person", "date")
CLASSIFIED = {"paragraph", "list_item", "table"}
FEWEST_FOR_MACRO = 3
CODES = {
    "constitution", "criminal-code", "criminal-procedure-code", "criminal-executive-code", "administrative-code",
    "civil-code", "labour-code", "family-code", "land-code", "environmental-code",
}  # fmt: skip

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Score:
    """F1, precision and recall, 0..1, over `n` things in gold."""

    f1: float
    precision: float
    recall: float
    n: int


@dataclass(frozen=True, slots=True)
class Evaluation:
    """`figures` by the names in MEASURES (and "law norm", "law e2e", …), `categories` one by one, `errors` as rows.

    `seen` is the number of classified units whose text the classifier was trained on: unless it is 0, the figures for
    categories and recommendation are no test of it.
    """

    figures: dict[str, float]
    categories: dict[str, Score]
    errors: list[tuple[str, ...]]
    seen: int


class _Tally:
    """What has been counted over the documents so far."""

    def __init__(self) -> None:
        self.hit: Counter[str] = Counter()
        self.emitted: Counter[str] = Counter()
        self.gold: Counter[str] = Counter()
        self.errors: list[tuple[str, ...]] = []

    def add(self, name: str, emitted: Counter[Any], gold: Counter[Any]) -> None:
        self.hit[name] += (emitted & gold).total()
        self.emitted[name] += emitted.total()
        self.gold[name] += gold.total()

    def share(self, name: str) -> float:
        return self.hit[name] / max(1, self.gold[name])

    def score(self, name: str) -> Score:
        precision = self.hit[name] / max(1, self.emitted[name])
        recall = self.hit[name] / max(1, self.gold[name])
        if not self.emitted[name] and not self.gold[name]:
            return Score(1.0, precision, recall, 0)
        return Score(2 * precision * recall / max(precision + recall, 1e-9), precision, recall, self.gold[name])


def evaluate(outputs: Path, gold: Sequence[Path], learned: Collection[str] = ()) -> Evaluation:
    """Score the tables in `outputs` against gold files; a document is matched by its file name.

    `learned` are the fingerprints (`labels.fingerprint`) of the texts that the classifier was trained on.

    Raises FileNotFoundError for a document that `outputs` lacks.
    """
    paragraphs, entities = _by_document(outputs / "paragraphs.csv"), _by_document(outputs / "entities.csv")
    tally = _Tally()
    for path in gold:
        annotation = json.loads(path.read_text(encoding="utf-8"))
        name = Path(annotation["doc"]).stem
        text = (outputs / "text" / f"{name}.txt").read_text(encoding="utf-8")
        emitted: list[dict[str, Any]] = [
            row | {"span": (int(row["start"]), int(row["end"]))} for row in paragraphs[name]
        ]
        units = [unit for unit in annotation["units"] if unit["kind"] != "boilerplate"]
        _score_units(tally, name, text, units, emitted)
        _score_coverage(tally, text, annotation["units"], emitted)
        for kind in TYPES:
            _score_mentions(tally, name, text, kind, units, [row for row in entities[name] if row["type"] == kind])
        tally.hit["seen"] += sum(row["kind"] in CLASSIFIED and fingerprint(row["text"]) in learned for row in emitted)
    return _summary(tally)


def table(evaluation: Evaluation) -> str:
    """The figures as lines of text, the categories below."""
    lines = [f"{name:18s} {value:.4f}  {MEASURES.get(name, '')}".rstrip() for name, value in evaluation.figures.items()]
    for name, score in evaluation.categories.items():
        lines.append(f"    {name:26s} {score.f1:.3f}  p {score.precision:.3f}  r {score.recall:.3f}  n {score.n}")
    if evaluation.seen:
        lines.append(f"The classifier was trained on {evaluation.seen} of these units: its figures here are no test.")
    return "\n".join(lines)


def _score_units(tally: _Tally, name: str, text: str, units: list[Any], emitted: list[Any]) -> None:
    spans = [_letters(row["span"], text) for row in emitted]
    by_span = dict(zip(spans, emitted, strict=True))
    tally.add("units", Counter(spans), Counter())
    for unit in units:
        span = _letters((unit["start"], unit["end"]), text)
        tally.add("units", Counter(), Counter([span]))
        if span in by_span:
            tally.hit["units"] += 1
            tally.add("kind", Counter([by_span[span]["kind"]]), Counter([unit["kind"]]))
        else:
            tally.errors.append((name, "unit", unit["kind"], _shown(text, span)))
        row = _best_overlap((unit["start"], unit["end"]), spans, emitted)
        tally.add("language", Counter([row.get("language")]), Counter([unit["lang"]]))
        tally.add("marks", _listed(row, "note_marks"), Counter(unit["notes"]))
        if unit["kind"] in CLASSIFIED:
            categories = Counter(unit["categories"])
            for category in _listed(row, "categories") | categories:
                one = Counter([category])
                tally.add(f"category {category}", _listed(row, "categories") & one, categories & one)
            if _listed(row, "categories") != categories:
                missing, extra = (
                    sorted(categories - _listed(row, "categories")),
                    sorted(_listed(row, "categories") - categories),
                )
                tally.errors.append((name, "categories", f"missing {missing} extra {extra}", unit["text"][:90]))
            flag = Counter(["true"])
            tally.add(
                "recommendation",
                flag if row.get("recommendation") == "true" else Counter(),
                flag if unit["recommendation"] else Counter(),
            )


def _score_coverage(tally: _Tally, text: str, units: list[Any], emitted: list[Any]) -> None:
    covered = bytearray(len(text))
    for row in emitted:
        start, end = row["span"]
        covered[start:end] = b"\1" * (end - start)
    content = [unit for unit in units if unit["kind"] != "boilerplate"]
    for unit in units:
        characters = [k for k in range(unit["start"], unit["end"]) if not text[k].isspace()]
        inside = sum(covered[k] for k in characters)
        if unit["kind"] != "boilerplate":
            tally.gold["lost"] += len(characters)
            tally.hit["lost"] += len(characters) - inside
        # Boilerplate in the middle of a paragraph lies within that paragraph's span, and has to.
        elif not any(other["start"] < unit["start"] and unit["end"] < other["end"] for other in content):
            tally.gold["leak"] += len(characters)
            tally.hit["leak"] += inside


def _score_mentions(tally: _Tally, name: str, text: str, kind: str, units: list[Any], emitted: list[Any]) -> None:
    same = compared if kind == "law" else str
    gold: dict[Span, tuple[str, str]] = {}
    for unit in units:
        for entity in unit["entities"]:
            if entity["type"] == kind:
                span = core(entity["start"], entity["end"], text)
                gold[span] = same(entity["norm"]), compared(entity.get("of", "")) if kind == "article" else ""
    found: dict[Span, tuple[str, str]] = {}
    for row in emitted:
        span = core(int(row["doc_start"]), int(row["doc_end"]), text)
        found[span] = same(row["norm"]), compared(row["law"]) if kind == "article" else ""
    tally.add(kind, Counter(found.keys()), Counter(gold.keys()))
    matched = sorted(gold.keys() & found.keys())
    for span in matched:
        tally.add(f"{kind} norm", Counter([found[span][0]]), Counter([gold[span][0]]))
        if gold[span] != found[span]:
            tally.errors.append((name, kind, f"{found[span]} for {gold[span]}", _shown(text, span)))
    tally.errors += [(name, kind, "missed", _shown(text, span)) for span in sorted(gold.keys() - found.keys())]
    tally.errors += [(name, kind, "spurious", _shown(text, span)) for span in sorted(found.keys() - gold.keys())]
    starts = [unit["start"] for unit in units]

    def owner(position: int) -> int:
        return next((i for i, u in enumerate(units) if starts[i] <= position < u["end"]), -1)

    tally.add(
        f"{kind} e2e",
        Counter((owner(span[0]), *value) for span, value in found.items()),
        Counter((owner(span[0]), *value) for span, value in gold.items()),
    )


def _summary(tally: _Tally) -> Evaluation:
    names = sorted(name for name in tally.gold if name.startswith("category "))
    categories = {name.removeprefix("category "): tally.score(name) for name in names}
    for name in names:
        for counts in (tally.hit, tally.emitted, tally.gold):
            counts["categories"] += counts[name]
    frequent = [score.f1 for score in categories.values() if score.n >= FEWEST_FOR_MACRO]
    figures = {
        "units": tally.score("units").f1,
        "kind": tally.share("kind"),
        "leak": tally.share("leak"),
        "lost": tally.share("lost"),
        "language": tally.share("language"),
        "categories": tally.score("categories").f1,
        "categories macro": sum(frequent) / max(1, len(frequent)),
        "recommendation": tally.score("recommendation").f1,
        "marks": tally.score("marks").f1,
    }
    for kind in TYPES:
        figures |= {
            kind: tally.score(kind).f1,
            f"{kind} norm": tally.share(f"{kind} norm"),
            f"{kind} e2e": tally.score(f"{kind} e2e").f1,
        }
    return Evaluation(figures, categories, tally.errors, tally.hit["seen"])


def _best_overlap(span: Span, spans: Iterable[Span], rows: list[Any]) -> dict[str, Any]:
    """The row that shares most characters with `span`, of several the one nearest in length; {} where none does."""
    mates = [
        (min(span[1], end) - max(span[0], start), -abs((end - start) - (span[1] - span[0])), i)
        for i, (start, end) in enumerate(spans)
    ]
    shared, _, best = max(mates, default=(0, 0, 0))
    return rows[best] if shared > 0 else {}


def _listed(row: dict[str, Any], column: str) -> Counter[str]:
    return Counter(value for value in row.get(column, "").split(";") if value)


def _letters(span: Span, text: str) -> Span:
    """A unit's span from its first letter to its last: numbers, marks and punctuation at either end do not decide."""
    first, last = span
    while first < last and not text[first].isalpha():
        first += 1
    while last > first and not text[last - 1].isalpha():
        last -= 1
    return (first, last) if first < last else span


def core(start: int, end: int, text: str) -> Span:
    """A mention's span without quotes and brackets around it or a possessive behind it."""
    leading = re.match(r"[\s\"'“”«»‘’(\[]*", text[start:end])
    start += leading.end() if leading else 0
    trailing = re.search(r"(?:['’]s|['’])?[\s\"'“”«»‘’)\],.;:]*$", text[start:end])
    return start, max(start, end - (len(trailing[0]) if trailing else 0))


def compared(norm: str) -> str:
    """A law's norm as compared: a slug that no registry holds need only be of the right kind."""
    return norm if norm in _registered() else norm.split(":")[0]


@cache
def _registered() -> frozenset[str]:
    """Norms that gold and output must share: short names and registered subjects, not slugs made from a name."""
    instruments = {row["norm"] for row in _rows(HERE / "instruments.csv") if ":" not in row["norm"]}
    return frozenset(CODES | instruments | {row["norm"] for row in _rows(HERE / "law_subjects.csv")})


def _by_document(path: Path) -> dict[str, list[dict[str, str]]]:
    rows = defaultdict(list)
    for row in _rows(path):
        rows[row["doc_id"]].append(row)
    return rows


def _rows(path: Path) -> list[dict[str, str]]:
    csv.field_size_limit(2**31 - 1)
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _shown(text: str, span: Span) -> str:
    return " ".join(text[slice(*span)].split())[:70]
