"""The same stages on a Dask cluster: documents and results by path or URL, a task for some documents.

```
listing ──▶ batches ──make──▶ parts/stages/*.parquet ──count, merge, join──▶ the names that are not their own
                                      │                                            │
                                      └──────────────────table─────────────────────┴──▶ parts/tables/*.parquet
                                                                                               │
                                                                    tables, texts ◀──export────┘
```

A batch is a run of neighbouring documents. Its file is named after all that it depends on, so that a file that is there
is done. Workers hand on files by their names; what goes between machines beside that is distinct names of people.
"""

from collections.abc import Collection
from typing import TYPE_CHECKING

from pipeline.mistakes import Mistake

if TYPE_CHECKING:
    from pipeline.limits import Limits
    from pipeline.ocr import Ocr
    from pipeline.records import Failure
    from pipeline.runner import Report

INSTALL = "a cluster needs the extra of that name, pip install 'rightscorpus[cluster]'"


class Unusable(Mistake):
    """The cluster, or a place that it reads or writes, cannot be used; the message says why and what to do."""


def run(
    folder: str,
    output: str,
    scheduler: str,
    limits: "Limits",
    report: "Report",
    ocr: "Ocr | None" = None,
    forms: Collection[str] = (),
) -> list["Failure"]:
    """Make the corpus of all documents in `folder` on the cluster of a scheduler ("tcp://host:8786").

    `folder` and `output` are paths or URLs that every worker can open. Returns the documents that failed, in order of
    their ids. Raises NoDocuments where `folder` holds no file, and Unusable.
    """
    try:
        from pipeline.cluster import driver
    except ModuleNotFoundError as error:
        raise Unusable(f"{error}: {INSTALL}") from error
    return driver.run(folder, output, scheduler, limits, report, ocr, forms)


def export(output: str, forms: Collection[str] = ()) -> None:
    """Write the tables and texts of the corpus at `output` anew from what the workers wrote. Raises Unusable.

    Forms of the tables that were there are renewed in a folder of this machine, elsewhere only those asked for here.
    """
    try:
        from pipeline.cluster import tables
    except ModuleNotFoundError as error:
        raise Unusable(f"{error}: {INSTALL}") from error
    tables.export(output, forms)
