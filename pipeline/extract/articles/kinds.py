"""What laws may be called for short: "the Code", "the Convention"."""

import re
from functools import cache, lru_cache

from pipeline import languages
from pipeline.extract.laws.instruments import TOKEN, fold, is_registered, is_treaty, kinds, registry
from pipeline.extract.laws.tally import BINDING
from pipeline.records import Mention


def kind_of(norm: str) -> str:
    """The wide kind of a law: "constitution", "code", "treaty" or "law"."""
    if norm == "constitution":
        return norm
    if norm.endswith("-code"):
        return "code"
    return "treaty" if is_treaty(norm) else "law"


def is_watched(norm: str) -> bool:
    """Whether a law is a treaty of the registry whose articles committees cite: none of the labour organisation."""
    return kinds().get(norm) in BINDING and not norm.startswith("ILO-")


def kinds_of(law: Mention, code: str) -> tuple[str, ...]:
    """The kinds of a law that a text in the language `code` names.

    The wide one, and for a treaty those with what it is called ("treaty:convention"); what is named a code is one.
    """
    kind = kind_of(law.norm)
    if kind == "treaty":
        return (kind, *called(law.norm, law.text))
    if kind != "law":
        return (kind,)
    words = {fold(word) for word in TOKEN.findall(law.text)}
    heads = (f"law:{name}" for name, heads in _apart(code) if any(word.endswith(heads) for word in words))
    return (kind, *(("code",) if _code(code).search(law.text) else ()), *heads)


def may_be(law: str, word: str) -> bool:
    """Whether a law may be called what the text calls it ("treaty:convention", "law:act", "" for nothing)."""
    if word and not word.startswith("treaty:"):
        return kind_of(law) in ("law", "code") and not word.startswith("apart:")
    return not word or (is_treaty(law) and (not is_registered(law) or word in called(law, "")))


@cache
def _code(code: str) -> re.Pattern[str]:
    return re.compile(languages.table(code, "articles")["named_code"])


@cache
def _apart(code: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """What only a law that is called so is called for short ("directive"), and how such words in its name end."""
    rows: dict[str, list[str]] = languages.table(code, "articles").get("apart", {})
    return tuple((fold(name), tuple(map(fold, heads))) for name, heads in rows.items())


@lru_cache(maxsize=1 << 12)
def called(norm: str, text: str) -> tuple[str, ...]:
    """The kinds of a treaty with what it may be called for short by the registry, or else by its name in the text."""
    known = registry()
    words = known.called.get(norm) or {word for word in map(fold, TOKEN.findall(text)) if word in known.heads}
    return tuple(f"treaty:{word}" for word in sorted(words))
