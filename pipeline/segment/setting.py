"""Setting: how the text of a document is set: wrapped or not, how wide, how far apart."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from pipeline.segment import layout
from pipeline.segment.rows import Row, runs_on
from pipeline.segment.spaces import SPACING

# Advance widths of Times Roman in thousandths of its size (Adobe's font metrics), enough to tell a full line from a
# short one where only characters are known; other letters are as wide as the average of their case.
WIDTHS = (
    dict.fromkeys("ijlt/", 278)
    | dict.fromkeys(".,;: ", 250)
    | dict.fromkeys("frI()[]|!'’‘-", 333)
    | dict.fromkeys("sJ", 389)
    | dict.fromkeys("aceézäåàáâèêë?”“", 444)
    | dict.fromkeys("wCBRDNGOQHKUAVXY&", 722)
    | dict.fromkeys("EFLPST", 600)
    | dict.fromkeys("mM", 830)
    | {"W": 944, "–": 500, "—": 1000}
)
# Neighbours on either side whose edge is a line's own: a paragraph or two, so that notes in small type do not matter.
NEIGHBOURS = 12
# Shares of line pairs within one sentence: wrapped text has one in most lines, a paragraph per line hardly any.
WRAPPED = 0.12
FEWEST = 2
# Extraction that leaves blank lines within sentences leaves more than one in so many; pages leave a few as well.
LOOSE = 0.02
# A line that runs on stays short of the edge by less than 98 in 100 of its document's lines do, within these bounds:
# letters are wider or narrower than their averages by 1 % of a line at least, by 6 % at most (five ripped reports).
SURE = 0.98
LEAST_PLAY = 0.01
MOST_PLAY = 0.06
# Text wrapped by counting characters keeps to its edge in so many of at least so many line pairs, running heads aside.
EXACT = 0.97
FEWEST_EXACT = 20
# Blanks behind a line mean a paragraph's end where at most one in so many lines that run on has them, and lines that
# end a sentence have them so much more often: inside a paragraph, four sentences end for the one at its end.
STRAY_TRAIL = 0.1
TRAIL_ODDS = 6
# Pages hold more lines than this share says.
FEW_TOPS = 0.08


class _Widths(dict[str, int]):
    def __missing__(self, character: str) -> int:
        width = self[character] = 722 if character.isupper() else 500
        return width


_WIDTHS = _Widths(WIDTHS)


@dataclass(frozen=True, slots=True)
class Setting:
    """How the text of a document is set.

    `wrapped` is whether its paragraphs run over several lines, `spacing` how many blank lines stand between the lines
    of one paragraph, `loose` whether more than that may stand within a sentence, `play` the share of a line's width
    that a full line may stay short of the edge, `slack` that share for a line in mid-sentence, `indent` the usual one,
    `tops` the rows that open a page and `closed` the rows that the blanks behind them show to end a paragraph. For
    each row, `edges` is how wide the text around it is, `widths` how wide the row, `firsts` how wide its first word
    with a blank; in any one unit, nothing where not wrapped.
    """

    wrapped: bool
    spacing: float
    loose: bool
    play: float
    slack: float
    indent: float
    tops: frozenset[int]
    closed: frozenset[int]
    edges: tuple[float, ...]
    widths: tuple[float, ...]
    firsts: tuple[float, ...]

    def room(self, n: int, after: int) -> float:
        """Share of the width that is left in row `n` when the first word of row `after` has been put there."""
        return (self.edges[n] - self.widths[n] - self.firsts[after]) / self.edges[n]


def setting(lines: list[Row]) -> Setting:
    """How the text of `lines` is set, seen from the pairs of lines that one sentence certainly runs through."""
    if lines and lines[0].placed:
        turned = frozenset(n for n, row in enumerate(lines) if row.turned)
        edges, *measures = layout.widths(lines)
        return Setting(True, SPACING, False, layout.SHORT, layout.SHORT, 0.0, turned, frozenset(), edges, *measures)
    pairs = [n for n in range(len(lines) - 1) if runs_on(lines[n], lines[n + 1])]
    if len(pairs) < max(FEWEST, WRAPPED * len(lines)):
        return Setting(False, 0, False, 0.0, 0.0, 0.0, frozenset(), frozenset(), (), (), ())
    gaps = sorted(lines[n + 1].gap for n in pairs)
    spacing = gaps[len(gaps) // 2]
    wide = sum(gap > spacing for gap in gaps)
    loose = wide >= max(FEWEST + 1, LOOSE * len(gaps))
    indents = sorted(lines[n + 1].indent for n in pairs)
    indent = indents[len(indents) // 2]
    tops, closed = _tops(lines, indent), _closed(lines, pairs)
    counted, printed = _measures(lines, len), _measures(lines, _printed)
    edge = max(counted[0][n] for n in pairs)
    kept = sum(counted[0][n] + counted[1][n + 1] > edge for n in pairs)
    if len(pairs) >= FEWEST_EXACT and kept >= EXACT * len(pairs):
        play = -0.5 / edge
        return Setting(True, spacing, loose, play, play, indent, tops, closed, (edge,) * len(lines), *counted)
    # Typewriters and editors count characters, printers measure letters: what leaves less room at the ends is right.
    (play, edges), (widths, firsts) = min((_ends(pairs, *measures), measures) for measures in (counted, printed))
    play = min(max(play, LEAST_PLAY), MOST_PLAY)
    return Setting(True, spacing, loose, play, MOST_PLAY, indent, tops, closed, edges, widths, firsts)


def _measures(lines: list[Row], measure: Callable[[str], int]) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """How wide each row is, and its first word with a blank."""
    blank = measure(" ")
    return (
        tuple(measure(row.text) for row in lines),
        tuple(measure(row.text.split(None, 1)[0]) + blank for row in lines),
    )


def _ends(pairs: list[int], widths: tuple[int, ...], firsts: tuple[int, ...]) -> tuple[float, tuple[int, ...]]:
    """Room that all but a few of the lines in `pairs` leave at their end, and the edge of each line."""
    wide = [widths[n] for n in pairs]
    ranked = sorted(wide)
    usual = ranked[len(ranked) * 9 // 10]
    edges = []
    for n in range(len(widths)):
        near = slice(bisect_left(pairs, n - NEIGHBOURS), bisect_left(pairs, n + NEIGHBOURS + 1))
        widest = sorted(wide[near])[-3:]
        edges.append(widest[0] if len(widest) == 3 else usual)
    left = sorted((edges[n] - widths[n] - firsts[n + 1]) / edges[n] for n in pairs)
    return left[int(len(left) * SURE)], tuple(edges)


def _printed(text: str) -> int:
    """How wide `text` is in print, in thousandths of the size of its letters."""
    return sum(map(_WIDTHS.__getitem__, text))


def _closed(lines: list[Row], pairs: list[int]) -> frozenset[int]:
    """Rows that end a paragraph because other blanks stand behind them than where a sentence runs on."""
    usual = Counter(lines[n].trail for n in pairs).most_common(1)[0][0]
    odd = {n for n, row in enumerate(lines) if row.trail != usual}
    ended = [n for n, row in enumerate(lines) if row.ended]
    stray = sum(n in odd for n in pairs) / len(pairs)
    meant = sum(n in odd for n in ended) / max(1, len(ended))
    # One more than was seen: a rare accident must not look impossible.
    return frozenset(odd) if stray <= STRAY_TRAIL and meant >= TRAIL_ODDS * (stray + 1 / len(pairs)) else frozenset()


def _tops(lines: list[Row], indent: float) -> frozenset[int]:
    """Rows that open a page: the format says so, or a lone blank before them that some extractors leave there."""
    turned = {n for n in range(1, len(lines)) if lines[n].page != lines[n - 1].page}
    blank = {n for n, row in enumerate(lines) if row.indent == indent + 1}
    return frozenset(turned | blank if len(blank) <= FEW_TOPS * len(lines) else turned)
