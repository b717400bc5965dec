"""The stages that work on one document at a time: what each reads, what it yields, what makes its results stale."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from importlib.metadata import version
from pathlib import Path
from typing import Any

from pipeline.records import Classification, Description, Detection, Document, Mention, Unit

HERE = Path(__file__).parent
# Changes in these can change what any stage leaves on disk.
COMMON = ("records.py", "stages.py", "store.py")


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage: `function` is "module:name" below `pipeline` and takes the records of the stages in `needs`, in order.

    `parts` are the files and folders beside this one, `libraries` the packages, whose change makes results stale.
    """

    name: str
    function: str
    needs: tuple[str, ...]
    yields: Any
    parts: tuple[str, ...]
    libraries: tuple[str, ...] = ()


INGEST = Stage(
    "ingest",
    "ingest:ingest",
    (),
    Document,
    ("ingest.py", "readers", "languages"),
    ("charset-normalizer", "lxml", "markdown-it-py", "pdfplumber", "pypdfium2"),
)
# What ingest is for a PDF where OCR is asked for.
INGEST_WITH_OCR = Stage(
    "ingest", "ocr:read", (), Document, (*INGEST.parts, "ocr.py", "detect.py"), (*INGEST.libraries, "langdetect")
)
STAGES = (
    INGEST,
    Stage("detect", "detect:detect", ("ingest",), Detection, ("detect.py", "languages"), ("langdetect",)),
    Stage(
        "segment",
        "segment:segment",
        ("ingest", "detect"),
        tuple[Unit, ...],
        ("segment", "detect.py", "languages"),
        ("langdetect",),
    ),
    Stage(
        "describe",
        "describe:describe",
        ("ingest", "segment"),
        Description,
        ("describe.py", "publisher.py", "publishers.csv", "extract", "languages"),
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
            "thresholds.py",
            "taxonomy.csv",
            "languages",
            "../models/base",
            "../models/classifier",
        ),
        ("scikit-learn", "numpy", "scipy", "skops"),
    ),
    Stage(
        "extract",
        "extract:extract",
        ("describe", "segment"),
        tuple[Mention, ...],
        ("extract", "countries.csv", "instruments.csv", "law_subjects.csv", "languages", "../models/people"),
        ("spacy", "thinc", "rapidfuzz"),
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
    digest = hashlib.sha256()
    for part in (*COMMON, *parts):
        for path in _files(HERE / part):
            digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    for library in libraries:
        digest.update(f"{library}={version(library)}\0".encode())
    return digest.hexdigest()


def _files(path: Path) -> list[Path]:
    """The files of a folder, or the file itself; none of a model that nobody has trained."""
    if path.is_dir():
        return sorted(p for p in path.rglob("*") if p.is_file() and "__pycache__" not in p.parts)
    return [path] if path.exists() else []
