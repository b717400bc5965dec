"""The date grammar of a language, compiled from its TOML: the expressions of one text, before years are filled in.

A pattern of the grammar is a regular expression in which `{name}` stands for a word list of the language or for one
of NUMBERS, and a space for any one blank. Its named groups say what it finds: `year`, `month`, `day`, `season`, `week`,
`decade`, `century` (any of its years) or `nth_century`; `to_year`, `to_month`, `to_day`, `to_week` for the end of a
range (`next_year` where only the year after will do; a season with it is one that turns the year); `half`, `quarter`,
`first_months`, `last_months` for parts of a year.
`after` and `not_after` say what must, or must not, stand right before it; `means` is the year of a name without one.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from pipeline import languages
from pipeline.extract.dates.edtf import Period, Point, in_year, ordered

NUMBERS = {
    # A report names no year outside these; other numbers of four digits are counts.
    "year": r"(?:1[7-9]|20)\d\d",
    "decade": r"(?:1[7-9]|20)\d0",
    "century": r"1[0-9]00",
    "day": r"(?:3[01]|[12]\d|0?[1-9])(?!\d)",
    "month_number": r"(?:1[0-2]|0?[1-9])(?!\d)",
    "week_number": r"(?:5[0-3]|[1-4]\d|0?[1-9])(?!\d)",
    "dash": r"[-‐‑‒–—−]",
    "apostrophe": r"['’]",
}
# Characters before an expression that its `after`, `not_after` and lead words may look at.
REACH = 48
WORD = re.compile(r"\w+")
PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")
# What a space in a pattern stands for.
BLANK = r"\s"
# A range whose end leaves the century out covers no more years; what seems to is a number ("statute book 2013-63").
LONGEST_SHORT = 30
# How many digits each kind of number begins with, to try a pattern only where it can begin.
WIDTHS = {"year": (4,), "decade": (4,), "century": (4,), "day": (1, 2), "month_number": (1, 2)}
# A number that goes on to the left or right of the expression: a document symbol, a decimal, a longer number, a share.
# A point and a number of up to three digits before a blank is a note mark behind the end of a sentence.
GOES_ON_LEFT = re.compile(rf"(?:[\d_][-‐‑‒–—_]|/|\d[.,:]|[#=&?@+%]|\w\(|(?<!\w)\d{{1,3}}{BLANK})\Z")
GOES_ON_RIGHT = re.compile(rf"[,‐‑-]\d|\.\d(?!\d{{0,2}}(?:{BLANK}|\Z))|:\w|/|_|{BLANK}?%")
ADDRESS = re.compile(r"(?://|www\.)\S*\Z")


@dataclass(frozen=True, slots=True)
class Expression:
    """A date expression at `[start, end)` of a text, and what it says by itself."""

    start: int
    end: int
    period: Period


@dataclass(frozen=True, slots=True)
class Pattern:
    """One pattern of a grammar, compiled."""

    expression: re.Pattern[str]
    after: re.Pattern[str] | None
    not_after: re.Pattern[str] | None
    means: int


@dataclass(frozen=True, slots=True)
class Grammar:
    """How a language writes dates.

    `words` finds numbers and the words with the first letters of an opening. `openings` holds the patterns to try at
    a word, or at a number by its count of digits, in the order of the TOML; `values` what a word counts as. `lead`
    matches words before an expression that belong to it, `to` what joins two expressions to a range, `listing` what
    only lists them. `from_mentioned` and `from_reported` are phrases after an expression that say its year, by the
    number of years from the year last mentioned or from the reporting year. A time without a year comes every year
    where `repeated_before` ends at it or `repeated_behind` begins.
    """

    words: re.Pattern[str]
    openings: Mapping[str | int, tuple[Pattern, ...]]
    values: Mapping[str, int]
    lead: re.Pattern[str]
    to: re.Pattern[str]
    listing: re.Pattern[str]
    from_mentioned: tuple[tuple[re.Pattern[str], int], ...]
    from_reported: tuple[tuple[re.Pattern[str], int], ...]
    repeated_before: re.Pattern[str] | None
    repeated_behind: re.Pattern[str] | None

    def expressions(self, text: str) -> list[Expression]:
        """Date expressions of a text from left to right, none overlapping another."""
        found: list[Expression] = []
        end = 0
        for word in self.words.finditer(text):
            token, start = word.group(), word.start()
            patterns = self.openings.get(digits(token) if token[0].isdecimal() else token)
            if patterns and start >= end:
                expression = self.expression(text, start, end, patterns)
                if expression:
                    found.append(expression)
                    end = expression.end
        return found

    def expression(self, text: str, start: int, floor: int, patterns: Iterable[Pattern]) -> Expression | None:
        """The expression that one of the patterns finds at `start`, with its lead words from `floor` on."""
        before = text[max(0, start - REACH) : start]
        if text[start].isdecimal() and goes_on_left(before) and not (floor and self.to.fullmatch(text, floor, start)):
            return None
        for pattern in patterns:
            match = pattern.expression.match(text, start)
            if not match:
                continue
            end = match.end()
            if not any(map(str.isalpha, match.group())) and GOES_ON_RIGHT.match(text, end):
                continue
            if pattern.after and not pattern.after.search(before):
                continue
            if pattern.not_after and pattern.not_after.search(before):
                continue
            period = self.period(match.groupdict(), pattern.means)
            if period is None:
                continue
            if not period.first.year and self.repeated(before, text, end):
                return None
            lead = self.lead.search(text, max(floor, start - REACH), start)
            return Expression(lead.start() if lead else start, end, period)
        return None

    def repeated(self, before: str, text: str, end: int) -> bool:
        """Whether what stands between `before` and the position `end` of a text is said to be so every year."""
        ahead, behind = self.repeated_before, self.repeated_behind
        return bool((ahead and ahead.search(before)) or (behind and behind.match(text, end)))

    def period(self, groups: Mapping[str, str | None], means: int) -> Period | None:
        """What the groups of a match say, or None where the calendar has no such time."""
        number = {name: self.value(text) for name, text in groups.items() if text}
        year = number.get("year", means)
        if "decade" in number:
            decade = number["decade"]
            first = last = Point(year=decade if decade >= 100 else 1900 + decade, vague=1)
        elif "century" in number or "nth_century" in number:
            first = last = Point(year=number.get("century") or (number["nth_century"] - 1) * 100, vague=2)
        elif part := months_of(number):
            first, last = Point(year=year, month=part[0]), Point(year=year, month=part[1])
        elif "week" in number:
            first, last = (Point(year, week=week) for week in (number["week"], number.get("to_week", number["week"])))
            period = in_year(Period(first, last), 0)
            return period if first.week <= last.week and not (year and period.first.week) else None
        else:
            first = Point(year, number.get("month", 0), number.get("day", 0), number.get("season", 0))
            last = ending(first, number)
        if not (first.valid and last.valid and ordered(Period(first, last))):
            return None
        if "next_year" in number and last.year != first.year + 1:
            return None
        if "next_year" in number and first.season:
            # The winter of 2018-19 is one, named by the year in which it begins.
            last = first
        if number.get("to_year", 100) < 100 and last.year - first.year > LONGEST_SHORT:
            return None
        return Period(first, last)

    def value(self, text: str) -> int:
        """What a number or a word of the language's lists counts as."""
        return int(text) if text.isdecimal() else self.values[" ".join(text.rstrip(".").casefold().split())]


def goes_on_left(before: str) -> bool:
    """Whether a number is the tail of something longer, of a symbol in capitals, or an amount of money."""
    stripped = before.rstrip(" \u00a0")
    money = bool(stripped) and unicodedata.category(stripped[-1]) == "Sc"
    symbol = before.endswith(("-", "‑")) and before[-2:-1].isupper()
    return money or symbol or bool(GOES_ON_LEFT.search(before) or ADDRESS.search(before))


def digits(token: str) -> int:
    """How many digits a word begins with."""
    return len(token) - len(token.lstrip("0123456789"))


def months_of(number: Mapping[str, int]) -> tuple[int, int] | None:
    """First and last month of a part of a year; a negative ordinal counts from the end."""
    for name, length in (("half", 6), ("quarter", 3)):
        if name in number:
            nth = number[name] if number[name] > 0 else 12 // length + 1 + number[name]
            return ((nth - 1) * length + 1, nth * length) if nth * length <= 12 else None
    if "first_months" in number:
        return (1, number["first_months"]) if 1 <= number["first_months"] <= 12 else None
    if "last_months" in number:
        return (13 - number["last_months"], 12) if 1 <= number["last_months"] <= 12 else None
    return None


def ending(first: Point, number: Mapping[str, int]) -> Point:
    """The last point of a range whose end repeats only what differs from its beginning."""
    year = number.get("to_year", number.get("next_year", 0))
    if year and year < 100:
        digits_left_out = 100 if year >= 10 or first.year % 100 < 10 else 10
        year += first.year // digits_left_out * digits_left_out
    if not (year or "to_month" in number or "to_day" in number):
        return first
    return Point(year or first.year, number.get("to_month", first.month), number.get("to_day", first.day), first.season)


@cache
def grammar(language: str) -> Grammar:
    """The date grammar of a language.

    Raises KeyError where the language has no file or a pattern names an unknown list, ValueError where a word has
    two values.
    """
    tables = languages.table(language, "dates")
    lists: dict[str, Iterable[str]] = tables["words"]
    values: dict[str, int] = {}
    for name, words in tables["words"].items():
        for word, value in words.items() if isinstance(words, dict) else ():
            if values.setdefault(word.casefold(), value) != value:
                raise ValueError(f"{language}: {word!r} in dates.words.{name} has another value elsewhere")
    names = NUMBERS | {name: alternatives(words) for name, words in lists.items()}
    openings: dict[str | int, list[Pattern]] = defaultdict(list)
    for row in tables["patterns"]:
        pattern = compiled(row, names)
        for key in keys(row["pattern"], lists):
            openings[key].append(pattern)
    return Grammar(
        words=beginnings(key for key in openings if isinstance(key, str)),
        openings={key: tuple(patterns) for key, patterns in openings.items()},
        values=values,
        lead=behind(tables["lead"], names),
        to=re.compile(filled(tables["to"], names)),
        listing=re.compile(filled(tables["list"], names)),
        from_mentioned=phrases(tables["from_mentioned"], names),
        from_reported=phrases(tables["from_reported"], names),
        repeated_before=behind(tables["repeated_before"], names) if "repeated_before" in tables else None,
        repeated_behind=re.compile(filled(tables["repeated_behind"], names)) if "repeated_behind" in tables else None,
    )


def compiled(row: Mapping[str, Any], names: Mapping[str, str]) -> Pattern:
    """A pattern from its row of the TOML."""
    return Pattern(
        re.compile(rf"(?:{filled(row['pattern'], names)})(?!\w)"),
        behind(row["after"], names) if "after" in row else None,
        behind(row["not_after"], names) if "not_after" in row else None,
        row.get("means", 0),
    )


def behind(pattern: str, names: Mapping[str, str]) -> re.Pattern[str]:
    """A pattern for what ends where an expression begins; it starts at the start of a word."""
    return re.compile(rf"(?<!\w)(?:{filled(pattern, names)})\Z")


def phrases(table: Mapping[str, int], names: Mapping[str, str]) -> tuple[tuple[re.Pattern[str], int], ...]:
    """Patterns of what follows an expression, with their values."""
    return tuple((re.compile(rf"(?:{filled(phrase, names)})(?!\w)"), years) for phrase, years in table.items())


def filled(pattern: str, names: Mapping[str, str]) -> str:
    """A pattern with its placeholders replaced; blanks stand for any blank."""
    return PLACEHOLDER.sub(lambda found: names[found.group(1)], pattern.replace(" ", BLANK))


def keys(pattern: str, lists: Mapping[str, Iterable[str]]) -> set[str | int]:
    """The words, and the counts of digits, with which a pattern can begin: by the names before its first blank."""
    names = PLACEHOLDER.findall(pattern.partition(" ")[0])
    words = {form for name in names for word in lists.get(name, ()) for form in forms(first_word(word))}
    widths = {width for name in names for width in WIDTHS.get(name, ())}
    return words | widths or set(range(1, 5))


def beginnings(words: Iterable[str]) -> re.Pattern[str]:
    """A pattern for numbers and for words with the same first two letters as one of `words`."""
    seconds: dict[str, set[str]] = defaultdict(set)
    for word in words:
        seconds[word[0]].add(word[1:2])
    firsts = re.escape("".join(sorted(seconds)))
    starts = "|".join(
        f"(?<={first})" + ("" if "" in second else f"[{''.join(sorted(second))}]")
        for first, second in sorted(seconds.items())
    )
    # What begins with a set of letters, and not with what must stand before them, is found several times as fast.
    return re.compile(rf"[\d{firsts}](?<!\w.)(?:(?<=\d)|{starts})\w*")


def alternatives(words: Iterable[str]) -> str:
    """A pattern for any word of a list, the longest first, as written, capitalised or in capitals."""
    every = {form for word in words for form in forms(word)}
    return "(?:" + "|".join(re.escape(form).replace(r"\ ", BLANK) for form in sorted(every, key=rank)) + ")"


def rank(word: str) -> tuple[int, str]:
    """Sort key: longer words first, so that no word hides one that it begins."""
    return -len(word), word


def forms(word: str) -> set[str]:
    """The ways in which a word can be capitalised."""
    return {word, word[:1].upper() + word[1:], word.upper()}


def first_word(phrase: str) -> str:
    """The first run of letters of a word or phrase."""
    match = WORD.match(phrase)
    return match.group() if match else phrase
