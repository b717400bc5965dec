"""The committed corpus of the five reports: what a run emits today, and how good that is."""

import json
from pathlib import Path

from conftest import files

from pipeline import runner
from pipeline.evaluate import evaluate
from pipeline.limits import Limits
from pipeline.models import BASE, CARD

ROOT = Path(__file__).parent.parent
OUTPUTS = ROOT / "outputs"
GOLD = sorted((ROOT / "tests" / "gold").glob("*.json"))

# No figure may fall below these; they rise with what the pipeline reaches.
FLOORS = {
    "units": 0.99,
    "kind": 0.99,
    "language": 0.99,
    "marks": 0.99,
    "categories": 0.82,
    "recommendation": 0.86,
    "law": 0.99,
    "law e2e": 0.99,
    "article": 0.99,
    "article e2e": 0.99,
    "person": 0.95,
    "person e2e": 0.95,
    "date": 0.99,
    "date e2e": 0.99,
}
CEILINGS = {"leak": 0.005, "lost": 0.002}


def test_a_run_emits_the_committed_bytes(tmp_path: Path) -> None:
    assert runner.run(ROOT / "seeds" / "reports", tmp_path, Limits(2, 120, 2048), lambda _: None) == []
    emitted, committed = files(tmp_path), files(OUTPUTS)
    assert sorted(emitted) == sorted(committed)
    changed = [name for name in committed if emitted[name] != committed[name]]
    assert not changed, f"{changed} differ: run make all, read git diff outputs, and commit it if it is right"


def test_the_committed_corpus_is_as_good_as_it_was() -> None:
    card = json.loads((BASE / CARD).read_text(encoding="utf-8"))
    result = evaluate(OUTPUTS, GOLD, set(card["texts"]))
    assert result.seen == 0, "the classifier has been trained on what it is scored on"
    assert {name: result.figures[name] for name, floor in FLOORS.items() if result.figures[name] < floor} == {}
    assert {name: result.figures[name] for name, top in CEILINGS.items() if result.figures[name] > top} == {}
