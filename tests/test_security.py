"""Security: models are data with a checked hash, no file is run as a program, and no shell is asked to run one."""

import ast
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from pipeline import models
from pipeline.__main__ import app
from pipeline.extract import people
from pipeline.skopsfile import TRUSTED

ROOT = Path(__file__).parents[1]
SOURCES = sorted((ROOT / "pipeline").rglob("*.py"))
# Calls that run what they are given as a program, or may: by their last names, and the module they belong to.
FORBIDDEN = {
    "": {"eval", "exec", "__import__"},
    "os": {"system", "popen", "spawnl", "spawnlp", "spawnv", "spawnvp", "startfile"},
    "subprocess": {"getoutput", "getstatusoutput"},
    "yaml": {"load", "load_all", "full_load", "unsafe_load", "Loader", "UnsafeLoader", "FullLoader"},
    "pickle": {"load", "loads", "Unpickler"},
    "marshal": {"load", "loads"},
    "shelve": {"open"},
    "dill": {"load", "loads"},
    "joblib": {"load"},
    "pandas": {"read_pickle"},
    "pd": {"read_pickle"},
}
LAUNCHERS = {"run", "Popen", "call", "check_call", "check_output"}
# PyTorch unpickles unless it is told that the file holds weights alone, numpy where it is told that it may.
TOLD = {("torch", "load"): ("weights_only", True), ("np", "load"): ("allow_pickle", False)}


def calls(source: str) -> Iterator[tuple[str, str, ast.Call]]:
    """Every call: what it is asked of (a plain name or ""), its own name, and the call."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call):
            match node.func:
                case ast.Name(id=name):
                    yield "", name, node
                case ast.Attribute(value=ast.Name(id=module), attr=name):
                    yield module, name, node


def unsafe(source: str) -> list[str]:
    """What a module does that it must not, in words."""
    found = []
    for module, name, call in calls(source):
        said = {keyword.arg: keyword.value for keyword in call.keywords}
        if name in FORBIDDEN.get(module, set()):
            found.append(f"{module}.{name}")
        if "shell" in said:
            found.append("shell")
        command = call.args[0] if call.args else said.get("args")
        if module == "subprocess" and name in LAUNCHERS and isinstance(command, ast.Constant | ast.JoinedStr):
            found.append("a command that is no list")
        if (module, name) in TOLD:
            option, value = TOLD[module, name]
            given = said.get(option)
            if not (isinstance(given, ast.Constant) and given.value is value):
                found.append(f"{module}.{name} without {option}={value}")
        if name == "Environment" and not (
            isinstance(said.get("autoescape"), ast.Constant) and said["autoescape"].value is True  # type: ignore[attr-defined]
        ):
            found.append("templates without autoescape=True")
    return found


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_nothing_is_run_that_is_data(path: Path) -> None:
    assert unsafe(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    ("source", "wrong"),
    [
        ("os.system('ls')", ["os.system"]),
        ("eval(text)", [".eval"]),
        ("yaml.load(text)", ["yaml.load"]),
        ("yaml.safe_load(text)", []),
        ("subprocess.run('ls -l')", ["a command that is no list"]),
        ("subprocess.run(f'ls {x}', shell=True)", ["shell", "a command that is no list"]),
        ("subprocess.run(['ls', x])", []),
        ("pickle.loads(data)", ["pickle.loads"]),
        ("torch.load(path)", ["torch.load without weights_only=True"]),
        ("torch.load(path, weights_only=True)", []),
        ("Environment(loader=x)", ["templates without autoescape=True"]),
        ("jinja2.Environment(autoescape=True)", []),
        ("re.compile(x); nlp.load(y)", []),
    ],
)
def test_what_is_unsafe_is_seen(source: str, wrong: list[str]) -> None:
    assert unsafe(source) == wrong


def test_a_model_file_of_the_classifier_may_hold_no_types_of_its_own() -> None:
    assert TRUSTED == ()


@pytest.fixture
def sealed(tmp_path: Path) -> Path:
    for name in ("en/ner/model", "en/meta.json", "sv/meta.json"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(name)
    (tmp_path / "card.json").write_text("{}")
    models.seal(tmp_path)
    return tmp_path


def change(folder: Path) -> str:
    (folder / "en/ner/model").write_text("en/ner/modem")
    return "en/ner/model is not the file"


def add(folder: Path) -> str:
    (folder / "sv/more.py").write_text("")
    return "sv/more.py is not the file"


def remove(folder: Path) -> str:
    (folder / "en/meta.json").unlink()
    return "en/meta.json is not the file"


def unseal(folder: Path) -> str:
    (folder / models.SUMS).unlink()
    return "SHA256SUMS is missing"


def test_a_model_as_training_left_it_is_trusted(sealed: Path) -> None:
    (sealed / "card.json").write_text('{"another": "card"}')
    models.verify(sealed)


def garble(folder: Path) -> str:
    (folder / models.SUMS).write_bytes(b"\xff one word\n")
    return "is not the file"


@pytest.mark.parametrize("tamper", [change, add, remove, unseal, garble])
def test_a_model_that_is_not_what_training_left_is_refused_by_name(sealed: Path, tamper: Callable[[Path], str]) -> None:
    message = tamper(sealed)
    with pytest.raises(models.Untrusted, match=message):
        models.verify(sealed)


def test_the_finder_of_people_loads_no_model_that_is_not_what_training_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = shutil.copytree(people.MODELS, tmp_path / "people")
    (folder / "en" / "meta.json").write_bytes(b"{}")
    monkeypatch.setattr(people, "MODELS", folder)
    people.taggers.cache_clear()
    try:
        with pytest.raises(models.Untrusted, match=r"en/meta\.json"):
            people.taggers()
    finally:
        people.taggers.cache_clear()


def test_a_run_with_a_model_that_is_not_what_training_left_ends_in_one_line(
    reports: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = shutil.copytree(people.MODELS, tmp_path / "people")
    (folder / "en" / "meta.json").write_bytes(b"{}")
    monkeypatch.setattr(people, "MODELS", folder)
    # In this process: others would read the model that the project ships.
    monkeypatch.setattr("pipeline.__main__.Limits", lambda *_: None)
    people.taggers.cache_clear()
    try:
        result = CliRunner().invoke(app, ["run", "--input", str(reports), "--output", str(tmp_path / "out"), "--quiet"])
    finally:
        people.taggers.cache_clear()
    assert result.exit_code == 2
    assert result.output.count("\n") == 1
    assert "en/meta.json is not the file that training left" in result.output


def test_the_model_that_the_project_ships_is_what_training_left() -> None:
    models.verify(people.MODELS)


def test_every_dependency_is_pinned() -> None:
    lines = (ROOT / "requirements.lock").read_text(encoding="utf-8").splitlines()
    pins = [line.split(";")[0].strip() for line in lines if line.strip() and not line.startswith(("#", " "))]
    assert pins
    assert [pin for pin in pins if "==" not in pin] == []
