"""The queue: what is handed out to be labelled first, and the command that does it."""

import json
import re
from collections import Counter
from pathlib import Path

import pytest
from conftest import rows
from typer.testing import CliRunner

from pipeline.__main__ import app
from pipeline.labels import Refused, fingerprint, read, taxonomy
from pipeline.labels.queue import Candidate, candidates, select, thresholds_of
from pipeline.models import in_place

ROOT = Path(__file__).parent.parent
THRESHOLDS = {"torture": 0.5, "women": 0.3}
WORDS = "ash birch cedar elm fir hazel larch maple oak pine rowan spruce willow yew".split()  # noqa: SIM905


def candidate(number: int, document: str = "d", language: str = "en", text: str = "", **said: float) -> Candidate:
    """A paragraph; without a text of its own, of words that no other has."""
    own = text or " ".join(f"{word}{document}{number}" for word in WORDS)
    return Candidate(f"{document}:{number}", document, language, 2019, "", own, frozenset(), said)


def ids(chosen: list[Candidate]) -> list[str]:
    return [one.para_id for one in chosen]


def test_the_uncertain_come_first() -> None:
    said = [0.02, 0.98, 0.52, 0.3, 0.7]
    found = [candidate(number, torture=probability) for number, probability in enumerate(said)]
    assert set(ids(select(found, {"torture": 0.5}, 3))) == {"d:2", "d:3", "d:4"}
    # Threshold 0.1: the one at 0.02 is nearer to it, in log-odds, than those above 0.5.
    assert set(ids(select(found, {"torture": 0.1}, 2))) == {"d:3", "d:0"}


def test_rare_categories_take_the_first_turn_and_turns_alternate() -> None:
    common = [candidate(number, torture=0.5, women=0.0) for number in range(5)]
    rare = [candidate(number, "e", torture=0.0, women=0.3) for number in range(2)]
    chosen = select(common + rare, THRESHOLDS, 4)
    assert [one.document for one in chosen] == ["e", "d", "e", "d"]


def test_a_category_that_nobody_is_near_to_passes() -> None:
    found = [candidate(number, torture=0.5 - number / 100, women=0.001) for number in range(4)]
    assert ids(select(found, THRESHOLDS, 2)) == ["d:0", "d:1"]


def test_near_duplicates_are_taken_once() -> None:
    text = "The law prohibits such practices and the government respected these provisions in all parts of the country"
    found = [candidate(0, text=f"{text}.", torture=0.5), candidate(1, "e", text=f"In May {text}.", torture=0.5)]
    assert ids(select([*found, candidate(2, torture=0.01)], THRESHOLDS, 3)) == ["d:0", "d:2"]


def test_documents_languages_and_texts_are_spread() -> None:
    many = [candidate(number, torture=0.5) for number in range(8)]
    others = [candidate(number, "e", "sv", torture=0.45) for number in range(8)]
    chosen = select(many + others, THRESHOLDS, 6)
    assert Counter(one.language for one in chosen) == {"en": 3, "sv": 3}
    alike = [candidate(n, text=" ".join([*WORDS[n:], *WORDS[:n]][::2] * 2), torture=0.5) for n in range(0, 8, 2)]
    assert "d:9" in ids(select([*alike, candidate(9, torture=0.4)], THRESHOLDS, 2))


def test_there_are_no_more_than_there_are() -> None:
    assert select([], THRESHOLDS, 3) == []
    found = [candidate(number, torture=0.0001) for number in range(3)]
    assert sorted(ids(select(found, THRESHOLDS, 9))) == ["d:0", "d:1", "d:2"]


@pytest.fixture
def corpus(tmp_path: Path) -> tuple[Path, Path]:
    """A corpus with four paragraphs, one of which the model has seen, and the model's folder."""
    output, model = tmp_path / "outputs", tmp_path / "model"
    output.mkdir()
    model.mkdir()
    texts = ["Torture went on.", "Women were beaten.", "The state should act.", "Seen before."]
    (output / "documents.csv").write_text("doc_id,year\nd,2019\n")
    paragraphs = [f"d,d:{n},paragraph,S,en,{text},{str(n == 2).lower()}," for n, text in enumerate(texts)]
    header = "doc_id,para_id,kind,section,language,text,recommendation,categories"
    (output / "paragraphs.csv").write_text("\n".join([header, *paragraphs, "d,d:9,heading,,en,H,false,"]) + "\n")
    said = [f"d,d:{n},{name},{0.4 + n / 100},{str(n == 0).lower()}" for n in range(4) for name in ("torture", "women")]
    (output / "labels.csv").write_text("\n".join(["doc_id,para_id,category,probability,assigned", *said]) + "\n")
    card = {"thresholds": THRESHOLDS, "texts": [fingerprint("SEEN before.")]}
    (model / "card.json").write_text(json.dumps(card))
    return output, model


def test_what_the_model_has_seen_is_no_candidate(corpus: tuple[Path, Path]) -> None:
    output, model = corpus
    thresholds, seen = thresholds_of(model)
    assert thresholds == THRESHOLDS
    found = candidates(output, seen, taxonomy())
    assert ids(found) == ["d:0", "d:1", "d:2"]
    assert [one.labels for one in found] == [{"torture", "women"}, set(), {"recommendation"}]
    assert found[0].probabilities == {"torture": 0.4, "women": 0.4}
    assert found[0].year == 2019


def test_the_flag_takes_its_turn_where_the_corpus_says_how_sure_it_is(corpus: tuple[Path, Path]) -> None:
    path = corpus[0] / "paragraphs.csv"
    header, *lines = path.read_text().splitlines()
    assert candidates(corpus[0], frozenset(), taxonomy())[0].probabilities.keys() == {"torture", "women"}
    said = ["0.0100", "0.4000", "0.9000", "0.9900", ""]
    written = [f"{header},recommendation_probability", *map(",".join, zip(lines, said, strict=True))]
    path.write_text("\n".join(written) + "\n")
    found = candidates(corpus[0], frozenset(), taxonomy())
    assert [one.probabilities["recommendation"] for one in found] == [0.01, 0.4, 0.9, 0.99]
    assert ids(select(found, {"recommendation": 0.5}, 1)) == ["d:1"]


@pytest.mark.parametrize("missing", ["labels.csv", "paragraphs.csv", "documents.csv"])
def test_a_corpus_that_is_not_there_is_refused(corpus: tuple[Path, Path], missing: str) -> None:
    (corpus[0] / missing).unlink()
    with pytest.raises(Refused, match=f"{missing}: no such file; make the corpus first"):
        candidates(corpus[0], frozenset(), taxonomy())


def test_a_corpus_of_other_categories_is_refused(corpus: tuple[Path, Path]) -> None:
    with pytest.raises(Refused, match="no category 'torture'; known: food; --taxonomy names the file of another"):
        candidates(corpus[0], frozenset(), ["food"])


@pytest.mark.parametrize("card", ["{", "[]", "{}", '{"thresholds": {"women": "high"}}'])
def test_a_model_without_thresholds_is_refused(tmp_path: Path, card: str) -> None:
    with pytest.raises(Refused, match="no such file; train a model first"):
        thresholds_of(tmp_path)
    (tmp_path / "card.json").write_text(card)
    with pytest.raises(Refused, match="no card of a model"):
        thresholds_of(tmp_path)


def invoke(*arguments: object) -> tuple[int, str, str]:
    result = CliRunner().invoke(app, [str(argument) for argument in arguments])
    return result.exit_code, result.stdout, result.stderr


BESIDE = [("labelstudio", ".config.xml"), ("doccano", ".labels.json"), ("prodigy", ""), ("csv", "")]


@pytest.mark.parametrize(("format", "beside"), BESIDE)
def test_the_command_writes_tasks_and_what_the_tool_needs(
    corpus: tuple[Path, Path], tmp_path: Path, format: str, beside: str
) -> None:
    output, model = corpus
    asked = ("queue", "--output", output, "--model", model, "--size", 2, "--format", format)
    code, printed, told = invoke(*asked)
    assert code == 0
    assert bool(told) == bool(beside)
    assert invoke(*asked, "--to", tmp_path / "new" / "tasks.txt") == (0, "", "")
    assert (tmp_path / "new" / "tasks.txt").read_text(encoding="utf-8") == printed
    names = {path.name for path in (tmp_path / "new").iterdir()}
    assert names == {"tasks.txt"} | ({f"tasks{beside}"} if beside else set())


WRONG = [
    (["--format", "excel"], "known: labelstudio, doccano, prodigy, csv"),
    (["--model", "nowhere"], "train a model first"),
    (["--size", "0"], "--size"),
]


@pytest.mark.parametrize(("arguments", "message"), WRONG)
def test_the_command_says_what_is_wrong(corpus: tuple[Path, Path], arguments: list[str], message: str) -> None:
    code, printed, told = invoke("queue", "--output", corpus[0], "--model", corpus[1], *arguments)
    assert (code, printed) == (2, "")
    assert message in told


def test_the_shipped_corpus_gives_the_same_queue_twice(tmp_path: Path) -> None:
    asked = ("queue", "--output", ROOT / "outputs", "--model", in_place(), "--size", 30, "--to")
    paths = [tmp_path / name for name in ("one.csv", "two.csv")]
    assert [invoke(*asked, path) for path in paths] == [(0, "", "")] * 2
    assert paths[0].read_bytes() == paths[1].read_bytes()
    assert len(rows(paths[0])) == 30
    with pytest.raises(Refused, match="no labelled paragraph, or none marked as reviewed"):
        read([paths[0]])
    paths[1].write_text(re.sub(r",$", ",true", paths[0].read_text("utf-8"), flags=re.MULTILINE), "utf-8")
    assert len(read([paths[1]])) == 30
    assert len({row["doc_id"] for row in rows(paths[0])}) == 5
