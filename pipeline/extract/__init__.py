"""Extract: the laws, articles, people and dates that a document mentions."""

from collections.abc import Sequence

from pipeline.extract import articles, dates, laws, people
from pipeline.extract.laws import jurisdictions
from pipeline.records import Description, Mention, Unit


def extract(description: Description, units: Sequence[Unit]) -> list[Mention]:
    """Every mention in the units of one document that are not boilerplate, in the order of the text."""
    read = [unit for unit in units if unit.kind != "boilerplate"]
    law_mentions = jurisdictions.placed(laws.find(read), read, description.country)
    article_mentions = articles.find(read, law_mentions)
    # A year or a name inside the name of a law belongs to the law.
    taken: dict[int, list[tuple[int, int]]] = {}
    for law in law_mentions:
        taken.setdefault(law.unit, []).append((law.start, law.end))
    people_mentions = [
        person
        for person in people.find(read)
        if not any(start <= person.start and person.end <= end for start, end in taken.get(person.unit, ()))
    ]
    date_mentions = dates.find(read, description.year, taken)
    mentions = [*law_mentions, *article_mentions, *people_mentions, *date_mentions]
    return sorted(mentions, key=lambda m: (m.unit, m.start, m.end, m.type))
