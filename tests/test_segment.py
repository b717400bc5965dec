"""Segment: each rule as a table of small texts, and what holds for every text."""

import re
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline import languages, segment
from pipeline.records import Detection, Document, Line, Unit
from pipeline.segment import clean, numbering, seams
from pipeline.segment.words import Words, chrome, words

Short = list[tuple[str, str]]


def document(text: str) -> Document:
    """A plain-text document; a form feed starts a page."""
    lines, at, page, top = [], 0, 1, 0
    for piece in re.split(r"(?<=[\n\f])", text):
        body = piece.rstrip("\n\f")
        indent = len(body) - len(body.lstrip(" "))
        lines.append(Line(at, at + len(body), page, float(top), float(indent), 0.0, False, ""))
        at += len(piece)
        page, top = (page + 1, 0) if piece.endswith("\f") else (page, top + 1)
    return Document("report", "report.txt", "", "txt", "", page, text, tuple(lines))


def units(text: str, language: str = "en") -> list[Unit]:
    return segment.segment(document(text), Detection("report", language, 1.0))


def shorts(text: str, language: str = "en") -> Short:
    return [(unit.kind, unit.text) for unit in units(text, language)]


def wrap(*paragraphs: str, width: int = 60, between: str = "\n") -> str:
    """Paragraphs as an editor wraps them, one after another."""
    out = []
    for paragraph in paragraphs:
        lines, line = [], ""
        for word in paragraph.split():
            if line and len(line) + 1 + len(word) > width:
                lines.append(line)
                line = word
            else:
                line = f"{line} {word}".strip()
        out.append("\n".join([*lines, line]))
    return between.join(out) + "\n"


FIRST = (
    "The authorities closed three newspapers in the spring and kept two editors in custody for several weeks "
    "while their cases were pending before the district court of the northern region."
)
SECOND = (
    "Most of the villagers who had fled came back before the winter, but their houses had been burnt down and "
    "the promised compensation was paid to a handful of families only."
)
THIRD = (
    "Observers from the ombudsman visited every prison in the country twice and published what they had seen "
    "there, including the cells in which the prisoners were held without light."
)


@pytest.mark.parametrize("between", ["\n", "\n\n", "\n\n\n"])
@pytest.mark.parametrize("width", [60, 75])
def test_wrapped_paragraphs_are_told_apart_with_and_without_blank_lines(between: str, width: int) -> None:
    text = wrap(FIRST, SECOND, THIRD, width=width, between=between)
    assert shorts(text) == [("paragraph", FIRST), ("paragraph", SECOND), ("paragraph", THIRD)]


# Its first word is so long that it fits behind hardly any line: a full line may end the paragraph before.
LONG = (
    "Internationally-acknowledged-and-duly-accredited-(2014) observers were turned away at the border three times in "
    "the autumn and could not say how many people had been arrested there, or on which grounds."
)


def test_blanks_behind_a_line_tell_a_paragraphs_end_where_its_length_does_not() -> None:
    paragraphs = [FIRST, LONG, SECOND, LONG, THIRD, LONG]
    soft = [wrap(paragraph).rstrip().replace("\n", " \n") for paragraph in paragraphs]
    assert shorts("  \n".join(soft) + "  \n") == [("paragraph", text) for text in paragraphs]
    assert len(shorts(" \n".join(soft) + " \n")) < len(paragraphs)


def filled(paragraph: str, width: int = 60) -> str:
    """`paragraph` with one more word that fills its last line."""
    last = wrap(paragraph, width=width).rstrip().rpartition("\n")[2]
    return f"{paragraph[:-1]} {'w' * (width - 1 - len(last))}."


def test_a_full_line_ends_a_paragraph_where_a_heading_runs_in_below_and_else_does_not() -> None:
    above, below = filled(FIRST), "Prison Conditions: The cells were dark. " + THIRD
    assert shorts(wrap(SECOND, above, below))[1:] == [("paragraph", above), ("paragraph", below)]
    below = below.removeprefix("Prison Conditions: ")
    assert shorts(wrap(SECOND, above, below))[1:] == [("paragraph", f"{above} {below}")]


def test_blanks_behind_a_line_do_not_cut_a_numbered_paragraph() -> None:
    second = f"{filled('2. ' + THIRD)} {FIRST}"
    numbered = [f"1. {FIRST}", second, f"3. {THIRD}", f"4. {FIRST}", f"5. {SECOND}"]
    soft = "\n".join(wrap(paragraph).rstrip().replace("\n", " \n") for paragraph in numbered)
    assert [text for _, text in shorts(soft.replace("w. \n", "w.\n") + "\n")] == numbered


@pytest.mark.parametrize("spare", [0, 1])
def test_a_word_that_had_room_on_the_line_before_begins_a_paragraph(spare: int) -> None:
    width = 75
    edge = max(map(len, wrap(FIRST, SECOND, THIRD, width=width).split("\n")))
    last = wrap(FIRST, width=width).rstrip().rpartition("\n")[2]
    second = "W" * (edge - 1 - len(last) - spare) + " " + SECOND
    assert shorts(wrap(*[THIRD, SECOND] * 6, FIRST, second, width=width))[-2:] == [
        ("paragraph", FIRST),
        ("paragraph", second),
    ]


@pytest.mark.parametrize("between", ["\n", "\n\n"])
@pytest.mark.parametrize("heading", ["How the prisons of the northern region were inspected during", "Summary"])
def test_a_heading_ends_before_a_sentence_though_its_line_is_full(heading: str, between: str) -> None:
    below = "Most prisons were inspected twice. " + THIRD
    text = wrap(FIRST, SECOND.replace("; but", ", most of all"), between=between)
    text += between[1:] + wrap("We say most of what we saw. " + FIRST, between=between) + between[1:]
    found = shorts(text + f"{heading}\n" + wrap(below))
    assert found[-2:] == [("heading", heading), ("paragraph", below)]


@pytest.mark.parametrize(
    ("text", "runs_in"),
    [
        ("Pretrial Detention: The law allows it.", True),
        ("Press and Media, Including Online Media: Most were closed.", True),
        ("Recommendations. The state should", True),
        ("The committee asked for three things: that it", False),
        ("He left. The police came.", False),
        ("In 2014 the court said: The law is void.", False),
        ("see Annex: The list", False),
    ],
)
def test_headings_that_run_into_their_text(text: str, runs_in: bool) -> None:
    (row,) = segment.rows(document(text))
    assert seams.runs_in(row) is runs_in


def test_the_last_words_of_a_paragraph_that_repeats_are_no_running_head() -> None:
    ends = {"courts": FIRST, "police": SECOND, "press": THIRD, "church": LONG}
    pages = [wrap(f"{text} We heard the same from the {who}") + "last year.\n" for who, text in ends.items()]
    assert {kind for kind, _ in shorts("\f".join(pages))} == {"paragraph"}


def test_front_of_a_united_nations_paper() -> None:
    text = "\n".join(
        [
            "Human Rights Council",
            "Fifth session",
            "New York, 2–13 May 2011",
            "Agenda item 6",
            "Universal Periodic Review",
            "Report of the Working Group on the Universal Periodic Review*",
            "Ruritania and Syldavia",
            "* The annex is circulated as received.",
            "United Nations A/HRC/5/1",
            "Distr.: General",
            "Introduction",
            wrap("1. The review of Ruritania was held in May. " + FIRST, "2. " + SECOND, "3. " + THIRD),
        ]
    )
    found = units(text)
    assert [(unit.kind, unit.text, unit.note_marks) for unit in found[5:7]] == [
        ("title", "Report of the Working Group on the Universal Periodic Review Ruritania and Syldavia", ("*",)),
        ("note", "* The annex is circulated as received.", ()),
    ]
    assert [unit.kind for unit in found] == ["boilerplate"] * 5 + ["title", "note"] + ["boilerplate"] * 2 + [
        "heading"
    ] + ["paragraph"] * 3


REPORT = wrap(f"1. The review was held in May. {FIRST}", f"2. {SECOND}", f"3. {THIRD}")


@pytest.mark.parametrize(
    ("front", "kept"),
    [
        # Whose report it is, on one line or two, is no heading under the title; but it may be the title itself.
        (
            "Human Rights Council\nFifth session\nSummary of submissions on Ruritania\n"
            "Report of the Office of the High Commissioner for\nHuman Rights\nI. Background",
            [("title", "Summary of submissions on Ruritania"), ("heading", "I. Background")],
        ),
        (
            "United Nations A/77/5\nGeneral Assembly\nReport of the Committee on Torture\nNote by the Secretariat\n"
            "I. Background",
            [("title", "Report of the Committee on Torture"), ("heading", "I. Background")],
        ),
        # Bodies named among the lines of the masthead, and over the item of the agenda.
        (
            "United Nations A/77/5\nGeneral Assembly\nCommittee of Experts on Prisons\nFifth session\n"
            "Forum on prisons\nConvened in the spring\nAgenda item 6\nPrisons\n\nThe state of prisons\nI. Background",
            [("title", "The state of prisons"), ("heading", "I. Background")],
        ),
        # A resolution is called what stands behind its number.
        (
            "General Assembly\nForty-eighth session\nAgenda item 16\n\nRESOLUTION ADOPTED BY THE GENERAL ASSEMBLY\n\n"
            "[on the report of the Fifth Committee (A/48/8)]\n\n48/24. Financing of the Mission",
            [
                ("paragraph", "[on the report of the Fifth Committee (A/48/8)]"),
                ("title", "48/24. Financing of the Mission"),
            ],
        ),
        # Without a masthead, such a line is one of the report's own.
        (
            "The prisons of Ruritania\nReport of the mission\nI. Background",
            [
                ("title", "The prisons of Ruritania"),
                ("heading", "Report of the mission"),
                ("heading", "I. Background"),
            ],
        ),
    ],
)
def test_titles_of_official_papers(front: str, kept: Short) -> None:
    found = shorts(f"{front}\n{REPORT}")
    assert [short for short in found if short[0] != "boilerplate"][:-3] == kept


@pytest.mark.parametrize(
    ("label", "section"),
    [("PART ONE", True), ("Chapter two: The courts", True), ("Chapter IV", True), ("Part one of the plan", False)],
)
def test_sections_whose_number_is_a_word(label: str, section: bool) -> None:
    found = units(f"{wrap(FIRST, SECOND)}\n{label}\n\n{wrap(THIRD)}")
    assert [unit.kind for unit in found] == ["paragraph", "paragraph", "heading", "paragraph"]
    assert bool(found[2].number) == section


def test_a_line_that_extraction_broke_behind_a_mark_is_one() -> None:
    broken = [
        "3. The ministry of the interior was asked for its view by them",
        "and by the envoy, whom it left alone.4",
        "Amnesty said",
        "Worldwide, spoke of it, and so did the lawyers of a province.5",
    ]
    called = "2. The law was changed.1 It was widened in May2 and, after protests,3 again."
    text = wrap(f"1. {SECOND}", called) + "\n".join([*broken, wrap(f"4. {THIRD}")])
    assert shorts(text)[2:] == [
        (
            "paragraph",
            "3. The ministry of the interior was asked for its view by them and by the envoy, whom it left alone. "
            "Amnesty said Worldwide, spoke of it, and so did the lawyers of a province.",
        ),
        ("paragraph", f"4. {THIRD}"),
    ]


def test_the_first_line_of_a_page_foot_says_nothing_about_the_line_above_it() -> None:
    # The last line of the page would be a heading if what stands below it began a sentence.
    full = "The judges of the northern region were seen by a few of them."
    pages = wrap(FIRST, SECOND, THIRD) + f"{full}\nA witness or two of them spoke of many years of such work at\n"
    found = shorts(f"{pages}A/HRC/9/1\n\fthe coast.\n")
    assert found[-2:] == [
        ("paragraph", f"{full} A witness or two of them spoke of many years of such work at the coast."),
        ("boilerplate", "A/HRC/9/1"),
    ]


def test_only_a_name_belongs_to_the_title_above_it() -> None:
    text = wrap("Report of the mission", "Torture", f"There was torture. {FIRST}", SECOND)
    assert [kind for kind, _ in shorts(text)] == ["title", "heading", "paragraph", "paragraph"]


def test_double_spaced_lines_are_one_paragraph() -> None:
    text = wrap(FIRST, SECOND, THIRD).replace("\n", "\n\n")
    assert shorts(text) == [("paragraph", FIRST), ("paragraph", SECOND), ("paragraph", THIRD)]


def test_one_paragraph_per_line() -> None:
    assert shorts(f"{FIRST}\n{SECOND}\n\n{THIRD}\n") == [("paragraph", text) for text in (FIRST, SECOND, THIRD)]


@pytest.mark.parametrize("row", ["\uf02a\uf031\uf039\uf02a", "* * * * *", "________", "❖❖❖❖❖"])
def test_a_row_of_signs_is_boilerplate(row: str) -> None:
    assert [unit.kind for unit in units(f"{FIRST}\n\n{row}\n\n{SECOND}\n")] == ["paragraph", "boilerplate", "paragraph"]


@pytest.mark.parametrize(
    "foot",
    ["\n\n\n17\n\n\n", "\n\n- 17 -\n\n", "\n\nPage 17\n\n", "\n\n17 (20)\n\n", "\nA/HRC/9/XYZ/3\n17\n", "\f17\n"],
)
def test_a_page_break_does_not_cut_a_paragraph(foot: str) -> None:
    lines = wrap(FIRST, SECOND, THIRD, between="\n\n").split("\n")
    text = "\n".join(lines[:1]) + foot + "\n".join(lines[1:])
    found = units(text)
    assert [(unit.kind, unit.text) for unit in found if unit.kind != "boilerplate"] == [
        ("paragraph", FIRST),
        ("paragraph", SECOND),
        ("paragraph", THIRD),
    ]
    assert {unit.text for unit in found if unit.kind == "boilerplate"} == set(foot.replace("\f", "\n").split("\n")) - {
        ""
    }
    assert [unit.order for unit in found] == list(range(len(found)))


def test_running_heads_are_boilerplate_and_repeated_headings_are_not() -> None:
    page = "Somewhere Report 2015\n" + wrap(FIRST, "Recommendations", SECOND, between="\n\n")
    found = shorts(f"{page}\f{page}\f{page}\f{page}")
    assert found.count(("boilerplate", "Somewhere Report 2015")) == 4
    assert [kind for kind, text in found if text == "Recommendations"] == ["heading"] * 4


def test_headings_have_levels_and_paths() -> None:
    text = wrap(
        "Situation in Somewhere: a short report",
        "I. BACKGROUND",
        FIRST,
        "A. Scope of obligations and cooperation with the mechanisms and bodies that watch over them",
        f"1. {SECOND}",
        "Right to life",
        f"2. {THIRD}",
        "B. National framework",
        f"3. {FIRST}",
        "II. FINDINGS",
        f"4. {SECOND}",
        between="\n\n",
    )
    found = units(text)
    assert [(unit.kind, unit.level, unit.number, len(unit.section)) for unit in found] == [
        ("title", 0, "", 0),
        ("heading", 1, "I", 0),
        ("paragraph", 0, "", 1),
        ("heading", 2, "A", 1),
        ("paragraph", 0, "1", 2),
        ("heading", 3, "", 2),
        ("paragraph", 0, "2", 3),
        ("heading", 2, "B", 1),
        ("paragraph", 0, "3", 2),
        ("heading", 1, "II", 0),
        ("paragraph", 0, "4", 1),
    ]
    assert found[6].section == (
        "I. BACKGROUND",
        "A. Scope of obligations and cooperation with the mechanisms and bodies that watch over them",
        "Right to life",
    )


def test_headings_without_blank_lines() -> None:
    text = wrap("Press freedom", FIRST, "Prisons", SECOND, "TORTURE", THIRD)
    assert [kind for kind, _ in shorts(text)] == ["title", "paragraph", "heading", "paragraph", "heading", "paragraph"]


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("Executive Summary", ["heading"]),
        (
            f"Somewhere\n\n{FIRST}\n\nSection 2. Respect for Liberties, Including:\n\n{SECOND}",
            ["title", "paragraph", "heading", "paragraph"],
        ),
        (f"{FIRST}\n\nPress: {SECOND}", ["paragraph", "paragraph"]),
        (f"{FIRST}\n\nNot applicable.\n\n{SECOND}", ["paragraph"] * 3),
        (
            f"{FIRST}\n\nThe state should now do the following:\n\n• close the camps;\n\n• free those held.",
            ["paragraph", "paragraph", "list_item", "list_item"],
        ),
        (f"{FIRST}\n\n(a) the first of them;\n\n(b) the second.", ["paragraph", "list_item", "list_item"]),
        (
            f"{FIRST}\n\nNotes\n\n(1) See the report of the mission.\n\n(2) See the law.",
            ["paragraph", "heading", "note", "note"],
        ),
        (f"{FIRST}\n\nNotes", ["paragraph", "heading"]),
        (
            f"RURITANIA\nHead of state: Rudolf V\nDeath penalty: abolished for all crimes\nPRISONS\n{FIRST}\n{SECOND}",
            ["title", "table", "table", "heading", "paragraph", "paragraph"],
        ),
        (
            wrap("Decision taken at the third meeting of May 2011", "Summary", FIRST, SECOND),
            ["title", "heading", "paragraph", "paragraph"],
        ),
        (f"Report of the Committee on\nEnforced Departures\n\n{FIRST}", ["title", "paragraph"]),
    ],
)
def test_kinds(text: str, kinds: list[str]) -> None:
    assert [unit.kind for unit in units(text)] == kinds


def test_chrome_around_a_web_page_is_boilerplate() -> None:
    text = "\n\n".join(
        [
            "An official website of Somewhere",
            "Menu",
            "Countries",
            "We use cookies on this site.",
            "Somewhere",
            "Executive Summary",
            FIRST + " " + SECOND,
            SECOND + " " + THIRD,
            "More Reports",
            "Choose a Year",
            "Choose a Country",
            "The Ministry",
        ]
    )
    assert [unit.kind for unit in units(text)] == ["boilerplate"] * 4 + [
        "title",
        "heading",
        "paragraph",
        "paragraph",
    ] + ["boilerplate"] * 4


def test_contents_are_boilerplate() -> None:
    text = "Contents\nBackground ........ 3\nThe courts and the law\nof the land ......... 12\n\n" + wrap(
        FIRST, SECOND, between="\n\n"
    )
    assert [unit.kind for unit in units(text)] == ["boilerplate"] * 4 + ["paragraph"] * 2


def test_contents_without_page_numbers_are_boilerplate_where_the_report_has_their_headings() -> None:
    entries = [
        "3.1 • The Courts",
        "3.2 • The Camps",
        "3.3 • Women, children, their kin and all others who were held, etc.",
    ]
    parts = [f"The Courts\n{wrap(FIRST, width=90)}", f"The Camps\n{wrap(SECOND, width=90)}", "The Women", THIRD]
    text = "\n".join(["Contents", *entries, "3.4 • The Women", "", *parts])
    assert [unit.kind for unit in units(text)] == ["boilerplate"] * 5 + ["title", "paragraph"] + [
        "heading",
        "paragraph",
    ] * 2


@pytest.mark.parametrize(
    ("text", "reads", "marks"),
    [
        (
            "The law was changed.1 It was widened in May2 and, after protests,3 again.",
            "The law was changed. It was widened in May and, after protests, again.",
            "1 2 3",
        ),
        (
            "It was changed.1 The 1951 Convention and COVID-19 came up.2 JS7 spoke of article 5.3 Nobody: JS8.4 So.5",
            "It was changed. The 1951 Convention and COVID-19 came up. JS7 spoke of article 5. Nobody: JS8. So.",
            "1 2 3 4 5",
        ),
        (
            "On 19.12.2006 and 20.12.2007 JS1, JS2, JS3 and JS4 met 5,000 people.",
            "On 19.12.2006 and 20.12.2007 JS1, JS2, JS3 and JS4 met 5,000 people.",
            "",
        ),
        ("Three laws.1,2 One decree.3", "Three laws. One decree.", "1 2 3"),
        ("Law.¹ Decree.² Order.³", "Law. Decree. Order.", "1 2 3"),
    ],
)
def test_note_marks_run_in_sequence(text: str, reads: str, marks: str) -> None:
    (unit,) = units(text)
    assert (unit.text, unit.note_marks) == (reads, tuple(marks.split()))


def test_bracketed_marks_stay_in_the_text_of_a_report_with_such_notes() -> None:
    said = "It is so (1). That too (2, 3), in article 9 (2014)."
    notes = "\n\nNotes\n\n(1) See one.\n\n(2) See two.\n\n(3) See three."
    first = units(said + notes)[0]
    assert (first.text, first.note_marks) == (said, ("1", "2", "3"))
    assert units(said)[0].note_marks == ()


def test_footnotes_at_the_foot_of_a_page_interrupt_the_paragraph() -> None:
    lines = wrap(FIRST + "1", SECOND + "2", THIRD + "3").rstrip().split("\n")
    notes = "1 See the yearbook of the court.\n2 Ibid.\n\f"
    found = units("\n".join(lines[:-2]) + "\n" + notes + "\n".join(lines[-2:]))
    assert [unit.text for unit in found if unit.kind == "paragraph"] == [FIRST, SECOND, THIRD]
    assert [unit.text for unit in found if unit.kind == "note"] == ["1 See the yearbook of the court.", "2 Ibid."]


def test_a_raised_figure_on_a_line_of_its_own_begins_a_note() -> None:
    lines = wrap(FIRST, SECOND + "1", THIRD).rstrip().split("\n")
    text = "\n".join([*lines[:-2], "1", " Taken down by the clerk of the court.", "\f" + lines[-2], lines[-1]])
    found = units(text)
    assert [unit.text for unit in found if unit.kind == "paragraph"] == [FIRST, SECOND, THIRD]
    assert [unit.text for unit in found if unit.kind == "note"] == ["1 Taken down by the clerk of the court."]
    assert [unit.note_marks for unit in found if unit.note_marks] == [("1",)]


@pytest.mark.parametrize(
    ("text", "language", "reads"),
    [
        ("in mid\ufffe2012 the govern\ufffement said", "en", "in mid-2012 the government said"),
        ("self\ufffecensorship", "en", "self-censorship"),
        ("mötes\ufffeoch föreningsfrihet", "sv", "mötes- och föreningsfrihet"),
        ("The govern-\nment said that the government would.", "en", "The government said that the government would."),
        ("There was self-\ncensorship in the press.", "en", "There was self-censorship in the press."),
        ("The first was Anna-\nMaria of the north.", "en", "The first was Anna-Maria of the north."),
        ("the pre-\nand post-trial stages", "en", "the pre- and post-trial stages"),
        ("rätten till mötes-\noch föreningsfrihet", "sv", "rätten till mötes- och föreningsfrihet"),
        ("regeringens be-\ndömning är en bedömning", "sv", "regeringens bedömning är en bedömning"),
        ("a well-known case and a well-\nknown judge", "en", "a well-known case and a well-known judge"),
        ("from 2016-\n2030 it was law", "en", "from 2016-2030 it was law"),
        ("a dash -\nlike this", "en", "a dash - like this"),
        ("Too   many\tblanks", "en", "Too many blanks"),
        ("soft\u00adhyphen", "en", "softhyphen"),
        ("cafe\u0301 na\u0308ra", "sv", "café nära"),
    ],
)
def test_clean_text(text: str, language: str, reads: str) -> None:
    doc = document(text)
    rows = segment.rows(doc)
    found, offsets = clean.read(text, rows, [[] for _ in rows], clean.Vocabulary(text), words(language))
    assert found == reads
    assert offsets[0] == (0, 0)


@pytest.mark.parametrize(
    ("text", "style", "value", "length"),
    [
        ("IV. RIGHTS", "roman", 4, 4),
        ("A. Scope", "capital", 1, 3),
        ("В. Scope", "capital", 2, 3),
        ("12. The court", "digits", 12, 4),
        ("2.3.1 Scope", "deep", 1, 6),
        ("(c) torture", "bracketed letter", 3, 4),
        ("(iv) torture", "bracketed roman", 4, 5),
        ("(7) See", "bracketed digits", 7, 4),
        ("a. Freedom", "letter", 1, 3),
    ],
)
def test_numbers(text: str, style: str, value: int, length: int) -> None:
    number = numbering.Count().choose(numbering.readings(text))
    assert number is not None
    assert (number.style, number.value, number.length) == (style, value, length)


@pytest.mark.parametrize(
    "text", ["", "2014 was bad", "U.S. courts", "L.B. said", "(see above)", "5,000 men", "3.5 per cent"]
)
def test_no_numbers(text: str) -> None:
    options = [number for number in numbering.readings(text) if number.style not in {"bare digits", "deep"}]
    assert options == []


@pytest.mark.parametrize("language", languages.having("segment"))
def test_word_lists_find_and_ignore_what_they_say(language: str) -> None:
    known = words(language)
    whole, phrases = chrome()
    tables = languages.table(language, "segment")
    assert set(tables) == set(Words.__dataclass_fields__) | {"chrome_lines", "chrome_phrases"}
    for name, table in tables.items():
        if name.startswith("chrome"):
            pattern = whole if name == "chrome_lines" else phrases
            finds = pattern.match if name == "chrome_lines" else pattern.search
        else:
            entry = getattr(known, name)
            finds = entry.match if isinstance(entry, re.Pattern) else entry.__contains__
        assert table["finds"], name
        assert table["ignores"], name
        assert [text for text in table["finds"] if not finds(text)] == [], name
        assert [text for text in table["ignores"] if finds(text)] == [], name


UNREAD = re.compile(f"[{clean.UNREAD}]")
PIECES = st.sampled_from(
    [
        *"abcÅ é.,;:-()[]•*§”\n\n\n \t\x0c\xad́\u200b",
        "I. ",
        "1. ",
        "12 ",
        "(a) ",
        "Notes\n",
        "the ",
        "rights.1 ",
        "\n\n",
        "A/HRC/1/2\n",
        "- ",
        "..... 5\n",
        "é",
        "가",
        "Section 2. ",
        "Contents\n",
        "of the\n",
        "govern-\nment ",
        "Share\n",
        "govern\ufffement ",
        "mid\ufffe2012",
        "Agenda item 6\n",
        "Most of ",
    ]
)


@settings(max_examples=300, deadline=None)
@given(st.lists(PIECES, max_size=80).map("".join))
def test_nothing_is_lost_and_every_character_leads_back(text: str) -> None:
    found = units(text)
    covered = bytearray(len(text))
    for unit in found:
        covered[unit.start : unit.end] = b"\1" * (unit.end - unit.start)
        assert unicodedata.is_normalized("NFC", unit.text)
        for position, character in enumerate(unit.text):
            source = unit.source(position)
            assert unit.start <= source < unit.end
            stretch = UNREAD.sub("", text[source : source + 12])
            assert (
                (character == " " and text[source].isspace())
                or (character in "- " and text[source] == clean.BREAK)
                or unicodedata.normalize("NFC", stretch).startswith(character)
            )
    assert all(hit or character.isspace() for hit, character in zip(covered, text, strict=True))
    assert [unit.order for unit in found] == list(range(len(found)))
    assert [unit.start for unit in found] == sorted(unit.start for unit in found)


@pytest.mark.parametrize(
    "text", ["", "\n\n", "x", "1", "•", "-", "\f", "word " * 20_000, "x" * 100_000, "1\n" * 3_000, ". " * 20_000]
)
def test_any_text_goes_through(text: str) -> None:
    assert sum(unit.end - unit.start for unit in units(text)) <= len(text)
