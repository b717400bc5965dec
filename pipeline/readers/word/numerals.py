"""Numerals: a count written as Word writes it in front of an item or a note."""

from collections.abc import Callable

ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"),
    (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip
LATIN = "abcdefghijklmnopqrstuvwxyz"
# Word counts without ё, й, ъ and ь.
RUSSIAN = "абвгдежзиклмнопрстуфхцчшщыэюя"
CHICAGO = "*†‡§"
# Beyond these a count has no such numeral; nobody reads twenty letters in a row, or a Roman number over 5000.
MOST_ROMAN = 5000
MOST_REPEATS = 20


def numeral(value: int, style: str) -> str:
    """`value` in the style that the format calls `style`; in figures where that style is a language's own words."""
    return STYLES.get(style, str)(value)


def roman(value: int) -> str:
    """`value` in small Roman numerals; in figures where there is none."""
    if not 0 < value <= MOST_ROMAN:
        return str(value)
    written = ""
    for size, letters in ROMAN:
        written += letters * (value // size)
        value %= size
    return written


def _lettered(alphabet: str) -> Callable[[int], str]:
    def written(value: int) -> str:
        """a, b, … z, aa, bb, …"""
        repeats, place = divmod(value - 1, len(alphabet))
        return alphabet[place] * (repeats + 1) if 0 <= repeats < MOST_REPEATS else str(value)

    return written


STYLES: dict[str, Callable[[int], str]] = {
    "none": lambda _: "",
    "bullet": lambda _: "•",
    "decimalZero": lambda value: f"{value:02d}",
    "numberInDash": lambda value: f"- {value} -",
    "lowerRoman": roman,
    "upperRoman": lambda value: roman(value).upper(),
    "lowerLetter": _lettered(LATIN),
    "upperLetter": _lettered(LATIN.upper()),
    "russianLower": _lettered(RUSSIAN),
    "russianUpper": _lettered(RUSSIAN.upper()),
    "chicago": _lettered(CHICAGO),
}
