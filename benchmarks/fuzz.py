"""Bad inputs at volume: `python benchmarks/fuzz.py [DIR ...]` damages files and runs the whole pipeline on them.

What is damaged are pieces of the seed reports in every format that can be made of text, and the files below each DIR.
File number N is the same file each time. A chunk of them is one run of the command line, every stage of it, which must
end by itself within the sum of its documents' limits, give every file a row, keep every offset true, and fail no file
for a defect of ours. `--as-is` runs the files below DIR undamaged. Printed: what came of them, by format and by kind of
damage, the reasons given, and the most memory that one process held.
"""

import argparse
import csv
import html
import io
import random
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import time
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import islice
from pathlib import Path

ROOT = Path(__file__).parent.parent
SEEDS = ROOT / "seeds" / "reports"
# Lines of a seed report that make one piece: about half a page.
PIECE = 20
NO_DATE = (1980, 1, 1, 0, 0, 0)
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
STREAM = re.compile(rb"stream\r?\n(.*?)\r?\n?endstream", re.DOTALL)
# How the runner words a failure that no reader foresaw, and the death of a process.
DEFECT = re.compile(r"^\w+: \w+: |^its process ")
OVERDUE = re.compile(r"^took longer than ")
MEBIBYTE = 1 << 20


def as_html(lines: Sequence[str]) -> bytes:
    body = "".join(f"<p>{html.escape(line)}</p>\n" for line in lines if line.strip())
    return f"<!DOCTYPE html><html><head><title>Report</title></head><body><main>{body}</main></body></html>".encode()


def as_markdown(lines: Sequence[str]) -> bytes:
    return "\n".join(f"## {line}" if 0 < len(line) < 40 else line for line in lines).encode()


def as_word(lines: Sequence[str]) -> bytes:
    body = "".join(f"<w:p><w:r><w:t>{html.escape(line)}</w:t></w:r></w:p>" for line in lines)
    relation = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    return packed(
        {
            "[Content_Types].xml": f'<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
            f'<Override PartName="/word/document.xml" ContentType="{kind}"/></Types>'.encode(),
            "_rels/.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            f'<Relationship Id="r" Type="{relation}" Target="word/document.xml"/></Relationships>'.encode(),
            "word/document.xml": f'<w:document xmlns:w="{WORD}"><w:body>{body}</w:body></w:document>'.encode(),
        }
    )


def as_pdf(lines: Sequence[str]) -> bytes:
    from matplotlib.backends.backend_pdf import PdfPages
    from matplotlib.figure import Figure

    written = io.BytesIO()
    # No date: the same bytes each time.
    with PdfPages(written, metadata={"CreationDate": None}) as pages:
        for first in range(0, len(lines), 50):
            figure = Figure(figsize=(8.3, 11.7))
            shown = "\n".join(line.replace("$", "") for line in lines[first : first + 50])
            figure.text(0.08, 0.95, shown, size=7, va="top")
            pages.savefig(figure)
    return written.getvalue()


def as_text(lines: Sequence[str]) -> bytes:
    return "\n".join(lines).encode()


FORMS: dict[str, Callable[[Sequence[str]], bytes]] = {
    "docx": as_word,
    "html": as_html,
    "md": as_markdown,
    "pdf": as_pdf,
    "txt": as_text,
}


def packed(parts: dict[str, bytes]) -> bytes:
    """An archive of these parts, without a date in it."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(zipfile.ZipInfo(name, NO_DATE), data, zipfile.ZIP_DEFLATED)
    return written.getvalue()


def place(data: bytes, rng: random.Random, longest: int) -> tuple[int, int]:
    """A random part of `data`, `[start, end)`, of at most `longest` bytes."""
    start = rng.randrange(len(data))
    return start, min(len(data), start + rng.randint(1, longest))


def flip(data: bytes, rng: random.Random) -> bytes:
    changed = bytearray(data)
    for _ in range(1 << rng.randint(0, 10)):
        changed[rng.randrange(len(changed))] ^= 1 << rng.randrange(8)
    return bytes(changed)


def truncate(data: bytes, rng: random.Random) -> bytes:
    return data[: rng.randrange(len(data))]


def behead(data: bytes, rng: random.Random) -> bytes:
    return data[rng.randrange(len(data)) :]


def swap(data: bytes, rng: random.Random) -> bytes:
    size = rng.randint(1, max(1, len(data) // 4))
    blocks = [data[at : at + size] for at in range(0, len(data), size)]
    one, other = rng.randrange(len(blocks)), rng.randrange(len(blocks))
    blocks[one], blocks[other] = blocks[other], blocks[one]
    return b"".join(blocks)


def blank(data: bytes, rng: random.Random) -> bytes:
    start, end = place(data, rng, 4096)
    return data[:start] + bytes(end - start) + data[end:]


def noise(data: bytes, rng: random.Random) -> bytes:
    start, end = place(data, rng, 512)
    return data[:start] + rng.randbytes(end - start) + data[end:]


def repeat(data: bytes, rng: random.Random) -> bytes:
    start, end = place(data, rng, 64)
    return data[:end] + data[start:end] * rng.randint(1, 2000) + data[end:]


def number(data: bytes, rng: random.Random) -> bytes:
    found = list(islice(re.finditer(rb"\d+", data), 20_000))
    if not found:
        return flip(data, rng)
    one = rng.choice(found)
    value = rng.choice([b"0", b"-1", b"65536", b"4294967295", b"9" * 30, b"1e308"])
    return data[: one.start()] + value + data[one.end() :]


DAMAGE: dict[str, Callable[[bytes, random.Random], bytes]] = {
    one.__name__: one for one in (flip, truncate, behead, swap, blank, noise, repeat, number)
}


def inside(data: bytes, damage: Callable[[bytes, random.Random], bytes], rng: random.Random) -> bytes | None:
    """The file with one of its compressed parts damaged and compressed again; None where it has none."""
    if data.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = {name: archive.read(name) for name in archive.namelist()}
        name = rng.choice([name for name, part in parts.items() if part])
        return packed(parts | {name: damage(parts[name], rng)})
    streams = [found for found in STREAM.finditer(data) if found.group(1)[:1] == b"x"]
    if not streams:
        return None
    one = rng.choice(streams)
    try:
        whole = zlib.decompress(one.group(1))
    except zlib.error:
        return None
    if not whole:
        return None
    return data[: one.start(1)] + zlib.compress(damage(whole, rng)) + data[one.end(1) :]


@dataclass(frozen=True, slots=True)
class Sound:
    """A file before it is damaged: its suffix, without a dot, and what makes its bytes."""

    suffix: str
    read: Callable[[], bytes]


def seeds() -> Iterator[Sound]:
    """Pieces of the seed reports in each form."""
    for path in sorted(SEEDS.iterdir()):
        lines = path.read_text(encoding="utf-8").splitlines()
        for first in range(0, len(lines), PIECE):
            piece = lines[first : first + PIECE]
            if any(line.strip() for line in piece):
                yield from (Sound(suffix, partial(make, piece)) for suffix, make in FORMS.items())


def below(folders: Sequence[Path], largest: int) -> Iterator[Sound]:
    """The files below the folders, but those of more bytes than `largest`."""
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            if path.is_file() and 0 < path.stat().st_size <= largest:
                yield Sound(path.suffix[1:].lower() or "none", path.read_bytes)


def variant(own: Sequence[Sound], given: Sequence[Sound], which: int) -> tuple[str, str, bytes]:
    """Suffix, kind of damage and bytes of file number `which`: a given one or one of our own, in turn."""
    rng = random.Random(which)
    sound = rng.choice(given if given and which % 2 else own)
    data, kind = sound.read(), rng.choice(sorted(DAMAGE))
    damaged = inside(data, DAMAGE[kind], rng) if rng.random() < 0.5 else None
    if damaged is not None:
        return sound.suffix, f"{kind} inside", damaged
    return sound.suffix, kind, DAMAGE[kind](data, rng)


@dataclass(slots=True)
class Tally:
    """What came of the files: statuses by format and by damage, reasons, and what ought not to have come."""

    formats: Counter[tuple[str, str]] = field(default_factory=Counter)
    damages: Counter[tuple[str, str]] = field(default_factory=Counter)
    reasons: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    overdue: list[str] = field(default_factory=list)
    seconds: float = 0
    allowed: float = 0


def run(folder: Path, output: Path, limits: Sequence[str], allowed: float) -> tuple[int, str]:
    """Exit status of a run and what it printed; 124 where it had to be ended after `allowed` seconds."""
    command = [sys.executable, "-m", "pipeline", "run", "--input", folder, "--output", output, "--quiet", *limits]
    try:
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=allowed)
    except subprocess.TimeoutExpired:
        return 124, ""
    return done.returncode, done.stdout + done.stderr


def rows(path: Path) -> list[dict[str, str]]:
    csv.field_size_limit(1 << 30)
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def untrue(output: Path) -> Iterator[str]:
    """Rows of the tables whose offsets do not hold."""
    texts = {}
    for row in rows(output / "paragraphs.csv"):
        texts[row["para_id"]] = row["text"]
        length = len((output / "text" / f"{row['doc_id']}.txt").read_bytes().decode())
        if not 0 <= int(row["start"]) < int(row["end"]) <= length:
            yield f"{row['para_id']}: [{row['start']}, {row['end']}) of {length}"
    for row in rows(output / "entities.csv"):
        if texts[row["para_id"]][int(row["start"]) : int(row["end"])] != row["text"]:
            yield f"{row['entity_id']}: {row['text']!r}"


def chunk(names: dict[str, str], folder: Path, chosen: argparse.Namespace, tally: Tally) -> None:
    """Run the pipeline on the files in `folder`, each name with its kind of damage, and count what came of them."""
    output = folder.with_name("out")
    limits = [f"--workers={chosen.workers}", f"--seconds={chosen.seconds}", f"--memory={chosen.memory}"]
    # What a run takes beside its documents: to start, to end, and to write the tables.
    allowed = len(names) * chosen.seconds / chosen.workers + 60
    start = time.monotonic()
    status, printed = run(folder, output, limits, allowed)
    tally.seconds += time.monotonic() - start
    tally.allowed += allowed
    if status not in (0, 1):
        tally.wrong.append(f"exit status {status}: {printed[-2000:]}")
        return
    found = {row["source"]: row for row in rows(output / "documents.csv")}
    tally.wrong += [f"{name}: has no row" for name in names.keys() - found.keys()]
    tally.wrong += untrue(output)
    for name, row in found.items():
        state, message = row["status"], row["message"]
        overdue, defect = OVERDUE.search(message), DEFECT.search(message)
        if state == "failed" and overdue:
            state = "too slow"
            tally.overdue.append(f"{name}: {message}")
        elif state == "failed" and defect:
            state = "defect"
            tally.wrong.append(f"{name}: {message}")
        tally.formats[name.rsplit(".", 1)[-1], state] += 1
        tally.damages[names[name], state] += 1
        if state != "ok":
            tally.reasons[re.sub(r"\d+(-\d+)?|\(.*\)|'.*'", "#", message)[:100]] += 1
        if state in ("too slow", "defect") and chosen.keep:
            chosen.keep.mkdir(parents=True, exist_ok=True)
            shutil.copy(folder / name, chosen.keep / name)


def table(counts: Counter[tuple[str, str]]) -> str:
    states = ("ok", "partial", "failed", "too slow", "defect")
    lines = [f"{'':16}" + "".join(f"{state:>10}" for state in states)]
    for name in sorted({name for name, _ in counts}):
        lines.append(f"{name:16}" + "".join(f"{counts[name, state]:>10}" for state in states))
    lines.append(
        f"{'all':16}" + "".join(f"{sum(n for (_, s), n in counts.items() if s == state):>10}" for state in states)
    )
    return "\n".join(lines)


def main() -> None:
    """Run the chunks and print the figures; exit status 1 where something came that ought not to."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folders", type=Path, nargs="*")
    parser.add_argument("--files", type=int, default=1000, help="files to damage (default 1000)")
    parser.add_argument("--first", type=int, default=0, help="number of the first of them (default 0)")
    parser.add_argument("--chunk", type=int, default=500, help="files a run (default 500)")
    parser.add_argument("--as-is", action="store_true", help="run the files below the folders, undamaged")
    parser.add_argument("--largest", type=int, default=100_000, help="bytes of the largest file taken (default 100000)")
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--seconds", type=int, default=30)
    parser.add_argument("--memory", type=int, default=2048)
    parser.add_argument("--keep", type=Path, help="folder for the files that were too slow or showed a defect")
    chosen = parser.parse_args()
    tally = Tally()
    own, given = list(seeds()), list(below(chosen.folders, 1 << 40 if chosen.as_is else chosen.largest))
    numbers = range(len(given)) if chosen.as_is else range(chosen.first, chosen.first + chosen.files)
    for first in range(0, len(numbers), chosen.chunk):
        with tempfile.TemporaryDirectory() as place:
            folder = Path(place) / "in"
            folder.mkdir()
            names = {}
            for which in numbers[first : first + chosen.chunk]:
                if chosen.as_is:
                    suffix, kind, data = given[which].suffix, "none", given[which].read()
                else:
                    suffix, kind, data = variant(own, given, which)
                name = f"{which:06}-{kind.replace(' ', '-')}.{suffix}"
                (folder / name).write_bytes(data)
                names[name] = kind
            chunk(names, folder, chosen, tally)
        done = sum(tally.formats.values())
        print(f"{done} of {len(numbers)} files, {tally.seconds:.0f} s, {len(tally.wrong)} wrong", flush=True)
    print(table(tally.formats), table(tally.damages), sep="\n\n")
    print("\nreasons:", *(f"{count:6} {reason}" for reason, count in tally.reasons.most_common(40)), sep="\n")
    memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(f"\n{tally.seconds:.0f} s of {tally.allowed:.0f} allowed; the largest process held {memory:.0f} MiB")
    print(*(f"too slow: {one}" for one in tally.overdue), *(f"wrong: {one}" for one in tally.wrong), sep="\n")
    sys.exit(bool(tally.wrong))


if __name__ == "__main__":
    main()
