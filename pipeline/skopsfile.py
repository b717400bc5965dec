"""Skops files: numbers and words on disk, the same bytes for the same content, and nothing else read back."""

import io
import json
import zipfile
from pathlib import Path
from typing import Any

import skops.io

# Types that a file may hold beyond those of scikit-learn and numpy that skops trusts by itself.
TRUSTED: tuple[str, ...] = ()
# A zip file's oldest date: no clock in the bytes of a model.
NO_DATE = (1980, 1, 1, 0, 0, 0)


def write(path: Path, state: dict[str, Any]) -> None:
    """Write what a model is made of."""
    path.write_bytes(_without_addresses(skops.io.dumps(state)))


def read(path: Path) -> Any:
    """What a file holds.

    Raises FileNotFoundError where there is none, and skops's UntrustedTypesFoundException where it holds anything but
    numbers, words and scikit-learn's own types.
    """
    return skops.io.load(path, trusted=list(TRUSTED))


def _without_addresses(dumped: bytes) -> bytes:
    """A skops file with its objects numbered in order where skops names them by their address in memory."""
    numbers: dict[int, int] = {}

    def renumbered(node: Any) -> Any:
        if isinstance(node, list):
            return [renumbered(item) for item in node]
        if not isinstance(node, dict):
            return node
        changed = {key: renumbered(value) for key, value in node.items()}
        if "__id__" in node:
            changed["__id__"] = numbers.setdefault(node["__id__"], len(numbers))
        if str(node.get("file", "")).endswith(".npy"):
            changed["file"] = f"{numbers.setdefault(int(node['file'][:-4]), len(numbers))}.npy"
        return changed

    with zipfile.ZipFile(io.BytesIO(dumped)) as old:
        schema = json.dumps(renumbered(json.loads(old.read("schema.json"))))
        arrays = {f"{numbers[int(name[:-4])]}.npy": old.read(name) for name in old.namelist() if name[-4:] == ".npy"}
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as new:
        for name in sorted(arrays, key=lambda name: int(name[:-4])):
            _add(new, name, arrays[name])
        _add(new, "schema.json", schema.encode())
    return written.getvalue()


def _add(archive: zipfile.ZipFile, name: str, content: bytes) -> None:
    archive.writestr(zipfile.ZipInfo(name, NO_DATE), content, zipfile.ZIP_DEFLATED, 9)
