"""Training the network, with PyTorch: first to read, on what others have said of many texts, then for the labels.

Needs the extra `train`. The same texts give the same network on the same machine.
"""

import random
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional

from pipeline import languages
from pipeline.features import Sentence, Word
from pipeline.model import Passages
from pipeline.network import (
    SCORE,
    SHARPNESS,
    STEP,
    WEIGHT_LARGEST,
    WORD_STEP,
    Floats,
    Layer,
    Network,
    Whole,
)
from pipeline.network.tagged import Tagged, common
from pipeline.network.words import MOST_CONCEPTS, MOST_RUNS, PLACES, meanings, padded, runs, tokens

SEED = 3
# Numbers of a word's vector, and of what flows between layers.
DIMENSIONS, WIDTH = 128, 128
# Words that occur so often in the tagged passages have vectors of their own.
RAREST = 5
# Of a text so many words are read in training.
LONGEST = 400
# Passes over the tagged passages, and how many of them make a step; the same for labelled paragraphs.
READING_PASSES, READING_BATCH = 1, 48
LABEL_PASSES, LABEL_BATCH = 7, 32
# Texts of like length are put together within so many batches.
SORTED = 50
# Highest learning rates: of what reads the encoder for tags or labels, of its convolutions and its vectors of words.
HEAD_RATE = 2e-3
READING_RATES, LABEL_RATES = (2e-3, 2e-3), (1e-3, 1e-3)
# Shares of what flows, and of words, that are left out at random.
READING_DROPOUT, LABEL_DROPOUT, FORGOTTEN = 0.15, 0.35, 0.06
# What an unlikely tag or label starts from, in log-odds.
UNLIKELY = -4.0

Tables = tuple[Tensor, Tensor, Tensor]


@dataclass(frozen=True, slots=True)
class Words:
    """The words that have vectors of their own, from 1 (0 is for the others), and the concepts, from 0."""

    vocabulary: dict[str, int]
    concepts: dict[str, int]


def words(passages: Iterable[Tagged]) -> Words:
    """The words of the passages that occur often enough to have a vector, and the concepts of all languages."""
    counted = Counter(token for passage in passages for token in tokens(passage.text))
    known = sorted(token for token, number in counted.items() if number >= RAREST)
    named = {name for code in languages.codes() for name in languages.table(code, "classify").get("concepts", {})}
    return Words(
        {token: place for place, token in enumerate(known, start=1)},
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

    def __init__(self, words: Words) -> None:
        super().__init__()
        self.own = nn.Embedding(len(words.vocabulary) + 1, DIMENSIONS, sparse=True)
        self.letters = nn.EmbeddingBag(PLACES + 1, DIMENSIONS, mode="mean", padding_idx=0, sparse=True)
        self.meant = nn.EmbeddingBag(len(words.concepts) + 1, DIMENSIONS, mode="sum", padding_idx=0)
        for table in (self.own, self.letters, self.meant):
            nn.init.normal_(table.weight, 0, 0.1)
        with torch.no_grad():
            for bag in (self.letters, self.meant):
                bag.weight[0] = 0
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
    """An encoder, and for each of some labels what its words say and how much each counts within its sentence."""

    def __init__(self, encoder: Encoder, labels: int, dropout: float) -> None:
        super().__init__()
        self.encoder = encoder
        self.drop = nn.Dropout(dropout)
        self.attention = nn.Linear(WIDTH, labels, bias=False)
        self.values = nn.Linear(WIDTH, labels)
        nn.init.constant_(self.values.bias, UNLIKELY)

    def forward(self, batch: "Batch", tables: Tables) -> tuple[Tensor, Tensor]:
        """Log-odds of each label for each text (texts × labels) and each sentence (sentences × labels)."""
        flow = self.drop(self.encoder(batch.ids, tables, self.drop))
        kept = batch.ids > 0
        said, sentence = flow[kept], batch.sentence[kept]
        weight = self.attention(said).clamp(-SCORE, SCORE).exp()
        spoken = weight * functional.linear(said, self.values.weight)
        shape = (len(batch.text), weight.shape[1])
        summed = torch.zeros(shape).index_add(0, sentence, spoken)
        parts = summed / (torch.zeros(shape).index_add(0, sentence, weight) + 1e-6) + self.values.bias
        shape = (len(batch.ids), weight.shape[1])
        where = batch.text.unsqueeze(1).expand(-1, shape[1])
        most = torch.full(shape, -1e4).scatter_reduce(0, where, parts, "amax").detach()
        near = torch.zeros(shape).index_add(0, batch.text, (SHARPNESS * (parts - most[batch.text])).exp())
        return near.log() / SHARPNESS + most, parts


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


def learn_to_read(passages: Sequence[Tagged], say: Callable[[str], None]) -> tuple[Words, dict[str, Tensor]]:
    """The words of tagged passages, and an encoder's state that has learned to tell their tags; `say` hears how far it
    is."""
    _seed()
    known = words(passages)
    rows = Rows(known)
    tags = common(passages)
    place = {tag: column for column, tag in enumerate(tags)}
    texts = [[rows.of(Sentence(passage.text, passage.language))] for passage in passages]
    files = [file for file, _ in tags]
    wanted = [
        [place[passage.file, tag] for tag in passage.tags if (passage.file, tag) in place] for passage in passages
    ]
    # A file says nothing of the tags of another.
    asked = {file: torch.tensor([float(file == of) for of in files]) for file in set(files)}
    chosen = [index for index, passage in enumerate(passages) if passage.file in asked and any(texts[index])]
    reading = Reading(Encoder(known), len(tags), READING_DROPOUT)

    def lost(batch: list[int], tables: Tables) -> Tensor:
        truth = torch.zeros(len(batch), len(tags))
        for row, index in enumerate(batch):
            truth[row, wanted[index]] = 1
        odds, _ = reading(_batch([texts[index] for index in batch]), tables)
        weight = torch.stack([asked[passages[index].file] for index in batch])
        return functional.binary_cross_entropy_with_logits(odds, truth, weight, reduction="sum") / len(batch)

    lengths = [len(text[0]) for text in texts]
    _train(reading, lost, rows.tables(), chosen, lengths, READING_PASSES, READING_BATCH, READING_RATES, say)
    return known, reading.encoder.state_dict()


def learn_labels(
    known: Words,
    encoder: dict[str, Tensor],
    passages: Passages,
    truth: NDArray[np.bool_],
    marked: NDArray[np.float64],
    labels: Sequence[str],
    say: Callable[[str], None],
) -> Network:
    """A network of the labels, from the state of an encoder and from texts: which has which label (texts × labels), and
    which sentence earns it (sentences × labels, NaN where nobody has said)."""
    _seed()
    reading = Reading(Encoder(known), len(labels), LABEL_DROPOUT)
    reading.encoder.load_state_dict(encoder)
    rows = Rows(known)
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
    _train(reading, lost, rows.tables(), list(range(len(read))), lengths, LABEL_PASSES, LABEL_BATCH, LABEL_RATES, say)
    return _network(reading.eval(), known, labels)


def _seed() -> None:
    random.seed(SEED)
    torch.manual_seed(SEED)
    torch.set_num_threads(1)
    torch.use_deterministic_algorithms(True)


def _train(
    reading: Reading,
    lost: Callable[[list[int], Tables], Tensor],
    tables: Tables,
    chosen: Sequence[int],
    lengths: Sequence[int],
    passes: int,
    size: int,
    rates: tuple[float, float],
    say: Callable[[str], None],
) -> None:
    """Train in passes over the chosen texts, `size` a step, by what is `lost` on a batch of them."""
    encoder = reading.encoder
    vectors = [encoder.own.weight, encoder.letters.weight]
    dense = [weight for weight in encoder.parameters() if not any(weight is vector for vector in vectors)]
    heads = [*reading.attention.parameters(), *reading.values.parameters()]
    groups = [{"params": dense, "lr": rates[0]}, {"params": heads, "lr": HEAD_RATE}]
    optimizers = (torch.optim.AdamW(groups, weight_decay=0.02), torch.optim.SparseAdam(vectors, lr=rates[1]))
    steps = passes * -(-len(chosen) // size)
    schedules = [
        torch.optim.lr_scheduler.OneCycleLR(
            optimizers[0], [rates[0], HEAD_RATE], total_steps=steps + 1, pct_start=0.12
        ),
        torch.optim.lr_scheduler.LambdaLR(optimizers[1], lambda step: max(0.02, 1 - step / steps)),
    ]
    reading.train()
    for number in range(passes):
        total = 0.0
        for batch in _batches(chosen, lengths, size):
            loss = lost(batch, tables)
            for optimizer in optimizers:
                optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_([*dense, *heads], 3.0)
            for optimizer, schedule in zip(optimizers, schedules, strict=True):
                optimizer.step()
                schedule.step()
            total += float(loss.detach()) * len(batch)
        say(f"pass {number + 1} of {passes}: loss {total / len(chosen):.3f}")


def _batches(chosen: Sequence[int], lengths: Sequence[int], size: int) -> Iterator[list[int]]:
    """The chosen texts in batches of like length, in random order."""
    shuffled = random.sample(list(chosen), len(chosen))
    batches = []
    for start in range(0, len(shuffled), size * SORTED):
        near = sorted(shuffled[start : start + size * SORTED], key=lambda index: lengths[index])
        batches += [near[first : first + size] for first in range(0, len(near), size)]
    random.shuffle(batches)
    yield from batches


def _network(reading: Reading, known: Words, labels: Sequence[str]) -> Network:
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
        words=known.vocabulary,
        concepts=known.concepts,
        vectors=vectors,
        steps=steps,
        first=_layer(encoder.first, encoder.first_norm, WORD_STEP),
        layers=(_layer(encoder.second, encoder.second_norm, STEP),),
        attention=_whole(reading.attention.weight, STEP),
        values=_whole(reading.values.weight, STEP),
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
