"""Features: what the classifier sees of a text, as counts of words, word pairs, letter runs, concepts and openings."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain, islice, pairwise

import numpy as np
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import TfidfTransformer

from pipeline import languages

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

# A word and the ISO 639-1 code of its language.
Word = tuple[str, str]
Vocabulary = dict[str, int]
Counts = dict[str, csr_matrix]

_WORD = re.compile(r"\w+")
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


def words(text: str) -> list[str]:
    """The words of a text in small letters, each number as "0", soft hyphens left out."""
    return ["0" if word.isdigit() else word for word in _WORD.findall(text.lower().replace("\N{SOFT HYPHEN}", ""))]


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


class Lookup:
    """Vocabularies, and which of their features each word has: what was looked up once is remembered."""

    def __init__(self, vocabularies: dict[str, Vocabulary]) -> None:
        self.vocabularies = vocabularies
        self._remembered: dict[Word, dict[str, list[int]]] = {}

    def count(self, texts: Sequence[Sentence]) -> Counted:
        """How often each feature of the vocabularies occurs in each text."""
        types: dict[Word, int] = {}
        pairs, openings, running = [], [], []
        for text in texts:
            tokens = words(text.text)
            running.append(tuple([types.setdefault((token, text.language), len(types)) for token in tokens]))
            pairs.append(self.indices("words", [f"{first} {second}" for first, second in pairwise(tokens)]))
            openings.append(self.indices("openings", opening(tokens)))
        occurrences = _matrix(running, len(types))
        counts = {block: (occurrences @ matrix).tocsr() for block, matrix in self.of(list(types)).items()}
        counts["words"] = (counts["words"] + _matrix(pairs, len(self.vocabularies["words"]))).tocsr()
        counts["openings"] = _matrix(openings, len(self.vocabularies["openings"]))
        return Counted(counts, tuple(types), tuple(running))

    def of(self, words: Sequence[Word]) -> Counts:
        """The features of each word alone (words × features of the blocks that words have)."""
        if len(self._remembered) > REMEMBERED:
            self._remembered.clear()
        looked_up = [self._remembered.get(word) or self._look_up(word) for word in words]
        return {
            block: _matrix([found[block] for found in looked_up], len(self.vocabularies[block])) for block in OF_WORDS
        }

    def _look_up(self, word: Word) -> dict[str, list[int]]:
        found = {block: self.indices(block, features(*word)) for block, features in OF_WORDS.items()}
        self._remembered[word] = found
        return found

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


def learn(texts: Sequence[Sentence]) -> tuple[dict[str, Vocabulary], Counts]:
    """Every feature that occurs in the texts, by block, and its counts."""
    found = Growing({block: {} for block in BLOCKS})
    return found.vocabularies, found.count(texts).counts


def _matrix(rows: Sequence[Sequence[int]], width: int) -> csr_matrix:
    """How often each index stands in each row (rows × width)."""
    ends = np.cumsum([0, *map(len, rows)])
    indices = np.fromiter(chain.from_iterable(rows), dtype=np.int32, count=int(ends[-1]))
    matrix = csr_matrix((np.ones(len(indices), dtype=np.float32), indices, ends), shape=(len(rows), width))
    matrix.sum_duplicates()
    return matrix


def tfidf(counts: csr_matrix, weights: TfidfTransformer) -> csr_matrix:
    """What the transformer makes of the counts (sublinear, each row of length 1), without its checks of every call."""
    matrix = counts.copy()
    np.log(matrix.data, matrix.data)
    matrix.data += 1
    matrix.data *= weights.idf_.astype(matrix.dtype)[matrix.indices]
    lengths = np.sqrt(matrix.multiply(matrix) @ np.ones(matrix.shape[1], dtype=matrix.dtype))
    matrix.data /= np.repeat(np.maximum(lengths, np.finfo(matrix.dtype).tiny), np.diff(matrix.indptr))
    return matrix


def weigh(counts: Counts, weights: dict[str, TfidfTransformer], shares: dict[str, float]) -> csr_matrix:
    """The counts as features (texts × features of the blocks that have a share), each block times its share."""
    weighed = [share * tfidf(counts[block], weights[block]) for block, share in shares.items() if block in weights]
    return hstack(weighed, format="csr")
