"""Courts and committees that judge by a treaty, which is "the Convention" where they speak."""

import re
from functools import cache

from pipeline import languages
from pipeline.extract.laws.instruments import registry

ACRONYM = re.compile(r"[A-Z][A-Z](?<!\w..)[A-Z]{0,6}\b")


@cache
def _bodies(code: str) -> tuple[tuple[str, re.Pattern[str], tuple[str, ...]], ...]:
    """The words that bodies are called by, each with a pattern that has a group for each body, and their treaties."""
    table = languages.table(code, "articles").get("bodies", {})
    return tuple(
        (
            word,
            re.compile(re.escape(word) + "(?:" + "|".join(f"({body})" for body in judges.values()) + ")"),
            (*judges,),
        )
        for word, judges in table.get("called", {}).items()
    )


def find(text: str, code: str) -> list[str]:
    """The norms of the treaties by which the bodies judge that `text`, in the language `code`, names, in its order.

    A committee is often called by the acronym of its treaty, so that stands for both.
    """
    acronyms = registry().acronyms
    found = [
        (match.start(), acronyms[match[0]])
        for match in (ACRONYM.finditer(text) if _bodies(code) else ())
        if match[0] in acronyms
    ]
    for word, pattern, treaties in _bodies(code):
        if word in text:
            found += [(match.start(), treaties[(match.lastindex or 1) - 1]) for match in pattern.finditer(text)]
    return [norm for _, norm in sorted(found)]
