"""Run this stage alone: `python -m pipeline.extract`."""

from pipeline.__main__ import run_alone

run_alone("extract")
