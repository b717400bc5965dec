"""Compare full names: romanised words, and whether two of them can be spellings of one person's name."""

import csv
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from rapidfuzz.fuzz import ratio

from pipeline import languages
from pipeline.extract.people.names import HYPHEN, NUMERAL, fold, initial, latin, words

RULES = Path(__file__).parent / "romanisation.csv"
# What one language's letters can be in another's, of romanised words: alternatives between bars.
AMBIGUOUS = Path(__file__).parent / "ambiguous.csv"
VOWELS = re.compile(r"[aeiou]+")
# Letters that another language may write as others, or not at all.
UNSURE = re.compile(r"[aeiouhsztdJX]+")
# The first letters of given names by which names are divided: an initial may stand for a word that begins otherwise
# when it is romanised ("K." for Khalid, "P." for Philip).
DIVIDING = str.maketrans(dict.fromkeys("cjkqxy", "") | {"p": "f", "w": "v"})
# What ends an initial in a spelling.
STOP = "."
# A king's number in digits, which no romanised word has.
DIGITS = str.maketrans("IVX", "159")
# Likeness of two romanised words, 0..100, from which they are spellings of one name: for given names with any letters
# and with the same consonants (Mohammed, Muhammad), then for surnames, which differ by less: Stankovic and Stojanovic
# are two families.
GIVEN, GIVEN_CONSONANTS, SURNAME, SURNAME_CONSONANTS = 85, 70, 92, 90
# The same for a surname with the same consonants behind given names that have all their consonants in common.
SURNAME_VOWELS = 80
# Letters, and consonants, that a word needs before likeness says anything: Nora and Noah are two.
LETTERS, CONSONANTS = 6, 3
# Letters of surnames that may differ by more than one letter and be alike: two letters of 25 are 0.08 of them.
LONG = 12


@dataclass(frozen=True, slots=True, order=True)
class Spelling:
    """A full name in romanised words: given names and surname. Of an initial there are the letters, with a full stop.

    `firsts` are the letters that the given names are written with first; `initials` says whether any is an initial.
    """

    given: tuple[str, ...]
    surname: str
    firsts: tuple[str, ...]
    initials: bool

    @property
    def romanised(self) -> tuple[tuple[str, ...], str]:
        """What the spellings of one name have in common."""
        return self.given, self.surname


@cache
def rules() -> tuple[tuple[re.Pattern[str], str], ...]:
    """The rules of `romanisation.csv` in order: what a language writes, and what all of them then share."""
    with RULES.open(encoding="utf-8", newline="") as rows:
        return tuple((re.compile(row["pattern"]), row["letters"]) for row in csv.DictReader(rows))


@lru_cache(maxsize=1 << 17)
def romanised(word: str) -> str:
    """A word of a name in letters that do not depend on the language whose spelling it follows."""
    letters = latin(fold(word))
    for pattern, replacement in rules():
        letters = pattern.sub(replacement, letters)
    return letters


@cache
def alternatives() -> tuple[tuple[re.Pattern[str], tuple[str, ...]], ...]:
    """The rules of `ambiguous.csv` in order, with what each can stand for."""
    with AMBIGUOUS.open(encoding="utf-8", newline="") as rows:
        return tuple((re.compile(row["pattern"]), tuple(row["letters"].split("|"))) for row in csv.DictReader(rows))


@lru_cache(maxsize=1 << 17)
def readings(word: str) -> frozenset[str]:
    """All that a romanised word can be where its letters say different things in different languages."""
    forms = {word}
    for pattern, letters in alternatives():
        forms = {pattern.sub(letter, form) for form in forms for letter in letters}
    return frozenset(forms)


@cache
def particles() -> frozenset[str]:
    """The little words inside names, of all languages: some writers leave them out."""
    tables = [languages.table(code, "people") for code in languages.codes()]
    return frozenset(fold(word) for table in tables for word in table.get("particles", ()))


@cache
def genitive(language: str) -> str:
    """The ending that a language's genitive adds to a name, or ""."""
    return str(languages.table(language, "people").get("genitive", ""))


@lru_cache(maxsize=1 << 16)
def spelling(name: str) -> Spelling:
    """A full name as it is compared. Hyphens part given names, which one writer joins and another does not.

    A king's number stands as that behind the surname.
    """
    parts = words(name)
    number = parts.pop() if len(parts) > 2 and NUMERAL.fullmatch(parts[-1]) else ""
    kept = [part for part in parts if fold(part) not in particles()]
    *given, surname = kept if len(kept) > 1 else parts
    split = [part for word in given for part in HYPHEN.split(word) if fold(part)]
    short = [initial(part) for part in split]
    return Spelling(
        tuple(latin(fold(part)) + STOP if alone else romanised(part) for part, alone in zip(split, short, strict=True)),
        family(surname) + number.translate(DIGITS),
        tuple(latin(fold(part))[0] for part in split),
        any(short),
    )


def family(word: str) -> str:
    """A surname as it is compared: an article joined to it ("al-Assad", "el-Assad") is left out."""
    parts = HYPHEN.split(word)
    return romanised("".join(part for part in parts if fold(part) not in particles()) or word)


@lru_cache(maxsize=1 << 17)
def consonants(word: str) -> str:
    """What is left of a romanised word without its vowels."""
    return VOWELS.sub("", word)


@lru_cache(maxsize=1 << 18)
def alike(one: str, other: str, any_letters: int, consonants_agree: int) -> bool:
    """Whether two romanised words are spellings of one name, by the likeness that each kind of difference takes."""
    # George I and George II are two.
    if one[-1].isdigit() or other[-1].isdigit():
        return one == other
    if one == other or readings(one) & readings(other):
        return True
    # Alexander and Alexandra, Ivanov and Ivanova are two people.
    if (one[-1] == "a") != (other[-1] == "a") or bool(VOWELS.match(one[-1])) != bool(VOWELS.match(other[-1])):
        return False
    frame = consonants(one)
    if len(frame) >= CONSONANTS and frame == consonants(other):
        return ratio(one, other) >= consonants_agree
    return min(len(one), len(other)) >= LETTERS and ratio(one, other) >= any_letters


def near(surnames: Iterable[str]) -> dict[str, set[str]]:
    """For each romanised surname those that `alike` may join to it, and itself: all that it does join are among them.

    Comparing every name with every other takes longest where there are most.
    """
    found: dict[str, set[str]] = {}
    together: dict[tuple[str, str], list[str]] = defaultdict(list)
    for surname in surnames:
        found[surname] = {surname}
        for sort in {*_sorts(surname)}:
            together[sort].append(surname)
    for same in together.values():
        for surname in same:
            found[surname].update(same)
    return found


def _sorts(surname: str) -> Iterator[tuple[str, str]]:
    """Names of the groups that a surname shares with every other that `alike` joins to it."""
    for reading in readings(surname):
        yield "reading", reading
    yield "consonants", consonants(surname)
    if len(surname) >= LONG:
        yield "long", ""
    # Shorter ones that are alike enough differ by one letter more or less.
    yield "letters", surname
    for place in range(len(surname)):
        yield "letters", surname[:place] + surname[place + 1 :]


def same_surname(one: Spelling, other: Spelling) -> bool:
    """Whether the surnames of two names are spellings of one."""
    return alike(one.surname, other.surname, SURNAME, SURNAME_CONSONANTS)


def agree(one: str, other: str) -> bool:
    """Whether two romanised given names are alike."""
    return alike(one, other, GIVEN, GIVEN_CONSONANTS)


def fits(given: str, first: str, other: str, letter: str) -> bool:
    """Whether two given names can be one, each with the letter that it is written with first: alike, or one the initial
    of the other."""
    if other.endswith(STOP):
        given, first, other, letter = other, letter, given, first
    if not given.endswith(STOP):
        return agree(given, other)
    if other.endswith(STOP):
        return given == other
    letters, sound = given.removesuffix(STOP), romanised(given)
    # A vowel alone is written in too many ways: J. is not Ivan.
    return letters == letter or (other.startswith(sound) and (len(letters) > 1 or not VOWELS.fullmatch(sound)))


def certain(one: Spelling, other: Spelling) -> bool:
    """Whether two full names are one person's by themselves: all given names alike, written apart or together."""
    if one.initials or other.initials:
        return False
    if same_surname(one, other):
        if len(one.given) == len(other.given):
            return all(map(agree, one.given, other.given))
        return agree("".join(one.given), "".join(other.given))
    if len(one.given) != len(other.given) or not all(map(same_consonants, one.given, other.given)):
        return False
    return alike(one.surname, other.surname, SURNAME, SURNAME_VOWELS)


def same_consonants(one: str, other: str) -> bool:
    """Whether two romanised given names are equal, or differ in vowels alone."""
    return bool(readings(one) & readings(other)) or (
        len(consonants(one)) > CONSONANTS and consonants(one) == consonants(other)
    )


def possible(longer: Spelling, shorter: Spelling) -> bool:
    """Whether the shorter of two full names can be the longer without some given names, or with initials for them."""
    exact = longer.surname == shorter.surname
    if not exact and (not same_surname(longer, shorter) or shorter.initials):
        return False
    if not fits(longer.given[0], longer.firsts[0], shorter.given[0], shorter.firsts[0]):
        return False
    wanted = zip(shorter.given, shorter.firsts, strict=True)
    rest = zip(longer.given, longer.firsts, strict=True)
    return all(any(fits(*one, *candidate) for candidate in rest) for one in wanted)


def weight(one: Spelling) -> tuple[int, int, Spelling]:
    """Sort key, the name that says most first."""
    return -sum(not given.endswith(STOP) for given in one.given), -len(one.given), one


def block(one: Spelling) -> tuple[str, str]:
    """What the names of one person share: the surname's first sure consonants, and the first name's."""
    return UNSURE.sub("", one.surname)[:2] or one.surname[-1], UNSURE.sub("", one.given[0][0]).translate(DIVIDING)
