"""Articles: every example that the languages' files give, the laws they are linked to, and what holds for any text."""

import time
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline import languages
from pipeline.extract import articles, dates, laws
from pipeline.extract.articles import citations, committees
from pipeline.extract.laws import bodies
from pipeline.records import Unit

CODES = languages.having("articles")


def unit(text: str, language: str = "en", order: int = 0) -> Unit:
    return Unit("d", order, "paragraph", 0, (), "", 1, 0, len(text), language, 1.0, text, ((0, 0),), ())


def find(*texts: str, language: str = "en") -> list[tuple[str, str, str]]:
    return read([unit(text, language, order) for order, text in enumerate(texts)])


def read(units: list[Unit]) -> list[tuple[str, str, str]]:
    return [(one.text, one.norm, one.law) for one in articles.find(units, laws.find(units))]


def rules(key: str) -> list[object]:
    return [
        pytest.param(code, row[key], id=f"{code}-{kind}-{number}")
        for code in CODES
        for kind in ("rules", "chapters")
        for number, row in enumerate(languages.table(code, "articles").get(kind, []))
    ]


@pytest.mark.parametrize(("code", "finds"), rules("finds"))
def test_every_rule_finds_its_examples(code: str, finds: dict[str, list[str]]) -> None:
    assert finds
    for text, expected in finds.items():
        parts = [part for one in citations.references(text, code) for part in one.parts]
        assert [f"{text[start:end]} > {norm}" for start, end, norm in parts] == expected, text


@pytest.mark.parametrize(("code", "ignores"), rules("ignores"))
def test_every_rule_ignores_its_counter_examples(code: str, ignores: list[str]) -> None:
    assert ignores
    for text in ignores:
        assert find(text, language=code) == [], text


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("Article 145 of the Criminal Code", "en", [("Article 145", "145", "criminal-code")]),
        (
            "The Press Law contradicts the 2010 constitution, including: Article 25 on freedom",
            "en",
            [("Article 25", "25", "constitution")],
        ),
        (
            "The Press Law; Article 21, Paragraph 4 of the constitution; and the rest",
            "en",
            [("Article 21", "21", "constitution")],
        ),
        ("Section III of the Ruritanian Constitution", "en", [("Section III", "III", "constitution")]),
        (
            "articles 121, 122 and 123 of its Penal Code",
            "en",
            [
                ("articles 121", "121", "criminal-code"),
                ("122", "122", "criminal-code"),
                ("123", "123", "criminal-code"),
            ],
        ),
        ("amendments to the Constitution (Article 10.2) provided", "en", [("Article 10.2", "10.2", "constitution")]),
        ("incitement to strike (Criminal Code, section 402)", "en", [("section 402", "402", "criminal-code")]),
        ("Article 66(d) of the Telecommunications Law", "en", [("Article 66(d)", "66.d", "law:communications")]),
        ("Articles 347-1 CC RU does not", "en", [("Articles 347-1", "347-1", "criminal-code")]),
        (
            "article 14 of ICERD and 22 of the Convention against Torture",
            "en",
            [("article 14", "14", "ICERD"), ("22", "22", "CAT")],
        ),
        (
            "The Family Code was amended; article 11 of the Code says so. The constitution and article 12 of it",
            "en",
            [("article 11", "11", "family-code"), ("article 12", "12", "family-code")],
        ),
        ("They invoked Article 5.", "en", [("Article 5", "5", "")]),
        (
            "CEDAW was in force, and the Yogyakarta Principles. It breached article 5 of the Convention.",
            "en",
            [("article 5", "5", "CEDAW")],
        ),
        ("paragraph 2 of article 9 of the ICCPR", "en", [("article 9", "9", "ICCPR")]),
        ("article 9, paragraph 2, of the ICCPR", "en", [("article 9", "9", "ICCPR")]),
        (
            "artiklarna 2 (1) och (3) samt 7 i ICCPR",
            "sv",
            [("artiklarna 2 (1)", "2.1", "ICCPR"), ("(3)", "2.3", "ICCPR"), ("7", "7", "ICCPR")],
        ),
        ("artikel 3 i Europakonventionen", "sv", [("artikel 3", "3", "ECHR")]),
        ("8 kap. 4 § första stycket brottsbalken", "sv", [("8 kap. 4 §", "8:4", "criminal-code")]),
        (
            "strida mot artikel 2 (rätten till liv) och artikel 8 (rätten till familjeliv) i Europakonventionen",
            "sv",
            [("artikel 2", "2", "ECHR"), ("artikel 8", "8", "ECHR")],
        ),
        (
            "It breached Article 3 and Article 1 of Protocol No. 1.",
            "en",
            [("Article 3", "3", "ECHR"), ("Article 1", "1", "ECHR-P1")],
        ),
        (
            "Enligt Europakonventionen. Den bröt mot artikel 1 i första tilläggsprotokollet. Men inte mot artikel 13.",
            "sv",
            [("artikel 1", "1", "ECHR-P1"), ("artikel 13", "13", "ECHR")],
        ),
        (
            "Frågan är rättegången (artikel 6) och ett rättsmedel (artikel 13) i Europakonventionen.",
            "sv",
            [("artikel 6", "6", "ECHR"), ("artikel 13", "13", "ECHR")],
        ),
        (
            "enligt 3 kap. 2 § första stycket och 3 § andra meningen brottsbalken",
            "sv",
            [("3 kap. 2 §", "3:2", "criminal-code"), ("3 §", "3:3", "criminal-code")],
        ),
        (
            "They passed a Digital Markets Code. Article 27 of the code limits access.",
            "en",
            [("Article 27", "27", "law:digital-markets")],
        ),
        (
            "breaches of Articles 2, right to life, and 3, prohibition of torture, of the ECHR",
            "en",
            [("Articles 2", "2", "ECHR"), ("3", "3", "ECHR")],
        ),
        (
            "article 13 (3) and (4) of the ICESCR",
            "en",
            [("article 13 (3)", "13.3", "ICESCR"), ("(4)", "13.4", "ICESCR")],
        ),
        # A treaty, a code or a law that is named by its kind alone before the number.
        ("The ICCPR binds it. The Covenant (arts. 2 and 3)", "en", [("arts. 2", "2", "ICCPR"), ("3", "3", "ICCPR")]),
        ("The CRC and the CAT: under the Covenant’s article 9", "en", [("article 9", "9", "")]),
        ("CAT gäller. En kränkning av konventionens artikel 3", "sv", [("artikel 3", "3", "CAT")]),
        ("CAT gäller. Enligt lagens 5 kap. 3 §", "sv", [("5 kap. 3 §", "5:3", "")]),
        # A directive is what is called one, though another law was named since.
        (
            "Direktiv 2013/32/EU och bullerlagen: artikel 15.3 i direktivet",
            "sv",
            [("artikel 15.3", "15.3", "law:asylum-procedures")],
        ),
        ("The Noise Act. Article 15 of the Directive", "en", [("Article 15", "15", "")]),
        # A court to which one complains judges by the convention.
        (
            "Frågan är om utvisning strider mot artikel 2 och/eller 3 i konventionen. Domstolen avvisade klagomålet.",
            "sv",
            [("artikel 2", "2", "ECHR"), ("3", "3", "ECHR")],
        ),
        # Of the only rules that the document has named; a small letter is no name.
        ("The Noise Act and the Mandela Rules. Rule 33 should say so", "en", [("Rule 33", "33", "MANDELA-RULES")]),
        ("The Mandela Rules and the Noise Act. It said so. As rule 33 of the house says", "en", []),
        ("The Mandela Rules, the Bangkok Rules and the Havana Rules. It is so. Rule 33", "en", []),
        (
            "the Convention against Discrimination in Education (1960, art. 4)",
            "en",
            [("art. 4", "4", "CDE")],
        ),
        ("Article 232 bis of the Criminal Code", "en", [("Article 232 bis", "232bis", "criminal-code")]),
        (
            "Article 112, Section 5 of the Rules of Court",
            "en",
            [("Article 112", "112", "law:rules-of-court"), ("Section 5", "5", "law:rules-of-court")],
        ),
        ("strafflagens artikel 174", "sv", [("artikel 174", "174", "criminal-code")]),
        # The treaty of a protocol is what the text calls by the kind of treaties.
        ("It joined ICCPR-OP2. Article 6 of the International Covenant", "en", [("Article 6", "6", "ICCPR")]),
        ("ICCPR-OP2 gäller. Artikel 6 i konventionen", "sv", [("Artikel 6", "6", "ICCPR")]),
        # What is called a treaty is of no other law.
        ("The Criminal Code is in line with article 4 of the Convention.", "en", [("article 4", "4", "")]),
        (
            "The ICESCR and the constitution: article 2, paragraph 2, of the Covenant",
            "en",
            [("article 2", "2", "ICESCR")],
        ),
        ("The CAT applies. Under article 4, the Convention forbids it.", "en", [("article 4", "4", "CAT")]),
        # Sections go on to the law of the last one, those of the report itself do not.
        (
            "Section 25 of the Constitution, and Section 79, which",
            "en",
            [("Section 25", "25", "constitution"), ("Section 79", "79", "constitution")],
        ),
        ("Section 25 of the Constitution (see section 6)", "en", [("Section 25", "25", "constitution")]),
        # A number speaks of its law again only behind the same keyword.
        ("Section 12 of the Constitution; principle 12 is old.", "en", [("Section 12", "12", "constitution")]),
    ],
)
def test_law(text: str, language: str, expected: list[tuple[str, str, str]]) -> None:
    assert find(text, language=language) == expected


@pytest.mark.parametrize(
    ("texts", "language", "law"),
    [
        (["The Genocide Convention and the ICCPR apply.", "Article 6 of the Covenant forbids it."], "en", "ICCPR"),
        (["The Genocide Convention applies.", "Article 6 of the Covenant forbids it."], "en", ""),
        (
            [*["The CRC applies."] * 3, "ILO Convention No. 182 was ratified.", "See article 3 of the Convention."],
            "en",
            "CRC",
        ),
        (
            ["The CRC applies.", "ILO Convention No. 182 was ratified.", "See article 3 of the Convention."],
            "en",
            "ILO-C182",
        ),
        (
            ["The Convention on the Rights of the Child (“the Convention”) and the CAT: article 3 of the Convention"],
            "en",
            "CRC",
        ),
        (["Barnkonventionen (nedan konventionen) och CAT förbjuder det; se artikel 3 i konventionen"], "sv", "CRC"),
        ([*["Article 5 of the CRPD"] * 6, *["It met."] * 9, "This is what article 6 is about."], "en", "CRPD"),
        ([*["Article 5 of the CRPD"] * 4, *["It met."] * 9, "This is what article 6 is about."], "en", ""),
    ],
)
def test_the_law_of_the_last_reference_is_what_the_document_says(texts: list[str], language: str, law: str) -> None:
    assert find(*texts, language=language)[-1][2] == law


USUAL = "Статья 9 Международного пакта о гражданских и политических правах"


@pytest.mark.parametrize(
    ("language", "texts", "expected"),
    [
        ("fr", ["les articles 9 et 14 du Pacte international relatif aux droits civils et politiques"], ["ICCPR"] * 2),
        ("fr", ["Le Pacte international relatif aux droits civils et politiques (art. 9)"], ["ICCPR"]),
        ("es", ["los artículos 4.1 y 5.1 de la Convención Americana sobre Derechos Humanos"], ["ACHR"] * 2),
        ("pt", ["o artigo 5 da Convenção contra a Tortura"], ["CAT"]),
        ("ru", ["пунктом 1 статьи 9 Международного пакта о гражданских и политических правах"], ["ICCPR"]),
        ("ru", ["статья 12 Конвенции о правах ребенка", "Статья 3 Конвенции запрещает это."], ["CRC", "CRC"]),
        # What is said to be of a country's law is of no treaty.
        ("fr", ["La CAT s’applique. L’article 174 du code pénal aussi."], [""]),
        ("es", ["La CAT rige. El artículo 174 del Código Penal y el artículo 3 de la Convención."], ["", "CAT"]),
        ("pt", ["A CAT vigora. O artigo 5º da Constituição e o artigo 3 da Convenção."], ["", "CAT"]),
        ("ru", [f"{USUAL} и статья 9 Уголовного кодекса"], ["ICCPR", ""]),
        ("ru", [*[USUAL] * 8, "по статье 174 Уголовного кодекса", "Статья 14."], [*["ICCPR"] * 8, "", "ICCPR"]),
        ("ru", [USUAL, "по статье 9 Уголовного кодекса"], ["ICCPR", ""]),
    ],
)
def test_law_in_languages_that_know_treaties_alone(language: str, texts: list[str], expected: list[str]) -> None:
    assert [of for _, _, of in find(*texts, language=language)] == expected


@pytest.mark.parametrize(
    ("texts", "law"),
    [
        (["Article 161 was used.", "Article 161 of the Criminal Code forbids it."], "criminal-code"),
        (["Article 161 was used.", *["It met."] * 3, "Article 161 of the Criminal Code forbids it."], ""),
        (["Article 7 was used.", "Article 7 of the Penal Code forbids it.", "Article 7 of the Media Law too."], ""),
    ],
)
def test_a_law_that_the_document_says_soon_after(texts: list[str], law: str) -> None:
    assert find(*texts)[0][2] == law


ABOUT = "General comment No. 3: Committee on the Rights of Persons with Disabilities"
BARE = "It is protected by article 12 of the Convention."


@pytest.mark.parametrize(
    ("title", "texts", "expected"),
    [
        (ABOUT, ["Women work in the absence of accessibility (art. 9) and mobility (art. 20)."], ["CRPD", "CRPD"]),
        (ABOUT, ["CEDAW was ratified.", "Article 5 is broad.", BARE], ["CRPD", "CRPD"]),
        (ABOUT, ["Article 7 of the Criminal Code came.", "Article 7 is broad."], ["criminal-code", "criminal-code"]),
        (ABOUT, ["The Criminal Code forbids violence against women (arts. 5–6)."], ["CRPD"]),
        (ABOUT, ["The CRC (art. 23) says so."], ["CRC"]),
        # The first one named before "the Convention" is meant throughout, if others are not named more.
        ("Report", ["The CRC applies.", *[BARE] * 4, "The CRC and ILO Convention No. 182 apply.", BARE], ["CRC"] * 5),
        ("Report", ["The CRC and ICCPR were signed.", *[BARE] * 4], ["CRC"] * 4),
        # A committee speaks, and what it speaks about tells which one.
        ("Report", ["The Committee met on women’s rights and on rural women.", BARE], ["CEDAW"]),
        ("Report", ["The CAT and the CAT.", "The Committee saw women, rural women.", BARE], ["CEDAW"]),
        ("Report", [*["The CAT applies."] * 4, "The Committee saw women, rural women.", BARE], ["CAT"]),
        ("Report", ["The Committee met on women’s rights and on children, women and girls.", BARE], ["CEDAW"]),
        ("Report", ["The Committee met on women and on children, and on women and children.", BARE], [""]),
        ("Report", ["The government spoke of women’s rights and of rural women.", BARE], [""]),
        ("Report", ["The Committee met on women’s rights.", *["It was so."] * 9, BARE], [""]),
        # Nothing says which one is meant.
        ("Report", [*[BARE] * 4, "The CRC and CEDAW apply.", BARE], [""] * 5),
        (
            "Report",
            ["Article 13 of the Media Act. The Committee is concerned about the media (arts. 4–5)."],
            ["law:mass-media", ""],
        ),
        (
            "Report",
            ["Article 13 of the Media Act. The government limits the media (arts. 4–5)."],
            ["law:mass-media"] * 2,
        ),
    ],
)
def test_law_of_the_document(title: str, texts: list[str], expected: list[str]) -> None:
    units = [replace(unit(title), kind="title"), *(unit(text, order=order) for order, text in enumerate(texts, 1))]
    assert [of for _, _, of in read(units)] == expected


@pytest.mark.parametrize("code", CODES)
def test_bodies_are_known_by_the_treaty_that_they_judge_by(code: str) -> None:
    table = languages.table(code, "articles")["bodies"]
    for text, norms in table["finds"].items():
        assert bodies.find(text, code) == norms, text
    for text in table["ignores"]:
        assert bodies.find(text, code) == [], text


@pytest.mark.parametrize(
    ("heading", "text", "language", "law"),
    [
        ("1. Europadomstolen", "Någon kränkning av artikel 8 fanns inte.", "sv", "ECHR"),
        ("Domar", "Europadomstolen fann ingen kränkning av artikel 8 i konventionen.", "sv", "ECHR"),
        ("Domar", "Domstolen fann ingen kränkning av artikel 8.", "sv", ""),
        ("Konventionen om barnets rättigheter", "Barn hörs enligt artikel 12.", "sv", "CRC"),
        ("Judgments", "The European Court of Human Rights saw no breach of Article 8 of the Convention.", "en", "ECHR"),
        ("Committee against Torture", "The State was in breach of article 3.", "en", "CAT"),
        ("Committee against Torture", "It breached article 3 of the Constitution.", "en", "constitution"),
        ("CAT and CEDAW", "The State was in breach of article 3.", "en", ""),
    ],
)
def test_law_of_the_body_that_judges(heading: str, text: str, language: str, law: str) -> None:
    head = replace(unit(heading, language), kind="heading", level=1)
    below = replace(unit(text, language, 1), section=(heading,))
    assert [of for _, _, of in read([head, below])] == [law]


def test_a_heading_ends_what_numbers_go_on_to() -> None:
    texts = ["Artikel 3 i Europakonventionen gäller.", "CAT-kommittén", "Artikel 3 gäller."]
    units = [unit(text, "sv", order) for order, text in enumerate(texts)]
    units[1:] = [replace(units[1], kind="heading", level=1), replace(units[2], section=("CAT-kommittén",))]
    assert [of for _, _, of in read(units)] == ["ECHR", "CAT"]


def test_law_of_a_number_is_that_of_its_parts() -> None:
    texts = ["under paragraph 15 of the annex to resolution 5/1", "under paragraph 15 (b)", "under paragraph 9 (b)"]
    assert find(*texts) == [
        ("paragraph 15", "15", "resolution:hrc-5-1"),
        ("paragraph 15 (b)", "15.b", "resolution:hrc-5-1"),
    ]


def test_candidates_of_an_article_whose_law_is_not_said() -> None:
    units = [
        unit("The CAT and the Criminal Code apply."),
        unit("It was so.", order=9),
        unit("It breached Article 5.", order=10),
    ]
    named = laws.find(units)
    assert [(one.law, one.candidates) for one in articles.find(units, named)] == [("", ("criminal-code", "CAT"))]


def test_bare_articles_are_of_the_treaty_and_not_of_its_protocol() -> None:
    text = "It joined the CAT, then OP-CAT. It made statements on Articles 21 and 22."
    assert [of for _, _, of in find(text)] == ["CAT", "CAT"]


def test_law_of_earlier_units() -> None:
    texts = ["Article 174 of the Criminal Code punishes incitement.", "The use of Article 174 grew."]
    assert find(*texts) == [("Article 174", "174", "criminal-code")] * 2


PIECES = [
    *(
        "Article ",
        "articles ",
        "section ",
        "§ ",
        " kap. ",
        "artikel ",
        "5",
        "12, ",
        "17-1",
        "(a)",
        " and ",
        " och ",
        " of the ",
    ),
    *(
        " i ",
        "Criminal Code",
        "Europakonventionen",
        "the Law on ",
        "ICCPR",
        "lagen om ",
        "Public ",
        "Act",
        ". ",
        "(",
        ")",
        "“",
    ),
]


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=25).map("".join), st.sampled_from(CODES))
def test_mentions_lie_in_order_in_their_text(text: str, language: str) -> None:
    units = [unit(text, language)]
    named = laws.find(units)
    for found in (named, articles.find(units, named)):
        for one in found:
            assert 0 <= one.start < one.end <= len(text)
            assert text[one.start : one.end] == one.text == one.text.strip()
            assert one.norm
        for one, after in pairwise(found):
            assert one.end <= after.start


@pytest.mark.parametrize(
    "piece", ["Article 5, ", "Rights of the ", "law on ", "the “Act ", "criminal and ", "kap. 5 § ", "lagen om "]
)
def test_time_is_linear(piece: str) -> None:
    def seconds(times: int) -> float:
        units = [unit(piece * times, code) for code in CODES]
        start = time.process_time()
        articles.find(units, laws.find(units))
        return time.process_time() - start

    seconds(10)
    small = min(seconds(400) for _ in range(2))
    assert seconds(1600) < 12 * small + 0.05


@pytest.mark.parametrize(
    ("text", "law"),
    [
        (
            "The Committee is concerned that inmates vote nowhere and that no election was free (arts. 2 and 25).",
            "ICCPR",
        ),
        ("The Committee regrets that houses have no water and that food is poor (art. 11).", "ICESCR"),
        ("The Committee is concerned that racial profiling goes on and no plan was made (art. 2).", "ICERD"),
        (
            "The Committee regrets overcrowded detention centres and beatings that go unpunished (arts. 11, 16).",
            "CAT",
        ),
        ("Accessibility (art. 9). The Committee notes that few buses take persons with disabilities.", "CRPD"),
        ("The Committee notes that no child hears of the register of births (arts. 7 and 42).", "CRC"),
        # What the articles are about is that of two treaties.
        ("The Committee is concerned about this (art. 2).", ""),
        # Nobody's committee speaks.
        ("Houses have no water and food is poor (art. 11).", ""),
    ],
)
def test_law_of_the_committee_that_speaks(text: str, law: str) -> None:
    assert {one[2] for one in find(" ".join([text] * 4))} == {law}
    # One or two articles prove nothing.
    assert {one[2] for one in find(text)} == {""}


@pytest.mark.parametrize(
    ("text", "law"),
    [
        # A treaty that no committee watches over is not the one, but one of the same sentence may be.
        (
            "The Committee welcomes the ratification of ILO Convention No. 169. Racial profiling goes on, and racist "
            "speech (arts. 2 and 4).",
            "",
        ),
        ("The Committee recalls that the CRC forbids it (art. 38).", "CRC"),
    ],
)
def test_law_of_an_article_in_brackets(text: str, law: str) -> None:
    assert {one[2] for one in find(text)} == {law}


def test_law_of_the_committee_that_a_document_is_filed_under() -> None:
    text = unit("The Committee is concerned about this (art. 2).", order=1)
    for head, law in (("CED/C/RUR/CO/2", "ICPPED"), ("E/C.12/RUR/CO/4", "ICESCR"), ("A/HRC/28/10", ""), ("page 2", "")):
        filed_under = committees.filed([replace(unit(head), kind="boilerplate"), text])
        assert filed_under == law
        assert [one.law for one in articles.find([text], [], filed_under)] == [law]


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("Article 9 (3) of the ICCPR", "en", "3"),
        ("Article 9.3 of the ICCPR", "en", "3"),
        ("article 9, paragraph 3, of the ICCPR", "en", "3"),
        ("article 9, paragraph 3 (a), of the ICCPR", "en", "3.a"),
        ("paragraph 3 of article 9 of the ICCPR", "en", "3"),
        ("arts. 1, para. 4, and 2, para. 2, of the CAT", "en", "4 2"),
        ("articles 2-5 of the CAT", "en", ""),
        ("article 347-1 of the Criminal Code", "en", ""),
        ("article 27 (2–3) of the CRC", "en", "2-3"),
        ("artikel 27 (2-3) i CRC", "sv", "2-3"),
        ("artikel 3, punkt 2, i CAT", "sv", "2"),
    ],
)
def test_paragraph_of_an_article(text: str, language: str, expected: str) -> None:
    read = [unit(text, language)]
    assert " ".join(one.subparagraph for one in articles.find(read, laws.find(read))) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # Sections, alone and in chapters.
        ("enligt 7 § lagen (1990:52)", "7  law:1990-52"),
        ("enligt 7 a § lagen (1990:52)", "7a  law:1990-52"),
        ("enligt 7 och 7 a §§ lagen (1990:52)", "7  law:1990-52 | 7a  law:1990-52"),
        ("enligt 3–5 §§ lagen (1990:52)", "3-5  law:1990-52"),
        ("enligt 17-29 och 32 §§ lagen (1990:52)", "17-29  law:1990-52 | 32  law:1990-52"),
        ("enligt 2, 4–6 och 8 §§ lagen (1990:52)", "2  law:1990-52 | 4-6  law:1990-52 | 8  law:1990-52"),
        ("enligt 2 §, 4 § och 8 § lagen (1990:52)", "2  law:1990-52 | 4  law:1990-52 | 8  law:1990-52"),
        ("enligt 8 kap. 4 § brottsbalken", "8:4  criminal-code"),
        ("enligt 8 kap 4 § brottsbalken", "8:4  criminal-code"),
        ("enligt 8 kap. 4 a § brottsbalken", "8:4a  criminal-code"),
        ("enligt 4 a kap. 2 § brottsbalken", "4a:2  criminal-code"),
        ("enligt 1 kap. 4 och 5 §§ brottsbalken", "1:4  criminal-code | 1:5  criminal-code"),
        ("enligt 1 kap. 4 § och 3 kap. 2 § brottsbalken", "1:4  criminal-code | 3:2  criminal-code"),
        # Their paragraphs, subsections and items.
        ("enligt 8 kap. 4 § första stycket brottsbalken", "8:4 1 criminal-code"),
        ("enligt 8 kap. 4 § första stycket 2 brottsbalken", "8:4 1.2 criminal-code"),
        ("enligt 12 § andra stycket 2 i lagen (1990:52)", "12 2.2 law:1990-52"),
        ("enligt 6 § 2 st. lagen (1990:52)", "6 2 law:1990-52"),
        ("enligt 6 § 2 st. 3 p. lagen (1990:52)", "6 2.3 law:1990-52"),
        ("enligt 2 § 1 mom. lagen (1990:52)", "2 1 law:1990-52"),
        ("enligt 2 § 1 mom. andra stycket lagen (1990:52)", "2 1 law:1990-52"),
        ("enligt 7 § första–tredje styckena lagen (1990:52)", "7 1-3 law:1990-52"),
        ("enligt 7 § andra och tredje styckena lagen (1990:52)", "7 2;3 law:1990-52"),
        ("enligt 7 § första stycket 2 eller fjärde stycket lagen (1990:52)", "7 1.2;4 law:1990-52"),
        ("enligt 7 § första stycket 2, 3 eller 5 b lagen (1990:52)", "7 1.2;1.3;1.5b law:1990-52"),
        ("enligt 7 § andra stycket 2-4. Det gäller", "7 2.2-4 "),
        ("enligt 7 § 3 st. och 4 st. lagen (1990:52)", "7 3;4 law:1990-52"),
        ("enligt 7 § 3 st 2 lagen (1990:52)", "7 3.2 law:1990-52"),
        ("enligt 7 § 1 st. 6) lagen (1990:52)", "7 1.6 law:1990-52"),
        ("enligt 7 § stycke 2 lagen (1990:52)", "7 2 law:1990-52"),
        ("enligt 7 § andra stycket tredje punkten lagen (1990:52)", "7 2.3 law:1990-52"),
        ("enligt 7 § första stycket a) - c) bullerlagen (1990:52)", "7 1.a-c law:noise"),
        ("enligt 7 § 1 och 9 § 1 eller 2 bullerlagen (1990:52)", "7 1 law:noise | 9 1;2 law:noise"),
        ("enligt 7 § 60 förordningen (1990:52) om buller", "7 60 decree:noise"),
        ("enligt 2 kap. 7 § 1", "2:7 1 "),
        ("enligt 7 § f och 8 § bullerlagen (1990:52)", "7 f law:noise | 8  law:noise"),
        # What follows a section and does not narrow it.
        ("enligt 7 § i lagen (1990:52)", "7  law:1990-52"),
        ("enligt 7 § 30 dagar efter beslutet", "7  "),
        ("enligt 7 § första stycket, 3 och 5 §§ lagen (1990:52)", "7 1 law:1990-52 | 3  law:1990-52 | 5  law:1990-52"),
        ("enligt 7 § första stycket 2 och 9 § lagen (1990:52)", "7 1.2 law:1990-52 | 9  law:1990-52"),
        ("enligt 7 § första stycket klasserna 1 och 2", "7 1 "),
        ("Enligt 7 § andra stycket. Första stycket gäller", "7 2 "),
        ("enligt 7 § första stycket andra meningen lagen (1990:52)", "7 1 law:1990-52"),
        ("enligt 9 § 9 lagen (1990:52)", "9 9 law:1990-52"),
        ("enligt 9 § p. 2 lagen (1990:52)", "9 2 law:1990-52"),
        ("enligt 9 § 2 p lagen (1990:52)", "9 2 law:1990-52"),
        # What stands before its law, and what goes back to one.
        ("brottsbalkens 8 kap. 4 §", "8:4  criminal-code"),
        ("enligt 2 § lagen (1990:52) och 5 § samma lag", "2  law:1990-52 | 5  law:1990-52"),
        (
            "2 § lagen (1990:52), artikel 3 i Europakonventionen och 5 § andra stycket samma lag",
            "2  law:1990-52 | 3  ECHR | 5 2 law:1990-52",
        ),
        ("Europakonventionen och brottsbalken: artikel 3, punkt 2, i konventionen", "3 2 ECHR"),
        (
            "Bullerlagen och vapenlagen (2 § andra stycket i den förstnämnda lagen och 3 § i den sistnämnda lagen)",
            "2 2 law:noise | 3  law:firearms",
        ),
        ("Bullerlagen, vapenlagen: 2 § i den förstnämnda och 3 § i den sistnämnda.", "2  law:noise | 3  law:firearms"),
        ("Bullerlagen gäller (2 § i den förstnämnda lagen)", "2  law:noise"),
        ("Enligt 2 § i den förstnämnda lagen", "2  "),
        ("enligt 2 kap. 1 § TF", "2:1  law:freedom-of-the-press-act"),
        ("enligt 2 kap. 1 § första och andra styckena ÄB", "2:1 1;2 law:inheritance"),
        ("enligt 7 § 2 MBL, 3 § 1 st. LAS", "7 2 law:co-determination | 3 1 law:employment-protection"),
        ("enligt 7 § KLM", "7  "),
        ("enligt 7 § tryckfrihetsförordningen (1949:105)", "7  law:freedom-of-the-press-act"),
        ("enligt 7 § bullerstadgan (1938:5)", "7  decree:noise"),
        ("enligt 7 § lag (1990:52) om buller", "7  law:noise"),
        ("enligt 7 § förordningen ( 1990:52 ) om buller", "7  decree:noise"),
        ("enligt 7 § lagen (1890:52 s. 3)", "7  law:1890-52"),
        ("enligt 7 § kungörelsen (1974:152) om beslutad ny regeringsform", "7  law:instrument-of-government"),
        # What is counted up has the law of its end, however long.
        ("2 § 2 st. och 3 § 1 st. lagen (1990:52)", "2 2 law:1990-52 | 3 1 law:1990-52"),
        ("2 § gäller 1 st. Enligt 3 § lagen (1990:52)", "2   | 3  law:1990-52"),
        (
            f"{', '.join(f'{number} §' for number in range(2, 15))} och 15 § lagen (1990:52)",
            " | ".join(f"{number}  law:1990-52" for number in range(2, 16)),
        ),
        ("enligt 9 kap. 21 § riksdagsordningen", "9:21  law:riksdag"),
        # Treaties and acts of the European Union.
        ("artikel 6.1 i Europakonventionen", "6.1 1 ECHR"),
        ("artikel 6.1 i EKMR", "6.1 1 ECHR"),
        ("artikel 6 punkterna 1 och 3 c i Europakonventionen", "6 1;3c ECHR"),
        ("artiklarna 6 och 13 i Europakonventionen", "6  ECHR | 13  ECHR"),
        ("artikel 3 i rådets förordning (EG) nr 44/2001", "3  law:eu-44-2001"),
        ("artikel 12.2 i direktiv 95/46/EG", "12.2 2 law:eu-95-46"),
        ("artikel 12.2 förordning (EEG) nr 12/89", "12.2 2 law:eu-12-89"),
        ("artikel 3 i rådets förordning (EEG) nr 12/89", "3  law:eu-12-89"),
        # Collections of laws, judgments, bills and inquiries.
        *((text, "") for text in ("SFS 1998:204", "NJA 2005 s. 805", "prop. 2004/05:175 s. 12", "SOU 1997:39 s. 3")),
        *((text, "") for text in ("RÅ 1999 ref. 35", "AD 1996 nr 12", "bet. 2010/11:KU20", "mål C-101/01")),
    ],
)
def test_swedish_legal_references(text: str, expected: str) -> None:
    read = [unit(text, "sv")]
    found = articles.find(read, laws.find(read))
    assert " | ".join(f"{one.norm} {one.subparagraph} {one.law}" for one in found) == expected
    assert dates.find(read, 2019, {one.unit: [(one.start, one.end)] for one in laws.find(read)}) == []
