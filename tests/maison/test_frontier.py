"""The core and what stands beside it: each extension says what it is, and the rest works when it is removed."""

import ast
import os
import re
import tomllib
from functools import cache
from html import unescape
from pathlib import Path

import pytest

from ctg.checking.folders import APPROVED
from ctg.commands import COMMANDS
from ctg.common.extensions import BY_HAND, GROUPS, READ_BY, Extension, added
from maison.test_architecture import imports, nodes, package
from portails import few, portal
from sans_extensions import Tool, copy_without, do_as_their_readmes_ask
from territoires import ROOT

HOOKS = ROOT / "hooks"
PACKAGES = sorted(path.name for path in HOOKS.glob("ctg_*") if (path / "__init__.py").is_file())
DECLARED = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["entry-points"]["ctg.extensions"]
ALL = tuple(DECLARED)
ROOMS = sorted(path.name for path in (HOOKS / "ctg").iterdir() if (ROOT / "tests" / path.name).is_dir())
HALF = ("accessibilite", "comites", "registres", "reseau", "tableurs")
"""What is removed by half, then all of them: none imports another (below), so that two copies of the tool say as much as one for
each; those that another may lead to are not removed with it (« comites », « registres » and « tableurs » add screens to
« formulaire »; « portail » tells of what « comites » reads), nor « demarrage », whose guides are read then."""
QUICK = ("people", "figures", "upkeep")
"""The rooms whose tests are run without any extension each time; « make frontiere » runs those of all."""
SCREEN = "screen.py"
"""The one module that may import another extension: a screen of the form, loaded when the form asks for it."""
SAID = re.compile(r"\bctg (document )?([a-z][a-z-]+)")


def test_each_package_beside_the_core_has_its_line():
    assert {name.removeprefix("ctg_"): f"{name}:EXTENSION" for name in PACKAGES} == DECLARED


@pytest.mark.parametrize("name", PACKAGES)
def test_its_readme_is_short_and_names_its_commands(name):
    extension = __import__(name).EXTENSION
    assert isinstance(extension, Extension)
    told = (HOOKS / name / "README.md").read_text("utf-8")
    assert len(told.splitlines()) <= 12
    named = set(re.findall(r"`([^`]+)`", told.partition("- **Commandes** : ")[2].partition("\n")[0]))
    assert named >= commands_of(name.removeprefix("ctg_"))
    assert f"rm -r hooks/{name}`" in told


def test_all_that_extensions_add_is_found():
    """An address that names nothing would be heard of on the day when its group is asked for."""
    for group in GROUPS:
        for line in added(group):
            assert line.load() is not None


def imported(path: Path) -> set[str]:
    """The packages that a module imports."""
    return {package(name) for name in imports(path)}


def test_an_extension_imports_no_other_but_for_a_screen_of_the_form():
    arrows = {
        (path.parent.name, path.name, other)
        for path in HOOKS.glob("ctg_*/*.py")
        for other in imported(path) & {*PACKAGES} - {path.parent.name}
    }
    assert arrows == {(package, SCREEN, "ctg_formulaire") for package in ("ctg_comites", "ctg_registres", "ctg_tableurs")}
    assert all(__import__(package).EXTENSION.screens for package, _, _ in arrows), "and by no other group"


def test_no_test_of_the_core_needs_an_extension():
    assert len(ROOMS) >= 14
    needing = {*PACKAGES, "fiches", "formulaire", "portails", "maison"}
    assert [path for room in ROOMS for path in (ROOT / "tests" / room).glob("*.py") if imported(path) & needing] == []


def test_what_the_core_says_of_an_absent_command_or_folder_is_known():
    """A remedy of the core may name a command of an extension: it has its sentence for the day when that one is not there."""
    texts = (
        node.value
        for path in (HOOKS / "ctg").rglob("*.py")
        for node in nodes(path)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and "``" not in node.value
    )
    named = {f"{document}{name}" for text in texts for document, name in SAID.findall(text)}
    theirs = set().union(*map(commands_of, ALL))
    assert named & theirs <= BY_HAND.keys() <= theirs
    kinds = {
        line.load().folder: name for name in ALL for line in added("kinds") if line.load().__module__.startswith(f"ctg_{name}")
    }
    files = {
        line.load().name: name
        for name in ALL
        for line in added("lone_files")
        if line.load().model.__module__.startswith(f"ctg_{name}.")
    }
    assert kinds | files | {APPROVED: "comites"} == READ_BY


# --- copies of the tool --------------------------------------------------------------------------


@cache
def commands_of(name: str) -> frozenset[str]:
    """What an extension lets one type after ``ctg``."""
    extension = __import__(f"ctg_{name}").EXTENSION
    documents = {f"document {line.partition(' = ')[0]}" for line in extension.documents}
    return frozenset({line.partition(" = ")[0] for line in extension.commands} | documents)


def named_in(text: str, removed: tuple[str, ...]) -> set[str]:
    """The commands of these extensions that a text names."""
    gone = set().union(*map(commands_of, removed))
    return {f"{document}{name}" for document, name in SAID.findall(unescape(re.sub("<[^>]+>", "", text)))} & gone


@pytest.mark.parametrize("removed", [HALF, ALL], ids="-".join)
def test_without_them_the_site_the_menus_the_guides_and_the_help_close_over_the_gap(removed, tmp_path):
    tool = copy_without(tmp_path / "outil", removed)
    project = tool.root / "tests/territoire_essai"
    by_hand = project / "docs/a-propos/accessibilite.md"
    if removed == ALL:  # a declaration written by hand is the mention
        by_hand.parent.mkdir(parents=True, exist_ok=True)
        by_hand.write_text("# Accessibilité : non conforme\n\nNous n'avons rien vérifié.\n", "utf-8")
    theirs = [] if "demarrage" in removed else ["guide"]
    if "portail" not in removed:  # without committees, what calls for attention is told by the core
        file = portal(tool.root / "p", {"ici": few("communes", "cadres", "axes", "actions")})
        theirs += [f"rassembler {file}", f"portail {file}"]
    said = tool.ctg("--tout", "verifier", "construire", "bilan", *theirs, cwd=project)
    assert {line: code for line, (code, _) in said.items() if code} == {}, said
    everything = "\n".join(text for _, text in said.values())
    assert named_in(everything, removed) == set()
    shown = re.findall(r"^ {4}([a-z-]+) ", said["--tout"][1], re.MULTILINE)
    assert {*COMMANDS} - {"document"} <= {*shown}
    assert {*shown} & set().union(*map(commands_of, removed)) == set()
    assert "Le site est prêt" in said["construire"][1], "each of its links was followed"
    if "guide" in said:
        check_guides(tool, said["guide"][1], removed)
    if "comites" in removed:
        assert "l'extension « comites », qui lit ces fiches, n'est pas installée" in said["verifier"][1]
        menu = (project / "site/ctg/index.html").read_text("utf-8")
        assert ("ctg/bilans/" in menu, "evaluations" in menu) == (False, False)
        assert (tool.root / "p/site/index.html").is_file() or "portail" in removed
    if "accessibilite" in removed:
        assert "l'extension « accessibilite », qui le lit, n'est pas installée" in said["verifier"][1]
        linked = re.compile('href="[^"]*accessibilite/"')
        linking = [path for path in (project / "site").rglob("*.html") if linked.search(path.read_text("utf-8"))]
        assert bool(linking) == by_hand.is_file(), linking
        foot = unescape((project / "site/index.html").read_text("utf-8").partition('<footer class="pied-site">')[2])
        mention = '<a href="a-propos/accessibilite/">Accessibilité : non conforme</a>'
        assert foot.replace("\u00a0", " ").count(mention) == by_hand.is_file()


def check_guides(tool: Tool, listed: str, removed: tuple[str, ...]) -> None:
    """None of them names a command that is not there, nor leads to a guide that is not."""
    there = set(re.findall(r"ctg guide (\S+) ", listed))
    texts = tool.ctg(*(f"guide {name}" for name in there - {"versions"}), cwd=tool.root)
    assert len(texts) >= 4
    for line, (_, text) in texts.items():
        assert named_in(text, removed) == set(), line
        assert set(re.findall(r"\]\(([a-z-]+)\.md", text)) <= there | {"audit", "performance"}, line


def test_without_any_of_them_the_tests_of_the_core_pass(tmp_path):
    tool, rooms = copy_without(tmp_path / "outil", ALL), QUICK
    if os.environ.get("FRONTIERE") == "tout":
        do_as_their_readmes_ask(tool)  # of no use to the quick ones, which read no real territory
        rooms = ROOMS
    done = tool.python("-m", "pytest", "-p", "no:cacheprovider", *(f"tests/{room}" for room in rooms), cwd=tool.root)
    assert done.returncode == 0, done.stdout[-10_000:]
