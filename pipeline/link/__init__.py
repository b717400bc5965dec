"""Link: the same person gets the same name in every document and language of the corpus.

Laws, articles and dates bring a norm that holds for the whole corpus; a person's is, so far, that of one document.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType

from pipeline.link.corrections import NONE, Corrections
from pipeline.link.people import Joined, PersonName, join
from pipeline.records import Detection, Entity, Mention

Names = Mapping[tuple[str, str], Joined]


def names(
    corpus: Iterable[tuple[Detection, Sequence[Mention]]],
    corrections: Corrections = NONE,
    countries: Mapping[str, str] = MappingProxyType({}),
) -> Names:
    """The person of the corpus for each (document, name in the document); reads every document once.

    `countries` are those that documents are about, by code; a document that it lacks is about none known.
    """
    counts: Counter[tuple[str, str, str]] = Counter()
    posts: dict[tuple[str, str], set[str]] = defaultdict(set)
    for detection, mentions in corpus:
        for m in mentions:
            if m.type == "person":
                counts[m.document, m.norm, detection.language] += 1
                posts[m.document, m.norm].update(m.posts)
    given = (
        PersonName(document, name, language, n, countries.get(document, ""), tuple(sorted(posts[document, name])))
        for (document, name, language), n in sorted(counts.items())
    )
    return join(given, corrections)


def link(mentions: Sequence[Mention], names: Names) -> list[Entity]:
    """The entities of one document, in the order of the text, each under the corpus's name for it."""
    entities = []
    for m in sorted(mentions, key=lambda m: (m.unit, m.start, m.end, m.type)):
        joined = names[m.document, m.norm] if m.type == "person" else None
        entities.append(
            Entity(
                id=f"{m.document}:{m.unit}:{m.type}:{m.start}",
                mention=m,
                norm=joined.name if joined else m.norm,
                person=joined.person if joined else "",
            )
        )
    return entities
