import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.readers import Unreadable, markdown, text


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("# Head #\n\ntext", ["h1 Head", "p text"]),
        ("Head\n====\nSub\n---", ["h1 Head", "h2 Sub"]),
        ("#no heading\n####### nor this", ["p #no heading", "p ####### nor this"]),
        ("one\ntwo\n\nthree", ["p one", "p two", "p three"]),
        ("- a\n  on\n* b\n\n1) c\n\n1. d\n   - e", ["li - a", "li   on", "li * b", "li 1) c", "p 1. d", "li    - e"]),
        ("> ## Head\n> text", ["h2 Head", "p text"]),
        ("| a | b |\n|---|---|\n| 1 | 2 |", ["td | a | b |", "td | 1 | 2 |"]),
        ("x\n\n***\n\ny", ["p x", "p y"]),
        ("```py\n# code\n```\nx", [" # code", "p x"]),
        ("```\nopen", [" open"]),
        ("<!-- not\nshown -->\n\nx\n\n[1]: http://a.b", ["p x"]),
        ("a[^1]\n\n[^1]: one\n[^b]: two\n\n    more", ["p a[^1]", "note [^1]: one", "note [^b]: two", "note     more"]),
        ("---\ntitle: x\n---\ny", ["p y"]),
        ("---\n\ny\n\n---", ["p y"]),
        ("a\fb", ["p a", "p b"]),
    ],
)
def test_lines_have_the_tags_of_what_they_are_rendered_as(source: str, expected: list[str]) -> None:
    content = markdown.read(source.encode())
    shown = [f"{line.tag} {content.text[line.start : line.end]}" for line in content.lines if line.end > line.start]
    assert shown == expected


def test_note_calls_are_raised_and_bold_lines_bold() -> None:
    content = markdown.read(b"**Head**\n\na[^1] and **b**[^x].")
    assert [line.bold for line in content.lines] == [True, False, False]
    assert [content.text[a:b] for a, b in content.lines[2].raised] == ["[^1]", "[^x]"]


@pytest.mark.parametrize(
    ("source", "title"), [('---\ntitle: "A: b"\n---\n', "A: b"), ("---\nx: y\n---\n", ""), ("title: x", "")]
)
def test_title_is_that_of_the_front_matter(source: str, title: str) -> None:
    assert markdown.read((source + "\ntext").encode()).title == title


def test_a_picture_is_no_markdown() -> None:
    with pytest.raises(Unreadable, match="binary"):
        markdown.read(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20)


@given(st.text(st.sampled_from("#>-*+=|`~[]^:! 1.)\n\f\tab<"), max_size=60))
def test_text_is_the_file_and_lines_lie_within_it(source: str) -> None:
    try:
        plain = text.read(source.encode())
    except Unreadable:
        return
    content = markdown.read(source.encode())
    assert (content.text, content.pages, len(content.lines)) == (plain.text, plain.pages, len(plain.lines))
    for line, bare in zip(content.lines, plain.lines, strict=True):
        assert bare.start <= line.start <= line.end <= bare.end
        assert all(line.start <= a < b <= line.end for a, b in line.raised)
