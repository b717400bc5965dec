"""Posts: the offices of which there is one at a time, in a country or in the world, by a name that languages share."""

from pipeline.extract.people.reading import Reading

# Pieces between an international office and the name behind what the office is for: "Special Rapporteur on torture".
REACH = 14
# What may stand between an office and a name, and between the words of an office.
BESIDE, INSIDE = frozenset({" ", ", "}), frozenset({" ", "-"})
# Pieces behind a comma of which an international office is one: "Ana Berg, the UN Special Rapporteur".
DESCRIBED = 4


def posts(reading: Reading, first: int, last: int) -> tuple[str, ...]:
    """The posts that the text gives to who is named by the pieces `[first, last)`, in order of the alphabet."""
    words = reading.words
    found = {
        name
        for office, name in words.posts.items()
        if (reading.gap(first) in BESIDE and _stands(reading, first - len(office), office))
        or (name in words.international and (_before(reading, first, office) or _behind(reading, last, office)))
    }
    return tuple(sorted(found))


def _stands(reading: Reading, place: int, office: tuple[str, ...]) -> bool:
    """Whether an office, and no lesser one, stands at a place."""
    if place < 0 or tuple(reading.folded[place : place + len(office)]) != office:
        return False
    if not all(reading.gap(piece) in INSIDE for piece in range(place + 1, place + len(office))):
        return False
    before = reading.folded[place - 1] if place and reading.gap(place) in INSIDE else ""
    return before not in reading.words.qualifiers - reading.words.tenses


def _before(reading: Reading, first: int, office: tuple[str, ...]) -> bool:
    """Whether an office stands before a name, with what it is for: "the Special Rapporteur on torture, Ana Berg"."""
    last = first - len(office)
    for place in range(last, max(-1, last - REACH), -1):
        if reading.gap(place + len(office)) not in INSIDE | BESIDE:
            return False
        if _stands(reading, place, office):
            return True
    return False


def _behind(reading: Reading, last: int, office: tuple[str, ...]) -> bool:
    """Whether an office stands behind a name, parted from it by a comma: "Ana Berg, the UN Special Rapporteur"."""
    if reading.gap(last) != ", ":
        return False
    return any(_stands(reading, place, office) for place in range(last, min(len(reading), last + DESCRIBED)))
