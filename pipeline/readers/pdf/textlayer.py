"""The text layer: whether a page has one and whether what it says can be words of a language."""

import re
import string
import unicodedata
from itertools import islice

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
VOWEL_SHARE = (0.2, 0.65)
# Kinds of characters (Unicode) that no text is made of, but for this share.
STRANGE = {"Co", "Cn", "Cc", "Cs", "So"}
MOST_STRANGE = 0.2
SAMPLE = 2000
LETTER = re.compile(r"[^\W\d_]")
WORD = re.compile(r"\W*[^\W\d_](?:[^\W\d_A-ZÀ-ÖØ-ÞА-Я]*|[^\W\d_a-zß-öø-ÿа-я]*)(?:[-’'‑./].*)?\W*\d{0,3}\W*$")
LATIN = string.ascii_letters.encode()
VOWELS = b"AEIOUYaeiouy"


def garbled(text: str) -> bool:
    """Whether `text`, that of a page, cannot be words of a language: a text layer made with the wrong characters."""
    text = text[:SAMPLE]
    signs = len(text) - text.count(" ")
    if signs < FEWEST:
        return False
    strange = sum(text.count(sign) for sign in set(text) if unicodedata.category(sign) in STRANGE)
    if strange > MOST_STRANGE * signs:
        return True
    tokens = set(filter(LETTER.search, set(text.split())))
    if len(tokens) < FEWEST:
        return False
    if sum(WORD.match(token) is not None for token in tokens) < MADE * len(tokens):
        return True
    plain = unicodedata.normalize("NFD", " ".join(tokens)).encode("ascii", "ignore")
    latin, vowels = (len(plain) - len(plain.translate(None, letters)) for letters in (LATIN, VOWELS))
    return latin >= 2 * LETTERS and not VOWEL_SHARE[0] < vowels / latin < VOWEL_SHARE[1]


def pictured(page: pdfium.PdfPage, text: str) -> bool:
    """Whether `page` shows text that it does not hold, beside `text`: a scan, or outlines."""
    letters = sum(1 for _ in islice(filter(str.isalpha, text), LETTERS))
    if letters == LETTERS:
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
