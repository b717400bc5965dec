"""Pages of one file: template, styles, scripts and data in one, under a policy that lets nothing else in or run."""

import base64
import hashlib
import json
import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

HERE = Path(__file__).parent / "page"
# A module says what it takes from others and gives to them; in the page all are one, in the order of their names.
IMPORT = re.compile(r"^import .*?;\n", re.MULTILINE | re.DOTALL)
EXPORT = re.compile(r"^export ", re.MULTILINE)
# What could end or open an element, or a line of a script, inside of data; within JSON these stand in strings only.
UNSAFE = "<>&\u2028\u2029"


def write_page(path: Path, template: str, styles: Sequence[str], scripts: Sequence[str], **values: object) -> None:
    """Fill a template of the folder `page` and write it to `path` as it is filled.

    `styles` and `scripts` are names of files there, without their suffixes; the scripts are modules that import one
    another and stand behind what they import. `values` are for the template: it escapes text by itself and turns what
    goes through `data` into JSON.
    """
    style, script = _joined(styles, ".css"), _modules(scripts)
    page = _environment().get_template(template)
    pieces = page.generate(style=Markup(style), script=Markup(script), policy=_policy(style, script), **values)
    with path.open("w", encoding="utf-8", newline="") as file:
        file.writelines(pieces)


def as_data(value: object) -> Markup:
    """JSON that can stand in an element of HTML and in a script."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    for character in UNSAFE:
        text = text.replace(character, f"\\u{ord(character):04x}")
    return Markup(text)


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(HERE), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters["data"] = as_data
    return environment


def _joined(names: Sequence[str], suffix: str) -> str:
    return "".join((HERE / f"{name}{suffix}").read_text(encoding="utf-8") for name in names)


def _modules(names: Sequence[str]) -> str:
    return EXPORT.sub("", IMPORT.sub("", _joined(names, ".js")))


def _policy(style: str, script: str) -> str:
    """The content security policy of a page: its own style and script by their hashes, and nothing from anywhere."""
    scripts = _source(script) if script else "'none'"
    return (
        f"default-src 'none'; script-src {scripts}; style-src {_source(style)}; "
        "base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
    )


def _source(code: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(code.encode()).digest()).decode()}'"
