"""One unit as the pieces of its words."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Container, Iterator
from functools import lru_cache
from operator import itemgetter

from pipeline.extract.people.names import AFTER_INITIAL, HYPHEN, PIECE, fold
from pipeline.extract.people.words import about
from pipeline.records import Unit

# Longest abbreviation of a title, in letters.
ABBREVIATED = 4
QUOTES = frozenset('"“”„«‘')
# What ends a clause in quotes, a quote that closes before all others.
CLOSED = re.compile(r"’(?!\w)|[‘,.;:]")
# Words before a name that may say what it is.
REACH = 4
# What is in every address of a page or of mail, and in every tag; none of it is where none of these is.
SIGNS = ("://", "www.", "@", "#", ".org/", ".com/", ".net/")
ADDRESS = re.compile(r"://|\bwww\.|[@#]\w|\w@|\.(?:org|com|net)/")
WORD = re.compile(r"\S+")
# A line that ends in the middle of an address.
BROKEN = ("-", "/", "_", "=", "&", "?")


@lru_cache(maxsize=1 << 16)
def _letters(piece: str, possessives: tuple[str, ...]) -> tuple[int, str, bool]:
    """How many characters of a piece are left without a possessive ending, folded, and whether a capital is first."""
    ending = next((ending for ending in possessives if piece.lower().endswith(ending)), "")
    piece = piece[: max(1, len(piece) - len(ending))]
    return len(piece), fold(piece), piece[0].isupper()


class Reading:
    """A unit's pieces: `spans` their characters, `folded` their folded letters, `capitals` the places of those that
    begin with a capital. Places count pieces from 0."""

    def __init__(self, unit: Unit) -> None:
        self.unit = unit
        self.text = unit.text
        self.words = about(unit.language)
        self.spans: list[tuple[int, int]] = []
        self.folded: list[str] = []
        self.capitals: list[int] = []
        self._capital: list[bool] = []
        possessives = self.words.possessives
        for match in PIECE.finditer(unit.text):
            start = match.start()
            length, folded, capital = _letters(match[0], possessives)
            if capital:
                self.capitals.append(len(self.spans))
            self._capital.append(capital)
            self.spans.append((start, start + length))
            self.folded.append(folded)

    def __len__(self) -> int:
        return len(self.spans)

    def piece(self, place: int) -> str:
        """The letters of a piece."""
        start, end = self.spans[place]
        return self.text[start:end]

    def addresses(self) -> Iterator[tuple[int, int]]:
        """The characters `[start, end)` of each address of a page or of mail, and of each tag, in order.

        What a line end has parted from a page's address belongs to it.
        """
        if not any(sign in self.text for sign in SIGNS):
            return
        goes_on = False
        for word in WORD.finditer(self.text):
            found = ADDRESS.search(word[0])
            if found or goes_on:
                yield word.span()
            page = goes_on or (found and found[0][-1] in "/.")
            goes_on = bool(page) and word[0].endswith(BROKEN)

    def capital(self, place: int) -> bool:
        """Whether a piece begins with a capital."""
        return self._capital[place]

    def upper(self, first: int, last: int) -> bool:
        """Whether the pieces `[first, last)` are in capitals."""
        return all(self.piece(place).isupper() for place in range(first, last))

    def gap(self, place: int) -> str:
        """What stands between a piece and the one before it; a line break where one of them is missing."""
        if not 0 < place < len(self.spans):
            return "\n"
        return self.text[self.spans[place - 1][1] : self.spans[place][0]]

    def spaced(self, place: int) -> bool:
        """Whether only a space parts a piece from the one before it."""
        return self.gap(place) == " "

    def hyphenated(self, place: int) -> bool:
        """Whether a hyphen joins a piece to the one before it."""
        return HYPHEN.fullmatch(self.gap(place)) is not None

    def short(self, place: int) -> bool:
        """Whether a piece is an initial: a capital and at most one letter more, with a full stop."""
        if not 0 <= place < len(self.spans) - 1 or not AFTER_INITIAL.fullmatch(self.gap(place + 1)):
            return False
        length = len(self.piece(place))
        return self.capital(place) and length <= 2 and not self.title(place) and (length < 2 or not self._ends(place))

    def _ends(self, place: int) -> bool:
        """Whether a piece of two letters ends a name of three, and a full stop a sentence: "Kim Jong Un. In May"."""
        if self.gap(place + 1) != ". " or not (self.spaced(place) and self.spaced(place - 1)):
            return False
        return all(self.capital(before) and not self.title(before) for before in (place - 2, place - 1))

    def joined(self, place: int) -> bool:
        """Whether a piece can belong to the name that the piece before it belongs to."""
        return self.spaced(place) or self.hyphenated(place) or self.short(place - 1) or self._ayn(place)

    def _ayn(self, place: int) -> bool:
        """Whether an opening quote that nothing closes stands before a piece, a letter of Arabic: "Samir ‘Awda"."""
        if self.gap(place) != " ‘" or not self.capital(place):
            return False
        return not (ends := CLOSED.search(self.text, self.spans[place][0])) or ends[0] != "’"

    def title(self, place: int) -> bool:
        """Whether a piece is a word that stands before names."""
        return self.folded[place] in self.words.titles or self.folded[place].endswith(self.words.title_ends)

    def after_title(self, place: int) -> bool:
        """Whether a word that stands before names stands before a piece, with a full stop if it is abbreviated."""
        if not place or not self.title(place - 1):
            return False
        return self.spaced(place) or (self.gap(place) == ". " and len(self.folded[place - 1]) <= ABBREVIATED)

    def office(self, place: int) -> tuple[str, ...]:
        """The words, folded, for the office that stands right before a piece, whenever it was held; () for none."""
        first = place
        while place - first < REACH and self.after_title(first):
            first -= 1
        return tuple(word for word in self.folded[first:place] if word not in self.words.tenses)

    def prefixed(self, place: int) -> bool:
        """Whether a hyphen joins a piece to a prefix that makes it say what something is for or against: "pro-Berg"."""
        return place > 0 and self.hyphenated(place) and self.folded[place - 1] in self.words.prefixes

    def after_alias(self, place: int) -> bool:
        """Whether the words for what else somebody is known as stand before a piece, which may be in quotes."""
        quoted = self.gap(place)[:1] == " " and QUOTES.issuperset(self.gap(place)[1:])
        return quoted and any(tuple(self.folded[max(0, place - len(cue)) : place]) == cue for cue in self.words.aliases)

    def after_kin(self, place: int) -> bool:
        """Whether a piece stands between commas behind a word for kin: "his son, Danil,"."""
        if self.gap(place) != ", " or self.folded[place - 1] not in self.words.kin:
            return False
        if self.capital(place - 1) or not self.capital(place):
            return False
        end = self.spans[place][1]
        return self.text[end : end + 1] == ","

    def thing(self, place: int) -> bool:
        """Whether a piece is the word for a body, a law, a work, a place or an event."""
        forms = (self.folded[place], self.stem(place))
        return any(form in self.words.things or form.endswith(self.words.thing_ends) for form in forms)

    def particle(self, place: int) -> bool:
        """Whether a piece is one of the little words inside names."""
        return self.folded[place] in self.words.particles

    def opens(self, place: int) -> bool:
        """Whether a piece opens the unit, a sentence or a clause in quotes, where a capital says little."""
        gap = self.gap(place)
        return not (
            gap in {" ", ", "} or self.hyphenated(place) or gap.removesuffix(" ").lower() in self.words.possessives
        )

    def pieces(self, start: int, end: int) -> tuple[int, int]:
        """The pieces `[first, last)` that the characters `[start, end)` touch; first equals last where none does."""
        first = bisect_right(self.spans, start, key=itemgetter(1))
        last = bisect_left(self.spans, end, lo=first, key=itemgetter(0))
        return (first, last) if first < last else (0, 0)

    def named_thing(self, first: int, last: int) -> bool:
        """Whether the pieces `[first, last)` are part of the longer name of a body, law, place or event."""
        if self._headed(first):
            return True
        if first and self.spaced(first) and self.capital(first - 1) and self.folded[first - 1] in self.words.places:
            return True
        if self._purpose(first):
            return True
        if self.spaced(last) and self.folded[last] in self.words.sites:
            return True
        place = last
        while place < len(self) and (self.hyphenated(place) or (self.spaced(place) and self.capital(place))):
            if self.thing(place):
                return True
            place += 1
        return False

    def _purpose(self, first: int) -> bool:
        """Whether a piece is what a body is for: "Centre for Interfaith Dialogue", but "an amnesty for Ana Berg"."""
        if first < 2 or not self.spaced(first) or self.folded[first - 1] not in self.words.purposes:
            return False
        return self.capital(first - 2) and self.thing(first - 2)

    def _headed(self, first: int) -> bool:
        """Whether a piece stands in the name of a body that begins with what it is, as in Spanish or Arabic."""
        for place in range(first, max(0, first - REACH), -1):
            before = place - 1
            if not self.joined(place) or (self.title(before) and not self.hyphenated(before)):
                return False
            if self.capital(before) and self.folded[before] in self.words.heads:
                return True
            if not self.capital(before) and not self.particle(before):
                return False
        return False

    def _of_name(self, place: int) -> bool:
        named = self.capital(place) or self.particle(place)
        return named and (self._letter(place) or self.folded[place] not in self.words.never)

    def _letter(self, place: int) -> bool:
        return self.capital(place) and len(self.piece(place)) == 1

    def given(self, place: int) -> bool:
        """Whether a piece that is no name elsewhere is one here: a capital inside a sentence, a name right behind."""
        if self.folded[place] not in self.words.given or not self.capital(place) or self.opens(place):
            return False
        return self.spaced(place + 1) and self.capital(place + 1) and not self.title(place + 1)

    def parties(self) -> Iterator[tuple[int, int]]:
        """The pieces `[first, last)` of who is party to a case: "Neij and Sunde v. Sweden", "the applicant, A.G."."""
        if self.words.claimants.isdisjoint(self.folded) and self.words.versus.isdisjoint(self.folded):
            return
        for place in range(1, len(self)):
            if self.folded[place - 1] in self.words.claimants and (self.spaced(place) or self.gap(place) == ", "):
                last = place
                while last < len(self) and self._letter(last) and (last == place or self.joined(last)):
                    last += 1
                if last - place > 1:
                    yield place, last
            state = place + 1
            if self.folded[place] not in self.words.versus:
                continue
            while state < len(self) and self.folded[state] in self.words.realms:
                state += 1
            if any(tuple(self.folded[state : state + len(name)]) == name for name in self.words.alone):
                yield from self._names_before(place)

    def _names_before(self, last: int) -> Iterator[tuple[int, int]]:
        for others in self.words.among_others:
            if tuple(self.folded[max(0, last - len(others)) : last]) == others:
                last -= len(others)
        first = last
        while first and (first == last or self.joined(first)) and self._of_name(first - 1):
            first -= 1
        if first < last:
            yield first, last
        if 1 < first < last and self.folded[first - 1] in self.words.conjunctions and self.spaced(first):
            yield from self._names_before(first - 1)

    def stem(self, place: int) -> str:
        """A piece's folded letters without the genitive ending; as they are where there is none."""
        ending = self.words.genitive
        return self.folded[place].removesuffix(ending) if ending else self.folded[place]

    def beginning(self, known: Container[str]) -> Iterator[int]:
        """The places of the pieces that are known, as they are or without the genitive."""
        ending = self.words.genitive
        for place, word in enumerate(self.folded):
            if word in known or (ending and word.endswith(ending) and word[: -len(ending)] in known):
                yield place

    def reads(self, first: int, name: tuple[str, ...]) -> bool:
        """Whether the folded pieces of a name stand at a place in one run, the last of them perhaps in the genitive."""
        last = first + len(name)
        if last > len(self) or name[-1] not in (self.folded[last - 1], self.stem(last - 1)):
            return False
        if tuple(self.folded[first : last - 1]) != name[:-1] or not self.capital(last - 1):
            return False
        return all(self.joined(place) for place in range(first + 1, last))

    def name(self, first: int, last: int) -> str:
        """The text of the pieces `[first, last)`."""
        return self.text[self.spans[first][0] : self.spans[last - 1][1]]
