"""What a report says of a state and a treaty: ratified, signed, acceded to or not, reserved, and in what year."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from pipeline import languages
from pipeline.extract import countries
from pipeline.extract.laws.instruments import is_registered
from pipeline.extract.laws.tally import BINDING, kind
from pipeline.records import Mention, Unit

# Where a sentence, or a part of one with a verb of its own, ends.
END = re.compile(r"(?<=;)\s+|(?<=[.!?])\s+(?=[^\W\d_a-zåäöéа-я]|[(“«])")
BRACKETS = re.compile(r"\([^()]*\)")
# Characters from a treaty to words behind it that speak of it and of nothing between.
BESIDE = 40
# Characters of a sentence; what is longer is a table or a list without marks.
LONGEST_SENTENCE = 3000
# Characters between words behind a treaty that speak of it as well: "was signed in 2010, has not been ratified".
NEXT = 25
NOT_DONE = "not_"
# What a state may have done of what it has not done wholly: "signed the CAT but has not ratified it".
SIGNED = "signed"
# What a state still is: the date since which it is so is its year.
LASTING = "party"
# Characters from a date to the words that it stands before: "in 2008 it ratified".
AHEAD = 15
# Characters from the words to a treaty of a list that they speak of.
FAR = 600
# What stands between words and their date, where the treaty comes behind both: "ratified in 1998 the CAT".
DATED = re.compile(r"\s(?:[^\W\d_]{1,4}\s){0,2}")


@dataclass(frozen=True, slots=True)
class Ratification:
    """One statement: the state's ISO code or "", the treaty's norm, the status, the year or "", and the sentence.

    `start` and `end` are those of the sentence in the text of the unit.
    """

    unit: int
    state: str
    norm: str
    status: str
    year: str
    start: int
    end: int
    sentence: str


@dataclass(frozen=True, slots=True)
class Said:
    """Words of a status at `[start, end)` of a sentence; `status` is "" where they only ask for it."""

    start: int
    end: int
    status: str


@cache
def patterns(code: str, side: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
    """The statuses that a language knows on one side of a treaty ("before", "behind"), with their patterns."""
    rows = languages.table(code, "ratifications").get(side, [])
    return tuple((row["status"], re.compile(rf"(?<!\w)(?:{row['pattern']})(?!\w)")) for row in rows)


@cache
def _together(code: str) -> re.Pattern[str] | None:
    """What stands between two statuses of one treaty: "signed in 2007 but not ratified"."""
    pattern = languages.table(code, "ratifications").get("together")
    return re.compile(pattern) if pattern else None


@cache
def _needs(code: str) -> tuple[str, ...]:
    return tuple(languages.table(code, "ratifications").get("needs", ()))


def find(units: Sequence[Unit], mentions: Iterable[Mention], report: str) -> Iterator[Ratification]:
    """What the units of one document say, in the order of the text.

    `mentions` are all of the document, in the order of the text; `report` is the code of the country that it is about,
    or "".
    """
    treaties: dict[int, list[Mention]] = {}
    dates: dict[int, list[Mention]] = {}
    for one in mentions:
        if one.type == "law" and is_treaty(one.norm, one.text):
            treaties.setdefault(one.unit, []).append(one)
        elif one.type == "date" and one.date_start:
            dates.setdefault(one.unit, []).append(one)
    for unit in units:
        if unit.order not in treaties:
            continue
        lower = unit.text.lower()
        if any(need in lower for need in _needs(unit.language)):
            yield from _in_unit(unit, treaties[unit.order], dates.get(unit.order, []), report)


def is_treaty(norm: str, name: str) -> bool:
    """Whether an instrument, by its norm and its name, binds the states that join it: no principles, no declaration."""
    between_states = norm.startswith(("treaty:", "ILO-")) or is_registered(norm)
    return between_states and kind(norm, name) in BINDING


def said(sentence: str, code: str, side: str) -> list[Said]:
    """The words of a status in a sentence that stand before ("before") or behind ("behind") a treaty, in order.

    Of those that overlap, the first in the language's file.
    """
    found: list[Said] = []
    for status, pattern in patterns(code, side):
        for match in pattern.finditer(sentence):
            if not any(one.start < match.end() and match.start() < one.end for one in found):
                found.append(Said(match.start(), match.end(), status))
    return sorted(found, key=lambda one: one.start)


def _sentences(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for gap in END.finditer(text):
        yield start, gap.start()
        start = gap.end()
    yield start, len(text)


def _in_unit(unit: Unit, treaties: Sequence[Mention], dates: Sequence[Mention], report: str) -> Iterator[Ratification]:
    for start, end in _sentences(unit.text):
        here = [one for one in _between(treaties, start, end) if one.end <= end]
        if not here or end - start > LONGEST_SENTENCE:
            continue
        sentence = unit.text[start:end]
        before, behind = said(sentence, unit.language, "before"), said(sentence, unit.language, "behind")
        if not (before or behind):
            continue
        named = [
            one
            for one in countries.named(BRACKETS.sub(lambda found: " " * len(found[0]), sentence), unit.language)
            if not any(law.start - start <= one.start < law.end - start for law in here)
        ]
        near = _between(dates, start, end)
        aside, since = (_ahead(unit.language, name) for name in ("aside", "since"))
        deeds = [one for one in near if not _stands(aside, unit.text, one.start)]
        begun = [one for one in near if _stands(since, unit.text, one.start)]
        told: set[tuple[str, str]] = set()
        for law in here:
            for words in _of(sentence, unit.language, law.start - start, law.end - start, before, behind):
                if not words.status or (law.norm, words.status) in told:
                    continue
                told.add((law.norm, words.status))
                state = next((one.country for one in reversed(named) if one.end <= words.end), report)
                own = sorted([*deeds, *_lasting(unit, words, begun, start)], key=lambda one: one.start)
                year = _year(unit, words, law, start, own, sorted([*before, *behind], key=lambda one: one.start))
                yield Ratification(unit.order, state, law.norm, words.status, year, start, end, sentence)


def _between(mentions: Sequence[Mention], start: int, end: int) -> Sequence[Mention]:
    """The mentions of a unit, which are in order, that begin in `[start, end)` of its text."""
    first = bisect_left(mentions, start, key=lambda one: one.start)
    return mentions[first : bisect_left(mentions, end, first, key=lambda one: one.start)]


@cache
def _ahead(code: str, name: str) -> re.Pattern[str] | None:
    """What stands before a date that is none of a deed ("aside"), or that a state is a party from ("since")."""
    pattern = languages.table(code, "ratifications").get(name)
    return re.compile(rf"(?<!\w)(?:{pattern})\Z") if pattern else None


def _stands(pattern: re.Pattern[str] | None, text: str, end: int) -> bool:
    return bool(pattern and pattern.search(text, max(0, end - AHEAD), end))


def _lasting(unit: Unit, words: Said, since: Sequence[Mention], start: int) -> Iterator[Mention]:
    """Of the dates since which something is so, those of a status that lasts: in or behind its words, or that open.

    `start` is where the sentence begins.
    """
    if words.status == LASTING:
        for one in since:
            if words.start <= one.start - start or _opens(unit, one, start):
                yield one


def _opens(unit: Unit, date: Mention, start: int) -> bool:
    pattern = _ahead(unit.language, "since")
    return bool(date.start - start <= AHEAD and pattern and pattern.match(unit.text, start, date.start))


def _of(
    sentence: str, code: str, start: int, end: int, before: Sequence[Said], behind: Sequence[Said]
) -> Iterator[Said]:
    """The words that speak of a treaty at `[start, end)`: those close behind it, else before it, else behind it."""
    together = _together(code)
    ahead = next((one for one in reversed(before) if one.end <= start and start - one.end <= FAR), None)
    after = next((one for one in behind if end <= one.start <= end + FAR), None)
    if after and (ahead is None or after.start - end <= BESIDE):
        if ahead and ahead.status == SIGNED and after.status.startswith(NOT_DONE):
            yield ahead
        yield after
        place = behind.index(after) + 1
        if place < len(behind) and behind[place].start - after.end <= NEXT:
            yield behind[place]
    elif ahead:
        place = before.index(ahead)
        earlier = before[place - 1] if place and ahead.status.startswith(NOT_DONE) else None
        if earlier and together and together.fullmatch(sentence, earlier.end, ahead.start):
            yield earlier
        yield ahead


def _beside(
    unit: Unit, words: Said, law: Mention, start: int, dates: Sequence[Mention], others: Sequence[Said]
) -> Sequence[Mention]:
    """The dates from the words to their treaty, or right behind them, if the first is in the words or right behind."""
    end = start + words.end
    stop = next((start + one.start for one in others if one.start >= words.end), len(unit.text))
    stop = min(stop, law.start) if law.start >= end else stop
    between = [one for one in dates if start + words.start <= one.start and one.end <= stop]
    if not between or (between[0].start > end and not DATED.fullmatch(unit.text, end, between[0].start)):
        return ()
    return between if law.start >= end else between[:1]


def _year(unit: Unit, words: Said, law: Mention, start: int, dates: Sequence[Mention], others: Sequence[Said]) -> str:
    """The year of the date in the words or right behind them, else of the first one behind them and their treaty.

    Else of the last one before the words. A date right before other words is theirs; what was not done has none.
    """
    if words.status.startswith(NOT_DONE):
        return ""
    if beside := _beside(unit, words, law, start, dates, others):
        return beside[-1].date_start[:4]
    low = max((one.end for one in others if one.end <= words.start), default=0)
    later = next((one for one in others if one.start >= max(words.end, law.end - start)), None)
    high = later.start if later else len(unit.text)
    dateless = later is None or later.status.startswith(NOT_DONE)
    joint = languages.table(unit.language, "laws").get("joint")
    for one in dates:
        end = one.end - start
        theirs = not dateless and high - end <= AHEAD and not (joint and re.match(joint, unit.text[one.end :]))
        behind = max(words.end, law.end - start) if words.start < law.start - start else words.end
        if behind <= one.start - start and end <= high and not theirs:
            return one.date_start[:4]
    earlier = [one for one in dates if low <= one.start - start and one.end - start <= words.start]
    return earlier[-1].date_start[:4] if earlier else ""
