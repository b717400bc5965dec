"""What a run on a cluster leaves and costs: a cluster of one worker on this machine, and invented reports.

`python -m benchmarks.cluster 300`
"""

import argparse
import tempfile
import tracemalloc
from collections import Counter
from pathlib import Path
from time import perf_counter, process_time

from distributed import LocalCluster

from benchmarks.generate import SEEDS, Reports
from pipeline import cluster
from pipeline.cluster import batches, driver
from pipeline.cluster.places import Listed
from pipeline.corpus import load
from pipeline.limits import Limits
from pipeline.steps import Step

SEED = 11
LIMITS = Limits(workers=1, seconds=600, memory=4096)
# Files in the list whose memory is measured.
FILES = 50_000


def held() -> float:
    """Bytes of memory that the machine needs, at most, for a file in the list and in its batch."""
    tracemalloc.start()
    listed = [Listed(f"{number % 200:03}/{number:07} report.pdf", 1000, f"{number:064}") for number in range(FILES)]
    made = list(batches.batches(listed, "", ()))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak / sum(len(batch.sources) for batch in made)


def main() -> None:
    """Print the figures of a run over so many reports."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("documents", type=int)
    size = parser.parse_args().documents
    costs: Counter[str] = Counter()

    def report(step: Step) -> None:
        costs["words"] += step.words
        costs["seconds"] += sum(step.seconds.values())

    with tempfile.TemporaryDirectory() as name:
        folder, output = Path(name) / "in", Path(name) / "out"
        folder.mkdir()
        reports = Reports(SEEDS, SEED)
        for number in range(size):
            (folder / f"{number:07}.txt").write_text(reports.report(number), encoding="utf-8")
        started = perf_counter()
        with LocalCluster(n_workers=1, threads_per_worker=1, processes=False, dashboard_address=":0") as workers:
            cluster.run(str(folder), str(output), workers.scheduler_address, LIMITS, report)
        print(f"{'documents':32} {size:12,}")
        print(f"{'whole run, s':32} {perf_counter() - started:12,.1f}")
        print(f"{'words':32} {costs['words']:12,}")
        print(f"{'stages, words/s':32} {costs['words'] / costs['seconds']:12,.0f}")
        paragraphs = len(load(output).paragraphs)
        print(f"{'paragraphs':32} {paragraphs:12,}")
        for kind in (batches.STAGED, batches.TABLED):
            size_of_all = sum(path.stat().st_size for path in (output / "parts" / kind).iterdir())
            print(f"{f'parts/{kind}, bytes a paragraph':32} {size_of_all / paragraphs:12,.0f}")
        names = len(driver.count(str(output), batches.keys(str(output), batches.STAGED)))
        print(f"{'distinct names a document':32} {names / size:12,.2f}")
        started = process_time()
        cluster.export(str(output))
        print(f"{'export, paragraphs/s':32} {paragraphs / (process_time() - started):12,.0f}")
        print(f"{'memory, bytes a file listed':32} {held():12,.0f}")


if __name__ == "__main__":
    main()
