"""A process ends with the one that started it; what a copy of it does not answer, it works out itself."""

from __future__ import annotations

import subprocess
import sys

STARTS = "import os, subprocess, sys; subprocess.Popen([sys.executable, '-c', sys.argv[1], str(os.getpid())])"
STAYS = "import signal, sys; from ctg.ground.process import end_with; end_with(int(sys.argv[1])); signal.pause()"
BESIDE = """
import os, signal
from ctg.ground.process import beside
os.sched_getaffinity = lambda _: {0, 1}  # two cores, even on a machine of one
first = os.getpid()
answer, stopped = beside(os.getpid), beside(lambda: first if os.getpid() == first else os._exit(9))
print(answer() != first, stopped() == first)
try:
    beside(lambda: 1 / 0)()
except ZeroDivisionError:
    print("told")
signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # as a server may start commands
print(beside(lambda: "forgotten")())
opened, os.fork = len(os.listdir("/proc/self/fd")), lambda: os.close(-1)  # an OSError, as when there are too many processes
print(beside(lambda: "alone")(), len(os.listdir("/proc/self/fd")) == opened)
"""


def test_a_process_ends_with_its_parent():
    """They write into the same pipe, which ends with the last of them."""
    subprocess.run([sys.executable, "-c", STARTS, STAYS], stdout=subprocess.PIPE, check=True, timeout=60)


def test_what_a_copy_does_not_answer_is_worked_out_here():
    """From a process that has no other thread, as commands have."""
    done = subprocess.run([sys.executable, "-c", BESIDE], capture_output=True, text=True, check=True)
    assert (done.stdout.split(), done.stderr) == (["True", "True", "told", "forgotten", "alone", "True"], "")
