"""How many paragraphs of PDFs with known paragraphs come out whole: `python benchmarks/paragraphs.py DIR`.

DIR holds PDFs and for each a JSON file whose name begins with the PDF's (`<pdf>_<other>.json`): `main_language`, and
`paragraphs`, each with its text under `main_language`, in the order of the document (the layout of the HURIDOCS
translation sets). A paragraph counts as found when one emitted unit has the same text, white space, hyphens, note marks
and up to four characters aside. Precision is over the paragraphs, list items and headings from the first to the last
unit that was found. Sets that list running text alone count every heading against it: the second F1 leaves headings
aside that are not known. `--rival FOLDER` scores unstructured as well, from an environment that is made in FOLDER.
"""

import argparse
import json
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from rapidfuzz.distance import Levenshtein
from rivals import rival

from pipeline.readers import pdf
from pipeline.records import Detection, Document
from pipeline.segment import segment

COUNTED = {"paragraph", "list_item", "heading"}
ASIDE = 4
# Characters that are not compared: space, hyphens of all kinds, and marks of notes (figures glued to what is before).
IGNORED = re.compile(r"[\s\u00ad\u200b\u2060\ufeff‐‑–—-]+")
MARK = re.compile(r"(?<=[^\W\d_]|[.,;:!?)\]”\"’'»])\[?\d{1,3}\]?(?=\W|$)|[¹²³⁰⁴-⁹]+")


@dataclass(frozen=True, slots=True)
class Result:
    """Scores of one document: numbers of paragraphs, and what was missed and what was too much."""

    name: str
    gold: int
    emitted: int
    found: int
    missed: tuple[str, ...]
    extra: tuple[str, ...]

    @property
    def f1(self) -> float:
        """Harmonic mean of recall over the known paragraphs and precision over the emitted ones."""
        return 2 * self.found / max(self.gold + self.emitted, 1)

    @property
    def f1_text(self) -> float:
        """The same without the headings that are not among the known paragraphs."""
        headings = sum(text.startswith("heading: ") for text in self.extra)
        return 2 * self.found / max(self.gold + self.emitted - headings, 1)


def score(name: str, gold: Sequence[str], units: Sequence[tuple[str, str]]) -> Result:
    """Compare `units`, (kind, text) in order, with the texts of `gold`."""
    wanted = [text for text in gold if _bare(text)]
    left = {n for n, (kind, _) in enumerate(units) if kind != "boilerplate"}
    bare = [_bare(text) for _, text in units]
    by_text: dict[str, list[int]] = {}
    for n in sorted(left):
        by_text.setdefault(bare[n], []).append(n)
    pairs: dict[int, int] = {}
    near = 0
    for g, text in enumerate(wanted):
        key = _bare(text)
        options = [n for n in by_text.get(key, []) if n in left]
        if not options:
            options = [n for n in left if abs(len(bare[n]) - len(key)) <= ASIDE and len(key) > 2 * ASIDE]
            options = [n for n in options if Levenshtein.distance(bare[n], key, score_cutoff=ASIDE) <= ASIDE]
        if options:
            near = min(options, key=lambda n: (abs(n - near), n))
            pairs[g] = near
            left.discard(near)
    first, last = (min(pairs.values()), max(pairs.values())) if pairs else (0, len(units) - 1)
    inside = [n for n in range(first, last + 1) if units[n][0] in COUNTED]
    hit = set(pairs.values())
    return Result(
        name=name,
        gold=len(wanted),
        emitted=len(set(inside) | hit),
        found=len(pairs),
        missed=tuple(text for g, text in enumerate(wanted) if g not in pairs),
        extra=tuple(f"{units[n][0]}: {units[n][1]}" for n in inside if n not in hit),
    )


def known(gold: Path) -> tuple[str, list[str]]:
    """Language and paragraphs in a file of these."""
    read = json.loads(gold.read_text(encoding="utf-8"))
    return read["main_language"], [paragraph["main_language"] for paragraph in read["paragraphs"]]


def measure(path: Path, gold: Path) -> Result:
    """Score one PDF against the paragraphs in the file `gold`."""
    language, texts = known(gold)
    content = pdf.read(path.read_bytes())
    document = Document(path.stem, path.name, "", "pdf", content.title, content.pages, content.text, content.lines)
    units = segment(document, Detection(path.stem, language, 1.0))
    return score(path.stem, texts, [(unit.kind, unit.text) for unit in units])


def measure_rival(folder: Path, pairs: Sequence[tuple[Path, Path]]) -> list[Result]:
    """Score unstructured on PDFs, each with its file of paragraphs; none where it cannot be installed."""
    found = rival(folder, [path for path, _ in pairs])
    results = []
    for (path, gold), elements in zip(pairs, found.files if found else (), strict=bool(found)):
        units = [] if isinstance(elements, str) else [(kind, text) for kind, text, _ in elements]
        results.append(score(path.stem, known(gold)[1], units))
    return results


def _bare(text: str) -> str:
    return IGNORED.sub("", MARK.sub("", unicodedata.normalize("NFKC", text))).casefold()


def main() -> None:
    """Print the scores of every PDF in a folder, and on request what was missed."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--errors", action="store_true", help="print missed and superfluous paragraphs")
    parser.add_argument("--only", default="", help="only PDFs whose names begin so")
    parser.add_argument("--rival", type=Path, help="folder of an environment for unstructured, made if need be")
    chosen = parser.parse_args()
    pdfs = sorted(chosen.folder.glob(f"{chosen.only}*.pdf"))
    pairs = [(path, gold) for path in pdfs for gold in sorted(chosen.folder.glob(f"{path.stem}_*.json"))]
    show([measure(path, gold) for path, gold in pairs], chosen.errors)
    if chosen.rival and pairs:
        print("unstructured, fast:")
        show(measure_rival(chosen.rival, pairs), chosen.errors)


def show(results: Sequence[Result], errors: bool) -> None:
    """Print a line for each result, what it missed if `errors`, and the mean."""
    for result in results:
        recall, precision = result.found / max(result.gold, 1), result.found / max(result.emitted, 1)
        print(
            f"{result.name:24} F1 {result.f1:.3f}  of running text {result.f1_text:.3f}"
            f"  recall {recall:.3f} of {result.gold}  precision {precision:.3f} of {result.emitted}"
        )
        for kind, texts in {"missed": result.missed, "extra": result.extra}.items() if errors else ():
            for text in texts:
                print(f"    {kind}  {text[:110]!r} … {text[-40:]!r} {len(text)}")
    if results:
        mean = sum(result.f1 for result in results) / len(results)
        running = sum(result.f1_text for result in results) / len(results)
        print(f"{'mean':24} F1 {mean:.3f}  of running text {running:.3f}")


if __name__ == "__main__":
    main()
