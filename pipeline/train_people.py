"""Train the name finder of models/people from free corpora and from reports annotated for people.

`python -m pipeline.train_people --ner DIR --names DIR --texts DIR`; `models/people/card.json` says what it was trained
on. About an hour on one core.
"""

import hashlib
import json
import random
import shutil
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Annotated as Option
from typing import Any

import spacy
import typer
from spacy.language import Language
from spacy.tokens import Doc, DocBin
from spacy.training import Example
from spacy.training.initialize import init_nlp
from spacy.training.loop import train as fit
from spacy.util import load_config

from pipeline import models, people_texts
from pipeline.extract import people
from pipeline.extract.people import names as writing
from pipeline.invented_names import ENGLISH, Names
from pipeline.people_texts import ANNOTATED, LABEL, REPORTS, SOURCES, Text

MODELS = Path(__file__).parent.parent / "models"
# As in `models/people.cfg`.
BLANK, TAGGER = "xx", "ner"
SEED = 20240601

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
# Of the full names, those of which only the surname is left: reports name people again by it.
SURNAME_LEFT = 0.08
# Of what else several capital words name: the share that becomes an acronym, and that gets a person's name in it.
SHORTENED = EPONYMOUS = 0.08
# Scandinavian genitives: the ending, and the share of swapped names that take it where the name before had none.
GENITIVE, SUFFIXED = "s", 0.05


@dataclass(frozen=True, slots=True)
class Round:
    """One training: its languages, how often corpora and annotated reports are drawn, each time with other swaps, the
    share kept of texts without people, and what it sets otherwise than `models/people.cfg`."""

    languages: frozenset[str]
    corpora: int
    reports: int
    empty: float
    settings: Mapping[str, Any]


def steps(number: int, falling: int) -> dict[str, Any]:
    """The settings of a training of some steps, the learning rate such that it would end after `falling` steps."""
    return {"training.max_steps": number, "training.optimizer.learn_rate.total_steps": falling}


# One finder learns from the corpora of all languages; from it, one for each group of languages learns on, from those in
# these languages and from reports, which are to be about a quarter of the words.
FIRST = Round(frozenset({"da", "en", "sv"}), 3, 0, 0.4, steps(3000, 6000))
ROUNDS = {
    "en": Round(frozenset({"en"}), 2, 6, 0.8, steps(2000, 2000)),
    "sv": Round(frozenset({"da", "sv"}), 2, 6, 0.4, steps(1100, 1100)),
}
NAME_LISTS = (
    "forenames and surnames by country (CC0), Swedish given names (Statistics Sweden), transliterated tokens (CC0)"
)


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
        elif person and len(words) > 1 and draw < SWAPPED + SURNAME_LEFT and not writing.initial(words[-1]):
            name = words[-1]
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


def mixed(learned: Iterable[Text], copies: int, empty: float, names: Names, rng: random.Random) -> list[Text]:
    """Copies of texts, each time other people renamed and another share `empty` of those without people."""
    mixture: list[Text] = []
    for _ in range(copies):
        chosen = [vary(text, names, rng) for text in learned if text.people or rng.random() < empty]
        mixture += group(chosen, rng)
    return mixture


def save(texts: Iterable[Text], path: Path) -> None:
    make = spacy.blank(BLANK).make_doc
    DocBin(docs=(annotate(make, text) for text in texts)).to_disk(path)


def measure(taggers: Mapping[str, Language], tests: Mapping[str, Sequence[Text]]) -> dict[str, dict[str, Any]]:
    """Exact precision, recall and F1 of the names in each test, by the tagger of its language alone."""
    scores = {}
    for source, texts in tests.items():
        nlp = taggers[texts[0].language]
        tagger: Any = nlp.get_pipe(TAGGER)
        found = nlp.pipe([text.text for text in texts])
        examples = [Example(doc, annotate(nlp.make_doc, text)) for doc, text in zip(found, texts, strict=True)]
        score = tagger.score(examples)
        scores[source] = {
            "language": texts[0].language,
            "names": sum(len(text.people) for text in texts),
            **{key: round(score[f"ents_{key[0]}"] or 0.0, 3) for key in ("precision", "recall", "f1")},
        }
    return scores


def tested(ner: Path, reserved: Sequence[Text]) -> dict[str, list[Text]]:
    """The tests: one split of each corpus, and the annotated paragraphs of reserved reports by language."""
    tests = {source: list(people_texts.read(ner / f"{source}.jsonl.gz", {split})) for source, split in TESTS.items()}
    return tests | {f"reports {code}": part for code, part in sorted(by_language(reserved).items())}


def prune(folder: Path) -> None:
    """Keep only the strings that the pipeline itself needs: the words of the training texts are none of them."""
    tagger: Any = spacy.load(folder).get_pipe(TAGGER)
    needed = {*spacy.blank(BLANK).vocab.strings, *tagger.labels, *tagger.move_names}
    (folder / "vocab" / "strings.json").write_text(json.dumps(sorted(needed), indent=0), encoding="utf-8")


def learn(
    texts: Sequence[Text],
    kept: Sequence[Text],
    folder: Path,
    settings: Mapping[str, Any],
    teacher: Language | None = None,
) -> Language:
    """The pipeline at its best step, trained in an empty folder by `models/people.cfg` with some settings changed.

    It begins with the weights of the teacher, if it has one.
    """
    save(texts, folder / "train.spacy")
    save(kept, folder / "dev.spacy")
    paths = {"paths.train": str(folder / "train.spacy"), "paths.dev": str(folder / "dev.spacy")}
    nlp = init_nlp(load_config(MODELS / "people.cfg", overrides={**paths, **settings}, interpolate=False))
    if teacher:
        own: Any = nlp.get_pipe(TAGGER)
        other: Any = teacher.get_pipe(TAGGER)
        own.model.from_bytes(other.model.to_bytes())
    fit(nlp, folder)
    best = spacy.load(folder / "model-best")
    best.config["paths"] = {"train": None, "dev": None}
    # The oldest spaCy that the project allows writes and reads the same format.
    learned = sorted({text.language for text in texts})
    best.meta |= {"name": "people", "spacy_version": ">=3.8.2,<3.9.0", "languages": learned}
    return best


def main(
    ner: Option[Path, typer.Option(help="Folder of the corpora, <source>.jsonl.gz.")],
    names: Option[Path, typer.Option(help="Folder of the name lists.")],
    texts: Option[Path, typer.Option(help="Folder of the reports, <source>.jsonl.gz.")],
    out: Option[Path, typer.Option(help="Folder to leave the pipelines in.")] = MODELS / "people",
) -> None:
    """Train on the corpora of all languages, then apart by language with annotated reports; leave them and a card."""
    try:
        annotated = people_texts.annotated(texts)
    except (FileNotFoundError, ValueError) as error:
        raise SystemExit(f"cannot train: {error}") from error
    with people.arithmetic():
        rebuild(ner, names, texts, out, annotated)


def rebuild(ner: Path, names: Path, texts: Path, out: Path, annotated: Mapping[str, Sequence[Text]]) -> None:
    """The pipelines of all rounds and their card, in a folder."""
    learned, kept = people_texts.corpora(ner)
    teacher = trained("all", FIRST, learned, annotated, kept, names)
    for name, round_ in ROUNDS.items():
        nlp = trained(name, round_, learned, annotated, kept, names, teacher)
        shutil.rmtree(out / name, ignore_errors=True)
        nlp.to_disk(out / name)
        prune(out / name)
    files = [
        *(ner / f"{source}.jsonl.gz" for source in SOURCES),
        *names.glob("*.gz"),
        *(texts / f"{source}.jsonl.gz" for source in REPORTS),
        ANNOTATED,
    ]
    card(out, files, [*learned, *annotated["train"]], tested(ner, annotated["test"]))


def trained(
    name: str,
    round_: Round,
    corpora: Iterable[Text],
    annotated: Mapping[str, Iterable[Text]],
    kept: Iterable[Text],
    names: Path,
    teacher: Language | None = None,
) -> Language:
    """The pipeline of one round, from its share of all texts."""
    drawn = mixture(name, round_, corpora, annotated["train"], names)
    development = [text for text in [*kept, *annotated["dev"]] if text.language in round_.languages]
    with tempfile.TemporaryDirectory() as folder:
        return learn(drawn, development, Path(folder), round_.settings, teacher)


def mixture(name: str, round_: Round, corpora: Iterable[Text], reports: Iterable[Text], names: Path) -> list[Text]:
    """The texts of one round in the order that it reads them: the same for the same name."""
    rng = random.Random(f"{SEED} {name}")
    drawn = Names(names, rng)
    texts = mixed(
        [text for text in corpora if text.language in round_.languages], round_.corpora, round_.empty, drawn, rng
    )
    texts += mixed(
        [text for text in reports if text.language in round_.languages], round_.reports, round_.empty, drawn, rng
    )
    rng.shuffle(texts)
    return texts


def card(out: Path, files: Sequence[Path], learned: Sequence[Text], tests: Mapping[str, Sequence[Text]]) -> None:
    """Write beside the pipelines what they were trained on, and their scores on what they were not."""
    taggers = {code: spacy.load(out / name) for name, round_ in ROUNDS.items() for code in round_.languages}
    rounds = {"all": FIRST} | ROUNDS
    said = {
        "spacy": version("spacy"),
        "languages": sorted(taggers),
        "seed": SEED,
        "rounds": {name: asdict(round_) | {"languages": sorted(round_.languages)} for name, round_ in rounds.items()},
        "words": {code: sum(len(text.text.split()) for text in part) for code, part in by_language(learned).items()},
        "swapped": SWAPPED,
        "sources": {source: {"licence": licence, "splits": sorted(s)} for source, (licence, s) in SOURCES.items()},
        "reports": REPORTS,
        "names": NAME_LISTS,
        "sha256": {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(files)},
        "scores": measure(taggers, tests),
    }
    (out / "card.json").write_text(json.dumps(said, indent=2) + "\n", encoding="utf-8")
    models.seal(out)


if __name__ == "__main__":
    typer.run(main)
