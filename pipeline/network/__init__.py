"""Network: a small convolutional network that reads words in their order.

It is trained with PyTorch (`training`) and run with numpy. Weights and what flows between layers are whole numbers so
small that their products add up exactly in 32 bits: every machine says the same.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from pipeline import skopsfile
from pipeline.features import Sentence, Word
from pipeline.network.words import MOST_CONCEPTS, MOST_RUNS, meanings, padded, runs, tokens

Floats = NDArray[np.float32]
Array = NDArray[np.float64]

FILE = "network.skops"
# Steps of what flows between layers, and the largest whole number of steps.
STEP = 1 / 16
LARGEST = 255
# Numbers of a word's vector; its steps.
DIMENSIONS = 128
WORD_STEP = 1 / 128
WORD_LARGEST = 511
# Weights are whole numbers up to this, times a scale of each output.
WEIGHT_LARGEST = 127
# Steps of what a look sees of a sentence and of what the hidden layer makes of it, and their largest numbers: their
# products stay exact.
SEEN_STEP, SEEN_LARGEST = STEP / 2, 4 * LARGEST
SENSE_STEP, SENSE_LARGEST = 1 / 32, 2 * LARGEST
# An attention score is not taken to be further from zero.
SCORE = 15.0
# How sharply the sentence that says most speaks for its text.
SHARPNESS = 2.0
# Words kept in memory, and how many are read at a time: so few that they stay in a processor's cache.
REMEMBERED = 1 << 14
CHUNK = 1024
SMALL = 1e-5
NOTHING = 1e-30


@dataclass(frozen=True, slots=True)
class Whole:
    """Weights in whole numbers (inputs × outputs, as floats) and the scale of each output."""

    weights: Floats
    scales: Floats

    def __call__(self, inputs: Floats) -> Floats:
        """The exact products of whole numbers (rows × inputs), scaled (rows × outputs)."""
        outputs: Floats = (inputs @ self.weights) * self.scales
        return outputs


@dataclass(frozen=True, slots=True)
class Layer:
    """A convolution over three words (the word before, the word, the word after), its bias, and its normalisation."""

    taps: tuple[Whole, Whole, Whole]
    bias: Floats
    gain: Floats
    shift: Floats

    def finished(self, summed: Floats) -> Floats:
        """Bias, rectifier and normalisation of each row."""
        rows = np.maximum(summed + self.bias, 0)
        rows -= rows.mean(axis=1, keepdims=True, dtype=np.float64).astype(np.float32)
        spread = np.sqrt(np.square(rows).mean(axis=1, keepdims=True, dtype=np.float64) + SMALL).astype(np.float32)
        finished: Floats = rows / spread * self.gain + self.shift
        return finished


@dataclass(frozen=True, slots=True)
class Sense:
    """What the words of a sentence say together, beside what they say one by one.

    `looks` weigh the words of a sentence, each in a way of its own (inputs × looks). What they see goes into a hidden
    layer: `hidden`, one for each look (inputs × hidden), and `bias`. From there comes what the sentence says of each
    label (`own`), and what all sentences of its text do (`around`).
    """

    looks: Whole
    hidden: tuple[Whole, ...]
    bias: Floats
    own: Whole
    around: Whole


@dataclass(frozen=True, slots=True)
class Network:
    """A trained network: for each of the `labels` how much each sentence, and the text, speaks for it.

    A word's vector is the sum of its own (`words`; the first is for words that are not known), the mean of those of
    its letter runs and those of its `concepts`; the vectors are whole numbers of a step (rows × dimensions), the first
    row of runs and concepts is nothing. `first` reads the vectors, `layers` what came before; `attention` weighs the
    words of a sentence for each label, `values` are what they say one by one, `sense` is what they say together.
    """

    labels: tuple[str, ...]
    words: dict[str, int]
    concepts: dict[str, int]
    vectors: dict[str, NDArray[np.int8]]
    steps: dict[str, float]
    first: Layer
    layers: tuple[Layer, ...]
    attention: Whole
    values: Whole
    sense: Sense
    bias: Floats


def whole_numbers(values: Floats, step: float, largest: int) -> Floats:
    """Values as the nearest whole numbers of steps."""
    numbers: Floats = np.clip(np.rint(values / np.float32(step)), -largest, largest)
    return numbers


class Reader:
    """A network made ready to read many texts."""

    def __init__(self, network: Network) -> None:
        self._network = network
        self._known: dict[Word, int] = {}
        # What each known word says as the word before, the word itself and the word after; row 0 is no word.
        self._said = np.zeros((3, REMEMBERED, len(network.first.bias)), dtype=np.float32)

    def odds(self, texts: Sequence[Sequence[Sentence]]) -> tuple[Array, Array]:
        """Log-odds of each label for each text (texts × labels) and for each of their sentences (sentences × labels).

        A text has one sentence at least.
        """
        parts = np.vstack([np.zeros((0, len(self._network.labels))), *(self._read(chunk) for chunk in _chunks(texts))])
        starts = np.cumsum([0, *map(len, texts)])[:-1]
        return gathered(parts, starts), parts

    def _read(self, texts: Sequence[Sequence[Sequence[Word]]]) -> Array:
        """Log-odds of each label for each sentence of texts given as words (sentences × labels)."""
        running: list[Word | None] = [None]
        starts = []
        for text in texts:
            for sentence in text:
                starts.append(len(running) - 1)
                running += sentence or [None]
            running.append(None)
        places = self._places([*running, None])
        here = (places[1:-1] > 0)[:, np.newaxis]
        network = self._network
        before, word, after = self._said
        flow = network.first.finished(before[places[:-2]] + word[places[1:-1]] + after[places[2:]]) * here
        for layer in network.layers:
            flow += layer.finished(convolved(whole_numbers(flow, STEP, LARGEST), layer.taps)) * here
        said = whole_numbers(flow, STEP, 2 * LARGEST)
        odds: Array = _weighed(network.attention(said), network.values(said), here, starts)
        return odds + network.bias + self._sense(said, here, starts, [len(text) for text in texts])

    def _sense(self, said: Floats, here: NDArray[np.bool_], starts: Sequence[int], lengths: Sequence[int]) -> Array:
        """What sentences say as wholes, and the texts of so many sentences around them (sentences × labels)."""
        sense = self._network.sense
        summed = np.tile(sense.bias, (len(starts), 1))
        for score, hidden in zip(sense.looks(said).T, sense.hidden, strict=True):
            seen = STEP * _weighed(score[:, np.newaxis], said, here, starts)
            summed += hidden(whole_numbers(seen.astype(np.float32), SEEN_STEP, SEEN_LARGEST))
        level = whole_numbers(np.maximum(summed, 0), SENSE_STEP, SENSE_LARGEST)
        summed = np.add.reduceat(level, np.cumsum([0, *lengths[:-1]]))
        mean = np.rint(summed / np.array(lengths, dtype=np.float32)[:, np.newaxis])
        odds: Array = sense.own(level).astype(np.float64) + np.repeat(sense.around(mean), lengths, axis=0)
        return odds

    def _places(self, running: Sequence[Word | None]) -> NDArray[np.int_]:
        """The row of each word, 0 for none."""
        words = {word: None for word in running if word}
        new = [word for word in words if word not in self._known]
        if len(self._known) + len(new) >= REMEMBERED:
            self._known.clear()
            new = list(words)
        if new:
            first = len(self._known) + 1
            vectors = self._vectors(new)
            for place, tap in enumerate(self._network.first.taps):
                self._said[place, first : first + len(new)] = tap(vectors)
            self._known |= {word: place for place, word in enumerate(new, start=first)}
        return np.array([self._known[word] if word else 0 for word in running])

    def _vectors(self, words: Sequence[Word]) -> Floats:
        """The vectors of words, in whole numbers of WORD_STEP (words × dimensions)."""
        network = self._network
        letters = np.array(padded([runs(word) for word, _ in words], MOST_RUNS))
        meant = np.array(padded([meanings(*word, network.concepts) for word in words], MOST_CONCEPTS))
        own = np.array([[network.words.get(word, 0)] for word, _ in words])
        several = np.maximum(1, (letters > 0).sum(axis=1, keepdims=True)).astype(np.float32)
        summed = self._sum("words", own) + self._sum("runs", letters) / several + self._sum("concepts", meant)
        return whole_numbers(summed, WORD_STEP, WORD_LARGEST)

    def _sum(self, table: str, places: NDArray[np.int_]) -> Floats:
        """The sum of a table's rows at the places of each word (words × dimensions)."""
        rows = self._network.vectors[table][places].sum(axis=1, dtype=np.int32)
        summed: Floats = rows.astype(np.float32) * np.float32(self._network.steps[table])
        return summed


def _weighed(scores: Floats, values: Floats, here: NDArray[np.bool_], starts: Sequence[int]) -> Array:
    """The mean of what the words of each sentence say, each counting as much as its score has it."""
    weight = np.exp(np.clip(scores.astype(np.float64), -SCORE, SCORE))
    # The space after a text counts for nothing beside its words.
    weight[~here[:, 0]] = NOTHING
    mean: Array = np.add.reduceat(weight * values, starts) / np.add.reduceat(weight, starts)
    return mean


def convolved(flow: Floats, taps: tuple[Whole, Whole, Whole]) -> Floats:
    """What a convolution makes of rows one after another, nothing before the first and after the last."""
    before, word, after = (tap(flow) for tap in taps)
    word[1:] += before[:-1]
    word[:-1] += after[1:]
    return word


def gathered(parts: Array, starts: Sequence[int] | NDArray[np.int_]) -> Array:
    """The log-odds of texts from those of their sentences: near those of the sentence that says most."""
    if not len(starts):
        return parts
    most = np.maximum.reduceat(parts, starts, axis=0)
    each = np.repeat(most, np.diff([*starts, len(parts)]), axis=0)
    gathered: Array = np.log(np.add.reduceat(np.exp(SHARPNESS * (parts - each)), starts, axis=0)) / SHARPNESS + most
    return gathered


def _chunks(texts: Sequence[Sequence[Sentence]]) -> Iterator[list[list[list[Word]]]]:
    """The texts in words, so many at a time as have CHUNK words or are one text."""
    chunk: list[list[list[Word]]] = []
    size = 0
    for text in texts:
        words = [[(token, sentence.language) for token in tokens(sentence.text)] for sentence in text]
        length = sum(map(len, words))
        if chunk and size + length > CHUNK:
            yield chunk
            chunk, size = [], 0
        chunk.append(words)
        size += length
    if chunk:
        yield chunk


def save(network: Network, folder: Path) -> None:
    """Write a network into a folder: the same bytes for the same network."""
    convolutions = [network.first, *network.layers]
    state = {
        "labels": list(network.labels),
        "words": "\n".join(network.words),
        "concepts": "\n".join(network.concepts),
        "vectors": network.vectors,
        "steps": network.steps,
        "convolutions": [[[_packed(tap) for tap in one.taps], one.bias, one.gain, one.shift] for one in convolutions],
        "attention": _packed(network.attention),
        "values": _packed(network.values),
        "looks": _packed(network.sense.looks),
        "hidden": [[_packed(one) for one in network.sense.hidden], network.sense.bias],
        "sense": [_packed(network.sense.own), _packed(network.sense.around)],
        "bias": network.bias,
    }
    skopsfile.write(folder / FILE, state)


def load(folder: Path) -> Network:
    """The network of a folder. Raises as skopsfile.read does."""
    state = skopsfile.read(folder / FILE)
    first, *layers = (
        Layer((_unpacked(before), _unpacked(word), _unpacked(after)), *rest)
        for (before, word, after), *rest in state["convolutions"]
    )
    hidden, bias = state["hidden"]
    own, around = map(_unpacked, state["sense"])
    return Network(
        labels=tuple(state["labels"]),
        words={word: place for place, word in enumerate(state["words"].split("\n"), start=1)},
        concepts={name: place for place, name in enumerate(state["concepts"].split("\n"))},
        vectors=state["vectors"],
        steps=state["steps"],
        first=first,
        layers=tuple(layers),
        attention=_unpacked(state["attention"]),
        values=_unpacked(state["values"]),
        sense=Sense(_unpacked(state["looks"]), tuple(map(_unpacked, hidden)), bias, own, around),
        bias=state["bias"],
    )


def _packed(whole: Whole) -> list[NDArray[np.generic]]:
    return [whole.weights.astype(np.int8), whole.scales]


def _unpacked(packed: Sequence[NDArray[np.generic]]) -> Whole:
    weights, scales = packed
    return Whole(weights.astype(np.float32), scales.astype(np.float32))
