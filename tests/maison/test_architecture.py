"""The shape of the code: who imports what, how large things are, who reads the clock, and that nothing names the territory."""

import ast
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path
from types import ModuleType

import pytest

from cas import each
from ctg.checking import echo_rules, pictures, record_rules, relations, rereading, said_rules, text_rules
from ctg.commands import document, output
from ctg.commands import lines as commands
from ctg.common import network
from ctg.figures import diagnosis
from ctg.hours import events as hours_events
from ctg.hours import opening
from ctg.model import KINDS, territory
from ctg.pages import pdf, templates
from ctg.places import contacts
from ctg.publish import mkdocs
from ctg.publish import write as site_written
from ctg.reading import catalogue, changes, sheet, yaml_text
from ctg.territory import layers
from ctg.upkeep import calls
from ctg_demarrage import demarrer, migrer, registers
from ctg_demarrage.screens import beginning as beginning_screen
from ctg_formulaire import desk, web
from ctg_formulaire.hosting import copying
from ctg_normes import calendars, inclusion_words
from ctg_portail import gather, portail
from ctg_reseau import geocoding
from ctg_tableurs import exporter, table_file

ROOT = Path(__file__).parents[2]
HOOKS = ROOT / "hooks"
MODULES = sorted(path for path in HOOKS.rglob("*.py") if "tests" not in path.parts[len(HOOKS.parts) :])


def floors() -> tuple[set[str], ...]:
    """The core as ``CONTRIBUTING.md`` draws it: a floor a line, the rooms before the colon, from the ground up."""
    drawn = (ROOT / "CONTRIBUTING.md").read_text("utf-8").partition("```floors\n")[2].partition("```")[0]
    return tuple(set(re.findall(r"\w+", line.partition(" : ")[0])) for line in drawn.splitlines())


FLOORS = floors()

# Libraries that only one module (or package) may know, so that only one place changes with them.
OWNERS = {
    "yaml": (sheet, yaml_text, changes, migrer),  # it is read by the first two; the others know what a node is
    "ftfy": sheet,
    "ruamel": changes,
    "folium": layers,
    "mkdocs": mkdocs,
    "jinja2": templates,
    "typst": pdf,
    "vacances_scolaires_france": opening,
    "holidays": opening,
    "python_calamine": table_file,
    "xlsxwriter": exporter,
    "lxml": (site_written, pictures),  # HTML as browsers read it; drawings made anew
    "filelock": output,
    "icalendar": calendars,
    "requests": network,
    "requests_hardened": network,
    "paramiko": copying,
    "ftplib": copying,
    "werkzeug": (desk, web),  # a screen is given a request and a desk
}


def name_of(path: Path) -> str:
    return path.relative_to(HOOKS).as_posix()


def names_of(modules: Iterable[ModuleType]) -> set[str]:
    return {name_of(Path(module.__file__ or "")) for module in modules}


@cache
def nodes(path: Path) -> tuple:
    """Every node of a file: the module, then all that it holds."""
    return tuple(ast.walk(ast.parse(path.read_text("utf-8"))))


@cache
def imports(path: Path) -> tuple[str, ...]:
    """Every module that a file imports, anywhere in it, as a dotted name; ``api.Record`` is ``ctg.api.Record``."""
    return tuple(_imports(path))


def _imports(path: Path) -> Iterator[str]:
    for node in nodes(path):
        if isinstance(node, ast.Attribute) and ast.unparse(node.value) == "api":
            yield f"ctg.api.{node.attr}"
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{name_of(path)} : import relatif"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def room(dotted: str) -> str | None:
    """The room of a module of the core, ``model``; None for the core itself and outside it."""
    return dotted.split(".")[1] if dotted.startswith("ctg.") else None


def package(dotted: str) -> str:
    """The package of a module: ``ctg``, ``ctg_portail``."""
    return dotted.split(".")[0]


def dotted(path: Path) -> str:
    """The name by which a module, or a room, is imported."""
    return ".".join(path.relative_to(HOOKS).with_suffix("").parts).removesuffix(".__init__")


@each("library", OWNERS)
def test_a_library_is_known_in_one_place(library):
    users = {name_of(path) for path in MODULES if any(name.split(".")[0] == library for name in imports(path))}
    owners = OWNERS[library]
    assert users == names_of(owners if isinstance(owners, tuple) else (owners,))


MOST_MODULES, MOST_LINES, LONGEST_FUNCTION = 17, 400, 40


def test_a_room_is_small_enough_to_be_known():
    rooms = Counter(path.parent for path in MODULES if path.stem != "__init__")
    full = {name_of(room): count for room, count in rooms.items() if count > MOST_MODULES}
    assert full == {}, "réunissez ce qui va ensemble, ou rangez-le dans un dossier dont le nom dit ce que l'on y trouve"


def test_a_room_says_what_is_there():
    silent = [name_of(path) for path in MODULES if path.stem == "__init__" and not ast.get_docstring(nodes(path)[0])]
    assert silent == []


def test_the_readme_names_every_command_once():
    told = (ROOT / "README.md").read_text("utf-8").partition("| pour | commandes |")[2].partition("\n\n")[0]
    assert Counter(re.findall(r"`([a-z-]+)`", told)) == Counter(line.name for line in commands()), "la table du README"


def test_nothing_is_too_long_to_be_read_at_once():
    """A limit that is met asks what the module is about, and what in it is about something else."""
    long = {name_of(path): lines for path in MODULES if (lines := len(path.read_text("utf-8").splitlines())) > MOST_LINES}
    long |= {
        f"{name_of(path)}: {node.name}": lines
        for path in MODULES
        for node in nodes(path)
        if isinstance(node, ast.FunctionDef) and (lines := (node.end_lineno or 0) - node.lineno + 1) > LONGEST_FUNCTION
    }
    assert long == {}, "séparez ce qui parle d'autre chose"


def test_floors_import_one_way():
    level = {name: level for level, names in enumerate(FLOORS) for name in names}
    wanted = {
        (own, other, name_of(path))
        for path in MODULES
        if (own := room(dotted(path)))
        for name in imports(path)
        if (other := room(name)) not in {None, own}
    }
    unknown = {name for own, other, _ in wanted for name in (own, other)} - level.keys()
    assert not unknown, f"donnez un étage à {unknown}, dans CONTRIBUTING.md"
    upward = sorted(found for found in wanted if level[found[1]] >= level[found[0]])
    assert upward == [], "(pièce, ce qu'elle importe, module) : l'on n'importe que plus haut dans les étages de CONTRIBUTING"


def test_the_drawing_shows_all_rooms_and_nothing_else():
    rooms = {found for path in MODULES if (found := room(dotted(path)))}
    assert set().union(*FLOORS) == rooms


def asked() -> dict[str, set[str]]:
    """Each module → those of the house that it imports, anywhere in it."""
    names = {dotted(path) for path in MODULES}
    found = {dotted(path): {name if name in names else name.rpartition(".")[0] for name in imports(path)} for path in MODULES}
    return {own: others & names - {own} for own, others in found.items()}


def test_no_module_needs_itself():
    TopologicalSorter(asked()).prepare()  # CycleError tells the circle


def imports_of(own: str) -> set[tuple[str, str]]:
    """(module, what it imports) for the modules of a package."""
    return {(name_of(path), name) for path in MODULES if package(dotted(path)) == own for name in imports(path)}


EXTENSIONS = sorted(path.name for path in HOOKS.glob("ctg_*") if (path / "__init__.py").is_file())


def test_an_extension_stands_in_the_table():
    table = re.findall(r"^\| `(ctg_\w+)` \|", (ROOT / "CONTRIBUTING.md").read_text("utf-8"), re.MULTILINE)
    assert sorted(table) == EXTENSIONS, "une ligne de la table de CONTRIBUTING.md par extension"


def test_the_core_knows_neither_its_extensions_nor_their_door():
    wrong = {(own, name) for own, name in imports_of("ctg") if package(name) != "ctg" and package(name).startswith("ctg_")}
    wrong |= {(own, name) for own, name in imports_of("ctg") if name.startswith("ctg.api")}
    assert wrong == set()


@pytest.mark.parametrize("extension", EXTENSIONS)
def test_an_extension_knows_of_the_core_what_the_api_offers(extension):
    asked = {(own, name) for own, name in imports_of(extension) if package(name) == "ctg"}
    through = {(own, name) for own, name in asked if not f"{name}.".startswith("ctg.api.")}
    assert through == set(), "demandez-le à ctg.api ; s'il n'y est pas, ajoutez-le à hooks/ctg/api.pyi"


def test_the_room_of_commands_holds_commands_and_how_they_speak():
    rooms = {path.stem for path in (HOOKS / "ctg/commands").rglob("*.py")} - {"__init__"}
    names = {module.__name__.rpartition(".")[2] for module in (*(line.load() for line in commands()), *document.EACH.values())}
    assert rooms - names == {"output"}


CLOCKS = {"today", "now", "utcnow", "time", "time_ns", "localtime", "gmtime"}


def test_only_one_module_reads_the_clock():
    readers = {
        f"{name_of(path)}:{node.lineno}"
        for path in MODULES
        for node in nodes(path)
        if isinstance(node, ast.Attribute)
        and node.attr in CLOCKS
        and ast.unparse(node.value).split(".")[-1] in {"date", "datetime", "time", "dt", "Timestamp"}
    }
    readers |= {name_of(path) for path in MODULES if {"time", "time.time", "time.time_ns"} & set(imports(path))}
    assert {reader.split(":")[0] for reader in readers} == names_of([territory]), readers


OF_NO_TERRITORY = {
    demarrer: "the registers, before there is a territory",
    portail: "several territories",
    gather: "several territories",
    exporter: "the workbook, whose bytes follow the build",
    beginning_screen: "the registers, before there is a territory",
    registers: "the registers, before there is a territory",
}
"""Who takes Paris's day, and for what: all else has a catalogue, whose day is that of the place."""


PARIS = {f"{territory.__name__}.PARIS", "ctg.api.PARIS"}


def test_the_day_is_that_of_the_territory():
    assert {name_of(path) for path in MODULES if PARIS & {*imports(path)}} == names_of(OF_NO_TERRITORY)


def _types(path: Path) -> Iterator[str]:
    """The types that a module defines: its classes, and the names it gives to others (``Schema = dict[str, Any]``)."""
    yield from (node.name for node in nodes(path) if isinstance(node, ast.ClassDef))
    for node in nodes(path)[0].body:
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
    opening: ("Commune",),  # its department is its own
    inclusion_words: ("Structure", "Service"),  # the sentences of their own fields
    diagnosis: ("Structure",),  # the only kind that counts its places
    hours_events: ("Structure",),  # the only kind that tells its communes in words
    catalogue: ("Structure",),  # where a place is: itself, or what hosts it
    text_rules: ("Commune", "Partenaire"),  # whom a partner, or a town hall, may answer for
    record_rules: ("Partenaire",),  # the names that the others should write
    relations: ("Action",),  # its framework is that of its axis
    said_rules: ("Axe", *("Indicateur",) * 4),  # what is counted, and whose actions are an axis's
    echo_rules: ("Action", "Indicateur"),  # whose money it is, and what is counted
    rereading: ("Cadre", "Commune"),  # no site without a convention; its name is public, whoever reads its texts
    geocoding: ("Commune",),  # its address stands in a list, under « mairie »
    calendars: ("Commune", "Rencontre"),  # sentences of their own
    contacts: ("Action", "Commune", "Commune"),  # the only kind that has a state; « Mairie de … », and its point
    calls: ("Commune", "Commune"),  # « Mairie de … », and what a call says of it: « la mairie »
}
"""The modules that ask a record for its kind, and why a question to a capability would not do."""


def test_what_kinds_have_in_common_is_asked_of_their_bases():
    """``record.opening``, ``place.seat``, ``isinstance(record, Place)``: no kind by its name, no field that may be missing."""
    asked: dict[str, list[str]] = {}
    guessed = []
    for path in MODULES:
        for node in nodes(path):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name)):
                continue
            if node.func.id == "isinstance":
                names = [one for one in ast.walk(node.args[1]) if isinstance(one, ast.Name | ast.Attribute)]
                kinds = [word for word in (ast.unparse(one).removeprefix("api.") for one in names) if word in OWN]
                asked.setdefault(name_of(path), []).extend(kinds)
            elif node.func.id == "getattr" and len(node.args) == 3 and re.search("record|place", ast.unparse(node.args[0])):
                guessed.append(f"{name_of(path)}:{node.lineno}")
    assert guessed == [], "dites ce champ à tous les genres, dans model/record.py ou model/place.py (Place)"
    found = {name: sorted(kinds) for name, kinds in asked.items() if kinds}
    wanted = {name: sorted(kinds) for module, kinds in KNOWN_BY_KIND.items() for name in names_of([module])}
    assert found == wanted, "demandez une capacité (Record, Place) ou une facette plutôt qu'un genre ; sinon, dites pourquoi ici"


NAMES = re.compile(r"\bgard\b|bagnols|rhodanien|c[èe]ze\b|n[îi]mes\b|\b30\d{3}\b|\b04 66 ", re.IGNORECASE)
TEXTS = {".py", ".html", ".yml", ".css", ".js", ".svg", ".json", ".md", ".txt"}


def test_only_data_and_prose_name_the_territory():
    files = [ROOT / "mkdocs.yml", *HOOKS.rglob("*"), *(ROOT / "overrides").rglob("*")]
    named = [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()}"
        for path in files
        if path.suffix in TEXTS and "egg-info" not in str(path) and "tests" not in path.relative_to(ROOT).parts
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        if NAMES.search(line)
    ]
    assert named == []
