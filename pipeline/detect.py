"""Detect: the language of a document, then of each long passage with the document's as prior."""

import re
from functools import cache

from langdetect.detector_factory import PROFILES_DIRECTORY, DetectorFactory
from langdetect.lang_detect_exception import LangDetectException

from pipeline import languages
from pipeline.records import Detection, Document

UNKNOWN = "und"
# langdetect itself reads no further than this many characters of a text.
SAMPLE = 10_000
# Below this many letters langdetect errs more often than a passage differs from its document: it is right on 65 % of
# headings under 40 characters (11 % in capitals), on 98 % of sentences.
FEWEST_LETTERS = 100
# What a passage must reach to count as written in another language than its document.
SURE = 0.99
PRIOR = 0.9


def detect(document: Document) -> Detection:
    """Language of the whole document; "und" where it is none of the languages that have a file, or has no letters."""
    language, share = _ask(_sample(document.text), prior=None)
    return Detection(document.id, language, share)


def passage(text: str, detection: Detection) -> tuple[str, float]:
    """Language of a passage and its probability; a short one inherits both from its document."""
    if sum(map(str.isalpha, text)) < FEWEST_LETTERS:
        return detection.language, detection.share
    language, share = _ask(text[:SAMPLE], prior=detection.language)
    if language == detection.language or share >= SURE:
        return language, share
    return detection.language, detection.share


def _sample(text: str) -> str:
    """Up to SAMPLE characters from all over a text, in pieces long enough to hold sentences."""
    piece = 1000
    step = max(piece, len(text) * piece // SAMPLE)
    return "\n".join(text[start : start + piece] for start in range(0, len(text), step))


def _ask(text: str, prior: str | None) -> tuple[str, float]:
    factory = _factory()
    detector = factory.create()
    if prior in factory.langlist:
        rest = (1 - PRIOR) / (len(factory.langlist) - 1)
        detector.set_prior_map({language: PRIOR if language == prior else rest for language in factory.langlist})
    detector.append(_lower_capitals(text))
    try:
        best = detector.get_probabilities()[0]
    except (LangDetectException, IndexError):
        return UNKNOWN, 0.0
    return (best.lang if best.lang in languages.codes() else UNKNOWN), round(best.prob, 4)


@cache
def _factory() -> DetectorFactory:
    factory = DetectorFactory()
    factory.load_profile(PROFILES_DIRECTORY)
    factory.seed = 0  # langdetect draws random samples: unseeded, its answers change from call to call
    return factory


def _lower_capitals(text: str) -> str:
    """`text` with its words in capitals lowered: langdetect's profiles hardly know capitals."""
    return re.sub(r"\b[^\W\d_]{3,}\b", lambda word: word[0].lower() if word[0].isupper() else word[0], text)


if __name__ == "__main__":
    from pipeline.__main__ import run_alone

    run_alone("detect")
