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
    """A skops file with its objects numbered in order where skops names them by their address in memory.

    Values and arrays that are the same have the same number: whether they are one object depends on how they were made.
    """
    numbers: dict[object, int] = {}
    archive = zipfile.ZipFile(io.BytesIO(dumped))
    content = {name: archive.read(name) for name in archive.namelist()}

    def number(of: object) -> int:
        return numbers.setdefault(of, len(numbers))

    def renumbered(node: Any) -> Any:
        if isinstance(node, list):
            return [renumbered(item) for item in node]
        if not isinstance(node, dict):
            return node
        changed = {key: renumbered(value) for key, value in node.items()}
        array = str(node.get("file", ""))
        if "__id__" in node:
            said = content.get(array) or node.get("content")
            same = isinstance(said, str | bytes)
            changed["__id__"] = number((node["__module__"], node["__class__"], said) if same else node["__id__"])
        if array.endswith(".npy"):
            changed["file"] = f"{number(content[array])}.npy"
        return changed

    schema = json.dumps(renumbered(json.loads(content["schema.json"])))
    arrays = {f"{number(data)}.npy": data for name, data in content.items() if name.endswith(".npy")}
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as new:
        for name in sorted(arrays, key=lambda name: int(name[:-4])):
            _add(new, name, arrays[name])
        _add(new, "schema.json", schema.encode())
    return written.getvalue()


def _add(archive: zipfile.ZipFile, name: str, content: bytes) -> None:
    archive.writestr(zipfile.ZipInfo(name, NO_DATE), content, zipfile.ZIP_DEFLATED, 9)
