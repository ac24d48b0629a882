"""The shape of the code: who imports what, who reads the clock, and that nothing names the territory."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

from ctg.commands import COMMANDS
from ctg.kinds import KINDS

ROOT = Path(__file__).parents[2]
HOOKS = ROOT / "hooks"
MODULES = sorted(path for path in HOOKS.rglob("*.py") if "tests" not in path.parts[len(HOOKS.parts) :])

# A module may import what stands above its own line in its list; those on one line do not know each other.
LAYERS = (
    {"problems", "phrases", "clock", "files", "escaping", "kept", "slipped_values"},
    {"slips", "guesses", "extensions", "resources"},
    {"source", "kinds", "network", "easy_words"},
    {"positions", "neighbours", "description", "names", "journal", "contours", "dessin", "yaml_edit", "defaults"},
    {"remedies"},
    {"validation"},
    {"campaign", "imports"},
    {"checks", "linked"},
    {"catalogue"},
    {"loading"},
    {"analysis", "geocoding", "links", "new_sheet", "spreadsheet"},
    {"outputs", "starting"},
    {"build", "confirmation", "gathering"},
    {"publishing"},
    {"editing"},
    {"mkdocs_site"},
    {"portal"},
    {"commands"},
    {"__main__"},
)
ROOMS = (
    {"words"},
    {"base"},
    {"about", "news", "hosting"},
    {"open_data"},
    {"project"},
    {"families"},
    {"records", "frame"},
)
FLOORS = {"ctg": LAYERS, "ctg.outputs": ROOMS}
"""The floors of each house."""

# Libraries that only one module (or package) may know, so that only one place changes with them.
OWNERS = {
    "yaml": "ctg/source.py",
    "folium": "ctg/outputs/base/folium_map.py",
    "mkdocs": "ctg/mkdocs_site.py",
    "jinja2": "ctg/outputs/base/templates.py",
    "typst": "ctg/outputs/base/pdf.py",
    "icalendar": "ctg/outputs/base/contentlines.py",
    "vacances_scolaires_france": "ctg/analysis/calendars.py",
    "holidays": "ctg/analysis/calendars.py",
    "python_calamine": "ctg/spreadsheet/reading.py",
    "xlsxwriter": "ctg/spreadsheet/writing.py",
    "lxml": "ctg/links/inside.py",
    "filelock": "ctg/commands/construire.py",
    "requests": "ctg/network.py",
    "requests_hardened": "ctg/network.py",
    "jsonschema": "ctg/gathering/reading.py",
    "duckdb": "ctg/gathering/parquet.py",
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


def room(dotted: str, house: str = "ctg") -> str | None:
    """``ctg.kinds.fields`` → ``kinds``; None outside the house, and for the house itself."""
    return dotted.removeprefix(f"{house}.").split(".")[0] if dotted.startswith(f"{house}.") else None


def dotted(path: Path) -> str:
    """``hooks/ctg/kinds/__init__.py`` → ``ctg.kinds``."""
    return ".".join(path.relative_to(HOOKS).with_suffix("").parts).removesuffix(".__init__")


@pytest.mark.parametrize("library", OWNERS)
def test_a_library_is_known_in_one_place(library):
    users = {name_of(path) for path in MODULES if any(name.split(".")[0] == library for name in imports(path))}
    assert users == {OWNERS[library]}


def test_events_only_call_the_adapter():
    assert {room(name) for name in imports(HOOKS / "events.py")} == {"mkdocs_site"}


@pytest.mark.parametrize("house", FLOORS)
def test_floors_import_one_way(house):
    level = {name: level for level, names in enumerate(FLOORS[house]) for name in names}
    wanted = {
        (own, other, name_of(path))
        for path in MODULES
        if (own := room(dotted(path), house))
        for name in imports(path)
        if (other := room(name, house)) not in {None, own}
    }
    unknown = {name for own, other, _ in wanted for name in (own, other)} - level.keys()
    assert not unknown, f"donnez un étage de {house} à {unknown}, dans FLOORS"
    assert {found for found in wanted if level[found[1]] >= level[found[0]]} == set()


def test_no_module_needs_itself():
    names = {dotted(path) for path in MODULES}
    asked = {dotted(path): {name if name in names else name.rpartition(".")[0] for name in imports(path)} for path in MODULES}
    TopologicalSorter({own: others - {own} for own, others in asked.items()}).prepare()  # CycleError tells the circle


def test_the_site_does_not_need_its_extensions():
    named = {name_of(path) for path in MODULES if path.is_relative_to(HOOKS / "ctg")
             if any(name.split(".")[0].startswith("ctg_") for name in imports(path))}  # fmt: skip
    assert named == set()


def test_the_room_of_commands_holds_commands_and_how_they_speak():
    rooms = {path.stem for path in (HOOKS / "ctg/commands").glob("*.py")} - {"__init__"}
    commands = {command.__name__.rpartition(".")[2] for command in COMMANDS}
    assert rooms - commands == {"argparse_fr", "attente", "reseau", "sortie"}


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


OF_NO_TERRITORY = {
    "ctg/commands/demarrer.py": "the registers, before there is a territory",
    "ctg/commands/liens.py": "its own cache",
    "ctg/commands/portail.py": "several territories",
    "ctg/commands/rassembler.py": "several territories",
    "ctg/spreadsheet/writing.py": "the workbook, whose bytes follow the build",
    "ctg/starting/town_halls.py": "the registers, before there is a territory",
}
"""Who takes Paris's day, and for what: all else has a catalogue, whose day is that of the place."""


def test_the_day_is_that_of_the_territory():
    assert {name_of(path) for path in MODULES if "ctg.clock.PARIS" in imports(path)} == set(OF_NO_TERRITORY)


SET_BY_ANOTHER = {
    "ctg/commands/argparse_fr.py": "the only door of argparse's words",
    "ctg/commands/geocoder.py": "the count of its round",
    "ctg/commands/sortie.py": "what argparse gives to fill",
    "ctg/kinds/base.py": "a copy of itself",
    "ctg/kinds/choices.py": "a member that it makes",
    "ctg/kinds/vocabulary.py": "the terms that it is made of",
    "ctg/mkdocs_site.py": "MkDocs' configuration",
    "ctg/network.py": "the session that it opens",
    "ctg/outputs/base/folium_map.py": "Folium's identifiers, else drawn at random",
    "ctg/outputs/base/rendering.py": "the environment that it makes",
    "ctg/outputs/base/svg.py": "elements that it makes",
    "ctg/outputs/base/templates.py": "the environment that it makes",
    "ctg/outputs/hosting/sitemap.py": "elements that it makes",
    "ctg/outputs/open_data/feeds.py": "elements that it makes",
    "ctg/spreadsheet/guard.py": "the parser that it makes",
}
"""The modules that set an attribute of something else than ``self``, and of what."""


def test_nothing_is_set_from_outside_once_it_is_made():
    found = {
        name_of(path)
        for path in MODULES
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store | ast.Del) and ast.unparse(node.value) != "self"
    }
    assert found == set(SET_BY_ANOTHER), "donnez la valeur à la construction ; sinon, dites pourquoi ici"


def _types(path: Path) -> Iterator[str]:
    """The types that a module defines: its classes, and the names it gives to others (``Schema = dict[str, Any]``)."""
    tree = ast.parse(path.read_text("utf-8"))
    yield from (node.name for node in ast.walk(tree) if isinstance(node, ast.ClassDef))
    for node in tree.body:
        targets = node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AnnAssign) else []
        yield from (name.id for name in targets if isinstance(name, ast.Name) and re.fullmatch(r"_?[A-Z]\w*[a-z]\w*", name.id))


def test_a_type_has_a_name_of_its_own():
    """``Link`` says nothing when five modules have theirs: ``Button``, ``MenuLink``, ``WrittenLink``… tell which."""
    where: dict[str, list[str]] = {}
    for path in MODULES:
        for name in _types(path):
            where.setdefault(name, []).append(name_of(path))
    shared = {name: paths for name, paths in where.items() if len(paths) > 1}
    assert shared == {}, "one type, one name: import it where it is defined, or give each a name that tells which one it is"


OWN = {kind.__name__ for kind in KINDS}
KNOWN_BY_KIND = {
    "ctg/analysis/calendars.py": ("Commune",),  # its department is its own
    "ctg/analysis/events.py": ("Commune",),  # its calendar gathers what happens there
    "ctg/analysis/inclusion/facts.py": ("Structure", "Service", "Structure"),  # the sentences of their own fields
    "ctg/analysis/project/diagnosis.py": ("Structure",),  # the only kind that counts its places
    "ctg/analysis/project/schema_points.py": ("Action", "Action"),  # the only kind that is of a plan, and has costs
    "ctg/analysis/rounds.py": ("Structure",),  # the only kind that tells its communes in words
    "ctg/catalogue.py": ("Structure",),  # where a place is: itself, or what hosts it
    "ctg/checks/links.py": ("Partenaire",),  # the names that the others should write
    "ctg/commands/geocoder.py": ("Commune",),  # its address stands in a list, under « mairie »
    "ctg/outputs/base/addresses.py": ("Commune",),  # the point of a town hall
    "ctg/outputs/families/easy_sentences.py": ("Structure", "Service"),  # the way to it, in sentences
    "ctg/outputs/open_data/calendars.py": ("Commune", "Rencontre"),  # sentences of their own
    "ctg/outputs/open_data/posters.py": ("Commune", "Structure", "Service", "Commune"),  # sheets that differ
    "ctg/outputs/open_data/vcards.py": ("Partenaire", "Partenaire"),  # its nature and its role
    "ctg/outputs/project/early_childhood_plan.py": ("Action", "Action", "Indicateur", "Rencontre"),  # what each proves
    "ctg/outputs/project/reports/steering.py": ("Action", "Action"),  # the number of an action
    "ctg/outputs/words/contacts.py": ("Commune",),  # « Mairie de … »
    "ctg_hsds/records.py": ("Structure", "Service", "Service"),  # fields of their own
}
"""The modules that ask a record for its kind, and why a question to a capability would not do."""


def test_what_kinds_have_in_common_is_asked_of_their_bases():
    """``record.opening``, ``place.seat``, ``isinstance(record, Place)``: no kind by its name, no field that may be missing."""
    asked: dict[str, list[str]] = {}
    guessed = []
    for path in MODULES:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name)):
                continue
            if node.func.id == "isinstance":
                kinds = [name.id for name in ast.walk(node.args[1]) if isinstance(name, ast.Name) and name.id in OWN]
                asked.setdefault(name_of(path), []).extend(kinds)
            elif node.func.id == "getattr" and len(node.args) == 3 and re.search("record|place", ast.unparse(node.args[0])):
                guessed.append(f"{name_of(path)}:{node.lineno}")
    assert guessed == [], "dites ce champ à tous les genres, dans kinds/base.py ou kinds/structure.py (Place)"
    found = {name: sorted(kinds) for name, kinds in asked.items() if kinds}
    wanted = {name: sorted(kinds) for name, kinds in KNOWN_BY_KIND.items()}
    assert found == wanted, "demandez une capacité (Record, Place) ou une facette plutôt qu'un genre ; sinon, dites pourquoi ici"


NAMES = re.compile(r"\bgard\b|bagnols|rhodanien|c[èe]ze\b|n[îi]mes\b|\b30\d{3}\b|\b04 66 ", re.IGNORECASE)
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
