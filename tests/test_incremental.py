"""What is kept between runs: after any changes a run gives what one from nothing gives, and does what it must."""

import ast
import gc
import re
from collections.abc import Callable, Iterator
from contextlib import chdir
from functools import _lru_cache_wrapper
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from conftest import ENGLISH, SWEDISH, files
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline import classify, detect, languages, parts, runner, stages, work
from pipeline.extract import people
from pipeline.stages import STAGES, Stage, speaking

MIXED = """Testland 2021

The minister Anna Petrova said that the court of the capital had not convicted any journalist of the newspaper, and that
the government of the country would answer the questions of the committee before the end of the year.

Den 3 maj 2021 dömdes journalisten Anna Petrova enligt strafflagen, och hon överklagade domen till högsta domstolen, som
ännu inte har prövat målet. Regeringen har under flera år trakasserat journalister och begränsat yttrandefriheten.
"""
SHORT = (
    "Report\n\nJudge A. Petrova and Mr. Ivan Petrov met the Committee against Torture on 3 May 2021 in the capital.\n"
)
TEXTS = [ENGLISH, SWEDISH, MIXED, SHORT, ""]
NAMES = ["a.txt", "b.txt", "sub/a.txt", "b.md"]
CORRECTIONS = [
    None,
    "a,b,verdict\nA. Petrova,Anna Petrova,not same\n",
    "a,b,verdict\nIvan Petrov,Anna Petrova,same\n",
    "a,b,verdict,document\nAnna Petrova,Anna Petrova,not same,always\n",
]

real = work.function
found: dict[tuple[str, str], Any] = {}


def remembering(stage: Stage) -> Callable[..., Any]:
    """A stage's function that computes nothing twice: what it gives depends on its arguments alone."""

    def function(*arguments: Any) -> Any:
        text = ""
        if stage.name == "ingest":
            folder, source, identifier = arguments
            text, shown = (folder / source).read_text(encoding="utf-8"), (source, identifier)
        key = (stage.name, f"{text}{repr(arguments) if not text else shown}")
        if key not in found:
            found[key] = real(stage)(*arguments)
        return found[key]

    return function


def run(folder: Path, output: Path) -> dict[str, bytes]:
    runner.run(folder, output, None, lambda _: None)
    return files(output)


def write(folder: Path, name: str, text: str) -> None:
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(text, encoding="utf-8")


def edit(folder: Path, corrections: Path, change: tuple[Any, ...]) -> None:
    """Make one change, if it can be made."""
    match change:
        case "write", name, text:
            write(folder, name, text)
        case "remove", name:
            (folder / name).unlink(missing_ok=True)
        case "rename", old, new if (folder / old).exists() and old != new:
            (folder / new).parent.mkdir(exist_ok=True)
            (folder / old).replace(folder / new)
        case "correct", None:
            corrections.unlink(missing_ok=True)
        case "correct", said:
            corrections.write_text(said, encoding="utf-8")


name, text = st.sampled_from(NAMES), st.sampled_from(TEXTS)
changes = st.lists(
    st.tuples(st.just("write"), name, text)
    | st.tuples(st.just("remove"), name)
    | st.tuples(st.just("rename"), name, name)
    | st.tuples(st.just("correct"), st.sampled_from(CORRECTIONS)),
    min_size=1,
    max_size=3,
)


@settings(deadline=None, max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(changes, min_size=1, max_size=3))
def test_a_run_after_any_changes_gives_what_a_clean_run_gives(
    monkeypatch: pytest.MonkeyPatch, rounds: list[list[tuple[Any, ...]]]
) -> None:
    monkeypatch.setattr(work, "function", remembering)
    with TemporaryDirectory() as place, chdir(place):
        folder, corrections = Path("in"), Path("people.csv")
        write(folder, "always.txt", SHORT)
        for number, some in enumerate([[], *rounds]):
            for change in some:
                edit(folder, corrections, change)
            assert run(folder, Path("out")) == run(folder, Path(f"clean{number}"))


@pytest.fixture
def done(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str]]:
    """What is done, as it is done: (stage, document)."""
    done: list[tuple[str, str]] = []

    def noting(stage: Stage) -> Callable[..., Any]:
        def function(*arguments: Any) -> Any:
            records = remembering(stage)(*arguments)
            document = arguments[2] if stage.name == "ingest" else None
            for records_of_one in (records, *arguments):
                one = records_of_one[0] if isinstance(records_of_one, (list, tuple)) else records_of_one
                document = document or getattr(one, "document", None) or getattr(one, "id", None)
            done.append((stage.name, document))
            return records

        return function

    monkeypatch.setattr(work, "function", noting)
    return done


@pytest.fixture
def corpus(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for name, text in (("english", ENGLISH), ("svenska", SWEDISH), ("mixed", MIXED)):
        write(tmp_path / "in", f"{name}.txt", text)
    return tmp_path / "in"


def test_a_new_document_costs_that_document(corpus: Path, tmp_path: Path, done: list[tuple[str, str]]) -> None:
    run(corpus, tmp_path / "out")
    assert sorted(done) == sorted((stage.name, one) for stage in STAGES for one in ("english", "svenska", "mixed"))
    done.clear()
    write(corpus, "new.txt", SHORT)
    run(corpus, tmp_path / "out")
    assert sorted(done) == sorted((stage.name, "new") for stage in STAGES)
    done.clear()
    run(corpus, tmp_path / "out")
    assert done == []


@pytest.fixture
def change_words(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str, str], None]]:
    """What changes a table of a language's file, as the keys of results see it."""
    load = languages.load

    def change(code: str, table: str) -> None:
        def changed(asked: str) -> dict[str, Any]:
            whole = load(asked)
            return whole | {table: whole[table] | {"added": ["x"]}} if asked == code else whole

        monkeypatch.setattr(languages, "load", changed)
        stages.vocabulary.cache_clear()

    yield change
    monkeypatch.undo()
    stages.vocabulary.cache_clear()


@pytest.mark.parametrize(
    ("code", "table", "redone"),
    [
        # Words of a language matter to documents that have something in it, and what comes to the same goes no further.
        ("sv", "segment", {("segment", "svenska")}),
        ("sv", "classify", {("classify", "svenska"), ("classify", "mixed")}),
        ("sv", "people", {("extract", "svenska"), ("extract", "mixed")}),
        ("en", "dates", {(stage, one) for stage in ("describe", "extract") for one in ("english", "mixed")}),
        ("fr", "segment", set()),
        # Names of laws and what stands around reports are read in all languages.
        ("fr", "laws", {("extract", one) for one in ("english", "mixed", "svenska")}),
        ("sv", "html", {("ingest", one) for one in ("english", "mixed", "svenska")}),
    ],
)
def test_a_changed_language_costs_its_documents(
    corpus: Path,
    tmp_path: Path,
    done: list[tuple[str, str]],
    change_words: Callable[[str, str], None],
    code: str,
    table: str,
    redone: set[tuple[str, str]],
) -> None:
    before = run(corpus, tmp_path / "out")
    done.clear()
    change_words(code, table)
    assert run(corpus, tmp_path / "out") == before
    assert set(done) == redone


class Watched(dict[str, Any]):
    """A table that notes which of its entries are asked for."""

    def __init__(self, entries: dict[str, Any], path: str, note: Callable[[str], None]) -> None:
        super().__init__(entries)
        self.path, self.note = path, note

    def __getitem__(self, key: str) -> Any:
        self.note(f"{self.path}{key}")
        return super().__getitem__(key)

    def get(self, key: str, default: Any = None) -> Any:
        self.note(f"{self.path}{key}")
        return super().get(key, default)


def imported(module: str) -> set[str]:
    """The modules of the project that one imports, when it is read or later, at any depth; not for types alone."""
    found, waiting = set(), [module]
    while waiting:
        name = waiting.pop()
        # What the package offers to others is not what its modules are made of.
        if name == "pipeline" or name in found or not (path := source_of(name)):
            continue
        found.add(name)
        for node in statements(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                waiting += [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom):
                waiting += [node.module or "", *(f"{node.module}.{alias.name}" for alias in node.names)]
    return found


def statements(node: ast.AST) -> Iterator[ast.AST]:
    """All below a node but what stands under an `if` that names __main__ or TYPE_CHECKING."""
    if isinstance(node, ast.If) and {"__name__", "TYPE_CHECKING"} & {
        part.id for part in ast.walk(node.test) if isinstance(part, ast.Name)
    }:
        return
    yield node
    for child in ast.iter_child_nodes(node):
        yield from statements(child)


def source_of(module: str) -> Path | None:
    path = stages.HERE.parent / module.replace(".", "/")
    candidates = (path / "__init__.py", path.with_suffix(".py"))
    return next((one for one in candidates if module.partition(".")[0] == "pipeline" and one.is_file()), None)


# What tells people of mistakes, and checks that models are what they were, says nothing of a document.
BESIDE = {"mistakes.py", "models.py"}
MADE_BY = {stage.function: (stage, [f"pipeline.{stage.function.partition(':')[0]}"]) for stage in STAGES}
MADE_BY[stages.INGEST_WITH_OCR.function] = (stages.INGEST_WITH_OCR, ["pipeline.ocr", "pipeline.ingest"])
MADE_BY[parts.TABLING.function] = (parts.TABLING, ["pipeline.rows", "pipeline.link", "pipeline.extract.laws.tally"])


@pytest.mark.parametrize("function", MADE_BY)
def test_all_that_a_stage_is_made_of_makes_its_results_stale(function: str) -> None:
    stage, modules = MADE_BY[function]
    covered = [stages.HERE / part for part in (*stages.COMMON, *stage.parts)]
    for module in set().union(*map(imported, modules)):
        path = source_of(module)
        assert path
        named = re.findall(r'"([a-z_]+\.(?:csv|toml))"', path.read_text(encoding="utf-8"))
        for one in (path, *(stages.HERE / name for name in named)):
            if one.is_file() and one.name not in BESIDE:
                assert any(one.is_relative_to(part) for part in covered), f"{function}: {one}"


# What is loaded once and reads no words.
MODELS = (people.taggers, classify._in_place, detect._factory)


@pytest.mark.parametrize("text", [ENGLISH, SWEDISH, MIXED])
def test_stages_read_no_words_but_those_that_their_keys_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    write(tmp_path, "a.txt", text)
    for one in gc.get_objects():
        if isinstance(one, _lru_cache_wrapper) and one not in MODELS and one.__module__.startswith("pipeline"):
            one.cache_clear()
    read: set[tuple[str, str]] = set()
    tables = {code: languages.load(code) for code in languages.codes()}

    def watched(code: str) -> dict[str, Any]:
        def note(entry: str) -> None:
            read.add((code, entry))

        inner = {
            name: Watched(entry, f"{name}.", note) if isinstance(entry, dict) else entry
            for name, entry in tables[code].items()
        }
        return Watched(inner, "", note)

    monkeypatch.setattr(languages, "load", watched)
    records: dict[str, Any] = {}
    spoken: dict[str, set[str]] = {}
    for stage in STAGES:
        read.clear()
        given = [records[need] for need in stage.needs] or [tmp_path, "a.txt", "a"]
        records[stage.name] = real(stage)(*given)
        spoken[stage.name] = set(work._languages(records[stage.name]))
        known = set().union(*(spoken[name] for name in speaking(stage)))
        # A table's name alone is asked for to see whether a language has it, which the key says of all.
        entries = {(code, entry) for code, entry in read if "." in entry}
        unnamed = {
            (code, entry)
            for code, entry in entries
            if not (code in known and entry.partition(".")[0] in stage.tables)
            and entry not in stage.shared
            and entry.partition(".")[0] not in stage.shared
        }
        assert not unnamed, stage.name
