import csv
import dataclasses
import gc
import pickle
from itertools import islice
from pathlib import Path

import pytest
import skops.io

from pipeline import runner
from pipeline.classify import NEAR_THRESHOLD, UNKNOWN_LANGUAGE, _in_place, classify
from pipeline.labels import taxonomy
from pipeline.mistakes import Mistake
from pipeline.model import FILE, Unfit, load
from pipeline.models import BASE, loading
from pipeline.records import Classification, Unit
from pipeline.steps import silent

PARAGRAPHS = Path(__file__).parents[1] / "seeds" / "labels" / "paragraphs.csv"
BLANK = Unit("d", 0, "paragraph", 0, (), "", 1, 0, 1, "en", 1.0, "", ((0, 0),), ())


def unit(text: str, language: str = "en", kind: str = "paragraph", order: int = 0) -> Unit:
    return dataclasses.replace(BLANK, text=text, language=language, kind=kind, order=order)


def assigned(result: Classification) -> set[str]:
    return {label.category for label in result.labels if label.assigned}


OBVIOUS = [
    ("en", "Prisoners said that guards beat and tortured them to force confessions.", {"torture"}),
    ("en", "The law provides for freedom of the press, but journalists faced censorship.", {"expression"}),
    ("en", "Police used tear gas to disperse peaceful demonstrators during unauthorised protests.", {"assembly"}),
    ("en", "Rape and domestic violence against women remained widespread.", {"women"}),
    ("en", "Same-sex relations are criminalised and transgender persons face violence.", {"lgbti"}),
    ("en", "Officials took bribes and corruption in government remained a serious problem.", {"corruption"}),
    ("sv", "Tortyr och misshandel av frihetsberövade förekommer i landets fängelser.", {"torture"}),
    ("sv", "Yttrandefriheten är begränsad och journalister utsätts för hot och censur.", {"expression"}),
    ("sv", "Barnarbete är vanligt och många barn utsätts för våld i hemmet.", {"children"}),
    ("sv", "Fackföreningar får bildas fritt och arbetstagare har rätt att strejka.", {"work"}),
    ("sv", "Korruptionen är utbredd och mutor förekommer inom alla myndigheter.", {"corruption"}),
    ("en", "The weather was mild and the report has four chapters.", set()),
]


@pytest.mark.parametrize(("language", "text", "categories"), OBVIOUS)
def test_obvious_paragraphs_have_the_obvious_category(language: str, text: str, categories: set[str]) -> None:
    found = assigned(classify([unit(text, language)])[0])
    assert found >= categories
    assert bool(found) == bool(categories)


ASKS = [
    ("en", "The Committee recommended that the State party ratify the Convention.", True),
    ("en", "Amnesty International urged the government to release all political prisoners.", True),
    ("en", "Police arrested three journalists in May.", False),
    ("sv", "FN uppmanade regeringen att ratificera konventionen mot tortyr.", True),
    ("sv", "Polisen grep tre journalister i maj.", False),
]


@pytest.mark.parametrize(("language", "text", "asks"), ASKS)
def test_recommendations(language: str, text: str, asks: bool) -> None:
    assert classify([unit(text, language)])[0].recommendation is asks


def test_paragraphs_list_items_and_tables_are_classified_in_order() -> None:
    kinds = ["title", "heading", "paragraph", "list_item", "note", "table", "boilerplate"]
    results = classify([unit("Guards tortured prisoners.", kind=kind, order=n) for n, kind in enumerate(kinds)])
    assert [kinds[result.unit] for result in results] == ["paragraph", "list_item", "table"]
    assert {len(result.labels) for result in results} == {len(taxonomy())}


def test_every_category_has_a_probability_of_four_digits() -> None:
    (result,) = classify([unit("Guards tortured women in prison.")])
    assert tuple(label.category for label in result.labels) == taxonomy()
    assert all(0 <= label.probability <= 1 for label in result.labels)
    assert all(label.probability == round(label.probability, 4) for label in result.labels)


def test_a_text_has_the_same_labels_in_any_company() -> None:
    texts = [text for _, text, _ in OBVIOUS]
    together = classify([unit(text, language, order=n) for n, (language, text, _) in enumerate(OBVIOUS)])
    alone = [classify([unit(text, OBVIOUS[n][0], order=n)])[0] for n, text in enumerate(texts)]
    assert together == alone


def test_a_language_that_was_not_learned_is_assigned_nothing() -> None:
    text = OBVIOUS[0][1]
    (known,), (unknown,) = classify([unit(text)]), classify([unit(text, "und")])
    assert assigned(known)
    assert assigned(unknown) == set()
    assert not unknown.recommendation
    assert max(label.probability for label in unknown.labels) > 0.5


def test_no_units_no_classifications() -> None:
    assert classify([]) == []
    assert classify([unit("")])[0].recommendation is False


class Stranger:
    """A type that no model holds."""


def test_a_model_file_with_other_types_is_refused(tmp_path: Path) -> None:
    skops.io.dump({"labels": Stranger()}, tmp_path / FILE)
    with pytest.raises(Unfit, match=f"{FILE}: holds what no model does: .*Stranger.*train it again"):
        load(tmp_path)


@pytest.mark.parametrize("version", [None, 1])
def test_a_model_of_another_version_is_refused_by_name(version: int | None, tmp_path: Path) -> None:
    skops.io.dump({"labels": []} | ({"version": version} if version else {}), tmp_path / FILE)
    with pytest.raises(Unfit, match=f"{FILE}: version {version or 'none'}"):
        load(tmp_path)


DAMAGED = [("model.skops", b"no zip"), ("network.skops", b"PK\x03\x04"), ("model.skops", None), ("network.skops", None)]


@pytest.mark.parametrize(("name", "content"), DAMAGED)
def test_a_damaged_model_is_refused_by_file(name: str, content: bytes | None, tmp_path: Path) -> None:
    for path in BASE.glob("*.skops"):
        if path.name != name:
            (tmp_path / path.name).symlink_to(path)
    if content is not None:
        (tmp_path / name).write_bytes(content)
    with pytest.raises(Unfit) as refused:
        load(tmp_path)
    assert str(refused.value).startswith(f"{tmp_path / name}: {'no such file' if content is None else 'damaged'}")


def test_a_model_that_cannot_be_read_ends_the_run_and_fails_no_document(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "in").mkdir()
    for name in ("one.txt", "two.txt"):
        (tmp_path / "in" / name).write_text("Guards beat the prisoners in their cells.", encoding="utf-8")
    monkeypatch.setattr("pipeline.classify.in_place", lambda: tmp_path / "bad")
    _in_place.cache_clear()
    try:
        with pytest.raises(Mistake, match="no such file: train it again, or take its folder away") as refused:
            runner.run(tmp_path / "in", tmp_path / "out", None, silent)
    finally:
        _in_place.cache_clear()
    # What a process of its own raises comes here as bytes.
    assert str(pickle.loads(pickle.dumps(refused.value))) == str(refused.value)
    assert not (tmp_path / "out" / "documents.csv").exists()


def test_the_shipped_model_is_small() -> None:
    assert sum(path.stat().st_size for path in BASE.iterdir()) < 40 * 2**20


def test_an_assigned_label_has_the_sentence_and_the_words_that_carry_it() -> None:
    text = "The country has two chambers. Guards tortured prisoners in May. The weather was mild."
    (result,) = classify([unit(text)])
    torture = next(label for label in result.labels if label.category == "torture")
    assert torture.assigned
    assert text[torture.start : torture.end] == "Guards tortured prisoners in May."
    assert 1 <= len(torture.terms) <= 3
    assert torture.terms[0] in {"tortured", "prisoners", "guards"}
    others = [label for label in result.labels if not label.assigned and not label.needs_review]
    assert {(label.start, label.end, label.terms) for label in others} == {(0, 0, ())}


def test_a_number_is_no_word_that_carries_a_label() -> None:
    (result,) = classify([unit("At least 12 marchers were shot dead.")])
    life = next(label for label in result.labels if label.category == "life")
    assert life.assigned
    assert life.terms
    assert not any(map(str.isdecimal, life.terms))


def test_the_flag_has_a_probability_and_its_evidence() -> None:
    text = "The country has two chambers. The Committee urges the State party to ratify the Convention."
    (result,) = classify([unit(text)])
    assert result.flag
    assert result.recommendation
    assert 0.5 < result.flag.probability == round(result.flag.probability, 4)
    assert text[result.flag.start : result.flag.end].startswith("The Committee urges")
    assert "urges" in result.flag.terms
    (unknown,) = classify([unit(text, "und")])
    assert unknown.flag
    assert (unknown.recommendation, unknown.flag.needs_review) == (False, UNKNOWN_LANGUAGE)


def test_labels_near_their_threshold_need_review_and_so_do_all_of_an_unknown_language() -> None:
    with PARAGRAPHS.open(encoding="utf-8", newline="") as file:
        rows = islice(csv.DictReader(file), 100)
        results = classify([unit(row["text"], row["language"], order=n) for n, row in enumerate(rows)])
    near = [label for result in results for label in result.labels if label.needs_review]
    assert {label.needs_review for label in near} == {NEAR_THRESHOLD}
    assert all(label.end > label.start for label in near)
    assert len(near) < sum(len(result.labels) for result in results) / 10
    (unknown,) = classify([unit(OBVIOUS[0][1], "und")])
    assert {label.needs_review for label in unknown.labels} == {UNKNOWN_LANGUAGE}


def test_what_is_loaded_to_stay_is_not_looked_through_for_garbage_again() -> None:
    def looked_through() -> bool:
        return any(one is model for one in gc.get_objects())

    model = [["weights"]]
    assert looked_through()
    with loading():
        model = [["weights"]]
    assert not looked_through()


def test_the_model_that_classifies_is_there_to_stay() -> None:
    model, _ = _in_place()
    assert not any(one is model.vocabularies for one in gc.get_objects())
