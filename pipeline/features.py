"""Features: what the classifier sees of a text, as counts of words, word pairs, letter runs, concepts and openings."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import chain, islice, pairwise
from sys import intern
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, hstack

from pipeline import languages

if TYPE_CHECKING:
    from sklearn.feature_extraction.text import TfidfTransformer

BLOCKS = ("words", "letters", "concepts", "openings")
# How much each block weighs in what has to be told, chosen out of fold. The flag does without letters, which see
# topics, and sees how sentences begin ("Ratify …"): that took its F1 out of fold from 0.83 to 0.87.
SHARES = {
    "categories": {"words": 0.8, "letters": 1.0, "concepts": 0.5},
    "recommendation": {"words": 1.0, "concepts": 2.0, "openings": 1.0},
}
# Length of letter runs within a word, its edges marked by spaces: they see through inflection and compounds.
SHORTEST, LONGEST = 3, 5
# Where a sentence's own first words are looked for: after its number, as in "131. (a)".
OPENING = 6
# Words whose features are kept in memory: a corpus uses the same ones over and over.
REMEMBERED = 1 << 16
# What stands between two spaces is kept up to this length: scripts without spaces write whole sentences so.
LONGEST_WRITTEN = 40

# A word and the ISO 639-1 code of its language.
Word = tuple[str, str]
Vocabulary = dict[str, int]
Counts = dict[str, csr_matrix]

_TOKEN = re.compile(r"\w+|[^\w\s]")
# A sentence ends at a full stop, question or exclamation mark and what closes with it, unless a small letter follows.
_END = re.compile(r"""[.!?]["'”’»)\]]{0,2}\s+(?=["'“”‘’«»(\[]{0,2}(\w))""")
# What may stand before a full stop that ends no sentence: a short word, a number, an abbreviation with stops within.
_SHORT = re.compile(r"(?P<dotted>\b\w{1,3}\.\w{1,3})$|(?P<number>(?:^|[\s(])\d{1,3})$|\b(?P<word>[^\W\d]{1,3})$")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a text and the ISO 639-1 code of its language."""

    text: str
    language: str


def sentences(text: str, language: str) -> list[Sentence]:
    """The sentences of a text, in order; one at least."""
    parts, start = [], 0
    for end in _END.finditer(text):
        if not end[1].islower() and not _abbreviates(text, start, end):
            parts.append(text[start : end.end()])
            start = end.end()
    return [Sentence(part, language) for part in (*parts, text[start:])]


def _abbreviates(text: str, start: int, end: re.Match[str]) -> bool:
    """Whether the stop only shortens a word ("Mr. Doe", "U.S. Army", "art. 5") or numbers a paragraph ("24. ")."""
    before = _SHORT.search(text[max(start, end.start() - 12) : end.start()])
    if text[end.start()] != "." or not before:
        return False
    word = before["word"]
    return not word or end[1].isdigit() or (word[0].isupper() and len(word) < 3)


def tokens(text: str) -> list[str]:
    """The words and marks of a text in small letters, each number as "0", soft hyphens left out."""
    return list(chain.from_iterable(map(_TOKENS.__getitem__, text.split())))


def words(text: str) -> list[str]:
    """The words among the tokens of a text."""
    return list(chain.from_iterable(map(_WORDS.__getitem__, text.split())))


class _Known(dict[str, tuple[str, ...]]):
    """What stands between two spaces of a text, and what it consists of: what was asked once is remembered."""

    def __init__(self, parts: Callable[[str], Iterable[str]]) -> None:
        self._parts = parts

    def __missing__(self, written: str) -> tuple[str, ...]:
        found = tuple(map(intern, self._parts(written)))
        if len(written) <= LONGEST_WRITTEN:
            if len(self) >= REMEMBERED:
                self.clear()
            self[written] = found
        return found


def _tokens(written: str) -> list[str]:
    found = _TOKEN.findall(written.lower().replace("\N{SOFT HYPHEN}", ""))
    return ["0" if token.isdigit() else token for token in found]


_TOKENS = _Known(_tokens)
_WORDS = _Known(lambda written: [token for token in _TOKENS[written] if token[0].isalnum() or token[0] == "_"])


def letters(word: str) -> tuple[str, ...]:
    """The letter runs of a word, shortest first."""
    padded = f" {word} "
    return tuple(
        padded[start : start + size] for size in range(SHORTEST, LONGEST + 1) for start in range(len(padded) - size + 1)
    )


def opening(tokens: Sequence[str]) -> tuple[str, ...]:
    """The first word and the first two words of a sentence, numbers and single letters before them left out."""
    first = [token for token in islice(tokens, OPENING) if token != "0" and len(token) > 1][:2]
    return (first[0], " ".join(first)) if first else ()


def concepts(word: str, language: str) -> tuple[str, ...]:
    """The concepts that a word stands for in its language: names that all languages share."""
    whole, begins, longest = _concepts(language)
    found = list(whole.get(word, ()))
    for end in range(1, min(len(word), longest) + 1):
        found += begins.get(word[:end], ())
    return tuple(found)


@cache
def _concepts(language: str) -> tuple[dict[str, list[str]], dict[str, list[str]], int]:
    """Whole words and beginnings of words ("tortur*") with their concepts, and the length of the longest beginning."""
    known = languages.table(language, "classify")
    whole: dict[str, list[str]] = {}
    begins: dict[str, list[str]] = {}
    for name, concept in known.get("concepts", {}).items():
        for word in concept["words"]:
            table, key = (begins, word[:-1]) if word.endswith("*") else (whole, word)
            table.setdefault(key, []).append(name)
    return whole, begins, max(map(len, begins), default=0)


# The blocks in which a word has features whatever stands beside it.
OF_WORDS: dict[str, Callable[[str, str], Sequence[str]]] = {
    "words": lambda word, _: (word,),
    "letters": lambda word, _: letters(word),
    "concepts": concepts,
}


@dataclass(frozen=True, slots=True)
class Counted:
    """Texts as counts of features.

    `counts` are texts × features by block. `words` are all the words that occur, each with its language, `running`
    which of them stand in each text, in order.
    """

    counts: Counts
    words: tuple[Word, ...]
    running: tuple[tuple[int, ...], ...]


class _Numbers(dict[str, int]):
    """Words of a language, numbered as they come among those of all languages."""

    def __init__(self, language: str, words: list[Word]) -> None:
        self._language = language
        self._words = words

    def __missing__(self, word: str) -> int:
        number = self[word] = len(self._words)
        self._words.append((word, self._language))
        return number


class Rows:
    """The rows of a sparse matrix, ever more of them, any of which make another."""

    def __init__(self) -> None:
        self._count, self._ends = 0, np.zeros(1, dtype=np.int64)
        self._indices, self._data = np.zeros(0, dtype=np.int32), np.zeros(0, dtype=np.float32)

    def add(self, matrix: csr_matrix) -> None:
        """Put the rows of a matrix behind the others."""
        end, count = int(self._ends[self._count]), matrix.shape[0]
        self._indices = _written(self._indices, end, matrix.indices)
        self._data = _written(self._data, end, matrix.data)
        self._ends = _written(self._ends, self._count + 1, matrix.indptr[1:] + end)
        self._count += count

    def take(self, places: Sequence[int], width: int) -> csr_matrix:
        """The rows at some places, so wide."""
        starts = self._ends[places]
        lengths = self._ends[1:][places] - starts
        ends = np.concatenate([[0], np.cumsum(lengths)])
        found = np.repeat(starts - ends[:-1], lengths) + np.arange(ends[-1])
        return csr_matrix((self._data[found], self._indices[found], ends), shape=(len(lengths), width))


def _written(array: NDArray[Any], place: int, values: NDArray[Any]) -> NDArray[Any]:
    """An array with values from a place on: itself where there is room, else one twice as long as they need."""
    last = place + len(values)
    if last > len(array):
        array = np.concatenate([array[:place], np.zeros(2 * last - place, dtype=array.dtype)])
    array[place:last] = values
    return array


class Lookup:
    """Vocabularies, and which of their features each word has: what was looked up once is remembered."""

    def __init__(self, vocabularies: dict[str, Vocabulary]) -> None:
        self.vocabularies = vocabularies
        self._places: dict[Word, int] = {}
        self._rows: dict[str, Rows] = {}

    def count(self, texts: Sequence[Sentence]) -> Counted:
        """How often each feature of the vocabularies occurs in each text."""
        types: list[Word] = []
        numbers = {language: _Numbers(language, types) for language in {text.language for text in texts}}
        openings, running = [], []
        for text in texts:
            found = words(text.text)
            running.append(tuple(map(numbers[text.language].__getitem__, found)))
            openings.append(self.indices("openings", opening(found)))
        pairs = self.pairs(types, running)
        occurrences = _matrix(running, len(types))
        counts = {block: (occurrences @ matrix).tocsr() for block, matrix in self.of(types).items()}
        pairs.resize(counts["words"].shape)
        counts["words"] = (counts["words"] + pairs).tocsr()
        counts["openings"] = _matrix(openings, len(self.vocabularies["openings"]))
        return Counted(counts, tuple(types), tuple(running))

    def of(self, words: Sequence[Word]) -> Counts:
        """The features of each word alone (words × features of the blocks that words have)."""
        new = [word for word in dict.fromkeys(words) if word not in self._places]
        if len(self._places) + len(new) > REMEMBERED:
            self._places.clear()
            new = list(dict.fromkeys(words))
        if not self._places:
            self._rows = {block: Rows() for block in OF_WORDS}
        if new:
            for block, features in OF_WORDS.items():
                found = [self.indices(block, features(*word)) for word in new]
                self._rows[block].add(_matrix(found, len(self.vocabularies[block])))
            self._places |= zip(new, range(len(self._places), len(self._places) + len(new)), strict=True)
        places = [self._places[word] for word in words]
        return {block: rows.take(places, len(self.vocabularies[block])) for block, rows in self._rows.items()}

    def pairs(self, words: Sequence[Word], running: Sequence[Sequence[int]]) -> csr_matrix:
        """How often each pair of words that the vocabulary has stands in each text, whose `running` are of `words`."""
        known, codes, places = self._pairs
        numbers = np.array([known.get(word, -1) for word, _ in words], dtype=np.int64)
        lengths = np.fromiter(map(len, running), dtype=np.int64, count=len(running))
        said = numbers[np.fromiter(chain.from_iterable(running), dtype=np.int64, count=lengths.sum())]
        text = np.repeat(np.arange(len(running)), lengths)
        both = (said[:-1] >= 0) & (said[1:] >= 0) & (text[:-1] == text[1:])
        written = said[:-1][both] * len(known) + said[1:][both]
        found = np.searchsorted(codes, written)
        there = codes.take(found, mode="clip") == written
        ends = np.searchsorted(text[:-1][both][there], np.arange(len(running) + 1))
        return _counted(places[found[there]], ends, len(self.vocabularies["words"]))

    @cached_property
    def _pairs(self) -> tuple[Vocabulary, NDArray[np.int64], NDArray[np.int32]]:
        """The words of which the vocabulary has pairs, by number; the numbers of both words of each pair as one, in
        order; and the places of the pairs in the vocabulary."""
        pairs = [(pair.split(" "), place) for pair, place in self.vocabularies["words"].items() if " " in pair]
        known: Vocabulary = {}
        for both, _ in pairs:
            for word in both:
                known.setdefault(word, len(known))
        codes = np.array([known[first] * len(known) + known[second] for (first, second), _ in pairs], dtype=np.int64)
        order = codes.argsort()
        return known, codes[order], np.array([place for _, place in pairs], dtype=np.int32)[order]

    def indices(self, block: str, features: Sequence[str]) -> list[int]:
        """Where the vocabulary of a block has the features; those that it does not have are left out."""
        known = self.vocabularies[block]
        return [known[feature] for feature in features if feature in known]


class Growing(Lookup):
    """The same, but a feature that a vocabulary does not have is added to it."""

    def indices(self, block: str, features: Sequence[str]) -> list[int]:
        """Where the vocabulary of a block has the features, from now on if it did not."""
        known = self.vocabularies[block]
        return [known.setdefault(feature, len(known)) for feature in features]

    def pairs(self, words: Sequence[Word], running: Sequence[Sequence[int]]) -> csr_matrix:
        """How often each pair of words stands in each text; the vocabulary has them from now on if it did not."""
        written = [[f"{words[first][0]} {words[second][0]}" for first, second in pairwise(text)] for text in running]
        found = [self.indices("words", pairs) for pairs in written]
        return _matrix(found, len(self.vocabularies["words"]))


def learn(texts: Sequence[Sentence]) -> tuple[dict[str, Vocabulary], Counts]:
    """Every feature that occurs in the texts, by block, and its counts."""
    found = Growing({block: {} for block in BLOCKS})
    return found.vocabularies, found.count(texts).counts


def _matrix(rows: Sequence[Sequence[int]], width: int) -> csr_matrix:
    """How often each index stands in each row (rows × width)."""
    ends = np.cumsum([0, *map(len, rows)])
    return _counted(np.fromiter(chain.from_iterable(rows), dtype=np.int32, count=int(ends[-1])), ends, width)


def _counted(indices: NDArray[np.int32], ends: NDArray[np.int64], width: int) -> csr_matrix:
    """How often each index stands in each row, given one behind another: rows begin and end at `ends`."""
    matrix = csr_matrix((np.ones(len(indices), dtype=np.float32), indices, ends), shape=(len(ends) - 1, width))
    matrix.sum_duplicates()
    return matrix


def tfidf(counts: csr_matrix, weights: "TfidfTransformer") -> csr_matrix:
    """What the transformer makes of the counts (sublinear, each row of length 1), without its checks of every call."""
    matrix = counts.copy()
    np.log(matrix.data, matrix.data)
    matrix.data += 1
    matrix.data *= weights.idf_.astype(matrix.dtype)[matrix.indices]
    lengths = np.sqrt(matrix.multiply(matrix) @ np.ones(matrix.shape[1], dtype=matrix.dtype))
    matrix.data /= np.repeat(np.maximum(lengths, np.finfo(matrix.dtype).tiny), np.diff(matrix.indptr))
    return matrix


def weigh(counts: Counts, weights: "dict[str, TfidfTransformer]", shares: dict[str, float]) -> csr_matrix:
    """The counts as features (texts × features of the blocks that have a share), each block times its share."""
    weighed = [share * tfidf(counts[block], weights[block]) for block, share in shares.items() if block in weights]
    return hstack(weighed, format="csr")
