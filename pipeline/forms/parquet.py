"""Parquet beside CSV: the same tables, typed and small."""

from pathlib import Path

import pyarrow.parquet as pq

from pipeline.columns import TABLES
from pipeline.forms import arrow


def write(folder: Path) -> None:
    """Write `<table>.parquet` beside each `<table>.csv` in `folder`."""
    for table in TABLES:
        path = folder / f"{table}.csv"
        with pq.ParquetWriter(path.with_suffix(".parquet"), arrow.schema(table), compression="zstd") as parquet:
            for batch in arrow.batches(path, table):
                parquet.write_batch(batch)
