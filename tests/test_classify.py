import dataclasses
from pathlib import Path

import pytest
import skops.io
from skops.io.exceptions import UntrustedTypesFoundException

from pipeline.classify import MODEL, classify
from pipeline.labels import taxonomy
from pipeline.model import FILE, load
from pipeline.records import Classification, Unit

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
    ("en", "The authorities should release all political prisoners.", True),
    ("en", "Police arrested three journalists in May.", False),
    ("sv", "Regeringen bör ratificera konventionen mot tortyr.", True),
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
    with pytest.raises(UntrustedTypesFoundException):
        load(tmp_path)


def test_the_shipped_model_is_small() -> None:
    assert sum(path.stat().st_size for path in MODEL.iterdir()) < 8 * 2**20
