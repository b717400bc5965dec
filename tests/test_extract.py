"""What holds for all that a document mentions."""

import pytest

from pipeline.extract import extract, laws, within
from pipeline.records import Description, Unit

FIXED = "\N{NO-BREAK SPACE}"
SAID = "The court applied article 9 of the Criminal Code on 3 May 2019 against Mr. Aidar Bekov."


def unit(text: str) -> Unit:
    return Unit("d", 0, "paragraph", 0, (), "", 1, 0, len(text), "en", 1.0, text, ((0, 0),), ())


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [(10, 14, True), (12, 13, True), (10, 20, True), (9, 14, False), (18, 21, False), (22, 24, False), (31, 39, True)],
)
def test_who_is_named_within_the_name_of_a_law(start: int, end: int, expected: bool) -> None:
    person = laws.mention(unit("x" * 50), "person", start, end, "")
    assert within(person, [(10, 20), (30, 40)]) is expected
    assert not within(person, [])


def test_spaces_at_which_no_line_ends_are_spaces() -> None:
    description = Description("d", "", 2019)
    plain, fixed = (extract(description, [unit(text)]) for text in (SAID, SAID.replace(" ", FIXED)))
    assert {mention.type for mention in plain} == {"article", "law", "date", "person"}
    assert [(one.type, one.start, one.end, one.norm, one.law) for one in fixed] == [
        (one.type, one.start, one.end, one.norm, one.law) for one in plain
    ]
    assert [one.text for one in fixed] == [one.text.replace(" ", FIXED) for one in plain]
