"""Laws that a document mentions: treaties by the registry, other laws by the grammar of the language."""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache

from pipeline import languages
from pipeline.extract.laws import bodies, instruments, names, norms, titles, treaties
from pipeline.records import Mention, Unit

YEAR = re.compile(r"(?<!\d)(?:1[89]|20)\d\d(?!\d)")
# A year in brackets behind a name, which is no part of it: "the Mental Health Act (2001)".
BESIDE = re.compile(rf" \(({YEAR.pattern})\)")
# What a law of a country is numbered by: "Law 396", "Act No. 17".
NUMBER = re.compile(r"(?<![\d(/-])\d{2,6}(?![\d)-])")
# The norm of a decree that has a number and no subject.
NUMBERED = re.compile(r"decree:\d[\d-]*")
# The number of a law in a collection of laws: "lagen (1998:204)".
COLLECTED = re.compile(r"\((?:\w+ )?(\d{4}:\d+)\)")
# What a committee is abbreviated to: "(CAT)".
BRACKETED = re.compile(r"\([A-Z]{2,8}\)")
# An abbreviation in brackets behind a name: "Internal Security Act (ISA)".
SHORT = re.compile(r",? \((?:\w+ ){0,2}[“\"'‘]?(?:\w+ )?([A-Z][A-Za-z]{1,7})[”\"'’]?(?:\)|[,;] )")
WORD = re.compile(r"[^\W\d_]+")
# Letters of an abbreviation at least that needs not begin as the name does.
LEAST_SHORT = 3
# How the norms of laws begin that are no treaties, codes or resolutions.
OF_COUNTRIES = ("law:", "decree:")
# A protocol that the text around it does not tell from others.
SOME_PROTOCOL = "treaty:optional-protocol"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A span that is a law's name, its norm, or, where only the document can tell, what kind of law it goes back to."""

    start: int
    end: int
    norm: str
    back: str = ""


@dataclass(slots=True)
class Memory:
    """What the document said so far.

    Its laws by year (of treaties or others), number and abbreviation, those that it calls otherwise in brackets behind
    their name, the names of acts of the European Union, and its last treaty with protocols.
    """

    by_year: dict[tuple[str, bool], str] = field(default_factory=dict)
    short: dict[str, str] = field(default_factory=dict)
    by_number: dict[str, str] = field(default_factory=dict)
    resolutions: dict[str, str] = field(default_factory=dict)
    called: dict[str, str] = field(default_factory=dict)
    union: list[tuple[str, str]] = field(default_factory=list)
    treaty: str = ""

    def of_year(self, one: Candidate, year: str) -> str:
        """The norm of a law that goes back to one by its year; a treaty goes back to treaties only."""
        own = one.norm or f"{one.back}:{year}"
        own = own if year in own else f"{own}-{year}"
        treaty = self.by_year.get((year, True), own)
        return treaty if one.back == "treaty" else self.by_year.get((year, False), treaty)

    def of_subject(self, name: str, code: str) -> str:
        """The norm of the act of the European Union whose name ends with the subject of another one's, or ""."""
        subject = titles.title(name.lower(), code)
        return next((norm for full, norm in self.union if " " in subject and full.endswith(f" {subject}")), "")


def find(units: Sequence[Unit]) -> list[Mention]:
    """The laws that one document's units, in their order, mention, in the order of the text, none within another."""
    committees = frozenset(name for unit in units for name in _committees(unit))
    memory = Memory()
    found = [_in_unit(unit, committees, memory) for unit in units]
    if memory.short:
        # What is abbreviated somewhere may have been so before it was said what it stands for.
        found = [_with_abbreviated(unit.text, laws, memory) for unit, laws in zip(units, found, strict=True)]
    found = _told_apart(units, found)
    return [
        mention(unit, "law", one.start, one.end, one.norm)
        for unit, laws in zip(units, found, strict=True)
        for one in laws
    ]


def _with_abbreviated(text: str, laws: list[Candidate], memory: Memory) -> list[Candidate]:
    again = [*_abbreviated(text, memory.short)]
    return treaties.longest([*laws, *again]) if again else laws


def _told_apart(units: Sequence[Unit], found: list[list[Candidate]]) -> list[list[Candidate]]:
    """The laws with what only the rest of the document tells.

    A protocol that may be several is the one that the document names most; a name that two treaties have in common is
    that of the one that it names otherwise too.
    """
    known = instruments.registry()
    said = Counter(one.norm for unit, laws in zip(units, found, strict=True) for one in laws if not _shared(unit, one))
    protocols = [norm for norm, _ in said.most_common() if norm in known.treaty_of]

    def told(unit: Unit, one: Candidate) -> Candidate:
        if one.norm == SOME_PROTOCOL:
            words = known.optional & {instruments.known_form(word) for word in unit.text[one.start : one.end].split()}
            return replace(one, norm=next((norm for norm in protocols if words & known.words[norm]), SOME_PROTOCOL))
        other = _shared(unit, one)
        return replace(one, norm=other) if other and said[other] and not said[one.norm] else one

    return [[told(unit, one) for one in laws] for unit, laws in zip(units, found, strict=True)]


def _shared(unit: Unit, one: Candidate) -> str:
    """The norm that the name of a treaty may have besides, or ""."""
    return instruments.registry().also.get(instruments.fold(unit.text[one.start : one.end]), "")


def mention(unit: Unit, kind: str, start: int, end: int, norm: str, law: str = "") -> Mention:
    """A mention of a law or an article at `[start, end)` of the unit's text."""
    doc_start, doc_end = unit.source_span(start, end)
    return Mention(
        unit.document, unit.order, kind, unit.text[start:end], start, end, doc_start, doc_end, norm, law, "", ""
    )


@cache
def pattern(code: str, name: str) -> re.Pattern[str]:
    """One of the patterns beside the rules of a language's file: "committee", "beside"."""
    table = languages.table(code, "laws")
    return re.compile(names.fill(table[name], {"short": "|".join(map(re.escape, table.get("short", {"\0": ""})))}))


@cache
def _known(code: str) -> bool:
    return code in names.codes()


def _committees(unit: Unit) -> Iterator[str]:
    if "(" in unit.text and _known(unit.language) and BRACKETED.search(unit.text):
        yield from pattern(unit.language, "committee").findall(unit.text)


def _in_unit(unit: Unit, committees: frozenset[str], memory: Memory) -> list[Candidate]:
    text = unit.text
    found: list[Candidate] = []
    # Before any treaty is named, a court's own is spoken of where the court is.
    treaty = memory.treaty or next(filter(instruments.has_protocols, bodies.find(text, unit.language)), "")
    for one in treaties.find(text, unit.language, treaty, committees):
        found.append(Candidate(one.start, one.end, one.norm or SOME_PROTOCOL))
        if instruments.has_protocols(one.norm):
            memory.treaty = one.norm
    if _known(unit.language):
        found = [*found, *_by_grammar(unit, found, memory)]
        found += _beside_articles(unit)
        found += _abbreviated(text, languages.table(unit.language, "laws")["acronyms"])
    found += _abbreviated(text, memory.short)
    chosen = treaties.longest(found)
    resolved = [_resolved(unit, one, place, chosen, memory) for place, one in enumerate(chosen)]
    return sorted([*resolved, *_introduced(text, unit.language, resolved, memory)], key=lambda one: one.start)


def _by_grammar(unit: Unit, treaties_found: Sequence[Candidate], memory: Memory) -> Iterator[Candidate]:
    for name in names.find(unit.text, unit.language):
        code = name.language
        # The registry knows better where a treaty's name begins and ends.
        place = bisect_left(treaties_found, name.end, key=lambda one: one.start)
        near = treaties_found[place - 1] if place else None
        if near and (near.end == name.end or (name.kind == "treaty" and near.end > name.start)):
            continue
        if name.kind == "ilo":
            yield Candidate(name.start, name.end, f"ILO-C{int(name.number):03d}")
        elif name.kind.startswith("back-"):
            yield Candidate(name.start, name.end, "", name.kind.removeprefix("back-"))
        elif name.kind == "dated-treaty":
            yield Candidate(name.start, name.end, norms.norm("treaty", name.key, code), "treaty")
        elif name.kind == "resolution":
            yield Candidate(name.start, name.end, norms.resolution(name, unit.text, memory.resolutions, code))
        else:
            court = norms.court_of(unit.text, name, code) if name.kind == "regulation" else ""
            alone = instruments.known_alone(name.key) if name.kind == "treaty" else ""
            norm = alone or norms.norm("law" if name.kind == "regulation" else name.kind, name.key, code)
            if name.kind == "decree" and NUMBERED.fullmatch(norm):
                norm = norms.norm("decree", f"{norms.issuer_of(unit.text, name, code)} {name.key}".strip(), code)
            norm = f"resolution:{court}-{norm.removeprefix('law:')}" if court else norm
            yield Candidate(name.start, name.end, norm)


def _beside_articles(unit: Unit) -> Iterator[Candidate]:
    needs, known = _short(unit.language)
    if any(need in unit.text for need in needs):
        for match in pattern(unit.language, "beside").finditer(unit.text):
            yield Candidate(match.start(1), match.end(1), known[match[1]])


@cache
def _short(code: str) -> tuple[tuple[str, ...], dict[str, str]]:
    """Literals of which a text with an abbreviation beside an article has one, and norms by the abbreviation."""
    table = languages.table(code, "laws")
    known: dict[str, str] = table.get("short", {})
    return tuple(table.get("beside_needs", known)), known


def _abbreviated(text: str, known: Mapping[str, str]) -> Iterator[Candidate]:
    for short, norm in known.items():
        if short in text:
            for match in re.finditer(rf"(?<![\w-]){short}(?![\w-])", text):
                yield Candidate(match.start(), match.end(), norm)


def _resolved(unit: Unit, one: Candidate, place: int, chosen: Sequence[Candidate], memory: Memory) -> Candidate:
    text = unit.text
    years = YEAR.findall(text, one.start, one.end)
    if one.back:
        apposed = next((other for other in chosen[place + 1 : place + 2] if text[one.end : other.start] == " ("), None)
        return Candidate(one.start, one.end, apposed.norm if apposed else memory.of_year(one, years[0]))
    if collected := COLLECTED.search(text, one.start, one.end):
        if one.norm.partition(":")[2] == collected[1].replace(":", "-"):
            one = replace(one, norm=memory.by_number.get(collected[1], one.norm))
        else:
            memory.by_number.setdefault(collected[1], one.norm)
    if one.norm.startswith(OF_COUNTRIES):
        name = text[one.start : one.end]
        before = chosen[place - 1] if place else None
        if before and text[before.end : one.start] == " (" and text[one.end : one.end + 1] == ")":
            memory.called[name] = before.norm if before.norm.startswith(OF_COUNTRIES) else one.norm
        one = replace(one, norm=memory.called.get(name, one.norm))
        if norms.is_union(one.norm, unit.language):
            memory.union.append((name.lower(), one.norm))
        elif of_union := memory.of_subject(name, unit.language):
            one = replace(one, norm=of_union)
    if one.norm.startswith("law:"):
        number = next((found for found in NUMBER.findall(text, one.start, one.end) if found not in years), "")
        if one.norm.partition(":")[2] == number:
            one = replace(one, norm=memory.by_number.get(number, one.norm))
        elif number:
            memory.by_number.setdefault(number, one.norm)
    if beside := BESIDE.match(text, one.end):
        years.append(beside[1])
    for year in years:
        memory.by_year[year, instruments.is_treaty(one.norm)] = one.norm
    return one


def _introduced(text: str, code: str, laws: Sequence[Candidate], memory: Memory) -> Iterator[Candidate]:
    """Abbreviations in brackets behind a law whose initials they are, and again in the rest of the text.

    What the text says is an abbreviation need only begin as the law does, and that of an act of the European Union need
    not.
    """
    for law in laws:
        name = text[law.start : law.end]
        match = SHORT.match(text, law.end)
        begins = match is not None and (_initials(match[1], name) or _of_union(match[1], law, text, laws, code))
        if not match and (said := pattern(code, "abbreviated") if _known(code) else None):
            match = said.match(text, law.end)
            begins = match is not None and match[1][0].casefold() in (word[0].casefold() for word in WORD.findall(name))
        # Whether an acronym of the registry stands for its treaty or a committee is told where it stands.
        known = match is not None and instruments.registry().acronyms.get(match[1]) == law.norm
        if match and begins and not known and match[1] not in memory.short:
            memory.short[match[1]] = law.norm
            for again in re.finditer(rf"(?<![\w-]){match[1]}(?![\w-])", text):
                place = bisect_left(laws, again.end(), key=lambda one: one.start)
                if not place or laws[place - 1].end <= again.start():
                    yield Candidate(again.start(), again.end(), law.norm)


def _of_union(short: str, law: Candidate, text: str, laws: Sequence[Candidate], code: str) -> bool:
    """Whether an abbreviation is that of an act of the European Union, which may be one of another language.

    Behind two in a sentence it may be the first one's, which amends the second.
    """
    if len(short) < LEAST_SHORT or not short.isupper() or not _known(code):
        return False
    acts = [one for one in laws if one.end <= law.end and norms.is_union(one.norm, code)]
    return acts[-1:] == [law] and all(". " in text[one.end : law.start] for one in acts[:-1])


def _initials(short: str, name: str) -> bool:
    """Whether the capitals of an abbreviation begin the words of a name in order, or stand in its one word."""
    words = WORD.findall(name)
    letters = iter(word[0].lower() for word in words) if len(words) > 1 else iter(name.lower())
    capitals = [letter.lower() for letter in short if letter.isupper()]
    begins = len(capitals) > 1 and bool(words) and words[0][0].lower() == capitals[0]
    return begins and all(capital in letters for capital in capitals)
