"""The core and what stands beside it: each extension says what it is, and no module of the core needs one."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tomllib

import pytest

from ctg.common.extensions import GROUPS, Extension, added
from maison.test_architecture import HOOKS, ROOT
from territoires import ESSAI, wire

PACKAGES = sorted(path.name for path in HOOKS.glob("ctg_*"))
DECLARED = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["entry-points"]["ctg.extensions"]


def test_each_package_beside_the_core_has_its_line():
    assert {name.removeprefix("ctg_"): f"{name}:EXTENSION" for name in PACKAGES} == DECLARED


@pytest.mark.parametrize("name", PACKAGES)
def test_its_readme_is_short_and_names_its_commands(name):
    extension = __import__(name).EXTENSION
    assert isinstance(extension, Extension)
    told = (HOOKS / name / "README.md").read_text("utf-8")
    assert len(told.splitlines()) <= 12
    commands = {line.partition(" = ")[0] for line in extension.commands}
    documents = {f"document {line.partition(' = ')[0]}" for line in extension.documents}
    named = set(re.findall(r"`([^`]+)`", told.partition("- **Commandes** : ")[2].partition("\n")[0]))
    assert named >= commands | documents
    assert f"rm -r hooks/{name}`" in told


def test_all_that_extensions_add_is_found():
    """An address that names nothing would be heard of on the day when its group is asked for."""
    for group in GROUPS:
        for line in added(group):
            assert line.load() is not None


@pytest.fixture
def without(tmp_path):
    """``without("comites", "verifier")`` → what a command of the example says without these extensions."""
    for name in ("data", "docs"):
        shutil.copytree(ESSAI / name, tmp_path / name)
    wire(tmp_path)

    def run(left_out: str, *words: str) -> str:
        if "comites" in left_out:  # nobody would read them
            shutil.rmtree(tmp_path / "data/evaluations", ignore_errors=True)
        command = [sys.executable, str(ROOT / "tests/sans_extensions.py"), left_out, *words]
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
        assert (done.returncode, done.stderr) == (0, ""), done.stderr
        return done.stdout

    return run


@pytest.mark.parametrize("name", DECLARED)
def test_without_one_of_them_every_other_command_is_there_and_the_help_has_no_gap(name, without):
    told = without(name, "--tout")
    extension = __import__(f"ctg_{name}").EXTENSION
    assert [line for line in extension.commands if re.search(rf"^ +{line.partition(' = ')[0]} ", told, re.MULTILINE)] == []
    assert " verifier " in told


def test_without_any_of_them_the_site_is_built(without, tmp_path):
    told = without(",".join(DECLARED), "construire")
    assert "Le site est prêt" in told
    menu = (tmp_path / "site/ctg/index.html").read_text("utf-8")
    assert ("ctg/bilans/" in menu, "evaluations" in menu) == (False, False)
