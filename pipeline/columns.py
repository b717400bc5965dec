"""The tables of a run and what each of their columns means and holds, in order: the only place that says so."""

from typing import Literal, Self

Type = Literal["string", "integer", "number", "boolean", "date", "list"]


class Column(str):
    """What a column means, and what its cells hold; an empty cell says that there is nothing to say.

    `type` is that of the cells, those of a list with `;` between. `required` cells are never empty. `values` are the
    only ones that occur, `least` and `most` bound a number. The `key` columns of a table together name its rows, and
    `refers` is the `table.column` that holds every value of this one.
    """

    type: Type
    required: bool
    values: tuple[str, ...]
    least: int | None
    most: int | None
    key: bool
    refers: str

    def __new__(
        cls,
        meaning: str,
        type: Type = "string",
        *,
        required: bool = False,
        values: tuple[str, ...] = (),
        least: int | None = None,
        most: int | None = None,
        key: bool = False,
        refers: str = "",
    ) -> Self:
        """A column, of text unless said otherwise."""
        column = super().__new__(cls, meaning)
        column.type, column.values, column.least, column.most = type, values, least, most
        column.required, column.key, column.refers = required or key, key, refers
        return column


def described(table: str) -> dict[str, Column]:
    """The columns of a table, in order."""
    columns = TABLES[table]
    return {name: text if isinstance(text, Column) else Column(text) for name, text in columns.items()}


def _why(label: str) -> dict[str, str]:
    """The columns that say why a label was given, or nearly."""
    return {
        "needs_review": "why a person should look: `near the threshold`, `language not learned`; else empty",
        "evidence_start": Column(
            f"first character, in the unit's text, of the sentence that speaks most for the {label}, if that is "
            "assigned or near its threshold",
            "integer",
            least=0,
        ),
        "evidence_end": Column("one past the last character of that sentence", "integer", least=0),
        "terms": Column(f"up to three words of that sentence that speak most for the {label}, `;` between", "list"),
    }


_DOCUMENT = "the document: name of the source file without its suffix (with its folder where two collide)"
_UNIT = "the unit: `doc_id:order`"
_OF_DOCUMENT = {"doc_id": Column(_DOCUMENT, required=True, refers="documents.doc_id")}
_PARAGRAPH = _OF_DOCUMENT | {"para_id": Column(_UNIT, required=True, refers="paragraphs.para_id")}
_KINDS = ("title", "heading", "paragraph", "list_item", "note", "table")
_FLAGS = {
    "recommendation": Column(
        "true where the unit itself asks a state or another body to do something", "boolean", required=True
    ),
    "categories": Column("assigned categories, `;` between", "list"),
}

ONE_ROW_PER = {
    "documents": "source file",
    "paragraphs": "unit that is not boilerplate",
    "labels": "classified unit and category",
    "entities": "mention",
    "corpus": "paragraph, list item or table: the one wide table to begin with",
    "people": "person",
    "laws": "instrument: a law of one country, or a treaty",
    "ratifications": "statement on a state and a treaty",
    "symbols": "symbol of a document, statute or judgment",
}

TABLES: dict[str, dict[str, str]] = {
    "documents": {
        "doc_id": Column(_DOCUMENT, key=True),
        "source": Column("path of the source file below the input folder", required=True),
        "sha256": "SHA-256 of the source file",
        "format": "format that the file was read as",
        "bytes": Column("size of the source file", "integer", least=0),
        "title": "title, from the file's metadata or its first page",
        "publisher": "who published it, from the file's metadata or its first page, empty where they do not say",
        "year": Column("year that the document reports on, empty where it does not say", "integer", least=1, most=9999),
        "country": "country (ISO 3166-1 alpha-3) that the document is about: the one in its title, else the one that "
        "its first paragraphs name most, if they name it often; else empty",
        "language": "ISO 639-1 code; `und` where it is none of the languages known",
        "language_confidence": Column("probability of that language, 0 to 1", "number", least=0, most=1),
        "pages": Column("number of pages", "integer", least=0),
        "units": Column("number of units that are not boilerplate", "integer", least=0),
        "characters": Column("length of the text file in code points", "integer", least=0),
        "status": Column(
            "`ok`, `partial` (some of it could not be read) or `failed` (nothing could)",
            required=True,
            values=("ok", "partial", "failed"),
        ),
        "message": "what could not be read, and why; which pages were read by OCR",
    },
    "paragraphs": _OF_DOCUMENT
    | {
        "para_id": Column(_UNIT, key=True),
        "order": Column(
            "position among the units of the document, boilerplate counted, from 0", "integer", required=True, least=0
        ),
        "kind": Column("title, heading, paragraph, list_item, note or table", required=True, values=_KINDS),
        "level": Column("depth of a heading, from 1", "integer", least=1),
        "section": "path of the headings above, ` > ` between",
        "number": "the unit's own number (`12`, `(a)`, `II.`)",
        "page": Column("page that the unit starts on, from 1", "integer", required=True, least=1),
        "start": Column("first character in the text file", "integer", required=True, least=0),
        "end": Column("one past the last character in the text file", "integer", required=True, least=0),
        "language": Column("language of the unit, as in documents", required=True),
        "language_confidence": Column("probability of that language, 0 to 1", "number", required=True, least=0, most=1),
        "text": Column("clean text: one line, line-end hyphens resolved, note marks taken out, NFC", required=True),
        "note_marks": Column("call marks of the notes, `;` between", "list"),
    }
    | _FLAGS
    | {
        "recommendation_probability": Column(
            "probability that `recommendation` is true, 0 to 1; empty for units that carry no categories, as are all "
            "columns that follow",
            "number",
            least=0,
            most=1,
        )
    }
    | {f"recommendation_{name}": column for name, column in _why("recommendation").items()},
    "labels": _OF_DOCUMENT
    | {
        "para_id": Column(_UNIT, key=True, refers="paragraphs.para_id"),
        "category": Column("category of the taxonomy", key=True),
        "probability": Column("probability of the category, 0 to 1", "number", required=True, least=0, most=1),
        "assigned": Column("true where the probability reaches the category's threshold", "boolean", required=True),
    }
    | _why("category"),
    "entities": _PARAGRAPH
    | {
        "entity_id": Column("the mention: `para_id:type:start`", key=True),
        "type": Column("law, article, person or date", required=True, values=("law", "article", "person", "date")),
        "text": Column("the mention as it stands in the unit's text", required=True),
        "start": Column("first character in the unit's text", "integer", required=True, least=0),
        "end": Column("one past the last character in the unit's text", "integer", required=True, least=1),
        "doc_start": Column("first character in the text file", "integer", required=True, least=0),
        "doc_end": Column("one past the last character in the text file", "integer", required=True, least=1),
        "norm": Column(
            "the name that the whole corpus gives to it: short name or slug of a law, number of an article, "
            "fullest English name of a person, date in EDTF",
            required=True,
        ),
        "law": "`norm` of an article's law, empty where the text does not say",
        "date_start": Column("first ISO day of a date", "date"),
        "date_end": Column("last ISO day of a date", "date"),
        "person_id": Column("the person, as in people; empty for all else", refers="people.person_id"),
        "jurisdiction": "country (ISO 3166-1 alpha-3) whose constitution, code, law or decree it is, or `EU`: by its "
        "name, else that of the document; empty for treaties",
        "candidates": Column(
            "of an article whose law the text does not say: `norm`s of laws that it may be of, the nearest first, "
            "`;` between",
            "list",
        ),
        "subparagraph": "paragraph of an article that is referred to, its parts behind dots: `3` of `Article 9 (3)`, "
        "`Article 9.3` and `article 9, paragraph 3`, `2.a` of `Article 9 (2) (a)`, `;` between several; what stands "
        "before the first dot of `norm` is the article alone",
    },
    "corpus": _OF_DOCUMENT
    | {
        "para_id": Column(_UNIT, key=True, refers="paragraphs.para_id"),
        "title": "title of the document",
        "year": Column("year that the document reports on", "integer", least=1, most=9999),
        "country": "country (ISO 3166-1 alpha-3) that the document is about",
        "language": Column("language of the unit", required=True),
        "section": "path of the headings above, ` > ` between",
        "number": "the unit's own number",
        "page": Column("page that the unit starts on", "integer", required=True, least=1),
        "kind": Column("paragraph, list_item or table", required=True, values=("paragraph", "list_item", "table")),
        "text": Column("clean text", required=True),
    }
    | _FLAGS
    | {
        "laws": Column("norms of the laws mentioned, `;` between", "list"),
        "articles": Column("articles mentioned, each after its law (`criminal-code 174`), `;` between", "list"),
        "people": Column("people mentioned, `;` between", "list"),
        "dates": Column("dates mentioned, in EDTF, `;` between", "list"),
    },
    "people": {
        "person_id": Column(
            "the person: the letters of the name; behind `@` the document, where one name alone is known or the name "
            "may be that of several, or the country reported on, where reports on another name somebody else so",
            key=True,
        ),
        "name": Column("the fullest form of the name, that of an English document first", required=True),
        "variants": Column("the mentions as they stand in the texts, the most frequent first, `;` between", "list"),
        "offices": Column(
            "titles and offices that stand beside the mentions, the most frequent first, `;` between", "list"
        ),
        "mentions": Column("number of mentions", "integer", required=True, least=1),
        "documents": Column("documents that mention the person, `;` between", "list"),
        "reasons": Column(
            "why those whom several documents name so are one person, and why each variant but the name itself is this "
            "person (`variant: reason`), `;` between",
            "list",
        ),
        "score": Column(
            "how sure the least sure of these is, 0 to 1, an order and not a measured share: how much the letters of "
            "joined names agree; one divided by the persons of the document who have a surname; of several documents "
            "0.95 for an uncommon name, 0.9 for a name and an office, 0.8 for a name and a country, 0.5 for a name "
            "where some document is about no known country",
            "number",
            required=True,
            least=0,
            most=1,
        ),
    },
    "laws": {
        "law_id": Column("the instrument: `norm`, and behind `@` its jurisdiction, if it has one", key=True),
        "norm": Column("short name or slug, as in entities", required=True),
        "kind": Column(
            "constitution, code, law, decree, resolution, treaty, protocol, declaration or soft-law", required=True
        ),
        "jurisdiction": "country (ISO 3166-1 alpha-3) whose law it is, or `EU`; empty for treaties",
        "names": Column("the mentions as they stand in the texts, the most frequent first, `;` between", "list"),
        "mentions": Column("number of mentions", "integer", required=True, least=1),
        "documents": Column("documents that mention it, `;` between", "list"),
    },
    "ratifications": _PARAGRAPH
    | {
        "state": "country (ISO 3166-1 alpha-3) that the sentence names before the words, else the one that the "
        "document is about; empty where neither says",
        "norm": Column("the treaty, as in entities", required=True),
        "status": Column(
            "what the sentence says of them; `party` where it does not say how it became one, `planned` where it only "
            "means to",
            required=True,
            values=(
                "ratified",
                "acceded",
                "party",
                "signed",
                "planned",
                "not_ratified",
                "not_signed",
                "reservation",
                "reservation_withdrawn",
                "withdrawn",
            ),
        ),
        "year": Column("year that the sentence gives for it", "integer", least=1, most=9999),
        "start": Column("first character of the sentence in the unit's text", "integer", required=True, least=0),
        "end": Column("one past the last character of the sentence", "integer", required=True, least=1),
        "sentence": Column("the sentence", required=True),
    },
    "symbols": _OF_DOCUMENT
    | {
        "para_id": Column(_UNIT, key=True, refers="paragraphs.para_id"),
        "text": Column("the symbol as it stands in the unit's text", required=True),
        "start": Column("first character in the unit's text", "integer", key=True, least=0),
        "end": Column("one past the last character in the unit's text", "integer", required=True, least=1),
        "system": Column(
            "who numbers it so: `un` (United Nations), `eu`, `sfs` (Swedish statutes), `nja` and `court` (Swedish case "
            "reports), `riksdag` (bills and reports to the Swedish parliament), `inquiry` (Swedish inquiries)",
            required=True,
        ),
        "series": "body or collection (`CCPR`, `A/HRC`, `SOU`)",
        "session": "session of a body",
        "year": "year, or years of a parliamentary session (`2005/06`)",
        "country": "country of a report to a treaty body, as the symbol writes it",
        "number": "number, with what kind of document it is (`CO/2`)",
        "part": "addendum, revision or corrigendum (`Add.1`)",
    },
}
