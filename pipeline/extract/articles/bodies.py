"""Courts and committees that judge by a treaty, which is "the Convention" where they speak."""

import re
from functools import cache

from pipeline import languages
from pipeline.extract.laws.instruments import registry

ACRONYM = re.compile(r"[A-Z](?<!\w.)[A-Z]{1,7}\b")


@cache
def _bodies(code: str) -> tuple[tuple[re.Pattern[str], tuple[str, ...]], ...]:
    """For each word that bodies are called by a pattern with a group for each body, and their treaties.

    Every pattern begins with its word, which makes a search for it quick.
    """
    table = languages.table(code, "articles").get("bodies", {})
    return tuple(
        (re.compile(re.escape(word) + "(?:" + "|".join(f"({body})" for body in judges.values()) + ")"), tuple(judges))
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
    for pattern, treaties in _bodies(code):
        found += [(match.start(), treaties[(match.lastindex or 1) - 1]) for match in pattern.finditer(text)]
    return [norm for _, norm in sorted(found)]
