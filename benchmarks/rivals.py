"""unstructured, in an environment of its own that the benchmarks make: nothing of it is a part of this project.

`environment` makes it; `partition` runs it there on files, in a process whose time and memory are its own.
"""

import json
import os
import subprocess
import sys
import venv
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

PACKAGES = ("unstructured[pdf]",)
# What a naive stack is made of beside them, those that the pipeline uses too in its versions.
STACK = (
    "dateparser",
    *(f"{name}=={version(name)}" for name in ("langdetect", "lxml", "pdfplumber", "scikit-learn", "spacy")),
)
# Runs in that environment. Its sentence splitter asks for a model from the network when it is first used; where there
# is none, spaCy's rules stand in: they are quicker, and change what it calls an element, not where that begins or ends.
PROGRAM = """
import json, resource, sys, time, urllib.error
import spacy
from unstructured.nlp import tokenize
from unstructured.partition.html import partition_html
from unstructured.partition.pdf import partition_pdf

stood_in = False
load = tokenize._load_spacy_model

def model():
    global stood_in
    try:
        return load()
    except (RuntimeError, OSError):
        stood_in = True
        plain = spacy.blank("en")
        plain.add_pipe("sentencizer")
        return plain

tokenize._load_spacy_model = model

def elements(path):
    if path.endswith(".pdf"):
        return partition_pdf(filename=path, strategy="fast")
    return partition_html(filename=path)

first, *paths = json.load(sys.stdin)
elements(first)
found, start = [], time.process_time()
for path in paths:
    try:
        found.append([[e.category, e.text, e.metadata.page_number or 1] for e in elements(path)])
    except Exception as error:
        found.append(f"{type(error).__name__}: {error}")
spent = time.process_time() - start
memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
json.dump({"found": found, "spent": spent, "memory": memory, "stood_in": stood_in}, sys.stdout)
"""
# What it calls its elements, in our words; what is not here is a paragraph.
KINDS = {
    "Title": "heading",
    "ListItem": "list_item",
    "Header": "boilerplate",
    "Footer": "boilerplate",
    "PageNumber": "boilerplate",
    "PageBreak": "boilerplate",
    "Table": "table",
    "Image": "boilerplate",
}


class NotInstalled(Exception):
    """The rival could not be installed; the message says why."""


@dataclass(frozen=True, slots=True)
class Partition:
    """Its elements, (kind, text, page), or an error, file by file; CPU seconds for all, and the most MiB it held.

    `stood_in` says that the model of its sentence splitter could not be had.
    """

    files: tuple[list[tuple[str, str, int]] | str, ...]
    seconds: float
    memory: float
    stood_in: bool


def environment(folder: Path, packages: Sequence[str] = PACKAGES) -> Path:
    """The Python of an environment below `folder` that has some packages in it, made if it is not there yet.

    Raises NotInstalled.
    """
    python = folder / "bin" / "python"
    ready = folder / "installed"
    if ready.exists() and set(packages) <= set(ready.read_text(encoding="utf-8").splitlines() or PACKAGES):
        return python
    venv.create(folder, with_pip=True)
    command = [str(python), "-m", "pip", "install", "--quiet", *packages]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise NotInstalled(" ".join((done.stderr.strip() or done.stdout.strip()).splitlines()[-2:]))
    ready.write_text("\n".join(packages), encoding="utf-8")
    return python


def partition(python: Path, paths: Sequence[Path]) -> Partition:
    """The elements of some files; what is loaded on first use is not counted. Raises NotInstalled if it cannot run."""
    done = subprocess.run(
        [str(python), "-c", PROGRAM],
        input=json.dumps([str(paths[0]), *map(str, paths)]),
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | {"OMP_NUM_THREADS": "1"},
    )
    if done.returncode:
        raise NotInstalled(f"it does not run: {done.stderr.strip().splitlines()[-1]}")
    answer = json.loads(done.stdout[done.stdout.index('{"found"') :])
    files = tuple(
        one if isinstance(one, str) else [(KINDS.get(kind, "paragraph"), text, page) for kind, text, page in one]
        for one in answer["found"]
    )
    return Partition(files, answer["spent"], answer["memory"], answer["stood_in"])


def rival(folder: Path | None, paths: Sequence[Path]) -> Partition | None:
    """`partition` in the environment below `folder`; None, with the reason printed, where there is none."""
    if folder is None:
        print("unstructured: left out (--rival FOLDER installs it there and runs it)", file=sys.stderr)
        return None
    try:
        found = partition(environment(folder), paths)
    except NotInstalled as error:
        print(f"unstructured: {error}", file=sys.stderr)
        return None
    if found.stood_in:
        print("unstructured: its sentence model could not be downloaded; spaCy's rules stood in", file=sys.stderr)
    return found
