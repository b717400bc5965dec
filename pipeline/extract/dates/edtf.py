"""Calendar times: what a date says, its EDTF (ISO 8601-2), and the days that it covers."""

from calendar import isleap, monthrange
from dataclasses import dataclass, replace
from datetime import date, timedelta

# First month of each EDTF season (21 spring … 24 winter). EDTF leaves the months open; these are the meteorological
# seasons of the north, and a winter belongs to the year in which its December lies.
SEASON_STARTS = {21: 3, 22: 6, 23: 9, 24: 12}
SEASON_MONTHS = 3
# The last year whose century ends within the years that dates can have here.
LAST_YEAR = 9899

# EDTF digits of a year that are unspecified, and the years that it then covers.
SPANS = {0: 1, 1: 10, 2: 100}


@dataclass(frozen=True, slots=True)
class Point:
    """A year, season, month, day or ISO week; 0 for what is not said.

    `vague` counts the last digits of the year that are left open: 1 for a decade, 2 for a century. EDTF has no weeks:
    one is its days as soon as its year is known.
    """

    year: int = 0
    month: int = 0
    day: int = 0
    season: int = 0
    vague: int = 0
    week: int = 0

    @property
    def valid(self) -> bool:
        """Whether the calendar has such a time (29 February where the year is unknown or leap)."""
        if not 0 <= self.year <= LAST_YEAR:
            return False
        if not (self.day and self.month):
            return self.month <= 12 and self.day <= 31
        leap = not self.year or isleap(self.year)
        return self.month <= 12 and self.day <= monthrange(2000 if leap else 2001, self.month)[1]


@dataclass(frozen=True, slots=True)
class Period:
    """A calendar time from the beginning of `first` to the end of `last`; the same point twice where it is one."""

    first: Point
    last: Point

    @property
    def complete(self) -> bool:
        """Whether both ends know their year."""
        return bool(self.first.year and self.last.year)

    def edtf(self) -> str:
        """EDTF of the period: "2019-06", "194X", "2018-06/2019-05-31"; XXXX for a year that nothing gives."""
        first, last = written(self.first), written(self.last)
        return first if first == last else f"{first}/{last}"

    def days(self) -> tuple[str, str]:
        """First and last ISO day covered; two empty strings where the year is unknown."""
        if not self.complete:
            return "", ""
        return start_day(self.first).isoformat(), end_day(self.last).isoformat()


def written(point: Point) -> str:
    """EDTF of one point."""
    digits = f"{point.year:04d}" if point.year else "XXXX"
    year = digits[: 4 - point.vague] + "X" * point.vague
    if point.season:
        return f"{year}-{point.season}"
    return "-".join([year, *(f"{part:02d}" for part in (point.month, point.day) if part)])


def start_day(point: Point) -> date:
    """First day of a point with a year."""
    first = point.year - point.year % SPANS[point.vague]
    return date(first, SEASON_STARTS.get(point.season) or point.month or 1, point.day or 1)


def end_day(point: Point) -> date:
    """Last day of a point with a year."""
    if point.day:
        return start_day(point)
    start = start_day(point)
    if point.season or point.month:
        month = start.month + (SEASON_MONTHS if point.season else 1)
        after = date(start.year + (month > 12), (month - 1) % 12 + 1, 1)
    else:
        after = date(start.year + SPANS[point.vague], 1, 1)
    return after - timedelta(days=1)


def in_year(period: Period, year: int) -> Period:
    """The period with `year` for the ends that lack one; a period that turns the year began in the year before.

    Weeks become days. Unchanged where that year has no such day (29 February) or week (the 53rd).
    """
    first, last = period.first, period.last
    if not last.year:
        last = replace(last, year=first.year or year)
        if first.year and months(last) < months(first):
            last = replace(last, year=last.year + 1)
    if not first.year:
        first = replace(first, year=last.year)
        if last.year and months(last) < months(first):
            first = replace(first, year=last.year - 1)
    if first.week and first.year:
        return weeks(Period(first, last)) or period
    return Period(first, last) if first.valid and last.valid else period


def weeks(period: Period) -> Period | None:
    """The days of the ISO weeks from the first to the last of a period, or None where a year has no such week."""
    first, last = period.first, period.last
    try:
        days = date.fromisocalendar(first.year, first.week, 1), date.fromisocalendar(last.year, last.week, 7)
    except ValueError:
        return None
    return Period(*(Point(day.year, day.month, day.day) for day in days))


def months(point: Point) -> tuple[int, int]:
    """Month and day at which a point begins within its year, to order points of one year."""
    return SEASON_STARTS.get(point.season) or point.month, point.day


def ordered(period: Period) -> bool:
    """Whether a period does not end before it begins, as far as its years are known."""
    first, last = period.first, period.last
    if first.year and last.year:
        return start_day(first) <= end_day(last)
    return True
