"""The instruments of a corpus: each law once, with all that its mentions say, counted document by document."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from pipeline.extract.laws.instruments import kinds
from pipeline.records import Mention


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


@dataclass(slots=True)
class Tally:
    """What the mentions so far say; it grows with the instruments and their names, not with the mentions."""

    names: dict[tuple[str, str], Counter[str]] = field(default_factory=dict)
    documents: dict[tuple[str, str], dict[str, None]] = field(default_factory=dict)

    def add(self, law: Mention) -> None:
        """Count one mention of a law."""
        key = (law.norm, law.jurisdiction)
        self.names.setdefault(key, Counter())[law.text] += 1
        self.documents.setdefault(key, {})[law.document] = None

    def instruments(self) -> Iterator[Instrument]:
        """The instruments, in the order of their ids."""
        for norm, jurisdiction in sorted(self.names):
            counts = self.names[norm, jurisdiction]
            yield Instrument(
                id=f"{norm}@{jurisdiction}" if jurisdiction else norm,
                norm=norm,
                kind=kind(norm),
                jurisdiction=jurisdiction,
                names=tuple(sorted(counts, key=lambda name: (-counts[name], name))),
                mentions=counts.total(),
                documents=tuple(sorted(self.documents[norm, jurisdiction])),
            )


def kind(norm: str) -> str:
    """What kind of instrument a norm is one of: "code", "constitution", "treaty", "law" …"""
    if norm in kinds():
        return kinds()[norm]
    if norm.startswith("ILO-"):
        return "treaty"
    return "code" if norm.endswith("-code") and ":" not in norm else norm.partition(":")[0]
