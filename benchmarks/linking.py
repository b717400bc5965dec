"""What joining the names of a corpus takes: seconds and memory for so many distinct names of invented people.

Seconds are of one core.

`python -m benchmarks.linking 10000 30000 100000`
"""

import argparse
import pickle
import random
import resource
import tracemalloc
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from time import process_time

import pandas as pd

from benchmarks.generate import Inventor
from pipeline.extract.people.names import initial, words
from pipeline.link import distinct
from pipeline.link.corrections import NONE
from pipeline.link.people import block
from pipeline.link.spelling import spelling

SEED = 7
# Persons to a surname, and given names in the world: what makes some names each other's neighbours.
BEARERS, GIVEN = 10, 3_000
# Countries of the documents.
COUNTRIES = ("KAZ", "SWE", "NOR", "")
# Share of names that are written with an initial, and of those that another language's documents have as well.
INITIALS, ABROAD = 0.05, 0.1
# Names that are pickled to see how many bytes one takes on its way to another machine.
LOT = 30
PEOPLE = Path(__file__).parents[1] / "outputs" / "people.csv"


def names(size: int) -> Iterator[tuple[str, str]]:
    """Distinct names, each with the language of its documents."""
    rng = random.Random(SEED)
    known = pd.read_csv(PEOPLE, dtype=str, keep_default_na=False)["name"]
    inventor = Inventor(word for name in known for word in words(name) if word.isalpha() and not initial(word))
    given = [inventor.word(rng) for _ in range(GIVEN)]
    surnames = [inventor.word(rng) for _ in range(max(1, size // BEARERS))]
    while True:
        first, last = rng.choice(given), rng.choice(surnames)
        name = f"{first[0]}. {last}" if rng.random() < INITIALS else f"{first} {last}"
        yield "en", name
        if rng.random() < ABROAD:
            yield "sv", name


def counts(size: int) -> distinct.Counts:
    """So many distinct names, as documents that have one each would be counted."""
    found: distinct.Counts = {}
    for number, (language, name) in enumerate(names(size)):
        if len(found) == size:
            break
        distinct.count(found, f"d{number:09}", language, COUNTRIES[number % len(COUNTRIES)], {name: distinct.Given(1)})
    return found


def main() -> None:
    """Print a line for each number of names that was asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sizes", nargs="+", type=int)
    print("     names  joined, s  µs a name    others  B, held  B, sent B an other peak, MiB largest block")
    for size in sorted(parser.parse_args().sizes):
        tracemalloc.start()
        counted = counts(size)
        memory = tracemalloc.get_traced_memory()[0] / size
        tracemalloc.stop()
        full = {key.name for key in counted if len(words(key.name)) > 1}
        largest = max(Counter(block(spelling(name)) for name in full).values())
        started = process_time()
        others = distinct.others(counted, NONE)
        seconds = process_time() - started
        sent = [len(pickle.dumps(list(islice(lot.items(), LOT)))) / LOT for lot in (counted, others)]
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        print(f"{size:>10,} {seconds:>10.1f} {seconds / size * 1e6:>10.0f} {len(others):>9,} ", end="")
        print(f"{memory:>8.0f} {sent[0]:>8.0f} {sent[1]:>10.0f} {peak:>9,} {largest:>13,}", flush=True)


if __name__ == "__main__":
    main()
