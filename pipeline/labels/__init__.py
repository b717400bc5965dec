"""Labelled paragraphs: what the classifier learns from, and how people make more of them.

`reading` reads files of labels of any of the `formats` and joins them with `texts`; `queue` hands out the paragraphs
most worth labelling as `tasks` of the tools; `agreement` compares two coders, `suspects` the labels with the model.
"""

from pipeline.labels.categories import taxonomy
from pipeline.labels.likeness import groups
from pipeline.labels.reading import read, refuse_rare
from pipeline.labels.records import RECOMMENDATION, Labelled, Refused, fingerprint

__all__ = ["RECOMMENDATION", "Labelled", "Refused", "fingerprint", "groups", "read", "refuse_rare", "taxonomy"]
