"""What commands cost: seconds, processors, and the memory of each process that they start, by name."""

import os
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from banc.temoins import Command

PROC = Path("/proc")
ENVIRONMENT = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"} | {
    "NO_MKDOCS_2_WARNING": "1",
}
"""Our modules are compiled once, as those of whatever was installed are."""
LOOK = 0.02
"""Seconds between two looks at the processes: each tells its own peak, so that only its last moments are missed. What the
system counts for a child begins with the memory of the process that started it, here larger than some generators."""


@dataclass(frozen=True)
class Run:
    """Processes and their children: seconds on the wall and of processors, peak memory in MiB of the largest process of each
    name (none where there is no ``/proc``)."""

    mur: float
    processeur: float
    memoires: dict[str, int]

    @property
    def memoire(self) -> int:
        """Of the largest one."""
        return max(self.memoires.values(), default=0)


def run(commands: Iterable[Command], folder: Path) -> Run:
    """One command after another; fails with the words of the one that fails."""
    wall = processors = 0.0
    memory: dict[str, int] = {}
    for command in commands:
        start, over = time.perf_counter(), threading.Event()
        with tempfile.TemporaryFile() as said:
            process = subprocess.Popen(command, cwd=folder, stdout=said, stderr=said, env=ENVIRONMENT)
            watch = threading.Thread(target=_watch, args=(process.pid, memory, over))
            watch.start()
            _, status, used = os.wait4(process.pid, 0)
            wall += time.perf_counter() - start
            over.set()
            watch.join()
            process.returncode = os.waitstatus_to_exitcode(status)
            said.seek(0)
            assert process.returncode == 0, said.read().decode()
        processors += used.ru_utime + used.ru_stime
    return Run(wall, processors, memory)


def _watch(first: int, found: dict[str, int], over: threading.Event) -> None:
    while not over.wait(LOOK):
        for process in _family(first):
            name = _name(process, first)
            found[name] = max(found.get(name, 0), _peak(process))


def _family(first: int) -> list[int]:
    """A process, its children, and theirs."""
    children = " ".join(_read(path) for path in (PROC / str(first) / "task").glob("*/children"))
    return [first, *(one for child in children.split() for one in _family(int(child)))]


def _name(process: int, first: int) -> str:
    if process == first:
        return "le premier processus"
    command = _read(PROC / str(process) / "cmdline")
    if "typst.compile" in command:
        return "Typst, pour un grand PDF"
    return "chacun de ceux qui écrivent avec lui"


def _peak(process: int) -> int:
    lines = _read(PROC / str(process) / "status").splitlines()
    return next((int(line.split()[1]) // 1024 for line in lines if line.startswith("VmHWM:")), 0)


def _read(path: Path) -> str:
    """Nothing when the process has just ended."""
    try:
        return path.read_text("utf-8", "replace")
    except OSError:
        return ""
