"""Markdown: the text of the file as it stands, its lines tagged with what they are when it is rendered.

Offsets are those of the decoded file, so signs within the text (`**bold**`, `[words](address)`), bullets and the bars
between cells stay in it. The span of a line leaves out the signs that make it a heading or a quotation, and a line
that is not shown (underline of a heading, rule, fence, address of a link, comment, front matter) is an empty `Line`.
"""

import re
from dataclasses import dataclass, field, replace

from markdown_it import MarkdownIt
from markdown_it.token import Token

from pipeline.readers import Content, text
from pipeline.records import Line

# Blocks alone: what stands within a line is left as it is, and addresses are told from notes here.
PARSER = MarkdownIt("commonmark").enable("table").disable(["inline", "reference"])
NOTE = re.compile(r"\s{0,3}\[\^[^\]\s]{1,40}\]:[ \t]*")
CALL = re.compile(r"\[\^[^\]\s]{1,40}\](?!:)")
ADDRESS = re.compile(r"\s{0,3}\[[^\]^][^\]]{0,200}\]:\s*\S")
QUOTE = re.compile(r"(?:\s{0,3}>)+\s?")
HEADING = re.compile(r"\s*#{1,6}\s+")
CLOSING = re.compile(r"\s#+\s*$")
BOLD = re.compile(r"(\*\*|__)(?=\S)(?:(?!\1).){1,500}\1")
FRONT_MATTER = re.compile(r"---[ \t]*\n(?=[\w-]{1,60}:)(?:(?!---|\.\.\.)[^\n]*\n){1,200}(?:---|\.\.\.)[ \t]*(?:\n|$)")
TITLE = re.compile(r"^title:[ \t]*(?P<title>[^\n]*)$", re.MULTILINE)


@dataclass(slots=True)
class _Shown:
    """Rows of the file that are shown: the tag of each, and those within a quotation."""

    tags: dict[int, str] = field(default_factory=dict)
    quoted: set[int] = field(default_factory=set)


def read(data: bytes) -> Content:
    """Text and lines of a Markdown file. Raises Unreadable as `text.read` does."""
    content = text.read(data)
    matter = FRONT_MATTER.match(content.text)
    skipped = matter[0].count("\n") if matter else 0
    stated = TITLE.search(matter[0]) if matter else None
    rows = content.text.split("\n")
    shown = _shown(rows, skipped)
    lines = []
    row = 0
    for line in content.lines:
        row += line.start > 0 and content.text[line.start - 1] == "\n"
        lines.append(_tagged(line, content.text, shown.tags.get(row), row in shown.quoted))
    return Content(content.text, tuple(lines), content.pages, stated["title"].strip().strip("\"'") if stated else "")


def _shown(rows: list[str], skipped: int) -> _Shown:
    shown = _Shown()
    lists: list[str] = []
    around = ""
    noted = False
    for token in PARSER.parse("\n" * skipped + "\n".join(rows[skipped:])):
        begin, end = token.map or (0, 0)
        match token.type:
            case "bullet_list_open":
                lists.append("li")
            case "ordered_list_open":
                # "1." counts paragraphs as it does in reports; "1)" counts items.
                lists.append("p" if token.markup == "." else "li")
            case "bullet_list_close" | "ordered_list_close":
                lists.pop()
            case "blockquote_open":
                shown.quoted.update(range(begin, end))
            case "heading_open":
                around = token.tag
            case "paragraph_open":
                around = lists[-1] if lists else "p"
                noted = NOTE.match(rows[begin]) is not None
            case "tr_open":
                shown.tags.update(dict.fromkeys(range(begin, end), "td"))
            case "inline" if begin not in shown.tags:
                tag = "note" if noted and around == "p" else around
                shown.tags.update({n: tag for n in range(begin, end) if not ADDRESS.match(rows[n])})
            case "fence" | "code_block" | "html_block":
                _show_verbatim(token, rows, shown, noted)
    return shown


def _show_verbatim(token: Token, rows: list[str], shown: _Shown, noted: bool) -> None:
    begin, end = token.map or (0, 0)
    if token.type == "html_block" and token.content.lstrip().startswith("<!--"):
        return
    if token.type == "fence":
        begin += 1
        # A fence that is never closed ends with the file.
        end -= rows[end - 1].strip(" \t>").startswith(token.markup)
    # What is indented below a note goes on with it.
    tag = "note" if token.type == "code_block" and noted else ""
    shown.tags.update(dict.fromkeys(range(begin, end), tag))


def _tagged(line: Line, whole: str, tag: str | None, quoted: bool) -> Line:
    """`line` with its tag, without the signs before and behind its words; empty where it is not shown."""
    if tag is None:
        return replace(line, end=line.start, left=0.0)
    shown = whole[line.start : line.end]
    start, end = 0, len(shown)
    if quoted and (signs := QUOTE.match(shown)):
        start = signs.end()
    if tag.startswith("h") and (signs := HEADING.match(shown, start)):
        start = signs.end()
        closing = CLOSING.search(shown, start)
        end = closing.start() if closing else end
    words = shown[start:end]
    calls = tuple((line.start + start + call.start(), line.start + start + call.end()) for call in CALL.finditer(words))
    return replace(
        line,
        start=line.start + start,
        end=line.start + end,
        bold=BOLD.fullmatch(words.strip()) is not None,
        tag=tag,
        raised=calls,
    )
