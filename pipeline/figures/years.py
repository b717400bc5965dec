"""How much reports of each year are about which category."""

import math
import textwrap

import pandas as pd
from matplotlib.figure import Figure
from matplotlib.ticker import FixedLocator, MaxNLocator, PercentFormatter

from pipeline.corpus import Corpus
from pipeline.figures.style import COLOURS, caption, counted, label

COLUMNS = 5
# Years named below a panel.
TICKS = 3
MARKERS = "os^Dvp"


def figure(corpus: Corpus) -> Figure | None:
    """A small panel for each category, a line in it for each language; None where fewer than two years are known."""
    wide = corpus.wide()
    wide = wide[wide["year"].notna()]
    if wide["year"].nunique() < 2 or not wide["categories"].map(len).any():
        return None
    sizes = wide.groupby(["language", "year"]).size()
    given = wide[["language", "year", "categories"]].explode("categories").dropna()
    counts = given.groupby(["categories", "language", "year"]).size()
    order = given["categories"].value_counts(sort=True).index
    languages = list(wide["language"].value_counts().index[: len(COLOURS)])
    rows = math.ceil(len(order) / COLUMNS)
    result = Figure(figsize=(1.75 * COLUMNS, 1.25 * rows), layout="constrained")
    panels = result.subplots(rows, COLUMNS, sharex=True, sharey=True, squeeze=False).flat
    highest = 0.0
    for axes, category in zip(panels, order, strict=False):
        for language, colour, marker in zip(languages, COLOURS, MARKERS, strict=False):
            index = pd.MultiIndex.from_product([[category], [language], sizes[language].index])
            share = counts.reindex(index, fill_value=0).to_numpy(float) / sizes[language].to_numpy(float)
            highest = max(highest, float(share.max()))
            known = sizes[language].index.astype(int)
            axes.plot(known, share, color=colour, marker=marker, ms=3.5, lw=1, label=language)
        axes.set_title(
            "\n".join(textwrap.wrap(label(category), 27, max_lines=2, placeholder=" …")), loc="left", fontsize=7
        )
        axes.grid(axis="y", color="#dddddd", linewidth=0.5)
    for axes in list(panels):
        axes.set_axis_off()
    first = result.axes[0]
    first.set_ylim(0, highest * 1.1)
    first.yaxis.set_major_formatter(PercentFormatter(1, decimals=0))
    first.yaxis.set_major_locator(MaxNLocator(3))
    years = sorted(set(wide["year"].astype(int)))
    first.xaxis.set_major_locator(FixedLocator(years) if len(years) <= TICKS else MaxNLocator(TICKS, integer=True))
    first.margins(x=0.12)
    for axes in result.axes[max(0, len(order) - COLUMNS) : len(order)]:
        axes.tick_params(labelbottom=True)
    result.legend(*first.get_legend_handles_labels(), loc="outside upper right", ncols=len(languages), frameon=False)
    caption(
        result,
        "Per cent of the paragraphs of a year's reports that are about a category, by language of the paragraph, the "
        "most frequent category first. Years are those that the reports are about.",
        counted(len(wide), wide["doc_id"].nunique()),
    )
    return result
