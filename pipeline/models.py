"""Models: where the trained classifiers lie, and whether what lies there is what training left."""

import gc
import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pipeline.mistakes import Mistake

_MODELS = Path(__file__).parent.parent / "models"
# What the project ships, and what a user's own labels have made of it.
BASE = _MODELS / "base"
OWN = _MODELS / "classifier"
CARD = "card.json"
SUMS = "SHA256SUMS"


def in_place() -> Path:
    """The folder of the model that classifies: the user's own, or else the one that the project ships."""
    return OWN if (OWN / CARD).exists() else BASE


class Untrusted(Mistake, ValueError):
    """A model's file that is not the one that training left; the message names it."""


def seal(folder: Path) -> None:
    """Leave the SHA-256 of every file in the folders below `folder` beside them, as sha256sum writes and checks it."""
    sums = "".join(f"{digest}  {name}\n" for name, digest in _digests(folder).items())
    (folder / SUMS).write_text(sums, encoding="utf-8")


def verify(folder: Path) -> None:
    """Check every file in the folders below `folder` against the SHA-256 that `seal` left.

    Raises Untrusted for the first that is another, is missing or is not meant to be there.
    """
    try:
        lines = (folder / SUMS).read_text(encoding="utf-8", errors="replace").splitlines()
    except FileNotFoundError:
        raise Untrusted(f"{folder / SUMS} is missing: without it no model is loaded from there") from None
    told = {name: digest for digest, _, name in (line.partition("  ") for line in lines)}
    found = _digests(folder)
    for name in sorted(told.keys() | found.keys()):
        if told.get(name) != found.get(name):
            raise Untrusted(f"{folder / name} is not the file that training left: its SHA-256 is not that in {SUMS}")


@contextmanager
def loading() -> Iterator[None]:
    """What is made within is there to stay: the collector of garbage no longer looks through it, nor through anything
    else that is there by then."""
    yield
    gc.freeze()


def _digests(folder: Path) -> dict[str, str]:
    paths = sorted(path for path in folder.glob("*/**/*") if path.is_file())
    return {path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in paths}
