import subprocess
import sys

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
