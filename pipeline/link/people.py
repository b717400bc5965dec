"""Give each person one name in the whole corpus: spellings of one name joined across documents and languages."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz.fuzz import ratio

from pipeline.extract.people.names import fold, in_latin, initial, key, words
from pipeline.link.context import ALONE, Bearer, persons
from pipeline.link.corrections import NONE, Corrections
from pipeline.link.spelling import Spelling, block, certain, genitive, near, possible, spelling, weight

# Corpus names are given in this language where it has one.
ENGLISH = "en"
# Why a name is given to a person: the names of the corpus, and what the user says.
SAME, SPELLING, INITIALS, FEWER, CORRECTED = (
    "the same name",
    "transliteration",
    "initials",
    "given names left out",
    "correction",
)


# A person: the first of the names that are the person's, and what tells several who have them apart, a country or a
# document, or "".
Which = tuple[str, str]


@dataclass(frozen=True, slots=True)
class PersonName:
    """A name that one document gives a person, how often, and the document's ISO 639-1 language.

    `country` is the code of the one that the document is about, or ""; `posts` are those that it gives to the person.
    """

    document: str
    name: str
    language: str
    count: int
    country: str = ""
    posts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Joined:
    """The person of the corpus to whom a name of a document belongs, that person's name, why, and how alike, 0..1.

    `context` says why those whom several documents call by the person's names are this one.
    """

    person: str
    name: str
    reason: str
    score: float
    context: str = ALONE


class Forest:
    """Names joined to persons: every name leads to the first of its person, by a reason and a likeness."""

    def __init__(self, names: Iterable[str], corrections: Corrections) -> None:
        self.corrections = corrections
        self.parent = {name: name for name in names}
        self.members = {name: [name] for name in self.parent}
        self.why: dict[str, tuple[str, float]] = {}

    def of(self, name: str) -> str:
        """The name that stands for a name's person."""
        while self.parent[name] != name:
            self.parent[name] = self.parent[self.parent[name]]
            name = self.parent[name]
        return name

    def join(self, one: str, other: str, reason: str) -> None:
        """Make two names one person's, unless a correction says that they are two persons'."""
        first, second = sorted((self.of(one), self.of(other)), key=rank)
        if first == second or (
            reason != CORRECTED and self.corrections.part(self.members[first], self.members[second])
        ):
            return
        self.parent[second] = first
        self.members[first] += self.members.pop(second)
        self.why[second] = reason, likeness(one, other)

    def reason(self, name: str, chosen: str) -> tuple[str, float]:
        """Why a name is the person's who is called by another."""
        if name == chosen:
            return SAME, 1.0
        return self.why.get(name) or self.why.get(chosen, (SAME, 1.0))


def rank(name: str) -> tuple[int, int, Spelling, str]:
    """Sort key, the name that says most first."""
    return (*weight(spelling(name)), name)


def likeness(one: str, other: str) -> float:
    """How much of two names' letters agree, 0..1, accents and order aside."""
    return ratio(" ".join(sorted(key(one))), " ".join(sorted(key(other)))) / 100


def joined_by(longer: str, shorter: str) -> str:
    """What makes the shorter of two full names the longer one."""
    if len(spelling(longer).given) != len(spelling(shorter).given):
        return FEWER
    if any(initial(word) for word in (*words(longer), *words(shorter))):
        return INITIALS
    return SAME if key(longer) == key(shorter) else SPELLING


def forest(names: Iterable[str], corrections: Corrections) -> Forest:
    """Join the full names that are one person's. A short form that fits two persons is neither's."""
    found = Forest(sorted(set(names)), corrections)
    for one, other in corrections.same(found.parent):
        found.join(one, other, CORRECTED)
    written: dict[tuple[str, ...], str] = {}
    for name in sorted(found.parent, key=rank):
        found.join(written.setdefault(key(name), name), name, SAME)
    blocks: dict[tuple[str, str], dict[Spelling, list[str]]] = defaultdict(lambda: defaultdict(list))
    for name in sorted(found.parent, key=rank):
        spelt = spelling(name)
        blocks[block(spelt)][spelt].append(name)
    for spellings in blocks.values():
        for same in spellings.values():
            for name in same[1:]:
                found.join(same[0], name, joined_by(same[0], name))
        members = list(spellings)
        candidates = _candidates(members)
        for place, first in enumerate(members):
            for later in candidates[place] if not first.initials else ():
                if later > place and certain(first, members[later]):
                    found.join(spellings[first][0], spellings[members[later]][0], SPELLING)
        for place, shorter in enumerate(members):
            longer_ones = [members[earlier] for earlier in candidates[place] if earlier < place]
            for name in spellings[shorter]:
                fitting = {
                    found.of(spellings[longer][0]): spellings[longer][0]
                    for longer in longer_ones
                    if possible(longer, shorter)
                }
                if len(fitting) == 1 and found.of(name) not in fitting:
                    longer_name = fitting.popitem()[1]
                    found.join(longer_name, name, joined_by(longer_name, name))
    return found


def _candidates(names: Sequence[Spelling]) -> list[list[int]]:
    """For each name the places of those whose surnames can be the same, in order."""
    places: dict[str, list[int]] = defaultdict(list)
    for place, name in enumerate(names):
        places[name.surname].append(place)
    others = near(places)
    return [sorted(place for surname in others[name.surname] for place in places[surname]) for name in names]


def without_genitive(names: Sequence[PersonName]) -> dict[PersonName, str]:
    """Each name, a genitive ending taken off where the corpus has the same name without it."""
    known = {spelling(one.name).romanised for one in names if len(words(one.name)) > 1}
    stripped = {}
    for one in names:
        stem = one.name.removesuffix(genitive(one.language))
        shorter = stem != one.name and len(words(stem)) > 1 and spelling(stem).romanised in known
        stripped[one] = stem if shorter else one.name
    return stripped


def join(names: Iterable[PersonName], corrections: Corrections = NONE) -> dict[tuple[str, str], Joined]:
    """The person of the corpus for each (document, name), called by the fullest English form that any document gives.

    Two full names are one person's if surname and given names are spellings of each other; different given names never
    are. A form from an English document comes first, then the one with most words, the most frequent, the alphabet.
    One name alone says too little to join it to anybody in another document, unless a correction does. Nor does a full
    name that many people have say enough to join documents about different countries; see `pipeline.link.context`.
    """
    given = sorted(names, key=lambda one: (one.document, one.name))
    read = without_genitive(given)
    full = {one: name for one, name in read.items() if len(words(name)) > 1}
    people = forest(full.values(), corrections)
    parted = dict(parted_here(full, people, corrections))
    others = {one: name for one, name in full.items() if one not in parted and not _joined_here(one, corrections)}
    whose = dict(told_apart(others, people, corrections)) | parted
    whose |= dict(joined_here(given, full, people, whose, corrections))
    forms: dict[Which, Counter[tuple[bool, str]]] = defaultdict(Counter)
    for one, (person, _) in whose.items():
        if one not in full:
            continue
        forms[person][one.language == ENGLISH, full[one]] += one.count
    chosen = {person: best(counts) for person, counts in forms.items()}
    ids = dict(zip(chosen, identifiers((name, country) for (_, country), name in chosen.items()), strict=True))
    alone = dict(corrected(given, full, people, corrections))
    joined = {}
    for one in given:
        person, context = whose.get(one) or ((alone.get(one, ""), ""), CORRECTED)
        if person not in chosen:
            joined[one.document, one.name] = apart(one.document, one.name)
            continue
        name = chosen[person]
        said = one not in full or _joined_here(one, corrections)
        reason, score = (CORRECTED, likeness(one.name, name)) if said else people.reason(full[one], name)
        joined[one.document, one.name] = Joined(ids[person], name, reason, score, context)
    return joined


def told_apart(
    full: Mapping[PersonName, str], people: Forest, corrections: Corrections
) -> Iterator[tuple[PersonName, tuple[Which, str]]]:
    """Each full name with its person, as the first of the person's names and what tells one of several apart, and why.

    Names that say too little to be one of several persons are left out. What a correction joins is one person's.
    """
    bearing: dict[str, list[PersonName]] = defaultdict(list)
    for one, name in full.items():
        bearing[people.of(name)].append(one)
    for person, ones in bearing.items():
        bearers = {one: Bearer(full[one], one.country, one.posts) for one in ones}
        if any(corrections.joins(name) for name in people.members[person]):
            for one in ones:
                yield one, ((person, ""), CORRECTED)
            continue
        found = persons(list(dict.fromkeys(bearers.values())))
        for one, bearer in bearers.items():
            if which := found[bearer]:
                yield one, ((person, which[0]), which[1])


def parted_here(
    full: Mapping[PersonName, str], people: Forest, corrections: Corrections
) -> Iterator[tuple[PersonName, tuple[Which, str]]]:
    """The full names that a correction makes another person's in some documents than elsewhere, with that person."""
    for one, name in full.items():
        group = people.of(name)
        for row in corrections.of(one.document, one.name):
            if not row.same and any(key(member) == row.other for member in people.members[group]):
                yield one, ((group, row.documents[0]), CORRECTED)
                break


def joined_here(
    given: Iterable[PersonName],
    full: Mapping[PersonName, str],
    people: Forest,
    whose: Mapping[PersonName, tuple[Which, str]],
    corrections: Corrections,
) -> Iterator[tuple[PersonName, tuple[Which, str]]]:
    """The names that a correction gives to somebody in some documents alone, with that person.

    Of several who have that person's name it is the one of the same country, or else the first.
    """
    for one in given:
        for name in [row.other for row in corrections.of(one.document, one.name) if row.same]:
            bearers = [other for other in whose if key(full[other]) == name]
            nearest = min(bearers, key=lambda other: (other.country != one.country, other.document), default=None)
            known = min((people.of(other) for other in people.parent if key(other) == name), default="")
            if nearest or known:
                yield one, (whose[nearest][0] if nearest else (known, ""), CORRECTED)
                break


def _joined_here(one: PersonName, corrections: Corrections) -> bool:
    """Whether a correction gives a name to somebody in its document alone."""
    return any(row.same for row in corrections.of(one.document, one.name))


def corrected(
    given: Iterable[PersonName], full: Mapping[PersonName, str], people: Forest, corrections: Corrections
) -> Iterator[tuple[PersonName, str]]:
    """The names that stand alone and that a correction gives to somebody."""
    whom = {key(one): people.of(name) for name in people.parent for one in corrections.partners(name)}
    for one in given:
        if one not in full and key(one.name) in whom and not corrections.of(one.document, one.name):
            yield one, whom[key(one.name)]


def apart(document: str, name: str) -> Joined:
    """The person of one document alone who has a name there."""
    return Joined(f"{slug(name)}@{document}", name, SAME, 1.0)


def one_of(person: str, name: str, context: str) -> Joined:
    """The person whose only name is a name."""
    return Joined(person, name, SAME, 1.0, context)


def identifiers(names: Iterable[tuple[str, str]]) -> Iterator[str]:
    """An id for each name and the country that tells its bearer apart, if any; a number where two have the same."""
    used: Counter[str] = Counter()
    for name, country in names:
        letters = f"{slug(name)}@{country}" if country else slug(name)
        used[letters] += 1
        count = used[letters]
        yield letters if count == 1 else f"{letters}-{count}"


def slug(name: str) -> str:
    """A name's letters as an id."""
    return "-".join(map(fold, key(name))) or "person"


def best(forms: Counter[tuple[bool, str]]) -> str:
    """The form to call a person by, of those that English and other documents have, with how often they do."""

    def order(form: tuple[bool, str]) -> tuple[bool, bool, int, int, int, str]:
        english, name = form
        parts = words(name)
        return (
            not in_latin(name),
            not english,
            -sum(not initial(word) for word in parts),
            -len(parts),
            -forms[form],
            name,
        )

    return min(forms, key=order)[1]
