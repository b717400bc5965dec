"""Other forms of the same tables, made from CSV one row after another: memory does not grow with the corpus."""

from collections.abc import Callable
from importlib import import_module
from pathlib import Path

# Each form: the files and folders that it consists of, as patterns, and the function that makes them.
FORMS = {
    "parquet": ("*.parquet", "parquet:write"),
    "sqlite": ("corpus.sqlite", "sqlite:write"),
    "spacy": ("spacy", "docbin:write"),
    "spreadsheet": ("spreadsheet", "spreadsheet:write"),
}


def writer(form: str) -> Callable[[Path], None]:
    """The function that makes a form from the tables of a folder, there; its libraries are imported only now."""
    module, name = FORMS[form][1].split(":")
    return getattr(import_module(f"pipeline.forms.{module}"), name)  # type: ignore[no-any-return]


def present(form: str, folder: Path) -> bool:
    """Whether a folder has the corpus in this form."""
    return any(folder.glob(FORMS[form][0]))
