"""The machine: what it is, how well its cores go side by side, and what processes hold of its memory."""

import os
import platform
import re
import subprocess
import sys
import time
from pathlib import Path

MEBIBYTE = 1 << 20
# Numbers that an interpreter adds up to show how well several go side by side: some seconds.
ADDED = 400_000_000


def machine() -> str:
    """The processor, its cores, the memory and the Python, without names of hosts or folders."""
    info = Path("/proc/cpuinfo")
    named = re.search(r"model name\s*: (.+)", info.read_text(encoding="utf-8")) if info.exists() else None
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / MEBIBYTE / 1024
    processor = named[1].strip() if named else platform.machine()
    system = f"{platform.system()}, Python {platform.python_version()}"
    return f"{processor}, {os.cpu_count()} cores, {memory:.0f} GiB of memory, {system}"


def counted(interpreters: int) -> float:
    """Seconds by the clock until so many interpreters at once have each added up the same numbers."""
    command = [sys.executable, "-c", f"sum(range({ADDED}))"]
    start = time.perf_counter()
    running = [subprocess.Popen(command) for _ in range(interpreters)]
    for process in running:
        process.wait()
    return time.perf_counter() - start


def resident(parent: int) -> dict[int, int]:
    """Bytes in memory of a process and of all below it, by process id; none where the system has no /proc."""
    found: dict[int, tuple[int, int]] = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            _, _, rest = path.read_text(encoding="utf-8").rpartition(")")
        except OSError:
            continue  # it has ended
        cells = rest.split()
        found[int(path.parent.name)] = int(cells[1]), int(cells[21]) * os.sysconf("SC_PAGE_SIZE")
    family = {parent} & found.keys()
    while more := {pid for pid, (above, _) in found.items() if above in family} - family:
        family |= more
    return {pid: found[pid][1] for pid in family}
