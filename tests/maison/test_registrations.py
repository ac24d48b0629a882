"""What stands in a folder is in its list, and what is written is used; rules are all asked; files are opened at one door."""

import ast
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from importlib import import_module
from inspect import getmembers, isclass, isfunction
from itertools import chain
from pathlib import Path
from types import ModuleType

import pytest

from ctg import api, commands, model
from ctg.checking import pictures as picture_checks
from ctg.checking.folders import FILES, check_folders
from ctg.commands import construire, document, lines
from ctg.common import files as common_files
from ctg.common.problems import DataError
from ctg.loading import FOLDERS, SUBJECTS, load
from ctg.model import KINDS, LONE_FILES, vocabulary
from ctg.model.fields import traits_of
from ctg.model.record import Record
from ctg.model.territory import PARIS, today
from ctg.open_data import index
from ctg.pages import SiteFile, drawing, pdf, pictures, site_files, templates
from ctg.pages.renderer import Renderer
from ctg.pages.site_files import PROJECT, Page, section_pages
from ctg.places import danger, offline_copies
from ctg.publish import write
from ctg.publish.build import OPEN_DATA, OUTPUTS
from ctg.site import about, former, search
from ctg.territory import map
from ctg_demarrage.screens import upgrade
from ctg_formulaire.hosting import copying, publishing
from ctg_normes import linked
from ctg_registres import completer
from maison.test_architecture import HOOKS, MODULES, dotted, name_of, names_of, nodes
from territoires import ESSAI, ROOT, SMALL, made_site

TELL_THE_OTHERS = {index, former}
"""What publishing adds: ``build`` calls them last."""


def modules(package: ModuleType) -> list:
    """Every module of a package of the house."""
    return [import_module(name) for path in MODULES if (name := dotted(path)).startswith(f"{package.__name__}.")]


def test_a_kind_that_is_written_is_listed():
    found = {one for module in modules(model) for _, one in getmembers(module, isclass)}
    forgotten = {one.__name__ for one in found if issubclass(one, Record) and "kind" in vars(one)} - {k.__name__ for k in KINDS}
    assert not forgotten, f"ajoutez {forgotten} à _BUILT_IN, dans model/__init__.py"


MAKES_PAGES = ({"return": Iterable[SiteFile]}, {"return": Iterator[SiteFile]})


def test_an_output_that_is_written_is_listed():
    """A public function from the renderer to files makes pages: it is listed, or called by another that is."""
    listed = {*OUTPUTS, *(one.files for one in (*OPEN_DATA, *TELL_THE_OTHERS))}
    made = {
        function
        for module in (import_module(dotted(path)) for path in MODULES)
        for name, function in getmembers(module, isfunction)
        if function.__module__ == module.__name__ and not name.startswith("_")
        if function.__annotations__ in [{"render": Renderer} | returned for returned in MAKES_PAGES]
    }
    forgotten = [f"{function.__module__}.{function.__name__}" for function in made - listed]
    assert made & listed
    assert not forgotten, f"ajoutez {forgotten} à OUTPUTS (ou OPEN_DATA, pour un format), dans publish/build.py"


def test_a_command_that_is_written_is_listed():
    listed = {*(line.load() for line in lines()), *document.EACH.values()}
    forgotten = [one.__name__ for one in modules(commands) if hasattr(one, "declare") and one not in listed]
    assert not forgotten, f"ajoutez {forgotten} à COMMANDS, dans commands/__init__.py"


def test_a_page_of_the_section_stands_in_its_menu():
    site = made_site(ESSAI)
    made = {file.path for file in site.files if isinstance(file, Page)}
    found = {path for path in made if re.fullmatch(f"{PROJECT[1]}([^/]+/)?", path)}
    declared = {page.path for page in section_pages(site.catalogue, today(PARIS))}
    assert found - declared == set(), "déclarez ces pages par section_page(…), dans le module qui les fait"
    assert declared - made == set(), "personne ne fait ces pages"


# --- what is written is used ----------------------------------------------------------------------

READ_ELSEWHERE = {
    "__getattr__", "__dir__", "on_config", "on_files", "on_page_markdown", "on_post_page", "on_post_build",
    "on_serve", "GUIDES",
}  # fmt: skip
"""Python and MkDocs call them by name; who starts from them finds the guides and the example."""
RULES = {rule.__name__ for subject in SUBJECTS for of_kind in subject for rules in of_kind.values() for rule in rules}
"""``rules_of`` finds them by what they say that they look at."""


def words(path: Path) -> Iterator[str]:
    """Every name that a module reads, and every word of its short texts: templates, entry points and tables name so."""
    for node in nodes(path):
        if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Store):
            yield node.id
        elif isinstance(node, ast.Attribute):
            yield node.attr
        elif isinstance(node, ast.alias):
            yield node.name.rpartition(".")[2]
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and len(node.value) < 200:
            yield from re.findall(r"\w+", node.value)


def defined(path: Path) -> Iterator[str]:
    """What a module gives a name to, at its first level."""
    for node in nodes(path)[0].body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            yield node.name
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            yield from (target.id for target in targets if isinstance(target, ast.Name))


def test_nothing_is_written_for_nobody():
    """A function left out of a table, a template that no page asks for, a constant that outlived its reader."""
    used = {path: Counter(words(path)) for path in MODULES}
    outside = Counter(re.findall(r"\w+", (HOOKS.parent / "pyproject.toml").read_text("utf-8")))
    templates = {path: path.read_text("utf-8") for path in HOOKS.rglob("*.html")}
    everywhere = sum((*used.values(), *(Counter(re.findall(r"\w+", text)) for text in templates.values())), outside)
    unread = [
        f"{name_of(path)}: {name}"
        for path in MODULES
        for name in defined(path)
        if name != "_" and not (used[path] if name.startswith("_") else everywhere)[name] and name not in READ_ELSEWHERE | RULES
    ]
    assert unread == [], "personne ne lit ceci : mettez-le dans sa table, ou supprimez-le"


def test_a_field_that_is_written_is_shown():
    """Checked, exported, but read by nobody: a field that no page shows, nor any module, stands in no template yet."""
    templates = " ".join(path.read_text("utf-8") for path in HOOKS.rglob("*.html"))
    read = {*re.findall(r"\w+", templates)}.union(
        *(words(path) for path in MODULES if not dotted(path).startswith(model.__name__))
    )
    unread = {
        f"{kind.kind}.{name}"
        for kind in KINDS
        for name in kind.model_fields
        if name not in read and not traits_of(kind)[name].interne
    }
    assert unread == set(), "montrez ces champs dans le gabarit de leur sorte, templates/….html"


def test_a_word_of_templates_is_given_once():
    catalogue = load(SMALL)
    given = [*Renderer(catalogue, catalogue.day).words()]
    for names in ((name for one in given for name in one.filters), (name for one in given for name in one.names)):
        assert [name for name, count in Counter(names).items() if count > 1] == []


TELLS = {"Iterator[Problem]", "Iterator[api.Problem]"}
ASKED_BY_RULES = {"ctg.loading"}
"""What calls them."""
LISTED = {*FOLDERS, *chain.from_iterable(rules for one in SUBJECTS for by_type in one for rules in by_type.values())}


def is_rule(node: ast.stmt) -> bool:
    """Whether a function is a rule: public, it is given what is ``Checked`` and tells problems."""
    return (
        isinstance(node, ast.FunctionDef)
        and node.name[0] != "_"
        and node.returns is not None
        and ast.unparse(node.returns) in TELLS
        and any(argument.annotation and "Checked" in ast.unparse(argument.annotation) for argument in node.args.args)
    )


def test_every_rule_is_asked():
    written = {
        (dotted(path), node.name)
        for path in MODULES
        for node in nodes(path)[0].body
        if is_rule(node) and isinstance(node, ast.FunctionDef) and dotted(path) not in ASKED_BY_RULES
    }
    forgotten = sorted(written - {(rule.__module__, rule.__name__) for rule in LISTED})
    assert forgotten == [], "un nouveau module de règles : son nom dans SUBJECTS (loading.py) ; d'une extension : dans EXTENSION"


def test_rules_speak_even_when_another_file_cannot_be_read(project):
    lines = "nom: Les Lutins\ntype: multi-accueil\ncommune: Valbourg\ncourriel: lutins@exemple.fr\nverifie_le: 2999-01-01\n"
    with pytest.raises(DataError) as told:
        load(project({"data/communes.geojson": "{", "data/structures/les-lutins.yml": lines}))
    assert {problem.file for problem in told.value.problems} == {"data/communes.geojson", "data/structures/les-lutins.yml"}


def test_every_file_that_the_tool_reads_in_data_is_known():
    texts = {node.value for path in MODULES for node in nodes(path) if isinstance(node, ast.Constant)}
    read = {text.removeprefix("data/") for text in texts if re.fullmatch(r"data/[\w-]+\.\w+", str(text))}
    read |= {one.name for one in LONE_FILES}  # each read by its model: see LoneFile
    assert read == set(FILES), "donnez sa ligne à chacun dans FILES (checking/folders.py), ou retirez celui que rien ne lit"
    for root in (ROOT, ESSAI):
        assert list(check_folders(root)) == []


READERS = names_of((common_files, site_files, offline_copies, search, write, copying, publishing))
"""Who may open files by themselves: the door, and what reads the site that was just built."""
OWN = names_of((api, drawing, templates, map, pdf, danger, about, linked, picture_checks, pictures, vocabulary, former))
"""Who reads files of the tool itself or of the system, or that are in memory."""


def test_files_are_opened_at_one_door():
    openers = set()
    for path in MODULES:
        for node in nodes(path):
            called = node.func if isinstance(node, ast.Call) else None
            name = getattr(called, "attr", None) or getattr(called, "id", None)
            if name in {"read_text", "read_bytes", "open", "rglob", "copyfile"}:
                owner = ast.unparse(called).rpartition(".")[0]
                if owner not in {"os", "tarfile", "archive", "webbrowser", "self._client", "own"}:  # no file of a project
                    openers.add(name_of(path))
    openers.remove("ctg_demarrage/modeles/ouvrir.py")  # it runs alone, before the tool is installed
    # Were booklets published; a copy of the project; a register, of any length;
    # the names alone of the sheets.
    assert openers - READERS - OWN == names_of([construire, upgrade, completer])
