"""The records that stages hand to one another: frozen, complete, with units said.

Every offset is a half-open `[start, end)` position in Unicode code points. `Document.text` is decided once, by
ingest, and never changes; all other offsets lead back to it.
"""

from bisect import bisect_right
from dataclasses import dataclass

import msgspec


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a document: `start` and `end` in `Document.text` (the line break left out).

    `page` counts from 1. `top` and `left` say where the line begins and `size` how large its letters are: in points
    where the format has a layout; in plain text `top` is the number of the line on its page, `left` the number of
    spaces before its first character and `size` 0. `tag` is the element or style that the format gave the line
    ("h2", "li", "td", "note"), empty in plain text. `right` is the line's right edge, 0 where the format has none, and
    `raised` the spans of its superscript characters, in `Document.text`.
    """

    start: int
    end: int
    page: int
    top: float
    left: float
    size: float
    bold: bool
    tag: str
    right: float = 0.0
    raised: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Document:
    """One ingested file. `source` is its path below the input folder and `size` its length in bytes; `title` and
    `publisher` are what the format's metadata say, or "", and `authors` who they say made it, people or their
    employers.

    `missing` says, in a sentence each, what of the file could not be read, and `remarks` what else there is to know of
    how it was read; `unread` are the pages that only OCR can read.
    """

    id: str
    source: str
    sha256: str
    format: str
    title: str
    pages: int
    text: str
    lines: tuple[Line, ...]
    missing: tuple[str, ...] = ()
    size: int = 0
    publisher: str = ""
    unread: tuple[int, ...] = ()
    remarks: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Failure:
    """One file, of `size` bytes, that could not be read, and why, in words for the person who runs the pipeline."""

    id: str
    source: str
    sha256: str
    format: str
    message: str
    size: int = 0


@dataclass(frozen=True, slots=True)
class Detection:
    """Language of one document: ISO 639-1 code (or "und") and the probability that speaks for it, 0..1."""

    document: str
    language: str
    share: float


@dataclass(frozen=True, slots=True)
class Unit:
    """One unit of a document: a title, heading, paragraph, list_item, note, table or line of boilerplate.

    `level` is the depth of a heading (1, 2, …; 0 for all else), `section` the path of the headings above, outermost
    first, `number` the unit's own number ("12", "(a)", "II.C.1") or "". `start` and `end` span the unit in
    `Document.text`; `text` is its clean text (line breaks as spaces, line-end hyphens resolved, note marks taken out,
    NFC), and `offsets` are the runs of it that stand unbroken in the source, as (position in `text`, position in
    `Document.text`) pairs: a character of `text` between two pairs lies as far from the first in the source as it
    does here.
    """

    document: str
    order: int
    kind: str
    level: int
    section: tuple[str, ...]
    number: str
    page: int
    start: int
    end: int
    language: str
    confidence: float
    text: str
    offsets: tuple[tuple[int, int], ...]
    note_marks: tuple[str, ...]

    def source(self, position: int) -> int:
        """Position in `Document.text` of the character at `position` of `text`."""
        clean, source = self.offsets[bisect_right(self.offsets, position, key=lambda run: run[0]) - 1]
        return source + position - clean

    def source_span(self, start: int, end: int) -> tuple[int, int]:
        """Span in `Document.text` of the non-empty span `[start, end)` of `text`."""
        return self.source(start), self.source(end - 1) + 1


# The kinds of units that carry categories: the paragraphs of the corpus.
CLASSIFIED = frozenset({"paragraph", "list_item", "table"})


@dataclass(frozen=True, slots=True)
class Description:
    """What a document says about itself: title and publisher, or "", and the year that it reports on, or 0.

    `country` is the ISO 3166-1 alpha-3 code of the country that it is about, or "".
    """

    document: str
    title: str
    year: int
    publisher: str = ""
    country: str = ""


# A paragraph has one for every category, so that they are most of what is kept: as a struct and written as a list each
# takes a third of the room, and is made and read in a fraction of the time, that a dataclass is.
class Label(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """One category, or the flag, for one unit: its probability, 0..1, and whether that reaches its threshold.

    An assigned label, and one whose `needs_review` says why a person should look at it, has its evidence: the sentence
    `[start, end)` of the unit's text that speaks most for it and the words there that do, strongest first.
    """

    category: str
    probability: float
    assigned: bool
    needs_review: str = ""
    start: int = 0
    end: int = 0
    terms: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Classification:
    """What the classifier says of one unit: a label for every category and, as `flag`, whether it asks somebody to act.

    The flag is None where the model does not tell it.
    """

    document: str
    unit: int
    flag: Label | None
    labels: tuple[Label, ...]

    @property
    def recommendation(self) -> bool:
        """Whether the unit asks somebody to act."""
        return self.flag is not None and self.flag.assigned


@dataclass(frozen=True, slots=True)
class Mention:
    """One mention of a law, article, person or date in one unit.

    `start` and `end` lie in `Unit.text`, `doc_start` and `doc_end` in `Document.text`. `norm` is the name that the
    document alone can give it: a law's short name or slug, an article's number, a person's fullest name in the
    document, a date in EDTF. `law` is the norm of an article's law, else "". `date_start` and `date_end` are the ISO
    days that a date covers, both included, else "". `jurisdiction` is the country, or the union, whose law a mention of
    one speaks of, else ""; `candidates` are norms of laws that an article without one may be of, the nearest first.
    `subparagraph` is the paragraph of an article that is referred to, else "", with semicolons between several;
    `posts` are those of `people.posts` in the language's file that the text gives to a person there.
    """

    document: str
    unit: int
    type: str
    text: str
    start: int
    end: int
    doc_start: int
    doc_end: int
    norm: str
    law: str
    date_start: str
    date_end: str
    jurisdiction: str = ""
    candidates: tuple[str, ...] = ()
    subparagraph: str = ""
    posts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Entity:
    """A mention under the name that the whole corpus gives to what it mentions; `person` is a person's id, else ""."""

    id: str
    mention: Mention
    norm: str
    person: str = ""


@dataclass(frozen=True, slots=True)
class Person:
    """One person of the corpus: id, the name that the corpus calls them by, and all else that it says of them.

    `variants` are the mentions' texts and `offices` the titles beside them, the most frequent first; `reasons` say why
    each variant but the name itself is this person, and `score`, 0..1, how sure the least sure of them is.
    """

    id: str
    name: str
    variants: tuple[str, ...]
    offices: tuple[str, ...]
    mentions: int
    documents: tuple[str, ...]
    reasons: tuple[str, ...]
    score: float
