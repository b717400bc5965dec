"""The country, or the union of countries, whose law a mention speaks of: by its name, else that of the report."""

import csv
import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path

from pipeline import languages
from pipeline.extract import countries
from pipeline.records import Mention, Unit

SUBJECTS = Path(__file__).parents[2] / "law_subjects.csv"
DOMESTIC = ("law:", "decree:", "constitution")
# The European Union as the maker of a law: its letters in the name.
UNION, MADE_BY_UNION = "EU", re.compile(r"\b(?:EU|EC|EG|EEC|EEG)\b")
# Characters beside a name in which its country stands.
NEAR = 60


@cache
def _of_norm() -> dict[str, str]:
    with SUBJECTS.open(encoding="utf-8", newline="") as file:
        return {row["norm"]: row["jurisdiction"] for row in csv.DictReader(file) if row["jurisdiction"]}


@cache
def _words(code: str) -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]] | None:
    """What stands between a law and its country behind it, and before it, and whose numbers tell the country."""
    table = languages.table(code, "laws").get("jurisdiction")
    return (re.compile(table["behind"]), re.compile(table["before"]), re.compile(table["numbered"])) if table else None


def placed(mentions: Sequence[Mention], units: Sequence[Unit], report: str) -> list[Mention]:
    """The laws with their jurisdictions; `report` is the code of the country that the document is about, or ""."""
    by_order = {unit.order: unit for unit in units}
    return [
        replace(one, jurisdiction=_of(one, by_order[one.unit], report)) if is_domestic(one.norm) else one
        for one in mentions
    ]


def is_domestic(norm: str) -> bool:
    """Whether a law is made by one country, or by a union of them, and not between them."""
    return norm.startswith(DOMESTIC) or norm.endswith("-code")


def _of(law: Mention, unit: Unit, report: str) -> str:
    if law.norm in _of_norm():
        return _of_norm()[law.norm]
    if MADE_BY_UNION.search(law.text):
        return UNION
    words = _words(unit.language)
    if not words:
        return report
    behind, before, numbered = words
    if numbered.search(law.text):
        return str(languages.table(unit.language, "laws")["jurisdiction"]["numbered_in"])
    joint = behind.match(unit.text, law.end)
    if joint:
        after = countries.named(unit.text[joint.end() : joint.end() + NEAR], unit.language)
        if after and after[0].start == 0:
            return after[0].country
    start = max(0, law.start - NEAR)
    left = unit.text[start : law.end]
    found = sorted([*countries.named(left, unit.language), *countries.adjectives(left, unit.language)])
    # A country in the name itself counts as well: "the Indian Penal Code".
    place = bisect_right(found, law.end - start, key=lambda one: one.end)
    if place and (
        found[place - 1].end > law.start - start or before.fullmatch(left, found[place - 1].end, law.start - start)
    ):
        return found[place - 1].country
    return report
