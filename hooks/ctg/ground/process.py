"""What a process of ours settles for itself: how often it looks for lost objects, what it does not import, when it ends; and
what copies of it do meanwhile, one a core: all that it has read is in their memory, and only what they find is sent."""

from __future__ import annotations

import gc
import os
import signal
import sys
from collections.abc import Callable
from types import ModuleType
from typing import Any, TypeVar

T = TypeVar("T")

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


def module_alone(package: ModuleType, path: str) -> Any:
    """The module at a path of a package, without the other modules that its folder imports, by the hundred at times."""
    from importlib.util import module_from_spec, spec_from_file_location  # the door of every command comes by this module
    from pathlib import Path

    assert package.__file__
    place = Path(package.__file__).parent / path
    spec = spec_from_file_location(f"ctg_{package.__name__}_{place.stem}", place)
    assert spec
    assert spec.loader
    found = module_from_spec(spec)
    spec.loader.exec_module(found)
    return found


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
    gc.freeze()  # what it shares is kept to the end: to look through it for what is not would also copy it
    gc.enable()  # each page leaves a little that only holds itself: a hundred megabytes for some thousands


def beside(work_out: Callable[[], T]) -> Callable[[], T]:
    """Have something worked out by a copy, on a core that would wait; what is returned gives it, once it is known.

    What is worked out changes nothing here, and is short to send. Without another core, or when the copy ends without an
    answer, it is worked out when it is asked for: whatever is raised, is raised there.
    """
    if cores() == 1:
        return work_out
    import pickle  # the door of every command comes by this module

    first, (out, into) = os.getpid(), os.pipe()
    try:
        copy = os.fork()
    except OSError:  # the system allows no process more
        os.close(out)
        os.close(into)
        return work_out
    if not copy:
        try:
            settle(first)
            os.close(out)  # nobody asks any more: it is told when it writes, and ends
            with os.fdopen(into, "wb") as sent:
                pickle.dump(work_out(), sent)
            os._exit(0)
        finally:  # what the first process has begun is not ended twice
            os._exit(1)
    os.close(into)

    def answer() -> T:
        with os.fdopen(out, "rb") as told:
            found = told.read()
        try:
            _, status = os.waitpid(copy, 0)
        except ChildProcessError:  # whoever started this process has the system forget how its copies end
            return work_out()
        return work_out() if status else pickle.loads(found)

    return answer
