"""How fast a corpus is made: `python benchmarks/throughput.py PART… [--write FILE]`, or `make bench`.

`rivals` takes the whole pipeline, all stages in one process, and two stacks that one might write instead (naive.py: one
reads files with the same packages as we, the other with unstructured) through the same files in turns, so that what
else the machine does meets all of them: CPU seconds, nothing of what is loaded once. A set of files ends with its
time. `stages` says what each stage costs over the reports; `workers`, how much sooner two processes are done than one;
`curve`, what a document costs among ever more of them; `size`, time and memory of one run over very many. `entities`,
`kills` and `fuzz` are the scripts of these names. What a part finds replaces its section of the file.
"""

import argparse
import csv
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import cycle, islice
from pathlib import Path
from typing import Any

import spacy
from machine import MEBIBYTE, counted, machine, resident
from rivals import PACKAGES, STACK, NotInstalled, environment
from threadpoolctl import threadpool_limits

from pipeline import languages, runner
from pipeline.extract import people
from pipeline.extract.people import MODELS
from pipeline.stages import STAGES, function

ROOT = Path(__file__).parent.parent
REPORTS, LABELS = ROOT / "seeds" / "reports", ROOT / "seeds" / "labels" / "paragraphs.csv"
GOLD = [path.relative_to(ROOT) for path in sorted((ROOT / "tests" / "gold").glob("*.json"))]
# Files of a set of PDFs and of web pages, and of one turn.
SIZES, TURN = {"pdf": 50, "html": 200}, 5
# Times that the reports are gone through, for stages and for each number of workers.
ROUNDS = 3
# Documents for the comparison of workers, of the curve, and of the large run; seconds between two looks at its memory.
SHARED_OUT, GROWING, LARGE = 300, (100, 1000, 5000, 20_000), 100_000
LOOK = 2
# Files for the run over damaged ones.
DAMAGED = 10_000
# So that CPU seconds are those of one core.
ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}


class Rival:
    """A naive stack at work in an environment of its own."""

    def __init__(self, python: Path, elements: bool) -> None:
        program = [python, ROOT / "benchmarks" / "naive.py"]
        self.process = subprocess.Popen(
            program, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=os.environ | ONE_THREAD
        )
        rules = {code: languages.table(code, "articles")["rules"] for code in languages.having("articles")}
        setup = {
            "models": {folder.name: str(folder) for folder in sorted(MODELS.iterdir()) if folder.is_dir()},
            "labels": str(LABELS),
            "articles": {code: rf"(?:{own[0]['head']}) ?\d+" for code, own in rules.items()},
            "elements": elements,
        }
        self.ask(setup)

    def ask(self, question: Any) -> Any:
        """The answer to a line. Raises NotInstalled where there is none."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(json.dumps(question) + "\n")
        self.process.stdin.flush()
        answer = self.process.stdout.readline()
        if not answer:
            raise NotInstalled("a rival came to an end")
        return json.loads(answer)

    def seconds(self, paths: Sequence[Path]) -> float:
        """CPU seconds for some files."""
        answer = self.ask([str(path) for path in paths])
        for failure in answer["failed"]:
            print(f"    a rival could not read {failure[:150]}", file=sys.stderr)
        return float(answer["seconds"])

    def end(self) -> None:
        """Let it go."""
        assert self.process.stdin is not None
        self.process.stdin.close()
        self.process.wait()


@dataclass(slots=True)
class Turns:
    """What a set of files took: files and words so far, CPU seconds by contestant, and their ratios to ours by turn."""

    files: int = 0
    words: int = 0
    seconds: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    ratios: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))


def ours(paths: Sequence[Path]) -> tuple[float, int]:
    """CPU seconds of a whole run over some files, from their bytes to the tables, and the words that they hold."""
    with tempfile.TemporaryDirectory() as place:
        folder, output = Path(place) / "in", Path(place) / "out"
        folder.mkdir()
        for number, path in enumerate(paths):
            shutil.copy(path, folder / f"{number:04} {path.name}")
        start = time.process_time()
        runner.run(folder, output, None, lambda _: None)
        spent = time.process_time() - start
        words = sum(len(path.read_text(encoding="utf-8").split()) for path in (output / "text").glob("*.txt"))
    return spent, words


def compare(sets: dict[str, list[Path]], rivals: dict[str, Rival], seconds: float) -> dict[str, Turns]:
    """Every set of files through all contestants, a turn of a few files at a time, for so many seconds a set."""
    found: dict[str, Turns] = {}
    for name, paths in sets.items():
        if not paths:
            continue
        for stack in rivals.values():
            stack.seconds(paths[:1])
        ours(paths[:1])
        turns = found[name] = Turns()
        end = time.monotonic() + seconds
        for first in range(0, len(paths), TURN):
            if first and time.monotonic() > end:
                break
            turn = paths[first : first + TURN]
            spent, words = ours(turn)
            turns.files, turns.words = turns.files + len(turn), turns.words + words
            turns.seconds["ours"] += spent
            for rival, stack in rivals.items():
                taken = stack.seconds(turn)
                turns.seconds[rival] += taken
                turns.ratios[rival].append(taken / spent)
            print(f"    {name}: {turns.files} of {len(paths)} files", file=sys.stderr, flush=True)
    return found


def against_rivals(chosen: argparse.Namespace) -> Iterator[str]:
    """Section: we and the rivals over texts, PDFs and web pages."""
    folders = {"pdf": chosen.pdf, "html": chosen.html}
    distinct = {kind: sorted(folder.glob(f"*.{kind}")) if folder else [] for kind, folder in folders.items()}
    sets = {"five reports (text)": sorted(REPORTS.glob("*.txt")) * ROUNDS}
    for kind, paths in distinct.items():
        sets[f"{len(paths)} {kind.upper()} files"] = list(islice(cycle(paths), SIZES[kind])) if paths else []
    python = environment(chosen.rival, (*PACKAGES, *STACK))
    rivals = {"naive stack": Rival(python, False), "with unstructured": Rival(python, True)}
    found = compare(sets, rivals, chosen.seconds)
    for stack in rivals.values():
        stack.end()
    yield "Words a second and core from file to tables, models loaded; ratios of CPU seconds on the same files, in"
    yield f"turns of {TURN} files (in brackets the lowest and highest of a turn). The reports are taken {ROUNDS} times,"
    yield f"other files again until there are {SIZES['pdf']} PDFs and {SIZES['html']} pages. A set ends with its time:"
    yield "what had come through all of them by then counts.\n"
    yield f"| set | files | words | ours, words/s |{''.join(f' {name}, words/s | ratio |' for name in rivals)}"
    yield f"| --- | --: | --: | --: |{' --: | --: |' * len(rivals)}"
    for name, turns in found.items():
        cells = [name, f"{turns.files}", f"{turns.words:,}", f"{turns.words / turns.seconds['ours']:,.0f}"]
        for rival in rivals:
            ratios = turns.ratios[rival]
            ratio = turns.seconds[rival] / turns.seconds["ours"]
            cells += [f"{turns.words / turns.seconds[rival]:,.0f}"]
            cells += [f"**{ratio:.1f}×** ({min(ratios):.1f} – {max(ratios):.1f})"]
        yield f"| {' | '.join(cells)} |"


def by_stage(_: argparse.Namespace) -> Iterator[str]:
    """Section: what each stage costs over the reports."""
    names = sorted(path.name for path in REPORTS.glob("*.txt"))
    spent: dict[str, list[float]] = defaultdict(list)
    of_people: list[float] = []
    tokenizer: list[float] = []
    tokenize = spacy.blank("xx").tokenizer
    words = 0
    for again in range(ROUNDS + 1):
        rounds: dict[str, float] = defaultdict(float)
        words = 0
        for name in names:
            have: dict[str, Any] = {}
            for stage in STAGES:
                start = time.process_time()
                given = (REPORTS, name, name) if not stage.needs else tuple(have[need] for need in stage.needs)
                have[stage.name] = function(stage)(*given)
                rounds[stage.name] += time.process_time() - start
            start = time.process_time()
            people.find(have["segment"])
            of_people.append(time.process_time() - start)
            start = time.process_time()
            tokenize(have["ingest"].text)
            tokenizer.append(time.process_time() - start)
            words += len(have["ingest"].text.split())
        rounds["keep, link, export"] = ours([REPORTS / name for name in names])[0] - sum(rounds.values())
        for stage_name, seconds in rounds.items() if again else ():  # the first round loads the models
            spent[stage_name].append(seconds)
    taken = {name: statistics.median(times) for name, times in spent.items()}
    yield f"CPU seconds over the reports ({words:,} words) on one core, median of {ROUNDS} rounds, models loaded.\n"
    yield "| stage | seconds | words/s | share of the run |\n| --- | --: | --: | --: |"
    for name, seconds in taken.items():
        yield f"| {name} | {seconds:.3f} | {words / max(seconds, 1e-3):,.0f} | {seconds / sum(taken.values()):.1%} |"
    yield f"| all | {sum(taken.values()):.3f} | {words / sum(taken.values()):,.0f} | 100 % |"
    share = sum(of_people[len(names) :]) / ROUNDS / sum(taken.values())
    yield f"\nThe finder of people, within `extract`, takes {share:.1%} of the run."
    once = sum(tokenizer[len(names) :]) / ROUNDS
    yield f"How fast the machine was: spaCy's tokenizer alone read {words / once:,.0f} words/s of the same texts in the"
    yield f"same rounds; a run takes as long as {sum(taken.values()) / once:.0f} such readings."


def generate(first: int, documents: int, folder: Path) -> None:
    """Write some made-up reports."""
    command = [sys.executable, "-m", "benchmarks.generate", "--first", str(first), "--documents", str(documents)]
    subprocess.run([*command, "--to", str(folder)], cwd=ROOT, check=True)


def run(folder: Path, output: Path, workers: int) -> float:
    """Seconds by the clock of a run by the command line."""
    start = time.perf_counter()
    command = [sys.executable, "-m", "pipeline", "run", "--input", str(folder), "--output", str(output)]
    subprocess.run([*command, "--workers", str(workers), "--quiet"], cwd=ROOT, check=True, env=os.environ | ONE_THREAD)
    return time.perf_counter() - start


def with_workers(chosen: argparse.Namespace) -> Iterator[str]:
    """Section: one process and two."""
    taken: dict[int, list[float]] = {1: [], 2: []}
    alone: dict[int, list[float]] = {1: [], 2: []}
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        generate(0, chosen.shared, folder / "in")
        for _ in range(chosen.rounds):
            for workers, times in taken.items():
                times.append(run(folder / "in", folder / "out", workers))
                shutil.rmtree(folder / "out")
                alone[workers].append(counted(workers))
    ratio = statistics.median(one / two for one, two in zip(taken[1], taken[2], strict=True))
    yield f"Seconds by the clock for {chosen.shared:,} made-up reports, start-up included, in turns:\n"
    for workers, times in taken.items():
        yield f"- {workers} worker{'s' if workers > 1 else ''}: {', '.join(f'{seconds:.1f}' for seconds in times)}"
    bound = 2 * statistics.median(one / two for one, two in zip(alone[1], alone[2], strict=True))
    yield f"\nTwo are **{ratio:.2f}×** as fast as one. Two interpreters that add up numbers and share nothing are"
    yield f"{bound:.2f}× as fast as one here, in the same turns."


def curve(chosen: argparse.Namespace) -> Iterator[str]:
    """Section: what a document costs among ever more."""
    rows: list[str] = []
    done, loading = 0, 0.0
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        for size in (chosen.workers, *chosen.sizes):
            generate(done, size - done, folder / "in")
            clock = run(folder / "in", folder / "out", chosen.workers)
            costs = {stage: seconds for stage, _, _, seconds in read_costs(folder / "out")}
            stages = sum(costs.pop(stage.name) for stage in STAGES)
            if not done:
                # A document for each worker: nearly all of this is what a worker loads, in every run.
                loading = stages
            else:
                each, end = 1000 * (stages - loading) / (size - done), 1000 * sum(costs.values()) / size
                rows.append(f"| {size:,} | {size - done:,} | {each:.1f} | {end:.2f} | {clock:.0f} |")
                print(rows[-1], file=sys.stderr, flush=True)
            done = size
    yield f"A growing folder of made-up reports, {chosen.workers} workers: only what is new goes through the stages;"
    yield "the ends (link, tables, export) are done for all. Milliseconds by the clock, without what a worker loads."
    yield f"In each run, that is {loading / chosen.workers:.1f} s a worker.\n"
    yield "| documents | new | stages, ms a new document | ends, ms a document | whole run, s |"
    yield "| --: | --: | --: | --: | --: |"
    yield from rows


def at_size(chosen: argparse.Namespace) -> Iterator[str]:
    """Section: one run over very many documents."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        generate(0, chosen.documents, folder / "in")
        start = time.perf_counter()
        command = [sys.executable, "-m", "pipeline", "run", "--input", str(folder / "in")]
        command += ["--output", str(folder / "out"), "--workers", str(chosen.workers), "--quiet"]
        process = subprocess.Popen(command, cwd=ROOT, env=os.environ | ONE_THREAD)
        most: Counter[str] = Counter()
        while process.poll() is None:
            held = resident(process.pid)
            most |= Counter({"all": sum(held.values()), "parent": held.get(process.pid, 0)})
            most |= Counter({"worker": max((size for pid, size in held.items() if pid != process.pid), default=0)})
            time.sleep(LOOK)
        clock = time.perf_counter() - start
        with (folder / "out" / "paragraphs.csv").open(encoding="utf-8", newline="") as file:
            paragraphs = sum(1 for _ in csv.reader(file)) - 1
        costs = read_costs(folder / "out")
    mebibytes = {who: f"{size / MEBIBYTE:,.0f}" for who, size in most.items()}
    yield f"{chosen.documents:,} made-up reports ({paragraphs:,} rows of `paragraphs.csv`), {chosen.workers} workers:"
    yield f"{clock / 60:.0f} minutes by the clock, exit status {process.returncode}. Most memory in use at one time:"
    yield f"**{mebibytes['all']} MiB**, the resident sizes of all processes added; the parent {mebibytes['parent']}, a"
    yield f"worker {mebibytes['worker']}. Looked at every {LOOK} seconds; what processes share counts for each.\n"
    yield "| stage | documents | words | seconds of all processes | words/s |\n| --- | --: | --: | --: | --: |"
    for stage, documents, words, seconds in costs:
        speed = (f"{words:,}", f"{seconds:,.0f}", f"{words / seconds:,.0f}") if words else ("", f"{seconds:,.0f}", "")
        yield f"| {stage} | {documents:,} | {' | '.join(speed)} |"


def read_costs(output: Path) -> list[tuple[str, int, int, float]]:
    """Stage, documents, words and seconds of the last run."""
    lines = (output / ".interim" / "costs.csv").read_text(encoding="utf-8").splitlines()[1:]
    return [
        (stage, int(documents), int(words), float(seconds))
        for stage, documents, words, seconds in (line.split(",") for line in lines)
    ]


def printed(script: str, *arguments: str) -> Iterator[str]:
    """Section: what a script beside this one prints."""
    done = subprocess.run(
        [sys.executable, "-m", f"benchmarks.{script}", *arguments], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    yield f"`python -m benchmarks.{' '.join((script, *arguments))}`, exit status {done.returncode}:\n"
    yield from ("```text", done.stdout.strip(), "```")


Part = Callable[[argparse.Namespace], Iterator[str]]
PARTS: dict[str, tuple[str, Part]] = {
    "rivals": ("Against what one would write instead", against_rivals),
    "stages": ("By stage", by_stage),
    "workers": ("One process and two", with_workers),
    "curve": ("As a corpus grows", curve),
    "size": ("Very many documents", at_size),
    "entities": ("Laws, articles and dates", lambda _: printed("entities", *map(str, GOLD))),
    "kills": ("Killed and run again", lambda _: printed("kills")),
    "fuzz": ("Damaged files", lambda chosen: printed("fuzz", "--files", str(chosen.damaged))),
}


def replaced(text: str, heading: str, lines: Sequence[str]) -> str:
    """A page of results with another text under one of its headings."""
    sections = dict(part.split("\n", 1) for part in text.split("\n## ")[1:])
    sections[heading] = "\n" + "\n".join([*lines, "", f"Measured on: {machine()}."])
    order = dict.fromkeys([*(title for title, _ in PARTS.values()), *sections])
    body = (f"## {title}\n\n{sections[title].strip()}\n" for title in order if title in sections)
    return "# Benchmarks\n\nWritten by `make bench`.\n\n" + "\n".join(body)


def main() -> None:
    """Measure the parts that were asked for."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("parts", nargs="+", choices=PARTS, metavar="PART", help=", ".join(PARTS))
    parser.add_argument("--write", type=Path, help="file whose sections are replaced; default: print them")
    parser.add_argument("--pdf", type=Path, help="rivals: folder of PDFs")
    parser.add_argument("--html", type=Path, help="rivals: folder of web pages")
    parser.add_argument("--rival", type=Path, help="rivals: folder of the environment they run in, made if need be")
    parser.add_argument("--seconds", type=float, default=150, help="rivals: longest time for a set (default 150)")
    parser.add_argument("--shared", type=int, default=SHARED_OUT, help=f"workers: documents (default {SHARED_OUT})")
    parser.add_argument("--rounds", type=int, default=ROUNDS, help=f"workers: turns of each (default {ROUNDS})")
    parser.add_argument("--sizes", type=int, nargs="+", default=GROWING, help="curve: numbers of documents")
    parser.add_argument("--documents", type=int, default=LARGE, help=f"size: documents (default {LARGE:,})")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1, help="curve, size: processes")
    parser.add_argument("--damaged", type=int, default=DAMAGED, help=f"fuzz: files (default {DAMAGED:,})")
    chosen = parser.parse_args()
    if "rivals" in chosen.parts and not chosen.rival:
        parser.error("rivals: --rival says in which folder their environment is, or is to be made")
    os.environ.update(ONE_THREAD)
    # What this process has loaded by now no longer looks there.
    with threadpool_limits(1):
        for name in chosen.parts:
            title, part = PARTS[name]
            lines = list(part(chosen))
            if not chosen.write:
                print(f"## {title}\n", *lines, sep="\n")
                continue
            text = chosen.write.read_text(encoding="utf-8") if chosen.write.exists() else ""
            chosen.write.write_text(replaced(text, title, lines), encoding="utf-8")


if __name__ == "__main__":
    main()
