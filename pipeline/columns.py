"""The tables of a run and what each of their columns means, in order: the only place that says so."""

_DOCUMENT = {
    "doc_id": "the document: name of the source file without its suffix (with its folder where two collide)",
}
_PARAGRAPH = _DOCUMENT | {
    "para_id": "the unit: `doc_id:order`",
}
_FLAGS = {
    "recommendation": "true where the unit itself asks a state or another body to do something",
    "categories": "assigned categories, `;` between",
}

TABLES = {
    "documents": _DOCUMENT
    | {
        "source": "path of the source file below the input folder",
        "sha256": "SHA-256 of the source file",
        "format": "format that the file was read as",
        "title": "title, from the file's metadata or its first page",
        "year": "year that the document reports on, empty where it does not say",
        "language": "ISO 639-1 code; `und` where it is none of the languages known",
        "language_confidence": "probability of that language, 0 to 1",
        "pages": "number of pages",
        "units": "number of units that are not boilerplate",
        "characters": "length of the text file in code points",
        "status": "`ok`, `partial` (some of it could not be read) or `failed` (nothing could)",
        "message": "what could not be read, and why",
    },
    "paragraphs": _PARAGRAPH
    | {
        "order": "position among the units of the document, boilerplate counted, from 0",
        "kind": "title, heading, paragraph, list_item, note or table",
        "level": "depth of a heading, from 1",
        "section": "path of the headings above, ` > ` between",
        "number": "the unit's own number (`12`, `(a)`, `II.`)",
        "page": "page that the unit starts on, from 1",
        "start": "first character in the text file",
        "end": "one past the last character in the text file",
        "language": "language of the unit, as in documents",
        "language_confidence": "probability of that language, 0 to 1",
        "text": "clean text: one line, line-end hyphens resolved, note marks taken out, NFC",
        "note_marks": "call marks of the notes, `;` between",
    }
    | _FLAGS,
    "labels": _PARAGRAPH
    | {
        "category": "category of the taxonomy",
        "probability": "probability of the category, 0 to 1",
        "assigned": "true where the probability reaches the category's threshold",
    },
    "entities": _PARAGRAPH
    | {
        "entity_id": "the mention: `para_id:type:start`",
        "type": "law, article, person or date",
        "text": "the mention as it stands in the unit's text",
        "start": "first character in the unit's text",
        "end": "one past the last character in the unit's text",
        "doc_start": "first character in the text file",
        "doc_end": "one past the last character in the text file",
        "norm": "the name that the whole corpus gives to it: short name or slug of a law, number of an article, "
        "fullest English name of a person, date in EDTF",
        "law": "`norm` of an article's law, empty where the text does not say",
        "date_start": "first ISO day of a date",
        "date_end": "last ISO day of a date",
    },
    "corpus": _PARAGRAPH
    | {
        "title": "title of the document",
        "year": "year that the document reports on",
        "language": "language of the unit",
        "section": "path of the headings above, ` > ` between",
        "number": "the unit's own number",
        "page": "page that the unit starts on",
        "kind": "paragraph, list_item or table",
        "text": "clean text",
    }
    | _FLAGS
    | {
        "laws": "norms of the laws mentioned, `;` between",
        "articles": "articles mentioned, each after its law (`criminal-code 174`), `;` between",
        "people": "people mentioned, `;` between",
        "dates": "dates mentioned, in EDTF, `;` between",
    },
}
