"""Tasks of the queue that have been through the annotation tools themselves.

`exports/` holds what Label Studio 1.23.2 and doccano 1.8.4 wrote when they had been given the tasks of CANDIDATES and
the configuration made for them, and somebody had worked through them by the tools' own interfaces: the first two were
accepted as they were, the third was corrected, the fourth skipped and the fifth not looked at; in doccano, which has no
skipping, the first three were approved, and the first has a comment.
"""

import json
from pathlib import Path

import pytest

from pipeline.labels import Labelled, read
from pipeline.labels.categories import categories
from pipeline.labels.queue import Candidate
from pipeline.labels.tasks import doccano, label_studio

EXPORTS = Path(__file__).parent / "exports"
FIRST = "Polisen slog två kvinnor. Staten bör utreda det."
# Quotes, and a letter of two UTF-16 units.
SECOND, THIRD = 'Läget, "lugnt".', "Judges were dismissed; 𝒜nna stood trial."
LEFT = ("Nobody knows what this says.", "Nobody has looked at this yet.")
LIFE = frozenset({"life"})
CANDIDATES = [
    Candidate("d:1", "d", "sv", 2019, "A > B", FIRST, frozenset({"torture", "women", "recommendation"}), {}),
    Candidate("d:2", "d", "sv", None, "", SECOND, frozenset(), {}),
    Candidate("d:3", "d", "en", 2019, "A", THIRD, LIFE, {}),
    *(Candidate(f"d:{4 + n}", "d", "en", 2019, "A", text, LIFE, {}) for n, text in enumerate(LEFT)),
]


def done(source: str) -> list[Labelled]:
    return [
        Labelled("d:1", "d", source, "sv", 2019, "A > B", FIRST, frozenset({"torture", "women"}), True),
        Labelled("d:2", "d", source, "sv", None, "", SECOND, frozenset(), False),
        Labelled("d:3", "d", source, "en", 2019, "A", THIRD, frozenset({"justice"}), False),
    ]


# `all` are the exports of all tasks: those of Label Studio say which have been worked through.
EXPORTED = ["label_studio.json", "label_studio_all.json", "label_studio_min.json", "label_studio.csv", "doccano.jsonl"]
EXPORTED += ["doccano.json", "doccano.csv"]


@pytest.mark.parametrize("name", EXPORTED)
def test_what_the_tools_export_is_what_was_decided(name: str) -> None:
    path = EXPORTS / name
    assert read([path]) == done(path.stem)


def test_label_studio_was_given_the_tasks_of_today() -> None:
    exported = json.loads((EXPORTS / "label_studio_all.json").read_text(encoding="utf-8"))
    tasks = json.loads(label_studio(CANDIDATES, categories()))
    assert [task["data"] for task in exported] == [task["data"] for task in tasks]
    # It keeps what it is given as a prediction, its own fields aside.
    kept = [annotation["prediction"] for task in exported for annotation in task["annotations"]]
    given = [task["predictions"][0] for task in tasks]
    assert [{name: one[name] for name in given[0]} for one in kept] == given[: len(kept)]
    assert [len(task["annotations"]) for task in exported] == [1, 1, 1, 1, 0]


def test_doccano_was_given_the_tasks_of_today() -> None:
    exported = [json.loads(line) for line in (EXPORTS / "doccano_all.jsonl").read_text(encoding="utf-8").splitlines()]
    tasks = [json.loads(line) for line in doccano(CANDIDATES, categories()).splitlines()]
    assert all(set(row) == {*task, "id", "Comments"} for row, task in zip(exported, tasks, strict=True))
    changed = [name for row, task in zip(exported, tasks, strict=True) for name in task if row[name] != task[name]]
    assert changed == ["label"]
    # Where all are exported, what nobody has looked at is like what was accepted: only approved ones may be.
    assert len(read([EXPORTS / "doccano_all.jsonl"])) == 5
