"""The door by which other packages come in: kinds of records, outputs, formats of open data, rules and commands.

What is built in stands in a plain list; a package that is installed adds to it by an entry point, « ctg.<group> », in its
own ``pyproject.toml``::

    [project.entry-points."ctg.open_data"]
    hsds = "ctg_hsds"

https://packaging.python.org/en/latest/specifications/entry-points/
"""

from __future__ import annotations

from functools import cache
from importlib.metadata import EntryPoint, entry_points
from importlib.util import find_spec
from pathlib import Path
from typing import Any, TypeVar

T = TypeVar("T")

GROUPS = ("kinds", "outputs", "open_data", "rules", "commands")


def extended(group: str, built_in: tuple[T, ...]) -> tuple[T, ...]:
    """What is built in, then what installed packages add to a group, by name. What does not load says whose it is."""
    return (*built_in, *(_loaded(entry) for entry in _entries(group)))


def template_folders() -> list[Path]:
    """The folders ``templates`` of the packages that add something."""
    packages = sorted({entry.module.split(".")[0] for group in GROUPS for entry in _entries(group)})
    specs = (find_spec(package) for package in packages)
    folders = (Path(spec.origin).parent / "templates" for spec in specs if spec and spec.origin)
    return [folder for folder in folders if folder.is_dir()]


@cache
def _entries(group: str) -> tuple[EntryPoint, ...]:
    assert group in GROUPS, group
    return tuple(sorted(entry_points(group=f"ctg.{group}"), key=lambda entry: entry.name))


def _loaded(entry: EntryPoint) -> Any:
    try:
        return entry.load()
    except Exception as error:
        error.add_note(f"L'extension « {entry.name} » ({entry.value}) ne se charge pas.")
        raise
