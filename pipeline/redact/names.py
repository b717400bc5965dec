"""Find names in any text, by the finder or not, and put pseudonyms in their place."""

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from pipeline import languages
from pipeline.extract.people.names import PIECE, fold
from pipeline.redact.written import APOSTROPHES, Change, Index
from pipeline.redact.written import changes as in_written

# What may stand between two pieces of one name, a line break too.
GAP = re.compile(r"[\s.\-‐‑­]{0,4}|[-‐‑]?\s{1,80}")
Name = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Changed:
    """A text with changes made in it, and where its positions have gone."""

    text: str
    changes: tuple[Change, ...]
    moved: tuple[int, ...]

    def start(self, position: int) -> int:
        """Where the first character of a span has gone; inside a change, to its beginning."""
        place = bisect_right(self.changes, position, key=lambda change: change[0]) - 1
        if place < 0:
            return position
        start, end, _ = self.changes[place]
        if position < end:
            return start + self._before(place)
        return position + self.moved[place]

    def end(self, position: int) -> int:
        """Where the end of a span has gone; inside a change, to its end."""
        place = bisect_right(self.changes, position - 1, key=lambda change: change[0]) - 1
        if place < 0:
            return position
        return max(position, self.changes[place][1]) + self.moved[place]

    def _before(self, place: int) -> int:
        return self.moved[place - 1] if place else 0


def change(text: str, changes: Iterable[Change]) -> Changed:
    """The text with changes made; of two that overlap, the longer, then the first."""
    chosen: list[Change] = []
    for one in sorted(set(changes), key=lambda one: (one[0] - one[1], one)):
        place = bisect_right(chosen, one)
        if (not place or chosen[place - 1][1] <= one[0]) and (place == len(chosen) or one[1] <= chosen[place][0]):
            chosen.insert(place, one)
    pieces, moved, at, shift = [], [], 0, 0
    for start, end, written in chosen:
        pieces += [text[at:start], written]
        shift += len(written) - (end - start)
        moved.append(shift)
        at = end
    return Changed("".join(pieces) + text[at:], tuple(chosen), tuple(moved))


def genitives() -> tuple[str, ...]:
    """The endings that a genitive adds to names, of all languages."""
    tables = [languages.table(code, "people") for code in languages.codes()]
    return tuple(sorted({table["genitive"] for table in tables if table.get("genitive")}))


class Search:
    """Names to look for, as folded pieces, and the pseudonym of each; in what machines wrote, those of the indexes."""

    def __init__(self, names: Mapping[Name, str], indexes: Sequence[Index] = ()) -> None:
        self.indexes = indexes
        self.starts: dict[str, list[tuple[Name, str]]] = defaultdict(list)
        endings = ("", *genitives())
        for name, pseudonym in sorted(names.items(), key=lambda item: (-len(item[0]), item)):
            for ending in endings:
                read = (*name[:-1], name[-1] + ending)
                self.starts[read[0]].append((read, pseudonym))
        for found in self.starts.values():
            found.sort(key=lambda item: -len(item[0]))

    def changes(self, text: str, kept: Sequence[tuple[int, int]] = (), written_small: bool = False) -> list[Change]:
        """Where the names stand, outside the spans that are kept; in lower case only where that is asked for."""
        spans = [match.span() for match in PIECE.finditer(text)]
        folded = [fold(text[start:end]) for start, end in spans]
        found = in_written(text, self.indexes)
        for place in range(len(spans)):
            one = next(self._standing(text, spans, folded, place, written_small), None)
            found += [one] if one else []
        return [one for one in found if all(one[1] <= a or b <= one[0] for a, b in kept)]

    def _standing(
        self, text: str, spans: Sequence[tuple[int, int]], folded: Sequence[str], place: int, small: bool
    ) -> Iterator[Change]:
        """The changes for the names that begin with a piece, the longest first."""
        for stem, cut in stems(text[slice(*spans[place])], folded[place]):
            for name, pseudonym in self.starts.get(stem, ()):
                last = place + len(name) - 1
                if last < len(spans) and self._reads(text, spans, folded, place, name, small):
                    endings = {name[-1]: cut} if last == place else dict(stems(text[slice(*spans[last])], folded[last]))
                    yield spans[place][0], spans[last][1] - endings[name[-1]], pseudonym

    def _reads(
        self, text: str, spans: Sequence[tuple[int, int]], folded: Sequence[str], place: int, name: Name, small: bool
    ) -> bool:
        last = place + len(name) - 1
        first = text[spans[place][0]]
        # A name of several words is one in lower case too; one word is more often another.
        if len(name) == 1 and not small and not first.isupper() and first.lower() != first.upper():
            return False
        if any(folded[place + n] != piece for n, piece in enumerate(name[1:-1], start=1)):
            return False
        if len(name) > 1 and name[-1] not in [stem for stem, _ in stems(text[slice(*spans[last])], folded[last])]:
            return False
        return all(GAP.fullmatch(text, spans[n][1], spans[n + 1][0]) for n in range(place, last))


def stems(piece: str, folded: str) -> list[tuple[str, int]]:
    """A piece folded: without what follows its last apostrophe, if it has one, and whole; each with the number of
    characters left out."""
    for place in range(len(piece) - 1, max(0, len(piece) - 4), -1):
        if piece[place] in APOSTROPHES:
            return [(fold(piece[:place]), len(piece) - place), (folded, 0)]
    return [(folded, 0)]
