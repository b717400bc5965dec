"""Find the dates of a document: days, months, seasons, years, decades and ranges, each with its EDTF and its days."""

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from pipeline import languages
from pipeline.extract.dates.edtf import Period, Point, in_year, months, ordered
from pipeline.extract.dates.grammars import Expression, Grammar, grammar
from pipeline.records import Mention, Unit

KINDS = frozenset({"title", "heading", "paragraph", "list_item", "table", "note"})

# A report that leaves its own year out ("On June 9") hardly ever writes it beside a month; in one that writes it a bare
# month goes on in the year last named. Of the months that are in the own year if bare, under 0.2 have the year in
# 99 % of 1,581 US country reports and 97 % of 677 of Amnesty International, 0.3 or more in 38 of 44 of the UN.
OWN_YEAR_WRITTEN = 0.25
# Bare dates that show it; where there are fewer, a year that the text itself names goes before.
LEAST_BARE = 3


@dataclass(frozen=True, slots=True)
class Year:
    """What gives a bare date its year: the reporting year (0: unknown), and whether the document leaves that out.

    `latest` is the latest year that the document names with a month, or 0; a later one alone is that of a plan.
    """

    reported: int
    left_out: bool
    latest: int


def find(units: Sequence[Unit], year: int, taken: Mapping[int, Sequence[tuple[int, int]]]) -> list[Mention]:
    """The date mentions of one document, in the order of its units.

    `year` is the reporting year, 0 where unknown. `taken` holds, by `Unit.order`, the spans of `Unit.text` that laws
    hold, in order and none within another: a year in the name of a law is no date. Units in a language without a file
    have none.
    """
    known = frozenset(languages.having("dates"))
    found = [
        (unit, expressions(unit.text, grammar(unit.language), taken.get(unit.order, ())))
        for unit in units
        if unit.kind in KINDS and unit.language in known
    ]
    every = [expression for _, row in found for expression in row]
    latest = max((one.period.last.year for one in every if one.period.last.month), default=0)
    source = Year(year, leaves_out(year, every), latest)
    mentions: list[Mention] = []
    mentioned = 0
    for unit, row in found:
        if row:
            row = dated(unit.text, row, grammar(unit.language), source, mentioned)
            mentioned = next((last for one in reversed(row) if (last := spoken_of(one, source))), mentioned)
            mentions.extend(mention(unit, expression) for expression in row)
    return mentions


def mention(unit: Unit, expression: Expression) -> Mention:
    """The record of one expression."""
    start, end = expression.start, expression.end
    doc_start, doc_end = unit.source_span(start, end)
    norm = expression.period.edtf()
    first, last = expression.period.days()
    return Mention(
        unit.document, unit.order, "date", unit.text[start:end], start, end, doc_start, doc_end, norm, "", first, last
    )


def expressions(text: str, rules: Grammar, taken: Sequence[tuple[int, int]]) -> list[Expression]:
    """Date expressions of a text outside the taken spans: what lists share filled in, ranges made one."""
    free = [expression for expression in rules.expressions(text) if not overlaps(expression, taken)]
    return list(joined(text, shared(text, free, rules), rules))


def overlaps(expression: Expression, taken: Sequence[tuple[int, int]]) -> bool:
    """Whether an expression shares a character with one of the spans, which are in order and none within another."""
    place = bisect_left(taken, expression.end, key=lambda span: span[0])
    return place > 0 and expression.start < taken[place - 1][1]


def shared(text: str, row: list[Expression], rules: Grammar) -> list[Expression]:
    """Expressions with the month or year that a neighbour in the same list or range says for them."""
    row = row.copy()
    for at in range(len(row) - 2, -1, -1):
        gap = text[row[at].end : row[at + 1].start]
        period, following = row[at].period, row[at + 1].period.first
        if rules.to.fullmatch(gap):
            row[at] = replace(row[at], period=before(period, following))
        elif rules.listing.fullmatch(gap):
            row[at] = replace(row[at], period=beside(period, following))
    for at in range(1, len(row)):
        if lacks_month(row[at].period):
            row[at] = replace(row[at], period=beside(row[at].period, row[at - 1].period.last))
    return [expression for expression in row if not lacks_month(expression.period)]


def lacks_month(period: Period) -> bool:
    """Whether a period is a day without its month."""
    return bool(period.first.day and not period.first.month)


def lacks_year(period: Period) -> bool:
    """Whether a period names months, seasons or weeks, and no year at either end."""
    point = period.first
    return bool(point.month or point.season or point.week) and not point.year and not period.last.year


def beside(period: Period, other: Point) -> Period:
    """A period of a list, with the month and year that another point of the list says for both."""
    if lacks_month(period):
        first = replace(period.first, year=other.year, month=other.month)
        last = replace(period.last, year=other.year, month=other.month)
        return Period(first, last) if first.valid and last.valid else period
    return in_year(period, other.year) if lacks_year(period) and other.year else period


def before(period: Period, other: Point) -> Period:
    """The beginning of a range, with the month and year that its end says for both."""
    if lacks_year(period) and other.year and months(other) < months(period.first):
        return in_year(period, other.year - 1)
    return beside(period, other)


def joined(text: str, row: list[Expression], rules: Grammar) -> Iterator[Expression]:
    """Expressions, with two that the language's range words join made one."""
    previous: Expression | None = None
    for expression in row:
        if previous is None:
            previous = expression
            continue
        period = Period(previous.period.first, expression.period.last)
        single = previous.period.first == previous.period.last and expression.period.first == expression.period.last
        if single and rules.to.fullmatch(text[previous.end : expression.start]) and ordered(in_year(period, 0)):
            previous = Expression(previous.start, expression.end, period)
        else:
            yield previous
            previous = expression
    if previous is not None:
        yield previous


def leaves_out(year: int, row: Sequence[Expression]) -> bool:
    """Whether a document leaves its reporting year out beside a month."""
    years = [expression.period.first.year for expression in row if expression.period.first.month]
    bare, own = years.count(0), years.count(year)
    return bool(year) and bare >= LEAST_BARE and own <= OWN_YEAR_WRITTEN * (bare + own)


def dated(text: str, row: list[Expression], rules: Grammar, source: Year, mentioned: int) -> list[Expression]:
    """Expressions of one text, each with its year as far as the text, the document or `mentioned` gives one."""
    done: list[Expression] = []
    here = 0
    for expression in row:
        period = expression.period
        if not period.complete:
            context = source.reported if source.left_out else here or source.reported or mentioned
            year = phrased(text, expression.end, rules, source.reported, here or mentioned) or context
            period = in_year(period, year)
        if period.first.week:
            # A year that has no such week, or none that is known.
            continue
        if period.last.month and period.last.year:
            here = period.last.year
        done.append(replace(expression, period=period))
        mentioned = spoken_of(done[-1], source) or mentioned
    return done


def spoken_of(expression: Expression, source: Year) -> int:
    """The year that an expression leaves in mind, 0 where it has none or names a plan ("the 2030 Agenda")."""
    last = expression.period.last
    return last.year if last.month or not source.latest or last.year <= source.latest + 1 else 0


def phrased(text: str, end: int, rules: Grammar, reported: int, mentioned: int) -> int:
    """The year that a phrase right after an expression gives it ("that year", "of last year"), or 0."""
    for table, year in ((rules.from_mentioned, mentioned), (rules.from_reported, reported)):
        for phrase, years in table:
            if year and phrase.match(text, end):
                return year + years
    return 0
