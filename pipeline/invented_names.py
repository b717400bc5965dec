"""Make up names of people from everywhere, in the spellings and orders that reports write them in."""

import csv
import gzip
import random
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

from pipeline import languages

# The name lists are romanised as English writes names; other Scandinavian texts are given the Swedish spelling of them.
ENGLISH, SWEDISH = "en", "sv"


def rows(path: Path) -> Iterator[dict[str, str]]:
    """The rows of a compressed CSV file."""
    with gzip.open(path, "rt", encoding="utf-8-sig", newline="") as lines:
        yield from csv.DictReader(lines)


def latin(word: str) -> bool:
    """Whether a word has Latin letters only."""
    return word.isascii() or all(ord(letter) < 0x250 or letter in "ẹọṣạịụəı’" for letter in word)


class Names:
    """Draws names of people from everywhere, in the spellings and orders that reports write them in."""

    def __init__(self, folder: Path, rng: random.Random) -> None:
        self.rng = rng
        self.particles: list[str] = languages.table(ENGLISH, "people")["joined_particles"]
        self.spelling: list[tuple[str, str]] = languages.table(SWEDISH, "people")["spelling"]
        by_country: dict[str, list[str]] = defaultdict(list)
        for row in rows(folder / "forenames-by-country.csv.gz"):
            by_country[row["Country"]].append(row["Romanized Name"] or row["Localized Name"])
        self.forenames = {country: kept for country, words in by_country.items() if (kept := clean(words))}
        by_country = defaultdict(list)
        for row in rows(folder / "surnames-by-country.csv.gz"):
            by_country[row["Country"]].append(row["Romanized Name"] or row["Localized Name"])
        self.surnames = {country: kept for country, words in by_country.items() if (kept := clean(words))}
        given = [row["name"] for sex in ("men", "women") for row in rows(folder / f"sv-given-{sex}.csv.gz")]
        self.given = clean(given)
        self.russian = tokens(folder / "translit-en-ru.tsv.gz")
        self.arabic = tokens(folder / "translit-en-ar.tsv.gz")

    def forename(self, country: str) -> str:
        """A given name, of the country or of anywhere."""
        if country in self.forenames and self.rng.random() < 0.6:
            return self.rng.choice(self.forenames[country])
        return self.rng.choice(self.rng.choice((self.given, self.given, self.russian, self.arabic)))

    def surname(self, country: str) -> str:
        """A family name, of the country or of anywhere."""
        if country in self.surnames and self.rng.random() < 0.5:
            return self.rng.choice(self.surnames[country])
        return self.rng.choice(self.rng.choice((self.russian, self.russian, self.arabic)))

    def full(self) -> tuple[str, str]:
        """Given and family part of a made-up person."""
        rng = self.rng
        country = rng.choice(sorted(self.forenames.keys() | self.surnames.keys()))
        given, family = self.forename(country), self.surname(country)
        form = rng.random()
        if form < 0.08:
            given = f"{given} {self.forename(country)}"
        elif form < 0.13:
            given = f"{given}-{self.forename(country)}"
        elif form < 0.19:
            given = f"{given} {given[0]}."
        elif form < 0.27:
            given = rng.choice((f"{given[0]}.", f"{given[:2]}.", f"{given[0]}.{self.forename(country)[0]}."))
        form = rng.random()
        if form < 0.06:
            family = f"{family} {self.surname(country)}"
        elif form < 0.10:
            family = f"{family}-{self.surname(country)}"
        elif form < 0.16:
            particle = rng.choice(self.particles)
            family = particle + family
        if form > 0.95:
            given, family = family, given.lower().capitalize()
        return given, family

    def mention(self, language: str, whole: bool) -> str:
        """A made-up person as a text of the language would name them, in full or by one name."""
        given, family = self.full()
        if language != ENGLISH and self.rng.random() < 0.5:
            given, family = respelt(given, self.spelling), respelt(family, self.spelling)
        form = self.rng.random()
        if form < 0.1:
            family = family.upper()
        elif form < 0.13:
            given, family = given.upper(), family.upper()
        return f"{given} {family}" if whole else family


def respelt(name: str, spelling: Iterable[tuple[str, str]]) -> str:
    """An English romanisation as another language writes it, by pairs of English and other letters, longest first."""
    out, at = "", 0
    while at < len(name):
        for source, target in spelling:
            if name[at : at + len(source)].lower() == source:
                out += target.capitalize() if name[at].isupper() else target
                at += len(source)
                break
        else:
            out += name[at]
            at += 1
    return out


def clean(words: Iterable[str]) -> list[str]:
    """The words that are one name in Latin letters, sorted, the first of variants."""
    kept = {word.strip().split("/")[0].split("(")[0].strip() for word in words if word}
    return sorted(word for word in kept if len(word) > 1 and word[0].isupper() and latin(word) and "," not in word)


def tokens(path: Path) -> list[str]:
    """The first column of a transliteration table as names, sorted."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        words = {line.split("\t")[0] for line in lines}
    return sorted(word.capitalize() for word in words if word.isalpha() and 3 < len(word) < 14)
