"""Formats: what a file is, by what is in it; its name decides only between texts, which look alike."""

import codecs
import io
import re
import struct
import zipfile
from pathlib import PurePath

from pipeline.readers import Unreadable, compound
from pipeline.readers.word.package import DAMAGE

PICTURE, SOUND, FILM, ARCHIVE = "a picture ({})", "a sound recording ({})", "a film ({})", "an archive ({})"
# First bytes of what people keep beside their reports, and what it is.
SIGNATURES = {
    b"\x89PNG\r\n\x1a\n": PICTURE.format("PNG"),
    b"\xff\xd8\xff": PICTURE.format("JPEG"),
    b"GIF8": PICTURE.format("GIF"),
    b"II*\x00": PICTURE.format("TIFF"),
    b"MM\x00*": PICTURE.format("TIFF"),
    b"8BPS": PICTURE.format("Photoshop"),
    b"AT&TFORM": "a DjVu document",
    b"%!PS": "a PostScript document",
    b"\xc5\xd0\xd3\xc6": "a PostScript document",
    b"\xffWPC": "a WordPerfect document",
    b"\xdb\xa5": "a document of Word 2 or older",
    b"\x31\xbe\x00\x00": "a document of Word for DOS",
    b"ID3": SOUND.format("MP3"),
    b"OggS": SOUND.format("Ogg"),
    b"fLaC": SOUND.format("FLAC"),
    b"\x1aE\xdf\xa3": FILM.format("Matroska"),
    b"\x1f\x8b": ARCHIVE.format("gzip"),
    b"BZh": ARCHIVE.format("bzip2"),
    b"\xfd7zXZ\x00": ARCHIVE.format("xz"),
    b"\x28\xb5\x2f\xfd": ARCHIVE.format("zstd"),
    b"7z\xbc\xaf\x27\x1c": ARCHIVE.format("7-Zip"),
    b"Rar!\x1a\x07": ARCHIVE.format("RAR"),
    b"MSCF": ARCHIVE.format("Cabinet"),
    b"SQLite format 3\x00": "an SQLite database",
    b"PAR1": "a Parquet table",
    b"\x7fELF": "a program",
    b"MZ\x90": "a program",
    b"wOFF": "a font",
    b"wOF2": "a font",
    b"!BDN": "an Outlook mailbox",
    b"L\x00\x00\x00\x01\x14\x02\x00": "a Windows shortcut",
}
RIFF = {b"WEBP": PICTURE.format("WebP"), b"WAVE": SOUND.format("WAV"), b"AVI ": FILM.format("AVI")}
BRANDS = {b"heic": PICTURE.format("HEIC"), b"mif1": PICTURE.format("HEIF"), b"avif": PICTURE.format("AVIF")}
# The content type of a package's main part, and the media type of an OpenDocument file.
OFFICE_MAIN = (
    (re.compile(rb"wordprocessingml\.(?:document|template)\.main\+xml|ms-word\.\w+\.macroEnabled"), "docx"),
    (re.compile(rb"spreadsheetml\.(?:sheet|template)\.main\+xml|ms-excel\."), "an Excel workbook"),
    (re.compile(rb"presentationml\.\w+\.main\+xml|ms-powerpoint\."), "a PowerPoint presentation"),
    (re.compile(rb"ms-visio\."), "a Visio drawing"),
)
OPEN_DOCUMENTS = {
    "application/vnd.oasis.opendocument.text": "odt",
    "application/vnd.oasis.opendocument.text-template": "odt",
    "application/vnd.oasis.opendocument.spreadsheet": "an OpenDocument spreadsheet",
    "application/vnd.oasis.opendocument.presentation": "an OpenDocument presentation",
    "application/epub+zip": "an EPUB book",
}
STREAMS = {
    "Workbook": "an Excel workbook",
    "Book": "an Excel workbook",
    "PowerPoint Document": "a PowerPoint presentation",
    "VisioDocument": "a Visio drawing",
    "__properties_version1.0": "an Outlook message",
    "Quill": "a Publisher document",
}
READABLE = {"pdf", "html", "docx", "doc", "rtf", "odt", "md", "txt"}
PDF_START = b"%PDF-"
# Readers of PDF look for its start in so many first bytes; a file without it may still have the parts of one.
PDF_WITHIN = 1024
PDF_PARTS = re.compile(rb"\d\s{0,9}obj\b|\btrailer\b|\bxref\b|%PDF")
HEAD = 16_384
PROLOGUE = r"(?:\s|<\?[^>]{0,500}>|<!--(?:[^-]|-(?!->)){0,4000}-->){0,20}"
HTML = re.compile(PROLOGUE + r"<(?:!doctype\s{1,20}html|(?:html|head|body)[\s>])", re.IGNORECASE)
MARKUP = re.compile(PROLOGUE + r"<(?:!doctype\s{1,20}(?P<type>[\w:]+)|(?P<root>[A-Za-z_][\w:.-]{0,60}))", re.IGNORECASE)
WEB_ARCHIVE = re.compile(r"^mime-version:.{0,4000}multipart/related", re.IGNORECASE | re.MULTILINE | re.DOTALL)
# Word's own XML, of 2003 and of a package in one file, and OpenDocument's: LibreOffice reads them.
FLAT = {"w:worddocument": "doc", "pkg:package": "doc", "office:document": "odt"}
TEXT_MARKS = {codecs.BOM_UTF8: "utf-8", codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}
MARKDOWN_NAMES = {".md", ".markdown", ".mdown", ".mkd"}
HTML_NAMES = {".html", ".htm", ".xhtml", ".xht"}
TEXT_NAMES = {"", ".txt", ".text"}
WORD_NAMES = {".doc", ".docx", ".docm", ".dot", ".dotx", ".dotm", ".rtf", ".odt", ".ott"}
LOCK_SIZE = 162
ENCRYPTED = "a Word document that a password locks: save it without one"


def format_of(data: bytes, name: str) -> str:
    """Format of a file called `name`: "pdf", "html", "docx", "doc", "rtf", "odt", "md" or "txt".

    Raises Unreadable, with what it is, for a file of any other format.
    """
    if not data:
        raise Unreadable("the file is empty")
    found = _of_bytes(data, PurePath(name).suffix.lower()) or _of_text(data, PurePath(name).suffix.lower())
    if found not in READABLE:
        raise Unreadable(f"the file is {found}")
    return found


def _of_bytes(data: bytes, suffix: str) -> str:
    """Format, or what it is, of a file that its bytes tell; else ""."""
    if data.startswith(compound.SIGNATURE):
        return _of_compound(data)
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _of_archive(data)
    if data.lstrip().startswith(PDF_START) or _may_be_pdf(data, suffix):
        return "pdf"
    for signature, what in SIGNATURES.items():
        if data.startswith(signature):
            return what
    if data.startswith(b"RIFF"):
        return RIFF.get(data[8:12], "a RIFF file")
    if data[4:8] == b"ftyp":
        return BRANDS.get(data[8:12], FILM.format("MP4"))
    if data.startswith(b"BM") and data[6:10] == bytes(4):
        return PICTURE.format("BMP")
    if data[257:262] == b"ustar":
        return ARCHIVE.format("tar")
    if data.lstrip(codecs.BOM_UTF8 + b" \t\r\n").startswith(b"{\\rtf"):
        return "rtf"
    if len(data) == LOCK_SIZE and 0 < data[0] == data[54] and data[55] == 0:
        return "the lock that Word keeps beside an open document: close Word, or leave it out"
    return ""


def _may_be_pdf(data: bytes, suffix: str) -> bool:
    if suffix == ".pdf":
        return PDF_START in data[:PDF_WITHIN] or PDF_PARTS.search(data) is not None
    return PDF_START in data[:PDF_WITHIN] and suffix not in TEXT_NAMES | MARKDOWN_NAMES | HTML_NAMES


def _of_archive(data: bytes) -> str:
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        names = {name.replace("\\", "/").lower(): name for name in archive.namelist()}
        types = _start(archive, names["[content_types].xml"]) if "[content_types].xml" in names else b""
        media = _start(archive, names["mimetype"]).decode("ascii", "replace").strip() if "mimetype" in names else ""
    except DAMAGE as error:
        raise Unreadable(f"the file is an archive that is cut short or damaged: {error}") from error
    for pattern, found in OFFICE_MAIN:
        if pattern.search(types):
            return found
    if media in OPEN_DOCUMENTS:
        return OPEN_DOCUMENTS[media]
    # Programs that write Word files carelessly leave their content types out.
    return "docx" if "word/document.xml" in names else "a ZIP archive"


def _start(archive: zipfile.ZipFile, name: str) -> bytes:
    with archive.open(name) as entry:
        return entry.read(2**20)


def _of_compound(data: bytes) -> str:
    try:
        streams = compound.streams(data)
    except ValueError as error:
        raise Unreadable(f"the file is an Office file of before 2007 that is cut short or damaged: {error}") from error
    if "EncryptedPackage" in streams:
        return "an Office file that a password locks: save it without one"
    if "WordDocument" in streams:
        start = streams["WordDocument"].offset
        flags = struct.unpack_from("<H", data, start + 10)[0] if start + 12 <= len(data) else 0
        return ENCRYPTED if flags & 0x0100 else "doc"
    return next((what for name, what in STREAMS.items() if name in streams), "an Office file of no known program")


def _of_text(data: bytes, suffix: str) -> str:
    """Format, or what it is, of a file that is text as far as its bytes tell."""
    head = _characters(data[:HEAD])
    if HTML.match(head):
        return "html"
    if WEB_ARCHIVE.search(head[:4096]):
        return "a web archive (MHTML): save the page as HTML"
    markup = MARKUP.match(head)
    if markup and head.lstrip()[:5].lower() in {"<?xml", "<!doc"} and suffix not in HTML_NAMES:
        root = (markup["root"] or markup["type"]).lower()
        return FLAT.get(root, PICTURE.format("SVG") if root == "svg" else "an XML file")
    if suffix in HTML_NAMES:
        return "html"
    if suffix in MARKDOWN_NAMES:
        return "md"
    # Of these, the reader of plain text says what is wrong with one that is none.
    if suffix in TEXT_NAMES:
        return "txt"
    if "\0" in head or "\ufffd" in head[:-4]:
        return f"of no known format, though its name ends in {suffix}"
    if suffix in WORD_NAMES:
        return "txt"
    return f"text, but its name ends in {suffix}: rename it to end in .txt if it is a report"


def _characters(head: bytes) -> str:
    for mark, encoding in TEXT_MARKS.items():
        if head.startswith(mark):
            return head[len(mark) :].decode(encoding, "replace")
    return head.decode("utf-8", "replace") if _is_utf8(head) else head.decode("cp1252", "replace")


def _is_utf8(head: bytes) -> bool:
    try:
        # A character may be cut in two at the end.
        codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        return False
    return True
