"""What lies beside the tables so that others can read them: a Frictionless Data Package and a data dictionary."""

import json
from pathlib import Path

from pipeline.package.descriptor import describe
from pipeline.package.dictionary import readme


def pack(folder: Path) -> None:
    """Write `datapackage.json` and `README.md` beside the tables in `folder`; the same tables give the same bytes."""
    descriptor = describe(folder)
    text = json.dumps(descriptor, ensure_ascii=False, indent=2) + "\n"
    (folder / "datapackage.json").write_text(text, encoding="utf-8", newline="")
    (folder / "README.md").write_text(readme(descriptor), encoding="utf-8", newline="")
