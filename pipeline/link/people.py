"""Give each person one name in the whole corpus: spellings of one name joined across documents and languages."""

import csv
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import combinations
from pathlib import Path

from rapidfuzz.fuzz import ratio

from pipeline import languages
from pipeline.extract.people.names import HYPHEN, fold, initial, words

RULES = Path(__file__).parent / "romanisation.csv"
VOWELS = re.compile(r"[aeiou]+")
# Likeness of two romanised words, 0..100, from which they are spellings of one name: for given names with any letters
# and with the same consonants (Mohammed, Muhammad), then for surnames, which differ by less: Stankovic and Stojanovic
# are two families.
GIVEN, GIVEN_CONSONANTS, SURNAME, SURNAME_CONSONANTS = 85, 70, 92, 90
# Letters, and consonants, that a word needs before likeness says anything: Nora and Noah are two.
LETTERS, CONSONANTS = 6, 3
# Corpus names are given in this language where it has one.
ENGLISH = "en"
# Documents that have to name a person in full before a surname elsewhere is taken for theirs.
WIDELY = 2


@dataclass(frozen=True, slots=True)
class PersonName:
    """A name that one document gives a person, how often, and the document's ISO 639-1 language."""

    document: str
    name: str
    language: str
    count: int


@dataclass(frozen=True, slots=True, order=True)
class Spelling:
    """A full name in romanised words: given names and surname."""

    given: tuple[str, ...]
    surname: str


@cache
def rules() -> tuple[tuple[re.Pattern[str], str], ...]:
    """The rules of `romanisation.csv` in order: what a language writes, and what all of them then share."""
    with RULES.open(encoding="utf-8", newline="") as rows:
        return tuple((re.compile(row["pattern"]), row["letters"]) for row in csv.DictReader(rows))


@lru_cache(maxsize=1 << 17)
def romanised(word: str) -> str:
    """A word of a name in letters that do not depend on the language whose spelling it follows."""
    letters = fold(word)
    for pattern, replacement in rules():
        letters = pattern.sub(replacement, letters)
    return letters


@cache
def particles() -> frozenset[str]:
    """The little words inside names, of all languages: some writers leave them out."""
    tables = [languages.table(code, "people") for code in languages.codes()]
    return frozenset(fold(word) for table in tables for word in table.get("particles", ()))


@cache
def genitive(language: str) -> str:
    """The ending that a language's genitive adds to a name, or ""."""
    return str(languages.table(language, "people").get("genitive", ""))


def spelling(name: str) -> Spelling:
    """A full name as it is compared. Hyphens part given names, which one writer joins and another does not."""
    parts = words(name)
    kept = [part for part in parts if fold(part) not in particles()]
    *given, surname = kept if len(kept) > 1 else parts
    split = [part for word in given for part in re.split(HYPHEN, word) if fold(part)]
    return Spelling(tuple(romanised(part) for part in split), family(surname))


def family(word: str) -> str:
    """A surname as it is compared: an article joined to it ("al-Assad", "el-Assad") is left out."""
    parts = re.split(HYPHEN, word)
    return romanised("".join(part for part in parts if fold(part) not in particles()) or word)


@lru_cache(maxsize=1 << 17)
def consonants(word: str) -> str:
    """What is left of a romanised word without its vowels."""
    return VOWELS.sub("", word)


@lru_cache(maxsize=1 << 18)
def alike(one: str, other: str, any_letters: int, consonants_agree: int) -> bool:
    """Whether two romanised words are spellings of one name, by the likeness that each kind of difference takes."""
    if one == other:
        return True
    # Alexander and Alexandra, Ivanov and Ivanova are two people.
    if (one[-1] == "a") != (other[-1] == "a") or bool(VOWELS.match(one[-1])) != bool(VOWELS.match(other[-1])):
        return False
    frame = consonants(one)
    if len(frame) >= CONSONANTS and frame == consonants(other):
        return ratio(one, other) >= consonants_agree
    return min(len(one), len(other)) >= LETTERS and ratio(one, other) >= any_letters


def same_surname(one: Spelling, other: Spelling) -> bool:
    """Whether the surnames of two names are spellings of one."""
    return alike(one.surname, other.surname, SURNAME, SURNAME_CONSONANTS)


def agree(one: str, other: str) -> bool:
    """Whether two romanised given names can be one: alike, or one the initial of the other."""
    if len(one) == 1 or len(other) == 1:
        return one.startswith(other) or other.startswith(one)
    return alike(one, other, GIVEN, GIVEN_CONSONANTS)


def certain(one: Spelling, other: Spelling) -> bool:
    """Whether two full names are one person's by themselves: as many given names and all of them alike."""
    return (
        len(one.given) == len(other.given)
        and same_surname(one, other)
        and all(len(a) > 1 and len(b) > 1 and agree(a, b) for a, b in zip(one.given, other.given, strict=True))
    )


def possible(longer: Spelling, shorter: Spelling) -> bool:
    """Whether the shorter of two full names can be the longer without some given names, or with initials for them."""
    exact = longer.surname == shorter.surname
    if not exact and (not same_surname(longer, shorter) or any(len(given) == 1 for given in shorter.given)):
        return False
    if not agree(longer.given[0], shorter.given[0]):
        return False
    rest = iter(longer.given)
    return all(any(agree(given, candidate) for candidate in rest) for given in shorter.given)


def weight(one: Spelling) -> tuple[int, int, Spelling]:
    """Sort key, the name that says most first."""
    return -sum(len(given) > 1 for given in one.given), -len(one.given), one


class Persons:
    """Spellings joined to persons: a forest in which every spelling leads to the first of its person."""

    def __init__(self, spellings: Iterable[Spelling]) -> None:
        self.parent = {one: one for one in spellings}

    def of(self, one: Spelling) -> Spelling:
        """The spelling that stands for a spelling's person."""
        while self.parent[one] != one:
            self.parent[one] = self.parent[self.parent[one]]
            one = self.parent[one]
        return one

    def join(self, one: Spelling, other: Spelling) -> None:
        """Make two spellings one person's."""
        first, second = sorted((self.of(one), self.of(other)), key=weight)
        self.parent[second] = first


def block(one: Spelling) -> tuple[str, str]:
    """Names of one person share this: the surname's first consonants and the sound that the first name begins with."""
    letter = one.given[0][0]
    return consonants(one.surname)[:3] or one.surname, "a" if VOWELS.fullmatch(letter) else letter


def persons_of(spellings: Iterable[Spelling]) -> Persons:
    """Join the spellings of full names that are one person's. A short form that fits two persons is neither's."""
    persons = Persons(sorted(spellings))
    blocks: dict[tuple[str, str], list[Spelling]] = defaultdict(list)
    for one in sorted(persons.parent, key=weight):
        blocks[block(one)].append(one)
    for members in blocks.values():
        for one, other in combinations(members, 2):
            if certain(one, other):
                persons.join(one, other)
        for place, shorter in enumerate(members):
            fitting = {persons.of(longer) for longer in members[:place] if possible(longer, shorter)}
            if len(fitting) == 1 and persons.of(shorter) not in fitting:
                persons.join(fitting.pop(), shorter)
    return persons


def without_genitive(names: Sequence[PersonName]) -> dict[PersonName, str]:
    """Each name, a genitive ending taken off where the corpus has the same name without it."""
    known = {spelling(one.name) for one in names if len(words(one.name)) > 1}
    stripped = {}
    for one in names:
        stem = one.name.removesuffix(genitive(one.language))
        shorter = stem != one.name and len(words(stem)) > 1 and spelling(stem) in known
        stripped[one] = stem if shorter else one.name
    return stripped


def join(names: Iterable[PersonName]) -> dict[tuple[str, str], str]:
    """The corpus's name for each (document, name): the fullest English form that any document gives this person.

    Two full names are one person's if surname and given names are spellings of each other; different given names never
    are. A form from an English document comes first, then the one with most words, the most frequent, the alphabet.
    """
    given = sorted(names, key=lambda one: (one.document, one.name))
    read = without_genitive(given)
    full = {one: spelling(name) for one, name in read.items() if len(words(name)) > 1}
    persons = persons_of(full.values())
    forms: dict[Spelling, Counter[tuple[bool, str]]] = defaultdict(Counter)
    documents: dict[Spelling, set[str]] = defaultdict(set)
    for one, spelt in full.items():
        person = persons.of(spelt)
        forms[person][one.language == ENGLISH, read[one]] += one.count
        documents[person].add(one.document)
    chosen = {person: best(counts) for person, counts in forms.items()}
    bearers: dict[str, set[Spelling]] = defaultdict(set)
    for spelt in full.values():
        bearers[spelt.surname].add(persons.of(spelt))
    joined = {}
    for one in given:
        if one in full:
            joined[one.document, one.name] = chosen[persons.of(full[one])]
            continue
        # A surname alone says too little to join it to a person of another document, unless nobody else in the corpus
        # has it and several documents speak of that one: a head of state, not the namesake of a witness.
        candidates = surname_bearers(one, bearers)
        known = len(candidates) == 1 and len(documents[candidates[0]]) >= WIDELY
        joined[one.document, one.name] = chosen[candidates[0]] if known else one.name
    return joined


def surname_bearers(one: PersonName, bearers: Mapping[str, set[Spelling]]) -> list[Spelling]:
    """The persons who have a surname that stands alone, perhaps in the genitive of its language."""
    plain = bearers.get(family(one.name), set())
    return sorted(plain or bearers.get(family(one.name.removesuffix(genitive(one.language))), set()))


def best(forms: Counter[tuple[bool, str]]) -> str:
    """The form to call a person by, of those that English and other documents have, with how often they do."""

    def rank(form: tuple[bool, str]) -> tuple[bool, int, int, int, str]:
        english, name = form
        parts = words(name)
        return not english, -sum(not initial(word) for word in parts), -len(parts), -forms[form], name

    return min(forms, key=rank)[1]
