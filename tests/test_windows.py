"""The stretches of text that the tagger reads: they hold every name, and what it says of them does not change."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.extract import people
from pipeline.extract.people.reading import Reading
from pipeline.extract.people.roster import lower_case
from pipeline.extract.people.windows import CONTEXT, unexplained, windows
from pipeline.records import Unit

FILLER = " ".join(["and they were held there for some days"] * 5)


def reading(text: str, language: str = "en") -> Reading:
    return Reading(Unit("d", 0, "paragraph", 0, (), "", 1, 0, len(text), language, 1.0, text, ((0, 0),), ()))


TEXTS = {
    "nothing but what is explained": ("The court met in May. It held that Sweden had violated the ICCPR.", []),
    "part of the name of a body": ("They met the Nelson Mandela Foundation.", []),
    "words in capitals": ("THE TRIAL OF VLADIMIR KOZLOV", []),
    "a short text is kept whole": ("They met Vladimir Kozlov.", ["They met Vladimir Kozlov."]),
    "between words that say nothing": (
        f"{FILLER} met Kozlov. {FILLER}",
        ["there for some days met Kozlov. and they were held there"],
    ),
    "two apart": (f"Zhovtis left. {FILLER} {FILLER} met Kozlov.", ["Zhovtis", "Kozlov"]),
    "two that are near": ("Zhovtis was held there for some days and met Kozlov.", ["Zhovtis"]),
}


@pytest.mark.parametrize("name", TEXTS)
def test_what_is_kept(name: str) -> None:
    text, expected = TEXTS[name]
    made = reading(text)
    found = [made.text[start:end] for start, end in windows(made, lower_case([made]))]
    assert len(found) == len(expected)
    assert all(part in kept for part, kept in zip(expected, found, strict=True))


@pytest.mark.parametrize("language", ["en", "sv"])
def test_context_covers_what_the_tagger_sees(language: str) -> None:
    encoder = people.taggers()[language].config["components"]["ner"]["model"]["tok2vec"]["encode"]
    assert encoder["depth"] * encoder["window_size"] < CONTEXT


WORDS = st.sampled_from(
    [
        *("Kozlov", "Vladimir", "Ye. Zhovtis", "al-Bashir", "Kasym-Zjomart", "Minister", "Union", "(ICCPR)", "lawyer"),
        *("met", "in", "2014,", "the", "of", "was", "held", "there", "again", "by", "several", "others.", "later"),
    ]
)


@settings(deadline=None, max_examples=60)
@given(st.lists(WORDS, min_size=1, max_size=80))
def test_the_tagger_says_of_a_stretch_what_it_says_of_the_whole(chosen: list[str]) -> None:
    made = reading(" ".join(chosen))
    tagger = people.taggers()["en"]
    common = lower_case([made])
    kept = windows(made, common)
    for before, after in pairwise(kept):
        assert before[1] < after[0]

    def names(start: int, end: int) -> set[tuple[int, int]]:
        return {(start + one.start_char, start + one.end_char) for one in tagger(made.text[start:end]).ents}

    sought = {made.spans[place] for place in unexplained(made, common)}
    whole = {span for span in names(0, len(made.text)) if any(span[0] <= a and b <= span[1] for a, b in sought)}
    parts = {span for start, end in kept for span in names(start, end)}
    assert whole <= parts
