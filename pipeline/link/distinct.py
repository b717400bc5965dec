"""Linking by distinct names: what is held, and what goes from one process to another, grows with names, not mentions.

Names are counted document by document, or lot by lot and then together, joined once, and what is joined is looked up
for each document: of the names of a corpus only those whose person is another than the name alone says are kept.
"""

from collections import Counter
from collections.abc import Iterable, Mapping

from pipeline.extract.people.names import words
from pipeline.link import Names
from pipeline.link.corrections import Corrections
from pipeline.link.people import SAME, Joined, PersonName, join, slug
from pipeline.records import Mention

# Of each name in documents of a language: the first document that has it, by id, and how often all of them do.
Counts = dict[tuple[str, str], tuple[str, int]]
# The person of the corpus for a language and a name, where that is not the person whom the name gives by itself.
Others = Mapping[tuple[str, str], Joined]


def names(mentions: Iterable[Mention]) -> Counter[str]:
    """The persons' names in one document, and how often it has each."""
    return Counter(mention.norm for mention in mentions if mention.type == "person")


def count(counts: Counts, document: str, language: str, given: Mapping[str, int]) -> None:
    """Add the names of a document in some language."""
    for name, times in given.items():
        first, before = counts.get((language, name), (document, 0))
        counts[language, name] = min(first, document), before + times


def others(counts: Counts, corrections: Corrections) -> Others:
    """The names of the corpus whose person is another than the name alone says."""
    # A name's first document stands for all that have it, which keeps the order of the persons' ids.
    distinct = (PersonName(first, name, language, times) for (language, name), (first, times) in counts.items())
    joined = join(distinct, corrections)
    return {
        (language, name): joined[first, name]
        for (language, name), (first, _) in counts.items()
        if joined[first, name] != own(first, name)
    }


def own(document: str, name: str) -> Joined:
    """The person whom a name in a document gives by itself."""
    return Joined(slug(name) if len(words(name)) > 1 else f"{slug(name)}@{document}", name, SAME, 1.0)


def of(document: str, language: str, given: Iterable[str], others: Others) -> Names:
    """The person of the corpus for each of a document's names."""
    return {(document, name): others.get((language, name)) or own(document, name) for name in given}
