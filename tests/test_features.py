import re
from collections import Counter
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.sparse import csr_matrix
from sklearn.feature_extraction.text import TfidfTransformer

from pipeline import languages
from pipeline.features import (
    BLOCKS,
    Lookup,
    Sentence,
    concepts,
    learn,
    letters,
    opening,
    sentences,
    tfidf,
    tokens,
    words,
)

CUTS = [
    ("One. Two.", ["One. ", "Two."]),
    ("no capital. then none", ["no capital. then none"]),
    ("24. Nigeria asked why? It left!", ["24. Nigeria asked why? ", "It left!"]),
    ("95.24. Implement it.", ["95.24. Implement it."]),
    ("Mr. Doe of the U.S. Army met J. Smith.", ["Mr. Doe of the U.S. Army met J. Smith."]),
    ("He said “no.” She left.", ["He said “no.” ", "She left."]),
    ("It was 2019. “Why?”", ["It was 2019. ", "“Why?”"]),
    ("Det är t.ex. Ålands lag. Övriga gäller ej.", ["Det är t.ex. Ålands lag. ", "Övriga gäller ej."]),
    ("Under art. 5. It did so. He did it. 7 left.", ["Under art. 5. It did so. ", "He did it. 7 left."]),
    ("Статья 5. Статья шестая.", ["Статья 5. Статья шестая."]),
    ("Первая статья. Вторая статья.", ["Первая статья. ", "Вторая статья."]),
    ("", [""]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), CUTS)
def test_sentences(text: str, expected: list[str]) -> None:
    assert [sentence.text for sentence in sentences(text, "en")] == expected


@given(st.text(alphabet="aB .!?\"'1\n", max_size=60))
def test_sentences_lose_nothing(text: str) -> None:
    assert "".join(sentence.text for sentence in sentences(text, "en")) == text


WORDS = [
    ("The law (No. 12)", ["the", "law", "no", "0"]),
    ("mötes\N{SOFT HYPHEN}frihet", ["mötesfrihet"]),
    ("HIV-positive", ["hiv", "positive"]),
]


@pytest.mark.parametrize(("text", "expected"), WORDS)
def test_words(text: str, expected: list[str]) -> None:
    assert words(text) == expected


LETTERS = [("ab", [" ab", "ab ", " ab "]), ("a", [" a "]), ("abc", [" ab", "abc", "bc ", " abc", "abc ", " abc "])]


@pytest.mark.parametrize(("word", "expected"), LETTERS)
def test_letters(word: str, expected: list[str]) -> None:
    assert list(letters(word)) == expected


OPENINGS = [
    ("131. (a) Ratify the Convention", ("ratify", "ratify the")),
    ("He left", ("he", "he left")),
    ("Stop", ("stop", "stop")),
    ("1 2 3", ()),
    ("", ()),
]


@pytest.mark.parametrize(("text", "expected"), OPENINGS)
def test_opening(text: str, expected: tuple[str, ...]) -> None:
    assert opening(words(text)) == expected


EXAMPLES = [
    (code, name, concept)
    for code in languages.codes()
    for name, concept in languages.table(code, "classify").get("concepts", {}).items()
]


@pytest.mark.parametrize(("code", "name", "concept"), EXAMPLES, ids=[f"{code}-{name}" for code, name, _ in EXAMPLES])
def test_concepts_find_and_ignore_what_their_language_file_says(
    code: str, name: str, concept: dict[str, list[str]]
) -> None:
    assert concept["finds"], f"{name} has no example"
    assert concept["ignores"], f"{name} has no counter-example"
    assert [word for word in concept["finds"] if name not in concepts(word, code)] == []
    assert [word for word in concept["ignores"] if name in concepts(word, code)] == []


def test_languages_share_their_concepts() -> None:
    names = {code: {name for known, name, _ in EXAMPLES if known == code} for code, _, _ in EXAMPLES}
    assert names["en"] == names["sv"]


def test_an_unknown_language_has_no_concepts() -> None:
    assert concepts("torture", "xx") == ()


def test_what_was_learned_is_counted_again() -> None:
    texts = [Sentence("Torture, torture and torture", "en"), Sentence("Tortyr", "sv"), Sentence("", "und")]
    vocabularies, counts = learn(texts)
    again = Lookup(vocabularies).count(texts).counts
    for block in BLOCKS:
        assert (counts[block] != again[block]).nnz == 0
    assert counts["words"][0, vocabularies["words"]["torture"]] == 3
    assert counts["words"][0, vocabularies["words"]["torture and"]] == 1
    assert counts["concepts"][0, vocabularies["concepts"]["torture"]] == 3
    assert counts["concepts"][1, vocabularies["concepts"]["torture"]] == 1
    assert counts["letters"][2].nnz == 0


SAID = st.text(st.sampled_from("aÉßΣİ_7²ש.,’(\u00ad\u00a0\u2028\t \n"), max_size=60)


@given(SAID)
def test_words_and_marks_are_those_of_the_whole_text(text: str) -> None:
    found = re.findall(r"\w+|[^\w\s]", text.lower().replace("\u00ad", ""))
    assert tokens(text) == ["0" if token.isdigit() else token for token in found]
    assert words(text) == [token for token in tokens(text) if re.fullmatch(r"\w+", token)]


@given(st.lists(st.lists(st.sampled_from(["law", "court", "torture", "of", "x"]), max_size=6), max_size=5))
def test_pairs_of_words_are_counted_within_a_text(said: list[list[str]]) -> None:
    vocabularies, _ = learn([Sentence("law of law of torture", "en"), Sentence("court of", "en")])
    texts = [Sentence(" ".join(text), "en") for text in said]
    counts = Lookup(vocabularies).count(texts).counts["words"]
    for text, row in zip(said, counts.toarray(), strict=True):
        expected = Counter(text) + Counter(f"{first} {second}" for first, second in pairwise(text))
        assert {word: row[place] for word, place in vocabularies["words"].items() if row[place]} == {
            word: times for word, times in expected.items() if word in vocabularies["words"]
        }


def test_no_pairs_are_known() -> None:
    vocabularies, _ = learn([Sentence("law", "en")])
    assert Lookup(vocabularies).count([Sentence("law law law", "en")]).counts["words"].toarray().tolist() == [[3]]


@pytest.mark.parametrize("remembered", [1, 4, 1 << 16])
def test_what_is_remembered_changes_no_counts(remembered: int, monkeypatch: pytest.MonkeyPatch) -> None:
    texts = [Sentence("the court of law", "en"), Sentence("law, torture", "en"), Sentence("lag och domstol", "sv")]
    vocabularies, expected = learn(texts)
    monkeypatch.setattr("pipeline.features.REMEMBERED", remembered)
    lookup = Lookup(vocabularies)
    for _ in range(2):
        for place, text in enumerate(texts):
            counts = lookup.count([text]).counts
            for block in BLOCKS:
                assert (counts[block] != expected[block][place]).nnz == 0


def test_unlearned_features_are_not_counted() -> None:
    vocabularies, _ = learn([Sentence("law", "en")])
    lookup = Lookup(vocabularies)
    counted = lookup.count([Sentence("xyz law", "en")])
    assert counted.counts["words"].sum() == 1
    assert [counted.words[word] for word in counted.running[0]] == [("xyz", "en"), ("law", "en")]
    assert lookup.of(counted.words)["words"].sum(axis=1).tolist() == [[0], [1]]


@given(st.lists(st.lists(st.integers(0, 3), min_size=4, max_size=4), min_size=1, max_size=6))
def test_tfidf_is_that_of_scikit_learn(rows: list[list[int]]) -> None:
    counts = csr_matrix(np.array(rows, dtype=np.float32))
    weights = TfidfTransformer(sublinear_tf=True).fit(counts)
    np.testing.assert_allclose(tfidf(counts, weights).toarray(), weights.transform(counts).toarray(), rtol=1e-6)
