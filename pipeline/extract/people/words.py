"""What the file of a language says about the names of people."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from pipeline import languages
from pipeline.extract.people.names import fold, key


@dataclass(frozen=True, slots=True)
class Words:
    """A language's words about names, folded; each list is explained in the language's file.

    `fates` are by their last words, `adverbs` by their first.
    """

    titles: frozenset[str]
    title_ends: tuple[str, ...]
    honorifics: frozenset[str]
    qualifiers: frozenset[str]
    tenses: frozenset[str]
    posts: Mapping[tuple[str, ...], str]
    international: frozenset[str]
    offices: frozenset[str]
    persons: frozenset[str]
    holders: frozenset[str]
    counts: frozenset[str]
    kin: frozenset[str]
    relatives: frozenset[str]
    determiners: frozenset[str]
    adverbs: Mapping[str, tuple[tuple[str, ...], ...]]
    claimants: frozenset[str]
    never: frozenset[str]
    given: frozenset[str]
    openers: frozenset[str]
    fates: Mapping[str, tuple[tuple[str, ...], ...]]
    over: frozenset[str]
    fields: frozenset[str]
    suffixes: frozenset[str]
    things: frozenset[str]
    thing_ends: tuple[str, ...]
    sites: frozenset[str]
    places: frozenset[str]
    labels_before: frozenset[str]
    labels_after: frozenset[str]
    groups: frozenset[str]
    followings: frozenset[str]
    modifiers: frozenset[str]
    kinds: frozenset[str]
    kind_ends: tuple[str, ...]
    introducers: tuple[tuple[str, ...], ...]
    governors: frozenset[str]
    heads: frozenset[str]
    of: frozenset[str]
    purposes: frozenset[str]
    locatives: frozenset[str]
    articles: frozenset[str]
    realms: frozenset[str]
    versus: frozenset[str]
    conjunctions: frozenset[str]
    among_others: tuple[tuple[str, ...], ...]
    aliases: tuple[tuple[str, ...], ...]
    alone: frozenset[tuple[str, ...]]
    peoples: tuple[str, ...]
    particles: frozenset[str]
    inner_particles: frozenset[str]
    prefixes: frozenset[str]
    possessives: tuple[str, ...]
    genitive: str
    no_genitive: tuple[str, ...]


@cache
def about(language: str) -> Words:
    """The words about names of a language: none where it has no file or the file has none."""
    table = languages.table(language, "people")

    def folded(key: str) -> frozenset[str]:
        return frozenset(fold(word) for word in table.get(key, ()))

    return Words(
        titles=folded("titles") | folded("honorifics"),
        title_ends=tuple(map(fold, table.get("title_ends", ()))),
        honorifics=folded("honorifics"),
        qualifiers=folded("qualifiers"),
        tenses=folded("tenses"),
        posts={key(office): name for name, offices in table.get("posts", {}).items() for office in offices},
        international=frozenset(table.get("international", ())),
        offices=folded("offices"),
        persons=folded("persons") | folded("offices"),
        holders=folded("holders"),
        counts=folded("counts"),
        kin=folded("kin"),
        relatives=folded("relatives"),
        determiners=folded("determiners"),
        adverbs=grouped((key(words) for words in table.get("adverbs", ())), 0),
        claimants=folded("claimants"),
        never=folded("never"),
        given=folded("given"),
        openers=frozenset(map(fold, openers(language))) if table else frozenset(),
        fates=grouped((key(words) for words in table.get("fates", ())), -1),
        over=folded("over"),
        fields=folded("fields"),
        suffixes=folded("suffixes"),
        things=folded("things") | folded("heads"),
        thing_ends=tuple(map(fold, table.get("thing_ends", ()))),
        sites=folded("sites"),
        places=folded("places"),
        labels_before=folded("labels_before"),
        labels_after=folded("labels_after"),
        groups=folded("groups"),
        followings=folded("followings") | folded("groups"),
        modifiers=folded("modifiers"),
        kinds=folded("kinds"),
        kind_ends=tuple(map(fold, table.get("kind_ends", ()))),
        introducers=tuple(key(words) for words in table.get("introducers", ())),
        governors=folded("governors"),
        heads=folded("heads"),
        of=folded("of"),
        purposes=folded("purposes"),
        locatives=folded("locatives"),
        articles=folded("articles"),
        realms=folded("realms"),
        versus=folded("versus"),
        conjunctions=folded("conjunctions"),
        among_others=tuple(key(words) for words in table.get("among_others", ())),
        aliases=tuple(key(words) for words in table.get("aliases", ())),
        alone=frozenset(key(name) for name in table.get("alone", ())),
        peoples=tuple(table.get("peoples", ())),
        particles=folded("particles"),
        inner_particles=folded("inner_particles"),
        prefixes=folded("prefixes"),
        possessives=tuple(table.get("possessives", ())),
        genitive=table.get("genitive", ""),
        no_genitive=tuple(table.get("no_genitive", ())),
    )


def grouped(phrases: Iterable[tuple[str, ...]], place: int) -> dict[str, tuple[tuple[str, ...], ...]]:
    """Phrases by their words at a place: 0 for the first, -1 for the last."""
    found: dict[str, tuple[tuple[str, ...], ...]] = {}
    for phrase in filter(None, phrases):
        found[phrase[place]] = (*found.get(phrase[place], ()), phrase)
    return found


def openers(language: str) -> set[str]:
    """The function words of a language, as spaCy lists them."""
    from spacy.util import get_lang_class

    return set(get_lang_class(language).Defaults.stop_words)
