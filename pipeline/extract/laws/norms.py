"""Norms of laws: the slug of a code or a subject by the words of a name, else a slug made from the name."""

import re
from dataclasses import dataclass
from functools import cache, lru_cache

from pipeline import languages
from pipeline.extract.laws.instruments import fold
from pipeline.extract.laws.names import Name, fill, fragments
from pipeline.extract.laws.titles import core_end, english, known_slug, titles

SLUG_WORD = re.compile(r"\d+(?:[/:.-]\d+)*(?:-[ivxlc]+\b)?|[^\W_]+")
# A title in quotation marks, whichever way they look; within a word they are none.
QUOTED = re.compile(r"(?:[“\"«„‘]|(?<!\w)['”»’](?=\w)).{3,}")
# What stands before the subject of a resolution: "of 26 February 2014".
DAY_AND_YEAR = re.compile(r"\b(?:\d{1,2}\w{0,2} [^\W\d_]{3,}|[^\W\d_]{3,} \d{1,2},) (?=(?:19|20)\d\d\b)")
# The number of an act of the European Union, whose letters differ from language to language.
UNION = re.compile(
    r"\((?:EU|E[CG]|EE[CG])\) (?:\w{2}\.? )?(\d+/\d+)|(\d+/\d+)/(?:EU|E[CG]|EE[CG]|RIF|JHA|GUSP|CFSP|Euratom)\b"
)
# The same where only who made it says whose it is: "rådets förordning 517/2014".
ACT_NUMBER = re.compile(r"(\d+/\d+)()")
# What a slug leaves out where it has other words: years, and the numbers of a collection of laws.
NUMBERED = re.compile(r"(?:1[89]|20)\d\d(?::\d+)?|1[67]\d\d:\d+")
# The page behind the number of one of several laws in a collection.
PAGE = re.compile(r"(?<=:)(\d+) \w\. ?\d+")
# Where what an organ is called ends.
END_OF_PART = re.compile(r"[,;:.()]")
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
    code: str
    amendment: re.Pattern[str]
    organs: tuple[tuple[str, tuple[str, ...]], ...]
    union: tuple[tuple[str, re.Pattern[str]], ...]
    organ_behind: re.Pattern[str]
    issuer_before: re.Pattern[str]
    issuer_behind: re.Pattern[str]


@cache
def norms(code: str) -> Norms:
    """The norms that the language's file describes."""
    table = languages.table(code, "laws")
    words = fragments(code)
    return Norms(
        codes=_patterns(table["codes"]),
        subjects=_patterns(table["subjects"]),
        silent=frozenset(table["slugs"]["silent"]),
        endings=tuple(table["slugs"]["endings"]),
        code=code,
        amendment=re.compile(table["slugs"]["amendment"]),
        organs=tuple((organ, tuple(names)) for organ, names in table["organs"].items()),
        union=_patterns(table["union"]),
        organ_behind=re.compile(fill(table["organ_behind"], words)),
        issuer_before=re.compile(fill(table["issuer_before"], words)),
        issuer_behind=re.compile(fill(table["issuer_behind"], words)),
    )


def _patterns(table: dict[str, str]) -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((norm, re.compile(fill(pattern, {}))) for norm, pattern in table.items())


def is_union(law: str, code: str) -> bool:
    """Whether the norm of a law is that of an act of the European Union."""
    return law.startswith("law:eu-") or any(law == norm for norm, _ in norms(code).union)


@lru_cache(maxsize=1 << 14)
def norm(kind: str, key: str, code: str) -> str:
    """The norm of a law of a kind ("code", "law", "decree", "resolution", "treaty") by its name in a language.

    A "union" law is an act of the European Union that goes by a number.
    """
    known = norms(code)
    lower = key.lower()
    if kind in ("law", "union"):
        act = UNION.search(key) or (ACT_NUMBER.search(key) if kind == "union" else None)
        number = act[1] or act[2] if act else ""
        subjects = (*known.union, *known.subjects) if act else known.union
        listed = next((norm for norm, subject in subjects if subject.search(number or lower)), "")
        if listed or act:
            return listed or f"law:eu-{number.replace('/', '-')}"
    if kind == "constitution":
        return kind
    listed = known_slug(lower, code)
    if kind in CODES:
        found = next((norm for norm, pattern in known.codes if pattern.search(lower)), "") if kind == "code" else ""
        found = found or (listed and f"law:{listed}") or _subject(lower, known)
        if known.amendment.search(lower):
            stem = found.removeprefix("law:") or slug(lower, known)
            return f"law:{stem.removesuffix('-amendments')}-amendments"
        return found or f"law:{slug(lower, known)}"
    if kind == "decree" and titles(code):
        listed = listed or _subject(lower, known).removeprefix("law:").removesuffix("-act")
    return f"{kind}:{listed or slug(lower, known)}"


def _subject(lower: str, known: Norms) -> str:
    """The norm of the first subject that a name in small letters has words of, or ""."""
    end = core_end(lower, known.code)
    words = ((norm, pattern.search(lower)) for norm, pattern in known.subjects)
    return next((norm for norm, found in words if found and found.start() < end), "")


def slug(name: str, known: Norms) -> str:
    """A name as a few English words with hyphens between: without years, grammar and kinds of law.

    What has a number and no subject keeps its year: another year's may have the same number.
    """
    name = PAGE.sub(r"\1", name)
    title = QUOTED.search(name)
    words = SLUG_WORD.findall(DAY_AND_YEAR.sub("", title[0] if title else name))
    words = [word for word in words if word not in known.silent]
    kept = [word for word in words if not NUMBERED.fullmatch(word)] or words
    if len(kept) < len(words) and all(word[0].isdecimal() for word in kept):
        kept += [word for word in words if word not in kept][:1]
    stems = [next((word.removesuffix(end) for end in known.endings if word.endswith(end)), word) for word in kept]
    translated = [fold(word) for stem in stems if (word := english(stem, known.code))][:SLUG_WORDS] or map(fold, stems)
    return re.sub(r"[^a-z0-9]+", "-", "-".join(translated)).strip("-") or "unnamed"


def resolution(name: Name, text: str, earlier: dict[str, str], code: str) -> str:
    """The norm of a resolution: its organ by the words before it, or as it was called before, and its number."""
    number = re.sub(r"\s*\(.*", "", re.sub(r"^[AS]/(?:RES/)?", "", name.number)).replace("/", "-")
    first, _, second = number.removeprefix("S-").partition("-")
    issuer = issuer_of(text, name, code)
    organ = (issuer and slug(issuer.lower(), norms(code))) or organ_of(text, name, code) or earlier.get(number, "")
    if second and not organ:
        organ = "chr" if int(first) >= FIRST_YEAR else "hrc"
    if second and LAST_HRC_SESSION < int(first) < FIRST_YEAR:
        organ = "unga"
    if second and organ == "hrc" and int(second) > MOST_HRC_RESOLUTIONS:
        organ = "unga"
    if number and not second and not organ and len(name.key[: name.key.rfind(number)].split()) < MARKED:
        organ = "unsc"
    if number:
        earlier[number] = organ
    else:
        subject = DAY_AND_YEAR.split(name.key)[-1] or name.key
    return f"resolution:{organ + '-' if organ else ''}{number or slug(subject.lower(), norms(code))}"


# The Commission on Human Rights numbered by year.
FIRST_YEAR = 1900
# Sessions of the Human Rights Council so far stay below those of the General Assembly since the Council began (61st).
LAST_HRC_SESSION = 60
# The Council adopted 46 resolutions at most in one session, the General Assembly some 300.
MOST_HRC_RESOLUTIONS = 60
# Characters before a resolution in which its organ is named, and behind it.
ORGAN_REACH, ORGAN_BEHIND = 80, 45
# Words before the number of a resolution of which the second marks it as one: "No.". Those of the Security Council go
# without.
MARKED = 2


def organ_of(text: str, name: Name, code: str) -> str:
    """The organ that a resolution's name, or else the words just before it, speak of, or ""."""
    inside, before = text[name.start : name.end], text[max(0, name.start - ORGAN_REACH) : name.start]
    of = norms(code).organ_behind.match(text, name.end)
    behind = END_OF_PART.split(text[of.end() : of.end() + ORGAN_BEHIND])[0] if of else ""
    for part in (inside, behind, before):
        places = [
            (part.rfind(organ_name), organ)
            for organ, names in norms(code).organs
            for organ_name in names
            if organ_name in part
        ]
        if places:
            return max(places)[1]
    return ""


def issuer_of(text: str, name: Name, code: str) -> str:
    """Who in a country issued an act that goes by a number: as called in, right before or behind the name, or ""."""
    known = norms(code)
    inside = known.issuer_behind.search(text, name.start, name.end)
    before = known.issuer_before.search(text, max(0, name.start - ORGAN_REACH), name.start)
    found = inside or before or known.issuer_behind.match(text, name.end)
    return found["issuer"] if found else ""


def court_of(text: str, name: Name, code: str) -> str:
    """The court that made what it calls a regulation, or ""."""
    organ = organ_of(text, name, code)
    return organ if organ in COURTS else ""
