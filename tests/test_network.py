from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.features import Sentence
from pipeline.labels import RECOMMENDATION, Labelled, Refused
from pipeline.network import DIMENSIONS as NUMBERS
from pipeline.network import Layer, Network, Reader, Sense, Whole, convolved, gathered, load, save, whole_numbers
from pipeline.network.passages import Passage, read
from pipeline.network.words import MOST_RUNS, PLACES, runs, tokens

DIMENSIONS, WIDTH = 6, 5
TOKENS = [("The law (No. 12)!", ["the", "law", "(", "no", ".", "0", ")", "!"]), ("", []), (" \n", [])]


@pytest.fixture(scope="module")
def network() -> Network:
    random = np.random.default_rng(0)

    def whole(inputs: int, outputs: int) -> Whole:
        weights = random.integers(-127, 128, (inputs, outputs)).astype(np.float32)
        return Whole(weights, random.random(outputs).astype(np.float32) / 5000)

    def layer(inputs: int) -> Layer:
        bias, gain, shift = random.normal(size=(3, WIDTH)).astype(np.float32)
        return Layer((whole(inputs, WIDTH), whole(inputs, WIDTH), whole(inputs, WIDTH)), bias, gain, shift)

    sizes = {"words": 3, "runs": PLACES + 1, "concepts": 2}
    looks, hidden = whole(WIDTH, 2), (whole(WIDTH, 3), whole(WIDTH, 3))
    return Network(
        labels=("one", "two"),
        words={"law": 1, "state": 2},
        concepts={"torture": 0},
        vectors={name: random.integers(-127, 128, (size, DIMENSIONS)).astype(np.int8) for name, size in sizes.items()},
        steps=dict.fromkeys(sizes, 0.01),
        first=layer(DIMENSIONS),
        layers=(layer(WIDTH),),
        attention=whole(WIDTH, 2),
        values=whole(WIDTH, 2),
        sense=Sense(looks, hidden, np.ones(3, np.float32), whole(3, 2), whole(3, 2)),
        bias=np.array([-1, 1], dtype=np.float32),
    )


@pytest.mark.parametrize(("text", "expected"), TOKENS)
def test_tokens(text: str, expected: list[str]) -> None:
    assert tokens(text) == expected


@given(st.text(min_size=1, max_size=30))
def test_runs_have_places(word: str) -> None:
    assert len(runs(word)) <= MOST_RUNS
    assert all(0 <= place < PLACES for place in runs(word))


TEXT = st.lists(
    st.sampled_from(["The law. ", "The state tortured him, again and again. ", "", " \n", "Ö 12 "]), min_size=1
)


@settings(max_examples=40, deadline=None)
@given(st.lists(TEXT, min_size=1, max_size=6))
def test_a_text_reads_the_same_in_any_company(network: Network, texts: list[list[str]]) -> None:
    given = [[Sentence(text, "en") for text in sentences] for sentences in texts]
    reader = Reader(network)
    together, parts = reader.odds(given)
    assert together.shape == (len(texts), 2)
    assert parts.shape == (sum(map(len, texts)), 2)
    alone = [Reader(network).odds([text]) for text in given]
    assert np.array_equal(together, np.vstack([text for text, _ in alone]))
    assert np.array_equal(parts, np.vstack([sentences for _, sentences in alone]))


def test_a_long_text_and_no_text(network: Network) -> None:
    whole, parts = Reader(network).odds([[Sentence("law " * 5000, "en")]])
    assert np.isfinite(whole).all()
    assert np.array_equal(whole, parts)
    assert [odds.shape for odds in Reader(network).odds([])] == [(0, 2), (0, 2)]


def test_more_words_than_are_remembered(network: Network, monkeypatch: pytest.MonkeyPatch) -> None:
    texts = [[Sentence(" ".join(f"word{number}x{word}" for word in range(30)), "en")] for number in range(20)]
    expected, _ = Reader(network).odds(texts)
    monkeypatch.setattr("pipeline.network.REMEMBERED", 64)
    monkeypatch.setattr("pipeline.network.CHUNK", 40)
    forgetful, _ = Reader(network).odds(texts)
    assert np.array_equal(expected, forgetful)


def test_a_text_of_more_words_than_are_remembered(network: Network, monkeypatch: pytest.MonkeyPatch) -> None:
    texts = [[Sentence("law", "en")], [Sentence(" ".join(f"word{word}x" for word in range(90)), "en")]]
    expected, _ = Reader(network).odds(texts)
    monkeypatch.setattr("pipeline.network.REMEMBERED", 64)
    assert np.array_equal(Reader(network).odds(texts)[0], expected)


def test_a_network_is_read_as_it_was_written(network: Network, tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        save(network, tmp_path / name)
    one, two = ((tmp_path / name / "network.skops").read_bytes() for name in ("one", "two"))
    assert one == two
    texts = [[Sentence("The state tortured him", "en"), Sentence("by law", "en")]]
    assert np.array_equal(Reader(load(tmp_path / "one")).odds(texts)[0], Reader(network).odds(texts)[0])


@given(st.integers(1, 9))
def test_a_convolution_sees_the_neighbours(length: int) -> None:
    ones = Whole(np.ones((1, 1), dtype=np.float32), np.ones(1, dtype=np.float32))
    flow = np.arange(1, length + 1, dtype=np.float32)[:, np.newaxis]
    expected = [sum(range(max(1, here - 1), min(length, here + 1) + 1)) for here in range(1, length + 1)]
    assert convolved(flow, (ones, ones, ones))[:, 0].tolist() == expected


def test_products_of_whole_numbers_are_exact() -> None:
    random = np.random.default_rng(1)
    flow = whole_numbers(random.normal(size=(50, 384)).astype(np.float32) * 40, 1 / 16, 255)
    weights = random.integers(-127, 128, (384, 8))
    exact = flow.astype(np.int64) @ weights
    assert np.array_equal(Whole(weights.astype(np.float32), np.ones(8, dtype=np.float32))(flow), exact)


def test_a_text_says_little_more_than_its_strongest_sentence() -> None:
    parts = np.array([[-3.0], [2.0], [-1.0], [-5.0]])
    assert gathered(parts, [0, 3]).round(3).tolist() == [[2.001], [-5.0]]


def test_passages_are_read(tmp_path: Path) -> None:
    said = "Prisoners in the cells of the capital had no water that year"
    kinds = [("1", "x", ""), ("1", "x", ""), ("2", "Kept-Away", ""), ("3", "x", ', "heldout": true'), ("4", "x", "")]
    rows = [f'{{"text": "{number} {said}", "doc": "{land}"{heldout}}}' for number, land, heldout in kinds]
    file = tmp_path / "a.jsonl"
    file.write_text("\n".join(rows))
    assert read([file], ["kept"]) == [Passage(f"{number} {said}", "en", "a.jsonl") for number in "14"]
    file.write_text('{"id": "1"}')
    with pytest.raises(Refused, match=r"a\.jsonl: has no passages with a text"):
        read([file], [])


def test_a_network_is_learned(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("torch", reason="the extra train is not installed")
    from pipeline.fit import examples, fit
    from pipeline.model import Scorer
    from pipeline.network import training

    said = {"prison": "Guards beat prisoners in a cell.", "school": "Pupils walked far to the school."}
    random = np.random.default_rng(2)
    known = sorted({token for text in said.values() for token in tokens(text)} - {"."})
    vectors = {token: random.normal(size=NUMBERS).astype(np.float32) for token in known}
    monkeypatch.setattr(training, "PASSES", 30)
    paragraphs = [
        Labelled(str(number), str(number), "s", "en", None, "", text, frozenset({name}), number % 2 == 0)
        for number in range(40)
        for name, text in said.items()
    ]
    names = (*said, RECOMMENDATION)
    heard: list[str] = []
    one, two = (training.learn(vectors, *examples(paragraphs, names), names, heard.append) for _ in "ab")
    texts = [[Sentence(text, "en")] for text in said.values()]
    assert np.array_equal(Reader(one).odds(texts)[0], Reader(two).odds(texts)[0])
    told = Reader(one).odds(texts)[0][:, :2]
    assert (told.argmax(axis=1) == [0, 1]).all()
    assert len(heard) == 2 * 30
    scored = Scorer(fit(paragraphs, names, one)).probabilities([(text, "en") for text in said.values()])
    assert (scored[:, :2].argmax(axis=1) == [0, 1]).all()


def test_words_that_keep_the_same_company_have_like_vectors() -> None:
    pytest.importorskip("gensim", reason="the extra train is not installed")
    from pipeline.network import vectors

    said = [f"The {who} {did} a {what} today" for who in ("guard", "officer") for did, what in (("beat", "prisoner"),)]
    said += [f"The {who} {did} a {what} today" for who in ("pupil", "child") for did, what in (("read", "book"),)]
    varied = [
        Passage(f"{text} {number}x{word}", "en", "f") for number, word in enumerate("abcdefghij") for text in said
    ]
    one, two = vectors.learn(varied), vectors.learn(varied)
    assert list(one) == sorted(one)
    assert all(np.array_equal(one[word], two[word]) for word in one)
    assert {"guard", "officer", "pupil", "child"} <= set(one)
