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
        # What no state can join: principles, rules, guidelines, declarations, whether the registry has them or not.
        ("It signed the Yogyakarta Principles and the Marseille Rules.", "en", []),
        ("It signed the Vienna Declaration, the UDHR and the UN Guidelines for the Care of Bees.", "en", []),
        (
            "It ratified the Mandela Rules and the Vienna Convention on Noise.",
            "en",
            [("RUR", "treaty:vienna-noise", "ratified", "")],
        ),
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
        # What was signed and not ratified is both.
        *(
            (text, language, [("RUR", "CAT", "signed", year), ("RUR", "CAT", "not_ratified", "")])
            for text, language, year in [
                ("It has signed but not ratified the CAT.", "en", ""),
                ("It signed in 2007 but has not ratified the CAT.", "en", "2007"),
                ("It signed the CAT in 2010 but has not ratified it.", "en", "2010"),
                ("It is a signatory to, but has not ratified, the CAT.", "en", ""),
                ("Landet har undertecknat men inte ratificerat CAT.", "sv", ""),
                ("Landet undertecknade 2007 men har inte ratificerat CAT.", "sv", "2007"),
                ("Le pays a signé mais n’a pas ratifié la CAT.", "fr", ""),
                ("El país ha firmado pero no ha ratificado la CAT.", "es", ""),
                ("O país assinou mas não ratificou a CAT.", "pt", ""),
                ("Страна подписала, но не ратифицировала CAT.", "ru", ""),
            ]
        ),
        ("It signed a law but has not ratified the CAT.", "en", [("RUR", "CAT", "not_ratified", "")]),
        (
            "It signed the CRC but not ratified the CAT.",
            "en",
            [("RUR", "CRC", "signed", ""), ("RUR", "CAT", "not_ratified", "")],
        ),
        # A date in the words, or right behind them and before the treaty, is theirs.
        ("Landet anslöt sig 1998 till tortyrkonventionen.", "sv", [("RUR", "CAT", "acceded", "1998")]),
        ("Le Togo a ratifié en 2006 la CAT.", "fr", [("TGO", "CAT", "ratified", "2006")]),
        (
            "It ratified in 1998 the CAT and in 2001 the CRC.",
            "en",
            [("RUR", "CAT", "ratified", "1998"), ("RUR", "CRC", "ratified", "2001")],
        ),
        (
            "It ratified the CRC in 1998 and the CAT.",
            "en",
            [("RUR", "CRC", "ratified", "1998"), ("RUR", "CAT", "ratified", "")],
        ),
        # A party is one since a year; what else is so since a year says nothing.
        *(
            (text, language, [("RUR", "CAT", "party", year)])
            for text, language, year in [
                ("It has been a party to the CAT since 2015.", "en", "2015"),
                ("It is a State party since 2015 to the CAT.", "en", "2015"),
                ("The CAT (party since 2015) applies.", "en", "2015"),
                ("Since 2015 it has been a party to the CAT.", "en", "2015"),
                ("A member since 1992, it is a party to the CAT.", "en", ""),
                ("Landet är part till CAT sedan 2015.", "sv", "2015"),
                ("Landet är sedan 2015 part i CAT.", "sv", "2015"),
                ("Le pays est partie à la CAT depuis 2015.", "fr", "2015"),
                ("Страна является участником CAT с 2015 года.", "ru", "2015"),
            ]
        ),
    ],
)
def test_who_did_what_and_when(text: str, language: str, expected: list[tuple[str, str, str, str]]) -> None:
    assert find(text, language) == expected
