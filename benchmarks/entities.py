"""How well laws and dates are found, beside other finders, on the same gold: `python benchmarks/entities.py GOLD...`.

A gold file is like those of `tests/gold`: the units of a document with their entities. All finders read the same units
and are scored alike: F1 of exact spans, of spans that touch one, and of values per unit (of dates only, for the others:
they give laws no names). Then the speed of all of ours together. `--rival FOLDER` runs dateparser and LexNLP as well,
from environments that are made in FOLDER; dateparser is told the language, and the document's year as the time to go
by, so that what it finds does not depend on the day it runs; once it is told to be strict, and once not.
"""

import argparse
import json
import re
import subprocess
import sys
import time
import venv
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import spacy

from pipeline.evaluate import compared, core
from pipeline.extract import articles, dates, laws
from pipeline.records import Mention, Unit

KINDS = ("law", "article", "date")
# In words: as many as make the clock's noise small.
LEAST_READ = 200_000
RIVALS = {"dateparser": ("dateparser",), "dateparser, not strict": ("dateparser",), "lexnlp": ("lexnlp",)}
PROGRAM = """
import datetime, json, sys, time, warnings
warnings.simplefilter("ignore")
name, units = json.load(sys.stdin)
if name.startswith("dateparser"):
    from dateparser.search import search_dates
    def read(text, language, year):
        settings = {
            "STRICT_PARSING": name == "dateparser",
            "RELATIVE_BASE": datetime.datetime(year or 2000, 1, 1),
            "PREFER_DAY_OF_MONTH": "first",
            "PREFER_MONTH_OF_YEAR": "first",
        }
        try:
            found = search_dates(text, languages=[language], settings=settings) or []
        except Exception:
            found = []
        at, spans = 0, []
        for words, moment in found:
            start = text.find(words, at)
            if start >= 0:
                at = start + len(words)
                spans.append(["date", start, at, moment.date().isoformat()])
        return spans
else:
    from lexnlp.extract.en.acts import get_acts
    from lexnlp.extract.en.dates import get_date_annotations
    def read(text, language, year):
        spans = []
        if language != "en":
            return spans
        try:
            for one in get_date_annotations(text, strict=True, base_date=datetime.datetime(year or 2000, 1, 1)):
                day = one.date.date() if isinstance(one.date, datetime.datetime) else one.date
                spans.append(["date", *one.coords, day.isoformat()])
            for one in get_acts(text):
                spans.append(["law", one["location_start"], one["location_end"], ""])
        except Exception:
            pass
        return spans
read("He came on 5 May 2014.", "en", 2014)
start = time.process_time()
found = [read(*unit) for unit in units]
json.dump({"found": found, "seconds": time.process_time() - start}, sys.stdout)
"""

# Type, start, end and value of a mention in its unit's text.
Span = tuple[str, int, int, str]


@dataclass(frozen=True, slots=True)
class Text:
    """A unit of a gold document: the year the document reports on, and its entities."""

    unit: Unit
    year: int
    gold: tuple[Span, ...]


class NotInstalled(Exception):
    """A rival could not be installed or does not run; the message says why."""


def texts(path: Path) -> list[Text]:
    """The units of one gold file that carry entities, in their order."""
    document = json.loads(path.read_text(encoding="utf-8"))
    found: list[Text] = []
    heads: list[tuple[int, str]] = []
    for order, row in enumerate(document["units"]):
        if row["kind"] == "boilerplate":
            continue
        section = tuple(text for _, text in heads)
        unit = Unit(
            path.stem, order, row["kind"], row["level"] or 0, section, "", 1, 0, len(row["text"]), row["lang"], 1.0,
            row["text"], ((0, 0),), (),
        )  # fmt: skip
        if row["kind"] == "heading":
            heads = [head for head in heads if head[0] < row["level"]] + [(row["level"], row["text"])]
        found.append(Text(unit, document["year"] or 0, tuple(spans(row))))
    return found


def spans(row: dict[str, object]) -> Iterable[Span]:
    """The entities of a unit of a gold file, where they lie in its clean text."""
    text, after = str(row["text"]), Counter[str]()
    for one in row["entities"]:  # type: ignore[attr-defined]
        words = " ".join(one["text"].split())
        place = re.compile(rf"(?<!\w){re.escape(words)}(?!\w)").search(text, after[one["type"]])
        if place and one["type"] in KINDS:
            start, after[one["type"]] = place.span()
            yield scored(one["type"], start, start + len(words), one["norm"], one.get("of", ""), text)


def scored(kind: str, start: int, end: int, norm: str, law: str, text: str) -> Span:
    """An entity as `make evaluate` compares it."""
    value = f"{norm} {compared(law)}" if kind == "article" else compared(norm) if kind == "law" else norm
    return kind, *core(start, end, text), value


def ours(documents: Sequence[Sequence[Text]]) -> tuple[list[list[Span]], float]:
    """What our finders find in each unit, and the seconds they take; what is loaded on first use is not counted."""
    find([documents[0][0]])
    start = time.process_time()
    found = [find(document) for document in documents]
    spent = time.process_time() - start
    by_unit: list[list[Span]] = []
    for document, mentions in zip(documents, found, strict=True):
        rows: dict[int, list[Span]] = {text.unit.order: [] for text in document}
        read = {text.unit.order: text.unit.text for text in document}
        for one in mentions:
            rows[one.unit].append(scored(one.type, one.start, one.end, one.norm, one.law, read[one.unit]))
        by_unit += rows.values()
    return by_unit, spent


def find(document: Sequence[Text]) -> list[Mention]:
    """The laws, articles and dates of one document."""
    units = [text.unit for text in document]
    named = laws.find(units)
    taken: dict[int, list[tuple[int, int]]] = {}
    for law in named:
        taken.setdefault(law.unit, []).append((law.start, law.end))
    return [*named, *articles.find(units, named), *dates.find(units, document[0].year, taken)]


def rival(name: str, folder: Path, read: Sequence[Text]) -> tuple[list[list[Span]], float]:
    """What a rival finds in each unit, and its seconds. Raises NotInstalled."""
    home = folder / RIVALS[name][0]
    python, ready = home / "bin" / "python", home / "installed"
    if not ready.exists():
        venv.create(home, with_pip=True)
        command = [str(python), "-m", "pip", "install", "--quiet", *RIVALS[name]]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            raise NotInstalled(" ".join((done.stderr.strip() or done.stdout.strip()).splitlines()[-2:]))
        ready.touch()
    rows = [[text.unit.text, text.unit.language, text.year] for text in read]
    done = subprocess.run(
        [str(python), "-c", PROGRAM], input=json.dumps([name, rows]), capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise NotInstalled(f"it does not run: {(done.stderr.strip().splitlines() or ['no message'])[-1]}")
    answer = json.loads(done.stdout[done.stdout.index('{"found"') :])
    return [[(kind, start, end, value) for kind, start, end, value in one] for one in answer["found"]], answer[
        "seconds"
    ]


def f1(found: Counter[tuple[object, ...]], gold: Counter[tuple[object, ...]]) -> str:
    """F1, precision and recall of two counts."""
    right = sum((found & gold).values())
    precision, recall = right / max(1, found.total()), right / max(1, gold.total())
    return f"{2 * precision * recall / max(precision + recall, 1e-9):8.3f}{precision:8.3f}{recall:8.3f}"


def valued(one: Span) -> Span:
    """The entity with the first day of a date as its value, which is what all finders can say."""
    kind, start, end, value = one
    return (
        (kind, start, end, value + "-01-01"[3 * (len(value) // 5) :])
        if kind == "date" and len(value) in (4, 7)
        else one
    )


def touched(found: Sequence[Span], gold: Sequence[Span]) -> list[Span]:
    """What was found, with those that touch an entity of the gold in its place, each entity once."""
    left = list(gold)
    result = []
    for one in found:
        hit = next((other for other in left if one[1] < other[2] and other[1] < one[2]), None)
        if hit:
            left.remove(hit)
        result.append(hit or one)
    return result


def line(name: str, kind: str, found: Sequence[Sequence[Span]], read: Sequence[Text], seconds: float) -> None:
    """Print how one finder does with one type of entity: exact spans, spans that touch, values."""
    for what, part in (("spans", slice(1, 3)), ("touching", slice(1, 3)), ("values", slice(3, 4))):
        theirs, gold = Counter[tuple[object, ...]](), Counter[tuple[object, ...]]()
        for place, (row, text) in enumerate(zip(found, read, strict=True)):
            wanted = [one for one in text.gold if one[0] == kind]
            mine = [one for one in row if one[0] == kind]
            gold.update((place, valued(one)[part]) for one in wanted)
            theirs.update((place, valued(one)[part]) for one in (touched(mine, wanted) if what == "touching" else mine))
        if what != "values" or kind == "date" or name == "ours":
            words = sum(len(text.unit.text.split()) for text in read)
            print(f"{name:24}{kind:9}{what:10}{f1(theirs, gold)}{words / max(seconds, 1e-9):14,.0f}", flush=True)


def main() -> None:
    """Print a line for each finder, type of entity and measure."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("gold", type=Path, nargs="+")
    parser.add_argument("--rival", type=Path, help="folder of environments for dateparser and LexNLP, made if need be")
    chosen = parser.parse_args()
    documents = [document for document in map(texts, chosen.gold) if document]
    read = [text for document in documents for text in document]
    words = sum(len(text.unit.text.split()) for text in read)
    print(f"{len(documents)} documents, {words:,} words; words/s are of a finder's types together")
    print(f"{'finder':24}{'type':9}{'':10}{'F1':>8}{'P':>8}{'R':>8}{'words/s':>14}")
    found, _ = ours(documents)
    times = -(-LEAST_READ // max(words, 1))
    _, seconds = ours(documents * times)
    for kind in KINDS:
        line("ours", kind, found, read, seconds / times)
    tokenize = spacy.blank("xx").tokenizer
    start = time.process_time()
    for text in read * times:
        tokenize(text.unit.text)
    alone = (time.process_time() - start) / times
    print(f"how fast the machine was: spaCy's tokenizer alone, {words / alone:,.0f} words/s on the same units")
    for name in RIVALS if chosen.rival else ():
        try:
            theirs, spent = rival(name, chosen.rival, read)
        except NotInstalled as error:
            print(f"{name}: {error}", file=sys.stderr)
            continue
        for kind in ("law", "date") if name == "lexnlp" else ("date",):
            line(name, kind, theirs, read, spent)
    if not chosen.rival:
        print("dateparser, lexnlp: left out (--rival FOLDER installs them there and runs them)", file=sys.stderr)


if __name__ == "__main__":
    main()
