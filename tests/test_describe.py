"""The title of a document and the year that it reports on, from each place that can name them."""

import csv
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline import languages, publisher
from pipeline.describe import describe, year_in_name
from pipeline.records import Document, Line, Unit

FILLER = "The law provides for this right, and the courts enforced it in most of the cases brought to them. " * 3


def unit(kind: str, text: str, language: str = "en") -> Unit:
    return Unit("doc", 0, kind, 0, (), "", 1, 0, len(text), language, 1.0, text, ((0, 0),), ())


def document(title: str = "", source: str = "reports/doc.txt", text: str = "") -> Document:
    return Document("doc", source, "", "txt", title, 1, text, (Line(0, len(text), 1, 0.0, 0.0, 0.0, False, ""),))


def year(*units: tuple[str, str], source: str = "reports/doc.txt", language: str = "en") -> int:
    return describe(document(source=source), [unit(kind, text, language) for kind, text in units]).year


@pytest.mark.parametrize(
    ("metadata", "text", "units", "expected"),
    [
        ("Rights in Norland - Agency", "Rights in Norland. An agency.", [("title", "Norland")], "Norland"),
        ("Rights in Norland", "Rights\nin Norland, a summary", [("heading", "Summary")], "Rights in Norland"),
        ("Microsoft Word - A_HRC_14.doc", "Report of the working group", [], ""),
        ("untitled", "An untitled report", [], ""),
        ("United Nations", "United Nations", [], ""),
        ("", "Report", [("paragraph", "Report")], ""),
    ],
)
def test_title(metadata: str, text: str, units: list[tuple[str, str]], expected: str) -> None:
    found = describe(document(metadata, text=text), [unit(kind, words) for kind, words in units])
    assert found.title == expected


@pytest.mark.parametrize(
    ("language", "title", "expected"),
    [
        ("en", "2018 Country Reports on Human Rights Practices: Norland", 2018),
        ("en", "Norland 2017-2018: report published in March 2020", 2018),
        ("en", "Report of 3 May 2016 on Norland", 2016),
        ("en", "Norland in the 1990s", 0),
        ("sv", "Norland: situationen per den 31 december 2019", 2019),
    ],
)
def test_year_in_the_title(language: str, title: str, expected: int) -> None:
    assert year(("title", title), ("paragraph", FILLER), language=language) == expected


def test_title_then_cover_then_file_name_then_text() -> None:
    title, cover, text = (
        ("title", "Report 2011"),
        ("boilerplate", "Distr. General 4 May 2012"),
        ("paragraph", FILLER + "In 2014."),
    )
    assert year(title, cover, text, source="norland2013.pdf") == 2011
    assert year(cover, text, source="norland2013.pdf") == 2012
    assert year(text, source="norland2013.pdf") == 2013
    assert year(text) == 2014
    assert year(("paragraph", FILLER)) == 0


def test_first_date_of_a_cover_is_its_own() -> None:
    assert (
        year(("boilerplate", "12 November 2009"), ("heading", "Geneva, 8-19 February 2010"), ("paragraph", FILLER))
        == 2009
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # It leaves its own year out: the year after the one named most.
        ("On June 9 and in July he was held. In May 2018 and in March 2018 others were. Since 2011. By 2030.", 2019),
        # It names its year, plans and laws to come.
        ("On 9 June 2014 and in May 2014 he was held. In force from January 2015. A strategy until 2030.", 2014),
        ("Amendments of 2017 and 2018 to the law. In March 2019 one was held. By 2030 all will be.", 2019),
        ("It was founded in 2012 and, for 2012, praised. Plans for 2020.", 2012),
    ],
)  # fmt: skip
def test_year_from_the_dates_of_the_text(text: str, expected: int) -> None:
    assert year(("paragraph", FILLER + text)) == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("norland2014.pdf", 2014),
        ("2009/us_2019_norland.html", 2019),
        ("2013-63.docx", 2013),
        ("2019/report.txt", 0),
        ("a_26793b94f2019a52.txt", 0),
        ("120194.txt", 0),
        ("62cb2014.txt", 0),
        ("report.1999.txt", 1999),
    ],
)
def test_year_in_a_file_name(source: str, expected: int) -> None:
    assert year_in_name(source) == expected


@given(
    st.lists(st.tuples(st.sampled_from(["title", "heading", "paragraph", "boilerplate"]), st.text())),
    st.text(min_size=1),
)
def test_any_text_has_a_description(units: list[tuple[str, str]], source: str) -> None:
    found = describe(document(source=source), [unit(kind, text) for kind, text in units])
    assert found.document == "doc"
    assert 0 <= found.year <= 2101
    assert found.title in {"", *(text for kind, text in units if kind == "title")}


def published(
    *units: tuple[str, str], metadata: str = "", authors: tuple[str, ...] = (), text: str = "", language: str = "en"
) -> str:
    file = replace(document(text=text), publisher=metadata, authors=authors)
    return describe(file, [unit(kind, words, language) for kind, words in units]).publisher


@pytest.mark.parametrize(
    ("metadata", "authors", "expected"),
    [
        ("U.S. Department of State", (), "United States Department of State"),
        ("Regeringen och Regeringskansliet", (), "Government of Sweden"),
        ("AMNESTY  INTERNATIONAL", (), "Amnesty International"),
        ("Norland Rights Group", (), "Norland Rights Group"),
        ("https://social.invalid/norland", (), ""),
        ("", ("Anna Petrova",), ""),
        ("", ("Anna Petrova", "Regeringskansliet"), "Government of Sweden"),
    ],
)
def test_publisher_in_the_metadata(metadata: str, authors: tuple[str, ...], expected: str) -> None:
    assert published(("paragraph", FILLER), metadata=metadata, authors=authors) == expected


@pytest.mark.parametrize(
    ("units", "expected"),
    [
        # The most particular of the bodies in a masthead.
        ([("boilerplate", "United Nations A/HRC/1/2"), ("boilerplate", "General Assembly Distr.: General"),
          ("boilerplate", "Human Rights Council"), ("title", "Norland")], "UN Human Rights Council"),
        ([("boilerplate", "UNITED NATIONS A"), ("boilerplate", "12 May 2008")], "United Nations"),
        ([("boilerplate", "Utrikesdepartementet 2020-03-01")], "Ministry for Foreign Affairs of Sweden"),
        ([("heading", "Amnesty International, 1 Easton Street, London")], "Amnesty International"),
        ([("title", "Défenseur des droits")], "Défenseur des droits"),
        # Names of those to whom a report goes, or that it is about.
        ([("title", "Human Rights Council resolutions on Norland")], ""),
        ([("title", "Human Rights Watch: Norland and the United Nations")], ""),
        ([("heading", "United Nations bodies and Norland")], ""),
        ([("heading", "EUROPEAN UNION AND COUNCIL OF EUROPE STANDARDS")], ""),
        ([("heading", "Submission to the Human Rights Council")], ""),
        ([("paragraph", FILLER), ("heading", "Human Rights Council")], ""),
        # Beside the copyright sign, anywhere.
        ([("paragraph", FILLER), ("boilerplate", "© 2019 Human Rights Watch. All rights reserved.")],
         "Human Rights Watch"),
        ([("paragraph", FILLER), ("paragraph", "Photo © private"), ("note", "© Copyright Amnesty International 2019")],
         "Amnesty International"),
        ([("paragraph", FILLER), ("boilerplate", "© 2019 Anna Petrova")], ""),
    ],
)  # fmt: skip
def test_publisher_in_the_masthead(units: list[tuple[str, str]], expected: str) -> None:
    assert published(*units) == expected


def test_publishers_have_each_variant_once() -> None:
    with (Path(publisher.__file__).parent / "publishers.csv").open(encoding="utf-8", newline="") as file:
        listed = list(csv.DictReader(file))
    assert {row["language"] for row in listed} <= set(languages.codes())
    names: dict[str, str] = {}
    for row in listed:
        assert names.setdefault(row["name"].casefold(), row["publisher"]) == row["publisher"]
        assert publisher.known(row["name"]) == row["publisher"]


@pytest.mark.parametrize(
    ("text", "title", "expected"),
    [
        (FILLER + "In May 2024 and on 3 June 2024 they met.", "Towards the 2030 Agenda", 2024),
        (FILLER + "In May 2024 and on 3 June 2024 they met.", "Report 2025", 2025),
        (FILLER, "Towards 2030", 2030),
    ],
)
def test_years_beyond_the_documents_own_dates_are_plans(text: str, title: str, expected: int) -> None:
    assert year(("title", title), ("paragraph", text)) == expected


def test_years_in_a_language_whose_dates_are_not_known() -> None:
    assert year(("title", "Menschenrechte in Norland 2019, A/2020/3"), language="und") == 2019
