"""Make as many reports as you like from the seeds: their paragraphs in other orders, with the names of invented people.

`python -m benchmarks.generate --documents 100000 --to DIR`
"""

import argparse
import random
import re
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from pipeline import ingest
from pipeline.detect import detect
from pipeline.extract import people
from pipeline.extract.people.names import PIECE, fold, initial, words
from pipeline.records import Unit
from pipeline.segment import segment

SEEDS = Path(__file__).parents[1] / "seeds" / "reports"
# Paragraphs of a report, and how many stand below one heading.
PARAGRAPHS, BELOW_HEADING = (6, 14), 3
# Characters of a paragraph: shorter ones are fragments.
SHORTEST = 120
# Files of one folder.
IN_FOLDER = 1000
# Share of persons that other reports name too, and how many of those there are: the lower its number, the more
# often a person is named.
SHARED, KNOWN = 0.5, 5_000
# Years that reports are about.
YEARS = range(2005, 2025)
# Letters of an invented name that decide the next, and most letters of a name.
MEMORY, LONGEST = 2, 11
YEAR = re.compile(r"\b(?:19|20)\d\d\b")


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph in pieces, each with the name in its document of the person whom it mentions, or ""."""

    pieces: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Stock:
    """What the reports of one language are made from."""

    titles: tuple[str, ...]
    headings: tuple[str, ...]
    paragraphs: tuple[Paragraph, ...]


class Inventor:
    """Invents names whose letters follow one another as in some names."""

    def __init__(self, names: Iterable[str]) -> None:
        self.following: dict[str, list[str]] = defaultdict(list)
        for name in sorted(set(names)):
            padded = "^" * MEMORY + name.lower() + "$"
            for at in range(MEMORY, len(padded)):
                self.following[padded[at - MEMORY : at]].append(padded[at])

    def word(self, rng: random.Random) -> str:
        """One invented name."""
        while True:
            letters = "^" * MEMORY
            while letters[-1] != "$" and len(letters) < MEMORY + LONGEST:
                letters += rng.choice(self.following[letters[-MEMORY:]])
            name = letters.strip("^$")
            if len(name) > MEMORY and name.isalpha():
                return name.capitalize()

    def person(self, rng: random.Random) -> tuple[str, str]:
        """Given name and surname of somebody."""
        return self.word(rng), self.word(rng)


class Reports:
    """Reports that are made from those in a folder; the same number and seed give the same report."""

    def __init__(self, folder: Path, seed: int) -> None:
        self.seed = seed
        titles: dict[str, list[str]] = defaultdict(list)
        headings: dict[str, list[str]] = defaultdict(list)
        paragraphs: dict[str, list[Paragraph]] = defaultdict(list)
        names: list[str] = []
        for source, identifier in ingest.identify(ingest.sources(folder)).items():
            document = ingest.ingest(folder, source, identifier)
            detection = detect(document)
            units = [unit for unit in segment(document, detection) if unit.language == detection.language]
            titles[detection.language] += [unit.text for unit in units if unit.kind == "title"]
            headings[detection.language] += [unit.text for unit in units if unit.kind == "heading"]
            for paragraph in read(units):
                paragraphs[detection.language].append(paragraph)
                names += [word for _, name in paragraph.pieces for word in words(name) if not initial(word)]
        self.stocks = {
            language: Stock(
                tuple(titles[language] or headings[language][:1]),
                tuple(headings[language]),
                tuple(found),
            )
            for language, found in sorted(paragraphs.items())
        }
        self.inventor = Inventor(word for word in names if word.isalpha())

    @cached_property
    def known(self) -> Sequence[tuple[str, str]]:
        """The persons whom many reports name."""
        rng = random.Random(f"{self.seed}:known")
        return [self.inventor.person(rng) for _ in range(KNOWN)]

    def report(self, number: int) -> str:
        """The text of one report."""
        rng = random.Random(f"{self.seed}:{number}")
        stock = self.stocks[rng.choice(list(self.stocks))]
        persons: dict[str, tuple[str, str]] = {}
        year = str(rng.choice(YEARS))
        blocks = [YEAR.sub(year, rng.choice(stock.titles))]
        for place in range(rng.randint(*PARAGRAPHS)):
            if place % BELOW_HEADING == 0 and stock.headings:
                blocks.append(rng.choice(stock.headings))
            blocks.append("".join(self._written(rng.choice(stock.paragraphs), persons, rng)))
        return "\n\n".join(blocks) + "\n"

    def _written(self, paragraph: Paragraph, persons: dict[str, tuple[str, str]], rng: random.Random) -> Iterator[str]:
        for text, name in paragraph.pieces:
            yield renamed(text, name, persons.setdefault(name, self._person(rng))) if name else text

    def _person(self, rng: random.Random) -> tuple[str, str]:
        if rng.random() < SHARED:
            return self.known[int(len(self.known) * rng.random() ** 3)]
        return self.inventor.person(rng)


def read(units: Sequence[Unit]) -> Iterator[Paragraph]:
    """The paragraphs of one document, with the persons whom they mention."""
    mentions = people.find(units)
    for unit in units:
        if unit.kind != "paragraph" or len(unit.text) < SHORTEST:
            continue
        own = [mention for mention in mentions if mention.unit == unit.order]
        pieces, at = [], 0
        for mention in own:
            pieces += [(unit.text[at : mention.start], ""), (mention.text, mention.norm)]
            at = mention.end
        yield Paragraph((*pieces, (unit.text[at:], "")))


def renamed(text: str, name: str, person: tuple[str, str]) -> str:
    """A mention of somebody whom its document calls `name`, as it would stand there for another person.

    What stands behind the name, such as the ending of a genitive, stays.
    """
    surname = PIECE.findall(name)[-1:]
    written = PIECE.findall(text)
    last = written[-1] if written else text
    full = person if len(written) > 1 else person[1:]
    ending = last[len(surname[0]) :] if surname and fold(last).startswith(fold(surname[0])) else ""
    return " ".join(full) + ending


def write(reports: Reports, first: int, end: int, folder: Path) -> None:
    """Write the reports with the numbers `[first, end)`, IN_FOLDER to a folder."""
    for number in range(first, end):
        path = folder / f"{number // IN_FOLDER:05}" / f"{number:08}.txt"
        if number % IN_FOLDER == 0 or number == first:
            path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(reports.report(number), encoding="utf-8", newline="")


def main(arguments: Sequence[str]) -> None:
    """Run the command line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.generate", description=__doc__.splitlines()[0])
    parser.add_argument("--documents", type=int, default=1000, help="number of reports")
    parser.add_argument("--first", type=int, default=0, help="number of the first")
    parser.add_argument("--seed", type=int, default=1, help="another seed gives other reports")
    parser.add_argument("--from", dest="source", type=Path, default=SEEDS, help="folder of reports to make them from")
    parser.add_argument("--to", type=Path, required=True, help="folder to write to")
    chosen = parser.parse_args(arguments)
    write(Reports(chosen.source, chosen.seed), chosen.first, chosen.first + chosen.documents, chosen.to)


if __name__ == "__main__":
    main(sys.argv[1:])
