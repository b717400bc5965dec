"""Laws: every example that the languages' files give, and what holds for any text."""

import csv
from itertools import count
from pathlib import Path

import pytest

from pipeline import languages
from pipeline.extract import countries, laws
from pipeline.extract.laws import jurisdictions, names
from pipeline.extract.laws.tally import cited, instruments, order
from pipeline.records import Unit

CODES = names.codes()


def unit(text: str, language: str = "en", order: int = 0) -> Unit:
    return Unit("d", order, "paragraph", 0, (), "", 1, 0, len(text), language, 1.0, text, ((0, 0),), ())


def find(*texts: str, language: str = "en") -> list[tuple[str, str]]:
    units = [unit(text, language, order) for order, text in zip(count(), texts)]
    return [(mention.text, mention.norm) for mention in laws.find(units)]


def examples(key: str) -> list[object]:
    return [
        pytest.param(code, number, row[key], id=f"{code}-{number}-{row['kind']}")
        for code in CODES
        for number, row in enumerate(languages.table(code, "laws")["rules"])
    ]


@pytest.mark.parametrize(("code", "number", "finds"), examples("finds"))
def test_every_rule_finds_its_examples(code: str, number: int, finds: dict[str, list[str]]) -> None:
    grammar = names.grammar(code)
    assert finds
    for text, expected in finds.items():
        pairs = [tuple(one.split(" > ")) for one in expected]
        by_rule = {
            name.key if not grammar.rules[number].split else text[name.start : name.end]
            for name in names.find_by(grammar.rules[number], text, grammar)
        }
        assert {name for name, _ in pairs} <= by_rule, f"{code} rule {number}"
        assert find(text, language=code) == pairs


@pytest.mark.parametrize(("code", "number", "ignores"), examples("ignores"))
def test_every_rule_ignores_its_counter_examples(code: str, number: int, ignores: list[str]) -> None:
    grammar = names.grammar(code)
    assert ignores
    for text in ignores:
        assert list(names.find_by(grammar.rules[number], text, grammar)) == [], text
        assert find(text, language=code) == []


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("International Covenant on Civil and Political Rights", "en", ["ICCPR"]),
        ("Convention on Elimination of All Forms of Racal Discrimination", "en", ["ICERD"]),
        ("Convention against Tortures and other Cruel, Inhuman or Degrading types of Punishment", "en", ["CAT"]),
        ("UN Convention on the Rights of Invalids", "en", ["CRPD"]),
        ("UN Principles regarding elderly people", "en", ["UN-PRINCIPLES-OLDER"]),
        ("1951 Convention", "en", ["REFUGEE-1951"]),
        (
            "1969 Organization of African Unity Convention Governing the Specific Aspects of Refugee Problems",
            "en",
            ["treaty:oau-refugees"],
        ),
        ("Istanbulkonventionen om bekämpning av våld mot kvinnor och av våld i hemmet", "sv", ["ISTANBUL-CONVENTION"]),
        ("Istanbul Convention on preventing and combating violence against women", "en", ["ISTANBUL-CONVENTION"]),
        ("Riyadh Guidelines", "en", ["treaty:riyadh-guidelines"]),
        (
            "United Nations Rules for the Protection of Juveniles Deprived of their Liberty",
            "en",
            ["treaty:havana-rules"],
        ),
        ("International Convention of 1990 on Protection of all the labor migrants", "en", ["ICMW"]),
        ("third Optional Protocol to the Convention on the Rights of the Child", "en", ["OP-CRC-IC"]),
        ("Second Optional Protocol aimed at the abolition of the death penalty", "en", ["ICCPR-OP2"]),
        ("OP-ICESCR", "en", ["ICESCR-OP"]),
        ("Convention on the Rights of the Child, 1989", "en", ["CRC"]),
        ("Europeiska unionens stadga om de grundläggande rättigheterna", "sv", ["EU-CHARTER"]),
        ("tilläggsprotokoll 7 till Europakonventionen", "sv", ["ECHR-P7"]),
        ("Internationella konventionen om ekonomiska, sociala och kulturella rättigheter", "sv", ["ICESCR"]),
        ("FN:s tortyrkonvention", "sv", ["CAT"]),
        ("protokollet från 1967", "sv", ["REFUGEE-1967"]),
        ("Tilläggsprotokollet från 1967", "sv", ["REFUGEE-1967"]),
        ("Protocol No. 4 to the European Convention on Human Rights", "en", ["ECHR-P4"]),
        ("Protocol No. 12 to the European Convention on Human Rights", "en", ["treaty:echr-protocol-12"]),
    ],
)
def test_a_treaty_is_known_by_its_words(text: str, language: str, expected: list[str]) -> None:
    assert find(f"({text})", language=language) == [(text, norm) for norm in expected]


@pytest.mark.parametrize(
    "text",
    [
        "UN Convention bodies met the European Court of Human Rights",
        "The Convention extends to all migrant workers",
        "The CERD recommended measures",
        "CRC/C/15/Add.213",
        "the agreement to be concluded in Paris",
        "acts outside the scope of its charter",
        "RÄTTEN ATT INTE UTSÄTTAS",
    ],
)
def test_what_resembles_a_treaty_is_none(text: str) -> None:
    assert find(text) == []


@pytest.mark.parametrize(
    ("texts", "language", "expected"),
    [
        (
            ["Konventionen om barnets rättigheter. Det fakultativa protokollet om enskild klagorätt."],
            "sv",
            ["CRC", "OP-CRC-IC"],
        ),
        (
            [
                "Internationella konventionen om civila och politiska rättigheter.",
                "Det fakultativa protokollet om enskild klagorätt.",
            ],
            "sv",
            ["ICCPR", "ICCPR-OP1"],
        ),
        (["They joined CEDAW and ratified the Optional Protocol to it."], "en", ["CEDAW", "CEDAW-OP"]),
        (
            ["ICCPR samt de fakultativa protokollen om enskild klagorätt och avskaffandet av dödsstraffet"],
            "sv",
            ["ICCPR", "ICCPR-OP1", "ICCPR-OP2"],
        ),
        (["the Optional Protocols to the Convention on the Rights of the Child"], "en", ["CRC"]),
        (["in line with the Optional Protocol and Convention against Torture"], "en", ["OP-CAT", "CAT"]),
        (["and the Optional Protocols to CEDAW and CAT are"], "en", ["CEDAW-OP", "OP-CAT"]),
        (["the Optional Protocols to the CRC and CAT are"], "en", ["CRC", "CAT"]),
        (["The Law 396 (1965) on Prisons is used.", "Law 396 allows it."], "en", ["law:prisons", "law:prisons"]),
        (["kritiken mot lagen Digital Security Act från 2018 ökar"], "sv", ["law:digital-security"]),
        (["The 2018 Law on Refugees came.", "The 2018 Law is bad."], "en", ["law:refugees", "law:refugees"]),
        (
            ["enligt Europakonventionen och första tilläggsprotokollet till konventionen (egendom)"],
            "sv",
            ["ECHR", "ECHR-P1"],
        ),
        (["San Marino ratified Protocol No. 12 to the Convention."], "en", ["treaty:echr-protocol-12"]),
        (["It ratified Protocols Nos. 1 and 13 to the ECHR."], "en", ["ECHR-P1", "treaty:echr-protocol-13", "ECHR"]),
        (["The Court found a violation of Article 2 of Protocol No. 4."], "en", ["ECHR-P4"]),
        (["The Sixth Protocol to the European Convention on Human Rights"], "en", ["treaty:echr-protocol-6"]),
        (["sjätte tilläggsprotokollet till Europakonventionen"], "sv", ["treaty:echr-protocol-6"]),
        (["artikel 1 i fjärde tilläggsprotokollet till Europakonventionen och artikel 4 i det"], "sv", ["ECHR-P4"]),
        (
            ["Additional Protocols I and II of the Geneva Conventions"],
            "en",
            ["treaty:geneva-protocol-1", "treaty:geneva-protocol-2", "treaty:geneva-conventions"],
        ),
        (
            ["the Geneva Conventions of 1949 and their Additional Protocols", "Additional Protocol II"],
            "en",
            ["treaty:geneva-conventions", "treaty:geneva-conventions-protocols", "treaty:geneva-protocol-2"],
        ),
        (
            ["Genèvekonventionerna och deras tilläggsprotokoll; tilläggsprotokoll I till Genèvekonventionerna"],
            "sv",
            ["treaty:geneva-conventions", "treaty:geneva-conventions-protocols", "treaty:geneva-protocol-1"],
        ),
        (["the first Optional Protocol to the CRC on the sale of children, in 2 states"], "en", ["OP-CRC-SC"]),
        (["the ECHR and Protocol No. 7 to the Convention, and"], "en", ["ECHR", "ECHR-P7"]),
        (["the ECHR and Protocol No. 12 to the Convention, and"], "en", ["ECHR", "treaty:echr-protocol-12"]),
        (
            ["enligt Istanbulkonventionen om våld mot kvinnor och om erkännande av äktenskap"],
            "sv",
            ["ISTANBUL-CONVENTION"],
        ),
        (["CRPD-kommittén och CRPD", "CAT tog ställning"], "sv", ["CRPD"]),
        (["The Press Law (1990) is used.", "The 1990 Law is bad."], "en", ["law:mass-media", "law:mass-media"]),
        (["full use of the 1998 Convention (Aarhus Convention)"], "en", ["AARHUS", "AARHUS"]),
        (["The Employment and Disputes Code 2015 (EDC) sets it."], "en", ["labour-code", "labour-code"]),
        (["The Internal Security Act (ISA) is used.", "The ISA is bad."], "en", ["law:internal-security"] * 3),
        (["the Committee on the Rights of the Child (CRC) met", "The state told the CRC so"], "en", []),
        (["Reports on the implementation of CEDAW had been read.", "CEDAW had asked for them."], "en", ["CEDAW"]),
        (["The Committee on the Rights of the Child (CRC) met.", "It has ratified the CRC."], "en", ["CRC"]),
        (["It asked about CEDAW’s calls for a law and CEDAW's provisions"], "en", ["CEDAW"]),
        (["It followed up CEDAW\ufffds call for a law"], "en", []),
        (["In October 2016 Labor Code amendments came."], "en", ["labour-code"]),
        (["Bestämmelserna i 27 kap. RB om att hålla kvar"], "sv", ["law:code-of-judicial-procedure"]),
        (
            ["the Basic Principles and Guidelines on the Right to a Remedy and Reparation should"],
            "en",
            ["treaty:right-to-a-remedy"],
        ),
        (["efter ratificeringen av CAT noterade CAT"], "sv", ["CAT"]),
        (["Human Rights Council resolution 5/1", "as resolution 5/1 says"], "en", ["resolution:hrc-5-1"] * 2),
        (["Bullerlagen (2001:9) gäller.", "Se 5 § lagen (2001:9)."], "sv", ["law:noise"] * 2),
        (["the United Nations and the Charter"], "en", []),
        (["enligt direktivet 2024/12/EU om bullers styrka (NDB)", "i NDB"], "sv", ["law:eu-2024-12"] * 3),
        (["under Directive 2001/37/EU on Noise Levels (BMX)", "the BMX"], "en", ["law:eu-2001-37"] * 3),
        (["direktiv 2001/37/EU om ändring av direktiv 2004/12/EU (ABCD)"], "sv", ["law:eu-2001-37", "law:eu-2004-12"]),
        (["Directive 2001/37/EU (EU)", "Law No. 12/2005 (ABC)"], "en", ["law:eu-2001-37", "law:12-2005"]),
        (
            [
                "revidering av rådets förordning 51/2004 om bullrande maskiner (B-maskinförordningen).",
                "Förordningen om bullrande maskiner och B-maskinförordningen, men inte bullerförordningen (2001:7)",
            ],
            "sv",
            [*["law:eu-51-2004"] * 4, "decree:noise"],
        ),
        (["The 2018 Press Act came.", "The 2018 peace agreement held."], "en", ["law:mass-media", "treaty:peace-2018"]),
        (["The 1999 Press Act came.", "The 1999 Convention did."], "en", ["law:mass-media", "treaty:1999"]),
        (["Pekingplattformens genomförande"], "sv", ["BEIJING-PLATFORM"]),
        (["Klaganden sade inför CCPR. I sak angav CCPR detta. CCPR konkluderade att det var så."], "sv", []),
        (["Till stöd framhåller CAT i huvudsak detta.", "I november avvisade CAT den delen."], "sv", []),
        (
            ["The Convention on the Rights of the Child (CRC).", "The CRC Committee met.", "It ratified the CRC."],
            "en",
            ["CRC"] * 3,
        ),
        (["artikel 17 i CCPR. Konventionen om medborgerliga och politiska rättigheter (CCPR)"], "sv", ["ICCPR"] * 3),
    ],
)
def test_a_law_is_known_by_what_the_document_said(texts: list[str], language: str, expected: list[str]) -> None:
    assert [norm for _, norm in find(*texts, language=language)] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Decree No. 5 of 2010 and Decree No. 5 of 2015", ["decree:5-2010", "decree:5-2015"]),
        ("the 2016 Order No. 45 and Order No. 45 of 2016", ["decree:45-2016", "decree:45-2016"]),
        (
            "Order No. 45 of the Minister of Justice; Order of the Minister of Health No. 45",
            ["decree:justice-45", "decree:health-45"],
        ),
        ("Act No. 17 of 2015; Act No. 17 of 2016", ["law:17-2015", "law:17-2016"]),
        ("Law No. 12-IV of 3 May 2004; Law No. 12-IV of 3 May 2005", ["law:12-iv-2004", "law:12-iv-2005"]),
        ("the Parliament’s Resolution No. 45", ["resolution:parliament-45"]),
        ("Resolution No. 12 of the Plenum of the Supreme Court", ["resolution:supreme-court-12"]),
        ("The Government implemented resolution 1325 too", ["resolution:unsc-1325"]),
        ("the Mandela Rules; the Nelson Mandela Rules", ["MANDELA-RULES", "MANDELA-RULES"]),
    ],
)
def test_one_norm_for_an_instrument_and_another_for_the_next(text: str, expected: list[str]) -> None:
    assert [norm for _, norm in find(text)] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("the Bangalore Principles", "soft-law"),
        ("the Rabat Plan of Action", "soft-law"),
        ("the Marrakesh Declaration", "declaration"),
        ("the Yogyakarta Principles", "soft-law"),
        ("the Waigani Convention", "treaty"),
        ("the UN Charter", "treaty"),
        ("the Criminal Code", "code"),
    ],
)
def test_what_kind_an_instrument_is_of(text: str, expected: str) -> None:
    assert [one.kind for one in instruments(sorted(cited(laws.find([unit(text)])), key=order))] == [expected]


def test_a_rule_runs_only_where_its_literals_stand() -> None:
    needs = names.grammar("en").needs
    assert needs.present("lawful acts") == {"law", "act", "acts", " act"}
    assert {"Law", "Act"} <= needs.present("The Law and the Act")
    assert needs.present("nothing of the kind") == frozenset()


@pytest.mark.parametrize(
    ("swedish", "english"),
    [
        ("patientdatalagen (2008:355)", "Patient Data Act"),
        ("lagen (1991:1047) om sjuklön", "Sick Pay Act"),
        ("konsumentkreditlagen", "Consumer Credit Act"),
        ("socialförsäkringsbalken", "Social Insurance Code"),
        ("plan- och bygglagen", "Planning and Building Act"),
        ("lagen om kärnteknisk verksamhet", "Act on Nuclear Activities"),
        ("cyberbrottslagen", "Cybercrime Law"),
        ("antiterrorlagen", "Anti-Terrorism Law"),
        ("lagen om falska nyheter", "Fake News Law"),
        ("amnestilagen", "Amnesty Law"),
        ("lagen om icke-statliga organisationer", "Law on Non-Governmental Organizations"),
        ("den allmänna dataskyddsförordningen", "General Data Protection Regulation"),
        ("lagen om handel med läkemedel", "Act on Trade in Medicinal Products"),
    ],
)
def test_a_swedish_name_and_the_english_one_have_one_norm(swedish: str, english: str) -> None:
    assert [norm for _, norm in find(f"Enligt {swedish} gäller", language="sv")] == [
        norm for _, norm in find(f"Under the {english} it is")
    ]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("lagen om statsbidrag till trossamfund", "law:religious-communities-support"),
        ("lagen om bullerkontroll vid skolor", "law:noise-control-schools"),
        ("lagen om kontroll av bullernivå hos myndigheter", "law:control-noise-level-authorities"),
        ("lagen om glassning", "law:glassning"),
        ("bullerförordningen (2001:7)", "decree:noise"),
        ("förordningen (2001:7)", "decree:2001-7"),
        ("lagen om ersättning för buller till flyktingar", "law:compensation-noise-refugees"),
    ],
)
def test_a_subject_is_the_title_and_not_a_word_of_its_circumstances(name: str, expected: str) -> None:
    assert find(f"Enligt {name} gäller", language="sv") == [(name, expected)]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Child Protection Act", "law:children-rights"),
        ("Rights of the Child Act", "law:children-rights"),
        ("Child Marriage Restraint Act", "law:child-marriage-restraint"),
        ("Child Justice Act", "law:juvenile-justice"),
        ("Gender Equality Act", "law:gender-equality"),
        ("Gender Recognition Act", "law:gender-recognition"),
        ("Marriage Equality Act", "law:marriage-equality"),
        ("Immigration Control and Refugee Recognition Act", "law:aliens-act"),
        ("General Migration Act", "law:migration"),
        ("Alien Tort Statute", "law:alien-tort"),
        ("Interception of Communications Act", "law:interception-communications"),
        ("Bonded Labor Act", "law:bonded-labor"),
        ("Foreign Contribution Act", "law:ngo-financing"),
        ("Export Financing Act", "law:export-financing"),
    ],
)
def test_a_subject_is_that_of_the_name_and_not_of_a_word(name: str, expected: str) -> None:
    assert find(f"It amended the {name} in part.") == [(name, expected)]


def test_no_title_or_word_stands_under_two_slugs() -> None:
    for code in CODES:
        table = languages.table(code, "laws").get("titles", {"known": {}, "words": {}})
        for part in (table["known"], table["words"]):
            listed = [name for names_of in part.values() for name in names_of]
            assert len(listed) == len(set(listed)), code
            assert all(slug == slug.lower() and " " not in slug for slug in part)


def test_a_language_without_a_file_has_treaties_only() -> None:
    assert find("The ICCPR and the Criminal Code", language="und") == [("ICCPR", "ICCPR")]


def registry(name: str) -> list[dict[str, str]]:
    with (Path(languages.__file__).parents[1] / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("row", registry("law_subjects.csv"), ids=lambda row: row["norm"])
def test_every_subject_is_known_by_its_examples(row: dict[str, str]) -> None:
    for name in filter(None, map(str.strip, row["examples"].split(";"))):
        found = [*find(f"under the {name} of"), *find(f"enligt {name} i", language="sv")]
        # A law known by its nickname stands in quotation marks.
        found += find(f"the “{name.removesuffix(' law')}” law")
        assert row["norm"] in [norm for _, norm in found], name


@pytest.mark.parametrize("row", registry("instruments.csv"), ids=lambda row: row["norm"])
def test_every_instrument_is_known_by_its_names(row: dict[str, str]) -> None:
    for name in [row["name_en"], row["name_sv"], *row["aliases"].split(";"), *row["acronyms"].split(";")]:
        # "(ICCPR)" behind the name of a protocol says whose it is: a report says it otherwise.
        if name.strip() and "(" not in name:
            assert find(name.strip()) == [(name.strip(), row["norm"])]


TRANSLATED = [
    pytest.param(code, name.strip(), row["norm"], id=f"{code}-{row['norm']}")
    for row in registry("instruments.csv")
    for code in languages.having("laws")
    for name in (row[f"name_{code}"].split(";") if code not in CODES else ())
    if name.strip()
]


@pytest.mark.parametrize(("code", "name", "norm"), TRANSLATED)
def test_every_instrument_is_known_by_its_names_in_other_languages(code: str, name: str, norm: str) -> None:
    assert find(f"12. {name}.", language=code) == [(name, norm)]


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("Le Togo a ratifié le Pacte international relatif aux droits civils et politiques en 1984", "fr", ["ICCPR"]),
        ("le Protocole facultatif se rapportant à la Convention contre la torture", "fr", ["OP-CAT"]),
        ("Recomendó ratificar el Protocolo Facultativo de la Convención contra la Tortura", "es", ["OP-CAT"]),
        ("a Convenção sobre os Direitos da Criança e o Estatuto de Roma", "pt", ["CRC", "ROME-STATUTE"]),
        ("участником Международного пакта о гражданских и политических правах", "ru", ["ICCPR"]),
        ("ратифицировать Конвенцию против пыток и Римский статут", "ru", ["CAT", "ROME-STATUTE"]),
        ("La convention fut signée par les parties", "fr", []),
        ("el convenio colectivo de los trabajadores", "es", []),
        ("договор о сотрудничестве", "ru", []),
    ],
)
def test_treaties_in_other_languages(text: str, language: str, expected: list[str]) -> None:
    assert [norm for _, norm in find(text, language=language)] == expected


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("The Criminal Code of Kenya and the constitution apply.", "en", ["KEN", "GHA"]),
        ("the Ugandan Penal Code", "en", ["UGA"]),
        ("Kenya’s new Press Law", "en", ["KEN"]),
        ("the EU Dublin III Regulation and the ICCPR", "en", ["EU", ""]),
        ("den kenyanska strafflagen och Ugandas grundlag", "sv", ["KEN", "UGA"]),
        ("utlänningslagen (2005:716)", "sv", ["SWE"]),
        ("the GDPR, the Reception Conditions Directive and the Asylum Procedures Directive", "en", ["EU"] * 3),
        ("mottagandedirektivet och dataskyddsförordningen, men inte lagen (2001:9)", "sv", ["EU", "EU", "SWE"]),
        ("strafflagen", "sv", ["GHA"]),
    ],
)
def test_jurisdiction(text: str, language: str, expected: list[str]) -> None:
    units = [unit(text, language)]
    placed = jurisdictions.placed(laws.find(units), units, "GHA")
    assert [one.jurisdiction for one in placed] == expected


def test_the_country_that_a_document_is_about() -> None:
    twice = [unit("Uganda met Kenya."), unit("The Ugandan army said so, and the Ugandan court.")]
    assert countries.about("Kenya 2019", twice) == "KEN"
    assert countries.about("Kenya and Uganda", twice) == "UGA"
    assert countries.about("Report", twice) == "UGA"
    assert countries.about("Report", [unit("Uganda met Kenya in Uganda’s capital")]) == ""
    assert countries.about("Report", [unit("Uganda met Kenya."), unit("Kenya met Uganda.")]) == ""
    many = [unit(f"{one} answered.") for one in ("Kenya", "Ghana", "Chad", "Malta", "Peru", "Cuba")]
    assert countries.about("Report", [*many, unit("Kenya again.")]) == ""
    assert countries.about("", []) == ""


def test_every_country_has_a_name() -> None:
    assert countries.name("KEN") == "Kenya"
    assert all(map(countries.name, countries.codes()))
    assert countries.name("") == countries.name("EU") == ""


def test_the_instruments_of_a_corpus() -> None:
    units = [unit("The Criminal Code, the penal code and the ICCPR"), unit("the Criminal Code", order=1)]
    found = cited(jurisdictions.placed(laws.find(units), units, "KEN"))
    assert [(one.id, one.kind, one.names, one.mentions) for one in instruments(sorted(found, key=order))] == [
        ("ICCPR", "treaty", ("ICCPR",), 1),
        ("criminal-code@KEN", "code", ("Criminal Code", "penal code"), 3),
    ]
