"""Faults: a run that is killed, a full disk, files that cannot be read or written, and where a run may find itself."""

import errno
import os
import random
import resource
import shutil
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path

import corpora
import lightly
import pytest
from conftest import ENGLISH, SWEDISH, files, rows
from typer.testing import CliRunner

from pipeline import ingest, interim, runner, store, work
from pipeline.__main__ import app
from pipeline.forms import FORMS, writer
from pipeline.limits import Limits
from pipeline.lock import Busy, alone
from pipeline.runner import Source
from pipeline.steps import silent
from pipeline.work import Outcome

HERE = Path(__file__).parent
# A run of two reports without the slow stages takes two seconds; a busy machine may take long.
PATIENCE = 600
QUICK_LIMITS = Limits(workers=1, seconds=PATIENCE, memory=2048)
# Root may read and write everything, but for what it gives up.
CANNOT = "-dac_override,-dac_read_search"
AS_ANYBODY = ["setpriv", f"--bounding-set={CANNOT}", f"--inh-caps={CANNOT}"] if os.geteuid() == 0 else []
needs_anybody = pytest.mark.skipif(
    bool(AS_ANYBODY) and not shutil.which("setpriv"), reason="root cannot give up its rights without setpriv"
)


def command(folder: Path, output: Path, *options: str, before: Sequence[str] = ()) -> list[str | Path]:
    program = [sys.executable, HERE / "lightly.py", "run", "--input", folder, "--output", output]
    return [*before, *program, "--workers", "1", "--seconds", str(PATIENCE), "--quiet", *options]


def run(folder: Path, output: Path, *options: str, before: Sequence[str] = (), **how: object) -> tuple[int, str]:
    """Exit status of a run in a process of its own, without the slow stages, and what it printed."""
    asked = command(folder, output, *options, before=before)
    done = subprocess.run(asked, capture_output=True, timeout=PATIENCE, **how)  # type: ignore[call-overload]
    return done.returncode, (done.stdout + done.stderr).decode()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of reports with spaces and letters of all sorts in its name and theirs."""
    folder = tmp_path_factory.mktemp("rapporter om mänskliga rättigheter; Отчёт")
    (folder / "år 2021").mkdir()
    (folder / "a 'report', English.txt").write_text(ENGLISH, encoding="utf-8")
    (folder / "år 2021" / "läge – svenska.txt").write_text(SWEDISH, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def timed(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[float, dict[str, bytes]]:
    """The seconds that a run without faults takes, and what it makes of that folder."""
    output = tmp_path_factory.mktemp("clean")
    start = time.monotonic()
    assert run(folder, output) == (0, "")
    return time.monotonic() - start, files(output)


@pytest.fixture(scope="module")
def clean(timed: tuple[float, dict[str, bytes]]) -> dict[str, bytes]:
    """What a run without faults makes of that folder."""
    return timed[1]


def test_a_second_run_on_the_same_folder_says_so_and_stops(tmp_path: Path) -> None:
    with alone(tmp_path):
        result = CliRunner().invoke(app, ["link", "--output", str(tmp_path)])
        assert result.exit_code == 2
        assert f"another run is writing to {tmp_path} (process {os.getpid()})" in result.output
    assert "run ingest first" in CliRunner().invoke(app, ["link", "--output", str(tmp_path)]).output


def test_the_lock_of_a_killed_run_does_not_block(tmp_path: Path) -> None:
    program = "import sys, time; from pathlib import Path; from pipeline.lock import alone\n"
    program += "with alone(Path(sys.argv[1])): print('held', flush=True); time.sleep(600)"
    with subprocess.Popen([sys.executable, "-c", program, tmp_path], stdout=subprocess.PIPE) as other:
        assert other.stdout
        assert other.stdout.readline() == b"held\n"
        with pytest.raises(Busy, match=str(other.pid)), alone(tmp_path):
            pass
        other.kill()
        other.wait()
        with alone(tmp_path):
            assert (tmp_path / ".interim" / "lock").read_text() == f"{os.getpid()}\n"


def test_a_run_killed_at_any_moment_leaves_nothing_by_halves(
    folder: Path, timed: tuple[float, dict[str, bytes]], tmp_path: Path
) -> None:
    usual, clean = timed
    rng = random.Random(2021)
    for _ in range(3):
        process = subprocess.Popen(command(folder, tmp_path / "out"), stderr=subprocess.DEVNULL)
        time.sleep(usual * rng.uniform(0.3, 1))
        workers = children(process.pid)
        process.send_signal(signal.SIGKILL)
        process.wait()
        left = files(tmp_path / "out") if (tmp_path / "out").exists() else {}
        assert {name: clean[name] for name in left} == left
        assert all(ended(worker) for worker in workers)
    assert run(folder, tmp_path / "out") == (0, "")
    assert files(tmp_path / "out") == clean


def children(process: int) -> list[int]:
    """The processes that one has started, where the system tells."""
    told = Path(f"/proc/{process}/task/{process}/children")
    return [int(number) for number in told.read_text().split()] if told.exists() else []


def ended(process: int) -> bool:
    """Whether a process that is none of our own ends within the time that we have."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        try:
            os.kill(process, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.05)
    return False


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[tuple[Path, Callable[[str], None]]]:
    """A disk that is soon full, and what gives it another size; only root can have one."""
    place = tmp_path / "disk"
    place.mkdir()

    def mount(*options: str) -> bool:
        asked = ["mount", "-t", "tmpfs", *options, "tmpfs", str(place)]
        return bool(shutil.which("mount")) and subprocess.run(asked, capture_output=True).returncode == 0

    if not mount("-o", "size=24k"):
        pytest.skip("no small disk can be mounted here")
    try:
        yield place, lambda size: subprocess.run(["mount", "-o", f"remount,size={size}", place], check=True) and None
    finally:
        subprocess.run(["umount", place], check=True)


def test_a_full_disk_is_told_and_the_next_run_goes_on(
    folder: Path, clean: dict[str, bytes], small_disk: tuple[Path, Callable[[str], None]]
) -> None:
    place, resize = small_disk
    for size in ("24k", "100k"):
        resize(size)
        status, printed = run(folder, place / "out")
        assert (status, "No space left on device: make room and run again" in printed) == (2, True), printed
        assert "Traceback" not in printed
        assert not (place / "out" / "corpus.csv").exists()
    resize("32m")
    assert run(folder, place / "out") == (0, "")
    assert files(place / "out") == clean


def test_a_file_that_may_not_grow_is_told_and_the_next_run_goes_on(
    folder: Path, clean: dict[str, bytes], tmp_path: Path
) -> None:
    limit = partial(resource.setrlimit, resource.RLIMIT_FSIZE, (5000, 5000))
    status, printed = run(folder, tmp_path / "out", preexec_fn=limit)
    assert (status, "File too large: make room and run again" in printed) == (2, True), printed
    assert "corpus.csv" not in files(tmp_path / "out")
    assert run(folder, tmp_path / "out") == (0, "")
    assert files(tmp_path / "out") == clean


@pytest.mark.parametrize("form", sorted(FORMS))
def test_another_form_that_may_not_grow_is_an_error_of_the_system(tmp_path: Path, form: str) -> None:
    required = {"start": 0, "end": 1, "language_confidence": 1}
    many = [corpora.paragraph("a", n, ENGLISH, **required) for n in range(40)]
    folder = corpora.write(tmp_path / "corpus", documents=[corpora.document("a", title="A")], paragraphs=many)
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (2500, before[1]))
    try:
        with pytest.raises(OSError):  # noqa: PT011 – each library words it in its own way
            writer(form)(folder)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.mark.parametrize("error", [errno.ENOSPC, errno.EDQUOT, errno.EIO])
def test_what_cannot_be_written_names_its_file_and_leaves_the_old_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: int
) -> None:
    path = tmp_path / "a.json"
    store.write(path, [1])

    def full(self: Path, data: bytes) -> int:
        with self.open("wb") as file:
            file.write(data[:1])
        raise OSError(error, os.strerror(error))

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(OSError, match=r"a\.json") as raised:
        store.write(path, [2])
    assert raised.value.errno == error
    assert store.read(path, list[int]) == [1]
    assert list(tmp_path.iterdir()) == [path]


def cannot_write(source: Source) -> Outcome:
    """Stands for a stage whose results have no room."""
    Path(source.path).touch()
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), source.path)


def test_once_nothing_can_be_written_nothing_more_is_begun(tmp_path: Path) -> None:
    sources = [Source(str(n), str(tmp_path / str(n))) for n in range(500)]
    known = partial(work.known, tmp_path)
    with pytest.raises(OSError, match="No space left"):
        runner.on_each(cannot_write, known, tmp_path, sources, QUICK_LIMITS, lambda _: None)
    assert len(list(tmp_path.iterdir())) < len(sources)


@needs_anybody
def test_an_output_folder_that_cannot_be_written_is_told(folder: Path, tmp_path: Path) -> None:
    output = tmp_path / "out"
    output.mkdir()
    output.chmod(0o555)
    status, printed = run(folder, output, before=AS_ANYBODY)
    assert (status, printed) == (2, f"rightscorpus: {output / '.interim'}: Permission denied\n")


@needs_anybody
def test_a_file_that_may_not_be_read_is_a_row_and_the_others_go_through(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    for name in ("open.txt", "locked.txt"):
        (folder / name).write_text(ENGLISH, encoding="utf-8")
    (folder / "locked.txt").chmod(0)
    status, printed = run(folder, tmp_path / "out", before=AS_ANYBODY)
    assert (status, "locked.txt failed: cannot be read: Permission denied" in printed) == (1, True)
    documents = {row["doc_id"]: row for row in rows(tmp_path / "out" / "documents.csv")}
    assert [documents[name]["status"] for name in ("open", "locked")] == ["ok", "failed"]


@needs_anybody
def test_a_folder_that_may_not_be_read_is_told(tmp_path: Path) -> None:
    (tmp_path / "in" / "locked").mkdir(parents=True)
    (tmp_path / "in" / "a.txt").write_text(ENGLISH, encoding="utf-8")
    (tmp_path / "in" / "locked").chmod(0)
    status, printed = run(tmp_path / "in", tmp_path / "out", before=AS_ANYBODY)
    assert (status, printed) == (2, f"rightscorpus: {tmp_path / 'in' / 'locked'}: Permission denied\n")


def test_a_file_whose_name_is_not_utf8_is_a_row(tmp_path: Path) -> None:
    try:
        Path(os.fsdecode(bytes(tmp_path) + b"/caf\xe9.txt")).write_text(ENGLISH, encoding="utf-8")
    except OSError:
        pytest.skip("this file system has no such names")
    [path] = ingest.sources(tmp_path)
    failure = work.process(tmp_path, tmp_path / "out", None, Source("cafe", path)).failure
    assert failure
    assert (failure.source, failure.message) == (r"caf\xe9.txt", "its name is not UTF-8: rename it")


def test_names_too_long_for_another_suffix_and_names_alike_but_for_capitals(tmp_path: Path) -> None:
    paths = ["x" * 251 + ".txt", "ä" * 120 + ".txt", "a/" + "y" * 200 + ".txt", "b/" + "y" * 200 + ".txt"]
    paths += ["Report.pdf", "report.txt"]
    ids = ingest.identify(paths)
    assert len({name.casefold() for name in ids.values()}) == len(paths)
    assert max(len(name.encode()) for name in ids.values()) <= ingest.LONGEST_ID
    for name in ids.values():
        store.write_bytes(tmp_path / name / f"{name}.txt", b"")


def delete(path: Path) -> None:
    path.unlink()


def lengthen(path: Path) -> None:
    with path.open("a", encoding="utf-8") as file:
        file.write("\nMore.\n")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (delete, "cannot be read: No such file or directory"),
        (lengthen, "the file changed while it was read: run again"),
    ],
)
@pytest.mark.parametrize("moment", ["listed", "measured"])
def test_a_file_that_goes_or_changes_while_it_is_worked_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, change: Callable[[Path], None], message: str, moment: str
) -> None:
    path = tmp_path / "a.txt"
    path.write_text(ENGLISH, encoding="utf-8")
    [source] = interim.renew(tmp_path, tmp_path / ".out")
    measure = ingest.measure

    def measured(path: Path) -> tuple[str, int]:
        if moment == "listed":
            change(path)
        found = measure(path)
        if moment == "measured":
            change(path)
        return found

    monkeypatch.setattr(ingest, "measure", measured)
    failure = work.run_ingest(tmp_path, tmp_path / ".out", None, source).failure
    # What has changed before it is read for the first time has not changed for us.
    assert (failure.message if failure else "") == ("" if (change, moment) == (lengthen, "listed") else message)
    monkeypatch.undo()
    path.write_text(ENGLISH, encoding="utf-8")
    assert work.run_ingest(tmp_path, tmp_path / ".out", None, source).failure is None


CLOCK = """
import time
began = time.monotonic()
time.time = lambda: 5e7 + {speed} * (time.monotonic() - began)
"""


def set_back(tmp_path: Path) -> dict[str, object]:
    """A clock of the seventies that runs backwards, fast."""
    (tmp_path / "sitecustomize.py").write_text(CLOCK.format(speed=-1000))
    return {"env": os.environ | {"PYTHONPATH": str(tmp_path)}}


def set_forward(tmp_path: Path) -> dict[str, object]:
    """A clock that is soon ahead by more than a document may take."""
    (tmp_path / "sitecustomize.py").write_text(CLOCK.format(speed=PATIENCE * 100))
    return {"env": os.environ | {"PYTHONPATH": str(tmp_path)}}


def without_locale(_: Path) -> dict[str, object]:
    plain = {name: value for name, value in os.environ.items() if not name.startswith(("LC_", "LANG", "PYTHONUTF8"))}
    return {"env": plain | {"LC_ALL": "C"}}


def in_ascii(tmp_path: Path) -> dict[str, object]:
    """No locale, and a Python that is told not to help itself."""
    told = {"PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "PYTHONIOENCODING": "ascii"}
    return {"env": without_locale(tmp_path)["env"] | told}  # type: ignore[operator]


def among_strangers(_: Path) -> dict[str, object]:
    return {"umask": 0o077}


def elsewhere(tmp_path: Path) -> dict[str, object]:
    return {"cwd": tmp_path}


@pytest.mark.parametrize("where", [set_back, set_forward, without_locale, in_ascii, among_strangers, elsewhere])
def test_where_and_when_a_run_happens_makes_no_difference(
    folder: Path, clean: dict[str, bytes], tmp_path: Path, where: Callable[[Path], dict[str, object]]
) -> None:
    output = tmp_path / "mapp med ö, blanksteg; och 'tecken'"
    for _ in range(2 if where is set_back else 1):
        assert run(folder, output, **where(tmp_path)) == (0, "")
        assert files(output) == clean
    if where is among_strangers:
        modes = {stat.S_IMODE(path.stat().st_mode) & 0o077 for path in output.rglob("*")}
        assert modes == {0}


def empty(data: bytes) -> bytes:
    return data[:0]


def cut(data: bytes) -> bytes:
    return data[:-5]


def zeros(data: bytes) -> bytes:
    return bytes(len(data))


def cut_in_header(data: bytes) -> bytes:
    return data[:9]


@pytest.mark.parametrize("damage", [empty, cut, zeros, cut_in_header])
def test_what_lost_its_end_is_made_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, damage: Callable[[bytes], bytes]
) -> None:
    monkeypatch.setattr(work, "function", lightly.function)
    (tmp_path / "a.txt").write_text(ENGLISH, encoding="utf-8")
    output = tmp_path / ".out"
    [source] = interim.renew(tmp_path, output)
    assert work.process(tmp_path, output, None, source).failure is None
    path = interim.place(output, interim.DOCUMENTS, source)
    whole = path.read_bytes()
    path.write_bytes(damage(whole))
    assert work.process(tmp_path, output, None, source).failure is None
    assert path.read_bytes() == whole
    listing = interim.folder(output) / "sources.json"
    listing.write_bytes(damage(listing.read_bytes()))
    with pytest.raises(interim.Unprepared, match="run ingest first"):
        interim.manifest(output)


@pytest.mark.parametrize("damage", [empty, cut, zeros, cut_in_header, lambda data: data.partition(b"\n")[0] + b"\n"])
def test_tables_that_lost_their_end_are_made_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, damage: Callable[[bytes], bytes]
) -> None:
    monkeypatch.setattr(work, "function", lightly.function)
    (tmp_path / "a.txt").write_text(ENGLISH, encoding="utf-8")
    output = tmp_path / ".out"
    assert runner.run(tmp_path, output, None, silent) == []
    before = files(output)
    [source] = interim.manifest(output)
    path = interim.place(output, interim.PARTS, source)
    whole = path.read_bytes()
    path.write_bytes(damage(whole))
    assert runner.run(tmp_path, output, None, silent) == []
    assert path.read_bytes() == whole
    assert files(output) == before


def test_what_is_not_what_was_written_is_made_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(work, "function", lightly.function)
    (tmp_path / "a.txt").write_text(ENGLISH, encoding="utf-8")
    output = tmp_path / ".out"
    [source] = interim.renew(tmp_path, output)
    assert work.run_ingest(tmp_path, output, None, source).failure is None
    path = interim.place(output, interim.DOCUMENTS, source)
    path.write_bytes(path.read_bytes().replace(b"Torture", b"Turture"))
    with pytest.raises(store.Damaged, match="not what was written"):
        interim.dossier(output, source).encoded("ingest")
    assert work.process(tmp_path, output, None, source).failure is None
    assert b"Torture" in interim.dossier(output, source).encoded("ingest")
