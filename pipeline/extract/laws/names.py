"""Names of laws by the grammar of a language: from a head word ("Code", "-lagen") outward to both sides."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache, cached_property, lru_cache
from typing import Any

from pipeline import languages

# Characters left of a head in which its name may begin: the longest run of modifiers in the labelled paragraphs is 110.
REACH = 160


class Part:
    """What stands beside a head: a pattern that is compiled where a text has the head. To compile all takes seconds,
    and few rules are needed soon."""

    def __init__(self, pattern: str) -> None:
        self.pattern = pattern

    @cached_property
    def compiled(self) -> re.Pattern[str]:
        """The pattern itself."""
        return re.compile(self.pattern)


@dataclass(frozen=True, slots=True)
class Rule:
    """How a name of one kind is built round its head.

    `needs` are literals of which a text has one or has no such name, those in small letters in any case, and so are
    `also`, where there are any; `split` names share one head ("criminal and civil codes"), `further` ones follow on a
    coordination, `abroad` ones stand in any language's texts.
    """

    kind: str
    needs: tuple[str, ...]
    also: tuple[str, ...]
    head: re.Pattern[str]
    before: Part | None
    after: Part | None
    further: Part | None
    split: bool
    abroad: bool
    language: str


@dataclass(frozen=True, slots=True)
class Literals:
    """Literals to look for in a text: in small letters whatever its case, and with capitals as they are.

    `under` are those that hold a shorter one, by that one: a text without the shorter one has none of them.
    """

    under: tuple[tuple[str, tuple[str, ...]], ...]

    def present(self, text: str) -> frozenset[str]:
        """Those that a text has."""
        lower = lowered(text)
        found: list[str] = []
        for short, longer in self.under:
            if short in lower:
                found.append(short)
                found += [one for one in longer if one in lower or one in text]
        return frozenset(found)


@dataclass(frozen=True, slots=True)
class Grammar:
    """The rules of one language, what is never a name, and what joins the members of a coordination.

    `needs` are the literals that its rules need, `needs_abroad` those of the rules for names abroad.
    `behind_abroad` is the year that may stand behind a name that another language's rules find.
    """

    rules: tuple[Rule, ...]
    needs: Literals
    needs_abroad: Literals
    never: re.Pattern[str]
    joint: re.Pattern[str]
    behind_abroad: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Name:
    """A name of a law in a text; `number` is what it is numbered by, or ""; `key` what a norm is made from."""

    start: int
    end: int
    kind: str
    key: str
    number: str
    language: str


@lru_cache(maxsize=1)
def lowered(text: str) -> str:
    """A text in small letters; the last is kept, since all that look for literals look through one text at a time."""
    return text.lower()


def fill(pattern: str, words: dict[str, str]) -> str:
    """The pattern with every `{name}` replaced by the fragment of that name, fragments in fragments too."""
    return re.sub(r"\{([a-z_]+)\}", lambda slot: f"(?:{fill(words[slot[1]], words)})", pattern)


@cache
def codes() -> tuple[str, ...]:
    """The languages whose file has rules; others may have the words of treaties alone."""
    return tuple(code for code in languages.having("laws") if "rules" in languages.table(code, "laws"))


@cache
def fragments(code: str) -> dict[str, str]:
    """What the patterns of a language's file are filled with."""
    words: dict[str, str | list[str]] = languages.table(code, "laws")["words"]
    return {
        name: "|".join(re.escape(word) for word in value) if isinstance(value, list) else value
        for name, value in words.items()
    }


@cache
def grammar(code: str) -> Grammar:
    """The grammar that the language's file describes."""
    table = languages.table(code, "laws")
    words = fragments(code)
    rules = tuple(_rule(row, words, code) for row in table["rules"])
    return Grammar(
        rules=rules,
        needs=_literals(rules),
        needs_abroad=_literals(tuple(rule for rule in rules if rule.abroad)),
        never=re.compile("|".join(fill(pattern, words) for pattern in table["never"]), re.IGNORECASE),
        joint=re.compile(fill(table["joint"], words)),
        behind_abroad=re.compile(fill(table["behind_abroad"], words)),
    )


def _literals(rules: Iterable[Rule]) -> Literals:
    needs = sorted({need for rule in rules for need in (*rule.needs, *rule.also)})
    small = sorted({need.lower() for need in needs}, key=len)
    short = [one for place, one in enumerate(small) if not any(other in one for other in small[:place])]
    return Literals(tuple((one, tuple(need for need in needs if one in need.lower() and one != need)) for one in short))


def _rule(row: dict[str, Any], words: dict[str, str], code: str) -> Rule:
    def part(name: str, ending: str = "") -> Part | None:
        return Part(f"(?:{fill(row[name], words)}){ending}") if name in row else None

    return Rule(
        kind=row["kind"],
        needs=tuple(row["needs"]),
        also=tuple(row.get("also", ())),
        head=re.compile(fill(row["head"], words)),
        before=part("before", "$"),
        after=part("after"),
        further=part("further"),
        split=row.get("split", False),
        abroad=row.get("abroad", False),
        language=code,
    )


def find(text: str, code: str) -> Iterator[Name]:
    """All names in `text`, in the language `code`, that its rules find, or other languages' rules for names abroad.

    They may overlap.
    """
    rules = grammar(code)
    if present := rules.needs.present(text):
        for rule in _needing(code, present):
            yield from find_by(rule, text, rules)
    for other in _others(code):
        abroad = grammar(other)
        if present := abroad.needs_abroad.present(text):
            for rule in _needing(other, present):
                if rule.abroad:
                    yield from (_with_year(text, name, rules) for name in find_by(rule, text, abroad))


@lru_cache(maxsize=1 << 13)
def _needing(code: str, present: frozenset[str]) -> tuple[Rule, ...]:
    """The rules of a language that need only literals that are present, in their order."""
    return tuple(
        rule
        for rule in grammar(code).rules
        if not present.isdisjoint(rule.needs) and not (rule.also and present.isdisjoint(rule.also))
    )


def _with_year(text: str, name: Name, rules: Grammar) -> Name:
    """A name abroad with the year that the text's own language says behind it."""
    year = rules.behind_abroad.match(text, name.end)
    return replace(name, end=year.end()) if year else name


def find_by(rule: Rule, text: str, rules: Grammar) -> Iterator[Name]:
    """The names in `text` that one rule of a grammar finds."""
    for head in rule.head.finditer(text):
        yield from (name for name in _round(text, head, rule, rules) if not rules.never.fullmatch(name.key))


@cache
def _others(code: str) -> tuple[str, ...]:
    return tuple(other for other in codes() if other != code)


def _round(text: str, head: re.Match[str], rule: Rule, rules: Grammar) -> Iterator[Name]:
    start, end, number = head.start(), head.end(), ""
    if rule.after:
        right = rule.after.compiled.match(text, end)
        if not right:
            return
        end, number = right.end(), right.groupdict().get("number") or ""
    if rule.before:
        left = rule.before.compiled.search(text, max(0, start - REACH), start)
        if not left:
            return
        start = left.start("name") if "name" in left.re.groupindex and left.start("name") >= 0 else start
    if rule.split:
        yield from _split(text, start, head, end, rule, rules)
        return
    yield Name(start, end, rule.kind, text[start:end], number, rule.language)
    while rule.further and (joint := rules.joint.match(text, end)):
        more = rule.further.compiled.match(text, joint.end())
        if not more:
            return
        end = more.end()
        yield Name(
            more.start(), end, rule.kind, text[more.start() : end], more.groupdict().get("number") or "", rule.language
        )


def _split(text: str, start: int, head: re.Match[str], end: int, rule: Rule, rules: Grammar) -> Iterator[Name]:
    """The members of "criminal, civil and labor codes": each by itself, the last with the head."""
    at = start
    for joint in rules.joint.finditer(text, start, head.start()):
        yield Name(at, joint.start(), rule.kind, f"{text[at : joint.start()]} {head[0]}", "", rule.language)
        at = joint.end()
    yield Name(at, end, rule.kind, text[at:end], "", rule.language)
