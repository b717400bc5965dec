import numpy as np
import pytest

from pipeline.judge import better, by_keyword, calibration_error, judge, majority, score
from pipeline.labels import RECOMMENDATION, Labelled

NAMES = ("prison", "school", RECOMMENDATION)


def paragraph(index: int, *labels: str, language: str = "en", text: str = "x") -> Labelled:
    asks = RECOMMENDATION in labels
    categories = frozenset(labels) - {RECOMMENDATION}
    return Labelled(f"{index}", f"d{index % 4}", "s", language, 2019, "", text, categories, asks)


PARAGRAPHS = [
    *(paragraph(index, "prison", language="en") for index in range(20)),
    *(paragraph(index, "school", RECOMMENDATION, language="sv") for index in range(20)),
]
GROUPS = [paragraph.document for paragraph in PARAGRAPHS]
TRUTH = np.array([[name in paragraph.labels for name in NAMES] for paragraph in PARAGRAPHS])


def test_perfect_labels_have_perfect_scores() -> None:
    scores = judge(PARAGRAPHS, GROUPS, TRUTH, NAMES)
    assert scores["categories"]["all"] == {"precision": 1, "recall": 1, "f1": 1, "lower": 1, "upper": 1, "n": 40}
    assert set(scores["categories"]["by_language"]) == {"en", "sv"}
    assert set(scores["categories"]["by_document"]) == {"d0", "d1", "d2", "d3"}
    assert set(scores["categories"]["by_year"]) == {"2019"}
    assert scores["macro"] == 1
    assert scores[RECOMMENDATION]["all"]["n"] == 20


def test_each_part_is_judged_by_itself() -> None:
    given = TRUTH.copy()
    given[20:, 1] = False
    scores = judge(PARAGRAPHS, GROUPS, given, NAMES)
    assert scores["categories"]["by_language"]["en"]["f1"] == 1
    assert scores["categories"]["by_language"]["sv"]["f1"] == 0
    assert scores["categories"]["all"]["f1"] == pytest.approx(2 / 3, abs=1e-4)
    assert scores["by_category"]["school"]["f1"] == 0
    assert scores["macro"] == 0.5


def test_the_interval_holds_the_score_and_narrows_with_more_groups() -> None:
    generator = np.random.default_rng(0)
    truth = generator.random((400, 3)) < 0.3
    given = truth ^ (generator.random((400, 3)) < 0.1)
    few = score(given, truth, [str(index % 4) for index in range(400)])
    many = score(given, truth, [str(index) for index in range(400)])
    for one in (few, many):
        assert one["lower"] <= one["f1"] <= one["upper"]
    assert 0 < many["upper"] - many["lower"] < 0.1
    worse = score(given[:40], truth[:40], [str(index) for index in range(40)])
    assert worse["upper"] - worse["lower"] > many["upper"] - many["lower"]


def test_better_counts_the_draws_that_are_won() -> None:
    groups = [str(index) for index in range(len(TRUTH))]
    nothing = np.zeros_like(TRUTH)
    assert better(TRUTH, nothing, TRUTH, groups) == 1
    assert better(nothing, TRUTH, TRUTH, groups) == 0
    assert better(TRUTH, TRUTH, TRUTH, groups) == 0


def test_calibration_error() -> None:
    truth = np.array([[True, False]] * 50)
    assert calibration_error(np.full((50, 2), 0.5), truth) == 0
    assert calibration_error(np.full((50, 2), 0.9), truth) == pytest.approx(0.4)


def test_baselines() -> None:
    assert majority(np.array([[True, False], [True, True]])).tolist() == [[True, False], [True, False]]
    called = {("prison", "en"): "Prisons and detention", ("prison", "sv"): "Fängelser"}
    texts = [
        ("en", "A prisoner fled.", True),
        ("en", "The pen.", False),
        ("sv", "I fängelset.", True),
        ("fr", "Prisons", False),
    ]
    given = by_keyword([paragraph(0, language=code, text=text) for code, text, _ in texts], ("prison",), called)
    assert given[:, 0].tolist() == [found for *_, found in texts]
