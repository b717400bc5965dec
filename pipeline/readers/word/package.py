"""Office Open XML packages: the ZIP archive of a Word file, opened so that no archive can do harm."""

import io
import lzma
import posixpath
import struct
import zipfile
import zlib
from dataclasses import dataclass

from lxml import etree

from pipeline.readers import Unreadable

# The parts of the longest reports that were tried come to 2 MB. A made-up report of 7,000 pages, 55 MB of XML, took
# 600 MB of memory and 40 seconds.
MOST_EXPANDED = 64 * 2**20
# Word's XML shrinks to a tenth, tables of blank cells to a sixtieth; a bomb to a thousandth.
MOST_RATIO = 200
SMALL = 2**20
MOST_ENTRIES = 20_000
# What a damaged archive makes the standard library raise.
DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    EOFError,
    NotImplementedError,
    OSError,
    OverflowError,
    RuntimeError,
    ValueError,
)
# Strict files differ from all others in the names of their namespaces; nothing else of theirs is read differently.
STRICT = {
    b"http://purl.oclc.org/ooxml/wordprocessingml/main": b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    b"http://purl.oclc.org/ooxml/drawingml/main": b"http://schemas.openxmlformats.org/drawingml/2006/main",
    b"http://purl.oclc.org/ooxml/drawingml/diagram": b"http://schemas.openxmlformats.org/drawingml/2006/diagram",
    b"http://purl.oclc.org/ooxml/officeDocument/math": b"http://schemas.openxmlformats.org/officeDocument/2006/math",
    b"http://purl.oclc.org/ooxml/officeDocument/relationships": (
        b"http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    ),
}
COMPANY = "{http://schemas.openxmlformats.org/officeDocument/2006/extended-properties}Company"
CREATOR = "{http://purl.org/dc/elements/1.1/}creator"
CORE_TITLE = "{http://purl.org/dc/elements/1.1/}title"


@dataclass(frozen=True, slots=True)
class Relation:
    """What one part says of another: `kind` is the last word of the relation's type, `part` the other's name."""

    kind: str
    part: str


class Package:
    """An opened package. Parts are read one by one, each once, until together they exceed what a report may hold."""

    def __init__(self, data: bytes) -> None:
        try:
            self._archive = zipfile.ZipFile(io.BytesIO(data))
            entries = self._archive.infolist()
        except DAMAGE as error:
            raise Unreadable(f"the archive that a Word file is made of is cut short or damaged: {error}") from error
        if len(entries) > MOST_ENTRIES:
            raise Unreadable(f"the archive has {len(entries)} entries; a Word file has a few dozen")
        # Part names are compared without case, and some programs write them with backslashes.
        self._entries = {entry.filename.replace("\\", "/").lower(): entry for entry in entries}
        self._left = MOST_EXPANDED

    def has(self, part: str) -> bool:
        """Whether there is a part of this name."""
        return part.lower() in self._entries

    def xml(self, part: str) -> etree._Element:
        """Root element of a part, its namespaces those of Transitional files. Raises Unreadable for a damaged one."""
        data = self._read(part)
        if b"purl.oclc.org/ooxml" in data:
            for strict, transitional in STRICT.items():
                data = data.replace(strict, transitional)
        parser = etree.XMLParser(
            resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True
        )
        try:
            root = etree.fromstring(data, parser)
        except (etree.XMLSyntaxError, ValueError) as error:
            raise Unreadable(f"the part {part} of the Word file is damaged: {error}") from error
        if root.getroottree().docinfo.internalDTD is not None:
            raise Unreadable(f"the part {part} declares a document type, which Word never does")
        return root

    def relations(self, part: str) -> dict[str, Relation]:
        """Relations of a part by their id, in order, outside targets left out; "" for the package itself."""
        folder, name = posixpath.split(part)
        listing = posixpath.join(folder, "_rels", f"{name}.rels")
        if not self.has(listing):
            return {}
        found = {}
        for entry in self.xml(listing):
            target = entry.get("Target", "")
            if entry.get("TargetMode") == "External" or not target:
                continue
            path = posixpath.normpath(posixpath.join("/", folder, target.replace("\\", "/"))).lstrip("/")
            found[entry.get("Id", "")] = Relation(entry.get("Type", "").rpartition("/")[2], path)
        return found

    def title(self) -> str:
        """Title in the core properties, or ""."""
        return self._property("core-properties", CORE_TITLE)

    def makers(self) -> tuple[str, ...]:
        """Company and author in the properties, as far as they are there."""
        found = (self._property("extended-properties", COMPANY), self._property("core-properties", CREATOR))
        return tuple(name for name in found if name)

    def _property(self, kind: str, name: str) -> str:
        part = next((r.part for r in self.relations("").values() if r.kind == kind), "")
        if not self.has(part):
            return ""
        try:
            return " ".join((self.xml(part).findtext(name) or "").split())
        except Unreadable:  # the text of the file may be sound
            return ""

    def _read(self, part: str) -> bytes:
        if not self.has(part):
            raise Unreadable(f"the Word file lacks its part {part}")
        entry = self._entries[part.lower()]
        if entry.flag_bits & 1:
            raise Unreadable("the archive is encrypted")
        # zipfile never hands over more than the size that the entry states, whatever is packed in it.
        if entry.file_size > self._left or (
            entry.file_size > SMALL and entry.file_size > MOST_RATIO * entry.compress_size
        ):
            raise Unreadable(f"the part {part} expands to {entry.file_size:,} bytes, more than any report does")
        self._left -= entry.file_size
        try:
            return self._archive.read(entry)
        except DAMAGE as error:
            raise Unreadable(f"the part {part} of the Word file is damaged: {error}") from error
