"""How well names are joined to persons: `python benchmarks/people.py [--output outputs] [--gold tests/gold]`.

Prints B-cubed precision, recall and F1 of the persons of a corpus against gold annotation, over the mentions whose span
gold has too (a mention's persons are its `person_id` and gold's norm), and pairwise scores on `tests/pairs.csv`:
spellings of names of office holders, of which half are one person's.
"""

import argparse
import csv
import json
from collections import defaultdict
from pathlib import Path

from pipeline.link.people import PersonName, join

PAIRS = Path(__file__).parents[1] / "tests" / "pairs.csv"


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
    """Print both."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--output", type=Path, default=Path("outputs"))
    parser.add_argument("--gold", type=Path, default=Path("tests/gold"))
    given = parser.parse_args()
    pairs = persons(given.output, given.gold)
    for what, (precision, recall) in {f"B-cubed, {len(pairs)} mentions": b_cubed(pairs), "pairs": pairwise()}.items():
        f1 = 2 * precision * recall / (precision + recall)
        print(f"{what}: precision {precision:.3f}, recall {recall:.3f}, F1 {f1:.3f}")


if __name__ == "__main__":
    main()
