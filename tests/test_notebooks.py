"""The notebooks run from the first cell to the last, and hold no outputs."""

import json
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
HAVE_ALL = all(find_spec(name) for name in ("nbmake", "ipykernel", "pyarrow", "matplotlib"))


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_outputs_are_stripped(path: Path) -> None:
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    assert not [cell for cell in cells if cell.get("outputs") or cell.get("execution_count")]
    assert cells[0]["cell_type"] == "markdown"


@pytest.mark.skipif(not HAVE_ALL, reason="nbmake, ipykernel, pyarrow and matplotlib are needed")
def test_notebooks_run() -> None:
    command = [sys.executable, "-m", "pytest", "--nbmake", "-p", "no:cacheprovider", *map(str, NOTEBOOKS)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert f"{len(NOTEBOOKS)} passed" in done.stdout, done.stdout + done.stderr
