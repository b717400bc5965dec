"""The corpus for analysis: its tables as pandas frames, read when they are asked for."""

from collections.abc import Collection
from errno import ENOENT
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from pipeline.columns import TABLES

if TYPE_CHECKING:
    import pyarrow as pa


def load(folder: str | Path = "outputs") -> "Corpus":
    """The corpus that a run left in `folder`. Raises FileNotFoundError where there is none."""
    folder = Path(folder)
    if not (folder / "documents.csv").exists():
        raise FileNotFoundError(ENOENT, "there is no corpus here", str(folder))
    return Corpus(folder)


class Corpus:
    """The tables of one corpus, each read once, from Parquet where that lies beside the CSV.

    Whole numbers and truth are pandas' nullable types, days are datetimes, the cells of a list are Python lists, and
    empty text is "".
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._tables: dict[str, pd.DataFrame] = {}

    def __repr__(self) -> str:
        languages = ", ".join(sorted(set(self.documents["language"]) - {""}))
        return f"<Corpus of {len(self.documents)} documents ({languages}) in {self.folder}>"

    def table(self, name: str) -> pd.DataFrame:
        """One table by its name. Raises KeyError for a table that a corpus has not."""
        if name not in TABLES:
            raise KeyError(f"no table {name!r}; known: {', '.join(TABLES)}")
        if name not in self._tables:
            self._tables[name] = _frame(_read(self.folder, name), name)
        return self._tables[name]

    @property
    def documents(self) -> pd.DataFrame:
        """One row per source file."""
        return self.table("documents")

    @property
    def paragraphs(self) -> pd.DataFrame:
        """One row per unit that is not boilerplate: headings and notes are among them."""
        return self.table("paragraphs")

    @property
    def labels(self) -> pd.DataFrame:
        """One row per classified unit and category, with its probability."""
        return self.table("labels")

    @property
    def entities(self) -> pd.DataFrame:
        """One row per mention of a law, article, person or date."""
        return self.table("entities")

    @property
    def laws(self) -> pd.DataFrame:
        """One row per law, under the name that the whole corpus gives to it."""
        return self.table("laws")

    @property
    def people(self) -> pd.DataFrame:
        """One row per person, under the name that the whole corpus gives to them."""
        return self.table("people")

    @property
    def ratifications(self) -> pd.DataFrame:
        """One row per statement on whether a state has ratified, signed or left a treaty."""
        return self.table("ratifications")

    @property
    def symbols(self) -> pd.DataFrame:
        """One row per symbol of a document, statute or judgment."""
        return self.table("symbols")

    @cached_property
    def categories(self) -> list[str]:
        """The categories that the corpus was classified by, in their order."""
        return list(self.labels["category"].unique())

    def wide(self) -> pd.DataFrame:
        """One row per paragraph, list item or table, with all that is known of its document; lists are lists."""
        return self._with_document(self.table("corpus"))

    def about(self, *categories: str, **where: object) -> pd.DataFrame:
        """The rows of `wide` that have all these categories and these values in other columns.

        A value may be a collection of those that will do; in a column of lists one member has to be among them:
        `about("torture", language="sv", year=(2018, 2019), laws="CAT")`. Raises ValueError for a category or column
        that the corpus has not.
        """
        frame = self.wide()
        if unknown := set(where) - set(frame.columns):
            raise ValueError(f"no column {', '.join(sorted(unknown))}; known: {', '.join(frame.columns)}")
        chosen = frame["categories"].map(set(categories).issubset)
        # Only where nothing is found can a category be unknown; the table of labels is by far the longest.
        if not chosen.any() and (strange := set(categories) - set(self.categories)):
            raise ValueError(f"no category {', '.join(sorted(strange))}; known: {', '.join(self.categories)}")
        for column, wanted in where.items():
            chosen &= _holds(frame[column], wanted)
        return frame[chosen].reset_index(drop=True)

    def mentions(self, *types: str) -> pd.DataFrame:
        """The mentions of some types ("law", "article", "person", "date"; none given: all), joined.

        Each has what is known of its document, and `section` and `categories` of its unit.
        """
        mentions = self.entities[self.entities["type"].isin(types)] if types else self.entities
        units = self.paragraphs[["para_id", "kind", "section", "categories"]]
        return self._with_document(mentions.merge(units, on="para_id", how="left", validate="many_to_one"))

    def _with_document(self, frame: pd.DataFrame) -> pd.DataFrame:
        own = [column for column in self.documents.columns if column == "doc_id" or column not in frame.columns]
        return frame.merge(self.documents[own], on="doc_id", how="left", validate="many_to_one")


def _holds(column: "pd.Series[Any]", wanted: object) -> "pd.Series[bool]":
    allowed = set(wanted) if isinstance(wanted, Collection) and not isinstance(wanted, str) else {wanted}
    if column.map(lambda cell: isinstance(cell, list)).all():
        return column.map(lambda members: not allowed.isdisjoint(members))
    return column.isin(allowed)


def _read(folder: Path, table: str) -> "pa.Table":
    import pyarrow as pa
    import pyarrow.parquet as pq

    from pipeline.forms import arrow

    path = folder / f"{table}.csv"
    try:
        if path.with_suffix(".parquet").exists():
            return pq.read_table(path.with_suffix(".parquet"), columns=list(TABLES[table]))
        return pa.Table.from_batches(arrow.batches(path, table), schema=arrow.schema(table))
    except (FileNotFoundError, KeyError, pa.ArrowInvalid):
        raise FileNotFoundError(
            ENOENT, "made by another version, or not at all: make the corpus anew", str(path)
        ) from None


def _frame(rows: "pa.Table", table: str) -> pd.DataFrame:
    import pyarrow as pa

    nullable = {pa.int64(): pd.Int64Dtype(), pa.bool_(): pd.BooleanDtype()}
    lists = [field.name for field in rows.schema if pa.types.is_list(field.type)]
    frame: pd.DataFrame = rows.drop_columns(lists).to_pandas(types_mapper=nullable.get, date_as_object=False)
    for name in lists:
        frame[name] = pd.Series(_members(rows[name].combine_chunks()), index=frame.index, dtype=object)
    return frame[list(TABLES[table])]


def _members(lists: "pa.ListArray") -> list[list[str]]:
    # Several times faster than to_pylist, which asks every list for its members one by one.
    members, ends = lists.values.to_pylist(), lists.offsets.to_pylist()
    return [members[start:end] for start, end in pairwise(ends)]
