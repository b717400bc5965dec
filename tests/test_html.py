"""The HTML reader: structure, chrome, notes, encodings, damage; every page here is made by the test."""

import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline import languages
from pipeline.readers import Content, Unreadable
from pipeline.readers.html import read

LONG = "The authorities held at least forty journalists without charge during the year, according to two groups."
PROSE = f"<p>{LONG}</p>"


def tagged(body: str, head: str = "") -> list[tuple[str, str]]:
    """Tag and text of the lines of a page that hold text."""
    content = read(f"<!doctype html><html><head><meta charset=utf-8>{head}</head><body>{body}</body></html>".encode())
    return [(line.tag, content.text[line.start : line.end]) for line in content.lines if line.end > line.start]


def marks(body: str) -> list[str]:
    content = read(f"<html><body>{body}</body></html>".encode())
    return [content.text[start:end] for line in content.lines for start, end in line.raised]


STRUCTURE = {
    "paragraphs": ("<p>One.</p><p>Two\n  lines.</p>", [("p", "One."), ("p", "Two lines.")]),
    "headings": ("<h2>A</h2><h3>B <i>b</i></h3><p>x</p>", [("h2", "A"), ("h3", "B b"), ("p", "x")]),
    "aria headings": ('<div role=heading aria-level=4>A</div><p>x</p>', [("h4", "A"), ("p", "x")]),
    "bare divs": ("<div>One<div>Two</div>Three</div>", [("p", "One"), ("p", "Two"), ("p", "Three")]),
    "two breaks": ("<div>One.<br>\n<br/>Two.</div>", [("p", "One."), ("p", "Two.")]),
    "list": ("<ul><li>One<li>Two</ul>", [("li", "One"), ("li", "Two")]),
    "item of paragraphs": ("<ul><li><p>One</p><p>More</p></ul>", [("li", "One"), ("p", "More")]),
    "nested lists": ("<ul><li>A<ul><li>B</ul><li>C</ul>", [("li", "A"), ("li", "B"), ("li", "C")]),
    "numbers": ('<ol start=4><li>A<li value=9>B<li>C</ol>', [("li", "4. A"), ("li", "9. B"), ("li", "10. C")]),
    "letters": ("<ol type=a><li>A<li>B</ol>", [("li", "a. A"), ("li", "b. B")]),
    "roman numbers": ("<ol type=I start=4><li>A</ol>", [("li", "IV. A")]),
    "own numbers": ("<ol><li>(a) A</ol>", [("li", "(a) A")]),
    "no numbers": ('<ol style="list-style: none"><li>A</ol>', [("li", "A")]),
    "definitions": ("<dl><dt>A<dd>B</dl>", [("li", "A"), ("p", "B")]),
    "table": (
        "<table><tr><th>Year<th>Cases<tr><td>2018<td>4<br>5<tr><td colspan=2>None</table>",
        [("td", "Year\tCases"), ("td", "2018\t4 5"), ("td", "None")],
    ),
    "table of one row": ("<table><tr><td>a<td>b<tr><td>c<td></table>", [("p", "a"), ("p", "b"), ("p", "c")]),
    "table of data": ("<table><tr><td>a<td>b<tr><td>c<td>d</table>", [("td", "a\tb"), ("td", "c\td")]),
    "cells without rows": ("<table><tr><th>a<td>b</tr><td>c</table>", [("td", "a\tb"), ("td", "c")]),
    "empty cell": ("<table><tr><th>a<th><th>c</table>", [("td", "a\t\tc")]),
    "layout table": (
        f"<table><tr><td><h2>A</h2><p>{LONG}<td>b<tr><td>c<td>d</table>",
        [("h2", "A"), ("p", LONG), ("p", "b"), ("p", "c"), ("p", "d")],
    ),
    "table in table": (
        "<table><tr><td>a<td><table><tr><th>b<th>c</table></table>",
        [("p", "a"), ("td", "b\tc")],
    ),
    "numbered layout": (f"<table role=none><tr><td><p>1.<td><p>{LONG}<p>b</table>", [("p", f"1. {LONG}"), ("p", "b")]),
    "bullets in a layout": (f"<table role=none><tr><td>•<td>{LONG}</table>", [("li", f"• {LONG}")]),
    "caption": ("<table><caption>T</caption><tr><td>a<td>b</table>", [("caption", "T"), ("td", "a\tb")]),
    "figure": ("<figure><img alt=x><figcaption>A camp</figcaption></figure><p>x", [("caption", "A camp"), ("p", "x")]),
    "preformatted": ("<pre>a\n  b\n\nc</pre>", [("p", "a"), ("p", "b"), ("p", "c")]),
    "empty lines": ("<div>\n1 § One\ntwo.\n\n2 § Three.\n</div>", [("p", "1 § One two."), ("p", "2 § Three.")]),
    "entities": ("<p>&sect;&nbsp;5 &amp;lt; caf&eacute; &#8211; &#x201C;", [("p", "§ 5 &lt; café – “")]),
    "soft breaks": ("<p>a&shy;b&#8203;c<wbr>d", [("p", "abcd")]),
    "inline": ("<p>a<b>b</b><span> c</span> <em>d</em>e<!-- n -->f<?php x ?>g", [("p", "ab c defg")]),
    "smart tags": ("<p>in <st1:place>Rome</st1:place><o:p></o:p> today", [("p", "in Rome today")]),
    "not shown": ("<p>a<script>x</script><style>y</style>b<template>z</template>", [("p", "ab")]),
    "icon": ("<p>a<svg><title>t</title><path d=M0></svg>b", [("p", "ab")]),
    "hidden": ("<p>a</p><p hidden>b</p><p style='display: none'>c</p>", [("p", "a")]),
    "opened": ("<a href='#more'>Details</a><div id=more style='display:none'>b</div>", [("p", "Details"), ("p", "b")]),
    "all hidden": ("<div style='visibility:hidden'><p>a</p></div>", [("p", "a")]),
    "not closed": ("<div><p>a<h2>b</div></span><ul><li>c<p>d", [("p", "a"), ("h2", "b"), ("li", "c"), ("p", "d")]),
    "word": (
        "<p class=MsoTitle>T</p><p class=MsoListParagraph>a</p><div style='mso-element:footnote-list'><p>1 n</p></div>",
        [("title", "T"), ("li", "a"), ("note", "1 n")],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", STRUCTURE)
def test_structure(name: str) -> None:
    body, expected = STRUCTURE[name]
    assert tagged(body) == expected


def test_a_break_ends_a_line_and_two_a_block() -> None:
    assert read(b"<p>a<br>b<br><br>c</p><p>d").text == "a\nb\n\nc\n\nd"


def test_an_item_says_how_deep_it_lies() -> None:
    content = read(b"<ul><li>A<ul><li>B</ul></ul>")
    assert [line.left for line in content.lines if line.tag] == [0.0, 1.0]


@pytest.mark.parametrize(
    ("body", "first"),
    [
        (f"<p>No. 12<p><b>Act on arrests</b><p>{LONG}", ("p", "No. 12")),
        (f'<div><span class="bold">Act on arrests</span></div><p>{LONG}', ("title", "Act on arrests")),
        (f"<p><b>Act on</b> arrests<p>{LONG}", ("p", "Act on arrests")),
        (f"<p>{LONG}<p><b>Act on arrests</b>", ("p", LONG)),
        (f"<p><b>Act on arrests</b><p>{LONG}<h2>Police</h2>{PROSE}", ("p", "Act on arrests")),
    ],
)
def test_a_first_line_in_bold_is_the_title_of_a_page_without_headings(body: str, first: tuple[str, str]) -> None:
    found = tagged(body)
    assert found[0] == first
    assert [text for tag, text in found if tag == "title"] == [
        "Act on arrests" for _ in range(first[0] == "title" or first[1] == "No. 12")
    ]


@pytest.mark.parametrize(
    ("link", "chrome"),
    [
        ("Whole report (pdf 362 kB)", True),
        ("pdf (83,14 KB)", True),
        ("Report: DOCX, 1.2 MB", True),
        ("Act 3/2005", False),
    ],
)
def test_a_link_that_loads_a_file_is_chrome(link: str, chrome: bool) -> None:
    found = tagged(f"<main><h1>Report</h1>{PROSE * 3}<ul><li><a href=x.pdf>{link}</a></ul></main>")
    assert found[-1] == ("chrome" if chrome else "li", link)


def test_bold_lines() -> None:
    content = read(
        b"<p><b>All <i>of it</i></b></p><p><b>Some</b> of it</p><p><span style='font-weight:700'>x</span></p>"
    )
    assert [line.bold for line in content.lines if line.tag] == [True, False, True]


REPORT = (
    f"<h1>Report on Ruritania</h1>{PROSE}<h2>Prisons</h2>{PROSE * 3}<ul><li>Close the prisons.<li>Pay the guards.</ul>"
)
KEPT = [
    ("title", "Report on Ruritania"), ("p", LONG), ("h2", "Prisons"), ("p", LONG), ("p", LONG), ("p", LONG),
    ("li", "Close the prisons."), ("li", "Pay the guards."),
]  # fmt: skip
LINKS = "<ul><li><a href=/a>Alpha</a><li><a href=/b>Beta</a><li><a href=/c>Gamma</a></ul>"
CHROME = {
    "nav": f"<nav>{LINKS}</nav><main>{REPORT}</main>",
    "footer": f"{REPORT}<footer><p>Street 1</p></footer>",
    "outside main": f"<div>Welcome</div><main>{REPORT}</main><div>Written by the web team</div>",
    "role": f"<div role=navigation>Alpha</div>{REPORT}<div role=contentinfo>Street 1</div>",
    "class": f"<div class='site-nav__items'>Alpha</div>{REPORT}<div class=pageFooter>Street 1</div>",
    "id": f"<div id=breadcrumbs>Alpha</div>{REPORT}<div id=share-buttons>Beta</div>",
    "links": f"<div>{LINKS}</div>{REPORT}<table><tr><td><a href=/x>One</a><td><a href=/y>Two</a></table>",
    "related": f"<main>{REPORT}<div><h2>More from us</h2>{LINKS}</div></main>",
    "cookies": f"<div id=cookie-banner>{PROSE * 9}<button>Fine</button></div>{REPORT}",
    "comments": f"<article>{REPORT}</article><div class=comments-area>{PROSE * 9}</div>",
    "country selector": f"<select><option>Andorra<option>Benin</select>{REPORT}<label>Pick one</label>",
    "contents": f"<div class=toc><a href='#a'>A</a></div>{REPORT}",
    "careless wrapper": f"<div class='header sidebar-left'><div class=menu-open>{REPORT}</div></div>",
    "nested by mistake": f"<header><nav><ul>{LINKS}<li><select><option>A</select><main>{REPORT}</main></ul></nav>",
    "form around all": f"<form id=aspnetForm>{LINKS}{REPORT}</form>",
    "labels": f"<p>Skip to main content</p>{REPORT}<p>Back to top</p><p>Dela på Facebook</p>",
    "only heading": f"<div class=hero><p><a href=/a>A</a></p>{REPORT.replace('</h1>', '</h1></div>')}",
    "date in header": f"<article><header>{REPORT.replace('</h1>', '</h1><p>8 May</p></header>')}</article>",
    "title in header": f"<header><p>Our house</p><h1>Report on Ruritania</h1></header>{REPORT.partition('</h1>')[2]}",
}


@pytest.mark.parametrize("name", CHROME)
def test_chrome_is_set_apart_and_nothing_else(name: str) -> None:
    found = tagged(CHROME[name], "<title>Report on Ruritania - Our House</title>")
    assert [line for line in found if line[0] != "chrome"] == KEPT
    assert len(found) > len(KEPT) or name == "careless wrapper"


KEEPS = {
    "section named after its heading": f"<main><section id=social-rights>{PROSE}</section></main>",
    "header of a section": f"<main>{PROSE}<div class=section-header><h2>Aims</h2></div><p>A.</p></main>",
    "box of facts": f"<article>{PROSE}<aside><h3>Facts</h3>{PROSE}</aside></article>",
    "named as chrome but full of text": f"<main>{PROSE * 9}<div class='menu popup'>{PROSE * 4}</div></main>",
    "privacy law": "<main><p>Cookies may be set without consent.</p><p>Search and seizure</p></main>",
    "few links": "<p>See the <a href=/a>report of the ombudsman</a> on this matter.</p>",
    "one link": "<p><a href=/a>Ruritania</a></p><p>Text.</p>",
}


@pytest.mark.parametrize("name", KEEPS)
def test_text_is_not_chrome(name: str) -> None:
    assert "chrome" not in {tag for tag, _ in tagged(KEEPS[name])}


RAISED = {
    "<p>law.<sup>3</sup> Next": ["3"],
    "<p>law<sup>[12]</sup>": ["[12]"],
    "<p>law<sup><a href='#n1'>1</a>, <a href='#n2'>2</a></sup>": ["1", "2"],
    "<p>law<sup>*</sup> and<sup>1,2</sup>": ["*", "1,2"],
    "<p>law<a href='#_ftn1'><span class=MsoFootnoteReference>[1]</span></a>": ["[1]"],
    "<p>law<span style='vertical-align: super'>4</span>": ["4"],
    "<p>law<a href='#fn:a'>[a]</a>": ["[a]"],
    "<p>the 5<sup>th</sup> of May": [],
    "<p>30 km<sup>2</sup> or 10<sup>6</sup>": [],
    "<p>le XX<sup>e</sup> siècle": [],
    "<p>see <a href='#s12'>12</a>": [],
    "<table><tr><th>a<th>b<sup>1</sup></table>": ["1"],
}


@pytest.mark.parametrize("body", RAISED)
def test_raised_marks(body: str) -> None:
    assert marks(body) == RAISED[body]


WORD_NOTE = (
    "<p>Law<a href='#_ftn1' name=_ftnref1><span class=MsoFootnoteReference><![if !supportFootnotes]><span "
    "class=MsoFootnoteReference>[1]</span><![endif]></span></a>.</p><div style='mso-element:footnote-list'><div "
    "style='mso-element:footnote' id=ftn1><p class=MsoFootnoteText><a href='#_ftnref1' name=_ftn1><span "
    "class=MsoFootnoteReference>[1]</span></a> See A.</p></div></div>"
)
NOTES = {
    "word": WORD_NOTE,
    "list": "<p>Text<sup><a id=r1 href='#n1'>1</a></sup></p><ol><li id=n1>See <a href='#r1'>^</a> A.</li></ol>",
    "anchor": "<p>Text<a name=_ftnref1 href='#_ftn1'>[1]</a></p><p><a name=_ftn1 href='#_ftnref1'>[1]</a> See A.</p>",
    "class": "<p>Text</p><div class=footnotes><p>1 See A.</p></div>",
    "role": "<p>Text</p><div role=doc-endnotes><p>1 See A.</p></div>",
}


@pytest.mark.parametrize("name", NOTES)
def test_notes(name: str) -> None:
    assert [tag for tag, _ in tagged(NOTES[name])] == ["p", "note"]


def test_a_note_does_not_raise_its_own_mark() -> None:
    assert marks(NOTES["anchor"]) == marks(WORD_NOTE) == ["[1]"]


def test_contents_give_levels() -> None:
    contents = "<ul><li><a href='#a'>1. First</a><ul><li><a href='#b'>Second</a></ul><li><a href='#c'>Third</a></ul>"
    body = f"<nav>{contents}</nav><h4>1.</h4><h3 id=a>First</h3><p>x<h3 id=b>Second</h3><p>y<p><a name=c></a>Third<p>z"
    found = [line for line in tagged(body) if line[0] != "chrome"]
    assert found == [
        ("h2", "1."),
        ("h2", "First"),
        ("p", "x"),
        ("h3", "Second"),
        ("p", "y"),
        ("h2", "Third"),
        ("p", "z"),
    ]


TITLES = {
    "<title>A - Our House</title><meta property='og:site_name' content='Our House'>": "A",
    "<title>A | B | Our House</title><meta property='og:site_name' content='Our House'>": "A | B",
    "<title>Our House: A</title><meta property='og:site_name' content='Our House'>": "A",
    "<title>War - and peace</title>": "War - and peace",
    "<title>Some text. | House</title>": "Some text. | House",
    "<title>B</title><meta property='og:title' content='A&#173;B'>": "AB",
    "": "",
}


@pytest.mark.parametrize("head", TITLES)
def test_title_without_the_site(head: str) -> None:
    assert read(f"<html><head>{head}</head><body><p>x</p></body></html>".encode()).title == TITLES[head]


def test_title_is_the_part_that_the_page_shows() -> None:
    assert read(b"<title>A - B - House</title><h1>Site</h1><h1>A - B</h1><p>x").title == "A - B"


def test_a_title_that_only_names_the_site_is_none() -> None:
    body = f"<title>Law base</title><div class=header><h1>Law base</h1></div><div>{PROSE}</div>"
    assert read(body.encode()).title == ""


WORD = "åäö – Łódź"
ENCODINGS = {
    "utf-8, undeclared": f"<p>{WORD}".encode(),
    "utf-8 mark": b"\xef\xbb\xbf" + f"<p>{WORD}".encode(),
    "utf-16 mark": f"<p>{WORD}".encode("utf-16"),
    "utf-16 without mark": f"<p>{WORD}".encode("utf-16-le"),
    "utf-8, declared otherwise": f"<meta charset=iso-8859-1><p>{WORD}".encode(),
    "http-equiv": b"<meta http-equiv=Content-Type content='text/html; charset=cp1250'>" + "ö Łódź".encode("cp1250"),
    "xml declaration": b"<?xml version='1.0' encoding='ISO-8859-2'?><html><p>" + "äö Łódź".encode("iso8859-2"),
    "one stray byte": f"<meta charset=utf-8><p>{WORD}</p>{PROSE * 20}".encode() + b"<p>\xe5",
}  # fmt: skip


@pytest.mark.parametrize("name", ENCODINGS)
def test_encodings(name: str) -> None:
    assert "ö" in read(ENCODINGS[name]).text
    assert "Łódź" in read(ENCODINGS[name]).text


def test_latin_1_is_read_as_browsers_read_it() -> None:
    assert read("<meta charset='latin1'><p>“åäö”".encode("cp1252")).text == "“åäö”"


def test_undeclared_windows_encoding_is_told_by_its_letters() -> None:
    assert "åklagaren" in read(("<p>" + "Den åtalade förhördes av åklagaren. " * 20).encode("cp1252")).text


@pytest.mark.parametrize("charset", ["zip", "rot13", "utf-7", "unicode_escape", "nonsense"])
def test_no_codec_but_an_encoding_is_used(charset: str) -> None:
    assert "é" in read(f"<meta charset={charset}><p>".encode() + ("café " * 50).encode("cp1252")).text


def test_xhtml() -> None:
    page = b"""<?xml version="1.0" encoding="utf-8"?><!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN" "x.dtd"
    [<!ENTITY e SYSTEM "file:///etc/passwd">]><html xmlns="http://www.w3.org/1999/xhtml"><head><title/></head>
    <body><p><a name="x"/>a<br/><br/>b &e; <![CDATA[c < d]]></p></body></html>"""
    text = read(page).text
    assert text.startswith(("a", "]>"))
    assert "c < d" in text
    assert "root:" not in text


def test_an_anchor_behind_all_text_leads_nowhere() -> None:
    assert tagged("<p>A <a href='#end'>b</a><a id=end></a></p><i id=z></i><a href='#z'>c</a>")[0] == ("p", "A b")
    assert tagged("<p>x</p><a href='#e'>x</a><div><a id=e></a></div>")[-1] == ("p", "x")


UNREADABLE = {
    "empty": (b"", "empty"),
    "blank": (b" \n\t", "empty"),
    "no text": (b"<html><body><img src=x></body></html>", "no text"),
    "comment": (b"<!-- x -->", "no text"),
    "frames": (b"<frameset><frame src='a.htm'><frame src='b.htm'></frameset>", "a.htm, b.htm"),
    "binary": (bytes(range(256)) * 9, "binary|encoding"),
    "wrong encoding": (b"<meta charset=shift_jis><p>" + b"\xff\xfe\x81" * 99, "cp932"),
    "too deep": (b"<div>" * 5000 + b"x", "deep"),
}  # fmt: skip


@pytest.mark.parametrize("name", UNREADABLE)
def test_unreadable_says_why(name: str) -> None:
    data, message = UNREADABLE[name]
    with pytest.raises(Unreadable, match=message):
        read(data)


def test_text_for_browsers_without_frames_is_read() -> None:
    assert "hello" in read(b"<frameset><frame src=a><noframes><p>hello</noframes></frameset>").text


HEAVY = {
    "nested": b"<div>" * 1500 + b"x" + b"</div>" * 1500,
    "nested tables": b"<table><tr><td>" * 400 + b"x",
    "nested lists": b"<ul><li>" * 500 + b"x",
    "unclosed": b"<b><i>" * 900 + b"x<p>" * 8000,
    "links": b"<a href='#x'>1</a> " * 8000,
    "targets": b"<sup><a href='#n'>1</a></sup><p id=n>x</p>" * 2000,
    "anchors": b"".join(b"<a href='#%d'>%d</a><h2 id=%d>%d</h2>" % (n, n, n, n) for n in range(2000)),
    "classes": b"".join(b"<div class='a%d nav-%d'>x</div>" % (n, n) for n in range(4000)),
    "long class": b"<div class='" + b"a-" * 200_000 + b"'>x</div>",
    "hidden": b"<div hidden>" * 1000 + b"<p>x</p>" * 5000,
    "breaks": b"x" + b"<br>" * 50000,
    "spaces": b"<p>x" + b" \n" * 200_000 + b"y",
    "cdata": b"<![CDATA[" * 50000 + b"x",
    "brackets": b"<" * 200_000 + b"x",
    "headings": b"<div>" * 1500 + b"<h2>x</h2><nav>y</nav>" * 2000,
    "comments": b"<div>" * 1500 + b"<div class=comments>y</div>" * 2000,
    "entities": b"<p>" + b"&amp" * 100_000 + b"&#99999999;&#xD800;",
    "long text": b"<p>" + b"x" * 11_000_000,
}


@pytest.mark.parametrize("name", HEAVY)
def test_heavy_pages_end(name: str) -> None:
    began = time.process_time()
    assert read(HEAVY[name]).text
    assert time.process_time() - began < 2


TAGS = [
    *("p", "div", "ul", "ol", "li", "table", "tr", "td", "th", "h1", "h3", "a href=#x", "a id=x", "sup", "b", "nav"),
    *("main", "article", "aside class=header", "pre", "br", "dl", "dd", "caption", "span class=cookie"),
    *("div class=footnotes", "form", "font", "select", "option", "frameset"),
]
SOUP = st.lists(
    st.one_of(
        st.sampled_from(TAGS).map(lambda tag: f"<{tag}>"),
        st.sampled_from(TAGS).map(lambda tag: f"</{tag.split()[0]}>"),
        st.text(alphabet="ab1 \n\t&<>\"'[]!-/é\u00ad\u00a0\x00\ufeff", max_size=12),
        st.integers(0, 99).map(lambda n: f" w{n}w "),
    ),
    max_size=40,
)


def check(content: Content) -> None:
    assert content.text.split("\n") == [content.text[line.start : line.end] for line in content.lines]
    for line in content.lines:
        assert (line.end == line.start) == (line.tag == "")
        for start, end in line.raised:
            assert line.start <= start < end <= line.end


@settings(max_examples=100, deadline=None)
@given(SOUP)
def test_any_soup_ends_in_lines_that_cover_the_text(soup: list[str]) -> None:
    try:
        check(read("".join(soup).encode()))
    except Unreadable:
        return


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_end_in_content_or_unreadable(data: bytes) -> None:
    try:
        check(read(data))
    except Unreadable:
        return


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from(TAGS[:-3]), st.integers(0, 99)),
        min_size=1,
        max_size=20,
    )
)
def test_no_word_is_lost_and_none_changes_place(elements: list[tuple[str, int]]) -> None:
    body = "".join(f"<{tag}> w{word}w " for tag, word in elements)
    words = re.findall(r"w\d+w", read(f"<body>{body}</body>".encode()).text)
    assert words == [f"w{word}w" for _, word in elements]


LABELS = [
    (code, name, entry) for code in languages.having("html") for name, entry in languages.table(code, "html").items()
]


@pytest.mark.parametrize(("code", "name", "entry"), LABELS, ids=[f"{code} {name}" for code, name, _ in LABELS])
def test_labels_find_and_ignore_what_they_say(code: str, name: str, entry: dict[str, list[str]]) -> None:
    patterns = [re.compile(word, re.IGNORECASE) for word in entry["words"]]
    for line in entry["finds"]:
        assert any(pattern.fullmatch(line) for pattern in patterns), line
    for other in (found for _, _, found in LABELS):
        for line in entry["ignores"]:
            assert not any(re.fullmatch(word, line, re.IGNORECASE) for word in other["words"]), line
    for pattern in patterns:
        assert any(pattern.fullmatch(line) for line in entry["finds"]), f"{code} {name}: {pattern.pattern}"
