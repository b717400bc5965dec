import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pipeline.labels import Labelled, Refused, groups, read
from pipeline.model import Scorer, load
from pipeline.train import fingerprint, retrain

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
CSV_HEADER = "doc_id,text,section,language,categories,recommendation,start,end\n"


def synthetic() -> list[dict[str, Any]]:
    """Ten countries, each with its own word between all others, so that no two countries share a run of words."""
    rows = []
    for country in "abcdefghij":
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
    said = retrain([labels], folder / "one")
    retrain([labels], folder / "two")
    return folder / "one", folder / "two", said


def test_training_twice_gives_the_same_bytes(trained: tuple[Path, Path, str]) -> None:
    one, two, _ = trained
    assert sorted(path.name for path in one.iterdir()) == ["card.json", "model.skops", "scores.json"]
    assert [path.read_bytes() for path in sorted(one.iterdir())] == [
        path.read_bytes() for path in sorted(two.iterdir())
    ]


def test_a_model_learns_and_loads(trained: tuple[Path, Path, str]) -> None:
    model = load(trained[0])
    assert set(model.labels) == {*TOPICS, "recommendation"}
    row = Scorer(model).probabilities([("Guards beat a prisoner in his cell. The state should act.", "en")])[0]
    given = {
        label
        for label, probability, threshold in zip(model.labels, row, model.thresholds, strict=True)
        if probability >= threshold
    }
    assert given == {"torture", "recommendation"}


def test_the_card_and_the_scores_say_what_was_learned(trained: tuple[Path, Path, str]) -> None:
    card = json.loads((trained[0] / "card.json").read_text(encoding="utf-8"))
    scores = json.loads((trained[0] / "scores.json").read_text(encoding="utf-8"))
    assert card["paragraphs"] == len(synthetic())
    assert card["languages"] == {"en": len(synthetic())}
    assert fingerprint(f"  {synthetic()[0]['text'].upper()}") in card["texts"]
    assert scores["by_category"]["torture"]["all"]["n"] == 20
    assert f"F1 {scores['categories']['all']['f1']:.3f}" in trained[2]


REFUSED: list[tuple[str, list[Any], str]] = [
    ("an unknown category", [GOOD | {"categories": ["tortoise"]}], "row 1: no category 'tortoise'; known: "),
    ("an empty text", [GOOD, GOOD | {"id": "b", "text": " \n"}], "row 2: 'b' has an empty text"),
    ("other labels, same id", [GOOD, GOOD | {"categories": []}], "row 2: 'xx/2020/land/1' stands twice"),
    ("a missing field", [{key: GOOD[key] for key in GOOD if key != "lang"}], "row 1: no field 'lang'"),
    ("a field of the wrong type", [GOOD | {"recommendation": "no"}], "row 1: recommendation is 'no', not of type bool"),
    (
        "categories that are no names",
        [GOOD | {"categories": [["torture"]]}],
        "row 1: categories holds ['torture'], not of type str",
    ),
    ("no object", [[1]], "row 1: [1] is no object"),
    ("nothing", [], "no labelled paragraph"),
]


@pytest.mark.parametrize(("rows", "message"), [case[1:] for case in REFUSED], ids=[case[0] for case in REFUSED])
def test_what_cannot_be_learned_from_is_refused(tmp_path: Path, rows: list[Any], message: str) -> None:
    path = json_lines(tmp_path / "bad.jsonl", rows)
    with pytest.raises(Refused) as refused:
        read([path])
    assert str(refused.value).startswith("bad.jsonl")
    assert message in str(refused.value)


REFUSED_FILES = [
    ("bad.jsonl", "{oops\n", "bad.jsonl, row 1: not JSON"),
    ("bad.csv", "doc_id,text\nd,t\n", "bad.csv, row 2: no field"),
    ("bad.csv", f"{CSV_HEADER}d,t,,en,,maybe,0,9\n", "bad.csv, row 2: recommendation is 'maybe', not true or false"),
    ("bad.csv", f"{CSV_HEADER}d,t\n", "bad.csv, row 2: recommendation is None, not of type str"),
]


@pytest.mark.parametrize(("name", "content", "message"), REFUSED_FILES)
def test_files_that_are_no_labels_are_refused(tmp_path: Path, name: str, content: str, message: str) -> None:
    (tmp_path / name).write_text(content, encoding="utf-8")
    with pytest.raises(Refused) as refused:
        read([tmp_path / name])
    assert str(refused.value).startswith(message)


def test_too_few_groups_are_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="groups"):
        retrain([json_lines(tmp_path / "few.jsonl", synthetic()[:6])], tmp_path / "model")
    assert not (tmp_path / "model").exists()


def test_labels_without_a_recommendation_can_be_learned_from(tmp_path: Path) -> None:
    rows = [row | {"recommendation": False} for row in synthetic()]
    retrain([json_lines(tmp_path / "labels.jsonl", rows)], tmp_path / "model")
    assert set(load(tmp_path / "model").labels) == set(TOPICS)


def test_csv_and_json_lines_read_alike(tmp_path: Path) -> None:
    row = '"d","One, two.","A > B",sv,torture;women,true,10,19\n'
    (tmp_path / "labels.csv").write_text(CSV_HEADER + row, encoding="utf-8")
    expected = Labelled("d:10", "d", "sv", "A > B", "One, two.", frozenset({"torture", "women"}), True)
    assert read([tmp_path / "labels.csv"]) == [expected]


def test_a_paragraph_that_stands_in_two_files_counts_once(tmp_path: Path) -> None:
    paths = [json_lines(tmp_path / name, [GOOD]) for name in ("a.jsonl", "b.jsonl")]
    assert len(read(paths)) == 1


def paragraph(id: str, text: str) -> Labelled:
    return Labelled(id, "s", "en", "", text, frozenset(), False)


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
