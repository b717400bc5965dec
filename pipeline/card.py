"""Card: what a classifier was made from and how good it is, for people."""

from typing import Any

from pipeline.judge import LIKELY

_HEADER = """# The classifier

Which rights a paragraph reports about, and whether it asks somebody to act: linear models over words, letter runs and
concepts of whole paragraphs and of their sentences, and over what a small convolutional network says that reads the
words in their order. `card.json` says all that it was made from, `scores.json` has all scores.
"""

_LIMITS = """
## What it is not

It tells what a paragraph is about, not whether it is true. It has learned from the sources above: on other genres
expect less than the scores say. In a language that it has not learned no category is assigned.
"""


def summary(made_from: dict[str, Any], scores: dict[str, Any]) -> str:
    """One line: how much it learned from, and F1 on unseen paragraphs with its interval."""
    parts = [f"{made_from['paragraphs']} paragraphs; out of fold: categories {_f1(scores['categories']['all'])}"]
    if "recommendation" in scores:
        parts.append(f"recommendation {_f1(scores['recommendation']['all'])}")
    if "in_place" in scores:
        rival = scores["in_place"]
        parts.append(
            f"on {rival['paragraphs']} paragraphs, unseen by either, {rival['model']} has F1 {rival['f1']:.3f}, "
            f"the new model {rival['new']:.3f}"
        )
    return "; ".join(parts)


def page(made_from: dict[str, Any], scores: dict[str, Any]) -> str:
    """The card as Markdown."""
    described = made_from["described"]
    sources = [
        f"- {name} {number}" + (f": {described[name]}" if name in described else "")
        for name, number in made_from["sources"].items()
    ]
    spoken = ", ".join(f"{name} {number}" for name, number in made_from["languages"].items())
    lines = [
        _HEADER,
        "## What it learned from\n",
        f"{made_from['paragraphs']} labelled paragraphs ({spoken}) of {made_from['groups']} groups of documents that "
        "share no text. Sources:\n",
        *sources,
        "",
        *_read_on(made_from),
        *(f"Warning: {warning}.\n" for warning in made_from["warnings"]),
        "## How good it is on paragraphs that it has not learned from\n",
        f"Each paragraph was judged by a model that had learned from none of its group ({scores['folds']} folds). "
        "Between the brackets lie 95 of 100 draws of other groups.\n",
        "| part | F1 | precision | recall | labels |",
        "| --- | --- | --- | --- | --- |",
        _row("all categories", scores["categories"]["all"]),
        *(_row(f"baseline: {name}", one) for name, one in scores["baselines"].items()),
    ]
    for part in ("by_language", "by_source", "by_document", "by_year"):
        of = part.removeprefix("by_")
        lines += [_row(f"{of} {name}", one) for name, one in scores["categories"].get(part, {}).items()]
    if "recommendation" in scores:
        lines += [_row(f"recommendation, {name}", one) for name, one in scores["recommendation"].items()]
    lines += [_row(f"`{name}`", one) for name, one in scores["by_category"].items() if one["n"]]
    lines += [
        f"\nMacro-average of F1 over categories with ten cases or more: {scores['macro']}. Expected calibration error: "
        f"{scores['calibration_error']}{_likely(scores)}.",
        _LIMITS,
    ]
    return "\n".join(lines)


def _likely(scores: dict[str, Any]) -> str:
    """The calibration error without the many labels that are surely none, where training left it."""
    error = scores.get("calibration_error_likely")
    return "" if error is None else f" over all labels, {error} over those with a probability of {LIKELY} or more"


def _read_on(made_from: dict[str, Any]) -> list[str]:
    """Where the network learned its words, if there is one."""
    if "passages" not in made_from:
        return []
    files = ", ".join(f"{name} {number}" for name, number in made_from["passages"].items())
    without = ", ".join(made_from["without"]) or "none"
    return [
        "What words mean, the network learned from unlabelled passages, by the company that words keep: "
        f"{files}; left out were documents with these words in their names: {without}.\n",
    ]


def _row(part: str, one: dict[str, Any]) -> str:
    return f"| {part} | {_f1(one)} | {one['precision']:.3f} | {one['recall']:.3f} | {one['n']} |"


def _f1(one: dict[str, Any]) -> str:
    return f"{one['f1']:.3f} [{one['lower']:.3f}, {one['upper']:.3f}]"
