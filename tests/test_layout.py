"""Units of documents whose lines have places on a page: what sizes, spaces and edges say."""

import pytest

from pipeline.records import Detection, Document, Line
from pipeline.segment import layout, segment
from pipeline.segment.rows import rows

# One line of a page: page, top, left, right (points), size, bold, tag, text.
Placed = tuple[int, float, float, float, float, bool, str, str]
FULL = "the court heard the case of the two men who had been held without a charge and"


def lay(*lines: Placed, raised: str = "") -> Document:
    """A document of `lines`; `raised` is a text that stands as superscript wherever it occurs."""
    text, placed = "", []
    for page, top, left, right, size, bold, tag, words in lines:
        start = len(text)
        at = [n for n in range(len(words)) if raised and words.startswith(raised, n)]
        marks = tuple((start + n, start + n + len(raised)) for n in at)
        placed.append(Line(start, start + len(words), page, top, left, size, bold, tag, right, marks))
        text += words + "\n"
    return Document("d", "d.pdf", "", "pdf", "", lines[-1][0], text, tuple(placed))


def body(page: int, top: float, words: str, left: float = 70, right: float = 500) -> Placed:
    """A line of the text."""
    return (page, top, left, right, 10, False, "", words)


def bold(top: float, size: float, words: str, right: float) -> Placed:
    """A line of a heading."""
    return (1, top, 70, right, size, True, "", words)


def paragraph(page: int, top: float, first: str, left: float = 70) -> list[Placed]:
    """Three lines of one paragraph."""
    return [
        body(page, top, f"{first} {FULL}", left),
        body(page, top + 12, FULL, left),
        body(page, top + 24, "then let them go.", left, 160),
    ]


def read(document: Document) -> list[tuple[str, str]]:
    """Kind and first words of each unit."""
    units = segment(document, Detection("d", "en", 1.0))
    return [(unit.kind, " ".join(unit.text.split()[:2])) for unit in units]


ONE = paragraph(1, 100, "In June")
TWO = paragraph(1, 142, "In July")
ENDED = f"{FULL[:-4]}."
LONG = [body(2, 72 + 12 * n, FULL) for n in range(40)]


@pytest.mark.parametrize(
    ("lines", "units"),
    [
        # Space between paragraphs.
        ([*ONE, *TWO], [("paragraph", "In June"), ("paragraph", "In July")]),
        # No space, but the last line stops short; or is full and the next one set in.
        ([*ONE, *paragraph(1, 136, "In July")], [("paragraph", "In June"), ("paragraph", "In July")]),
        (
            [*ONE[:2], body(1, 124, ENDED), body(1, 136, f"In July {FULL}", 90), *paragraph(1, 148, "of it")[1:]],
            [("paragraph", "In June"), ("paragraph", "In July")],
        ),
        # A number at the start of a full, even line in mid-paragraph begins nothing; set out, it does.
        ([*ONE[:2], body(1, 124, f"(iii) {FULL}"), body(1, 136, "let them go.", 70, 160)], [("paragraph", "In June")]),
        (
            [body(1, 100, f"1. {FULL}:", 70, 400), body(1, 112, f"(i) {FULL};", 90), body(1, 124, f"(ii) {FULL}.", 90)],
            [("paragraph", "1. the"), ("list_item", "(i) the"), ("list_item", "(ii) the")],
        ),
        # Larger letters are a heading, over two lines as well, and so are bold ones.
        (
            [bold(60, 14, "The rights of the people that the", 400), bold(77, 14, "Court Heard", 200), *ONE],
            [("title", "The rights"), ("paragraph", "In June")],
        ),
        (
            [*ONE, bold(142, 10, "Fair trial", 180), *paragraph(1, 156, "In July")],
            [("paragraph", "In June"), ("heading", "Fair trial"), ("paragraph", "In July")],
        ),
        # Over the foot of a page, past notes and furniture.
        (
            [
                *ONE[:2],
                (1, 700, 70, 300, 8, False, "note", "1 See the report."),
                (1, 780, 280, 300, 10, False, "chrome", "7"),
                (2, 40, 70, 120, 10, False, "chrome", "A/HRC/7/3"),
                body(2, 100, "Minister and the judge, and let them go.", 70, 260),
            ],
            [("paragraph", "In June"), ("note", "1 See"), ("boilerplate", "7"), ("boilerplate", "A/HRC/7/3")],
        ),
        # A page that ends early ends the paragraph.
        (
            [*ONE[:2], body(1, 124, ENDED), body(2, 60, f"In July {FULL}"), *LONG],
            [("paragraph", "In June"), ("paragraph", "In July")],
        ),
    ],
)
def test_units(lines: list[Placed], units: list[tuple[str, str]]) -> None:
    assert read(lay(*lines)) == units


def test_raised_figures_are_marks_and_no_others() -> None:
    lines = [body(1, 100, f"The law of 2017 {FULL}"), body(1, 112, "said no.12 And in article 9.", 70, 300)]
    (unit,) = segment(lay(*lines, raised="12"), Detection("d", "en", 1.0))
    assert unit.note_marks == ("12",)
    assert unit.text.endswith("said no. And in article 9.")


def test_larger_headings_stand_above_smaller_ones() -> None:
    document = lay(
        bold(40, 18, "A report", 150),
        *paragraph(1, 80, "In May"),
        bold(130, 14, "Fair trial", 140),
        bold(155, 12, "Judges", 110),
        *paragraph(1, 175, "In June"),
        bold(230, 12, "Lawyers", 115),
        *paragraph(1, 250, "In July"),
        bold(310, 14, "Work", 105),
        *paragraph(1, 335, "In May"),
    )
    units = segment(document, Detection("d", "en", 1.0))
    assert [(unit.level, unit.text) for unit in units if unit.kind == "heading"] == [
        (1, "Fair trial"),
        (2, "Judges"),
        (2, "Lawyers"),
        (1, "Work"),
    ]


def test_widths_are_those_of_the_rows_around_whether_measured_at_once_or_in_parts(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Two columns and a page of notes, more rows than are measured in one go."""
    lines = [body(page, 12.0 * n, FULL, 70 + n % 3, 280 - n % 7) for page in (1, 2) for n in range(20)]
    lines += [body(2, 12.0 * n, FULL, 300 + n % 2, 520 - n % 5) for n in range(20)]
    found = rows(lay(*lines))
    whole = layout.widths(found)
    monkeypatch.setattr(layout, "AT_ONCE", 7)
    assert layout.widths(found) == whole
    for n, row in enumerate(found):
        around = found[max(0, n - layout.NEIGHBOURS) : n + layout.NEIGHBOURS + 1]
        near = [one for one in around if one.page == row.page and one.indent < row.right and row.indent < one.right]
        left, rights = min(one.indent for one in near), sorted(one.right for one in near)
        assert whole[0][n] == max(rights[-3], row.right) - left + 1
        assert whole[1][n] == row.right - left
