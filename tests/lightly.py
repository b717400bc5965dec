"""The command line with the two slow stages left out, for tests of what happens around the stages.

`python tests/lightly.py run --input DIR --output DIR`; every document has no labels and no mentions.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from pipeline import runner, work
from pipeline.interim import Source
from pipeline.ocr import Ocr
from pipeline.stages import Stage
from pipeline.work import Outcome

SLOW = ("classify", "extract")
real_process, real_function = work.process, work.function


def nothing(*_: object) -> tuple[()]:
    return ()


def function(stage: Stage) -> Callable[..., Any]:
    return nothing if stage.name in SLOW else real_function(stage)


def process(folder: Path, output: Path, ocr: Ocr | None, source: Source) -> Outcome:
    work.function = function
    return real_process(folder, output, ocr, source)


if __name__ == "__main__":
    from pipeline.__main__ import main

    runner.process = process
    main()
