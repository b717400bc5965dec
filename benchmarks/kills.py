"""Runs killed at random moments: `python benchmarks/kills.py [--kills 20] [--input DIR]`.

A run of the pipeline on the seed reports, or on those in DIR, is killed (SIGKILL) at a random moment and begun again on
the same folder, so many times; then one runs to its end. Nothing under a final name may ever be other than a clean run
leaves it, and at the end everything is as there. Exit status 1 where it is not.
"""

import argparse
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parent.parent
SEED = 20


def command(folder: Path, output: Path, workers: int) -> list[str | Path]:
    program = [sys.executable, "-m", "pipeline", "run", "--input", folder, "--output", output]
    return [*program, "--workers", str(workers), "--seconds", "600", "--quiet"]


def emitted(output: Path) -> dict[str, bytes]:
    """The files of a corpus, but those that a run keeps for itself and its report on what has changed."""
    paths = {path.relative_to(output): path for path in output.rglob("*") if path.is_file()}
    own = (".interim", "report.html")
    return {str(name): path.read_bytes() for name, path in sorted(paths.items()) if name.parts[0] not in own}


def main() -> None:
    """Kill, begin again, compare."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--input", type=Path, default=ROOT / "seeds" / "reports")
    parser.add_argument("--workers", type=int, default=2)
    chosen = parser.parse_args()
    rng, wrong = random.Random(SEED), []
    with tempfile.TemporaryDirectory() as place:
        clean, output = Path(place) / "clean", Path(place) / "out"
        start = time.monotonic()
        subprocess.run(command(chosen.input, clean, chosen.workers), cwd=ROOT, check=True)
        usual, wanted = time.monotonic() - start, emitted(clean)
        print(f"a clean run: {usual:.1f} s, {len(wanted)} files", flush=True)
        after = 0
        for kill in range(1, chosen.kills + 1):
            process = subprocess.Popen(command(chosen.input, output, chosen.workers), cwd=ROOT)
            moment = usual * rng.uniform(0.02, 0.9)
            try:
                process.wait(moment)
                after += 1
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
            left = emitted(output) if output.exists() else {}
            halves = [name for name, data in left.items() if wanted.get(name) != data]
            wrong += [f"kill {kill} after {moment:.1f} s left {name} by halves" for name in halves]
            print(f"kill {kill} after {moment:.1f} s: {len(left)} files, {len(halves)} by halves", flush=True)
        subprocess.run(command(chosen.input, output, chosen.workers), cwd=ROOT, check=True)
        made = emitted(output)
        wrong += [f"{name} is not as a clean run leaves it" for name in wanted if made.get(name) != wanted[name]]
        wrong += [f"{name} is there beside what a clean run leaves" for name in made.keys() - wanted.keys()]
    print(f"{chosen.kills} kills, {after} of them after the end; {len(wrong)} wrong", *wrong, sep="\n")
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()
