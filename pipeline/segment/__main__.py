"""Run this stage alone: `python -m pipeline.segment`."""

from pipeline.__main__ import run_alone

run_alone("segment")
