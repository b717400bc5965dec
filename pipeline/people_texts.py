"""Texts that the finder of people learns from: free corpora, and paragraphs of reports joined to annotation by id."""

import csv
import gzip
import hashlib
import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline import languages

LABEL = "PER"
ANNOTATED = Path(__file__).parent.parent / "seeds" / "labels" / "people.csv"

# Corpus: licence as its publishers state it, and the splits learned from. What is marked as test is only ever scored.
SOURCES: dict[str, tuple[str, frozenset[str]]] = {
    "en-worldwide": ("none stated", frozenset({"train"})),
    "TAB144": ("MIT", frozenset({"train", "dev"})),
    "CrossNER_politics": ("MIT", frozenset({"train", "dev"})),
    "CrossNER_literature": ("MIT", frozenset({"train", "dev"})),
    "GUM": ("annotations CC BY", frozenset({"train", "dev"})),
    "UNER_English-EWT": ("CC BY-SA", frozenset({"dev"})),
    "klintan": ("CC BY 4.0", frozenset({"train"})),
    "SUC3part": ("CC BY 4.0", frozenset({"train"})),
    "UNER_Swedish-Talbanken": ("CC BY-SA", frozenset({"train"})),
    "UNER_Danish-DDT": ("CC BY-SA", frozenset({"train"})),
}
# Splits that choose the best step of the training.
DEVELOPMENT = {"SUC3part": "dev", "UNER_Swedish-Talbanken": "dev"}
# Every n-th training text of these is kept for the same purpose: they have no split for it.
KEPT = {"en-worldwide": 20, "klintan": 20}
# Files of reports that are annotated in part: what they are, and under which licence.
REPORTS = {
    "state_en": "US State Department country reports (public domain)",
    "sv_mr_unlabelled": "Swedish foreign ministry country reports (Swedish government)",
    "sv_granskningar": "summaries of decisions against Sweden (Swedish government)",
    "sv_gov": "articles and documents of the Swedish government (Swedish government)",
    "upr_en": "recommendations made in the UN Human Rights Council (no licence stated)",
}
INITIALS = re.compile(r"(?<!\w)(?:[^\W\d_]\. ?){1,3}$")


@dataclass(frozen=True, slots=True)
class Text:
    """A text of one language: spans of people and spans of everything else that is named."""

    language: str
    text: str
    people: tuple[tuple[int, int], ...]
    others: tuple[tuple[int, int], ...]


def bare(text: str, start: int, end: int, titles: frozenset[str]) -> tuple[int, int]:
    """The span without the titles and lower-case words before the name; empty where nothing is left.

    Some corpora leave initials out ("Mr D. [Walton]"): they are part of the name.
    """
    while start < end:
        word = text[start:end].split(maxsplit=1)[0]
        following = start + len(word)
        while following < end and text[following].isspace():
            following += 1
        if word.strip(".,").lower() not in titles and (not word[0].islower() or "-" in word or "’" in word):
            break
        start = following
    before = INITIALS.search(text, max(0, start - 12), start) if start < end else None
    return (before.start() if before and before[0][0].isupper() else start), end


def titles() -> frozenset[str]:
    """The words that stand before names in any language, in lower case."""
    tables = [languages.table(code, "people") for code in languages.codes()]
    return frozenset(word for table in tables for word in table.get("titles", ()))


def read(path: Path, splits: Iterable[str]) -> Iterator[Text]:
    """Texts of one corpus file. A text whose offsets lie outside it is left out: it belongs to other text."""
    before = titles()
    for row in lines(path):
        text = row["text"]
        if row["split"] not in splits or any(end > len(text) for _, end, _ in row["entities"]):
            continue
        named, others = [], []
        for start, end, kind in row["entities"]:
            if kind != LABEL:
                others.append((start, end))
                continue
            start, end = bare(text, start, end, before)
            if start < end:
                named.append((start, end))
        yield Text(row["lang"], text, tuple(named), tuple(others))


def lines(path: Path) -> Iterator[dict[str, Any]]:
    """The objects of a compressed file of JSON lines. Raises FileNotFoundError naming the file."""
    with gzip.open(path, "rt", encoding="utf-8") as rows:
        for row in rows:
            yield json.loads(row)


def corpora(ner: Path) -> tuple[list[Text], list[Text]]:
    """Texts to learn from, and texts to choose the best step by."""
    learned: list[Text] = []
    kept: list[Text] = []
    for source, (_, splits) in sorted(SOURCES.items()):
        texts = list(read(ner / f"{source}.jsonl.gz", splits))
        nth = KEPT.get(source)
        if nth:
            kept += texts[::nth]
            texts = [text for place, text in enumerate(texts) if place % nth]
        learned += texts
    for source, split in sorted(DEVELOPMENT.items()):
        kept += read(ner / f"{source}.jsonl.gz", {split})
    return learned, kept


def annotated(folder: Path, table: Path = ANNOTATED) -> dict[str, list[Text]]:
    """The annotated paragraphs of each split, their texts joined to them by file, id and hash.

    Raises FileNotFoundError where the folder lacks a file, and ValueError where a file has no or another text.
    """
    missing = [source for source in REPORTS if not (folder / f"{source}.jsonl.gz").is_file()]
    if missing:
        raise FileNotFoundError(f"{folder} has no {', '.join(f'{name}.jsonl.gz' for name in missing)}")
    wanted = list(csv.DictReader(table.read_text(encoding="utf-8").splitlines()))
    ids = {(row["source"], row["id"]) for row in wanted}
    texts = {
        (source, row["id"], hashlib.sha256(row["text"].encode()).hexdigest()): row["text"]
        for source in REPORTS
        for row in lines(folder / f"{source}.jsonl.gz")
        if (source, row["id"]) in ids
    }
    splits: dict[str, list[Text]] = defaultdict(list)
    for row in wanted:
        found = texts.get((row["source"], row["id"], row["sha256"]))
        if found is None:
            raise ValueError(f"{folder / row['source']}.jsonl.gz has no text {row['id']} as it was annotated")
        spans = (span.split("-") for span in row["spans"].split(";") if span)
        splits[row["split"]].append(Text(row["language"], found, tuple((int(a), int(b)) for a, b in spans), ()))
    return dict(splits)
