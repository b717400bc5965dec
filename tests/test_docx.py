import io
import re
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from wordfile import TRANSITIONAL, packed, paragraph, part, run, table, word_file

from pipeline.readers import Content, Unreadable, docx
from pipeline.readers.word.numerals import numeral

STYLES = (
    '<w:docDefaults><w:rPrDefault><w:rPr><w:sz w:val="22"/></w:rPr></w:rPrDefault></w:docDefaults>'
    '<w:style w:type="paragraph" w:styleId="Rubrik1"><w:name w:val="heading 1"/>'
    '<w:pPr><w:outlineLvl w:val="0"/></w:pPr><w:rPr><w:b/><w:sz w:val="32"/></w:rPr></w:style>'
    '<w:style w:type="paragraph" w:styleId="Eget"><w:name w:val="Eget"/><w:basedOn w:val="Rubrik1"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="Brot"><w:name w:val="Brot"/><w:basedOn w:val="Rubrik1"/>'
    '<w:pPr><w:outlineLvl w:val="9"/></w:pPr></w:style>'
    '<w:style w:type="paragraph" w:styleId="Titel"><w:name w:val="Title"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="Text2"><w:name w:val="heading 2"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="Tabelltext"><w:name w:val="caption"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="Inneh1"><w:name w:val="toc 1"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="A"><w:name w:val="A"/><w:basedOn w:val="B"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="B"><w:name w:val="B"/><w:basedOn w:val="A"/></w:style>'
    '<w:style w:type="character" w:styleId="Fotnot"><w:name w:val="footnote reference"/>'
    '<w:rPr><w:vertAlign w:val="superscript"/></w:rPr></w:style>'
)


def level(at: int, style: str, text: str, more: str = "") -> str:
    return (
        f'<w:lvl w:ilvl="{at}"><w:start w:val="1"/><w:numFmt w:val="{style}"/>{more}<w:lvlText w:val="{text}"/></w:lvl>'
    )


NUMBERING = (
    '<w:abstractNum w:abstractNumId="1">'
    + level(0, "decimal", "%1.")
    + level(1, "decimal", "%1.%2")
    + level(2, "lowerLetter", "(%3)", '<w:suff w:val="space"/>')
    + "</w:abstractNum>"
    + '<w:abstractNum w:abstractNumId="2">'
    + level(0, "bullet", "\uf0b7")
    + level(1, "bullet", "–")
    + "</w:abstractNum>"
    + '<w:abstractNum w:abstractNumId="3">'
    + level(0, "upperRoman", "%1")
    + level(1, "decimal", "%1.%2", "<w:isLgl/>")
    + "</w:abstractNum>"
    + '<w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num>'
    + '<w:num w:numId="2"><w:abstractNumId w:val="2"/></w:num>'
    + '<w:num w:numId="3"><w:abstractNumId w:val="3"/></w:num>'
    + '<w:num w:numId="4"><w:abstractNumId w:val="1"/>'
    + '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="7"/></w:lvlOverride></w:num>'
)


def item(number: int, at: int, text: str = "x") -> str:
    return paragraph(text, f'<w:numPr><w:ilvl w:val="{at}"/><w:numId w:val="{number}"/></w:numPr>')


def style(name: str) -> str:
    return f'<w:pStyle w:val="{name}"/>'


def lines(content: Content) -> list[tuple[str, str]]:
    """Tags and texts of the lines that hold any."""
    found = [(line.tag, content.text[line.start : line.end]) for line in content.lines]
    return [(tag, text) for tag, text in found if text]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (paragraph("one") + paragraph("") + paragraph("two"), "one\n\ntwo"),
        (paragraph(f"<w:r><w:t>a</w:t><w:br/><w:t>b</w:t><w:tab/><w:t>c</w:t></w:r>{run('')}"), "a\nb\tc"),
        (paragraph("<w:r><w:t> a </w:t></w:r>" + run(" b ") + run("c")), "a b c"),
        (paragraph("<w:r><w:t>a\n\tb</w:t></w:r>"), "a  b"),
        (paragraph("<w:r><w:t>Kasym</w:t><w:noBreakHyphen/><w:t>Jo</w:t><w:softHyphen/><w:t>mart</w:t></w:r>"),
         "Kasym\u2011Jo\u00admart"),
        # Containers of any kind are looked through.
        (paragraph(f"<w:smartTag><w:smartTag>{run('smart')}</w:smartTag></w:smartTag>{run(' tag')}"), "smart tag"),
        (paragraph(f"{run('a ')}<w:hyperlink r:id='x'>{run('link')}</w:hyperlink>"), "a link"),
        (paragraph(f"<w:sdt><w:sdtPr/><w:sdtContent>{run('control')}</w:sdtContent></w:sdt>"), "control"),
        (f"<w:sdt><w:sdtContent>{paragraph('block')}</w:sdtContent></w:sdt>", "block"),
        (f"<w:customXml>{paragraph('custom')}</w:customXml>", "custom"),
        (paragraph("<m:oMath><m:r><m:t>x=1</m:t></m:r></m:oMath>"), "x=1"),
        # Tracked changes as if accepted; what was moved stands where it was moved to.
        (paragraph(f"<w:ins>{run('new')}</w:ins><w:del><w:r><w:delText>old</w:delText></w:r></w:del>"), "new"),
        (paragraph(f"<w:moveFrom>{run('m')}</w:moveFrom>{run('1')}") + paragraph(f"<w:moveTo>{run('m')}</w:moveTo>"),
         "1\n\nm"),
        (paragraph("one ", "<w:rPr><w:del/></w:rPr>") + paragraph("and two"), "one and two"),
        (paragraph("last", "<w:rPr><w:del/></w:rPr>"), "last"),
        # Fields show their results: not their instructions, nor the results of fields within these.
        (paragraph("<w:r><w:fldChar w:fldCharType='begin'/><w:instrText>HYPERLINK x</w:instrText>"
                   "<w:fldChar w:fldCharType='separate'/><w:t>shown</w:t><w:fldChar w:fldCharType='end'/></w:r>"),
         "shown"),
        (paragraph("<w:r><w:fldChar w:fldCharType='begin'/><w:instrText>IF</w:instrText>"
                   "<w:fldChar w:fldCharType='begin'/><w:fldChar w:fldCharType='separate'/><w:t>inner</w:t>"
                   "<w:fldChar w:fldCharType='end'/><w:fldChar w:fldCharType='separate'/><w:t>outer</w:t>"
                   "<w:fldChar w:fldCharType='end'/></w:r>"), "outer"),
        (paragraph("<w:r><w:fldChar w:fldCharType='begin'/><w:instrText>X</w:instrText></w:r>") + paragraph("on"),
         "on"),
        (paragraph(f"<w:fldSimple w:instr='DATE'>{run('today')}</w:fldSimple>"), "today"),
        (paragraph("<w:r><w:fldChar w:fldCharType='begin'><w:ffData><w:checkBox><w:checked/></w:checkBox></w:ffData>"
                   "</w:fldChar><w:fldChar w:fldCharType='end'/></w:r>" + run(" yes")), "☒ yes"),
        # One branch of a choice.
        (paragraph("<w:r><mc:AlternateContent><mc:Choice Requires='wps'><w:t>new</w:t></mc:Choice>"
                   "<mc:Fallback><w:t>old</w:t></mc:Fallback></mc:AlternateContent></w:r>"), "new"),
        (paragraph("<w:r><mc:AlternateContent><mc:Choice Requires='wpi'><w:drawing/></mc:Choice>"
                   "<mc:Fallback><w:t>old</w:t></mc:Fallback></mc:AlternateContent></w:r>"), "old"),
        # A text box stands behind the paragraph that it is anchored in.
        (paragraph(f"<w:r><w:pict><v:shape><v:textbox><w:txbxContent>{paragraph('box')}</w:txbxContent>"
                   f"</v:textbox></v:shape></w:pict></w:r>{run('text')}"), "text\n\nbox"),
        (paragraph("<w:r><w:drawing><a:p><a:r><a:t>shape</a:t></a:r></a:p></w:drawing></w:r>"), "shape"),
        # Symbols look as their font has them.
        (paragraph('<w:r><w:sym w:font="Symbol" w:char="F0B7"/><w:sym w:font="Wingdings" w:char="F0FC"/></w:r>'), "•✓"),
        (paragraph('<w:r><w:sym w:font="Wingdings" w:char="zz"/><w:t>a</w:t></w:r>'), "a"),
        (paragraph(run("\uf0b7 x", '<w:rFonts w:ascii="Symbol"/>')), "• x"),
        (paragraph(run("seen") + run("unseen", "<w:vanish/>") + run("!", '<w:vanish w:val="0"/>')), "seen!"),
        (paragraph('<w:r><w:sym w:font="Symbol" w:char="F061"/><w:sym w:font="Symbol" w:char="F028"/></w:r>'), "α("),
        (paragraph("<w:r><w:fldChar w:fldCharType='begin'><w:ffData><w:ddList><w:result w:val='1'/>"
                   "<w:listEntry w:val='no'/><w:listEntry w:val='yes'/></w:ddList></w:ffData></w:fldChar>"
                   "<w:fldChar w:fldCharType='end'/></w:r>"), "yes"),
        # Tables: a row is a line, a cell that goes on with another is empty, inner tables are part of their cell.
        (table(["a", "b"], ["c", "d"]), "a\tb\n\nc\td"),
        (table([paragraph("a") + paragraph("b"), "c"]), "a b\tc"),
        (table(["a", "b"], ["<w:tcPr><w:vMerge/></w:tcPr>" + paragraph(""), "c"]), "a\tb\n\n\tc"),
        (table(["a", table(["b", "c"])]), "a\tb\tc"),
        (table([paragraph("first") + paragraph("second")]), "first\n\nsecond"),
        (table(["a", "<w:tcPr><w:cellDel/></w:tcPr>" + paragraph("gone")]), "a"),
        (f"<w:tbl><w:tr><w:trPr><w:del/></w:trPr><w:tc>{paragraph('gone')}</w:tc></w:tr><w:sdt><w:sdtContent><w:tr>"
         f"<w:sdt><w:sdtContent><w:tc>{paragraph('kept')}</w:tc></w:sdtContent></w:sdt></w:tr></w:sdtContent></w:sdt>"
         "</w:tbl>", "kept"),
    ],
)  # fmt: skip
def test_text_is_what_word_shows(body: str, expected: str) -> None:
    assert docx.read(word_file(body)).text == expected


@pytest.mark.parametrize(
    ("properties", "tag"),
    [
        ("", "p"),
        (style("Rubrik1"), "h1"),
        (style("Eget"), "h1"),
        (style("Brot"), "p"),
        (style("Titel"), "title"),
        (style("Text2"), "h2"),
        (style("Tabelltext"), "caption"),
        (style("Inneh1"), "chrome"),
        (style("A"), "p"),
        (style("Heading3"), "h3"),  # a style that the file does not define
        (style("Nothing"), "p"),
        ('<w:outlineLvl w:val="8"/>', "h6"),
        (style("Rubrik1") + '<w:outlineLvl w:val="9"/>', "p"),
    ],
)
def test_headings_are_known_by_outline_level_in_every_language(properties: str, tag: str) -> None:
    assert lines(docx.read(word_file(paragraph("Text", properties), styles=STYLES))) == [(tag, "Text")]


@pytest.mark.parametrize(
    ("items", "expected"),
    [
        ([(1, 0), (1, 0), (1, 1), (1, 2), (1, 2), (1, 0), (1, 1)],
         ["p 1.\tx", "p 2.\tx", "p 2.1\tx", "li (a) x", "li (b) x", "p 3.\tx", "p 3.1\tx"]),
        ([(2, 0), (2, 1)], ["li •\tx", "li –\tx"]),
        ([(3, 0), (3, 0), (3, 1)], ["li I\tx", "li II\tx", "p 2.1\tx"]),
        # A list counts on where another one of its kind stopped, unless it says where it starts.
        ([(1, 0), (4, 0), (4, 0), (1, 0)], ["p 1.\tx", "p 7.\tx", "p 8.\tx", "p 9.\tx"]),
        ([(1, 1), (1, 0)], ["p 1.1\tx", "p 1.\tx"]),
        ([(0, 0), (9, 0), (1, 8)], ["p x", "p x", "p x"]),
    ],
)  # fmt: skip
def test_numbers_are_those_that_word_prints(items: list[tuple[int, int]], expected: list[str]) -> None:
    body = "".join(item(number, at) for number, at in items)
    content = docx.read(word_file(body, numbering=NUMBERING))
    assert [f"{tag} {text}" for tag, text in lines(content)] == expected


@pytest.mark.parametrize(
    ("value", "name", "expected"),
    [
        (4, "decimal", "4"),
        (4, "decimalZero", "04"),
        (1994, "upperRoman", "MCMXCIV"),
        (0, "lowerRoman", "0"),
        (27, "lowerLetter", "aa"),
        (-1, "lowerLetter", "-1"),
        (10**9, "upperLetter", "1000000000"),
        (10, "russianLower", "к"),
        (6, "chicago", "††"),
        (3, "ordinalText", "3"),
        (3, "none", ""),
    ],
)
def test_numerals(value: int, name: str, expected: str) -> None:
    assert numeral(value, name) == expected


RAISED = '<w:vertAlign w:val="superscript"/>'


def call(kind: str, number: int, custom: str = "") -> str:
    return f'<w:r><w:rPr><w:rStyle w:val="Fotnot"/></w:rPr><w:{kind}Reference w:id="{number}"{custom}/></w:r>'


def note(kind: str, number: int, content: str) -> str:
    return f'<w:{kind} w:id="{number}">{content}</w:{kind}>'


def test_notes_follow_the_body_with_the_marks_that_call_them() -> None:
    mark = '<w:r><w:rPr><w:rStyle w:val="Fotnot"/></w:rPr><w:footnoteRef/></w:r>'
    body = (
        paragraph(f"{run('Law.')}{call('footnote', 5)}{run(' More')}{call('endnote', 2)}{run('.')}")
        + paragraph(run("Star") + call("footnote", 3, ' w:customMarkFollows="1"') + run("*", RAISED))
        + paragraph(f"<w:del>{call('footnote', 8)}</w:del>{run('Last')}{call('footnote', 4)}")
    )
    footnotes = (
        '<w:footnote w:type="separator" w:id="-1"><w:p><w:r><w:t>line</w:t></w:r></w:p></w:footnote>'
        + note("footnote", 3, paragraph("* Own mark"))
        + note("footnote", 4, paragraph("No mark"))
        + note("footnote", 5, paragraph(mark + run("First")) + paragraph("goes on"))
        + note("footnote", 8, paragraph("Deleted"))
    )
    content = docx.read(
        word_file(body, styles=STYLES, footnotes=footnotes, endnotes=note("endnote", 2, paragraph("E")))
    )
    assert lines(content) == [
        ("p", "Law.1 Morei."),
        ("p", "Star*"),
        ("p", "Last2"),
        ("note", "1 First"),
        ("note", "goes on"),
        ("note", "* Own mark"),
        ("note", "2 No mark"),
        ("note", "i E"),
    ]
    raised = [[content.text[a:b] for a, b in line.raised] for line in content.lines if line.raised]
    assert raised == [["1", "i"], ["*"], ["2"], ["1"], ["2"], ["i"]]


@pytest.mark.parametrize(
    ("restart", "style_", "marks"),
    [("continuous", "decimal", "12"), ("eachSect", "decimal", "11"), ("", "lowerRoman", "iii")],
)
def test_notes_are_counted_as_the_sections_say(restart: str, style_: str, marks: str) -> None:
    settings_ = f'<w:footnotePr><w:numFmt w:val="{style_}"/><w:numRestart w:val="{restart}"/></w:footnotePr>'
    body = paragraph(call("footnote", 1), "<w:sectPr/>") + paragraph(call("footnote", 2)) + "<w:sectPr/>"
    notes = note("footnote", 1, paragraph("a")) + note("footnote", 2, paragraph("b"))
    content = docx.read(word_file(body, settings=settings_, footnotes=notes))
    assert "".join(content.text[a:b] for line in content.lines if line.tag == "p" for a, b in line.raised) == marks


@pytest.mark.parametrize(
    ("text", "raised"),
    [("1", True), ("1, 2", True), ("[3]", True), ("*", True), ("st", False), ("o", False), (" ", False)],
)
def test_raised_letters_are_marks_only_if_they_look_like_some(text: str, raised: bool) -> None:
    content = docx.read(word_file(paragraph(run("word") + run(text, RAISED) + run(" on"))))
    assert bool(content.lines[0].raised) == raised


FIELD = '<w:r><w:fldChar w:fldCharType="begin"/><w:instrText>'
RESULT = '</w:instrText><w:fldChar w:fldCharType="separate"/>'
END = '<w:fldChar w:fldCharType="end"/></w:r>'


def test_headers_and_footers_are_chrome_once_and_without_page_numbers() -> None:
    page = paragraph(f"{FIELD} PAGE {RESULT}<w:t>7</w:t>{END}")
    document = paragraph(f"{run('UN ')}{FIELD} PAGE {RESULT}<w:t>7</w:t>{END}")
    section = "".join(
        f'<w:{kind}Reference w:type="{type_}" r:id="{part}"/>'
        for kind, type_, part in [
            ("header", "default", "header1"),
            ("header", "first", "header2"),
            ("header", "default", "nowhere"),
            ("footer", "default", "footer1"),
        ]
    )
    section = f"<w:sectPr>{section}</w:sectPr>"
    data = word_file(
        paragraph("One", section) + paragraph("Two") + section,
        header1=paragraph("Report"),
        header2=paragraph("Not printed without titlePg"),
        footer1=page + document,
    )
    assert lines(docx.read(data)) == [("chrome", "Report"), ("p", "One"), ("p", "Two"), ("chrome", "UN")]


def test_pages_are_those_that_word_printed() -> None:
    rendered = "<w:r><w:lastRenderedPageBreak/></w:r>"
    body = (
        paragraph(rendered + run("1"))
        + paragraph(rendered + run("2"))
        + paragraph('<w:r><w:br w:type="page"/></w:r>')
        + paragraph(rendered + run("3"))
        + paragraph("4", "<w:pageBreakBefore/>")
        + table([paragraph(run("4") + rendered + run("5")), paragraph(run("4") + rendered + run("5"))])
        + paragraph("5", "<w:sectPr/>")
        + paragraph(rendered + run("6"), "<w:sectPr/>")
        + paragraph("6")
        + '<w:sectPr><w:type w:val="continuous"/></w:sectPr>'
    )
    content = docx.read(word_file(body))
    assert [line.page for line in content.lines if line.end > line.start] == [1, 2, 3, 4, 4, 5, 6, 6]
    assert content.pages == 6


def test_contents_are_chrome_as_far_as_their_field_goes() -> None:
    begin, end = f"{FIELD} TOC \\o {RESULT}</w:r>", f"<w:r>{END}"
    body = paragraph(begin + run("A 1")) + paragraph("B 2") + paragraph(end) + paragraph("Text")
    assert lines(docx.read(word_file(body))) == [("chrome", "A 1"), ("chrome", "B 2"), ("p", "Text")]


def test_lines_say_how_they_look() -> None:
    body = paragraph("Head", style("Rubrik1")) + paragraph(
        run("most of it") + run("!", '<w:b/><w:sz w:val="40"/>'), '<w:ind w:left="720" w:hanging="360"/>'
    )
    content = docx.read(word_file(body, styles=STYLES, title="The  title"))
    looks = [(line.size, line.bold, line.left) for line in content.lines if line.end > line.start]
    assert looks == [(16.0, True, 0.0), (11.0, False, 18.0)]
    assert content.title == "The title"


@pytest.mark.parametrize(
    ("indent", "left"),
    [
        ('w:left="720"', 36.0),
        ('w:start="36pt"', 36.0),
        ('w:left="1in"', 72.0),
        ('w:left="x"', 0.0),
        ('w:left="1e99"', 0.0),
    ],
)
def test_indents_are_points_in_any_unit(indent: str, left: float) -> None:
    assert docx.read(word_file(paragraph("a", f"<w:ind {indent}/>"))).lines[0].left == left


def test_text_of_diagrams_is_read_once() -> None:
    diagram = (
        '<w:r><w:drawing><d:relIds xmlns:d="http://schemas.openxmlformats.org/drawingml/2006/diagram" r:dm="{0}"/>'
    )
    body = paragraph(diagram.format("diagramData1") + "</w:drawing></w:r>" + run("before")) * 2
    data = word_file(body, diagramData1="<a:p><a:r><a:t>in</a:t></a:r><a:r><a:t>side</a:t></a:r></a:p>")
    assert docx.read(data).text == "before\n\ninside\n\nbefore"


def test_a_list_takes_its_levels_from_another_and_its_level_from_the_style() -> None:
    list_ = '<w:numPr><w:numId w:val="2"/></w:numPr>'
    own = f'<w:style w:styleId="Lag"><w:name w:val="Lag"/><w:pPr>{list_}</w:pPr></w:style>'
    numbering = (
        '<w:abstractNum w:abstractNumId="1"><w:styleLink w:val="S"/>'
        + level(0, "decimal", "%1.")
        + level(1, "upperLetter", "%2)", '<w:pStyle w:val="Lag"/>')
        + '</w:abstractNum><w:abstractNum w:abstractNumId="2"><w:numStyleLink w:val="S"/></w:abstractNum>'
        + '<w:num w:numId="2"><w:abstractNumId w:val="2"/></w:num>'
    )
    content = docx.read(word_file(paragraph("x", style("Lag")), styles=own, numbering=numbering))
    assert lines(content) == [("li", "A)\tx")]


def test_lines_cover_the_text_and_an_empty_one_parts_blocks() -> None:
    content = docx.read(word_file(paragraph("<w:r><w:t>a</w:t><w:br/><w:t>b</w:t></w:r>") + table(["c", "d"])))
    assert [content.text[line.start : line.end] for line in content.lines] == content.text.split("\n")
    assert [line.tag for line in content.lines] == ["p", "p", "", "td"]
    assert [line.top for line in content.lines] == [0.0, 1.0, 2.0, 3.0]


def test_strict_files_and_other_places_of_the_main_part_read_the_same() -> None:
    plain = word_file(paragraph("Head", style("Rubrik1")), main="other/main.xml", styles=STYLES)
    archive = zipfile.ZipFile(io.BytesIO(plain))
    old, new = f"{TRANSITIONAL}/wordprocessingml/2006", "http://purl.oclc.org/ooxml/wordprocessingml"
    strict = {
        # Some programs write the names of parts with backslashes.
        name.replace("/", "\\"): archive.read(name).decode().replace(old, new)
        for name in archive.namelist()
    }
    assert lines(docx.read(packed(strict))) == lines(docx.read(plain)) == [("h1", "Head")]


BOMB = "<w:p/>" * 2_000_000


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"PK\x03\x04", "damaged"),
        (word_file(paragraph("text"))[:-30], "damaged"),
        (packed({"a.txt": "text"}), "lacks its part word/document.xml"),
        (packed({"word/document.xml": "<a/>"}), "no Word document"),
        (packed({"word/document.xml": "<w:document"}), "word/document.xml of the Word file is damaged"),
        (word_file(""), "no text"),
        (word_file('<w:altChunk r:id="x"/>'), "another format"),
        (word_file(BOMB), "expands"),
        (
            packed({"word/document.xml": "<!DOCTYPE a [<!ENTITY x 'y'>]>" + part("document", "&x;")}),
            "document type",
        ),
        (packed({"word/document.xml": '<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>'}), "document type"),
        (word_file("<w:sdt>" * 400 + paragraph("deep") + "</w:sdt>" * 400), "damaged"),
    ],
)
def test_what_is_no_word_file_is_refused_with_the_reason(data: bytes, reason: str) -> None:
    with pytest.raises(Unreadable, match=reason):
        docx.read(data)


def test_what_is_nested_as_deep_as_may_be_is_read() -> None:
    box = "<w:p><w:r><w:txbxContent>"
    data = word_file(box * 80 + paragraph("deep") + "</w:txbxContent></w:r></w:p>" * 80)
    assert docx.read(data).text == "deep"


WHOLE = word_file(
    paragraph("Head", style("Eget")) + item(1, 0) + table(["a", "b"]) + paragraph(run("x") + call("footnote", 1)),
    styles=STYLES,
    numbering=NUMBERING,
    footnotes=note("footnote", 1, paragraph("note")),
)


def read_or_refuse(data: bytes) -> None:
    try:
        content = docx.read(data)
    except Unreadable:
        return
    assert [content.text[line.start : line.end] for line in content.lines] == content.text.split("\n")


@given(st.integers(0, len(WHOLE) - 1), st.integers(0, 7), st.integers(0, len(WHOLE)))
def test_damage_to_the_archive_ends_in_text_or_a_reason(at: int, bit: int, length: int) -> None:
    flipped = bytearray(WHOLE)
    flipped[at] ^= 1 << bit
    read_or_refuse(bytes(flipped))
    read_or_refuse(WHOLE[:length])


NAMES = re.findall(
    r"\w+",
    "p r t tbl tr tc pPr rPr numPr ilvl numId pStyle outlineLvl sz b ind vMerge tcPr fldChar sym br footnoteReference "
    "sectPr txbxContent vanish del ffData lvl start lvlText abstractNum num abstractNumId lvlOverride style basedOn",
)
ATTRIBUTES = ["val", "left", "type", "fldCharType", "char", "font", "id", "ilvl", "numId", "styleId", "abstractNumId"]


VALUES = ["-1", "0", "9999999999", "x", "", "1e9", "nan", "inf", "٣", "separate", "page", "F0B7"]
# Elements with an attribute each, and how many levels up the next one stands; -1 is within it.
TREE = st.lists(
    st.tuples(st.sampled_from(NAMES), st.sampled_from(ATTRIBUTES), st.sampled_from(VALUES), st.integers(-1, 1)),
    max_size=20,
)


Tree = list[tuple[str, str, str, int]]


def nested(tree: Tree) -> str:
    written, opened = "", []
    for name, key, said, up in tree:
        written += f'<w:{name} w:{key}="{said}">'
        opened.append(name)
        for _ in range(min(up + 1, len(opened))):
            written += f"</w:{opened.pop()}>"
    return written + "text" + "".join(f"</w:{name}>" for name in reversed(opened))


@given(TREE, TREE, TREE)
def test_nonsense_in_well_formed_parts_ends_in_text_or_a_reason(body: Tree, styles: Tree, numbering: Tree) -> None:
    body_ = nested(body) + item(1, 0) + paragraph("end", style("x"))
    read_or_refuse(word_file(body_, styles=nested(styles), numbering=nested(numbering), footnotes=nested(body)))
