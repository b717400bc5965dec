import json
import shutil
import string
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pipeline.judge import truth_of
from pipeline.labels import Labelled, Refused, fingerprint, groups, read, taxonomy
from pipeline.model import Scorer, load
from pipeline.models import BASE
from pipeline.rival import DECISIONS, Incomparable, Rival
from pipeline.thresholds import quality
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
    # What is adapted from a base with a network has that too, and what the next model is compared with.
    also = ["network.skops", DECISIONS] if made == "adapted" else []
    written = sorted(["CARD.md", "card.json", "model.skops", *also, "scores.json"])
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
    assert 0 <= scores["calibration_error_likely"] <= 1
    assert f"{scores['calibration_error_likely']} over those with a probability of 0.1 or more" in page
    assert scores["baselines"]["majority"]["f1"] < scores["categories"]["all"]["f1"]


def test_a_taxonomy_of_ones_own_can_be_learned(tmp_path: Path) -> None:
    own = {"torture": "prison", "education": "school", "religion": "faith"}
    rows = [row | {"categories": [own[category] for category in row["categories"]]} for row in synthetic()]
    (tmp_path / "mine.csv").write_text("category\n" + "\n".join(own.values()) + "\n", encoding="utf-8")
    # One paragraph in French is not French learned, nor is Swedish by a taxonomy of which the base knows nothing.
    rows[0] |= {"lang": "fr"}
    rows += [row | {"id": f"{row['id']}0"} for row in synthetic("k") if row["recommendation"]]
    rows[-3:] = [row | {"categories": [own[row["categories"][0]]]} for row in rows[-3:]]
    said = retrain([json_lines(tmp_path / "labels.jsonl", rows)], None, tmp_path / "mine.csv", tmp_path / "model")
    assert "warning: languages not learned, with fewer than 50 paragraphs: fr (1)" in said
    model = load(tmp_path / "model")
    assert set(model.labels) == {*own.values(), "recommendation"}
    assert model.languages == ("en",)
    row = Scorer(model).probabilities([("Pupils sat in the school.", "en")])[0]
    assert model.labels[int(row.argmax())] == "school"


def test_a_taxonomy_of_ones_own_needs_a_language(tmp_path: Path) -> None:
    (tmp_path / "mine.csv").write_text("category\nprison\n", encoding="utf-8")
    rows = [row | {"categories": ["prison"][: index % 2]} for index, row in enumerate(synthetic("abcdefgh"))]
    labels = json_lines(tmp_path / "labels.jsonl", rows)
    with pytest.raises(Refused, match=r"a language takes 50 paragraphs to learn; there are en \(48\)$"):
        retrain([labels], None, tmp_path / "mine.csv", tmp_path / "model")


def random_labels(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The rows with labels that have nothing to do with their texts."""
    topics = list(TOPICS)
    return [row | {"categories": [topics[(index * index + index // 6) % 3]]} for index, row in enumerate(rows)]


def model_of(folder: Path, labels: list[dict[str, Any]], unseen: dict[str, list[str]]) -> Path:
    """A folder with the base's model as one that has learned from these labels and judged them so unseen."""
    folder.mkdir()
    for path in BASE.glob("*.skops"):
        shutil.copy(path, folder)
    (folder / "card.json").write_text(json.dumps({"texts": [fingerprint(row["text"]) for row in labels]}))
    (folder / DECISIONS).write_text(json.dumps(unseen))
    return folder


def test_a_model_that_judged_the_same_texts_better_stays_unless_forced(tmp_path: Path) -> None:
    rows = random_labels(synthetic("abcdef"))
    labels = json_lines(tmp_path / "labels.jsonl", rows)
    # The model in place has learned from the texts; what its like said of them unseen is all right.
    unseen = {fingerprint(row["text"]): row["categories"] for row in rows}
    place = model_of(tmp_path / "model", rows, unseen)
    before = {path.name: path.read_bytes() for path in place.iterdir()}
    with pytest.raises(Refused, match=r"model is better on 36 of these paragraphs, judged without .*: F1 1\.000"):
        retrain([labels], None, None, place)
    assert {path.name: path.read_bytes() for path in place.iterdir()} == before


def test_training_leaves_what_the_next_is_compared_with(adapted: tuple[Path, Path, str]) -> None:
    rows = synthetic(string.ascii_lowercase)
    place = adapted[0]
    paragraphs = read([place.parent / "labels.jsonl"])
    again = Rival.of(place, paragraphs, groups(paragraphs), (*taxonomy(), "recommendation"))
    assert again.place == place
    assert len(again.rows) == len(rows)
    scores = json.loads((place / "scores.json").read_text(encoding="utf-8"))
    truth = truth_of(paragraphs, again.names)
    assert round(quality(again.given, truth).f1, 4) == scores["categories"]["all"]["f1"]


NAMES = (*taxonomy(), "recommendation")
FIRST, LEARNED = NAMES[0], "has learned from {} of these 60 paragraphs, or from others of their documents"
INCOMPARABLE: list[tuple[str, int, tuple[str, ...], str]] = [
    ("it has learned from all", 60, NAMES, LEARNED.format(60)),
    ("it has learned from some paragraphs of most documents", 40, NAMES, LEARNED.format(42)),
    ("it tells other categories", 0, ("prison",), f"is of another taxonomy: it tells {FIRST!r}, "),
    ("it tells one category more", 0, NAMES[1:], f"is of another taxonomy: it tells {FIRST!r}, which this"),
]


@pytest.mark.parametrize(
    ("learned", "names", "message"), [case[1:] for case in INCOMPARABLE], ids=[case[0] for case in INCOMPARABLE]
)
def test_models_that_cannot_be_compared_say_why(
    tmp_path: Path, learned: int, names: tuple[str, ...], message: str
) -> None:
    rows = synthetic()
    place = model_of(tmp_path / "model", rows[:learned], {})
    paragraphs = read([json_lines(tmp_path / "labels.jsonl", rows)])
    with pytest.raises(Incomparable) as refused:
        Rival.of(place, paragraphs, groups(paragraphs), names)
    assert str(refused.value).startswith(str(place))
    assert message in str(refused.value)


def test_a_model_that_cannot_be_read_is_no_rival(tmp_path: Path) -> None:
    place = model_of(tmp_path / "model", [], {})
    (place / "model.skops").write_bytes(b"no zip")
    paragraphs = read([json_lines(tmp_path / "labels.jsonl", synthetic())])
    with pytest.raises(Incomparable, match=r"model\.skops: damaged"):
        Rival.of(place, paragraphs, groups(paragraphs), NAMES)


def test_what_cannot_be_compared_is_replaced_only_by_force(tmp_path: Path) -> None:
    rows = synthetic()
    labels = json_lines(tmp_path / "labels.jsonl", rows)
    place = model_of(tmp_path / "model", rows, {})
    with pytest.raises(Refused, match=r"^not compared with the model in place: .* --force replaces it$"):
        retrain([labels], None, None, place)
    assert not (place / "scores.json").exists()
    said = retrain([labels], None, None, place, force=True)
    assert f"warning: not compared with the model in place: {place} has learned from 60 of these 60" in said
    assert (place / "scores.json").exists()


def test_too_few_documents_are_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused, match=r"labels of 5 or more documents are needed.*; there are 1 \("):
        train_base([json_lines(tmp_path / "few.jsonl", synthetic()[:6])], None, tmp_path / "model")
    assert not (tmp_path / "model").exists()


def test_a_category_of_ones_own_beside_the_shipped_ones(tmp_path: Path) -> None:
    rows = [row | {"categories": ["prison"]} if row["categories"] == ["torture"] else row for row in synthetic()]
    # Of shipped categories there may be as few as there are: the base tells them.
    rows[2] |= {"categories": ["corruption"]}
    shipped = "".join(f"{name}\n" for name in taxonomy())
    (tmp_path / "mine.csv").write_text(f"category\n{shipped}prison\nunheard\n", encoding="utf-8")
    said = retrain([json_lines(tmp_path / "l.jsonl", rows)], None, tmp_path / "mine.csv", tmp_path / "model")
    assert "warning: unheard has no example and is not told" in said
    model = load(tmp_path / "model")
    assert set(model.labels) == {*load(BASE).labels, "prison"}
    assert model.languages == load(BASE).languages


def test_too_few_examples_of_a_category_of_ones_own_are_refused(tmp_path: Path) -> None:
    rows = [row | {"categories": ["prison"]} if index < 7 else row for index, row in enumerate(synthetic())]
    rows[7] |= {"categories": ["corruption"]}
    (tmp_path / "mine.csv").write_text("\n".join(["category", *taxonomy(), "prison"]), encoding="utf-8")
    with pytest.raises(Refused, match=r"^fewer than 8 examples: prison \(7\)$"):
        retrain([json_lines(tmp_path / "labels.jsonl", rows)], None, tmp_path / "mine.csv", tmp_path / "model")


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
    ("numbered reports", paragraph("report1/1", "One."), paragraph("report20/1", "Two."), str.__ne__),
    ("sessions", paragraph("a/hrc/41/2/1", "One."), paragraph("a/hrc/42/2/1", "Two."), str.__ne__),
    ("years alone", paragraph("2016/1", "One."), paragraph("2017/1", "Two."), str.__ne__),
    ("editions of one paper", paragraph("un/x2010/1", "One."), paragraph("un/x2014/2", "Two."), str.__eq__),
]


@pytest.mark.parametrize(("one", "other", "related"), [case[1:] for case in TOGETHER], ids=[c[0] for c in TOGETHER])
def test_groups_hold_what_is_alike(one: Labelled, other: Labelled, related: Callable[[str, str], bool]) -> None:
    first, second = groups([one, other])
    assert related(first, second)
