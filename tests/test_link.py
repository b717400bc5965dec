"""Names joined across documents: spellings of one name, and what does not make two names one."""

import csv
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.extract.people import find
from pipeline.extract.people.names import key
from pipeline.link import distinct, link, names
from pipeline.link.context import uncommon
from pipeline.link.corrections import Corrections, Malformed, read, unmet
from pipeline.link.people import PersonName, join
from pipeline.link.persons import persons
from pipeline.link.spelling import AMBIGUOUS, RULES, SURNAME, SURNAME_VOWELS, alike, near, readings, romanised
from pipeline.records import Detection, Mention, Person, Unit

with RULES.open(encoding="utf-8", newline="") as rows:
    SPELLINGS = [(row["name"], row["alike"]) for row in csv.DictReader(rows)]

with AMBIGUOUS.open(encoding="utf-8", newline="") as rows:
    ALTERNATIVES = [(row["name"], row["alike"]) for row in csv.DictReader(rows)]
with (Path(__file__).parent / "pairs.csv").open(encoding="utf-8", newline="") as rows:
    PAIRS = list(csv.DictReader(rows))

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


LETTERS = st.text("aeiskmnovzjhJX", min_size=1, max_size=14)


@given(st.lists(LETTERS, max_size=12), st.data())
def test_no_surname_that_is_alike_is_left_out(surnames: list[str], data: st.DataObject) -> None:
    for surname in list(surnames):
        place = data.draw(st.integers(0, len(surname)))
        surnames.append(surname[:place] + data.draw(st.sampled_from("aeiskh")) + surname[place + 1 :])
    found = near(surnames)
    for one in surnames:
        alike_to_it = {other for other in surnames if alike(one, other, SURNAME, SURNAME_VOWELS)}
        assert alike_to_it <= found[one]


# Names as (document, name, language, count), and the corpus's name for each.
JOINED = [
    pytest.param(
        [("a", "George Tupou I", "en", 1), ("b", "George Tupou II", "en", 1), ("c", "George Tupou II", "sv", 1)],
        ["George Tupou I", "George Tupou II", "George Tupou II"],
        id="kings by their numbers",
    ),
    pytest.param(
        [("a", "Kasym-Zjomart Tokajev", "sv", 9), ("b", TOKAYEV, "en", 1)], [TOKAYEV, TOKAYEV], id="the English form"
    ),
    pytest.param(
        [("a", "Kasym-Zjomart Tokajev", "sv", 9), ("b", TOKAYEV, "en", 1), ("c", "Tokajev", "sv", 3)],
        [TOKAYEV, TOKAYEV, "Tokajev"],
        id="a surname alone joins no documents",
    ),
    pytest.param([("a", "Wei-Jin Han", "en", 1), ("b", "Wei Jin Han", "sv", 1)], ["Wei-Jin Han"] * 2, id="hyphens"),
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
    assert [joined[document, name].name for document, name, _, _ in given_names] == expected


# Names as (document, name, country, posts), and the person's id for each.
CONTEXTS = [
    pytest.param(
        [("a", "John Smith", "KAZ", ()), ("b", "John Smith", "SWE", ()), ("c", "John Smith", "KAZ", ())],
        ["john-smith@KAZ", "john-smith@SWE", "john-smith@KAZ"],
        id="a common name in two countries",
    ),
    pytest.param(
        [("a", "Mohammed Ali", "EGY", ()), ("b", "Muhammad Ali", "MYS", ())],
        ["mohammed-ali@EGY", "muhammad-ali@MYS"],
        id="and its spellings",
    ),
    pytest.param(
        [("a", "Peter A. Smith", "KAZ", ()), ("b", "P. Smith", "SWE", ()), ("c", "P. Smith", "KAZ", ())],
        ["peter-a-smith@KAZ", "p-smith@SWE", "peter-a-smith@KAZ"],
        id="and its initials",
    ),
    pytest.param(
        [("a", "John Smith", "KAZ", ()), ("b", "John Smith", "KAZ", ())], ["john-smith"] * 2, id="in one country"
    ),
    pytest.param(
        [("a", "John Smith", "KAZ", ()), ("b", "John Smith", "", ())], ["john-smith"] * 2, id="nothing speaks for two"
    ),
    pytest.param(
        [
            (document, "John Smith", country, ())
            for document, country in (("a", "KAZ"), ("b", "SWE"), ("c", ""), ("d", ""))
        ],
        ["john-smith@KAZ", "john-smith@SWE", "john-smith@c", "john-smith@d"],
        id="whoever may be either is neither",
    ),
    pytest.param(
        [
            ("a", "Zarina Omarbekova", "KAZ", ()),
            ("b", "Zarina Omarbekova", "SWE", ()),
            ("c", "Zarina Omarbekova", "", ()),
        ],
        ["zarina-omarbekova"] * 3,
        id="an uncommon name",
    ),
    pytest.param(
        [("a", "Zarina Omarbekova", "KAZ", ()), ("b", "Z. Omarbekova", "SWE", ())],
        ["zarina-omarbekova@KAZ", "z-omarbekova@SWE"],
        id="a rare surname with an initial",
    ),
    pytest.param(
        [
            ("a", "Juan Santos", "VEN", ("president",)),
            ("b", "Juan Santos", "SWE", ("president",)),
            ("c", "Juan Santos", "", ("president",)),
            ("d", "Juan Santos", "PHL", ()),
            ("e", "Juan Santos", "NOR", ("rapporteur",)),
        ],
        ["juan-santos@SWE"] * 3 + ["juan-santos@PHL", "juan-santos@NOR"],
        id="a shared office",
    ),
    pytest.param(
        [("a", "Juan Santos", "VEN", ("rapporteur",)), ("b", "Juan Santos", "SWE", ("rapporteur",))],
        ["juan-santos"] * 2,
        id="an office that all share",
    ),
    pytest.param(
        [("a", "Charles III", "GBR", ()), ("b", "Charles III", "SWE", ())], ["charles-iii"] * 2, id="a king's number"
    ),
]


@pytest.mark.parametrize(("given_names", "expected"), CONTEXTS)
def test_a_common_name_takes_context_to_be_one_persons(
    given_names: list[tuple[str, str, str, tuple[str, ...]]], expected: list[str]
) -> None:
    rows = [PersonName(document, name, "en", 1, country, posts) for document, name, country, posts in given_names]
    for order in (rows, rows[::-1]):
        joined = join(order)
        assert [joined[one.document, one.name].person for one in rows] == expected


UNCOMMON = [
    ("John Smith", False),
    ("Mohammed al-Ali", False),
    ("Nguyen Van Nam", False),
    ("Maria Ivanova", False),
    ("Zarina Smith", False),
    ("J. Omarbekova", False),
    ("Juan Carlos Garcia Lopez", True),
    ("John Omarbekov", True),
    ("Angela Merkel", True),
    ("Kim Jong-un", True),
    ("\u0645\u062d\u0645\u062f \u0639\u0644\u064a", False),
]


@pytest.mark.parametrize(("name", "is_uncommon"), UNCOMMON)
def test_names_that_few_have(name: str, is_uncommon: bool) -> None:
    assert uncommon(name) is is_uncommon


def test_what_a_user_says_is_one_persons_needs_no_context(tmp_path: Path) -> None:
    rows = [PersonName("a", "John Smith", "en", 1, "KAZ"), PersonName("b", "John Smith", "en", 1, "SWE")]
    said = read(write(tmp_path / "people.csv", "John Smith,John Smith,same"))
    assert {one.person for one in join(rows, said).values()} == {"john-smith"}


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


@pytest.mark.parametrize(("one", "other"), ALTERNATIVES)
def test_what_letters_can_be_in_another_language(one: str, other: str) -> None:
    assert romanised(one) != romanised(other)
    assert readings(romanised(one)) & readings(romanised(other))


def joined_pair(one: str, other: str, corrections: Corrections) -> bool:
    """Whether two names, of an English and of a Swedish document, are one person's."""
    found = join([PersonName("a", one, "en", 1), PersonName("b", other, "sv", 1)], corrections)
    return found["a", one].person == found["b", other].person


def test_spellings_of_office_holders_are_joined_and_their_namesakes_are_not(
    record_property: Callable[[str, object], None], capsys: pytest.CaptureFixture[str]
) -> None:
    found = [(joined_pair(row["a"], row["b"], Corrections()), row["verdict"] == "same") for row in PAIRS]
    right, joined, same = (sum(flags) for flags in ([a and b for a, b in found], *zip(*found, strict=True)))
    f1 = 2 * right / (joined + same)
    record_property("f1", round(f1, 3))
    with capsys.disabled():
        print(f" pairs of names: precision {right / joined:.3f}, recall {right / same:.3f}, F1 {f1:.3f}", end="")
    assert len(PAIRS) == 400
    assert same == 200
    assert right == joined
    assert f1 >= 0.97


# Names with an initial and in full, and whether they are one person's.
INITIALS = [
    ("J. Smith", "John Smith", True),
    ("J. Smith", "Ivan Smith", False),
    ("J. Smith", "Y. Smith", False),
    ("C. Taylor", "Charles Taylor", True),
    ("C. Taylor", "Carl Taylor", True),
    ("P. Lahti", "Philip Lahti", True),
    ("W. Lahti", "William Lahti", True),
    ("K. Aliev", "Khalid Aliev", True),
    ("K. Aliev", "Qasym Aliev", True),
    ("S. Aliev", "Sharif Aliev", True),
    ("Yu. Ivanov", "Jurij Ivanov", True),
    ("Ye. Zhovtis", "Jevgenij Zjovtis", True),
    ("Yi Lee", "Yan Lee", False),
    ("J. P. Smith", "John Paul Smith", True),
    ("J. A. Smith", "John Paul Smith", False),
]


@pytest.mark.parametrize(("one", "other", "same"), INITIALS)
def test_initials(one: str, other: str, *, same: bool) -> None:
    assert joined_pair(one, other, Corrections()) is same


def write(path: Path, *rows: str) -> Path:
    path.write_text("a,b,verdict\n" + "".join(f"{row}\n" for row in rows), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("row", "one", "other", "before", "after"),
    [
        ("Anna Berg,Anna Borg,same", "Anna Berg", "Anna Borg", False, True),
        ("Borg,Anna Berg,Same", "Anna Berg", "Borg", False, True),
        ("Mohammed Aziz,muhammad aziz,not same", "Mohammed Aziz", "Muhammad Aziz", True, False),
    ],
)
def test_corrections_are_obeyed(tmp_path: Path, row: str, one: str, other: str, before: bool, after: bool) -> None:
    assert joined_pair(one, other, Corrections()) is before
    assert joined_pair(one, other, read(write(tmp_path / "people.csv", row))) is after


KENYA = [("x", "John Smith"), ("y", "John Smith"), ("z", "John Smith")]
SMITHS = [("x", "J. Smith"), ("x", "Smith"), ("y", "John Smith"), ("z", "Jane Smith")]
# Documents with a name each, what the user says, and the persons' ids.
HERE = [
    pytest.param(KENYA, [], ["john-smith"] * 3, id="one country, one name"),
    pytest.param(
        KENYA, ["John Smith,John Smith,not same,x"], ["john-smith@x", "john-smith", "john-smith"], id="one is another"
    ),
    pytest.param(
        KENYA, ["John Smith,john smith,Not same,x; y"], ["john-smith@x", "john-smith@x", "john-smith"], id="two are one"
    ),
    pytest.param(SMITHS, [], ["j-smith", "smith@x", "john-smith", "jane-smith"], id="an initial of two"),
    pytest.param(
        SMITHS,
        ["J. Smith,Jane Smith,same,x", "Smith,Jane Smith,same,x"],
        ["jane-smith", "jane-smith", "john-smith", "jane-smith"],
        id="whose initial and surname they are there",
    ),
    pytest.param(
        [*SMITHS, ("y", "Smith")],
        ["Smith,Jane Smith,same,", "Smith,Jane Smith,not same,y"],
        ["j-smith", "jane-smith", "john-smith", "jane-smith", "smith@y"],
        id="not there, but elsewhere",
    ),
    pytest.param(KENYA, ["John Smith,Ann Lee,not same,x"], ["john-smith"] * 3, id="nothing that was joined"),
]


@pytest.mark.parametrize(("given_names", "told", "expected"), HERE)
def test_corrections_of_one_document(
    tmp_path: Path, given_names: list[tuple[str, str]], told: list[str], expected: list[str]
) -> None:
    path = tmp_path / "people.csv"
    path.write_text("a,b,verdict,document\n" + "\n".join(told) + "\n", encoding="utf-8")
    said = read(path)
    asked = [PersonName(document, name, "en", 1, "KEN") for document, name in given_names]
    whole = join(asked, said)
    assert [whole[one.document, one.name].person for one in asked] == expected
    # Counted by distinct names, they are the same persons.
    counts: distinct.Counts = {}
    for one in asked:
        distinct.count(counts, one.document, one.language, one.country, {one.name: distinct.Given(1)}, said)
    others = distinct.others(counts, said)
    for one in asked:
        found = distinct.of(one.document, one.language, one.country, [one.name], others)
        assert found[one.document, one.name] == whole[one.document, one.name]


def test_one_name_is_two_persons_only_where_it_is_said_where(tmp_path: Path) -> None:
    with pytest.raises(Malformed, match="say in the column document"):
        read(write(tmp_path / "people.csv", "John Smith,John Smith,not same"))


def test_what_is_not_the_same_is_not_joined_by_way_of_a_third(tmp_path: Path) -> None:
    rows = [PersonName("a", "Nora A. Lind", "en", 1), PersonName("b", "Nora Lind", "en", 1)]
    rows.append(PersonName("c", "Nora Lindh", "en", 1))
    said = read(write(tmp_path / "people.csv", "Nora Lind,Nora Lindh,same", "Nora A. Lind,Nora Lindh,not same"))
    found = {one.name: join(rows, said)[one.document, one.name].person for one in rows}
    assert found["Nora Lind"] == found["Nora Lindh"] != found["Nora A. Lind"]


@pytest.mark.parametrize("row", ["Anna Berg,Anna Borg,perhaps", "Anna Berg,,same"])
def test_malformed_corrections_say_where(tmp_path: Path, row: str) -> None:
    with pytest.raises(Malformed, match="line 2"):
        read(write(tmp_path / "people.csv", row))


def test_corrections_without_a_column_or_a_file(tmp_path: Path) -> None:
    (tmp_path / "people.csv").write_text("a,b\nx,y\n")
    with pytest.raises(Malformed, match="no column verdict"):
        read(tmp_path / "people.csv")
    assert read(tmp_path / "none.csv") == Corrections()


def test_a_correction_of_what_is_not_there_is_told(tmp_path: Path) -> None:
    rows = ["Anna Berg,Ana Berg,same", "Anna Berg,Anna Borg,not same", '"Anna Berg","Anna Berg","not same","a.txt;b"']
    path = tmp_path / "people.csv"
    path.write_text("\n".join(["a,b,verdict,document", *rows]) + "\n", encoding="utf-8")
    assert [*unmet(path, {key("Anna Berg"), key("Ana Berg")}, {"b"})] == [
        "people.csv, line 3 is without effect: nobody is called 'Anna Borg'",
        "people.csv, line 4 is without effect: there is no document 'a.txt'",
    ]


def mentions(document: str, language: str, *told: tuple[str, str, str]) -> tuple[Detection, list[Unit], list[Mention]]:
    """A document of one unit for each (text, mention in it, its full name in the document)."""
    units, found = [], []
    for order, (text, name, norm) in enumerate(told):
        units.append(Unit(document, order, "paragraph", 0, (), "", 1, 0, len(text), language, 1.0, text, ((0, 0),), ()))
        start = text.index(name)
        end = start + len(name)
        found.append(Mention(document, order, "person", name, start, end, start, end, norm, "", "", ""))
    return Detection(document, language, 1.0), units, found


def test_the_persons_of_a_corpus_say_how_they_are_known() -> None:
    corpus = [
        mentions(
            "a",
            "en",
            ("Former President Anna Petrova spoke.", "Anna Petrova", "Anna Petrova"),
            ("Petrova, the chairperson, left.", "Petrova", "Anna Petrova"),
            ("Then Ivan Petrova came.", "Ivan Petrova", "Ivan Petrova"),
        ),
        mentions("b", "sv", ("Presidenten Anna Petrovas tal.", "Anna Petrovas", "Anna Petrova")),
        mentions("c", "en", ("Petrova spoke.", "Petrova", "Petrova")),
    ]
    known = names((detection, found) for detection, _, found in corpus)
    assert persons(((units, found) for _, units, found in corpus), known) == [
        Person(
            "anna-petrova",
            "Anna Petrova",
            ("Anna Petrova", "Anna Petrovas", "Petrova"),
            ("chairperson", "former president", "presidenten"),
            3,
            ("a", "b"),
            (
                "Anna Petrova: the same name alone in 2 documents",
                "Anna Petrovas: full name, genitive",
                "Petrova: surname in the document",
            ),
            0.5,
        ),
        Person("ivan-petrova", "Ivan Petrova", ("Ivan Petrova",), (), 1, ("a",), (), 1.0),
        Person("petrova@c", "Petrova", ("Petrova",), (), 1, ("c",), (), 1.0),
    ]
    assert [entity.person for _, _, found in corpus for entity in link(found, known)] == [
        *("anna-petrova", "anna-petrova", "ivan-petrova", "anna-petrova", "petrova@c")
    ]


REASONS = [
    ("Anna Petrova", {}, ("the same name alone", 0.5)),
    ("Anna Petrova", {"a": "KAZ", "b": "KAZ"}, ("the same name and country", 0.8)),
    ("Anna Petrova", {"a": "KAZ"}, ("the same name alone", 0.5)),
    ("Anna Omarbekova", {"a": "KAZ", "b": "SWE"}, ("the same uncommon name", 0.95)),
]


@pytest.mark.parametrize(("name", "countries", "why"), REASONS)
def test_every_join_of_documents_says_its_reason(name: str, countries: dict[str, str], why: tuple[str, float]) -> None:
    corpus = [mentions(document, "en", (f"Then {name} spoke.", name, name)) for document in ("a", "b")]
    known = names(((detection, found) for detection, _, found in corpus), countries=countries)
    (person,) = persons(((units, found) for _, units, found in corpus), known)
    assert (person.reasons, person.score) == ((f"{name}: {why[0]} in 2 documents",), why[1])


def test_an_office_makes_two_of_one_name_one() -> None:
    texts = {
        "a": "President John Smith spoke.",
        "b": "So said the president, John Smith.",
        "c": "Mayor John Smith left.",
    }
    corpus = []
    for document, text in texts.items():
        detection, units, _ = mentions(document, "en", (text, "John Smith", "John Smith"))
        corpus.append((detection, units, find(units)))
    known = names(((one, found) for one, _, found in corpus), countries={"a": "KAZ", "b": "SWE", "c": "NOR"})
    one, two = persons(((units, found) for _, units, found in corpus), known)
    assert (one.id, one.documents, one.reasons) == (
        *("john-smith@KAZ", ("a", "b")),
        ("John Smith: the same name and office in 2 documents",),
    )
    assert (two.id, two.documents) == ("john-smith@NOR", ("c",))
