"""Names joined across documents: spellings of one name, and what does not make two names one."""

import csv

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.link.people import RULES, PersonName, join, romanised

with RULES.open(encoding="utf-8", newline="") as rows:
    SPELLINGS = [(row["name"], row["alike"]) for row in csv.DictReader(rows)]

TOKAYEV = "Kassym-Jomart Tokayev"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        *SPELLINGS,
        ("Nazarbayev", "Nazarbajev"),
        ("Nazarbayev", "Nazarbaïev"),
        ("Tokayev", "Tokajew"),
        ("Jomart", "Zjomart"),
        ("Zhakhin", "Zjachin"),
        ("Shevchuk", "Sjevtjuk"),
        ("Kharlamov", "Charlamov"),
        ("Zelensky", "Zelenskyj"),
    ],
)
def test_spellings_of_one_name(one: str, other: str) -> None:
    assert romanised(one) == romanised(other)


@pytest.mark.parametrize(
    ("one", "other"), [("Abishev", "Abiev"), ("Ivanov", "Ivanova"), ("Karim", "Karimov"), ("Aset", "Asel")]
)
def test_spellings_of_two_names(one: str, other: str) -> None:
    assert romanised(one) != romanised(other)


# Names as (document, name, language, count), and the corpus's name for each.
JOINED = [
    pytest.param(
        [("a", "Kasym-Zjomart Tokajev", "sv", 9), ("b", TOKAYEV, "en", 1)], [TOKAYEV, TOKAYEV], id="the English form"
    ),
    pytest.param(
        [("a", "Kasym-Zjomart Tokajev", "sv", 9), ("b", TOKAYEV, "en", 1), ("c", "Tokajev", "sv", 3)],
        [TOKAYEV] * 3,
        id="a surname of one whom two documents name",
    ),
    pytest.param(
        [("a", TOKAYEV, "en", 9), ("b", "Tokajev", "sv", 3)], [TOKAYEV, "Tokajev"], id="of one whom one names"
    ),
    pytest.param(
        [
            ("a", "Aset Abishev", "en", 1),
            ("b", "Aset Abishev", "en", 1),
            ("c", "Kenzhebek Abishev", "en", 1),
            ("d", "Abishev", "en", 1),
        ],
        ["Aset Abishev", "Aset Abishev", "Kenzhebek Abishev", "Abishev"],
        id="a surname of two persons, who stay two",
    ),
    pytest.param(
        [
            ("a", "Nursultan Nazarbayev", "en", 5),
            ("b", "Nursultan Abishevich Nazarbayev", "en", 1),
            ("c", "N. Nazarbajev", "sv", 1),
        ],
        ["Nursultan Abishevich Nazarbayev"] * 3,
        id="the fullest, initials too",
    ),
    pytest.param(
        [("a", "Serik Zhakhin", "en", 1), ("b", "Saken Zhakhin", "en", 1), ("c", "S. Zhakhin", "en", 1)],
        ["Serik Zhakhin", "Saken Zhakhin", "S. Zhakhin"],
        id="an initial of two persons",
    ),
    pytest.param(
        [("a", "Mohammed Aziz", "en", 2), ("b", "Muhammad Aziz", "en", 1)],
        ["Mohammed Aziz"] * 2,
        id="vowels of a given name",
    ),
    pytest.param(
        [("a", "Daniel Ortegas", "sv", 1), ("b", "Daniel Ortega", "en", 1)], ["Daniel Ortega"] * 2, id="a genitive"
    ),
    pytest.param(
        [("a", "Aleksandr Ivanov", "en", 1), ("b", "Aleksandra Ivanova", "en", 1)],
        ["Aleksandr Ivanov", "Aleksandra Ivanova"],
        id="a man and a woman",
    ),
    pytest.param(
        [
            ("a", "Goran Stankovic", "en", 1),
            ("b", "Goran Stojanovic", "en", 1),
            ("c", "Nora Meyer", "en", 1),
            ("d", "Noah Meyer", "en", 1),
        ],
        ["Goran Stankovic", "Goran Stojanovic", "Nora Meyer", "Noah Meyer"],
        id="names that only look alike",
    ),
]


@pytest.mark.parametrize(("given_names", "expected"), JOINED)
def test_join(given_names: list[tuple[str, str, str, int]], expected: list[str]) -> None:
    joined = join(PersonName(*row) for row in given_names)
    assert [joined[document, name] for document, name, _, _ in given_names] == expected


ROWS = st.lists(
    st.builds(
        PersonName,
        document=st.sampled_from("abc"),
        name=st.lists(
            st.sampled_from(["Omar", "O.", "al-Bashir", "Bashir", "Anna", "Ана", "li", "-"]), min_size=1, max_size=4
        ).map(" ".join)
        | st.text(min_size=1, max_size=12),
        language=st.sampled_from(["en", "sv", "und"]),
        count=st.integers(1, 5),
    ),
    max_size=12,
)


@given(ROWS)
def test_every_name_is_joined_to_a_name_of_the_corpus_whatever_the_order(rows: list[PersonName]) -> None:
    rows = list({(row.document, row.name): row for row in rows}.values())
    joined = join(rows)
    assert joined.keys() == {(row.document, row.name) for row in rows}
    assert joined == join(reversed(rows))
