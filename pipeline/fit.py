"""Fit: labelled paragraphs → a model that has yet to be calibrated, from nothing or on top of another."""

import warnings
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from scipy.sparse import csr_matrix, hstack, vstack
from sklearn.exceptions import ConvergenceWarning
from sklearn.feature_extraction.text import TfidfTransformer
from sklearn.linear_model import LogisticRegression
from sklearn.multiclass import OneVsRestClassifier

from pipeline.features import BLOCKS, SHARES, Counts, Lookup, Vocabulary, learn, weigh
from pipeline.labels import RECOMMENDATION, Labelled, Refused
from pipeline.labels.spoken import UNDETERMINED
from pipeline.model import Linear, Model, Passages, cut
from pipeline.network import Network, Reader
from pipeline.thresholds import Array, Truth

# A feature must occur in so many paragraphs, and in proportion in more of them where there are more than PLENTY: so the
# model does not grow with them.
PLENTY = 20_000
RAREST = {"words": 2, "letters": 5, "concepts": 2, "openings": 3}
# Inverse strength of regularisation: of 2, 5, 10 and 20 the one from which on F1 out of fold hardly rose.
STRENGTH = 10.0
# A sentence that nobody marked has a label of its paragraph if its probability is at least this share of the
# strongest sentence's.
SHARE = 0.5
# Coefficients are rounded to multiples of this, so that the file packs well.
STEP = 1 / 32
# A label with fewer examples cannot be learned. One that the base model tells stays as that tells it until there are
# so many: adapted on 80 % of the five reports (339 paragraphs), F1 on the rest was 0.76 with eight, the base's 0.80.
FEWEST, ENOUGH = 8, 50
# A language in which there are fewer paragraphs counts as not learned: a handful says nothing of the words of its own.
SPOKEN = 50
# Calibration and threshold of a label on which nothing has been decided.
NEUTRAL, EVEN = (1.0, 0.0), 0.5
# The base's log-odds are brought to the size of its words.
ODDS = 0.2
# How much the network's log-odds count beside those of the words: F1 on unseen countries is flat from 0.35 to 0.65.
NETWORK = {"categories": 0.5, RECOMMENDATION: 0.5}


def fit(paragraphs: Sequence[Labelled], names: Sequence[str], network: Network | None = None) -> Model:
    """A model of the labels `names`, learned from nothing but the paragraphs, and from a network that tells them.

    A label that all or none of the paragraphs have cannot be told and is left out. Raises Refused where that is so of
    every label.
    """
    passages, truth, marked = examples(paragraphs, names)
    owners = passages.owners()
    vocabularies, learned = learn(passages.sentences)
    totals = {block: owners @ learned[block] for block in BLOCKS}
    vocabularies, parts = _common(vocabularies, learned, totals)
    wholes = {block: (owners @ parts[block]).tocsr() for block in BLOCKS}
    weights = {block: TfidfTransformer(sublinear_tf=True).fit(wholes[block]) for block in BLOCKS if vocabularies[block]}
    labels: list[str] = []
    heads = {}
    for task, columns in _tasks(names).items():
        known = [column for column in columns if 0 < truth[:, column].sum() < len(truth)]
        if known:
            whole, part = weigh(wholes, weights, SHARES[task]), weigh(parts, weights, SHARES[task])
            own = _learn(whole, part, truth[:, known], marked[:, known], passages.starts)
            told = [names[column] for column in known]
            heads[task] = _mixed(own, told, network, NETWORK[task]) if network else own
            labels += told
    if not heads:
        raise Refused("all paragraphs have the same labels: there is nothing to tell apart")
    return _model(labels, paragraphs, vocabularies, weights, heads, network)


def adapt(base: Model, paragraphs: Sequence[Labelled], names: Sequence[str]) -> Model:
    """A model of the labels `names` with the features of another, learned from the paragraphs and what the base says.

    The log-odds that the base gives to its own labels are features beside its words. As they are sums over the words,
    what is learned of them can be added up to one weight a word again, and the model needs no base to run. A label
    that the base tells and of which there are fewer than ENOUGH examples stays as it tells it.

    Raises Refused where there is nothing to tell apart.
    """
    passages, truth, marked = examples(paragraphs, names)
    owners = passages.owners()
    parts = Lookup(base.vocabularies).count(passages.sentences).counts
    wholes = {block: (owners @ parts[block]).tocsr() for block in BLOCKS}
    of_texts, of_sentences = _read(base.network, passages)
    labels: list[str] = []
    stay: list[str] = []
    heads = {}
    for task, columns in _tasks(names).items():
        told = base.told(task)
        whole, part = weigh(wholes, base.weights, SHARES[task]), weigh(parts, base.weights, SHARES[task])
        learned, kept = [], []
        for column in columns:
            enough = ENOUGH <= truth[:, column].sum() <= len(truth) - ENOUGH
            known = 0 < truth[:, column].sum() < len(truth)
            if names[column] in told and not enough:
                kept.append(column)
            elif known:
                learned.append(column)
        estimators = {column: base.heads[task].estimators_[told.index(names[column])] for column in kept}
        if learned:
            wanted, earned = truth[:, learned], marked[:, learned]
            if told:
                linear = Linear(base.heads[task])
                with_base = _beside(whole, of_texts, linear), _beside(part, of_sentences, linear)
                own = _folded(_learn(*with_base, wanted, earned, passages.starts), linear)
            else:
                own = _learn(whole, part, wanted, earned, passages.starts)
                for head in own.estimators_:
                    head.coef_ = np.hstack([head.coef_, np.zeros((1, of_texts.shape[1]), dtype=np.float32)])
            estimators |= dict(zip(learned, own.estimators_, strict=True))
        if estimators:
            heads[task] = _heads()
            heads[task].estimators_ = [estimators[column] for column in sorted(estimators)]
            labels += [names[column] for column in sorted(estimators)]
            stay += [names[column] for column in kept]
    if not heads:
        raise Refused("all paragraphs have the same labels: there is nothing to tell apart")
    model = _model(labels, paragraphs, base.vocabularies, base.weights, heads, base.network)
    decisions = dict(zip(base.labels, zip(base.calibration, base.thresholds, strict=True), strict=True))
    chosen = [decisions[label] if label in stay else (NEUTRAL, EVEN) for label in labels]
    calibration, thresholds = zip(*chosen, strict=True)
    return replace(model, calibration=calibration, thresholds=thresholds, kept=frozenset(stay))


def spoken(paragraphs: Sequence[Labelled]) -> tuple[str, ...]:
    """The languages that the paragraphs teach, by their codes, in order."""
    counted = Counter(paragraph.language for paragraph in paragraphs)
    return tuple(sorted(name for name, number in counted.items() if number >= SPOKEN and name != UNDETERMINED))


def _model(
    labels: Sequence[str],
    paragraphs: Sequence[Labelled],
    vocabularies: dict[str, Vocabulary],
    weights: dict[str, TfidfTransformer],
    heads: dict[str, OneVsRestClassifier],
    network: Network | None,
) -> Model:
    undecided = (NEUTRAL,) * len(labels), (EVEN,) * len(labels)
    return Model(tuple(labels), spoken(paragraphs), *undecided, vocabularies, weights, heads, network)


def _tasks(names: Sequence[str]) -> dict[str, list[int]]:
    """The labels, by position, that each of the SHARES tells."""
    flag = [index for index, name in enumerate(names) if name == RECOMMENDATION]
    return {"categories": [index for index in range(len(names)) if index not in flag], RECOMMENDATION: flag}


def examples(paragraphs: Sequence[Labelled], names: Sequence[str]) -> tuple[Passages, Truth, Array]:
    """The paragraphs in sentences, which has which label, and which sentence earns it (NaN where nobody has said)."""
    passages = cut([(paragraph.text, paragraph.language) for paragraph in paragraphs])
    truth = np.array([[name in paragraph.labels for name in names] for paragraph in paragraphs])
    marked = np.full((len(passages.sentences), len(names)), np.nan)
    ends = [*passages.starts[1:], len(passages.sentences)]
    for paragraph, first, end in zip(paragraphs, passages.starts, ends, strict=True):
        if paragraph.evidence is None and paragraph.labels:
            continue
        marked[first:end] = 0
        at = 0
        for index in range(first, end):
            after = at + len(passages.sentences[index].text)
            for label, spans in (paragraph.evidence or {}).items():
                if label in names and any(start < after and stop > at for start, stop in spans):
                    marked[index, names.index(label)] = 1
            at = after
    return passages, truth, marked


def _learn(
    whole: csr_matrix, part: csr_matrix, wanted: Truth, marked: Array, starts: Sequence[int]
) -> OneVsRestClassifier:
    """Learn from whole texts and from the sentences that carry their labels.

    Where nobody has marked the sentences, what is learned from whole texts alone says which they are.
    """
    unmarked = np.isnan(marked)
    if unmarked.any():
        first = _fitted(whole, wanted)
        marked = np.where(unmarked, _carried(Linear(first).scores(part), wanted, starts), marked)
    heads = _fitted(vstack([whole, part], format="csr"), np.vstack([wanted, marked]))
    for head in heads.estimators_:
        head.coef_ = (np.round(head.coef_ / STEP) * STEP).astype(np.float32)
    return heads


def _read(network: Network | None, passages: Passages) -> tuple[Array, Array]:
    """What a network says of each text and of each sentence (× its labels), nothing if there is none."""
    if network:
        return Reader(network).odds(passages.texts())
    return np.zeros((len(passages.starts), 0)), np.zeros((len(passages.sentences), 0))


def _mixed(heads: OneVsRestClassifier, labels: Sequence[str], network: Network, share: float) -> OneVsRestClassifier:
    """Heads that weigh what the network says of each label beside the words."""
    for head, label in zip(heads.estimators_, labels, strict=True):
        told = np.array([[float(label == other) for other in network.labels]], dtype=np.float32)
        head.coef_ = np.hstack([(1 - share) * head.coef_, share * told]).astype(np.float32)
        head.intercept_ = (1 - share) * head.intercept_
        head.n_features_in_ = head.coef_.shape[1]
    return heads


def _beside(features: csr_matrix, of_network: Array, base: Linear) -> csr_matrix:
    """The features and, beside them, what the base says of each text in log-odds."""
    return hstack([features, csr_matrix(ODDS * base.odds(hstack([features, of_network], format="csr")))], format="csr")


def _folded(heads: OneVsRestClassifier, base: Linear) -> OneVsRestClassifier:
    """Heads over words and the base's log-odds as heads over the words, and the network, alone."""
    for head in heads.estimators_:
        words, odds = np.split(head.coef_[0], [head.coef_.shape[1] - len(base.intercepts)])
        odds = ODDS * odds
        folded = base.coefficients @ odds
        folded[: len(words)] += words
        head.coef_ = np.round(folded / STEP)[np.newaxis].astype(np.float32) * STEP
        head.intercept_ = head.intercept_ + base.intercepts @ odds
        head.n_features_in_ = head.coef_.shape[1]
    return heads


def _fitted(features: csr_matrix, wanted: Array | Truth) -> OneVsRestClassifier:
    with warnings.catch_warnings():
        # Steps are few on purpose: what counts is F1 out of fold.
        warnings.simplefilter("ignore", ConvergenceWarning)
        return _heads().fit(features, wanted.astype(int))


def _heads() -> OneVsRestClassifier:
    return OneVsRestClassifier(
        LogisticRegression(C=STRENGTH, solver="liblinear", dual=True, tol=0.1, max_iter=300, random_state=0)
    )


def _common(vocabularies: dict[str, Vocabulary], parts: Counts, wholes: Counts) -> tuple[dict[str, Vocabulary], Counts]:
    """The features, and their counts in the sentences, that occur in enough paragraphs, in alphabetical order."""
    kept = {}
    for block, known in vocabularies.items():
        occurrences = np.bincount(wholes[block].indices, minlength=len(known))
        rarest = RAREST[block] * max(1, wholes[block].shape[0] / PLENTY)
        kept[block] = sorted(feature for feature, index in known.items() if occurrences[index] >= rarest)
    columns = {block: [vocabularies[block][feature] for feature in features] for block, features in kept.items()}
    return (
        {block: {feature: index for index, feature in enumerate(features)} for block, features in kept.items()},
        {block: parts[block][:, columns[block]] for block in BLOCKS},
    )


def _carried(probabilities: Array, wanted: Truth, starts: Sequence[int]) -> Truth:
    """Which sentences carry which labels of their paragraph."""
    lengths = np.diff([*starts, len(probabilities)])
    strongest = np.repeat(np.maximum.reduceat(probabilities, starts, axis=0), lengths, axis=0)
    carried: Truth = np.repeat(wanted, lengths, axis=0) & (probabilities >= SHARE * strongest)
    return carried
