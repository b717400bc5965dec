"""What laws may be called for short: "the Code", "the Convention"."""

import re
from functools import cache, lru_cache

from pipeline import languages
from pipeline.extract.laws.instruments import TOKEN, fold, is_registered, registry
from pipeline.records import Mention


def kind_of(norm: str) -> str:
    """The wide kind of a law: "constitution", "code", "treaty" or "law"."""
    if norm == "constitution":
        return norm
    if norm.endswith("-code"):
        return "code"
    return "treaty" if is_treaty(norm) else "law"


def is_treaty(norm: str) -> bool:
    """Whether a law is one between states, or of the United Nations."""
    return norm.startswith("treaty:") or is_registered(norm)


def kinds_of(law: Mention, code: str) -> tuple[str, ...]:
    """The kinds of a law that a text in the language `code` names.

    The wide one, and for a treaty those with what it is called ("treaty:convention"); what is named a code is one.
    """
    kind = kind_of(law.norm)
    if kind == "treaty":
        return (kind, *called(law.norm, law.text))
    return (kind, "code") if kind == "law" and _code(code).search(law.text) else (kind,)


def may_be(law: str, word: str) -> bool:
    """Whether a law may be called what the text calls it ("treaty:convention", "" for nothing)."""
    return not word or (is_treaty(law) and (not is_registered(law) or word in called(law, "")))


@cache
def _code(code: str) -> re.Pattern[str]:
    return re.compile(languages.table(code, "articles")["named_code"])


@lru_cache(maxsize=1 << 12)
def called(norm: str, text: str) -> tuple[str, ...]:
    """The kinds of a treaty with what it may be called for short by the registry, or else by its name in the text."""
    known = registry()
    words = known.called.get(norm) or {word for word in map(fold, TOKEN.findall(text)) if word in known.heads}
    return tuple(f"treaty:{word}" for word in sorted(words))
