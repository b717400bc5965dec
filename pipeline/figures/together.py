"""Which categories stand in the same paragraphs."""

import pandas as pd
from matplotlib.figure import Figure

from pipeline.corpus import Corpus
from pipeline.figures.style import NARROW, caption, counted, label, matrix


def figure(corpus: Corpus) -> Figure | None:
    """A matrix of categories: of the row's paragraphs, how many are about the column too; None without categories."""
    wide = corpus.wide()
    given = wide[["para_id", "categories"]].explode("categories").dropna()
    if given["categories"].nunique() < 2:
        return None
    present = pd.crosstab(given["para_id"], given["categories"]).clip(upper=1)
    together = present.T @ present
    totals = present.sum().sort_values(ascending=False, kind="stable")
    together = together.loc[totals.index, totals.index]
    shares = together.div(totals, axis=0) * 100
    texts = shares.map(lambda share: f"{share:.0f}" if share >= 0.5 else "")
    for position in range(len(totals)):
        shares.iat[position, position] = 0
        texts.iat[position, position] = "·"
    shares.index = pd.Index([f"{label(str(name))} (n = {totals[name]})" for name in totals.index])
    result = matrix(shares, texts, list(map(str, totals.index)), NARROW, 20.0)
    caption(
        result,
        "Of the paragraphs about the category of the row, the per cent that are also about that of the column. Read "
        "rows with few paragraphs with care.",
        counted(int(wide["categories"].map(bool).sum()), wide["doc_id"].nunique()),
    )
    return result
