"""References to provisions of laws ("articles 121 and 122 of the Criminal Code"), each with its law."""

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from pipeline.extract.articles import usual
from pipeline.extract.articles.citations import (
    Grammar,
    Reference,
    called_by,
    grammar,
    keyword,
    known,
    number_norm,
    references,
    short_name,
    subparagraph,
)
from pipeline.extract.articles.home import Home, home_of
from pipeline.extract.articles.kinds import called, is_watched, kind_of, kinds_of, may_be
from pipeline.extract.laws import bodies, mention, protocols
from pipeline.extract.laws.instruments import fold, is_treaty
from pipeline.records import Mention, Unit

# Characters between a reference and the name of its law.
NEAR = 120
WORD = re.compile(r"[^\W\d_]+")
SENTENCE_END = re.compile(r"[.;:!?]\s")
# Laws that are named for an article whose law the text does not say, and those on each side of it that are looked at.
MOST_CANDIDATES, BESIDE = 5, 20
# Characters before a reference in which the text points at a part of itself: "see also".
POINTING = 20
# How often a document names the treaty that it calls "the Convention", though it named another one last.
LEAST_SPOKEN_OF = 3
# Units back in which a bare number still speaks of the law that references there spoke of.
BACK = 3


@dataclass(slots=True)
class Memory:
    """What the document has said.

    Its last law of each kind, how often it named each and which one most often, what it said that it calls "the
    Convention", the law of each number, that of each heading, those called rules or principles, the treaty of the last
    body that judges by one, and the law last referred to.
    """

    of_kind: dict[str, str] = field(default_factory=dict)
    counts: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    usual: dict[str, str] = field(default_factory=dict)
    introduced: dict[str, str] = field(default_factory=dict)
    of_number: dict[tuple[str, str], str] = field(default_factory=dict)
    of_heading: dict[str, str] = field(default_factory=dict)
    of_collection: dict[str, set[str]] = field(default_factory=dict)
    body: str = ""
    last: str = ""
    last_unit: int = 0


def find(units: Sequence[Unit], laws: Sequence[Mention], filed_under: str = "") -> list[Mention]:
    """The provisions that one document's units refer to, in the order of the text; `laws` are all its laws.

    `filed_under` is the treaty of the committee that the document is filed under, or "".
    """
    in_unit: dict[int, list[Mention]] = defaultdict(list)
    for law in laws:
        in_unit[law.unit].append(law)
    read = {
        unit.order: [*_references(unit, found, in_unit.get(unit.order, ()))]
        for unit in units
        if known(unit.language) and (found := references(unit.text, unit.language))
    }
    if not read:
        return []
    about = home_of(units, in_unit, read, filed_under)
    memory = Memory()
    mentions: list[Mention] = []
    last = max(place for place, unit in enumerate(units) if unit.order in read)
    for unit in units[: last + 1]:
        here = in_unit.get(unit.order, [])
        judging = bodies.find(unit.text, unit.language)
        memory.body = judging[-1] if judging else memory.body
        if unit.kind == "heading":
            _head(unit, {law.norm for law in here} or set(judging), memory)
        if here and known(unit.language):
            memory.introduced |= _introduced(unit, here)
            for law in here:
                _collect(law, grammar(unit.language), memory)
        if unit.order in read:
            mentions += _in_unit(unit, read[unit.order], here, judging, memory, about)
        for law in here:
            _remember(law, unit.language, memory)
    names = {
        (unit.order, start): name
        for unit in units
        for one in read.get(unit.order, ())
        if (name := short_name(unit.text, one, unit.language))
        for start, _, _ in one.parts
    }
    return [*usual.of_the_usual([*usual.of_the_next(mentions, names)], in_unit, names)]


def _introduced(unit: Unit, laws: Sequence[Mention]) -> dict[str, str]:
    """What the unit says that it calls its treaties from there on."""
    pattern = grammar(unit.language).introduced
    called = [(pattern.match(unit.text, law.end), law.norm) for law in laws]
    return {f"treaty:{fold(match[1])}": norm for match, norm in called if match}


def _collect(law: Mention, rules: Grammar, memory: Memory) -> None:
    for name in rules.collections.values() if is_treaty(law.norm) else ():
        if name in law.text.casefold():
            memory.of_collection.setdefault(name, set()).add(law.norm)


def _remember(law: Mention, code: str, memory: Memory) -> None:
    for kind in kinds_of(law, code):
        memory.of_kind[kind] = law.norm
        if kind.startswith("treaty:"):
            counts = memory.counts[kind]
            counts[law.norm] += 1
            if counts[law.norm] > counts[memory.usual.setdefault(kind, law.norm)]:
                memory.usual[kind] = law.norm


def _head(heading: Unit, norms: set[str], memory: Memory) -> None:
    """Take the one law that a heading speaks of as that of the text below it, which no earlier number goes on to."""
    if len(norms) == 1:
        memory.of_heading[heading.text] = min(norms)
        memory.of_number.clear()
        memory.last = ""


def _context(topic: str, memory: Memory, about: Home) -> dict[str, str]:
    """The law of each kind that a unit may go back to: that of its heading, else the last one, else the body's."""
    context = dict(memory.of_kind)
    for kind, counts in memory.counts.items():
        if counts[memory.usual[kind]] >= max(LEAST_SPOKEN_OF, 2 * counts[context[kind]]):
            context[kind] = memory.usual[kind]
    context |= about.called
    if topic:
        context |= dict.fromkeys((kind_of(topic), *called(topic, "")), topic)
    if memory.body:
        context = dict.fromkeys(("treaty", *called(memory.body, "")), memory.body) | context
    return context


def _implied(spoken: Mapping[str, str]) -> dict[str, str]:
    """The treaties that the protocols last spoken of are to, by what they are called for short."""
    treaties = filter(None, map(protocols.treaty_of, spoken.values()))
    return {kind: treaty for treaty in treaties for kind in ("treaty", *called(treaty, ""))}


def _remembered(number: tuple[str, str], memory: Memory) -> str:
    """The law that a number behind a keyword, or the one that it is a part of, was said to be of."""
    keyword, norm = number
    return memory.of_number.get(number) or memory.of_number.get((keyword, norm.partition(".")[0]), "")


def _references(unit: Unit, found: Sequence[Reference], laws: Sequence[Mention]) -> Iterator[Reference]:
    for one in _with_resumed(unit.text, found, laws, grammar(unit.language)):
        if not _inside(one, laws):
            yield one


def _in_unit(
    unit: Unit,
    found: Sequence[Reference],
    laws: Sequence[Mention],
    judging: Sequence[str],
    memory: Memory,
    about: Home,
) -> Iterator[Mention]:
    if not found:
        return
    rules = grammar(unit.language)
    spoken = _spoken(found, laws, unit.language)
    topic = next((memory.of_heading[head] for head in reversed(unit.section) if head in memory.of_heading), "")
    context = _context(topic, memory, about)
    stated = about.called if about.stated and not topic else {}
    named = [
        _named(
            unit.text, one, laws, rules, context | _implied(spoken[place]) | spoken[place] | stated | memory.introduced
        )
        for place, one in enumerate(found)
    ]
    following = _following(unit.text, found, named, rules)
    here: dict[tuple[str, str], str] = {}
    last, last_keyword = "", ""
    for place, one in enumerate(found):
        word = keyword(unit.text, one)
        numbers = [(word, norm) for _, _, norm in one.parts]
        short = "" if named[place] else short_name(unit.text, one, unit.language)
        again = next((here[number] for number in numbers if number in here), "")
        law = named[place] or (again if may_be(again, short) else "")
        remembered = _remembered(numbers[0], memory)
        if not law and one.loose and word == last_keyword and not _pointed_at(unit.text, one, rules):
            law = last
        if not law and (not one.loose or remembered):
            earlier = memory.last if unit.order - memory.last_unit <= BACK else ""
            law = following[place]
            if not law and not topic and _as_treaties_are(unit, one, about):
                law = _in_brackets(unit.text, one, laws, _treaty_last(spoken[place], last), about)
            elif not law:
                law = (
                    _carried(unit.text, laws, found[place - 1], one, last, spoken[place])
                    or _before(one, spoken[place])
                    or last
                    or _outside(remembered, earlier, topic, about)
                    or ("" if about.main == "" else "".join(judging[-1:]))
                )
            law = law if may_be(law, short) else ""
        law = law or (_only(unit.text, one, rules, memory) if one.loose else "")
        if one.loose and not law:
            continue
        if law:
            last = memory.last = law
            last_keyword = word
            memory.last_unit = unit.order
        if named[place]:
            here |= dict.fromkeys(numbers, law)
            memory.of_number |= dict.fromkeys(numbers, law)
        candidates = () if law else _candidates(one, laws, context)
        for start, end, norm in one.parts:
            narrowed = subparagraph(unit.text, start, end, norm, rules)
            yield replace(mention(unit, "article", start, end, norm, law), candidates=candidates, subparagraph=narrowed)


def _only(text: str, one: Reference, rules: Grammar, memory: Memory) -> str:
    """The only rules or principles that the document has named so far, where a capital begins the keyword, or ""."""
    word = WORD.match(text, one.start)
    named = memory.of_collection.get(rules.collections.get(word[0], ""), ()) if word else ()
    return min(named) if len(named) == 1 else ""


def _pointed_at(text: str, one: Reference, rules: Grammar) -> bool:
    """Whether the text says of a reference that it is to a part of the text itself: "see section 6"."""
    return rules.pointing.search(text, max(0, one.start - POINTING), one.start) is not None


def _as_treaties_are(unit: Unit, one: Reference, about: Home) -> bool:
    """Whether a reference stands in brackets, as those to its treaty do where a committee speaks."""
    if one.loose or unit.text[one.start - 1 : one.start] != "(":
        return False
    return about.main is not None or bool(grammar(unit.language).committee.search(unit.text))


def _treaty_last(spoken: Mapping[str, str], last: str) -> str:
    """The treaty last spoken of in the unit, or that of the reference before."""
    return next((norm for norm in (*reversed([*spoken.values()]), last) if is_treaty(norm)), "")


def _in_brackets(text: str, one: Reference, laws: Sequence[Mention], last: str, about: Home) -> str:
    """The law of an article in brackets: the treaty last spoken of, in a committee's document in the same sentence.

    A treaty that no committee watches over is seldom the one.
    """
    if not about.stated and about.main is not None:
        return last or about.main
    if about.main is None:
        return last if is_watched(last) else ""
    before = _previous(laws, one.start)
    near = before is not None and before.norm == last and not SENTENCE_END.search(text, before.end, one.start)
    return last if near and is_watched(last) else about.main


def _outside(remembered: str, earlier: str, topic: str, about: Home) -> str:
    """The law of a number whose unit says none: of its earlier use, of the references before it, or of the document."""
    if about.main is None:
        return remembered or earlier or topic
    return next((law for law in (remembered, earlier) if law and not is_treaty(law)), topic or about.main)


def _candidates(one: Reference, laws: Sequence[Mention], context: Mapping[str, str]) -> tuple[str, ...]:
    """Laws that a reference may be to: those near it, the nearest first, then those the document goes back to."""
    place = bisect_left(laws, one.start, key=lambda law: law.start)
    beside = laws[max(0, place - BESIDE) : place + BESIDE]
    near = sorted(beside, key=lambda law: max(law.start - one.end, one.start - law.end))
    return tuple(dict.fromkeys([*(law.norm for law in near), *reversed([*filter(None, context.values())])]))[
        :MOST_CANDIDATES
    ]


def _next(laws: Sequence[Mention], position: int) -> Mention | None:
    """The first law that begins at `position` or behind it, in reach of a reference that ends there."""
    place = bisect_left(laws, position, key=lambda law: law.start)
    return laws[place] if place < len(laws) and laws[place].start <= position + NEAR else None


def _previous(laws: Sequence[Mention], position: int) -> Mention | None:
    """The last law that begins before `position`."""
    place = bisect_left(laws, position, key=lambda law: law.start)
    return laws[place - 1] if place else None


def _inside(one: Reference, laws: Sequence[Mention]) -> bool:
    """Whether the number is part of a law's name."""
    law = _previous(laws, one.start + 1)
    return law is not None and one.start < law.end


def _spoken(found: Sequence[Reference], laws: Sequence[Mention], code: str) -> list[dict[str, str]]:
    """For each reference the last law of each kind before it in the unit, the latest of them last."""
    spoken: list[dict[str, str]] = []
    so_far: dict[str, str] = {}
    place = 0
    for one in found:
        while place < len(laws) and laws[place].end <= one.start:
            for kind in kinds_of(laws[place], code):
                so_far.pop(kind, "")
                so_far[kind] = laws[place].norm
            place += 1
        spoken.append(dict(so_far))
    return spoken


def _with_resumed(
    text: str, found: Sequence[Reference], laws: Sequence[Mention], rules: Grammar
) -> Iterator[Reference]:
    """The references, and after the law of one a number that has a law of its own."""
    for one in found:
        yield one
        end = one.end
        while law := _next(laws, end):
            more = rules.resumed.match(text, law.end) if rules.forward.fullmatch(text, end, law.start) else None
            if not more:
                break
            end = more.end("number")
            part = (more.start("number"), end, number_norm(more["number"], rules))
            yield Reference(part[0], end, True, "", (part,))


def _named(text: str, one: Reference, laws: Sequence[Mention], rules: Grammar, spoken: Mapping[str, str]) -> str:
    """The law that stands beside a reference, or ""; `spoken` is the last law of each kind, for "of the Code"."""
    following = _next(laws, one.end)
    if following and rules.forward.fullmatch(text, one.end, following.start):
        return following.norm
    for kind, word in called_by(text, one, rules):
        if (name := f"{kind}:{word}") in spoken:
            return spoken[name]
        if kind in spoken:
            return "" if kind == "treaty" or word in rules.apart else spoken[kind]
    before = _previous(laws, one.start)
    if before and rules.of_two and (said := rules.of_two.match(text, one.end)):
        place = bisect_left(laws, one.start, key=lambda law: law.start)
        other = next((law.norm for law in laws[max(0, place - BESIDE) : place][::-1] if law.norm != before.norm), "")
        return (said["former"] and other) or before.norm
    if before and before.end <= one.start <= before.end + NEAR:
        return before.norm if rules.behind.fullmatch(text, before.end, one.start) else ""
    return ""


def _following(text: str, found: Sequence[Reference], named: Sequence[str], rules: Grammar) -> list[str]:
    """For each reference the law beside the next one that has one, where a sentence joins them, else "".

    "Article 3, or … article 8 of X".
    """
    laws = [""] * len(found)
    for place in reversed(range(len(found) - 1)):
        start, end = found[place].end, found[place + 1].start
        counted_up = any(chapters.carried.fullmatch(text, start, end) for chapters in rules.chapters)
        if counted_up or (end - start <= NEAR and not SENTENCE_END.search(text, start, end)):
            # "Article 3 and Article 1 of Protocol No. 1": the first is the treaty's.
            law = named[place + 1]
            laws[place] = (law and protocols.treaty_of(law)) or law or laws[place + 1]
    return laws


def _carried(
    text: str, laws: Sequence[Mention], earlier: Reference, one: Reference, last: str, spoken: Mapping[str, str]
) -> str:
    """The law of the reference before, unless another one but the constitution was named since.

    In a new sentence a protocol's treaty, where it was spoken of: a protocol is named again.
    """
    law = _previous(laws, one.start)
    if law is not None and law.start > earlier.end and law.norm not in (last, "constitution"):
        return ""
    treaty = protocols.treaty_of(last)
    return treaty if treaty in spoken.values() and SENTENCE_END.search(text, earlier.end, one.start) else last


def _before(one: Reference, spoken: Mapping[str, str]) -> str:
    """The law last spoken of in the unit: one of the kind that the keyword prefers, the constitution last of all."""
    if one.prefers in spoken:
        return spoken[one.prefers]
    norms = [norm for kind, norm in spoken.items() if kind != "constitution"]
    if norms and (treaty := protocols.treaty_of(norms[-1])) in norms:
        # A protocol that is named after its treaty is seldom what bare articles are of.
        return treaty
    return norms[-1] if norms else spoken.get("constitution", "")
