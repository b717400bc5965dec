"""Titles: a bare name on the line below belongs to the title: "Report of the Working Group", "Norway"."""

import re

from pipeline.segment.blocks import Block
from pipeline.segment.rows import Row

# Words, but not those in addresses of the web.
WORD = re.compile(r"(?<![\w.@/-])[^\W\d_]+(?![\w@/-]|\.\w)")
# No name of a place that stands under a title has more words; the words in it that have no capital are short: "and".
NAME_WORDS = 8
SHORT = 3


def whole_title(found: list[Block], kinds: list[str], lines: list[Row]) -> tuple[list[Block], list[str]]:
    """`found` and `kinds` with a name that stands right under the title, as a heading, joined to the title."""
    if "title" not in kinds[:-1]:
        return found, kinds
    name = kinds.index("title") + 1
    block = found[name]
    title = found[name - 1]
    # On a page with a layout, the lines of a title stand far apart.
    spaced = block.spaced and not lines[block.rows[0]].placed
    if kinds[name] != "heading" or block.number or spaced or block.rows[0] > title.rows[-1] + 1:
        return found, kinds
    if not _is_name(block, lines):
        return found, kinds
    title.rows.extend(block.rows)
    return found[:name] + found[name + 1 :], kinds[:name] + kinds[name + 1 :]


def _is_name(block: Block, lines: list[Row]) -> bool:
    """Whether `block` is a name: the document writes its words with capitals again, and never without."""
    words = WORD.findall(" ".join(lines[n].text for n in block.rows))
    proper = {word for word in words if word[0].isupper()}
    if not proper or len(words) > NAME_WORDS or any(len(word) > SHORT for word in words if word not in proper):
        return False
    own = set(block.rows)
    names, common = {word.title() for word in proper}, {word.lower() for word in proper}
    again = False
    for n, row in enumerate(lines):
        if n not in own:
            rest = WORD.findall(row.text)
            if not common.isdisjoint(rest):
                return False
            again = again or not names.isdisjoint(rest)
    return again
