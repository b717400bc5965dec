"""Linking by distinct names: what is held, and what goes from one process to another, grows with names, not mentions.

Names are counted document by document, or lot by lot and then together, joined once, and what is joined is looked up
for each document: of the names of a corpus only those whose person is another than the name alone says are kept. A name
counts once in a language and for a country that documents are about.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import NamedTuple

from pipeline.extract.people.names import words
from pipeline.link import Names
from pipeline.link.context import by_itself
from pipeline.link.corrections import NONE, Corrections
from pipeline.link.people import Joined, PersonName, apart, join, one_of, slug
from pipeline.records import Mention


class Key(NamedTuple):
    """A name in documents of a language about a country, by its code, or about none known.

    In the one document, by its id, if a correction says something of it there.
    """

    language: str
    country: str
    name: str
    document: str = ""


class Given(NamedTuple):
    """How often a document has a name, and the posts that it gives to who is called so."""

    times: int
    posts: tuple[str, ...] = ()


class Count(NamedTuple):
    """Of a name the first document that has it, by id, how often all of them do, and the posts that they give."""

    first: str
    times: int
    posts: tuple[str, ...] = ()


Counts = dict[Key, Count]
# The person of the corpus for a name, where that is not the person whom the name gives by itself.
Others = Mapping[Key, Joined]
# The person of a name that is another one's in each document; see `of`.
EACH = ""


def names(mentions: Iterable[Mention]) -> dict[str, Given]:
    """The persons' names in one document."""
    times: dict[str, int] = defaultdict(int)
    posts: dict[str, set[str]] = defaultdict(set)
    for mention in mentions:
        if mention.type == "person":
            times[mention.norm] += 1
            posts[mention.norm].update(mention.posts)
    return {name: Given(count, tuple(sorted(posts[name]))) for name, count in times.items()}


def count(
    counts: Counts,
    document: str,
    language: str,
    country: str,
    given: Mapping[str, Given],
    corrections: Corrections = NONE,
) -> None:
    """Add the names of a document in some language about some country."""
    for name, (times, posts) in given.items():
        only = document if corrections.of(document, name) else ""
        add(counts, Key(language, country, name, only), Count(document, times, posts))


def add(counts: Counts, key: Key, one: Count) -> None:
    """Add what other documents have of a name."""
    if before := counts.get(key):
        posts = before.posts if before.posts == one.posts else tuple(sorted({*before.posts, *one.posts}))
        one = Count(min(before.first, one.first), before.times + one.times, posts)
    counts[key] = one


def others(counts: Counts, corrections: Corrections) -> Others:
    """The names of the corpus whose person is another than the name alone says."""
    # A name's first document stands for all that have it, which keeps the order of the persons' ids.
    distinct = (
        PersonName(one.first, key.name, key.language, one.times, key.country, one.posts) for key, one in counts.items()
    )
    joined = join(distinct, corrections)
    found = {}
    for key, (first, _, _) in counts.items():
        one = joined[first, key.name]
        if key.document:
            found[key] = one
        elif len(words(key.name)) > 1 and one == apart(first, key.name):
            found[key] = replace(one, person=EACH)
        elif one != own(first, key.country, key.name):
            found[key] = one
    return found


def own(document: str, country: str, name: str) -> Joined:
    """The person whom a name in a document about a country gives by itself."""
    return one_of(slug(name), name, by_itself(name, country)) if len(words(name)) > 1 else apart(document, name)


def of(document: str, language: str, country: str, given: Iterable[str], others: Others) -> Names:
    """The person of the corpus for each of a document's names."""
    return {(document, name): _of(document, Key(language, country, name), others) for name in given}


def _of(document: str, key: Key, others: Others) -> Joined:
    found = others.get(key._replace(document=document)) or others.get(key)
    if found is None:
        return own(document, key.country, key.name)
    return apart(document, key.name) if found.person == EACH else found
