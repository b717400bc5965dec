"""The descriptor of a corpus: every table and column, their keys, checksums and sizes, and where the texts are from."""

import csv
import hashlib
from collections import Counter
from importlib.metadata import version
from pathlib import Path
from typing import Any

from pipeline.columns import ONE_ROW_PER, TABLES, Column, described

Descriptor = dict[str, Any]

DESCRIPTION = (
    "Human-rights reports as data: every paragraph with its section, its language and the rights that it is about, "
    "every law, article, person and date that it mentions, and the characters of the source that each row came from."
)
LICENCE = (
    "The texts are their publishers' (documents.csv names publisher and file of each), who say what may be done with "
    "them; nothing here grants more. Named persons are in the data: data protection law applies to it."
)
CHUNK = 1 << 20


def describe(folder: Path) -> Descriptor:
    """The descriptor of the tables in `folder`, by the Data Package standard."""
    return {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": "rightscorpus",
        "title": "A corpus of human-rights reports",
        "description": DESCRIPTION,
        "version": version("rightscorpus"),
        "licenses": [{"name": "notspecified", "title": LICENCE}],
        "sources": _sources(folder / "documents.csv"),
        "resources": [_resource(folder / f"{table}.csv", table) for table in TABLES],
    }


def schema(table: str) -> Descriptor:
    """The Table Schema of a table: its fields with their constraints, and its keys."""
    columns = described(table)
    result: Descriptor = {"fields": [_field(name, column) for name, column in columns.items()]}
    if key := [name for name, column in columns.items() if column.key]:
        result["primaryKey"] = key
    if foreign := [_foreign_key(name, column) for name, column in columns.items() if column.refers]:
        result["foreignKeys"] = foreign
    return result | {"missingValues": [""]}


def _field(name: str, column: Column) -> Descriptor:
    field: Descriptor = {"name": name, "type": column.type, "description": str(column)}
    if column.type == "list":
        field |= {"delimiter": ";", "itemType": "string"}
    bounds = {"required": column.required or None, "minimum": column.least, "maximum": column.most}
    constraints: Descriptor = {name: bound for name, bound in bounds.items() if bound is not None}
    if column.values:
        constraints["enum"] = list(column.values)
    return field | ({"constraints": constraints} if constraints else {})


def _foreign_key(name: str, column: Column) -> Descriptor:
    table, field = column.refers.split(".")
    return {"fields": [name], "reference": {"resource": table, "fields": [field]}}


def _resource(path: Path, table: str) -> Descriptor:
    size, digest = _measure(path)
    return {
        "name": table,
        "type": "table",
        "path": path.name,
        "description": f"One row per {ONE_ROW_PER.get(table, table)}.",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": size,
        "hash": f"sha256:{digest}",
        "dialect": {"delimiter": ",", "lineTerminator": "\n", "quoteChar": '"', "doubleQuote": True, "header": True},
        "schema": schema(table),
    }


def _measure(path: Path) -> tuple[int, str]:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            digest.update(chunk)
    return path.stat().st_size, digest.hexdigest()


def _sources(documents: Path) -> list[Descriptor]:
    """Who published the documents, and how many; the table itself names each."""
    with documents.open(encoding="utf-8", newline="") as file:
        published = Counter(row["publisher"] for row in csv.DictReader(file))
    return [
        {"title": " ".join(publisher.split()) or "publisher not stated", "path": documents.name, "documents": number}
        for publisher, number in sorted(published.items())
    ]
