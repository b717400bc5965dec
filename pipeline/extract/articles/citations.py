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
PART = re.compile(r"\s*(?:§|\bp\b\.?|\()\s*(\w+(?:-\w+)?)\)?")
# A range of parts in brackets, which is none of provisions: "27 (2–3)".
PARTS = re.compile(r"(?<=\()(\d{1,2}) ?[-–] ?(?=\d{1,2}\))")
# A number or a letter of a part, a word between them, or what makes a range of two.
COUNTED = re.compile(r"\d+(?: ?[a-z](?!\w))?|[^\W\d_]+|[–-]")
DASHES = frozenset("–-")
# The letters with which a keyword begins in all its forms: "art.", "Article".
KEYWORD = re.compile(r"[^\W\d_]{0,3}")
# Characters before a reference in which a law is named by its kind alone: "the Covenant (".
AHEAD = 40


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
    of_two: re.Pattern[str] | None
    lettered: re.Pattern[str] | None
    paragraph: re.Pattern[str] | None
    paragraph_joint: re.Pattern[str] | None
    paragraph_ahead: re.Pattern[str] | None
    nth: dict[str, str]
    nameless: re.Pattern[str]
    subjects: tuple[tuple[str, re.Pattern[str]], ...]
    provisions: dict[str, dict[int, str]]
    general: frozenset[str]
    apart: frozenset[str]
    collections: dict[str, str]
    ordinal: re.Pattern[str] | None
    kinds: tuple[tuple[str, re.Pattern[str]], ...]
    kinds_ahead: tuple[tuple[str, re.Pattern[str]], ...]


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
            Chapters(row["needs"], *(re.compile(fill(row[name], words)) for name in ("pattern", "section", "carried")))
            for row in table.get("chapters", ())
        ),
        further=re.compile(
            rf"(?:{table['joint']})(?:{mark})?(?P<number>{unit}(?:(?:{table['range']}){unit})?)(?![\w]){count}"
        ),
        resumed=re.compile(fill(table["resumed"], words)),
        span=re.compile(table["range"]),
        forward=re.compile(fill(table["forward"], words)),
        behind=re.compile(table["behind"]),
        introduced=re.compile(table["introduced"]),
        committee=re.compile(table["committee"]),
        treaty_body_needs=tuple(table["treaty_body_needs"]),
        treaty_body=re.compile(table["treaty_body"]),
        lettered=re.compile(table["lettered"]) if "lettered" in table else None,
        pointing=re.compile(rf"(?:{table['pointing']})\Z"),
        of_two=re.compile(fill(table["of_two"], words)) if "of_two" in table else None,
        paragraph=re.compile(fill(table["paragraph"], words)) if "paragraph" in table else None,
        paragraph_joint=re.compile(fill(table["paragraph_joint"], words)) if "paragraph_joint" in table else None,
        paragraph_ahead=re.compile(rf"(?:{table['paragraph_ahead']})\Z") if "paragraph_ahead" in table else None,
        nth=table.get("nth", {}),
        nameless=re.compile(table["nameless"]),
        subjects=tuple((treaty, re.compile(pattern)) for treaty, pattern in table["subjects"].items()),
        provisions={
            treaty: {int(number): pattern for number, pattern in rows.items()}
            for treaty, rows in table.get("provisions", {}).items()
        },
        general=frozenset(table.get("general", ())),
        apart=frozenset(map(fold, table.get("apart", ()))),
        collections=table.get("collections", {}),
        ordinal=re.compile(table["ordinal"]) if "ordinal" in table else None,
        kinds=tuple((kind, re.compile(fill(pattern, words))) for kind, pattern in table["kinds"].items()),
        kinds_ahead=tuple(
            (kind, re.compile(rf"(?:{pattern})\Z")) for kind, pattern in table.get("kinds_ahead", {}).items()
        ),
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
            parts += _lettered(text, parts[0], rules)
            while more := rules.further.match(text, parts[-1][1]):
                start = more.start("again" if more["again"] else "number")
                parts.append((start, more.end("number"), number_norm(more["number"], rules)))
                parts += _lettered(text, parts[-1], rules)
            end = parts[-1][1]
            found.append(Reference(match.start(), end, rule.loose, rule.prefers, tuple(parts)))
    apart: list[Reference] = []
    for one in sorted(found, key=lambda one: (one.start, -one.end)):
        if not apart or one.start >= apart[-1].end:
            apart.append(one)
    return apart


def keyword(text: str, one: Reference) -> str:
    """What a reference calls a provision, cut so short that it is the same in all its forms; "" for a mere sign."""
    return KEYWORD.match(text, one.start)[0].casefold()  # type: ignore[index]


def _lettered(text: str, part: tuple[int, int, str], rules: Grammar) -> Iterator[tuple[int, int, str]]:
    """The further paragraphs of a provision that has one: "(c)" and "(d)" behind "12 (2) (a)"."""
    _, end, norm = part
    while rules.lettered and "." in norm and (more := rules.lettered.match(text, end)):
        letter, above = more["letter"], norm.split(".")
        while len(above) > 1 and above[-1].isdecimal() != letter.isdecimal():
            above.pop()
        if len(above) == 1:
            return
        norm, end = ".".join([*above[:-1], letter]), more.end()
        yield more.start("letter") - 1, end, norm


def called_by(text: str, one: Reference, rules: Grammar) -> Iterator[tuple[str, str]]:
    """What a reference calls its law where it does not name it: the kind, and the word ("treaty", "convention")."""
    for kind, pattern in rules.kinds:
        if match := pattern.match(text, one.end):
            yield kind, fold(TOKEN.findall(match[0])[-1])
    for kind, pattern in rules.kinds_ahead:
        if match := pattern.search(text, max(0, one.start - AHEAD), one.start):
            yield kind, fold(match[1])


def short_name(text: str, one: Reference, code: str) -> str:
    """What a reference calls its law where it does not name it ("treaty:convention", "law:act"), or "".

    "apart:directive" is what no law is called that has not the word in its name.
    """
    rules = grammar(code)
    kind, word = next(called_by(text, one, rules), ("", ""))
    return kind and f"{'apart' if kind == 'law' and word in rules.apart else kind}:{word}"


def treaty_name(text: str, one: Reference, code: str) -> str:
    """The same where that is a treaty, or ""."""
    name = short_name(text, one, code)
    return name if name.startswith("treaty:") else ""


def number_norm(number: str, rules: Grammar) -> str:
    """The number with dots before its parts: "37 § 1 (b)" is 37.1.b, "5º" is 5."""
    number = PARTS.sub(r"\1-", rules.ordinal.sub("", number) if rules.ordinal else number)
    ends = [PART.sub(r".\1", end) for end in rules.span.split(number)]
    return "-".join(ends).replace(" ", "").replace("–", "-")


def subparagraph(text: str, start: int, end: int, norm: str, rules: Grammar) -> str:
    """What a provision at `[start, end)` is narrowed to: "3" of "9.3" or of "article 9, paragraph 3"; "" for nothing.

    Parts of it stand behind dots, "2.a", and semicolons between several, "2;3".
    """
    inside = norm.partition(".")[2]
    if inside:
        return "" if "-" in inside and not PARTS.search(text, start, end) else inside
    ahead = rules.paragraph_ahead.search(text, max(0, start - AHEAD), start) if rules.paragraph_ahead else None
    found = ahead or (rules.paragraph.match(text, end) if rules.paragraph else None)
    if "-" in norm.partition(":")[2]:
        return ""
    paths: list[str] = []
    while found:
        paths += _paths(found, rules)
        joint = rules.paragraph_joint.match(text, found.end()) if rules.paragraph_joint else None
        found = rules.paragraph.match(text, joint.end()) if joint and rules.paragraph else None
    return ";".join(paths)


def _paths(narrowed: re.Match[str], rules: Grammar) -> list[str]:
    """What the groups of a match narrow a provision to: the last part that one names is that of the parts behind it."""
    paths = [""]
    for said in filter(None, narrowed.groups()):
        above = paths.pop()
        paths += [f"{above}.{part}" if above else part for part in _several(said, rules)]
    return paths


def _several(said: str, rules: Grammar) -> list[str]:
    """The parts of a provision that a text counts up, ranges as one: "1" and "3-4" of "1 och 3–4"."""
    parts: list[str] = []
    opened = False
    for word in COUNTED.findall(said):
        if word in DASHES:
            opened = bool(parts)
        elif word in rules.nth or word[0].isdecimal() or len(word) == 1 or word == said:
            part = rules.nth.get(word, word.replace(" ", ""))
            parts = [*parts[:-1], f"{parts[-1]}-{part}"] if opened else [*parts, part]
            opened = False
    return parts


def _in_chapters(text: str, chapters: Chapters) -> Iterator[Reference]:
    chapter, end = "", 0
    for match in chapters.first.finditer(text):
        goes_on = chapter and chapters.carried.fullmatch(text, end, match.start())
        chapter, end = match["chapter"] or (chapter if goes_on else ""), match.end()
        prefix = f"{chapter.replace(' ', '')}:" if chapter else ""
        earlier = [*chapters.section.finditer(text, *match.span("earlier"))] if match["earlier"] else []
        starts = [match.start(), *(one.start() for one in earlier[1:]), match.start("section")]
        ends = [*(one.end() for one in earlier), end]
        numbers = [*(one[0] for one in earlier), match["section"] + (f"-{match['last']}" if match["last"] else "")]
        norms = [prefix + number.replace(" ", "").replace("–", "-") for number in numbers]
        starts = starts if earlier else starts[:1]
        yield Reference(match.start(), end, False, "", tuple(zip(starts, ends, norms, strict=True)))
