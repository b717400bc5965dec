"""Segment: what the tags of a format say of its lines, and what numbers add to them."""

import pytest

from pipeline import segment
from pipeline.records import Detection, Document, Line, Unit

PROSE = "The authorities held at least forty journalists without charge during the year, according to two groups."


def units(*rows: tuple[str, str]) -> list[Unit]:
    """Units of a document of these (tag, text) lines, an empty line between any two."""
    lines, texts, at = [], [], 0
    for tag, text in rows:
        if texts:
            lines.append(Line(at, at, 1, float(len(lines)), 0.0, 0.0, False, ""))
            texts.append("")
            at += 1
        lines.append(Line(at, at + len(text), 1, float(len(lines)), 0.0, 0.0, False, tag))
        texts.append(text)
        at += len(text) + 1
    document = Document("report", "report.html", "", "html", "", 1, "\n".join(texts), tuple(lines))
    return segment.segment(document, Detection("report", "en", 1.0))


def depths(text: str) -> list[int]:
    """Levels of headings given as lines "h2 Words"; a line "-" is a paragraph between them."""
    rows = [("p", PROSE) if line == "-" else (line[:2], line[3:]) for line in text.split("\n")]
    found = units(("title", "Report on the country"), *rows)
    return [unit.level for unit in found if unit.kind == "heading"]


NESTED = {
    "letters under sections of the same tag, and words under letters": (
        "h2 Summary\n-\nh2 Section 1. Life\nh2 a. Killings\n-\nh2 b. Torture\n-\nh2 Prisons\n-\nh2 c. Arrest\n-\n"
        "h2 Section 2. Liberties\nh2 a. Press\n-\nh2 b. Assembly\n-\nh2 Section 3. Elections\n-\nh2 Parties\n-",
        [1, 1, 2, 2, 3, 2, 1, 2, 2, 1, 2],
    ),
    "words under letters, and under a section that has none": (
        "h2 Section 1. Life\nh3 a. Killings\n-\nh3 Prisons\n-\nh3 b. Arrest\n-\nh2 Section 2. Equality\nh3 Women\n-",
        [1, 2, 3, 2, 1, 2],
    ),
    "numbers that begin anew under words": (
        "h1 THE FACTS\nh1 I. The case\n-\nh1 II. The law at home\n-\nh1 THE LAW\nh1 I. Article 5\n-\nh1 THE VOTE\n-",
        [1, 2, 2, 1, 2, 1],
    ),
    "numbers that run on through parts in capitals": (
        "h2 ARRESTS\n-\nh2 1. Police\n-\nh2 2. Prisons\n-\nh2 COURTS\n-\nh2 3. Judges\n-", [1, 1, 1, 1, 1],
    ),
    "numbers right below words": ("h1 THE FACTS\nh1 I. The case\n-\nh1 II. Law\n-\nh1 THE LAW\n-", [1, 2, 2, 1]),
    "words behind the last number": ("h2 1. Police\n-\nh2 2. Courts\n-\nh2 Conclusion\n-", [1, 1, 1]),
    "tags go before numbers": ("h2 a. Police\n-\nh3 1. Courts\n-\nh2 b. Prisons\n-", [1, 2, 1]),
}  # fmt: skip


@pytest.mark.parametrize("name", NESTED)
def test_numbers_nest_headings_of_one_tag(name: str) -> None:
    text, expected = NESTED[name]
    assert depths(text) == expected


@pytest.mark.parametrize("line", ["...", "“...”", "[…]", "I", "Share", "Menu"])
def test_a_line_that_its_format_calls_text_is_no_boilerplate(line: str) -> None:
    found = units(("p", PROSE), ("p", line), ("p", PROSE))
    assert [unit.kind for unit in found].count("boilerplate") == 0


def test_a_heading_that_repeats_is_no_running_head() -> None:
    found = units(*[row for n in range(2, 7) for row in (("h4", f"Section {n}"), ("p", PROSE))])
    assert [unit.kind for unit in found[1:]] == ["paragraph", "heading"] * 4 + ["paragraph"]


def test_the_heading_of_a_list_of_contents_goes_with_it() -> None:
    found = units(("h1", "Contents"), ("chrome", "1 Arrests"), ("h1", "1. Arrests"), ("p", PROSE), ("h1", "2. Courts"))
    assert [(unit.kind, unit.level) for unit in found if unit.kind != "paragraph"] == [
        ("boilerplate", 0),
        ("boilerplate", 0),
        ("heading", 1),
        ("heading", 1),
    ]


def test_figures_of_the_site_are_its_chrome() -> None:
    found = units(("title", "Report"), ("p", PROSE), ("chrome", "2022"), ("chrome", "2021"), ("chrome", "2020"))
    assert [unit.kind for unit in found] == ["title", "paragraph", *["boilerplate"] * 3]


def test_numbered_paragraphs_are_no_notes_where_tags_tell_the_notes() -> None:
    found = units(("p", f"{PROSE[:-1]}.1"), ("p", f"1. {PROSE}"), ("p", f"2. {PROSE}"), ("note", "1. See the report."))
    assert [unit.kind for unit in found] == ["paragraph"] * 3 + ["note"]


SHAPED = {
    "a heading": ("What comes next", "heading"),
    "a label with its value": ("Responsible: Ministry of Justice", "paragraph"),
    "a sentence with its source": ("“It was all a mistake.” (Statement to the court)", "paragraph"),
    "a line in brackets": ("(Ministry of Justice)", "paragraph"),
}


@pytest.mark.parametrize("name", SHAPED)
def test_lines_that_look_like_headings_where_no_tag_tells_any(name: str) -> None:
    line, kind = SHAPED[name]
    found = units(("title", "Report on the country"), ("p", PROSE), ("p", line), ("p", PROSE))
    assert found[2].kind == kind


def test_no_heading_stands_above_the_title_or_at_the_end() -> None:
    found = units(("p", "Latest reports"), ("title", "Report on the country"), ("p", PROSE), ("p", "Jane Smith"))
    assert [unit.kind for unit in found] == ["paragraph", "title", "paragraph", "paragraph"]
    assert found[2].section == ()


def test_the_title_lies_in_no_section() -> None:
    found = units(("h3", "Africa"), ("title", "Report on the country"), ("p", PROSE), ("h3", "Arrests"), ("p", PROSE))
    assert [unit.section for unit in found if unit.kind in {"title", "paragraph"}] == [(), (), ("Arrests",)]
