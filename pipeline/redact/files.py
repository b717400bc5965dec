"""Names of files that hold the name of a person: pseudonyms for them, and for all that is named after them."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from pipeline.interim import Source
from pipeline.redact.pseudonym import unlike


@dataclass(frozen=True, slots=True)
class Files:
    """What documents and files are called now, by the ids of the documents that have lost their names."""

    renamed: Mapping[str, Source] = field(default_factory=dict)

    def document(self, id: str) -> str:
        """The id of a document."""
        return self.renamed[id].id if id in self.renamed else id

    def source(self, id: str, path: str) -> str:
        """The path of a document's file."""
        return self.renamed[id].path if id in self.renamed else path

    def person(self, id: str) -> str:
        """The id of a person; that of one with a single name has the id of a document in it."""
        name, at, document = id.partition("@")
        return f"{name}{at}{self.document(document)}"


def renamed(sources: Iterable[Source], named: Callable[[Source], bool], secret: bytes) -> Files:
    """Pseudonyms, by its path, for each file whose path has a name in it; the same for the same path and secret."""
    known = sorted(sources, key=lambda source: source.path)
    taken = {source.id.casefold() for source in known}
    made: dict[str, Source] = {}
    for source in known:
        if named(source):
            # No person has an id like this, and so the same letters.
            id = unlike(taken, "Document", f"file:{source.path}", secret)
            taken.add(id.casefold())
            # A suffix may be a name too.
            suffix = PurePosixPath(source.path).suffix
            made[source.id] = Source(id, id if named(Source(id, suffix)) else id + suffix)
    return Files(made)
