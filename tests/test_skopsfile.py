"""Skops files: what is read without the libraries that made a file is what these read."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import skops.io
from sklearn.feature_extraction.text import TfidfTransformer
from sklearn.linear_model import LogisticRegression
from sklearn.multiclass import OneVsRestClassifier

from pipeline import skopsfile
from pipeline.models import BASE

TEXTS, TRUTH = np.array([[1.0, 0.0], [0.0, 2.0], [1.0, 1.0]]), np.array([[1, 0], [0, 1], [1, 1]])
STATES: dict[str, dict[str, Any]] = {
    "words and numbers": {"version": 4, "labels": ["life", "tørtur"], "share": 0.25, "network": None, "known": True},
    "arrays": {"whole": np.arange(6, dtype=np.int8).reshape(2, 3), "flat": np.asfortranarray(TEXTS), "one": [TEXTS[0]]},
    "a number of numpy's": {"slope": np.float64(0.5), "times": np.int32(3)},
    "nothing": {"labels": [], "vectors": {}},
}


def same(one: Any, other: Any) -> bool:
    """Whether two things read are the same, what scikit-learn's objects hold included."""
    if isinstance(one, np.ndarray | np.generic):
        equal = one.dtype == other.dtype and one.shape == other.shape and one.tobytes("A") == other.tobytes("A")
        return type(one) is type(other) and equal
    if isinstance(one, dict):
        return list(one) == list(other) and all(same(one[key], other[key]) for key in one)
    if isinstance(one, list):
        return len(one) == len(other) and all(map(same, one, other))
    if type(one).__module__.startswith("sklearn."):
        return same({name: value for name, value in vars(one).items() if hasattr(other, name)}, _fitted(one, other))
    return bool(type(one) is type(other) and one == other)


def _fitted(one: Any, other: Any) -> dict[str, Any]:
    held = {name: vars(other)[name] for name in vars(one) if name in vars(other)}
    assert {name for name in vars(one) if name.endswith("_")} <= set(held)
    return held


@pytest.mark.parametrize("name", STATES)
def test_numbers_and_words_are_read_as_they_were_written(name: str, tmp_path: Path) -> None:
    skopsfile.write(tmp_path / "state", STATES[name])
    assert same(skopsfile.read(tmp_path / "state"), skopsfile.numbers(tmp_path / "state"))


def test_of_objects_of_scikit_learn_is_read_what_they_hold(tmp_path: Path) -> None:
    heads = OneVsRestClassifier(LogisticRegression(solver="liblinear")).fit(TEXTS, TRUTH)
    skopsfile.write(tmp_path / "state", {"heads": heads, "weights": TfidfTransformer(sublinear_tf=True).fit(TEXTS)})
    found = skopsfile.numbers(tmp_path / "state")
    assert same(skopsfile.read(tmp_path / "state"), found)
    assert found["heads"].estimators_[1].coef_.tolist() == heads.estimators_[1].coef_.tolist()


def test_the_model_in_place_is_read_the_same_both_ways() -> None:
    for path in sorted(BASE.glob("*.skops")):
        assert same(skopsfile.read(path), skopsfile.numbers(path))


class Stranger:
    """A type that no model holds."""


@pytest.mark.parametrize(
    "strange", [Stranger(), np.array([Stranger()], dtype=object), {1: "a number as a key"}, slice(2)]
)
def test_anything_else_is_refused(strange: object, tmp_path: Path) -> None:
    skops.io.dump({"labels": strange}, tmp_path / "state")
    with pytest.raises(skopsfile.Strange):
        skopsfile.numbers(tmp_path / "state")
