"""Numbers and bullets at the start of a line: what they are, what they count, where the words begin."""

import re
import unicodedata
from dataclasses import dataclass

# Letters of Cyrillic and Greek that look like a Latin one: reports typed on such keyboards count "А. В. С." with them.
LATIN = str.maketrans("АВЕКМНОРСТХІаеорсхіΑΒΕΗΙΚΜΝΟΡΤΧ", "ABEKMHOPCTXIaeopcxiABEHIKMNOPTX")
# The letters that count in Russian: those that look Latin count in either order.
CYRILLIC = "абвгдежзиклмнопрстуф"
ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100, "d": 500, "m": 1000}

# Bullets of word processors, the private-use characters that symbol fonts leave in ripped text among them.
BULLET = re.compile(r"[•●▪■□◦‣⁃∙·►▶➢➔→✓✔❖◆◊○*\ue000-\uf8ff](?!\*)\s*|[-–—]\s+(?=\S)|o\s+(?=[^\W\d_])")
DASHES = "-–—"

NUMBERS = (
    ("bracketed digits", re.compile(r"\((?P<n>\d{1,3})\)\s+(?=\S)")),
    ("bracketed roman", re.compile(r"\((?P<n>[ivxl]{1,6})\)\s*(?=\S)")),
    ("bracketed capital roman", re.compile(r"\((?P<n>[IVX]{1,6})\)\s*(?=\S)")),
    ("bracketed letter", re.compile(r"\((?P<n>[^\W\d_])\)\s*(?=\S)")),
    ("square", re.compile(r"\[(?P<n>\d{1,3})\]\s*(?=\S)")),
    ("deep", re.compile(r"(?P<n>\d{1,3}(?:\.\d{1,3}){1,4})\.?\s+(?=[^\W_])")),
    ("digits", re.compile(r"(?P<n>\d{1,3})\.(?:\s+(?=\S)|(?=[^\W\d_])|$)")),
    ("closed digits", re.compile(r"(?P<n>\d{1,3})\)\s*(?=\S)")),
    ("closed roman", re.compile(r"(?P<n>[ivxl]{1,6})\)\s+(?=\S)")),
    ("closed letter", re.compile(r"(?P<n>[^\W\d_])\)\s+(?=\S)")),
    (
        "roman",
        re.compile(r"(?P<n>[IVX]|[IVXL]{2,6})(?:[.:](?:\s+(?=[^\W_])|(?=[^\W\d_]{3}))|\.$|\s+[-–—]\s+(?=[^\W_]))"),
    ),
    ("capital", re.compile(r"(?P<n>[^\W\d_])\.(?:\s+(?=[^\W_])|$)")),
    ("small roman", re.compile(r"(?P<n>[ivxl]{1,6})\.\s+(?=[^\W_])")),
    ("letter", re.compile(r"(?P<n>[^\W\d_])\.\s+(?=[^\W_])")),
    ("bare digits", re.compile(r"(?P<n>\d{1,3})\s+(?=[^\W\d_])")),
)
# Styles that count sections, even where a heading ends like a sentence, and styles that count paragraphs.
SECTIONS = {"section", "roman", "capital"}
PARAGRAPHS = {"digits", "deep", "bare digits"}
# Styles that count the items of a list, not sections or paragraphs.
ITEMS = {
    "bracketed digits",
    "bracketed roman",
    "bracketed capital roman",
    "bracketed letter",
    "closed digits",
    "closed roman",
    "closed letter",
    "small roman",
    "letter",
}


@dataclass(frozen=True, slots=True)
class Number:
    """A number before a line's words: as printed (`label`), what it counts to, how many levels deep, its length."""

    style: str
    label: str
    value: int
    depth: int
    length: int


def roman(digits: str) -> int:
    """Value of a Roman number in letters of either case."""
    values = [ROMAN[digit] for digit in digits.lower()]
    pairs = zip(values, [*values[1:], 0], strict=True)
    return sum(-value if value < after else value for value, after in pairs)


def counted(label: str) -> int:
    """What the last word of a label counts to: 2 for "Section 2", 4 for "Chapter IV", 2 for "Annex B"; else 0."""
    last = label.split()[-1].strip(".:") if label.split() else ""
    if last.isdecimal():
        return int(last)
    if last and all(letter in ROMAN for letter in last.lower()) and (len(last) > 1 or last in "IVX"):
        return roman(last)
    return _value("letter", last) if len(last) == 1 else 0


def bullet(text: str) -> int:
    """Length of the bullet and space that a line starts with, or 0."""
    found = BULLET.match(text)
    return found.end() if found else 0


def readings(text: str) -> list[Number]:
    """Every way to read the number that a line starts with, the likeliest first ("I." is Roman, then a letter)."""
    if not text or not (text[0].isdigit() or text[0] in "([" or text[1:2] in {".", ")"} or text[0] in "IVXLivxl"):
        return []
    found = []
    for style, pattern in NUMBERS:
        match = pattern.match(text)
        if not match:
            continue
        digits = match["n"].translate(LATIN)
        if (style == "capital" and not digits.isupper()) or (style == "letter" and not digits.islower()):
            continue
        label, depth, length = text[: match.end()].strip(), digits.count(".") + 1, match.end()
        found.append(Number(style, label, _value(style, digits), depth, length))
        if match["n"].lower() in CYRILLIC:
            found.append(Number(style, label, CYRILLIC.index(match["n"].lower()) + 1, depth, length))
    return found


def _value(style: str, digits: str) -> int:
    if "roman" in style:
        return roman(digits)
    if digits[0].isdigit():
        return int(digits.rpartition(".")[2])
    letter = unicodedata.normalize("NFD", digits.lower())[0]
    return ord(letter) - ord("a") + 1 if letter.isascii() else ord(letter)


class Count:
    """Where each style of numbering stands while a document is read from its start."""

    def __init__(self) -> None:
        self.last: dict[str, int] = {}

    def choose(self, options: list[Number]) -> Number | None:
        """The reading that goes on where its style stands, else one that begins at 1, else the likeliest."""
        ranked = sorted(options, key=lambda option: (not self._goes_on(option), option.value != 1))
        return ranked[0] if ranked else None

    def expects(self, number: Number) -> bool:
        """Whether `number` comes next in its style."""
        return number.value == self.last.get(number.style, 0) + 1

    def _goes_on(self, number: Number) -> bool:
        return number.value > 1 and self.expects(number)

    def take(self, number: Number) -> None:
        """Note that `number` has been used."""
        self.last[number.style] = number.value
