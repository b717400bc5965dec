"""Depths: how headings of one tag nest by their numbers, where a file gives sections and subsections one tag."""

from collections import Counter
from dataclasses import dataclass

from pipeline.segment.blocks import Block
from pipeline.segment.numbering import counted
from pipeline.segment.rows import Row

# A kind of number lies below what it begins anew under so many times.
RESTARTS = 2
# Numbers that may run on through a report's unnumbered parts.
CONTINUED = {"digits", "deep", "bare digits", "roman", "section"}

Kind = tuple[str, int]
PLAIN: Kind = ("", 0)


@dataclass(frozen=True, slots=True)
class Tagged:
    """A heading: the tag that its format gives it, the kind of its number and what that counts to, its capitals.

    `close` is whether it stands right below another heading.
    """

    tag: str
    kind: Kind
    value: int
    capitals: bool
    close: bool

    @classmethod
    def of(cls, block: Block, lines: list[Row], close: bool) -> "Tagged":
        """The heading that `block` is."""
        capitals = all(lines[n].text.isupper() for n in block.rows)
        number = block.number
        if number is None:
            return cls(lines[block.rows[0]].tag, PLAIN, 0, capitals, close)
        value = counted(number.label) if number.style == "section" else number.value
        return cls(lines[block.rows[0]].tag, (number.style, number.depth), value, capitals, close)


def depths(heads: list[Tagged]) -> list[int]:
    """For each heading, below how many kinds of its tag's headings its own kind lies; 0 where nothing tells.

    A kind lies below another whose numbers run on behind it ("c.", "Conditions in prisons", "d."), and below one
    under which its own numbers begin anew time and again ("The facts", "I.", "II.", "The law", "I."), or right below
    a heading without a number.
    """
    ranks = {tag: _ranks(_evidence(heads, tag)) for tag in {head.tag for head in heads if head.tag}}
    return [ranks[head.tag].get(head.kind, 0) if head.tag else 0 for head in heads]


def _evidence(heads: list[Tagged], tag: str) -> Counter[tuple[Kind, Kind]]:
    """How often the headings with `tag` show that one kind (first) lies below another."""
    found: Counter[tuple[Kind, Kind]] = Counter()
    anew: Counter[tuple[Kind, Kind]] = Counter()
    last: dict[Kind, Tagged] = {}
    since: dict[Kind, dict[Kind, None]] = {}
    before: Tagged | None = None
    for head in heads:
        if head.tag > tag or not head.tag:
            continue
        if head.tag < tag:
            last, since, before = {}, {}, None
            continue
        former = last.get(head.kind)
        if head.kind != PLAIN and former is not None and head.value == former.value + 1:
            found.update((inner, head.kind) for inner in since[head.kind])
        if head.value == 1 and before is not None and before.kind != head.kind:
            # A heading without text heads what is right below it.
            anew[head.kind, before.kind] += RESTARTS if head.close and before.kind == PLAIN else 1
        for outer, inner in since.items():
            part = head.kind == PLAIN and head.capitals and outer[0] in CONTINUED and not last[outer].capitals
            if outer != head.kind and not part:
                inner[head.kind] = None
        last[head.kind], since[head.kind], before = head, {}, head
    found.update({pair: times for pair, times in anew.items() if times >= RESTARTS})
    return found


def _ranks(evidence: Counter[tuple[Kind, Kind]]) -> dict[Kind, int]:
    """Depth of each kind: 1 more than that of the deepest kind above it, where most of the evidence says so."""
    above: dict[Kind, set[Kind]] = {}
    for (inner, outer), times in evidence.items():
        if times > evidence[outer, inner]:
            above.setdefault(inner, set()).add(outer)
    ranks = dict.fromkeys(above, 0)
    for _ in above:
        # Circles of kinds cannot make it go deeper than there are kinds.
        ranks = {kind: 1 + max(ranks.get(outer, 0) for outer in outers) for kind, outers in above.items()}
    return ranks
