"""Names in other scripts than the Latin one: found by the Latin names of the same document, and joined to them."""

import csv
import unicodedata
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.extract import people
from pipeline.extract.people.names import SCRIPTS, fold, in_latin, latin
from pipeline.extract.people.scripts import with_scripts
from pipeline.link import names as link_names
from pipeline.link.people import PersonName, join
from pipeline.link.persons import persons
from pipeline.records import Detection, Mention, Unit

with SCRIPTS.open(encoding="utf-8", newline="") as rows:
    LETTERS = [row["letter"] for row in csv.DictReader(rows)]

PRESIDENT = "Nursultan Nazarbayev"


def units(*told: tuple[str, str]) -> list[Unit]:
    """One document's units, of a language and a text each."""
    return [
        Unit("d", order, "paragraph", 0, (), "", 1, 0, len(text), language, 1.0, text, ((0, 0),), ())
        for order, (language, text) in enumerate(told)
    ]


def mention(unit: Unit, name: str, norm: str = "") -> Mention:
    start = unit.text.index(name)
    end = start + len(name)
    return Mention(unit.document, unit.order, "person", name, start, end, start, end, norm or name, "", "", "")


def test_every_letter_is_one_that_folding_leaves() -> None:
    assert len(set(LETTERS)) == len(LETTERS)
    assert [letter for letter in LETTERS if fold(letter) != letter] == []


LATIN = [
    ("Назарбаев", "nazarbaev"),
    ("Жовтис", "zhovtis"),
    ("Қасым", "kasym"),
    ("გვარამია", "gvaramia"),
    ("Παπανδρέου", "papandreoy"),
    ("محمود", "mhmwd"),
    ("أحمد", "ahmd"),
    ("ь", "ь"),
    ("Zoë", "zoe"),
]


@pytest.mark.parametrize(("word", "expected"), LATIN)
def test_letters_in_latin_ones(word: str, expected: str) -> None:
    assert latin(fold(word)) == expected


# Units as (language, text), the Latin names that are found in them, as (unit, text, norm), and what is found besides.
FOUND = [
    pytest.param(
        [("en", "President Nursultan Nazarbayev (Нурсултан Назарбаев) left.")],
        [(0, PRESIDENT, "")],
        [(0, "Нурсултан Назарбаев", PRESIDENT)],
        id="in brackets",
    ),
    pytest.param(
        [("sv", "Kasym-Zjomart Tokajev (ryska: Касым-Жомарт Токаев) kom.")],
        [(0, "Kasym-Zjomart Tokajev", "")],
        [(0, "Касым-Жомарт Токаев", "Kasym-Zjomart Tokajev")],
        id="in brackets behind the name of a language, in Swedish spelling",
    ),
    pytest.param(
        [("en", "Aset Abishev (АО Самрук) left.")], [(0, "Aset Abishev", "")], [], id="something else in brackets"
    ),
    pytest.param(
        [("en", "Nazarbayev (Назарбаев) left.")],
        [(0, "Nazarbayev", PRESIDENT)],
        [(0, "Назарбаев", PRESIDENT)],
        id="a surname in brackets",
    ),
    pytest.param(
        [
            ("en", "Nursultan Nazarbayev left."),
            ("ru", "Назарбаев Нурсултан Абишевич уехал. Назарбаева видели. Остался Токаев, а назарбаев нет."),
        ],
        [(0, PRESIDENT, "")],
        [(1, "Назарбаев Нурсултан Абишевич", PRESIDENT), (1, "Назарбаева", PRESIDENT)],
        id="elsewhere, the surname alone too",
    ),
    pytest.param(
        [("en", "Aset Abishev and Kenzhe Abishev left."), ("ru", "Асет Абишев и Кенже Абишев. Абишев уехал.")],
        [(0, "Aset Abishev", ""), (0, "Kenzhe Abishev", "")],
        [(1, "Асет Абишев", "Aset Abishev"), (1, "Кенже Абишев", "Kenzhe Abishev")],
        id="a surname of two persons",
    ),
    pytest.param(
        [("en", "Mahmoud Abbas (محمود عباس) met Bashar al-Assad."), ("ar", "وصل بشار الأسد إلى دمشق.")],
        [(0, "Mahmoud Abbas", ""), (0, "Bashar al-Assad", "")],
        [(0, "محمود عباس", "Mahmoud Abbas"), (1, "بشار الأسد", "Bashar al-Assad")],
        id="letters without vowels",
    ),
    pytest.param([("ru", "Асет Абишев уехал.")], [], [], id="nobody whom the document names in Latin letters"),
]


@pytest.mark.parametrize(("told", "known", "expected"), FOUND)
def test_names_in_other_scripts(
    told: list[tuple[str, str]], known: list[tuple[int, str, str]], expected: list[tuple[int, str, str]]
) -> None:
    made = units(*told)
    found = with_scripts(made, [mention(made[unit], name, norm) for unit, name, norm in known])
    assert [(one.unit, one.text, one.norm) for one in found if not in_latin(one.text)] == expected
    assert all(made[one.unit].text[one.start : one.end] == one.text for one in found)
    assert len(found) == len(known) + len(expected)


PIECES = st.lists(
    st.sampled_from(
        ["Aset", "Асет", "Abishev", "Абишев", "A.G.", "А. Г.", "(", ")", ", ", ". ", "ь", "علي", "عع", "-"]
    ),
    max_size=14,
)


@given(PIECES, st.lists(st.tuples(st.integers(0, 13), st.integers(1, 2)), max_size=4))
def test_whatever_stands_there_mentions_lie_in_the_text_and_apart(
    pieces: list[str], named: list[tuple[int, int]]
) -> None:
    unit = units(("en", " ".join(pieces)))[0]
    known = {" ".join(pieces[first : first + size]) for first, size in named if pieces[first : first + size]}
    found = with_scripts([unit], [mention(unit, name) for name in sorted(filter(in_latin, known))])
    made = [one for one in found if not in_latin(one.text)]
    assert all(unit.text[one.start : one.end] == one.text for one in found)
    assert all(one.end <= other.start for one, other in pairwise(made))


def test_initials_alone_are_nobody_in_brackets() -> None:
    [unit] = made = units(("en", "A.G. (Абишев) left."))
    assert with_scripts(made, [mention(unit, "A.G.")]) == [mention(unit, "A.G.")]


def test_a_name_that_was_taken_for_another_persons_is_given_to_who_has_it() -> None:
    [unit] = made = units(("en", "Aset Abishev (Асет Абишев) left."))
    found = with_scripts(made, [mention(unit, "Aset Abishev"), mention(unit, "Асет Абишев")])
    assert [one.norm for one in found] == ["Aset Abishev", "Aset Abishev"]


def test_the_finder_finds_them_and_the_reason_is_told() -> None:
    text = "The lawyer Aset Abishev (Асет Абишев) was held."
    made = units(("en", text), ("und", "Асет Абишев"))
    found = people.find(made)
    assert [one.text for one in found] == ["Aset Abishev", "Асет Абишев", "Асет Абишев"]
    [person] = persons([(made, found)], link_names([(Detection("d", "en", 1.0), found)]))
    assert person.variants == ("Асет Абишев", "Aset Abishev")
    assert person.reasons == ("Асет Абишев: transliteration in the document",)


JOINED = [
    ("Асет Абишев", "Aset Abishev"),
    ("Касым-Жомарт Токаев", "Kasym-Zjomart Tokajev"),
    ("ნიკა გვარამია", "Nika Gvaramia"),
]


@pytest.mark.parametrize(("written", "name"), JOINED)
def test_documents_in_both_scripts_name_one_person_in_latin_letters(written: str, name: str) -> None:
    joined = join([PersonName("a", written, "en", 9), PersonName("b", name, "sv", 1)])
    assert {one.name for one in joined.values()} == {name}
    assert unicodedata.normalize("NFC", name) == name
