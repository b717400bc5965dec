"""Symbols that documents, statutes and judgments are filed under ("CCPR/C/KAZ/CO/2"), taken into their parts."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FILE = Path(__file__).parents[2] / "symbols.toml"
PARTS = ("series", "session", "year", "country", "number", "part")


@dataclass(frozen=True, slots=True)
class Symbol:
    """A symbol at `[start, end)` of a text; `parts` are what it says of PARTS."""

    start: int
    end: int
    system: str
    parts: Mapping[str, str]


@cache
def patterns() -> tuple[tuple[str, tuple[str, ...], re.Pattern[str]], ...]:
    """The systems of symbols, the literals of which a text with one of its symbols has one, and their patterns."""
    rows = tomllib.loads(FILE.read_text(encoding="utf-8"))["symbols"]
    return tuple(
        (row["system"], tuple(row["needs"]), re.compile(rf"(?<![\w/.])(?:{row['pattern']})(?![\w/])")) for row in rows
    )


@cache
def treaties() -> dict[str, str]:
    """The treaty of the committee whose documents are filed under a series, by the series."""
    found: dict[str, str] = tomllib.loads(FILE.read_text(encoding="utf-8"))["treaties"]
    return found


def find(text: str) -> list[Symbol]:
    """The symbols in `text`, in its order, none within another."""
    found: list[Symbol] = []
    for one in sorted(_all(text), key=lambda one: (one.start, -one.end)):
        if not found or one.start >= found[-1].end:
            found.append(one)
    return found


def _all(text: str) -> Iterator[Symbol]:
    for system, needs, pattern in patterns():
        if any(need in text for need in needs):
            for match in pattern.finditer(text):
                said = {name: value for name, value in match.groupdict().items() if value}
                if "more" in said:
                    said["part"] = said.pop("more")
                yield Symbol(match.start(), match.end(), system, said)
