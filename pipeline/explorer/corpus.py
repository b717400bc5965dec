"""The corpus as the explorer embeds it: lists instead of objects, positions in place of what many paragraphs share."""

from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from pipeline.explorer.tables import Row, rows, units
from pipeline.extract import countries

# Most paragraphs that a page holds: a browser searches them between one key and the next.
LARGEST = 20_000
# Units that do not stand by themselves: they are in the section path and above the document.
HEADS = {"title", "heading"}
# Units in one element of the page, so that the browser can show something between one and the next.
PART = 1000
# Characters beyond this one are two units long where the browser counts.
LAST_OF_ONE_UNIT = "\uffff"

DOCUMENT = ("doc_id", "title", "publisher", "year", "language", "country")

Value = str | int | list["Value"]
Part = dict[str, list[Value]]


class _Numbers(dict[str, int]):
    """The strings seen so far, each with its position among them."""

    def __missing__(self, key: str) -> int:
        self[key] = number = len(self)
        return number


def size(tables: Path) -> int:
    """Number of paragraphs in the corpus."""
    return sum(1 for _ in rows(tables, "corpus"))


def parts(tables: Path) -> Iterator[Part]:
    """What the page embeds, piece by piece: `units` PART at a time, then the lists that they point to.

    A unit is [document, order, kind, section, number, page, language, text, recommendation, labels, entities]; a label
    [category, probability × 10,000, assigned, needs_review] and, where it has evidence, [start, end, terms] behind
    it; an entity [start, end, position in `entities`]. An entity of that list is [type, norm, law, person]. Positions
    in texts count UTF-16 units, as the browser does.
    """
    documents = list(rows(tables, "documents"))
    place = {row["doc_id"]: number for number, row in enumerate(documents)}
    strings, mentioned = _Numbers(), dict[tuple[str, ...], int]()

    def unit(paragraph: Row, labels: list[Row], entities: list[Row]) -> Value:
        text = paragraph["text"]
        wide = text if max(text, default="") > LAST_OF_ONE_UNIT else ""
        return [
            place[paragraph["doc_id"]],
            int(paragraph["order"]),
            strings[paragraph["kind"]],
            strings[paragraph["section"]],
            paragraph["number"],
            int(paragraph["page"] or 0),
            strings[paragraph["language"]],
            text,
            int(paragraph["recommendation"] == "true"),
            [_label(row, wide, strings) for row in _telling(labels)],
            [_mention(row, wide, mentioned) for row in sorted(entities, key=lambda row: int(row["start"]))],
        ]

    shown = (unit(*one) for one in units(tables) if one[0]["kind"] not in HEADS)
    while part := list(islice(shown, PART)):
        yield {"units": part}
    yield {
        "documents": [[*(row.get(column) or "" for column in DOCUMENT), _country_name(row)] for row in documents],
        "strings": list(strings),
        "entities": [list(entity) for entity in mentioned],
    }


def _country_name(row: Row) -> str:
    """The name of the country of a document, or its code where that is none known here."""
    code = row.get("country") or ""
    return countries.name(code) or code


def _telling(labels: list[Row]) -> list[Row]:
    """The labels that are assigned or nearly, else the likeliest if a person should look at it."""
    found = [row for row in labels if row["assigned"] == "true" or row.get("evidence_end")]
    return found or sorted(filter(_doubtful, labels), key=lambda row: float(row["probability"]))[-1:]


def _doubtful(row: Row) -> bool:
    return bool(row.get("needs_review"))


def _label(row: Row, wide: str, strings: _Numbers) -> Value:
    label: list[Value] = [
        strings[row["category"]],
        round(float(row["probability"]) * 10_000),
        int(row["assigned"] == "true"),
        strings[row.get("needs_review") or ""],
    ]
    if row.get("evidence_end"):
        start, end = int(row["evidence_start"]), int(row["evidence_end"])
        label += [_place(wide, start), _place(wide, end), row.get("terms") or ""]
    return label


def _mention(row: Row, wide: str, mentioned: dict[tuple[str, ...], int]) -> Value:
    entity = (row["type"], row["norm"], row["law"], row.get("person_id") or "")
    number = mentioned.setdefault(entity, len(mentioned))
    return [_place(wide, int(row["start"])), _place(wide, int(row["end"])), number]


def _place(wide: str, position: int) -> int:
    """A position in code points as one in UTF-16 units; `wide` is the text if it has any character of two, else ""."""
    return position + sum(character > LAST_OF_ONE_UNIT for character in wide[:position])
