"""The door by which other packages come in: kinds of records, outputs, formats of open data, rules, commands; screens of the
form, services that find an address, applications beside the preview.

What is built in stands in a plain list; a package that is installed adds to it by an entry point, « ctg.<group> », in its
own ``pyproject.toml``::

    [project.entry-points."ctg.open_data"]
    aires = "ctg_aires"

https://packaging.python.org/en/latest/specifications/entry-points/

A territory says the same in the ``pyproject.toml`` of its own folder, for a module of its ``hooks/``: nothing to install.
"""

from __future__ import annotations

import re
import sys
import tomllib
from functools import cache
from importlib.metadata import EntryPoint, entry_points
from importlib.util import find_spec
from pathlib import Path
from typing import Any, TypeVar

from ctg.ground.files import OddFile, read_plain

T = TypeVar("T")

GROUPS = ("kinds", "outputs", "open_data", "rules", "commands", "screens", "locate", "mounted")
PREFIX = "ctg."
NEEDED = {"outputs": ("files",), "open_data": ("files", "ABOUT"), "commands": ("declare", "run")}
"""What a module of a group must have: without it, the site would stop further on, in words that tell of no extension."""
DECLARED = "pyproject.toml"
HOOKS = "hooks"
START = Path.cwd()
"""The project whose own extensions are loaded: modules are imported once, before any option is read."""


class Undeclared(Exception):
    """The ``pyproject.toml`` of a project cannot be read: message and remedy in French, and the line."""

    def __init__(self, message: str, remedy: str, line: int = 1):
        super().__init__(message)
        self.message, self.remedy, self.line = message, remedy, line


def extended(group: str, built_in: tuple[T, ...]) -> tuple[T, ...]:
    """What is built in, then what installed packages and the project add to a group, by name. What does not load says whose
    it is."""
    return (*built_in, *(_loaded(entry) for entry in _entries(group)))


def template_folders() -> list[Path]:
    """The folders ``templates`` of the packages that add something."""
    packages = sorted({entry.module.split(".")[0] for group in GROUPS for entry in _entries(group)})
    specs = (find_spec(package) for package in packages)
    folders = (Path(spec.origin).parent / "templates" for spec in specs if spec and spec.origin)
    return [folder for folder in dict.fromkeys(folders) if folder.is_dir()]


@cache
def declared(root: Path) -> tuple[EntryPoint, ...]:
    """What the project at ``root`` declares for its own ``hooks/``. Raises :class:`Undeclared`."""
    try:
        said = tomllib.loads(read_plain(root / DECLARED, root).decode())
        groups = said.get("project", {}).get("entry-points", {})
        return tuple(EntryPoint(name, str(to), group) for group, names in groups.items() for name, to in names.items())
    except FileNotFoundError:
        return ()
    except OddFile as error:
        raise Undeclared(error.message, error.remedy) from None
    except (OSError, ValueError, AttributeError) as error:
        line = re.search(r"line (\d+)", str(error))
        told = "Ce fichier ne peut pas être lu : il n'est pas écrit en TOML."
        raise Undeclared(told, "Corrigez cette ligne, ou supprimez ce fichier.", int(line[1]) if line else 1) from None


def not_loaded(root: Path) -> str:
    """Why what the project at ``root`` adds is not there; "" when it is, or when it adds nothing."""
    entries = _own(root)
    if all(entry in _entries(entry.group.removeprefix(PREFIX)) for entry in entries):
        return ""
    return f"Ce projet a ses propres extensions ({DECLARED}) : lancez cette commande depuis son dossier.\n    → cd {root}"


def _own(root: Path) -> list[EntryPoint]:
    """What a project declares that is for us; nothing when it cannot be read, which ``checks.files.own`` tells."""
    try:
        return [entry for entry in declared(root) if entry.group in {f"{PREFIX}{group}" for group in GROUPS}]
    except Undeclared:
        return []


_installed = cache(entry_points)  # of every package: looking through them takes as long whatever is looked for


@cache
def _entries(group: str) -> tuple[EntryPoint, ...]:
    assert group in GROUPS, group
    own = [entry for entry in _own(START) if entry.group == f"{PREFIX}{group}"]
    if own and (hooks := str(START / HOOKS)) not in sys.path:
        sys.path.append(hooks)
    found = {entry.name: entry for entry in (*_installed().select(group=f"{PREFIX}{group}"), *own)}
    return tuple(sorted(found.values(), key=lambda entry: entry.name))


def _loaded(entry: EntryPoint) -> Any:
    try:
        found = entry.load()
        for name in NEEDED.get(entry.group.removeprefix(PREFIX), ()):
            getattr(found, name)
        return found
    except Exception as error:
        error.add_note(f"L'extension « {entry.name} » ({entry.value}) ne se charge pas.")
        raise
