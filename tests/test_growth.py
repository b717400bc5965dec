"""Time: what finds laws, articles, dates, symbols and ratifications takes no more than linear time on any text."""

import re
import time
import tomllib
from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest

from pipeline import languages
from pipeline.extract import articles, countries, dates, laws, symbols, within
from pipeline.extract.articles import citations
from pipeline.extract.dates import grammars
from pipeline.extract.laws import bodies, names, ratifications
from pipeline.records import Unit

LONGEST = 100_000
# In characters: no name that a rule finds has as many.
LONGEST_NAME = 1_500
# How much more than four times as long four times the text may take: the clock's noise, and caches that fill.
SLACK, NOISE = 1.9, 0.04

Work = Callable[[str], object]


def unit(text: str, language: str) -> Unit:
    return Unit("d", 0, "paragraph", 0, (), "", 1, 0, len(text), language, 1.0, text, ((0, 0),), ())


def everything(language: str) -> Work:
    def work(text: str) -> None:
        units = [unit(text, language)]
        named = laws.find(units)
        mentions = [*named, *dates.find(units, 2019, {0: [(one.start, one.end) for one in named]})]
        articles.find(units, named)
        list(ratifications.find(units, mentions, ""))
        countries.named(text, language)
        symbols.find(text)

    return work


def grows_linearly(work: Work, piece: str, sizes: Sequence[int] = (LONGEST // 4, LONGEST)) -> None:
    """Raises AssertionError where the time grows faster than the text."""

    def seconds(size: int) -> float:
        text = (piece * (size // len(piece) + 1))[:size]
        start = time.process_time()
        work(text)
        return time.process_time() - start

    seconds(1_000)
    small, large = sizes
    allowed = SLACK * large / small * seconds(small) + NOISE
    # A busy machine may be slow once, and not three times.
    assert any(seconds(large) < allowed for _ in range(3)), piece


PIECES = [
    ("en", "a"),
    ("en", "A "),
    ("en", "“"),
    ("sv", "2019 "),
    ("en", "Article 5, "),
    ("en", "the Law on "),
    ("en", "Rights of the "),
    ("en", "criminal and "),
    ("en", "Convention on the Rights of "),
    ("en", "Optional Protocol to the "),
    ("en", "CAT and ratified, "),
    ("en", "June 9, between "),
    ("sv", "5 kap. 3 § "),
    ("sv", "lagen (2019:1) om "),
    ("sv", "artiklarna 2 och "),
    ("sv", "konventionen om "),
    ("en", "A/HRC/1/"),
    ("en", "The CAT was ratified in 2006. "),
    ("sv", "Landet anslöt sig 1998 till CAT. "),
    ("en", "On 5 May 2018 Anna Lind signed article 5 of the CAT. "),
    ("en", "The Criminal Code is in line with article 4 of the Convention. "),
    ("en", "Section 25 of the Constitution, and Section 79, "),
    ("en", "The CAT and the CRC; article 4 of the Convention. "),
]


@pytest.mark.parametrize(("language", "piece"), PIECES)
def test_all_finders_together(language: str, piece: str) -> None:
    grows_linearly(everything(language), piece)


@pytest.mark.parametrize("language", [code for code in languages.codes() if code not in names.codes()])
def test_all_finders_together_in_other_languages(language: str) -> None:
    grows_linearly(everything(language), " ".join(piece for _, piece in PIECES))


def test_who_is_named_within_laws() -> None:
    def work(text: str) -> None:
        row = [(start, start + 9) for start in range(0, len(text), 10)]
        people = [laws.mention(unit(text, "en"), "person", start, end, "") for start, end in row]
        assert all(within(person, row) for person in people)

    grows_linearly(work, "Anna Lind ", (10_000, 40_000))


def test_articles_of_many_treaties() -> None:
    def work(text: str) -> None:
        names = [
            "".join(chr(97 + at // 26**place % 26) for place in range(3)).title() for at in range(len(text) // 100)
        ]
        texts = [f"Article 5 of the Convention on {name} Rights, and article 6 of the Convention." for name in names]
        units = [replace(unit(said, "en"), order=order) for order, said in enumerate(texts)]
        starts = [said.index("Convention") for said in texts]
        named = [
            laws.mention(one, "law", at, at + 21, f"treaty:{order}")
            for order, (one, at) in enumerate(zip(units, starts, strict=True))
        ]
        assert len(articles.find(units, named)) == 2 * len(units)

    grows_linearly(work, "x", (100_000, 400_000))


def exhaust(pattern: re.Pattern[str]) -> Work:
    return lambda text: sum(1 for _ in pattern.finditer(text))


# What the words between a name's parts are, so that a rule that goes on over them goes on and on.
LINKS = {"en": "{} of the Rights and Duties, ", "sv": "{} om barns rätt och plikt, "}
RULES = [
    pytest.param(rule, names.grammar(code), [*row["finds"]], LINKS[code], id=f"{code}-{number}-{rule.kind}")
    for code in names.codes()
    for number, (rule, row) in enumerate(
        zip(names.grammar(code).rules, languages.table(code, "laws")["rules"], strict=True)
    )
]


@pytest.mark.parametrize(("rule", "grammar", "examples", "link"), RULES)
def test_each_rule_for_laws(rule: names.Rule, grammar: names.Grammar, examples: list[str], link: str) -> None:
    def work(text: str) -> int:
        return sum(1 for _ in names.find_by(rule, text, grammar))

    cut = [example[: 2 * len(example) // 3] for example in examples]
    grows_linearly(work, " ".join([*examples, *cut, ""]))
    grows_linearly(work, link.format(rule.needs[0].title()))
    grows_linearly(work, link.format(rule.needs[0]))


@pytest.mark.parametrize("code", names.codes())
def test_no_name_is_longer_than_a_rule_can_reach(code: str) -> None:
    """What is matched against a whole name, to make its norm, takes time that does not depend on the text's length."""
    for number, rule in enumerate(names.grammar(code).rules):
        for need in rule.needs:
            for word in (need, need.title()):
                text = LINKS[code].format(word) * (3 * LONGEST_NAME // len(LINKS[code]))
                lengths = [name.end - name.start for name in names.find_by(rule, text, names.grammar(code))]
                assert max(lengths, default=0) < LONGEST_NAME, f"{code} rule {number}"


@pytest.mark.parametrize("code", names.codes())
@pytest.mark.parametrize("name", ["committee", "beside"])
def test_other_patterns_for_laws(code: str, name: str) -> None:
    if name in languages.table(code, "laws"):
        words = "Committee on the art. kommittén mot tortyr "
        for piece in (words, words.split("(")[0] + "(AB", "Committee on ", "art. "):
            grows_linearly(exhaust(laws.pattern(code, name)), piece)


@pytest.mark.parametrize("code", languages.having("articles"))
def test_the_patterns_for_articles(code: str) -> None:
    table, grammar = languages.table(code, "articles"), citations.grammar(code)
    rows = [*table["rules"], *table.get("chapters", [])]
    patterns = [*(rule.first for rule in grammar.rules), *(chapters.first for chapters in grammar.chapters)]
    for row, pattern in zip(rows, patterns, strict=True):
        for example in row["finds"]:
            for piece in (f"{example} ", example[:-1], example.split()[0] + " ", "5 (1) (a), "):
                grows_linearly(exhaust(pattern), piece)
    others = [pattern for chapters in grammar.chapters for pattern in (chapters.section, chapters.carried)]
    others += [pattern for _, pattern in grammar.kinds]
    others += filter(None, (grammar.paragraph, grammar.paragraph_joint, grammar.of_two))
    for pattern in (grammar.further, grammar.resumed, grammar.forward, grammar.behind, grammar.committee, *others):
        for piece in ("5 (1) (a), ", ", (a) and ", "of the annex to the ", " i de ", " första stycket och "):
            grows_linearly(exhaust(pattern), piece)


@pytest.mark.parametrize("code", languages.having("articles"))
def test_the_patterns_for_bodies(code: str) -> None:
    for called in languages.table(code, "articles")["bodies"]["finds"]:
        grows_linearly(lambda text: bodies.find(text, code), f"{called} {called[:-1]} ")


@pytest.mark.parametrize("code", languages.having("dates"))
def test_the_patterns_for_dates(code: str) -> None:
    rows = languages.table(code, "dates")["patterns"]
    examples = [example for row in rows for example in row["finds"]]
    grows_linearly(lambda text: dates.find([unit(text, code)], 2019, {}), " ".join(one[:-1] for one in examples))
    patterns = {one.expression for group in grammars.grammar(code).openings.values() for one in group}
    for pattern in sorted(patterns, key=lambda one: one.pattern):
        grows_linearly(exhaust(pattern), " ".join(examples))
        grows_linearly(exhaust(pattern), "2019 1 - 31, ")


def test_the_patterns_for_symbols() -> None:
    rows = tomllib.loads(symbols.FILE.read_text(encoding="utf-8"))["symbols"]
    examples = [example for row in rows for example in row["finds"]]
    for system, _, pattern in symbols.patterns():
        for piece in (" ".join(examples), "A/1/", "CCPR/C/", "2019:1 ", system):
            grows_linearly(exhaust(pattern), piece)


@pytest.mark.parametrize("code", languages.having("ratifications"))
@pytest.mark.parametrize("side", ["before", "behind"])
def test_the_patterns_for_ratifications(code: str, side: str) -> None:
    rows = languages.table(code, "ratifications").get(side, [])
    examples = " ".join(example for row in rows for example in row["finds"])
    for _, pattern in ratifications.patterns(code, side):
        grows_linearly(exhaust(pattern), f"{examples} ")
        grows_linearly(exhaust(pattern), " ".join(examples.split()[:2]) + " ")
