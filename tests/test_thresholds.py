import numpy as np
import pytest
from hypothesis import given
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


@given(st.floats(0, 1), st.floats(0, 1))
def test_calibration_keeps_the_order(one: float, other: float) -> None:
    generator = np.random.default_rng(0)
    scores = generator.random((500, 1))
    truth = generator.random((500, 1)) < scores**2
    slope, intercept = calibration(scores, truth)
    low, high = calibrated(np.array(sorted([one, other])), np.array(slope), np.array(intercept))
    assert 0 < low <= high < 1


def test_calibrated_scores_are_as_often_right_as_they_say() -> None:
    generator = np.random.default_rng(0)
    scores = generator.random((20000, 1))
    odds = scores / (1 - scores)
    truth = generator.random((20000, 1)) < odds / (odds + 4)
    slope, intercept = calibration(scores, truth)
    probabilities = calibrated(scores, np.array(slope), np.array(intercept))
    for low in np.arange(0, 1, 0.2):
        here = (probabilities >= low) & (probabilities < low + 0.2)
        assert probabilities[here].mean() == pytest.approx(truth[here].mean(), abs=0.03)


def test_labels_that_all_or_none_have_teach_no_calibration() -> None:
    assert calibration(np.array([[0.2], [0.4]]), np.array([[False], [False]])) == (1.0, 0.0)
