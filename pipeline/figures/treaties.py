"""Which document speaks of which treaty."""

import pandas as pd
from matplotlib.figure import Figure

from pipeline.corpus import Corpus
from pipeline.figures.style import WIDE, caption, counted, document_names, longest, matrix, shown

KINDS = {"treaty", "protocol", "declaration"}
# Treaties of a matrix that fits a page.
MOST = 40


def figure(corpus: Corpus) -> Figure | None:
    """A matrix of treaties and documents: mentions of each; None where no treaty is mentioned."""
    laws = corpus.laws
    treaties = set(laws.loc[laws["kind"].isin(KINDS), "norm"])
    mentions = corpus.mentions("law")
    mentions = mentions[mentions["norm"].isin(treaties)]
    if mentions.empty:
        return None
    documents = longest(corpus.documents[corpus.documents["doc_id"].isin(mentions["doc_id"])])
    mentions = mentions[mentions["doc_id"].isin(documents["doc_id"])]
    counts = pd.crosstab(mentions["norm"], mentions["doc_id"]).reindex(columns=documents["doc_id"], fill_value=0)
    counts = counts.loc[counts.sum(axis=1).sort_values(ascending=False, kind="stable").index[:MOST]]
    texts = counts.map(lambda number: str(number) if number else "")
    result = matrix(counts, texts, document_names(documents), WIDE, 4.0)
    all_treaties = mentions["norm"].nunique()
    caption(
        result,
        "Mentions of treaties, protocols and declarations, those mentioned most first.",
        f"Shown are {len(counts)} of {all_treaties}." if len(counts) < all_treaties else "",
        counted(mentions["para_id"].nunique(), len(documents)),
        shown(len(documents), mentions["doc_id"].nunique()),
    )
    return result
