"""Less for Python to do: how often it looks for what nobody holds any more, and what libraries have it import for nothing."""

from __future__ import annotations

import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType
from typing import Any

SELDOM = 100_000


def seldom() -> None:
    """Look for objects that only hold each other once in :data:`SELDOM` objects made: imports and sites make millions, and keep
    most of them to the end."""
    gc.set_threshold(SELDOM)


def alone(package: ModuleType, *path: str) -> Any:
    """A module of a package without its neighbours, which the import of their folder would bring: ``alone(holidays,
    "countries", "france.py")``."""
    assert package.__file__
    spec = spec_from_file_location(f"ctg_{Path(path[-1]).stem}", Path(package.__file__).parent.joinpath(*path))
    assert spec
    assert spec.loader
    found = module_from_spec(spec)
    spec.loader.exec_module(found)
    return found


@contextmanager
def without(name: str) -> Iterator[None]:
    """While this lasts, whoever imports ``name`` gets an empty module, unless it was there before. For a library that imports
    it at once and only needs it for what is never asked here."""
    if name in sys.modules:
        yield
        return
    sys.modules[name] = ModuleType(name)
    try:
        yield
    finally:
        del sys.modules[name]
