"""Time: what finds laws, articles, dates, symbols and ratifications takes no more than linear time on any text."""

import time
from collections.abc import Callable, Sequence

import pytest

from pipeline import languages
from pipeline.extract import articles, countries, dates, laws, symbols
from pipeline.extract.laws import names, ratifications
from pipeline.records import Unit

LONGEST = 100_000
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
]


@pytest.mark.parametrize(("language", "piece"), PIECES)
def test_all_finders_together(language: str, piece: str) -> None:
    grows_linearly(everything(language), piece)


@pytest.mark.parametrize("language", [code for code in languages.codes() if code not in names.codes()])
def test_all_finders_together_in_other_languages(language: str) -> None:
    grows_linearly(everything(language), " ".join(piece for _, piece in PIECES))


RULES = [
    pytest.param(rule, names.grammar(code), example, id=f"{code}-{number}-{rule.kind}")
    for code in names.codes()
    for number, (rule, row) in enumerate(
        zip(names.grammar(code).rules, languages.table(code, "laws")["rules"], strict=True)
    )
    for example in list(row["finds"])[:1]
]


@pytest.mark.parametrize(("rule", "grammar", "example"), RULES)
def test_each_rule_for_laws(rule: names.Rule, grammar: names.Grammar, example: str) -> None:
    half = example[: 2 * len(example) // 3]
    grows_linearly(lambda text: list(names.find_by(rule, text, grammar)), f"{example} {half} ")


@pytest.mark.parametrize("code", languages.having("dates"))
def test_the_patterns_for_dates(code: str) -> None:
    rows = languages.table(code, "dates")["patterns"]
    piece = " ".join(example[:-1] for row in rows for example in row["finds"])
    grows_linearly(lambda text: dates.find([unit(text, code)], 2019, {}), piece)
