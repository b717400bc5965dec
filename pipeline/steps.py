"""What a run says of itself while it goes on: each document that came through, and what the stages cost."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from pipeline import store
from pipeline.records import Failure

# What a run does, one after the other.
DOCUMENTS, NAMES, TABLES = "documents", "names", "tables"


@dataclass(frozen=True, slots=True)
class Step:
    """One document has come through: its place among `total`, and why it failed, if it did.

    `doing` is what is done to the documents, `seconds` what that took by stage, and `words` how many there were;
    `notes` are lines that the user should read.
    """

    done: int
    total: int
    id: str
    failure: Failure | None
    doing: str = DOCUMENTS
    seconds: Mapping[str, float] = field(default_factory=dict)
    words: int = 0
    notes: tuple[str, ...] = ()


Report = Callable[[Step], None]


def silent(_: Step) -> None:
    """Show nothing."""


@dataclass(slots=True)
class Cost:
    """What one stage cost: the documents and words that it worked on, and its seconds, those of all processes added."""

    documents: int = 0
    words: int = 0
    seconds: float = 0.0

    @property
    def speed(self) -> float:
        """Words a second, 0 where no word was counted."""
        return self.words / self.seconds if self.seconds else 0.0


@dataclass(slots=True)
class Costs:
    """The costs of a run so far, by stage."""

    stages: dict[str, Cost] = field(default_factory=dict)

    def add(self, step: Step) -> None:
        """Add what a document took in some stages, or all documents together."""
        for stage, seconds in step.seconds.items():
            cost = self.stages.setdefault(stage, Cost())
            cost.documents += 1 if step.id else step.total
            cost.words += step.words
            cost.seconds += seconds

    def lines(self) -> Iterator[str]:
        """A table for people, none where nothing had to be done."""
        if self.stages:
            yield f"{'stage':10} {'documents':>10} {'words':>12} {'seconds':>10} {'words/s':>10}"
        for stage, cost in self.stages.items():
            speed = f"{cost.speed:,.0f}" if cost.words else ""
            yield f"{stage:10} {cost.documents:>10,} {cost.words or '':>12} {cost.seconds:>10,.1f} {speed:>10}"

    def save(self, path: Path) -> None:
        """Write them as CSV."""
        rows = (f"{stage},{cost.documents},{cost.words},{cost.seconds:.3f}\n" for stage, cost in self.stages.items())
        store.write_bytes(path, ("stage,documents,words,seconds\n" + "".join(rows)).encode())
