import pytest

from pipeline.detect import detect, passage
from pipeline.readers.text import read
from pipeline.records import Detection, Document

ENGLISH = (
    "The government did not respect the right of assembly, and police dispersed several peaceful demonstrations during "
    "the year. Human rights organizations reported that detainees were denied access to a lawyer."
)
SWEDISH = (
    "Regeringen respekterade inte mötesfriheten och polisen upplöste flera fredliga demonstrationer under året. "
    "Människorättsorganisationer rapporterade att frihetsberövade nekades tillgång till en advokat."
)
NORWEGIAN = (
    "Regjeringen respekterte ikke forsamlingsfriheten, og politiet oppløste flere fredelige demonstrasjoner i løpet av "
    "året. Menneskerettighetsorganisasjoner rapporterte at fengslede ble nektet tilgang til advokat."
)
FRENCH = (
    "Le gouvernement n'a pas respecté le droit de réunion et la police a dispersé plusieurs manifestations pacifiques "
    "au cours de l'année. Les détenus se sont vu refuser l'accès à un avocat."
)
RUSSIAN = (
    "Правительство не уважало право на мирные собрания, и полиция разогнала несколько мирных демонстраций в течение "
    "года. Задержанным было отказано в доступе к адвокату, сообщили правозащитные организации."
)
SPANISH = (
    "El Gobierno no respetó el derecho de reunión y la policía dispersó varias manifestaciones durante el año. "
    "Las organizaciones informaron de que se negó a los detenidos el acceso a un abogado."
)
PORTUGUESE = (
    "O Governo não respeitou o direito de reunião e a polícia dispersou várias manifestações pacíficas durante o ano. "
    "As organizações relataram que foi negado aos detidos o acesso a um advogado."
)
FINNISH = (
    "Hallitus ei kunnioittanut kokoontumisvapautta, ja poliisi hajotti useita rauhanomaisia mielenosoituksia vuoden "
    "aikana. Pidätetyiltä evättiin oikeus asianajajaan, kertoivat ihmisoikeusjärjestöt."
)


def document(text: str) -> Document:
    content = read(text.encode())
    return Document("d", "d.txt", "", "txt", "", content.pages, content.text, content.lines)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        (ENGLISH, "en"),
        (SWEDISH, "sv"),
        (FRENCH, "fr"),
        (SPANISH, "es"),
        (PORTUGUESE, "pt"),
        (RUSSIAN, "ru"),
        (NORWEGIAN, "und"),
        (FINNISH, "und"),
        ("1234 – 5678 §", "und"),
    ],
)
def test_a_document_has_a_language_that_has_a_file_or_none(text: str, language: str) -> None:
    assert detect(document(text)).language == language


@pytest.mark.parametrize(
    ("text", "prior", "language"),
    [
        (ENGLISH, "en", "en"),
        (ENGLISH, "sv", "en"),
        (SWEDISH, "en", "sv"),
        (SWEDISH.upper(), "sv", "sv"),
        (ENGLISH.upper(), "sv", "en"),
        (FRENCH, "en", "fr"),
        (FINNISH, "en", "und"),
        (ENGLISH, "und", "en"),
        ("RÄTTEN ATT INTE UTSÄTTAS FÖR DISKRIMINERING", "sv", "sv"),
        ("The Right to Life (Право на жизнь)", "en", "en"),
        ("Право на жизнь", "en", "en"),
        ("International Covenant on Civil and Political Rights", "sv", "sv"),
    ],
)
def test_a_long_passage_speaks_for_itself_and_a_short_one_inherits(text: str, prior: str, language: str) -> None:
    assert passage(text, Detection("d", prior, 0.9))[0] == language


def test_answers_do_not_change_from_call_to_call() -> None:
    mixed = ENGLISH[:60] + SWEDISH[:60] + FRENCH[:60]
    assert len({passage(mixed, Detection("d", "en", 0.9)) for _ in range(10)}) == 1
