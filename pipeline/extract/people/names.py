"""The shape of people's names: words and initials, spellings compared, which of two names is the fuller."""

import csv
import re
import unicodedata
from collections.abc import Sequence
from functools import cache, lru_cache
from pathlib import Path

# Letters of other scripts than the Latin one, folded, in Latin letters, and whether the script writes vowels.
SCRIPTS = Path(__file__).parents[2] / "letters.csv"
# A run of letters, included what stands inside it: apostrophes ("O’Neill", "Mas’udov"), the sign for a character that
# the text has lost one as, and accents that no letter has taken up.
PIECE = re.compile(r"[^\W\d_]+(?:(?:['’ʼ‘`\uFFFD]|[\u0300-\u036F]+)[^\W\d_]+)*[\u0300-\u036F]*")
LETTERS_RUN = re.compile(r"[^\W\d_]+")
# What parts the words of a name: spaces, or nothing behind an initial.
BETWEEN = re.compile(r"\s+|(?<=\w\.)(?=\w)")
# What may stand between two pieces of one name: a hyphen, where a line has ended with a space behind.
HYPHEN = re.compile(r"[-‐‑] ?")
AFTER_INITIAL = re.compile(r"\.[ -]?")
# A nickname within a name, in quotes or in brackets.
NICKNAME = re.compile(r' (?:["“„«]([^"”“»]*)(?:["”“»]|$)|\(([^)]*)\))')
# The number of a king.
NUMERAL = re.compile(r"[IVX]{1,5}")
# Initials without full stops ("KP"): short and no syllable.
INITIALS = re.compile(r"[^aeiouyAEIOUY]{2,3}")
# Letters of which Unicode knows no base letter.
LETTERS = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ə": "a"})


@lru_cache(maxsize=1 << 16)
def fold(word: str) -> str:
    """The word in lower case without diacritics and apostrophes."""
    plain = unicodedata.normalize("NFKD", word.casefold()).translate(LETTERS)
    return "".join(letter for letter in plain if letter.isalnum())


@cache
def scripts() -> dict[int, str]:
    """The Latin letters for each letter of `letters.csv`, by its code point."""
    with SCRIPTS.open(encoding="utf-8", newline="") as rows:
        return {ord(row["letter"]): row["latin"] for row in csv.DictReader(rows)}


@cache
def unvowelled() -> frozenset[str]:
    """The letters of scripts that leave vowels out."""
    with SCRIPTS.open(encoding="utf-8", newline="") as rows:
        return frozenset(row["letter"] for row in csv.DictReader(rows) if row["vowels"] != "written")


def latin(folded: str) -> str:
    """A folded word of any script in Latin letters, as far as they are known."""
    return folded if folded.isascii() else folded.translate(scripts()) or folded


@cache
def _other_letters() -> re.Pattern[str]:
    letters = "".join(map(chr, scripts()))
    return re.compile(f"[{letters}{letters.upper()}]")


def in_latin(name: str) -> bool:
    """Whether no letter of a name or text is known to be of another script than the Latin one."""
    return name.isascii() or not _other_letters().search(name)


def key(name: str) -> tuple[str, ...]:
    """The name's pieces, folded."""
    return tuple(fold(piece) for piece in PIECE.findall(name))


def words(name: str) -> list[str]:
    """The name's words; an initial is one, glued initials ("A.B.") are one each."""
    return [word for word in BETWEEN.split(name) if fold(word)]


def initial(word: str) -> bool:
    """Whether the word only stands for a name: "N.", "Ye.", "N"."""
    letters = fold(word)
    return len(letters) == 1 or (word.endswith(".") and len(letters) <= 2)


def agree(one: str, other: str) -> bool:
    """Whether two words of names can be the same name: equal but for diacritics, or one the initial of the other."""
    a, b = fold(one), fold(other)
    if a == b:
        return True
    # George I and George II are two.
    if NUMERAL.fullmatch(one) and NUMERAL.fullmatch(other):
        return False
    return (initial(one) and b.startswith(a)) or (initial(other) and a.startswith(b))


def includes(longer: Sequence[str], shorter: Sequence[str]) -> bool:
    """Whether the words of the shorter name stand in the longer one in order, the first of both the same.

    The surname of the one is no initial of the other: "D. G. Shah" is not "D. Gantz".
    """
    if not agree(longer[0], shorter[0]):
        return False
    if not initial(shorter[-1]) and not any(fold(word) == fold(shorter[-1]) for word in longer):
        return False
    rest = iter(longer)
    return all(any(agree(word, candidate) for candidate in rest) for word in shorter)


def same(one: Sequence[str], other: Sequence[str]) -> bool:
    """Whether two full names, as words, can be one person: one includes or ends in the other, or they
    differ only in order."""
    longer, shorter = (one, other) if len(one) >= len(other) else (other, one)
    if includes(longer, shorter) or all(map(agree, longer[-len(shorter) :], shorter)):
        return True
    return sorted(map(fold, one)) == sorted(map(fold, other))


def fullness(name: str) -> tuple[int, int, int, str]:
    """Sort key, the fullest first: most words that are no initials, then most words, most letters, alphabet."""
    parts = words(name)
    return -sum(not initial(word) for word in parts), -len(parts), -len(name), name


def written(parts: Sequence[str]) -> str:
    """A name of these words as names are written, "JEAN ZIEGLER" as "Jean Ziegler"; initials stay, as in "KP Oli".

    The last of several initials has a full stop as those before it.
    """
    if len(parts) > 1 and len(parts[-1]) == 1 and initial(parts[-2]) and parts[-2].endswith("."):
        parts = [*parts[:-1], f"{parts[-1]}."]
    kept = (word if INITIALS.fullmatch(fold(word)) else lowered(word) for word in parts[:-1])
    return unicodedata.normalize("NFC", " ".join((*kept, *map(lowered, parts[-1:]))))


def lowered(word: str) -> str:
    """A word in capitals as names are written: "NI" → "Ni", "O'NEILL" → "O'Neill"; any other word as it is."""
    if len(fold(word)) < 2 or not word.isupper() or word.endswith(".") or NUMERAL.fullmatch(word):
        return word
    return LETTERS_RUN.sub(lambda part: part[0].capitalize(), word)
