"""Norms of laws: the slug of a code or a subject by the words of a name, else a slug made from the name."""

import re
from dataclasses import dataclass
from functools import cache, lru_cache

from pipeline import languages
from pipeline.extract.laws.instruments import fold
from pipeline.extract.laws.names import Name, fill

SLUG_WORD = re.compile(r"\d+(?:[/:.-]\d+)*|[^\W_]+")
QUOTED = re.compile(r"[“\"«„‘'].{3,}")
# What stands before the subject of a resolution: "of 26 February 2014".
DAY_AND_YEAR = re.compile(r"\b\d{1,2}\w{0,2} \w+ (?:19|20)\d\d\b")
# The number of an act of the European Union, whose letters differ from language to language.
UNION = re.compile(r"\((?:EU|E[CG]|EE[CG])\) (?:\w{2}\.? )?(\d+/\d+)|(\d+/\d+)/(?:EU|E[CG]|EE[CG])\b")
# Words of a name that a slug made from it keeps.
SLUG_WORDS = 5
CODES = frozenset({"code", "law"})
# Organs whose "regulation" is a resolution.
COURTS = frozenset({"supreme-court", "constitutional-court"})


@dataclass(frozen=True, slots=True)
class Norms:
    """What a language's file says about norms: patterns in their order, and words that a slug leaves out."""

    codes: tuple[tuple[str, re.Pattern[str]], ...]
    subjects: tuple[tuple[str, re.Pattern[str]], ...]
    silent: frozenset[str]
    endings: tuple[str, ...]
    english: dict[str, str]
    amendment: re.Pattern[str]
    organs: tuple[tuple[str, tuple[str, ...]], ...]


@cache
def norms(code: str) -> Norms:
    """The norms that the language's file describes."""
    table = languages.table(code, "laws")
    return Norms(
        codes=_patterns(table["codes"]),
        subjects=_patterns(table["subjects"]),
        silent=frozenset(table["slugs"]["silent"]),
        endings=tuple(table["slugs"]["endings"]),
        english=table["slugs"].get("english", {}),
        amendment=re.compile(table["slugs"]["amendment"]),
        organs=tuple((organ, tuple(names)) for organ, names in table["organs"].items()),
    )


def _patterns(table: dict[str, str]) -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((norm, re.compile(fill(pattern, {}))) for norm, pattern in table.items())


@lru_cache(maxsize=1 << 14)
def norm(kind: str, key: str, code: str) -> str:
    """The norm of a law of a kind ("code", "law", "decree", "resolution", "treaty") by its name in a language."""
    known = norms(code)
    if kind == "law" and (act := UNION.search(key)):
        number = act[1] or act[2]
        return next(
            (norm for norm, subject in known.subjects if subject.search(number)), f"law:eu-{number.replace('/', '-')}"
        )
    lower = key.lower()
    if kind == "constitution":
        return kind
    if kind in CODES:
        patterns = (*known.codes, *known.subjects) if kind == "code" else known.subjects
        found = next((norm for norm, pattern in patterns if pattern.search(lower)), "")
        if known.amendment.search(lower):
            stem = found.removeprefix("law:") or slug(lower, known)
            return f"law:{stem.removesuffix('-amendments')}-amendments"
        return found or f"law:{slug(lower, known)}"
    return f"{kind}:{slug(lower, known)}"


def slug(name: str, known: Norms) -> str:
    """A name as a few English words with hyphens between: without years, grammar and kinds of law."""
    title = QUOTED.search(name)
    words = [word for word in SLUG_WORD.findall(title[0] if title else name) if word not in known.silent]
    kept = [word for word in words if not re.fullmatch(r"(?:1[89]|20)\d\d", word)] or words
    stems = [next((word.removesuffix(end) for end in known.endings if word.endswith(end)), word) for word in kept]
    translated = [fold(known.english.get(stem, stem)) for stem in stems[:SLUG_WORDS]]
    return re.sub(r"[^a-z0-9]+", "-", "-".join(translated)).strip("-") or "unnamed"


def resolution(name: Name, text: str, earlier: dict[str, str], code: str) -> str:
    """The norm of a resolution: its organ by the words before it, or as it was called before, and its number."""
    number = re.sub(r"\s*\(.*", "", re.sub(r"^[AS]/(?:RES/)?", "", name.number)).replace("/", "-")
    first, _, second = number.removeprefix("S-").partition("-")
    organ = organ_of(text, name, code) or earlier.get(number, "")
    if second and not organ:
        organ = "chr" if int(first) >= FIRST_YEAR else "hrc"
    if second and LAST_HRC_SESSION < int(first) < FIRST_YEAR:
        organ = "unga"
    if second and organ == "hrc" and int(second) > MOST_HRC_RESOLUTIONS:
        organ = "unga"
    if number and not second and not organ:
        organ = "unsc"
    if number:
        earlier[number] = organ
        return f"resolution:{organ}-{number}"
    subject = DAY_AND_YEAR.split(name.key)[-1] or name.key
    return f"resolution:{organ + '-' if organ else ''}{slug(subject.lower(), norms(code))}"


# The Commission on Human Rights numbered by year.
FIRST_YEAR = 1900
# Sessions of the Human Rights Council so far stay below those of the General Assembly since the Council began (61st).
LAST_HRC_SESSION = 60
# The Council adopted 46 resolutions at most in one session, the General Assembly some 300.
MOST_HRC_RESOLUTIONS = 60
# Characters before a resolution in which its organ is named.
ORGAN_REACH = 80


def organ_of(text: str, name: Name, code: str) -> str:
    """The organ that a resolution's name, or else the words just before it, speak of, or ""."""
    inside, before = text[name.start : name.end], text[max(0, name.start - ORGAN_REACH) : name.start]
    for part in (inside, before):
        places = [
            (part.rfind(organ_name), organ)
            for organ, names in norms(code).organs
            for organ_name in names
            if organ_name in part
        ]
        if places:
            return max(places)[1]
    return ""


def court_of(text: str, name: Name, code: str) -> str:
    """The court that made what it calls a regulation, or ""."""
    organ = organ_of(text, name, code)
    return organ if organ in COURTS else ""
