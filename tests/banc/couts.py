"""What a command costs: seconds on the wall and of processors, and memory, of it and of its children.

``python couts.py COMMAND…`` runs a command and writes its figures as JSON. It is a process of its own, and a small one:
the kernel counts in the memory of a process that of the one which started it, and the measures weigh more than Hugo.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

ENVIRONMENT = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
"""Our modules are compiled once, as those of whatever was installed are."""


@dataclass(frozen=True)
class Cost:
    """A whole process and its children: seconds on the wall and of processors, peak memory of the largest one in MiB."""

    mur: float
    processeur: float
    memoire: float


def cost(command: list, folder: Path) -> Cost:
    """One run; fails with the command's own words."""
    script = [sys.executable, "-I", "-S", str(Path(__file__).resolve())]
    done = subprocess.run([*script, *map(str, command)], cwd=folder, env=ENVIRONMENT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return Cost(**json.loads(done.stdout))


def main() -> None:
    start = time.perf_counter()
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen(sys.argv[1:], stdout=said, stderr=said)
        _, status, used = os.wait4(process.pid, 0)
        if code := os.waitstatus_to_exitcode(status):
            said.seek(0)
            sys.stderr.buffer.write(said.read())
            sys.exit(code)
    figures = {"mur": time.perf_counter() - start, "processeur": used.ru_utime + used.ru_stime, "memoire": used.ru_maxrss / 1024}
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
