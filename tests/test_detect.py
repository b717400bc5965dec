from collections.abc import Iterator

import numpy as np
import pytest
from langdetect.detector import Detector
from langdetect.detector_factory import PROFILES_DIRECTORY, DetectorFactory

from pipeline import detect as detecting
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
DANISH = (
    "Regeringen respekterede ikke forsamlingsfriheden, og politiet opløste flere fredelige demonstrationer i løbet af "
    "året. Menneskerettighedsorganisationer oplyste, at fængslede blev nægtet adgang til en advokat."
)
ICELANDIC = (
    "Stjórnvöld virtu ekki fundafrelsi og lögreglan leysti upp nokkrar friðsamlegar mótmælasamkomur á árinu. "
    "Mannréttindasamtök greindu frá því að fangar hefðu ekki fengið að hitta lögmann."
)
KAZAKH = (
    "Үкімет бейбіт жиналу құқығын құрметтемеді, ал полиция жыл бойы бірнеше бейбіт шеруді таратты. Ұсталғандарға "
    "адвокатпен кездесуге рұқсат берілмеді, деп хабарлады құқық қорғау ұйымдары."
)
LETTERS = "qwxz kjhg mnbv trpl " * 10


def document(text: str) -> Document:
    content = read(text.encode())
    return Document("d", "d.txt", "", "txt", "", content.pages, content.text, content.lines)


SAMPLES = [(ENGLISH, "en"), (SWEDISH, "sv"), (FRENCH, "fr"), (SPANISH, "es"), (PORTUGUESE, "pt"), (RUSSIAN, "ru")]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        *SAMPLES,
        (NORWEGIAN, "und"),
        (FINNISH, "und"),
        (ENGLISH * 20 + SWEDISH * 9, "en"),
        (SWEDISH * 9 + ENGLISH * 20, "en"),
        (RUSSIAN * 9 + SPANISH * 20, "es"),
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


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What langdetect is asked about."""
    texts: list[str] = []
    ask = detecting._ask

    def noted(text: str, prior: str | None, *trials: int) -> Iterator[tuple[str, float]]:
        texts.append(text)
        return ask(text, prior, *trials)

    monkeypatch.setattr(detecting, "_ask", noted)
    return texts


@pytest.mark.parametrize(
    ("text", "prior"),
    [
        *SAMPLES,
        (SWEDISH.upper(), "sv"),
        (f"{ENGLISH} ({RUSSIAN[:30]})", "en"),
    ],
)
def test_a_passage_whose_letters_are_those_of_its_document_s_language_is_not_asked_about(
    text: str, prior: str, asked: list[str]
) -> None:
    assert passage(text, Detection("d", prior, 0.9)) == (prior, 0.9)
    assert not asked


@pytest.mark.parametrize(
    ("text", "prior"),
    [
        (ENGLISH, "sv"),
        (DANISH, "sv"),
        (NORWEGIAN, "sv"),
        (ICELANDIC, "sv"),
        (FINNISH, "sv"),
        (PORTUGUESE, "es"),
        (SPANISH, "pt"),
        (SPANISH, "fr"),
        (KAZAKH, "ru"),
        (LETTERS, "en"),
        (ENGLISH, "und"),
        (f"{ENGLISH[:60]} {SWEDISH}", "en"),
    ],
)
def test_a_passage_whose_letters_are_not_is(text: str, prior: str, asked: list[str]) -> None:
    passage(text, Detection("d", prior, 0.9))
    assert set(asked) == {text}


@pytest.mark.parametrize(("text", "times"), [(ENGLISH * 100, 1), (SWEDISH * 100, 1), (FINNISH * 100, 2)])
def test_a_document_is_read_in_full_only_where_a_glance_does_not_tell(text: str, times: int, asked: list[str]) -> None:
    detect(document(text))
    assert len(asked) == times
    assert len(asked[0]) < 1.2 * detecting.GLANCE


def test_the_profiles_say_what_langdetect_makes_of_them() -> None:
    factory = DetectorFactory()
    factory.load_profile(PROFILES_DIRECTORY)
    ours = detecting._profiles()
    assert ours.rows.keys() == factory.word_lang_prob_map.keys()
    columns = [factory.langlist.index(name) for name in ours.names]
    grams = list(ours.rows)[::20]
    theirs = np.array([factory.word_lang_prob_map[gram] for gram in grams])[:, columns]
    assert np.allclose([ours[gram] for gram in grams], theirs, rtol=1e-6, atol=0)
    assert "the" in ours
    assert "qxz" not in ours


@pytest.fixture(scope="module")
def theirs() -> DetectorFactory:
    """langdetect as it is, with our profiles as lists."""
    ours, factory = detecting._profiles(), DetectorFactory()
    factory.langlist, factory.seed = ours.names, 0
    factory.word_lang_prob_map = {gram: ours.shares[row].tolist() for gram, row in ours.rows.items()}
    return factory


@pytest.mark.parametrize("prior", [{}, {"en": 0.9, "sv": 0.1}])
@pytest.mark.parametrize("text", [ENGLISH, SWEDISH, NORWEGIAN, RUSSIAN, KAZAKH, LETTERS, ENGLISH[:60] + FRENCH[:60]])
def test_probabilities_are_those_of_langdetect_to_the_last_digit(
    text: str, prior: dict[str, float], theirs: DetectorFactory
) -> None:
    found = []
    for detector in (theirs.create(), detecting._Detector(detecting._factory())):
        if prior:
            detector.set_prior_map(prior)
        detector.append(text)
        detector.get_probabilities()
        found.append([float(probability) for probability in detector.langprob])
    assert found[0] == found[1]


def test_a_passage_that_is_asked_about_twice_is_taken_apart_once(monkeypatch: pytest.MonkeyPatch) -> None:
    taken = []
    take = Detector._extract_ngrams

    def noted(detector: Detector) -> list[str]:
        taken.append(detector.text)
        return take(detector)  # type: ignore[no-any-return]

    monkeypatch.setattr(Detector, "_extract_ngrams", noted)
    assert passage(SWEDISH, Detection("d", "en", 0.9))[0] == "sv"
    assert len(taken) == 1
