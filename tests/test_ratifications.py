"""Ratifications: every example that the languages' files give, and who is said to have done what, and when."""

import pytest

from pipeline import languages
from pipeline.extract import dates, laws
from pipeline.extract.laws import ratifications
from pipeline.records import Unit

SIDED = [
    pytest.param(code, side, row, id=f"{code}-{side}-{row['status']}-{number}")
    for code in languages.having("ratifications")
    for side in ("before", "behind")
    for number, row in enumerate(languages.table(code, "ratifications").get(side, []))
]
ROWS = [pytest.param(one.values[0], one.values[2], id=one.id) for one in SIDED]


def find(text: str, language: str = "en", report: str = "RUR") -> list[tuple[str, str, str, str]]:
    units = [Unit("d", 0, "paragraph", 0, (), "", 1, 0, len(text), language, 1.0, text, ((0, 0),), ())]
    named = laws.find(units)
    taken = {0: [(one.start, one.end) for one in named]}
    mentions = [*named, *dates.find(units, 2019, taken)]
    found = list(ratifications.find(units, mentions, report))
    for one in found:
        assert text[one.start : one.end] == one.sentence
    return [(one.state, one.norm, one.status, one.year) for one in found]


@pytest.mark.parametrize(("code", "row"), ROWS)
def test_every_pattern_finds_its_examples(code: str, row: dict[str, dict[str, str]]) -> None:
    assert row["finds"]
    for text, status in row["finds"].items():
        found = find(f"{text}.", code)
        assert [one[2] for one in found] == [status] * bool(status), text
        assert any(need in text.lower() for need in languages.table(code, "ratifications")["needs"]), text


@pytest.mark.parametrize(("code", "side", "row"), SIDED)
def test_every_pattern_ignores_its_counter_examples(code: str, side: str, row: dict[str, list[str]]) -> None:
    assert row["ignores"]
    for text in row["ignores"]:
        assert row["status"] == "" or row["status"] not in [one[2] for one in find(f"{text}.", code)], text
        if not row["status"]:
            assert ratifications.said(text, code, side) == [], text


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("The ICCPR was ratified in 2006.", "en", [("RUR", "ICCPR", "ratified", "2006")]),
        ("Uganda has not ratified the Rome Statute.", "en", [("UGA", "ROME-STATUTE", "not_ratified", "")]),
        (
            "It ratified the CAT in 1998, the CRC in 1994 and acceded to the ICERD in 2001.",
            "en",
            [
                ("RUR", "CAT", "ratified", "1998"),
                ("RUR", "CRC", "ratified", "1994"),
                ("RUR", "ICERD", "acceded", "2001"),
            ],
        ),
        ("Ratify the CAT and sign the CRC (France).", "en", []),
        ("Chile commended Norway for the ratification of the CAT.", "en", [("NOR", "CAT", "ratified", "")]),
        (
            "Ratify the Rome Statute, which Kenya signed in 2000 (France).",
            "en",
            [("KEN", "ROME-STATUTE", "signed", "2000")],
        ),
        ("The CAT was signed. In 2004 it joined others.", "en", [("RUR", "CAT", "signed", "")]),
        (
            "In 1998 it ratified the CAT while in 2008 it ratified OP-CAT.",
            "en",
            [("RUR", "CAT", "ratified", "1998"), ("RUR", "OP-CAT", "ratified", "2008")],
        ),
        ("A member since 1992, it has ratified the CAT.", "en", [("RUR", "CAT", "ratified", "")]),
        (
            "CAT undertecknades 2010, har inte ratificerats.",
            "sv",
            [("RUR", "CAT", "signed", "2010"), ("RUR", "CAT", "not_ratified", "")],
        ),
        ("ICCPR ratificerades år 2006.", "sv", [("RUR", "ICCPR", "ratified", "2006")]),
        ("Ugandas regering har inte ratificerat CAT.", "sv", [("UGA", "CAT", "not_ratified", "")]),
        ("Le Togo a ratifié le Statut de Rome.", "fr", [("TGO", "ROME-STATUTE", "ratified", "")]),
    ],
)
def test_who_did_what_and_when(text: str, language: str, expected: list[tuple[str, str, str, str]]) -> None:
    assert find(text, language) == expected
