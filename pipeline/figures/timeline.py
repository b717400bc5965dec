"""Which years the reports speak of."""

from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from pipeline.corpus import Corpus
from pipeline.figures.style import BLUE, ORANGE, RED, caption, counted

# Days in the longest month: what a date covers at most if it says the month.
MONTH = 31
# Years shown, back from the last.
SPAN = 60


def figure(corpus: Corpus) -> Figure | None:
    """Bars of the paragraphs with a date in each year, by how exact the date is; None without dates."""
    dates = corpus.mentions("date").dropna(subset=["date_start", "date_end"])
    dates = dates.assign(first=dates["date_start"].dt.year, last=dates["date_end"].dt.year)
    dates = dates[dates["first"] == dates["last"]]
    if dates.empty:
        return None
    newest = int(dates["first"].max())
    recent = dates[dates["first"] > newest - SPAN]
    exact = (recent["date_end"] - recent["date_start"]).dt.days < MONTH
    result = Figure(figsize=(7.2, 2.8), layout="constrained")
    axes = result.add_subplot()
    base = None
    years = range(int(recent["first"].min()), newest + 1)
    for name, rows, colour, hatch in (
        ("month or day given", recent[exact], BLUE, ""),
        ("only year or season given", recent[~exact], ORANGE, "////"),
    ):
        heights = rows.drop_duplicates(["para_id", "first"])["first"].value_counts().reindex(years, fill_value=0)
        axes.bar(years, heights, bottom=base, color=colour, hatch=hatch, edgecolor="white", linewidth=0.4, label=name)
        base = heights
    reports = sorted(set(corpus.documents["year"].dropna().astype(int)) & set(years))
    axes.plot(
        reports,
        [-0.035] * len(reports),
        "^",
        color=RED,
        ms=5,
        clip_on=False,
        transform=axes.get_xaxis_transform(),
        label="year that a report is about",
    )
    axes.tick_params(axis="x", pad=8)
    axes.xaxis.set_major_locator(MaxNLocator(12, integer=True))
    axes.yaxis.set_major_locator(MaxNLocator(5, integer=True))
    axes.set_ylabel("paragraphs")
    axes.grid(axis="y", color="#dddddd", linewidth=0.5)
    axes.set_axisbelow(True)
    axes.legend(frameon=False, loc="upper left")
    outside = len(dates) - len(recent)
    caption(
        result,
        "Paragraphs that mention a date, by its year; one that mentions several years counts in each. Periods that "
        "span years are left out.",
        f"{outside} earlier dates are not shown." if outside else "",
        counted(recent["para_id"].nunique(), recent["doc_id"].nunique()),
    )
    return result
