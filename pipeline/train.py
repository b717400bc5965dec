"""Train: labelled paragraphs → the classifier, and how good it is on paragraphs that it has not learned from."""

import csv
import hashlib
import json
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
from joblib import Parallel, delayed
from numpy.typing import NDArray

from pipeline import card
from pipeline.fit import FEWEST, SPOKEN, adapt, examples, fit, spoken
from pipeline.folds import FOLDS, folds
from pipeline.judge import LIKELY, by_keyword, calibration_error, judge, majority, score, truth_of
from pipeline.labels import RECOMMENDATION, Labelled, Refused, fingerprint, groups, read, refuse_rare, taxonomy
from pipeline.labels.categories import TAXONOMY
from pipeline.model import Model, Scorer, load, save
from pipeline.models import BASE, CARD
from pipeline.rival import Incomparable, Rival, learned, opponent, refuse_worse, remember
from pipeline.thresholds import Array, Truth, calibrated, calibration, choose

# Beside files of labels: columns source, what, licence.
SOURCES = "sources.csv"
LIBRARIES = ("numpy", "scikit-learn", "scipy", "skops")

Learn = Callable[[Sequence[Labelled], Sequence[str]], Model]


@dataclass(frozen=True, slots=True)
class Unseen:
    """What models say of paragraphs of which they have learned nothing: not them, nor others of their group.

    `scores` and `probabilities` are 0..1, before and after calibration, `given` the labels that reach their
    thresholds (all paragraphs × `names`); a paragraph's calibration and thresholds come from the other folds too.
    """

    names: tuple[str, ...]
    groups: tuple[str, ...]
    scores: Array
    probabilities: Array
    given: Truth


@dataclass(frozen=True, slots=True)
class Divided:
    """Paragraphs divided for judging: the group of each, and its fold, 0 to FOLDS - 1."""

    groups: tuple[str, ...]
    fold: NDArray[np.int_]

    @classmethod
    def of(cls, paragraphs: Sequence[Labelled]) -> "Divided":
        """Divide paragraphs. Raises Refused where there are fewer groups than folds."""
        together = groups(paragraphs)
        return cls(tuple(together), folds(together))

    def lots(self, paragraphs: Sequence[Labelled]) -> Iterator[list[Labelled]]:
        """For each fold all paragraphs but its own."""
        for number in range(FOLDS):
            yield [paragraphs[index] for index in np.flatnonzero(self.fold != number).tolist()]


def train_base(
    labels: Sequence[Path],
    texts: Path | None,
    folder: Path,
    passages: Sequence[Path] = (),
    without: Sequence[str] = (),
    workers: int = 1,
    say: Callable[[str], None] = print,
) -> str:
    """Train a base model on the files of labels from nothing; write it, its card and its scores; say how good it is.

    The model, and those that judge it fold by fold, are learned by so many processes side by side.

    With files of `passages`, `without` some documents, a network tells the labels beside the words; what the words mean
    it learns from the passages, and needs the extra `train`. `say` hears how far that is. Raises Refused where the
    labels cannot be learned from, naming file, row and value.
    """
    paragraphs = read(labels, texts)
    names = (*taxonomy(), RECOMMENDATION)
    learn: Learn = fit
    read_on: dict[str, Any] = {}
    if passages:
        from pipeline.network import training, vectors
        from pipeline.network.passages import read as read_passages

        found = read_passages(passages, without)
        read_on = {"passages": _counted(passage.file for passage in found), "without": list(without)}
        of_words = vectors.learn(found)
        say(f"{len(of_words)} words of {len(found)} passages have vectors")

        def learn(paragraphs: Sequence[Labelled], names: Sequence[str]) -> Model:
            network = training.learn(of_words, *examples(paragraphs, names), names, say)
            return fit(paragraphs, names, network)

    divided = Divided.of(paragraphs)
    jobs = (delayed(learn)(lot, names) for lot in (paragraphs, *divided.lots(paragraphs)))
    model, *others = Parallel(n_jobs=workers)(jobs)
    unseen = judged(paragraphs, names, divided, others)
    model = decided(model, paragraphs, unseen)
    scores = _scores(paragraphs, unseen, TAXONOMY)
    return _write(model, folder, paragraphs, labels, scores, [], read_on)


def retrain(
    labels: Sequence[Path], texts: Path | None, categories: Path | None, folder: Path, *, force: bool = False
) -> str:
    """Adapt the base model to the files of labels; write model, card and scores to the folder; say how good it is.

    `categories` is a taxonomy of one's own. Raises Refused where the labels cannot be learned from, naming file, row
    and value, and, unless forced, where the model in the folder (the base, if there is none) is better.
    """
    paragraphs = read(labels, texts, taxonomy(categories))
    names = (*taxonomy(categories), RECOMMENDATION)
    base = load(BASE)
    refuse_rare(paragraphs, FEWEST, base.labels)
    if not spoken(paragraphs) and not _inherited(names, base):
        said = _listed(paragraph.language for paragraph in paragraphs)
        raise Refused(f"with categories of one's own a language takes {SPOKEN} paragraphs to learn; there are {said}")
    divided = Divided.of(paragraphs)
    warnings = [f"{name} has no example and is not told" for name in names if _unheard(name, paragraphs, base)]
    rival = None
    try:
        rival = Rival.of(folder, paragraphs, divided.groups, names)
    except Incomparable as reason:
        # The base is not overwritten: it classifies again where the folder is taken away.
        if opponent(folder) == folder and not force:
            raise Refused(f"not compared with the model in place: {reason}; --force replaces it") from None
        warnings.append(f"not compared with the model in place: {reason}")
    learn: Learn = partial(adapt, base)
    unseen = judged(paragraphs, names, divided, (learn(lot, names) for lot in divided.lots(paragraphs)))
    model = decided(learn(paragraphs, names), paragraphs, unseen, base)
    scores = _scores(paragraphs, unseen, categories or TAXONOMY)
    few = [paragraph.language for paragraph in paragraphs if paragraph.language not in model.languages]
    if few:
        warnings.append(f"languages not learned, with fewer than {SPOKEN} paragraphs: {_listed(few)}")
    known = learned(BASE)
    shared = sum(fingerprint(paragraph.text) in known for paragraph in paragraphs)
    if shared:
        warnings.append(f"the base model has learned from {shared} of the {len(paragraphs)} texts: the scores flatter")
    if rival:
        scores["in_place"] = rival.beside(paragraphs, unseen.groups, unseen.names, unseen.given)
        if not force:
            refuse_worse(scores["in_place"], rival.place)
    said = _write(model, folder, paragraphs, labels, scores, warnings)
    remember(folder, paragraphs, unseen.names, unseen.given)
    return said


def out_of_fold(paragraphs: Sequence[Labelled], names: Sequence[str]) -> tuple[tuple[str, ...], Array]:
    """The labels and the probability, 0..1, of each for each paragraph, by models that have not learned from it.

    The models are adapted from the base, or, where that has learned from one of the texts, learned from nothing.
    """
    known = learned(BASE)
    seen = any(fingerprint(paragraph.text) in known for paragraph in paragraphs)
    learn: Learn = fit if seen else partial(adapt, load(BASE))
    divided = Divided.of(paragraphs)
    unseen = judged(paragraphs, names, divided, (learn(lot, names) for lot in divided.lots(paragraphs)))
    return unseen.names, unseen.probabilities


def judged(paragraphs: Sequence[Labelled], names: Sequence[str], divided: Divided, models: Iterable[Model]) -> Unseen:
    """What the models, which have learned from all folds but one, each say of that fold's paragraphs."""
    truth, fold = truth_of(paragraphs, names), divided.fold
    scores = np.zeros(truth.shape)
    # Thresholds of labels that a fold's model tells as the base does: they are nobody's choice here.
    fixed = np.full(truth.shape, np.nan)
    for number, model in enumerate(models):
        rest = np.flatnonzero(fold == number).tolist()
        texts = [(paragraphs[index].text, paragraphs[index].language) for index in rest]
        columns = np.array([names.index(label) for label in model.labels])
        scores[np.ix_(np.array(rest), columns)] = Scorer(model).probabilities(texts)
        for label in model.kept:
            fixed[rest, names.index(label)] = model.thresholds[model.labels.index(label)]
    probabilities, given = np.zeros(truth.shape), np.zeros_like(truth)
    for number in range(FOLDS):
        # A fold's calibration and thresholds come from the others: else its quality would flatter.
        here = fold == number
        slopes, intercepts, thresholds = _decisions(scores[~here], truth[~here], names)
        here_fixed = fixed[here]
        probabilities[here] = np.where(np.isnan(here_fixed), calibrated(scores[here], slopes, intercepts), scores[here])
        given[here] = probabilities[here] >= np.where(np.isnan(here_fixed), thresholds, here_fixed)
    return Unseen(tuple(names), divided.groups, scores, probabilities, given)


def decided(model: Model, paragraphs: Sequence[Labelled], unseen: Unseen, base: Model | None = None) -> Model:
    """The model with the calibration and the thresholds that its like teaches on unseen paragraphs.

    Languages that the base has learned stay learned while the taxonomy is the base's.
    """
    columns = [unseen.names.index(label) for label in model.labels]
    truth = truth_of(paragraphs, unseen.names)
    slopes, intercepts, thresholds = (
        values[columns].tolist() for values in _decisions(unseen.scores, truth, unseen.names)
    )
    for place, label in enumerate(model.labels):
        if label in model.kept:
            (slopes[place], intercepts[place]), thresholds[place] = model.calibration[place], model.thresholds[place]
    return replace(
        model,
        languages=tuple(sorted({*model.languages, *(_inherited(unseen.names, base) if base else ())})),
        calibration=tuple(zip(slopes, intercepts, strict=True)),
        thresholds=tuple(thresholds),
    )


def _inherited(names: Sequence[str], base: Model) -> tuple[str, ...]:
    """The languages that a model of these labels knows from the base: all, if the taxonomy is its or has it within."""
    ours, theirs = set(names), set(base.labels)
    return base.languages if ours <= theirs or theirs <= ours else ()


def _decisions(scores: Array, truth: Truth, names: Sequence[str]) -> tuple[Array, Array, Array]:
    """Slope and intercept of the calibration, and threshold, of each label.

    The categories draw on one another, the recommendation flag stands alone.
    """
    slopes, intercepts, thresholds = (np.zeros(len(names)) for _ in range(3))
    flag = np.array([name == RECOMMENDATION for name in names])
    for columns in (~flag, flag):
        if columns.any():
            slopes[columns], intercepts[columns] = calibration(scores[:, columns], truth[:, columns])
            probabilities = calibrated(scores[:, columns], slopes[columns], intercepts[columns])
            thresholds[columns] = choose(probabilities, truth[:, columns])
    return slopes, intercepts, thresholds


def _scores(paragraphs: Sequence[Labelled], unseen: Unseen, categories: Path) -> dict[str, Any]:
    """How good the labels are that unseen paragraphs were given, beside two baselines."""
    scores = judge(paragraphs, unseen.groups, unseen.given, unseen.names)
    told = [index for index, name in enumerate(unseen.names) if name != RECOMMENDATION]
    names = [unseen.names[index] for index in told]
    truth = truth_of(paragraphs, names)
    baselines = {"majority": majority(truth), "keyword": by_keyword(paragraphs, names, _called(categories))}
    scores["baselines"] = {name: score(given, truth, unseen.groups) for name, given in baselines.items()}
    probabilities = unseen.probabilities[:, told]
    scores["calibration_error"] = calibration_error(probabilities, truth)
    # Most probabilities are near 0, and right: they would hide how far off the others are.
    likely = probabilities >= LIKELY
    scores["calibration_error_likely"] = (
        calibration_error(probabilities[likely], truth[likely]) if likely.any() else None
    )
    scores["folds"] = FOLDS
    return scores


def _called(categories: Path) -> dict[tuple[str, str], str]:
    """What each category is called in each language, by (category, ISO 639-1 code): the columns `label_…`."""
    with categories.open(encoding="utf-8-sig", newline="") as file:
        return {
            (row["category"], column.removeprefix("label_")): words
            for row in csv.DictReader(file)
            for column, words in row.items()
            if column.startswith("label_")
        }


def _write(
    model: Model,
    folder: Path,
    paragraphs: Sequence[Labelled],
    labels: Sequence[Path],
    scores: dict[str, Any],
    warnings: Sequence[str],
    read_on: Mapping[str, Any] = {},
) -> str:
    """Write model, card and scores to the folder, and say what they are in a few lines."""
    made_from = {
        "data": {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in labels},
        "paragraphs": len(paragraphs),
        "languages": _counted(paragraph.language for paragraph in paragraphs),
        "sources": _counted(paragraph.source for paragraph in paragraphs),
        "described": _described(labels, {paragraph.source for paragraph in paragraphs}),
        "groups": len(set(groups(paragraphs))),
        "thresholds": dict(zip(model.labels, model.thresholds, strict=True)),
        "features": {block: len(known) for block, known in model.vocabularies.items()},
        "versions": {library: version(library) for library in LIBRARIES},
        "warnings": list(warnings),
        **read_on,
        "texts": sorted({fingerprint(paragraph.text) for paragraph in paragraphs}),
    }
    save(model, folder)
    _dump(folder / CARD, made_from)
    _dump(folder / "scores.json", scores)
    said = card.summary(made_from, scores)
    (folder / "CARD.md").write_text(card.page(made_from, scores), encoding="utf-8")
    return "\n".join([f"{folder}: {said}", *(f"warning: {warning}" for warning in warnings)])


def _described(labels: Sequence[Path], sources: Collection[str]) -> dict[str, str]:
    """What the sources are, and under which licence, where a table beside the labels says so."""
    described: dict[str, str] = {}
    for table in sorted({path.parent / SOURCES for path in labels}):
        if table.is_file():
            with table.open(encoding="utf-8-sig", newline="") as file:
                described |= {
                    row["source"]: f"{row['what']}; licence: {row['licence']}" for row in csv.DictReader(file)
                }
    return {source: said for source, said in sorted(described.items()) if source in sources}


def _unheard(name: str, paragraphs: Sequence[Labelled], base: Model) -> bool:
    """Whether a label is one that neither the paragraphs nor the base can teach."""
    return name not in base.labels and not any(name in paragraph.labels for paragraph in paragraphs)


def _listed(values: Iterable[str]) -> str:
    return ", ".join(f"{value} ({number})" for value, number in _counted(values).items())


def _counted(values: Any) -> dict[str, int]:
    return dict(sorted(Counter(values).items()))


def _dump(path: Path, content: dict[str, Any]) -> None:
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
