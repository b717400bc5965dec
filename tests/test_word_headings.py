"""Titles and headings of Word files that no style names: known by how they look."""

import pytest
from wordfile import paragraph, run, word_file

from pipeline.readers import docx

PROSE = (
    "The court heard the parties in January and gave them until the end of the month to answer each other in writing."
)
# A publisher's own styles: no outline level, but kept with the next paragraph; each is based on the one before.
STYLES = (
    '<w:style w:type="paragraph" w:styleId="Part"><w:name w:val="X Part"/><w:pPr><w:keepNext/></w:pPr></w:style>'
    '<w:style w:type="paragraph" w:styleId="Head"><w:name w:val="X Head"/><w:basedOn w:val="Part"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="Chapter"><w:name w:val="X Chapter"/>'
    '<w:pPr><w:outlineLvl w:val="0"/></w:pPr><w:rPr><w:sz w:val="30"/></w:rPr></w:style>'
    '<w:style w:type="paragraph" w:styleId="Loose"><w:name w:val="X Loose"/><w:rPr><w:sz w:val="30"/></w:rPr></w:style>'
)
MIDDLE = '<w:jc w:val="center"/>'


def styled(style: str, text: str) -> str:
    return paragraph(text, f'<w:pStyle w:val="{style}"/>')


def looking(look: str, text: str, properties: str = "") -> str:
    return paragraph(run(text, look), properties)


def tags(body: str) -> list[tuple[str, str]]:
    """Tag and first words of the lines that hold any."""
    content = docx.read(word_file(body, styles=STYLES))
    found = [(line.tag, content.text[line.start : line.end]) for line in content.lines]
    return [(tag, text if text != PROSE else "…") for tag, text in found if text]


COVER = (
    paragraph("THIRD SECTION", MIDDLE)
    + looking("<w:b/>", "CASE OF SMITH v. RURITANIA", MIDDLE)
    + looking('<w:b/><w:sz w:val="36"/>', "FINAL", MIDDLE)
    + paragraph("1 May 2019", MIDDLE)
)
BOLD = looking("<w:b/>", "Arrests") + paragraph(PROSE)
LARGE = looking('<w:sz w:val="28"/>', "Findings") + paragraph(PROSE)
LOOKS = {
    "styles that are kept with the next paragraph, in the order in which they appear": (
        COVER + styled("Part", "THE FACTS") + styled("Head", "I.  THE CASE") + styled("Head", "A. Arrest")
        + paragraph(f"1.  {PROSE}") + styled("Part", "THE LAW") + paragraph(PROSE),
        [
            ("p", "THIRD SECTION"), ("title", "CASE OF SMITH v. RURITANIA"), ("p", "FINAL"), ("p", "1 May 2019"),
            ("h1", "THE FACTS"), ("h2", "I.  THE CASE"), ("h3", "A. Arrest"), ("p", f"1.  {PROSE}"), ("h1", "THE LAW"),
            ("p", "…"),
        ],
    ),
    "bold lines, with a title above that looks otherwise": (
        looking('<w:b/><w:sz w:val="40"/>', "A year of arrests") + paragraph(PROSE) + BOLD + BOLD,
        [("title", "A year of arrests"), ("p", "…"), ("h1", "Arrests"), ("p", "…"), ("h1", "Arrests"), ("p", "…")],
    ),
    "larger letters stand above bold ones": (
        paragraph(PROSE) + BOLD + LARGE + looking("<w:i/>", "Replies") + paragraph(PROSE),
        [("p", "…"), ("h2", "Arrests"), ("p", "…"), ("h1", "Findings"), ("p", "…"), ("h3", "Replies"), ("p", "…")],
    ),
    "a title of two lines is one block": (
        looking('<w:sz w:val="40"/>', "Report of the") + looking('<w:sz w:val="40"/>', "Committee") + paragraph(PROSE),
        [("title", "Report of the"), ("title", "Committee"), ("p", "…")],
    ),
    "where styles tell headings, bold lines are none, larger ones are": (
        styled("Chapter", "Arrests") + paragraph(PROSE) + styled("Loose", "Annex") + BOLD,
        [("h1", "Arrests"), ("p", "…"), ("h1", "Annex"), ("p", "Arrests"), ("p", "…")],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", LOOKS)
def test_headings_are_known_by_their_looks(name: str) -> None:
    body, expected = LOOKS[name]
    assert tags(body) == expected


@pytest.mark.parametrize(
    "line",
    [
        "He was released.", "“We shall not leave", "of the ministry", "Note:", "12", "word " * 60,
    ],
)  # fmt: skip
def test_what_has_not_the_shape_of_a_heading_is_none(line: str) -> None:
    shaped = paragraph(PROSE) + BOLD + BOLD
    assert tags(shaped + looking("<w:b/>", line.strip()))[-1][0] == "p"
    assert tags(shaped + looking("<w:b/>", "Replies"))[-1][0] == "h1"


def test_a_line_of_columns_is_no_heading() -> None:
    columns = "<w:r><w:rPr><w:b/></w:rPr><w:t>2019</w:t><w:tab/><w:t>Jane Smith</w:t></w:r>"
    assert tags(paragraph(PROSE) + BOLD + BOLD + paragraph(columns))[-1] == ("p", "2019\tJane Smith")


def test_a_few_bold_words_and_a_bold_document_hold_no_headings() -> None:
    assert [tag for tag, _ in tags(paragraph(PROSE) + BOLD)] == ["p"] * 3
    assert [tag for tag, _ in tags(paragraph(PROSE) * 2 + looking("<w:b/>", "Arrests") * 9)] == ["p"] * 11
