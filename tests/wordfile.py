"""Small Word files, made part by part, for the tests of their reader."""

import io
import zipfile

TRANSITIONAL = "http://schemas.openxmlformats.org"
WORD = f"{TRANSITIONAL}/wordprocessingml/2006/main"
NAMESPACES = " ".join(
    f'xmlns:{prefix}="{uri}"'
    for prefix, uri in {
        "w": WORD,
        "r": f"{TRANSITIONAL}/officeDocument/2006/relationships",
        "mc": f"{TRANSITIONAL}/markup-compatibility/2006",
        "a": f"{TRANSITIONAL}/drawingml/2006/main",
        "m": f"{TRANSITIONAL}/officeDocument/2006/math",
        "v": "urn:schemas-microsoft-com:vml",
        "wps": "http://schemas.microsoft.com/office/word/2010/wordprocessingShape",
    }.items()
)
RELATIONS = f"{TRANSITIONAL}/officeDocument/2006/relationships"
MAIN_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"


def run(text: str, properties: str = "") -> str:
    """A run of letters."""
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def paragraph(content: str, properties: str = "") -> str:
    """A paragraph; `content` is XML, or text that becomes a run."""
    return f"<w:p><w:pPr>{properties}</w:pPr>{content if content.startswith('<') else run(content)}</w:p>"


def table(*rows: list[str]) -> str:
    """A table of cells that are XML or text."""
    cells = [[cell if cell.startswith("<") else paragraph(cell) for cell in row] for row in rows]
    return (
        "<w:tbl>" + "".join(f"<w:tr>{''.join(f'<w:tc>{c}</w:tc>' for c in row)}</w:tr>" for row in cells) + "</w:tbl>"
    )


def part(root: str, content: str) -> str:
    """A part with this root element."""
    return f"<w:{root} {NAMESPACES}>{content}</w:{root}>"


def word_file(body: str, title: str = "", main: str = "word/document.xml", **parts: str) -> bytes:
    """A Word file with this body; `parts` are contents of its other parts by the kind of their relation.

    A number behind a kind ("header2") tells parts of one kind apart; the relation's id is the same ("header2").
    """
    folder = main.rpartition("/")[0]
    kinds = {name: name.rstrip("0123456789") for name in parts}
    relations = "".join(
        f'<Relationship Id="{name}" Type="{RELATIONS}/{kind}" Target="{name}.xml"/>' for name, kind in kinds.items()
    )
    roots = {"footnotes": "footnotes", "endnotes": "endnotes", "header": "hdr", "footer": "ftr"}
    files = {
        "[Content_Types].xml": f'<Types><Override PartName="/{main}" ContentType="{MAIN_TYPE}"/></Types>',
        "_rels/.rels": (
            f'<Relationships><Relationship Id="a" Type="{RELATIONS}/officeDocument" Target="{main}"/>'
            '<Relationship Id="b" Type="x/core-properties" Target="docProps/core.xml"/></Relationships>'
        ),
        "docProps/core.xml": f'<c xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>{title}</dc:title></c>',
        main: part("document", f"<w:body>{body}</w:body>"),
        f"{folder}/_rels/{main.rpartition('/')[2]}.rels": f"<Relationships>{relations}</Relationships>",
    } | {f"{folder}/{name}.xml": part(roots.get(kinds[name], kinds[name]), parts[name]) for name in parts}
    return packed(files)


def packed(files: dict[str, str]) -> bytes:
    """An archive of these files."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return data.getvalue()
