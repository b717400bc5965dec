"""References to provisions of laws ("articles 121 and 122 of the Criminal Code"), each with its law."""

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, lru_cache
from itertools import pairwise
from typing import Any

from pipeline import languages
from pipeline.extract.articles import bodies, usual
from pipeline.extract.laws import mention, protocols
from pipeline.extract.laws.instruments import TOKEN, fold, is_registered, registry
from pipeline.extract.laws.names import fill
from pipeline.records import Mention, Unit

# Characters between a reference and the name of its law.
NEAR = 120
# What a number's part stands behind.
PART = re.compile(r"\s*(?:§|\bp\b\.?|\()\s*(\w+)\)?")
SENTENCE_END = re.compile(r"[.;:!?]\s")
# References ahead of one that may share the law of the last of them.
FAR = 8
# Laws that are named for an article whose law the text does not say.
MOST_CANDIDATES = 5
# How often a document names the treaty that it calls "the Convention", though it named another one last.
LEAST_SPOKEN_OF = 3
# Units back in which a bare number still speaks of the law that references there spoke of.
BACK = 3


@dataclass(frozen=True, slots=True)
class Rule:
    """A keyword with a number behind it.

    `needs` are literals of which a text has one or has no such keyword, `loose` where the keyword also counts the parts
    of other texts, `prefers` the kind of law that it most often is in.
    """

    needs: tuple[str, ...]
    first: re.Pattern[str]
    loose: bool
    prefers: str


@dataclass(frozen=True, slots=True)
class Grammar:
    """How a language refers to provisions."""

    rules: tuple[Rule, ...]
    chapters: tuple[tuple[str, re.Pattern[str]], ...]
    further: re.Pattern[str]
    resumed: re.Pattern[str]
    span: re.Pattern[str]
    forward: re.Pattern[str]
    behind: re.Pattern[str]
    introduced: re.Pattern[str]
    kinds: tuple[tuple[str, re.Pattern[str]], ...]


@dataclass(frozen=True, slots=True)
class Reference:
    """A keyword with its numbers: spans and norms, in the order of the text."""

    start: int
    end: int
    loose: bool
    prefers: str
    parts: tuple[tuple[int, int, str], ...]


@dataclass(slots=True)
class Memory:
    """What the document has said.

    Its last law of each kind and how often it named each, what it said that it calls "the Convention", the law of each
    number, that of each heading, the treaty of the last body that judges by
    one, and the law last referred to.
    """

    of_kind: dict[str, str] = field(default_factory=dict)
    counts: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    introduced: dict[str, str] = field(default_factory=dict)
    of_number: dict[str, str] = field(default_factory=dict)
    of_heading: dict[str, str] = field(default_factory=dict)
    body: str = ""
    last: str = ""
    last_unit: int = 0


@cache
def grammar(code: str) -> Grammar:
    """The grammar that the language's file describes."""
    table = languages.table(code, "articles")
    words: dict[str, str] = table["words"]
    unit, mark = fill("{unit}", words), fill("{mark}", words) if "mark" in words else ""
    count = f"(?!{table['count']})"

    def rule(row: dict[str, Any]) -> Rule:
        number = (
            rf" ?(?:{mark})?(?P<number>{unit}(?:(?:{table['range']}){unit})?|(?<= ){fill('{roman}', words)}){count}"
        )
        return Rule(tuple(row["needs"]), re.compile(f"(?:{row['head']}){number}"), row["loose"], row.get("prefers", ""))

    return Grammar(
        rules=tuple(rule(row) for row in table["rules"]),
        chapters=tuple((row["needs"], re.compile(row["pattern"])) for row in table.get("chapters", ())),
        further=re.compile(
            rf"(?:{table['joint']})(?:{mark})?(?P<number>{unit}(?:(?:{table['range']}){unit})?)(?![\w]){count}"
        ),
        resumed=re.compile(fill(table["resumed"], words)),
        span=re.compile(table["range"]),
        forward=re.compile(table["forward"]),
        behind=re.compile(table["behind"]),
        introduced=re.compile(table["introduced"]),
        kinds=tuple((kind, re.compile(pattern)) for kind, pattern in table["kinds"].items()),
    )


def find(units: Sequence[Unit], laws: Sequence[Mention]) -> list[Mention]:
    """The provisions that one document's units refer to, in the order of the text; `laws` are all its laws."""
    in_unit: dict[int, list[Mention]] = defaultdict(list)
    for law in laws:
        in_unit[law.unit].append(law)
    memory = Memory()
    found: list[Mention] = []
    for unit in units:
        here = in_unit.get(unit.order, [])
        judging = bodies.find(unit.text, unit.language)
        memory.body = judging[-1] if judging else memory.body
        if unit.kind == "heading":
            _head(unit, {law.norm for law in here} or set(judging), memory)
        if _known(unit.language):
            memory.introduced |= _introduced(unit, here)
            found += _in_unit(unit, here, judging, memory)
        for law in here:
            _remember(law, memory)
    return [*usual.of_the_usual(found, in_unit)]


@cache
def _known(code: str) -> bool:
    return code in languages.having("articles")


def references(text: str, code: str) -> list[Reference]:
    """The references in `text`, none within another, whatever they refer to."""
    rules = grammar(code)
    found = [one for need, pattern in rules.chapters if need in text for one in _chapters(text, pattern)]
    for rule in rules.rules:
        if not any(need in text for need in rule.needs):
            continue
        end = 0
        for match in rule.first.finditer(text):
            if match.start() < end:
                continue
            parts = [(match.start(), match.end("number"), _norm(match["number"], rules))]
            end = match.end("number")
            while more := rules.further.match(text, end):
                parts.append((more.start("number"), more.end("number"), _norm(more["number"], rules)))
                end = more.end("number")
            found.append(Reference(match.start(), end, rule.loose, rule.prefers, tuple(parts)))
    apart: list[Reference] = []
    for one in sorted(found, key=lambda one: (one.start, -one.end)):
        if not apart or one.start >= apart[-1].end:
            apart.append(one)
    return apart


def _norm(number: str, rules: Grammar) -> str:
    """The number with dots before its parts: "37 § 1 (b)" is 37.1.b."""
    ends = [PART.sub(r".\1", end) for end in rules.span.split(number)]
    return "-".join(ends).replace(" ", "").replace("–", "-")


def _chapters(text: str, pattern: re.Pattern[str]) -> Iterator[Reference]:
    for match in pattern.finditer(text):
        chapter, section, last = match["chapter"], match["section"], match["last"]
        norm = f"{chapter + ':' if chapter else ''}{section}{'-' + last if last else ''}".replace(" ", "")
        yield Reference(match.start(), match.end(), False, "", ((match.start(), match.end(), norm),))


def _introduced(unit: Unit, laws: Sequence[Mention]) -> dict[str, str]:
    """What the unit says that it calls its treaties from there on."""
    pattern = grammar(unit.language).introduced
    called = [(pattern.match(unit.text, law.end), law.norm) for law in laws]
    return {f"treaty:{fold(match[1])}": norm for match, norm in called if match}


def _remember(law: Mention, memory: Memory) -> None:
    for kind in _kinds(law):
        memory.of_kind[kind] = law.norm
        if kind.startswith("treaty:"):
            memory.counts[kind][law.norm] += 1


def _head(heading: Unit, norms: set[str], memory: Memory) -> None:
    """Take the one law that a heading speaks of as that of the text below it, which no earlier number goes on to."""
    if len(norms) == 1:
        memory.of_heading[heading.text] = min(norms)
        memory.of_number.clear()
        memory.last = ""


def _context(topic: str, memory: Memory) -> dict[str, str]:
    """The law of each kind that a unit may go back to: that of its heading, else the last one, else the body's."""
    context = dict(memory.of_kind)
    for kind, counts in memory.counts.items():
        usual, times = counts.most_common(1)[0]
        if times >= max(LEAST_SPOKEN_OF, 2 * counts[context[kind]]):
            context[kind] = usual
    if topic:
        context |= dict.fromkeys((_kind(topic), *_called(topic, "")), topic)
    if memory.body:
        context = dict.fromkeys(("treaty", *_called(memory.body, "")), memory.body) | context
    return context


def _remembered(number: str, memory: Memory) -> str:
    """The law that a number, or the one that it is a part of, was said to be of."""
    return memory.of_number.get(number) or memory.of_number.get(number.partition(".")[0], "")


def _in_unit(unit: Unit, laws: Sequence[Mention], judging: Sequence[str], memory: Memory) -> Iterator[Mention]:
    rules = grammar(unit.language)
    found = [
        one
        for one in _with_resumed(unit.text, references(unit.text, unit.language), laws, rules)
        if not _inside(one, laws)
    ]
    if not found:
        return
    spoken = _spoken(found, laws)
    topic = next((memory.of_heading[head] for head in reversed(unit.section) if head in memory.of_heading), "")
    context = _context(topic, memory)
    named = [
        _named(unit.text, one, laws, rules, context | spoken[place] | memory.introduced)
        for place, one in enumerate(found)
    ]
    here: dict[str, str] = {}
    last = ""
    for place, one in enumerate(found):
        numbers = [norm for _, _, norm in one.parts]
        law = named[place] or next((here[number] for number in numbers if number in here), "")
        remembered = _remembered(numbers[0], memory)
        if not law and (not one.loose or remembered):
            law = (
                _after(unit.text, place, found, named)
                or ("" if _changed(laws, found[place - 1], one, last) else last)
                or _before(one, spoken[place])
                or last
                or remembered
                or (memory.last if unit.order - memory.last_unit <= BACK else "")
                or topic
                or "".join(judging[-1:])
            )
        if one.loose and not law:
            continue
        if law:
            last = memory.last = law
            memory.last_unit = unit.order
        if named[place]:
            here |= dict.fromkeys(numbers, law)
            memory.of_number |= dict.fromkeys(numbers, law)
        candidates = () if law else _candidates(one, laws, context)
        for start, end, norm in one.parts:
            yield replace(mention(unit, "article", start, end, norm, law), candidates=candidates)


def _candidates(one: Reference, laws: Sequence[Mention], context: Mapping[str, str]) -> tuple[str, ...]:
    """Laws that a reference may be to: those of its unit, the nearest first, then those the document goes back to."""
    near = sorted(laws, key=lambda law: max(law.start - one.end, one.start - law.end))
    return tuple(dict.fromkeys([*(law.norm for law in near), *reversed([*context.values()])]))[:MOST_CANDIDATES]


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


def _spoken(found: Sequence[Reference], laws: Sequence[Mention]) -> list[dict[str, str]]:
    """For each reference the last law of each kind before it in the unit, the latest of them last."""
    spoken: list[dict[str, str]] = []
    so_far: dict[str, str] = {}
    place = 0
    for one in found:
        while place < len(laws) and laws[place].end <= one.start:
            for kind in _kinds(laws[place]):
                so_far.pop(kind, "")
                so_far[kind] = laws[place].norm
            place += 1
        spoken.append(dict(so_far))
    return spoken


def _kind(norm: str) -> str:
    if norm == "constitution":
        return norm
    if norm.endswith("-code"):
        return "code"
    return "treaty" if is_registered(norm) or norm.startswith("treaty:") else "law"


def _kinds(law: Mention) -> tuple[str, ...]:
    """The kinds of a law: the wide one, and for a treaty those with what it is called ("treaty:convention")."""
    kind = _kind(law.norm)
    return (kind, *_called(law.norm, law.text)) if kind == "treaty" else (kind,)


@lru_cache(maxsize=1 << 12)
def _called(norm: str, text: str) -> tuple[str, ...]:
    """The kinds of a treaty with what it may be called for short by the registry, or else by its name in the text."""
    known = registry()
    words = known.called.get(norm) or {word for word in map(fold, TOKEN.findall(text)) if word in known.heads}
    return tuple(f"treaty:{word}" for word in sorted(words))


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
            part = (more.start("number"), end, _norm(more["number"], rules))
            yield Reference(part[0], end, True, "", (part,))


def _named(text: str, one: Reference, laws: Sequence[Mention], rules: Grammar, spoken: Mapping[str, str]) -> str:
    """The law that stands beside a reference, or ""; `spoken` is the last law of each kind, for "of the Code"."""
    following = _next(laws, one.end)
    if following and rules.forward.fullmatch(text, one.end, following.start):
        return following.norm
    for kind, pattern in rules.kinds:
        if kind in spoken and (called := pattern.match(text, one.end)):
            return spoken.get(f"{kind}:{fold(TOKEN.findall(called[0])[-1])}", "" if kind == "treaty" else spoken[kind])
    before = _previous(laws, one.start)
    if before and before.end <= one.start <= before.end + NEAR:
        return before.norm if rules.behind.fullmatch(text, before.end, one.start) else ""
    return ""


def _after(text: str, place: int, found: Sequence[Reference], named: Sequence[str]) -> str:
    """The law beside the next reference that has one, where a sentence joins them: "article 3, or … article 8 of X"."""
    for one, after in pairwise(range(place, min(place + FAR, len(found)))):
        between = text[found[one].end : found[after].start]
        if len(between) > NEAR or SENTENCE_END.search(between):
            return ""
        if named[after]:
            # "Article 3 and Article 1 of Protocol No. 1": the first is the treaty's.
            return protocols.treaty_of(named[after]) or named[after]
    return ""


def _changed(laws: Sequence[Mention], earlier: Reference, one: Reference, last: str) -> bool:
    """Whether another law than `last`, but the constitution, was named since the reference before this one."""
    law = _previous(laws, one.start)
    return law is not None and law.start > earlier.end and law.norm not in (last, "constitution")


def _before(one: Reference, spoken: Mapping[str, str]) -> str:
    """The law last spoken of in the unit: one of the kind that the keyword prefers, the constitution last of all."""
    if one.prefers in spoken:
        return spoken[one.prefers]
    norms = [norm for kind, norm in spoken.items() if kind != "constitution"]
    if norms and (treaty := protocols.treaty_of(norms[-1])) in norms:
        # A protocol that is named after its treaty is seldom what bare articles are of.
        return treaty
    return norms[-1] if norms else spoken.get("constitution", "")
