"""The languages that the pipeline knows, one TOML file each: the folder is the registry."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent


@cache
def codes() -> list[str]:
    """ISO 639-1 codes of the languages that have a file here."""
    return sorted(path.stem for path in HERE.glob("*.toml"))


@cache
def load(code: str) -> dict[str, Any]:
    """The words and patterns of a language, by section ("dates", "laws", …).

    Raises KeyError where the language has no file.
    """
    if code not in codes():
        raise KeyError(f"no language {code!r}; known: {', '.join(codes())}")
    return tomllib.loads((HERE / f"{code}.toml").read_text(encoding="utf-8"))


def table(code: str, name: str) -> dict[str, Any]:
    """One table of a language's file, empty where the language has no file or the file no such table."""
    found: dict[str, Any] = load(code).get(name, {}) if code in codes() else {}
    return found


def having(name: str) -> list[str]:
    """Codes of the languages whose file has a table."""
    return [code for code in codes() if name in load(code)]
