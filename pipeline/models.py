"""Models: where the trained classifiers lie."""

from pathlib import Path

_MODELS = Path(__file__).parent.parent / "models"
# What the project ships, and what a user's own labels have made of it.
BASE = _MODELS / "base"
OWN = _MODELS / "classifier"
CARD = "card.json"


def in_place() -> Path:
    """The folder of the model that classifies: the user's own, or else the one that the project ships."""
    return OWN if (OWN / CARD).exists() else BASE
