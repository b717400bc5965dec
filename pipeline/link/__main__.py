"""Run this stage alone: `python -m pipeline.link`."""

from pipeline.__main__ import run_alone

run_alone("link")
