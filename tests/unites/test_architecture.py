"""The shape of the code: who imports what, who reads the clock, and that nothing names the territory."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from ctg.commands import COMMANDS

ROOT = Path(__file__).parents[2]
HOOKS = ROOT / "hooks"
MODULES = sorted(path for path in HOOKS.rglob("*.py") if "tests" not in path.parts[len(HOOKS.parts) :])

# A module may import the layers above its own in this list; those on one line do not know each other.
LAYERS = (
    {"problems", "phrases", "clock", "extensions", "files", "escaping"},
    {"source", "kinds", "network", "easy_words"},
    {"checks", "positions", "description", "names", "journal", "contours", "yaml_edit"},
    {"catalogue"},
    {"loading"},
    {"analysis", "geocoding", "links", "new_sheet", "spreadsheet"},
    {"outputs"},
    {"build"},
    {"publishing"},
    {"mkdocs_site"},
    {"commands"},
    {"__main__"},
)
LEVEL = {name: level for level, names in enumerate(LAYERS) for name in names}

# Libraries that only one module (or package) may know, so that only one place changes with them.
OWNERS = {
    "yaml": "ctg/source.py",
    "folium": "ctg/outputs/base/folium_map.py",
    "mkdocs": "ctg/mkdocs_site.py",
    "jinja2": "ctg/outputs/base/rendering.py",
    "typst": "ctg/outputs/base/pdf.py",
    "icalendar": "ctg/outputs/open_data/contentlines.py",
    "vacances_scolaires_france": "ctg/analysis/calendars.py",
    "holidays": "ctg/analysis/calendars.py",
    "python_calamine": "ctg/spreadsheet/reading.py",
    "xlsxwriter": "ctg/spreadsheet/writing.py",
    "lxml": "ctg/links/inside.py",
    "filelock": "ctg/commands/construire.py",
    "requests": "ctg/network.py",
    "requests_hardened": "ctg/network.py",
}


def name_of(path: Path) -> str:
    return path.relative_to(HOOKS).as_posix()


@cache
def imports(path: Path) -> tuple[str, ...]:
    """Every module that a file imports, anywhere in it, as a dotted name."""
    return tuple(_imports(path))


def _imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{name_of(path)} : import relatif"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def layer(dotted: str) -> str | None:
    """``ctg.kinds.fields`` → ``kinds``; None outside ``ctg``."""
    parts = dotted.split(".")
    return parts[1] if parts[0] == "ctg" and len(parts) > 1 else None


@pytest.mark.parametrize("library", OWNERS)
def test_a_library_is_known_in_one_place(library):
    users = {name_of(path) for path in MODULES if any(name.split(".")[0] == library for name in imports(path))}
    assert users == {OWNERS[library]}


def test_events_only_call_the_adapter():
    assert {layer(name) for name in imports(HOOKS / "events.py")} == {"mkdocs_site"}


@pytest.mark.parametrize("path", [path for path in MODULES if path.is_relative_to(HOOKS / "ctg")], ids=name_of)
def test_layers_import_one_way(path):
    own = path.relative_to(HOOKS / "ctg").parts[0].removesuffix(".py")
    wanted = {layer(name) for name in imports(path)} - {None, own}
    if own == "__init__":
        assert not wanted
        return
    unknown = ({own} | wanted) - LEVEL.keys()
    assert not unknown, f"donnez une couche à {unknown} dans LAYERS"
    assert {name for name in wanted if LEVEL[name] >= LEVEL[own]} == set()


def test_the_site_does_not_need_its_extensions():
    named = {name_of(path) for path in MODULES if path.is_relative_to(HOOKS / "ctg")
             if any(name.split(".")[0].startswith("ctg_") for name in imports(path))}  # fmt: skip
    assert named == set()


def test_the_room_of_commands_holds_commands_and_how_they_speak():
    rooms = {path.stem for path in (HOOKS / "ctg/commands").glob("*.py")} - {"__init__"}
    commands = {command.__name__.rpartition(".")[2] for command in COMMANDS}
    assert rooms - commands == {"argparse_fr", "avancement", "sortie"}


CLOCKS = {"today", "now", "utcnow", "time", "time_ns", "localtime", "gmtime"}


def test_only_one_module_reads_the_clock():
    readers = {
        f"{name_of(path)}:{node.lineno}"
        for path in MODULES
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Attribute)
        and node.attr in CLOCKS
        and ast.unparse(node.value).split(".")[-1] in {"date", "datetime", "time", "dt", "Timestamp"}
    }
    readers |= {name_of(path) for path in MODULES if {"time", "time.time", "time.time_ns"} & set(imports(path))}
    assert {reader.split(":")[0] for reader in readers} == {"ctg/clock.py"}, readers


NAMES = re.compile(r"\bgard\b|bagnols|rhodanien|c[èe]ze\b", re.IGNORECASE)
TEXTS = {".py", ".html", ".yml", ".css", ".js", ".svg", ".json", ".md", ".txt"}


def test_only_data_and_prose_name_the_territory():
    files = [ROOT / "mkdocs.yml", *HOOKS.rglob("*"), *(ROOT / "overrides").rglob("*")]
    named = [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()}"
        for path in files
        if path.suffix in TEXTS and "egg-info" not in str(path)
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        if NAMES.search(line)
    ]
    assert named == []
