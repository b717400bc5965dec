"""Batches: which documents one task works on, and the Parquet files that hold what became of them."""

import hashlib
import io
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import msgspec
import pyarrow as pa
import pyarrow.parquet as pq

from pipeline import ingest
from pipeline.cluster import places
from pipeline.cluster.places import Listed
from pipeline.columns import TABLES
from pipeline.interim import Source
from pipeline.work import hashed

# A batch ends behind one document in so many, by the hash of its id, so that a document that comes or goes changes no
# batch but its own. No batch is longer than four times this, or of more bytes than the second number.
USUAL, LARGEST = 64, 1 << 26
# Bytes of records that stand in memory before they are written, a row group of a file.
GROUP = 1 << 25

# What the stages left of each document of a batch, and what each adds to the tables.
STAGED, TABLED = "stages", "tables"
# What the columns with the rows of a table begin with.
ROWS = "rows_"
TEXT, BYTES = pa.string(), pa.binary()
# One row a document. `failure` is a record in JSON, null unless the document failed; `language`, `country` and `names`,
# those of persons with how often each occurs and posts, are all that linking reads; `dossier` is the file that one
# machine would keep.
# `of_laws` and `of_persons` are what the document says of these, the columns behind it its rows in each table, as CSV.
COLUMNS = {
    STAGED: dict.fromkeys(("doc_id", "source", "failure", "language", "country", "names"), TEXT) | {"dossier": BYTES},
    TABLED: dict.fromkeys(
        ("doc_id", "failure", "text", "of_laws", "of_persons", *(ROWS + name for name in TABLES)), TEXT
    ),
}
MANIFEST = "manifest.json"

Row = Mapping[str, bytes | str | None]


@dataclass(frozen=True, slots=True)
class Batch:
    """Documents that one task works on, in order of ids; `key` names their files, as they are, and what works on them.

    `before` is the key of a file with what an earlier run made of the same files, or "".
    """

    key: str
    sources: tuple[Source, ...]
    before: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """The keys of the files that make up a corpus, in the order of the documents."""

    staged: tuple[str, ...]
    tabled: tuple[str, ...]


def batches(listed: Iterable[Listed], state: str, there: Iterable[str]) -> Iterator[Batch]:
    """The batches of the documents listed, in order of ids.

    `state` names all that results depend on beside the files, `there` are the keys of the files of earlier runs.
    """
    files = {file.path: file for file in listed}
    ids = ingest.identify(files)
    earlier = {key.partition("-")[0]: key for key in sorted(there)}
    held: list[Source] = []
    size = 0

    def batch() -> Batch:
        pieces = (piece for source in held for piece in (source.id, source.path, files[source.path].state))
        name = hashed(*pieces)[:24]
        key = f"{name}-{hashed(state)[:8]}"
        return Batch(key, tuple(held), key if key in there else earlier.get(name, ""))

    for path in sorted(files, key=lambda path: ids[path]):
        held.append(Source(ids[path], path))
        size += files[path].size
        if _ends(ids[path]) or len(held) == 4 * USUAL or size > LARGEST:
            yield batch()
            held, size = [], 0
    if held:
        yield batch()


def keys(place: str, kind: str) -> set[str]:
    """The keys of the files of a kind that are there."""
    return {name.removesuffix(".parquet") for name in places.names(f"{place}/parts/{kind}") if name[0] != "."}


def write(place: str, kind: str, key: str, rows: Iterable[Row]) -> None:
    """Write a file of a kind below a place, group after group."""
    schema = pa.schema(list(COLUMNS[kind].items()))
    data = io.BytesIO()
    with pq.ParquetWriter(data, schema, compression="zstd") as parquet:
        for group in _groups(rows):
            columns = [pa.array([row.get(field.name) for row in group], field.type) for field in schema]
            parquet.write_table(pa.table(columns, schema))
    places.write(path(place, kind, key), data.getvalue())


def read(place: str, kind: str, key: str, *columns: str) -> Iterator[dict[str, Any]]:
    """The rows of a file, only these columns of them, group after group.

    Raises FileNotFoundError without a file, and for one that does not hold what was written: it is as good as none.
    """
    data = io.BytesIO(places.read(path(place, kind, key)))
    try:
        parquet = pq.ParquetFile(data)
        for group in range(parquet.num_row_groups):
            yield from parquet.read_row_group(group, columns=list(columns) or None).to_pylist()
    except (pa.ArrowException, OSError) as error:
        raise FileNotFoundError(path(place, kind, key)) from error


def path(place: str, kind: str, key: str) -> str:
    """The place of a file of a kind."""
    return f"{place}/parts/{kind}/{key}.parquet"


def write_manifest(place: str, manifest: Manifest) -> None:
    """Say which files make up the corpus, and remove those that do no more."""
    places.write(f"{place}/parts/{MANIFEST}", msgspec.json.encode(manifest))
    for kind, current in ((STAGED, manifest.staged), (TABLED, manifest.tabled)):
        for key in keys(place, kind) - set(current):
            places.remove(path(place, kind, key))


def read_manifest(place: str) -> Manifest:
    """The files that make up the corpus at a place. Raises FileNotFoundError where there is none."""
    return msgspec.json.decode(places.read(f"{place}/parts/{MANIFEST}"), type=Manifest)


def _ends(identifier: str) -> bool:
    return int.from_bytes(hashlib.sha256(identifier.encode()).digest()[:4]) % USUAL == 0


def _groups(rows: Iterable[Row]) -> Iterator[list[Row]]:
    group: list[Row] = []
    size = 0
    for row in rows:
        group.append(row)
        size += sum(len(value) for value in row.values() if value)
        if size > GROUP:
            yield group
            group, size = [], 0
    yield group
