"""The tables as Arrow sees them: typed columns, read from CSV in batches."""

from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv

from pipeline.columns import Column, described

TYPES = {
    "string": pa.string(),
    "integer": pa.int64(),
    "number": pa.float64(),
    "boolean": pa.bool_(),
    "date": pa.date32(),
    "list": pa.list_(pa.string()),
}
# Bytes of CSV read at a time; the reader has up to 32 such blocks in memory.
BLOCK = 1 << 20
# How much more is read at a time where a row is longer than a block.
MORE = 8


def schema(table: str) -> pa.Schema:
    """The columns of a table with their types, and their meaning as metadata."""
    return pa.schema([_field(name, column) for name, column in described(table).items()])


def batches(path: Path, table: str) -> Iterator[pa.RecordBatch]:
    """The rows of a table's CSV file, typed: empty text stays empty, an empty list has no members, all else is null.

    Raises pyarrow.ArrowInvalid for a file with other columns or types.
    """
    block, done = BLOCK, 0
    while True:
        try:
            for batch in _batches(path, schema(table), block, done):
                done += batch.num_rows
                yield batch
            return
        except pa.ArrowInvalid:
            if block > path.stat().st_size:
                raise
            block *= MORE


def _batches(path: Path, typed: pa.Schema, block: int, done: int) -> Iterator[pa.RecordBatch]:
    """The rows behind the first `done`; raises pyarrow.ArrowInvalid where a row is longer than `block` bytes, too."""
    as_read = {field.name: pa.string() if pa.types.is_list(field.type) else field.type for field in typed}
    with csv.open_csv(
        path,
        read_options=csv.ReadOptions(block_size=block, use_threads=False, skip_rows_after_names=done),
        parse_options=csv.ParseOptions(newlines_in_values=True),
        convert_options=csv.ConvertOptions(
            column_types=as_read,
            include_columns=typed.names,
            null_values=[""],
            strings_can_be_null=False,
            true_values=["true"],
            false_values=["false"],
        ),
    ) as reader:
        for batch in reader:
            arrays = [
                _split(batch[field.name]) if pa.types.is_list(field.type) else batch[field.name] for field in typed
            ]
            yield pa.RecordBatch.from_arrays(arrays, schema=typed)


def _field(name: str, column: Column) -> pa.Field:
    nullable = not column.required and column.type not in {"string", "list"}
    return pa.field(name, TYPES[column.type], nullable=nullable, metadata={"description": str(column)})


def _split(texts: pa.StringArray) -> pa.ListArray:
    """Lists from texts with `;` between the members."""
    empty = pc.equal(texts, "")
    parts = pc.split_pattern(texts, ";")
    lengths = pc.if_else(empty, 0, pc.list_value_length(parts))
    members = parts.flatten().filter(pc.invert(empty.take(pc.list_parent_indices(parts))))
    ends = pc.cumulative_sum(lengths.cast(pa.int32()))
    return pa.ListArray.from_arrays(pa.concat_arrays([pa.array([0], pa.int32()), ends]), members)
