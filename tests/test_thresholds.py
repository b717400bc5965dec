from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.thresholds import Quality, calibrated, calibration, choose, quality

QUALITIES = [
    ([1, 1, 0, 0], [1, 0, 1, 0], Quality(0.5, 0.5, 0.5, 2)),
    ([1, 1, 1, 0], [1, 0, 0, 0], Quality(1 / 3, 1.0, 0.5, 1)),
    ([0, 0], [0, 0], Quality(0.0, 0.0, 0.0, 0)),
]


@pytest.mark.parametrize(("given_", "truth", "expected"), QUALITIES)
def test_quality(given_: list[int], truth: list[int], expected: Quality) -> None:
    assert quality(np.array(given_, dtype=bool), np.array(truth, dtype=bool)) == expected


def test_a_frequent_label_has_its_own_threshold_and_a_rare_one_that_of_all() -> None:
    steps = np.linspace(0, 1, 1000)
    scores = np.column_stack([steps, steps, steps])
    truth = np.column_stack([steps > 0.7, steps > 0.3, steps > 0.997])
    high, low, rare = choose(scores, truth)
    assert high == pytest.approx(0.7, abs=0.05)
    assert low == pytest.approx(0.3, abs=0.05)
    # Alone, three texts at the top would put it at the end of the grid.
    assert low <= rare <= high


@cache
def squared() -> tuple[np.ndarray, np.ndarray]:
    """The calibration of scores that are right as often as their squares say."""
    generator = np.random.default_rng(0)
    scores = generator.random((500, 1))
    return calibration(scores, generator.random((500, 1)) < scores**2)


@settings(deadline=None)
@given(st.floats(0, 1), st.floats(0, 1))
def test_calibration_keeps_the_order(one: float, other: float) -> None:
    low, high = calibrated(np.array(sorted([one, other])), *squared())
    assert 0 < low <= high < 1


def test_calibrated_scores_are_as_often_right_as_they_say() -> None:
    generator = np.random.default_rng(0)
    scores = generator.random((20000, 1))
    odds = scores / (1 - scores)
    truth = generator.random((20000, 1)) < odds / (odds + 4)
    probabilities = calibrated(scores, *calibration(scores, truth))
    for low in np.arange(0, 1, 0.2):
        here = (probabilities >= low) & (probabilities < low + 0.2)
        assert probabilities[here].mean() == pytest.approx(truth[here].mean(), abs=0.03)


def told(number: int, shift: float) -> tuple[np.ndarray, np.ndarray]:
    """Scores of texts, and which of them have a label whose log-odds are by `shift` above the score's."""
    generator = np.random.default_rng(0)
    scores = generator.random(number)
    odds = scores / (1 - scores) * np.exp(shift)
    return scores, generator.random(number) < odds / (odds + 1)


def test_a_frequent_label_has_its_own_calibration_and_a_rare_one_that_of_all() -> None:
    own, others = told(20_000, 1.0), told(20_000, 0.0)
    few = [values[:20] for values in own]
    # Of the third label most texts score nothing.
    rare = np.r_[few[0], np.zeros(20_000 - 20)], np.r_[few[1], np.zeros(20_000 - 20, dtype=bool)]
    columns = [own, others, others, rare]
    scores, truth = (np.column_stack(values) for values in zip(*columns, strict=True))
    slopes, intercepts = calibration(scores, truth)
    _, of_all = calibration(scores.reshape(-1, 1), truth.reshape(-1, 1))
    assert intercepts[0] == pytest.approx(1.0, abs=0.1)
    assert intercepts[1] == pytest.approx(0.0, abs=0.1)
    assert intercepts[3] == pytest.approx(of_all[0], abs=0.1)
    assert slopes.min() > 0


def test_labels_that_all_or_none_have_teach_no_calibration() -> None:
    slopes, intercepts = calibration(np.array([[0.2, 0.3], [0.4, 0.1]]), np.zeros((2, 2), dtype=bool))
    assert (slopes.tolist(), intercepts.tolist()) == ([1, 1], [0, 0])
