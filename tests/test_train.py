import json
import string
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pipeline.labels import Labelled, Refused, fingerprint, groups
from pipeline.model import Scorer, load
from pipeline.models import BASE
from pipeline.train import retrain, train_base

TOPICS = {
    "torture": ["Guards beat the prisoners in their cells", "Torture in prison cells went on"],
    "education": ["Pupils walked far to the village school", "Schools had no books for pupils"],
    "religion": ["The mosque could not register its worship", "Worship in the church was banned"],
}
GOOD = {
    "id": "xx/2020/land/1",
    "source": "xx",
    "lang": "en",
    "section": "",
    "text": "Guards beat prisoners.",
    "categories": ["torture"],
    "recommendation": False,
}


def synthetic(countries: str = "abcdefghij") -> list[dict[str, Any]]:
    """Countries, each with its own word between all others, so that no two countries share a run of words."""
    rows = []
    for country in countries:
        for number, (category, texts) in enumerate(TOPICS.items()):
            for which, text in enumerate(texts):
                asks = which == 1
                ending = "The state should act soon" if asks else "It was seen everywhere"
                apart = f" {country * 3} "
                rows.append(
                    GOOD
                    | {"id": f"xx/2020/{country}/{number}{which}"}
                    | {"text": f"{apart.join(text.split())}. {apart.join(ending.split())}."}
                    | {"categories": [category], "recommendation": asks}
                )
    return rows


def json_lines(path: Path, rows: list[Any]) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, str]:
    folder = tmp_path_factory.mktemp("train")
    labels = json_lines(folder / "labels.jsonl", synthetic())
    said = train_base([labels], None, folder / "one")
    train_base([labels], None, folder / "two", workers=2)
    return folder / "one", folder / "two", said


@pytest.fixture(scope="module")
def adapted(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, str]:
    folder = tmp_path_factory.mktemp("adapt")
    # More than ENOUGH examples of each topic.
    labels = json_lines(folder / "labels.jsonl", synthetic(string.ascii_lowercase))
    said = retrain([labels], None, None, folder / "one")
    retrain([labels], None, None, folder / "two")
    return folder / "one", folder / "two", said


@pytest.mark.parametrize("made", ["trained", "adapted"])
def test_training_twice_gives_the_same_bytes(made: str, request: pytest.FixtureRequest) -> None:
    one, two, _ = request.getfixturevalue(made)
    # What is adapted from a base with a network has that too.
    network = ["network.skops"] if made == "adapted" else []
    written = ["CARD.md", "card.json", "model.skops", *network, "scores.json"]
    assert sorted(path.name for path in one.iterdir()) == written
    assert [path.read_bytes() for path in sorted(one.iterdir())] == [
        path.read_bytes() for path in sorted(two.iterdir())
    ]


@pytest.mark.parametrize("made", ["trained", "adapted"])
def test_a_model_learns_and_loads(made: str, request: pytest.FixtureRequest) -> None:
    model = load(request.getfixturevalue(made)[0])
    assert set(model.labels) >= {*TOPICS, "recommendation"}
    row = Scorer(model).probabilities([("Guards beat a prisoner in his cell. The state should act.", "en")])[0]
    given = {
        label
        for label, probability, threshold in zip(model.labels, row, model.thresholds, strict=True)
        if probability >= threshold
    }
    assert given == {"torture", "recommendation"}


def test_an_adapted_model_keeps_what_it_has_no_examples_of(adapted: tuple[Path, Path, str]) -> None:
    model, base = load(adapted[0]), load(BASE)
    assert set(model.labels) == set(base.labels)
    assert set(model.languages) == set(base.languages)


def test_the_card_and_the_scores_say_what_was_learned(trained: tuple[Path, Path, str]) -> None:
    card = json.loads((trained[0] / "card.json").read_text(encoding="utf-8"))
    scores = json.loads((trained[0] / "scores.json").read_text(encoding="utf-8"))
    page = (trained[0] / "CARD.md").read_text(encoding="utf-8")
    assert card["paragraphs"] == len(synthetic())
    assert card["languages"] == {"en": len(synthetic())}
    assert fingerprint(f"  {synthetic()[0]['text'].upper()}") in card["texts"]
    assert scores["by_category"]["torture"]["n"] == 20
    said = f"F1 {scores['categories']['all']['f1']:.3f}"
    assert said.removeprefix("F1 ") in trained[2]
    assert said.removeprefix("F1 ") in page
    assert scores["baselines"]["majority"]["f1"] < scores["categories"]["all"]["f1"]


def test_a_taxonomy_of_ones_own_can_be_learned(tmp_path: Path) -> None:
    own = {"torture": "prison", "education": "school", "religion": "faith"}
    rows = [row | {"categories": [own[category] for category in row["categories"]]} for row in synthetic()]
    (tmp_path / "mine.csv").write_text("category\n" + "\n".join(own.values()) + "\n", encoding="utf-8")
    retrain([json_lines(tmp_path / "labels.jsonl", rows)], None, tmp_path / "mine.csv", tmp_path / "model")
    model = load(tmp_path / "model")
    assert set(model.labels) == {*own.values(), "recommendation"}
    row = Scorer(model).probabilities([("Pupils sat in the school.", "en")])[0]
    assert model.labels[int(row.argmax())] == "school"


def test_a_better_model_stays_unless_forced(tmp_path: Path) -> None:
    topics = list(TOPICS)
    # Labels that have nothing to do with the text: only who has seen them can know them.
    rows = [
        row | {"categories": [topics[(index * index + index // 6) % 3]]}
        for index, row in enumerate(synthetic(string.ascii_lowercase))
    ]
    labels = json_lines(tmp_path / "labels.jsonl", rows)
    model = tmp_path / "model"
    retrain([labels], None, None, model, force=True)
    card = json.loads((model / "card.json").read_text(encoding="utf-8"))
    # As if it had not: it now seems to be the better one.
    (model / "card.json").write_text(json.dumps(card | {"texts": []}), encoding="utf-8")
    before = {path.name: path.read_bytes() for path in model.iterdir()}
    with pytest.raises(Refused, match="is better on 156 of these paragraphs"):
        retrain([labels], None, None, model)
    assert {path.name: path.read_bytes() for path in model.iterdir()} == before
    retrain([labels], None, None, model, force=True)
    assert json.loads((model / "card.json").read_text(encoding="utf-8"))["texts"]


def test_too_few_groups_are_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="groups"):
        train_base([json_lines(tmp_path / "few.jsonl", synthetic()[:6])], None, tmp_path / "model")
    assert not (tmp_path / "model").exists()


def test_labels_without_a_recommendation_can_be_learned_from(tmp_path: Path) -> None:
    rows = [row | {"recommendation": False} for row in synthetic()]
    train_base([json_lines(tmp_path / "labels.jsonl", rows)], None, tmp_path / "model")
    assert set(load(tmp_path / "model").labels) == set(TOPICS)


def paragraph(id: str, text: str) -> Labelled:
    return Labelled(id, id.rpartition("/")[0], "s", "en", None, "", text, frozenset(), False)


LONG = "The law prohibits such practices and the government respected these provisions in all parts of the country"
TOGETHER: list[tuple[str, Labelled, Labelled, Callable[[str, str], bool]]] = [
    ("years of one report", paragraph("us/2016/x/1", "One."), paragraph("us/2019/x/7", "Two."), str.__eq__),
    ("two countries", paragraph("us/2016/x/1", "One."), paragraph("us/2016/y/1", "Two."), str.__ne__),
    ("near-duplicates", paragraph("us/2016/x/1", f"{LONG}."), paragraph("us/2016/y/1", f"In May {LONG}."), str.__eq__),
    ("editions of one paper", paragraph("un/x2010/1", "One."), paragraph("un/x2014/2", "Two."), str.__eq__),
]


@pytest.mark.parametrize(("one", "other", "related"), [case[1:] for case in TOGETHER], ids=[c[0] for c in TOGETHER])
def test_groups_hold_what_is_alike(one: Labelled, other: Labelled, related: Callable[[str, str], bool]) -> None:
    first, second = groups([one, other])
    assert related(first, second)
