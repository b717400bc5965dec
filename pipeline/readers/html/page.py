"""A page in records: its elements as a tree of nodes, its text as blocks in order."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Node:
    """One element that begins a line of its own. `parent` is the number of the one around it, -1 for none.

    `mark` is what the element says of itself: "chrome" (no part of the text), "foreign" (none, however long),
    "note" (holds notes), "centre" (main, article), "aside" (beside the text), "title", "item", or "".
    """

    parent: int
    name: str
    mark: str


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a block: its text, the spans in it of note marks, and whether all of it is bold."""

    text: str
    raised: tuple[tuple[int, int], ...]
    bold: bool


@dataclass(slots=True)
class Block:
    """A run of text that the page sets apart from what is around it; without rows where it went into another.

    `linked` counts its characters in links, `links` the links, `lists` the lists around it.
    """

    node: int
    tag: str
    rows: list[Row]
    linked: int
    links: int
    lists: int

    @property
    def size(self) -> int:
        """Characters of the block, spaces included."""
        return sum(len(row.text) for row in self.rows)

    @property
    def text(self) -> str:
        """The text of the block on one line."""
        return " ".join(row.text for row in self.rows)


@dataclass(slots=True)
class Page:
    """What a walk over a page finds.

    `places` are the blocks, `[first, last)`, that each id or named anchor holds; `calls` the note marks that are links
    as (block, id); `contents` the other links within the page as (depth of lists, id, text).
    """

    nodes: list[Node] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)
    places: dict[str, tuple[int, int]] = field(default_factory=dict)
    calls: list[tuple[int, str]] = field(default_factory=list)
    contents: list[tuple[int, str, str]] = field(default_factory=list)
