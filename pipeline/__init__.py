"""rightscorpus: a pile of human-rights reports in, a tidy and traceable corpus out.

    seeds/ ─ingest─▶ Document ─detect─▶ Detection ─segment─▶ Unit ─┬─classify─▶ Classification ─┐
                     text + lines       language     paragraph, …   └─extract─▶ Mention ─link─▶ ─┴─export─▶ outputs/
                                                                     law, article, person, date

Each stage is a function of records (`pipeline.records`); `pipeline.runner` alone knows files, caches and processes.
`pipeline.load` opens the corpus for analysis.
"""

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pipeline.corpus import Corpus


def load(folder: str | Path = "outputs") -> "Corpus":
    """The corpus that a run left in `folder`, its tables as pandas frames."""
    # pandas takes longer to import than most commands to run.
    from pipeline import corpus

    return corpus.load(folder)
