"""What holds in every row, whatever the text: offsets lead back to the same characters of the source."""

import re
import unicodedata
from pathlib import Path

import pytest
from conftest import rows
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.detect import detect
from pipeline.extract import extract
from pipeline.readers import Unreadable, text
from pipeline.records import Description, Document, Unit
from pipeline.segment import segment

OUTPUTS = Path(__file__).parent.parent / "outputs"

# Pieces of what reports are made of, so that random texts meet every rule.
PIECES = [
    "The government", "did not respect", "human rights", "Regeringen", "mötes-", "och föreningsfrihet", "govern-",
    "ment", "Kasym-", "Zjomart", "Anna Petrova", "Petrovas", "President", "article 12", "articles 121, 122 and 123",
    "of the", "Criminal Code", "Convention on the Rights of the Child", "barnkonventionen", "3 kap. 5 §",
    "lagen om religion", "9 June 2019", "den 9 juni 2019", "in May", "2006–2016", "legislation.3", "I. BACKGROUND",
    "1.", "2.", "(a)", "•", "Section 2. Respect", "A/HRC/WG.6/34/KAZ/3", "17", "cafe\u0301", "ﬁnal", "\u00ad",
    "“Law on X”", "«soft law»", "Право", ".", ",", ":", "(1)", "Notes", "Contents ..... 4",
]  # fmt: skip
GAPS = [" ", " ", " ", " ", "\n", "\n", "\n\n", "\n \n", "\n\n\n", "\f", "\n ", "  ", "-\n", "\u00a0"]
reports = st.lists(st.tuples(st.sampled_from(PIECES), st.sampled_from(GAPS)), min_size=1, max_size=60).map(
    lambda pairs: "".join(piece + gap for piece, gap in pairs)
)
anything = st.text(st.characters(exclude_categories=["Cs"]), max_size=200)


def bare(fragment: str) -> str:
    """A fragment without what cleaning may change: white space, hyphens, the form of composed letters."""
    return re.sub(r"[\s\u00ad‐-]", "", unicodedata.normalize("NFC", fragment))


def is_within(part: str, whole: str) -> bool:
    """Whether the characters of `part` stand in `whole` in their order."""
    left = iter(whole)
    return all(character in left for character in part)


@pytest.fixture(scope="module")
def sources() -> dict[str, str]:
    return {path.stem: path.read_text(encoding="utf-8") for path in (OUTPUTS / "text").iterdir()}


def test_every_paragraph_row_leads_back_to_the_source(sources: dict[str, str]) -> None:
    paragraphs = rows(OUTPUTS / "paragraphs.csv")
    assert paragraphs
    for row in paragraphs:
        fragment = sources[row["doc_id"]][int(row["start"]) : int(row["end"])]
        assert is_within(bare(row["text"]), bare(fragment)), row["para_id"]


def test_every_entity_row_leads_back_to_the_paragraph_and_the_source(sources: dict[str, str]) -> None:
    texts = {row["para_id"]: row["text"] for row in rows(OUTPUTS / "paragraphs.csv")}
    entities = rows(OUTPUTS / "entities.csv")
    assert {row["type"] for row in entities} == {"law", "article", "person", "date"}
    for row in entities:
        assert texts[row["para_id"]][int(row["start"]) : int(row["end"])] == row["text"], row["entity_id"]
        fragment = sources[row["doc_id"]][int(row["doc_start"]) : int(row["doc_end"])]
        assert is_within(bare(row["text"]), bare(fragment)), row["entity_id"]
    assert len({row["entity_id"] for row in entities}) == len(entities)


@settings(deadline=None, max_examples=150)
@given(reports | anything)
def test_every_character_is_kept_and_every_offset_leads_back(characters: str) -> None:
    try:
        content = text.read(characters.encode())
    except Unreadable:
        return
    document = Document("d", "d.txt", "", "txt", "", content.pages, content.text, content.lines)
    units = segment(document, detect(document))
    covered = bytearray(len(document.text))
    for unit in units:
        covered[unit.start : unit.end] = b"\1" * (unit.end - unit.start)
        assert_leads_back(unit, document.text)
    assert not [c for c, inside in zip(document.text, covered, strict=True) if not inside and not c.isspace()]
    by_order = {unit.order: unit for unit in units}
    for mention in extract(Description("d", "", 2019), units):
        assert by_order[mention.unit].text[mention.start : mention.end] == mention.text
        assert is_within(bare(mention.text), bare(document.text[mention.doc_start : mention.doc_end]))


def assert_leads_back(unit: Unit, source: str) -> None:
    """Every character of a unit's text stands in the source where its offsets say, composed letters at their first."""
    for position, character in enumerate(unit.text):
        found = source[unit.source(position)]
        same = found == character or (found.isspace() and character == " ")
        assert same or unicodedata.normalize("NFD", character).startswith(unicodedata.normalize("NFD", found))
