"""Features: what the classifier sees of a text, as counts of words, word pairs, letter runs, concepts and openings."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
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
# Words whose letter runs and concepts are kept in memory: a corpus uses the same ones over and over.
REMEMBERED = 1 << 16

Vocabulary = dict[str, int]
Counts = dict[str, csr_matrix]
Find = Callable[[str], int | None]

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


@lru_cache(REMEMBERED)
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


@lru_cache(REMEMBERED)
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


@dataclass(frozen=True, slots=True)
class Counted:
    """Texts as counts of features.

    `counts` are texts × features by block. `words` are all the words that occur, each with its language, `running`
    which of them stand in each text, in order, and `of_words` the features of each alone (words × features by block).
    """

    counts: Counts
    words: tuple[tuple[str, str], ...]
    running: tuple[tuple[int, ...], ...]
    of_words: Counts


def learn(texts: Sequence[Sentence]) -> tuple[dict[str, Vocabulary], Counted]:
    """Every feature that occurs in the texts, by block, and its counts."""
    vocabularies: dict[str, Vocabulary] = {block: {} for block in BLOCKS}
    return vocabularies, _count(texts, vocabularies, _growing)


def count(texts: Sequence[Sentence], vocabularies: dict[str, Vocabulary]) -> Counted:
    """How often each feature of the vocabularies occurs in each text."""
    return _count(texts, vocabularies, _closed)


def _growing(known: Vocabulary) -> Find:
    return lambda feature: known.setdefault(feature, len(known))


def _closed(known: Vocabulary) -> Find:
    return known.get


def _count(
    texts: Sequence[Sentence], vocabularies: dict[str, Vocabulary], opened: Callable[[Vocabulary], Find]
) -> Counted:
    types: dict[tuple[str, str], int] = {}
    pairs, openings, running = [], [], []
    for text in texts:
        tokens = words(text.text)
        running.append(tuple(types.setdefault((token, text.language), len(types)) for token in tokens))
        pairs.append([f"{first} {second}" for first, second in pairwise(tokens)])
        openings.append(opening(tokens))
    # Words, letters and concepts are looked up once for each word that occurs, not each time that it occurs.
    occurrences = _matrix(running, len(types))
    looked_up: dict[str, Sequence[Sequence[str]]] = {
        "words": [(word,) for word, _ in types],
        "letters": [letters(word) for word, _ in types],
        "concepts": [concepts(word, language) for word, language in types],
        "openings": [()] * len(types),
    }
    in_words = {block: _indices(features, opened(vocabularies[block])) for block, features in looked_up.items()}
    in_texts = {
        "words": _indices(pairs, opened(vocabularies["words"])),
        "openings": _indices(openings, opened(vocabularies["openings"])),
    }
    of_words = {block: _matrix(rows, len(vocabularies[block])) for block, rows in in_words.items()}
    counts = {block: (occurrences @ matrix).tocsr() for block, matrix in of_words.items()}
    for block, rows in in_texts.items():
        counts[block] = (counts[block] + _matrix(rows, len(vocabularies[block]))).tocsr()
    return Counted(counts, tuple(types), tuple(running), of_words)


def _indices(rows: Sequence[Sequence[str]], find: Find) -> list[list[int]]:
    return [[index for index in map(find, row) if index is not None] for row in rows]


def _matrix(rows: Sequence[Sequence[int]], width: int) -> csr_matrix:
    """How often each index stands in each row (rows × width)."""
    ends = np.cumsum([0, *map(len, rows)])
    indices = np.fromiter(chain.from_iterable(rows), dtype=np.int32, count=int(ends[-1]))
    matrix = csr_matrix((np.ones(len(indices), dtype=np.float32), indices, ends), shape=(len(rows), width))
    matrix.sum_duplicates()
    return matrix


def weigh(counts: Counts, weights: dict[str, TfidfTransformer], shares: dict[str, float]) -> csr_matrix:
    """The counts as features (texts × features of the blocks that have a share), each block times its share."""
    weighed = [share * weights[block].transform(counts[block]) for block, share in shares.items() if block in weights]
    return hstack(weighed, format="csr")
