"""How fast people are found, how well joined: `python benchmarks/people.py [--output outputs] [--gold tests/gold]`.

Prints the words a second that each trained tagger reads through `nlp.pipe`, in batches of paragraphs of its languages
in the corpus, on one core and by its seconds of work, the best of several rounds.

Prints B-cubed precision, recall and F1 of the persons of a corpus against gold annotation, over the mentions whose span
gold has too (a mention's persons are its `person_id` and gold's norm), and pairwise scores on `tests/pairs.csv`:
spellings of names of office holders, of which half are one person's.
"""

import argparse
import csv
import json
import os
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from time import process_time

# One core: set before numpy starts its threads.
os.environ.update(dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"), "1"))

from pipeline.extract.people import BATCH, taggers
from pipeline.link.people import PersonName, join

# Words that a tagger reads in each round, and the rounds.
WORDS, ROUNDS = 20_000, 3
PAIRS = Path(__file__).parents[1] / "tests" / "pairs.csv"


def speeds(output: Path) -> Iterator[tuple[str, float]]:
    """The languages of each trained tagger, and the words of paragraphs of the corpus that it reads a second."""
    texts: dict[str, list[str]] = defaultdict(list)
    with (output / "paragraphs.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["kind"] in {"paragraph", "list_item"}:
                texts[row["language"]].append(row["text"])
    models = taggers()
    for nlp in dict.fromkeys(models.values()):
        languages = [language for language in sorted(models) if models[language] is nlp]
        own = [text for language in languages for text in texts[language]]
        read = own * (1 + WORDS // max(1, sum(len(text.split()) for text in own)))
        words = sum(len(text.split()) for text in read)
        if not words:
            continue
        took = []
        for _ in range(ROUNDS):
            started = process_time()
            for _ in nlp.pipe(read, batch_size=BATCH):
                pass
            took.append(process_time() - started)
        yield ", ".join(languages), words / min(took)


def persons(output: Path, gold: Path) -> list[tuple[str, str]]:
    """The person of the corpus and of gold for every mention that both have."""
    known = {}
    for path in sorted(gold.glob("*.json")):
        document = json.loads(path.read_text(encoding="utf-8"))
        for unit in document["units"]:
            for entity in unit["entities"]:
                if entity["type"] == "person":
                    known[Path(document["doc"]).stem, entity["start"], entity["end"]] = entity["norm"]
    with (output / "entities.csv").open(encoding="utf-8", newline="") as file:
        found = {
            (row["doc_id"], int(row["doc_start"]), int(row["doc_end"])): row["person_id"]
            for row in csv.DictReader(file)
            if row["type"] == "person"
        }
    return [(found[place], known[place]) for place in sorted(known.keys() & found.keys())]


def b_cubed(pairs: list[tuple[str, str]]) -> tuple[float, float]:
    """B-cubed precision and recall of a grouping, the first of each pair, against another."""
    ours: dict[str, set[int]] = defaultdict(set)
    theirs: dict[str, set[int]] = defaultdict(set)
    for place, (one, other) in enumerate(pairs):
        ours[one].add(place)
        theirs[other].add(place)
    shared = [(len(ours[one] & theirs[other]), len(ours[one]), len(theirs[other])) for one, other in pairs]
    return sum(n / a for n, a, _ in shared) / len(pairs), sum(n / b for n, _, b in shared) / len(pairs)


def pairwise() -> tuple[float, float]:
    """Precision and recall of joining the two names of each pair, one in an English and one in a Swedish document."""
    verdicts = []
    with PAIRS.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            found = join([PersonName("a", row["a"], "en", 1), PersonName("b", row["b"], "sv", 1)])
            verdicts.append((found["a", row["a"]].person == found["b", row["b"]].person, row["verdict"] == "same"))
    right = sum(one and other for one, other in verdicts)
    return right / sum(one for one, _ in verdicts), right / sum(other for _, other in verdicts)


def main() -> None:
    """Print all."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--output", type=Path, default=Path("outputs"))
    parser.add_argument("--gold", type=Path, default=Path("tests/gold"))
    given = parser.parse_args()
    for languages, speed in speeds(given.output):
        print(f"tagger of {languages}: {speed:,.0f} words/s")
    pairs = persons(given.output, given.gold)
    for what, (precision, recall) in {f"B-cubed, {len(pairs)} mentions": b_cubed(pairs), "pairs": pairwise()}.items():
        f1 = 2 * precision * recall / (precision + recall)
        print(f"{what}: precision {precision:.3f}, recall {recall:.3f}, F1 {f1:.3f}")


if __name__ == "__main__":
    main()
