"""A package installed beside the tool adds its parts without a line changed; each name of the api is asked for, once."""

import ast
import os
import shutil
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

from ctg import api
from ctg.commands import COMMANDS
from ctg.common.extensions import GROUPS, added
from ctg.model import KINDS
from ctg.publish.build import OPEN_DATA, OUTPUTS
from maison.test_architecture import HOOKS, imports
from test_scenes import parse

MODULES = parse(Path(__file__).with_name("extension.txt").read_text("utf-8"))[0]
MAKE = """
from pathlib import Path
from ctg.publish.build import make_site
made = {document.path: document.content for document in make_site(Path()).documents()}
print(made["ruches.txt"].decode(), made["ruches/une/index.html"].decode(), made["api/v1/ruches.json"].decode())
print(made["a-propos/plan-du-site/index.html"].decode(), made["partenaires/ville/index.html"].decode())
"""
HIVE = {
    "data/ruches/une.yml": "nom: Les Abeilles\ngardienne: Ville\n",
    "data/partenaires/ville.yml": "nom: Ville\n",
}


@pytest.fixture
def run(tmp_path, project):
    """``run(files, …)`` → what Python prints when it is given these arguments in a project that has these files."""
    installed = tmp_path / "installe"
    for name, text in MODULES.items():
        path = installed / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")

    def run(files: dict[str, str], *arguments: str) -> tuple[int, str]:
        done = subprocess.run(
            [sys.executable, *arguments], cwd=project(files), env=os.environ | {"PYTHONPATH": str(installed)},
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        return done.returncode, done.stdout + done.stderr

    return run


def test_a_kind_from_elsewhere_has_its_page_its_table_its_place_in_the_plan_and_its_links_back(run):
    code, told = run(HIVE, "-c", MAKE)
    assert code == 0, told
    assert told.startswith("Les Abeilles")
    for text in (
        "<h1>Les Abeilles</h1><p>Ville</p>",
        '"genre":"ruche","nom":"Les Abeilles","gardienne":"Ville"',
        "<summary>Les ruches",
        '<h2>Les ruches dont elle a la garde</h2><ul><li><a href="../../ruches/une/">Les Abeilles</a></li></ul>',
    ):
        assert text in told


def test_a_rule_and_a_command_from_elsewhere(run):
    code, told = run({"data/ruches/une.yml": "nom: Guêpes\n"}, "-m", "ctg", "verifier")
    assert (code, "data/ruches/une.yml, ligne 1" in told, "Ce ne sont pas des abeilles." in told) == (1, True, True), told
    assert run({}, "-m", "ctg", "butiner") == (0, "miel\n")


@pytest.mark.parametrize("text", ["import absent_du_monde\n", "def declare(subparsers): ...\n"])
def test_what_does_not_load_or_lacks_a_part_says_whose_it_is(run, tmp_path, text):
    (tmp_path / "installe" / "exemple" / "command.py").write_text(text, "utf-8")
    code, told = run({}, "-m", "ctg", "butiner")
    assert (code, "L'extension « exemple » (exemple.command) ne se charge pas." in told) == (1, True), told


def test_each_addition_of_the_tool_stands_beside_what_exists():
    """A neighbour that was renamed would send it last, and nobody would see it."""
    core = {name.replace("_", "-") for name in COMMANDS}
    built_in = {"commands": core, "documents": set(), "kinds": {kind.__name__ for kind in KINDS}}
    modules = {one.rpartition(".")[2] for one in (*(made.__module__ for made in OUTPUTS), *(made.__name__ for made in OPEN_DATA))}
    for group in GROUPS:
        lines = added(group)
        known = {line.name for line in lines} | built_in.get(group, modules)
        assert [line.other for line in lines if line.other and line.other not in known] == [], group


def test_an_extension_whose_folder_is_gone_adds_nothing(run, tmp_path):
    shutil.rmtree(tmp_path / "installe" / "exemple")
    code, told = run({}, "-m", "ctg", "butiner")
    assert (code, "butiner" in told, "Traceback" in told) == (2, True, False), told


STUB = HOOKS / "ctg/api.pyi"
OFFERED = [
    (node.module or "", alias.name, alias.asname or alias.name)
    for node in ast.parse(STUB.read_text("utf-8")).body
    if isinstance(node, ast.ImportFrom)
    for alias in node.names
]
"""(module, its name there, its name in the api)."""
NAMES = [name for _, _, name in OFFERED]


def asked() -> set[str]:
    """The names of the api that extensions import, their tests included."""
    paths = [path for folder in HOOKS.glob("ctg_*") for path in folder.rglob("*.py")]
    return {name.removeprefix("ctg.api.") for path in paths for name in imports(path) if name.startswith("ctg.api.")}


def test_a_name_is_that_of_something_at_home():
    assert [name for home, there, name in OFFERED if getattr(api, name) is not getattr(import_module(home), there)] == []


def test_somebody_asks_for_each_name_and_for_no_other():
    assert asked() == set(NAMES), "retirez de hooks/ctg/api.pyi ce que plus rien ne demande ; ajoutez-y ce qui manque"


def test_a_name_that_differs_from_that_at_home_is_listed():
    """Only where two rooms have one of that name: else one name is enough."""
    listed = next(node.value for node in ast.parse(STUB.read_text("utf-8")).body if isinstance(node, ast.Assign))
    assert isinstance(listed, ast.List)
    assert [ast.literal_eval(one) for one in listed.elts] == sorted(name for _, there, name in OFFERED if there != name)
