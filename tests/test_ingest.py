import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.ingest import READERS, identify, ingest, sources
from pipeline.readers import Unreadable, text
from pipeline.readers.formats import READABLE

SWEDISH = "Människor har rätt till åsikter – och ”rätt” att säga dem.\nLänder bör ratificera konventionen.\n"
RUSSIAN = "Право на жизнь и свободу человека охраняется законом.\nНикто не может быть подвергнут пыткам.\n"


@pytest.mark.parametrize(
    ("characters", "encoding"),
    [
        (SWEDISH, "utf-8"),
        (SWEDISH, "utf-8-sig"),
        (SWEDISH, "utf-16"),
        (SWEDISH, "utf-16-le"),
        (SWEDISH, "cp1252"),
        (RUSSIAN, "utf-8"),
        (RUSSIAN, "utf-16"),
        (RUSSIAN, "cp1251"),
    ],
)
def test_every_usual_encoding_is_told(characters: str, encoding: str) -> None:
    assert text.read(characters.encode(encoding)).text == characters


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_line_ends_become_line_feeds_and_nothing_else_changes(line_end: str) -> None:
    decomposed = "cafe\u0301  with\ttabs "  # NFD: the text of a document keeps it, so that offsets lead to the source
    content = text.read((decomposed + line_end + "b" + line_end).encode())
    assert content.text == decomposed + "\nb\n"


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty"),
        (b" \n\n ", "no text"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20, "binary"),
        (b"MZ" + bytes(500), "binary"),
        (b"\xff\xfeabc", "utf-16"),
    ],
)
def test_what_is_no_text_is_refused_with_a_reason(data: bytes, reason: str) -> None:
    with pytest.raises(Unreadable, match=reason):
        text.read(data)


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from("\n\f "), min_size=1))
def test_lines_tile_the_text(characters: str) -> None:
    try:
        content = text.read(characters.encode())
    except Unreadable:
        assert not characters.strip("\ufeff").strip()
        return
    rebuilt, at = "", 0
    for line in content.lines:
        rebuilt += content.text[at : line.start] + content.text[line.start : line.end]
        assert content.text[at : line.start] in ("", "\n", "\f")
        at = line.end
    assert rebuilt + content.text[at:] == content.text


def test_form_feeds_start_pages() -> None:
    content = text.read(b"one\ntwo\f three\nfour")
    shown = [(content.text[line.start : line.end], line.page, line.top, line.left) for line in content.lines]
    assert shown == [("one", 1, 0, 0), ("two", 1, 1, 0), (" three", 2, 0, 1), ("four", 2, 1, 0)]
    assert content.pages == 2


@pytest.mark.parametrize(
    ("paths", "ids"),
    [
        (["a.txt", "b/c.txt"], ["a", "c"]),
        (["x/a.txt", "y/a.txt"], ["x_a", "y_a"]),
        (["a.md", "a.txt"], ["a.md", "a.txt"]),
        (["v1.2.txt"], ["v1.2"]),
        (["x/a.txt", "a.txt", "x_a.txt"], ["x_a.txt", "a", "x_a"]),
    ],
)
def test_ids_are_names_and_unique(paths: list[str], ids: list[str]) -> None:
    named = identify(paths)
    assert len(set(named.values())) == len(paths)
    assert [named[path] for path in paths] == ids


@given(st.lists(st.from_regex(r"([ab_]{1,2}/){0,2}[ab_]{1,2}\.(txt|md)", fullmatch=True), unique=True))
def test_ids_never_collide(paths: list[str]) -> None:
    named = identify(paths)
    assert sorted(named) == sorted(paths)
    assert len(set(named.values())) == len(paths)


def test_files_are_found_at_any_depth_but_hidden_ones(tmp_path) -> None:
    for name in ("b.txt", "sub/a.txt", ".hidden", ".git/config", "c.unknown"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("text")
    assert sources(tmp_path) == ["b.txt", "c.unknown", "sub/a.txt"]


@pytest.mark.parametrize(
    ("name", "data", "found"),
    [
        ("a.txt", b"text", "txt"),
        ("a", b"text", "txt"),
        ("a.md", b"# Heading", "md"),
        ("a.html", b"<p>text", "html"),
        ("a.txt", b"<!DOCTYPE html><html><body><p>text</p></body></html>", "html"),
    ],
)
def test_the_reader_follows_what_is_in_the_file(tmp_path, name: str, data: bytes, found: str) -> None:
    (tmp_path / name).write_bytes(data)
    document = ingest(tmp_path, name, "a")
    assert (document.id, document.source, document.format) == ("a", name, found)
    assert document.lines


def test_a_file_without_reader_is_refused_by_what_it_is(tmp_path) -> None:
    (tmp_path / "a.pdf").write_bytes(b"\x89PNG\r\n\x1a\n")
    with pytest.raises(Unreadable, match="a picture"):
        ingest(tmp_path, "a.pdf", "a")


def test_every_format_has_a_reader() -> None:
    assert set(READERS) == READABLE
