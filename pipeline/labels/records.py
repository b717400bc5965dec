"""What reading labels deals in: rows as a file has them, labelled paragraphs as training wants them, refusals."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from pipeline.mistakes import Mistake

# The label beside the categories: the paragraph asks somebody to act.
RECOMMENDATION = "recommendation"

Spans = tuple[tuple[int, int], ...]
Evidence = Mapping[str, Spans]


class Refused(Mistake, ValueError):
    """Labels that cannot be learned from, and why: file, row and value."""


@dataclass(frozen=True, slots=True)
class Labelled:
    """A paragraph with its categories and whether it asks somebody to act.

    `source` names the collection that its `document` is from, `year` the year it reports on, `section` the headings
    above, ` > ` between. `evidence` has for each label, the recommendation too, the spans of `text` that earn it, in
    code points and half-open; None where nobody has marked any.
    """

    id: str
    document: str
    source: str
    language: str
    year: int | None
    section: str
    text: str
    categories: frozenset[str]
    recommendation: bool
    evidence: Evidence | None = None

    @property
    def labels(self) -> frozenset[str]:
        """The categories, and the recommendation flag as one more."""
        return self.categories | {RECOMMENDATION} if self.recommendation else self.categories


@dataclass(frozen=True, slots=True)
class Row:
    """One paragraph as a file of labels has it: "" or None is what the file does not say.

    `labels` may hold the recommendation flag; `sha256` is that of the text, in UTF-8, where it stands elsewhere.
    """

    number: int
    id: str
    document: str
    source: str
    language: str
    year: int | None
    section: str
    text: str | None
    sha256: str
    labels: frozenset[str]
    evidence: Evidence | None


def fingerprint(text: str) -> str:
    """Twelve hexadecimal digits of a text, white space and capitals aside: tells whether a model has seen it."""
    return hashlib.sha256(" ".join(text.lower().split()).encode()).hexdigest()[:12]
