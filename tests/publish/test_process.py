"""A process ends with the one that started it."""

from __future__ import annotations

import subprocess
import sys

from ctg.publish.process import end_with

STARTS = "import os, subprocess, sys; subprocess.Popen([sys.executable, '-c', sys.argv[1], str(os.getpid())])"
STAYS = f"import signal, sys; from {end_with.__module__} import end_with; end_with(int(sys.argv[1])); signal.pause()"


def test_a_process_ends_with_its_parent():
    """They write into the same pipe, which ends with the last of them."""
    subprocess.run([sys.executable, "-c", STARTS, STAYS], stdout=subprocess.PIPE, check=True, timeout=300)
