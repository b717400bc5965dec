"""The data dictionary: what each column of each table means and holds, in Markdown."""

from typing import Any

from pipeline.columns import ONE_ROW_PER, TABLES, Column, described

HEAD = "| column | type | meaning |\n| --- | --- | --- |\n"
RULES = """\
Tables are UTF-8 CSV with `\\n` line ends and a header row. An empty cell says that there is nothing to say; `;` stands
between the members of a list; truth is `true` or `false`; days are ISO dates. Positions are half-open `[start, end)`,
in Unicode code points. **Bold** columns name a row, together where there are several; → leads to the table and column
that hold the same value.
"""


def page() -> str:
    """The data dictionary of any corpus."""
    return f"# Data dictionary\n\n{RULES}\n{dictionary()}"


def dictionary() -> str:
    """Every table as a section with a row per column."""
    return "\n".join(section(table) for table in TABLES)


def section(table: str) -> str:
    """One table as a section with a row per column."""
    rows = "".join(_row(name, column) for name, column in described(table).items())
    return f"## {table}\n\n`{table}.csv`, one row per {ONE_ROW_PER.get(table, table)}.\n\n{HEAD}{rows}"


def readme(descriptor: dict[str, Any]) -> str:
    """The page that lies beside the tables of one corpus."""
    sources = "".join(f"- {source['title']}: {source['documents']}\n" for source in descriptor["sources"])
    return (
        f"# {descriptor['title']}\n\n{descriptor['description']}\n\n"
        f"Open `corpus.csv` first. The tables join on `doc_id` and `para_id`; `text/<doc_id>.txt` holds the text that "
        f"positions point into. `datapackage.json` says all this to programs.\n\n"
        f"Documents by publisher:\n\n{sources}\n{descriptor['licenses'][0]['title']}\n\n{RULES}\n{dictionary()}"
    )


def _row(name: str, column: Column) -> str:
    shown = f"**`{name}`**" if column.key else f"`{name}`"
    kind = column.type + ("" if column.required or column.type == "list" else ", may be empty")
    refers = f"; → `{column.refers}`" if column.refers else ""
    return f"| {shown} | {kind} | {column}{refers} |\n"
