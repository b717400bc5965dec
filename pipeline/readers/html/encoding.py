"""The characters of a saved page, by what the page, its bytes and the standard say of its encoding."""

import codecs
import re

from pipeline.readers import Unreadable, text

# Names that pages give their encoding and the codec that browsers use for it (WHATWG Encoding Standard). A name that
# is not here counts as none: Python's codec registry also knows "zip", "rot13" and others that are no encodings.
CODECS = {
    label: codec
    for codec, labels in {
        "utf-8": "utf-8 utf8 unicode-1-1-utf-8 unicode utf-16 utf-16le utf-16be ucs-2",
        "cp1252": "windows-1252 cp1252 x-cp1252 iso-8859-1 iso8859-1 iso88591 iso_8859-1 latin1 latin-1 "
        "l1 ascii us-ascii",
        "cp1250": "windows-1250 cp1250 x-cp1250",
        "cp1251": "windows-1251 cp1251 x-cp1251",
        "cp1253": "windows-1253 cp1253",
        "cp1254": "windows-1254 cp1254 iso-8859-9 latin5",
        "cp1255": "windows-1255 cp1255",
        "cp1256": "windows-1256 cp1256",
        "cp1257": "windows-1257 cp1257",
        "cp1258": "windows-1258 cp1258",
        "iso8859-2": "iso-8859-2 iso8859-2 latin2",
        "iso8859-3": "iso-8859-3 latin3",
        "iso8859-4": "iso-8859-4 latin4",
        "iso8859-5": "iso-8859-5 cyrillic",
        "iso8859-6": "iso-8859-6 arabic",
        "iso8859-7": "iso-8859-7 greek",
        "iso8859-8": "iso-8859-8 iso-8859-8-i hebrew",
        "iso8859-10": "iso-8859-10 latin6",
        "iso8859-13": "iso-8859-13",
        "iso8859-14": "iso-8859-14",
        "iso8859-15": "iso-8859-15 latin9 latin-9",
        "iso8859-16": "iso-8859-16",
        "koi8-r": "koi8-r koi8 koi",
        "koi8-u": "koi8-u koi8-ru",
        "cp866": "ibm866 cp866 866",
        "mac-roman": "macintosh mac x-mac-roman",
        "mac-cyrillic": "x-mac-cyrillic",
        "cp874": "windows-874 tis-620 iso-8859-11",
        "gb18030": "gb2312 gbk gb18030 x-gbk gb_2312-80 chinese",
        "big5hkscs": "big5 big5-hkscs x-x-big5",
        "euc-jp": "euc-jp x-euc-jp",
        "cp932": "shift_jis shift-jis sjis x-sjis windows-31j",
        "iso2022-jp": "iso-2022-jp",
        "cp949": "euc-kr ks_c_5601-1987 korean windows-949",
    }.items()
    for label in labels.split()
}
DECLARED = re.compile(
    rb"""<(?:meta\b[^>]{0,500}?|\?xml\b[^>]{0,200}?en)(?:charset|coding)\s*=\s*["']?\s*([\w.:-]{1,40})""", re.I
)
# Browsers look for a declaration in the first 1,024 bytes; pages saved by a browser put it lower.
HEAD = 8192
# Mixed pages hold a few characters of another encoding, pasted in; more than this and the declaration is wrong.
MOST_STRAY = 0.001
WIDE = ((b"<\0", "utf-16-le"), (b"\0<", "utf-16-be"))


def decode(data: bytes) -> str:
    """The characters of a page. A byte that its encoding does not know becomes U+FFFD, as in a browser.

    A mark at the start decides; then UTF-8, if the bytes are that: a server may have said so where the page says
    another; then what the page declares; then a guess between the encodings of Windows. Raises Unreadable for an
    empty or binary file and where what is declared is not what the bytes are.
    """
    if not data.strip(b" \t\r\n\0"):
        raise Unreadable("the file is empty")
    if data.startswith(tuple(text.BYTE_ORDER_MARKS)):
        return text.decode(data)
    for start, codec in WIDE:
        if data.lstrip(b" \t\r\n").startswith(start):
            return data.decode(codec, errors="replace")
    try:
        data.decode("utf-8")
        codec = ""
    except UnicodeDecodeError:
        codec = declared(data)
    return _tolerant(data, codec) if codec else text.decode(data)


def declared(data: bytes) -> str:
    """The codec for the encoding that a page declares in a meta element or XML declaration, or ""."""
    found = DECLARED.search(data[:HEAD])
    return CODECS.get(found[1].decode("ascii").lower(), "") if found else ""


def _tolerant(data: bytes, codec: str) -> str:
    characters = codecs.decode(data, codec, errors="replace")
    if characters.count("\ufffd") > MOST_STRAY * len(characters) + 1:
        if codec == "utf-8":
            return text.decode(data)
        raise Unreadable(f"the page says that it is in {codec}, but it is not")
    return characters
