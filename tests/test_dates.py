"""Dates: the examples of every language's grammar, years from context, ranges, calendar days, and what always holds."""

import re
import time
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline import languages
from pipeline.extract.dates import find
from pipeline.extract.dates.edtf import Period, Point
from pipeline.extract.dates.grammars import grammar
from pipeline.records import Mention, Unit

YEAR = 2019
EDTF = re.compile(r"(?:\d{4}|\d{3}X|\d\dXX|XXXX)(?:-\d\d(?:-\d\d)?)?")
PATTERNS = [(code, row) for code in languages.having("dates") for row in languages.table(code, "dates")["patterns"]]
FOUND = [(code, text, norms) for code, row in PATTERNS for text, norms in row["finds"].items()]
IGNORED = [(code, text) for code, row in PATTERNS for text in row["ignores"]]


def unit(text: str, language: str = "en", order: int = 0, kind: str = "paragraph") -> Unit:
    """A unit that is the whole of a document's text from position 10 on."""
    return Unit("doc", order, kind, 0, (), "", 1, 10, 10 + len(text), language, 1.0, text, ((0, 10),), ())


def norms(*texts: str, language: str = "en", year: int = YEAR) -> str:
    units = [unit(text, language, order) for order, text in enumerate(texts)]
    return "; ".join(mention.norm for mention in find(units, year, {}))


def found(text: str, language: str = "en") -> list[str]:
    return [mention.text for mention in find([unit(text, language)], YEAR, {})]


@pytest.mark.parametrize(("code", "row"), PATTERNS)
def test_every_pattern_has_examples_and_counter_examples(code: str, row: dict[str, object]) -> None:
    assert row["finds"], (code, row["pattern"])
    assert row["ignores"], (code, row["pattern"])


@pytest.mark.parametrize(("code", "text", "expected"), FOUND)
def test_grammar_finds(code: str, text: str, expected: str) -> None:
    assert norms(text, language=code) == expected


@pytest.mark.parametrize(("code", "text"), IGNORED)
def test_grammar_ignores(code: str, text: str) -> None:
    assert norms(text, language=code) == ""


@pytest.mark.parametrize("language", languages.having("dates"))
def test_symbols_and_amounts_are_no_dates_in_any_language(language: str) -> None:
    for text in (
        "A/HRC/WG.6/34/KAZ/3", "E/CN.4/2005/60", "https://example.org/2019/06", "www.example.org/a-2017-b", "$2000",
        "€ 2000", "2,019", "2 000", "2 019", "20190", "2015%", "2015 %", "RES-2019", "COM(2021) 756", "1215", "48",
        "3/2019", "2013-63",
    ):  # fmt: skip
        assert norms(text, language=language) == "", text


NEW_LANGUAGE = r"""
[dates]
lead = 'fin de '
to = ' au | ?{dash} ?'
list = ' et '
from_mentioned = { " de la même année" = 0 }
from_reported = {}

[dates.words]
month = { janvier = 1, mars = 3, "août" = 8 }

[[dates.patterns]]
pattern = '(?P<day>{day})(?:er)? (?P<month>{month})(?: (?P<year>{year}))?'

[[dates.patterns]]
pattern = '(?P<month>{month})(?: (?P<year>{year}))?'

[[dates.patterns]]
pattern = '(?P<year>{year})'
"""


def test_a_new_language_is_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "xx.toml").write_text(NEW_LANGUAGE, encoding="utf-8")
    monkeypatch.setattr(languages, "HERE", tmp_path)
    monkeypatch.setattr(languages, "codes", lambda: ["xx"])
    text = "Du 3 mars au 1er août 2018 et fin de janvier 2019, en mars de la même année, depuis 2011"
    assert norms(text, language="xx") == "2018-03-03/2018-08-01; 2019-01; 2019-03; 2011"


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        ("in the middle of 2007 and in mid-2007", ["middle of 2007", "mid-2007"]),
        ("from June 2018 to May 31, 2019, when", ["June 2018 to May 31, 2019"]),
        ("between the 1940s and 1980s", ["1940s", "1980s"]),
        ("(Freedom on the Net 2019)", ["2019"]),
        ("at the end of June and by late 2012", ["end of June", "late 2012"]),
        ("the president’s December 2018 decree", ["December 2018"]),
        ("On Monday, June 3, 2019, at 10:30", ["June 3, 2019"]),
        ("on 23, 25, 27 and 28 February 1998", ["23", "25", "27", "28 February 1998"]),
        ("ten days, 30 years, age 14, 48 hours, 5 000 people, 1,682 cases, at year’s end", []),
    ],
)
def test_span_has_lead_words_but_no_preposition(text: str, spans: list[str]) -> None:
    assert found(text) == spans


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        # A report that leaves its own year out.
        (("In October 2018 they were held.", "In June they left.", "On May 3."), "2018-10; 2019-06; 2019-05-03"),
        # Too few to show it.
        (("In force on 1 November 2017, signed on 27 May and 1 June.",), "2017-11-01; 2017-05-27; 2017-06-01"),
        # One that writes it.
        (("On 3 May 2018 held, on 9 June freed.", "In March 2019."), "2018-05-03; 2018-06-09; 2019-03"),
        (("In April and June 2018",), "2018-04; 2018-06"),
        (("from December 28 to January 3, 2018",), "2017-12-28/2018-01-03"),
        (("from November 2017 to March",), "2017-11/2018-03"),
        (("In 2015 and in May of the same year; in June of the following year",), "2015; 2015-05; 2016-06"),
        (("In March of last year",), "2018-03"),
        (("from December to March",), "2018-12/2019-03"),
        # The reporting year has no such day.
        (("On February 29",), "XXXX-02-29"),
        (("On February 29 and March 2, 2019",), "XXXX-02-29; 2019-03-02"),
        (("from February 29 to March 2, 2019",), "XXXX-02-29/2019-03-02"),
    ],
)  # fmt: skip
def test_year_from_context(texts: Sequence[str], expected: str) -> None:
    assert norms(*texts) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [("On June 9 it rained.", "XXXX-06-09"), ("from December to March", "XXXX-12/XXXX-03"), ("the 00th century", "")],
)
def test_year_that_nothing_gives(text: str, expected: str) -> None:
    mentions = find([unit(text)], 0, {})
    assert "; ".join(mention.norm for mention in mentions) == expected
    assert all((mention.date_start, mention.date_end) == ("", "") for mention in mentions)


def test_a_week_is_its_days_where_its_year_is_known() -> None:
    for year, expected in ((2020, "2020-12-28/2021-01-03"), (2019, ""), (0, "")):
        assert norms("Under vecka 53 är det lov", language="sv", year=year) == expected
    assert norms("Under vecka 44 och i maj 2018", language="sv", year=2017) == "2018-10-29/2018-11-04; 2018-05"


def test_a_year_alone_beyond_all_dates_is_that_of_a_plan() -> None:
    assert norms("In May 2018 the 2030 Agenda came.", "On 3 June it met.", year=0) == "2018-05; 2030; 2018-06-03"
    assert norms("In May 2018 the 2019 report came.", "On 3 June it met.", year=0) == "2018-05; 2019; 2019-06-03"


@pytest.mark.parametrize(
    ("period", "edtf", "days"),
    [
        (Period(Point(2019), Point(2019)), "2019", ("2019-01-01", "2019-12-31")),
        (Period(Point(2020, 2), Point(2020, 2)), "2020-02", ("2020-02-01", "2020-02-29")),
        (Period(Point(1940, vague=1), Point(1940, vague=1)), "194X", ("1940-01-01", "1949-12-31")),
        (Period(Point(1900, vague=2), Point(1900, vague=2)), "19XX", ("1900-01-01", "1999-12-31")),
        (Period(Point(2019, season=21), Point(2019, season=21)), "2019-21", ("2019-03-01", "2019-05-31")),
        (Period(Point(2019, season=24), Point(2019, season=24)), "2019-24", ("2019-12-01", "2020-02-29")),
        (Period(Point(2018, 6), Point(2019, 5, 31)), "2018-06/2019-05-31", ("2018-06-01", "2019-05-31")),
        (Period(Point(2018, 12), Point(2018, 12)), "2018-12", ("2018-12-01", "2018-12-31")),
    ],
)
def test_edtf_and_days(period: Period, edtf: str, days: tuple[str, str]) -> None:
    assert (period.edtf(), period.days()) == (edtf, days)


def test_taken_spans_hold_no_date() -> None:
    text = "The 2014 Criminal Code of 2015"
    mentions = find([unit(text, order=7)], YEAR, {7: [(4, 22)], 8: [(0, 30)]})
    assert [mention.text for mention in mentions] == ["2015"]


@pytest.mark.parametrize("kind", ["title", "heading", "paragraph", "list_item", "table", "note", "boilerplate"])
def test_kinds_that_are_read(kind: str) -> None:
    assert bool(find([unit("since 2011", kind=kind)], YEAR, {})) is (kind != "boilerplate")


def test_unit_in_an_unknown_language_has_none() -> None:
    assert find([unit("since 2011", "und")], YEAR, {}) == []


WORDS = sorted({str(key) for code in languages.having("dates") for key in grammar(code).openings})
PIECES = st.sampled_from(
    [
        *WORDS,
        "2019",
        "1998",
        "29",
        "9",
        "31",
        "06",
        "12",
        "in",
        "of",
        "and",
        "to",
        "the",
        "år",
        "och",
        "till",
        "den",
        "Act No.",
    ]
)
TEXTS = st.lists(st.tuples(PIECES, st.sampled_from([" ", " ", "-", "–", "/", ".", ", ", "’s "]))).map(
    lambda pairs: "".join(word + gap for word, gap in pairs)
)


@given(
    texts=st.lists(TEXTS | st.text(), max_size=3),
    language=st.sampled_from(languages.having("dates")),
    year=st.sampled_from([0, 2019]),
)
def test_what_holds_for_every_mention(texts: list[str], language: str, year: int) -> None:
    units = [unit(text, language, order) for order, text in enumerate(texts)]
    end: dict[int, int] = {}
    for mention in find(units, year, {}):
        assert_whole(mention, texts[mention.unit])
        assert mention.start >= end.get(mention.unit, 0)
        end[mention.unit] = mention.end


def assert_whole(mention: Mention, text: str) -> None:
    assert mention.type == "date"
    assert mention.start < mention.end
    assert text[mention.start : mention.end] == mention.text
    assert (mention.doc_start, mention.doc_end) == (mention.start + 10, mention.end + 10)
    ends = mention.norm.split("/")
    assert len(ends) <= 2
    assert all(EDTF.fullmatch(part) for part in ends), mention.norm
    assert mention.date_start <= mention.date_end
    assert bool(mention.date_start) is ("XXXX" not in mention.norm)


@pytest.mark.parametrize("language", languages.having("dates"))
@pytest.mark.parametrize(
    "piece", ["9 ", "1, ", "2019-", "2019 ", "12/", "9 and ", "June 9, ", "9 juni ", "first ", "May to ", " ", "’s "]
)  # fmt: skip
def test_time_grows_with_the_text(piece: str, language: str) -> None:
    def seconds(length: int) -> float:
        text = piece * (length // len(piece))
        best = 9.0
        for _ in range(2):
            began = time.process_time()
            find([unit(text, language)], YEAR, {})
            best = min(best, time.process_time() - began)
        return best

    seconds(500)
    # Eight times the text: eight times the time where it is linear, 64 times where it is quadratic.
    assert seconds(4_000) < 24 * seconds(500) + 0.01
