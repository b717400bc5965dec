"""Parts: what one document adds to each table, made side by side and kept, for export to put together."""

import csv
import io
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from operator import itemgetter
from pathlib import Path
from time import perf_counter

import msgspec

from pipeline import interim, store
from pipeline.columns import TABLES
from pipeline.extract.laws.tally import Cited, cited
from pipeline.interim import Source
from pipeline.link import Names, link
from pipeline.link.persons import Seen, said
from pipeline.records import Classification, Description, Detection, Document, Failure, Mention, Unit
from pipeline.rows import Processed, Row, rows
from pipeline.stages import STAGES, Stage, fingerprint, speaking, vocabulary
from pipeline.store import Damaged, Dossier
from pipeline.work import Outcome, hashed

# What a part is made from, in the form of a stage.
TABLING = Stage(
    "tables",
    "parts:form",
    tuple(stage.name for stage in STAGES),
    bytes,
    (
        "columns.py",
        "parts.py",
        "rows.py",
        "extract",
        "link",
        "countries.csv",
        "instruments.csv",
        "law_subjects.csv",
        "letters.csv",
        "symbols.toml",
    ),
    ("rapidfuzz",),
    tables=("articles", "countries", "people", "ratifications"),
    shared=("laws",),
)
# Fast, and a fifth of the size.
COMPRESSION = 1


@dataclass(frozen=True, slots=True)
class Part:
    """What one document adds: the rows of each table as they stand in its file, its text, None for one that failed, and
    what it says of laws and persons."""

    document: str
    tables: dict[str, bytes]
    text: bytes | None = None
    laws: list[Cited] = field(default_factory=list)
    persons: dict[str, Seen] = field(default_factory=dict)
    failure: Failure | None = None


def form(output: Path, source: Source, names: Names) -> Outcome:
    """Bring the part of a document up to date, under the names that the corpus gives to persons."""
    started = perf_counter()
    dossier = interim.dossier(output, source)
    path = interim.place(output, interim.PARTS, source)
    spoken = {code for name in speaking(TABLING) for code in dossier.results[name].languages}
    key = hashed(
        fingerprint(TABLING.parts, TABLING.libraries),
        vocabulary(TABLING, tuple(sorted(spoken))),
        *(dossier.results[need].digest for need in TABLING.needs),
        repr(sorted(names.items(), key=lambda item: item[0])),
    )
    if _key(path) == key:
        return Outcome()
    found = processed(dossier, names)
    store.write_bytes(
        path, key.encode() + b"\n" + _packed(part(found, said([(found.units, _mentions(dossier))], names)))
    )
    return Outcome(None, {TABLING.name: perf_counter() - started}, len(found.document.text.split()))


def read(output: Path, source: Source) -> Part:
    """The part of a document that `form` has left. Raises Damaged for a file that does not hold what was written."""
    path = interim.place(output, interim.PARTS, source)
    with path.open("rb") as file:
        file.readline()
        try:
            return msgspec.msgpack.decode(zlib.decompress(file.read()), type=Part)
        except (zlib.error, msgspec.MsgspecError) as error:
            raise Damaged(f"{path}: {error}") from None


def form_again(output: Path, source: Source, names: Names) -> Part:
    """The part of a document made anew, in place of one that is damaged."""
    interim.place(output, interim.PARTS, source).unlink()
    form(output, source, names)
    return read(output, source)


def fail(output: Path, failure: Failure) -> None:
    """Leave, as the part of a document whose process is gone, its failure; the next run tries again."""
    path = interim.place(output, interim.PARTS, Source(failure.id, failure.source))
    store.write_bytes(path, b"\n" + _packed(part(failure)))


def processed(dossier: Dossier, names: Names) -> Processed:
    """All that the stages have to say of a document, under the names that the corpus gives to persons."""
    return Processed(
        document=dossier.records("ingest", Document),
        detection=dossier.records("detect", Detection),
        description=dossier.records("describe", Description),
        units=dossier.records("segment", tuple[Unit, ...]),
        classifications=dossier.records("classify", tuple[Classification, ...]),
        entities=tuple(link(_mentions(dossier), names)),
    )


def part(document: Processed | Failure, persons: dict[str, Seen] | None = None) -> Part:
    """What a document adds to the tables; of persons, what is said of them here."""
    found: dict[str, list[Row]] = {}
    for name, row in rows(document):
        found.setdefault(name, []).append(row)
    tables = {name: written(name, own) for name, own in found.items()}
    if isinstance(document, Failure):
        return Part(document.id, tables, failure=document)
    return Part(
        document.document.id,
        tables,
        document.document.text.encode(),
        cited(entity.mention for entity in document.entities),
        persons or {},
    )


def heading(table: str) -> bytes:
    """The first line of a table's file."""
    return (",".join(TABLES[table]) + "\n").encode()


def written(table: str, rows: Iterable[Row]) -> bytes:
    """Rows as they stand in their table's file."""
    file = io.StringIO(newline="")
    csv.writer(file, lineterminator="\n").writerows(_cells(tuple(TABLES[table]), rows))
    return file.getvalue().encode()


def _cells(columns: Sequence[str], rows: Iterable[Row]) -> Iterator[Sequence[object]]:
    every = itemgetter(*columns)
    for row in rows:
        # Nearly all rows fill every column.
        yield every(row) if len(row) == len(columns) else [row.get(column, "") for column in columns]


def _mentions(dossier: Dossier) -> tuple[Mention, ...]:
    return dossier.records("extract", tuple[Mention, ...])


def _key(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return file.readline().decode("ascii").rstrip("\n")
    except (FileNotFoundError, UnicodeDecodeError):
        return ""


def _packed(one: Part) -> bytes:
    return zlib.compress(msgspec.msgpack.encode(one), COMPRESSION)
