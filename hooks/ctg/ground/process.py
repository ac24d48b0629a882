"""What a process of ours settles for itself: how often it looks for lost objects, and when it ends."""

from __future__ import annotations

import gc
import os
import signal
import sys

SELDOM = 100_000
PR_SET_PDEATHSIG = 1
"""From ``linux/prctl.h``: which signal a process gets when its parent dies."""


def seldom() -> None:
    """Look for objects that only hold each other once in :data:`SELDOM` objects made: imports and sites make millions, and keep
    most of them to the end."""
    gc.set_threshold(SELDOM)


def never() -> None:
    """For a command, which does one thing and ends: it keeps what it makes, and would look through all of it for next to nothing.
    One that lasts, or makes pages by the thousand, turns it on again (``gc.enable``): then it looks :func:`seldom`."""
    seldom()
    gc.disable()


def without_threads() -> None:
    """numpy, which shapely brings, starts as many threads as there are cores to multiply matrices: they would wait at full speed
    for what never comes."""
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")


def leave() -> None:
    """The process ends, and all that it holds with it: Python would first look through that, half a second after a build."""
    gc.freeze()


def end_with(parent: int) -> None:
    """Have this process end as soon as its parent does, however that is: a build that is killed leaves nobody at work. Linux
    alone knows how; elsewhere, nothing is done."""
    if sys.platform == "linux":
        import ctypes  # the door of every command comes by this module

        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:  # it was gone before it could be told
            os._exit(1)
