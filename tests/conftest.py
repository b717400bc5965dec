"""What several test files share: small documents to run the pipeline on, and readers of what it emits."""

import csv
from pathlib import Path

import pytest

ENGLISH = """Testland: human rights in 2021

Freedom of expression

On 3 May 2021 the court convicted the journalist Anna Petrova under article 12 of the Criminal Code. Petrova appealed
in June. The constitution guarantees freedom of the press, but the government harassed journalists.

Torture

The authorities should ratify the Convention against Torture and investigate every allegation of torture in detention.
"""
SWEDISH = """Testland – Mänskliga rättigheter: situationen per den 31 december 2021

Yttrandefrihet

Den 3 maj 2021 dömdes journalisten Anna Petrova enligt strafflagen. Petrova överklagade domen. Författningen
garanterar tryckfrihet men regeringen trakasserar journalister.
"""


@pytest.fixture
def reports(tmp_path: Path) -> Path:
    """A folder with an English and a Swedish report."""
    folder = tmp_path / "reports"
    (folder / "sv").mkdir(parents=True)
    (folder / "english.txt").write_text(ENGLISH, encoding="utf-8")
    (folder / "sv" / "svenska.txt").write_text(SWEDISH, encoding="utf-8")
    return folder


def rows(path: Path) -> list[dict[str, str]]:
    """The rows of a CSV file."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def files(folder: Path) -> dict[str, bytes]:
    """The emitted files below a folder with their bytes, but interim ones and the report on the run.

    That says what changed since the last run, so that a second run changes it.
    """
    paths = [path.relative_to(folder) for path in sorted(folder.rglob("*")) if path.is_file()]
    return {
        str(path): (folder / path).read_bytes() for path in paths if path.parts[0] not in (".interim", "report.html")
    }
