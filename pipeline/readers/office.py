"""Old and other word processors' files (.doc, .rtf, .odt): converted to .docx by LibreOffice, where it is installed.

LibreOffice runs without its windows, macros and updates of links, in a folder of its own that is thrown away, and
with a time limit; what it writes is read as any other Word file is.
"""

import shutil
import tempfile
from pathlib import Path

from pipeline.readers import Content, Unreadable, docx, program

PROGRAMS = ("soffice", "libreoffice")
# Seconds: a report of 400 pages takes about ten, the first start another ten.
LIMIT = 90
SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="MacroSecurityLevel" oor:op="fuse"><value>3</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="DisableMacrosExecution" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="BlockUntrustedRefererLinks" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Writer/Content/Update"><prop oor:name="Link" oor:op="fuse"><value>0</value></prop></item>
</oor:items>
"""  # noqa: E501
# LibreOffice would otherwise read a text file under such a name as text.
SIGNATURES = {b"{\\rtf": "rtf", b"PK": "odt", b"\xd0\xcf": "doc"}


def read(data: bytes) -> Content:
    """Text and lines of a file that LibreOffice can convert; as `docx.read` has them.

    Raises Unreadable where LibreOffice is not installed, fails, or takes too long.
    """
    office = next((found for name in PROGRAMS if (found := shutil.which(name))), None)
    if office is None:
        raise Unreadable("the format needs LibreOffice, which is not installed: install it, or save the file as .docx")
    with tempfile.TemporaryDirectory(prefix="rightscorpus-") as folder:
        return docx.read(_converted(data, office, Path(folder)))


def _converted(data: bytes, office: str, folder: Path) -> bytes:
    suffix = next((suffix for start, suffix in SIGNATURES.items() if data.lstrip()[:8].startswith(start)), "xml")
    source = folder / f"document.{suffix}"
    source.write_bytes(data)
    settings = folder / "profile" / "user" / "registrymodifications.xcu"
    settings.parent.mkdir(parents=True)
    settings.write_text(SETTINGS, encoding="utf-8")
    command = [office, f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless", "--norestore"]
    command += ["--convert-to", "docx", "--outdir", str(folder / "out"), str(source)]
    try:
        program.run(command, folder, LIMIT, HOME=str(folder))
    except program.TooLong as error:
        raise Unreadable(f"LibreOffice did not convert the file within {LIMIT} seconds") from error
    result = folder / "out" / "document.docx"
    if not result.is_file():
        raise Unreadable("LibreOffice could not convert the file: it is damaged, or a password locks it")
    return result.read_bytes()
