"""What a report says of a state and a treaty: ratified, signed, acceded to or not, reserved, and in what year."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from pipeline import languages
from pipeline.extract import countries
from pipeline.extract.laws.instruments import is_registered
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
# Characters from a date to the words that it stands before: "in 2008 it ratified".
AHEAD = 15
# Characters from the words to a treaty of a list that they speak of.
FAR = 600


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
def _needs(code: str) -> tuple[str, ...]:
    return tuple(languages.table(code, "ratifications").get("needs", ()))


def find(units: Sequence[Unit], mentions: Iterable[Mention], report: str) -> Iterator[Ratification]:
    """What the units of one document say, in the order of the text.

    `mentions` are all of the document; `report` is the code of the country that it is about, or "".
    """
    treaties: dict[int, list[Mention]] = {}
    dates: dict[int, list[Mention]] = {}
    for one in mentions:
        if one.type == "law" and is_treaty(one.norm):
            treaties.setdefault(one.unit, []).append(one)
        elif one.type == "date" and one.date_start:
            dates.setdefault(one.unit, []).append(one)
    for unit in units:
        if unit.order not in treaties:
            continue
        lower = unit.text.lower()
        if any(need in lower for need in _needs(unit.language)):
            yield from _in_unit(unit, treaties[unit.order], dates.get(unit.order, []), report)


def is_treaty(norm: str) -> bool:
    """Whether a norm is one of an instrument between states."""
    return norm.startswith(("treaty:", "ILO-")) or is_registered(norm)


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
        here = [one for one in treaties if start <= one.start and one.end <= end]
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
        near = [one for one in dates if start <= one.start < end and not _aside(unit.text, one.start, unit.language)]
        told: set[tuple[str, str]] = set()
        for law in here:
            for words in _of(law.start - start, law.end - start, before, behind):
                if not words.status or (law.norm, words.status) in told:
                    continue
                told.add((law.norm, words.status))
                state = next((one.country for one in reversed(named) if one.end <= words.end), report)
                year = _year(unit, words, law, start, near, sorted([*before, *behind], key=lambda one: one.start))
                yield Ratification(unit.order, state, law.norm, words.status, year, start, end, sentence)


def _aside(text: str, start: int, code: str) -> bool:
    """Whether a date is one since which, or until which, something is so."""
    pattern = languages.table(code, "ratifications").get("aside")
    return bool(pattern and re.search(rf"(?:{pattern})\Z", text[max(0, start - AHEAD) : start]))


def _of(start: int, end: int, before: Sequence[Said], behind: Sequence[Said]) -> Iterator[Said]:
    """The words that speak of a treaty at `[start, end)`: those close behind it, else before it, else behind it."""
    ahead = next((one for one in reversed(before) if one.end <= start and start - one.end <= FAR), None)
    after = next((one for one in behind if end <= one.start <= end + FAR), None)
    if after and (ahead is None or after.start - end <= BESIDE):
        yield after
        place = behind.index(after) + 1
        if place < len(behind) and behind[place].start - after.end <= NEXT:
            yield behind[place]
    elif ahead:
        yield ahead


def _year(unit: Unit, words: Said, law: Mention, start: int, dates: Sequence[Mention], others: Sequence[Said]) -> str:
    """The year of the first date behind the words and their treaty, else of the last one before the words.

    A date right before other words is theirs; what was not done has none.
    """
    if words.status.startswith(NOT_DONE):
        return ""
    low = max((one.end for one in others if one.end <= words.start), default=0)
    high = min((one.start for one in others if one.start >= max(words.end, law.end - start)), default=len(unit.text))
    joint = languages.table(unit.language, "laws").get("joint")
    for one in dates:
        end = one.end - start
        theirs = high - end <= AHEAD and not (joint and re.match(joint, unit.text[one.end :]))
        behind = max(words.end, law.end - start) if words.start < law.start - start else words.end
        if behind <= one.start - start and end <= high and not (theirs and high < len(unit.text)):
            return one.date_start[:4]
    earlier = [one for one in dates if low <= one.start - start and one.end - start <= words.start]
    return earlier[-1].date_start[:4] if earlier else ""
