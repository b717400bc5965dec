"""Seams: what the words on either side of a line's end say about it."""

import re
from functools import cached_property

from pipeline.segment.rows import Row

# Words in mid-sentence, where a capital means a name: those behind another word and a blank.
INNER = re.compile(r"(?<=[^\W\d_] )[^\W\d_]+")
FIRST = re.compile(r"[^\W\d_]+")
# A paragraph's own heading, in a line with its text: "Pretrial Detention: The law", "Recommendations. The".
RUN_IN = re.compile(
    r"[^\W\d_](?:[^\W\d_]|[,'’/-](?=[^\W_ ])|,?\s(?=[^\W_])){2,59}:\s+(?P<colon>[^\W\d_])"
    r"|[^\W\d_]{6,30}\.\s+(?P<stop>[^\W\d_])"
)


class Seams:
    """The words of one document as they stand within its lines, to judge those that stand at their ends."""

    def __init__(self, lines: list[Row]) -> None:
        self.lines = lines

    # Most documents have few such ends, or none.
    @cached_property
    def words(self) -> str:
        """The words of each line with one blank around each."""
        return "\n".join(f" {' '.join(row.text.casefold().split())} " for row in self.lines)

    @cached_property
    def common(self) -> set[str]:
        """Words that stand within lines in small letters alone."""
        inner = [word for row in self.lines for word in INNER.findall(row.text)]
        return {word for word in inner if word.islower()} - {word.lower() for word in inner if word[0].isupper()}

    def within(self, before: Row, row: Row) -> bool:
        """Whether the words that the end of `before` parts stand side by side elsewhere: it breaks no unit."""
        last, first = before.text.casefold().split()[-1], row.text.casefold().split()[0].rstrip("*")
        return f" {last} {first} " in self.words

    def opens(self, before: Row, row: Row) -> bool:
        """Whether `row` begins a sentence though `before` ends none: a capital where the document has no name."""
        first = FIRST.match(row.text)
        if before.ended or first is None or not first[0].istitle() or first[0].lower() not in self.common:
            return False
        last = before.text.rpartition(" ")[2].rpartition("-")[2]
        return last[:1].islower() and not self.within(before, row)


def runs_in(row: Row) -> bool:
    """Whether `row` begins with a heading that runs into the text behind it."""
    found = RUN_IN.match(row.text)
    return found is not None and row.text[0].isupper() and (found["colon"] or found["stop"]).isupper()
