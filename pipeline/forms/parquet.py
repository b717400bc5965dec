"""Parquet beside CSV: the same tables, typed and small."""

from collections.abc import Iterable, Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from pipeline.columns import TABLES
from pipeline.forms import arrow

# Least size of the groups of rows that a file consists of, in bytes before compression: one is in memory at a time.
GROUP = 1 << 23


def write(folder: Path) -> None:
    """Write `<table>.parquet` beside each `<table>.csv` in `folder`."""
    for table in TABLES:
        path = folder / f"{table}.csv"
        with pq.ParquetWriter(path.with_suffix(".parquet"), arrow.schema(table), compression="zstd") as parquet:
            for group in _groups(arrow.batches(path, table)):
                parquet.write_table(group)


def _groups(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.Table]:
    """The batches joined until each group is large enough."""
    group: list[pa.RecordBatch] = []
    for batch in batches:
        group.append(batch)
        if sum(one.nbytes for one in group) >= GROUP:
            yield pa.Table.from_batches(group)
            group = []
    if group:
        yield pa.Table.from_batches(group)
