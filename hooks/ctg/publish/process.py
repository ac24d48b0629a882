"""Worker processes copied from this one, one a core: they share what it has read, send back their results and end with it."""

import os
import signal
import sys

PR_SET_PDEATHSIG = 1
"""From ``linux/prctl.h``: which signal a process gets when its parent dies."""


def without_threads() -> None:
    """numpy, which shapely brings, starts as many threads as there are cores to multiply matrices: they would wait at full speed
    for what never comes."""
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")


def end_with(parent: int) -> None:
    """Have this process end as soon as its parent does, however that is: a build that is killed leaves nobody at work. Linux
    alone knows how; elsewhere, nothing is done."""
    if sys.platform == "linux":
        import ctypes  # likewise

        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:  # it was gone before it could be told
            os._exit(1)


def cores() -> int:
    """How many copies may work at once; 1 where this process cannot be copied: a copy would wait for ever for a lock that
    another thread holds."""
    alone = sys.platform == "linux" and len(sys._current_frames()) == 1
    return len(os.sched_getaffinity(0)) if alone else 1


def settle(parent: int) -> None:
    """What a copy does first; ``parent`` is the number of the process that it is a copy of."""
    end_with(parent)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C reaches every process: only the first tells of it
