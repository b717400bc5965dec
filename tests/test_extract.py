"""What holds for all that a document mentions."""

from pipeline.extract import extract
from pipeline.records import Description, Unit

FIXED = "\N{NO-BREAK SPACE}"
SAID = "The court applied article 9 of the Criminal Code on 3 May 2019 against Mr. Aidar Bekov."


def unit(text: str) -> Unit:
    return Unit("d", 0, "paragraph", 0, (), "", 1, 0, len(text), "en", 1.0, text, ((0, 0),), ())


def test_spaces_at_which_no_line_ends_are_spaces() -> None:
    description = Description("d", "", 2019)
    plain, fixed = (extract(description, [unit(text)]) for text in (SAID, SAID.replace(" ", FIXED)))
    assert {mention.type for mention in plain} == {"article", "law", "date", "person"}
    assert [(one.type, one.start, one.end, one.norm, one.law) for one in fixed] == [
        (one.type, one.start, one.end, one.norm, one.law) for one in plain
    ]
    assert [one.text for one in fixed] == [one.text.replace(" ", FIXED) for one in plain]
