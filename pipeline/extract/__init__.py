"""Extract: the laws, articles, people and dates that a document mentions."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace

from pipeline.extract import articles, dates, laws, people
from pipeline.extract.articles import committees
from pipeline.extract.laws import jurisdictions
from pipeline.records import Description, Mention, Unit

# Spaces at which a printer lets no line end, as between "Article" and its number: to the finders they are plain ones.
FIXED_SPACES = "\u00a0\u2009\u202f"
PLAIN = str.maketrans(dict.fromkeys(FIXED_SPACES, " "))


def extract(description: Description, units: Sequence[Unit]) -> list[Mention]:
    """Every mention in the units of one document that are not boilerplate, in the order of the text."""
    written = {unit.order: unit.text for unit in units}
    read = [replace(unit, text=unit.text.translate(PLAIN)) for unit in units if unit.kind != "boilerplate"]
    law_mentions = jurisdictions.placed(laws.find(read), read, description.country)
    article_mentions = articles.find(read, law_mentions, committees.filed(units))
    # A year or a name inside the name of a law belongs to the law.
    taken: dict[int, list[tuple[int, int]]] = {}
    for law in law_mentions:
        taken.setdefault(law.unit, []).append((law.start, law.end))
    people_mentions = [one for one in people.find(read) if not within(one, taken.get(one.unit, ()))]
    date_mentions = dates.find(read, description.year, taken)
    mentions = [*law_mentions, *article_mentions, *people_mentions, *date_mentions]
    said = (replace(one, text=written[one.unit][one.start : one.end]) for one in mentions)
    return sorted(said, key=lambda m: (m.unit, m.start, m.end, m.type))


def within(mention: Mention, spans: Sequence[tuple[int, int]]) -> bool:
    """Whether one of the spans of its unit, which are in order and none within another, holds a mention."""
    place = bisect_right(spans, mention.start, key=lambda span: span[0])
    return place > 0 and mention.end <= spans[place - 1][1]
