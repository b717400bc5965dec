"""How much of each document is about which category."""

import pandas as pd
from matplotlib.figure import Figure

from pipeline.corpus import Corpus
from pipeline.figures.style import WIDE, caption, counted, document_names, label, longest, matrix, shown


def figure(corpus: Corpus) -> Figure | None:
    """A matrix of categories and documents, in per cent of the document's paragraphs; None without categories."""
    wide = corpus.wide()
    documents = longest(corpus.documents[corpus.documents["doc_id"].isin(wide["doc_id"])])
    wide = wide[wide["doc_id"].isin(documents["doc_id"])]
    given = wide[["doc_id", "categories"]].explode("categories").dropna()
    if given.empty:
        return None
    counts = pd.crosstab(given["categories"], given["doc_id"])
    counts = counts.reindex(columns=documents["doc_id"], fill_value=0)
    counts = counts.loc[counts.sum(axis=1).sort_values(ascending=False, kind="stable").index]
    sizes = wide["doc_id"].value_counts().reindex(documents["doc_id"])
    shares = (counts / sizes * 100).rename(index=label)
    texts = shares.map(lambda share: f"{share:.0f}" if share >= 0.5 else "")
    names = [f"{name} (n = {sizes[doc]})" for name, doc in zip(document_names(documents), sizes.index, strict=True)]
    result = matrix(shares, texts, names, WIDE, 20.0)
    caption(
        result,
        "Per cent of each document's paragraphs, list items and tables that are about a category; a paragraph may be "
        "about several. Empty: less than half a per cent.",
        counted(len(wide), len(documents)),
        shown(len(documents), len(corpus.documents)),
    )
    return result
