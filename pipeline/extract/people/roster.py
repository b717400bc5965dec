"""Who is named in one document: full names made persons, found everywhere in it, surnames given to their bearers."""

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from pipeline.extract.people.beside import known_as
from pipeline.extract.people.described import is_counted, says_person
from pipeline.extract.people.groups import before, of_a_people, peoples
from pipeline.extract.people.labels import beside_label
from pipeline.extract.people.names import NICKNAME, fold, fullness, initial, key, same, words, written
from pipeline.extract.people.reading import Reading

# A word that stands alone is a name only if the tagger takes it for one in this share of its places in the document.
SHARE = 0.34
# A surname is looked for everywhere if the tagger sees this share of its places: a country taken for one once is not.
KNOWN = 0.1
# A name is that of a thing if this share of its places stands beside the word for one, and fewer behind a title or a
# given name.
THING = 0.25
# Times that the tagger has to take a word for a name that nothing else in the document speaks for.
TWICE = 2
# Units between two mentions of one person that are near each other.
NEAR = 1
HEADINGS = frozenset({"title", "heading"})
# Words in capitals up to this length are acronyms, unless a full name of the document has them.
ACRONYM = 6
# Shorter surnames are too often syllables of something else to be looked for without the tagger.
SHORTEST = 3


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """The pieces `[first, last)` of the unit at `unit` in the document's readings."""

    unit: int
    first: int
    last: int


@dataclass(slots=True, eq=False)
class Person:
    """One person of a document: the forms of the full name and how often each stands there."""

    forms: Counter[str] = field(default_factory=Counter)

    def norm(self) -> str:
        """The fullest form."""
        return min(self.forms, key=fullness)


def lower_case(readings: Sequence[Reading]) -> frozenset[str]:
    """The words, folded, that a document has in lower case; an address or a tag, which has names so, has no words."""
    found: set[str] = set()
    for reading in readings:
        aside = {place for span in reading.addresses() for place in range(*reading.pieces(*span))}
        found.update(
            word for place, word in enumerate(reading.folded) if not reading.capital(place) and place not in aside
        )
    return frozenset(found)


class Roster:
    """The persons of one document, from the spans that the tagger proposes in each of its units."""

    def __init__(
        self, readings: Sequence[Reading], lower: frozenset[str], spans: Sequence[Sequence[tuple[int, int]]]
    ) -> None:
        self.readings = readings
        self.parties = [frozenset(reading.parties()) for reading in readings]
        self.lower = lower
        self.capitals = Counter(reading.folded[place] for reading in readings for place in reading.capitals)
        self.openings = Counter(
            reading.folded[place] for reading in readings for place in reading.capitals if reading.opens(place)
        )
        self.peoples = peoples(readings)
        proposed = [Place(unit, *span) for unit, part in enumerate(spans) for span in part]
        self._vote(proposed)
        proposed = [place for place in proposed if not self._is_nobody(place)]
        self.full = [place for place in proposed if self._is_full(place)]
        self.alone = [place for place in proposed if not self._is_full(place)]
        # How often the tagger takes a word for a name: alone, and at all.
        self.tagged = Counter(piece for place in self.alone for piece in self._key(place))
        self.inside = self.tagged + Counter(piece for place in self.full for piece in self._key(place))
        self.persons: list[Person] = []
        self.of_form: dict[str, Person] = {}
        self._enrol()
        self._call(proposed)
        self._index()

    def _vote(self, proposed: Sequence[Place]) -> None:
        """Count where each name stands: at all, beside the word for a thing, behind a title, behind a given name."""
        self.seen: Counter[tuple[str, ...]] = Counter()
        self.labelled: Counter[tuple[str, ...]] = Counter()
        self.titled: Counter[tuple[str, ...]] = Counter()
        self.borne = Counter(self._key(place)[-1:] for place in proposed if self._is_full(place))
        names: dict[str, set[tuple[str, ...]]] = defaultdict(set)
        for place in proposed:
            names[self._key(place)[0]].add(self._key(place))
        for reading, parties in zip(self.readings, self.parties, strict=True):
            for first in reading.beginning(names):
                for name in names.get(reading.folded[first], set()) | names.get(reading.stem(first), set()):
                    if reading.reads(first, name):
                        self.seen[name] += 1
                        last = first + len(name)
                        groups = reading.words.groups if len(name) == 1 else reading.words.followings
                        labelled = beside_label(reading, first, last) or before(reading, last, groups)
                        self.labelled[name] += labelled and not reading.prefixed(first)
                        party = (first, first + len(name)) in parties
                        self.titled[name] += (
                            reading.after_title(first)
                            or reading.after_alias(first)
                            or reading.after_kin(first)
                            or is_counted(reading, first)
                            or says_person(reading, first, last)
                            or party
                        )

    def _key(self, place: Place) -> tuple[str, ...]:
        """The folded pieces of the name at a place, a genitive taken off."""
        return key(self.form(place))

    def _is_thing(self, name: tuple[str, ...]) -> bool:
        return (
            self.labelled[name] > self.titled[name] + self.borne[name]
            and self.labelled[name] >= THING * self.seen[name]
        )

    def _is_nobody(self, place: Place) -> bool:
        """Whether what the tagger took for a name is that of a country, a people, a body or a work."""
        name, words = self._key(place), self.readings[place.unit].words
        if self._is_thing(name):
            return True
        if name in words.alone or (len(name) == 1 and name[0].endswith(words.peoples)):
            return 2 * self.titled[name] <= self.seen[name]
        return False

    def form(self, place: Place) -> str:
        """The name at a place as it is written in full: no genitive, capitals lowered."""
        reading = self.readings[place.unit]
        name = reading.name(place.first, place.last)
        stem = self._stem(reading, place.last - 1, place.last)
        if stem:
            name = name[: len(name) - len(reading.words.genitive)]
        return written(words(NICKNAME.sub("", name).replace("- ", "-").replace(",", "")))

    def _stem(self, reading: Reading, place: int, following: int) -> bool:
        """Whether a piece is a genitive: the document has it without the ending, or a word follows that it governs."""
        letters, stem = reading.folded[place], reading.stem(place)
        if letters == stem or len(stem) < SHORTEST:
            return False
        if stem in self.capitals:
            return True
        return reading.spaced(following) and not letters.endswith(reading.words.no_genitive)

    def _is_full(self, place: Place) -> bool:
        reading = self.readings[place.unit]
        parts = words(reading.name(place.first, place.last))
        whole = [word for word in parts if not initial(word)]
        # Who brings a case is named by initials throughout.
        if len(parts) > 1 and not whole and (place.first, place.last) in self.parties[place.unit]:
            return True
        # Two words in capitals are a heading or a cry.
        if len(parts) < 2 or not whole or (reading.upper(place.first, place.last) and not self._honoured(place)):
            return False
        return any(fold(word) not in self.lower for word in whole)

    def _enrol(self) -> None:
        """Make persons of the full names, the fullest first so that shorter ones find theirs."""
        forms = Counter(self.form(place) for place in self.full)
        bearing: dict[str, list[Person]] = defaultdict(list)
        for form in sorted(forms, key=fullness):
            parts = words(form)
            rivals = {id(person): person for word in parts for person in bearing[fold(word)]}
            alike = [
                person for person in rivals.values() if any(same(words(other), parts) for other in sorted(person.forms))
            ]
            if alike:
                person = max(alike, key=lambda one: sum(one.forms.values()))
            else:
                person = Person()
                self.persons.append(person)
            person.forms[form] += forms[form]
            self.of_form[form] = person
            for word in parts:
                if person not in bearing[fold(word)]:
                    bearing[fold(word)].append(person)

    def _call(self, proposed: Sequence[Place]) -> None:
        """Note what else somebody is known as: a name behind the words for that, or a nickname in quotes."""
        self.called: dict[tuple[str, ...], Person] = {}
        behind = {(place.unit, place.first): place for place in proposed}
        for place in self.full:
            after = known_as(self.readings[place.unit], place.last)
            known = behind.get((place.unit, after)) if after else None
            if known:
                self.called[self._key(known)] = self.of_form[self.form(place)]
            nickname = NICKNAME.search(self.readings[place.unit].name(place.first, place.last))
            if nickname:
                self.called[key(nickname[1] or nickname[2])] = self.of_form[self.form(place)]

    def _index(self) -> None:
        """The ways to name each person: whole forms, their ends, and single words that the tagger knows as names."""
        single = {
            fold(self.form(place)) for place in self.alone if " " not in self.form(place) and self._credible(place)
        }
        self.aliases: dict[tuple[str, ...], list[Person]] = defaultdict(list)
        for person in self.persons:
            for form in sorted(person.forms):
                parts = words(form)
                ends = [" ".join(parts[cut:]) for cut in range(len(parts)) if not initial(parts[cut]) or not cut]
                ends += [" ".join(parts[:cut]) for cut in range(2, len(parts)) if not any(map(initial, parts[:cut]))]
                ends += [parts[-1][parts[-1].rfind("-") + 1 :]] if parts[-1][0].islower() else []
                ends += [word for word in parts if fold(word) in single]
                for alias in ends:
                    if person not in self.aliases[key(alias)]:
                        self.aliases[key(alias)].append(person)
        for name, person in self.called.items():
            self.aliases[name] = [person]
        for place in self.alone:
            name = self._key(place)
            if len(name) == 1 and self._honoured(place) and name[0] not in self.lower:
                # Whoever an honorific names, the document may name without it.
                self.aliases.setdefault(name, [])
        for place in self.full:
            for word in self._short(place):
                person = self.of_form[self.form(place)]
                if person not in self.aliases[word,]:
                    self.aliases[word,].append(person)
        self.starts: dict[str, list[tuple[str, ...]]] = defaultdict(list)
        for pieces in sorted(self.aliases, key=lambda one: (-len(one), one)):
            if len(pieces) > 1 or pieces[0] in single or self._sought(pieces[0]):
                self.starts[pieces[0]].append(pieces)

    def _short(self, place: Place) -> set[str]:
        """The words of a full name by which the text right behind may name its bearer: the first, a short last."""
        first, *_, last = self._key(place)
        words = self.readings[place.unit].words
        common = first in self.lower or first in words.never
        found = {first} if self.inside[first] >= SHARE * self.capitals[first] and not common else set()
        found |= {last} if len(last) < SHORTEST else set()
        return {word for word in found if len(word) > 1 and word not in words.particles and (word,) not in words.alone}

    def _nearby(self) -> Iterator[Place]:
        """Where a unit names somebody shorter than the document does elsewhere, behind the full name."""
        for full in self.full:
            reading, short = self.readings[full.unit], self._short(full)
            for first in range(bisect_left(reading.capitals, full.last), len(reading.capitals)):
                piece = reading.capitals[first]
                word = next((one for one in (reading.folded[piece], reading.stem(piece)) if one in short), "")
                if not word or reading.upper(piece, piece + 1) or beside_label(reading, piece, piece + 1):
                    continue
                if self._is_own(reading, piece, (word,)):
                    yield Place(full.unit, piece, piece + 1)

    def _sought(self, surname: str) -> bool:
        """Whether a surname is safe to look for where the tagger has not seen it."""
        if len(surname) < SHORTEST or self._is_thing((surname,)):
            return False
        return self.inside[surname] >= KNOWN * self.capitals[surname]

    def _honoured(self, place: Place) -> bool:
        """Whether an honorific stands before a name."""
        reading = self.readings[place.unit]
        return bool(place.first) and reading.folded[place.first - 1] in reading.words.honorifics

    def _credible(self, place: Place) -> bool:
        """Whether a word that stands alone is a name, by all that the document does with it."""
        reading = self.readings[place.unit]
        if self._honoured(place) or (place.first, place.last) in self.parties[place.unit]:
            return True
        if place.last - place.first > 1:
            parts = words(reading.name(place.first, place.last))
            unusual = any(fold(word) not in self.lower for word in parts if not initial(word))
            return unusual and not reading.upper(place.first, place.last)
        word = reading.folded[place.first]
        if word in self.lower or len(word) < 2:
            return False
        if self.tagged[word] < SHARE * self.capitals[word]:
            return False
        if self.inside[word] > self.tagged[word]:
            return True
        if reading.upper(place.first, place.last) and len(word) <= ACRONYM:
            return False
        if self.titled[(word,)]:
            return True
        # Nothing but the tagger says that this is a person: it has to say so twice, and neither of a heading nor of the
        # first word of a sentence, which have capitals for other reasons.
        often = self.tagged[word] >= TWICE and self.openings[word] < self.capitals[word]
        return often and reading.unit.kind not in HEADINGS

    def _everywhere(self) -> Iterator[Place]:
        """Every place where the document names one of its persons, found by the tagger or not."""
        for unit, reading in enumerate(self.readings):
            for first in reading.beginning(self.starts):
                known = self.starts.get(reading.folded[first]) or self.starts.get(reading.stem(first), [])
                for alias in known:
                    if reading.reads(first, alias) and self._is_own(reading, first, alias):
                        yield Place(unit, first, first + len(alias))
                        break

    def _is_own(self, reading: Reading, first: int, alias: tuple[str, ...]) -> bool:
        """Whether the alias that stands at a place is a name of its own and no part of a longer one."""
        last = first + len(alias)
        genitive = reading.folded[last - 1] != alias[-1]
        if alias in reading.words.alone or (reading.opens(first) and len(alias) == 1 and alias[0] in self.lower):
            return False
        before, after = first - 1, last
        if first and reading.joined(first) and reading.capital(before) and not self._may_precede(reading, before):
            return False
        if reading.hyphenated(after) and reading.capital(after):
            return False
        if reading.prefixed(first):
            return True
        if reading.spaced(after) and reading.capital(after) and not genitive and not reading.title(after):
            return False
        return not reading.named_thing(first, last)

    def _may_precede(self, reading: Reading, place: int) -> bool:
        """Whether a capital word may stand before a name without being part of it."""
        if reading.title(place) or reading.short(place) or reading.folded[place] in reading.words.never:
            return True
        return reading.opens(place) and reading.folded[place] in self.lower

    def resolve(self) -> Iterator[tuple[Place, str]]:
        """Every mention in order, with the fullest form of its person's name."""
        places = self._chosen()
        latest: dict[int, int] = {}
        times: Counter[int] = Counter()
        bearers = [self._bearers(place) for place in places]
        held = self._offices(places, bearers)
        for order, place in enumerate(places):
            known = self._holders(place, bearers[order], held)
            if not known:
                yield place, self.form(place)
                continue
            # A surname of two persons is the one's who was named last, or most often if neither was near; before either
            # was named, the one's who comes first.
            earlier = [person for person in known if id(person) in latest]
            near = [person for person in earlier if place.unit - places[latest[id(person)]].unit <= NEAR]
            if near:
                person = max(near, key=lambda one: latest[id(one)])
            elif earlier:
                person = max(earlier, key=lambda one: (times[id(one)], latest[id(one)]))
            else:
                person = next((own[0] for own in bearers[order:] if len(own) == 1 and own[0] in known), known[0])
            latest[id(person)] = order
            times[id(person)] += 1
            yield place, person.norm()

    def _offices(self, places: Sequence[Place], bearers: Sequence[Sequence[Person]]) -> dict[int, set[tuple[str, ...]]]:
        """For each person whom some mention shares with another, by `id`, the offices before the full name."""
        held: dict[int, set[tuple[str, ...]]] = {id(one): set() for known in bearers if len(known) > 1 for one in known}
        for place, known in zip(places, bearers, strict=True):
            if len(known) == 1 and id(known[0]) in held:
                held[id(known[0])].add(self.readings[place.unit].office(place.first))
        return held

    def _holders(
        self, place: Place, known: Sequence[Person], held: Mapping[int, set[tuple[str, ...]]]
    ) -> Sequence[Person]:
        """Of the persons whom a mention can name, those who hold the office before it; all where none does."""
        office = self.readings[place.unit].office(place.first) if len(known) > 1 else ()
        return [one for one in known if office in held[id(one)]] or known if office else known

    def _chosen(self) -> list[Place]:
        """The mentions, none overlapping another; the longer of two wins."""
        credible = (place for place in self.alone if self._credible(place))
        called = {*credible, *self._everywhere(), *self._nearby()}
        found = {*self.full, *(place for place in called if not self._of_a_people(place))}
        taken: set[tuple[int, int]] = set()
        chosen = []
        for place in sorted(found, key=lambda one: (one.first - one.last, one)):
            pieces = {(place.unit, n) for n in range(place.first, place.last)}
            if not pieces & taken:
                taken |= pieces
                chosen.append(place)
        return sorted(chosen)

    def _of_a_people(self, place: Place) -> bool:
        """Whether what may be a name is that of a people where it stands."""
        reading = self.readings[place.unit]
        return place.last - place.first == 1 and of_a_people(reading, place.first, self.peoples)

    def _bearers(self, place: Place) -> list[Person]:
        """The persons whom a mention can name."""
        form, name = self.form(place), self._key(place)
        if name in self.called:
            return [self.called[name]]
        if form in self.of_form:
            return [self.of_form[form]]
        written = tuple(self.readings[place.unit].folded[place.first : place.last])
        return self.aliases.get(name) or self.aliases.get(written, [])
