"""The treaty of the committee that speaks in a document, by what it speaks about and what its articles are about."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import cache

from pipeline.extract import symbols
from pipeline.extract.articles.citations import Grammar, Reference, grammar, known, treaty_name
from pipeline.extract.articles.kinds import called
from pipeline.extract.laws.instruments import fold
from pipeline.records import Mention, Unit

# The share of units, at least, that speak of the committee of a treaty or of its parties where it is the committee's:
# 0.12 in nearly all general comments, and in 8 of 162 reports to the Human Rights Council.
SHARE_OF_COMMITTEE = 0.12
# Times that a committee says what its treaty is about, at least, and how many times as often as what others are about.
# These are right for all but three of 136 general comments of nine committees, and for 29 of 29 recommendations.
LEAST_SAID, TIMES_SAID = 2, 1.5
# Times that a document names a treaty which is not its own one though it does not name that.
MOST_OTHER = 3
# What the articles that a committee names by number alone count, beside what it speaks of; how many of them there must
# be, as a few would be a guess; how often it says what it speaks of at most; and how far ahead of all others a treaty
# must be.
FITTING, LEAST_FITTING, MOST_SAID, AHEAD = 2.0, 4, 4, 0.25


def filed(units: Sequence[Unit]) -> str:
    """The treaty of the committee that the document of the units is filed under, by its running heads, or ""."""
    heads = (one for unit in units if unit.kind == "boilerplate" for one in symbols.find(unit.text))
    series = Counter(one.parts.get("series", "") for one in heads if one.system == "un")
    return next((symbols.treaties().get(name, "") for name, _ in series.most_common(1)), "")


def own_treaty(
    units: Sequence[Unit],
    laws: Mapping[int, Sequence[Mention]],
    found: Mapping[int, Sequence[Reference]],
    counts: Mapping[str, Counter[str]],
    filed_under: str,
) -> str:
    """The norm of the treaty of the committee that speaks in the units, or "".

    `counts` is how often the document names each treaty, by what that may be called for short; `filed_under` the treaty
    of the committee that the document is filed under, or "".
    """
    speaking = [unit for unit in units if _speaks(unit)]
    if not speaking or len(speaking) < SHARE_OF_COMMITTEE * len(units):
        return ""
    if filed_under:
        return filed_under
    code = speaking[0].language
    rules = grammar(code)
    text = "\n".join(unit.text for unit in units if unit.language == code)
    words = Counter(f"treaty:{fold(name)}" for name in rules.nameless.findall(text))
    word = max(words, key=lambda name: words[name], default="")
    said = Counter({own: len(about.findall(text)) for own, about in rules.subjects if may_be_own(own, word)})
    own = _most_said(said) if word else ""
    own = own or _fitting(said, [*_bare(units, laws, found, rules, code)], rules)
    named = counts.get(word, Counter[str]())
    return own if not own or named[own] or max(named.values(), default=0) <= MOST_OTHER else ""


def may_be_own(own: str, word: str) -> bool:
    """Whether a treaty may be what a committee calls its own one ("treaty:covenant"), which is "" where it does not."""
    return not word or word in called(own, "")


def _most_said(said: Counter[str]) -> str:
    (own, often), (_, second) = [*said.most_common(2), ("", 0), ("", 0)][:2]
    return own if often >= max(LEAST_SAID, TIMES_SAID * second) else ""


def _fitting(said: Counter[str], bare: Sequence[tuple[int, str]], rules: Grammar) -> str:
    """The treaty whose articles of the given numbers are about what is said beside them, and that is spoken of most."""
    if len(bare) < LEAST_FITTING:
        return ""
    most = max(MOST_SAID, *said.values()) if said else MOST_SAID
    scores: dict[str, float] = {}
    for own, articles in rules.provisions.items():
        if (
            own not in said
            or max(number for number, _ in bare) > max(articles)
            or not (said[own] or own in rules.general)
        ):
            continue
        fit = sum(number in articles and _about(articles[number]).search(text) is not None for number, text in bare)
        scores[own] = FITTING * fit / len(bare) + said[own] / most
    (own, score), (_, second) = [*Counter(scores).most_common(2), ("", 0.0), ("", 0.0)][:2]
    return own if score - second >= AHEAD else ""


@cache
def _about(pattern: str) -> re.Pattern[str]:
    """What an article is about; compiled where a text names it."""
    return re.compile(pattern, re.IGNORECASE)


def _bare(
    units: Sequence[Unit],
    laws: Mapping[int, Sequence[Mention]],
    found: Mapping[int, Sequence[Reference]],
    rules: Grammar,
    code: str,
) -> Iterator[tuple[int, str]]:
    """The numbers of the articles in brackets, or of what is called by its kind alone, each with its unit's text."""
    for unit in units:
        for one in found.get(unit.order, ()) if unit.language == code else ():
            if unit.text[one.start - 1 : one.start] == "(" or treaty_name(unit.text, one, code):
                if one.loose or _has_law(unit.text, one, laws.get(unit.order, ()), rules):
                    continue
                for _, _, norm in one.parts:
                    for number in norm.split(".")[0].split("-"):
                        if number.isdecimal():
                            yield int(number), unit.text


def _has_law(text: str, one: Reference, laws: Sequence[Mention], rules: Grammar) -> bool:
    """Whether a law is named right beside a reference."""
    return any(
        (law.start >= one.end and rules.forward.fullmatch(text, one.end, law.start))
        or (law.end <= one.start and rules.behind.fullmatch(text, law.end, one.start))
        for law in laws
    )


def _speaks(unit: Unit) -> bool:
    """Whether a unit speaks as the committee of a treaty does, of itself or of the treaty's parties."""
    if not known(unit.language):
        return False
    rules = grammar(unit.language)
    for need in rules.treaty_body_needs:
        if need in unit.text:
            return rules.treaty_body.search(unit.text) is not None
    return False
