"""Vectors: what words mean by the company they keep in many texts. Needs the extra `train`."""

import zlib
from collections.abc import Iterable

import numpy as np
from gensim.models import Word2Vec

from pipeline.features import sentences, words
from pipeline.network import DIMENSIONS, Floats
from pipeline.network.passages import Passage

# Words that occur so often have a vector; how far their company reaches; words drawn beside each that do not keep it.
RAREST, WINDOW, DRAWN = 5, 6, 8
PASSES, SEED = 4, 1
# A word more frequent than this share is passed over the more often the more frequent it is.
FREQUENT = 1e-4
# Shorter sentences say too little.
SHORTEST = 3


def learn(passages: Iterable[Passage]) -> dict[str, Floats]:
    """The vector of each word (DIMENSIONS), in alphabetical order; the same for the same passages."""
    said = {tuple(words(part.text)): None for passage in passages for part in sentences(passage.text, passage.language)}
    model = Word2Vec(
        [list(sentence) for sentence in said if len(sentence) >= SHORTEST],
        vector_size=DIMENSIONS,
        window=WINDOW,
        min_count=RAREST,
        sg=1,
        negative=DRAWN,
        sample=FREQUENT,
        epochs=PASSES,
        # More threads would not learn the same twice.
        workers=1,
        seed=SEED,
        hashfxn=lambda word: zlib.crc32(word.encode()),
    )
    return {word: np.array(model.wv[word], dtype=np.float32) for word in sorted(model.wv.index_to_key)}
