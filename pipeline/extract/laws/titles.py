"""Subjects of laws in English: by the titles that a language's file lists, or word by word, by parts."""

import re
from dataclasses import dataclass
from functools import cache, lru_cache

from pipeline import languages

# Letters that a part of a compound has at least.
PART = 3


@dataclass(frozen=True, slots=True)
class Titles:
    """What a language's file says about titles of laws.

    `gone` is what a title leaves out of a law's name, `core` the part of a name that says what the law is about, before
    the circumstances; `known` are slugs by title, `words` English words by word, "" for those that a slug leaves out;
    `links` stand between the parts of a compound, `endings` behind the stem of a word.
    """

    gone: re.Pattern[str]
    core: re.Pattern[str]
    known: dict[str, str]
    words: dict[str, str]
    links: tuple[str, ...]
    endings: tuple[str, ...]


@cache
def titles(code: str) -> Titles | None:
    """The titles that the language's file lists, or None where it lists none."""
    table = languages.table(code, "laws").get("titles")
    if table is None:
        return None
    return Titles(
        gone=re.compile(table["gone"]),
        core=re.compile(table["core"]),
        known={name: slug for slug, names in table["known"].items() for name in names},
        words={form: word for word, forms in table["words"].items() for form in forms},
        links=tuple(table["links"]),
        endings=tuple(table["endings"]),
    )


@lru_cache(maxsize=1 << 14)
def title(name: str, code: str) -> str:
    """The title in a law's name in small letters: what stands behind "law on", or before "-law" in a compound."""
    known = titles(code)
    return known.gone.sub("", name).strip(" ,.-") if known else name


def known_slug(name: str, code: str) -> str:
    """The slug of the title that the language's file lists, or ""; a listed one of several words may go on."""
    known = titles(code)
    if not known:
        return ""
    words = title(name, code).split()
    for count in range(len(words), 0, -1):
        if count == 1 and len(words) > 1:
            return ""
        listed = " ".join(words[:count]).rstrip(",")
        if found := next((known.known[form] for form in _forms(listed, known.links) if form in known.known), ""):
            return found
    return ""


def core_end(name: str, code: str) -> int:
    """The place in a law's name behind which no word says what the law is about."""
    known = titles(code)
    match = known.core.match(name) if known else None
    return match.end() if match else len(name)


@lru_cache(maxsize=1 << 14)
def english(word: str, code: str) -> str:
    """A word in English where the language's file knows it or all its parts, else as it is; "" if it says nothing."""
    known = titles(code)
    if not known:
        return word
    parts = _parts(word, known)
    return " ".join(part for part in parts if part) if parts is not None else word


def _forms(word: str, endings: tuple[str, ...]) -> list[str]:
    return [word, *(word.removesuffix(end) for end in endings if word.endswith(end))]


def _parts(word: str, known: Titles) -> list[str] | None:
    """The English of a word's parts in their order, None where one is unknown; a longer last part goes before."""
    for form in _forms(word, known.endings):
        if form in known.words:
            return [known.words[form]]
    for cut in range(PART, len(word) - PART + 1):
        last = next((known.words[form] for form in _forms(word[cut:], known.endings) if form in known.words), None)
        if last is None:
            continue
        for head in _forms(word[:cut], known.links):
            if len(head) >= PART and (first := _parts(head, known)) is not None:
                return [*first, last]
    return None
