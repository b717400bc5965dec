"""What labels of one's own do for the classifier: `python benchmarks/retraining.py [--themes FILE] [--labels FILE]`.

Prints a table: micro-F1 over the categories, with the interval in which 95 of 100 draws of other paragraphs lie.
Reports: every report of a file of labels (the five of seeds/) by a model that has learned from the others alone, and by
the base model as it is shipped, which has learned from none of them; F1 of the recommendation flag too. Themes: a
taxonomy that the base does not know, from JSON Lines with `id`, `text` and the list `themes` (those of HURIDOCS, 16 for
paragraphs of UN documents in English), learned from ever more paragraphs and tested on others, which are no
near-duplicates of them: as many as there are that the base has not learned from either, then some of which it has
learned its own categories. `adapted` is a model on top of the base, `from nothing` one
that knows the paragraphs alone. Both get thresholds as `python -m pipeline train` chooses them.
"""

import argparse
import gzip
import json
import random
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from pipeline.fit import adapt, fit
from pipeline.judge import score, truth_of
from pipeline.labels import RECOMMENDATION, Labelled, fingerprint, groups, read, taxonomy
from pipeline.model import Model, Scorer, load
from pipeline.models import BASE
from pipeline.rival import learned
from pipeline.thresholds import Truth
from pipeline.train import Divided, Learn, decided, judged

REPORTS = Path(__file__).parents[1] / "seeds" / "labels" / "paragraphs.csv"
SIZES = (250, 500, 800)
TESTED = 300
SEED = 1


def ways(base: Model) -> dict[str, Learn]:
    """How a model can be learned from labels."""
    return {"adapted": partial(adapt, base), "from nothing": fit}


def of_reports(labels: Path) -> None:
    """Print how good models are on each report when they have learned from the others."""
    paragraphs = read([labels])
    names = (*taxonomy(), RECOMMENDATION)
    base, divided = load(BASE), Divided.of(paragraphs)
    for way, learn in ways(base).items():
        unseen = judged(paragraphs, names, divided, (learn(lot, names) for lot in divided.lots(paragraphs)))
        printed("the other reports", way, paragraphs, names, unseen.given)
    printed("none of the reports", "base", paragraphs, names, given_by(base, paragraphs, names))


def of_themes(path: Path) -> None:
    """Print how good models of a foreign taxonomy are, by the number of paragraphs that they have learned from."""
    with gzip.open(path, "rt", encoding="utf-8") as file:
        paragraphs = [_themed(json.loads(line)) for line in file]
    names = tuple(sorted({theme for one in paragraphs for theme in one.categories}))
    known, together = learned(BASE), groups(paragraphs)
    touched = {group for group, one in zip(together, paragraphs, strict=True) if fingerprint(one.text) in known}
    order = random.Random(SEED).sample(range(len(paragraphs)), len(paragraphs))
    tested = sorted(order, key=lambda index: together[index] in touched)[:TESTED]
    left = {together[index] for index in tested}
    rest = [paragraphs[index] for index in order if together[index] not in left]
    test = [paragraphs[index] for index in tested]
    new = sum(together[index] not in touched for index in tested)
    base = load(BASE)
    for size in SIZES:
        lot = rest[:size]
        divided = Divided.of(lot)
        for way, learn in ways(base).items():
            unseen = judged(lot, names, divided, (learn(part, names) for part in divided.lots(lot)))
            given = given_by(decided(learn(lot, names), lot, unseen), test, names)
            truth = truth_of(test, names)
            what = f"{len(lot)} paragraphs of {len(names)} themes"
            _row(what, way, f"{len(test)} others", given, truth)
            _row(what, way, f"the {new} of them unknown to the base", given[:new], truth[:new])


def _themed(row: Mapping[str, Any]) -> Labelled:
    # The document has a number of six digits: none looks like the year of an edition.
    document, categories = f"{int(row['id']):06}", frozenset(row["themes"])
    return Labelled(row["id"], document, "themes", "en", None, "", row["text"], categories, recommendation=False)


def given_by(model: Model, paragraphs: Sequence[Labelled], names: Sequence[str]) -> Truth:
    """Which of the labels `names` the model gives to the paragraphs (paragraphs × labels)."""
    said = Scorer(model).probabilities([(one.text, one.language) for one in paragraphs])
    given = np.zeros((len(paragraphs), len(names)), dtype=bool)
    given[:, [names.index(label) for label in model.labels]] = said >= np.array(model.thresholds)
    return given


def printed(what: str, way: str, paragraphs: Sequence[Labelled], names: Sequence[str], given: Truth) -> None:
    """Print a row for the categories, one for them in each document, and one for the flag."""
    truth, flag = truth_of(paragraphs, names), np.array([name == RECOMMENDATION for name in names])
    documents = np.array([one.document for one in paragraphs])
    _row(what, way, "all reports", given[:, ~flag], truth[:, ~flag])
    for name in sorted(set(documents.tolist())):
        of_it = documents == name
        _row(what, way, name, given[of_it][:, ~flag], truth[of_it][:, ~flag])
    _row(what, way, "recommendation flag", given[:, flag], truth[:, flag])


def _row(what: str, way: str, part: str, given: Truth, truth: Truth) -> None:
    one = score(given, truth, [str(row) for row in range(len(truth))])
    f1 = f"{one['f1']:.3f} [{one['lower']:.3f}, {one['upper']:.3f}]"
    print(f"| {what} | {way} | {part} | {f1} | {one['precision']:.3f} | {one['recall']:.3f} | {one['n']} |", flush=True)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--themes", type=Path, help="JSON Lines, gzipped, with id, text, themes")
    parser.add_argument("--labels", type=Path, default=REPORTS, help="labelled paragraphs of several reports")
    given = parser.parse_args()
    print("| learned from | how | tested on | F1 | precision | recall | labels |")
    print("| --- | --- | --- | --- | --- | --- | --- |")
    of_reports(given.labels)
    if given.themes:
        of_themes(given.themes)


if __name__ == "__main__":
    main()
