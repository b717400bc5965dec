"""Detect: the language of a document, then of each long passage whose letters disagree with the document's.

langdetect tells both. Most passages need not be put to it: what its profiles say of all their letters is added up at
once, and they are in their document's language if no other language, and none at all, explains them nearly as well.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

import msgspec
import numpy as np
from langdetect.detector import Detector
from langdetect.detector_factory import PROFILES_DIRECTORY, DetectorFactory
from langdetect.lang_detect_exception import LangDetectException
from numpy.typing import NDArray

from pipeline import languages
from pipeline.records import Detection, Document

UNKNOWN = "und"
# langdetect itself reads no further than this many characters of a text.
SAMPLE = 10_000
PIECE = 1000
# Draws of n-grams whose answers langdetect averages.
TRIALS = 7
# Enough to tell the language of a document that is all in one: an answer that is less than SURE, or that the letters
# contradict, is asked for again in full. Enough, too, to see that a passage does not differ: both draw the same first.
GLANCE = 1000
GLANCE_PIECE = 100
GLANCE_TRIALS = 3
# Below this many letters langdetect errs more often than a passage differs from its document: it is right on 65 % of
# headings under 40 characters (11 % in capitals), on 98 % of sentences.
FEWEST_LETTERS = 100
# What a passage must reach to count as written in another language than its document.
SURE = 0.99
PRIOR = 0.9
# Of the groups of three letters in a passage at most about this many are looked up, evenly spread.
GROUPS = 150
# How much likelier, as a natural logarithm, a passage must be in its document's language than in any other. Of 100
# letters, 0.98 to 1.00 of the passages of six languages are; of those in 21 other languages none, but for Galician,
# which langdetect does not know.
MARGIN = 5.0
# What langdetect adds to the share of every n-gram, so that one that a language has not shown yet does not rule it out.
SMOOTHING = 0.5 / 10_000
# The likelihood of three letters in no language at all: lower than in their own for 0.99 of passages, higher than in
# Russian for 0.98 of those in languages of its alphabet that langdetect does not know.
NOWHERE = -8.5
# Likelihoods are added up as whole thousandths, so that every machine gets the same sum.
UNIT = 1000

WORD = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class Profiles:
    """langdetect's profiles: how often each n-gram of one to three letters occurs in each language.

    `rows` leads from an n-gram to its row; `shares` holds a column for each of `names`, and `likelihoods` one more, for
    no language, in natural logarithms times UNIT. The last row is that of n-grams in no profile. It stands in for
    the table of lists that langdetect makes of the same files, at a third of the time and memory.
    """

    names: list[str]
    rows: dict[str, int]
    shares: NDArray[np.float32]
    likelihoods: NDArray[np.int16]

    def __contains__(self, gram: str) -> bool:
        return gram in self.rows

    def __getitem__(self, gram: str) -> NDArray[np.float32]:
        return self.shares[self.rows[gram]]  # type: ignore[no-any-return]


class _Detector(Detector):  # type: ignore[misc]
    """langdetect's own, which reckons with all languages at once and takes a text apart once: to the same numbers."""

    @cached_property
    def _grams(self) -> list[str]:
        return super()._extract_ngrams()  # type: ignore[no-any-return]

    def _extract_ngrams(self) -> list[str]:
        return self._grams

    def _init_probability(self) -> NDArray[np.float64]:
        return np.array(super()._init_probability())

    def _update_lang_prob(self, prob: NDArray[np.float64], gram: str, alpha: float) -> None:
        prob *= np.float64(alpha / self.BASE_FREQ) + self.word_lang_prob_map[gram]

    def _normalize_prob(self, prob: NDArray[np.float64]) -> float:
        # One after the other, as langdetect adds them: numpy's own sum has other last digits.
        prob /= sum(prob.tolist())
        return float(prob.max())


def detect(document: Document) -> Detection:
    """Language of the whole document; "und" where it is none of the languages that have a file, or has no letters."""
    glance = _sample(document.text, GLANCE, GLANCE_PIECE)
    [(language, share)] = _ask(glance, None, GLANCE_TRIALS)
    if share < SURE or not _agree(WORD.findall(glance.casefold()), language):
        [(language, share)] = _ask(_sample(document.text, SAMPLE, PIECE), None, TRIALS)
    return Detection(document.id, language, share)


def passage(text: str, detection: Detection) -> tuple[str, float]:
    """Language of a passage and its probability; one that is short, or agrees, has both from its document."""
    inherited = detection.language, detection.share
    if len(text) < FEWEST_LETTERS:
        return inherited
    words = WORD.findall(text.casefold())
    if sum(map(len, words)) < FEWEST_LETTERS or _agree(words, detection.language):
        return inherited
    language, share = inherited
    for language, share in _ask(text[:SAMPLE], detection.language, GLANCE_TRIALS, TRIALS):
        if language == detection.language or share < SURE:
            return inherited
    return language, share


def _sample(text: str, size: int, piece: int) -> str:
    """About `size` characters from all over a text, in pieces of `piece` characters."""
    step = max(piece, len(text) * piece // size)
    return "\n".join(text[start : start + piece] for start in range(0, len(text), step))


def _agree(words: Sequence[str], language: str) -> bool:
    """Whether words in small letters are in a language, by what langdetect's profiles say of them."""
    profiles = _profiles()
    if language not in profiles.names:
        return False
    line = f" {' '.join(words)} "
    step = 1 + len(line) // GROUPS
    nowhere = len(profiles.rows)
    found = [profiles.rows.get(line[start : start + 3], nowhere) for start in range(0, len(line) - 2, step)]
    likelihoods = profiles.likelihoods.take(found, axis=0).sum(axis=0, dtype=np.int64)
    column = profiles.names.index(language)
    own, likelihoods[column] = likelihoods[column], likelihoods.min()
    return bool(own - likelihoods.max() >= MARGIN * UNIT)


def _ask(text: str, prior: str | None, *trials: int) -> Iterator[tuple[str, float]]:
    """What langdetect says of a text by so many draws, and by so many others, each when it is asked for."""
    factory = _factory()
    detector = _Detector(factory)
    if prior in factory.langlist:
        rest = (1 - PRIOR) / (len(factory.langlist) - 1)
        detector.set_prior_map({language: PRIOR if language == prior else rest for language in factory.langlist})
    detector.append(_lower_capitals(text))
    for detector.n_trial in trials:
        detector.langprob = None
        try:
            best = detector.get_probabilities()[0]
        except (LangDetectException, IndexError):
            yield UNKNOWN, 0.0
        else:
            yield (best.lang if best.lang in languages.codes() else UNKNOWN), round(float(best.prob), 4)


@cache
def _factory() -> DetectorFactory:
    factory = DetectorFactory()
    factory.langlist = _profiles().names
    factory.word_lang_prob_map = _profiles()
    factory.seed = 0  # langdetect draws random samples: unseeded, its answers change from call to call
    return factory


@cache
def _profiles() -> Profiles:
    # In an order of their own: that of the folder differs from machine to machine.
    paths = sorted(path for path in Path(PROFILES_DIRECTORY).iterdir() if not path.name.startswith("."))
    read = [msgspec.json.decode(path.read_bytes()) for path in paths]
    rows: dict[str, int] = {}
    found = [[rows.setdefault(gram, len(rows)) for gram in profile["freq"]] for profile in read]
    shares = np.zeros((len(rows) + 1, len(read)), dtype=np.float32)
    likelihoods = np.full((len(rows) + 1, len(read) + 1), round(np.log(SMOOTHING) * UNIT), dtype=np.int16)
    likelihoods[:, -1] = round(NOWHERE * UNIT)
    for column, (profile, own) in enumerate(zip(read, found, strict=True)):
        totals = np.array(profile["n_words"])[[len(gram) - 1 for gram in profile["freq"]]]
        share = np.array(list(profile["freq"].values())) / totals
        shares[own, column] = share
        likelihoods[own, column] = np.rint(np.log(share + SMOOTHING) * UNIT)
    return Profiles([profile["name"] for profile in read], rows, shares, likelihoods)


def _lower_capitals(text: str) -> str:
    """`text` with its words in capitals lowered: langdetect's profiles hardly know capitals."""
    return re.sub(r"\b[^\W\d_]{3,}\b", lambda word: word[0].lower() if word[0].isupper() else word[0], text)


if __name__ == "__main__":
    from pipeline.__main__ import run_alone

    run_alone("detect")
