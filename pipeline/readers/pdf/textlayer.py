"""The text layer: whether a page has one and whether what it says can be words of a language."""

import re
import unicodedata

import pypdfium2 as pdfium
import pypdfium2.raw as raw

# A page with fewer letters under a picture of more than this share of it is a scan with a stamp or a number on it.
LETTERS = 60
COVERED = 0.5
# So many outlines and no letters: text drawn as shapes.
OUTLINES = 200
# Fewer different words do not show what they are. Of a page of text this share is made as words are: letters, small
# ones behind the first or capitals throughout; and of Latin letters a third to a half are vowels in any language.
FEWEST = 40
MADE = 0.5
VOWELS = (0.2, 0.65)
# Kinds of characters (Unicode) that no text is made of, but for this share.
STRANGE = {"Co", "Cn", "Cc", "Cs", "So"}
MOST_STRANGE = 0.2
SAMPLE = 2000
LETTER = re.compile(r"[^\W\d_]")
WORD = re.compile(r"\W*[^\W\d_](?:[^\W\d_A-ZÀ-ÖØ-ÞА-Я]*|[^\W\d_a-zß-öø-ÿа-я]*)(?:[-’'‑./].*)?\W*\d{0,3}\W*$")
LATIN = re.compile(r"[A-Za-z]")
VOWEL = re.compile(r"[AEIOUYaeiouy]")


def garbled(text: str) -> bool:
    """Whether `text`, that of a page, cannot be words of a language: a text layer made with the wrong characters."""
    text = text[:SAMPLE]
    signs = len(text) - text.count(" ")
    if signs < FEWEST:
        return False
    strange = sum(text.count(sign) for sign in set(text) if unicodedata.category(sign) in STRANGE)
    if strange > MOST_STRANGE * signs:
        return True
    tokens = {token for token in text.split() if LETTER.search(token)}
    if len(tokens) < FEWEST:
        return False
    if sum(WORD.match(token) is not None for token in tokens) < MADE * len(tokens):
        return True
    plain = unicodedata.normalize("NFD", " ".join(tokens))
    latin, vowels = len(LATIN.findall(plain)), len(VOWEL.findall(plain))
    return latin >= 2 * LETTERS and not VOWELS[0] < vowels / latin < VOWELS[1]


def pictured(page: pdfium.PdfPage, letters: int) -> bool:
    """Whether `page`, whose text has so many letters, shows text that it does not hold: a scan, or outlines."""
    if letters >= LETTERS:
        return False
    width, height = page.get_size()
    outlines, covered = 0, 0.0
    for item in page.get_objects(max_depth=3):
        if item.type == raw.FPDF_PAGEOBJ_PATH:
            outlines += 1
        elif item.type == raw.FPDF_PAGEOBJ_IMAGE:
            try:
                left, bottom, right, top = item.get_bounds()
            except pdfium.PdfiumError:
                continue
            covered += max(0.0, right - left) * max(0.0, top - bottom)
    return covered > COVERED * width * height or (letters == 0 and outlines > OUTLINES)
