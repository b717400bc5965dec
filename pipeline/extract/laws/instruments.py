"""The registry of treaties and United Nations texts: their names in every language, taken apart into words."""

import csv
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from math import log
from pathlib import Path
from typing import Any

from rapidfuzz import fuzz, process

from pipeline import languages

REGISTRY = Path(__file__).parents[2] / "instruments.csv"
TOKEN = re.compile(r"\w+(?::s\b)?(?:[-–’'/.]\w+)*")
YEAR = re.compile(r"(?:1[89]|20)\d\d")
ROMAN = {"I": "1", "II": "2", "III": "3", "IV": "4"}
# The number of a protocol behind its head, in a name of the registry: "Protocol No. 4 to", "Protocol II to".
NUMBERED = re.compile(r" (\d{1,2}|I{1,3}) to ")
SOFT_LAW = "soft-law"
# The kinds of instruments that are no treaties, by the heads of their names.
SOFT = {"principles": SOFT_LAW, "platform": SOFT_LAW, "declaration": "declaration"}
# Two words are one when rapidfuzz's ratio, 0..100, reaches this: "racal" and "racial", "tortures" and "torture"; not
# "social" and "racial" (83).
SAME_WORD = 84


@dataclass(frozen=True, slots=True)
class Name:
    """One name of an instrument: its head, its other content words, and those of them that stand before the head."""

    norm: str
    head: str
    ahead: frozenset[str]
    words: frozenset[str]
    weight: float


@dataclass(frozen=True, slots=True)
class Registry:
    """All names of all instruments, in all languages, and the words that they are made of.

    `numbered` are the treaties whose protocols go by number, with the figures that these are in: "arabic" or "roman".
    `called` is what each instrument may be called for short, in any language: "Covenant", "konventionen"; `also` what
    the name of one may mean besides, by the name in small letters.
    """

    names: dict[str, tuple[Name, ...]]
    single: dict[str, str]
    acronyms: dict[str, str]
    protocols: dict[str, tuple[str, ...]]
    treaty_of: dict[str, str]
    words: dict[str, frozenset[str]]
    weights: dict[str, float]
    heads: dict[str, str]
    forms: frozenset[str]
    function: frozenset[str]
    synonyms: dict[str, str]
    prefixes: frozenset[str]
    optional: frozenset[str]
    ordinals: frozenset[str]
    numbered: dict[str, str]
    called: dict[str, frozenset[str]]
    also: dict[str, str]
    regions: frozenset[str]
    soft: frozenset[str]
    links: frozenset[str]
    about: frozenset[str]
    definite: frozenset[str]
    stops: frozenset[str]
    bodies: frozenset[str]
    body_nouns: frozenset[str]
    genitives: tuple[str, ...]
    before_bodies: frozenset[str]
    done_to: frozenset[str]
    done_by: frozenset[str]


@lru_cache(maxsize=1 << 16)
def fold(word: str) -> str:
    """A word without case and without accents."""
    if word.isascii():
        return word.lower()
    plain = unicodedata.normalize("NFKD", word.casefold())
    return "".join(letter for letter in plain if not unicodedata.combining(letter))


def stem(word: str) -> str:
    """A folded word without the s of a plural or a genitive."""
    return word[:-1] if len(word) > 4 and word.endswith("s") and not word.endswith("ss") else word


@cache
def registry() -> Registry:
    """The instruments of `instruments.csv` with the words of every language's file."""
    codes = languages.having("laws")
    tables = [languages.table(code, "laws")["treaties"] for code in codes]
    heads = {fold(form): head for table in tables for head, forms in table["heads"].items() for form in forms}
    function = _words(tables, "function_words")
    prefixes = _words(tables, "prefixes")
    ordinals = {fold(word): str(number) for table in tables for word, number in table["numbers"].items()}
    synonyms = {fold(word): fold(to) for table in tables for word, to in table["synonyms"].items()} | ordinals
    with REGISTRY.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    single: dict[str, str] = {}
    single_names: list[str] = []
    named: list[tuple[str, str, frozenset[str], frozenset[str]]] = []
    numbered: dict[str, str] = {}
    called: dict[str, set[str]] = defaultdict(set)
    alike = _alike(tables)
    for row in rows:
        short = {alias.strip() for alias in row["acronyms"].split(";")}
        aliases = [alias.strip() for alias in row["aliases"].split(";") if alias.strip() not in short]
        elsewhere = [name.strip() for code in codes for name in (row.get(f"name_{code}") or "").split(";")]
        for name in filter(None, dict.fromkeys([row["name_en"], row["name_sv"], *aliases, *elsewhere])):
            if row["protocol_of"] and (number := NUMBERED.search(name)):
                numbered[row["protocol_of"]] = "roman" if number[1] in ROMAN else "arabic"
            words = [synonyms.get(word, word) for word in _split(re.sub(r"\(.*?\)", "", name))]
            alone = [word for word in words if word not in prefixes and not YEAR.fullmatch(word)]
            if len(words) == 1 or (len(alone) == 1 and alone[0] not in heads):
                single[alone[0]] = row["norm"]
                single_names.append(max(name.lower().split(), key=len))
                continue
            at = next((place for place, word in enumerate(words) if word in heads), None)
            compound = next((word for word in words if word.endswith(tuple(heads))), None)
            if at is None and compound:
                # A head that is grown together with its place, like "Pekingdeklarationen", is one of its own.
                heads[compound], at = compound, words.index(compound)
                single[compound] = row["norm"]
                single_names.append(max(name.lower().split(), key=len))
            called[row["norm"]] |= alike.get(words[at] if at is not None else "", frozenset())
            if at is None:
                raise ValueError(f"{REGISTRY.name}: no language names the head of {name!r}")
            # The treaty in the name of its protocol is read by its own name.
            silent = {*function, *heads} if row["protocol_of"] else function
            # A second head keeps its form, as in a text: "Basic Principles and Guidelines on …".
            content = ["" if word in silent else word if word in heads else stem(word) for word in words]
            content[at] = ""
            ahead = frozenset(filter(None, content[:at]))
            named.append((row["norm"], heads[words[at]], ahead, ahead.union(filter(None, content[at:]))))
    spread: dict[str, set[str]] = defaultdict(set)
    for norm, _, _, words_of_name in named:
        for word in words_of_name:
            spread[word].add(norm)
    weights = {word: 0.2 + log(len(rows) / len(norms)) for word, norms in spread.items()}
    names: dict[str, list[Name]] = defaultdict(list)
    words_by_norm: dict[str, set[str]] = defaultdict(set)
    for norm, head, before, words_of_name in dict.fromkeys(named):
        weight = sum(weights[word] for word in sorted(words_of_name))
        names[head].append(Name(norm, head, before, words_of_name, weight))
        words_by_norm[norm] |= words_of_name
    protocols: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        if row["protocol_of"]:
            protocols[row["protocol_of"]].append(row["norm"])
    return Registry(
        names={head: tuple(group) for head, group in names.items()},
        single=single,
        acronyms={short.strip(): row["norm"] for row in rows for short in row["acronyms"].split(";") if short.strip()},
        protocols={treaty: tuple(norms) for treaty, norms in protocols.items()},
        treaty_of={norm: treaty for treaty, norms in protocols.items() for norm in norms},
        words={norm: frozenset(words) for norm, words in words_by_norm.items()},
        weights=weights,
        heads=heads,
        forms=frozenset(single_names),
        function=function,
        synonyms=synonyms,
        prefixes=prefixes,
        optional=_words(tables, "optional"),
        ordinals=frozenset(ordinals),
        numbered=numbered,
        called={norm: frozenset(words) for norm, words in called.items()},
        also={fold(name): norm for table in tables for name, norm in table.get("also", {}).items()},
        regions=_words((table for table in tables if "regions" in table), "regions"),
        soft=_words((table for table in tables if "soft" in table), "soft"),
        links=_words(tables, "links"),
        about=_words((table for table in tables if "about" in table), "about"),
        definite=_words((table for table in tables if "definite" in table), "definite"),
        stops=_words(tables, "stops"),
        bodies=_words(tables, "body_verbs"),
        body_nouns=_words((table for table in tables if "body_nouns" in table), "body_nouns"),
        genitives=tuple(ending for table in tables for ending in table.get("genitives", ())),
        before_bodies=_words(tables, "body_before"),
        done_to=_words(tables, "done_to"),
        done_by=_words(tables, "done_by"),
    )


@cache
def kinds() -> dict[str, str]:
    """What kind of instrument each norm of the registry is one of: "treaty", "protocol", "declaration", "soft-law"."""
    with REGISTRY.open(encoding="utf-8", newline="") as file:
        return {row["norm"]: row["kind"] for row in csv.DictReader(file)}


def soft_kind(name: str) -> str:
    """The kind of an instrument that is no treaty by the first word of its name that tells it, or ""."""
    known = registry()
    for match in TOKEN.finditer(name):
        word = fold(match[0])
        ending = next((head for head in known.heads if word.endswith(head)), "")
        if ending or word in known.soft:
            return SOFT.get(known.heads.get(ending, ""), "") if ending else SOFT_LAW
    return ""


def _words(tables: Iterable[dict[str, Any]], key: str) -> frozenset[str]:
    return frozenset(fold(word) for table in tables for word in table[key])


def _alike(tables: Iterable[dict[str, Any]]) -> dict[str, frozenset[str]]:
    """For each head in small letters the forms that say the same in its language, itself among them."""
    found: dict[str, set[str]] = defaultdict(set)
    for table in tables:
        apart = {fold(word) for word in table.get("apart", ())}
        for forms in table["heads"].values():
            folded = {fold(form) for form in forms}
            for form in folded:
                found[form] |= folded & apart if form in apart else folded - apart
    return {form: frozenset(forms) for form, forms in found.items()}


def _split(name: str) -> list[str]:
    """The words of a name of the registry, with Roman numbers in Arabic figures."""
    return [ROMAN.get(match[0]) or fold(match[0]) for match in TOKEN.finditer(name)]


@lru_cache(maxsize=1 << 16)
def known_form(word: str) -> str:
    """The registry's form of a word: itself, a synonym, or the word that is nearest to it."""
    known = registry()
    folded = ROMAN.get(word) or fold(word)
    folded = known.synonyms.get(folded, folded)
    if folded in known.function or folded in known.heads:
        return folded
    folded = stem(folded)
    if folded not in known.weights and len(folded) > 4 and folded.isalpha():
        near = process.extractOne(folded, known.weights.keys(), scorer=fuzz.ratio, score_cutoff=SAME_WORD)
        if near:
            return str(near[0])
    return folded


@cache
def acronym_pattern() -> re.Pattern[str]:
    forms = sorted(registry().acronyms, key=lambda form: (-len(form), form))
    return re.compile(rf"(?=[A-Z]{{2}})(?<![\w/.-])(?:UN )?({'|'.join(map(re.escape, forms))})(?![\w/]|-\w)")


@cache
def stems(code: str) -> tuple[str, ...]:
    """What every head and every name of one word holds, in small letters: to look for in a text before all else.

    The heads are those of the text's language and of those that have rules for laws; where the text's language has
    none, those of all.
    """
    tables = {one: languages.table(one, "laws") for one in languages.having("laws")}
    heads = {
        form.lower()
        for one, table in tables.items()
        if code not in tables or code == one or "rules" in table
        for forms in table["treaties"]["heads"].values()
        for form in forms
    }
    found = sorted(sorted({*heads, *registry().forms}), key=len)
    return tuple(stem for place, stem in enumerate(found) if not any(short in stem for short in found[:place]))


def has_protocols(norm: str) -> bool:
    """Whether a bare "Optional Protocol" after this treaty, or this protocol, may be the treaty's."""
    return norm in registry().protocols or norm in registry().treaty_of


def known_alone(name: str) -> str:
    """The norm of the instrument that the last word of a name, made definite, is the name of, or ""."""
    known = registry()
    word = fold(name.rpartition(" ")[2])
    return next((known.single[word + end] for end in sorted(known.definite) if word + end in known.single), "")


def is_treaty(norm: str) -> bool:
    """Whether a law is one between states, or of the United Nations."""
    return norm.startswith("treaty:") or is_registered(norm)


def is_registered(norm: str) -> bool:
    """Whether the norm is that of an instrument in the registry."""
    return norm in registry().words or norm in registry().acronyms.values() or norm in registry().single.values()
