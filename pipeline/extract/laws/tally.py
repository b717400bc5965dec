"""The instruments of a corpus: each law once, with all that its documents say of it."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from pipeline.extract.laws.instruments import kinds, soft_kind
from pipeline.records import Mention

# The kinds of instruments that bind the states that join them.
BINDING = ("treaty", "protocol")


@dataclass(frozen=True, slots=True)
class Instrument:
    """One instrument: its id, norm, kind and jurisdiction, its names and documents, the most frequent name first."""

    id: str
    norm: str
    kind: str
    jurisdiction: str
    names: tuple[str, ...]
    mentions: int
    documents: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Cited:
    """What one document says of one instrument: the names that it gives it, and how often."""

    norm: str
    jurisdiction: str
    document: str
    names: dict[str, int]


def order(one: Cited) -> tuple[str, str]:
    """Sort key, the order of the instruments."""
    return one.norm, one.jurisdiction


def cited(mentions: Iterable[Mention]) -> list[Cited]:
    """The instruments that the mentions of one document name."""
    counts: dict[tuple[str, str, str], Counter[str]] = {}
    for law in mentions:
        if law.type == "law":
            counts.setdefault((law.norm, law.jurisdiction, law.document), Counter())[law.text] += 1
    return [Cited(*instrument, dict(names)) for instrument, names in counts.items()]


def instruments(found: Iterable[Cited]) -> Iterator[Instrument]:
    """The instruments of the corpus from what each document says, which comes in their order; one is held at a time."""
    for (norm, jurisdiction), group in groupby(found, key=order):
        counts, documents = Counter[str](), set[str]()
        for one in group:
            counts.update(one.names)
            documents.add(one.document)
        called = tuple(sorted(counts, key=lambda name: (-counts[name], name)))
        yield Instrument(
            id=f"{norm}@{jurisdiction}" if jurisdiction else norm,
            norm=norm,
            kind=kind(norm, called[0]),
            jurisdiction=jurisdiction,
            names=called,
            mentions=counts.total(),
            documents=tuple(sorted(documents)),
        )


def kind(norm: str, name: str) -> str:
    """What kind of instrument a norm is one of by itself and its name: "code", "constitution", "treaty", "law" …"""
    if norm in kinds():
        return kinds()[norm]
    if norm.startswith("ILO-"):
        return "treaty"
    if norm.startswith("treaty:"):
        return soft_kind(name) or "treaty"
    return "code" if norm.endswith("-code") and ":" not in norm else norm.partition(":")[0]
