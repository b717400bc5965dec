"""Symbols: every example of the file, and that none is taken for a law or a date."""

import tomllib

import pytest

from pipeline.extract import dates, laws, symbols
from pipeline.records import Unit

ROWS = tomllib.loads(symbols.FILE.read_text(encoding="utf-8"))["symbols"]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row['system']}-{row['needs'][0]}")
def test_every_pattern_finds_its_examples(row: dict[str, dict[str, dict[str, str]]]) -> None:
    assert row["finds"]
    for text, parts in row["finds"].items():
        found = symbols.find(text)
        assert [one.parts for one in found] == [parts], text
        assert found[0].system == row["system"]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row['system']}-{row['needs'][0]}")
def test_every_pattern_ignores_its_counter_examples(row: dict[str, list[str]]) -> None:
    assert row["ignores"]
    for text in row["ignores"]:
        assert symbols.find(text) == [], text


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("as CCPR/C/KAZ/CO/2 and E/CN.4/2005/60/Add.1 say", "en"),
        ("A/RES/60/251, CRC/C/15/Add.213 and CAT/C/51/D/505/2012", "en"),
        ("enligt prop. 2005/06:180, dir. 2004:55, SOU 2018:5 och NJA 2015 s. 298", "sv"),
        ("jfr MIG 2007:9, RÅ 2006 ref. 35 och bet. 2010/11:KU20", "sv"),
    ],
)
def test_a_symbol_is_no_law_and_no_date(text: str, language: str) -> None:
    units = [Unit("d", 0, "paragraph", 0, (), "", 1, 0, len(text), language, 1.0, text, ((0, 0),), ())]
    assert symbols.find(text)
    assert laws.find(units) == []
    assert dates.find(units, 2019, {}) == []
