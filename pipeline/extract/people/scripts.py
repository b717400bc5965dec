"""Names in other scripts than the Latin one: found by the names in Latin letters that the same document has.

A name in brackets behind the Latin one ("Ana Berg (Ана Берг)") has to be like it; elsewhere every word has to be.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz.fuzz import ratio

from pipeline.extract.people.names import HYPHEN, PIECE, fold, in_latin, initial, latin, unvowelled, words
from pipeline.records import Mention, Unit

# Likeness, 0..100, that a name takes in brackets behind the Latin one and elsewhere, and a surname alone to another
# form of it: an ending of two letters for a case.
BESIDE, ELSEWHERE, SURNAME = 55, 80, 80
# Words that a name may have more than in Latin letters: a father's name.
MORE = 1
# Consonants that a name needs where vowels are left out, to be found elsewhere than behind the Latin one.
CONSONANTS = 5
# Letters of a surname that is looked for alone.
SHORTEST = 4
# What stands between a name and its form in another script: "(Russian: ", " (".
OPENING = re.compile(r" ?\((?:\w{2,20}(?: \w{2,20})?: ?)?")
# What may stand between the words of one name, and behind an initial of so many letters.
GAP, AFTER_INITIAL, INITIAL = re.compile(r" "), re.compile(r"\. ?"), 2
# Letters that say nothing where vowels are left out, and those that such scripts do not tell apart.
VAGUE = str.maketrans(dict.fromkeys("aeiouvwyh", "") | {"c": "k", "q": "k", "j": "g", "p": "b"})
TWICE = re.compile(r"(.)\1+")


@dataclass(frozen=True, slots=True)
class Run:
    """Words of another script that stand together: the characters `[start, end)` of each, their folded letters, and
    whether they begin with a capital, which not every script has."""

    unit: Unit
    spans: tuple[tuple[int, int], ...]
    folded: tuple[str, ...]
    capital: tuple[bool, ...]


def with_scripts(units: Iterable[Unit], mentions: Sequence[Mention]) -> list[Mention]:
    """The mentions of one document and those in other scripts of whom they name, in order.

    One that was taken for another person's name is given to who has it.
    """
    runs = [run for unit in units if not in_latin(unit.text) for run in _runs(unit)]
    if not runs:
        return list(mentions)
    names = sorted({one.norm for one in mentions if in_latin(one.norm) and len(_whole(one.norm)) > 1})
    found = dict(_beside(runs, mentions))
    others = [run for run in runs if (run, 0, len(run.spans)) not in found]
    found |= dict(_elsewhere(others, names))
    made = [_mention(place, norm) for place, norm in (*found.items(), *_surnames(runs, found))]
    kept = [one for one in mentions if not any(_overlap(one, other) for other in made)]
    return sorted([*kept, *made], key=lambda one: (one.unit, one.start))


def _runs(unit: Unit) -> Iterator[Run]:
    run: list[tuple[int, int]] = []
    for match in PIECE.finditer(unit.text):
        gap = unit.text[run[-1][1] : match.start()] if run else ""
        foreign = not in_latin(match[0])
        joined = GAP.fullmatch(gap) or HYPHEN.fullmatch(gap)
        if run and run[-1][1] - run[-1][0] <= INITIAL:
            joined = joined or AFTER_INITIAL.fullmatch(gap)
        if run and not (foreign and joined):
            yield _run(unit, run)
            run = []
        if foreign:
            run.append(match.span())
    if run:
        yield _run(unit, run)


def _run(unit: Unit, spans: Sequence[tuple[int, int]]) -> Run:
    pieces = [unit.text[start:end] for start, end in spans]
    return Run(unit, tuple(spans), tuple(map(fold, pieces)), tuple(piece[0].isupper() for piece in pieces))


# The words `[first, last)` of a run.
Place = tuple[Run, int, int]


def _beside(runs: Iterable[Run], mentions: Iterable[Mention]) -> Iterator[tuple[Place, str]]:
    """The names in brackets behind those in Latin letters, each with the person's name."""
    ending: dict[int, list[Mention]] = {}
    for one in mentions:
        if in_latin(one.norm):
            ending.setdefault(one.unit, []).append(one)
    for run in runs:
        for one in ending.get(run.unit.order, ()):
            start = run.spans[0][0]
            if one.end >= start or not OPENING.fullmatch(run.unit.text, one.end, start):
                continue
            if any(_likeness([*map(fold, _whole(name))], run.folded, BESIDE) for name in (one.text, one.norm)):
                yield (run, 0, len(run.spans)), one.norm


def _elsewhere(runs: Sequence[Run], names: Sequence[str]) -> Iterator[tuple[Place, str]]:
    """The words that are a full name in another script, each with the person's name: the likest, then the longest."""
    parts = {name: [fold(part) for part in _whole(name)] for name in names}
    having: dict[str, list[str]] = {}
    for name in names:
        for part in {*parts[name], _skeleton("".join(parts[name]))[:1]}:
            having.setdefault(part, []).append(name)
    fitting = {piece: _fitting(piece, having) for run in runs for piece in run.folded}
    for run in runs:
        candidates = []
        for place, piece in enumerate(run.folded):
            for name in {name for part in fitting[piece] for name in having[part]}:
                for size in range(len(parts[name]) - MORE, len(parts[name]) + MORE + 1):
                    pieces = run.folded[place : place + size]
                    if not 1 < size == len(pieces) or len(set(run.capital[place : place + size])) > 1:
                        continue
                    if likeness := _likeness(parts[name], pieces, ELSEWHERE):
                        candidates.append((-likeness, -size, place, name))
        taken: set[int] = set()
        for _, size, place, name in sorted(candidates):
            if taken.isdisjoint(range(place, place - size)):
                taken.update(range(place, place - size))
                yield (run, place, place - size), name


def _fitting(piece: str, parts: Iterable[str]) -> list[str]:
    """Of the words of names, and of the first letters of those without vowels, what a word may be, or begin with."""
    if not unvowelled().isdisjoint(piece):
        return [part for part in parts if part == _skeleton(latin(piece))[:1]]
    return [part for part in parts if ratio(part, latin(piece)) >= ELSEWHERE]


def _surnames(runs: Iterable[Run], found: Mapping[Place, str]) -> Iterator[tuple[Place, str]]:
    """The surnames alone of those whose full names are found, where they are one person's."""
    bearers: dict[str, set[str]] = {}
    for (run, first, last), name in found.items():
        surname = fold(_whole(name)[-1])
        likeliest = max(run.folded[first:last], key=lambda piece: (ratio(latin(piece), surname), piece))
        if unvowelled().isdisjoint(likeliest) and len(likeliest) >= SHORTEST:
            bearers.setdefault(likeliest, set()).add(name)
    taken = {(run, place) for run, first, last in found for place in range(first, last)}
    for run in runs:
        for place, piece in enumerate(run.folded):
            if (run, place) in taken or not run.capital[place]:
                continue
            alike = (names for known, names in bearers.items() if ratio(latin(known), latin(piece)) >= SURNAME)
            called = {name for names in alike for name in names}
            if len(called) == 1:
                yield (run, place, place + 1), called.pop()


def _whole(name: str) -> list[str]:
    """The words of a name that are no initials, hyphens parting them."""
    return [part for word in words(name) if not initial(word) for part in HYPHEN.split(word) if fold(part)]


def _likeness(parts: Sequence[str], pieces: Sequence[str], least: int) -> float:
    """How like a name, as folded words, words of another script are, 0..100; 0 where they are too little like it."""
    # Initials alone say nothing.
    if not parts:
        return 0
    if any(not unvowelled().isdisjoint(piece) for piece in pieces):
        one, other = _skeleton("".join(parts)), _skeleton("".join(map(latin, pieces)))
        short = len(other) < CONSONANTS if least == ELSEWHERE else not other
        return 0 if short else ratio(one, other, score_cutoff=least)
    if not len(parts) <= len(pieces) <= len(parts) + MORE:
        return 0
    left = [latin(piece) for piece in pieces]
    for part in parts:
        likest = max(left, key=lambda piece: ratio(part, piece))
        if ratio(part, likest) < least:
            return 0
        left.remove(likest)
    return 100


def _skeleton(letters: str) -> str:
    """What is left of a name where vowels are left out."""
    return TWICE.sub(r"\1", letters.translate(VAGUE))


def _mention(place: Place, norm: str) -> Mention:
    run, first, last = place
    unit, start, end = run.unit, run.spans[first][0], run.spans[last - 1][1]
    doc_start, doc_end = unit.source_span(start, end)
    text = unit.text[start:end]
    return Mention(unit.document, unit.order, "person", text, start, end, doc_start, doc_end, norm, "", "", "")


def _overlap(one: Mention, other: Mention) -> bool:
    return one.unit == other.unit and one.start < other.end and other.start < one.end
