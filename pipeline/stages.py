"""The stages that work on one document at a time: what each reads, what it yields, what makes its results stale."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

from pipeline import languages
from pipeline.records import Classification, Description, Detection, Document, Mention, Unit

HERE = Path(__file__).parent
# Changes in these can change what any stage leaves on disk.
COMMON = ("records.py", "stages.py", "store.py", "languages/__init__.py")
# The stages that tell which languages a document is in.
TELLING = ("detect", "segment")


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage: `function` is "module:name" below `pipeline` and takes the records of the stages in `needs`, in order.

    `parts` are the files and folders beside this one, `libraries` the packages, whose change makes results stale. So
    does a change in a language's file, in `tables` for documents that have something in this language, in `shared` for
    every document; a name with a dot is that of a table in a table.
    """

    name: str
    function: str
    needs: tuple[str, ...]
    yields: Any
    parts: tuple[str, ...]
    libraries: tuple[str, ...] = ()
    tables: tuple[str, ...] = ()
    shared: tuple[str, ...] = ()


INGEST = Stage(
    "ingest",
    "ingest:ingest",
    (),
    Document,
    ("ingest.py", "readers"),
    ("charset-normalizer", "lxml", "markdown-it-py", "pdfplumber", "pypdfium2"),
    shared=("html",),
)
# What ingest is for a PDF where OCR is asked for.
INGEST_WITH_OCR = Stage(
    "ingest",
    "ocr:read",
    (),
    Document,
    (*INGEST.parts, "ocr.py", "detect.py"),
    (*INGEST.libraries, "langdetect"),
    shared=(*INGEST.shared, "ocr"),
)
STAGES = (
    INGEST,
    Stage("detect", "detect:detect", ("ingest",), Detection, ("detect.py",), ("langdetect",)),
    Stage(
        "segment",
        "segment:segment",
        ("ingest", "detect"),
        tuple[Unit, ...],
        ("segment", "detect.py"),
        ("langdetect",),
        tables=("segment",),
        # What stands around the report on a web page is in the language of its reader.
        shared=("segment.chrome_lines", "segment.chrome_phrases"),
    ),
    Stage(
        "describe",
        "describe:describe",
        ("ingest", "segment"),
        Description,
        (
            "describe.py",
            "publisher.py",
            "publishers.csv",
            "countries.csv",
            "instruments.csv",
            "law_subjects.csv",
            "letters.csv",
            "symbols.toml",
            "extract",
        ),
        tables=("countries", "dates"),
    ),
    Stage(
        "classify",
        "classify:classify",
        ("segment",),
        tuple[Classification, ...],
        (
            "classify.py",
            "features.py",
            "labels",
            "model.py",
            "models.py",
            "network/__init__.py",
            "network/words.py",
            "skopsfile.py",
            "thresholds.py",
            "taxonomy.csv",
            "../models/base",
            "../models/classifier",
        ),
        ("scikit-learn", "numpy", "scipy", "skops"),
        tables=("classify",),
    ),
    Stage(
        "extract",
        "extract:extract",
        ("describe", "segment"),
        tuple[Mention, ...],
        (
            "extract",
            "countries.csv",
            "instruments.csv",
            "law_subjects.csv",
            "letters.csv",
            "symbols.toml",
            "../models/people",
        ),
        ("spacy", "thinc", "rapidfuzz"),
        tables=("articles", "countries", "dates", "people"),
        # Laws are named in other languages than that of the text.
        shared=("laws",),
    ),
)
BY_NAME = {stage.name: stage for stage in STAGES}


def function(stage: Stage) -> Callable[..., Any]:
    """The stage's function; its module, and the libraries behind it, are imported only now."""
    module, name = stage.function.split(":")
    return getattr(import_module(f"pipeline.{module}"), name)  # type: ignore[no-any-return]


@cache
def fingerprint(parts: tuple[str, ...], libraries: tuple[str, ...]) -> str:
    """Hash of everything beside the records that a stage's results depend on."""
    from importlib.metadata import version

    digest = hashlib.sha256()
    for part in (*COMMON, *parts):
        for path in _files(HERE / part):
            digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    for library in libraries:
        digest.update(f"{library}={version(library)}\0".encode())
    return digest.hexdigest()


@cache
def speaking(stage: Stage) -> tuple[str, ...]:
    """The stages before one that tell which languages a document is in."""
    before = {*stage.needs, *(name for need in stage.needs for name in speaking(BY_NAME[need]))}
    return tuple(name for name in TELLING if name in before)


@cache
def vocabulary(stage: Stage, spoken: tuple[str, ...]) -> str:
    """Hash of what the languages' files say to a stage, for a document in which some languages are spoken.

    For a language without a file the words of all stand in.
    """
    known = languages.codes()
    read = spoken if set(spoken) <= set(known) else known
    digest = hashlib.sha256(repr((known, read)).encode())
    for table in (*stage.tables, *stage.shared):
        # What a stage does in one language may depend on which others have a table.
        holding = [code for code in known if _entry(code, table) is not None]
        said = {code: _entry(code, table) for code in (read if table in stage.tables else holding)}
        digest.update(json.dumps([table, holding, said], default=str).encode())
    return digest.hexdigest()


def _entry(code: str, table: str) -> Any:
    """A table of a language's file, or one in another, or None."""
    found: Any = languages.load(code)
    for name in table.split("."):
        found = found.get(name) if isinstance(found, dict) else None
    return found


def _files(path: Path) -> list[Path]:
    """The files of a folder, or the file itself; none of a model that nobody has trained."""
    if path.is_dir():
        return sorted(p for p in path.rglob("*") if p.is_file() and "__pycache__" not in p.parts)
    return [path] if path.exists() else []
