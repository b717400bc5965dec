"""The tables and texts of a corpus from the files that workers wrote: on one machine, one document after another."""

from collections.abc import Collection, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec

from pipeline.cluster import Unusable, batches, places
from pipeline.cluster.batches import ROWS, TABLED, Manifest, Row
from pipeline.columns import TABLES
from pipeline.export import put_together
from pipeline.extract.laws.tally import Cited
from pipeline.link.persons import Seen
from pipeline.parts import Part
from pipeline.records import Failure


def export(output: str, forms: Collection[str] = ()) -> None:
    """Write the corpus's tables and texts from what the workers wrote at a place, there as well.

    Raises Unusable where no run has come to its end there.
    """
    place = places.absolute(output)
    try:
        manifest = batches.read_manifest(place)
    except FileNotFoundError:
        raise Unusable(f"{output}: no run on a cluster has come to its end here") from None
    if folder := places.local(place):
        put_together(_parts(place, manifest), folder, forms=forms)
        return
    with TemporaryDirectory() as aside:
        put_together(_parts(place, manifest), Path(aside), forms=forms)
        texts = {path.name for path in (Path(aside) / "text").iterdir()}
        places.upload(Path(aside), place)
    for gone in places.names(f"{place}/text") - texts:
        places.remove(f"{place}/text/{gone}")


def read(place: str, key: str) -> Iterator[Part]:
    """What the documents of a batch add to the tables, in order of ids."""
    for found in batches.read(place, TABLED, key):
        yield Part(
            document=found["doc_id"],
            tables={name: found[ROWS + name].encode() for name in TABLES if found[ROWS + name] is not None},
            text=None if found["text"] is None else found["text"].encode(),
            laws=msgspec.json.decode(found["of_laws"], type=list[Cited]),
            persons=msgspec.json.decode(found["of_persons"], type=dict[str, Seen]),
            failure=msgspec.json.decode(found["failure"], type=Failure) if found["failure"] else None,
        )


def row(part: Part) -> Row:
    """The row of a document in the file of its batch."""
    return {
        "doc_id": part.document,
        "failure": msgspec.json.encode(part.failure) if part.failure else None,
        "text": part.text,
        "of_laws": msgspec.json.encode(part.laws),
        "of_persons": msgspec.json.encode(part.persons),
        **{ROWS + name: rows for name, rows in part.tables.items()},
    }


def _parts(place: str, manifest: Manifest) -> Iterator[Part]:
    for key in manifest.tabled:
        yield from read(place, key)
