"""Export: the tables and texts that researchers open, put together from what each document adds to them, in order."""

import os
import shutil
from collections.abc import Collection, Iterable
from contextlib import ExitStack
from operator import itemgetter
from pathlib import Path

from pipeline import explorer, report
from pipeline.columns import TABLES
from pipeline.extract.laws.tally import Cited, Instrument, instruments, order
from pipeline.forms import FORMS, present, writer
from pipeline.link.persons import Seen, merged
from pipeline.package import pack
from pipeline.parts import Part, heading, part, written
from pipeline.records import Failure, Person
from pipeline.rows import Processed, Row, decimal
from pipeline.runs import Runs


def export(
    documents: Iterable[Processed | Failure],
    output: Path,
    people: Iterable[Person] = (),
    forms: Collection[str] = (),
) -> None:
    """Write every table and text below `output`, and the tables in other `forms` too; those already there are renewed.

    The documents come in the order of the tables. All is written aside first, so that a run that dies leaves the old
    ones whole.
    """
    put_together(map(part, documents), output, people, forms)


def put_together(
    parts: Iterable[Part],
    output: Path,
    people: Iterable[Person] | None = None,
    forms: Collection[str] = (),
) -> None:
    """The same from parts; the people are those of the parts unless they are given. No more than one part is held."""
    aside = output / ".interim" / "export"
    shutil.rmtree(aside, ignore_errors=True)
    for folder in ("text", "laws", "persons"):
        (aside / folder).mkdir(parents=True)
    laws = Runs(aside / "laws", Cited, order)
    persons = Runs[tuple[str, Seen]](aside / "persons", tuple[str, Seen], itemgetter(0))
    kept = set()
    with ExitStack() as files:
        tables = {name: files.enter_context((aside / f"{name}.csv").open("wb")) for name in TABLES}
        for name, file in tables.items():
            file.write(heading(name))
        for one in parts:
            for name, data in one.tables.items():
                tables[name].write(data)
            if one.text is not None:
                kept.add(f"{one.document}.txt")
                _write_text(one.text, f"{one.document}.txt", aside / "text", output / "text")
            for law in one.laws:
                laws.add(law)
            for item in one.persons.items():
                persons.add(item)
        for instrument in instruments(laws):
            tables["laws"].write(written("laws", [_instrument(instrument)]))
        for person in merged(persons) if people is None else people:
            tables["people"].write(written("people", [_person(person)]))
    for folder in ("laws", "persons"):
        shutil.rmtree(aside / folder)
    for form in FORMS:
        if form in forms or present(form, output):
            writer(form)(aside)
    pack(aside)
    explorer.write(aside, aside / "explorer.html")
    report.write(aside, aside / "report.html", output / ".interim" / "report.json")
    _replace(aside, output, kept)


def beside(output: Path, forms: Collection[str]) -> None:
    """Write the tables of `output` in other forms, from the tables that are there."""
    aside = output / ".interim" / "export"
    shutil.rmtree(aside, ignore_errors=True)
    aside.mkdir(parents=True)
    for name in TABLES:
        (aside / f"{name}.csv").symlink_to((output / f"{name}.csv").resolve())
    for form in forms:
        writer(form)(aside)
    _move(set(aside.iterdir()) - {aside / f"{name}.csv" for name in TABLES}, output)
    shutil.rmtree(aside)


def _write_text(text: bytes, name: str, aside: Path, output: Path) -> None:
    """Write a text aside, unless the one in place is the same."""
    try:
        same = (output / name).read_bytes() == text
    except FileNotFoundError:
        same = False
    if not same:
        (aside / name).write_bytes(text)


def _instrument(instrument: Instrument) -> Row:
    return {
        "law_id": instrument.id,
        "norm": instrument.norm,
        "kind": instrument.kind,
        "jurisdiction": instrument.jurisdiction,
        "names": ";".join(instrument.names),
        "mentions": instrument.mentions,
        "documents": ";".join(instrument.documents),
    }


def _person(person: Person) -> Row:
    return {
        "person_id": person.id,
        "name": person.name,
        "variants": ";".join(person.variants),
        "offices": ";".join(person.offices),
        "mentions": person.mentions,
        "documents": ";".join(person.documents),
        "reasons": ";".join(person.reasons),
        "score": decimal(person.score),
    }


def _replace(aside: Path, output: Path, kept: Collection[str]) -> None:
    """Move what stands `aside` into place, and drop the texts of documents that are gone: all but those `kept`."""
    # What takes the place of the old is on the disk before: a machine that stops keeps the one or the other, whole.
    os.sync()
    texts = output / "text"
    texts.mkdir(exist_ok=True)
    for path in (aside / "text").iterdir():
        path.replace(texts / path.name)
    _move(set(aside.iterdir()) - {aside / "text"}, output)
    for path in texts.glob("*.txt"):
        if path.name not in kept:
            path.unlink()
    shutil.rmtree(aside)


def _move(paths: Iterable[Path], output: Path) -> None:
    for path in sorted(paths):
        if path.is_dir() and (output / path.name).exists():
            # Out of the way in one step: what is half removed would be neither the old nor the new.
            (output / path.name).replace(path.with_name(f"{path.name} before"))
        path.replace(output / path.name)


if __name__ == "__main__":
    from pipeline.__main__ import run_alone

    run_alone("export")
