"""Protocols by their treaty, named or spoken of: "the Optional Protocol to it", "fakultativa protokollet om …"."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.extract.laws.alignment import Found, Token, Words, walk, year_end
from pipeline.extract.laws.instruments import ROMAN, TOKEN, YEAR, fold, has_protocols, registry

# Weight of the words that a protocol's subject shows at least, less those that it does not know.
LEAST_SUBJECT = 2.5
# Weight of "optional" and the like where nothing else tells two protocols apart.
ALIKE = 0.1
# Tokens behind a protocol's head in which its numbers stand.
FURTHEST_NUMBER = 8
# Tokens behind a protocol's head in which "to the Convention" ends.
LINKS = 6
# Characters of ", and to the" between names.
LONGEST_JOINT = 12
# Characters between a protocol's head and its treaty's name.
NEAR = 40


@dataclass(frozen=True, slots=True)
class Head:
    """A protocol's head with what stands round it: its first and last token, its treaty ("" if none is spoken of).

    `own` is where the treaty is named in the protocol's name, `bare` whether it is only called "the Convention" there;
    `marked` whether a word makes it a treaty's protocol; `numbers` are those that stand behind the head, with the
    tokens that they end at.
    """

    first: int
    place: int
    last: int
    own: Found | None
    bare: bool
    treaty: str
    marked: bool
    numbers: tuple[tuple[int, str], ...]


def find(
    text: str, tokens: Sequence[Token], words: Words, place: int, treaties: Sequence[Found], before: str
) -> Found | None:
    """The protocol whose head is the token at `place`; `before` is the treaty last spoken of in the document.

    Its norm is "" where the document does not say whose protocol it is.
    """
    known = registry()
    head = _head(text, tokens, place, treaties, before)
    named = bool(head.own or ((head.bare or head.numbers) and head.treaty in known.protocols))
    if not named and not head.marked:
        return None
    candidates = known.protocols.get(head.treaty, ()) if named else tuple(known.treaty_of)
    stop = max(tokens[head.last].end, head.own.end if head.own else 0)
    ranked: list[tuple[float, bool, int, int, str]] = []
    ahead = {words(at) for at in range(head.first, place + 1)} | {number for _, number in head.numbers}
    numbers = sorted(word for word in ahead if word.isdigit() and not YEAR.fullmatch(word))
    if not numbers and known.numbered.get(head.treaty) == "roman":
        return Found(tokens[head.first].start, stop, f"{head.treaty}-protocols")
    if named and (not candidates or (numbers and head.treaty in known.numbered)):
        return Found(tokens[head.first].start, stop, numbered(head.treaty, *numbers[:1]))
    for order, norm in enumerate(candidates):
        end, shown = _subject(text, tokens, words, head.last, norm)
        shown += sum(known.weights[word] for word in sorted(ahead & (known.words[norm] - known.optional)))
        shown += ALIKE * len(ahead & known.words[norm] & known.optional)
        ranked.append((round(shown, 1), known.treaty_of[norm] == head.treaty, -order, end, norm))
    top = max(score for score, *_ in ranked)
    # The treaty spoken of decides unless the words of another treaty's protocol say clearly more.
    near = [one for one in ranked if one[1] and one[0] >= top - 1.0] or [one for one in ranked if one[0] == top]
    _, related, _, end, norm = max(near)
    if not related and sum(one[0] == top for one in ranked) > 1:
        norm = ""
    return Found(tokens[head.first].start, max(stop, tokens[end].end), norm)


def numbered(treaty: str, number: str = "") -> str:
    """The norm of a treaty's protocol that goes by a number, or of its only one."""
    known = registry()
    made = "-".join(filter(None, (_numbered_name(treaty), number)))
    return next((norm for norm in known.protocols.get(treaty, ()) if number in known.words[norm]), made)


def treaty_of(norm: str) -> str:
    """The treaty that a norm is a protocol of, or ""."""
    known = registry()
    made = (treaty for treaty in known.numbered if norm.startswith(_numbered_name(treaty)))
    return known.treaty_of.get(norm) or next(made, "")


def _numbered_name(treaty: str) -> str:
    return f"treaty:{treaty.removeprefix('treaty:').lower()}-protocol"


def find_several(
    text: str, tokens: Sequence[Token], words: Words, place: int, treaties: Sequence[Found], before: str
) -> list[Found]:
    """The protocols that share a head in the plural and are told apart by their subjects, each by itself."""
    known = registry()
    head = _head(text, tokens, place, treaties, before)
    if head.numbers and head.treaty in known.numbered:
        starts = [tokens[head.first].start, *(tokens[at].start for at, _ in head.numbers[1:])]
        return [
            Found(start, tokens[at].end, numbered(head.treaty, number))
            for start, (at, number) in zip(starts, head.numbers, strict=True)
        ]
    if head.marked and known.numbered.get(head.treaty) == "roman":
        stop = year_end(text, max(tokens[head.last].end, head.own.end if head.own else 0))
        return [Found(tokens[head.first].start, stop, f"{head.treaty}-protocols")]
    if head.own and (apart := list(_of_several(text, tokens[head.first], head.own, treaties))):
        return apart
    left = list(known.protocols.get(head.treaty, ()))
    found: list[Found] = []
    at = head.last
    while left:
        ends = {norm: _subject(text, tokens, words, at, norm) for norm in left}
        # The subject that ends first is the one that comes first.
        norm = min(left, key=lambda norm: (ends[norm][0] == at, ends[norm][0], -ends[norm][1]))
        end = ends[norm][0]
        if end == at:
            break
        first = next(one for one in range(at + 1, end + 1) if words(one) in known.words[norm]) if found else head.first
        found.append(Found(tokens[first].start, tokens[end].end, norm))
        left.remove(norm)
        at = end
    return found


def _of_several(text: str, first: Token, own: Found, treaties: Sequence[Found]) -> Iterator[Found]:
    """The protocols of treaties that share the head before them, a treaty with one protocol each.

    Nothing, where only one treaty is named.
    """
    known = registry()
    place = treaties.index(own)
    last = place
    while last + 1 < len(treaties) and _coordinates(text[treaties[last].end : treaties[last + 1].start]):
        last += 1
    sharing = treaties[place : last + 1] if last > place else ()
    if all(len(known.protocols.get(one.norm, ())) == 1 for one in sharing):
        for one in sharing:
            yield Found(first.start if one is own else one.start, one.end, known.protocols[one.norm][0])


def _coordinates(between: str) -> bool:
    """Whether only a comma, or a small word and an article, stands between two names."""
    words = TOKEN.findall(between)
    plain = between.replace(",", "").split() == words and len(between) <= LONGEST_JOINT
    return plain and bool(between.strip()) and all(fold(word) in registry().function for word in words)


def _subject(text: str, tokens: Sequence[Token], words: Words, place: int, norm: str) -> tuple[int, float]:
    """The last token of a protocol's subject behind `place`, and the weight of what it shows."""
    known = registry()
    own = known.words[norm] - known.optional - known.prefixes
    mine = frozenset(word for word in own if not word.isdigit() or YEAR.fullmatch(word))
    _, end, shown, foreign = walk(text, tokens, words, place, frozenset(), mine)
    # One word that fits, after others that do not, is no part of the name.
    return (end if shown - foreign > LEAST_SUBJECT else place), shown - foreign


def _head(text: str, tokens: Sequence[Token], place: int, treaties: Sequence[Found], before: str) -> Head:
    known = registry()
    marks = known.optional | known.ordinals
    first = place
    while first > 0 and text[tokens[first - 1].end : tokens[first].start] in (" ", "-"):
        word = fold(tokens[first - 1].word)
        if not (word in marks | known.prefixes or YEAR.fullmatch(word)):
            break
        first -= 1
    while first < place and fold(tokens[first].word) in known.function:
        first += 1
    # "Protocolo Facultativo": the adjective may follow.
    behind = place + 1 < len(tokens) and fold(tokens[place + 1].word) in known.optional
    marked = behind or any(fold(tokens[at].word) in marks for at in range(first, place + 1))
    numbers = tuple(_numbers(text, tokens, place))
    behind_numbers = numbers[-1][0] if numbers else place
    own = next((one for one in treaties if one.start > tokens[place].end), None)
    own = own if own and _joins(text, tokens[behind_numbers], own) else None
    last = behind_numbers
    while own and last + 1 < len(tokens) and tokens[last + 1].start < own.end:
        last += 1
    bare = behind_numbers if own else _bare(text, tokens, behind_numbers)
    last = max(last, bare)
    treaty = own.norm if own else _spoken_of(text, tokens[place], treaties, before)
    treaty = known.treaty_of.get(treaty, treaty)
    if numbers and not own and treaty not in known.numbered:
        figures = "roman" if tokens[numbers[0][0]].word in ROMAN else "arabic"
        if figures == "roman" or not marked:
            treaty = next((norm for norm, style in known.numbered.items() if style == figures), treaty)
    return Head(first, place, last, own, bare > behind_numbers, treaty, marked, numbers)


def _numbers(text: str, tokens: Sequence[Token], place: int) -> Iterator[tuple[int, str]]:
    """The numbers right behind a protocol's head, and the tokens that they are: "No. 4", "Nos. 6 and 13", "I"."""
    known = registry()
    roman: bool | None = None
    for at in range(place + 1, min(place + FURTHEST_NUMBER, len(tokens))):
        word = tokens[at].word
        if text[tokens[at - 1].end : tokens[at].start] not in (" ", ". ", ", "):
            return
        number = ROMAN.get(word) or (word if word.isdigit() and len(word) <= 2 else "")
        if number and roman in (None, word in ROMAN):
            roman = word in ROMAN
            yield at, number
        elif fold(word) not in known.function or fold(word) in known.links:
            return


def _bare(text: str, tokens: Sequence[Token], place: int) -> int:
    """The last token of "to the Convention" behind a protocol's head, where no more of a treaty's name is said."""
    known = registry()
    linked = False
    for at in range(place + 1, min(place + LINKS, len(tokens))):
        word = fold(tokens[at].word)
        if text[tokens[at - 1].end : tokens[at].start] not in (" ", ". "):
            break
        if word in known.heads:
            after = tokens[at + 1] if at + 1 < len(tokens) else None
            goes_on = after and text[tokens[at].end : after.start] == " " and fold(after.word) in known.function
            return at if linked and not goes_on else place
        if not (word in known.links or word in known.function or word.isdigit()):
            break
        linked = linked or word in known.links
    return place


def _joins(text: str, head: Token, treaty: Found) -> bool:
    """Whether "to the" or the like, and a number at most, stands between a protocol's head and its treaty's name."""
    known = registry()
    between = text[head.end : treaty.start]
    if len(between) > NEAR or any(mark in between for mark in ",;:()?!"):
        return False
    words = [fold(word) for word in TOKEN.findall(between)]
    return any(word in known.links for word in words) and all(
        word in known.links or word in known.function or word in known.optional or word.isdigit() for word in words
    )


def _spoken_of(text: str, head: Token, treaties: Sequence[Found], before: str) -> str:
    """The treaty that a bare protocol belongs to: one coordinated with it, else the last one that has protocols."""
    following = next((one for one in treaties if one.start > head.end), None)
    if following and TOKEN.fullmatch(text[head.end : following.start].strip()):
        return following.norm
    earlier = [one.norm for one in treaties if one.end <= head.start]
    return next((norm for norm in reversed([before, *earlier]) if has_protocols(norm)), "")
