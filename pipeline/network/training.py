"""Training the network with PyTorch, from vectors of words and labelled paragraphs.

Needs the extra `train`. The same texts give the same network on the same machine.
"""

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional

from pipeline import languages
from pipeline.features import Sentence, Word
from pipeline.model import Passages
from pipeline.network import (
    DIMENSIONS,
    SCORE,
    SEEN_STEP,
    SENSE_STEP,
    SHARPNESS,
    STEP,
    WEIGHT_LARGEST,
    WORD_STEP,
    Floats,
    Layer,
    Network,
    Sense,
    Whole,
)
from pipeline.network.words import MOST_CONCEPTS, MOST_RUNS, PLACES, meanings, padded, runs, tokens

SEED = 3
# Numbers of what flows between layers; looks at a sentence, and numbers of the hidden layer behind them.
WIDTH, LOOKS, HIDDEN = 128, 4, 256
# Of a text so many words are read in training.
LONGEST = 400
# Passes over the paragraphs, and how many of them make a step.
PASSES, BATCH = 5, 32
# Texts of like length are put together within so many batches.
SORTED = 16
# Highest learning rates, of vectors, of the convolutions and of what reads them; how fast weights fade; where gradients
# are cut.
VECTOR_RATE, ENCODER_RATE, HEAD_RATE, DECAY, LARGEST_GRADIENT = 2e-3, 1e-3, 2e-3, 0.02, 2.0
# The share of the steps in which rates rise.
RISING = 0.15
# Shares of what flows, and of words, that are left out at random.
DROPOUT, FORGOTTEN = 0.35, 0.06
# How large vectors of words are at first, beside those of their letter runs and their concepts.
VECTORS, LETTERS, CONCEPTS = 0.35, 0.05, 0.1
# What a label starts from, in log-odds.
UNLIKELY = -3.0

Tables = tuple[Tensor, Tensor, Tensor]


@dataclass(frozen=True, slots=True)
class Words:
    """The words that have vectors of their own, from 1 (0 is for the others), and the concepts, from 0."""

    vocabulary: dict[str, int]
    concepts: dict[str, int]


def known(vectors: Mapping[str, Floats]) -> Words:
    """The words of vectors, and the concepts of all languages."""
    named = {name for code in languages.codes() for name in languages.table(code, "classify").get("concepts", {})}
    return Words(
        {word: place for place, word in enumerate(vectors, start=1)},
        {name: place for place, name in enumerate(sorted(named))},
    )


class Rows:
    """The words met in texts, a row each, in the order in which they were met: row 0 is no word."""

    def __init__(self, words: Words) -> None:
        self._words = words
        self._rows: dict[Word, int] = {}
        self._own = [0]
        self._letters = [[0] * MOST_RUNS]
        self._meant = [[0] * MOST_CONCEPTS]

    def of(self, sentence: Sentence) -> list[int]:
        """The rows of a sentence's words."""
        return [self._row((token, sentence.language)) for token in tokens(sentence.text)]

    def tables(self) -> Tables:
        """Each row's place among the words with vectors, its letter runs and its concepts."""
        return torch.tensor(self._own), torch.tensor(self._letters), torch.tensor(self._meant)

    def _row(self, word: Word) -> int:
        if word not in self._rows:
            self._rows[word] = len(self._own)
            self._own.append(self._words.vocabulary.get(word[0], 0))
            self._letters += padded([runs(word[0])], MOST_RUNS)
            self._meant += padded([meanings(*word, self._words.concepts)], MOST_CONCEPTS)
        return self._rows[word]


class Encoder(nn.Module):
    """Vectors of words and two convolutions over them."""

    def __init__(self, words: Words, vectors: Mapping[str, Floats]) -> None:
        super().__init__()
        # Sparse: a step touches few of the rows, and costs no more than those.
        self.own = nn.Embedding(len(words.vocabulary) + 1, DIMENSIONS, sparse=True)
        self.letters = nn.EmbeddingBag(PLACES + 1, DIMENSIONS, mode="mean", padding_idx=0, sparse=True)
        self.meant = nn.EmbeddingBag(len(words.concepts) + 1, DIMENSIONS, mode="sum", padding_idx=0, sparse=True)
        for table, size in ((self.own, VECTORS / 3), (self.letters, LETTERS), (self.meant, CONCEPTS)):
            nn.init.normal_(table.weight, 0, size)
        with torch.no_grad():
            self.letters.weight[0] = self.meant.weight[0] = 0
            for word, vector in vectors.items():
                self.own.weight[words.vocabulary[word]] = VECTORS * torch.from_numpy(vector)
        self.first = nn.Conv1d(DIMENSIONS, WIDTH, 3, padding=1)
        self.second = nn.Conv1d(WIDTH, WIDTH, 3, padding=1)
        self.first_norm, self.second_norm = nn.LayerNorm(WIDTH), nn.LayerNorm(WIDTH)

    def forward(self, ids: Tensor, tables: Tables, drop: nn.Dropout) -> Tensor:
        """What flows out of each word (texts × words × WIDTH)."""
        met, places = torch.unique(ids, return_inverse=True)
        own, letters, meant = (table[met] for table in tables)
        vectors = (self.own(own) + self.letters(letters) + self.meant(meant))[places]
        here = (ids > 0).unsqueeze(-1)
        flow = drop(vectors) * here
        if self.training:
            flow = flow * (torch.rand(ids.shape) > FORGOTTEN).unsqueeze(-1)
        flow = self.first_norm(_convolve(self.first, flow)) * here
        return flow + self.second_norm(_convolve(self.second, drop(flow))) * here


def _convolve(convolution: nn.Conv1d, flow: Tensor) -> Tensor:
    return functional.relu(convolution(flow.transpose(1, 2)).transpose(1, 2))


class Reading(nn.Module):
    """An encoder, and for each of some labels what words say, how much each counts within its sentence, and what the
    sentence and its text say as wholes."""

    def __init__(self, encoder: Encoder, labels: int) -> None:
        super().__init__()
        self.encoder = encoder
        self.drop = nn.Dropout(DROPOUT)
        self.attention = nn.Linear(WIDTH, labels, bias=False)
        self.values = nn.Linear(WIDTH, labels)
        self.looks = nn.Linear(WIDTH, LOOKS, bias=False)
        self.hidden = nn.Linear(LOOKS * WIDTH, HIDDEN)
        self.own, self.around = (nn.Linear(HIDDEN, labels, bias=False) for _ in range(2))
        nn.init.constant_(self.values.bias, UNLIKELY)
        for late in (self.own, self.around):
            nn.init.zeros_(late.weight)

    def forward(self, batch: "Batch", tables: Tables) -> tuple[Tensor, Tensor]:
        """Log-odds of each label for each text (texts × labels) and each sentence (sentences × labels)."""
        flow = self.drop(self.encoder(batch.ids, tables, self.drop))
        kept = batch.ids > 0
        said, sentence = flow[kept], batch.sentence[kept]
        weight = self.attention(said).clamp(-SCORE, SCORE).exp()
        spoken = weight * functional.linear(said, self.values.weight)
        parts = _mean(spoken, weight, sentence, len(batch.text)) + self.values.bias
        look = self.looks(said).clamp(-SCORE, SCORE).exp().unsqueeze(2)
        seen = _mean(look * said.unsqueeze(1), look, sentence, len(batch.text))
        sense = functional.relu(self.hidden(seen.flatten(1)))
        around = _mean(sense, torch.ones(len(sense), 1), batch.text, len(batch.ids))
        parts = parts + self.own(self.drop(sense)) + self.around(self.drop(around))[batch.text]
        shape = (len(batch.ids), weight.shape[1])
        where = batch.text.unsqueeze(1).expand(-1, shape[1])
        most = torch.full(shape, -1e4).scatter_reduce(0, where, parts, "amax").detach()
        near = torch.zeros(shape).index_add(0, batch.text, (SHARPNESS * (parts - most[batch.text])).exp())
        return near.log() / SHARPNESS + most, parts


def _mean(values: Tensor, weights: Tensor, owners: Tensor, number: int) -> Tensor:
    """The mean of what belongs to each of a number of owners, from values already weighed."""
    summed = torch.zeros((number, *values.shape[1:])).index_add(0, owners, values)
    return summed / (torch.zeros((number, *weights.shape[1:])).index_add(0, owners, weights) + 1e-6)


@dataclass(frozen=True, slots=True)
class Batch:
    """Texts side by side: the rows of their words and the number of each word's sentence (texts × words), and the text
    of each sentence."""

    ids: Tensor
    sentence: Tensor
    text: Tensor


def _batch(texts: Sequence[Sequence[Sequence[int]]]) -> Batch:
    ids, numbers = [], []
    owners: list[int] = []
    for place, sentences in enumerate(texts):
        row: list[int] = []
        of: list[int] = []
        for sentence in sentences:
            row += sentence
            of += [len(owners)] * len(sentence)
            owners.append(place)
        ids.append(torch.tensor(row[:LONGEST] or [0]))
        numbers.append(torch.tensor(of[:LONGEST] or [0]))
    padded_ids, padded_numbers = (nn.utils.rnn.pad_sequence(rows, batch_first=True) for rows in (ids, numbers))
    return Batch(padded_ids, padded_numbers, torch.tensor(owners))


def learn(
    vectors: Mapping[str, Floats],
    passages: Passages,
    truth: NDArray[np.bool_],
    marked: NDArray[np.float64],
    labels: Sequence[str],
    say: Callable[[str], None],
) -> Network:
    """A network of the labels, from vectors of words and from texts; `say` hears how far it is.

    `truth` says which text has which label (texts × labels), `marked` which sentence earns it (sentences × labels, NaN
    where nobody has said).
    """
    random.seed(SEED)
    torch.manual_seed(SEED)
    torch.set_num_threads(1)
    torch.use_deterministic_algorithms(True)
    words = known(vectors)
    reading = Reading(Encoder(words, vectors), len(labels))
    rows = Rows(words)
    read = [[rows.of(sentence) or [0] for sentence in text] for text in passages.texts()]
    starts = [*passages.starts, len(passages.sentences)]
    wanted = torch.tensor(truth.astype(np.float32))
    earned = torch.tensor(marked.astype(np.float32))

    def lost(batch: list[int], tables: Tables) -> Tensor:
        odds, parts = reading(_batch([read[index] for index in batch]), tables)
        of_parts = torch.cat([earned[starts[index] : starts[index + 1]] for index in batch])
        said = ~of_parts.isnan()
        loss = functional.binary_cross_entropy_with_logits(odds, wanted[batch])
        if said.any():
            loss = loss + functional.binary_cross_entropy_with_logits(parts[said], of_parts[said])
        return loss * len(labels) / 2

    lengths = [sum(map(len, text)) for text in read]
    _train(reading, lost, rows.tables(), lengths, say)
    return _network(reading.eval(), words, labels)


def _train(
    reading: Reading,
    lost: Callable[[list[int], Tables], Tensor],
    tables: Tables,
    lengths: Sequence[int],
    say: Callable[[str], None],
) -> None:
    """Train on texts of these lengths by what is `lost` on a batch of them."""
    encoder = reading.encoder
    vectors = [table.weight for table in (encoder.own, encoder.letters, encoder.meant)]
    layers = [encoder.first, encoder.second, encoder.first_norm, encoder.second_norm]
    convolutions = [weight for layer in layers for weight in layer.parameters()]
    heads = [weight for name, weight in reading.named_parameters() if not name.startswith("encoder.")]
    groups = [{"params": convolutions, "lr": ENCODER_RATE}, {"params": heads, "lr": HEAD_RATE}]
    dense, sparse = torch.optim.AdamW(groups, weight_decay=DECAY), torch.optim.SparseAdam(vectors, lr=VECTOR_RATE)
    steps = PASSES * -(-len(lengths) // BATCH) + 1
    one_cycle = partial(torch.optim.lr_scheduler.OneCycleLR, total_steps=steps, pct_start=RISING)
    schedules = [
        one_cycle(dense, [ENCODER_RATE, HEAD_RATE]),
        one_cycle(sparse, [VECTOR_RATE], cycle_momentum=False),
    ]
    reading.train()
    for number in range(PASSES):
        total = 0.0
        for batch in _batches(lengths):
            loss = lost(batch, tables)
            dense.zero_grad()
            sparse.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_([*convolutions, *heads], LARGEST_GRADIENT)
            for stepped in (dense, sparse, *schedules):
                stepped.step()
            total += float(loss.detach()) * len(batch)
        say(f"pass {number + 1} of {PASSES}: loss {total / len(lengths):.3f}")


def _batches(lengths: Sequence[int]) -> list[list[int]]:
    """Texts in batches of like length, in random order."""
    shuffled = random.sample(range(len(lengths)), len(lengths))
    batches = []
    for start in range(0, len(shuffled), BATCH * SORTED):
        near = sorted(shuffled[start : start + BATCH * SORTED], key=lambda index: lengths[index])
        batches += [near[first : first + BATCH] for first in range(0, len(near), BATCH)]
    random.shuffle(batches)
    return batches


def _network(reading: Reading, words: Words, labels: Sequence[str]) -> Network:
    """The trained network in whole numbers."""
    encoder = reading.encoder
    tables = {"words": encoder.own, "runs": encoder.letters, "concepts": encoder.meant}
    vectors, steps = {}, {}
    for name, table in tables.items():
        weights = _floats(table.weight)
        steps[name] = float(np.quantile(np.abs(weights), 0.9999)) / WEIGHT_LARGEST
        vectors[name] = np.clip(np.rint(weights / steps[name]), -WEIGHT_LARGEST, WEIGHT_LARGEST).astype(np.int8)
    return Network(
        labels=tuple(labels),
        words=words.vocabulary,
        concepts=words.concepts,
        vectors=vectors,
        steps=steps,
        first=_layer(encoder.first, encoder.first_norm, WORD_STEP),
        layers=(_layer(encoder.second, encoder.second_norm, STEP),),
        attention=_whole(reading.attention.weight, STEP),
        values=_whole(reading.values.weight, STEP),
        sense=Sense(
            looks=_whole(reading.looks.weight, STEP),
            hidden=tuple(_whole(one, SEEN_STEP) for one in reading.hidden.weight.split(WIDTH, dim=1)),
            bias=_floats(reading.hidden.bias),
            own=_whole(reading.own.weight, SENSE_STEP),
            around=_whole(reading.around.weight, SENSE_STEP),
        ),
        bias=_floats(reading.values.bias),
    )


def _layer(convolution: nn.Conv1d, norm: nn.LayerNorm, step: float) -> Layer:
    before, word, after = (_whole(convolution.weight[:, :, tap], step) for tap in range(3))
    assert convolution.bias is not None
    return Layer((before, word, after), *map(_floats, (convolution.bias, norm.weight, norm.bias)))


def _whole(weight: Tensor, step: float) -> Whole:
    """Weights (outputs × inputs) of inputs that are whole numbers of a step."""
    weights = _floats(weight).T
    scales = np.abs(weights).max(axis=0) / WEIGHT_LARGEST
    return Whole(np.ascontiguousarray(np.rint(weights / scales)), (scales * step).astype(np.float32))


def _floats(tensor: Tensor) -> Floats:
    floats: Floats = tensor.detach().numpy().astype(np.float32)
    return floats
