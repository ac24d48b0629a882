"""What a process of ours settles for itself: how often it looks for lost objects, what it does not import, when it ends."""

from __future__ import annotations

import gc
import os
import signal
import sys
from types import ModuleType
from typing import Any

SELDOM = 100_000
PR_SET_PDEATHSIG = 1
"""From ``linux/prctl.h``: which signal a process gets when its parent dies."""


def seldom() -> None:
    """Look for objects that only hold each other once in :data:`SELDOM` objects made: imports and sites make millions, and keep
    most of them to the end."""
    gc.set_threshold(SELDOM)


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
