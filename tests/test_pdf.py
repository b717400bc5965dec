"""The PDF reader on small files that are made here, line by line."""

from importlib import import_module

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from pipeline.readers import Content, Unreadable, pdf

SCAN = "q 595 0 0 842 0 0 cm BI /W 1 /H 1 /BPC 8 /CS /G ID \x00 EI Q"
PROSE = "The court heard the case of the two men who had been held without a charge since June."

WORDS = [
    "judge",
    "court",
    "trial",
    "case",
    "law",
    "right",
    "duty",
    "wage",
    "vote",
    "party",
    "press",
    "union",
    "camp",
    "wall",
    "road",
    "town",
]


def show(x: float, top: float, text: str, size: float = 10, font: str = "R") -> str:
    """Operators that print `text` with its base `top` points below the top of an A4 page."""
    escaped = text.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")
    return f"BT /{font} {size} Tf {x} {842 - top} Td ({escaped}) Tj ET"


def column(x: float, top: float, lines: list[str], size: float = 10) -> list[str]:
    """Lines one below the other."""
    return [show(x, top + 1.2 * size * n, line, size) for n, line in enumerate(lines)]


def make(*pages: list[str], rotate: int = 0, extra: str = "", title: str = "") -> bytes:
    """A PDF whose pages have these content streams."""
    kids = " ".join(f"{6 + 2 * n} 0 R" for n in range(len(pages)))
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica-Bold /Encoding /WinAnsiEncoding >>",
        f"<< /Title ({title}) >>",
    ]
    for n, operators in enumerate(pages):
        stream = "\n".join(operators)
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Rotate {rotate} /Contents {7 + 2 * n} 0 R "
            "/Resources << /Font << /R 3 0 R /B 4 0 R >> >> >>"
        )
        objects.append(f"<< /Length {len(stream.encode('cp1252'))} >>\nstream\n{stream}\nendstream")
    out = "%PDF-1.7\n"
    places = []
    for number, body in enumerate(objects, 1):
        places.append(len(out.encode("cp1252")))
        out += f"{number} 0 obj\n{body}\nendobj\n"
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    start = len(out.encode("cp1252"))
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}"
    out += f"trailer << /Size {len(objects) + 1} /Root 1 0 R /Info 5 0 R {extra} >>\nstartxref\n{start}\n%%EOF"
    return out.encode("cp1252")


def texts(content: Content, tag: str | None = None) -> list[str]:
    """The lines of `content`, or those with one tag."""
    return [content.text[line.start : line.end] for line in content.lines if tag is None or line.tag == tag]


LEFT = [f"left column has line number {n} of the text" for n in range(8)]
RIGHT = [f"right column has line number {n} of the text" for n in range(8)]
MIXED = [part for pair in zip(column(60, 100, LEFT), column(310, 100, RIGHT), strict=True) for part in pair]


@pytest.mark.parametrize(
    ("page", "lines"),
    [
        ([show(60, 112, "below"), show(60, 100, "above")], ["above", "below"]),
        ([show(110, 100, "The report"), show(60, 100, "12.")], ["12. The report"]),
        ([show(60, 100, "In"), show(71, 100, "February")], ["In February"]),
        ([show(60, 100, "In "), show(69, 100, "February")], ["In February"]),
        (["BT /R 10 Tf 1 0 0 1 60 700 Tm [(gov) -40 (ern) 30 (ment) -300 (said)] TJ ET"], ["government said"]),
        ([show(60, 100, "Title", 10), show(60.3, 100, "Title", 10)], ["Title"]),
        ([show(60, 100, "• item")], ["• item"]),
        (MIXED, LEFT + RIGHT),
        (
            [show(60, 80, "A heading over both of the columns of the page"), *MIXED][:1],
            ["A heading over both of the columns of the page"],
        ),
    ],
)
def test_lines(page: list[str], lines: list[str]) -> None:
    assert texts(pdf.read(make(page))) == lines


@pytest.mark.parametrize("rotate", [0, 90, 180, 270])
def test_a_turned_page_reads_as_it_is_shown(rotate: int) -> None:
    matrix = {
        0: "1 0 0 1 60 {0}",
        90: "0 1 -1 0 {1} 60",
        180: "-1 0 0 -1 535 {1}",
        270: "0 -1 1 0 {0} 782",
    }[rotate]
    lines = ["first line of the page", "second line of the page", "third line of the page"]
    page = [
        f"BT /R 10 Tf {matrix.format(700 - 12 * n, 100 + 12 * n)} Tm ({line}) Tj ET" for n, line in enumerate(lines)
    ]
    assert texts(pdf.read(make(page, rotate=rotate))) == lines


def test_text_across_an_upright_page_is_righted() -> None:
    lines = ["first line of the table", "second line of the table"]
    page = [f"BT /R 10 Tf 0 1 -1 0 {100 + 12 * n} 60 Tm ({line}) Tj ET" for n, line in enumerate(lines)]
    content = pdf.read(make(page))
    assert texts(content) == lines
    assert content.lines[0].left == pytest.approx(60, abs=2)


def test_layout() -> None:
    content = pdf.read(
        make([show(60, 100, "Heading", 14, "B"), *column(60, 130, ["one", "two"]), show(60, 170, "three")])
    )
    heading, one, two, three = content.lines
    assert [line.bold for line in content.lines] == [True, False, False, False]
    assert (heading.size, one.size) == (14, 10)
    assert heading.top < 100 < one.top < 130
    assert (one.left, two.left) == (60, 60)
    assert one.right == pytest.approx(60 + 16.7, abs=1)
    assert content.text == "Heading\n\none\ntwo\n\nthree"
    assert three.page == content.pages == 1


def test_raised_figures_are_marks() -> None:
    page = [
        show(60, 100, "legislation."),
        show(107.5, 96.5, "12", 6),
        show(118, 100, "It said"),
        show(147, 96.5, "st", 6),
    ]
    content = pdf.read(make(page))
    assert [content.text[a:b] for line in content.lines for a, b in line.raised] == ["12"]
    assert content.text.startswith("legislation.12 It")


def test_furniture_and_notes() -> None:
    def page(number: int) -> list[str]:
        return [
            show(60, 40, "A/HRC/7/3"),
            *column(60, 100 + 5 * number, [f"{word} {PROSE}" for word in WORDS[4 * number : 4 * number + 4]]),
            show(60, 700, str(number), 5),
            show(66, 703, f"See the {WORDS[number]} of the mission.", 8),
            show(290, 800, f"Page {number}"),
        ]

    content = pdf.read(make(page(1), page(2), page(3)))
    assert texts(content, "chrome") == ["A/HRC/7/3", "Page 1", "A/HRC/7/3", "Page 2", "A/HRC/7/3", "Page 3"]
    assert texts(content, "note") == [f"{n} See the {WORDS[n]} of the mission." for n in (1, 2, 3)]


@pytest.mark.parametrize(
    ("pages", "messages"),
    [
        ([column(60, 100, [PROSE])], ()),
        ([column(60, 100, [PROSE]), [SCAN]], ("page 2 has no text layer: needs OCR",)),
        ([column(60, 100, [PROSE]), [SCAN], [SCAN]], ("pages 2-3: each has no text layer: needs OCR",)),
        ([column(60, 100, [PROSE]), []], ()),
        (
            [
                column(60, 100, [PROSE]),
                column(60, 100, [f"7KH{n} FRXUW{n}V KHDUG{n}G WKH{n}P FDVH{n}H RI{n} WZR{n}K" for n in range(8)]),
            ],
            ("page 2 has a garbled text layer: needs OCR",),
        ),
    ],
)
def test_text_layer(pages: list[list[str]], messages: tuple[str, ...]) -> None:
    content = pdf.read(make(*pages))
    assert content.missing == messages
    assert texts(content) == [PROSE]


@pytest.mark.parametrize(
    ("title", "taken"),
    [
        ("The case of the two men", "The case of the two men"),
        ("Microsoft Word - men_final.doc", ""),
        ("Budget of 2004", ""),
        ("", ""),
    ],
)
def test_title(title: str, taken: str) -> None:
    assert pdf.read(make(column(60, 100, [PROSE]), title=title)).title == taken


LOCKED = "/ID [<00><00>] /Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O <{0}> /U <{0}> >>".format("ab" * 32)


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "cannot be opened"),
        (b"%PDF-1.7\nnothing", "cannot be opened"),
        (make([SCAN]), "page 1 has no text layer: needs OCR"),
        (make([]), "holds no text"),
        (make([show(60, 100, "secret")], extra=LOCKED), "encrypted"),
    ],
)
def test_unreadable(data: bytes, why: str) -> None:
    with pytest.raises(Unreadable, match=why):
        pdf.read(data)


WHOLE = make(MIXED, column(60, 100, [PROSE]))


@settings(max_examples=40, deadline=None)
@given(st.integers(0, len(WHOLE) - 1), st.binary(max_size=8), st.integers(0, 40))
def test_damage_ends_in_content_or_a_reason(place: int, put: bytes, cut: int) -> None:
    try:
        content = pdf.read(WHOLE[:place] + put + WHOLE[place + cut :])
    except Unreadable:
        return
    ends = [line.end for line in content.lines]
    assert ends == sorted(ends)
    assert ends[-1] == len(content.text)


def ruled(left: float, top: float, widths: list[float], height: float, rows: int) -> list[str]:
    """Operators that draw the grid of a table."""
    places = [left + sum(widths[:n]) for n in range(len(widths) + 1)]
    level = [f"{left} {842 - top - height * n} m {places[-1]} {842 - top - height * n} l S" for n in range(rows + 1)]
    upright = [f"{x} {842 - top} m {x} {842 - top - height * rows} l S" for x in places]
    return level + upright


def rows(content: Content) -> list[list[str]]:
    """The lines of each table row of `content`."""
    found: list[list[str]] = []
    for line in content.lines:
        if line.tag == "td":
            found.append([])
        if line.tag in {"td", "tc"}:
            found[-1].append(content.text[line.start : line.end])
    return found


PARTS = [(60, "Torture"), (200, "Convention against"), (330, "1 May")]
CELLS = [show(x, 112, text) for x, text in PARTS] + [show(200, 124, "Torture")]
MORE = [show(x, 152, text) for x, text in ((60, "Women"), (200, "Other convention"), (330, "2 May"))]
ABOVE = column(60, 60, [PROSE, PROSE])
BELOW = column(60, 300, [PROSE, PROSE])


def test_a_ruled_table_is_read_cell_by_cell() -> None:
    page = [*ABOVE, *ruled(55, 100, [140, 130, 80], 40, 2), *CELLS, *MORE, *BELOW]
    content = pdf.read(make(page))
    assert rows(content) == [
        ["Torture", "Convention against", "Torture", "1 May"],
        ["Women", "Other convention", "2 May"],
    ]
    assert [line.tag for line in content.lines] == ["", "", "td", "tc", "tc", "tc", "td", "tc", "tc", "", ""]


LABELS = ["Unlawful arrest", "Forced labour", "Public assembly", "Fair trial at once", "Legal counsel"]
MEANT = "a person is held by the police without an order of"
TALLY = ["Argentina", "Armenia", "Bolivia", "Brazil", "Chile"]


@pytest.mark.parametrize(
    ("page", "table"),
    [
        # Three columns and more, also where a name takes two lines and the figures stand beside its second.
        (
            [
                show(x, 100 + 14 * n, text)
                for n, name in enumerate(TALLY)
                for x, text in ((60, name), (200, str(n)), (260, "12"), (320, "7"))
            ],
            [[f"{name} {n} 12 7"] for n, name in enumerate(TALLY)],
        ),
        # Labels beside what they mean, set apart by a little space.
        (
            [
                show(x, 100 + 28 * n + step, text)
                for n, label in enumerate(LABELS)
                for x, step, text in ((60, 0, label), (200, 0, MEANT), (200, 11, "a court"))
            ],
            [[label, MEANT, "a court"] for label in LABELS],
        ),
        # Numbers before paragraphs, columns of running text and entries of a list of contents are none.
        ([show(x, 100 + 12 * n, text) for n in range(6) for x, text in ((60, f"{n}."), (90, PROSE))], []),
        (MIXED, []),
        (
            [
                show(x, 100 + 12 * n, text)
                for n, name in enumerate(TALLY)
                for x, text in ((60, f"{name} ......"), (260, "1-4"), (320, "7"))
            ],
            [],
        ),
    ],
)
def test_aligned_tables(page: list[str], table: list[list[str]]) -> None:
    assert rows(pdf.read(make(page))) == table


ROUND = (
    "80 370 m 480 370 l 486 370 490 374 490 380 c 490 425 l 490 431 486 435 480 435 c 80 435 l "
    "74 435 70 431 70 425 c 70 380 l 70 374 74 370 80 370 c h S"
)
BOXED = column(80, 420, ["What the law says", PROSE[:70], PROSE[:60], PROSE[:50]])


@pytest.mark.parametrize(
    ("page", "boxed"),
    [
        ([*ABOVE, "70 370 420 65 re S", *BOXED], 4),  # drawn
        ([*ABOVE, "0.9 g 70 370 420 65 re f 0 g", *BOXED], 4),  # filled
        ([*ABOVE, ROUND, *BOXED], 4),  # with round corners
        ([*ABOVE, "1 g 70 370 420 65 re f 0 g", *BOXED], 0),  # white is paper
        ([*ABOVE, "70 425 420 20 re S", *BOXED], 0),  # round a heading
        (["70 370 420 65 re S", *BOXED], 0),  # nothing beside it
    ],
)
def test_fact_boxes(page: list[str], boxed: int) -> None:
    content = pdf.read(make(page))
    assert len(texts(content, "box")) == boxed
    assert len(content.lines) >= 4


def test_labels_of_a_chart_are_one_row() -> None:
    curve = "100 400 m 150 480 200 500 300 520 c S"
    drawn = [curve, f"{curve} 120 410 m 180 430 l 200 410 l 260 420 l 300 410 l 320 430 l S", curve]
    labels = [show(90, 430, "Deaths by month"), show(110, 380, "100"), show(110, 400, "50"), show(180, 460, "Month")]
    content = pdf.read(make([*ABOVE, *drawn, *labels]))
    assert rows(content) == [["100", "50", "Deaths by month", "Month"]]


def test_a_line_of_one_text_object_is_asked_for_its_base_once(monkeypatch: pytest.MonkeyPatch) -> None:
    module = import_module("pipeline.readers.pdf.characters")
    asked: list[int] = []

    def counted(text: int | None, which: NDArray[np.int64]) -> NDArray[np.float64]:
        asked.append(len(which))
        found: NDArray[np.float64] = origins(text, which)
        return found

    origins = module._origins
    monkeypatch.setattr(module, "_origins", counted)
    page = [show(72, 100 + 14 * n, "the court heard the case of the two men") for n in range(5)]
    assert len(pdf.read(make(page)).lines) == 5
    assert sum(asked) == 5
