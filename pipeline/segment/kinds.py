"""Kinds: what each block is, from its number, its shape and what follows it."""

import re
from collections import Counter, defaultdict
from itertools import pairwise

from pipeline.segment.blocks import HEADING_ROWS, Block
from pipeline.segment.marks import STARS
from pipeline.segment.numbering import ITEMS, PARAGRAPHS, SECTIONS
from pipeline.segment.rows import Row
from pipeline.segment.words import Words

# A sentence with its source in brackets behind it: a quotation.
CITED = re.compile(r"[.!?…][\"'”“’»]{0,2}\s{0,3}[(\[][^()\[\]]{1,80}[)\]]$")
# No heading is longer (characters, words).
HEADING_LENGTH = 250
HEADING_WORDS = 30
# A line that ends in a colon heads a section if it has no more words; else it leads in a list.
COLON_WORDS = 3
QUESTION_WORDS = 15
NEVER = -2
ADDRESS = re.compile(r"https?://|www\.|\S@\S")
# Blocks among which the title is looked for.
FRONT = 3
# A heading that counts on from numbered paragraphs has no more words.
COUNTED_WORDS = 6
# More headings than this do not follow one another without text.
RUN = 5
# Tags that the lines of a page with a layout may have, which say nothing of titles and headings.
PLACED = {"", "note", "chrome", "td", "tc", "box"}
# What the tags of a format say.
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
TAGGED = {"title": "title", "li": "list_item", "note": "note", "caption": "paragraph"}
TAGGED |= dict.fromkeys(("td", "tc", "box"), "table") | dict.fromkeys(HEADINGS, "heading")


def kinds(found: list[Block], lines: list[Row], words: Words) -> list[str]:
    """Kind of each block in `found`; the first heading, if it has no number and no text before it, is the title."""
    texts = [" ".join(lines[n].text for n in block.rows) for block in found]
    tags = [lines[block.rows[0]].tag for block in found]
    headed = any(tag in HEADINGS for tag in tags)
    shaped = [
        _heading_shaped(block, text, lines, words) and not (headed and tag == "p")
        for block, text, tag in zip(found, texts, tags, strict=True)
    ]
    named: list[str] = []
    listing = False
    # What the last numbered paragraph of each style has counted to; before any, none counts on.
    counted: dict[tuple[str, int], int] = defaultdict(lambda: NEVER)
    for n, block in enumerate(found):
        if tags[n] in TAGGED:
            tabular = lines[block.rows[0]].tabular
            named.append("note" if listing and tabular else TAGGED[tags[n]])
            listing = listing and tabular
            continue
        if words.notes.match(texts[n]) and (n + 1 == len(found) or _entry(found[n + 1], texts[n + 1])):
            listing = True
            named.append("heading")
            continue
        if listing and shaped[n] and (block.spaced or block.torn) and not any(map(str.isdigit, texts[n])):
            listing = False
        number = block.number
        series = (number.style, number.depth) if number else ("", 0)
        if number and number.value == counted[series] + 1 and len(texts[n].split()) > COUNTED_WORDS:
            # It counts on from the last numbered paragraph: one more of those, whose full stop got lost.
            shaped[n] = False
        named.append("note" if listing else _kind(n, found, shaped, lines))
        if number and number.style in PARAGRAPHS and named[n] == "paragraph":
            counted[series] = number.value
    if any(tag not in PLACED for tag in tags):
        if not headed:
            _name_labelled(found, named, texts)
            _name_unheaded(named, tags, texts)
        return named if "title" in named else _entitled(named, tags)
    first = next((n for n, kind in enumerate(named[:FRONT]) if kind == "heading"), -1)
    # Under a preamble, what has another heading below it is the title; what has text below it heads a section.
    remarks = first > 0 and all(_remark(text) for text in texts[:first])
    if first == 0 or remarks or (first > 0 and named[first + 1 : first + 2] == ["heading"]):
        known = found[first].number or words.notes.match(texts[first]) or words.openers.match(texts[first])
        named[first] = "heading" if known else "title"
    _name_siblings(found, named, shaped)
    _name_runs(found, named, texts, lines)
    _name_labelled(found, named, texts)
    _name_signed(found, named, lines)
    return named


def _entitled(named: list[str], tags: list[str]) -> list[str]:
    """`named`, the only heading of the highest level as the title, if it stands before the others."""
    first = next((n for n, tag in enumerate(tags) if tag in HEADINGS), -1)
    higher = [tag for tag in tags if tag in HEADINGS and tag <= tags[first]]
    if first >= 0 and len(higher) == 1:
        named[first] = "title"
    return named


def _entry(block: Block, text: str) -> bool:
    """Whether `block` may be the first entry of a list of notes or sources."""
    return block.number is not None or any(map(str.isdigit, text))


def _kind(n: int, found: list[Block], shaped: list[bool], lines: list[Row]) -> str:
    """Kind of block `n`, which stands in no list of notes."""
    block = found[n]
    near = [found[m] for m in (n - 1, n + 1) if 0 <= m < len(found)]
    if block.footnote:
        return "note"
    if STARS.match(lines[block.rows[0]].text) and not any(other.bullet for other in near):
        return "note"
    if block.bullet:
        return "list_item"
    if block.number and block.number.style in ITEMS:
        alone = n + 1 < len(found) and not any(_siblings(block, other) for other in near)
        return "heading" if shaped[n] and alone else "list_item"
    if shaped[n] and block.number is None and n + 1 < len(found) and found[n + 1].bullet:
        # Words that a bulleted list goes on from are no heading over it.
        item = lines[found[n + 1].rows[0]].text[found[n + 1].bullet :]
        return "paragraph" if item[:1].islower() else "heading"
    return "heading" if shaped[n] else "paragraph"


def _name_siblings(found: list[Block], named: list[str], shaped: list[bool]) -> None:
    """Rename items that look like headings, where headings elsewhere are numbered so: sections without text."""
    heads = Counter(
        block.number.style for block, kind in zip(found, named, strict=True) if kind == "heading" and block.number
    )
    for n, block in enumerate(found):
        if named[n] == "list_item" and shaped[n] and block.number and heads[block.number.style] > 1:
            named[n] = "heading"


def _alike(name: Block, block: Block, lines: list[Row]) -> bool:
    """Whether `block` is one row in the letters of `name`, and as short as a name."""
    one, other = lines[name.rows[-1]], lines[block.rows[0]]
    short = len(block.rows) == 1 and block.number is None and len(other.text.split()) <= COUNTED_WORDS
    return short and other.placed and (one.size, one.bold) == (other.size, other.bold)


def _name_runs(found: list[Block], named: list[str], texts: list[str], lines: list[Row]) -> None:
    """Rename headings that stand in a row without any text between them: they are items of a list or a table."""
    run: list[int] = []
    for n in range(len(found) + 1):
        if n < len(found) and named[n] == "heading" and found[n].number is None:
            run.append(n)
            continue
        if n < len(found) and run and named[n] == "paragraph" and _alike(found[run[-1]], found[n], lines):
            run.append(n)  # a name that ends in a full stop: "Brown & Co."
            continue
        if sum(named[k] == "heading" for k in run) > RUN:
            figures = sum(any(map(str.isdigit, texts[k])) for k in run)
            for k in run[:-1] if n < len(found) else run:
                named[k] = "table" if figures * 2 > len(run) else "list_item"
        run = []


def _name_labelled(found: list[Block], named: list[str], texts: list[str]) -> None:
    """Rename headings that are one of several "label: value" lines in a row: particulars, no heads of anything."""
    labelled = [named[n] == "heading" and found[n].number is None and ": " in texts[n] for n in range(len(found))]
    for n, own in enumerate(labelled):
        if own and (labelled[n - 1 : n] == [True] or labelled[n + 1 : n + 2] == [True]):
            named[n] = "table"


def _name_unheaded(named: list[str], tags: list[str], texts: list[str]) -> None:
    """Rename headings known by their shape alone in a document whose tags tell none: above its title, with a label
    before a value, or at the end, where names and dates stand."""
    title = named.index("title") if "title" in named else 0
    last = max((n for n, kind in enumerate(named) if kind not in {"heading", "note"}), default=0)
    for n, text in enumerate(texts):
        if named[n] == "heading" and tags[n] == "p" and (n < title or n > last or ": " in text):
            named[n] = "paragraph"


def _name_signed(found: list[Block], named: list[str], lines: list[Row]) -> None:
    """Rename headings in plain letters, no larger than the text, that close a page or the document: who signed it."""
    sizes: Counter[float] = Counter()
    for row in lines:
        sizes[row.size] += len(row.text)
    usual = max(sizes, key=lambda size: (sizes[size], size), default=0.0)
    run: list[int] = []
    for n in range(len(found) + 1):
        after = lines[found[n].rows[0]] if n < len(found) else None
        if run and (after is None or after.page != lines[found[run[-1]].rows[-1]].page):
            if after is None or len(run) > 1:
                for k in run:
                    named[k] = "paragraph"
            run = []
        if after is None or after.page == 1 or named[n] != "heading":
            run = []
            continue
        plain = after.placed and not after.bold and after.size <= usual and not after.text.isupper()
        run = [*run, n] if plain and found[n].number is None else []


def _remark(text: str) -> bool:
    """Whether a block is a remark on the document: it stands in brackets."""
    return text[0] == "[" and text[-1] == "]"


def _siblings(block: Block, other: Block) -> bool:
    return bool(block.number and other.number and block.number.style == other.number.style)


def _heading_shaped(block: Block, text: str, lines: list[Row], words: Words) -> bool:
    """Whether `block` has the looks of a heading: short, no sentence, a capital or a number first."""
    own = text[block.number.length if block.number else 0 :].split()
    if block.number and block.number.style == "section" and not own:
        return True
    if (
        block.bullet
        or not own
        or len(block.rows) > HEADING_ROWS
        or len(text) > HEADING_LENGTH
        or len(own) > HEADING_WORDS
    ):
        return False
    if ADDRESS.search(text):
        return False
    if not any(map(str.isalpha, text)) or not (own[0][0].isupper() or own[0][0].isdigit() or not own[0][0].isalnum()):
        return False
    if _remark(text) or CITED.search(text) or (text[0] == "(" and text.find(")") == len(text) - 1):
        return False
    if any(a[-1] == "." and len(a) > 4 and not a[0].isdigit() and b[0].isupper() for a, b in pairwise(own)):
        return False
    if not lines[block.rows[-1]].ended:
        return text[-1] not in ",(" and own[-1].casefold() not in words.dangling
    last = text.rstrip("\"'”’»)] 0123456789")[-1:]
    if last == ":":
        return len(own) <= COLON_WORDS or (block.number is not None and block.number.style in SECTIONS)
    if last == "?":
        return len(own) <= QUESTION_WORDS
    return last == "." and block.number is not None and block.number.style in SECTIONS and len(own) <= QUESTION_WORDS
