import subprocess
import sys
from pathlib import Path

from pipeline.extract.laws import names

REPORT = sorted((Path(__file__).parents[1] / "seeds" / "reports").glob("*.txt"))[0]
# What only the work of a stage needs, or a command of its own: each costs 0.05 to 2 seconds to import.
HEAVY = {
    "asyncio",
    "dask",
    "distributed",
    "langdetect",
    "numpy",
    "pandas",
    "pebble",
    "pypdfium2",
    "rapidfuzz",
    "scipy",
    "sklearn",
    "spacy",
}


def test_the_command_line_starts_without_what_only_its_work_needs() -> None:
    program = "import sys, pipeline.__main__; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    loaded = set(done.stdout.split())
    assert "pipeline.runner" in loaded
    assert not loaded & HEAVY


# What only training and notebooks need: seconds and 150 MiB of each process that reads documents.
OF_TRAINING = {"dask", "matplotlib", "pandas", "scipy.optimize", "scipy.stats", "skops", "sklearn", "torch"}
READS = """
import sys
from pathlib import Path
from pipeline.stages import STAGES, function
have, report = {}, Path(sys.argv[1])
for stage in STAGES:
    given = [have[need] for need in stage.needs] or [report.parent, report.name, report.stem]
    have[stage.name] = function(stage)(*given)
print(*sys.modules)
"""


def test_a_process_that_reads_documents_loads_nothing_that_only_training_needs() -> None:
    done = subprocess.run([sys.executable, "-c", READS, REPORT], capture_output=True, text=True, check=True)
    loaded = set(done.stdout.split())
    assert {"numpy", "spacy"} <= loaded
    assert not loaded & OF_TRAINING


def test_what_stands_beside_the_heads_of_laws_is_compiled_where_a_text_has_the_head() -> None:
    made = names.grammar.__wrapped__("en")
    held = [part for rule in made.rules for part in (rule.before, rule.after, rule.further) if part]
    assert held
    assert not any("compiled" in vars(part) for part in held)
    named = [rule for rule in made.rules if any(names.find_by(rule, "The Penal Code of 1998 was amended.", made))]
    compiled = [part for part in held if "compiled" in vars(part)]
    assert named
    assert 0 < len(compiled) < len(held) / 2
