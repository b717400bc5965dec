"""Tasks: paragraphs as the annotation tools take them, pre-annotated, with what brings them back."""

import colorsys
import csv
import io
import json
from collections.abc import Callable, Sequence
from typing import Any
from xml.etree import ElementTree

from pipeline.labels.categories import Category
from pipeline.labels.fields import REVIEWED, SUGGESTED
from pipeline.labels.queue import Candidate
from pipeline.labels.records import RECOMMENDATION

# Names of the controls and of the object in the labelling configuration; `formats.label_studio_min` reads them back.
TEXT, CATEGORIES = "text", "categories"
MODEL = "rightscorpus"
# doccano wants a colour for each label: hues go round the circle by the golden angle, so that neighbours differ.
GOLDEN = 137.508
WHITE = "#ffffff"

Writer = Callable[[Sequence[Candidate], Sequence[Category]], str]


def label_studio(queue: Sequence[Candidate], _: Sequence[Category]) -> str:
    """A JSON array of tasks with predictions."""
    return json.dumps([_task(candidate) for candidate in queue], ensure_ascii=False, indent=1) + "\n"


def label_studio_config(categories: Sequence[Category]) -> str:
    """The labelling configuration: the text, any number of categories, the recommendation flag."""
    view = ElementTree.Element("View")
    ElementTree.SubElement(view, "Text", name=TEXT, value=f"${TEXT}")
    chosen = ElementTree.SubElement(view, "Choices", name=CATEGORIES, toName=TEXT, choice="multiple")
    for category in categories:
        ElementTree.SubElement(chosen, "Choice", value=category.name, hint=_hint(category))
    flag = ElementTree.SubElement(view, "Choices", name=RECOMMENDATION, toName=TEXT, choice="multiple")
    ElementTree.SubElement(flag, "Choice", value=RECOMMENDATION)
    ElementTree.indent(view)
    return ElementTree.tostring(view, encoding="unicode") + "\n"


def doccano(queue: Sequence[Candidate], _: Sequence[Category]) -> str:
    """JSON Lines of examples with their labels, which stand in `suggested` too: so a task is told from an export."""
    return _lines(
        [
            _meta(one) | {SUGGESTED: ";".join(sorted(one.labels)), "text": one.text, "label": sorted(one.labels)}
            for one in queue
        ]
    )


def doccano_config(categories: Sequence[Category]) -> str:
    """The labels, as doccano's import of labels takes them."""
    names = [*(category.name for category in categories), RECOMMENDATION]
    labels = [
        {
            "text": name,
            "prefixKey": None,
            "suffixKey": None,
            "backgroundColor": _colour(number * GOLDEN % 360),
            "textColor": WHITE,
        }
        for number, name in enumerate(names)
    ]
    return json.dumps(labels, ensure_ascii=False, indent=1) + "\n"


def prodigy(queue: Sequence[Candidate], categories: Sequence[Category]) -> str:
    """JSON Lines of examples for the choice interface."""
    options = [{"id": category.name, "text": category.title} for category in categories]
    options.append({"id": RECOMMENDATION, "text": RECOMMENDATION})
    return _lines(
        [{"text": one.text, "meta": _meta(one), "options": options, "accept": sorted(one.labels)} for one in queue]
    )


def table(queue: Sequence[Candidate], _: Sequence[Category]) -> str:
    """CSV with the columns that training reads, and an empty one in which a person says that the labels are theirs."""
    written = io.StringIO()
    columns = ["para_id", "doc_id", "language", "year", "section", "text", CATEGORIES, RECOMMENDATION, REVIEWED]
    writer = csv.DictWriter(written, columns, restval="", lineterminator="\n")
    writer.writeheader()
    for one in queue:
        flag = "true" if RECOMMENDATION in one.labels else "false"
        chosen = ";".join(sorted(one.labels - {RECOMMENDATION}))
        writer.writerow(_meta(one) | {"text": one.text, CATEGORIES: chosen, RECOMMENDATION: flag})
    return written.getvalue()


# How each tool takes the tasks, and how it is told the labels, with that file's suffix.
TOOLS: dict[str, tuple[Writer, Callable[[Sequence[Category]], str] | None, str]] = {
    "labelstudio": (label_studio, label_studio_config, ".config.xml"),
    "doccano": (doccano, doccano_config, ".labels.json"),
    "prodigy": (prodigy, None, ""),
    "csv": (table, None, ""),
}


def _task(candidate: Candidate) -> dict[str, Any]:
    results = [
        {"from_name": control, "to_name": TEXT, "type": "choices", "value": {"choices": chosen}}
        for control, chosen in (
            (CATEGORIES, sorted(candidate.labels - {RECOMMENDATION})),
            (RECOMMENDATION, sorted(candidate.labels & {RECOMMENDATION})),
        )
        if chosen
    ]
    data = _meta(candidate) | {TEXT: candidate.text}
    return {"data": data, "predictions": [{"model_version": MODEL, "result": results}]}


def _meta(candidate: Candidate) -> dict[str, str]:
    """What brings a paragraph back, all of it words: a tool that keeps tables makes a number something else."""
    return {
        "para_id": candidate.para_id,
        "doc_id": candidate.document,
        "language": candidate.language,
        "year": str(candidate.year or ""),
        "section": candidate.section,
    }


def _lines(rows: Sequence[dict[str, Any]]) -> str:
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


def _hint(category: Category) -> str:
    return ": ".join(part for part in (category.title, category.definition) if part)


def _colour(hue: float) -> str:
    """A dark colour of a hue, in degrees, as #rrggbb: white stands out from it."""
    red, green, blue = colorsys.hls_to_rgb(hue / 360, 0.35, 0.6)
    return f"#{round(red * 255):02x}{round(green * 255):02x}{round(blue * 255):02x}"
