"""Skops files: numbers and words on disk, the same bytes for the same content, and nothing else read back."""

import io
import json
import zipfile
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np

# Types that a file may hold beyond those of scikit-learn and numpy that skops trusts by itself.
TRUSTED: tuple[str, ...] = ()
# A zip file's oldest date: no clock in the bytes of a model.
NO_DATE = (1980, 1, 1, 0, 0, 0)


class Strange(Exception):
    """A file holds anything but numbers, words and scikit-learn's own types; the message names what."""


def write(path: Path, state: dict[str, Any]) -> None:
    """Write what a model is made of."""
    import skops.io

    path.write_bytes(_without_addresses(skops.io.dumps(state)))


def read(path: Path) -> Any:
    """What a file holds.

    Raises FileNotFoundError where there is none, and Strange.
    """
    import skops.io
    from skops.io.exceptions import UntrustedTypesFoundException

    try:
        return skops.io.load(path, trusted=list(TRUSTED))
    except UntrustedTypesFoundException as error:
        raise Strange(str(error)) from None


def numbers(path: Path) -> Any:
    """The same without the libraries that made it, which take seconds to import: of an object of scikit-learn's, what
    it holds.

    Raises FileNotFoundError where there is no file, and Strange.
    """
    with zipfile.ZipFile(path) as archive:
        return _held(json.loads(archive.read("schema.json")), archive, {})


def _held(node: dict[str, Any], archive: zipfile.ZipFile, arrays: dict[str, Any]) -> Any:
    """What a node of a file's schema says; `arrays` are those that have been read, by their names in the archive."""
    kind = f"{node['__module__']}.{node['__class__']}"
    match node["__loader__"], kind:
        case "JsonNode", _:
            return json.loads(node["content"])
        case "DictNode", "builtins.dict" if {key["__class__"] for key in node["key_types"]["content"]} <= {"str"}:
            return {key: _held(value, archive, arrays) for key, value in node["content"].items()}
        case "ListNode", "builtins.list":
            return [_held(item, archive, arrays) for item in node["content"]]
        case "NdArrayNode", _ if kind.startswith("numpy.") and node["type"] == "numpy":
            name = node["file"]
            if name not in arrays:
                arrays[name] = np.load(io.BytesIO(archive.read(name)), allow_pickle=False)
            return arrays[name] if kind == "numpy.ndarray" else arrays[name][()]
        case "ObjectNode", _ if kind.startswith("sklearn."):
            return SimpleNamespace(**_held(node["content"], archive, arrays))
        case _:
            raise Strange(kind)


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
