"""``pytest --charge``: every core is kept busy, as on a machine where others work. What passes only when nothing else runs
is a test that lies."""

import os
import subprocess
import sys

BURN = """import os, sys, time
parent, end = int(sys.argv[1]), time.monotonic() + 3600
while os.getppid() == parent and time.monotonic() < end:
    sum(range(100_000))
"""
"""Works for nothing until it is stopped, its parent is gone, or an hour has passed."""


class Busy:
    """While the session lasts, as many processes as cores work for nothing (a plugin of pytest)."""

    def pytest_sessionstart(self) -> None:
        command = [sys.executable, "-c", BURN, str(os.getpid())]
        self.burning = [subprocess.Popen(command) for _ in range(os.cpu_count() or 1)]

    def pytest_sessionfinish(self) -> None:
        for process in self.burning:
            process.kill()
            process.wait()
