"""Describe a document: its title, the year and country that it reports on, and who published it."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from pathlib import PurePath

from pipeline import languages
from pipeline.extract import countries
from pipeline.extract.dates import expressions
from pipeline.extract.dates.edtf import Point, in_year
from pipeline.extract.dates.grammars import grammar
from pipeline.publisher import publisher
from pipeline.records import Description, Document, Unit

# A title that only the file's metadata give is believed when it has this many words and all stand on the first page:
# otherwise it is the name of a file or of the program that wrote it.
FEWEST_WORDS = 3
# A block of text on a cover is shorter than this, in characters, and is no sentence; the first other paragraph begins
# the report.
LONGEST_ON_COVER = 250
ENDS_OF_SENTENCES = (".", "!", "?", "…")
# A year beside a month says more about when a report was written than one alone.
WEIGHT_WITH_MONTH = 3
# The shares below were chosen on 1,736 US country reports of 2016 to 2024, which leave their own year out, and 66 UN
# reports, which do not; by the dates alone the year is right for 0.88 of the former and 0.79 of the latter.
# A year named at least this share as often as the year named most is one of the years that a report is about.
SHARE_OF_MOST = 0.7
# A report leaves its own year out where it names more months without a year than this, for each one with a year.
BARE_PER_DATED = 0.75
# A year with a smaller share of all months with a year is one of a plan or a slip.
SHARE_OF_DATED = 0.05
JANUARY = 1

WORD = re.compile(r"[^\W\d_]+")
# A year in a text, with nothing beside it that makes it part of a number, a symbol or an address.
YEAR = re.compile(r"(?<![\w./:-])(?:19|20)\d\d(?![\w/:]|[.-]\w)")
# A year as a word of its own in a file name, or behind a name ("kenya2014"); never inside a hash.
YEAR_IN_NAME = re.compile(r"(?<![^\W_])[^\W\d_]*((?:19|20)\d\d)(?![^\W_])")


def describe(document: Document, units: Sequence[Unit]) -> Description:
    """The title of a document, who published it and the country that it is about, or "", and the year, or 0.

    The year is the first that one of these names: the title, the units before the report begins, the file's
    name, the dates of the text.
    """
    front = list(cover(units))
    said = [(unit, list(points(unit))) for unit in units]
    titles = [point for unit, found in said if unit.kind == "title" for point in found]
    begun = [point for _, found in said[: len(front)] for point in found]
    body = [point for unit, found in said if unit.kind != "boilerplate" for point in found]
    # What a title names beyond the document's own dates is a plan: "the 2030 Agenda".
    latest = max((point.year for _, found in said for point in found if point.month), default=0)
    year = written_year(titles, latest) or written_year(begun, latest)
    year = year or year_in_name(document.source) or spoken_year(body)
    name = title(document, units)
    country = countries.about(name, [unit for unit in units if unit.kind != "boilerplate"])
    return Description(document.id, name, year, publisher(document, front, units), country)


def title(document: Document, units: Sequence[Unit]) -> str:
    """The title that the document shows, else the one in its metadata if the first page bears it out, else ""."""
    shown = next((unit.text for unit in units if unit.kind == "title"), "")
    if shown:
        return shown
    words = set(WORD.findall(document.title.casefold()))
    page = {word for line in document.lines if line.page == 1 for word in words_of(document, line.start, line.end)}
    return document.title if len(words) >= FEWEST_WORDS and words <= page else ""


def words_of(document: Document, start: int, end: int) -> list[str]:
    """The words of a stretch of the document's text, in lower case."""
    return WORD.findall(document.text[start:end].casefold())


def cover(units: Sequence[Unit]) -> Iterator[Unit]:
    """The units before the report begins."""
    for unit in units:
        running = len(unit.text) > LONGEST_ON_COVER or unit.text.rstrip().endswith(ENDS_OF_SENTENCES)
        if running and unit.kind in {"paragraph", "list_item"}:
            return
        yield unit


def points(unit: Unit) -> Iterator[Point]:
    """Beginnings and ends of the date expressions of a unit, decades and centuries left out.

    Of a language whose dates are not known, the years.
    """
    if unit.language not in dating():
        yield from (Point(int(year), 0, 0) for year in YEAR.findall(unit.text))
        return
    for expression in expressions(unit.text, grammar(unit.language), ()):
        period = in_year(expression.period, 0)
        yield from (point for point in dict.fromkeys((period.first, period.last)) if not point.vague)


@cache
def dating() -> frozenset[str]:
    """The languages whose dates are known."""
    return frozenset(languages.having("dates"))


def written_year(said: Iterable[Point], latest: int) -> int:
    """The latest year that stands alone in a title or on a cover, else the year of the first date there, else 0.

    Years after the one that follows `latest`, the latest that is named with a month, do not count, but for 0.
    """
    found = [point for point in said if point.year and (not latest or point.year <= latest + 1)]
    alone = [point.year for point in found if not point.month]
    # Under its own date a cover names those of a session or a deadline.
    return max(alone, default=found[0].year if found else 0)


def year_in_name(source: str) -> int:
    """The last year in the name of a file, or 0."""
    years = YEAR_IN_NAME.findall(PurePath(source).stem)
    return int(years[-1]) if years else 0


def spoken_year(said: Sequence[Point]) -> int:
    """The year in which the dates of a text let it be written, or 0.

    A report that leaves its own year out names the year before most often. Another is of the latest year that it
    names with a month: what it plans has a year alone, and laws to come are in force from January.
    """
    named: Counter[int] = Counter()
    for point in said:
        named[point.year] += WEIGHT_WITH_MONTH if point.month else 1
    bare = sum(not point.year for point in said)
    del named[0]
    if not named:
        return 0
    often = max(year for year, times in named.items() if times >= SHARE_OF_MOST * max(named.values()))
    if bare > BARE_PER_DATED * sum(bool(point.year and point.month) for point in said):
        return often + 1
    dated = Counter(point.year for point in said if point.year and point.month not in {0, JANUARY})
    return max((year for year, times in dated.items() if times >= SHARE_OF_DATED * dated.total()), default=often)
