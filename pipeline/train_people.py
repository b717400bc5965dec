"""Train the name finder of models/people from free corpora.

`python -m pipeline.train_people --ner DIR --names DIR --reports FILE`; `models/people/card.json` says what it was
trained on. About an hour on one core.
"""

import gzip
import hashlib
import json
import random
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Annotated, Any

import spacy
import typer
from spacy.language import Language
from spacy.tokens import Doc, DocBin
from spacy.training import Example
from spacy.training.initialize import init_nlp
from spacy.training.loop import train as fit
from spacy.util import load_config

from pipeline import languages
from pipeline.extract import people
from pipeline.invented_names import ENGLISH, Names
from pipeline.records import Unit

MODELS = Path(__file__).parent.parent / "models"
LABEL = "PER"
# As in `models/people.cfg`.
BLANK, TAGGER = "xx", "ner"
SEED = 20240601

# Corpus: licence as its publishers state it, and the splits learned from. What is marked as test is only ever scored.
SOURCES: dict[str, tuple[str, frozenset[str]]] = {
    "en-worldwide": ("none stated", frozenset({"train"})),
    "TAB144": ("MIT", frozenset({"train", "dev"})),
    "CrossNER_politics": ("MIT", frozenset({"train", "dev"})),
    "CrossNER_literature": ("MIT", frozenset({"train", "dev"})),
    "GUM": ("annotations CC BY", frozenset({"train", "dev"})),
    "UNER_English-EWT": ("CC BY-SA", frozenset({"dev"})),
    "klintan": ("CC BY 4.0", frozenset({"train"})),
    "SUC3part": ("CC BY 4.0", frozenset({"train"})),
    "UNER_Swedish-Talbanken": ("CC BY-SA", frozenset({"train"})),
    "UNER_Danish-DDT": ("CC BY-SA", frozenset({"train"})),
}
# Splits that choose the best step of the training.
DEVELOPMENT = {"SUC3part": "dev", "UNER_Swedish-Talbanken": "dev"}
# Every n-th training text of these is kept for the same purpose: they have no split for it.
KEPT = {"en-worldwide": 20, "klintan": 20}
TESTS = {
    "en-worldwide": "test",
    "UNER_English-PUD": "test",
    "UNER_English-EWT": "test",
    "TAB144": "test",
    "UNER_Swedish-PUD": "test",
    "klintan": "test",
    "SUC3part": "test",
}

# Shares measured to work: names swapped taught the finder names from everywhere at little cost on ordinary ones.
SWAPPED = 0.3
EMPTY_KEPT = 0.4
# Of what else several capital words name: the share that becomes an acronym, and that gets a person's name in it.
SHORTENED = EPONYMOUS = 0.08
# Scandinavian genitives: the ending, and the share of swapped names that take it where the name before had none.
GENITIVE, SUFFIXED = "s", 0.05
# Every text is drawn this often, each time with other swaps.
COPIES = 3
# Reports, which the first finder reads for the second: they are to be about a quarter of the words.
REPORT_COPIES = 1
REPORT_EMPTY_KEPT = 0.15
# The first finder has a larger table of words, the second one that keeps its file small, and less to learn.
FIRST = {
    "components.ner.model.tok2vec.embed.rows": [8000, 2000, 4000, 2500],
    "training.max_steps": 3000,
    "training.eval_frequency": 500,
}
SECOND = {"training.max_steps": 1800, "training.batcher.size.start": 600}
# What the card says of the reports and of the name lists.
REPORTS = (
    "US State Department country reports, one year of each country (public domain); "
    "Swedish foreign ministry country reports (Swedish government)"
)
NAME_LISTS = (
    "forenames and surnames by country (CC0), Swedish given names (Statistics Sweden), transliterated tokens (CC0)"
)


@dataclass(frozen=True, slots=True)
class Text:
    """A training text of one language: spans of people and spans of everything else that is named."""

    language: str
    text: str
    people: tuple[tuple[int, int], ...]
    others: tuple[tuple[int, int], ...]


def bare(text: str, start: int, end: int, titles: frozenset[str]) -> tuple[int, int]:
    """The span without the titles and lower-case words before the name; empty where nothing is left."""
    while start < end:
        word = text[start:end].split(maxsplit=1)[0]
        following = start + len(word)
        while following < end and text[following].isspace():
            following += 1
        if word.strip(".,").lower() not in titles and (not word[0].islower() or "-" in word or "’" in word):
            break
        start = following
    return start, end


def read(path: Path, splits: Iterable[str]) -> Iterator[Text]:
    """Texts of one corpus file. A text whose offsets lie outside it is left out: it belongs to other text."""
    tables = [languages.table(code, "people") for code in languages.codes()]
    titles = frozenset(word for table in tables for word in table.get("titles", ()))
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            text = row["text"]
            if row["split"] not in splits or any(end > len(text) for _, end, _ in row["entities"]):
                continue
            people, others = [], []
            for start, end, kind in row["entities"]:
                if kind != LABEL:
                    others.append((start, end))
                    continue
                start, end = bare(text, start, end, titles)
                if start < end:
                    people.append((start, end))
            yield Text(row["lang"], text, tuple(people), tuple(others))


def vary(text: Text, names: Names, rng: random.Random) -> Text:
    """The text with some people renamed, some of what is named shortened to initials or named after a person."""
    pieces: list[str] = []
    people: list[tuple[int, int]] = []
    others: list[tuple[int, int]] = []
    at = length = 0
    spans = sorted([(*span, True) for span in text.people] + [(*span, False) for span in text.others])
    for start, end, person in spans:
        if start < at:
            continue
        name = text.text[start:end]
        words = name.split()
        draw = rng.random()
        if person and draw < SWAPPED:
            suffixed = text.language != ENGLISH and name.endswith(GENITIVE) and text.text[end : end + 1].isspace()
            name = names.mention(text.language, len(words) > 1)
            if suffixed or (text.language != ENGLISH and rng.random() < SUFFIXED):
                name += "" if name.endswith(("s", "S", "x")) else GENITIVE
        elif not person and len(words) > 1 and words[0][0].isupper() and words[-1][0].isupper():
            if draw < SHORTENED:
                name = "".join(rng.choice("ABCDEFGHIJKLMNOPRSTUV") for _ in range(rng.randint(3, 6)))
            elif draw < SHORTENED + EPONYMOUS:
                place = 0 if draw < SHORTENED + EPONYMOUS / 2 else 1
                name = " ".join([*words[:place], names.full()[1], *words[place:]])
        pieces += [text.text[at:start], name]
        length += start - at
        (people if person else others).append((length, length + len(name)))
        length += len(name)
        at = end
    return Text(text.language, "".join(pieces) + text.text[at:], tuple(people), tuple(others))


def group(texts: Iterable[Text], rng: random.Random) -> Iterator[Text]:
    """Texts of one language joined to documents of one to four, as paragraphs have sentences."""
    for language, part in sorted(by_language(texts).items()):
        rng.shuffle(part)
        at = 0
        while at < len(part):
            taken = part[at : at + rng.randint(1, 4)]
            at += len(taken)
            joined, people = "", []
            for text in taken:
                shift = len(joined) + 1 if joined else 0
                joined = f"{joined} {text.text}" if joined else text.text
                people += [(start + shift, end + shift) for start, end in text.people]
            yield Text(language, joined, tuple(people), ())


def by_language(texts: Iterable[Text]) -> dict[str, list[Text]]:
    parts: dict[str, list[Text]] = defaultdict(list)
    for text in texts:
        parts[text.language].append(text)
    return parts


def annotate(make: Callable[[str], Doc], text: Text) -> Doc:
    doc = make(text.text)
    spans = [doc.char_span(start, end, LABEL, alignment_mode="expand") for start, end in text.people]
    doc.ents = spacy.util.filter_spans([span for span in spans if span is not None])
    return doc


def corpora(ner: Path) -> tuple[list[Text], list[Text]]:
    """Texts to learn from, and texts to choose the best step by."""
    learned: list[Text] = []
    kept: list[Text] = []
    for source, (_, splits) in sorted(SOURCES.items()):
        texts = list(read(ner / f"{source}.jsonl.gz", splits))
        nth = KEPT.get(source)
        if nth:
            kept += texts[::nth]
            texts = [text for place, text in enumerate(texts) if place % nth]
        learned += texts
    for source, split in sorted(DEVELOPMENT.items()):
        kept += read(ner / f"{source}.jsonl.gz", {split})
    return learned, kept


def mixed(learned: Iterable[Text], copies: int, empty: float, names: Names, rng: random.Random) -> list[Text]:
    """Copies of texts, each time other people renamed and another share `empty` of those without people."""
    mixture: list[Text] = []
    for _ in range(copies):
        chosen = [vary(text, names, rng) for text in learned if text.people or rng.random() < empty]
        mixture += group(chosen, rng)
    return mixture


def taught(nlp: Language, reports: Path) -> list[Text]:
    """Paragraphs of reports with the names that the finder reads in them: lines of `doc`, `lang` and `text` in order.

    The finder corrects the tagger by what a whole document says of a name; a tagger trained on that knows it at once.
    """
    documents: dict[tuple[str, str], list[str]] = defaultdict(list)
    with gzip.open(reports, "rt", encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            documents[row["lang"], row["doc"]].append(row["text"])
    texts = []
    for (language, document), paragraphs in documents.items():
        units = [
            Unit(document, order, "paragraph", 0, (), "", 1, 0, len(text), language, 1.0, text, ((0, 0),), ())
            for order, text in enumerate(paragraphs)
        ]
        spans: dict[int, list[tuple[int, int]]] = defaultdict(list)
        for mention in people.find_by(nlp, units):
            spans[mention.unit].append((mention.start, mention.end))
        texts += [Text(language, unit.text, tuple(spans[unit.order]), ()) for unit in units]
    return texts


def save(texts: Iterable[Text], path: Path) -> None:
    make = spacy.blank(BLANK).make_doc
    DocBin(docs=(annotate(make, text) for text in texts)).to_disk(path)


def measure(nlp: Language, ner: Path) -> dict[str, dict[str, Any]]:
    """Exact precision, recall and F1 of names on the test split of each corpus."""
    tagger: Any = nlp.get_pipe(TAGGER)
    scores = {}
    for source, split in TESTS.items():
        texts = list(read(ner / f"{source}.jsonl.gz", {split}))
        found = nlp.pipe([text.text for text in texts])
        examples = [Example(doc, annotate(nlp.make_doc, text)) for doc, text in zip(found, texts, strict=True)]
        score = tagger.score(examples)
        scores[source] = {
            "language": texts[0].language,
            "names": sum(len(text.people) for text in texts),
            **{key: round(score[f"ents_{key[0]}"] or 0.0, 3) for key in ("precision", "recall", "f1")},
        }
    return scores


def prune(folder: Path) -> None:
    """Keep only the strings that the pipeline itself needs: the words of the training texts are none of them."""
    tagger: Any = spacy.load(folder).get_pipe(TAGGER)
    needed = {*spacy.blank(BLANK).vocab.strings, *tagger.labels, *tagger.move_names}
    (folder / "vocab" / "strings.json").write_text(json.dumps(sorted(needed), indent=0), encoding="utf-8")


def learn(texts: Sequence[Text], kept: Sequence[Text], folder: Path, settings: dict[str, Any]) -> Language:
    """The pipeline at its best step, trained in an empty folder by `models/people.cfg` with some settings changed."""
    nlp = prepared(texts, kept, folder, settings)
    return trained(nlp, folder, sorted({text.language for text in texts}))


def learn_on(
    teacher: Language, texts: Sequence[Text], kept: Sequence[Text], folder: Path, settings: dict[str, Any]
) -> Language:
    """What `learn` does, from the weights of another such pipeline wherever both have room for as many."""
    nlp = prepared(texts, kept, folder, settings)
    own: Any = nlp.get_pipe(TAGGER)
    other: Any = teacher.get_pipe(TAGGER)
    for node, taught_node in zip(own.model.walk(), other.model.walk(), strict=True):
        for name in node.param_names:
            if node.has_param(name) and node.get_param(name).shape == taught_node.get_param(name).shape:
                node.set_param(name, taught_node.get_param(name).copy())
    return trained(nlp, folder, sorted({text.language for text in texts}))


def prepared(texts: Sequence[Text], kept: Sequence[Text], folder: Path, settings: dict[str, Any]) -> Language:
    """An untrained pipeline that knows where its texts lie."""
    save(texts, folder / "train.spacy")
    save(kept, folder / "dev.spacy")
    paths = {"paths.train": str(folder / "train.spacy"), "paths.dev": str(folder / "dev.spacy")}
    return init_nlp(load_config(MODELS / "people.cfg", overrides={**paths, **settings}, interpolate=False))


def trained(nlp: Language, folder: Path, learned: Sequence[str]) -> Language:
    """The pipeline at its best step, without the paths of its training and with the languages that it has learned."""
    fit(nlp, folder)
    best = spacy.load(folder / "model-best")
    best.config["paths"] = {"train": None, "dev": None}
    # The oldest spaCy that the project allows writes and reads the same format.
    best.meta |= {"name": "people", "spacy_version": ">=3.8.2,<3.9.0", "languages": list(learned)}
    return best


def main(
    ner: Annotated[Path, typer.Option(help="Folder of the corpora, <source>.jsonl.gz.")],
    names: Annotated[Path, typer.Option(help="Folder of the name lists.")],
    reports: Annotated[Path, typer.Option(help="Paragraphs of reports without names, .jsonl.gz.")],
    out: Annotated[Path, typer.Option(help="Folder to leave the pipeline in.")] = MODELS / "people",
) -> None:
    """Train on the corpora, then again with reports that the first finder has read; leave the pipeline and its card."""
    rng = random.Random(SEED)
    drawn = Names(names, rng)
    learned, kept = corpora(ner)
    news = mixed(learned, COPIES, EMPTY_KEPT, drawn, rng)
    rng.shuffle(news)
    with tempfile.TemporaryDirectory() as first:
        teacher = learn(news, kept, Path(first), FIRST)
    read_reports = mixed(taught(teacher, reports), REPORT_COPIES, REPORT_EMPTY_KEPT, drawn, rng)
    both = news + read_reports
    rng.shuffle(both)
    with tempfile.TemporaryDirectory() as second:
        nlp = learn_on(teacher, both, kept, Path(second), SECOND)
    files = [*(ner / f"{source}.jsonl.gz" for source in SOURCES), *names.glob("*.gz"), reports]
    ship(nlp, out, files, {"corpora": news, "reports": read_reports}, ner)


def ship(nlp: Language, out: Path, files: Sequence[Path], parts: Mapping[str, Sequence[Text]], ner: Path) -> None:
    """Leave a pipeline and its card in a folder: what it was trained on, and its scores on what it was not."""
    nlp.to_disk(out)
    prune(out)
    card = {
        "spacy": version("spacy"),
        "languages": nlp.meta["languages"],
        "seed": SEED,
        "settings": {"first": FIRST, "second": SECOND},
        "words": {part: sum(len(text.text.split()) for text in texts) for part, texts in parts.items()},
        "swapped": SWAPPED,
        "sources": {source: {"licence": licence, "splits": sorted(s)} for source, (licence, s) in SOURCES.items()},
        "reports": REPORTS,
        "names": NAME_LISTS,
        "sha256": {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(files)},
        "scores": measure(spacy.load(out), ner),
    }
    (out / "card.json").write_text(json.dumps(card, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    typer.run(main)
