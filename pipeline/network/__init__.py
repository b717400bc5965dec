"""Network: a small convolutional network that reads words in their order.

It is trained with PyTorch (`training`) and run with numpy. Weights and what flows between layers are whole numbers so
small that their products add up exactly in 32 bits: every machine says the same.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from pipeline import skopsfile
from pipeline.features import Sentence, Word
from pipeline.network.words import MOST_CONCEPTS, MOST_RUNS, meanings, padded, runs, tokens

Floats = NDArray[np.float32]
Array = NDArray[np.float64]
# The words of a sentence and the ISO 639-1 code of their language.
Said = tuple[list[str], str]

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
CHUNK = 2048
SMALL = 1e-5
NOTHING = 1e-30


@dataclass(frozen=True, slots=True)
class Whole:
    """Weights in whole numbers (inputs × outputs, as floats) and the scale of each output."""

    weights: Floats
    scales: Floats

    def __call__(self, inputs: Floats) -> Floats:
        """The exact products of whole numbers (rows × inputs), scaled (rows × outputs)."""
        outputs: Floats = inputs @ self.weights
        outputs *= self.scales
        return outputs


@dataclass(frozen=True, slots=True)
class Layer:
    """A convolution over three words (the word before, the word, the word after), its bias, and its normalisation."""

    taps: tuple[Whole, Whole, Whole]
    bias: Floats
    gain: Floats
    shift: Floats

    def finished(self, summed: Floats) -> Floats:
        """Bias, rectifier and normalisation of each row. What was given is overwritten."""
        rows = summed
        rows += self.bias
        np.clip(rows, 0, None, out=rows)
        rows -= rows.mean(axis=1, keepdims=True, dtype=np.float64).astype(np.float32)
        rows /= np.sqrt(np.square(rows).mean(axis=1, keepdims=True, dtype=np.float64) + SMALL).astype(np.float32)
        rows *= self.gain
        rows += self.shift
        return rows


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
    numbers: Floats = values / np.float32(step)
    np.rint(numbers, out=numbers)
    return np.clip(numbers, -largest, largest, out=numbers)


class Reader:
    """A network made ready to read many texts."""

    def __init__(self, network: Network) -> None:
        self._network = network
        # The place of each known word, by language.
        self._known: dict[str, dict[str, int]] = defaultdict(dict)
        self._next = 1
        # What each known word says as the word before, the word itself and the word after; row 0 is no word.
        self._said = np.zeros((3, REMEMBERED, len(network.first.bias)), dtype=np.float32)
        # One product for all that is asked of each word.
        asked = (network.attention, network.values, network.sense.looks)
        self._asked = Whole(np.hstack([one.weights for one in asked]), np.hstack([one.scales for one in asked]))

    def odds(self, texts: Sequence[Sequence[Sentence]]) -> tuple[Array, Array]:
        """Log-odds of each label for each text (texts × labels) and for each of their sentences (sentences × labels).

        A text has one sentence at least.
        """
        parts = np.vstack([np.zeros((0, len(self._network.labels))), *(self._read(chunk) for chunk in _chunks(texts))])
        starts = np.cumsum([0, *map(len, texts)])[:-1]
        return gathered(parts, starts), parts

    def _read(self, texts: Sequence[Sequence[Said]]) -> Array:
        """Log-odds of each label for each sentence of texts given as words (sentences × labels)."""
        self._learn(texts)
        running = [0]
        starts = []
        for text in texts:
            for words, language in text:
                starts.append(len(running) - 1)
                running += map(self._known[language].__getitem__, words) if words else (0,)
            running.append(0)
        places = np.array([*running, 0])
        # The space after a text, and a sentence without words.
        gone = places[1:-1] == 0
        network = self._network
        flow = self._said[0].take(places[:-2], axis=0)
        flow += self._said[1].take(places[1:-1], axis=0)
        flow += self._said[2].take(places[2:], axis=0)
        flow = network.first.finished(flow)
        flow[gone] = 0
        for layer in network.layers:
            more = layer.finished(convolved(whole_numbers(flow, STEP, LARGEST), layer.taps))
            more[gone] = 0
            flow += more
        said = whole_numbers(flow, STEP, 2 * LARGEST)
        labels = len(network.labels)
        scores, values, looks = np.split(self._asked(said), (labels, 2 * labels), axis=1)
        weight = _weights(scores, gone)
        odds: Array = np.add.reduceat(weight * values, starts) / np.add.reduceat(weight, starts)
        seen = _seen(_weights(looks, gone), said, starts)
        return odds + network.bias + self._sense(seen, [len(text) for text in texts])

    def _sense(self, seen: Array, lengths: Sequence[int]) -> Array:
        """What sentences say as wholes, and the texts of so many sentences around them (sentences × labels).

        `seen` is what each look sees of each sentence (sentences × looks × dimensions).
        """
        sense = self._network.sense
        summed = np.tile(sense.bias, (len(seen), 1))
        for look, hidden in enumerate(sense.hidden):
            summed += hidden(whole_numbers((STEP * seen[:, look]).astype(np.float32), SEEN_STEP, SEEN_LARGEST))
        level = whole_numbers(np.maximum(summed, 0), SENSE_STEP, SENSE_LARGEST)
        summed = np.add.reduceat(level, np.cumsum([0, *lengths[:-1]]))
        mean = np.rint(summed / np.array(lengths, dtype=np.float32)[:, np.newaxis])
        odds: Array = sense.own(level).astype(np.float64) + np.repeat(sense.around(mean), lengths, axis=0)
        return odds

    def _learn(self, texts: Sequence[Sequence[Said]]) -> None:
        """Give each word of the texts a place, and find out what it says."""
        said: dict[str, dict[str, None]] = defaultdict(dict)
        for words, language in chain.from_iterable(texts):
            said[language] |= dict.fromkeys(words)
        known = self._known
        new = [(word, language) for language, words in said.items() for word in words if word not in known[language]]
        if self._next + len(new) > self._said.shape[1]:
            self._known.clear()
            self._next = 1
            new = [(word, language) for language, words in said.items() for word in words]
            if len(new) >= self._said.shape[1]:
                self._said = np.zeros((3, len(new) + 1, self._said.shape[2]), dtype=np.float32)
        if new:
            vectors = self._vectors(new)
            for place, tap in enumerate(self._network.first.taps):
                self._said[place, self._next : self._next + len(new)] = tap(vectors)
            for place, (word, language) in enumerate(new, start=self._next):
                self._known[language][word] = place
            self._next += len(new)

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


def _weights(scores: Floats, gone: NDArray[np.bool_]) -> Array:
    """How much each word counts for its scores; those that are gone count for nothing beside others."""
    weights = np.exp(np.clip(scores, -SCORE, SCORE).astype(np.float64))
    weights[gone] = NOTHING
    return weights


def _seen(weights: Array, said: Floats, starts: Sequence[int]) -> Array:
    """The mean of what the words of each sentence say, by each weight (sentences × weights × dimensions)."""
    words = said.astype(np.float64)
    transposed = np.ascontiguousarray(weights.T)
    seen = np.empty((len(starts), len(transposed), words.shape[1]))
    for mean, start, end in zip(seen, starts, (*starts[1:], len(words)), strict=True):
        np.matmul(transposed[:, start:end], words[start:end], out=mean)
    seen /= np.add.reduceat(weights, starts)[:, :, np.newaxis]
    return seen


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


def _chunks(texts: Sequence[Sequence[Sentence]]) -> Iterator[list[list[Said]]]:
    """The texts in words, so many at a time as have CHUNK words or are one text."""
    chunk: list[list[Said]] = []
    size = 0
    for text in texts:
        said = [(tokens(sentence.text), sentence.language) for sentence in text]
        length = sum(len(words) for words, _ in said)
        if chunk and size + length > CHUNK:
            yield chunk
            chunk, size = [], 0
        chunk.append(said)
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
    """The network of a folder. Raises as skopsfile.numbers does."""
    state = skopsfile.numbers(folder / FILE)
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
