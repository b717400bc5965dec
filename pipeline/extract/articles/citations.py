"""How a language refers to provisions: keywords with numbers, and numbers behind a chapter."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from pipeline import languages
from pipeline.extract.laws.instruments import TOKEN, fold
from pipeline.extract.laws.names import fill

# What a number's part stands behind.
PART = re.compile(r"\s*(?:§|\bp\b\.?|\()\s*(\w+)\)?")
# The letters with which a keyword begins in all its forms: "art.", "Article".
KEYWORD = re.compile(r"[^\W\d_]{0,3}")


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
class Chapters:
    """Sections that stand behind the chapter that they are in, and before their keyword.

    `need` is a literal that a text with one has, `section` one of several, `carried` what may stand between two
    references of which the second leaves its chapter out.
    """

    need: str
    first: re.Pattern[str]
    section: re.Pattern[str]
    carried: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Grammar:
    """How a language refers to provisions."""

    rules: tuple[Rule, ...]
    chapters: tuple[Chapters, ...]
    further: re.Pattern[str]
    resumed: re.Pattern[str]
    span: re.Pattern[str]
    forward: re.Pattern[str]
    behind: re.Pattern[str]
    introduced: re.Pattern[str]
    committee: re.Pattern[str]
    treaty_body_needs: tuple[str, ...]
    treaty_body: re.Pattern[str]
    pointing: re.Pattern[str]
    nameless: re.Pattern[str]
    subjects: tuple[tuple[str, re.Pattern[str]], ...]
    ordinal: re.Pattern[str] | None
    kinds: tuple[tuple[str, re.Pattern[str]], ...]


@dataclass(frozen=True, slots=True)
class Reference:
    """A keyword with its numbers: spans and norms, in the order of the text."""

    start: int
    end: int
    loose: bool
    prefers: str
    parts: tuple[tuple[int, int, str], ...]


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
        chapters=tuple(
            Chapters(row["needs"], *(re.compile(row[name]) for name in ("pattern", "section", "carried")))
            for row in table.get("chapters", ())
        ),
        further=re.compile(
            rf"(?:{table['joint']})(?:{mark})?(?P<number>{unit}(?:(?:{table['range']}){unit})?)(?![\w]){count}"
        ),
        resumed=re.compile(fill(table["resumed"], words)),
        span=re.compile(table["range"]),
        forward=re.compile(table["forward"]),
        behind=re.compile(table["behind"]),
        introduced=re.compile(table["introduced"]),
        committee=re.compile(table["committee"]),
        treaty_body_needs=tuple(table["treaty_body_needs"]),
        treaty_body=re.compile(table["treaty_body"]),
        pointing=re.compile(rf"(?:{table['pointing']})\Z"),
        nameless=re.compile(table["nameless"]),
        subjects=tuple((treaty, re.compile(pattern)) for treaty, pattern in table["subjects"].items()),
        ordinal=re.compile(table["ordinal"]) if "ordinal" in table else None,
        kinds=tuple((kind, re.compile(pattern)) for kind, pattern in table["kinds"].items()),
    )


@cache
def known(code: str) -> bool:
    """Whether a language's file says how it refers to provisions."""
    return code in languages.having("articles")


def references(text: str, code: str) -> list[Reference]:
    """The references in `text`, none within another, whatever they refer to."""
    rules = grammar(code)
    found = [one for chapters in rules.chapters if chapters.need in text for one in _in_chapters(text, chapters)]
    for rule in rules.rules:
        # The plainest loop is the fastest: most texts have none.
        for need in rule.needs:
            if need in text:
                break
        else:
            continue
        end = 0
        for match in rule.first.finditer(text):
            if match.start() < end:
                continue
            parts = [(match.start(), match.end("number"), number_norm(match["number"], rules))]
            end = match.end("number")
            while more := rules.further.match(text, end):
                start = more.start("again" if more["again"] else "number")
                parts.append((start, more.end("number"), number_norm(more["number"], rules)))
                end = more.end("number")
            found.append(Reference(match.start(), end, rule.loose, rule.prefers, tuple(parts)))
    apart: list[Reference] = []
    for one in sorted(found, key=lambda one: (one.start, -one.end)):
        if not apart or one.start >= apart[-1].end:
            apart.append(one)
    return apart


def keyword(text: str, one: Reference) -> str:
    """What a reference calls a provision, cut so short that it is the same in all its forms; "" for a mere sign."""
    return KEYWORD.match(text, one.start)[0].casefold()  # type: ignore[index]


def short_name(text: str, one: Reference, code: str) -> str:
    """What a reference calls its treaty where it does not name it ("treaty:convention"), or ""."""
    for kind, pattern in grammar(code).kinds:
        if kind == "treaty" and (match := pattern.match(text, one.end)):
            return f"treaty:{fold(TOKEN.findall(match[0])[-1])}"
    return ""


def number_norm(number: str, rules: Grammar) -> str:
    """The number with dots before its parts: "37 § 1 (b)" is 37.1.b, "5º" is 5."""
    number = rules.ordinal.sub("", number) if rules.ordinal else number
    ends = [PART.sub(r".\1", end) for end in rules.span.split(number)]
    return "-".join(ends).replace(" ", "").replace("–", "-")


def _in_chapters(text: str, chapters: Chapters) -> Iterator[Reference]:
    chapter, end = "", 0
    for match in chapters.first.finditer(text):
        goes_on = chapter and chapters.carried.fullmatch(text, end, match.start())
        chapter, end = match["chapter"] or (chapter if goes_on else ""), match.end()
        prefix = f"{chapter}:" if chapter else ""
        earlier = [*chapters.section.finditer(text, *match.span("earlier"))] if match["earlier"] else []
        starts = [match.start(), *(one.start() for one in earlier[1:]), match.start("section")]
        ends = [*(one.end() for one in earlier), end]
        numbers = [*(one[0] for one in earlier), match["section"] + (f"-{match['last']}" if match["last"] else "")]
        norms = [prefix + number.replace(" ", "").replace("–", "-") for number in numbers]
        starts = starts if earlier else starts[:1]
        yield Reference(match.start(), end, False, "", tuple(zip(starts, ends, norms, strict=True)))
