import numpy as np
import pytest

from pipeline.features import SHARES, weigh
from pipeline.fit import adapt, fit
from pipeline.labels import RECOMMENDATION, Labelled
from pipeline.model import Linear, Scorer

NAMES = ("prison", "school", RECOMMENDATION)
SAID = [
    ("Guards beat prisoners in a cell.", "prison"),
    ("Prisoners in the cell had no water.", "prison"),
    ("Pupils walked to a school.", "school"),
    ("The school gave pupils no books.", "school"),
]


def paragraphs(number: int, evidence: bool = False) -> list[Labelled]:
    made = []
    for index in range(number):
        said, category = SAID[index % len(SAID)]
        asks = index % 3 == 0
        text = f"{said} The state should act." if asks else f"{said} It was so."
        marked = {category: ((0, len(said)),)} | ({RECOMMENDATION: ((len(said) + 1, len(text)),)} if asks else {})
        made.append(
            Labelled(
                f"d{index}/1", f"d{index}", "s", "en", None, "", text, frozenset({category}), asks,
                marked if evidence else None,
            )
        )  # fmt: skip
    return made


@pytest.mark.parametrize("evidence", [False, True])
def test_fit_tells_the_labels_apart(evidence: bool) -> None:
    model = fit(paragraphs(40, evidence), NAMES)
    assert model.labels == NAMES
    scores = Scorer(model).scores([("It was so. The state should act. Pupils had a school.", "en")])
    prison, school, asks = scores.probabilities[0]
    assert prison < 0.5 < min(school, asks)
    assert scores.span(0, 1) == (33, 53)
    assert scores.span(0, 2) == (11, 32)
    terms = Scorer(model).terms(scores, scores.probabilities > 0.5, 2)
    assert set(terms) == {(0, 1), (0, 2)}
    assert set(terms[0, 1]) == {"pupils", "school"}


def test_what_an_adapted_model_says_is_what_it_learned_over_words_and_base() -> None:
    base = fit(paragraphs(40), ("prison", "school"))
    model = adapt(base, paragraphs(120), NAMES[:2])
    assert model.vocabularies == base.vocabularies
    texts = [(paragraph.text, paragraph.language) for paragraph in paragraphs(4)]
    told = Scorer(model).probabilities(texts).argmax(axis=1).tolist()
    assert told == [0, 0, 1, 1]


def test_a_label_with_few_examples_keeps_the_weights_of_the_base() -> None:
    base = fit(paragraphs(40), NAMES)
    model = adapt(base, paragraphs(12), NAMES)
    own, kept = (Linear(one.heads["categories"]).coefficients for one in (model, base))
    assert np.array_equal(own, kept)
    assert model.labels == base.labels
    assert model.kept == set(NAMES)
    assert (model.calibration, model.thresholds) == (base.calibration, base.thresholds)


def test_a_label_that_no_model_tells_is_left_out() -> None:
    assert fit(paragraphs(40), (*NAMES[:2], "unheard")).labels == NAMES[:2]


def test_weights_are_of_the_blocks_that_tell() -> None:
    model = fit(paragraphs(40), NAMES)
    assert set(model.heads) == set(SHARES)
    widths = {task: Linear(heads).coefficients.shape[0] for task, heads in model.heads.items()}
    sizes = {block: len(known) for block, known in model.vocabularies.items()}
    assert widths == {
        task: sum(sizes[block] for block in shares if block in model.weights) for task, shares in SHARES.items()
    }
    assert weigh.__doc__
