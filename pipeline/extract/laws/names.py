"""Names of laws by the grammar of a language: from a head word ("Code", "-lagen") outward to both sides."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from pipeline import languages

# Characters left of a head in which its name may begin: the longest run of modifiers in the labelled paragraphs is 110.
REACH = 160


@dataclass(frozen=True, slots=True)
class Rule:
    """How a name of one kind is built round its head.

    `needs` are literals in small letters of which a text has one or has no such name; `split` names share one head
    ("criminal and civil codes"), `further` ones follow on a coordination, `abroad` ones stand in any language's texts.
    """

    kind: str
    needs: tuple[str, ...]
    head: re.Pattern[str]
    before: re.Pattern[str] | None
    after: re.Pattern[str] | None
    further: re.Pattern[str] | None
    split: bool
    abroad: bool
    language: str


@dataclass(frozen=True, slots=True)
class Grammar:
    """The rules of one language, what is never a name, and what joins the members of a coordination.

    `behind_abroad` is the year that may stand behind a name that another language's rules find.
    """

    rules: tuple[Rule, ...]
    needs: tuple[str, ...]
    needs_abroad: tuple[str, ...]
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


def fill(pattern: str, words: dict[str, str]) -> str:
    """The pattern with every `{name}` replaced by the fragment of that name, fragments in fragments too."""
    return re.sub(r"\{([a-z_]+)\}", lambda slot: f"(?:{fill(words[slot[1]], words)})", pattern)


@cache
def codes() -> tuple[str, ...]:
    """The languages whose file has rules; others may have the words of treaties alone."""
    return tuple(code for code in languages.having("laws") if "rules" in languages.table(code, "laws"))


@cache
def grammar(code: str) -> Grammar:
    """The grammar that the language's file describes."""
    table = languages.table(code, "laws")
    words: dict[str, str] = {
        name: "|".join(re.escape(word) for word in value) if isinstance(value, list) else value
        for name, value in table["words"].items()
    }
    rules = tuple(_rule(row, words, code) for row in table["rules"])
    return Grammar(
        rules=rules,
        needs=tuple(sorted({need for rule in rules for need in rule.needs})),
        needs_abroad=tuple(sorted({need for rule in rules if rule.abroad for need in rule.needs})),
        never=re.compile("|".join(fill(pattern, words) for pattern in table["never"]), re.IGNORECASE),
        joint=re.compile(fill(table["joint"], words)),
        behind_abroad=re.compile(fill(table["behind_abroad"], words)),
    )


def _rule(row: dict[str, Any], words: dict[str, str], code: str) -> Rule:
    def part(name: str, ending: str = "") -> re.Pattern[str] | None:
        return re.compile(f"(?:{fill(row[name], words)}){ending}") if name in row else None

    return Rule(
        kind=row["kind"],
        needs=tuple(row["needs"]),
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
    lower = text.lower()
    rules = grammar(code)
    if present := {need for need in rules.needs if need in lower}:
        for rule in rules.rules:
            if not present.isdisjoint(rule.needs):
                yield from find_by(rule, text, rules)
    for other in _others(code):
        abroad = grammar(other)
        if present := {need for need in abroad.needs_abroad if need in lower}:
            for rule in abroad.rules:
                if rule.abroad and not present.isdisjoint(rule.needs):
                    yield from (_with_year(text, name, rules) for name in find_by(rule, text, abroad))


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
        right = rule.after.match(text, end)
        if not right:
            return
        end, number = right.end(), right.groupdict().get("number") or ""
    if rule.before:
        left = rule.before.search(text, max(0, start - REACH), start)
        if not left:
            return
        start = left.start("name") if "name" in rule.before.groupindex and left.start("name") >= 0 else start
    if rule.split:
        yield from _split(text, start, head, end, rule, rules)
        return
    yield Name(start, end, rule.kind, text[start:end], number, rule.language)
    while rule.further and (joint := rules.joint.match(text, end)):
        more = rule.further.match(text, joint.end())
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
